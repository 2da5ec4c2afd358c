// Sequences of their own (those of serial and identity columns are made with the column).
//
//   CREATE SEQUENCE [IF NOT EXISTS] name [AS type] [OWNED BY table.column | NONE] ...
//   ALTER SEQUENCE [IF EXISTS] name [AS type] [OWNED BY table.column | NONE] ...
#include "read/sql_object.h"

static const PgQuery__DefElem *option_find(size_t count, node **options, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (options[i]->node_case == PG_QUERY__NODE__NODE_DEF_ELEM &&
            strcmp(options[i]->def_elem->defname, name) == 0)
            return options[i]->def_elem;
    return NULL;
}

// The column of OWNED BY; NULL for NONE, or where it is not known (then `outcome` says so).
static struct column *owner_find(struct replay *replay, const PgQuery__DefElem *element,
                                 enum outcome *outcome)
{
    *outcome = OUTCOME_REPLAYED;
    node *const *parts;
    size_t count = object_parts(element->arg, &parts);
    const char *column_name = count ? node_string(parts[count - 1]) : NULL;
    if (count < 2 || !column_name) // NONE
        return NULL;
    const char *schema, *table;
    if (!node_name(count - 1, (node **)parts, &schema, &table))
        return NULL;
    struct relation *relation =
        object_relation(replay, schema, table, element->location, false, outcome);
    if (!relation)
        return NULL;
    struct column *column = relation_find_column(relation, column_name);
    if (!column && !relation->is_open)
        *outcome = replay_unknown(replay, "column", NULL, column_name,
                                  arena_format(replay->arena, "table %s", relation->name),
                                  replay_nearest_column(relation, column_name),
                                  replay_place_of(replay, column_name, element->location));
    return column;
}

static struct type_name *sequence_type(struct replay *replay, size_t count, node **options)
{
    static struct type_name bigint = {.schema = "pg_catalog", .name = "int8", .is_known = true};
    const PgQuery__DefElem *element = option_find(count, options, "as");
    if (!element)
        return &bigint;
    if (!element->arg || element->arg->node_case != PG_QUERY__NODE__NODE_TYPE_NAME)
        return &bigint;
    return tree_type_name(replay, element->arg->type_name);
}

enum outcome replay_create_sequence(struct replay *replay, const PgQuery__CreateSeqStmt *tree)
{
    if (!tree->sequence)
        return OUTCOME_NEUTRAL;
    bool is_temporary = string_equal(tree->sequence->relpersistence, "t");
    const char *written = is_temporary ? "pg_temp" : tree_string(tree->sequence->schemaname);
    struct object_name object;
    if (is_temporary) {
        object.place = replay_place_of(replay, tree->sequence->relname, tree->sequence->location);
        object.schema = written;
        object.name = arena_copy_string(replay->arena, tree->sequence->relname);
    } else if (!object_new_name(replay, written, tree->sequence->relname, tree->sequence->location,
                                &object)) {
        return object.outcome;
    }
    struct relation *first = design_find_relation(replay->design, object.schema, object.name);
    struct index *index = design_find_index(replay->design, object.schema, object.name);
    if (first || index) {
        if (!tree->if_not_exists)
            replay_duplicate(replay, "sequence",
                             object_path(replay->arena, object.schema, object.name), object.place,
                             first ? first->place : index->place);
        return OUTCOME_REPLAYED;
    }
    const PgQuery__DefElem *owned = option_find(tree->n_options, tree->options, "owned_by");
    enum outcome outcome = OUTCOME_REPLAYED;
    struct column *owner = owned ? owner_find(replay, owned, &outcome) : NULL;
    if (outcome == OUTCOME_MISSING)
        return outcome;
    struct relation *sequence = design_add_relation(replay->design, RELATION_SEQUENCE,
                                                    object.schema, object.name, object.place);
    sequence->owner = replay->role;
    sequence->is_builtin = replay->is_builtin;
    sequence->is_temporary = is_temporary;
    sequence->is_unlogged = string_equal(tree->sequence->relpersistence, "u");
    sequence->sequence_type = sequence_type(replay, tree->n_options, tree->options);
    sequence->owned_by = owner;
    grant_defaults_to_relation(replay, sequence);
    return OUTCOME_REPLAYED;
}

enum outcome replay_alter_sequence(struct replay *replay, const PgQuery__AlterSeqStmt *tree)
{
    enum outcome outcome;
    struct relation *sequence =
        object_relation_of(replay, tree->sequence, tree->missing_ok, &outcome);
    if (!sequence)
        return outcome;
    if (sequence->kind != RELATION_SEQUENCE)
        return object_refused(replay, "%s is not a sequence", sequence->name);
    const PgQuery__DefElem *owned = option_find(tree->n_options, tree->options, "owned_by");
    if (owned) {
        struct column *owner = owner_find(replay, owned, &outcome);
        if (outcome == OUTCOME_MISSING)
            return outcome;
        sequence->owned_by = owner;
    }
    if (option_find(tree->n_options, tree->options, "as"))
        sequence->sequence_type = sequence_type(replay, tree->n_options, tree->options);
    return OUTCOME_REPLAYED;
}
