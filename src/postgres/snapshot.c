// Which schemas, objects and roles the query is to look at, told from the design; the rest is SQL.
#include "postgres/snapshot.h"

#include "base/embedded.h"
#include "base/text.h"
#include "design/lookup.h"
#include "postgres/array_text.h"

enum { OWNER, SCHEMAS, OBJECTS, TOUCHED, ROLES, IGNORED, LOGIN, VALUES };

// ---- what is looked at ------------------------------------------------------------------------------

static bool is_of_platform(struct place place)
{
    return place.file && place.file->is_builtin;
}

// All of its objects are the design's. On platform postgres that holds for what lintel's bootstrap
// made too, since nobody else looks after it; on Supabase schema auth is the platform's.
static bool schema_is_whole(const struct design *design, const struct schema *schema)
{
    return !schema->is_builtin || schema->is_brought || strcmp(schema->name, "public") == 0 ||
           (design->platform == PLATFORM_POSTGRES && is_of_platform(schema->place));
}

static bool is_whole(const struct design *design, const char *name)
{
    const struct schema *schema = design_find_schema(design, name);
    return !schema || schema_is_whole(design, schema);
}

static const char *schemas_of(const struct design *design, struct arena *arena)
{
    struct text array;
    text_init(&array);
    list_each (struct schema *, schema, &design->schemas)
        if (schema_is_whole(design, schema))
            array_text_add(&array, schema->name, NULL, NULL);
    return array_text_end(arena, &array);
}

// What the design makes in the platform's schemas, and who asks on Supabase: what policies rest on.
static const char *objects_of(const struct design *design, struct arena *arena)
{
    static const char *const callers[] = {"uid", "jwt", "role", "email"};
    struct text array;
    text_init(&array);
    for (size_t i = 0; design->platform == PLATFORM_SUPABASE && i < array_length(callers); i++)
        if (!is_whole(design, "auth"))
            array_text_add(&array, "auth", callers[i], NULL);
    list_each (struct relation *, relation, &design->relations)
        if (!relation->is_builtin && !relation->extension && !is_whole(design, relation->schema))
            array_text_add(&array, relation->schema, relation->name, NULL);
    list_each (struct function *, function, &design->functions)
        if (!function->is_builtin && !function->extension && !is_whole(design, function->schema))
            array_text_add(&array, function->schema, function->name, NULL);
    list_each (struct type *, type, &design->types)
        if (!is_of_platform(type->place) && !type->extension && !is_whole(design, type->schema))
            array_text_add(&array, type->schema, type->name, NULL);
    return array_text_end(arena, &array);
}

static bool is_touched(const struct relation *relation)
{
    list_each (struct policy *, policy, &relation->policies)
        if (!is_of_platform(policy->place))
            return true;
    list_each (struct trigger *, trigger, &relation->triggers)
        if (!is_of_platform(trigger->place))
            return true;
    return false;
}

static const char *touched_of(const struct design *design, struct arena *arena)
{
    struct text array;
    text_init(&array);
    list_each (struct relation *, relation, &design->relations)
        if (relation->is_builtin && !is_whole(design, relation->schema) && is_touched(relation))
            array_text_add(&array, relation->schema, relation->name, NULL);
    return array_text_end(arena, &array);
}

// ---- roles --------------------------------------------------------------------------------------------

static const char *const api_roles[] = {"anon", "authenticated", "service_role", "authenticator"};

static bool is_api_role(const char *name)
{
    for (size_t i = 0; i < array_length(api_roles); i++)
        if (strcmp(api_roles[i], name) == 0)
            return true;
    return false;
}

static void roles_of_requests(const struct design *design, struct text *array)
{
    for (size_t i = 0; i < array_length(api_roles); i++)
        array_text_add(array, api_roles[i], NULL, NULL);
    for (uint32_t i = 0; design->manifest && i < design->manifest->schemes.count; i++)
        array_text_add(array, design->manifest->schemes.items[i].role.text, NULL, NULL);
}

static const char *roles_of(const struct design *design, struct arena *arena)
{
    struct text array;
    text_init(&array);
    roles_of_requests(design, &array);
    list_each (struct role *, role, &design->roles)
        if (!role->is_builtin)
            array_text_add(&array, role->name, NULL, NULL);
    return array_text_end(arena, &array);
}

// The platform's services: what they may do differs between its versions.
static const char *ignored_of(const struct design *design, struct arena *arena)
{
    struct text array;
    text_init(&array);
    list_each (struct role *, role, &design->roles)
        if (role->is_builtin && is_of_platform(role->place) && !is_api_role(role->name))
            array_text_add(&array, role->name, NULL, NULL);
    return array_text_end(arena, &array);
}

// ---- the owner -----------------------------------------------------------------------------------------

static const char most_frequent_owner[] =
    "SELECT r.rolname FROM ("
    "  SELECT c.relowner AS owner FROM pg_catalog.pg_class c"
    "    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    "   WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname || '.' || c.relname = ANY "
    "($1::text[])"
    "  UNION ALL"
    "  SELECT p.proowner FROM pg_catalog.pg_proc p"
    "    JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
    "   WHERE n.nspname || '.' || p.proname = ANY ($1::text[])) o"
    "  JOIN pg_catalog.pg_roles r ON r.oid = o.owner"
    " WHERE r.rolname <> ALL ($2::text[])"
    " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1";

// Who runs the files is "postgres" on Supabase, and has no name elsewhere.
static bool is_loader(const struct design *design, const char *owner)
{
    return !owner || (design->platform == PLATFORM_SUPABASE && strcmp(owner, "postgres") == 0);
}

static bool owner_find(struct connection *connection, struct arena *arena,
                       const struct design *design, const char **owner, struct error *error)
{
    struct text objects, roles;
    text_init(&objects);
    text_init(&roles);
    list_each (struct relation *, relation, &design->relations)
        if (!relation->is_builtin && !relation->extension && is_loader(design, relation->owner))
            array_text_add(&objects, relation->schema, relation->name, NULL);
    list_each (struct function *, function, &design->functions)
        if (!function->is_builtin && !function->extension && is_loader(design, function->owner))
            array_text_add(&objects, function->schema, function->name, NULL);
    roles_of_requests(design, &roles);
    const char *values[] = {array_text_end(arena, &objects), array_text_end(arena, &roles)};
    struct sql_rows rows;
    if (!connection_query(connection, arena, most_frequent_owner, values, 2, &rows, error))
        return false;
    if (!rows.row_count &&
        !connection_query(connection, arena, "SELECT session_user", NULL, 0, &rows, error))
        return false;
    *owner = rows.values[0];
    return true;
}

// ---- the query ------------------------------------------------------------------------------------------

// Everything that changes how PostgreSQL writes an expression.
static const char settings[] =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
    "SET LOCAL search_path = ''; SET LOCAL quote_all_identifiers = off;"
    "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, MDY';"
    "SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 1;"
    "SET LOCAL bytea_output = 'hex'; SET LOCAL lc_monetary = 'C'; SET LOCAL jit = off";

bool snapshot_take(struct connection *connection, struct arena *arena, const struct design *design,
                   const char *owner, const char **text, struct error *error)
{
    const struct embedded *query = embedded_find("src/postgres/snapshot.sql");
    assert(query);
    bool is_made_here = owner != NULL; // by a superuser, to be served by another
    if (!owner && !owner_find(connection, arena, design, &owner, error))
        return false;
    const char *values[VALUES] = {
        [OWNER] = owner,
        [SCHEMAS] = schemas_of(design, arena),
        [OBJECTS] = objects_of(design, arena),
        [TOUCHED] = touched_of(design, arena),
        [ROLES] = roles_of(design, arena),
        [IGNORED] = ignored_of(design, arena),
        [LOGIN] = is_made_here ? "authenticator" : NULL,
    };
    struct sql_rows rows = {0};
    bool is_good = connection_run(connection, settings, NULL, NULL, error) &&
                   connection_query(connection, arena, query->bytes, values, VALUES, &rows, error);
    struct error ignored;
    if (!connection_run(connection, "ROLLBACK", NULL, NULL, is_good ? error : &ignored))
        return false;
    if (is_good)
        *text = rows.values[0] ? rows.values[0] : "";
    return is_good;
}
