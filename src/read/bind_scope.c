// Finding columns and FROM items by name in the scopes of a query.
//
// As in PostgreSQL: a column without qualifier is looked for in each query from the inside out, and
// the first query that has it decides, so an inner table's column hides an outer one of the same
// name. A qualifier is looked for likewise, and the item found must have the column. A join with an
// alias hides its two sides; columns joined by USING or NATURAL are one.
#include "read/bind_scope.h"

struct output *item_output(struct from_item *item, const char *name)
{
    for (uint32_t i = 0; i < item->outputs.count; i++)
        if (string_equal(item->outputs.items[i].name, name))
            return &item->outputs.items[i];
    return NULL;
}

// ctid, xmin and the like: every table has them, `*` leaves them out.
static struct type_name *system_column_type(const struct from_item *item, const char *name)
{
    static const struct {
        const char *name, *type;
    } columns[] = {{"ctid", "tid"}, {"xmin", "xid"},     {"xmax", "xid"},
                   {"cmin", "cid"}, {"tableoid", "oid"}, {"cmax", "cid"}};
    const struct relation *relation = item->relation;
    if (item->kind != FROM_RELATION || !relation || relation->kind == RELATION_VIEW)
        return NULL;
    for (size_t i = 0; i < array_length(columns); i++)
        if (strcmp(columns[i].name, name) == 0)
            return type_builtin(columns[i].type);
    return NULL;
}

static bool is_using_column(const struct from_item *join, const char *name)
{
    list_each (const char *, column, &join->using_columns)
        if (strcmp(column, name) == 0)
            return true;
    return false;
}

static struct type_name *using_type(const struct from_item *join, const char *name)
{
    for (uint32_t i = 0; i < join->using_types.count; i++)
        if (strcmp(join->using_columns.items[i], name) == 0)
            return join->using_types.items[i];
    return NULL;
}

// Whether a plain join shows its sides; with an alias only its own columns are visible.
static bool is_transparent(const struct from_item *item)
{
    return item->kind == FROM_JOIN && !item->alias;
}

// One column for both sides (buildMergedJoinVar): of the side that is always there, of an inner
// join's two the one that is not cast. In a full join it is neither.
static struct match merged_match(struct from_item *join, const char *name)
{
    struct match left = {0}, right = {0};
    item_find_column(join->left, name, &left);
    item_find_column(join->right, name, &right);
    struct type_name *type = using_type(join, name);
    bool takes_right = join->join == JOIN_RIGHT ||
                       (join->join == JOIN_INNER && type && !type_same_modified(left.type, type) &&
                        type_same_modified(right.type, type));
    struct match found = takes_right ? right : left;
    if (join->join == JOIN_FULL) {
        found.from = join;
        found.column = NULL;
    }
    found.type = type;
    found.is_open = left.is_open || right.is_open;
    return found;
}

void item_find_column(struct from_item *item, const char *name, struct match *match)
{
    if (is_transparent(item)) {
        if (!is_using_column(item, name)) {
            item_find_column(item->left, name, match);
            item_find_column(item->right, name, match);
            return;
        }
        struct match found = merged_match(item, name);
        match->is_open |= found.is_open;
        match->count += found.count;
        if (found.count) {
            match->from = found.from;
            match->column = found.column;
            match->type = found.type;
        }
        return;
    }
    for (uint32_t i = 0; i < item->outputs.count; i++) {
        struct output *output = &item->outputs.items[i];
        if (!string_equal(output->name, name))
            continue;
        match->count++;
        match->from = item;
        // A query's output is no table's column, though it may pass one on.
        bool passes = (item->kind == FROM_RELATION && item->relation) || item->kind == FROM_JOIN;
        match->column = passes ? output->column : NULL;
        match->type = output->type;
    }
    struct type_name *system = match->count ? NULL : system_column_type(item, name);
    if (system) {
        match->count++;
        match->from = item;
        match->type = system;
    }
    match->is_open |= item->is_open;
}

void scope_find_column(const struct scope *scope, const char *name, struct match *match)
{
    list_each (struct from_item *, item, &scope->items)
        item_find_column(item, name, match);
    if (scope->row) {
        struct column *column = relation_find_column(scope->row, name);
        struct from_item row = {.kind = FROM_RELATION, .relation = scope->row};
        struct type_name *system = column ? NULL : system_column_type(&row, name);
        if (column || system) {
            match->count++;
            match->from = NULL;
            match->column = column;
            match->type = column ? column->type : system;
        }
        match->is_open |= scope->row->is_open;
    }
}

static struct from_item *item_named(struct from_item *item, const char *schema,
                                    const char *qualifier)
{
    if (item->kind == FROM_JOIN) {
        if (!schema &&
            (string_equal(item->alias, qualifier) || string_equal(item->name, qualifier)))
            return item;
        if (item->alias)
            return NULL;
        struct from_item *found = item_named(item->left, schema, qualifier);
        return found ? found : item_named(item->right, schema, qualifier);
    }
    if (!string_equal(item->alias, qualifier))
        return NULL;
    if (!schema)
        return item;
    // schema.table.column: only a table that has no alias.
    if (item->kind != FROM_RELATION || item->alias != item->name)
        return NULL;
    const char *own = item->relation ? item->relation->schema : item->schema;
    return !own || strcmp(own, schema) == 0 ? item : NULL;
}

bool scope_find_item(const struct scope *scope, const char *schema, const char *qualifier,
                     struct from_item **item, struct relation **row)
{
    *item = NULL;
    *row = NULL;
    for (; scope; scope = scope->outer) {
        list_each (struct from_item *, candidate, &scope->items) {
            *item = item_named(candidate, schema, qualifier);
            if (*item)
                return true;
        }
        if (!scope->row)
            continue;
        bool is_row = string_equal(scope->row->name, qualifier) &&
                      (!schema || string_equal(scope->row->schema, schema));
        bool is_new_or_old = scope->has_new_and_old && !schema &&
                             (strcmp(qualifier, "new") == 0 || strcmp(qualifier, "old") == 0);
        if (is_row || is_new_or_old) {
            *row = scope->row;
            return true;
        }
    }
    return false;
}

static bool is_within(const struct from_item *item, const struct from_item *wanted)
{
    return item == wanted || (item->kind == FROM_JOIN &&
                              (is_within(item->left, wanted) || is_within(item->right, wanted)));
}

bool scope_has_item(const struct scope *scope, const struct from_item *item)
{
    list_each (struct from_item *, own, &scope->items)
        if (is_within(own, item))
            return true;
    return false;
}

bool item_columns(struct arena *arena, struct from_item *item, struct output_list *columns)
{
    if (!is_transparent(item)) {
        list_each (struct output, output, &item->outputs) {
            output.from = item;
            output.from_index = (uint32_t)output_at;
            list_add(arena, columns, output);
        }
        return !item->is_open;
    }
    struct output_list left = {0}, right = {0};
    bool is_known = item_columns(arena, item->left, &left);
    is_known = item_columns(arena, item->right, &right) && is_known;
    // Merged columns come first, in the order of USING.
    list_each (const char *, name, &item->using_columns) {
        struct match merged = merged_match(item, name);
        if (merged.count == 0)
            continue;
        struct output output = {.name = name, .from = merged.from, .type = merged.type};
        struct output *passed =
            merged.from && merged.from != item ? item_output(merged.from, name) : NULL;
        uint32_t index = passed ? (uint32_t)(passed - merged.from->outputs.items) : 0;
        if (passed && type_same_modified(passed->type, merged.type)) {
            output = *passed;
            output.from = merged.from;
        }
        output.from_index = index;
        list_add(arena, columns, output);
    }
    list_each (struct output, output, &left)
        if (!is_using_column(item, output.name ? output.name : ""))
            list_add(arena, columns, output);
    list_each (struct output, output, &right)
        if (!is_using_column(item, output.name ? output.name : ""))
            list_add(arena, columns, output);
    return is_known;
}

static const char *item_nearest_column(const struct from_item *item, const char *name,
                                       const char *best)
{
    if (is_transparent(item)) {
        best = item_nearest_column(item->left, name, best);
        return item_nearest_column(item->right, name, best);
    }
    list_each (struct output, output, &item->outputs)
        if (output.name)
            best = name_nearer(name, best, output.name);
    return best;
}

const char *scope_nearest_column(const struct scope *scope, const char *name)
{
    const char *best = NULL;
    for (; scope; scope = scope->outer) {
        list_each (struct from_item *, item, &scope->items)
            best = item_nearest_column(item, name, best);
        if (scope->row)
            list_each (struct column *, column, &scope->row->columns)
                best = name_nearer(name, best, column->name);
    }
    return best;
}

static const char *item_nearest(const struct from_item *item, const char *qualifier,
                                const char *best)
{
    if (is_transparent(item)) {
        best = item_nearest(item->left, qualifier, best);
        return item_nearest(item->right, qualifier, best);
    }
    if (!item->alias || !*item->alias)
        return best;
    // A table that has an alias is known by that alone.
    return string_equal(item->name, qualifier) ? item->alias
                                               : name_nearer(qualifier, best, item->alias);
}

const char *scope_nearest_item(const struct scope *scope, const char *qualifier)
{
    const char *best = NULL;
    for (; scope; scope = scope->outer) {
        list_each (struct from_item *, item, &scope->items)
            best = item_nearest(item, qualifier, best);
        if (scope->row)
            best = name_nearer(qualifier, best, scope->row->name);
    }
    return best;
}
