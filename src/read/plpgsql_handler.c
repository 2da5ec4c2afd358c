// EXCEPTION WHEN ... THEN: whether what a handler does lets anything through that the body would
// not. A body that fails is taken to be NULL; so is what it would have assigned.
#include "read/plpgsql_part.h"

static bool is_null(const struct expression *value)
{
    while (value && value->kind == EXPRESSION_CAST && value->operands.count)
        value = value->operands.items[0];
    return value && value->kind == EXPRESSION_NULL;
}

enum plpgsql_handling plpgsql_handling(struct plpgsql_run *run, const struct plpgsql_state *state,
                                       const struct plpgsql_branch *handler)
{
    const struct type_name *returns = run->body->function->returns;
    for (uint32_t i = 0; i < handler->body.count; i++) {
        const struct plpgsql_statement *statement = handler->body.items[i];
        uint32_t size;
        if (statement->kind == PLPGSQL_RAISE)
            return HANDLING_ENDS;
        if (statement->kind == PLPGSQL_RETURN && statement->value.from >= statement->value.to)
            return returns && returns->is_setof ? HANDLING_ENDS : HANDLING_SOMETHING;
        if (statement->kind == PLPGSQL_RETURN) {
            const struct expression *value = plpgsql_value(run, state, statement->value, &size);
            if (is_null(value))
                return HANDLING_ENDS;
            return value && plpgsql_is_false(value) ? HANDLING_FALSE : HANDLING_SOMETHING;
        }
        bool assigns_null = statement->kind == PLPGSQL_ASSIGN &&
                            is_null(plpgsql_value(run, state, statement->value, &size));
        if (!assigns_null && statement->kind != PLPGSQL_NOTHING)
            return HANDLING_SOMETHING;
    }
    return HANDLING_GOES_ON;
}

// ---- what a block assigns ---------------------------------------------------------------------------

typedef void assignment_visitor(const struct plpgsql_statement *statement, void *context);

static void assignments_visit(const struct plpgsql_list *list, assignment_visitor *visit,
                              void *context)
{
    list_each (struct plpgsql_statement *, statement, list) {
        if (statement->targets.count)
            visit(statement, context);
        list_each (struct plpgsql_branch, branch, &statement->branches)
            assignments_visit(&branch.body, visit, context);
        assignments_visit(&statement->body, visit, context);
        assignments_visit(&statement->otherwise, visit, context);
    }
}

struct nulls {
    const struct plpgsql_state *state;
    const struct plpgsql_branch *handler;
    uint32_t statements;
    bool all_null;
};

static bool handler_assigns(const struct plpgsql_branch *handler, const char *name)
{
    list_each (struct plpgsql_statement *, statement, &handler->body)
        if (statement->kind == PLPGSQL_ASSIGN &&
            strcmp(statement->targets.items[0].name, name) == 0)
            return true;
    return false;
}

static void nulls_visit(const struct plpgsql_statement *statement, void *context)
{
    struct nulls *nulls = context;
    nulls->statements++;
    list_each (struct plpgsql_target, target, &statement->targets) {
        const struct plpgsql_variable *variable =
            plpgsql_find_variable(nulls->state, NULL, target.name);
        bool was_null = variable && (is_null(variable->value) ||
                                     (variable->record && variable->record->is_nothing));
        // One that the block declares itself is gone behind it.
        if (variable && !was_null && !handler_assigns(nulls->handler, target.name))
            nulls->all_null = false;
    }
}

// With two assignments the first may have been done when the second failed.
bool plpgsql_leaves_null(const struct plpgsql_state *state, const struct plpgsql_statement *block,
                         const struct plpgsql_branch *handler)
{
    struct nulls nulls = {.state = state, .handler = handler, .all_null = true};
    assignments_visit(&block->body, nulls_visit, &nulls);
    return nulls.all_null && nulls.statements <= 1;
}

struct after {
    struct plpgsql_run *run;
    struct plpgsql_state state;
};

static struct expression *anything(struct plpgsql_run *run)
{
    struct expression *value = plpgsql_make(run, EXPRESSION_OTHER);
    value->name = "a variable after an error";
    return value;
}

static void after_visit(const struct plpgsql_statement *statement, void *context)
{
    struct after *after = context;
    list_each (struct plpgsql_target, target, &statement->targets) {
        struct plpgsql_variable *variable = plpgsql_find_variable(&after->state, NULL, target.name);
        if (!variable && target.field)
            variable = plpgsql_find_variable(&after->state, target.name, target.field);
        if (!variable)
            continue;
        variable->value = anything(after->run);
        variable->record = NULL;
    }
}

struct plpgsql_state plpgsql_state_after(struct plpgsql_run *run, const struct plpgsql_state *state,
                                         const struct plpgsql_statement *block)
{
    struct after after = {run, plpgsql_state_copy(run, state)};
    assignments_visit(&block->body, after_visit, &after);
    after.state.found = anything(run);
    return after.state;
}
