// The types of single values: constants, rows, fields, elements. NULL where not known.
#include "read/bind_scope.h"

bool type_is(const struct type_name *type, const char *name)
{
    return type && !type->dimensions && string_equal(type->schema, "pg_catalog") &&
           strcmp(type->name, name) == 0;
}

bool type_is_row(const struct type_name *type)
{
    return type && !type->dimensions &&
           (type->row_of || (type->type && type->type->kind == TYPE_COMPOSITE));
}

bool type_fields(const struct type_name *type, struct column_list *fields)
{
    if (!type_is_row(type))
        return false;
    if (type->row_of) {
        *fields = type->row_of->columns;
        return !type->row_of->is_open;
    }
    *fields = (struct column_list){.items = type->type->attributes.items,
                                   .count = type->type->attributes.count};
    return true;
}

// As PostgreSQL's scanner and make_const take them.
struct type_name *number_type(const char *digits)
{
    if (strspn(digits, "+-0123456789") != strlen(digits) || strlen(digits) > 20)
        return type_builtin("numeric");
    char *end;
    long double value = strtold(digits, &end);
    if (value >= -2147483648.0L && value <= 2147483647.0L)
        return type_builtin("int4");
    bool fits = value >= -9223372036854775808.0L && value <= 9223372036854775807.0L;
    return type_builtin(fits ? "int8" : "numeric");
}

struct type_name *keyword_type(const char *keyword)
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
            return type_builtin(types[i][1]);
    return NULL; // VALUE in a domain
}

// ---- rows ---------------------------------------------------------------------------------------

struct type_name *row_type(struct replay *replay, const struct relation *relation)
{
    struct type_name *made = arena_make(replay->arena, struct type_name);
    made->schema = relation->schema;
    made->name = relation->name;
    made->row_of = (struct relation *)relation;
    made->is_known = true;
    return made;
}

// Of a function that gives plain values the whole row is the value.
static bool gives_one_value(const struct from_item *item)
{
    return !item->has_ordinality && !item->has_definitions && item->outputs.count == 1 &&
           item->call->kind == EXPRESSION_CALL && item->call->value_type &&
           !type_is_row(item->call->value_type) && !type_is(item->call->value_type, "record");
}

struct type_name *item_type(struct replay *replay, const struct from_item *item)
{
    switch (item->kind) {
    case FROM_RELATION:
        if (item->query)
            return type_builtin("record");
        return item->relation ? row_type(replay, item->relation) : NULL;
    case FROM_FUNCTION:
        if (item->is_open || !item->call)
            return NULL;
        if (gives_one_value(item))
            return item->outputs.items[0].type;
        return !item->has_ordinality && type_is_row(item->call->value_type) ? item->call->value_type
                                                                            : NULL;
    case FROM_QUERY:
    case FROM_JOIN:
        return type_builtin("record");
    }
    return NULL;
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

struct type_name *field_type(struct replay *replay, const struct expression *field)
{
    const struct expression *value = field->operands.count ? field->operands.items[0] : NULL;
    if (!value)
        return NULL;
    if (value->kind == EXPRESSION_CALL && value->function) {
        struct type_name *type = result_field_type(value->function, field->name);
        if (type)
            return type_plain(replay, type);
    }
    if (value->kind == EXPRESSION_STAR && value->from) {
        struct match match = {0};
        item_find_column(value->from, field->name, &match);
        return match.count == 1 ? match.type : NULL;
    }
    struct column_list fields;
    if (value->value_type && type_fields(type_below_domains(value->value_type), &fields))
        list_each (struct column *, column, &fields)
            if (string_equal(column->name, field->name) && !column->is_dropped)
                return column->type;
    return NULL;
}

// ---- elements -----------------------------------------------------------------------------------

// a[1][2] is one element, a[1:2][3] a slice: any bound pair makes the whole a slice.
struct type_name *subscript_type(struct replay *replay, const struct expression *subscript)
{
    bool is_slice = false;
    while (subscript->kind == EXPRESSION_SUBSCRIPT && subscript->operands.count) {
        is_slice |= subscript->operands.count == 3;
        subscript = subscript->operands.items[0];
    }
    struct type_name *array =
        subscript->value_type ? type_below_domains(subscript->value_type) : NULL;
    if (type_is(array, "jsonb"))
        return array;
    if (!array || !array->dimensions)
        return NULL;
    return is_slice ? array : type_element(replay, array);
}

struct type_name *query_type(const struct query *query)
{
    return query && query->outputs.count == 1 && !query->is_open ? query->outputs.items[0].type
                                                                 : NULL;
}
