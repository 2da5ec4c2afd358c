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

struct builtin_columns {
    const char *function;
    struct {
        const char *name, *type;
    } columns[8];
};

// Those with OUT arguments that views and policies use; other pg_ and ts_ functions stay open.
static const struct builtin_columns builtins[] = {
    {"json_each", {{"key", "text"}, {"value", "json"}}},
    {"jsonb_each", {{"key", "text"}, {"value", "jsonb"}}},
    {"json_each_text", {{"key", "text"}, {"value", "text"}}},
    {"jsonb_each_text", {{"key", "text"}, {"value", "text"}}},
    {"json_array_elements", {{"value", "json"}}},
    {"jsonb_array_elements", {{"value", "jsonb"}}},
    {"json_array_elements_text", {{"value", "text"}}},
    {"jsonb_array_elements_text", {{"value", "text"}}},
    {"aclexplode",
     {{"grantor", "oid"},
      {"grantee", "oid"},
      {"privilege_type", "text"},
      {"is_grantable", "bool"}}},
    {"pg_options_to_table", {{"option_name", "text"}, {"option_value", "text"}}},
    {"pg_partition_tree",
     {{"relid", "regclass"}, {"parentrelid", "regclass"}, {"isleaf", "bool"}, {"level", "int4"}}},
    {"pg_partition_ancestors", {{"relid", "regclass"}}},
    {"ts_parse", {{"tokid", "int4"}, {"token", "text"}}},
    {"ts_stat", {{"word", "text"}, {"ndoc", "int4"}, {"nentry", "int4"}}},
    {"ts_token_type", {{"tokid", "int4"}, {"alias", "text"}, {"description", "text"}}},
};

// unnest(a, b) gives a column for each; of a tsvector lexeme, positions, weights.
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

static bool builtin_function_columns(struct replay *replay, const struct expression *call,
                                     const char *name, struct output_list *columns)
{
    if (strcmp(call->name, "unnest") == 0)
        return unnest_columns(replay, call, name, columns);
    for (size_t i = 0; i < array_length(builtins); i++) {
        if (strcmp(builtins[i].function, call->name) != 0)
            continue;
        for (size_t j = 0; j < array_length(builtins[i].columns) && builtins[i].columns[j].name;
             j++)
            list_add(replay->scratch, columns,
                     (struct output){.name = builtins[i].columns[j].name,
                                     .type = type_builtin(builtins[i].columns[j].type)});
        return true;
    }
    bool is_row = strstr(call->name, "_populate_record") || strstr(call->name, "_to_record") ||
                  string_starts_with(call->name, "pg_") || string_starts_with(call->name, "ts_");
    struct type_name *type = call->value_type;
    if (is_row)
        return type && add_type(replay, type, name, columns);
    // All others give one value.
    list_add(replay->scratch, columns, (struct output){.name = name, .type = type});
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
    // Only PostgreSQL's own are certain: those of extensions stay open.
    bool is_builtin = replay_builtin_exists(replay, BUILTIN_FUNCTION, "pg_catalog", call->name) &&
                      (!call->schema || strcmp(call->schema, "pg_catalog") == 0);
    struct function *found = replay_find_function(replay, call->schema, call->name);
    if (found && !is_builtin)
        return overloaded_columns(replay, found, name, columns);
    return !found && is_builtin && builtin_function_columns(replay, call, name, columns);
}
