// The types that function calls give, where certain (see expression_type.c). PostgreSQL 15's
// pg_proc is the source; what an extension or the design overloads is left out.
#include "read/call_type.h"

bool word_is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

bool type_is_text(const struct type_name *type)
{
    return type_is(type, "text") || type_is(type, "varchar") || type_is(type, "bpchar");
}

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
    return type && type->is_known && !is_polymorphic(type) ? type_without_modifiers(replay, type)
                                                           : NULL;
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
            return type_without_modifiers(replay, type);
    bool is_enum = type->type && type->type->kind == TYPE_ENUM;
    return is_enum || type->dimensions || type_number_rank(type)
               ? type_without_modifiers(replay, type)
               : NULL;
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
        return type_without_modifiers(replay, step_rank > rank ? step : from);
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
        *result = rank && rank <= RANK_NUMERIC ? type_without_modifiers(replay, wide) : NULL;
        return true;
    }
    if (word_is_one_of(call->name, powers, array_length(powers))) {
        int rank = type_number_rank(common_type(replay, values, count));
        *result = rank ? builtin_type(rank == RANK_NUMERIC ? "numeric" : "float8") : NULL;
        return true;
    }
    if ((strcmp(call->name, "lag") == 0 || strcmp(call->name, "lead") == 0) && count == 3) {
        const struct expression *const both[] = {values[0], values[2]};
        *result = type_without_modifiers(replay, common_type(replay, both, 2));
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
        return array_type(replay, type_without_modifiers(replay, written));
    if (strcmp(name, "string_agg") == 0)
        return type_is_text(type) ? builtin_type("text") : NULL;
    if (word_is_one_of(name, strings, array_length(strings)))
        return type_is_text(type) || is_untyped ? builtin_type("text") : bound_type(type);
    if (strcmp(name, "abs") == 0)
        return type_number_rank(type) ? type_without_modifiers(replay, type) : NULL;
    if (word_is_one_of(name, arrays, array_length(arrays)) && written && written->dimensions)
        return follows_array(replay, call, count, written) ? type_without_modifiers(replay, written)
                                                           : NULL;
    if (word_is_one_of(name, rounding, array_length(rounding))) {
        int rank = type_number_rank(type);
        if (count == 2)
            return rank && rank <= RANK_NUMERIC ? builtin_type("numeric") : NULL;
        return rank ? builtin_type(rank == RANK_NUMERIC ? "numeric" : "float8") : NULL;
    }
    if (word_is_one_of(name, windows, array_length(windows)) && count <= 2)
        return type_without_modifiers(replay, written);
    if (word_is_one_of(name, rows, array_length(rows)))
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
        return type_without_modifiers(replay, element_type(replay, type));
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
