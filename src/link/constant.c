// Constant conditions: see constant.h. One function per construct family; each takes the set of
// what its operands can come to and gives the set of what it can. Called by the rls rules.
#include "link/constant.h"

#include "design/lookup.h"

// ---- logic over sets ------------------------------------------------------------------------
enum { NOT_NULL = TRUTH_TRUE | TRUTH_FALSE };

static unsigned truth_not(unsigned set)
{
    return (set & TRUTH_TRUE ? TRUTH_FALSE : 0u) | (set & TRUTH_FALSE ? TRUTH_TRUE : 0u) |
           (set & TRUTH_NULL);
}

static unsigned truth_and(unsigned a, unsigned b)
{
    unsigned set = (a | b) & TRUTH_FALSE;
    if (a & b & TRUTH_TRUE)
        set |= TRUTH_TRUE;
    if ((a & TRUTH_NULL && b & (TRUTH_TRUE | TRUTH_NULL)) || (b & TRUTH_NULL && a & TRUTH_TRUE))
        set |= TRUTH_NULL;
    return set;
}

static unsigned truth_or(unsigned a, unsigned b)
{
    return truth_not(truth_and(truth_not(a), truth_not(b)));
}

// ---- the same value --------------------------------------------------------------------------
static const struct expression *without_casts(const struct expression *expression)
{
    while (expression->kind == EXPRESSION_CAST && expression->operands.count == 1)
        expression = expression->operands.items[0];
    return expression;
}

static bool same_type(const struct type_name *a, const struct type_name *b)
{
    return a && b && a->is_known && b->is_known && type_name_same(a, b, false) &&
           a->modifier_count == 0 && b->modifier_count == 0;
}

bool constant_same_value(const struct expression *a, const struct expression *b)
{
    if (a->kind != b->kind || a->operands.count != b->operands.count)
        return false;
    switch (a->kind) {
    case EXPRESSION_COLUMN:
        return a->is_bound && b->is_bound && a->column && a->column == b->column &&
               a->from == b->from;
    case EXPRESSION_NUMBER:
    case EXPRESSION_STRING:
    case EXPRESSION_KEYWORD:
        return string_equal(a->name, b->name);
    case EXPRESSION_BOOLEAN:
        return a->boolean == b->boolean;
    case EXPRESSION_PARAMETER:
        return a->number == b->number && string_equal(a->name, b->name);
    case EXPRESSION_CAST:
        if (!same_type(a->type, b->type))
            return false;
        break;
    case EXPRESSION_OPERATOR:
    case EXPRESSION_FIELD:
    case EXPRESSION_COLLATE:
        if (!string_equal(a->name, b->name) || !string_equal(a->schema, b->schema))
            return false;
        break;
    case EXPRESSION_COALESCE:
    case EXPRESSION_NULLIF:
    case EXPRESSION_SUBSCRIPT:
        break;
    default:
        return false;
    }
    for (uint32_t at = 0; at < a->operands.count; at++)
        if (!constant_same_value(a->operands.items[at], b->operands.items[at]))
            return false;
    return a->operands.count > 0;
}

bool constant_is_self_comparison(const struct expression *expression)
{
    if ((expression->kind != EXPRESSION_OPERATOR && expression->kind != EXPRESSION_DISTINCT) ||
        expression->operands.count != 2)
        return false;
    const struct expression *left = expression->operands.items[0];
    return without_casts(left)->kind == EXPRESSION_COLUMN &&
           constant_same_value(left, expression->operands.items[1]);
}

// ---- values ----------------------------------------------------------------------------------
static bool is_literal(const struct expression *expression)
{
    return expression->kind == EXPRESSION_NUMBER || expression->kind == EXPRESSION_STRING ||
           expression->kind == EXPRESSION_BOOLEAN;
}

// NOT_NULL stands for "is a value", TRUTH_NULL for "is null".
static unsigned value_nullness(const struct expression *expression)
{
    switch (expression->kind) {
    case EXPRESSION_NULL:
        return TRUTH_NULL;
    case EXPRESSION_NUMBER:
    case EXPRESSION_STRING:
    case EXPRESSION_BOOLEAN:
    case EXPRESSION_ARRAY:
        return NOT_NULL;
    case EXPRESSION_KEYWORD: // current_user, current_timestamp; current_schema may be null
        return expression->name && string_equal(expression->name, "current_schema") ? TRUTH_ANY
                                                                                    : NOT_NULL;
    case EXPRESSION_COLUMN:
        // In a subquery a NOT NULL column can be null through an outer join.
        return expression->is_bound && expression->column && !expression->from &&
                       expression->column->is_not_null
                   ? NOT_NULL
                   : TRUTH_ANY;
    case EXPRESSION_CAST:
        // A literal cast to a domain or by a function could be anything; a null stays null.
        return expression->operands.count == 1 ? value_nullness(expression->operands.items[0])
                                               : TRUTH_ANY;
    case EXPRESSION_COALESCE: {
        unsigned set = TRUTH_NULL;
        for (uint32_t at = 0; at < expression->operands.count && set & TRUTH_NULL; at++)
            set = (set & ~(unsigned)TRUTH_NULL) | value_nullness(expression->operands.items[at]);
        return set;
    }
    default:
        return constant_truth(expression) & TRUTH_NULL ? TRUTH_ANY : NOT_NULL;
    }
}

// Below, at or above: -1, 0, 1; false where it is not known.
static bool literals_compare(const struct expression *a, const struct expression *b, int *order)
{
    if (a->kind != b->kind || !is_literal(a))
        return false;
    if (a->kind == EXPRESSION_BOOLEAN) {
        *order = (a->boolean > b->boolean) - (a->boolean < b->boolean);
        return true;
    }
    if (strcmp(a->name, b->name) == 0) {
        *order = 0;
        return true;
    }
    if (a->kind == EXPRESSION_STRING) { // unequal; which is less is the collation's to say
        *order = 2;
        return true;
    }
    if (strlen(a->name) > 15 || strlen(b->name) > 15)
        return false;
    double x = strtod(a->name, NULL), y = strtod(b->name, NULL);
    *order = (x > y) - (x < y);
    return true;
}

static unsigned truth_of(bool value)
{
    return value ? TRUTH_TRUE : TRUTH_FALSE;
}

static unsigned order_truth(const char *operator, int order)
{
    if (strcmp(operator, "=") == 0)
        return truth_of(order == 0);
    if (strcmp(operator, "<>") == 0 || strcmp(operator, "!=") == 0)
        return truth_of(order != 0);
    if (order == 2)
        return NOT_NULL;
    if (strcmp(operator, "<") == 0)
        return truth_of(order < 0);
    if (strcmp(operator, "<=") == 0)
        return truth_of(order <= 0);
    if (strcmp(operator, ">") == 0)
        return truth_of(order > 0);
    if (strcmp(operator, ">=") == 0)
        return truth_of(order >= 0);
    return TRUTH_ANY;
}

static unsigned comparison_truth(const char *operator, const struct expression * a,
                                 const struct expression *b)
{
    static const char *const known[] = {"=", "<>", "!=", "<", "<=", ">", ">="};
    bool is_known = false;
    for (size_t at = 0; at < array_length(known); at++)
        is_known |= strcmp(operator, known[at]) == 0;
    if (!is_known)
        return TRUTH_ANY;
    // Once each: comparisons nest, and so do these calls.
    unsigned nullness_a = value_nullness(a), nullness_b = value_nullness(b);
    unsigned nulls = (nullness_a | nullness_b) & TRUTH_NULL;
    if (nullness_a == TRUTH_NULL || nullness_b == TRUTH_NULL)
        return TRUTH_NULL;
    int order;
    if (constant_same_value(a, b))
        return order_truth(operator, 0) | nulls;
    if (literals_compare(a, b, &order))
        return order_truth(operator, order);
    return NOT_NULL | nulls;
}

// left operator ANY (ARRAY[a, b]): an OR of comparisons.
static unsigned any_truth(const struct expression *expression)
{
    if (expression->operands.count != 2 || !expression->name)
        return TRUTH_ANY;
    const struct expression *array = expression->operands.items[1];
    if (array->kind != EXPRESSION_ARRAY)
        return TRUTH_ANY;
    unsigned set = TRUTH_FALSE;
    list_each (struct expression *, item, &array->operands)
        set =
            truth_or(set, comparison_truth(expression->name, expression->operands.items[0], item));
    return set;
}

static unsigned distinct_truth(const struct expression *expression)
{
    if (expression->operands.count != 2 || !expression->name)
        return TRUTH_ANY;
    const struct expression *a = expression->operands.items[0], *b = expression->operands.items[1];
    unsigned distinct = NOT_NULL;
    int order;
    if (constant_same_value(a, b) ||
        (value_nullness(a) == TRUTH_NULL && value_nullness(b) == TRUTH_NULL))
        distinct = TRUTH_FALSE;
    else if (literals_compare(a, b, &order))
        distinct = truth_of(order != 0);
    return strstr(expression->name, "NOT") ? truth_not(distinct) : distinct;
}

// IS [NOT] TRUE, FALSE, UNKNOWN: never null.
static unsigned is_truth(const struct expression *expression)
{
    if (expression->operands.count != 1 || !expression->name)
        return TRUTH_ANY;
    unsigned operand = constant_truth(expression->operands.items[0]);
    unsigned wanted = strstr(expression->name, "UNKNOWN") ? TRUTH_NULL
                      : strstr(expression->name, "TRUE")  ? TRUTH_TRUE
                                                          : TRUTH_FALSE;
    unsigned set = (operand & wanted ? TRUTH_TRUE : 0u) | (operand & ~wanted ? TRUTH_FALSE : 0u);
    return strstr(expression->name, "NOT") ? truth_not(set) : set;
}

// CASE: the branches that can be taken. With a subject nothing is known of the conditions.
static unsigned case_truth(const struct expression *expression)
{
    unsigned set = 0;
    bool has_subject = expression->operands.count > 0 && expression->operands.items[0];
    uint32_t at = 1;
    for (; at + 1 < expression->operands.count; at += 2) {
        unsigned when =
            has_subject ? (unsigned)TRUTH_ANY : constant_truth(expression->operands.items[at]);
        if (when & TRUTH_TRUE)
            set |= constant_truth(expression->operands.items[at + 1]);
        if (when == TRUTH_TRUE)
            return set;
    }
    const struct expression *otherwise =
        at < expression->operands.count ? expression->operands.items[at] : NULL;
    return set | (otherwise ? constant_truth(otherwise) : TRUTH_NULL);
}

// (SELECT expression) without a FROM is its expression; EXISTS of it holds.
static const struct query *plain_query(const struct expression *expression)
{
    const struct query *query = expression->query;
    return query && query->kind == QUERY_SELECT && query->from.count == 0 && !query->where &&
                   !query->having && !query->limit && !query->offset &&
                   query->group_by.count == 0 && query->outputs.count == 1
               ? query
               : NULL;
}

static bool is_boolean_type(const struct type_name *type)
{
    return type && !type->type && type->dimensions == 0 && string_equal(type->name, "bool");
}

static unsigned cast_truth(const struct expression *expression)
{
    if (!is_boolean_type(expression->type) || expression->operands.count != 1)
        return TRUTH_ANY;
    const struct expression *operand = expression->operands.items[0];
    if (operand->kind != EXPRESSION_STRING)
        return operand->kind == EXPRESSION_NUMBER
                   ? truth_of(strtod(operand->name, NULL) < 0 || strtod(operand->name, NULL) > 0)
                   : constant_truth(operand);
    static const char *const yes[] = {"t", "true", "yes", "on", "1"};
    static const char *const no[] = {"f", "false", "no", "off", "0"};
    for (size_t at = 0; at < array_length(yes); at++) {
        if (strcasecmp(operand->name, yes[at]) == 0)
            return TRUTH_TRUE;
        if (strcasecmp(operand->name, no[at]) == 0)
            return TRUTH_FALSE;
    }
    return TRUTH_ANY;
}

unsigned constant_truth(const struct expression *expression)
{
    if (!expression)
        return TRUTH_ANY;
    switch (expression->kind) {
    case EXPRESSION_BOOLEAN:
        return truth_of(expression->boolean);
    case EXPRESSION_NULL:
        return TRUTH_NULL;
    case EXPRESSION_COLUMN:
        return value_nullness(expression);
    case EXPRESSION_AND:
    case EXPRESSION_OR: {
        bool is_and = expression->kind == EXPRESSION_AND;
        unsigned set = is_and ? TRUTH_TRUE : TRUTH_FALSE;
        list_each (struct expression *, operand, &expression->operands)
            set = is_and ? truth_and(set, constant_truth(operand))
                         : truth_or(set, constant_truth(operand));
        return set;
    }
    case EXPRESSION_NOT:
        return expression->operands.count == 1
                   ? truth_not(constant_truth(expression->operands.items[0]))
                   : TRUTH_ANY;
    case EXPRESSION_OPERATOR:
        return expression->operands.count == 2 && expression->name && !expression->schema
                   ? comparison_truth(expression->name, expression->operands.items[0],
                                      expression->operands.items[1])
                   : TRUTH_ANY;
    case EXPRESSION_ANY:
        return any_truth(expression);
    case EXPRESSION_DISTINCT:
        return distinct_truth(expression);
    case EXPRESSION_IS_NULL:
    case EXPRESSION_IS_NOT_NULL: {
        // A row is null, or not null, only when all its fields are.
        if (expression->operands.count != 1 ||
            expression->operands.items[0]->kind == EXPRESSION_ROW)
            return NOT_NULL;
        unsigned nullness = value_nullness(expression->operands.items[0]);
        unsigned set =
            (nullness & TRUTH_NULL ? TRUTH_TRUE : 0u) | (nullness & NOT_NULL ? TRUTH_FALSE : 0u);
        return expression->kind == EXPRESSION_IS_NULL ? set : truth_not(set);
    }
    case EXPRESSION_IS_TRUTH:
        return is_truth(expression);
    case EXPRESSION_COALESCE: {
        unsigned set = TRUTH_NULL;
        for (uint32_t at = 0; at < expression->operands.count && set & TRUTH_NULL; at++)
            set = (set & ~(unsigned)TRUTH_NULL) | constant_truth(expression->operands.items[at]);
        return set;
    }
    case EXPRESSION_CASE:
        return case_truth(expression);
    case EXPRESSION_CAST:
        return cast_truth(expression);
    case EXPRESSION_EXISTS:
        return plain_query(expression) ? TRUTH_TRUE : NOT_NULL;
    case EXPRESSION_SUBQUERY: {
        const struct query *query = plain_query(expression);
        return query ? constant_truth(query->outputs.items[0].expression) : TRUTH_ANY;
    }
    default:
        return TRUTH_ANY;
    }
}

bool constant_is_always_true(const struct expression *expression)
{
    unsigned set = constant_truth(expression);
    return expression && set & TRUTH_TRUE && !(set & TRUTH_FALSE);
}

bool constant_is_never_true(const struct expression *expression)
{
    return expression && !(constant_truth(expression) & TRUTH_TRUE);
}
