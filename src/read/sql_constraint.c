// Table and column constraints. PostgreSQL manual, CREATE TABLE.
#include "read/bind.h"
#include "read/sql_table.h"

static struct place constraint_place(const struct replay *replay, const PgQuery__Constraint *tree)
{
    return replay_place(replay, tree->location);
}

// Resolves a list of column names of `relation`; names nothing knows are faults.
static enum outcome find_columns(struct replay *replay, struct relation *relation, size_t count,
                                 node **names, int32_t location, struct column_list *columns)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    for (size_t i = 0; i < count; i++) {
        const char *name = node_string(names[i]);
        if (!name)
            continue;
        struct column *column =
            column_need(replay, relation, name, replay_place_of(replay, name, location), &outcome);
        if (column)
            list_add(replay->arena, columns, column);
    }
    return outcome;
}

static enum reference_action action_of(const char *code)
{
    switch (code ? code[0] : 'a') {
    case 'r':
        return ACTION_RESTRICT;
    case 'c':
        return ACTION_CASCADE;
    case 'n':
        return ACTION_SET_NULL;
    case 'd':
        return ACTION_SET_DEFAULT;
    default:
        return ACTION_NO_ACTION;
    }
}

bool constraint_target_known(struct replay *replay, const struct relation *relation,
                             const PgQuery__Constraint *tree)
{
    if (tree->contype != PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN || !tree->pktable)
        return true;
    struct relation *target = table_find(replay, tree->pktable);
    return target || string_equal(tree->pktable->relname, relation->name);
}

static enum outcome resolve_reference(struct replay *replay, struct constraint *constraint,
                                      const PgQuery__Constraint *tree)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct relation *target = table_need(replay, tree->pktable, "table", &outcome);
    constraint->references_schema =
        arena_copy_string(replay->arena, tree_string(tree->pktable->schemaname));
    constraint->references_name = arena_copy_string(replay->arena, tree->pktable->relname);
    if (!target)
        return outcome;
    constraint->references = target;
    constraint->references_schema = target->schema;
    constraint->references_name = target->name;
    if (tree->n_pk_attrs)
        return find_columns(replay, target, tree->n_pk_attrs, tree->pk_attrs,
                            tree->pktable->location, &constraint->referenced_columns);
    const struct constraint *key = relation_primary_key(target);
    if (key)
        list_each (struct column *, column, &key->columns)
            list_add(replay->arena, &constraint->referenced_columns, column);
    return OUTCOME_REPLAYED;
}

static enum outcome add_foreign_key(struct replay *replay, struct constraint *constraint,
                                    const PgQuery__Constraint *tree, struct column *column)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    if (column)
        list_add(replay->arena, &constraint->columns, column);
    else
        outcome = find_columns(replay, constraint->relation, tree->n_fk_attrs, tree->fk_attrs,
                               tree->location, &constraint->columns);
    if (outcome == OUTCOME_MISSING)
        return outcome;
    constraint->on_delete = action_of(tree->fk_del_action);
    constraint->on_update = action_of(tree->fk_upd_action);
    constraint->match = string_equal(tree->fk_matchtype, "f") ? 'f' : 's';
    constraint->is_not_valid = tree->skip_validation;
    find_columns(replay, constraint->relation, tree->n_fk_del_set_cols, tree->fk_del_set_cols,
                 tree->location, &constraint->set_columns);
    outcome = resolve_reference(replay, constraint, tree);
    if (outcome == OUTCOME_MISSING)
        return outcome;
    // A key over columns that do not exist is refused by PostgreSQL; it was reported above.
    if (constraint->columns.count)
        table_attach_constraint(replay, constraint, NULL);
    return OUTCOME_REPLAYED;
}

static enum outcome add_check(struct replay *replay, struct constraint *constraint,
                              const PgQuery__Constraint *tree)
{
    struct relation *relation = constraint->relation;
    constraint->check = tree_expression(replay, tree->raw_expr);
    constraint->is_no_inherit = tree->is_no_inherit;
    constraint->is_not_valid = tree->skip_validation;
    const char *what = constraint->name
                           ? arena_format(replay->scratch, "constraint %s of table %s",
                                          constraint->name, relation->name)
                           : arena_format(replay->scratch, "a check of table %s", relation->name);
    enum outcome outcome = bind_expression(replay, constraint->check, relation, what);
    if (outcome == OUTCOME_MISSING)
        return outcome;
    table_expression_columns(replay, constraint->check, relation, &constraint->columns);
    table_attach_constraint(replay, constraint, NULL);
    return OUTCOME_REPLAYED;
}

// PRIMARY KEY and UNIQUE ... USING INDEX: the index takes the constraint's name.
static void adopt_index(struct replay *replay, struct constraint *constraint, const char *name)
{
    struct relation *relation = constraint->relation;
    struct index *index = replay_find_index(replay, relation->schema, name);
    if (!index || index->relation != relation) {
        replay_unknown(replay, "index", NULL, name,
                       arena_format(replay->scratch, "table %s", relation->name), NULL,
                       replay_place_of(replay, name, 0));
        return;
    }
    list_each (struct index_key, key, &index->keys)
        if (key.column)
            list_add(replay->arena, &constraint->columns, key.column);
    if (!constraint->name)
        constraint->name = index->name;
    if (!table_attach_constraint(replay, constraint, NULL))
        return;
    if (strcmp(constraint->name, index->name) != 0)
        design_rename_index(replay->design, index, constraint->name);
    index->constraint = constraint;
    index->is_primary = constraint->kind == CONSTRAINT_PRIMARY_KEY;
    constraint->index = index;
}

static enum outcome add_key(struct replay *replay, struct constraint *constraint,
                            const PgQuery__Constraint *tree, struct column *column, bool is_only)
{
    if (tree_string(tree->indexname)) {
        adopt_index(replay, constraint, tree->indexname);
        return OUTCOME_REPLAYED;
    }
    enum outcome outcome = OUTCOME_REPLAYED;
    if (column)
        list_add(replay->arena, &constraint->columns, column);
    else
        outcome = find_columns(replay, constraint->relation, tree->n_keys, tree->keys,
                               tree->location, &constraint->columns);
    if (outcome == OUTCOME_MISSING || constraint->columns.count == 0)
        return outcome;
    struct index *index = table_new_index(replay, constraint->relation, constraint->place);
    index->nulls_not_distinct = tree->nulls_not_distinct;
    index->is_invalid_on_root = is_only && constraint->relation->kind == RELATION_PARTITIONED;
    list_each (struct column *, key, &constraint->columns)
        table_add_key(replay, index, key);
    outcome = find_columns(replay, constraint->relation, tree->n_including, tree->including,
                           tree->location, &index->included);
    if (outcome != OUTCOME_MISSING)
        table_attach_constraint(replay, constraint, index);
    return outcome;
}

// EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (...)
static enum outcome add_exclusion(struct replay *replay, struct constraint *constraint,
                                  const PgQuery__Constraint *tree)
{
    struct index *index = table_new_index(replay, constraint->relation, constraint->place);
    if (tree_string(tree->access_method))
        index->method = arena_copy_string(replay->arena, tree->access_method);
    node **elements = arena_allocate(replay->scratch, tree->n_exclusions * sizeof *elements);
    size_t count = 0;
    for (size_t i = 0; i < tree->n_exclusions; i++) // each is a list of element and operator
        if (tree->exclusions[i]->node_case == PG_QUERY__NODE__NODE_LIST &&
            tree->exclusions[i]->list->n_items > 0)
            elements[count++] = tree->exclusions[i]->list->items[0];
    enum outcome outcome =
        index_add_elements(replay, index, count, elements, tree->n_including, tree->including);
    if (outcome == OUTCOME_MISSING)
        return outcome;
    index->predicate = tree_expression(replay, tree->where_clause);
    bind_expression(replay, index->predicate, constraint->relation, "an exclusion constraint");
    list_each (struct index_key, key, &index->keys)
        if (key.column)
            list_add(replay->arena, &constraint->columns, key.column);
    table_attach_constraint(replay, constraint, index);
    return OUTCOME_REPLAYED;
}

enum outcome constraint_add(struct replay *replay, struct relation *relation,
                            const PgQuery__Constraint *tree, struct column *column, bool is_only)
{
    static const struct {
        PgQuery__ConstrType tree;
        enum constraint_kind kind;
    } kinds[] = {
        {PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY, CONSTRAINT_PRIMARY_KEY},
        {PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE, CONSTRAINT_UNIQUE},
        {PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN, CONSTRAINT_FOREIGN_KEY},
        {PG_QUERY__CONSTR_TYPE__CONSTR_CHECK, CONSTRAINT_CHECK},
        {PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION, CONSTRAINT_EXCLUDE},
    };
    struct place place = constraint_place(replay, tree);
    for (size_t i = 0; i < array_length(kinds); i++) {
        if (kinds[i].tree != tree->contype)
            continue;
        struct constraint *constraint =
            table_new_constraint(replay, relation, kinds[i].kind, place);
        if (tree_string(tree->conname))
            constraint->name = arena_copy_string(replay->arena, tree->conname);
        constraint->is_deferrable = tree->deferrable;
        constraint->is_initially_deferred = tree->initdeferred;
        constraint->is_local = true;
        switch (constraint->kind) {
        case CONSTRAINT_FOREIGN_KEY:
            return add_foreign_key(replay, constraint, tree, column);
        case CONSTRAINT_CHECK:
            return add_check(replay, constraint, tree);
        case CONSTRAINT_EXCLUDE:
            return add_exclusion(replay, constraint, tree);
        case CONSTRAINT_PRIMARY_KEY:
        case CONSTRAINT_UNIQUE:
            return add_key(replay, constraint, tree, column, is_only);
        }
    }
    return OUTCOME_REPLAYED;
}
