// Binding one expression: what each kind is made of, in the order in which PostgreSQL's
// parse_expr.c transforms it, and its type. Names are in bind_column.c, operators in
// bind_operator.c, calls in bind_call.c. And the entries of bind.h.
#include "read/bind_scope.h"

void bind_all(struct binder *binder, struct scope *scope, struct expression *parent)
{
    list_each (struct expression *, operand, &parent->operands)
        if (operand)
            bind_in_scope(binder, scope, operand);
}

// ---- values that are made of others ---------------------------------------------------------------

static const char *common_word(enum expression_kind kind)
{
    return kind == EXPRESSION_COALESCE   ? "COALESCE"
           : kind == EXPRESSION_GREATEST ? "GREATEST"
                                         : "LEAST";
}

static void bind_common_operands(struct binder *binder, struct scope *scope,
                                 struct expression *expression)
{
    bind_list(binder, scope, expression->operands.items, expression->operands.count);
    expression->value_type = bind_common(binder, common_word(expression->kind), expression->place,
                                         expression->operands.items, expression->operands.count);
}

// ARRAY[...], as `target` (an array type) where a cast around it says so. Arrays inside are further
// dimensions of the same type.
static void bind_array(struct binder *binder, struct scope *scope, struct expression *array,
                       struct type_name *target)
{
    struct replay *replay = binder->replay;
    struct type_name *element = target ? type_element(replay, target) : NULL;
    list_each (struct expression *, item, &array->operands) {
        if (item->kind == EXPRESSION_ARRAY)
            bind_array(binder, scope, item, target);
        else
            bind_in_scope(binder, scope, item);
    }
    if (target) {
        list_each (struct expression *, item, &array->operands)
            if (item->kind != EXPRESSION_ARRAY) {
                refuse_cast(binder, item->place, item->value_type, element);
                bind_convert(binder, item, element);
            }
        array->value_type = target;
        return;
    }
    struct type_name *common =
        bind_common(binder, "ARRAY", array->place, array->operands.items, array->operands.count);
    if (array->operands.count == 0 || !common)
        array->value_type = NULL;
    else
        array->value_type = common->dimensions ? common : type_array(replay, common);
}

static void bind_cast(struct binder *binder, struct scope *scope, struct expression *cast)
{
    struct type_name *type = cast->type && cast->type->is_known ? cast->type : NULL;
    // sql_type.c has reported an unknown type, or waits for it.
    if (cast->type && !type && binder->replay->defers)
        binder->replay->is_missing = true;
    struct expression *value = cast->operands.count ? cast->operands.items[0] : NULL;
    struct type_name *below = type ? type_below_domains(type) : NULL;
    if (value && value->kind == EXPRESSION_ARRAY && below && below->dimensions)
        bind_array(binder, scope, value, below);
    else if (value)
        bind_in_scope(binder, scope, value);
    if (value && value->kind != EXPRESSION_ARRAY)
        refuse_cast(binder, cast->place, value->value_type, type);
    bind_convert(binder, value, type);
    cast->value_type = type;
}

// The results of CASE, ELSE first as PostgreSQL takes them; a missing one is a NULL.
static struct type_name *case_type(struct binder *binder, const struct expression *expression)
{
    struct expression_list results = {0};
    uint32_t count = expression->operands.count;
    if (count)
        list_add(binder->replay->scratch, &results, expression->operands.items[count - 1]);
    for (uint32_t i = 2; i + 1 < count; i += 2)
        list_add(binder->replay->scratch, &results, expression->operands.items[i]);
    return bind_common(binder, "CASE", expression->place, results.items, results.count);
}

static void bind_case(struct binder *binder, struct scope *scope, struct expression *expression)
{
    struct expression **operands = expression->operands.items;
    uint32_t count = expression->operands.count;
    struct expression *subject = count ? operands[0] : NULL;
    // What is compared is of the subject's type, an untyped one is text.
    struct expression test = {.kind = EXPRESSION_OTHER};
    if (subject) {
        bind_in_scope(binder, scope, subject);
        bool is_untyped = type_is_unknown(subject->value_type);
        bind_as_text(binder, subject);
        test.value_type = is_untyped ? type_builtin("text") : subject->value_type;
    }
    for (uint32_t i = 1; i + 1 < count; i += 2) {
        if (subject) {
            bind_in_scope(binder, scope, operands[i]);
            bind_operator(binder, operands[i]->place, NULL, "=", &test, operands[i]);
        } else {
            bind_condition(binder, scope, operands[i]);
        }
        bind_in_scope(binder, scope, operands[i + 1]);
    }
    if (count && operands[count - 1])
        bind_in_scope(binder, scope, operands[count - 1]);
    expression->value_type = case_type(binder, expression);
}

// One .field or [index] of a value that is bound.
void bind_step(struct binder *binder, struct scope *scope, struct expression *expression)
{
    if (expression->kind == EXPRESSION_FIELD) {
        expression->value_type = field_type(binder->replay, expression);
        return;
    }
    const struct expression *root = expression;
    while (root->kind == EXPRESSION_SUBSCRIPT && root->operands.count)
        root = root->operands.items[0];
    struct type_name *container = root->value_type ? type_below_domains(root->value_type) : NULL;
    struct type_name *index = container && container->dimensions ? type_builtin("int4")
                              : type_is(container, "jsonb")      ? type_builtin("text")
                                                                 : NULL;
    for (uint32_t i = 1; i < expression->operands.count; i++) {
        bind_in_scope(binder, scope, expression->operands.items[i]);
        if (container && container->dimensions)
            refuse_other_type(binder, "an array's index", expression->operands.items[i], index);
        bind_convert(binder, expression->operands.items[i], index);
    }
    expression->value_type = subscript_type(binder->replay, expression);
}

// What lintel has no kind for: its insides may become anything.
static void bind_other(struct binder *binder, struct scope *scope, struct expression *expression)
{
    bind_all(binder, scope, expression);
    if (expression->query)
        bind_query_in_scope(binder, scope, expression->query);
    const char *name = expression->name ? expression->name : "";
    if (strcmp(name, "grouping") == 0)
        expression->value_type = type_builtin("int4");
    else if (strcmp(name, "is document") == 0)
        expression->value_type = type_builtin("bool");
    else if (strcmp(name, "xmlserialize") == 0)
        expression->value_type = expression->type;
    else if (string_starts_with(name, "xml") && strcmp(name, "xmltable") != 0)
        expression->value_type = type_builtin("xml");
    list_each (struct expression *, operand, &expression->operands)
        if (operand)
            bind_convert(binder, operand, NULL);
}

static void bind_subquery(struct binder *binder, struct scope *scope, struct expression *expression)
{
    struct expression *operand = expression->operands.count ? expression->operands.items[0] : NULL;
    if (expression->query)
        bind_query_in_scope(binder, scope, expression->query);
    if (operand)
        bind_in_scope(binder, scope, operand);
    struct type_name *type = query_type(expression->query);
    switch (expression->kind) {
    case EXPRESSION_SUBQUERY:
        expression->value_type = type;
        break;
    case EXPRESSION_SUBQUERY_ARRAY:
        expression->value_type =
            type && !type->dimensions ? type_array(binder->replay, type) : type;
        break;
    default:
        if (operand)
            compare_with_query(binder, expression, operand, expression->query);
        expression->value_type = type_builtin("bool");
    }
}

// ---- all of them --------------------------------------------------------------------------------

void bind_condition(struct binder *binder, struct scope *scope, struct expression *expression)
{
    if (!expression)
        return;
    bind_in_scope(binder, scope, expression);
    refuse_other_type(binder, "a condition", expression, type_builtin("bool"));
    bind_convert(binder, expression, type_builtin("bool"));
}

void bind_list(struct binder *binder, struct scope *scope, struct expression **items,
               uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        bind_in_scope(binder, scope, items[i]);
}

// Kinds whose operands are truth values.
static void bind_logic(struct binder *binder, struct scope *scope, struct expression *expression)
{
    list_each (struct expression *, operand, &expression->operands)
        bind_condition(binder, scope, operand);
    expression->value_type = type_builtin("bool");
}

void bind_in_scope(struct binder *binder, struct scope *scope, struct expression *expression)
{
    const struct expression *first =
        expression->operands.count ? expression->operands.items[0] : NULL;
    switch (expression->kind) {
    case EXPRESSION_NULL:
        expression->value_type = type_builtin("unknown");
        break;
    case EXPRESSION_STRING:
        expression->value_type = expression->type ? expression->type : type_builtin("unknown");
        break;
    case EXPRESSION_BOOLEAN:
        expression->value_type = type_builtin("bool");
        break;
    case EXPRESSION_NUMBER:
        expression->value_type = number_type(expression->name);
        break;
    case EXPRESSION_KEYWORD:
        expression->value_type =
            expression->type ? expression->type : keyword_type(expression->name);
        break;
    case EXPRESSION_PARAMETER:
        bind_parameter(binder, scope, expression);
        break;
    case EXPRESSION_COLUMN:
        bind_column(binder, scope, expression);
        break;
    case EXPRESSION_STAR:
        bind_star(binder, scope, expression);
        break;
    case EXPRESSION_CALL:
        bind_call(binder, scope, expression);
        break;
    case EXPRESSION_CAST:
        bind_cast(binder, scope, expression);
        break;
    case EXPRESSION_AND:
    case EXPRESSION_OR:
    case EXPRESSION_NOT:
    case EXPRESSION_IS_TRUTH:
        bind_logic(binder, scope, expression);
        break;
    case EXPRESSION_IS_NULL:
    case EXPRESSION_IS_NOT_NULL:
        bind_all(binder, scope, expression);
        expression->value_type = type_builtin("bool");
        break;
    case EXPRESSION_OPERATOR:
    case EXPRESSION_ANY:
    case EXPRESSION_ALL:
    case EXPRESSION_LIKE:
    case EXPRESSION_BETWEEN:
    case EXPRESSION_DISTINCT:
    case EXPRESSION_NULLIF:
        bind_operation(binder, scope, expression);
        break;
    case EXPRESSION_COALESCE:
    case EXPRESSION_GREATEST:
    case EXPRESSION_LEAST:
        bind_common_operands(binder, scope, expression);
        break;
    case EXPRESSION_CASE:
        bind_case(binder, scope, expression);
        break;
    case EXPRESSION_ARRAY:
        bind_array(binder, scope, expression, NULL);
        break;
    case EXPRESSION_ROW:
        bind_all(binder, scope, expression);
        expression->value_type = type_builtin("record");
        break;
    case EXPRESSION_SUBSCRIPT:
    case EXPRESSION_FIELD:
        bind_in_scope(binder, scope, expression->operands.items[0]);
        bind_step(binder, scope, expression);
        break;
    case EXPRESSION_COLLATE:
        bind_all(binder, scope, expression);
        expression->value_type = first ? first->value_type : NULL;
        break;
    case EXPRESSION_EXISTS:
    case EXPRESSION_SUBQUERY:
    case EXPRESSION_SUBQUERY_ANY:
    case EXPRESSION_SUBQUERY_ALL:
    case EXPRESSION_SUBQUERY_ARRAY:
        bind_subquery(binder, scope, expression);
        break;
    case EXPRESSION_OTHER:
        bind_other(binder, scope, expression);
        break;
    case EXPRESSION_DEFAULT:
        break;
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
    return bind_query_with(replay, query, NULL, NULL, what);
}

enum outcome bind_function_query(struct replay *replay, struct query *query,
                                 struct function *function, const char *what)
{
    return bind_query_with(replay, query, function, NULL, what);
}

enum outcome bind_query_with(struct replay *replay, struct query *query, struct function *function,
                             struct parameter_table *parameters, const char *what)
{
    struct binder binder = {.replay = replay, .what = what, .parameters = parameters};
    struct scope scope = {.function = function};
    bool before = begin(replay);
    if (query)
        bind_query_in_scope(&binder, &scope, query);
    return end(replay, before);
}
