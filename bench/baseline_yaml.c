// The limit that reading a contract is measured against: libfyaml alone, building its document of
// the same file. One thread, nothing else done with it.
#include <libfyaml.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: baseline_yaml FILE.yaml\n");
        return 2;
    }
    struct fy_parse_cfg configuration = {.flags = FYPCF_QUIET};
    struct fy_document *document = fy_document_build_from_file(&configuration, argv[1]);
    if (!document) {
        fprintf(stderr, "%s: libfyaml cannot read it\n", argv[1]);
        return 2;
    }
    printf("%s\n", fy_node_is_mapping(fy_document_root(document)) ? "a mapping" : "no mapping");
    fy_document_destroy(document);
    return 0;
}
