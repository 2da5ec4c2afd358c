// Where parameters lead. Every place in a query that uses a value (an assignment, a condition,
// LIMIT, ORDER BY) starts a trace back to the parameters that the value is made of, so a parameter
// that passes through a CTE, a document or a function is found at its end. What no trace meets is
// an argument of a call, or used otherwise.
#include "link/query_part.h"

static struct flow flow_of(const struct linker *linker, struct query *query,
                           enum parameter_role role, struct expression *expression)
{
    return (struct flow){.role = role,
                         .query = query,
                         .expression = expression,
                         .frame = linker->frame,
                         .comparison = COMPARISON_OTHER,
                         .is_direct = true,
                         .records = true};
}

static void use_value(struct linker *linker, struct query *query, enum parameter_role role,
                      struct expression *value)
{
    if (!value)
        return;
    trace_begin(linker);
    trace_expression(linker, value, flow_of(linker, query, role, value));
}

// ---- conditions -----------------------------------------------------------------------------------

struct sides {
    struct linker *linker;
    struct query *query;
    struct expression *condition; // the whole part of the AND
};

// The only table's column in an expression, subqueries left out. Several are none.
struct only_column {
    struct column *column;
    bool has_several;
};

static void find_column(const struct expression *expression, struct only_column *only)
{
    if (expression->kind == EXPRESSION_COLUMN) {
        struct column *column = reference_column(expression);
        if (!column)
            column = expression->column;
        only->has_several |= column && only->column && only->column != column;
        if (column)
            only->column = column;
        return;
    }
    list_each (struct expression *, operand, &expression->operands)
        if (operand)
            find_column(operand, only);
}

// What `value` is compared with, on its way to the column in `other`.
static void compare_with(const struct sides *sides, struct expression *value,
                         const struct expression *other, enum comparison comparison)
{
    struct only_column only = {0};
    if (other)
        find_column(other, &only);
    const struct expression *bare = other ? expression_bare((struct expression *)other) : NULL;
    struct flow flow = flow_of(sides->linker, sides->query, ROLE_COMPARED, sides->condition);
    flow.column = only.has_several ? NULL : only.column;
    // IN (a) is an equality.
    bool is_one = value->kind == EXPRESSION_ARRAY && value->operands.count == 1;
    flow.comparison = comparison == COMPARISON_ANY && is_one ? COMPARISON_EQUAL : comparison;
    flow.is_direct = bare && bare->kind == EXPRESSION_COLUMN;
    if (!flow.column)
        flow.role = only.has_several ? ROLE_COMPARED : ROLE_OTHER;
    trace_begin(sides->linker);
    // The items of IN (a, b), one by one.
    if (comparison == COMPARISON_ANY && value->kind == EXPRESSION_ARRAY) {
        list_each (struct expression *, item, &value->operands)
            trace_expression(sides->linker, item, flow);
        return;
    }
    trace_expression(sides->linker, value, flow);
}

static void compare_both(const struct sides *sides, struct expression *left,
                         struct expression *right, enum comparison comparison)
{
    compare_with(sides, left, right, comparison);
    compare_with(sides, right, left, comparison);
}

static enum comparison comparison_of(const char *operator)
{
    if (string_equal(operator, "="))
        return COMPARISON_EQUAL;
    static const char *const ranges[] = {"<", "<=", ">", ">="};
    for (size_t at = 0; at < array_length(ranges); at++)
        if (string_equal(operator, ranges[at]))
            return COMPARISON_RANGE;
    static const char *const patterns[] = {"~", "~*", "~~", "~~*"};
    for (size_t at = 0; at < array_length(patterns); at++)
        if (string_equal(operator, patterns[at]))
            return COMPARISON_PATTERN;
    return COMPARISON_OTHER;
}

static void walk_condition(const struct sides *sides, struct expression *condition);

static void walk_operator(const struct sides *sides, const struct expression *condition)
{
    enum comparison comparison =
        condition->kind == EXPRESSION_LIKE ? COMPARISON_PATTERN : comparison_of(condition->name);
    if (condition->kind == EXPRESSION_DISTINCT)
        comparison = string_equal(condition->name, "IS NOT DISTINCT FROM") ? COMPARISON_EQUAL
                                                                           : COMPARISON_OTHER;
    if (condition->kind == EXPRESSION_LIKE && string_starts_with(condition->name, "NOT"))
        comparison = COMPARISON_OTHER;
    if (condition->operands.count < 2) {
        list_each (struct expression *, operand, &condition->operands)
            walk_condition(sides, operand);
        return;
    }
    struct expression *left = condition->operands.items[0], *right = condition->operands.items[1];
    if (left->kind == EXPRESSION_ROW && right->kind == EXPRESSION_ROW &&
        left->operands.count == right->operands.count) {
        for (uint32_t at = 0; at < left->operands.count; at++)
            compare_both(sides, left->operands.items[at], right->operands.items[at], comparison);
        return;
    }
    compare_both(sides, left, right, comparison);
}

static void walk_quantified(const struct sides *sides, const struct expression *condition)
{
    bool is_any = condition->kind == EXPRESSION_ANY && string_equal(condition->name, "=");
    if (condition->operands.count == 2)
        compare_both(sides, condition->operands.items[0], condition->operands.items[1],
                     is_any ? COMPARISON_ANY : COMPARISON_OTHER);
}

// value IN (SELECT ...): the outputs are compared with the value, one by one where it is a row.
static void walk_subquery(const struct sides *sides, const struct expression *condition)
{
    if (condition->operands.count != 1 || !condition->query || condition->query->is_open)
        return;
    struct expression *left = condition->operands.items[0];
    bool is_row = left->kind == EXPRESSION_ROW;
    bool is_any = condition->kind == EXPRESSION_SUBQUERY_ANY && string_equal(condition->name, "=");
    for (uint32_t at = 0; at < (is_row ? left->operands.count : 1); at++) {
        struct expression *value = is_row ? left->operands.items[at] : left;
        struct only_column only = {0};
        find_column(value, &only);
        struct flow flow = flow_of(sides->linker, sides->query, ROLE_COMPARED, sides->condition);
        flow.column = only.has_several ? NULL : only.column;
        flow.comparison = is_any ? COMPARISON_ANY : COMPARISON_OTHER;
        flow.role = flow.column ? ROLE_COMPARED : ROLE_OTHER;
        trace_begin(sides->linker);
        trace_output(sides->linker, condition->query, at, flow);
        if (at >= condition->query->outputs.count)
            continue;
        flow.column = column_below(condition->query->outputs.items[at].column);
        flow.role = flow.column ? ROLE_COMPARED : ROLE_OTHER;
        trace_begin(sides->linker);
        trace_expression(sides->linker, value, flow);
    }
}

static void walk_call(const struct sides *sides, struct expression *call)
{
    struct only_column only = {0};
    find_column(call, &only);
    struct flow flow = flow_of(sides->linker, sides->query, ROLE_ARGUMENT, sides->condition);
    flow.is_direct = false;
    flow.function = call->function;
    if (!call->function && only.column && !only.has_several) {
        flow.role = ROLE_COMPARED;
        flow.column = only.column;
    }
    trace_begin(sides->linker);
    trace_expression(sides->linker, call, flow);
}

static void walk_condition(const struct sides *sides, struct expression *condition)
{
    if (!condition || !linker_step(sides->linker))
        return;
    switch (condition->kind) {
    case EXPRESSION_AND:
    case EXPRESSION_OR:
    case EXPRESSION_NOT:
    case EXPRESSION_IS_TRUTH:
    case EXPRESSION_CAST:
    case EXPRESSION_CASE:
    case EXPRESSION_COALESCE:
        list_each (struct expression *, operand, &condition->operands)
            walk_condition(sides, operand);
        break;
    case EXPRESSION_OPERATOR:
    case EXPRESSION_DISTINCT:
    case EXPRESSION_LIKE:
        walk_operator(sides, condition);
        break;
    case EXPRESSION_ANY:
    case EXPRESSION_ALL:
        walk_quantified(sides, condition);
        break;
    case EXPRESSION_BETWEEN:
        for (uint32_t at = 1; at < condition->operands.count; at++)
            compare_both(sides, condition->operands.items[0], condition->operands.items[at],
                         string_starts_with(condition->name, "NOT") ? COMPARISON_OTHER
                                                                    : COMPARISON_RANGE);
        break;
    case EXPRESSION_SUBQUERY_ANY:
    case EXPRESSION_SUBQUERY_ALL:
        walk_subquery(sides, condition);
        break;
    case EXPRESSION_CALL:
        walk_call(sides, condition);
        break;
    case EXPRESSION_IS_NULL:
    case EXPRESSION_IS_NOT_NULL:
        trace_begin(sides->linker);
        trace_expression(sides->linker, condition,
                         flow_of(sides->linker, sides->query, ROLE_ABSENCE, sides->condition));
        break;
    case EXPRESSION_EXISTS: // its query is walked by itself
        break;
    default: {
        struct flow flow = flow_of(sides->linker, sides->query, ROLE_OTHER, sides->condition);
        trace_begin(sides->linker);
        trace_expression(sides->linker, condition, flow);
    }
    }
}

struct parts {
    struct linker *linker;
    struct query *query;
};

static void use_part(struct expression *part, void *context)
{
    struct parts *parts = context;
    struct sides sides = {parts->linker, parts->query, part};
    walk_condition(&sides, part);
}

void link_condition_parameters(struct linker *linker, struct query *query,
                               struct expression *condition)
{
    struct parts parts = {linker, query};
    condition_parts(condition, use_part, &parts);
}

// ---- assignments ----------------------------------------------------------------------------------

static void use_assigned(struct linker *linker, struct query *query,
                         const struct assignment *assignment)
{
    struct flow flow = flow_of(linker, query, ROLE_WRITTEN, assignment->value);
    flow.column = column_below(assignment->column);
    if (!flow.column)
        flow.column = assignment->column;
    trace_begin(linker);
    flow.is_direct = assignment->part == NULL;
    if (assignment->part)
        flow.null_fate = NULL_STOPS;
    struct expression *value = assignment->value;
    if (!value) { // INSERT
        if (!query->left)
            return;
        struct query *source = query->left;
        flow.expression = output_expression(source, assignment->index);
        trace_output(linker, source, assignment->index, flow);
        return;
    }
    struct expression *bare = expression_bare(value);
    if (assignment->has_several && bare->kind == EXPRESSION_SUBQUERY) {
        trace_output(linker, bare->query, assignment->index, flow);
    } else if (assignment->has_several && bare->kind == EXPRESSION_ROW) {
        if (assignment->index >= bare->operands.count)
            return;
        flow.expression = bare->operands.items[assignment->index];
        trace_expression(linker, flow.expression, flow);
    } else {
        trace_expression(linker, value, flow);
    }
}

static void use_assignments(struct linker *linker, struct query *query,
                            const struct assignment_list *assignments)
{
    for (uint32_t at = 0; at < assignments->count; at++)
        use_assigned(linker, query, &assignments->items[at]);
}

// ---- a query ----------------------------------------------------------------------------------------

void link_parameters(struct linker *linker, struct query *query)
{
    use_assignments(linker, query, &query->assignments);
    if (query->conflict) {
        use_assignments(linker, query, &query->conflict->set);
        link_condition_parameters(linker, query, query->conflict->where);
    }
    list_each (struct merge_action, action, &query->actions) {
        use_assignments(linker, query, &action.assignments);
        link_condition_parameters(linker, query, action.condition);
    }
    link_condition_parameters(linker, query, query->where);
    link_condition_parameters(linker, query, query->having);
    use_value(linker, query, ROLE_LIMIT, query->limit);
    use_value(linker, query, ROLE_OFFSET, query->offset);
    list_each (struct expression *, order, &query->order_by)
        use_value(linker, query, ROLE_SORTED, order);
}

// ---- what no trace met ------------------------------------------------------------------------------

static void meet_unused(struct linker *linker, struct expression *parameter,
                        enum parameter_role role, struct function *function)
{
    if (pointer_map_get(&linker->used, parameter))
        return;
    struct flow flow = flow_of(linker, linker->link->statement->query, role, parameter);
    flow.function = function;
    flow.is_direct = false;
    flow.frame = NULL;
    trace_begin(linker);
    trace_expression(linker, parameter, flow);
}

static bool visit_unused(struct expression *expression, void *context)
{
    struct linker *linker = context;
    if (expression->kind == EXPRESSION_CALL)
        list_each (struct expression *, operand, &expression->operands) {
            struct expression *bare = expression_bare(argument_value(operand));
            if (bare && bare->kind == EXPRESSION_PARAMETER)
                meet_unused(linker, bare, ROLE_ARGUMENT, expression->function);
        }
    if (expression->kind == EXPRESSION_PARAMETER)
        meet_unused(linker, expression, ROLE_OTHER, NULL);
    return true;
}

void link_parameters_left(struct linker *linker, struct query *query)
{
    query_walk(query, visit_unused, linker);
}
