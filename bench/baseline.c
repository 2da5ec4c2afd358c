// The limit that `lintel check` is measured against: libpg_query alone, doing with the same file
// what lintel cannot do without: split, parse every statement, unpack its tree. One thread, the
// library's own allocation, nothing kept.
#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = size >= 0 ? malloc((size_t)size + 1) : NULL;
    if (text)
        text[fread(text, 1, (size_t)size, file)] = '\0';
    fclose(file);
    return text;
}

int main(int argc, char **argv)
{
    char *text = argc == 2 ? read_file(argv[1]) : NULL;
    if (!text) {
        fprintf(stderr, "usage: baseline FILE.sql\n");
        return 2;
    }
    PgQuerySplitResult split = pg_query_split_with_scanner(text);
    if (split.error) {
        fprintf(stderr, "split: %s\n", split.error->message);
        return 2;
    }
    int parsed = 0, refused = 0;
    for (int i = 0; i < split.n_stmts; i++) {
        char *statement =
            strndup(text + split.stmts[i]->stmt_location, (size_t)split.stmts[i]->stmt_len);
        PgQueryProtobufParseResult result = pg_query_parse_protobuf(statement);
        if (result.error) {
            refused++;
        } else {
            PgQuery__ParseResult *tree = pg_query__parse_result__unpack(
                NULL, result.parse_tree.len, (const uint8_t *)result.parse_tree.data);
            parsed += tree != NULL;
            pg_query__parse_result__free_unpacked(tree, NULL);
        }
        pg_query_free_protobuf_parse_result(result);
        free(statement);
    }
    pg_query_free_split_result(split);
    free(text);
    printf("%d parsed, %d refused\n", parsed, refused);
    return 0;
}
