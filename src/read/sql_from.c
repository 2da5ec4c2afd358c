// FROM items from the parser's tree: what they are and what their alias says; their columns come
// with binding.
//
//   from := [ONLY] table [alias] [TABLESAMPLE ...] | [LATERAL] (query) [alias]
//         | [LATERAL] function(...) [WITH ORDINALITY] [alias] | ROWS FROM (...) | XMLTABLE (...)
//         | from JOIN from [ON | USING] | (join) [alias]
//
// TABLESAMPLE says nothing that the model holds.
#include "read/sql_expression.h"

static const char *copy(struct replay *replay, const char *string)
{
    return arena_copy_string(replay->arena, tree_string(string));
}

static void apply_alias(struct replay *replay, struct from_item *item, const PgQuery__Alias *alias)
{
    if (!alias)
        return;
    item->alias = copy(replay, alias->aliasname);
    for (size_t i = 0; i < alias->n_colnames; i++) {
        const char *name = node_string(alias->colnames[i]);
        if (!name)
            continue;
        // XMLTABLE has its columns already: the list renames them.
        if (i < item->outputs.count)
            item->outputs.items[i].name = arena_copy_string(replay->arena, name);
        else
            list_add(replay->arena, &item->outputs,
                     (struct output){.name = arena_copy_string(replay->arena, name),
                                     .place = item->place});
    }
}

struct from_item *tree_from_table(struct replay *replay, const PgQuery__RangeVar *tree)
{
    struct from_item *item = arena_make(replay->arena, struct from_item);
    item->kind = FROM_RELATION;
    item->place = replay_place(replay, tree->location);
    item->schema = copy(replay, tree->schemaname);
    item->name = arena_copy_string(replay->arena, tree->relname);
    item->alias = item->name;
    apply_alias(replay, item, tree->alias);
    return item;
}

static struct from_item *from_query(struct replay *replay, const PgQuery__RangeSubselect *tree)
{
    struct from_item *item = arena_make(replay->arena, struct from_item);
    item->kind = FROM_QUERY;
    item->is_lateral = tree->lateral;
    item->query = tree_query(replay, tree->subquery);
    item->place = item->query ? item->query->place : replay->statement;
    item->alias = "";
    apply_alias(replay, item, tree->alias);
    return item;
}

// AS t (a int, b text)
static void column_definitions(struct replay *replay, struct from_item *item, size_t count,
                               node **trees)
{
    for (size_t i = 0; i < count; i++) {
        if (trees[i]->node_case != PG_QUERY__NODE__NODE_COLUMN_DEF)
            continue;
        const PgQuery__ColumnDef *column = trees[i]->column_def;
        list_add(replay->arena, &item->outputs,
                 (struct output){.name = arena_copy_string(replay->arena, column->colname),
                                 .type = tree_type_name(replay, column->type_name),
                                 .place = replay_place(replay, column->location)});
    }
    item->has_definitions = item->has_definitions || count > 0;
}

// RangeFunction: each of `functions` is a list of the call and its own column definitions.
static struct from_item *from_function(struct replay *replay, const PgQuery__RangeFunction *tree)
{
    struct from_item *item = arena_make(replay->arena, struct from_item);
    item->kind = FROM_FUNCTION;
    item->is_lateral = tree->lateral;
    item->has_ordinality = tree->ordinality;
    LIST(struct expression *) calls = {0};
    for (size_t i = 0; i < tree->n_functions; i++) {
        const node *function = tree->functions[i];
        const PgQuery__List *pair =
            function->node_case == PG_QUERY__NODE__NODE_LIST ? function->list : NULL;
        struct expression *call =
            tree_expression(replay, pair && pair->n_items ? pair->items[0] : function);
        if (call)
            list_add(replay->scratch, &calls, call);
        // Definitions of one function among several are not followed: the item stays open.
        if (pair && pair->n_items > 1 && pair->items[1]->node_case == PG_QUERY__NODE__NODE_LIST) {
            const PgQuery__List *definitions = pair->items[1]->list;
            if (tree->n_functions == 1)
                column_definitions(replay, item, definitions->n_items, definitions->items);
            else if (definitions->n_items)
                item->is_open = true;
        }
    }
    column_definitions(replay, item, tree->n_coldeflist, tree->coldeflist);
    if (calls.count == 1) {
        item->call = calls.items[0];
    } else {
        item->call = arena_make(replay->arena, struct expression);
        item->call->kind = EXPRESSION_OTHER;
        item->call->name = "rows from";
        item->call->place = calls.count ? calls.items[0]->place : replay->statement;
        list_each (struct expression *, call, &calls)
            list_add(replay->arena, &item->call->operands, call);
    }
    item->place = item->call->place;
    item->alias = item->call->name && item->call->kind == EXPRESSION_CALL ? item->call->name : "";
    apply_alias(replay, item, tree->alias);
    return item;
}

static struct from_item *from_xml_table(struct replay *replay, const PgQuery__RangeTableFunc *tree)
{
    struct from_item *item = arena_make(replay->arena, struct from_item);
    item->kind = FROM_FUNCTION;
    item->is_lateral = tree->lateral;
    item->place = replay_place(replay, tree->location);
    item->alias = "xmltable";
    struct expression *call = arena_make(replay->arena, struct expression);
    call->kind = EXPRESSION_OTHER;
    call->name = "xmltable";
    call->place = item->place;
    item->call = call;
    add_expressions(replay, &call->operands, 1, &tree->rowexpr);
    add_expressions(replay, &call->operands, 1, &tree->docexpr);
    for (size_t i = 0; i < tree->n_columns; i++) {
        const node *column = tree->columns[i];
        if (column->node_case != PG_QUERY__NODE__NODE_RANGE_TABLE_FUNC_COL)
            continue;
        const PgQuery__RangeTableFuncCol *own = column->range_table_func_col;
        static struct type_name integer = {
            .schema = "pg_catalog", .name = "int4", .is_known = true};
        list_add(replay->arena, &item->outputs,
                 (struct output){.name = arena_copy_string(replay->arena, own->colname),
                                 .type = own->for_ordinality
                                             ? &integer
                                             : tree_type_name(replay, own->type_name),
                                 .place = replay_place(replay, own->location)});
        add_expressions(replay, &call->operands, 1, &own->colexpr);
        add_expressions(replay, &call->operands, 1, &own->coldefexpr);
    }
    apply_alias(replay, item, tree->alias);
    return item;
}

static struct from_item *from_join(struct replay *replay, const PgQuery__JoinExpr *tree)
{
    struct from_item *item = arena_make(replay->arena, struct from_item);
    item->kind = FROM_JOIN;
    item->is_natural = tree->is_natural;
    switch (tree->jointype) {
    case PG_QUERY__JOIN_TYPE__JOIN_LEFT:
        item->join = JOIN_LEFT;
        break;
    case PG_QUERY__JOIN_TYPE__JOIN_RIGHT:
        item->join = JOIN_RIGHT;
        break;
    case PG_QUERY__JOIN_TYPE__JOIN_FULL:
        item->join = JOIN_FULL;
        break;
    default:
        item->join = JOIN_INNER;
    }
    item->left = tree_from_item(replay, tree->larg);
    item->right = tree_from_item(replay, tree->rarg);
    item->place = item->left->place;
    item->on = tree_expression(replay, tree->quals);
    for (size_t i = 0; i < tree->n_using_clause; i++)
        list_add(replay->arena, &item->using_columns,
                 arena_copy_string(replay->arena, node_string(tree->using_clause[i])));
    if (tree->join_using_alias)
        item->name = copy(replay, tree->join_using_alias->aliasname);
    apply_alias(replay, item, tree->alias);
    return item;
}

// Never NULL: what the model has no kind for is a function whose columns are not known.
struct from_item *tree_from_item(struct replay *replay, const node *tree)
{
    switch (tree ? tree->node_case : PG_QUERY__NODE__NODE__NOT_SET) {
    case PG_QUERY__NODE__NODE_RANGE_VAR:
        return tree_from_table(replay, tree->range_var);
    case PG_QUERY__NODE__NODE_RANGE_SUBSELECT:
        return from_query(replay, tree->range_subselect);
    case PG_QUERY__NODE__NODE_RANGE_FUNCTION:
        return from_function(replay, tree->range_function);
    case PG_QUERY__NODE__NODE_RANGE_TABLE_FUNC:
        return from_xml_table(replay, tree->range_table_func);
    case PG_QUERY__NODE__NODE_RANGE_TABLE_SAMPLE:
        return tree_from_item(replay, tree->range_table_sample->relation);
    case PG_QUERY__NODE__NODE_JOIN_EXPR:
        return from_join(replay, tree->join_expr);
    default: {
        struct from_item *item = arena_make(replay->arena, struct from_item);
        item->kind = FROM_FUNCTION;
        item->is_open = true;
        item->alias = "";
        item->place = replay->statement;
        item->call = arena_make(replay->arena, struct expression);
        item->call->kind = EXPRESSION_OTHER;
        item->call->name = "a FROM item lintel does not know";
        item->call->place = replay->statement;
        return item;
    }
    }
}
