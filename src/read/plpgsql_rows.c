// RETURN QUERY: a query under the conditions of the path that comes to it.
#include "read/plpgsql_part.h"

#include "read/resolve.h"

static struct expression *of_one(struct plpgsql_run *run, enum expression_kind kind,
                                 const char *name, struct expression *operand)
{
    struct expression *made = plpgsql_make(run, kind);
    made->name = name;
    made->place = operand->place;
    made->value_type = type_builtin("bool");
    list_add(run->body->replay->arena, &made->operands, operand);
    return made;
}

// That the condition is not true: what ELSE means.
static struct expression *untrue(struct plpgsql_run *run, struct expression *condition)
{
    if (condition->kind == EXPRESSION_NOT) {
        struct expression *inner = condition->operands.items[0];
        if (inner->kind == EXPRESSION_EXISTS)
            return inner;
        return of_one(run, EXPRESSION_IS_TRUTH, "IS NOT FALSE", inner);
    }
    if (condition->kind == EXPRESSION_EXISTS)
        return plpgsql_not(run, condition);
    if (condition->kind == EXPRESSION_IS_NULL)
        return of_one(run, EXPRESSION_IS_NOT_NULL, NULL, condition->operands.items[0]);
    return of_one(run, EXPRESSION_IS_TRUTH, "IS NOT TRUE", condition);
}

struct expression *plpgsql_not(struct plpgsql_run *run, struct expression *condition)
{
    return of_one(run, EXPRESSION_NOT, NULL, condition);
}

// All of a path's conditions and `more` (may be NULL) together.
static struct expression *conjunction(struct plpgsql_run *run, const struct plpgsql_guard *guard,
                                      struct expression *more)
{
    struct arena *arena = run->body->replay->arena;
    struct expression *all = plpgsql_make(run, EXPRESSION_AND);
    all->place = guard->condition->place;
    all->value_type = type_builtin("bool");
    for (; guard; guard = guard->next)
        list_add(arena, &all->operands,
                 guard->is_negated ? untrue(run, guard->condition) : guard->condition);
    if (more)
        list_add(arena, &all->operands, more);
    return all->operands.count == 1 ? all->operands.items[0] : all;
}

static bool is_aggregate_visit(struct expression *expression, void *context)
{
    *(bool *)context |= expression->is_aggregate || expression->has_over;
    return !expression->query;
}

// Whether a condition in its WHERE means the same as one over its answer.
static bool takes_condition(const struct query *query, bool allows_limit)
{
    bool is_aggregate = false;
    list_each (struct output, output, &query->outputs)
        expression_walk(output.expression, is_aggregate_visit, &is_aggregate);
    return query->kind == QUERY_SELECT && !is_aggregate && !query->group_by.count &&
           !query->having && !query->offset && !query->is_distinct &&
           (!query->limit || allows_limit);
}

// SELECT * FROM (query) AS rows
static struct query *wrapped(struct plpgsql_run *run, struct query *query)
{
    struct arena *arena = run->body->replay->arena;
    struct from_item *item = arena_make(arena, struct from_item);
    item->kind = FROM_QUERY;
    item->place = query->place;
    item->query = query;
    item->alias = "rows";
    item->is_open = query->is_open;
    struct query *outer = arena_make(arena, struct query);
    outer->kind = QUERY_SELECT;
    outer->place = query->place;
    outer->is_open = query->is_open;
    list_add(arena, &outer->from, item);
    list_each (struct output, output, &query->outputs) {
        struct expression *column = plpgsql_make(run, EXPRESSION_COLUMN);
        column->place = output.place;
        column->qualifier = item->alias;
        column->name = output.name;
        column->from = item;
        column->is_bound = true;
        column->value_type = output.type;
        list_add(
            arena, &item->outputs,
            (struct output){.name = output.name, .column = output.column, .type = output.type});
        list_add(arena, &outer->outputs,
                 (struct output){.name = output.name,
                                 .expression = column,
                                 .column = output.column,
                                 .type = output.type,
                                 .place = output.place});
    }
    return outer;
}

void plpgsql_add_rows(struct plpgsql_run *run, struct query *query, uint32_t size,
                      const struct plpgsql_guard *guard)
{
    struct plpgsql_body *body = run->body;
    run->rows_size += size;
    if (run->rows_size > SIZE_LARGEST)
        plpgsql_unread(body, "what it comes to is too large");
    if (guard) {
        struct query *guarded = wrapped(run, query);
        if (takes_condition(query, false))
            *guarded = *query;
        guarded->where = conjunction(run, guard, guarded->where);
        query = guarded;
    }
    if (!body->unread)
        list_add(body->replay->arena, &body->function->result_rows, query);
}

struct query *plpgsql_with_values(struct plpgsql_run *run, const struct query *query, bool any)
{
    struct arena *arena = run->body->replay->arena;
    if (!takes_condition(query, true) || query->is_open)
        return NULL;
    struct expression *values = plpgsql_make(run, any ? EXPRESSION_OR : EXPRESSION_AND);
    values->place = query->place;
    values->value_type = type_builtin("bool");
    list_each (struct output, output, &query->outputs) {
        struct expression *value = plpgsql_output_value(run, &output);
        if (!value)
            return NULL;
        if (!output.column || !output.column->is_not_null)
            list_add(arena, &values->operands, of_one(run, EXPRESSION_IS_NOT_NULL, NULL, value));
    }
    struct query *made = arena_make(arena, struct query);
    *made = *query;
    if (values->operands.count == 0)
        return made;
    struct expression *test = values->operands.count == 1 ? values->operands.items[0] : values;
    struct plpgsql_guard guard = {.condition = test};
    made->where = conjunction(run, &guard, query->where);
    return made;
}
