// Statements that write, from the parser's tree into the model's form, names not yet bound.
//
//   insert := [WITH ...] INSERT INTO table [(target, ...)] [OVERRIDING ... VALUE]
//             (query | DEFAULT VALUES)
//             [ON CONFLICT [(target, ...) [WHERE condition] | ON CONSTRAINT name]
//              DO (NOTHING | UPDATE SET set, ... [WHERE condition])] [RETURNING ...]
//   update := [WITH ...] UPDATE table SET set, ... [FROM ...] [WHERE ...] [RETURNING ...]
//   set    := target = value | (target, ...) = (ROW(...) | (SELECT ...))
//   target := column (.field | [index])*
//   delete := [WITH ...] DELETE FROM table [USING ...] [WHERE ...] [RETURNING ...]
//   merge  := [WITH ...] MERGE INTO table USING from ON condition
//             (WHEN [NOT] MATCHED [AND condition] THEN
//              (UPDATE SET ... | DELETE | INSERT ... | DO NOTHING))+
//
// OVERRIDING says nothing that the model holds.
#include "read/sql_expression.h"

static const char *copy(struct replay *replay, const char *string)
{
    return arena_copy_string(replay->arena, tree_string(string));
}

// ---- what is assigned ---------------------------------------------------------------------------

static struct assignment assignment_make(struct replay *replay, const PgQuery__ResTarget *tree)
{
    struct assignment made = {.name = copy(replay, tree->name),
                              .place = replay_place(replay, tree->location)};
    if (tree->n_indirection) {
        struct expression *column = tree_make(replay, EXPRESSION_COLUMN, tree->location);
        column->name = made.name;
        made.part = tree_steps(replay, column, tree->n_indirection, tree->indirection);
    }
    return made;
}

// INSERT INTO t (a, b): which of the source's outputs each takes.
static void add_targets(struct replay *replay, struct assignment_list *list, size_t count,
                        node **trees)
{
    for (size_t i = 0; i < count; i++) {
        if (trees[i]->node_case != PG_QUERY__NODE__NODE_RES_TARGET)
            continue;
        struct assignment made = assignment_make(replay, trees[i]->res_target);
        made.index = list->count;
        list_add(replay->arena, list, made);
    }
}

// SET a = x, (b, c) = (...)
static void add_sets(struct replay *replay, struct assignment_list *list, size_t count,
                     node **trees)
{
    struct expression *several = NULL;
    for (size_t i = 0; i < count; i++) {
        if (trees[i]->node_case != PG_QUERY__NODE__NODE_RES_TARGET)
            continue;
        struct assignment made = assignment_make(replay, trees[i]->res_target);
        const node *value = trees[i]->res_target->val;
        if (value && value->node_case == PG_QUERY__NODE__NODE_MULTI_ASSIGN_REF) {
            // Each of (b, c) carries the same source.
            const PgQuery__MultiAssignRef *reference = value->multi_assign_ref;
            if (reference->colno <= 1 || !several)
                several = tree_expression(replay, reference->source);
            made.has_several = true;
            made.index = reference->colno > 0 ? (uint32_t)reference->colno - 1 : 0;
            made.value = several;
        } else {
            made.value = tree_expression(replay, value);
        }
        list_add(replay->arena, list, made);
    }
}

// ---- INSERT -------------------------------------------------------------------------------------

// What a statement writes: the first item of its from.
static struct query *write_query(struct replay *replay, enum query_kind kind,
                                 const PgQuery__RangeVar *target, const PgQuery__WithClause *with)
{
    struct query *query = tree_query_make(replay, kind, target ? target->location : -1);
    tree_add_common_tables(replay, query, with);
    if (target)
        list_add(replay->arena, &query->from, tree_from_table(replay, target));
    return query;
}

// ON CONFLICT (a, lower(b)): an IndexElem each.
static void add_conflict_target(struct replay *replay, struct conflict *conflict,
                                const PgQuery__InferClause *tree)
{
    conflict->constraint = copy(replay, tree->conname);
    for (size_t i = 0; i < tree->n_index_elems; i++) {
        if (tree->index_elems[i]->node_case != PG_QUERY__NODE__NODE_INDEX_ELEM)
            continue;
        const PgQuery__IndexElem *element = tree->index_elems[i]->index_elem;
        struct expression *item = tree_expression(replay, element->expr);
        if (!item) {
            item = tree_make(replay, EXPRESSION_COLUMN, -1);
            item->name = copy(replay, element->name);
            item->place = replay_place_of(replay, item->name ? item->name : "", tree->location);
        }
        list_add(replay->arena, &conflict->target, item);
    }
    conflict->target_where = tree_expression(replay, tree->where_clause);
}

static struct conflict *conflict_make(struct replay *replay, const PgQuery__OnConflictClause *tree)
{
    struct conflict *made = arena_make(replay->arena, struct conflict);
    made->is_update = tree->action == PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_UPDATE;
    made->place = replay_place(replay, tree->location);
    if (tree->infer)
        add_conflict_target(replay, made, tree->infer);
    add_sets(replay, &made->set, tree->n_target_list, tree->target_list);
    made->where = tree_expression(replay, tree->where_clause);
    return made;
}

static struct query *insert_query(struct replay *replay, const PgQuery__InsertStmt *tree)
{
    struct query *query = write_query(replay, QUERY_INSERT, tree->relation, tree->with_clause);
    add_targets(replay, &query->assignments, tree->n_cols, tree->cols);
    query->left = tree_query(replay, tree->select_stmt);
    if (tree->on_conflict_clause)
        query->conflict = conflict_make(replay, tree->on_conflict_clause);
    tree_add_outputs(replay, query, tree->n_returning_list, tree->returning_list);
    return query;
}

// ---- UPDATE, DELETE, MERGE ----------------------------------------------------------------------

static struct query *update_query(struct replay *replay, const PgQuery__UpdateStmt *tree)
{
    struct query *query = write_query(replay, QUERY_UPDATE, tree->relation, tree->with_clause);
    tree_add_from(replay, query, tree->n_from_clause, tree->from_clause);
    add_sets(replay, &query->assignments, tree->n_target_list, tree->target_list);
    query->where = tree_expression(replay, tree->where_clause);
    tree_add_outputs(replay, query, tree->n_returning_list, tree->returning_list);
    return query;
}

static struct query *delete_query(struct replay *replay, const PgQuery__DeleteStmt *tree)
{
    struct query *query = write_query(replay, QUERY_DELETE, tree->relation, tree->with_clause);
    tree_add_from(replay, query, tree->n_using_clause, tree->using_clause);
    query->where = tree_expression(replay, tree->where_clause);
    tree_add_outputs(replay, query, tree->n_returning_list, tree->returning_list);
    return query;
}

static struct merge_action merge_action_make(struct replay *replay,
                                             const PgQuery__MergeWhenClause *tree)
{
    struct merge_action made = {.is_matched = tree->matched,
                                .kind = QUERY_OTHER,
                                .condition = tree_expression(replay, tree->condition),
                                .place = replay->statement};
    switch (tree->command_type) {
    case PG_QUERY__CMD_TYPE__CMD_UPDATE:
        made.kind = QUERY_UPDATE;
        add_sets(replay, &made.assignments, tree->n_target_list, tree->target_list);
        break;
    case PG_QUERY__CMD_TYPE__CMD_DELETE:
        made.kind = QUERY_DELETE;
        break;
    case PG_QUERY__CMD_TYPE__CMD_INSERT:
        made.kind = QUERY_INSERT;
        add_targets(replay, &made.assignments, tree->n_target_list, tree->target_list);
        for (size_t i = 0; i < tree->n_values; i++) {
            if (i >= made.assignments.count) // no columns are named: the table's own
                list_add(replay->arena, &made.assignments,
                         (struct assignment){.index = (uint32_t)i});
            struct assignment *assignment = &made.assignments.items[i];
            assignment->value = tree_expression(replay, tree->values[i]);
            if (!assignment->name && assignment->value)
                assignment->place = assignment->value->place;
        }
        break;
    default:
        break;
    }
    if (made.condition)
        made.place = made.condition->place;
    else if (made.assignments.count)
        made.place = made.assignments.items[0].place;
    return made;
}

static struct query *merge_query(struct replay *replay, const PgQuery__MergeStmt *tree)
{
    struct query *query = write_query(replay, QUERY_MERGE, tree->relation, tree->with_clause);
    tree_add_from(replay, query, 1, (node **)&tree->source_relation);
    query->where = tree_expression(replay, tree->join_condition);
    for (size_t i = 0; i < tree->n_merge_when_clauses; i++)
        if (tree->merge_when_clauses[i]->node_case == PG_QUERY__NODE__NODE_MERGE_WHEN_CLAUSE)
            list_add(replay->arena, &query->actions,
                     merge_action_make(replay, tree->merge_when_clauses[i]->merge_when_clause));
    return query;
}

struct query *tree_write(struct replay *replay, const node *tree)
{
    switch (tree->node_case) {
    case PG_QUERY__NODE__NODE_INSERT_STMT:
        return insert_query(replay, tree->insert_stmt);
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
        return update_query(replay, tree->update_stmt);
    case PG_QUERY__NODE__NODE_DELETE_STMT:
        return delete_query(replay, tree->delete_stmt);
    default:
        return merge_query(replay, tree->merge_stmt);
    }
}
