// The types that operators give, where certain (see expression_type.c). PostgreSQL 15's pg_operator
// is the source.
#include "read/call_type.h"

static bool is_predicate(const char *operator_, uint32_t operands)
{
    static const char *const predicates[] = {
        "=",  "<>", "!=",  "<",  ">",   "<=",  ">=",   "@>",  "<@",   "&&",
        "?",  "?|", "?&",  "~~", "!~~", "~~*", "~*",   "!~",  "!~*",  "@@",
        "@?", "^@", "-|-", "~=", "&<",  "&>",  "!~~*", "@@@", "~<=~", "~>=~"};
    return operands == 2 && (word_is_one_of(operator_, predicates, array_length(predicates)) ||
                             strcmp(operator_, "~") == 0);
}

static struct type_name *number_result(const char *operator_, struct type_name *left,
                                       struct type_name *right, struct replay *replay)
{
    int a = type_number_rank(left), b = type_number_rank(right);
    int wide = a > b ? a : b;
    if (!a || !b)
        return NULL;
    if (strcmp(operator_, "^") == 0)
        return builtin_type(wide == RANK_NUMERIC ? "numeric" : "float8");
    if (strcmp(operator_, "%") == 0 && wide > RANK_NUMERIC)
        return NULL;
    if (operator_[1])
        return NULL;
    if (strchr("&|#", operator_[0]))
        return wide <= RANK_INT8 ? type_without_modifiers(replay, a > b ? left : right) : NULL;
    if (!strchr("+-*/%", operator_[0]))
        return NULL;
    if (wide == RANK_FLOAT4 && a != b)
        return builtin_type("float8");
    return type_without_modifiers(replay, a > b ? left : right);
}

static struct type_name *time_result(const char *operator_, const struct type_name *left,
                                     const struct type_name *right)
{
    static const struct {
        const char *left, *operators, *right, *result;
    } rules[] = {
        {"timestamptz", "-", "timestamptz", "interval"},
        {"timestamp", "-", "timestamp", "interval"},
        {"date", "-", "date", "int4"},
        {"time", "-", "time", "interval"},
        {"timestamptz", "+-", "interval", "timestamptz"},
        {"timestamp", "+-", "interval", "timestamp"},
        {"date", "+-", "interval", "timestamp"},
        {"time", "+-", "interval", "time"},
        {"date", "+-", "int4", "date"},
        {"date", "+", "time", "timestamp"},
        {"int4", "+", "date", "date"},
        {"interval", "+", "timestamptz", "timestamptz"},
        {"interval", "+", "timestamp", "timestamp"},
        {"interval", "+", "date", "timestamp"},
        {"interval", "+-", "interval", "interval"},
        {"interval", "*/", "int4", "interval"},
        {"interval", "*/", "int8", "interval"},
        {"interval", "*/", "numeric", "interval"},
        {"interval", "*/", "float8", "interval"},
        {"int4", "*", "interval", "interval"},
        {"float8", "*", "interval", "interval"},
        {"numeric", "*", "interval", "interval"},
    };
    for (size_t i = 0; i < array_length(rules); i++)
        if (!operator_[1] && strchr(rules[i].operators, operator_[0]) &&
            type_is(left, rules[i].left) && type_is(right, rules[i].right))
            return builtin_type(rules[i].result);
    return NULL;
}

static struct type_name *json_result(const char *operator_, struct type_name *left,
                                     const struct type_name *right, bool right_untyped)
{
    bool is_jsonb = type_is(left, "jsonb");
    if (!is_jsonb && !type_is(left, "json"))
        return NULL;
    if (strcmp(operator_, "->>") == 0 || strcmp(operator_, "#>>") == 0)
        return builtin_type("text");
    if (strcmp(operator_, "->") == 0 || strcmp(operator_, "#>") == 0)
        return left;
    if (is_jsonb && (strcmp(operator_, "#-") == 0 ||
                     (strcmp(operator_, "-") == 0 && (right || right_untyped)) ||
                     (strcmp(operator_, "||") == 0 && (type_is(right, "jsonb") || right_untyped))))
        return left;
    return NULL;
}

static struct type_name *concatenation(struct replay *replay, struct type_name *left,
                                       struct type_name *right, bool left_untyped,
                                       bool right_untyped)
{
    if (left && right && left->dimensions && right->dimensions)
        return type_name_same(left, right, false) ? type_without_modifiers(replay, left) : NULL;
    // An element joins its array.
    if (left && right && (left->dimensions > 0) != (right->dimensions > 0)) {
        struct type_name *array = left->dimensions ? left : right;
        return type_name_same(element_type(replay, array), left->dimensions ? right : left, false)
                   ? type_without_modifiers(replay, array)
                   : NULL;
    }
    if ((type_is_text(left) && right_untyped) || (type_is_text(right) && left_untyped) ||
        (left_untyped && right_untyped))
        return builtin_type("text");
    // text || anything that is no array
    if ((type_is_text(left) && right && !right->dimensions) ||
        (type_is_text(right) && left && !left->dimensions))
        return builtin_type("text");
    return NULL;
}

static struct type_name *prefix_result(struct replay *replay, const char *operator_,
                                       const struct expression *operand)
{
    struct type_name *type = type_base(expression_type(replay, operand));
    if (strcmp(operator_, "|/") == 0 || strcmp(operator_, "||/") == 0)
        return builtin_type("float8");
    if ((operator_[0] == '-' || operator_[0] == '+' || operator_[0] == '@') && !operator_[1] &&
        type_number_rank(type))
        return type_without_modifiers(replay, type);
    return operator_[0] == '-' && type_is(type, "interval") ? builtin_type("interval") : NULL;
}

struct type_name *operator_type(struct replay *replay, const struct expression *expression)
{
    const char *operator_ = expression->name;
    if (is_predicate(operator_, expression->operands.count))
        return builtin_type("bool");
    if (expression->operands.count == 1)
        return prefix_result(replay, operator_, expression->operands.items[0]);
    if (expression->operands.count != 2)
        return NULL;
    const struct expression *first = expression->operands.items[0];
    const struct expression *second = expression->operands.items[1];
    bool left_untyped = expression_is_untyped(first), right_untyped = expression_is_untyped(second);
    struct type_name *left = type_base(expression_type(replay, first));
    struct type_name *right = type_base(expression_type(replay, second));
    if (strcmp(operator_, "||") == 0) {
        struct type_name *text = concatenation(replay, left, right, left_untyped, right_untyped);
        if (text)
            return text;
    }
    struct type_name *json = json_result(operator_, left, right, right_untyped);
    if (json)
        return json;
    // An untyped operand is taken as of the other's type where such an operator exists.
    if (left_untyped)
        left = right;
    else if (right_untyped)
        right = left;
    if (!left || !right)
        return NULL;
    struct type_name *number = number_result(operator_, left, right, replay);
    return number ? number : time_result(operator_, left, right);
}
