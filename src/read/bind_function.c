// The columns that a function in FROM gives. As in PostgreSQL: a row type gives its columns,
// several OUT or TABLE arguments one each, anything else one column, named by its only OUT
// argument, else by the alias, else by the function.
#include "read/bind_scope.h"

// ---- from types ---------------------------------------------------------------------------------

static bool is_pseudo(const struct type_name *type)
{
    static const char *const names[] = {"record",        "anyelement", "anynonarray",
                                        "anycompatible", "anyenum",    "anyrange",
                                        "any",           "anyarray",   "anycompatiblenonarray"};
    if (type->schema && strcmp(type->schema, "pg_catalog") != 0)
        return false;
    for (size_t i = 0; i < array_length(names); i++)
        if (strcmp(type->name, names[i]) == 0)
            return true;
    return false;
}

// False where the type may be a row whose columns are not known.
static bool add_type(struct replay *replay, struct type_name *type, const char *name,
                     struct output_list *columns)
{
    const struct column_list *fields = NULL;
    if (type && !type->dimensions && type->row_of)
        fields = &type->row_of->columns;
    if (fields) {
        list_each (struct column *, column, fields)
            list_add(replay->scratch, columns,
                     (struct output){
                         .name = column->name, .type = column->type, .place = column->place});
        return !type->row_of->is_open;
    }
    if (type && !type->dimensions && type->type && type->type->kind == TYPE_COMPOSITE) {
        list_each (struct column *, column, &type->type->attributes)
            list_add(replay->scratch, columns,
                     (struct output){
                         .name = column->name, .type = column->type, .place = column->place});
        return true;
    }
    if (type && (type->dimensions || !is_pseudo(type))) {
        type = type_plain(replay, type); // a function's result has none
        list_add(replay->scratch, columns, (struct output){.name = name, .type = type});
        return type->is_known;
    }
    list_add(replay->scratch, columns, (struct output){.name = name});
    return false;
}

// ---- functions of the design --------------------------------------------------------------------

static bool gives(const struct argument *argument)
{
    return argument->mode == ARGUMENT_OUT || argument->mode == ARGUMENT_INOUT ||
           argument->mode == ARGUMENT_TABLE;
}

static bool declared_columns(struct replay *replay, const struct function *function,
                             const char *name, struct output_list *columns)
{
    uint32_t count = 0, number = 0;
    const struct argument *only = NULL;
    for (uint32_t i = 0; i < function->arguments.count; i++) {
        if (!gives(&function->arguments.items[i]))
            continue;
        only = &function->arguments.items[i];
        count++;
    }
    if (count == 1)
        return add_type(replay, only->type, only->name ? only->name : name, columns);
    if (count == 0)
        return function->returns && add_type(replay, function->returns, name, columns);
    list_each (struct argument, argument, &function->arguments) {
        if (!gives(&argument))
            continue;
        number++;
        const char *column = argument.name;
        if (!column)
            column = arena_format(replay->arena, "column%u", number);
        bool is_pseudo_type = argument.type && is_pseudo(argument.type);
        list_add(replay->scratch, columns,
                 (struct output){.name = column, .type = is_pseudo_type ? NULL : argument.type});
    }
    return true;
}

static bool same_names(const struct output_list *a, const struct output_list *b)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (!string_equal(a->items[i].name, b->items[i].name))
            return false;
    return true;
}

// Which of several overloads is meant is not decided; they may agree on the names.
static bool overloaded_columns(struct replay *replay, const struct function *first,
                               const char *name, struct output_list *columns)
{
    struct output_list agreed = {0};
    if (!declared_columns(replay, first, name, &agreed))
        return false;
    for (const struct function *other = design_next_overload(replay->design, first); other;
         other = design_next_overload(replay->design, other)) {
        struct output_list others = {0};
        if (!declared_columns(replay, other, name, &others) || !same_names(&agreed, &others))
            return false;
    }
    list_each (struct output, output, &agreed) {
        output.type = NULL;
        list_add(replay->scratch, columns, output);
    }
    return true;
}

// ---- built-in functions -------------------------------------------------------------------------

// unnest(a, b) gives a column for each.
static bool unnest_columns(struct replay *replay, const struct expression *call, const char *name,
                           struct output_list *columns)
{
    bool is_known = true;
    list_each (struct expression *, operand, &call->operands) {
        struct type_name *type = operand->value_type;
        struct type_name *element = type ? type_element(replay, type_below_domains(type)) : NULL;
        is_known = add_type(replay, element, name, columns) && is_known;
    }
    return is_known;
}

static bool resolved_columns(struct replay *replay, const struct resolution *resolution,
                             const char *name, struct output_list *columns)
{
    if (resolution->column_count == 0)
        return add_type(replay, resolution->result, name, columns);
    for (uint32_t i = 0; i < resolution->column_count; i++)
        list_add(replay->scratch, columns,
                 (struct output){.name = resolution->columns[i].name,
                                 .type = resolution->columns[i].type});
    return true;
}

// Which of PostgreSQL's own is meant is not decided: one value, unless it may be a row.
static bool undecided_columns(struct replay *replay, const struct expression *call,
                              const char *name, struct output_list *columns)
{
    static const char *const rows[] = {"json_each",  "json_array_elements", "_populate_record",
                                       "_to_record", "jsonb_each",          "jsonb_array_elements",
                                       "aclexplode"};
    bool may_be_row =
        string_starts_with(call->name, "pg_") || string_starts_with(call->name, "ts_");
    for (size_t i = 0; i < array_length(rows); i++)
        may_be_row |= strstr(call->name, rows[i]) != NULL;
    if (may_be_row)
        return call->value_type && add_type(replay, call->value_type, name, columns);
    list_add(replay->scratch, columns, (struct output){.name = name, .type = call->value_type});
    return true;
}

bool call_columns(struct replay *replay, const struct expression *call, const char *alias,
                  struct output_list *columns)
{
    if (call->kind != EXPRESSION_CALL)
        return false;
    const char *name = alias && *alias ? alias : call->name;
    if (call->function)
        return declared_columns(replay, call->function, name, columns);
    struct function *found = replay_find_function(replay, call->schema, call->name);
    if (!found && call->operands.count > 1 && strcmp(call->name, "unnest") == 0)
        return unnest_columns(replay, call, name, columns);
    struct resolution resolution = call_resolution(replay, call);
    if (resolution.kind == RESOLUTION_ONE)
        return resolved_columns(replay, &resolution, name, columns);
    // Only PostgreSQL's own are certain: those of extensions stay open.
    bool is_builtin = replay_builtin_exists(replay, BUILTIN_FUNCTION, "pg_catalog", call->name) &&
                      (!call->schema || strcmp(call->schema, "pg_catalog") == 0);
    if (found && !is_builtin)
        return overloaded_columns(replay, found, name, columns);
    return !found && is_builtin && undecided_columns(replay, call, name, columns);
}
