// Looking at single expressions of a bound query: what they are below casts, which parameter, which
// column, and where a FROM item stands. No walking here.
#include "design/lookup.h"
#include "link/query_part.h"

enum { VIEWS_DEEP = 32 };

struct expression *expression_bare(struct expression *expression)
{
    while (expression &&
           (expression->kind == EXPRESSION_CAST || expression->kind == EXPRESSION_COLLATE) &&
           expression->operands.count == 1)
        expression = expression->operands.items[0];
    return expression;
}

bool expression_is_part(const struct expression *expression, const char *name)
{
    return expression && expression->kind == EXPRESSION_OTHER &&
           string_equal(expression->name, name);
}

struct expression *argument_value(struct expression *operand)
{
    bool is_wrapped = (expression_is_part(operand, "named argument") ||
                       expression_is_part(operand, "variadic")) &&
                      operand->operands.count == 1;
    return is_wrapped ? operand->operands.items[0] : operand;
}

// ---- parameters -----------------------------------------------------------------------------------

static bool is_input(const struct argument *argument)
{
    return argument->mode == ARGUMENT_IN || argument->mode == ARGUMENT_INOUT ||
           argument->mode == ARGUMENT_VARIADIC;
}

struct expression *frame_operand(const struct frame *frame, const struct expression *parameter)
{
    uint32_t index = 0;
    const struct argument *meant = NULL;
    list_each (struct argument, argument, &frame->function->arguments) {
        if (!is_input(&argument))
            continue;
        index++;
        bool is_meant = parameter->name && argument.name
                            ? strcmp(parameter->name, argument.name) == 0
                            : (int32_t)index == parameter->number;
        if (is_meant) {
            meant = &frame->function->arguments.items[argument_at];
            break;
        }
    }
    if (!meant || meant->mode == ARGUMENT_VARIADIC)
        return NULL;
    uint32_t at = 0;
    list_each (struct expression *, operand, &frame->call->operands) {
        if (expression_is_part(operand, "named argument")) {
            if (string_equal(operand->qualifier, meant->name))
                return argument_value(operand);
            continue;
        }
        at++;
        if (at == index)
            return expression_is_part(operand, "variadic") ? NULL : operand;
    }
    return meant->default_value;
}

int32_t expression_parameter(const struct expression *expression, const struct frame *frame)
{
    for (;;) {
        expression = expression_bare((struct expression *)expression);
        if (!expression || expression->kind != EXPRESSION_PARAMETER)
            return 0;
        if (!frame)
            return expression->number;
        expression = frame_operand(frame, expression);
        frame = frame->outer;
    }
}

enum { FRAMES_DEEP = 4 };

struct frame *frame_enter(struct linker *linker, const struct expression *call, struct frame *outer)
{
    struct function *function = call->function;
    if (!function || function->queries.count == 0 || !string_equal(function->language, "sql") ||
        function->kind == FUNCTION_AGGREGATE || (outer && outer->depth >= FRAMES_DEEP))
        return NULL;
    for (const struct frame *frame = outer; frame; frame = frame->outer)
        if (frame->function == function)
            return NULL;
    list_each (struct query *, query, &function->queries)
        if (query->kind == QUERY_OTHER)
            return NULL;
    struct frame *frame = arena_make(linker->scratch, struct frame);
    *frame = (struct frame){outer, call, function, outer ? outer->depth + 1 : 1};
    return frame;
}

// ---- columns --------------------------------------------------------------------------------------

bool relation_is_view(const struct relation *relation)
{
    return relation->kind == RELATION_VIEW || relation->kind == RELATION_MATERIALIZED;
}

int32_t reference_index(const struct expression *reference)
{
    const struct from_item *item = reference->from;
    if (reference->kind != EXPRESSION_COLUMN || !reference->is_bound || !item)
        return -1;
    int32_t found = -1;
    list_each (struct output, output, &item->outputs) {
        if (!string_equal(output.name, reference->name))
            continue;
        if (found >= 0)
            return -1;
        found = (int32_t)output_at;
    }
    return found;
}

int32_t item_column_index(const struct from_item *item, const struct column *column)
{
    list_each (struct output, output, &item->outputs)
        if (output.column == column)
            return (int32_t)output_at;
    return -1;
}

struct expression *output_expression(const struct query *query, uint32_t index)
{
    return !query->is_open && index < query->outputs.count ? query->outputs.items[index].expression
                                                           : NULL;
}

struct column *column_below(struct column *column)
{
    for (int depth = 0; column && depth < VIEWS_DEEP; depth++) {
        const struct relation *relation = column->relation;
        if (!relation || !relation_is_view(relation))
            return column;
        const struct query *query = relation->query;
        if (!query || query->is_open || query->outputs.count != relation->columns.count)
            return NULL;
        struct column *below = NULL;
        list_each (struct column *, candidate, &relation->columns)
            if (candidate == column)
                below = query->outputs.items[candidate_at].column;
        column = below;
    }
    return NULL;
}

struct column *reference_column(const struct expression *reference)
{
    if (reference->kind != EXPRESSION_COLUMN || !reference->is_bound)
        return NULL;
    struct column *column = reference->column;
    if (!column) {
        int32_t index = reference_index(reference);
        column = index >= 0 ? reference->from->outputs.items[index].column : NULL;
    }
    return column_below(column);
}
