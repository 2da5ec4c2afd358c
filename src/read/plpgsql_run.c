// A body along all of its paths. A path ends in RETURN or in an error, which answers nothing: NULL.
// Where paths part, the value is CASE WHEN condition THEN one ELSE the other END.
//
// EXCEPTION: the body's value stands for the block where all that a handler does is to answer false
// or NULL, or to let NULL be the value of what the body would have assigned: so a body that fails
// lets nothing through either way. Where it is false, that is said too: NOT f() may let rows
// through then.
#include "read/plpgsql_part.h"

#include "read/resolve.h"

// What is still to run: the rest of a list, then what stands behind the statement around it.
struct frame {
    const struct plpgsql_list *list;
    uint32_t at;
    uint32_t visible; // variables that are left when the list ends
    const struct frame *next;
};

static struct plpgsql_result run_frame(struct plpgsql_run *run, const struct frame *frame,
                                       struct plpgsql_state *state,
                                       const struct plpgsql_guard *guard);

static struct plpgsql_result nothing(struct plpgsql_run *run)
{
    return (struct plpgsql_result){plpgsql_null(run), 1};
}

static bool is_set(const struct plpgsql_run *run)
{
    const struct type_name *returns = run->body->function->returns;
    return returns && returns->is_setof;
}

// ---- paths that part ------------------------------------------------------------------------------

static struct plpgsql_result run_list(struct plpgsql_run *run, const struct plpgsql_list *list,
                                      const struct frame *rest, const struct plpgsql_state *state,
                                      const struct plpgsql_guard *guard)
{
    if (run->paths++ > PATHS_LARGEST) {
        plpgsql_unread(run->body, "too many paths lead through it");
        return (struct plpgsql_result){0};
    }
    struct plpgsql_state copy = plpgsql_state_copy(run, state);
    struct frame frame = {list, 0, state->variables.count, rest};
    return run_frame(run, &frame, &copy, guard);
}

static const struct plpgsql_guard *guarded(struct plpgsql_run *run, struct expression *condition,
                                           bool is_negated, const struct plpgsql_guard *next)
{
    struct plpgsql_guard *guard = arena_make(run->body->replay->scratch, struct plpgsql_guard);
    *guard = (struct plpgsql_guard){condition, is_negated, next};
    return guard;
}

// IF and CASE with a branch that may leave.
static struct plpgsql_result run_branches(struct plpgsql_run *run,
                                          const struct plpgsql_statement *statement,
                                          const struct frame *rest,
                                          const struct plpgsql_state *state,
                                          const struct plpgsql_guard *guard)
{
    struct plpgsql_choice choice = {0};
    for (uint32_t i = 0; i < statement->branches.count; i++) {
        struct plpgsql_result condition = plpgsql_condition(run, state, statement, i);
        if (!condition.value)
            return condition;
        if (plpgsql_is_false(condition.value))
            continue;
        bool is_certain = plpgsql_is_true(condition.value);
        const struct plpgsql_guard *then =
            is_certain ? guard : guarded(run, condition.value, false, guard);
        struct plpgsql_result value =
            run_list(run, &statement->branches.items[i].body, rest, state, then);
        if (!value.value || is_certain)
            return plpgsql_chosen(run, &choice, value);
        plpgsql_choose(run, &choice, condition, value);
        guard = guarded(run, condition.value, true, guard);
    }
    if (statement->kind == PLPGSQL_CASE && !statement->has_otherwise) // 20000: case not found
        return plpgsql_chosen(run, &choice, nothing(run));
    return plpgsql_chosen(run, &choice, run_list(run, &statement->otherwise, rest, state, guard));
}

// SELECT INTO STRICT fails where there is no row.
static struct plpgsql_result run_strict(struct plpgsql_run *run, const struct frame *rest,
                                        const struct plpgsql_state *state,
                                        const struct plpgsql_guard *guard)
{
    static const struct plpgsql_list empty;
    struct plpgsql_choice choice = {0};
    struct plpgsql_result condition = {state->found, state->found_size};
    if (plpgsql_is_true(condition.value))
        return run_list(run, &empty, rest, state, guard);
    plpgsql_choose(run, &choice, condition,
                   run_list(run, &empty, rest, state, guarded(run, condition.value, false, guard)));
    return plpgsql_chosen(run, &choice, nothing(run));
}

// ---- handlers -------------------------------------------------------------------------------------

// The handler ends the function with nothing, or goes on behind the block as if what failed had
// been NULL.
static bool is_harmless(struct plpgsql_run *run, const struct plpgsql_statement *block,
                        const struct plpgsql_branch *handler, const struct frame *rest,
                        const struct plpgsql_state *state)
{
    static const struct plpgsql_list empty;
    enum plpgsql_handling handling = plpgsql_handling(run, state, handler);
    if (handling != HANDLING_GOES_ON)
        return handling == HANDLING_ENDS || handling == HANDLING_FALSE;
    if (!block->body_may_leave)
        return plpgsql_leaves_null(state, block, handler);
    struct plpgsql_state after = plpgsql_state_after(run, state, block);
    uint32_t rows = run->body->function->result_rows.count;
    struct plpgsql_result value = run_list(run, &empty, rest, &after, NULL);
    bool added = run->body->function->result_rows.count > rows;
    return value.value && plpgsql_is_false(value.value) && !added;
}

static void check_handlers(struct plpgsql_run *run, const struct plpgsql_statement *block,
                           const struct frame *rest, const struct plpgsql_state *state)
{
    for (uint32_t i = 0; i < block->branches.count && !run->body->unread; i++)
        if (!is_harmless(run, block, &block->branches.items[i], rest, state))
            plpgsql_unread(run->body, "it goes on after an error (EXCEPTION, line %u)",
                           plpgsql_line(run->body, block->branches.items[i].condition.from));
}

// Whether a handler, or what it goes on with, may answer false.
static bool answers_false(struct plpgsql_run *run, const struct plpgsql_statement *block,
                          const struct plpgsql_state *state)
{
    const struct type_name *returns = run->body->function->returns;
    if (returns->is_setof || strcmp(returns->name, "bool") != 0)
        return false;
    for (uint32_t i = 0; i < block->branches.count; i++) {
        enum plpgsql_handling handling = plpgsql_handling(run, state, &block->branches.items[i]);
        if (handling == HANDLING_FALSE || (handling == HANDLING_GOES_ON && block->body_may_leave))
            return true;
    }
    return false;
}

// COALESCE(value, false), where the value may be NULL.
static struct plpgsql_result or_false(struct plpgsql_run *run, struct plpgsql_result result)
{
    struct arena *arena = run->body->replay->arena;
    if (!result.value || result.value->kind == EXPRESSION_EXISTS ||
        result.value->kind == EXPRESSION_BOOLEAN)
        return result;
    struct expression *value = plpgsql_make(run, EXPRESSION_COALESCE);
    value->place = result.value->place;
    value->value_type = result.value->value_type;
    list_add(arena, &value->operands, result.value);
    list_add(arena, &value->operands, plpgsql_boolean(run, false));
    return (struct plpgsql_result){value, result.size + 2};
}

// ---- statements that leave ------------------------------------------------------------------------

// What the OUT parameter is; several together are no one value.
static struct plpgsql_result run_end(struct plpgsql_run *run, const struct plpgsql_state *state)
{
    const struct plpgsql_variable *only = NULL;
    uint32_t outputs = 0;
    for (uint32_t i = 0; i < state->variables.count; i++) {
        if (!state->variables.items[i].is_output)
            continue;
        outputs++;
        only = &state->variables.items[i];
    }
    if (is_set(run) || outputs == 0)
        return nothing(run); // without RETURN an error, 2F005
    if (outputs == 1 && only->value)
        return (struct plpgsql_result){only->value, only->size};
    plpgsql_unread(run->body, "it answers several values");
    return (struct plpgsql_result){0};
}

static struct plpgsql_result run_return(struct plpgsql_run *run,
                                        const struct plpgsql_statement *statement,
                                        const struct plpgsql_state *state)
{
    struct plpgsql_result result = {0};
    if (statement->value.from >= statement->value.to)
        return run_end(run, state);
    result.value = plpgsql_value(run, state, statement->value, &result.size);
    if (result.value)
        result.value = plpgsql_converted(run, result.value, run->body->function->returns);
    result.size++;
    return result;
}

static void return_query(struct plpgsql_run *run, const struct plpgsql_statement *statement,
                         const struct plpgsql_state *state, const struct plpgsql_guard *guard)
{
    struct plpgsql_body *body = run->body;
    uint32_t size = 0;
    struct query *query = plpgsql_query(run, state, plpgsql_text(body, statement->value),
                                        plpgsql_place(body, statement->value.from), &size);
    if (!query)
        return;
    for (const struct plpgsql_guard *at = guard; at; at = at->next)
        size++;
    plpgsql_add_rows(run, query, size, guard);
}

// FOR row IN query LOOP RETURN NEXT row; END LOOP is RETURN QUERY query.
static void run_loop(struct plpgsql_run *run, const struct plpgsql_statement *loop,
                     const struct plpgsql_state *state, const struct plpgsql_guard *guard)
{
    struct plpgsql_body *body = run->body;
    const struct plpgsql_statement *only = loop->body.count == 1 ? loop->body.items[0] : NULL;
    const char *name =
        only && only->kind == PLPGSQL_RETURN_NEXT && only->value.to == only->value.from + 1
            ? plpgsql_name(body, only->value.from)
            : NULL;
    if (name && string_equal(name, loop->targets.items[0].name) && !loop->targets.items[0].field)
        return_query(run, loop, state, guard);
    else
        plpgsql_unread(body, "it loops");
}

static struct frame *frame_keep(struct plpgsql_run *run, const struct frame *frame)
{
    struct frame *kept = arena_make(run->body->replay->scratch, struct frame);
    *kept = *frame;
    return kept;
}

static struct plpgsql_result run_frame(struct plpgsql_run *run, const struct frame *start,
                                       struct plpgsql_state *state,
                                       const struct plpgsql_guard *guard)
{
    struct frame frame = *start;
    while (!run->body->unread) {
        if (frame.at >= frame.list->count) {
            if (state->variables.count > frame.visible)
                state->variables.count = frame.visible;
            if (!frame.next)
                return run_end(run, state);
            frame = *frame.next;
            continue;
        }
        const struct plpgsql_statement *statement = frame.list->items[frame.at++];
        uint32_t visible = state->variables.count;
        if (statement->kind == PLPGSQL_BLOCK)
            check_handlers(run, statement, &frame, state);
        if (!statement->may_leave || statement->kind == PLPGSQL_SELECT)
            plpgsql_step(run, state, statement);
        if (!statement->may_leave || run->body->unread)
            continue;
        switch (statement->kind) {
        case PLPGSQL_SELECT:
            return run_strict(run, frame_keep(run, &frame), state, guard);
        case PLPGSQL_IF:
        case PLPGSQL_CASE:
            return run_branches(run, statement, frame_keep(run, &frame), state, guard);
        case PLPGSQL_BLOCK: {
            const struct plpgsql_state outer = *state;
            plpgsql_block_enter(run, state, statement);
            struct frame inner = {&statement->body, 0, visible, frame_keep(run, &frame)};
            if (run->paths++ > PATHS_LARGEST)
                plpgsql_unread(run->body, "too many paths lead through it");
            if (answers_false(run, statement, &outer))
                return or_false(run, run_frame(run, &inner, state, guard));
            frame = inner;
            break;
        }
        case PLPGSQL_RETURN:
            return run_return(run, statement, state);
        case PLPGSQL_RAISE:
            return nothing(run);
        case PLPGSQL_RETURN_QUERY:
            return_query(run, statement, state, guard);
            break;
        case PLPGSQL_FOR:
            run_loop(run, statement, state, guard);
            break;
        case PLPGSQL_RETURN_NEXT:
            plpgsql_unread(run->body, "it answers row by row (RETURN NEXT)");
            break;
        default:
            if (statement->unread)
                plpgsql_unread(run->body, "%s (line %u)", statement->unread,
                               plpgsql_line(run->body, statement->at));
            plpgsql_unread(run->body, "line %u is not understood",
                           plpgsql_line(run->body, statement->at));
        }
    }
    return (struct plpgsql_result){0};
}

// ---- a function -----------------------------------------------------------------------------------

// The parameters come first, so that a variable's place is its number; then the OUT ones.
static void add_parameters(struct plpgsql_run *run, struct plpgsql_state *state, bool outputs)
{
    struct plpgsql_body *body = run->body;
    list_each (struct argument, argument, &body->function->arguments) {
        bool is_output = argument.mode == ARGUMENT_OUT || argument.mode == ARGUMENT_TABLE;
        if (is_output != outputs)
            continue;
        struct plpgsql_variable variable = {
            .name = argument.name, .label = body->function->name, .type = argument.type, .size = 1};
        const struct type_name *type = argument.type;
        if (type && !type->dimensions) {
            variable.row_of = type->row_of;
            variable.is_row = type->row_of || (type->type && type->type->kind == TYPE_COMPOSITE);
        }
        variable.is_output = argument.mode == ARGUMENT_OUT || argument.mode == ARGUMENT_INOUT;
        variable.value = plpgsql_null(run);
        if (!is_output) {
            variable.value = plpgsql_make(run, EXPRESSION_PARAMETER);
            variable.value->number = (int32_t)state->variables.count + 1;
            variable.value->name = argument.name;
            variable.value->is_bound = true;
            variable.value->value_type = argument.type;
        }
        list_add(body->replay->scratch, &state->variables, variable);
    }
}

void plpgsql_run(struct plpgsql_body *body)
{
    struct plpgsql_run run = {.body = body};
    struct plpgsql_state state = {0};
    struct function *function = body->function;
    struct plpgsql_statement *block = plpgsql_parse(body, &run.conflict);
    struct plpgsql_result result = {0};
    if (block) {
        state.found = plpgsql_boolean(&run, false);
        state.found_size = 1;
        add_parameters(&run, &state, false);
        add_parameters(&run, &state, true);
        struct plpgsql_list list = {0};
        list_add(body->replay->scratch, &list, block);
        struct frame frame = {&list, 0, state.variables.count, NULL};
        result = run_frame(&run, &frame, &state, NULL);
    }
    if (!body->unread && is_set(&run) && function->result_rows.count == 0)
        plpgsql_unread(body, "it answers no rows");
    if (!body->unread && !is_set(&run))
        function->result = result.value;
    if (body->unread) {
        function->result_unread = body->unread;
        function->result_rows.items = NULL;
        function->result_rows.count = function->result_rows.capacity = 0;
    }
}
