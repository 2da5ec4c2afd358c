// Queries of a DO block over the catalogs: a nested loop over the FROM items. A condition that is
// already false for the rows bound so far cuts the branch off, which makes joins through unique
// names cheap.
#include "read/sql_do_value.h"

static const struct value unknown = {.kind = VALUE_UNKNOWN};
static const struct value null = {.kind = VALUE_NULL};

struct loop {
    struct evaluation *evaluation;
    const struct query *query;
    LIST(const struct from_item *) items;       // without the joins
    LIST(const struct expression *) conditions; // of ON and WHERE
    struct value_list *rows;                    // where they are collected
    uint32_t depth;
    uint32_t certain, possible;
    bool is_incomplete; // a FROM item whose rows are not known
    bool stops_at_one;
};

static bool flatten(struct loop *loop, const struct from_item *item)
{
    struct arena *scratch = loop->evaluation->replay->scratch;
    if (item->kind != FROM_JOIN) {
        list_add(scratch, &loop->items, item);
        return true;
    }
    if (item->join != JOIN_INNER || item->is_natural || item->using_columns.count > 0)
        return false;
    if (item->on)
        list_add(scratch, &loop->conditions, item->on);
    return item->left && item->right && flatten(loop, item->left) && flatten(loop, item->right);
}

static void loop_deeper(struct loop *loop);

static bool loop_row(void *context, const struct row *row)
{
    struct loop *loop = context;
    struct evaluation *evaluation = loop->evaluation;
    if (evaluation->steps++ > EVALUATION_STEPS) {
        loop->is_incomplete = true;
        return false;
    }
    const struct from_item *item = loop->items.items[loop->depth];
    struct bound_row bound = {item->alias, row};
    list_add(evaluation->replay->scratch, &evaluation->rows, bound);
    bool is_cut = false;
    list_each (const struct expression *, condition, &loop->conditions) {
        struct value value = evaluate(evaluation, condition);
        is_cut |= value.kind == VALUE_NULL || (value.kind == VALUE_BOOLEAN && !value.boolean);
        if (is_cut)
            break;
    }
    if (!is_cut) {
        loop->depth++;
        loop_deeper(loop);
        loop->depth--;
    }
    evaluation->rows.count--;
    return !(loop->stops_at_one && loop->certain > 0);
}

// unnest(array): one row for each item; other functions are not known.
static void loop_function(struct loop *loop, const struct from_item *item)
{
    const struct expression *call = item->call;
    if (!call || call->kind != EXPRESSION_CALL || !string_equal(call->name, "unnest") ||
        call->operands.count != 1) {
        loop->is_incomplete = true;
        return;
    }
    struct value array = evaluate(loop->evaluation, call->operands.items[0]);
    if (array.kind != VALUE_ARRAY) {
        loop->is_incomplete = true;
        return;
    }
    const char *name = item->outputs.count ? item->outputs.items[0].name : item->alias;
    for (uint32_t i = 0; i < array.count; i++) {
        struct row row = {.count = 1};
        row.names[0] = name;
        row.values[0] = array.items[i];
        if (!loop_row(loop, &row))
            return;
    }
}

static void loop_query(struct loop *loop, const struct from_item *item)
{
    struct value_list rows = {0};
    if (!item->query || !evaluate_rows(loop->evaluation, item->query, &rows)) {
        loop->is_incomplete = true;
        return;
    }
    list_each (struct value, record, &rows) {
        struct row row = {0};
        for (uint32_t i = 0; i < record.count && i < ROW_COLUMNS; i++) {
            bool is_renamed = i < item->outputs.count && item->outputs.items[i].name;
            row.names[i] = is_renamed ? item->outputs.items[i].name : record.names[i];
            row.values[i] = record.items[i];
            row.count++;
        }
        if (!loop_row(loop, &row))
            return;
    }
}

static bool is_common_table(const struct query *query, const char *name)
{
    list_each (struct common_table *, common, &query->common_tables)
        if (strcmp(common->name, name) == 0)
            return true;
    return false;
}

static const char *output_name(const struct output *output)
{
    if (output->name)
        return output->name;
    const struct expression *expression = output->expression;
    while (expression && expression->kind == EXPRESSION_CAST && expression->operands.count)
        expression = expression->operands.items[0];
    if (expression &&
        (expression->kind == EXPRESSION_COLUMN || expression->kind == EXPRESSION_CALL))
        return expression->name;
    return "?column?";
}

// One row of the answer; a set-returning unnest in the output gives several.
static void collect(struct loop *loop)
{
    struct evaluation *evaluation = loop->evaluation;
    struct arena *scratch = evaluation->replay->scratch;
    const struct query *query = loop->query;
    uint32_t count = query->outputs.count;
    if (count == 1 && query->outputs.items[0].expression) {
        const struct expression *call = query->outputs.items[0].expression;
        if (call->kind == EXPRESSION_CALL && string_equal(call->name, "unnest") &&
            call->operands.count == 1) {
            struct value array = evaluate(evaluation, call->operands.items[0]);
            loop->is_incomplete |= array.kind != VALUE_ARRAY;
            for (uint32_t i = 0; array.kind == VALUE_ARRAY && i < array.count; i++) {
                const char **names = arena_allocate(scratch, sizeof *names);
                names[0] = output_name(&query->outputs.items[0]);
                list_add(scratch, loop->rows,
                         (struct value){.kind = VALUE_RECORD,
                                        .names = names,
                                        .items = &array.items[i],
                                        .count = 1});
            }
            return;
        }
    }
    const char **names = arena_allocate(scratch, count * sizeof *names);
    struct value *items = arena_allocate(scratch, count * sizeof *items);
    for (uint32_t i = 0; i < count; i++) {
        const struct output *output = &query->outputs.items[i];
        if (output->expression && output->expression->kind == EXPRESSION_STAR) {
            loop->is_incomplete = true;
            return;
        }
        names[i] = output_name(output);
        items[i] = evaluate(evaluation, output->expression);
    }
    list_add(scratch, loop->rows,
             (struct value){.kind = VALUE_RECORD, .names = names, .items = items, .count = count});
}

static void loop_end(struct loop *loop)
{
    list_each (const struct expression *, condition, &loop->conditions) {
        struct value value = evaluate(loop->evaluation, condition);
        if (value.kind == VALUE_BOOLEAN && value.boolean)
            continue;
        loop->possible += value.kind == VALUE_UNKNOWN;
        return;
    }
    loop->certain++;
    if (loop->rows)
        collect(loop);
}

static void loop_deeper(struct loop *loop)
{
    if (loop->depth == loop->items.count) {
        loop_end(loop);
        return;
    }
    const struct from_item *item = loop->items.items[loop->depth];
    if (item->kind == FROM_FUNCTION)
        loop_function(loop, item);
    else if (item->kind == FROM_QUERY)
        loop_query(loop, item);
    else if (is_common_table(loop->query, item->name) ||
             !catalog_visit(loop->evaluation->replay, item->schema, item->name, loop_row, loop))
        loop->is_incomplete = true;
}

// An aggregate without GROUP BY answers one row whatever it reads.
static bool has_aggregate(const struct query *query)
{
    static const char *const names[] = {"count",   "max",      "min",        "sum",      "avg",
                                        "bool_or", "bool_and", "string_agg", "array_agg"};
    list_each (struct output, output, &query->outputs)
        for (size_t i = 0; i < array_length(names); i++)
            if (output.expression && output.expression->kind == EXPRESSION_CALL &&
                string_equal(output.expression->name, names[i]))
                return true;
    return false;
}

static bool loop_run(struct loop *loop)
{
    const struct query *query = loop->query;
    if (query->kind != QUERY_SELECT || query->group_by.count > 0 || query->having ||
        query->offset || has_aggregate(query))
        return false;
    list_each (struct from_item *, item, &query->from)
        if (!flatten(loop, item))
            return false;
    if (query->where)
        list_add(loop->evaluation->replay->scratch, &loop->conditions, query->where);
    loop_deeper(loop);
    return true;
}

bool evaluate_rows(struct evaluation *evaluation, const struct query *query,
                   struct value_list *rows)
{
    struct arena *scratch = evaluation->replay->scratch;
    if (query->kind == QUERY_VALUES) {
        list_each (struct expression *, expression, &query->rows) {
            uint32_t count = expression->operands.count;
            const char **names = arena_allocate(scratch, count * sizeof *names);
            struct value *items = arena_allocate(scratch, count * sizeof *items);
            for (uint32_t i = 0; i < count; i++) {
                names[i] = arena_format(scratch, "column%u", i + 1);
                items[i] = evaluate(evaluation, expression->operands.items[i]);
            }
            list_add(scratch, rows,
                     (struct value){
                         .kind = VALUE_RECORD, .names = names, .items = items, .count = count});
        }
        return true;
    }
    struct loop loop = {.evaluation = evaluation, .query = query, .rows = rows};
    if (!loop_run(&loop) || loop.is_incomplete || loop.possible > 0)
        return false;
    if (query->limit) // which of several comes first is the order's business
        return rows->count <= 1;
    return true;
}

// A literal of the query that something not followed may have declared, or PostgreSQL itself: then
// nothing follows from finding no row.
static bool may_be_elsewhere(struct expression *expression, void *context)
{
    struct loop *loop = context;
    struct replay *replay = loop->evaluation->replay;
    if (expression->kind == EXPRESSION_STRING && expression->name &&
        !design_find_schema(replay->design, expression->name) &&
        (design_gap_mentions(replay->design, expression->name) ||
         replay_builtin_exists(replay, BUILTIN_TYPE, NULL, expression->name) ||
         replay_builtin_exists(replay, BUILTIN_FUNCTION, NULL, expression->name) ||
         replay_builtin_exists(replay, BUILTIN_RELATION, NULL, expression->name) ||
         replay_builtin_exists(replay, BUILTIN_ROLE, NULL, expression->name)))
        loop->is_incomplete = true;
    return true;
}

struct value evaluate_exists(struct evaluation *evaluation, struct query *query)
{
    struct loop loop = {.evaluation = evaluation, .query = query, .stops_at_one = true};
    if (!query || !loop_run(&loop))
        return unknown;
    if (loop.certain > 0)
        return value_boolean(true);
    query_walk(query, may_be_elsewhere, &loop);
    return loop.possible > 0 || loop.is_incomplete ? unknown : value_boolean(false);
}

struct value evaluate_subquery(struct evaluation *evaluation, struct query *query)
{
    struct value_list rows = {0};
    if (!query || !evaluate_rows(evaluation, query, &rows) || rows.count > 1)
        return unknown;
    if (rows.count == 0) {
        struct loop loop = {.evaluation = evaluation, .query = query};
        query_walk(query, may_be_elsewhere, &loop);
        return loop.is_incomplete ? unknown : null;
    }
    return rows.items[0].count == 1 ? rows.items[0].items[0] : unknown;
}
