// What a query or function shows: for every table whose columns reach the answer, the branches in
// which one of its rows does, that row as row 0. Each output is looked at by itself; what reaches
// it only through an aggregate is told apart.
#include "link/branch_part.h"
#include "link/query_part.h"

struct exposing {
    struct branch_walker *walker;
    struct exposure_list *list;
    LIST(struct shown_row {
        const struct branch_path *path;
        uint32_t row;
    })
    shown;
};

static const struct branch_row *row_at(const struct branch_path *path, uint32_t row)
{
    for (; path; path = path->before)
        if (path->row && path->rows == row + 1)
            return path->row;
    return NULL;
}

static struct exposure *exposure_for(struct exposing *exposing, struct relation *relation)
{
    for (uint32_t at = 0; at < exposing->list->count; at++)
        if (exposing->list->items[at].relation == relation)
            return &exposing->list->items[at];
    list_add(exposing->walker->arena, exposing->list,
             (struct exposure){.relation = relation, .is_aggregate = true});
    return &exposing->list->items[exposing->list->count - 1];
}

static void expose_row(struct exposing *exposing, const struct branch_path *path, uint32_t row,
                       bool is_aggregate)
{
    const struct branch_row *found = row_at(path, row);
    if (!found || !found->relation)
        return;
    struct exposure *exposure = exposure_for(exposing, found->relation);
    exposure->is_aggregate &= is_aggregate;
    for (uint32_t at = 0; at < exposing->shown.count; at++)
        if (exposing->shown.items[at].row == row && exposing->shown.items[at].path == path)
            return;
    struct branch_walker *walker = exposing->walker;
    list_add(walker->scratch, &exposing->shown, (struct shown_row){path, row});
    if (exposure->branches.list.count >= 4 * BRANCH_MOST) {
        exposure->branches.overflow = "it shows rows in too many ways";
        exposure->branches.overflow_place = found->place;
        return;
    }
    list_add(walker->arena, &exposure->branches.list, branch_of_path(walker, path, row));
}

// What cannot be followed may show anything.
static void leave_open(struct exposing *exposing, const char *reason, struct place place)
{
    if (!exposing->list->is_complete)
        return;
    exposing->list->is_complete = false;
    exposing->list->reason = reason;
    exposing->list->place = place;
}

static bool holds_aggregate(const struct expression *expression)
{
    if (!expression)
        return false;
    if (call_is_aggregate(expression))
        return true;
    list_each (struct expression *, operand, &expression->operands)
        if (holds_aggregate(operand))
            return true;
    return false;
}

static void expose_value(struct exposing *exposing, const struct branch_found *found,
                         bool is_aggregate)
{
    struct term_list parts = branch_value_parts(exposing->walker, &found->value);
    list_each (struct term, part, &parts)
        if (part.kind == TERM_COLUMN || part.kind == TERM_ELEMENT)
            expose_row(exposing, found->path, part.row, is_aggregate);
    if (found->value.term.kind == TERM_UNKNOWN && found->value.reason)
        leave_open(exposing, found->value.reason,
                   found->value.term.expression ? found->value.term.expression->place
                                                : (struct place){0});
    // count(*) counts every row there is, and a whole row as a value shows it.
    const struct expression *expression = found->value.term.expression;
    if (found->value.is_count)
        for (uint32_t row = 0; row < found->path->rows; row++)
            expose_row(exposing, found->path, row, true);
    else if (found->value.term.kind == TERM_UNKNOWN && expression && parts.count == 0 &&
             (expression->kind == EXPRESSION_STAR || expression->operands.count > 0))
        for (uint32_t row = 0; row < found->path->rows; row++)
            expose_row(exposing, found->path, row, is_aggregate);
}

static void expose_leaf(struct exposing *exposing, const struct branch_leaf *leaf)
{
    struct branch_walker *walker = exposing->walker;
    uint32_t count = leaf->query ? leaf->query->outputs.count : 1;
    if (leaf->query && leaf->query->is_open)
        leave_open(exposing, "not all of its columns are known", leaf->query->place);
    for (uint32_t at = 0; at < count; at++) {
        struct branch_values values = {0};
        const struct expression *output =
            leaf->query ? leaf->query->outputs.items[at].expression : leaf->expression;
        branch_output_value(walker, leaf, at, MODE_VALUE, leaf->path, &values);
        list_each (struct branch_found, found, &values)
            expose_value(exposing, &found, holds_aggregate(output));
    }
}

static void expose_leaves(struct exposing *exposing, const struct branch_leaves *leaves)
{
    list_each (struct branch_leaf, leaf, leaves)
        expose_leaf(exposing, &leaf);
    // Branches that too long a list dropped are said; those that two outputs share are there once.
}

static struct branch_walker exposure_walker(const struct branch_context *context)
{
    return (struct branch_walker){.context = context,
                                  .arena = context->arena,
                                  .scratch = arena_new(),
                                  .steps = BRANCH_STEPS,
                                  .is_api_role = branch_role_is_api(context->role)};
}

struct exposure_list branches_of_query(const struct branch_context *context, struct query *query,
                                       struct function *function, bool is_filtered)
{
    struct branch_walker walker = exposure_walker(context);
    struct exposure_list list = {.is_complete = true};
    struct exposing exposing = {.walker = &walker, .list = &list};
    struct branch_frame root = {0};
    root.tables.is_owner = !is_filtered;
    root.query = query;
    const struct branch_frame *frame = &root;
    if (function) {
        struct branch_frame *own = arena_make(walker.scratch, struct branch_frame);
        *own = *branch_frame_function(&walker, function, NULL, &root);
        own->tables.is_owner = !is_filtered;
        frame = own;
    }
    struct branch_path path = {.is_exact = true};
    struct branch_leaves leaves = {0};
    branch_rows(&walker, query, frame, &path, &leaves);
    list.is_empty = leaves.count == 0;
    expose_leaves(&exposing, &leaves);
    arena_free(walker.scratch);
    return list;
}

struct exposure_list branches_of_function(const struct branch_context *context,
                                          struct function *function)
{
    struct branch_walker walker = exposure_walker(context);
    struct exposure_list list = {.is_complete = true};
    struct exposing exposing = {.walker = &walker, .list = &list};
    struct branch_frame root = {0};
    const struct branch_frame *frame = branch_frame_function(&walker, function, NULL, &root);
    struct branch_path path = {.is_exact = true};
    struct branch_leaves leaves = {0};
    const char *reason = NULL;
    if (branch_function_leaves(&walker, function, frame, &path, &leaves, &reason))
        expose_leaves(&exposing, &leaves);
    else
        leave_open(&exposing, reason, function->place);
    arena_free(walker.scratch);
    return list;
}
