// The types that operators and function calls give, where certain (see expression_type.c).
// PostgreSQL 15's pg_operator and pg_proc are the source; what an extension or the design overloads
// is left out.
#include "read/call_type.h"

enum { RANK_INT4 = 2, RANK_INT8 = 3, RANK_NUMERIC = 4, RANK_FLOAT4 = 5, RANK_FLOAT8 = 6 };

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

static bool is_text(const struct type_name *type)
{
    return type_is(type, "text") || type_is(type, "varchar") || type_is(type, "bpchar");
}

static struct type_name *plain(struct replay *replay, struct type_name *type)
{
    return type_without_modifiers(replay, type);
}

// ---- operators ----------------------------------------------------------------------------------

static bool is_predicate(const char *operator_, uint32_t operands)
{
    static const char *const predicates[] = {
        "=",  "<>", "!=",  "<",  ">",   "<=",  ">=",   "@>",  "<@",   "&&",
        "?",  "?|", "?&",  "~~", "!~~", "~~*", "~*",   "!~",  "!~*",  "@@",
        "@?", "^@", "-|-", "~=", "&<",  "&>",  "!~~*", "@@@", "~<=~", "~>=~"};
    return operands == 2 && (is_one_of(operator_, predicates, array_length(predicates)) ||
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
        return wide <= RANK_INT8 ? plain(replay, a > b ? left : right) : NULL;
    if (!strchr("+-*/%", operator_[0]))
        return NULL;
    if (wide == RANK_FLOAT4 && a != b)
        return builtin_type("float8");
    return plain(replay, a > b ? left : right);
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
        return type_name_same(left, right, false) ? plain(replay, left) : NULL;
    // An element joins its array.
    if (left && right && (left->dimensions > 0) != (right->dimensions > 0)) {
        struct type_name *array = left->dimensions ? left : right;
        return type_name_same(element_type(replay, array), left->dimensions ? right : left, false)
                   ? plain(replay, array)
                   : NULL;
    }
    if ((is_text(left) && right_untyped) || (is_text(right) && left_untyped) ||
        (left_untyped && right_untyped))
        return builtin_type("text");
    // text || anything that is no array
    if ((is_text(left) && right && !right->dimensions) ||
        (is_text(right) && left && !left->dimensions))
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
        return plain(replay, type);
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

// ---- functions ----------------------------------------------------------------------------------

static bool is_polymorphic(const struct type_name *type)
{
    return string_starts_with(type->name, "any") || strcmp(type->name, "record") == 0;
}

static struct type_name *declared_result(struct replay *replay, const struct function *function)
{
    uint32_t count = 0;
    struct type_name *only = NULL;
    list_each (struct argument, argument, &function->arguments) {
        if (argument.mode == ARGUMENT_OUT || argument.mode == ARGUMENT_INOUT ||
            argument.mode == ARGUMENT_TABLE) {
            only = argument.type;
            count++;
        }
    }
    struct type_name *type = count == 1 ? only : count ? NULL : function->returns;
    return type && type->is_known && !is_polymorphic(type) ? plain(replay, type) : NULL;
}

static struct type_name *sum_type(const struct type_name *type)
{
    int rank = type_number_rank(type);
    if (rank)
        return builtin_type(rank <= RANK_INT4      ? "int8"
                            : rank <= RANK_NUMERIC ? "numeric"
                            : rank == RANK_FLOAT4  ? "float4"
                                                   : "float8");
    return type_is(type, "interval") ? builtin_type("interval") : NULL;
}

static struct type_name *average_type(const struct type_name *type)
{
    int rank = type_number_rank(type);
    if (rank)
        return builtin_type(rank <= RANK_NUMERIC ? "numeric" : "float8");
    return type_is(type, "interval") ? builtin_type("interval") : NULL;
}

static struct type_name *extreme_type(struct replay *replay, struct type_name *type)
{
    static const char *const ordered[] = {"date",     "time",        "timetz", "timestamp",
                                          "interval", "timestamptz", "oid",    "text",
                                          "bpchar",   "inet",        "money"};
    if (!type)
        return NULL;
    if (type_is(type, "varchar"))
        return builtin_type("text");
    for (size_t i = 0; i < array_length(ordered); i++)
        if (type_is(type, ordered[i]))
            return plain(replay, type);
    bool is_enum = type->type && type->type->kind == TYPE_ENUM;
    return is_enum || type->dimensions || type_number_rank(type) ? plain(replay, type) : NULL;
}

static struct type_name *truncated_type(const struct type_name *type)
{
    if (type_is(type, "timestamptz") || type_is(type, "date"))
        return builtin_type("timestamptz");
    if (type_is(type, "timestamp"))
        return builtin_type("timestamp");
    return type_is(type, "interval") ? builtin_type("interval") : NULL;
}

// generate_series of numbers gives their wider type, of times a timestamp; a step comes last.
static struct type_name *series_type(struct replay *replay, const struct expression *call,
                                     uint32_t count)
{
    const struct expression *const *values = (const struct expression *const *)call->operands.items;
    struct type_name *from = common_type(replay, values, 2);
    int rank = type_number_rank(from);
    if (rank >= RANK_INT4 && rank <= RANK_NUMERIC) {
        struct type_name *step = count > 2 ? expression_type(replay, values[2]) : from;
        int step_rank = type_number_rank(step);
        if (!step_rank || step_rank > RANK_NUMERIC)
            return NULL;
        return plain(replay, step_rank > rank ? step : from);
    }
    if (type_is(from, "date") || type_is(from, "timestamptz"))
        return builtin_type("timestamptz");
    return type_is(from, "timestamp") ? builtin_type("timestamp") : NULL;
}

// Whether the other arguments are elements or arrays of the same kind.
static bool follows_array(struct replay *replay, const struct expression *call, uint32_t count,
                          const struct type_name *array)
{
    for (uint32_t i = 1; i < count; i++) {
        const struct expression *operand = call->operands.items[i];
        const struct type_name *type = expression_type(replay, operand);
        if (!expression_is_untyped(operand) && !type_name_same(type, array, false) &&
            !type_name_same(type, element_type(replay, array), false))
            return false;
    }
    return true;
}

// lower(range), upper(range)
static struct type_name *bound_type(const struct type_name *range)
{
    static const char *const bounds[][2] = {{"int4range", "int4"},    {"int8range", "int8"},
                                            {"numrange", "numeric"},  {"daterange", "date"},
                                            {"tsrange", "timestamp"}, {"tstzrange", "timestamptz"}};
    for (size_t i = 0; i < array_length(bounds); i++)
        if (type_is(range, bounds[i][0]))
            return builtin_type(bounds[i][1]);
    return NULL;
}

// Overloads that all give the same.
static struct type_name *agreed_result(struct replay *replay, const struct function *first)
{
    struct type_name *agreed = declared_result(replay, first);
    for (const struct function *other = design_next_overload(replay->design, first);
         agreed && other; other = design_next_overload(replay->design, other))
        if (!type_name_same(agreed, declared_result(replay, other), false))
            return NULL;
    return agreed;
}

// Functions whose result is that of several arguments together. False where `call` is none of them.
static bool combined_result(struct replay *replay, const struct expression *call, uint32_t count,
                            struct type_name **result)
{
    static const char *const powers[] = {"sqrt", "power", "pow", "exp", "ln", "log"};
    const struct expression *const *values = (const struct expression *const *)call->operands.items;
    if (strcmp(call->name, "generate_series") == 0 && count >= 2) {
        *result = series_type(replay, call, count);
        return true;
    }
    if (strcmp(call->name, "mod") == 0) {
        struct type_name *wide = common_type(replay, values, count);
        int rank = type_number_rank(wide);
        *result = rank && rank <= RANK_NUMERIC ? plain(replay, wide) : NULL;
        return true;
    }
    if (is_one_of(call->name, powers, array_length(powers))) {
        int rank = type_number_rank(common_type(replay, values, count));
        *result = rank ? builtin_type(rank == RANK_NUMERIC ? "numeric" : "float8") : NULL;
        return true;
    }
    if ((strcmp(call->name, "lag") == 0 || strcmp(call->name, "lead") == 0) && count == 3) {
        const struct expression *const both[] = {values[0], values[2]};
        *result = plain(replay, common_type(replay, both, 2));
        return true;
    }
    return false;
}

// Functions whose result follows the type of an argument.
static struct type_name *following_result(struct replay *replay, const struct expression *call)
{
    static const char *const strings[] = {"lower", "upper", "substring", "substr", "btrim",
                                          "ltrim", "rtrim", "overlay",   "trim"};
    static const char *const arrays[] = {"array_append", "array_remove", "array_cat",
                                         "array_replace"};
    static const char *const rounding[] = {"round", "trunc", "ceil", "ceiling", "floor", "sign"};
    static const char *const windows[] = {"lag", "lead", "first_value", "last_value", "nth_value"};
    static const char *const rows[] = {"json_populate_record", "jsonb_populate_record",
                                       "json_populate_recordset", "jsonb_populate_recordset"};
    const char *name = call->name;
    // OVER and ORDER BY stand behind the arguments.
    uint32_t count = 0;
    while (count < call->operands.count && call->operands.items[count]->kind != EXPRESSION_OTHER)
        count++;
    if (count == 0)
        return NULL;
    // Each argument's type is looked at once: nested calls would multiply otherwise.
    struct type_name *combined;
    if (combined_result(replay, call, count, &combined))
        return combined;
    const struct expression *first = call->operands.items[0];
    bool is_untyped = expression_is_untyped(first);
    struct type_name *written = expression_type(replay, first), *type = type_base(written);
    if (strcmp(name, "sum") == 0)
        return sum_type(type);
    if (strcmp(name, "avg") == 0)
        return average_type(type);
    if (strcmp(name, "min") == 0 || strcmp(name, "max") == 0)
        return extreme_type(replay, type);
    if (strcmp(name, "array_agg") == 0)
        return array_type(replay, plain(replay, written));
    if (strcmp(name, "string_agg") == 0)
        return is_text(type) ? builtin_type("text") : NULL;
    if (is_one_of(name, strings, array_length(strings)))
        return is_text(type) || is_untyped ? builtin_type("text") : bound_type(type);
    if (strcmp(name, "abs") == 0)
        return type_number_rank(type) ? plain(replay, type) : NULL;
    if (is_one_of(name, arrays, array_length(arrays)) && written && written->dimensions)
        return follows_array(replay, call, count, written) ? plain(replay, written) : NULL;
    if (is_one_of(name, rounding, array_length(rounding))) {
        int rank = type_number_rank(type);
        if (count == 2)
            return rank && rank <= RANK_NUMERIC ? builtin_type("numeric") : NULL;
        return rank ? builtin_type(rank == RANK_NUMERIC ? "numeric" : "float8") : NULL;
    }
    if (is_one_of(name, windows, array_length(windows)) && count <= 2)
        return plain(replay, written);
    if (is_one_of(name, rows, array_length(rows)))
        return written && written->row_of ? written : NULL;
    if (strcmp(name, "date_trunc") == 0 && count >= 2)
        return truncated_type(type_base(expression_type(replay, call->operands.items[1])));
    if (strcmp(name, "age") == 0)
        return truncated_type(type) ? builtin_type("interval") : NULL;
    if (strcmp(name, "timezone") == 0 && count == 2) {
        type = type_base(expression_type(replay, call->operands.items[1]));
        if (type_is(type, "timestamp"))
            return builtin_type("timestamptz");
        return type_is(type, "timestamptz") ? builtin_type("timestamp") : NULL;
    }
    if (strcmp(name, "unnest") == 0 && count == 1)
        return plain(replay, element_type(replay, type));
    return NULL;
}

struct type_name *call_type(struct replay *replay, const struct expression *call)
{
    if (call->function)
        return declared_result(replay, call->function);
    const struct function *declared = replay_find_function(replay, call->schema, call->name);
    if (declared) {
        bool is_builtin_too =
            !call->schema && replay_builtin_exists(replay, BUILTIN_FUNCTION, NULL, call->name);
        return is_builtin_too ? NULL : agreed_result(replay, declared);
    }
    if (call->schema && strcmp(call->schema, "pg_catalog") != 0)
        return NULL;
    const char *result = builtin_result(call->name);
    return result ? builtin_type(result) : following_result(replay, call);
}
