// Queries from the parser's tree into the model's form, names not yet bound: stars are not
// expanded, outputs without AS have no name yet, FROM items have no columns but those that their
// alias names.
//
//   query  := [WITH ...] ( SELECT | VALUES | query UNION|INTERSECT|EXCEPT query ) [ORDER BY, LIMIT]
//           | INSERT | UPDATE | DELETE | MERGE
//
// Of FOR UPDATE and the like the model holds that it is there. FROM is in sql_from.c, what writes
// in sql_write.c.
#include "read/sql_expression.h"

static const char *copy(struct replay *replay, const char *string)
{
    return arena_copy_string(replay->arena, tree_string(string));
}

struct query *tree_query_make(struct replay *replay, enum query_kind kind, int32_t location)
{
    struct query *made = arena_make(replay->arena, struct query);
    made->kind = kind;
    made->place = replay_place(replay, location);
    return made;
}

// ---- parts ------------------------------------------------------------------------------------

void tree_add_from(struct replay *replay, struct query *query, size_t count, node **trees)
{
    for (size_t i = 0; i < count; i++)
        list_add(replay->arena, &query->from, tree_from_item(replay, trees[i]));
}

void tree_add_outputs(struct replay *replay, struct query *query, size_t count, node **trees)
{
    for (size_t i = 0; i < count; i++) {
        if (trees[i]->node_case != PG_QUERY__NODE__NODE_RES_TARGET)
            continue;
        const PgQuery__ResTarget *target = trees[i]->res_target;
        list_add(replay->arena, &query->outputs,
                 (struct output){.name = copy(replay, target->name),
                                 .expression = tree_expression(replay, target->val),
                                 .place = replay_place(replay, target->location)});
    }
}

// SEARCH ... SET column; CYCLE ... SET mark USING path
static void add_generated_columns(struct replay *replay, struct common_table *table,
                                  const PgQuery__CommonTableExpr *tree)
{
    if (tree->search_clause)
        list_add(replay->arena, &table->added,
                 arena_copy_string(replay->arena, tree->search_clause->search_seq_column));
    if (tree->cycle_clause) {
        list_add(replay->arena, &table->added,
                 arena_copy_string(replay->arena, tree->cycle_clause->cycle_mark_column));
        list_add(replay->arena, &table->added,
                 arena_copy_string(replay->arena, tree->cycle_clause->cycle_path_column));
    }
}

void tree_add_common_tables(struct replay *replay, struct query *query,
                            const PgQuery__WithClause *tree)
{
    for (size_t i = 0; tree && i < tree->n_ctes; i++) {
        if (tree->ctes[i]->node_case != PG_QUERY__NODE__NODE_COMMON_TABLE_EXPR)
            continue;
        const PgQuery__CommonTableExpr *own = tree->ctes[i]->common_table_expr;
        struct common_table *table = arena_make(replay->arena, struct common_table);
        table->name = arena_copy_string(replay->arena, own->ctename);
        table->place = replay_place(replay, own->location);
        table->is_recursive = tree->recursive;
        for (size_t column = 0; column < own->n_aliascolnames; column++)
            list_add(replay->arena, &table->columns,
                     arena_copy_string(replay->arena, node_string(own->aliascolnames[column])));
        add_generated_columns(replay, table, own);
        table->query = tree_query(replay, own->ctequery);
        list_add(replay->arena, &query->common_tables, table);
    }
}

static void add_rows(struct replay *replay, struct query *query, size_t count, node **lists)
{
    for (size_t i = 0; i < count; i++) {
        struct expression *row = tree_expression(replay, lists[i]);
        if (row->kind == EXPRESSION_ROW && row->operands.count)
            row->place = row->operands.items[0]->place;
        list_add(replay->arena, &query->rows, row);
    }
}

static void add_order(struct replay *replay, struct query *query, size_t count, node **trees)
{
    for (size_t i = 0; i < count; i++) {
        if (trees[i]->node_case != PG_QUERY__NODE__NODE_SORT_BY)
            continue;
        const PgQuery__SortBy *tree = trees[i]->sort_by;
        struct expression *item = tree_expression(replay, tree->node);
        if (!item)
            continue;
        struct sort_direction direction = {.is_descending = tree->sortby_dir ==
                                                            PG_QUERY__SORT_BY_DIR__SORTBY_DESC,
                                           .place = item->place};
        if (tree->sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST)
            direction.nulls = NULLS_FIRST;
        else if (tree->sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST)
            direction.nulls = NULLS_LAST;
        list_add(replay->arena, &query->order_by, item);
        list_add(replay->arena, &query->order_directions, direction);
    }
}

// ---- statements -------------------------------------------------------------------------------

static int32_t first_location(const PgQuery__SelectStmt *tree)
{
    while (tree->larg)
        tree = tree->larg;
    for (size_t i = 0; i < tree->n_target_list; i++)
        if (tree->target_list[i]->node_case == PG_QUERY__NODE__NODE_RES_TARGET)
            return tree->target_list[i]->res_target->location;
    return -1;
}

static struct query *select_query(struct replay *replay, const PgQuery__SelectStmt *tree)
{
    struct query *query = tree_query_make(replay, QUERY_SELECT, first_location(tree));
    tree_add_common_tables(replay, query, tree->with_clause);
    query->is_all = tree->all;
    switch (tree->op) {
    case PG_QUERY__SET_OPERATION__SETOP_UNION:
        query->kind = QUERY_UNION;
        break;
    case PG_QUERY__SET_OPERATION__SETOP_INTERSECT:
        query->kind = QUERY_INTERSECT;
        break;
    case PG_QUERY__SET_OPERATION__SETOP_EXCEPT:
        query->kind = QUERY_EXCEPT;
        break;
    default:
        break;
    }
    if (query->kind != QUERY_SELECT && tree->larg && tree->rarg) {
        query->left = select_query(replay, tree->larg);
        query->right = select_query(replay, tree->rarg);
    } else if (tree->n_values_lists) {
        query->kind = QUERY_VALUES;
        add_rows(replay, query, tree->n_values_lists, tree->values_lists);
        if (query->rows.count)
            query->place = query->rows.items[0]->place;
    }
    query->is_distinct = tree->n_distinct_clause > 0;
    // A plain DISTINCT is a list of one empty node.
    if (tree->n_distinct_clause &&
        tree->distinct_clause[0]->node_case != PG_QUERY__NODE__NODE__NOT_SET)
        add_expressions(replay, &query->distinct_on, tree->n_distinct_clause,
                        tree->distinct_clause);
    tree_add_from(replay, query, tree->n_from_clause, tree->from_clause);
    tree_add_outputs(replay, query, tree->n_target_list, tree->target_list);
    query->where = tree_expression(replay, tree->where_clause);
    query->having = tree_expression(replay, tree->having_clause);
    query->limit = tree_expression(replay, tree->limit_count);
    query->offset = tree_expression(replay, tree->limit_offset);
    query->has_ties = tree->limit_option == PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_WITH_TIES;
    add_expressions(replay, &query->group_by, tree->n_group_clause, tree->group_clause);
    add_order(replay, query, tree->n_sort_clause, tree->sort_clause);
    query->has_locking = tree->n_locking_clause > 0;
    add_expressions(replay, &query->windows, tree->n_window_clause, tree->window_clause);
    return query;
}

struct query *tree_query(struct replay *replay, const node *tree)
{
    if (!tree)
        return NULL;
    switch (tree->node_case) {
    case PG_QUERY__NODE__NODE_SELECT_STMT:
        return select_query(replay, tree->select_stmt);
    case PG_QUERY__NODE__NODE_INSERT_STMT:
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
    case PG_QUERY__NODE__NODE_DELETE_STMT:
    case PG_QUERY__NODE__NODE_MERGE_STMT:
        return tree_write(replay, tree);
    case PG_QUERY__NODE__NODE_RETURN_STMT: { // RETURN x, a function's body: SELECT x
        struct query *query = tree_query_make(replay, QUERY_SELECT, -1);
        struct expression *value = tree_expression(replay, tree->return_stmt->returnval);
        list_add(
            replay->arena, &query->outputs,
            (struct output){.expression = value, .place = value ? value->place : query->place});
        return query;
    }
    default: {
        struct query *query = tree_query_make(replay, QUERY_OTHER, -1);
        query->is_open = true;
        return query;
    }
    }
}
