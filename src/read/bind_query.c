// Binding a query: its WITH, its FROM, then everything that names their columns, in the order of
// PostgreSQL's analyze.c; and its outputs, with stars expanded, names made as PostgreSQL makes
// them, and types where they are certain. Statements that write are in bind_write.c.
#include "read/bind_scope.h"

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
        add_output(binder, query,
                   (struct output){.name = column.name,
                                   .column = column.column,
                                   .from = column.from,
                                   .from_index = column.from_index,
                                   .type = column.type,
                                   .place = place});
}

// (row).*: the columns of the table or composite type, where the value's type is certain.
static void add_fields(struct binder *binder, struct query *query, const struct expression *value,
                       struct place place)
{
    struct column_list fields;
    if (value->kind == EXPRESSION_STAR && value->from) {
        add_item_columns(binder, query, value->from, place);
        return;
    }
    if (!value->value_type || !type_fields(type_below_domains(value->value_type), &fields)) {
        query->is_open = true;
        return;
    }
    list_each (struct column *, column, &fields)
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
    // A cast to what the value is already changes nothing.
    if (expression->kind == EXPRESSION_CAST && expression->operands.count &&
        type_same_modified(expression->value_type, expression->operands.items[0]->value_type))
        return passed_column(expression->operands.items[0]);
    if (expression->kind != EXPRESSION_COLUMN || !expression->is_bound)
        return NULL;
    const struct column *column = expression->column;
    if (column && expression->value_type && column->type &&
        !type_same_modified(column->type, expression->value_type))
        return NULL; // cast where USING merged it
    if (column || !expression->from)
        return expression->column;
    struct output *inner = item_output(expression->from, expression->name);
    return inner ? inner->column : NULL;
}

void bind_outputs(struct binder *binder, struct scope *scope, struct query *query)
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
        output.type = value->value_type;
        add_output(binder, query, output);
    }
}

// Outputs that something not known decides on.
static void outputs_as_open(struct binder *binder, struct query *query)
{
    list_each (struct output, output, &query->outputs)
        if (type_is_unknown(output.type))
            bind_convert(binder, output.expression, NULL);
}

// An output that is untyped still becomes text where it is sorted by, and at the end.
static void output_as_text(struct binder *binder, struct output *output)
{
    if (!type_is_unknown(output->type))
        return;
    bind_as_text(binder, output->expression);
    bool is_parameter = output->expression && output->expression->kind == EXPRESSION_PARAMETER;
    output->type = is_parameter ? output->expression->value_type : type_builtin("text");
}

static void outputs_as_text(struct binder *binder, struct query *query)
{
    for (uint32_t i = 0; i < query->outputs.count; i++)
        output_as_text(binder, &query->outputs.items[i]);
}

// ---- ORDER BY, GROUP BY, DISTINCT ON ------------------------------------------------------------

static struct output *output_named(struct query *query, const char *name)
{
    for (uint32_t i = 0; i < query->outputs.count; i++)
        if (string_equal(query->outputs.items[i].name, name))
            return &query->outputs.items[i];
    return NULL;
}

// ORDER BY 2.
static const struct output *output_numbered(const struct query *query,
                                            const struct expression *item)
{
    if (item->kind != EXPRESSION_NUMBER || query->is_open ||
        strspn(item->name, "0123456789") != strlen(item->name) || strlen(item->name) > 4)
        return NULL;
    unsigned long number = strtoul(item->name, NULL, 10);
    return number >= 1 && number <= query->outputs.count ? &query->outputs.items[number - 1] : NULL;
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
        if (output && output->expression) {
            items[i] = output->expression;
            output_as_text(binder, output);
            refuse_unsortable(binder, item->place, output->type);
        } else if (columns_first && is_group(item))
            bind_sorting(binder, scope, query, item->operands.items, item->operands.count, true);
        else if (!(is_bare && !output && query->is_open && !columns_first)) {
            bind_in_scope(binder, scope, item);
            bind_as_text(binder, item);
            const struct output *numbered = output_numbered(query, item);
            refuse_unsortable(binder, item->place, numbered ? numbered->type : item->value_type);
        }
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
        const struct output *sorted = output_numbered(query, item);
        if (sorted)
            refuse_unsortable(binder, item->place, sorted->type);
    }
}

// ---- kinds of queries ---------------------------------------------------------------------------

void bind_from(struct binder *binder, struct scope *scope, struct query *query, uint32_t first)
{
    // What a FROM item sees: the WITH, outer queries, and for lateral ones the items before it.
    struct scope from_scope = *scope;
    for (uint32_t i = first; i < query->from.count; i++) {
        bind_from_item(binder, &from_scope, query->from.items[i]);
        list_add(binder->replay->scratch, &from_scope.items, query->from.items[i]);
    }
    scope->items.items = from_scope.items.items;
    scope->items.count = from_scope.items.count;
    scope->items.capacity = from_scope.items.capacity;
}

static void bind_select(struct binder *binder, struct scope *scope, struct query *query)
{
    bind_from(binder, scope, query, 0);
    bind_outputs(binder, scope, query);
    bind_condition(binder, scope, query->where);
    bind_condition(binder, scope, query->having);
    bind_sorting(binder, scope, query, query->order_by.items, query->order_by.count, false);
    bind_sorting(binder, scope, query, query->group_by.items, query->group_by.count, true);
    bind_sorting(binder, scope, query, query->distinct_on.items, query->distinct_on.count, false);
    if (query->is_distinct && query->distinct_on.count == 0) {
        outputs_as_text(binder, query);
        list_each (struct output, output, &query->outputs)
            refuse_unsortable(binder, output.place, output.type);
    }
}

// VALUES (a, b), (c, d): all rows, then each column of them together.
static void bind_values(struct binder *binder, struct scope *scope, struct query *query)
{
    list_each (struct expression *, row, &query->rows)
        bind_list(binder, scope, row->operands.items, row->operands.count);
    const struct expression *first = query->rows.count ? query->rows.items[0] : NULL;
    list_each (struct expression *, row, &query->rows)
        if (row->operands.count != first->operands.count)
            refuse_plainly(binder, row->place, "42601", "VALUES rows have different lengths",
                           "write as many values in each row");
    for (uint32_t i = 0; first && i < first->operands.count; i++) {
        struct expression_list values = {0};
        list_each (struct expression *, row, &query->rows)
            if (i < row->operands.count)
                list_add(binder->replay->scratch, &values, row->operands.items[i]);
        struct type_name *type =
            bind_common(binder, "VALUES", first->place, values.items, values.count);
        // A single row passes its expression on.
        bool is_single = query->rows.count == 1;
        struct expression *value = first->operands.items[i];
        add_output(binder, query,
                   (struct output){.name = arena_format(binder->replay->arena, "column%u", i + 1),
                                   .expression = is_single ? value : NULL,
                                   .type = values.count == query->rows.count ? type : NULL,
                                   .place = value->place});
    }
    bind_set_order(binder, scope, query);
}

// A plain string, NULL or untyped parameter itself: what is around the query may still type it.
bool output_is_plain(const struct output *output)
{
    const struct expression *value = output->expression;
    return type_is_unknown(output->type) && value &&
           (value->kind == EXPRESSION_STRING || value->kind == EXPRESSION_NULL ||
            value->kind == EXPRESSION_PARAMETER);
}

// What the two sides of a set operation give together. A plain string, NULL or parameter of a side
// becomes of that type too.
static struct type_name *set_type(struct binder *binder, const char *what, struct output *left,
                                  struct output *right)
{
    struct expression sides[2] = {{.kind = EXPRESSION_OTHER, .value_type = left->type},
                                  {.kind = EXPRESSION_OTHER, .value_type = right->type}};
    struct output *const outputs[2] = {left, right};
    struct expression *values[2];
    for (int i = 0; i < 2; i++) {
        bool is_untyped = output_is_plain(outputs[i]);
        values[i] = is_untyped ? outputs[i]->expression : &sides[i];
        if (is_untyped) // as it was met
            values[i]->value_type = outputs[i]->type;
    }
    struct type_name *type = bind_common(binder, what, right->place, values, 2);
    for (int i = 0; i < 2; i++)
        if (type_is_unknown(outputs[i]->type))
            outputs[i]->type = type;
    return type;
}

// The WITH RECURSIVE that this set operation is, where it uses itself.
static const struct common_table *recursive_table(const struct scope *scope,
                                                  const struct query *query)
{
    const struct scope *with = scope->outer;
    if (query->kind == QUERY_UNION && with && with->query)
        list_each (struct common_table *, table, &with->query->common_tables)
            if (table->query == query)
                return table->refers_itself ? table : NULL;
    return NULL;
}

// The left side gives a recursive query its types, and both together must not change them.
static void check_recursive(struct binder *binder, const struct common_table *table,
                            const struct output *output, const struct type_name *first)
{
    struct arena *arena = binder->replay->arena;
    if (!table || !first || !output->type || type_name_same(first, output->type, false))
        return;
    refuse_plainly(
        binder, output->place, "42804",
        arena_format(
            arena, "the recursive query \"%s\" begins with %s, and with its other side is %s",
            table->name, type_name_text(arena, first), type_name_text(arena, output->type)),
        arena_format(arena, "cast the column of the first side to %s",
                     type_name_text(arena, output->type)));
}

// All but UNION ALL compare whole rows.
static void check_comparable(struct binder *binder, const struct query *query)
{
    if (!query->is_all || query->kind != QUERY_UNION)
        list_each (struct output, output, &query->outputs)
            refuse_unsortable(binder, output.place, output.type);
}

static void bind_set_operation(struct binder *binder, struct scope *scope, struct query *query)
{
    bind_query_untyped(binder, scope, query->left);
    // Names come from the left side. They stand before the right side is bound, which in a
    // recursive WITH reads them; what is untyped is text there.
    query->is_open = query->left->is_open;
    list_each (struct output, output, &query->left->outputs)
        add_output(binder, query,
                   (struct output){.name = output.name,
                                   .type = type_is_unknown(output.type) ? type_builtin("text")
                                                                        : output.type,
                                   .place = output.place});
    bind_query_untyped(binder, scope, query->right);
    bool is_known = !query->is_open && !query->right->is_open;
    const char *word = query->kind == QUERY_UNION       ? "UNION"
                       : query->kind == QUERY_INTERSECT ? "INTERSECT"
                                                        : "EXCEPT";
    if (is_known && query->left->outputs.count != query->right->outputs.count) {
        refuse_plainly(binder, query->right->place, "42601",
                       arena_format(binder->replay->arena,
                                    "the two sides of %s have %u and %u columns", word,
                                    query->left->outputs.count, query->right->outputs.count),
                       "select as many columns on both sides");
        is_known = false;
    }
    const struct common_table *recursive = recursive_table(scope, query);
    for (uint32_t i = 0; i < query->outputs.count; i++) {
        struct type_name *first = query->outputs.items[i].type;
        query->outputs.items[i].type = is_known
                                           ? set_type(binder, word, &query->left->outputs.items[i],
                                                      &query->right->outputs.items[i])
                                           : NULL;
        check_recursive(binder, recursive, &query->outputs.items[i], first);
    }
    check_comparable(binder, query);
    if (!is_known) {
        outputs_as_open(binder, query->left);
        outputs_as_open(binder, query->right);
    }
    bind_set_order(binder, scope, query);
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

// LIMIT sees the WITH, but no columns.
static void bind_limit(struct binder *binder, struct scope *scope, struct expression *limit)
{
    if (!limit)
        return;
    struct scope without_items = *scope;
    without_items.items.items = NULL;
    without_items.items.count = without_items.items.capacity = 0;
    bind_in_scope(binder, &without_items, limit);
    refuse_other_type(binder, "LIMIT or OFFSET", limit, type_builtin("int8"));
    bind_convert(binder, limit, type_builtin("int8"));
}

void bind_query_untyped(struct binder *binder, struct scope *outer, struct query *query)
{
    struct expression_list overs = {0};
    struct scope scope = {.outer = outer, .query = query, .overs = &overs};
    uint32_t common_count = query->common_tables.count;
    scope.common_states =
        arena_allocate(binder->replay->scratch, common_count * sizeof(enum common_state));
    for (uint32_t i = 0; i < common_count; i++)
        if (scope.common_states[i] == COMMON_UNBOUND)
            bind_common_table(binder, &scope, i);
    scope.common_count = common_count;
    switch (query->kind) {
    case QUERY_SELECT:
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
    case QUERY_UPDATE:
    case QUERY_DELETE:
    case QUERY_MERGE:
        bind_write(binder, &scope, query);
        break;
    case QUERY_OTHER:
        break;
    }
    bind_limit(binder, &scope, query->offset);
    bind_limit(binder, &scope, query->limit);
    list_each (struct expression *, window, &query->windows)
        bind_sorted(binder, &scope, window);
    for (uint32_t i = 0; i < overs.count; i++) // those inside may add more
        bind_sorted(binder, &scope, overs.items[i]);
}

void bind_query_in_scope(struct binder *binder, struct scope *outer, struct query *query)
{
    bind_query_untyped(binder, outer, query);
    outputs_as_text(binder, query);
}
