// The type of a bound expression, where it is certain. PostgreSQL's rules for finding operators and
// common types are followed only as far as they cannot go wrong without its catalog: equal types,
// the order of the number types, untyped strings that adapt. All else is NULL, "not known".
// Functions are in call_type.c, operators in operator_type.c.
#include "read/call_type.h"

// ---- building types -----------------------------------------------------------------------------

#define BUILTIN(name_)                                                                             \
    {                                                                                              \
        .schema = "pg_catalog", .name = name_, .is_known = true                                    \
    }

struct type_name *builtin_type(const char *name)
{
    static struct type_name types[] = {
        BUILTIN("bool"),        BUILTIN("bytea"),       BUILTIN("cid"),
        BUILTIN("cidr"),        BUILTIN("date"),        BUILTIN("daterange"),
        BUILTIN("float4"),      BUILTIN("float8"),      BUILTIN("inet"),
        BUILTIN("int2"),        BUILTIN("int4"),        BUILTIN("int8"),
        BUILTIN("interval"),    BUILTIN("json"),        BUILTIN("jsonb"),
        BUILTIN("name"),        BUILTIN("numeric"),     BUILTIN("numrange"),
        BUILTIN("oid"),         BUILTIN("record"),      BUILTIN("regclass"),
        BUILTIN("regconfig"),   BUILTIN("regtype"),     BUILTIN("text"),
        BUILTIN("tid"),         BUILTIN("time"),        BUILTIN("timestamp"),
        BUILTIN("timestamptz"), BUILTIN("timetz"),      BUILTIN("tsquery"),
        BUILTIN("tsrange"),     BUILTIN("tstzrange"),   BUILTIN("tsvector"),
        BUILTIN("uuid"),        BUILTIN("xid"),         BUILTIN("xid8"),
        BUILTIN("xml"),         BUILTIN("pg_snapshot"), BUILTIN("regproc"),
        BUILTIN("regrole"),     BUILTIN("regprocedure")};
    static struct type_name arrays[array_length(types)];
    size_t length = strlen(name);
    bool is_array = string_ends_with(name, "[]");
    if (is_array)
        length -= 2;
    for (size_t i = 0; i < array_length(types); i++) {
        if (strncmp(types[i].name, name, length) != 0 || types[i].name[length])
            continue;
        if (!is_array)
            return &types[i];
        arrays[i] = types[i];
        arrays[i].dimensions = 1;
        return &arrays[i];
    }
    return NULL;
}

struct type_name *type_without_modifiers(struct replay *replay, struct type_name *type)
{
    if (!type || (!type->modifier_count && !type->modifier_text && !type->is_setof))
        return type;
    struct type_name *made = arena_make(replay->arena, struct type_name);
    *made = *type;
    made->modifier_count = 0;
    made->modifier_text = NULL;
    made->is_setof = false;
    return made;
}

struct type_name *array_type(struct replay *replay, const struct type_name *element)
{
    if (!element)
        return NULL;
    struct type_name *made = arena_make(replay->arena, struct type_name);
    *made = *element;
    made->dimensions = 1; // arrays of arrays are of the same type
    made->is_setof = false;
    return made;
}

struct type_name *element_type(struct replay *replay, const struct type_name *array)
{
    if (!array || !array->dimensions)
        return NULL;
    struct type_name *made = arena_make(replay->arena, struct type_name);
    *made = *array;
    made->dimensions = 0;
    return made;
}

struct type_name *type_base(struct type_name *type)
{
    for (int depth = 0;
         type && !type->dimensions && type->type && type->type->kind == TYPE_DOMAIN && depth < 32;
         depth++)
        type = type->type->base;
    return type;
}

bool type_is(const struct type_name *type, const char *name)
{
    return type && !type->dimensions && string_equal(type->schema, "pg_catalog") &&
           strcmp(type->name, name) == 0;
}

int type_number_rank(const struct type_name *type)
{
    static const char *const names[] = {"int2", "int4", "int8", "numeric", "float4", "float8"};
    for (size_t i = 0; i < array_length(names); i++)
        if (type_is(type, names[i]))
            return (int)i + 1;
    return 0;
}

bool expression_is_untyped(const struct expression *expression)
{
    return expression->kind == EXPRESSION_NULL ||
           (expression->kind == EXPRESSION_STRING && !expression->type);
}

// ---- several values as one ----------------------------------------------------------------------

static bool same_type(const struct type_name *a, const struct type_name *b)
{
    return (a->dimensions > 0) == (b->dimensions > 0) && type_name_same(a, b, false);
}

static bool same_modifiers(const struct type_name *a, const struct type_name *b)
{
    if (a->modifier_count != b->modifier_count || !string_equal(a->modifier_text, b->modifier_text))
        return false;
    for (uint32_t i = 0; i < a->modifier_count; i++)
        if (a->modifiers[i] != b->modifiers[i])
            return false;
    return true;
}

// PostgreSQL's select_common_type: equal types stay what they are; else domains give way to their
// bases, untyped values adapt, numbers widen; text, varchar and char turn into one another, so the
// first of them wins.
struct type_name *common_type(struct replay *replay, const struct expression *const *values,
                              uint32_t count)
{
    struct type_name *exact = NULL, *common = NULL;
    bool is_exact = true, drops_modifiers = false;
    for (uint32_t i = 0; i < count; i++) {
        if (!values[i] || expression_is_untyped(values[i])) {
            is_exact = false;
            continue;
        }
        struct type_name *type = expression_type(replay, values[i]);
        if (!type)
            return NULL;
        if (!exact) {
            exact = type;
            common = type_base(type);
            if (!common)
                return NULL;
            continue;
        }
        drops_modifiers |= !same_modifiers(exact, type);
        if (same_type(exact, type))
            continue;
        is_exact = false;
        type = type_base(type);
        int rank = type_number_rank(type), so_far = type_number_rank(common);
        if (rank && so_far)
            common = rank > so_far ? type : common;
        else if (!type ||
                 (!same_type(common, type) && !(type_is_text(common) && type_is_text(type))))
            return NULL;
    }
    if (!exact)
        return count ? builtin_type("text") : NULL;
    if (is_exact)
        return drops_modifiers ? type_without_modifiers(replay, exact) : exact;
    return type_without_modifiers(replay, common);
}

static struct type_name *common_of_operands(struct replay *replay,
                                            const struct expression *expression)
{
    return common_type(replay, (const struct expression *const *)expression->operands.items,
                       expression->operands.count);
}

// The results of CASE, ELSE first as PostgreSQL takes them; a missing one is a NULL.
static struct type_name *case_type(struct replay *replay, const struct expression *expression)
{
    LIST(const struct expression *) results = {0};
    uint32_t count = expression->operands.count;
    if (count)
        list_add(replay->scratch, &results, expression->operands.items[count - 1]);
    for (uint32_t i = 2; i + 1 < count; i += 2)
        list_add(replay->scratch, &results, expression->operands.items[i]);
    return common_type(replay, results.items, results.count);
}

// The first value's type, where = compares it with its own kind. Strings become text on the way.
static struct type_name *nullif_type(struct replay *replay, const struct expression *expression)
{
    if (expression->operands.count != 2 || expression_is_untyped(expression->operands.items[0]))
        return NULL;
    struct type_name *first = expression_type(replay, expression->operands.items[0]);
    const struct expression *other = expression->operands.items[1];
    struct type_name *second =
        expression_is_untyped(other) ? first : expression_type(replay, other);
    if (first && type_base(first) != first)
        first = type_without_modifiers(replay, type_base(first));
    second = type_base(second);
    if (!first || !second)
        return NULL;
    if (type_is(first, "varchar"))
        return type_is(second, "varchar") || type_is(second, "text") ? builtin_type("text") : NULL;
    int rank = type_number_rank(first), other_rank = type_number_rank(second);
    if (rank && other_rank && rank != other_rank)
        return rank <= 3 && other_rank <= 3 ? first : NULL;
    return same_type(first, second) ? first : NULL;
}

// ---- single values ------------------------------------------------------------------------------

static struct type_name *number_type(const char *digits)
{
    if (strspn(digits, "+-0123456789") != strlen(digits))
        return builtin_type("numeric");
    if (strlen(digits) > 20)
        return builtin_type("numeric");
    char *end;
    long double value = strtold(digits, &end);
    if (value >= -2147483648.0L && value <= 2147483647.0L)
        return builtin_type("int4");
    bool fits = value >= -9223372036854775808.0L && value <= 9223372036854775807.0L;
    return builtin_type(fits ? "int8" : "numeric");
}

static struct type_name *keyword_type(const char *keyword)
{
    static const char *const types[][2] = {{"current_date", "date"},
                                           {"current_time", "timetz"},
                                           {"current_timestamp", "timestamptz"},
                                           {"localtime", "time"},
                                           {"localtimestamp", "timestamp"},
                                           {"current_role", "name"},
                                           {"current_user", "name"},
                                           {"user", "name"},
                                           {"session_user", "name"},
                                           {"current_catalog", "name"},
                                           {"current_schema", "name"}};
    for (size_t i = 0; i < array_length(types); i++)
        if (string_equal(types[i][0], keyword))
            return builtin_type(types[i][1]);
    return NULL; // VALUE in a domain
}

static struct type_name *column_type(const struct expression *expression)
{
    if (!expression->is_bound)
        return NULL;
    if (expression->column)
        return expression->column->type;
    if (!expression->from)
        return NULL;
    struct match match = {0};
    item_find_column(expression->from, expression->name, &match);
    return match.count == 1 ? match.type : NULL;
}

// Of a function that gives plain values the whole row is the value.
static bool gives_one_value(const struct from_item *item)
{
    if (item->kind != FROM_FUNCTION || item->is_open || item->has_ordinality ||
        item->outputs.count != 1 || item->call->kind != EXPRESSION_CALL)
        return false;
    const struct function *function = item->call->function;
    const struct type_name *type = function ? function->returns : NULL;
    bool is_row = type && !type->dimensions &&
                  (type->row_of || (type->type && type->type->kind == TYPE_COMPOSITE));
    return !is_row;
}

// A whole row of a table.
static struct type_name *row_type(struct replay *replay, const struct expression *expression)
{
    struct from_item *item = expression->from;
    if (!expression->is_bound || !item)
        return NULL;
    if (gives_one_value(item))
        return item->outputs.items[0].type;
    if (!item->relation)
        return NULL;
    struct type_name *made = arena_make(replay->arena, struct type_name);
    made->schema = item->relation->schema;
    made->name = item->relation->name;
    made->row_of = item->relation;
    made->is_known = true;
    return made;
}

// (f(x)).name, where OUT arguments make the row.
static struct type_name *result_field_type(const struct function *function, const char *name)
{
    list_each (struct argument, argument, &function->arguments)
        if (argument.mode != ARGUMENT_IN && argument.mode != ARGUMENT_VARIADIC &&
            string_equal(argument.name, name))
            return argument.type;
    return NULL;
}

static struct type_name *field_type(struct replay *replay, const struct expression *expression)
{
    const struct expression *value =
        expression->operands.count ? expression->operands.items[0] : NULL;
    if (value && value->kind == EXPRESSION_CALL && value->function) {
        struct type_name *type = result_field_type(value->function, expression->name);
        if (type)
            return type_without_modifiers(replay, type);
    }
    struct type_name *row =
        expression->operands.count ? expression_type(replay, expression->operands.items[0]) : NULL;
    row = type_base(row);
    if (!row || row->dimensions)
        return NULL;
    if (row->row_of) {
        struct column *column = relation_find_column(row->row_of, expression->name);
        return column ? column->type : NULL;
    }
    if (row->type && row->type->kind == TYPE_COMPOSITE)
        list_each (struct column *, column, &row->type->attributes)
            if (string_equal(column->name, expression->name))
                return column->type;
    return NULL;
}

// a[1][2] is one element, a[1:2][3] a slice: any bound pair makes the whole a slice.
static struct type_name *subscript_type(struct replay *replay, const struct expression *expression)
{
    bool is_slice = false;
    while (expression->kind == EXPRESSION_SUBSCRIPT && expression->operands.count) {
        is_slice |= expression->operands.count == 3;
        expression = expression->operands.items[0];
    }
    struct type_name *array = type_base(expression_type(replay, expression));
    if (type_is(array, "jsonb"))
        return array;
    if (!array || !array->dimensions)
        return NULL;
    return is_slice ? array : element_type(replay, array);
}

static struct type_name *query_type(const struct query *query)
{
    return query && query->outputs.count == 1 && !query->is_open ? query->outputs.items[0].type
                                                                 : NULL;
}

static struct type_name *other_type(const struct expression *expression)
{
    if (string_equal(expression->name, "grouping"))
        return builtin_type("int4");
    if (string_equal(expression->name, "is document"))
        return builtin_type("bool");
    if (string_equal(expression->name, "xmlserialize"))
        return expression->type;
    return expression->name && string_starts_with(expression->name, "xml") ? builtin_type("xml")
                                                                           : NULL;
}

// ---- all of them --------------------------------------------------------------------------------

struct type_name *expression_type(struct replay *replay, const struct expression *expression)
{
    if (!expression)
        return NULL;
    switch (expression->kind) {
    case EXPRESSION_BOOLEAN:
    case EXPRESSION_AND:
    case EXPRESSION_OR:
    case EXPRESSION_NOT:
    case EXPRESSION_ANY:
    case EXPRESSION_ALL:
    case EXPRESSION_LIKE:
    case EXPRESSION_BETWEEN:
    case EXPRESSION_DISTINCT:
    case EXPRESSION_IS_NULL:
    case EXPRESSION_IS_NOT_NULL:
    case EXPRESSION_IS_TRUTH:
    case EXPRESSION_EXISTS:
    case EXPRESSION_SUBQUERY_ANY:
    case EXPRESSION_SUBQUERY_ALL:
        return builtin_type("bool");
    case EXPRESSION_NUMBER:
        return number_type(expression->name);
    case EXPRESSION_STRING:
        return expression->type;
    case EXPRESSION_KEYWORD:
        return expression->type ? expression->type : keyword_type(expression->name);
    case EXPRESSION_COLUMN:
        return column_type(expression);
    case EXPRESSION_STAR:
        return row_type(replay, expression);
    case EXPRESSION_CAST:
        return expression->type && expression->type->is_known ? expression->type : NULL;
    case EXPRESSION_OPERATOR:
        return operator_type(replay, expression);
    case EXPRESSION_CALL:
        return call_type(replay, expression);
    case EXPRESSION_COALESCE:
    case EXPRESSION_GREATEST:
    case EXPRESSION_LEAST:
        return common_of_operands(replay, expression);
    case EXPRESSION_CASE:
        return case_type(replay, expression);
    case EXPRESSION_NULLIF:
        return nullif_type(replay, expression);
    case EXPRESSION_ARRAY:
        return expression->operands.count
                   ? array_type(replay, common_of_operands(replay, expression))
                   : NULL;
    case EXPRESSION_ROW:
        return builtin_type("record");
    case EXPRESSION_SUBSCRIPT:
        return subscript_type(replay, expression);
    case EXPRESSION_FIELD:
        return field_type(replay, expression);
    case EXPRESSION_COLLATE:
        return expression->operands.count ? output_type(replay, expression->operands.items[0])
                                          : NULL;
    case EXPRESSION_SUBQUERY:
        return query_type(expression->query);
    case EXPRESSION_SUBQUERY_ARRAY:
        return array_type(replay, query_type(expression->query));
    case EXPRESSION_OTHER:
        return other_type(expression);
    case EXPRESSION_NULL:
    case EXPRESSION_PARAMETER:
    case EXPRESSION_DEFAULT:
        return NULL;
    }
    return NULL;
}

struct type_name *output_type(struct replay *replay, const struct expression *value)
{
    return expression_is_untyped(value) ? builtin_type("text") : expression_type(replay, value);
}
