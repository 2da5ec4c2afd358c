// Functions and procedures: CREATE and ALTER. Finding one by its arguments is in
// sql_function_find.c; the options both statements share are in sql_function_option.c.
//
//   CREATE [OR REPLACE] FUNCTION | PROCEDURE name ([mode] [name] type [DEFAULT e], ...)
//       [RETURNS [SETOF] type | TABLE (name type, ...)] option*
//       { AS 'body' | AS 'file', 'symbol' | RETURN e | BEGIN ATOMIC statement; ... END }
//   ALTER FUNCTION | PROCEDURE | ROUTINE name [(type, ...)] option*
//
// Replacing keeps the function's owner, grants and comment, and whatever points at it; all else is
// as the new statement says.
#include "read/sql_function.h"
#include "read/bind.h"
#include "read/sql_object.h"

// ---- arguments and result -----------------------------------------------------------------------

static enum argument_mode mode_of(PgQuery__FunctionParameterMode mode)
{
    switch (mode) {
    case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT:
        return ARGUMENT_OUT;
    case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_INOUT:
        return ARGUMENT_INOUT;
    case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_VARIADIC:
        return ARGUMENT_VARIADIC;
    case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE:
        return ARGUMENT_TABLE;
    default:
        return ARGUMENT_IN;
    }
}

static void read_arguments(struct replay *replay, struct function *function, size_t count,
                           node **parameters)
{
    for (size_t i = 0; i < count; i++) {
        if (parameters[i]->node_case != PG_QUERY__NODE__NODE_FUNCTION_PARAMETER)
            continue;
        const PgQuery__FunctionParameter *tree = parameters[i]->function_parameter;
        struct argument argument = {.mode = mode_of(tree->mode)};
        const char *name = tree_string(tree->name);
        if (name)
            argument.name = arena_copy_string(replay->arena, name);
        argument.type = tree_argument_type(replay, tree->arg_type);
        argument.default_value = tree_expression(replay, tree->defexpr);
        if (argument.default_value)
            bind_expression(replay, argument.default_value, NULL,
                            arena_format(replay->arena, "function %s", function->name));
        list_add(replay->arena, &function->arguments, argument);
    }
}

// Without RETURNS the OUT arguments are the result: one its type, several a record.
static struct type_name *result_of_arguments(const struct function *function)
{
    static struct type_name record = {.schema = "pg_catalog", .name = "record", .is_known = true};
    struct type_name *only = NULL;
    list_each (struct argument, argument, &function->arguments) {
        if (argument.mode != ARGUMENT_OUT && argument.mode != ARGUMENT_INOUT)
            continue;
        if (only)
            return &record;
        only = argument.type;
    }
    return only;
}

static bool is_output(const struct argument *argument)
{
    return argument->mode == ARGUMENT_OUT || argument->mode == ARGUMENT_INOUT ||
           argument->mode == ARGUMENT_TABLE;
}

// Whether PostgreSQL surely refuses to replace `old` by `new` for their results (42P13).
static bool has_other_result(const struct function *old, const struct function *new)
{
    if (!old->returns || !new->returns)
        return false;
    if (!old->returns->is_known || !new->returns->is_known)
        return false;
    if (old->returns->is_setof != new->returns->is_setof ||
        !type_name_matches(old->returns, new->returns))
        return true;
    if (!string_equal(old->returns->name, "record"))
        return false; // of a single output argument only the type counts
    // A record's columns are its output arguments.
    uint32_t at = 0;
    for (uint32_t i = 0; i < new->arguments.count; i++) {
        const struct argument *argument = &new->arguments.items[i];
        if (!is_output(argument))
            continue;
        while (at < old->arguments.count && !is_output(&old->arguments.items[at]))
            at++;
        if (at == old->arguments.count)
            return true;
        const struct argument *other = &old->arguments.items[at++];
        if (!other->type->is_known || !argument->type->is_known)
            return false;
        if (!type_name_matches(other->type, argument->type) ||
            !string_equal(other->name, argument->name))
            return true;
    }
    while (at < old->arguments.count && !is_output(&old->arguments.items[at]))
        at++;
    return at < old->arguments.count;
}

// ---- the body -----------------------------------------------------------------------------------

static void read_body(struct replay *replay, struct function *function,
                      const PgQuery__DefElem *element)
{
    const node *argument = element->arg;
    if (!argument || argument->node_case != PG_QUERY__NODE__NODE_LIST)
        return;
    const PgQuery__List *strings = argument->list;
    // Two strings are a library file and a symbol; one of a C or internal function is a symbol.
    if (strings->n_items != 1 || string_equal(function->language, "c") ||
        string_equal(function->language, "internal"))
        return;
    function->body = arena_copy_string(replay->arena, node_string(strings->items[0]));
    function->body_place = function_body_place(replay, element->location);
}

// RETURN e is SELECT e.
static struct query *returned_query(struct replay *replay, const PgQuery__ReturnStmt *tree)
{
    struct expression *value = tree_expression(replay, tree->returnval);
    if (!value)
        return NULL;
    struct query *query = arena_make(replay->arena, struct query);
    query->kind = QUERY_SELECT;
    query->place = value->place;
    list_add(replay->arena, &query->outputs,
             (struct output){.name = "?column?", .expression = value, .place = value->place});
    return query;
}

static void add_query(struct replay *replay, struct function *function, const node *tree)
{
    struct query *query = tree->node_case == PG_QUERY__NODE__NODE_RETURN_STMT
                              ? returned_query(replay, tree->return_stmt)
                              : tree_query(replay, tree);
    if (!query)
        return;
    bind_function_query(replay, query, function,
                        arena_format(replay->arena, "function %s", function->name));
    list_add(replay->arena, &function->queries, query);
}

// BEGIN ATOMIC arrives as a List of one List of statements.
static void read_queries(struct replay *replay, struct function *function, const node *tree)
{
    if (!tree)
        return;
    if (tree->node_case != PG_QUERY__NODE__NODE_LIST) {
        add_query(replay, function, tree);
        return;
    }
    for (size_t i = 0; i < tree->list->n_items; i++) {
        const node *item = tree->list->items[i];
        if (!item)
            continue;
        if (item->node_case != PG_QUERY__NODE__NODE_LIST)
            add_query(replay, function, item);
        else
            for (size_t j = 0; j < item->list->n_items; j++)
                if (item->list->items[j])
                    add_query(replay, function, item->list->items[j]);
    }
}

// ---- bodies given as strings ---------------------------------------------------------------------

static bool is_polymorphic(const struct function *function)
{
    list_each (struct argument, argument, &function->arguments)
        if (argument.type && argument.type->schema && !argument.type->type &&
            strcmp(argument.type->schema, "pg_catalog") == 0 &&
            string_starts_with(argument.type->name, "any"))
            return true;
    return false;
}

static enum outcome handle_body_statement(struct replay *replay, const node *tree, void *function)
{
    add_query(replay, function, tree);
    return OUTCOME_NEUTRAL;
}

// A body in SQL is analysed when the function is made, with the function's own search path (CREATE
// FUNCTION; check_function_bodies). With polymorphic arguments PostgreSQL looks at its syntax only.
static void read_sql_body(struct replay *replay, struct function *function)
{
    if (!function->body || replay->skips_bodies || replay->is_builtin || replay->has_placeholder ||
        strcmp(function->language, "sql") != 0 || is_polymorphic(function))
        return;
    struct replay outer = *replay;
    list_each (struct setting, setting, &function->settings)
        if (strcmp(setting.name, "search_path") == 0 && setting.value)
            session_set_search_path(replay, setting.value);
    replay_text_with(replay, function->body, function->body_place, handle_body_statement, function);
    replay->search_path.items = outer.search_path.items;
    replay->search_path.count = outer.search_path.count;
    replay->search_path.capacity = outer.search_path.capacity;
}

// ---- CREATE -------------------------------------------------------------------------------------

static struct function *same_input(const struct replay *replay, const struct function *draft)
{
    struct function *other = design_find_function(replay->design, draft->schema, draft->name);
    for (; other; other = design_next_overload(replay->design, other))
        if (function_takes_same(other, draft))
            return other;
    return NULL;
}

static void report_other_result(struct replay *replay, const struct function *old,
                                const struct function *new)
{
    char *signature = function_signature(replay->arena, old);
    replay_fault(
        replay, arena_format(replay->scratch, "result of %s %u", signature, new->place.offset),
        (struct fault){.kind = FAULT_DUPLICATE_NAME,
                       .is_certain = true,
                       .place = new->place,
                       .message = arena_format(replay->arena,
                                               "function %s is declared already with another "
                                               "result, which CREATE OR REPLACE cannot change",
                                               signature),
                       .label = "PostgreSQL refuses this statement (42P13)",
                       .help = "drop the function first",
                       .related = old->is_builtin ? (struct place){0} : old->place,
                       .related_label = "the first declaration"});
}

static void read_options(struct replay *replay, struct function *function,
                         const PgQuery__CreateFunctionStmt *tree)
{
    const PgQuery__DefElem *body = NULL;
    for (size_t i = 0; i < tree->n_options; i++) {
        if (tree->options[i]->node_case != PG_QUERY__NODE__NODE_DEF_ELEM)
            continue;
        const PgQuery__DefElem *element = tree->options[i]->def_elem;
        if (strcmp(element->defname, "as") == 0)
            body = element; // what it means depends on the language, which may follow
        else
            function_read_option(replay, function, element);
    }
    if (!function->language && body) {
        replay_fault(replay, arena_format(replay->scratch, "language of %s", function->name),
                     (struct fault){.kind = FAULT_SYNTAX_ERROR,
                                    .is_certain = true,
                                    .place = function->place,
                                    .message = arena_format(replay->arena,
                                                            "function %s has a body and no "
                                                            "LANGUAGE",
                                                            function->name),
                                    .label = "PostgreSQL refuses this statement (42P13)",
                                    .help = "add LANGUAGE plpgsql, or the one that it is in"});
        function->language = ""; // nothing is known of the body
    }
    if (!function->language)
        function->language = "sql"; // BEGIN ATOMIC and RETURN need no LANGUAGE
    if (body)
        read_body(replay, function, body);
}

enum outcome replay_create_function(struct replay *replay, const PgQuery__CreateFunctionStmt *tree)
{
    struct object_name object;
    if (!object_new_name_of(replay, tree->n_funcname, tree->funcname, &object))
        return object.outcome;
    struct function draft = {
        .kind = tree->is_procedure ? FUNCTION_PROCEDURE : FUNCTION_FUNCTION,
        .schema = object.schema,
        .name = object.name,
        .place = object.place,
        .parallel = 'u',
        .is_builtin = replay->is_builtin,
    };
    replay->is_missing = false;
    read_arguments(replay, &draft, tree->n_parameters, tree->parameters);
    draft.returns = tree_argument_type(replay, tree->return_type);
    if (!draft.returns && !tree->is_procedure)
        draft.returns = result_of_arguments(&draft);
    read_options(replay, &draft, tree);
    read_queries(replay, &draft, tree->sql_body);
    read_sql_body(replay, &draft);
    if (replay->defers && replay->is_missing)
        return OUTCOME_MISSING;
    struct function *first = same_input(replay, &draft);
    if (first && !tree->replace) {
        replay_duplicate(replay, "function", function_signature(replay->arena, first), object.place,
                         first->place);
        return OUTCOME_REPLAYED;
    }
    if (first && first->kind != draft.kind)
        return object_refused(replay, "%s is declared already, as something else than a %s",
                              function_signature(replay->scratch, first),
                              tree->is_procedure ? "procedure" : "function");
    if (first && has_other_result(first, &draft)) {
        report_other_result(replay, first, &draft);
        return OUTCOME_REPLAYED;
    }
    struct function *function =
        first ? first
              : design_add_function(replay->design, object.schema, object.name, object.place);
    draft.schema = function->schema;
    draft.name = function->name;
    draft.next_overload = function->next_overload;
    draft.grants = function->grants;
    draft.comment = function->comment;
    draft.extension = function->extension;
    draft.revokes_public = function->revokes_public;
    draft.owner = first ? first->owner : replay->role;
    *function = draft;
    if (!first)
        grant_defaults_to_function(replay, function);
    return OUTCOME_REPLAYED;
}

// ---- ALTER --------------------------------------------------------------------------------------

enum outcome replay_alter_function(struct replay *replay, const PgQuery__AlterFunctionStmt *tree)
{
    enum outcome outcome;
    if (!tree->func)
        return OUTCOME_NEUTRAL;
    struct function *function = object_function(replay, "function", tree->func, false, &outcome);
    if (!function)
        return outcome;
    for (size_t i = 0; i < tree->n_actions; i++)
        if (tree->actions[i]->node_case == PG_QUERY__NODE__NODE_DEF_ELEM)
            function_read_option(replay, function, tree->actions[i]->def_elem);
    return OUTCOME_REPLAYED;
}
