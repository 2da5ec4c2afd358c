// Binding the names inside one expression: columns, whole rows, arguments.
//
//   name            a column, of the innermost query that has one; else a FROM item's whole row;
//                   else an argument of the SQL function; else unknown
//   item.name       a column of that item, the item looked for from the inside out
//   schema.item.name
//
// What is unknown is reported only where everything in scope is known: an item whose columns are
// not all known may hold the name, and then the reference stays unbound in silence.
#include "read/bind_scope.h"

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
    expression->value_type = match->type;
}

// A row as a value. The item's name stays as the qualifier.
static void set_row(struct replay *replay, struct expression *expression, struct from_item *item,
                    const struct relation *row, const char *qualifier)
{
    expression->kind = EXPRESSION_STAR;
    expression->qualifier = qualifier;
    expression->name = NULL;
    expression->from = item;
    expression->is_bound = true;
    if (item)
        expression->value_type = item_type(replay, item);
    else if (row)
        expression->value_type = row_type(replay, row);
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
        expression->value_type = argument.type;
        if (is_qualified && wanted == expression->qualifier) {
            // The field of a row: its type is not followed.
            expression->kind = EXPRESSION_OTHER;
            expression->name = "field of an argument";
            expression->value_type = NULL;
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
        set_row(binder->replay, expression, item, row, expression->name);
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
void bind_star(struct binder *binder, struct scope *scope, struct expression *expression)
{
    bind_all(binder, scope, expression);
    if (!expression->qualifier || expression->operands.count)
        return;
    struct from_item *item;
    struct relation *row;
    if (scope_find_item(scope, expression->schema, expression->qualifier, &item, &row))
        set_row(binder->replay, expression, item, row, expression->qualifier);
    else if (!bind_argument(scope, &(struct expression){.name = expression->qualifier}))
        replay_unknown(binder->replay, "table", expression->schema, expression->qualifier,
                       arena_format(binder->replay->scratch, "the FROM clause of %s", binder->what),
                       scope_nearest_item(scope, expression->qualifier), expression->place);
}

void bind_column(struct binder *binder, struct scope *scope, struct expression *expression)
{
    if (expression->qualifier)
        bind_qualified_name(binder, scope, expression);
    else if (!bind_domain_value(scope, expression))
        bind_plain_name(binder, scope, expression);
    if (expression->column)
        refuse_doubt(binder, expression->column->name);
}

// An argument of the function whose body this is, or a statement's parameter.
void bind_parameter(struct binder *binder, struct scope *scope, struct expression *expression)
{
    const struct function *function = scope_function(scope);
    if (binder->parameters) {
        parameter_refer(binder, expression);
        return;
    }
    int32_t number = 0;
    if (function)
        list_each (struct argument, argument, &function->arguments)
            if (argument.mode != ARGUMENT_OUT && argument.mode != ARGUMENT_TABLE &&
                ++number == expression->number)
                expression->value_type = argument.type;
}
