// Where a value comes from. A trace starts at what a value is for (an assignment, a comparison, an
// output) and goes back:
//
//   column of a subquery, CTE, VALUES   the expression behind that output; of UNION both sides'
//   column of a view                    the expression in the view
//   excluded.column                     what INSERT would have stored there
//   f(...) in SQL                       what its last query answers; its arguments, at the call
//   x.title of jsonb_populate_record(base, doc) AS x    field "title" of doc
//   doc ->> 'title'                     the same
//   COALESCE, CASE, casts, operators, calls             their operands
//
// until it meets parameters, which get a use, and tables' columns, which the value reads. Nothing
// is passed twice within one trace, so recursive CTEs end and shared ones cost once.
#include "link/query_part.h"

// ---- what a trace meets ---------------------------------------------------------------------------

static void meet_column(struct linker *linker, struct column *column, const struct flow *flow)
{
    if (!flow->reads || flow->is_silent || !column)
        return;
    list_each (struct column *, known, flow->reads)
        if (known == column)
            return;
    list_add(linker->arena, flow->reads, column);
}

static void meet_parameter(struct linker *linker, struct expression *parameter, struct flow flow)
{
    if (flow.frame) {
        struct expression *operand = frame_operand(flow.frame, parameter);
        if (flow.frame->function->is_strict) {
            flow.null_fate = flow.frame->null_fate;
            flow.is_coalesced = flow.frame->is_coalesced;
            flow.keeps_null = flow.frame->keeps_null;
        }
        flow.frame = flow.frame->outer;
        trace_expression(linker, operand, flow);
        return;
    }
    if (!flow.records || parameter->number < 1) // $0, which PostgreSQL does not have
        return;
    *pointer_map_at(linker->scratch, &linker->used, parameter) = 1;
    list_add(linker->arena, &linker->link->parameter_uses,
             (struct parameter_use){.parameter = parameter->number,
                                    .role = flow.role,
                                    .field = flow.field,
                                    .column = flow.column,
                                    .comparison = flow.comparison,
                                    .function = flow.function,
                                    .query = flow.query,
                                    .expression = flow.expression,
                                    .is_direct = flow.is_direct && !flow.is_element,
                                    .is_element = flow.is_element,
                                    .is_coalesced = flow.is_coalesced,
                                    .keeps_null = flow.keeps_null,
                                    .null_fate = flow.is_element ? NULL_STOPS : flow.null_fate,
                                    .place = parameter->place});
}

// ---- columns of FROM items ------------------------------------------------------------------------

static void trace_column(struct linker *linker, struct column *column, struct flow flow)
{
    struct relation *relation = column ? column->relation : NULL;
    if (relation && relation_is_view(relation) && relation->query && !relation->query->is_open &&
        relation->query->outputs.count == relation->columns.count) {
        list_each (struct column *, candidate, &relation->columns)
            if (candidate == column)
                trace_output(linker, relation->query, candidate_at, flow);
        return;
    }
    meet_column(linker, column, &flow);
}

int32_t item_index_named(const struct from_item *item, const char *name)
{
    int32_t found = -1;
    list_each (struct output, output, &item->outputs) {
        if (!string_equal(output.name, name))
            continue;
        if (found >= 0)
            return -1;
        found = (int32_t)output_at;
    }
    return found;
}

void trace_named(struct linker *linker, struct from_item *item, const char *name, struct flow flow)
{
    if (!item || !name)
        return;
    if (item->kind == FROM_JOIN) {
        trace_named(linker, item->left, name, flow);
        trace_named(linker, item->right, name, flow);
        return;
    }
    int32_t index = item_index_named(item, name);
    if (index >= 0)
        trace_item(linker, item, (uint32_t)index, flow);
}

// The row that jsonb_populate_record starts from, where it is one: absent fields keep its values.
static struct from_item *base_row(const struct expression *call)
{
    struct expression *base =
        call->operands.count > 1 ? expression_bare(call->operands.items[0]) : NULL;
    return base && base->kind == EXPRESSION_STAR && base->operands.count == 0 ? base->from : NULL;
}

static void trace_field_of(struct linker *linker, const struct expression *call,
                           struct expression *document, bool is_set, const char *name,
                           struct flow flow)
{
    struct from_item *base = base_row(call);
    struct flow field = flow;
    field.field = name;
    field.is_element |= is_set;
    field.keeps_null |= base && !field.is_coalesced;
    field.is_coalesced |= base != NULL;
    trace_expression(linker, argument_value(document), field);
    if (base)
        trace_named(linker, base, name, flow);
}

// unnest(array), jsonb_array_elements(document)
static bool gives_items(const struct expression *call)
{
    return call->name && !call->function &&
           (strcmp(call->name, "unnest") == 0 || strstr(call->name, "array_elements"));
}

static struct frame *enter(struct linker *linker, const struct expression *call,
                           const struct flow *flow)
{
    struct frame *frame = frame_enter(linker, call, flow->frame);
    if (frame) {
        frame->null_fate = flow->null_fate;
        frame->is_coalesced = flow->is_coalesced;
        frame->keeps_null = flow->keeps_null;
    }
    return frame;
}

static void trace_call_result(struct linker *linker, struct expression *call, uint32_t index,
                              const char *name, struct flow flow)
{
    bool is_set = false;
    struct expression *document = call_document(call, &is_set);
    if (document) {
        trace_field_of(linker, call, document, is_set, name, flow);
        return;
    }
    struct frame *frame = enter(linker, call, &flow);
    if (frame) {
        struct query *last = frame->function->queries.items[frame->function->queries.count - 1];
        flow.frame = frame;
        trace_output(linker, last, index, flow);
        return;
    }
    bool is_unnest = string_equal(call->name, "unnest") && !call->function;
    bool is_items = !is_unnest && gives_items(call);
    flow.is_element |= is_unnest || is_items;
    if (is_unnest && call->operands.count > 1) {
        if (index < call->operands.count)
            trace_expression(linker, call->operands.items[index], flow);
        return;
    }
    if (!is_unnest && !is_items) {
        trace_expression(linker, call, flow);
        return;
    }
    list_each (struct expression *, operand, &call->operands)
        trace_expression(linker, operand, flow);
}

void trace_item(struct linker *linker, struct from_item *item, uint32_t index, struct flow flow)
{
    if (index >= item->outputs.count)
        return;
    const struct output *output = &item->outputs.items[index];
    switch (item->kind) {
    case FROM_RELATION:
        if (item->query)
            trace_output(linker, item->query, index, flow);
        else
            trace_column(linker, output->column, flow);
        break;
    case FROM_QUERY:
        if (item->query)
            trace_output(linker, item->query, index, flow);
        break;
    case FROM_FUNCTION:
        if (item->has_ordinality && index + 1 == item->outputs.count)
            break;
        if (item->call && item->call->kind == EXPRESSION_CALL)
            trace_call_result(linker, item->call, index, output->name, flow);
        else
            trace_expression(linker, item->call, flow);
        break;
    case FROM_JOIN:
        trace_named(linker, item->left, output->name, flow);
        trace_named(linker, item->right, output->name, flow);
        break;
    }
}

// ---- outputs --------------------------------------------------------------------------------------

void trace_output(struct linker *linker, struct query *query, uint32_t index, struct flow flow)
{
    if (!query || query->is_open || index >= query->outputs.count || !linker_step(linker) ||
        !trace_first(linker, query, index, &flow))
        return;
    const struct output *output = &query->outputs.items[index];
    switch (query->kind) {
    case QUERY_UNION:
    case QUERY_INTERSECT:
    case QUERY_EXCEPT:
        trace_output(linker, query->left, index, flow);
        if (query->kind == QUERY_UNION)
            trace_output(linker, query->right, index, flow);
        break;
    case QUERY_VALUES:
        list_each (struct expression *, row, &query->rows)
            if (index < row->operands.count) {
                struct flow own = flow;
                if (query->rows.count > 1 && !flow.reads)
                    own.expression = row->operands.items[index];
                trace_expression(linker, row->operands.items[index], own);
            }
        break;
    default:
        if (output->expression)
            trace_expression(linker, output->expression, flow);
        else if (output->from && output->from->outputs.count > 0)
            trace_item(linker, output->from, output->from_index, flow);
        else if (output->from)
            trace_named(linker, output->from, output->name, flow);
        else
            trace_column(linker, output->column, flow);
    }
}

// ---- expressions ----------------------------------------------------------------------------------

// What a function or operator makes of a document is not known key by key.
static struct flow operand_flow(const struct expression *expression, uint32_t operand,
                                struct flow flow)
{
    enum null_fate fate = flow.field ? NULL_UNKNOWN : operand_null_fate(expression, operand);
    if (fate > flow.null_fate)
        flow.null_fate = fate;
    return flow;
}

static void trace_operands(struct linker *linker, const struct expression *expression,
                           struct flow flow)
{
    flow.is_direct = false;
    list_each (struct expression *, operand, &expression->operands)
        trace_expression(linker, operand, operand_flow(expression, operand_at, flow));
}

static void trace_silently(struct linker *linker, const struct expression *expression,
                           struct flow flow)
{
    flow.is_silent = true;
    trace_operands(linker, expression, flow);
}

static bool is_comparison(const char *name)
{
    static const char *const names[] = {"=",  "<>",  "!=",  "<",   "<=", ">",  ">=", "~",  "~*",
                                        "!~", "!~*", "@>",  "<@",  "&&", "?",  "?|", "?&", "@@",
                                        "@?", "~~",  "!~~", "~~*", "<<", ">>", "|>>"};
    for (size_t at = 0; name && at < array_length(names); at++)
        if (strcmp(names[at], name) == 0)
            return true;
    return false;
}

static void trace_call(struct linker *linker, struct expression *call, struct flow flow)
{
    flow.is_direct = false;
    flow.is_silent |= call_hides_argument(call);
    flow.is_element |= gives_items(call);
    struct frame *frame = enter(linker, call, &flow);
    if (frame) {
        struct flow inner = flow;
        inner.frame = frame;
        trace_output(linker, frame->function->queries.items[frame->function->queries.count - 1], 0,
                     inner);
        return;
    }
    if (call->function) {
        flow.function = call->function;
        if (flow.role == ROLE_ANSWERED || flow.role == ROLE_OTHER || flow.role == ROLE_ABSENCE)
            flow.role = ROLE_ARGUMENT;
    }
    list_each (struct expression *, operand, &call->operands)
        if (!expression_is_part(operand, "over") && !expression_is_part(operand, "order by"))
            trace_expression(linker, argument_value(operand), operand_flow(call, operand_at, flow));
}

// (value).name
static void trace_field(struct linker *linker, const struct expression *expression,
                        struct flow flow)
{
    if (expression->operands.count != 1)
        return;
    struct expression *value = expression_bare(expression->operands.items[0]);
    if (value->kind == EXPRESSION_STAR && value->from && value->operands.count == 0) {
        trace_named(linker, value->from, expression->name, flow);
        return;
    }
    if (value->kind == EXPRESSION_CALL) {
        bool is_set = false;
        struct expression *document = call_document(value, &is_set);
        if (document) {
            trace_field_of(linker, value, document, is_set, expression->name, flow);
            return;
        }
    }
    trace_operands(linker, expression, flow);
}

// A whole row as a value.
static void trace_row(struct linker *linker, const struct expression *star, struct flow flow)
{
    flow.is_direct = false;
    if (star->operands.count || !star->from) {
        trace_operands(linker, star, flow);
        return;
    }
    struct from_item *from = star->from;
    if (from->kind == FROM_JOIN && from->outputs.count == 0)
        return;
    const struct removed_key *removed = flow.removed;
    flow.removed = NULL;
    for (uint32_t at = 0; at < from->outputs.count; at++)
        if (!document_has_lost(removed, from->outputs.items[at].name))
            trace_item(linker, from, at, flow);
}

static bool may_be_absent(const struct expression *expression)
{
    const struct expression *bare = expression_bare((struct expression *)expression);
    return bare->kind == EXPRESSION_NULL || bare->kind == EXPRESSION_PARAMETER;
}

static void trace_coalesce(struct linker *linker, const struct expression *expression,
                           struct flow flow)
{
    for (uint32_t at = 0; at < expression->operands.count; at++) {
        struct flow own = flow;
        for (uint32_t rest = at + 1; rest < expression->operands.count; rest++)
            own.is_coalesced |= !may_be_absent(expression->operands.items[rest]);
        trace_expression(linker, expression->operands.items[at], own);
    }
}

static void trace_case(struct linker *linker, const struct expression *expression, struct flow flow)
{
    // What a condition that is NULL leads to.
    const struct expression *other = expression->operands.items[expression->operands.count - 1];
    enum null_fate falls_to = other && !may_be_absent(other) ? NULL_STOPS : NULL_UNKNOWN;
    for (uint32_t at = 0; at < expression->operands.count; at++) {
        struct flow own = flow;
        bool is_result = at + 1 == expression->operands.count || (at > 0 && at % 2 == 0);
        own.is_direct &= is_result;
        own.is_silent |= !is_result;
        own.is_coalesced |= is_result;
        if (!is_result && own.null_fate < falls_to)
            own.null_fate = falls_to;
        trace_expression(linker, expression->operands.items[at], own);
    }
}

// ON CONFLICT: what the INSERT would have stored in the column.
static void trace_excluded(struct linker *linker, const struct item_fact *fact,
                           const struct expression *reference, struct flow flow)
{
    struct query *query = fact->query;
    list_each (struct assignment, assignment, &query->assignments)
        if (assignment.column && assignment.column == reference->column && query->left)
            trace_output(linker, query->left, assignment.index, flow);
}

static void trace_reference(struct linker *linker, struct expression *reference, struct flow flow)
{
    if (!reference->is_bound)
        return;
    const struct item_fact *fact = reference->from ? linker_fact(linker, reference->from) : NULL;
    if (fact && fact->is_excluded) {
        trace_excluded(linker, fact, reference, flow);
        return;
    }
    if (reference->column) {
        trace_column(linker, reference->column, flow);
        return;
    }
    if (!reference->from)
        return;
    int32_t index = reference_index(reference);
    if (index >= 0)
        trace_item(linker, reference->from, (uint32_t)index, flow);
    else if (reference->from->kind == FROM_JOIN)
        trace_named(linker, reference->from, reference->name, flow);
}

static void trace_subscript(struct linker *linker, const struct expression *expression,
                            struct flow flow)
{
    if (expression->operands.count == 2 &&
        expression->operands.items[1]->kind == EXPRESSION_STRING) { // document['title']
        flow.is_direct &= flow.field == NULL;
        flow.field = expression->operands.items[1]->name;
        trace_expression(linker, expression->operands.items[0], flow);
        return;
    }
    flow.is_direct = false;
    for (uint32_t at = 0; at < expression->operands.count; at++) {
        struct flow own = flow;
        own.is_silent |= at > 0;
        own.is_element |= at == 0;
        trace_expression(linker, expression->operands.items[at], own);
    }
}

void trace_expression(struct linker *linker, struct expression *expression, struct flow flow)
{
    if (!expression || !linker_step(linker))
        return;
    switch (expression->kind) {
    case EXPRESSION_PARAMETER:
        meet_parameter(linker, expression, flow);
        break;
    case EXPRESSION_COLUMN:
        trace_reference(linker, expression, flow);
        break;
    case EXPRESSION_STAR:
        trace_row(linker, expression, flow);
        break;
    case EXPRESSION_CAST:
    case EXPRESSION_COLLATE:
        if (expression->operands.count == 1)
            trace_expression(linker, expression->operands.items[0], flow);
        break;
    case EXPRESSION_COALESCE:
        trace_coalesce(linker, expression, flow);
        break;
    case EXPRESSION_CASE:
        trace_case(linker, expression, flow);
        break;
    case EXPRESSION_NULLIF:
        for (uint32_t at = 0; at < expression->operands.count; at++) {
            struct flow own = flow;
            own.is_direct &= at == 0;
            own.is_silent |= at > 0;
            if (at > 0) // NULLIF(value, NULL) is the value
                own.null_fate = NULL_STOPS;
            trace_expression(linker, expression->operands.items[at], own);
        }
        break;
    case EXPRESSION_OPERATOR:
        if (trace_document(linker, expression, flow))
            break;
        if (is_comparison(expression->name))
            trace_silently(linker, expression, flow);
        else
            trace_operands(linker, expression, flow);
        break;
    case EXPRESSION_CALL:
        if (!trace_document(linker, expression, flow))
            trace_call(linker, expression, flow);
        break;
    case EXPRESSION_FIELD:
        trace_field(linker, expression, flow);
        break;
    case EXPRESSION_SUBSCRIPT:
        trace_subscript(linker, expression, flow);
        break;
    case EXPRESSION_SUBQUERY:
        trace_output(linker, expression->query, 0, flow);
        break;
    case EXPRESSION_SUBQUERY_ARRAY:
        flow.is_direct = false;
        flow.null_fate = NULL_STOPS;
        trace_output(linker, expression->query, 0, flow);
        break;
    case EXPRESSION_IS_NULL:
    case EXPRESSION_IS_NOT_NULL:
        flow.role = ROLE_ABSENCE;
        flow.column = NULL;
        trace_silently(linker, expression, flow);
        break;
    case EXPRESSION_AND:
    case EXPRESSION_OR:
    case EXPRESSION_NOT:
    case EXPRESSION_ANY:
    case EXPRESSION_ALL:
    case EXPRESSION_LIKE:
    case EXPRESSION_BETWEEN:
    case EXPRESSION_DISTINCT:
    case EXPRESSION_IS_TRUTH:
    case EXPRESSION_SUBQUERY_ANY:
    case EXPRESSION_SUBQUERY_ALL:
        trace_silently(linker, expression, flow);
        break;
    case EXPRESSION_GREATEST:
    case EXPRESSION_LEAST:
    case EXPRESSION_ARRAY:
    case EXPRESSION_ROW:
    case EXPRESSION_OTHER:
        trace_operands(linker, expression, flow);
        break;
    case EXPRESSION_EXISTS:
    case EXPRESSION_NULL:
    case EXPRESSION_BOOLEAN:
    case EXPRESSION_NUMBER:
    case EXPRESSION_STRING:
    case EXPRESSION_KEYWORD:
    case EXPRESSION_DEFAULT:
        break;
    }
}
