// Extensions. What they declare is not replayed: the lists under platforms/names/ hold the names.
// An extension without a list opens its schema: nothing is called unknown there any more.
//
//   CREATE EXTENSION [IF NOT EXISTS] name [SCHEMA s] [VERSION v] [CASCADE]
//   DROP EXTENSION [IF EXISTS] name, ... [CASCADE]        (called by sql_drop.c)
#include "read/sql_depend.h"
#include "read/sql_object.h"

// Schemas that an extension makes for itself, and whether it insists on living there.
static const struct {
    const char *extension, *schema;
    bool is_home;
} own_schemas[] = {
    {"pg_cron", "cron", false},
    {"pg_net", "net", false},
    {"pgmq", "pgmq", true},
    {"pgsodium", "pgsodium", true},
    {"supabase_vault", "vault", true},
    {"pg_graphql", "graphql", false},
    {"pg_tle", "pgtle", true},
    {"postgis_topology", "topology", true},
    {"postgis_tiger_geocoder", "tiger", true},
    {"postgis_tiger_geocoder", "tiger_data", false},
    {"pgroonga", "pgroonga", false},
    {"timescaledb", "timescaledb_information", false},
    {"timescaledb", "timescaledb_experimental", false},
    {"timescaledb", "_timescaledb_catalog", false},
    {"timescaledb", "_timescaledb_config", false},
    {"timescaledb", "_timescaledb_internal", false},
    {"timescaledb", "_timescaledb_functions", false},
    {"age", "ag_catalog", true},
    {"citus", "citus", false},
    {"pglogical", "pglogical", true},
    {"pglogical_origin", "pglogical_origin", true},
    {"pgq", "pgq", true},
    {"orafce", "oracle", false},
    {"orafce", "dbms_output", false},
    {"orafce", "dbms_pipe", false},
    {"orafce", "dbms_random", false},
    {"orafce", "utl_file", false},
    {"orafce", "plvstr", false},
    {"orafce", "plvdate", false},
    {"anon", "anon", true},
    {"pg_repack", "repack", false},
    {"repmgr", "repmgr", true},
    {"pgtap", "pgtap", false},
};

// Where an extension lives that lets nobody choose.
static const struct {
    const char *extension, *schema;
} fixed_homes[] = {
    {"plpgsql", "pg_catalog"}, {"plpython3u", "pg_catalog"}, {"plperl", "pg_catalog"},
    {"plperlu", "pg_catalog"}, {"pltcl", "pg_catalog"},      {"pltclu", "pg_catalog"},
    {"plv8", "pg_catalog"},    {"adminpack", "pg_catalog"},  {"pg_cron", "pg_catalog"}};

// What CASCADE brings along, in the order of making.
static const struct {
    const char *extension, *requires;
} requirements[] = {
    {"earthdistance", "cube"},
    {"postgis_raster", "postgis"},
    {"postgis_sfcgal", "postgis"},
    {"postgis_topology", "postgis"},
    {"postgis_tiger_geocoder", "postgis"},
    {"postgis_tiger_geocoder", "fuzzystrmatch"},
    {"pgrouting", "postgis"},
    {"pointcloud_postgis", "postgis"},
    {"pointcloud_postgis", "pointcloud"},
    {"supabase_vault", "pgsodium"},
    {"pg_jwt", "pgcrypto"},
    {"pgjwt", "pgcrypto"},
    {"vectorscale", "vector"},
    {"index_advisor", "hypopg"},
    {"ltree_plpython3u", "ltree"},
    {"ltree_plpython3u", "plpython3u"},
    {"hstore_plpython3u", "hstore"},
    {"hstore_plpython3u", "plpython3u"},
    {"hstore_plperl", "hstore"},
    {"hstore_plperl", "plperl"},
    {"jsonb_plpython3u", "plpython3u"},
    {"jsonb_plperl", "plperl"},
};

static struct extension *extension_find(const struct design *design, const char *name)
{
    list_each (struct extension *, extension, &design->extensions)
        if (strcmp(extension->name, name) == 0)
            return extension;
    return NULL;
}

// A schema that comes with an extension; it counts as nobody's declaration.
static struct schema *schema_ensure(struct replay *replay, const char *name, struct place place)
{
    struct schema *schema = design_find_schema(replay->design, name);
    if (schema || strcmp(name, "pg_catalog") == 0)
        return schema;
    schema = design_add_schema(replay->design, name, place);
    schema->is_builtin = true;
    return schema;
}

static const char *home_of(const char *extension)
{
    for (size_t i = 0; i < array_length(fixed_homes); i++)
        if (strcmp(fixed_homes[i].extension, extension) == 0)
            return fixed_homes[i].schema;
    for (size_t i = 0; i < array_length(own_schemas); i++)
        if (own_schemas[i].is_home && strcmp(own_schemas[i].extension, extension) == 0)
            return own_schemas[i].schema;
    return NULL;
}

static void extension_make(struct replay *replay, const char *name, const char *schema,
                           struct place place, bool cascades)
{
    if (extension_find(replay->design, name))
        return;
    if (cascades)
        for (size_t i = 0; i < array_length(requirements); i++)
            if (strcmp(requirements[i].extension, name) == 0)
                extension_make(replay, requirements[i].requires, schema, place, true);
    struct extension *extension = arena_make(replay->arena, struct extension);
    extension->name = arena_copy_string(replay->arena, name);
    extension->place = place;
    extension->is_listed = replay_extension_listed(name);
    const char *home = home_of(name);
    extension->schema = arena_copy_string(replay->arena, home ? home : schema);
    if (home)
        schema_ensure(replay, home, place);
    struct schema *lives_in = design_find_schema(replay->design, extension->schema);
    if (lives_in && !extension->is_listed)
        lives_in->is_open = true;
    for (size_t i = 0; i < array_length(own_schemas); i++) {
        if (strcmp(own_schemas[i].extension, name) != 0)
            continue;
        struct schema *own = schema_ensure(replay, own_schemas[i].schema, place);
        if (own && !extension->is_listed)
            own->is_open = true;
    }
    list_add(replay->arena, &replay->design->extensions, extension);
}

enum outcome replay_create_extension(struct replay *replay,
                                     const PgQuery__CreateExtensionStmt *tree)
{
    const char *schema = NULL;
    bool cascades = false;
    for (size_t i = 0; i < tree->n_options; i++) {
        if (tree->options[i]->node_case != PG_QUERY__NODE__NODE_DEF_ELEM)
            continue;
        const PgQuery__DefElem *element = tree->options[i]->def_elem;
        if (strcmp(element->defname, "schema") == 0)
            schema = def_elem_string(replay->scratch, element);
        else if (strcmp(element->defname, "cascade") == 0)
            cascades = def_elem_boolean(element);
    }
    struct place place = replay_place_of(replay, tree->extname, 0);
    struct extension *first = extension_find(replay->design, tree->extname);
    if (first) {
        bool is_platform = first->place.file && first->place.file->is_builtin;
        if (!tree->if_not_exists && !is_platform && strcmp(tree->extname, "plpgsql") != 0)
            replay_duplicate(replay, "extension", first->name, place, first->place);
        return OUTCOME_REPLAYED;
    }
    enum outcome outcome = OUTCOME_REPLAYED;
    if (schema)
        object_schema(replay, schema, false, &outcome);
    if (outcome == OUTCOME_MISSING)
        return outcome;
    if (!schema)
        schema = replay_creation_schema(replay);
    extension_make(replay, tree->extname, schema ? schema : "public", place, cascades);
    return OUTCOME_REPLAYED;
}

// ---- DROP ---------------------------------------------------------------------------------------

enum outcome extension_drop(struct replay *replay, const char *name, bool missing_ok, bool cascades)
{
    struct design *design = replay->design;
    struct extension *extension = extension_find(design, name);
    if (!extension)
        return missing_ok ? OUTCOME_REPLAYED
                          : replay_unknown(replay, "extension", NULL, name, NULL, NULL,
                                           replay_place_of(replay, name, 0));
    // What its types and functions serve stands or falls with it: the names of its list that
    // nothing declares any more.
    uint32_t at = 0;
    while (design->extensions.items[at] != extension)
        at++;
    list_remove_at(&design->extensions, at);
    struct target target = {.extension = extension->name};
    struct dependent dependent;
    if (cascades) {
        depend_drop(replay, &target);
    } else if (depend_find(replay, &target, &dependent)) {
        list_add(replay->arena, &design->extensions, extension);
        return object_refused(replay, "%s depends on extension %s",
                              dependent_text(replay, &dependent), name);
    }
    return OUTCOME_REPLAYED;
}
