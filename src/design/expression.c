// The walkers: every pass that looks for something inside expressions uses these, so that no pass
// forgets a place where expressions can stand. A query is walked in the order it is written, its
// common tables first. A CTE that a FROM item names is walked where WITH declares it, not again.
#include "design/expression.h"

static void from_walk(struct from_item *item, expression_visitor *visit, void *context)
{
    if (!item)
        return;
    switch (item->kind) {
    case FROM_RELATION:
        break;
    case FROM_QUERY:
        query_walk(item->query, visit, context);
        break;
    case FROM_FUNCTION:
        expression_walk(item->call, visit, context);
        break;
    case FROM_JOIN:
        from_walk(item->left, visit, context);
        from_walk(item->right, visit, context);
        expression_walk(item->on, visit, context);
        break;
    }
}

// The values that SET (a, b) = ... gives several columns are one expression.
static void assignments_walk(const struct assignment_list *list, expression_visitor *visit,
                             void *context)
{
    const struct expression *before = NULL;
    list_each (struct assignment, assignment, list) {
        expression_walk(assignment.part, visit, context);
        if (assignment.value != before)
            expression_walk(assignment.value, visit, context);
        before = assignment.value;
    }
}

static void conflict_walk(struct conflict *conflict, expression_visitor *visit, void *context)
{
    if (!conflict)
        return;
    list_each (struct expression *, item, &conflict->target)
        expression_walk(item, visit, context);
    expression_walk(conflict->target_where, visit, context);
    assignments_walk(&conflict->set, visit, context);
    expression_walk(conflict->where, visit, context);
}

void query_walk(struct query *query, expression_visitor *visit, void *context)
{
    if (!query)
        return;
    list_each (struct common_table *, table, &query->common_tables)
        query_walk(table->query, visit, context);
    query_walk(query->left, visit, context);
    query_walk(query->right, visit, context);
    list_each (struct expression *, distinct, &query->distinct_on)
        expression_walk(distinct, visit, context);
    list_each (struct output, output, &query->outputs)
        expression_walk(output.expression, visit, context);
    list_each (struct expression *, row, &query->rows)
        expression_walk(row, visit, context);
    assignments_walk(&query->assignments, visit, context);
    list_each (struct from_item *, item, &query->from)
        from_walk(item, visit, context);
    list_each (struct merge_action, action, &query->actions) {
        expression_walk(action.condition, visit, context);
        assignments_walk(&action.assignments, visit, context);
    }
    conflict_walk(query->conflict, visit, context);
    expression_walk(query->where, visit, context);
    list_each (struct expression *, group, &query->group_by)
        expression_walk(group, visit, context);
    expression_walk(query->having, visit, context);
    list_each (struct expression *, window, &query->windows)
        expression_walk(window, visit, context);
    list_each (struct expression *, order, &query->order_by)
        expression_walk(order, visit, context);
    expression_walk(query->limit, visit, context);
    expression_walk(query->offset, visit, context);
}

void expression_walk(struct expression *root, expression_visitor *visit, void *context)
{
    if (!root || !visit(root, context))
        return;
    list_each (struct expression *, operand, &root->operands)
        expression_walk(operand, visit, context);
    expression_walk(root->filter, visit, context);
    query_walk(root->query, visit, context);
}
