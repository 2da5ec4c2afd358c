// Binding a query: its WITH, its FROM, then everything that names their columns; and its outputs,
// with stars expanded, names made as PostgreSQL makes them, and types where they are certain.
#include "read/bind_scope.h"

static void bind_list(struct binder *binder, struct scope *scope, struct expression **items,
                      uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        bind_in_scope(binder, scope, items[i]);
}

static void bind_if(struct binder *binder, struct scope *scope, struct expression *expression)
{
    if (expression)
        bind_in_scope(binder, scope, expression);
}

// ---- outputs ------------------------------------------------------------------------------------

// PostgreSQL's MaxTupleAttributeNumber: a query cannot have more. Without a limit, stars over stars
// would double the columns with every WITH.
enum { OUTPUTS_LARGEST = 1664 };

static void add_output(struct binder *binder, struct query *query, struct output output)
{
    if (query->outputs.count >= OUTPUTS_LARGEST) {
        query->is_open = true;
        return;
    }
    list_add(binder->replay->arena, &query->outputs, output);
}

static void add_item_columns(struct binder *binder, struct query *query, struct from_item *item,
                             struct place place)
{
    struct output_list columns = {0};
    if (!item_columns(binder->replay->scratch, item, &columns))
        query->is_open = true;
    list_each (struct output, column, &columns)
        add_output(
            binder, query,
            (struct output){
                .name = column.name, .column = column.column, .type = column.type, .place = place});
}

// (row).*: the columns of the table or composite type, where the value's type is certain.
static void add_fields(struct binder *binder, struct query *query, const struct expression *value,
                       struct place place)
{
    struct type_name *type = expression_type(binder->replay, value);
    const struct column_list *columns = NULL;
    if (type && !type->dimensions && type->row_of && !type->row_of->is_open)
        columns = &type->row_of->columns;
    if (!columns && !(type && type->type && type->type->kind == TYPE_COMPOSITE)) {
        query->is_open = true;
        return;
    }
    if (columns) {
        list_each (struct column *, column, columns)
            add_output(binder, query,
                       (struct output){.name = column->name, .type = column->type, .place = place});
        return;
    }
    list_each (struct column *, column, &type->type->attributes)
        add_output(binder, query,
                   (struct output){.name = column->name, .type = column->type, .place = place});
}

static void expand_star(struct binder *binder, struct scope *scope, struct query *query,
                        const struct expression *star, struct place place)
{
    if (star->operands.count) {
        bind_in_scope(binder, scope, star->operands.items[0]);
        add_fields(binder, query, star->operands.items[0], place);
        return;
    }
    if (!star->qualifier) {
        list_each (struct from_item *, item, &scope->items)
            add_item_columns(binder, query, item, place);
        return;
    }
    struct from_item *item;
    struct relation *row;
    if (!scope_find_item(scope, star->schema, star->qualifier, &item, &row)) {
        query->is_open = true;
        replay_unknown(binder->replay, "table", star->schema, star->qualifier,
                       arena_format(binder->replay->scratch, "the FROM clause of %s", binder->what),
                       scope_nearest_item(scope, star->qualifier), star->place);
        return;
    }
    if (item) {
        add_item_columns(binder, query, item, place);
        return;
    }
    query->is_open |= row->is_open;
    list_each (struct column *, column, &row->columns)
        add_output(
            binder, query,
            (struct output){
                .name = column->name, .column = column, .type = column->type, .place = place});
}

// The table's column that an output passes on, through subqueries too.
static struct column *passed_column(const struct expression *expression)
{
    if (expression->kind != EXPRESSION_COLUMN || !expression->is_bound)
        return NULL;
    if (expression->column || !expression->from)
        return expression->column;
    struct output *inner = item_output(expression->from, expression->name);
    return inner ? inner->column : NULL;
}

static void bind_outputs(struct binder *binder, struct scope *scope, struct query *query)
{
    struct output *written = query->outputs.items;
    uint32_t count = query->outputs.count;
    query->outputs.items = NULL;
    query->outputs.count = query->outputs.capacity = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct output output = written[i];
        struct expression *value = output.expression;
        if (!value)
            continue;
        if (value->kind == EXPRESSION_STAR) { // not yet bound, so written with a star
            expand_star(binder, scope, query, value, output.place);
            continue;
        }
        bind_in_scope(binder, scope, value);
        if (!output.name && figure_name(value, &output.name) == 0)
            output.name = "?column?";
        output.column = passed_column(value);
        output.type = output_type(binder->replay, value);
        add_output(binder, query, output);
    }
}

// ---- ORDER BY, GROUP BY, DISTINCT ON ------------------------------------------------------------

static struct output *output_named(struct query *query, const char *name)
{
    for (uint32_t i = 0; i < query->outputs.count; i++)
        if (string_equal(query->outputs.items[i].name, name))
            return &query->outputs.items[i];
    return NULL;
}

// GROUP BY (a, b), ROLLUP (...), GROUPING SETS (...): what stands inside is sorted by as well.
static bool is_group(const struct expression *item)
{
    return item->kind == EXPRESSION_ROW ||
           (item->kind == EXPRESSION_OTHER &&
            (string_equal(item->name, "rollup") || string_equal(item->name, "cube") ||
             string_starts_with(item->name, "grouping set")));
}

// A bare name may be an output's: in ORDER BY before the tables' columns, in GROUP BY after them.
// The item then becomes the output's own expression.
static void bind_sorting(struct binder *binder, struct scope *scope, struct query *query,
                         struct expression **items, uint32_t count, bool columns_first)
{
    for (uint32_t i = 0; i < count; i++) {
        struct expression *item = items[i];
        bool is_bare = item->kind == EXPRESSION_COLUMN && !item->qualifier;
        struct output *output = is_bare ? output_named(query, item->name) : NULL;
        if (output && columns_first) {
            struct match match = {0};
            scope_find_column(scope, item->name, &match);
            if (match.count || match.is_open)
                output = NULL;
        }
        if (output && output->expression)
            items[i] = output->expression;
        else if (columns_first && is_group(item))
            bind_sorting(binder, scope, query, item->operands.items, item->operands.count, true);
        else if (!(is_bare && !output && query->is_open && !columns_first))
            bind_in_scope(binder, scope, item);
    }
}

// The result of a set operation has only outputs: a name becomes its number.
static void bind_set_order(struct binder *binder, struct scope *scope, struct query *query)
{
    list_each (struct expression *, item, &query->order_by) {
        struct output *output = item->kind == EXPRESSION_COLUMN && !item->qualifier
                                    ? output_named(query, item->name)
                                    : NULL;
        if (output) {
            item->kind = EXPRESSION_NUMBER;
            item->name = arena_format(binder->replay->arena, "%u",
                                      (unsigned)(output - query->outputs.items) + 1);
        } else if (!query->is_open) {
            bind_in_scope(binder, scope, item);
        }
    }
}

// ---- kinds of queries ---------------------------------------------------------------------------

static void bind_select(struct binder *binder, struct scope *scope, struct query *query)
{
    // What a FROM item sees: the WITH, outer queries, and for lateral ones the items before it.
    struct scope from_scope = *scope;
    list_each (struct from_item *, item, &query->from) {
        bind_from_item(binder, &from_scope, item);
        list_add(binder->replay->scratch, &from_scope.items, item);
    }
    scope->items.items = from_scope.items.items;
    scope->items.count = from_scope.items.count;
    scope->items.capacity = from_scope.items.capacity;
    bind_outputs(binder, scope, query);
    bind_if(binder, scope, query->where);
    bind_sorting(binder, scope, query, query->group_by.items, query->group_by.count, true);
    bind_if(binder, scope, query->having);
    bind_sorting(binder, scope, query, query->distinct_on.items, query->distinct_on.count, false);
    bind_sorting(binder, scope, query, query->order_by.items, query->order_by.count, false);
    bind_list(binder, scope, query->windows.items, query->windows.count);
    bind_list(binder, scope, query->rows.items, query->rows.count);
}

// The column at `index` of every row: what VALUES answers there.
static struct type_name *values_type(struct binder *binder, const struct query *query,
                                     uint32_t index)
{
    LIST(const struct expression *) values = {0};
    list_each (struct expression *, row, &query->rows) {
        if (index >= row->operands.count)
            return NULL;
        list_add(binder->replay->scratch, &values, row->operands.items[index]);
    }
    return common_type(binder->replay, values.items, values.count);
}

static void bind_values(struct binder *binder, struct scope *scope, struct query *query)
{
    bind_list(binder, scope, query->rows.items, query->rows.count);
    bind_list(binder, scope, query->order_by.items, query->order_by.count);
    const struct expression *first = query->rows.count ? query->rows.items[0] : NULL;
    for (uint32_t i = 0; first && i < first->operands.count; i++) {
        // A single row passes its expression on.
        bool is_single = query->rows.count == 1;
        struct expression *value = first->operands.items[i];
        add_output(binder, query,
                   (struct output){.name = arena_format(binder->replay->arena, "column%u", i + 1),
                                   .expression = is_single ? value : NULL,
                                   .type = is_single ? output_type(binder->replay, value)
                                                     : values_type(binder, query, i),
                                   .place = value->place});
    }
}

static bool is_untyped(const struct output *output)
{
    assert(output);
    const struct expression *value = output->expression;
    return value && !value->type &&
           (value->kind == EXPRESSION_STRING || value->kind == EXPRESSION_NULL);
}

static struct type_name *set_type(struct binder *binder, const struct output *left,
                                  const struct output *right)
{
    if (is_untyped(left) && is_untyped(right))
        return builtin_type("text");
    if (is_untyped(left))
        return right->type;
    if (is_untyped(right))
        return left->type;
    struct expression a = {.kind = EXPRESSION_CAST, .type = left->type};
    struct expression b = {.kind = EXPRESSION_CAST, .type = right->type};
    const struct expression *const both[] = {&a, &b};
    return left->type && right->type ? common_type(binder->replay, both, 2) : NULL;
}

static void bind_set_operation(struct binder *binder, struct scope *scope, struct query *query)
{
    bind_query_in_scope(binder, scope, query->left);
    // Names come from the left side. They stand before the right side is bound, which in a
    // recursive WITH reads them.
    query->is_open = query->left->is_open;
    list_each (struct output, output, &query->left->outputs)
        add_output(
            binder, query,
            (struct output){.name = output.name, .type = output.type, .place = output.place});
    bind_query_in_scope(binder, scope, query->right);
    for (uint32_t i = 0; i < query->outputs.count; i++)
        query->outputs.items[i].type =
            !query->is_open && !query->right->is_open && i < query->right->outputs.count
                ? set_type(binder, &query->left->outputs.items[i], &query->right->outputs.items[i])
                : NULL;
    bind_set_order(binder, scope, query);
}

// INSERT: the source sees no target; ON CONFLICT sees it and `excluded`, RETURNING only it.
static void bind_insert(struct binder *binder, struct scope *scope, struct query *query)
{
    struct scope without_target = *scope;
    list_each (struct from_item *, item, &query->from) {
        bind_from_item(binder, &without_target, item);
        list_add(binder->replay->scratch, &scope->items, item);
    }
    if (query->left)
        bind_query_in_scope(binder, &without_target, query->left);
    bind_outputs(binder, scope, query);
    if (query->from.count && (query->rows.count || query->where)) {
        struct from_item *excluded = arena_make(binder->replay->arena, struct from_item);
        *excluded = *query->from.items[0];
        excluded->alias = "excluded";
        // Beside the target: a name without qualifier could be either's, and PostgreSQL refuses it.
        struct scope conflict = *scope;
        conflict.items.items = NULL;
        conflict.items.count = conflict.items.capacity = 0;
        list_add(binder->replay->scratch, &conflict.items, query->from.items[0]);
        list_add(binder->replay->scratch, &conflict.items, excluded);
        bind_list(binder, &conflict, query->rows.items, query->rows.count);
        bind_if(binder, &conflict, query->where);
    }
}

void bind_common_table(struct binder *binder, struct scope *scope, uint32_t index)
{
    struct common_table *table = scope->query->common_tables.items[index];
    uint32_t visible = scope->common_count;
    scope->common_states[index] = COMMON_BINDING;
    scope->common_count = table->is_recursive ? scope->query->common_tables.count : index;
    if (table->query)
        bind_query_in_scope(binder, scope, table->query);
    scope->common_count = visible;
    scope->common_states[index] = COMMON_BOUND;
}

void bind_query_in_scope(struct binder *binder, struct scope *outer, struct query *query)
{
    struct scope scope = {.outer = outer, .query = query};
    uint32_t common_count = query->common_tables.count;
    scope.common_states =
        arena_allocate(binder->replay->scratch, common_count * sizeof(enum common_state));
    for (uint32_t i = 0; i < common_count; i++)
        if (scope.common_states[i] == COMMON_UNBOUND)
            bind_common_table(binder, &scope, i);
    scope.common_count = common_count;
    switch (query->kind) {
    case QUERY_SELECT:
    case QUERY_UPDATE:
    case QUERY_DELETE:
    case QUERY_MERGE:
    case QUERY_OTHER:
        bind_select(binder, &scope, query);
        break;
    case QUERY_VALUES:
        bind_values(binder, &scope, query);
        break;
    case QUERY_UNION:
    case QUERY_INTERSECT:
    case QUERY_EXCEPT:
        bind_set_operation(binder, &scope, query);
        break;
    case QUERY_INSERT:
        bind_insert(binder, &scope, query);
        break;
    }
    scope.items.count = 0; // LIMIT sees the WITH, but no columns
    bind_if(binder, &scope, query->limit);
    bind_if(binder, &scope, query->offset);
}
