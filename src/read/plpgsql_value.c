// Values of variables as expressions.
//
// SELECT a INTO x FROM t WHERE c makes x the subquery (SELECT a FROM t WHERE c). PL/pgSQL takes the
// first row where there are several, SQL would refuse them: but whichever it is, it is a row for
// which the condition holds, and that is all that anybody who reasons about the value may use.
#include "read/plpgsql_part.h"

#include "read/resolve.h"

struct expression *plpgsql_make(struct plpgsql_run *run, enum expression_kind kind)
{
    struct expression *expression = arena_make(run->body->replay->arena, struct expression);
    expression->kind = kind;
    expression->place = run->body->function->body_place;
    return expression;
}

struct expression *plpgsql_boolean(struct plpgsql_run *run, bool value)
{
    struct expression *expression = plpgsql_make(run, EXPRESSION_BOOLEAN);
    expression->boolean = value;
    expression->value_type = type_builtin("bool");
    return expression;
}

struct expression *plpgsql_null(struct plpgsql_run *run)
{
    struct expression *expression = plpgsql_make(run, EXPRESSION_NULL);
    expression->value_type = type_builtin("unknown");
    return expression;
}

// ---- conversion -----------------------------------------------------------------------------------

static bool is_text(const struct type_name *type)
{
    return type && !type->dimensions && type->schema && strcmp(type->schema, "pg_catalog") == 0 &&
           (strcmp(type->name, "text") == 0 || strcmp(type->name, "varchar") == 0);
}

struct expression *plpgsql_converted(struct plpgsql_run *run, struct expression *value,
                                     struct type_name *type)
{
    const struct type_name *from = value->value_type;
    if (!type || !type->is_known || value->kind == EXPRESSION_NULL || type_is_unknown(type))
        return value;
    bool is_polymorphic = string_starts_with(type->name, "any") || type->row_of ||
                          strcmp(type->name, "record") == 0 || strcmp(type->name, "void") == 0;
    bool is_same = from && (type_name_same(from, type, false) || (is_text(from) && is_text(type)));
    // x = ANY ((SELECT array)) would be read as a comparison with each row.
    bool is_array_of_query = value->kind == EXPRESSION_SUBQUERY && type->dimensions;
    if (is_polymorphic || (is_same && !is_array_of_query) ||
        (type_is_unknown(from) && is_text(type)))
        return value;
    struct expression *cast = plpgsql_make(run, EXPRESSION_CAST);
    cast->place = value->place;
    cast->type = cast->value_type = type;
    list_add(run->body->replay->arena, &cast->operands, value);
    return cast;
}

// ---- queries as values ----------------------------------------------------------------------------

static bool is_aggregate_visit(struct expression *expression, void *context)
{
    *(bool *)context |=
        expression->kind == EXPRESSION_CALL && expression->is_aggregate && !expression->has_over;
    return !expression->query; // one inside belongs to its own query
}

static bool has_aggregate(const struct query *query)
{
    bool found = query->having != NULL;
    list_each (struct output, output, &query->outputs)
        expression_walk(output.expression, is_aggregate_visit, &found);
    return found;
}

static bool gives_rows_visit(struct expression *expression, void *context)
{
    *(bool *)context |= expression->kind == EXPRESSION_CALL &&
                        (expression->returns_set || !expression->is_resolved);
    return !expression->query;
}

bool plpgsql_is_plain(const struct query *query)
{
    bool gives_rows = false;
    list_each (struct output, output, &query->outputs)
        expression_walk(output.expression, gives_rows_visit, &gives_rows);
    return query->kind == QUERY_SELECT && !query->from.count && !query->where &&
           !query->group_by.count && !query->limit && !query->offset &&
           !query->common_tables.count && !query->is_open && !gives_rows && !has_aggregate(query);
}

// ORDER BY 2 and the like, in a query that loses outputs.
static void replace_numbers(struct plpgsql_run *run, const struct query *query,
                            struct expression ***items, uint32_t count)
{
    struct arena *arena = run->body->replay->arena;
    struct expression **copies = arena_allocate(arena, (count + 1) * sizeof *copies);
    for (uint32_t i = 0; i < count; i++) {
        copies[i] = (*items)[i];
        if (copies[i]->kind != EXPRESSION_NUMBER)
            continue;
        unsigned long number = strtoul(copies[i]->name, NULL, 10);
        if (number >= 1 && number <= query->outputs.count &&
            query->outputs.items[number - 1].expression)
            copies[i] = query->outputs.items[number - 1].expression;
    }
    *items = copies;
}

struct expression *plpgsql_output_value(struct plpgsql_run *run, const struct output *output)
{
    if (output->expression || !output->from)
        return output->expression;
    struct expression *column = plpgsql_make(run, EXPRESSION_COLUMN);
    column->place = output->place;
    column->qualifier = output->from->alias;
    column->name = output->name;
    column->from = output->from;
    column->is_bound = true;
    bool is_own = output->from->kind == FROM_RELATION && output->from->relation;
    column->column = is_own ? output->column : NULL;
    column->value_type = output->type;
    return column;
}

struct expression *plpgsql_output(struct plpgsql_run *run, struct query *query, uint32_t index)
{
    if (index >= query->outputs.count || query->is_open)
        return NULL;
    struct output output = query->outputs.items[index];
    if (query->kind == QUERY_SELECT) {
        output.expression = plpgsql_output_value(run, &output);
        if (!output.expression)
            return NULL;
        if (plpgsql_is_plain(query))
            return output.expression;
    } else if (query->outputs.count > 1) {
        return NULL; // of a UNION: both sides would have to lose the others
    }
    struct query *narrow = arena_make(run->body->replay->arena, struct query);
    *narrow = *query;
    if (query->kind == QUERY_SELECT) {
        replace_numbers(run, query, &narrow->order_by.items, narrow->order_by.count);
        replace_numbers(run, query, &narrow->group_by.items, narrow->group_by.count);
        replace_numbers(run, query, &narrow->distinct_on.items, narrow->distinct_on.count);
        narrow->outputs.items = NULL;
        narrow->outputs.count = narrow->outputs.capacity = 0;
        list_add(run->body->replay->arena, &narrow->outputs, output);
    }
    struct expression *value = plpgsql_make(run, EXPRESSION_SUBQUERY);
    value->place = query->place;
    value->query = narrow;
    value->value_type = output.type;
    return value;
}

struct expression *plpgsql_exists(struct plpgsql_run *run, struct query *query)
{
    bool is_one = query->kind == QUERY_SELECT && !query->group_by.count && !query->having &&
                  !query->limit && !query->offset && has_aggregate(query);
    if (is_one || plpgsql_is_plain(query))
        return plpgsql_boolean(run, true);
    struct expression *exists = plpgsql_make(run, EXPRESSION_EXISTS);
    exists->place = query->place;
    exists->query = query;
    exists->value_type = type_builtin("bool");
    return exists;
}

struct expression *plpgsql_value_of(struct plpgsql_run *run, const struct plpgsql_state *state,
                                    const char *text, uint32_t at, uint32_t *size)
{
    struct plpgsql_body *body = run->body;
    struct body_place place = plpgsql_place(body, at);
    if (place.is_exact) // so that what stands behind SELECT has its own place
        place.place.offset -= (uint32_t)strlen("SELECT ");
    *size = 0;
    struct query *query = plpgsql_query(
        run, state, arena_format(body->replay->scratch, "SELECT %s", text), place, size);
    if (!query)
        return NULL;
    struct expression *value = query->outputs.count == 1 ? plpgsql_output(run, query, 0) : NULL;
    if (!value)
        plpgsql_unread(body, "line %u is not one value", plpgsql_line(body, at));
    return value;
}

struct expression *plpgsql_value(struct plpgsql_run *run, const struct plpgsql_state *state,
                                 struct span span, uint32_t *size)
{
    return plpgsql_value_of(run, state, plpgsql_text(run->body, span), span.from, size);
}
