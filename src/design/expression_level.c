// How tightly each construct binds, and which comparisons are written with IN.
#include "design/print.h"

static enum level operator_level(const char *name)
{
    static const struct {
        const char *name;
        enum level level;
    } levels[] = {
        {"<", LEVEL_COMPARISON},  {">", LEVEL_COMPARISON},  {"=", LEVEL_COMPARISON},
        {"<=", LEVEL_COMPARISON}, {">=", LEVEL_COMPARISON}, {"<>", LEVEL_COMPARISON},
        {"!=", LEVEL_COMPARISON}, {"+", LEVEL_ADD},         {"-", LEVEL_ADD},
        {"*", LEVEL_MULTIPLY},    {"/", LEVEL_MULTIPLY},    {"%", LEVEL_MULTIPLY},
        {"^", LEVEL_POWER},
    };
    for (size_t i = 0; i < array_length(levels); i++) {
        if (strcmp(levels[i].name, name) == 0)
            return levels[i].level;
    }
    return LEVEL_OPERATOR;
}

bool expression_is_in_list(const struct expression *expression)
{
    const char *wanted = expression->kind == EXPRESSION_ANY ? "=" : "<>";
    if (expression->schema || !string_equal(expression->name, wanted) ||
        expression->operands.count != 2)
        return false;
    const struct expression *array = expression->operands.items[1];
    if (array->kind != EXPRESSION_ARRAY || array->operands.count == 0)
        return false;
    list_each (struct expression *, item, &array->operands) {
        if (item->kind == EXPRESSION_ARRAY)
            return false;
    }
    return true;
}

bool expression_is_in_query(const struct expression *expression)
{
    const char *wanted = expression->kind == EXPRESSION_SUBQUERY_ANY ? "=" : "<>";
    return !expression->schema && string_equal(expression->name, wanted);
}

enum level expression_level(const struct expression *expression)
{
    const char *name = expression->name ? expression->name : "";
    switch (expression->kind) {
    case EXPRESSION_NUMBER:
        return *name == '-' || *name == '+' ? LEVEL_SIGN : LEVEL_PRIMARY;
    case EXPRESSION_AND:
    case EXPRESSION_OR:
        if (expression->operands.count == 0)
            return LEVEL_PRIMARY;
        if (expression->operands.count == 1)
            return expression_level(expression->operands.items[0]);
        return expression->kind == EXPRESSION_AND ? LEVEL_AND : LEVEL_OR;
    case EXPRESSION_NOT:
        return LEVEL_NOT;
    case EXPRESSION_OPERATOR:
        if (expression->schema)
            return LEVEL_OPERATOR;
        if (expression->operands.count < 2)
            return strcmp(name, "-") == 0 || strcmp(name, "+") == 0 ? LEVEL_SIGN : LEVEL_OPERATOR;
        return operator_level(name);
    case EXPRESSION_ANY:
    case EXPRESSION_ALL:
        if (expression_is_in_list(expression))
            return LEVEL_LIKE;
        return expression->schema ? LEVEL_OPERATOR : operator_level(name);
    case EXPRESSION_SUBQUERY_ANY:
    case EXPRESSION_SUBQUERY_ALL:
        if (expression_is_in_query(expression))
            return LEVEL_LIKE;
        return expression->schema ? LEVEL_OPERATOR : operator_level(name);
    case EXPRESSION_LIKE:
    case EXPRESSION_BETWEEN:
        return LEVEL_LIKE;
    case EXPRESSION_DISTINCT:
    case EXPRESSION_IS_NULL:
    case EXPRESSION_IS_NOT_NULL:
    case EXPRESSION_IS_TRUTH:
        return LEVEL_IS;
    case EXPRESSION_CAST:
        return LEVEL_CAST;
    case EXPRESSION_COLLATE:
        return LEVEL_COLLATE;
    default:
        return LEVEL_PRIMARY;
    }
}
