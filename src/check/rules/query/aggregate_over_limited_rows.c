// Totals of a page: sum, count, avg, min or max over a subquery or CTE that LIMIT has cut.
//
// A fixed LIMIT is meant so: the average of the last ten readings, a count that stops at a
// thousand. A LIMIT or OFFSET that the request gives cuts a page, and its total is the page's.
#include "check/statements.h"
#include "link/name.h"

struct judged {
    struct check *check;
    const struct statement_link *link;
};

static bool is_total(const struct expression *call)
{
    static const char *const names[] = {"sum", "count", "avg", "min", "max"};
    if (call->kind != EXPRESSION_CALL || call->function)
        return false;
    for (size_t at = 0; at < array_length(names); at++)
        if (string_equal(call->name, names[at]))
            return true;
    return false;
}

// OVER () counts all rows; OVER (PARTITION BY ...) parts of them.
static bool has_window(const struct expression *call)
{
    list_each (struct expression *, operand, &call->operands)
        if (operand->kind == EXPRESSION_OTHER && string_equal(operand->name, "over") &&
            operand->operands.count)
            return true;
    return false;
}

static struct expression *find_total(struct expression *expression)
{
    if (!expression || expression->query)
        return NULL;
    if (is_total(expression) && !has_window(expression))
        return expression;
    list_each (struct expression *, operand, &expression->operands) {
        struct expression *found = find_total(operand);
        if (found)
            return found;
    }
    return NULL;
}

static bool visit_parameter(struct expression *expression, void *context)
{
    bool *found = context;
    *found |= expression->kind == EXPRESSION_PARAMETER;
    return !*found;
}

static bool has_parameter(struct expression *expression)
{
    bool found = false;
    expression_walk(expression, visit_parameter, &found);
    return found;
}

enum { QUERIES_DEEP = 40 };

static const struct query *page_below(const struct query *query, int depth);

// The query with a LIMIT whose rows an item gives. A lateral one is cut for each row anew.
static const struct query *page_of(const struct from_item *item, int depth)
{
    switch (item->kind) {
    case FROM_RELATION:
    case FROM_QUERY:
        if (item->is_lateral || !item->query)
            return NULL;
        return page_below(item->query, depth + 1);
    case FROM_FUNCTION:
        return NULL;
    case FROM_JOIN: {
        const struct query *found = page_of(item->left, depth);
        return found ? found : page_of(item->right, depth);
    }
    }
    return NULL;
}

static const struct query *page_below(const struct query *query, int depth)
{
    if (depth > QUERIES_DEEP)
        return NULL;
    if (has_parameter(query->limit) || has_parameter(query->offset))
        return query;
    if (query->kind != QUERY_SELECT || query->group_by.count)
        return NULL;
    list_each (struct from_item *, item, &query->from) {
        const struct query *found = page_of(item, depth);
        if (found)
            return found;
    }
    return NULL;
}

static void judge_query(struct query *query, void *context)
{
    const struct judged *judged = context;
    struct check *check = judged->check;
    if (query->kind != QUERY_SELECT || query->group_by.count)
        return;
    struct expression *total = NULL;
    for (uint32_t at = 0; at < query->outputs.count && !total; at++)
        total = find_total(query->outputs.items[at].expression);
    if (!total)
        return;
    const struct query *page = NULL;
    for (uint32_t at = 0; at < query->from.count && !page; at++)
        page = page_of(query->from.items[at], 0);
    if (!page)
        return;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = statements_level(check),
            .place = total->place,
            .message = check_format(
                check, "%s: %s is computed over one page of rows, not over all",
                statement_name(check, judged->link),
                name_shortened(check->arena, expression_text(check->arena, total), 60)),
            .label = "a total of the rows that LIMIT left",
            .object = judged->link->named->name,
            .help = "compute it over the whole set, without the LIMIT: in a query of its own "
                    "(name.count), or in a WITH query beside the page"});
    const struct expression *cut = page->limit ? page->limit : page->offset;
    finding_relate(check, finding, cut->place, "cuts the rows before they are counted");
}

static void check(struct check *check)
{
    list_each (struct statement_link *, link, &check->design->link->statements) {
        struct judged judged = {check, link};
        statement_each_query(link, judge_query, &judged);
    }
}

RULE(
    query, aggregate_over_limited_rows, .level = LEVEL_ERROR,
    .summary = "a total computed over the rows of one page",
    .explanation =
        "sum, count, avg, min and max over a subquery or WITH query that ends in LIMIT :limit or "
        "OFFSET :offset describe the page, not the set: the total changes with the page size. A "
        "fixed LIMIT (the average of the last ten readings) is meant so and is passed over; so are "
        "lists made of a page (json_agg), groups, and lateral subqueries.\n"
        "\n"
        "In a project without contract and manifest it is a warning, since what the figure is "
        "used for is not known.",
    .wrong = "-- file: schema.sql\n"
             "CREATE TABLE orders (id uuid PRIMARY KEY, total numeric NOT NULL);\n"
             "-- file: queries.sql\n"
             "-- name: orderTotals :one\n"
             "WITH page AS (SELECT id, total FROM orders ORDER BY id LIMIT :limit)\n"
             "SELECT sum(total) AS total FROM page;\n",
    .right = "-- file: schema.sql\n"
             "CREATE TABLE orders (id uuid PRIMARY KEY, total numeric NOT NULL);\n"
             "-- file: queries.sql\n"
             "-- name: orderTotals :one\n"
             "SELECT sum(total) AS total FROM orders;\n",
    .source = "B20", .not_applicable = applies_queries)
