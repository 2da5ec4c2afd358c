// Function calls: the arguments first, then WITHIN GROUP's, FILTER, the function by its arguments'
// types, and then what the arguments are converted to. ORDER BY of an aggregate comes after that,
// OVER after everything else in the query (bind_query.c).
#include "read/bind_scope.h"

// ---- the parts of a call --------------------------------------------------------------------------

static bool is_other(const struct expression *expression, const char *name)
{
    return expression->kind == EXPRESSION_OTHER && string_equal(expression->name, name);
}

// What stands behind the arguments.
static bool is_addition(const struct expression *operand)
{
    return is_other(operand, "order by") || is_other(operand, "within group") ||
           is_other(operand, "over");
}

struct expression *call_argument_value(struct expression *argument)
{
    while ((is_other(argument, "variadic") || is_other(argument, "named argument")) &&
           argument->operands.count)
        argument = argument->operands.items[0];
    return argument;
}

static const char *argument_name(const struct expression *argument)
{
    if (is_other(argument, "variadic") && argument->operands.count)
        argument = argument->operands.items[0];
    return is_other(argument, "named argument") ? argument->qualifier : NULL;
}

void bind_sorted(struct binder *binder, struct scope *scope, struct expression *items)
{
    list_each (struct expression *, item, &items->operands) {
        if (is_other(item, "rows")) {
            bind_list(binder, scope, item->operands.items, item->operands.count);
            list_each (struct expression *, bound, &item->operands) {
                refuse_other_type(binder, "a frame's bound", bound, type_builtin("int8"));
                bind_convert(binder, bound, type_builtin("int8"));
            }
            continue;
        }
        bind_in_scope(binder, scope, item);
        bind_as_text(binder, item);
        if (!is_other(item, "range"))
            refuse_unsortable(binder, item->place, item->value_type);
    }
}

// The arguments, those of WITHIN GROUP too, into `values`.
static void bind_arguments(struct binder *binder, struct scope *scope, struct expression *call,
                           struct expression_list *values)
{
    struct arena *scratch = binder->replay->scratch;
    list_each (struct expression *, operand, &call->operands) {
        if (is_other(operand, "within group")) {
            bind_list(binder, scope, operand->operands.items, operand->operands.count);
            list_each (struct expression *, value, &operand->operands)
                list_add(scratch, values, value);
        } else if (!is_addition(operand)) {
            struct expression *value = call_argument_value(operand);
            bind_in_scope(binder, scope, value);
            operand->value_type = value->value_type;
            list_add(scratch, values, operand);
        }
    }
}

static struct resolution resolve_call(struct replay *replay, const struct expression *call,
                                      const struct expression_list *values)
{
    struct arena *scratch = replay->scratch;
    struct call_arguments arguments = {.count = values->count, .is_star = call->is_star};
    arguments.types = arena_allocate(scratch, values->count * sizeof *arguments.types);
    const char **names = arena_allocate(scratch, values->count * sizeof *names);
    for (uint32_t i = 0; i < values->count; i++) {
        arguments.types[i] = call_argument_value(values->items[i])->value_type;
        names[i] = argument_name(values->items[i]);
        if (names[i])
            arguments.names = names;
        arguments.is_variadic |= is_other(values->items[i], "variadic");
    }
    arguments.is_parameter =
        values->count == 1 && call_argument_value(values->items[0])->kind == EXPRESSION_PARAMETER;
    return resolve_function(replay, call->schema, call->name, &arguments);
}

struct resolution call_resolution(struct replay *replay, const struct expression *call)
{
    struct expression_list values = {0};
    list_each (struct expression *, operand, &call->operands) {
        if (is_other(operand, "within group"))
            list_each (struct expression *, value, &operand->operands)
                list_add(replay->scratch, &values, value);
        else if (!is_addition(operand))
            list_add(replay->scratch, &values, operand);
    }
    return resolve_call(replay, call, &values);
}

// ---- which function -------------------------------------------------------------------------------

// type(value) is a cast, and field(row) a field: neither needs a function.
static bool is_functional_notation(struct binder *binder, const struct expression *call)
{
    struct replay *replay = binder->replay;
    if (call->operands.count != 1)
        return false;
    const struct expression *operand = call->operands.items[0];
    return operand->kind == EXPRESSION_STAR || operand->kind == EXPRESSION_ROW ||
           replay_find_type(replay, call->schema, call->name) ||
           replay_builtin_exists(replay, BUILTIN_TYPE, call->schema, call->name) ||
           replay_find_relation(replay, call->schema, call->name);
}

// False where nothing declares the name.
static bool find_function(struct binder *binder, struct expression *call,
                          const struct resolution *resolution)
{
    struct replay *replay = binder->replay;
    struct function *found = replay_find_function(replay, call->schema, call->name);
    if (found) {
        bool is_alone = design_next_overload(replay->design, found) == NULL;
        bool is_builtin_too =
            !call->schema && replay_builtin_exists(replay, BUILTIN_FUNCTION, NULL, call->name);
        if (resolution->kind == RESOLUTION_ONE)
            call->function = resolution->function;
        else if (is_alone && !is_builtin_too)
            call->function = found;
        return true;
    }
    if (replay_builtin_exists(replay, BUILTIN_FUNCTION, call->schema, call->name) ||
        is_functional_notation(binder, call))
        return true;
    const char *nearest = NULL;
    list_each (struct function *, function, &replay->design->functions)
        if (!call->schema || string_equal(call->schema, function->schema))
            nearest = name_nearer(call->name, nearest, function->name);
    replay_unknown(replay, "function", call->schema, call->name, NULL, nearest, call->place);
    return false;
}

// ---- all of it ------------------------------------------------------------------------------------

void bind_call(struct binder *binder, struct scope *scope, struct expression *call)
{
    struct expression_list values = {0};
    bind_arguments(binder, scope, call, &values);
    bind_condition(binder, scope, call->filter);
    struct resolution resolution = resolve_call(binder->replay, call, &values);
    if (find_function(binder, call, &resolution))
        refuse_call(binder, call, &resolution, &values);
    bool is_one = resolution.kind == RESOLUTION_ONE;
    call->is_resolved = is_one && !resolution.is_cast && !resolution.is_column;
    call->is_aggregate = resolution.is_aggregate;
    call->is_window = resolution.is_window;
    call->is_strict = resolution.is_strict;
    call->returns_set = resolution.returns_set;
    for (uint32_t i = 0; i < values.count; i++)
        bind_convert(binder, call_argument_value(values.items[i]),
                     is_one ? resolution.takes[i] : NULL);
    call->value_type = resolution.result;
    for (uint32_t i = 0; i < values.count && call->is_distinct; i++)
        refuse_unsortable(binder, values.items[i]->place,
                          call_argument_value(values.items[i])->value_type);
    list_each (struct expression *, operand, &call->operands) {
        if (is_other(operand, "order by"))
            bind_sorted(binder, scope, operand);
        else if (is_other(operand, "over") && scope->overs)
            list_add(binder->replay->scratch, scope->overs, operand);
        else if (is_other(operand, "over"))
            bind_sorted(binder, scope, operand);
    }
}
