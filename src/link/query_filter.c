// What a query filters by: the parts of its WHERE, HAVING and ON that every row must fulfil, as far
// as each is about one column.
//
//   column = value              EQUAL; both ways round where both sides are columns
//   column = ANY (array), IN    ANY; IN of one item is EQUAL
//   (a, b) < (:a, :b)           RANGE of each
//   :x IS NULL OR column = :x   optional: a side of an OR that no column decides is a switch
//   f(column) = value           OTHER
#include "link/query_part.h"
#include "link/tenancy.h"

struct filtering {
    struct linker *linker;
    struct query *query;
    struct expression *condition;
    bool is_optional;
};

void condition_parts(struct expression *condition, condition_visitor *visit, void *context)
{
    if (!condition)
        return;
    if (condition->kind == EXPRESSION_AND) {
        list_each (struct expression *, operand, &condition->operands)
            condition_parts(operand, visit, context);
        return;
    }
    visit(condition, context);
}

// ---- values -----------------------------------------------------------------------------------------

// A value that a subquery, CTE or argument only passes on: the parameter, or who asks, behind it.
static struct expression *value_behind(struct expression *value, struct frame *frame,
                                       int32_t *parameter)
{
    struct expression *at = value;
    for (int depth = 0; depth < 16; depth++) {
        struct expression *bare = expression_bare(at);
        if (!bare)
            break;
        if (bare->kind == EXPRESSION_PARAMETER) {
            if (!frame) {
                *parameter = bare->number;
                return at;
            }
            at = frame_operand(frame, bare);
            frame = frame->outer;
            if (!at)
                break;
            continue;
        }
        const struct query *query = NULL;
        uint32_t index = 0;
        if (bare->kind == EXPRESSION_SUBQUERY) {
            query = bare->query;
        } else if (bare->kind == EXPRESSION_COLUMN && !bare->column && bare->from) {
            int32_t found = reference_index(bare);
            query = found >= 0 ? bare->from->query : NULL;
            index = (uint32_t)found;
        }
        if (!query || query->kind != QUERY_SELECT || query->from.count > 0)
            return at == value ? value : at;
        at = output_expression(query, index);
        if (!at)
            break;
    }
    return value;
}

static bool mentions_column(const struct expression *expression, const struct column *column)
{
    if (!expression)
        return false;
    if (expression->kind == EXPRESSION_COLUMN && reference_column(expression) == column)
        return true;
    list_each (struct expression *, operand, &expression->operands)
        if (mentions_column(operand, column))
            return true;
    return false;
}

static void add_filter(const struct filtering *filtering, struct expression *reference,
                       enum comparison comparison, struct expression *value)
{
    struct column *column = reference_column(reference);
    if (!column)
        column = reference->column;
    if (!column)
        return;
    struct linker *linker = filtering->linker;
    struct column_filter filter = {.query = filtering->query,
                                   .from = reference->from,
                                   .column = column,
                                   .comparison = comparison,
                                   .condition = filtering->condition,
                                   .is_optional = filtering->is_optional,
                                   .place = filtering->condition->place};
    if (value) {
        struct expression *bare = expression_bare(value);
        if (bare->kind == EXPRESSION_COLUMN)
            filter.other = reference_column(bare);
        filter.value = value_behind(value, linker->frame, &filter.parameter);
        filter.is_caller = expression_is_caller(filter.value);
        // COALESCE(:x, column) = column
        filter.is_optional |= bare->kind == EXPRESSION_COALESCE && mentions_column(bare, column);
    }
    if (linker->origin.file)
        filter.place = linker->origin;
    list_add(linker->arena, &linker->link->filters, filter);
}

// ---- comparisons ------------------------------------------------------------------------------------

static bool is_reference(const struct expression *bare)
{
    return bare && bare->kind == EXPRESSION_COLUMN && bare->is_bound;
}

// The only column reference inside an expression; NULL where there are none or several.
static struct expression *only_reference(struct expression *expression, bool *has_several)
{
    if (expression->kind == EXPRESSION_COLUMN)
        return expression;
    struct expression *found = NULL;
    list_each (struct expression *, operand, &expression->operands) {
        struct expression *inner = operand ? only_reference(operand, has_several) : NULL;
        *has_several |= inner && found;
        found = inner ? inner : found;
    }
    return *has_several ? NULL : found;
}

static void filter_sides(const struct filtering *filtering, struct expression *left,
                         struct expression *right, enum comparison comparison)
{
    struct expression *sides[] = {left, right};
    bool has_bare = false;
    for (int side = 0; side < 2; side++) {
        struct expression *bare = expression_bare(sides[side]);
        if (!is_reference(bare))
            continue;
        has_bare = true;
        add_filter(filtering, bare, comparison, sides[1 - side]);
    }
    for (int side = 0; side < 2 && !has_bare; side++) {
        bool has_several = false;
        struct expression *reference = only_reference(sides[side], &has_several);
        if (reference && is_reference(reference))
            add_filter(filtering, reference, COMPARISON_OTHER, sides[1 - side]);
    }
}

static enum comparison operator_comparison(const char *name)
{
    if (string_equal(name, "="))
        return COMPARISON_EQUAL;
    if (string_equal(name, "<") || string_equal(name, "<=") || string_equal(name, ">") ||
        string_equal(name, ">="))
        return COMPARISON_RANGE;
    if (string_equal(name, "~") || string_equal(name, "~*"))
        return COMPARISON_PATTERN;
    return COMPARISON_OTHER;
}

static void filter_operator(const struct filtering *filtering, const struct expression *part,
                            enum comparison comparison)
{
    if (part->operands.count < 2)
        return;
    struct expression *left = part->operands.items[0], *right = part->operands.items[1];
    assert(left && right); // only CASE has absent operands
    if (left->kind != EXPRESSION_ROW || right->kind != EXPRESSION_ROW) {
        filter_sides(filtering, left, right, comparison);
        return;
    }
    for (uint32_t at = 0; at < left->operands.count && at < right->operands.count; at++)
        filter_sides(filtering, left->operands.items[at], right->operands.items[at], comparison);
}

static void filter_any(const struct filtering *filtering, const struct expression *part)
{
    if (part->operands.count != 2 || !string_equal(part->name, "=")) {
        filter_operator(filtering, part, COMPARISON_OTHER);
        return;
    }
    struct expression *left = part->operands.items[0], *array = part->operands.items[1];
    assert(left && array);
    if (array->kind == EXPRESSION_ARRAY && array->operands.count == 1) {
        filter_sides(filtering, left, array->operands.items[0], COMPARISON_EQUAL);
        return;
    }
    filter_sides(filtering, left, array, COMPARISON_ANY);
}

static void filter_subquery(const struct filtering *filtering, struct expression *part)
{
    if (part->operands.count != 1)
        return;
    bool is_any = part->kind == EXPRESSION_SUBQUERY_ANY && string_equal(part->name, "=");
    struct expression *left = expression_bare(part->operands.items[0]);
    if (!left)
        return;
    uint32_t count = left->kind == EXPRESSION_ROW ? left->operands.count : 1;
    for (uint32_t at = 0; at < count; at++) {
        struct expression *bare =
            left->kind == EXPRESSION_ROW ? expression_bare(left->operands.items[at]) : left;
        if (is_reference(bare))
            add_filter(filtering, bare, is_any ? COMPARISON_ANY : COMPARISON_OTHER, part);
    }
}

// ---- OR ---------------------------------------------------------------------------------------------

static void filter_part(struct expression *part, void *context);

static bool visit_column(struct expression *expression, void *context)
{
    bool *found = context;
    *found |= expression->kind == EXPRESSION_COLUMN || expression->kind == EXPRESSION_STAR;
    return !*found;
}

// A side of an OR that is the same for all rows: `:x IS NULL`, `:is_admin`.
static bool is_switch(struct expression *expression)
{
    bool has_column = false;
    expression_walk(expression, visit_column, &has_column);
    return !has_column;
}

// a = 1 OR a = 2: the column that each side compares for equality; NULL where they differ.
static struct expression *same_compared(const struct expression *part)
{
    struct expression *found = NULL;
    list_each (struct expression *, side, &part->operands) {
        bool is_equality = (side->kind == EXPRESSION_OPERATOR || side->kind == EXPRESSION_ANY) &&
                           side->operands.count == 2 && string_equal(side->name, "=");
        struct expression *bare = is_equality ? expression_bare(side->operands.items[0]) : NULL;
        if (!bare || !is_reference(bare) || !bare->column ||
            (found && (found->column != bare->column || found->from != bare->from)))
            return NULL;
        found = bare;
    }
    return found;
}

static void filter_or(const struct filtering *filtering, struct expression *part)
{
    struct expression *rest = NULL;
    uint32_t count = 0;
    list_each (struct expression *, side, &part->operands)
        if (!is_switch(side)) {
            rest = side;
            count++;
        }
    if (count == 1 && part->operands.count > 1) {
        struct filtering inner = *filtering;
        inner.is_optional = true;
        condition_parts(rest, filter_part, &inner);
        return;
    }
    struct expression *same = same_compared(part);
    if (same)
        add_filter(filtering, same, COMPARISON_ANY, part);
}

// ---- all of them ------------------------------------------------------------------------------------

static void filter_part(struct expression *part, void *context)
{
    struct filtering filtering = *(struct filtering *)context;
    // Of an optional part the whole OR stays the condition.
    if (!filtering.is_optional)
        filtering.condition = part;
    struct expression *first =
        part->operands.count && part->operands.items[0] ? part->operands.items[0] : NULL;
    switch (part->kind) {
    case EXPRESSION_OR:
        filter_or(&filtering, part);
        break;
    case EXPRESSION_OPERATOR:
        filter_operator(&filtering, part, operator_comparison(part->name));
        break;
    case EXPRESSION_DISTINCT:
        filter_operator(&filtering, part,
                        string_equal(part->name, "IS NOT DISTINCT FROM") ? COMPARISON_EQUAL
                                                                         : COMPARISON_OTHER);
        break;
    case EXPRESSION_LIKE:
        filter_operator(&filtering, part,
                        string_starts_with(part->name, "NOT") ? COMPARISON_OTHER
                                                              : COMPARISON_PATTERN);
        break;
    case EXPRESSION_ANY:
        filter_any(&filtering, part);
        break;
    case EXPRESSION_ALL:
        filter_operator(&filtering, part, COMPARISON_OTHER);
        break;
    case EXPRESSION_BETWEEN:
        for (uint32_t at = 1; at < part->operands.count; at++)
            filter_sides(&filtering, first, part->operands.items[at],
                         string_starts_with(part->name, "NOT") ? COMPARISON_OTHER
                                                               : COMPARISON_RANGE);
        break;
    case EXPRESSION_SUBQUERY_ANY:
    case EXPRESSION_SUBQUERY_ALL:
        filter_subquery(&filtering, part);
        break;
    case EXPRESSION_IS_NULL:
    case EXPRESSION_IS_NOT_NULL:
        first = expression_bare(first);
        if (is_reference(first))
            add_filter(&filtering, first,
                       part->kind == EXPRESSION_IS_NULL ? COMPARISON_IS_NULL
                                                        : COMPARISON_IS_NOT_NULL,
                       NULL);
        break;
    case EXPRESSION_COLUMN: // WHERE is_active
        if (is_reference(part))
            add_filter(&filtering, part, COMPARISON_EQUAL, NULL);
        break;
    case EXPRESSION_NOT:
    case EXPRESSION_IS_TRUTH: {
        bool has_several = false;
        struct expression *reference = first ? only_reference(first, &has_several) : NULL;
        if (reference && is_reference(reference) && !has_several)
            add_filter(&filtering, reference, COMPARISON_OTHER, NULL);
        break;
    }
    default:
        break;
    }
}

static void filter_condition(struct linker *linker, struct query *query,
                             struct expression *condition)
{
    struct filtering filtering = {.linker = linker, .query = query};
    condition_parts(condition, filter_part, &filtering);
}

static void filter_joins(struct linker *linker, struct query *query, struct from_item *item)
{
    if (item->kind != FROM_JOIN)
        return;
    filter_joins(linker, query, item->left);
    filter_joins(linker, query, item->right);
    filter_condition(linker, query, item->on);
}

void link_conditions(struct linker *linker, struct query *query)
{
    filter_condition(linker, query, query->where);
    filter_condition(linker, query, query->having);
    list_each (struct from_item *, item, &query->from)
        filter_joins(linker, query, item);
}
