// Binding the names inside one expression: columns, whole rows, calls, subqueries.
//
//   name            a column, of the innermost query that has one; else a FROM item's whole row;
//                   else an argument of the SQL function; else unknown
//   item.name       a column of that item, the item looked for from the inside out
//   schema.item.name
//
// What is unknown is reported only where everything in scope is known: an item whose columns are
// not all known may hold the name, and then the reference stays unbound in silence.
#include "design/named_query.h"
#include "read/bind_scope.h"

static void bind_all(struct binder *binder, struct scope *scope, struct expression *parent)
{
    list_each (struct expression *, operand, &parent->operands)
        if (operand)
            bind_in_scope(binder, scope, operand);
}

static struct function *scope_function(const struct scope *scope)
{
    for (; scope; scope = scope->outer)
        if (scope->function)
            return scope->function;
    return NULL;
}

// ---- columns ------------------------------------------------------------------------------------

static void set_bound(struct expression *expression, const struct match *match)
{
    expression->is_bound = true;
    expression->from = match->from;
    expression->column = match->column;
}

// A row as a value. The item's name stays as the qualifier.
static void set_row(struct expression *expression, struct from_item *item, const char *qualifier)
{
    expression->kind = EXPRESSION_STAR;
    expression->qualifier = qualifier;
    expression->name = NULL;
    expression->from = item;
    expression->is_bound = true;
}

// The input arguments of a function may be named in its body: argument, argument.field,
// function.argument, function.argument.field.
static bool bind_argument(const struct scope *scope, struct expression *expression)
{
    struct function *function = scope_function(scope);
    if (!function || (expression->schema && strcmp(expression->schema, function->name) != 0))
        return false;
    bool is_qualified = expression->qualifier != NULL;
    const char *wanted = expression->name;
    if (is_qualified &&
        (expression->schema || !string_equal(expression->qualifier, function->name)))
        wanted = expression->qualifier; // a field of it
    int32_t number = 0;
    list_each (struct argument, argument, &function->arguments) {
        if (argument.mode == ARGUMENT_OUT || argument.mode == ARGUMENT_TABLE)
            continue;
        number++;
        if (!string_equal(argument.name, wanted))
            continue;
        expression->kind = EXPRESSION_PARAMETER;
        expression->is_bound = true;
        expression->number = number;
        if (is_qualified && wanted == expression->qualifier) {
            // The field of a row: its type is not followed.
            expression->kind = EXPRESSION_OTHER;
            expression->name = "field of an argument";
        }
        return true;
    }
    return false;
}

static void unknown_column(struct binder *binder, const struct scope *scope,
                           const struct expression *expression)
{
    replay_unknown(binder->replay, "column", NULL, expression->name, binder->what,
                   scope_nearest_column(scope, expression->name), expression->place);
}

static void bind_plain_name(struct binder *binder, struct scope *scope,
                            struct expression *expression)
{
    for (const struct scope *at = scope; at; at = at->outer) {
        struct match match = {0};
        scope_find_column(at, expression->name, &match);
        if (match.count == 1)
            set_bound(expression, &match);
        if (match.count || match.is_open)
            return;
    }
    struct from_item *item;
    struct relation *row;
    if (scope_find_item(scope, NULL, expression->name, &item, &row)) {
        set_row(expression, item, expression->name);
        return;
    }
    if (bind_argument(scope, expression))
        return;
    unknown_column(binder, scope, expression);
}

// name(row) may be written row.name: a function of that name makes the reference unsure.
static bool may_be_function(struct binder *binder, const char *name)
{
    return replay_find_function(binder->replay, NULL, name) ||
           replay_builtin_exists(binder->replay, BUILTIN_FUNCTION, NULL, name);
}

static void bind_qualified_name(struct binder *binder, struct scope *scope,
                                struct expression *expression)
{
    struct from_item *item;
    struct relation *row;
    if (!scope_find_item(scope, expression->schema, expression->qualifier, &item, &row)) {
        if (bind_argument(scope, expression))
            return;
        replay_unknown(binder->replay, "table", expression->schema, expression->qualifier,
                       arena_format(binder->replay->scratch, "the FROM clause of %s", binder->what),
                       scope_nearest_item(scope, expression->qualifier), expression->place);
        return;
    }
    struct match match = {0};
    struct scope only = {.row = row};
    if (item)
        list_add(binder->replay->scratch, &only.items, item);
    scope_find_column(&only, expression->name, &match);
    if (match.count == 1)
        set_bound(expression, &match);
    if (match.count || match.is_open || may_be_function(binder, expression->name))
        return;
    const char *table = row ? row->name : expression->qualifier;
    if (item && item->relation)
        table = item->relation->name;
    replay_unknown(binder->replay, "column", NULL, expression->name,
                   arena_format(binder->replay->scratch, "\"%s\" (%s)", table, binder->what),
                   scope_nearest_column(&only, expression->name), expression->place);
}

// In the CHECK of a domain there is no row, but the value itself.
static bool bind_domain_value(const struct scope *scope, struct expression *expression)
{
    if (scope->outer || scope->query || scope->row || expression->qualifier ||
        strcmp(expression->name, "value") != 0)
        return false;
    expression->kind = EXPRESSION_KEYWORD;
    return true;
}

// t.* as a value; `*` alone stands only in output lists, which are expanded before, and in
// count(*).
static void bind_star(struct binder *binder, struct scope *scope, struct expression *expression)
{
    bind_all(binder, scope, expression);
    if (!expression->qualifier || expression->operands.count)
        return;
    struct from_item *item;
    struct relation *row;
    if (scope_find_item(scope, expression->schema, expression->qualifier, &item, &row))
        set_row(expression, item, expression->qualifier);
    else if (!bind_argument(scope, &(struct expression){.name = expression->qualifier}))
        replay_unknown(binder->replay, "table", expression->schema, expression->qualifier,
                       arena_format(binder->replay->scratch, "the FROM clause of %s", binder->what),
                       scope_nearest_item(scope, expression->qualifier), expression->place);
}

// ---- calls --------------------------------------------------------------------------------------

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

static void bind_call(struct binder *binder, struct scope *scope, struct expression *call)
{
    struct replay *replay = binder->replay;
    bind_all(binder, scope, call);
    if (call->filter)
        bind_in_scope(binder, scope, call->filter);
    struct function *found = replay_find_function(replay, call->schema, call->name);
    if (found) {
        bool is_alone = design_next_overload(replay->design, found) == NULL;
        bool is_builtin_too =
            !call->schema && replay_builtin_exists(replay, BUILTIN_FUNCTION, NULL, call->name);
        if (is_alone && !is_builtin_too)
            call->function = found;
        return;
    }
    if (replay_builtin_exists(replay, BUILTIN_FUNCTION, call->schema, call->name) ||
        is_functional_notation(binder, call))
        return;
    const char *nearest = NULL;
    list_each (struct function *, function, &replay->design->functions)
        if (!call->schema || string_equal(call->schema, function->schema))
            nearest = name_nearer(call->name, nearest, function->name);
    replay_unknown(replay, "function", call->schema, call->name, NULL, nearest, call->place);
}

// ---- all of them --------------------------------------------------------------------------------

void bind_in_scope(struct binder *binder, struct scope *scope, struct expression *expression)
{
    switch (expression->kind) {
    case EXPRESSION_COLUMN:
        if (expression->qualifier)
            bind_qualified_name(binder, scope, expression);
        else if (!bind_domain_value(scope, expression))
            bind_plain_name(binder, scope, expression);
        return;
    case EXPRESSION_STAR:
        bind_star(binder, scope, expression);
        return;
    case EXPRESSION_CALL:
        bind_call(binder, scope, expression);
        return;
    case EXPRESSION_CAST: // sql_type.c has reported an unknown type, or waits for it
        if (expression->type && !expression->type->is_known && binder->replay->defers)
            binder->replay->is_missing = true;
        bind_all(binder, scope, expression);
        return;
    default:
        bind_all(binder, scope, expression);
        if (expression->query)
            bind_query_in_scope(binder, scope, expression->query);
    }
}

// Runs one binding by itself: what was missing before it is the caller's, and is not forgotten.
static bool begin(struct replay *replay)
{
    bool before = replay->is_missing;
    replay->is_missing = false;
    return before;
}

static enum outcome end(struct replay *replay, bool before)
{
    bool is_missing = replay->defers && replay->is_missing;
    replay->is_missing |= before;
    return is_missing ? OUTCOME_MISSING : OUTCOME_REPLAYED;
}

enum outcome bind_expression(struct replay *replay, struct expression *expression,
                             struct relation *relation, const char *what)
{
    struct binder binder = {.replay = replay, .what = what};
    struct scope scope = {.row = relation, .has_new_and_old = string_starts_with(what, "trigger")};
    bool before = begin(replay);
    if (expression)
        bind_in_scope(&binder, &scope, expression);
    return end(replay, before);
}

enum outcome bind_query(struct replay *replay, struct query *query, const char *what)
{
    return bind_function_query(replay, query, NULL, what);
}

enum outcome bind_statement(struct replay *replay, struct query *query,
                            struct parameter_list *parameters, const char *what)
{
    list_each (struct parameter *, parameter, parameters)
        parameter->state = PARAMETER_OPEN;
    return bind_function_query(replay, query, NULL, what);
}

enum outcome bind_function_query(struct replay *replay, struct query *query,
                                 struct function *function, const char *what)
{
    struct binder binder = {.replay = replay, .what = what};
    struct scope scope = {.function = function};
    bool before = begin(replay);
    if (query)
        bind_query_in_scope(&binder, &scope, query);
    return end(replay, before);
}
