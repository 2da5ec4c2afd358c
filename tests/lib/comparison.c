// What src/postgres does with a design and a database, for tests/serve/test_comparison.
//
//   comparison expected PATH DATABASE             loads the design into an empty database and
//   prints
//                                                 its snapshot
//   comparison snapshot PATH DATABASE [OWNER]     prints the snapshot of a database as it is
//   comparison compare PATH DATABASE FILE [OWNER] compares it with the snapshot in FILE:
//   differences
//                                                 line by line, then "note: ..."; ends with exit 1
//                                                 where there is a difference
//   comparison fingerprint PATH
//
// DATABASE is a connection string. Milliseconds go to standard error. Exit 2: an error, in one
// line.
#include <time.h>

#include "base/file.h"
#include "design/lookup.h"
#include "postgres/comparison.h"
#include "postgres/load.h"
#include "postgres/snapshot.h"
#include "read/project.h"

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static int print_differences(const struct comparison *comparison)
{
    list_each (const char *, text, &comparison->differences)
        puts(text);
    list_each (const char *, text, &comparison->notes)
        printf("note: %s\n", text);
    return comparison->difference_count ? 1 : 0;
}

static int run(struct arena *arena, struct design *design, struct connection *connection, int count,
               char **words, struct error *error)
{
    const char *text = NULL;
    double start = milliseconds();
    if (strcmp(words[1], "expected") == 0) {
        if (!comparison_expected(connection, arena, design, &text, error))
            return 2;
    } else {
        int owner = strcmp(words[1], "snapshot") == 0 ? 4 : 5;
        if (!snapshot_take(connection, arena, design, count > owner ? words[owner] : NULL, &text,
                           error))
            return 2;
    }
    fprintf(stderr, "%.1f ms\n", milliseconds() - start);
    if (strcmp(words[1], "compare") != 0) {
        puts(text);
        return 0;
    }
    struct file_bytes expected;
    struct file_limit limit = {100 << 20, NULL};
    if (count < 5 || !file_read(arena, words[4], limit, &expected, error))
        return 2;
    struct comparison comparison = {
        .arena = arena, .design = design, .expected = expected.bytes, .live = text};
    start = milliseconds();
    bool is_same = comparison_run(&comparison);
    fprintf(stderr, "%.1f ms\n", milliseconds() - start);
    return print_differences(&comparison) == (is_same ? 0 : 1) ? !is_same : 2;
}

int main(int count, char **words)
{
    if (count < 3) {
        fprintf(stderr, "comparison expected|snapshot|compare|fingerprint PATH ...\n");
        return 2;
    }
    struct error error = {""};
    struct arena *arena = arena_new();
    struct design *design = design_new();
    struct project_paths paths = {0};
    list_add(arena, &paths, words[2]);
    struct project_options options = {.folder = folder_limits_default, .sql = sql_limits_default};
    struct project_report report = {0};
    struct connection *connection = NULL;
    int status = 2;
    if (project_read(design, &paths, &options, &report, &error)) {
        if (strcmp(words[1], "fingerprint") == 0)
            status = puts(load_fingerprint(arena, design)) < 0;
        else if (count > 3 && connection_open(&connection, words[3], 10, &error))
            status = run(arena, design, connection, count, words, &error);
    }
    if (status == 2)
        printf("error: %s\n", error.message);
    connection_close(connection);
    design_free(design);
    arena_free(arena);
    return status;
}
