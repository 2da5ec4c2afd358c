// Operators, and what PostgreSQL turns into operators: comparisons of rows, IN, LIKE, BETWEEN,
// IS DISTINCT FROM, NULLIF. Values are bound and converted in the order of its parse_expr.c, since
// that order decides which of a parameter's places gives it its type.
//
//   x IN (a, b)      x = ANY (ARRAY[a, b]) of those without columns where they have a common type,
//                    else x = a OR x = b; a single one is always x = a
//   x BETWEEN a, b   x >= a AND x <= b
//   x LIKE p         x ~~ p
//   (a, b) = (c, d)  a = c AND b = d
#include "read/bind_scope.h"

static struct type_use operand_of(struct expression *node)
{
    return (struct type_use){node, node->value_type};
}

static struct type_name *apply(struct binder *binder, struct place place, const char *schema,
                               const char *name, struct type_use left, struct type_use right)
{
    struct resolution found =
        resolve_operator(binder->replay, schema, name, false, left.type, right.type);
    refuse_operator(binder, place, name, false, &found, left, right);
    bool is_one = found.kind == RESOLUTION_ONE;
    bind_convert(binder, left.node, is_one ? found.takes[0] : NULL);
    bind_convert(binder, right.node, is_one ? found.takes[1] : NULL);
    return found.result;
}

static struct type_name *apply_prefix(struct binder *binder, const struct expression *expression)
{
    struct expression *operand = expression->operands.items[0];
    struct resolution found = resolve_operator(binder->replay, expression->schema, expression->name,
                                               true, NULL, operand->value_type);
    refuse_operator(binder, expression->place, expression->name, true, &found, (struct type_use){0},
                    operand_of(operand));
    bind_convert(binder, operand, found.kind == RESOLUTION_ONE ? found.takes[0] : NULL);
    return found.result;
}

static bool is_row(const struct expression *expression)
{
    return expression->kind == EXPRESSION_ROW;
}

// (a, b) op (c, d): pair by pair.
static void compare_rows(struct binder *binder, struct place place, const char *schema,
                         const char *name, struct expression *left, struct expression *right)
{
    if (left->operands.count != right->operands.count)
        refuse_plainly(binder, place, "42601", "the two rows have different numbers of values",
                       "write as many values on both sides");
    for (uint32_t i = 0; i < left->operands.count || i < right->operands.count; i++) {
        if (i < left->operands.count && i < right->operands.count) {
            apply(binder, place, schema, name, operand_of(left->operands.items[i]),
                  operand_of(right->operands.items[i]));
            continue;
        }
        struct expression *spare = i < left->operands.count ? left : right;
        bind_convert(binder, spare->operands.items[i], NULL); // PostgreSQL refuses the statement
    }
}

static struct type_name *boolean(void)
{
    return type_builtin("bool");
}

struct type_name *bind_operator(struct binder *binder, struct place place, const char *schema,
                                const char *name, struct expression *left, struct expression *right)
{
    if (is_row(left) && is_row(right)) {
        compare_rows(binder, place, schema, name, left, right);
        return boolean();
    }
    return apply(binder, place, schema, name, operand_of(left), operand_of(right));
}

void compare_with_query(struct binder *binder, const struct expression *expression,
                        struct expression *operand, const struct query *query)
{
    struct expression *const single[] = {operand};
    struct expression *const *values = is_row(operand) ? operand->operands.items : single;
    uint32_t count = is_row(operand) ? operand->operands.count : 1;
    if (query && !query->is_open && operand->kind != EXPRESSION_STAR &&
        query->outputs.count != count)
        refuse_plainly(binder, expression->place, "42601",
                       arena_format(binder->replay->arena,
                                    "%u column%s of a query are compared with %u value%s",
                                    query->outputs.count, query->outputs.count == 1 ? "" : "s",
                                    count, count == 1 ? "" : "s"),
                       "select as many columns as are compared");
    for (uint32_t i = 0; i < count; i++) {
        bool is_known = query && !query->is_open && i < query->outputs.count;
        struct type_use output = {NULL, is_known ? query->outputs.items[i].type : NULL};
        apply(binder, expression->place, expression->schema, expression->name,
              operand_of(values[i]), output);
    }
}

// ---- IN -----------------------------------------------------------------------------------------

struct column_search {
    const struct scope *scope;
    bool is_found;
};

static bool find_own_column(struct expression *expression, void *context)
{
    struct column_search *search = context;
    if ((expression->kind == EXPRESSION_COLUMN || expression->kind == EXPRESSION_STAR) &&
        (!expression->from || scope_has_item(search->scope, expression->from)))
        search->is_found = true;
    return !search->is_found;
}

// Whether it names a column of this very query (contain_vars_of_level).
static bool has_own_column(const struct scope *scope, struct expression *expression)
{
    struct column_search search = {.scope = scope};
    expression_walk(expression, find_own_column, &search);
    return search.is_found;
}

// The parameters that a value is, or that are its row's fields.
static struct expression_list repeated_parameters(struct binder *binder, struct expression *value)
{
    struct expression_list found = {0};
    if (value->kind == EXPRESSION_PARAMETER)
        list_add(binder->replay->scratch, &found, value);
    if (is_row(value))
        list_each (struct expression *, field, &value->operands)
            if (field->kind == EXPRESSION_PARAMETER)
                list_add(binder->replay->scratch, &found, field);
    return found;
}

// Each comparison has a copy of the value: its untyped parameters are untyped in every one.
static void compare_one_by_one(struct binder *binder, const struct expression *expression,
                               struct expression *value, const struct expression_list *items)
{
    struct expression_list repeated = repeated_parameters(binder, value);
    struct type_name **types =
        arena_allocate(binder->replay->scratch, repeated.count * sizeof *types);
    for (uint32_t i = 0; i < repeated.count; i++)
        types[i] = repeated.items[i]->value_type;
    list_each (struct expression *, item, items) {
        for (uint32_t i = 0; i < repeated.count; i++)
            repeated.items[i]->value_type = types[i];
        bind_operator(binder, expression->place, expression->schema, expression->name, value, item);
    }
}

// The items without columns, and the value, as one array. False where they have no common type.
static bool compare_as_array(struct binder *binder, struct expression *expression,
                             struct expression *value, const struct expression_list *plain)
{
    struct replay *replay = binder->replay;
    struct type_name **types = arena_allocate(replay->scratch, (plain->count + 1) * sizeof *types);
    types[0] = value->value_type;
    for (uint32_t i = 0; i < plain->count; i++)
        types[i + 1] = plain->items[i]->value_type;
    struct resolution common = resolve_common(replay, types, plain->count + 1);
    struct type_name *type = common.kind == RESOLUTION_ONE ? common.result : NULL;
    if (type_is_unknown(type))
        type = type_builtin("text");
    if (common.kind == RESOLUTION_NONE || common.kind == RESOLUTION_AMBIGUOUS ||
        type_is(type, "record"))
        return false;
    for (uint32_t i = 0; i < plain->count; i++)
        bind_convert(binder, plain->items[i], type);
    apply(binder, expression->place, expression->schema, expression->name, operand_of(value),
          (struct type_use){NULL, type});
    return true;
}

static void bind_in_list(struct binder *binder, struct scope *scope, struct expression *expression,
                         struct expression *value, struct expression *array)
{
    struct expression_list plain = {0}, others = {0};
    bind_in_scope(binder, scope, value);
    bind_list(binder, scope, array->operands.items, array->operands.count);
    list_each (struct expression *, item, &array->operands) {
        if (has_own_column(scope, item))
            list_add(binder->replay->scratch, &others, item);
        else
            list_add(binder->replay->scratch, &plain, item);
    }
    if (plain.count > 1 && compare_as_array(binder, expression, value, &plain)) {
        compare_one_by_one(binder, expression, value, &others);
        return;
    }
    others = (struct expression_list){0};
    list_each (struct expression *, item, &array->operands)
        list_add(binder->replay->scratch, &others, item);
    compare_one_by_one(binder, expression, value, &others);
}

// ---- ANY, ALL -----------------------------------------------------------------------------------

// x = ANY (5). PostgreSQL's own vectors are read as arrays there.
static void refuse_no_array(struct binder *binder, const struct expression *expression,
                            const struct expression *array)
{
    static const char *const names[] = {"bool",        "int2", "int4", "int8",
                                        "numeric",     "text", "uuid", "varchar",
                                        "timestamptz", "date", "json", "jsonb"};
    const struct type_name *type = array->value_type ? type_below_domains(array->value_type) : NULL;
    for (size_t i = 0; i < array_length(names); i++)
        if (type_is(type, names[i]))
            refuse_plainly(binder, expression->place, "42809",
                           arena_format(binder->replay->arena,
                                        "%s takes an array on its right side, not %s",
                                        expression->kind == EXPRESSION_ANY ? "ANY" : "ALL",
                                        type_name_text(binder->replay->arena, type)),
                           "write the array's type, as in :ids::uuid[]");
}

static void bind_any(struct binder *binder, struct scope *scope, struct expression *expression)
{
    struct replay *replay = binder->replay;
    struct expression *value = expression->operands.items[0];
    struct expression *array = expression->operands.items[1];
    if (expression->is_list) {
        bind_in_list(binder, scope, expression, value, array);
        return;
    }
    bind_in_scope(binder, scope, value);
    bind_in_scope(binder, scope, array);
    struct type_name *type = array->value_type, *element = NULL;
    if (type_is_unknown(type))
        element = type;
    else if (type)
        element = type_element(replay, type_below_domains(type));
    struct resolution found = resolve_operator(replay, expression->schema, expression->name, false,
                                               value->value_type, element);
    if (element)
        refuse_operator(binder, expression->place, expression->name, false, &found,
                        operand_of(value), (struct type_use){NULL, element});
    else
        refuse_no_array(binder, expression, array);
    bool is_one = found.kind == RESOLUTION_ONE;
    bind_convert(binder, value, is_one ? found.takes[0] : NULL);
    bind_convert(binder, array,
                 is_one && found.takes[1] ? type_array(replay, found.takes[1]) : NULL);
}

// ---- LIKE, BETWEEN, DISTINCT, NULLIF --------------------------------------------------------------

static void bind_like(struct binder *binder, const struct expression *expression)
{
    static const char *const operators[][2] = {{"LIKE", "~~"},      {"NOT LIKE", "!~~"},
                                               {"ILIKE", "~~*"},    {"NOT ILIKE", "!~~*"},
                                               {"SIMILAR TO", "~"}, {"NOT SIMILAR TO", "!~"}};
    const char *name = "~~";
    for (size_t i = 0; i < array_length(operators); i++)
        if (strcmp(operators[i][0], expression->name) == 0)
            name = operators[i][1];
    struct expression *value = expression->operands.items[0];
    struct type_use pattern = operand_of(expression->operands.items[1]);
    bool is_similar = strstr(expression->name, "SIMILAR") != NULL;
    uint32_t count = expression->operands.count - 1;
    if (is_similar || count > 1) {
        // The pattern goes through a function.
        struct type_name *types[2] = {pattern.type,
                                      count > 1 ? expression->operands.items[2]->value_type : NULL};
        struct call_arguments arguments = {.types = types, .count = count > 1 ? 2 : 1};
        struct resolution found =
            resolve_function(binder->replay, "pg_catalog",
                             is_similar ? "similar_to_escape" : "like_escape", &arguments);
        if (found.kind == RESOLUTION_NONE && pattern.type && (count == 1 || types[1]))
            refuse_plainly(binder, expression->place, "42883",
                           arena_format(binder->replay->arena, "the pattern of %s must be text",
                                        expression->name),
                           "cast the pattern to text");
        for (uint32_t i = 0; i < arguments.count; i++)
            bind_convert(binder, expression->operands.items[i + 1],
                         found.kind == RESOLUTION_ONE ? found.takes[i] : NULL);
        pattern = (struct type_use){NULL, found.result};
    }
    apply(binder, expression->place, NULL, name, operand_of(value), pattern);
}

static void bind_between(struct binder *binder, const struct expression *expression)
{
    struct expression *value = expression->operands.items[0];
    struct expression *low = expression->operands.items[1], *high = expression->operands.items[2];
    bool is_negated = string_starts_with(expression->name, "NOT");
    const char *first = is_negated ? "<" : ">=", *second = is_negated ? ">" : "<=";
    bind_operator(binder, expression->place, NULL, first, value, low);
    bind_operator(binder, expression->place, NULL, second, value, high);
    if (strstr(expression->name, "SYMMETRIC")) {
        bind_operator(binder, expression->place, NULL, first, value, high);
        bind_operator(binder, expression->place, NULL, second, value, low);
    }
}

// Beside NULL it is IS NULL, which asks for no type.
static void bind_distinct(struct binder *binder, struct place place, struct expression *left,
                          struct expression *right)
{
    if (left->kind != EXPRESSION_NULL && right->kind != EXPRESSION_NULL)
        bind_operator(binder, place, NULL, "=", left, right);
}

// The first value, as = takes it.
static struct type_name *bind_nullif(struct binder *binder, struct place place,
                                     struct expression *left, struct expression *right)
{
    struct replay *replay = binder->replay;
    struct resolution found =
        resolve_operator(replay, NULL, "=", false, left->value_type, right->value_type);
    refuse_operator(binder, place, "=", false, &found, operand_of(left), operand_of(right));
    bool is_one = found.kind == RESOLUTION_ONE;
    bind_convert(binder, left, is_one ? found.takes[0] : NULL);
    bind_convert(binder, right, is_one ? found.takes[1] : NULL);
    if (!is_one || !found.takes[0])
        return NULL;
    bool stays = type_name_same(left->value_type, found.takes[0], false) ||
                 type_is(found.takes[0], "record"); // a row stays what it is
    return stays ? left->value_type : type_plain(replay, found.takes[0]);
}

// ---- all of them --------------------------------------------------------------------------------

static void bind_plain_operator(struct binder *binder, struct scope *scope,
                                struct expression *expression)
{
    if (expression->operands.count == 1) {
        bind_in_scope(binder, scope, expression->operands.items[0]);
        expression->value_type = apply_prefix(binder, expression);
        return;
    }
    struct expression *left = expression->operands.items[0];
    struct expression *right = expression->operands.items[1];
    if (is_row(left) && right->kind == EXPRESSION_SUBQUERY) {
        bind_in_scope(binder, scope, right);
        bind_in_scope(binder, scope, left);
        compare_with_query(binder, expression, left, right->query);
        expression->value_type = boolean();
        return;
    }
    bind_in_scope(binder, scope, left);
    bind_in_scope(binder, scope, right);
    expression->value_type =
        bind_operator(binder, expression->place, expression->schema, expression->name, left, right);
}

void bind_operation(struct binder *binder, struct scope *scope, struct expression *expression)
{
    uint32_t count = expression->operands.count;
    if (count == 0)
        return;
    if (expression->kind == EXPRESSION_OPERATOR && count <= 2) {
        bind_plain_operator(binder, scope, expression);
        return;
    }
    expression->value_type = boolean();
    if ((expression->kind == EXPRESSION_ANY || expression->kind == EXPRESSION_ALL) && count == 2) {
        bind_any(binder, scope, expression);
        return;
    }
    bind_list(binder, scope, expression->operands.items, count);
    struct expression **operands = expression->operands.items;
    if (expression->kind == EXPRESSION_LIKE && count >= 2)
        bind_like(binder, expression);
    else if (expression->kind == EXPRESSION_BETWEEN && count == 3)
        bind_between(binder, expression);
    else if (expression->kind == EXPRESSION_DISTINCT && count == 2)
        bind_distinct(binder, expression->place, operands[0], operands[1]);
    else if (expression->kind == EXPRESSION_NULLIF)
        expression->value_type =
            count == 2 ? bind_nullif(binder, expression->place, operands[0], operands[1]) : NULL;
    else
        list_each (struct expression *, operand, &expression->operands)
            bind_convert(binder, operand, NULL);
}
