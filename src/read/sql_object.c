// Finding and naming objects for the handlers; see sql_object.h.
#include "read/sql_object.h"

char *object_path(struct arena *arena, const char *schema, const char *name)
{
    bool is_plain = !schema || strcmp(schema, "public") == 0;
    return arena_format(arena, "%s%s%s", is_plain ? "" : schema, is_plain ? "" : ".", name);
}

enum outcome object_refused(struct replay *replay, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *why = arena_format_list(replay->scratch, format, arguments);
    va_end(arguments);
    char *reason = arena_format(replay->scratch, "PostgreSQL refuses: %s", why);
    return replay_gap(replay, GAP_STATEMENT, replay->statement, reason);
}

// ---- new objects -------------------------------------------------------------------------------

bool object_new_name(struct replay *replay, const char *schema, const char *name, int32_t location,
                     struct object_name *object)
{
    *object = (struct object_name){.outcome = OUTCOME_REPLAYED};
    object->place = replay_place_of(replay, name, location);
    if (!schema) {
        const char *chosen = replay_creation_schema(replay);
        if (!chosen && replay->defers) {
            object->outcome = OUTCOME_MISSING;
            return false;
        }
        if (!chosen) {
            object->outcome = object_refused(
                replay, "no schema of the search path exists, so %s cannot be created", name);
            return false;
        }
        object->schema = arena_copy_string(replay->arena, chosen);
    } else {
        if (!design_find_schema(replay->design, schema)) {
            object->outcome = replay_unknown(replay, "schema", NULL, schema, NULL, NULL,
                                             replay_place_of(replay, schema, location));
            if (object->outcome == OUTCOME_MISSING)
                return false;
        }
        object->schema = arena_copy_string(replay->arena, schema);
    }
    object->name = arena_copy_string(replay->arena, name);
    return true;
}

bool object_new_name_of(struct replay *replay, size_t count, node **parts,
                        struct object_name *object)
{
    const char *schema, *name;
    if (!node_name(count, parts, &schema, &name)) {
        *object = (struct object_name){
            .outcome = object_refused(replay, "a name of more than three parts")};
        return false;
    }
    return object_new_name(replay, schema, name, 0, object);
}

bool object_type_is_free(struct replay *replay, const char *what, const struct object_name *object)
{
    struct design *design = replay->design;
    struct type *type = design_find_type(design, object->schema, object->name);
    struct relation *relation = design_find_relation(design, object->schema, object->name);
    if (!type && !relation)
        return true;
    replay_duplicate(replay, what, object_path(replay->arena, object->schema, object->name),
                     object->place, type ? type->place : relation->place);
    return false;
}

// ---- objects that exist ------------------------------------------------------------------------

struct relation *object_relation(struct replay *replay, const char *schema, const char *name,
                                 int32_t location, bool missing_ok, enum outcome *outcome)
{
    struct relation *relation = replay_find_relation(replay, schema, name);
    *outcome = OUTCOME_REPLAYED;
    if (relation)
        return relation;
    if (replay_builtin_exists(replay, BUILTIN_RELATION, schema, name))
        *outcome = OUTCOME_NEUTRAL;
    else if (!missing_ok)
        *outcome = replay_unknown(replay, "table", schema, name, NULL,
                                  replay_nearest_relation(replay, schema, name),
                                  replay_place_of(replay, name, location));
    return NULL;
}

struct relation *object_relation_of(struct replay *replay, const PgQuery__RangeVar *range,
                                    bool missing_ok, enum outcome *outcome)
{
    if (!range) {
        *outcome = OUTCOME_NEUTRAL;
        return NULL;
    }
    return object_relation(replay, tree_string(range->schemaname), range->relname, range->location,
                           missing_ok, outcome);
}

struct type *object_type(struct replay *replay, size_t count, node **parts, bool missing_ok,
                         enum outcome *outcome)
{
    const char *schema, *name;
    *outcome = OUTCOME_REPLAYED;
    if (!node_name(count, parts, &schema, &name))
        return NULL;
    struct type *type = replay_find_type(replay, schema, name);
    if (type)
        return type;
    if (replay_builtin_exists(replay, BUILTIN_TYPE, schema, name)) {
        *outcome = OUTCOME_NEUTRAL;
    } else if (!missing_ok) {
        const char *nearest = NULL;
        list_each (struct type *, candidate, &replay->design->types)
            nearest = name_nearer(name, nearest, candidate->name);
        *outcome = replay_unknown(replay, "type", schema, name, NULL, nearest,
                                  replay_place_of(replay, name, 0));
    }
    return NULL;
}

struct function *object_function(struct replay *replay, const char *what,
                                 const PgQuery__ObjectWithArgs *tree, bool missing_ok,
                                 enum outcome *outcome)
{
    struct function *function = tree_function(replay, tree);
    *outcome = OUTCOME_REPLAYED;
    if (function)
        return function;
    const char *schema, *name;
    if (!node_name(tree->n_objname, tree->objname, &schema, &name))
        return NULL;
    if (replay_builtin_exists(replay, BUILTIN_FUNCTION, schema, name)) {
        *outcome = OUTCOME_NEUTRAL;
        return NULL;
    }
    if (missing_ok)
        return NULL;
    if (tree->args_unspecified && replay_find_function(replay, schema, name)) {
        *outcome = object_refused(replay, "several functions are named %s", name);
        return NULL;
    }
    // There are functions of that name, only not with these arguments: then the name alone would
    // mislead.
    struct function *other = replay_find_function(replay, schema, name);
    const char *scope = other ? arena_format(replay->arena, "that form: the one declared is %s",
                                             function_signature(replay->arena, other))
                              : NULL;
    const char *nearest = NULL;
    if (!other)
        list_each (struct function *, candidate, &replay->design->functions)
            if (!candidate->is_builtin)
                nearest = name_nearer(name, nearest, candidate->name);
    *outcome = replay_unknown(replay, what, schema, name, scope, nearest,
                              replay_place_of(replay, name, 0));
    return NULL;
}

struct schema *object_schema(struct replay *replay, const char *name, bool missing_ok,
                             enum outcome *outcome)
{
    struct schema *schema = design_find_schema(replay->design, name);
    *outcome = OUTCOME_REPLAYED;
    if (schema || missing_ok)
        return schema;
    if (strcmp(name, "pg_catalog") == 0 || strcmp(name, "information_schema") == 0) {
        *outcome = OUTCOME_NEUTRAL;
        return NULL;
    }
    const char *nearest = NULL;
    list_each (struct schema *, candidate, &replay->design->schemas)
        if (!candidate->is_builtin)
            nearest = name_nearer(name, nearest, candidate->name);
    *outcome = replay_unknown(replay, "schema", NULL, name, NULL, nearest,
                              replay_place_of(replay, name, 0));
    return NULL;
}

size_t object_parts(const node *tree, node *const **parts)
{
    *parts = NULL;
    if (!tree)
        return 0;
    switch (tree->node_case) {
    case PG_QUERY__NODE__NODE_LIST:
        *parts = tree->list->items;
        return tree->list->n_items;
    case PG_QUERY__NODE__NODE_TYPE_NAME:
        *parts = tree->type_name->names;
        return tree->type_name->n_names;
    default:
        return 0;
    }
}
