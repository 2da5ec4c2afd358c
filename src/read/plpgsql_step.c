// Statements after which the next one follows in any case: assignments, SELECT INTO, PERFORM, and
// IF, CASE and blocks of such. What branches assign differently becomes a CASE.
#include "read/plpgsql_part.h"

#include "read/resolve.h"

struct plpgsql_state plpgsql_state_copy(struct plpgsql_run *run, const struct plpgsql_state *state)
{
    struct plpgsql_state copy = {.found = state->found, .found_size = state->found_size};
    list_each (struct plpgsql_variable, variable, &state->variables)
        list_add(run->body->replay->scratch, &copy.variables, variable);
    return copy;
}

// ---- choices --------------------------------------------------------------------------------------

bool plpgsql_is_true(const struct expression *condition)
{
    return condition->kind == EXPRESSION_BOOLEAN && condition->boolean;
}

bool plpgsql_is_false(const struct expression *condition)
{
    while (condition->kind == EXPRESSION_CAST && condition->operands.count)
        condition = condition->operands.items[0];
    return condition->kind == EXPRESSION_NULL ||
           (condition->kind == EXPRESSION_BOOLEAN && !condition->boolean);
}

void plpgsql_choose(struct plpgsql_run *run, struct plpgsql_choice *choice,
                    struct plpgsql_result condition, struct plpgsql_result value)
{
    struct arena *arena = run->body->replay->arena;
    if (!condition.value || !value.value)
        return;
    if (!choice->when) {
        choice->when = plpgsql_make(run, EXPRESSION_CASE);
        choice->when->place = condition.value->place;
        list_add(arena, &choice->when->operands, NULL);
    }
    list_add(arena, &choice->when->operands, condition.value);
    list_add(arena, &choice->when->operands, value.value);
    choice->size += condition.size + value.size;
}

static struct type_name *type_of_results(const struct expression *when)
{
    for (uint32_t i = 2; i < when->operands.count; i += 2) {
        struct type_name *type = when->operands.items[i]->value_type;
        if (type && !type_is_unknown(type))
            return type;
    }
    const struct expression *last = when->operands.items[when->operands.count - 1];
    return last->value_type;
}

struct plpgsql_result plpgsql_chosen(struct plpgsql_run *run, struct plpgsql_choice *choice,
                                     struct plpgsql_result otherwise)
{
    struct arena *arena = run->body->replay->arena;
    if (!otherwise.value || !choice->when)
        return otherwise;
    struct expression *value = otherwise.value;
    bool continues = value->kind == EXPRESSION_CASE && !value->operands.items[0];
    if (continues) // one CASE in place of a chain
        for (uint32_t i = 1; i < value->operands.count; i++)
            list_add(arena, &choice->when->operands, value->operands.items[i]);
    else
        list_add(arena, &choice->when->operands, value);
    choice->when->value_type = type_of_results(choice->when);
    uint32_t size = choice->size + otherwise.size + 1;
    if (size > SIZE_LARGEST)
        plpgsql_unread(run->body, "what it comes to is too large");
    return (struct plpgsql_result){choice->when, size};
}

struct plpgsql_result plpgsql_condition(struct plpgsql_run *run, const struct plpgsql_state *state,
                                        const struct plpgsql_statement *statement, uint32_t index)
{
    struct plpgsql_result result = {0};
    struct span condition = statement->branches.items[index].condition;
    if (statement->kind == PLPGSQL_CASE && statement->value.from < statement->value.to) {
        const char *text = arena_format(run->body->replay->scratch, "(%s) IN (%s)",
                                        plpgsql_text(run->body, statement->value),
                                        plpgsql_text(run->body, condition));
        result.value = plpgsql_value_of(run, state, text, statement->value.from, &result.size);
    } else {
        result.value = plpgsql_value(run, state, condition, &result.size);
    }
    return result;
}

// ---- assignments ----------------------------------------------------------------------------------

static void assign_field(struct plpgsql_run *run, struct plpgsql_variable *variable,
                         const char *name, struct expression *value, uint32_t size)
{
    struct arena *scratch = run->body->replay->scratch;
    const struct plpgsql_record *old = variable->record;
    if (variable->value || !old) {
        plpgsql_unread(run->body, "it assigns a field of %s", variable->name);
        return;
    }
    struct plpgsql_record *record = arena_make(scratch, struct plpgsql_record);
    bool is_known = false;
    for (uint32_t i = 0; i < old->fields.count; i++) {
        struct plpgsql_field field = old->fields.items[i];
        if (string_equal(field.name, name)) {
            field.value = value;
            field.size = size;
            is_known = true;
        } else {
            field.value = plpgsql_field(run, variable, field.name, &field.size);
        }
        list_add(scratch, &record->fields, field);
    }
    if (!is_known && variable->row_of && old->is_nothing)
        list_add(scratch, &record->fields,
                 (struct plpgsql_field){.name = name, .value = value, .size = size});
    else if (!is_known)
        plpgsql_unread(run->body, "it assigns %s of %s, which is not known", name, variable->name);
    variable->record = record;
}

static void assign(struct plpgsql_run *run, struct plpgsql_state *state,
                   const struct plpgsql_target *target, struct plpgsql_result result)
{
    struct plpgsql_variable *variable = plpgsql_find_variable(state, NULL, target->name);
    if (target->field && (!variable || !variable->is_row))
        variable = plpgsql_find_variable(state, target->name, target->field);
    else if (target->field && variable) {
        assign_field(run, variable, target->field, result.value, result.size);
        return;
    }
    if (!variable) {
        plpgsql_unread(run->body, "it assigns to %s, which it does not declare", target->name);
        return;
    }
    if (variable->is_row && result.value->kind == EXPRESSION_NULL) {
        variable->record = arena_make(run->body->replay->scratch, struct plpgsql_record);
        variable->record->is_nothing = true;
        variable->value = NULL;
        return;
    }
    variable->value = plpgsql_converted(run, result.value, variable->type);
    variable->size = result.size + 1;
    variable->record = NULL;
}

// The SELECT without its INTO, which is made blank so that all else keeps its place.
static char *select_text(const struct plpgsql_body *body, const struct plpgsql_statement *statement)
{
    char *text = plpgsql_text(body, statement->value);
    uint32_t start = body->tokens.items[statement->value.from].start;
    const struct do_token *first = &body->tokens.items[statement->into.from];
    const struct do_token *last = &body->tokens.items[statement->into.to - 1];
    memset(text + (first->start - start), ' ', last->start + last->length - first->start);
    return text;
}

static void found(struct plpgsql_run *run, struct plpgsql_state *state, struct query *query,
                  uint32_t size)
{
    state->found = plpgsql_exists(run, query);
    state->found_size = size + 1;
}

static void select_into(struct plpgsql_run *run, struct plpgsql_state *state,
                        const struct plpgsql_statement *statement)
{
    struct plpgsql_body *body = run->body;
    uint32_t size = 0;
    struct query *query = plpgsql_query(run, state, select_text(body, statement),
                                        plpgsql_place(body, statement->at), &size);
    if (!query)
        return;
    found(run, state, query, size);
    const struct plpgsql_target *first = &statement->targets.items[0];
    struct plpgsql_variable *row = plpgsql_find_variable(state, NULL, first->name);
    if (statement->targets.count == 1 && !first->field && row && row->is_row) {
        plpgsql_assign_row(run, row, query, size);
        return;
    }
    for (uint32_t i = 0; i < statement->targets.count && !body->unread; i++) {
        struct plpgsql_result result = {plpgsql_null(run), 1};
        if (i < query->outputs.count || query->is_open)
            result = (struct plpgsql_result){plpgsql_output(run, query, i), size + 1};
        if (!result.value)
            plpgsql_unread(body, "line %u selects what is not known by column",
                           plpgsql_line(body, statement->at));
        else
            assign(run, state, &statement->targets.items[i], result);
    }
}

// ---- PERFORM --------------------------------------------------------------------------------------

// A function called for what it does: it may refuse, write or change a setting.
static bool acts_visit(struct expression *expression, void *context)
{
    const struct function *function = expression->function;
    bool is_known = expression->kind != EXPRESSION_CALL || expression->is_resolved ||
                    (function && function->is_builtin);
    bool acts = function && !function->is_builtin &&
                (strcasecmp(function->language, "plpgsql") == 0 ||
                 function->volatility == VOLATILITY_VOLATILE);
    if (!is_known || acts)
        *(const char **)context = expression->name;
    return true;
}

static void perform(struct plpgsql_run *run, struct plpgsql_state *state,
                    const struct plpgsql_statement *statement)
{
    struct plpgsql_body *body = run->body;
    uint32_t size = 0;
    struct body_place place = plpgsql_place(body, statement->value.from);
    if (place.is_exact)
        place.place.offset -= (uint32_t)strlen("SELECT ");
    const char *text =
        arena_format(body->replay->scratch, "SELECT %s", plpgsql_text(body, statement->value));
    struct query *query = plpgsql_query(run, state, text, place, &size);
    if (!query)
        return;
    const char *acting = NULL;
    list_each (struct output, output, &query->outputs)
        expression_walk(output.expression, acts_visit, &acting);
    if (acting)
        plpgsql_unread(body, "it calls %s for what that does", acting);
    found(run, state, query, size);
}

// ---- branches -------------------------------------------------------------------------------------

static void step_list(struct plpgsql_run *run, struct plpgsql_state *state,
                      const struct plpgsql_list *list)
{
    list_each (struct plpgsql_statement *, statement, list)
        plpgsql_step(run, state, statement);
}

static bool same_fields(const struct plpgsql_record *a, const struct plpgsql_record *b)
{
    if (!a || !b || a->is_nothing || b->is_nothing || a->fields.count != b->fields.count)
        return false;
    for (uint32_t i = 0; i < a->fields.count; i++)
        if (!string_equal(a->fields.items[i].name, b->fields.items[i].name))
            return false;
    return true;
}

static struct plpgsql_result decide(struct plpgsql_run *run, struct plpgsql_result condition,
                                    struct plpgsql_result then, struct plpgsql_result otherwise)
{
    struct plpgsql_choice choice = {0};
    if (condition.value && plpgsql_is_true(condition.value))
        return then;
    if (condition.value && plpgsql_is_false(condition.value))
        return otherwise;
    plpgsql_choose(run, &choice, condition, then);
    return plpgsql_chosen(run, &choice, otherwise);
}

static void merge_rows(struct plpgsql_run *run, struct plpgsql_result condition,
                       const struct plpgsql_variable *then, struct plpgsql_variable *into)
{
    if (then->record == into->record && then->value == into->value)
        return;
    if (then->value || into->value || !same_fields(then->record, into->record)) {
        plpgsql_unread(run->body, "its branches make different rows of %s", into->name);
        return;
    }
    struct plpgsql_record *record = arena_make(run->body->replay->scratch, struct plpgsql_record);
    for (uint32_t i = 0; i < into->record->fields.count; i++) {
        struct plpgsql_field field = into->record->fields.items[i];
        struct plpgsql_result a, b;
        a.value = plpgsql_field(run, then, field.name, &a.size);
        b.value = plpgsql_field(run, into, field.name, &b.size);
        struct plpgsql_result merged = decide(run, condition, a, b);
        field.value = merged.value;
        field.size = merged.size;
        list_add(run->body->replay->scratch, &record->fields, field);
    }
    into->record = record;
}

// `into` is the state where the condition does not hold.
static void merge(struct plpgsql_run *run, struct plpgsql_result condition,
                  const struct plpgsql_state *then, struct plpgsql_state *into)
{
    for (uint32_t i = 0; i < into->variables.count && !run->body->unread; i++) {
        assert(i < then->variables.count && then->variables.items); // states of one block
        const struct plpgsql_variable *a = &then->variables.items[i];
        struct plpgsql_variable *b = &into->variables.items[i];
        if (b->is_row) {
            merge_rows(run, condition, a, b);
        } else if (a->value != b->value) {
            struct plpgsql_result merged =
                decide(run, condition, (struct plpgsql_result){a->value, a->size},
                       (struct plpgsql_result){b->value, b->size});
            b->value = merged.value;
            b->size = merged.size;
        }
    }
    if (then->found != into->found) {
        struct plpgsql_result merged =
            decide(run, condition, (struct plpgsql_result){then->found, then->found_size},
                   (struct plpgsql_result){into->found, into->found_size});
        into->found = merged.value;
        into->found_size = merged.size;
    }
}

static void step_branches(struct plpgsql_run *run, struct plpgsql_state *state,
                          const struct plpgsql_statement *statement)
{
    uint32_t count = statement->branches.count;
    struct arena *scratch = run->body->replay->scratch;
    struct plpgsql_state *states = arena_allocate(scratch, (count + 1) * sizeof *states);
    struct plpgsql_result *conditions = arena_allocate(scratch, (count + 1) * sizeof *conditions);
    for (uint32_t i = 0; i < count && !run->body->unread; i++) {
        conditions[i] = plpgsql_condition(run, state, statement, i);
        states[i] = plpgsql_state_copy(run, state);
        step_list(run, &states[i], &statement->branches.items[i].body);
    }
    step_list(run, state, &statement->otherwise);
    for (uint32_t i = count; i-- > 0 && !run->body->unread;)
        merge(run, conditions[i], &states[i], state);
}

// ---- all of them ----------------------------------------------------------------------------------

void plpgsql_block_enter(struct plpgsql_run *run, struct plpgsql_state *state,
                         const struct plpgsql_statement *block)
{
    for (uint32_t i = 0; i < block->declarations.count && !run->body->unread; i++)
        plpgsql_declare(run, state, block->label, &block->declarations.items[i]);
}

void plpgsql_step(struct plpgsql_run *run, struct plpgsql_state *state,
                  const struct plpgsql_statement *statement)
{
    if (run->steps++ > STEPS_LARGEST)
        plpgsql_unread(run->body, "it is too long");
    if (run->body->unread)
        return;
    uint32_t visible = state->variables.count;
    struct plpgsql_result result;
    switch (statement->kind) {
    case PLPGSQL_ASSIGN:
        result.value = plpgsql_value(run, state, statement->value, &result.size);
        if (result.value)
            assign(run, state, &statement->targets.items[0], result);
        break;
    case PLPGSQL_SELECT:
        select_into(run, state, statement);
        break;
    case PLPGSQL_PERFORM:
        perform(run, state, statement);
        break;
    case PLPGSQL_IF:
    case PLPGSQL_CASE:
        step_branches(run, state, statement);
        break;
    case PLPGSQL_BLOCK:
        plpgsql_block_enter(run, state, statement);
        step_list(run, state, &statement->body);
        state->variables.count = visible;
        break;
    default: // NOTHING; all others may leave
        break;
    }
}
