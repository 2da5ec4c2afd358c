// Shared by the rules about single statements: see statements.h.
#include "check/statements.h"

#include "link/name.h"

bool statement_is_answer(struct check *check, const struct statement_link *link)
{
    return link_of_query(check->design->link, link->named) != NULL;
}

bool statements_are_foreign(struct check *check)
{
    return !check->design->manifest && check->design->link->met == 0;
}

enum level statements_level(struct check *check)
{
    return statements_are_foreign(check) ? LEVEL_WARNING : LEVEL_OFF;
}

const char *statement_name(struct check *check, const struct statement_link *link)
{
    return check_format(check, statement_is_answer(check, link) ? "%s" : "query %s",
                        link->named->name);
}

void finding_via_statement(struct check *check, struct finding *finding,
                           const struct statement_link *link, struct place place)
{
    finding_via(
        check, finding,
        check_format(check, "%s, %s", link->named->name, statement_via(check->arena, link, place)));
}

const char *parameter_text(struct check *check, const struct statement_link *link, int32_t number)
{
    list_each (struct parameter *, parameter, &link->statement->parameters)
        if (parameter->number == number && parameter->name)
            return check_format(check, ":%s", parameter->name);
    return check_format(check, "$%d", (int)number);
}

// ---- every query of a statement ---------------------------------------------------------------------

struct visiting {
    query_visitor *visit;
    void *context;
};

static void visit_query(struct query *query, struct visiting *visiting);

static bool visit_expression(struct expression *expression, void *context)
{
    if (!expression->query)
        return true;
    visit_query(expression->query, context);
    // The operands stand outside the query.
    list_each (struct expression *, operand, &expression->operands)
        expression_walk(operand, visit_expression, context);
    return false;
}

static void visit_item(struct from_item *item, struct visiting *visiting)
{
    if (!item)
        return;
    if (item->kind == FROM_QUERY && item->query)
        visit_query(item->query, visiting);
    expression_walk(item->call, visit_expression, visiting);
    visit_item(item->left, visiting);
    visit_item(item->right, visiting);
    expression_walk(item->on, visit_expression, visiting);
}

#define VISIT_ALL(list)                                                                            \
    list_each (struct expression *, visited, list)                                                 \
    expression_walk(visited, visit_expression, visiting)

static void visit_query(struct query *query, struct visiting *visiting)
{
    visiting->visit(query, visiting->context);
    list_each (struct common_table *, table, &query->common_tables)
        if (table->query)
            visit_query(table->query, visiting);
    if (query->left)
        visit_query(query->left, visiting);
    if (query->right)
        visit_query(query->right, visiting);
    list_each (struct from_item *, item, &query->from)
        visit_item(item, visiting);
    list_each (struct output, output, &query->outputs)
        expression_walk(output.expression, visit_expression, visiting);
    list_each (struct assignment, assignment, &query->assignments)
        expression_walk(assignment.value, visit_expression, visiting);
    expression_walk(query->where, visit_expression, visiting);
    expression_walk(query->having, visit_expression, visiting);
    VISIT_ALL(&query->rows);
    VISIT_ALL(&query->group_by);
    VISIT_ALL(&query->order_by);
    VISIT_ALL(&query->distinct_on);
    expression_walk(query->limit, visit_expression, visiting);
    expression_walk(query->offset, visit_expression, visiting);
}

void query_each(struct query *query, query_visitor *visit, void *context)
{
    struct visiting visiting = {visit, context};
    visit_query(query, &visiting);
}

void statement_each_query(const struct statement_link *link, query_visitor *visit, void *context)
{
    struct visiting visiting = {visit, context};
    if (link->statement->query)
        visit_query(link->statement->query, &visiting);
    list_each (struct function *, function, &link->functions)
        list_each (struct query *, query, &function->queries)
            visit_query(query, &visiting);
}
