// A piece of a body, bound, with variables replaced by what they are.
//
// PL/pgSQL's parser hooks decide what a name means (42702 where it may be both). Here the body's
// variables become the arguments of a function that has them all, so that the binder finds them
// where it finds no column, as in a function in SQL; each then becomes the value that the state
// holds. Qualified names (row.field, label.variable, function.parameter) are looked up before.
#include "read/plpgsql_part.h"

struct reference {
    struct plpgsql_run *run;
    const struct plpgsql_state *state;
    struct function function; // whose arguments are all that may be named
    // Behind the variables and FOUND: fields of rows, with their values.
    LIST(struct plpgsql_field) fields;
    LIST(const char *) aliases; // of all FROM items
    uint32_t size;
};

// ---- FROM items -----------------------------------------------------------------------------------

static void collect_query(struct reference *reference, const struct query *query);

static void collect_item(struct reference *reference, const struct from_item *item)
{
    if (!item)
        return;
    if (item->alias)
        list_add(reference->run->body->replay->scratch, &reference->aliases, item->alias);
    if (item->query)
        collect_query(reference, item->query);
    collect_item(reference, item->left);
    collect_item(reference, item->right);
}

static void collect_query(struct reference *reference, const struct query *query)
{
    if (!query)
        return;
    list_each (struct common_table *, table, &query->common_tables)
        collect_query(reference, table->query);
    collect_query(reference, query->left);
    collect_query(reference, query->right);
    list_each (struct from_item *, item, &query->from)
        collect_item(reference, item);
}

static bool collect_visit(struct expression *expression, void *context)
{
    struct reference *reference = context;
    collect_query(reference, expression->query);
    return true;
}

static bool is_alias(const struct reference *reference, const char *name)
{
    list_each (const char *, alias, &reference->aliases)
        if (string_equal(alias, name))
            return true;
    return false;
}

// ---- before binding: qualified names --------------------------------------------------------------

static void add_argument(struct reference *reference, const char *name, struct type_name *type)
{
    list_add(reference->run->body->replay->scratch, &reference->function.arguments,
             (struct argument){.name = name, .mode = ARGUMENT_IN, .type = type});
}

static void become_parameter(struct expression *expression, uint32_t number, const char *name)
{
    expression->kind = EXPRESSION_PARAMETER;
    expression->number = (int32_t)number;
    expression->schema = expression->qualifier = NULL;
    expression->name = name;
}

static void become_field(struct reference *reference, struct expression *expression,
                         const struct plpgsql_variable *variable, const char *name)
{
    struct plpgsql_body *body = reference->run->body;
    struct plpgsql_field field = {.name = name};
    field.value = plpgsql_field(reference->run, variable, name, &field.size);
    if (!field.value) {
        plpgsql_unread(body, "it asks for %s of %s, which is not known", name, variable->name);
        return;
    }
    field.type = field.value->value_type;
    list_add(body->replay->scratch, &reference->fields, field);
    add_argument(reference, NULL, field.type);
    become_parameter(expression, reference->function.arguments.count, name);
}

static void refer_column(struct reference *reference, struct expression *expression)
{
    const struct plpgsql_state *state = reference->state;
    const struct plpgsql_variable *row = NULL, *variable = NULL;
    enum plpgsql_conflict conflict = reference->run->conflict;
    if (expression->schema) {
        row = plpgsql_find_variable(state, expression->schema, expression->qualifier);
    } else if (expression->qualifier) {
        row = plpgsql_find_variable(state, NULL, expression->qualifier);
        if (!row || !row->is_row) {
            row = NULL;
            variable = plpgsql_find_variable(state, expression->qualifier, expression->name);
        }
    } else if (conflict == CONFLICT_VARIABLE) {
        variable = plpgsql_find_variable(state, NULL, expression->name);
    } else if (conflict == CONFLICT_ERROR && is_alias(reference, expression->name) &&
               plpgsql_find_variable(state, NULL, expression->name)) {
        plpgsql_unread(reference->run->body,
                       "%s may be a row and a variable, which PostgreSQL refuses (42702)",
                       expression->name);
    }
    if ((!row || !row->is_row) && !variable)
        return;
    const char *outer = expression->schema ? expression->schema : expression->qualifier;
    if (outer && conflict != CONFLICT_VARIABLE && is_alias(reference, outer)) {
        if (conflict == CONFLICT_ERROR)
            plpgsql_unread(reference->run->body,
                           "%s.%s may be a column and a variable, which PostgreSQL refuses (42702)",
                           outer, expression->name);
        return;
    }
    if (variable)
        become_parameter(expression, (uint32_t)(variable - state->variables.items) + 1,
                         variable->name);
    else
        become_field(reference, expression, row, expression->name);
}

static bool refer_visit(struct expression *expression, void *context)
{
    struct reference *reference = context;
    struct plpgsql_body *body = reference->run->body;
    if (expression->kind == EXPRESSION_COLUMN)
        refer_column(reference, expression);
    else if (expression->kind == EXPRESSION_STAR && expression->qualifier &&
             plpgsql_find_variable(reference->state, NULL, expression->qualifier) &&
             !is_alias(reference, expression->qualifier))
        plpgsql_unread(body, "it uses the whole row %s", expression->qualifier);
    else if (expression->kind == EXPRESSION_CALL && string_equal(expression->name, "set_config"))
        plpgsql_unread(body, "it changes a setting");
    return !body->unread;
}

// All that may be named: the variables by number, FOUND behind them.
static void add_variables(struct reference *reference)
{
    const struct plpgsql_state *state = reference->state;
    for (uint32_t i = 0; i < state->variables.count; i++) {
        struct plpgsql_variable *variable = &state->variables.items[i];
        bool is_visible = plpgsql_find_variable(state, NULL, variable->name) == variable;
        add_argument(reference, is_visible ? variable->name : NULL, variable->type);
    }
    bool is_hidden = plpgsql_find_variable(state, NULL, "found") != NULL;
    struct type_name *boolean = plpgsql_boolean(reference->run, false)->value_type;
    add_argument(reference, is_hidden ? NULL : "found", boolean);
}

// ---- after binding: values ------------------------------------------------------------------------

static void put(struct reference *reference, struct expression *node,
                const struct expression *value, uint32_t size)
{
    struct place place = node->place;
    *node = *value;
    if (value->place.offset == reference->run->body->function->body_place.offset)
        node->place = place; // made here, so the variable's name is what the file has
    reference->size += size;
}

static const struct plpgsql_variable *row_of_node(const struct reference *reference,
                                                  const struct expression *node)
{
    const struct plpgsql_state *state = reference->state;
    if (node->kind != EXPRESSION_PARAMETER || node->number < 1 ||
        (uint32_t)node->number > state->variables.count)
        return NULL;
    const struct plpgsql_variable *variable = &state->variables.items[node->number - 1];
    return variable->is_row && !variable->value ? variable : NULL;
}

// row IS NULL: every field is, or there is none; row IS NOT NULL: no field is.
static bool test_row(struct reference *reference, struct expression *test,
                     const struct plpgsql_variable *row)
{
    struct plpgsql_run *run = reference->run;
    const struct plpgsql_record *record = row->record;
    bool is_null_test = test->kind == EXPRESSION_IS_NULL;
    if (!record || record->is_nothing) {
        put(reference, test, plpgsql_boolean(run, is_null_test), 1);
        return true;
    }
    if (!record->query)
        return false;
    bool has_always = false;
    list_each (struct output, output, &record->query->outputs)
        has_always |= output.column && output.column->is_not_null;
    struct query *query = is_null_test && has_always
                              ? record->query
                              : plpgsql_with_values(run, record->query, is_null_test);
    if (!query)
        return false;
    struct expression *value = plpgsql_exists(run, query);
    if (is_null_test)
        value = plpgsql_not(run, value);
    put(reference, test, value, record->size + query->outputs.count * 2);
    return true;
}

static void put_parameter(struct reference *reference, struct expression *node)
{
    struct plpgsql_body *body = reference->run->body;
    const struct plpgsql_state *state = reference->state;
    uint32_t index = (uint32_t)node->number - 1;
    if (node->number < 1 || index >= reference->function.arguments.count) {
        plpgsql_unread(body, "it names $%d, which it does not have", (int)node->number);
    } else if (index < state->variables.count) {
        const struct plpgsql_variable *variable = &state->variables.items[index];
        if (variable->value)
            put(reference, node, variable->value, variable->size);
        else
            plpgsql_unread(body, "it uses the whole row %s", variable->name);
    } else if (index == state->variables.count) {
        put(reference, node, state->found, state->found_size);
    } else {
        const struct plpgsql_field *field =
            &reference->fields.items[index - state->variables.count - 1];
        put(reference, node, field->value, field->size);
    }
}

static bool put_unbound(struct reference *reference, struct expression *node)
{
    const struct plpgsql_variable *variable =
        node->qualifier ? NULL : plpgsql_find_variable(reference->state, NULL, node->name);
    if (!variable || reference->run->conflict == CONFLICT_COLUMN)
        return false;
    become_parameter(node, (uint32_t)(variable - reference->state->variables.items) + 1,
                     node->name);
    put_parameter(reference, node);
    return true;
}

static bool put_visit(struct expression *node, void *context)
{
    struct reference *reference = context;
    struct plpgsql_run *run = reference->run;
    struct plpgsql_body *body = run->body;
    if (body->unread || ++reference->size > SIZE_LARGEST) {
        plpgsql_unread(body, "what it comes to is too large");
        return false;
    }
    struct expression *first = node->operands.count ? node->operands.items[0] : NULL;
    const struct plpgsql_variable *row = first ? row_of_node(reference, first) : NULL;
    if (row && (node->kind == EXPRESSION_IS_NULL || node->kind == EXPRESSION_IS_NOT_NULL) &&
        test_row(reference, node, row))
        return false;
    if (row && node->kind == EXPRESSION_FIELD) {
        uint32_t size;
        const struct expression *value = plpgsql_field(run, row, node->name, &size);
        if (value) {
            put(reference, node, value, size);
            return false;
        }
    }
    if (node->kind == EXPRESSION_PARAMETER) {
        put_parameter(reference, node);
        return false;
    }
    // Unbound: some column of an item that is not known may have the name. PostgreSQL would refuse
    // it then, whenever the body runs; so where it runs, the variable is meant.
    if (node->kind == EXPRESSION_COLUMN && !node->is_bound && put_unbound(reference, node))
        return false;
    if (node->kind == EXPRESSION_COLUMN && !node->qualifier && run->conflict == CONFLICT_ERROR &&
        (plpgsql_find_variable(reference->state, NULL, node->name) ||
         strcmp(node->name, "found") == 0))
        plpgsql_unread(body, "%s may be a column and a variable, which PostgreSQL refuses (42702)",
                       node->name);
    return true;
}

// ---- what is missing ------------------------------------------------------------------------------

struct missing {
    struct replay *replay;
    const char *name;
};

static bool missing_visit(struct expression *node, void *context)
{
    struct missing *missing = context;
    bool is_unbound = node->kind == EXPRESSION_COLUMN && !node->is_bound;
    bool is_uncalled =
        node->kind == EXPRESSION_CALL && !node->function &&
        !replay_find_function(missing->replay, node->schema, node->name) &&
        !replay_builtin_exists(missing->replay, BUILTIN_FUNCTION, node->schema, node->name);
    if (!missing->name && (is_unbound || is_uncalled))
        missing->name = node->name;
    if (!missing->name && node->query)
        list_each (struct from_item *, item, &node->query->from)
            if (item->kind == FROM_RELATION && !item->relation && !item->query)
                missing->name = item->name;
    return !missing->name;
}

static void name_missing(struct reference *reference, struct query *query)
{
    struct missing missing = {.replay = reference->run->body->replay};
    struct expression whole = {.kind = EXPRESSION_SUBQUERY, .query = query};
    expression_walk(&whole, missing_visit, &missing);
    if (missing.name)
        plpgsql_unread(reference->run->body, "it names %s, which nothing declares", missing.name);
    else
        plpgsql_unread(reference->run->body, "it names something that nothing declares");
}

// ---- all of it ------------------------------------------------------------------------------------

static bool is_write(const struct query *query)
{
    list_each (struct common_table *, table, &query->common_tables)
        if (table->query && table->query->kind >= QUERY_INSERT && table->query->kind <= QUERY_MERGE)
            return true;
    return false;
}

struct query *plpgsql_query(struct plpgsql_run *run, const struct plpgsql_state *state,
                            const char *text, struct body_place place, uint32_t *size)
{
    struct plpgsql_body *body = run->body;
    if (body->unread)
        return NULL;
    struct query *query = body_query(body->replay, text, place);
    if (!query || query->kind == QUERY_OTHER) {
        plpgsql_unread(body, "a piece of it is not read as SQL: \"%.60s\"", text);
        return NULL;
    }
    if (is_write(query)) {
        plpgsql_unread(body, "it writes");
        return NULL;
    }
    struct reference reference = {.run = run, .state = state};
    reference.function.name = ""; // qualified names are looked up here, not by the binder
    add_variables(&reference);
    collect_query(&reference, query);
    query_walk(query, collect_visit, &reference);
    query_walk(query, refer_visit, &reference);
    if (body->unread)
        return NULL;
    if (!body_bind(body->replay, query, &reference.function))
        name_missing(&reference, query);
    query_walk(query, put_visit, &reference);
    *size = reference.size;
    return body->unread ? NULL : query;
}
