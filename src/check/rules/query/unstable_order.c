// Pages over an order in which rows can tie: a row may come twice, or on no page.
//
// A page is what OFFSET skips to, what a keyset condition continues from (created_at < :before in
// the order of created_at), or what LIMIT :limit cuts without any order.
#include "check/statements.h"
#include "design/lookup.h"
#include "link/name.h"

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

// column < :parameter for an order of column that descends, or > for one that ascends.
static bool continues(const struct column_filter *filter, const struct sorting *first)
{
    if (filter->comparison != COMPARISON_RANGE || filter->column != first->column ||
        !filter->condition || (!filter->parameter && !filter->value))
        return false;
    const struct expression *condition = filter->condition;
    if (condition->kind == EXPRESSION_OR && condition->operands.count)
        condition = condition->operands.items[condition->operands.count - 1];
    if (condition->kind != EXPRESSION_OPERATOR || condition->operands.count != 2)
        return false;
    const struct expression *right = condition->operands.items[1];
    bool is_mine = right->kind != EXPRESSION_COLUMN;
    const char *wanted = first->is_descending == is_mine ? "<" : ">";
    return filter->parameter && string_equal(condition->name, wanted);
}

static const struct column_filter *keyset_of(const struct statement_link *link)
{
    if (link->order.count == 0 || !link->order.items[0].column || !link->has_limit)
        return NULL;
    for (uint32_t at = 0; at < link->filters.count; at++)
        if (link->filters.items[at].query == link->statement->query &&
            continues(&link->filters.items[at], &link->order.items[0]))
            return &link->filters.items[at];
    return NULL;
}

// The key to add: of the first table of the query that has one.
static const char *key_text(struct check *check, const struct statement_link *link)
{
    list_each (struct table_use, use, &link->tables) {
        const struct constraint *key =
            use.query == link->statement->query ? relation_primary_key(use.relation) : NULL;
        if (key && key->columns.count)
            return name_columns(check->arena, &key->columns);
    }
    return NULL;
}

static void judge(struct check *check, const struct statement_link *link)
{
    struct query *query = link->statement->query;
    if (!query || !link->is_understood || query->kind != QUERY_SELECT ||
        link->rows == ROWS_AT_MOST_ONE || link->rows == ROWS_EXACTLY_ONE)
        return;
    bool has_offset = has_parameter(query->offset);
    const struct column_filter *keyset = keyset_of(link);
    bool has_limit = has_parameter(query->limit);
    if (!has_offset && !keyset && !(has_limit && link->order.count == 0))
        return;
    if (link->order.count && link->is_order_open)
        check_undecided(
            check, link->order.items[0].place,
            check_format(check, "whether rows can tie in the order of %s", link->named->name));
    if (link->order.count && (link->is_order_unique || link->is_order_open))
        return;
    const char *name = statement_name(check, link);
    const char *key = key_text(check, link);
    bool is_sorted = link->order.count > 0;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = is_sorted      ? link->order.items[link->order.count - 1].place
                     : query->limit ? query->limit->place
                                    : query->offset->place,
            .message =
                is_sorted
                    ? check_format(check, "%s cuts pages in an order in which rows can tie", name)
                    : check_format(check, "%s cuts pages without an ORDER BY", name),
            .label = is_sorted ? "rows that agree up to here have no order"
                               : "which rows these are is chance",
            .object = link->named->name,
            .help = key ? check_format(check,
                                       is_sorted ? "end ORDER BY with a key: ..., %s"
                                                 : "add ORDER BY with a key at its end: "
                                                   "ORDER BY ..., %s",
                                       key)
                        : "end ORDER BY with columns that no two rows share"});
    if (keyset)
        finding_relate(check, finding, keyset->place,
                       "rows equal to the last one of a page are left out of the next");
    else
        finding_note(check, finding,
                     "PostgreSQL gives equal rows in any order, another one each time: a row can "
                     "come twice, or on no page");
}

static void check(struct check *check)
{
    list_each (struct statement_link *, link, &check->design->link->statements)
        judge(check, link);
}

RULE(
    query, unstable_order, .level = LEVEL_WARNING,
    .summary = "pages in an order that does not decide between all rows",
    .explanation =
        "Pages fit together only where every row has its one place in the order. ORDER BY "
        "created_at leaves rows of the same instant in any order, a different one for each page "
        "that is asked for, so rows come twice or never. An order that contains a key (of the "
        "table that is listed, or of what it is grouped by) has no ties: ORDER BY created_at DESC, "
        "id DESC.\n"
        "\n"
        "Pages are lists with OFFSET :offset, with a keyset condition (created_at < :before in the "
        "order of created_at), and LIMIT :limit without any ORDER BY. Where the order is of "
        "something computed, or of a view whose keys are not known, nothing is said.",
    .wrong = "-- file: schema.sql\n"
             "CREATE TABLE todos (id uuid PRIMARY KEY, created_at timestamptz NOT NULL);\n"
             "-- file: queries.sql\n"
             "-- name: listTodos :many\n"
             "SELECT id FROM todos ORDER BY created_at DESC LIMIT :limit OFFSET :offset;\n",
    .right = "-- file: schema.sql\n"
             "CREATE TABLE todos (id uuid PRIMARY KEY, created_at timestamptz NOT NULL);\n"
             "-- file: queries.sql\n"
             "-- name: listTodos :many\n"
             "SELECT id FROM todos ORDER BY created_at DESC, id DESC LIMIT :limit OFFSET "
             ":offset;\n",
    .source = "new", .not_applicable = applies_queries)
