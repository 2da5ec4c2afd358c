// Binding statements that write, in the order of PostgreSQL's analyze.c. What is assigned is
// converted to its column's type, which is where most parameters get theirs.
//
//   INSERT   the source sees no target; a plain string, NULL or parameter of its outputs is taken
//            over as it is and becomes of the column's type. ON CONFLICT sees the target and
//            `excluded`, RETURNING only the target.
//   UPDATE   FROM, WHERE, RETURNING, and then SET: all values first, then their conversions.
//   MERGE    the source, ON, and then each WHEN.
#include "read/bind_scope.h"

// ---- targets --------------------------------------------------------------------------------------

static struct from_item *target_of(const struct query *query)
{
    return query->from.count ? query->from.items[0] : NULL;
}

static void find_column(struct binder *binder, const struct query *query,
                        struct assignment *assignment)
{
    const struct from_item *target = target_of(query);
    struct relation *relation = target ? target->relation : NULL;
    if (!relation || !assignment->name)
        return;
    assignment->column = relation_find_column(relation, assignment->name);
    refuse_doubt(binder, assignment->name);
    if (!assignment->column && !relation->is_open)
        replay_unknown(
            binder->replay, "column", NULL, assignment->name,
            arena_format(binder->replay->scratch, "\"%s\" (%s)", relation->name, binder->what),
            replay_nearest_column(relation, assignment->name), assignment->place);
}

// The columns of the table that an INSERT fills when it names none: as many as there are values.
static void add_all_columns(struct binder *binder, const struct query *query,
                            struct assignment_list *list, uint32_t count)
{
    const struct from_item *target = target_of(query);
    if (!target || !target->relation || target->relation->is_open)
        return;
    list_each (struct column *, column, &target->relation->columns) {
        uint32_t index = list->count; // list_add counts before it looks at the value
        if (index >= count)
            break;
        list_add(
            binder->replay->arena, list,
            (struct assignment){
                .name = column->name, .column = column, .index = index, .place = query->place});
    }
}

// SET a[1] = ..., SET a.b = ...: the column at the root of the part.
static struct expression *part_root(struct expression *part)
{
    while (part->operands.count && part->kind != EXPRESSION_COLUMN)
        part = part->operands.items[0];
    return part;
}

// The type that a value for this target must become. The indexes of a part are bound here.
static struct type_name *target_type(struct binder *binder, struct scope *scope,
                                     const struct assignment *assignment)
{
    if (!assignment->part)
        return assignment->column ? assignment->column->type : NULL;
    struct expression *part = assignment->part, *root = part_root(part);
    root->column = assignment->column;
    root->value_type = assignment->column ? assignment->column->type : NULL;
    // From the root outwards.
    struct expression_list steps = {0};
    for (struct expression *step = part; step != root; step = step->operands.items[0])
        list_add(binder->replay->scratch, &steps, step);
    for (uint32_t i = steps.count; i-- > 0;)
        bind_step(binder, scope, steps.items[i]);
    return part->value_type;
}

static void convert_value(struct binder *binder, struct scope *scope,
                          const struct assignment *assignment, struct expression *value)
{
    struct type_name *type = target_type(binder, scope, assignment);
    if (value && value->kind == EXPRESSION_DEFAULT)
        value->value_type = type;
    else if (value) {
        refuse_assignment(binder, value->place, value, assignment->name, value->value_type, type);
        bind_convert(binder, value, type);
    }
}

// As many values as columns; an INSERT without a list of columns may have fewer.
static void check_count(struct binder *binder, const struct query *query, struct place place,
                        bool is_listed, uint32_t columns, uint32_t values)
{
    const struct from_item *target = target_of(query);
    if (!target || !target->relation || target->relation->is_open || values == columns)
        return;
    struct arena *arena = binder->replay->arena;
    if (values > columns)
        refuse_plainly(binder, place, "42601",
                       arena_format(arena,
                                    "INSERT has more expressions (%u) than target columns (%u)",
                                    values, columns),
                       "write as many values as columns");
    else if (is_listed)
        refuse_plainly(binder, place, "42601",
                       arena_format(arena,
                                    "INSERT has more target columns (%u) than expressions (%u)",
                                    columns, values),
                       "write as many values as columns");
}

// A column that a list names for the second time. Parts of one may stand several times.
static void check_twice(struct binder *binder, const struct assignment_list *list, uint32_t at,
                        const char *state)
{
    const struct assignment *assignment = &list->items[at];
    if (!assignment->column || assignment->part)
        return;
    for (uint32_t i = 0; i < at; i++)
        if (list->items[i].column == assignment->column && !list->items[i].part)
            refuse_plainly(binder, assignment->place, state,
                           arena_format(binder->replay->arena,
                                        "the column \"%s\" is assigned twice", assignment->name),
                           "leave one of the two out");
}

static bool has_star(const struct expression *row)
{
    list_each (struct expression *, value, &row->operands)
        if (value->kind == EXPRESSION_STAR)
            return true;
    return false;
}

// ---- SET ------------------------------------------------------------------------------------------

// SET (a, b) = ...: the values that one source gives, and for a subquery their types.
static void check_several(struct binder *binder, const struct assignment_list *list, uint32_t at)
{
    const struct assignment *assignment = &list->items[at];
    const struct expression *value = assignment->value;
    const struct query *query = value->kind == EXPRESSION_SUBQUERY ? value->query : NULL;
    if ((!query && value->kind != EXPRESSION_ROW) || (query && query->is_open) || has_star(value))
        return;
    uint32_t values = query ? query->outputs.count : value->operands.count, columns = 0;
    for (uint32_t i = 0; i < list->count; i++)
        columns += list->items[i].value == value;
    if (values != columns) {
        refuse_plainly(
            binder, assignment->place, "42601",
            arena_format(binder->replay->arena, "%u columns are set to %u values", columns, values),
            "write as many values as columns");
        return;
    }
    if (query && assignment->column && !assignment->part)
        refuse_assignment(binder, query->outputs.items[assignment->index].place, NULL,
                          assignment->name, query->outputs.items[assignment->index].type,
                          assignment->column->type);
}

static void bind_sets(struct binder *binder, struct scope *scope, const struct query *query,
                      struct assignment_list *list)
{
    const struct expression *before = NULL;
    for (uint32_t i = 0; i < list->count; i++) {
        struct expression *value = list->items[i].value;
        if (value && value != before)
            bind_in_scope(binder, scope, value);
        before = value;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        struct assignment *assignment = &list->items[i];
        struct expression *value = assignment->value;
        find_column(binder, query, assignment);
        check_twice(binder, list, i, "42601");
        if (assignment->has_several && value) {
            bool is_row =
                value->kind == EXPRESSION_ROW && assignment->index < value->operands.count;
            check_several(binder, list, i);
            value = is_row ? value->operands.items[assignment->index] : NULL;
        }
        convert_value(binder, scope, assignment, value);
    }
}

// ---- INSERT ---------------------------------------------------------------------------------------

// VALUES and nothing else around it: its rows become the columns' types one by one.
static bool is_plain_values(const struct query *source)
{
    return source->kind == QUERY_VALUES && source->common_tables.count == 0 &&
           source->order_by.count == 0 && !source->limit && !source->offset && !source->has_locking;
}

static void bind_insert_rows(struct binder *binder, struct scope *scope, struct query *query,
                             struct query *source)
{
    struct replay *replay = binder->replay;
    bool is_single = source->rows.count == 1;
    const struct expression *first = source->rows.items[0];
    bool is_listed = query->assignments.count > 0;
    if (!is_listed)
        add_all_columns(binder, query, &query->assignments, first->operands.count);
    list_each (struct expression *, row, &source->rows) {
        bind_list(binder, scope, row->operands.items, row->operands.count);
        if (row->operands.count != first->operands.count)
            refuse_plainly(binder, row->place, "42601", "VALUES rows have different lengths",
                           "write as many values in each row");
        else if (!has_star(row))
            check_count(binder, query, row->place, is_listed, query->assignments.count,
                        row->operands.count);
        for (uint32_t i = 0; i < row->operands.count; i++) {
            const struct assignment unknown = {0};
            const struct assignment *assignment =
                i < query->assignments.count ? &query->assignments.items[i] : &unknown;
            convert_value(binder, scope, assignment, row->operands.items[i]);
        }
    }
    for (uint32_t i = 0; i < first->operands.count; i++) {
        struct expression *value = first->operands.items[i];
        const struct column *column =
            i < query->assignments.count ? query->assignments.items[i].column : NULL;
        list_add(replay->arena, &source->outputs,
                 (struct output){.name = arena_format(replay->arena, "column%u", i + 1),
                                 .expression = is_single ? value : NULL,
                                 .type = column ? column->type : NULL,
                                 .place = value->place});
    }
}

static void bind_insert_query(struct binder *binder, struct scope *scope, struct query *query,
                              struct query *source)
{
    bind_query_untyped(binder, scope, source);
    bool is_listed = query->assignments.count > 0;
    if (!is_listed)
        add_all_columns(binder, query, &query->assignments,
                        source->is_open ? UINT32_MAX : source->outputs.count);
    if (!source->is_open)
        check_count(binder, query, source->place, is_listed, query->assignments.count,
                    source->outputs.count);
    for (uint32_t i = 0; i < source->outputs.count; i++) {
        struct output *output = &source->outputs.items[i];
        bool is_known = !source->is_open && i < query->assignments.count;
        struct type_name *type =
            is_known ? target_type(binder, scope, &query->assignments.items[i]) : NULL;
        if (is_known)
            refuse_assignment(binder, output->place, output->expression,
                              query->assignments.items[i].name, output->type, type);
        if (!type_is_unknown(output->type))
            continue;
        if (output_is_plain(output))
            bind_convert(binder, output->expression, type);
        output->type = type;
    }
}

// Beside the target: a name without qualifier could be either's, and PostgreSQL refuses it.
static void bind_conflict(struct binder *binder, const struct scope *scope,
                          const struct query *query, struct conflict *conflict)
{
    struct from_item *target = target_of(query);
    struct scope inside = *scope;
    bind_list(binder, &inside, conflict->target.items, conflict->target.count);
    bind_condition(binder, &inside, conflict->target_where);
    if (!conflict->is_update || !target)
        return;
    struct from_item *excluded = arena_make(binder->replay->arena, struct from_item);
    *excluded = *target;
    excluded->alias = "excluded";
    conflict->excluded = excluded;
    inside.items.items = NULL;
    inside.items.count = inside.items.capacity = 0;
    list_add(binder->replay->scratch, &inside.items, target);
    list_add(binder->replay->scratch, &inside.items, excluded);
    bind_sets(binder, &inside, query, &conflict->set);
    bind_condition(binder, &inside, conflict->where);
}

static void bind_insert(struct binder *binder, struct scope *scope, struct query *query)
{
    struct scope without_target = *scope;
    bind_from(binder, scope, query, 0);
    for (uint32_t i = 0; i < query->assignments.count; i++) {
        find_column(binder, query, &query->assignments.items[i]);
        check_twice(binder, &query->assignments, i, "42701");
    }
    if (query->left && is_plain_values(query->left) && query->left->rows.count)
        bind_insert_rows(binder, &without_target, query, query->left);
    else if (query->left)
        bind_insert_query(binder, &without_target, query, query->left);
    if (query->conflict)
        bind_conflict(binder, scope, query, query->conflict);
    bind_outputs(binder, scope, query);
}

// ---- UPDATE, DELETE, MERGE --------------------------------------------------------------------------

static void check_action_count(struct binder *binder, const struct query *query,
                               const struct merge_action *action)
{
    const struct from_item *target = target_of(query);
    uint32_t columns = 0, values = 0;
    list_each (struct assignment, assignment, &action->assignments) {
        columns += assignment.name != NULL;
        values += assignment.value != NULL;
    }
    bool is_listed = columns > 0;
    if (!is_listed && target && target->relation)
        columns = target->relation->columns.count;
    if (values && (is_listed || values > columns))
        check_count(binder, query, action->assignments.items[0].place, is_listed, columns, values);
}

static void bind_action(struct binder *binder, struct scope *scope, const struct query *query,
                        struct merge_action *action)
{
    bind_condition(binder, scope, action->condition);
    if (action->kind == QUERY_INSERT) {
        // Those that no name was written for are the table's own, in order.
        const struct from_item *target = target_of(query);
        bool is_listed = action->assignments.count && action->assignments.items[0].name;
        check_action_count(binder, query, action);
        for (uint32_t i = 0; i < action->assignments.count; i++) {
            struct assignment *assignment = &action->assignments.items[i];
            bool is_known = target && target->relation && i < target->relation->columns.count;
            if (!assignment->name && is_listed)
                continue;
            if (!assignment->name && is_known)
                assignment->name = target->relation->columns.items[i]->name;
        }
    }
    bind_sets(binder, scope, query, &action->assignments);
}

void bind_write(struct binder *binder, struct scope *scope, struct query *query)
{
    if (query->kind == QUERY_INSERT) {
        bind_insert(binder, scope, query);
        return;
    }
    bind_from(binder, scope, query, 0);
    if (query->kind == QUERY_MERGE && query->where) // PostgreSQL 15 takes any type there
        bind_in_scope(binder, scope, query->where);
    else
        bind_condition(binder, scope, query->where);
    bind_outputs(binder, scope, query);
    bind_sets(binder, scope, query, &query->assignments);
    for (uint32_t i = 0; i < query->actions.count; i++)
        bind_action(binder, scope, query, &query->actions.items[i]);
}
