// The answer's columns: what each is made of, which table's column it passes on, and whether it can
// be null. Parameters on the way are ANSWERED.
#include "link/query_part.h"

static void add_answer(struct linker *linker, struct query *query, uint32_t index)
{
    const struct output *output = &query->outputs.items[index];
    struct answer_column answer = {.name = output->name,
                                   .type = output->type,
                                   .column = column_below(output->column),
                                   .expression = output->expression,
                                   .place = output->place};
    struct flow flow = {.role = ROLE_ANSWERED,
                        .comparison = COMPARISON_OTHER,
                        .query = query,
                        .expression = output->expression,
                        .is_direct = true,
                        .records = true,
                        .reads = &answer.reads};
    trace_begin(linker);
    trace_output(linker, query, index, flow);
    answer.nullability = output_nullability(linker, query, index, NULL);
    list_add(linker->arena, &linker->link->answer, answer);
}

void link_answer(struct linker *linker, struct query *query)
{
    linker->link->is_answer_open = query->is_open;
    for (uint32_t at = 0; at < query->outputs.count; at++)
        add_answer(linker, query, at);
}
