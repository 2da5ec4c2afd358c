// RETURN QUERY: a query under the conditions of the path that comes to it.
#include "read/plpgsql_part.h"

#include "read/resolve.h"

// All of a path's conditions and `more` (may be NULL) together.
static struct expression *conjunction(struct plpgsql_run *run, const struct plpgsql_guard *guard,
                                      struct expression *more)
{
    struct arena *arena = run->body->replay->arena;
    struct expression *all = plpgsql_make(run, EXPRESSION_AND);
    all->value_type = type_builtin("bool");
    for (; guard; guard = guard->next) {
        struct expression *condition = guard->condition;
        if (guard->is_negated) {
            condition = plpgsql_make(run, EXPRESSION_IS_TRUTH);
            condition->name = "IS NOT TRUE";
            condition->place = guard->condition->place;
            condition->value_type = type_builtin("bool");
            list_add(arena, &condition->operands, guard->condition);
        }
        list_add(arena, &all->operands, condition);
    }
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
static bool takes_condition(const struct query *query)
{
    bool is_aggregate = false;
    list_each (struct output, output, &query->outputs)
        expression_walk(output.expression, is_aggregate_visit, &is_aggregate);
    return query->kind == QUERY_SELECT && !is_aggregate && !query->group_by.count &&
           !query->having && !query->limit && !query->offset && !query->is_distinct;
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
        if (takes_condition(query))
            *guarded = *query;
        guarded->where = conjunction(run, guard, guarded->where);
        query = guarded;
    }
    if (!body->unread)
        list_add(body->replay->arena, &body->function->result_rows, query);
}
