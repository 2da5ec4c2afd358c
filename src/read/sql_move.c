// ALTER ... SET SCHEMA: an object moves, and what belongs to it goes along (a table's indexes and
// owned sequences).
//
//   ALTER kind [IF EXISTS] name SET SCHEMA name
#include "read/sql_function.h"
#include "read/sql_object.h"

// A table's own sequences move with it.
static void move_relation(struct replay *replay, struct relation *relation, const char *schema)
{
    design_rename_relation(replay->design, relation, schema, relation->name);
    list_each (struct relation *, sequence, &replay->design->relations)
        if (sequence->kind == RELATION_SEQUENCE && sequence->owned_by &&
            sequence->owned_by->relation == relation)
            design_rename_relation(replay->design, sequence, schema, sequence->name);
}

static enum outcome move_extension(struct replay *replay, const char *name, const char *schema)
{
    list_each (struct extension *, extension, &replay->design->extensions) {
        if (strcmp(extension->name, name) == 0) {
            extension->schema = arena_copy_string(replay->arena, schema);
            struct schema *home = design_find_schema(replay->design, schema);
            if (home && !extension->is_listed)
                home->is_open = true;
            return OUTCOME_REPLAYED;
        }
    }
    return replay_unknown(replay, "extension", NULL, name, NULL, NULL,
                          replay_place_of(replay, name, 0));
}

enum outcome replay_alter_schema(struct replay *replay, const PgQuery__AlterObjectSchemaStmt *tree)
{
    enum outcome outcome = OUTCOME_NEUTRAL;
    struct design *design = replay->design;
    if (tree->missing_ok && tree->relation &&
        !replay_find_relation(replay, tree_string(tree->relation->schemaname),
                              tree->relation->relname))
        return OUTCOME_REPLAYED; // PostgreSQL does not look at the schema then
    struct schema *target = object_schema(replay, tree->newschema, false, &outcome);
    if (!target)
        return outcome;
    const char *schema = target->name;
    struct place place = replay_place_of(replay, schema, 0);
    node *const *parts;
    size_t count;
    switch (tree->object_type) {
    case OBJECT(TABLE):
    case OBJECT(VIEW):
    case OBJECT(MATVIEW):
    case OBJECT(FOREIGN_TABLE):
    case OBJECT(SEQUENCE): {
        struct relation *relation =
            object_relation_of(replay, tree->relation, tree->missing_ok, &outcome);
        if (!relation || string_equal(relation->schema, schema))
            return outcome;
        struct relation *other = design_find_relation(design, schema, relation->name);
        if (other)
            replay_duplicate(replay, relation_kind_name(other),
                             object_path(replay->arena, schema, other->name), place, other->place);
        else
            move_relation(replay, relation, schema);
        return OUTCOME_REPLAYED;
    }
    case OBJECT(TYPE):
    case OBJECT(DOMAIN): {
        count = object_parts(tree->object, &parts);
        struct type *type = object_type(replay, count, (node **)parts, tree->missing_ok, &outcome);
        if (!type || string_equal(type->schema, schema))
            return outcome;
        struct type *other = design_find_type(design, schema, type->name);
        if (other)
            replay_duplicate(replay, "type", object_path(replay->arena, schema, other->name), place,
                             other->place);
        else
            design_rename_type(design, type, schema, type->name);
        return OUTCOME_REPLAYED;
    }
    case OBJECT(FUNCTION):
    case OBJECT(PROCEDURE):
    case OBJECT(ROUTINE):
    case OBJECT(AGGREGATE): {
        outcome = OUTCOME_NEUTRAL;
        if (!tree->object || tree->object->node_case != PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS)
            return outcome;
        struct function *function = object_function(
            replay, "function", tree->object->object_with_args, tree->missing_ok, &outcome);
        if (!function)
            return outcome;
        struct function *other = function_in_the_way(design, function, schema, function->name);
        if (other)
            replay_duplicate(replay, "function", function_signature(replay->arena, other), place,
                             other->place);
        else
            design_rename_function(design, function, schema, function->name);
        return OUTCOME_REPLAYED;
    }
    case OBJECT(EXTENSION):
        return node_string(tree->object) ? move_extension(replay, node_string(tree->object), schema)
                                         : OUTCOME_NEUTRAL;
    default:
        return OUTCOME_NEUTRAL;
    }
}
