// Names of Debian's packages, for PostgreSQL 15; another major version has its number in them.
#include "postgres/load_extension.h"

#include "base/word.h"

static const struct {
    const char *extension, *package;
} packages[] = {
    {"hypopg", "postgresql-15-hypopg"},
    {"http", "postgresql-15-http"},
    {"ip4r", "postgresql-15-ip4r"},
    {"orafce", "postgresql-15-orafce"},
    {"pg_cron", "postgresql-15-cron"},
    {"pg_partman", "postgresql-15-partman"},
    {"pg_repack", "postgresql-15-repack"},
    {"pgaudit", "postgresql-15-pgaudit"},
    {"pgrouting", "postgresql-15-pgrouting"},
    {"pgtap", "postgresql-15-pgtap"},
    {"plperl", "postgresql-plperl-15"},
    {"plpython3u", "postgresql-plpython3-15"},
    {"pltcl", "postgresql-pltcl-15"},
    {"postgis", "postgresql-15-postgis-3"},
    {"postgis_raster", "postgresql-15-postgis-3"},
    {"postgis_topology", "postgresql-15-postgis-3"},
    {"rum", "postgresql-15-rum"},
    {"semver", "postgresql-15-semver"},
    {"unit", "postgresql-15-unit"},
    {"vector", "postgresql-15-pgvector"},
};

// Supabase's own, which are built for its servers.
static const char *const of_supabase[] = {"pg_graphql", "pg_net",    "pgjwt",          "pgmq",
                                          "pgsodium",   "supautils", "supabase_vault", "wrappers"};

static const char *extension_name(struct arena *arena, const char *statement)
{
    const char *end = statement + strlen(statement);
    size_t start = words_match(statement, end, "create extension if not exists ");
    if (!start)
        start = words_match(statement, end, "create extension ");
    if (!start)
        return NULL;
    const char *name = statement + start + (statement[start] == '"');
    size_t length = statement[start] == '"' ? strcspn(name, "\"") : 0;
    while (statement[start] != '"' && byte_is_identifier(name[length]))
        length++;
    return arena_copy(arena, name, length);
}

bool load_extension_is_declared(struct arena *arena, const char *statement)
{
    const char *name = extension_name(arena, statement);
    return name && (strcmp(name, "pg_graphql") == 0 || strcmp(name, "supabase_vault") == 0);
}

const char *load_extension_advice(struct arena *arena, const char *statement,
                                  const struct sql_failure *failure)
{
    const char *name = extension_name(arena, statement);
    // Not available; in older servers, its control file cannot be opened.
    if (!name ||
        (strcmp(failure->sqlstate, "0A000") != 0 && strcmp(failure->sqlstate, "58P01") != 0))
        return NULL;
    for (size_t i = 0; i < array_length(packages); i++)
        if (strcasecmp(packages[i].extension, name) == 0)
            return arena_format(
                arena,
                "the PostgreSQL server lacks the extension \"%s\": install Debian's "
                "package %s, or its like for this server",
                name, packages[i].package);
    for (size_t i = 0; i < array_length(of_supabase); i++)
        if (strcasecmp(of_supabase[i], name) == 0)
            return arena_format(arena,
                                "the PostgreSQL server lacks the extension \"%s\", which is "
                                "Supabase's own: this design runs on a Supabase database "
                                "(--database)",
                                name);
    return arena_format(arena,
                        "the PostgreSQL server lacks the extension \"%s\": install it there "
                        "(%s)",
                        name, failure->message);
}
