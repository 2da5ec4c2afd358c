// CREATE INDEX, and the elements of indexes and exclusion constraints.
#include "read/bind.h"
#include "read/builtin.h"
#include "read/sql_table.h"

// The classes of PostgreSQL and of these extensions are the default of their type and method, but
// for a few.
static bool is_default_class(const char *method, const char *name)
{
    static const char *const others[] = {"varchar_ops",    "cidr_ops",     "record_image_ops",
                                         "jsonb_path_ops", "kd_point_ops", "inet_minmax_ops"};
    static const char *const endings[] = {"_pattern_ops", "_bloom_ops", "_minmax_multi_ops"};
    static const char *const sources[] = {"postgres", "btree_gist", "btree_gin", "citext",
                                          "hstore",   "ltree",      "cube"};
    bool is_listed = false;
    for (size_t i = 0; i < array_length(sources) && !is_listed; i++)
        is_listed = builtin_lists(sources[i], "operator_class", name);
    if (!is_listed)
        return false;
    for (size_t i = 0; i < array_length(others); i++)
        if (strcmp(others[i], name) == 0)
            return false;
    for (size_t i = 0; i < array_length(endings); i++) {
        size_t length = strlen(name), ending = strlen(endings[i]);
        if (length > ending && strcmp(name + length - ending, endings[i]) == 0)
            return false;
    }
    return strcmp(method, "gist") != 0 || strcmp(name, "inet_ops") != 0;
}

// ((status)) and (status COLLATE "C") are the column, the latter with a collation of its own.
static void simplify_key(struct index_key *key)
{
    const struct expression *inner = key->expression;
    if (inner->kind == EXPRESSION_COLLATE && inner->operands.count == 1) {
        inner = inner->operands.items[0];
        if (inner->kind == EXPRESSION_COLUMN && inner->column && !key->collation)
            key->collation = key->expression->name;
    }
    if (inner->kind != EXPRESSION_COLUMN || !inner->column)
        return;
    key->column = inner->column;
    key->expression = NULL;
}

// ---- operator classes ---------------------------------------------------------------------------

// Of those that the files make only the names are kept, even when they are dropped later.
void operator_class_note(struct replay *replay, const char *name)
{
    map_set(replay->arena, &replay->operator_classes, arena_copy_string(replay->arena, name),
            replay);
}

enum outcome replay_create_operator_class(struct replay *replay,
                                          const PgQuery__CreateOpClassStmt *tree)
{
    const char *schema, *name;
    if (node_name(tree->n_opclassname, tree->opclassname, &schema, &name))
        operator_class_note(replay, name);
    return OUTCOME_NEUTRAL;
}

static enum outcome check_class(struct replay *replay, const char *schema, const char *name)
{
    if (map_get(&replay->operator_classes, name) ||
        replay_builtin_exists(replay, BUILTIN_OPERATOR_CLASS, schema, name))
        return OUTCOME_REPLAYED;
    return replay_unknown(replay, "operator class", schema, arena_copy_string(replay->arena, name),
                          NULL, NULL, replay_place_of(replay, name, 0));
}

static enum outcome add_element(struct replay *replay, struct index *index,
                                const PgQuery__IndexElem *tree)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct index_key key = {0};
    const char *schema, *name;
    if (tree_string(tree->name)) {
        key.column = column_need(replay, index->relation, tree->name,
                                 replay_place_of(replay, tree->name, 0), &outcome);
        if (!key.column)
            return outcome;
    } else {
        key.expression = tree_expression(replay, tree->expr);
        outcome = bind_expression(
            replay, key.expression, index->relation,
            arena_format(replay->scratch, "an index on table %s", index->relation->name));
        if (outcome == OUTCOME_MISSING)
            return outcome;
    }
    if (node_name(tree->n_opclass, tree->opclass, &schema, &name)) {
        if (check_class(replay, arena_copy_string(replay->arena, schema), name) == OUTCOME_MISSING)
            return OUTCOME_MISSING;
        key.operator_class =
            is_default_class(index->method, name) ? NULL : arena_copy_string(replay->arena, name);
    }
    if (node_name(tree->n_collation, tree->collation, &schema, &name))
        key.collation = arena_copy_string(replay->arena, name);
    if (key.expression)
        simplify_key(&key);
    key.is_descending = tree->ordering == PG_QUERY__SORT_BY_DIR__SORTBY_DESC;
    key.nulls_first =
        tree->nulls_ordering == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST ||
        (key.is_descending && tree->nulls_ordering != PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST);
    list_add(replay->arena, &index->keys, key);
    return outcome;
}

enum outcome index_add_elements(struct replay *replay, struct index *index, size_t count,
                                node **elements, size_t included_count, node **included)
{
    for (size_t i = 0; i < count; i++) {
        if (elements[i]->node_case != PG_QUERY__NODE__NODE_INDEX_ELEM)
            continue;
        if (add_element(replay, index, elements[i]->index_elem) == OUTCOME_MISSING)
            return OUTCOME_MISSING;
    }
    for (size_t i = 0; i < included_count; i++) {
        enum outcome outcome = OUTCOME_REPLAYED;
        const char *name = included[i]->node_case == PG_QUERY__NODE__NODE_INDEX_ELEM
                               ? included[i]->index_elem->name
                               : node_string(included[i]);
        if (!name)
            continue;
        struct column *column =
            column_need(replay, index->relation, name, replay_place_of(replay, name, 0), &outcome);
        if (outcome == OUTCOME_MISSING)
            return outcome;
        if (column)
            list_add(replay->arena, &index->included, column);
    }
    return OUTCOME_REPLAYED;
}

enum outcome replay_create_index(struct replay *replay, const PgQuery__IndexStmt *tree)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct relation *relation = table_need(replay, tree->relation, "table", &outcome);
    if (!relation)
        return outcome;
    struct place place = tree_string(tree->idxname)
                             ? replay_place_of(replay, tree->idxname, 0)
                             : replay_place(replay, tree->relation->location);
    struct index *index = table_new_index(replay, relation, place);
    if (tree_string(tree->idxname)) {
        index->name = arena_copy_string(replay->arena, tree->idxname);
        if (tree->if_not_exists &&
            replay_relation_name_taken(replay, relation->schema, index->name))
            return OUTCOME_REPLAYED;
    }
    if (tree_string(tree->access_method))
        index->method = arena_copy_string(replay->arena, tree->access_method);
    index->is_unique = tree->unique;
    index->nulls_not_distinct = tree->nulls_not_distinct;
    index->is_invalid_on_root = relation->kind == RELATION_PARTITIONED && !tree->relation->inh;
    uint32_t wanted = (uint32_t)tree->n_index_params;
    outcome = index_add_elements(replay, index, tree->n_index_params, tree->index_params,
                                 tree->n_index_including_params, tree->index_including_params);
    if (outcome == OUTCOME_MISSING)
        return outcome;
    index->predicate = tree_expression(replay, tree->where_clause);
    outcome =
        bind_expression(replay, index->predicate, relation,
                        arena_format(replay->scratch, "an index on table %s", relation->name));
    if (outcome == OUTCOME_MISSING)
        return outcome;
    // An index over a column that is not known was reported; PostgreSQL makes none.
    if (index->keys.count == wanted)
        table_attach_index(replay, index);
    return OUTCOME_REPLAYED;
}
