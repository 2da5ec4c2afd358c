// lintel docs: writes the documents that come from the program's own tables, so that what is
// written about it is what it does. A new document is a row.
#include "base/file.h"
#include "options.h"
#include "read/manifest.h"
#include "rule_documents.h"
#include "serve/problem.h"

static const struct document {
    const char *name;
    void (*write)(struct text *out);
} documents[] = {
    {"manifest.md", manifest_write_documentation},
    {"manifest.schema.json", manifest_write_schema},
    {"problems.md", problem_write_documentation},
};

static int documents_write(struct arena *arena, const char *folder)
{
    struct error error;
    for (size_t i = 0; i < array_length(documents); i++) {
        const char *path = file_join(arena, folder, documents[i].name);
        struct text out;
        text_init(&out);
        documents[i].write(&out);
        bool is_written = file_write(path, out.string, out.length, &error);
        text_release(&out);
        if (!is_written)
            return complain("%s", error.message);
        printf("wrote %s\n", path);
    }
    if (!rule_documents_write(arena, folder, &error))
        return complain("%s", error.message);
    return EXIT_CLEAN;
}

int verb_docs(const struct verb *verb, int count, char **arguments)
{
    struct option_words rest = {0};
    const struct option table[] = {{0}};
    struct arena *arena = arena_new();
    enum options_outcome outcome = options_read(arena, verb, table, count, arguments, &rest);
    int status = outcome == OPTIONS_WRONG ? EXIT_IMPOSSIBLE : EXIT_CLEAN;
    if (outcome == OPTIONS_READ && rest.count > 1)
        status = complain("docs takes one directory");
    else if (outcome == OPTIONS_READ)
        status = documents_write(arena, rest.count ? rest.items[0] : "docs");
    arena_free(arena);
    return status;
}
