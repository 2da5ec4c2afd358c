// The catalog goes through the same reader as a file named database.sql, which --dump-sql prints.
#include "check_database.h"

#include "postgres/catalog.h"
#include "postgres/connection.h"

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
    // What is granted stands in the catalog, so nothing has to be assumed of the platform.
    options->platform = catalog.platform == PLATFORM_SUPABASE ? "supabase" : "postgres";
    options->default_grants = "explicit";
    return true;
}
