// The catalog goes through the same reader as a file named database.sql, which --dump-sql prints.
#include "check_database.h"

#include "base/file.h"
#include "postgres/catalog.h"
#include "postgres/comparison.h"
#include "postgres/connection.h"
#include "postgres/database.h"

static const char path_of_catalog[] = "database.sql";

bool check_database_read(const struct check_database *database, struct arena *arena,
                         struct project_options *options, struct error *error)
{
    struct catalog_options asked = {database->url, options->platform, database->is_unverified};
    struct catalog catalog;
    connection_environment_clear_meanings();
    if (!catalog_read(&catalog, arena, &asked, error))
        return false;
    struct project_text *text = arena_make(arena, struct project_text);
    *text = (struct project_text){
        .path = path_of_catalog,
        .bytes = catalog.sql,
        .length = catalog.length,
        .found = arena_format(arena, "%s, as SQL that --dump-sql prints", catalog.source),
    };
    list_each (const char *, what, &catalog.not_read)
        list_add(arena, &text->not_read, (struct project_note){"the database", what});
    options->text = text;
    options->platform = catalog.platform == PLATFORM_SUPABASE ? "supabase" : "postgres";
    options->default_grants =
        catalog.default_grants == DEFAULT_GRANTS_LEGACY ? "legacy" : "explicit";
    return true;
}

// ---- beside files -----------------------------------------------------------------------------------

static void say(void *context, const char *line)
{
    (void)context;
    fprintf(stderr, "lintel: %s\n", line);
}

// The folder whose state the comparison may use: that of a file is the one it lies in.
static const char *folder_of(struct arena *arena, const char *path)
{
    struct file_status status;
    struct error ignored;
    const char *slash = strrchr(path, '/');
    if (!file_look(path, &status, &ignored) || status.kind != FILE_REGULAR)
        return path;
    size_t length = slash ? (size_t)(slash - path) : 0;
    return slash ? arena_copy(arena, path, length ? length : 1) : ".";
}

bool check_database_compare(const struct check_database *database, struct arena *arena,
                            struct design *design, struct report_differences *differences,
                            struct error *error)
{
    struct database_options options = {
        .path = folder_of(arena, design->root),
        .url = database->url,
        .is_unverified = database->is_unverified,
        .say = say,
    };
    struct comparison comparison = {0};
    if (!database_compare(&comparison, arena, design, &options, error))
        return false;
    list_each (const char *, text, &comparison.differences)
        list_add(arena, &differences->differences, text);
    list_each (const char *, text, &comparison.notes)
        list_add(arena, &differences->notes, text);
    differences->count = comparison.difference_count;
    return true;
}

static void line_write(struct text *out, const char *kind, const char *text)
{
    text_add(out, kind);
    report_add_visible(out, text, strlen(text), 0);
    text_add_char(out, '\n');
}

static void lines_write(const struct report_differences *differences, struct text *out)
{
    list_each (const char *, text, &differences->differences)
        line_write(out, "difference: ", text);
    list_each (const char *, text, &differences->notes)
        line_write(out, "note: ", text);
    if (!differences->count)
        text_add(out, "the database is what the files say\n");
    else
        text_format(out, "the database is not what the files say, in %u point%s\n",
                    differences->count, differences->count == 1 ? "" : "s");
}

void check_database_say(const struct report_differences *differences, const char *format,
                        struct text *out)
{
    if (strcmp(format, "text") == 0 || strcmp(format, "concise") == 0)
        lines_write(differences, out);
}
