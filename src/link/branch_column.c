// Columns of FROM items and outputs of queries, by what the item is bound to on the path.
#include "link/branch_part.h"
#include "link/query_part.h"

const struct branch_binding *branch_find_binding(const struct branch_frame *frame,
                                                 const struct from_item *item,
                                                 const struct branch_path *path)
{
    for (; frame; frame = frame->parent)
        for (const struct branch_binding *at = path->bindings; at; at = at->before)
            if (at->item == item && at->frame == frame)
                return at;
    return NULL;
}

struct branch_value branch_column_value(struct branch_walker *walker, uint32_t row,
                                        struct column *column, struct expression *expression)
{
    (void)walker;
    struct branch_value value = {.term = {.kind = TERM_COLUMN,
                                          .row = row,
                                          .column = column,
                                          .reads = row == 0 ? READS_ROW : READS_OTHER,
                                          .expression = expression},
                                 .is_never_null = column->is_not_null};
    // What users write about themselves.
    value.term.is_user_editable = string_equal(column->name, "raw_user_meta_data");
    if (value.term.is_user_editable)
        value.term.reads |= READS_CHOICE;
    return value;
}

static void add_value(struct branch_walker *walker, struct branch_value value,
                      enum branch_mode mode, const struct branch_path *path,
                      struct branch_values *out)
{
    branch_found_add(walker, out, path,
                     mode == MODE_ELEMENTS ? branch_value_elements(walker, value) : value);
}

static void row_column(struct branch_walker *walker, const struct relation *relation, uint32_t row,
                       struct column *column, const char *name, struct expression *expression,
                       enum branch_mode mode, const struct branch_path *path,
                       struct branch_values *out)
{
    if (!column && relation && name)
        column = relation_find_column(relation, name);
    if (column) {
        add_value(walker, branch_column_value(walker, row, column, expression), mode, path, out);
        return;
    }
    // ctid and the like, or a table that nothing declares.
    branch_found_add(walker, out, path,
                     branch_value_unknown(expression, relation ? NULL
                                                               : "the table it reads is not "
                                                                 "declared"));
}

static bool side_has(const struct from_item *item, const char *name)
{
    if (item->kind == FROM_JOIN && !item->alias)
        return side_has(item->left, name) || side_has(item->right, name);
    list_each (struct output, output, &item->outputs)
        if (string_equal(output.name, name))
            return true;
    return false;
}

// A join's column: of the aliased join's list, or of the side that has it. A FULL join's merged
// column is either side's.
static void join_column(struct branch_walker *walker, struct from_item *join, int32_t index,
                        const char *name, struct expression *expression, enum branch_mode mode,
                        const struct branch_frame *frame, const struct branch_path *path,
                        struct branch_values *out)
{
    if (join->alias && index < 0)
        index = item_index_named(join, name);
    if (join->alias && index >= 0 && (uint32_t)index < join->outputs.count) {
        const struct output *output = &join->outputs.items[index];
        if (output->from && output->from != join) {
            branch_item_value(walker, output->from, -1,
                              output->column ? output->column->name : output->name, output->column,
                              expression, mode, frame, path, out);
            return;
        }
    }
    bool is_right = join->join == JOIN_RIGHT;
    struct from_item *first = is_right ? join->right : join->left;
    struct from_item *second = is_right ? join->left : join->right;
    if (side_has(first, name))
        branch_item_value(walker, first, -1, name, NULL, expression, mode, frame, path, out);
    if (side_has(second, name) && (!side_has(first, name) || join->join == JOIN_FULL))
        branch_item_value(walker, second, -1, name, NULL, expression, mode, frame, path, out);
    if (!side_has(first, name) && !side_has(second, name))
        branch_found_add(walker, out, path,
                         branch_value_unknown(expression, "a joined column is not followed"));
}

static void lazy_value(struct branch_walker *walker, const struct branch_binding *binding,
                       struct from_item *item, int32_t index, const char *name,
                       struct column *column, struct expression *expression, enum branch_mode mode,
                       const struct branch_frame *frame, const struct branch_path *path,
                       struct branch_values *out)
{
    struct branch_paths paths = {0};
    if (!branch_enter(walker)) {
        branch_found_add(walker, out, path, branch_value_unknown(expression, branch_limit(walker)));
        return;
    }
    branch_expand_lazy(walker, binding, path, &paths);
    list_each (const struct branch_path *, each, &paths)
        branch_item_value(walker, item, index, name, column, expression, mode, frame, each, out);
    branch_leave(walker);
}

void branch_item_value(struct branch_walker *walker, struct from_item *item, int32_t index,
                       const char *name, struct column *column, struct expression *expression,
                       enum branch_mode mode, const struct branch_frame *frame,
                       const struct branch_path *path, struct branch_values *out)
{
    if (!item) { // the row that is judged
        const struct branch_path *at = path;
        while (at->before && (!at->row || at->rows > 1))
            at = at->before;
        row_column(walker, at->row ? at->row->relation : NULL, 0, column, name, expression, mode,
                   path, out);
        return;
    }
    const struct branch_binding *binding = branch_find_binding(frame, item, path);
    if (!binding && item->kind == FROM_JOIN) {
        join_column(walker, item, index, name, expression, mode, frame, path, out);
        return;
    }
    if (!binding) {
        branch_found_add(walker, out, path,
                         branch_value_unknown(expression, "a column could not be followed"));
        return;
    }
    if (index < 0 && binding->kind != BINDING_ROW)
        index = item_index_named(item, name);
    switch (binding->kind) {
    case BINDING_ROW:
        if (!column && index >= 0 && (uint32_t)index < item->outputs.count)
            column = item->outputs.items[index].column;
        if (!column && index < 0 && item_index_named(item, name) >= 0)
            column = item->outputs.items[item_index_named(item, name)].column;
        row_column(walker, item->relation, binding->row, column, name, expression, mode, path, out);
        return;
    case BINDING_LEAF:
        if (index < 0)
            branch_found_add(walker, out, path,
                             branch_value_unknown(expression, "a column could not be followed"));
        else if (binding->leaf.query && item->outputs.count > binding->leaf.query->outputs.count &&
                 item->kind == FROM_FUNCTION)
            // A whole row as one output, taken apart again.
            branch_found_add(walker, out, path,
                             branch_value_unknown(expression, "a row that a function gives as one "
                                                              "value is not followed"));
        else
            branch_output_value(walker, &binding->leaf, (uint32_t)index, mode, path, out);
        return;
    case BINDING_VALUE:
        if (index == 0 || binding->value.term.kind == TERM_UNKNOWN)
            add_value(walker, binding->value, mode, path, out);
        else
            branch_found_add(walker, out, path, branch_value_unknown(expression, NULL));
        return;
    case BINDING_NULLS:
        branch_found_add(walker, out, path, branch_value_null(expression));
        return;
    case BINDING_LAZY:
        lazy_value(walker, binding, item, index, name, column, expression, mode, frame, path, out);
        return;
    case BINDING_RESULT: // of no FROM item
    case BINDING_UNKNOWN:
        branch_found_add(walker, out, path, branch_value_unknown(expression, binding->reason));
        return;
    }
}

void branch_output_value(struct branch_walker *walker, const struct branch_leaf *leaf,
                         uint32_t index, enum branch_mode mode, const struct branch_path *path,
                         struct branch_values *out)
{
    if (!leaf->query) {
        if (index == 0)
            branch_value(walker, leaf->expression, mode, leaf->frame, path, out);
        else
            branch_found_add(walker, out, path,
                             branch_value_unknown(leaf->expression, "a field of a value is not "
                                                                    "followed"));
        return;
    }
    struct query *query = leaf->query;
    if (query->kind == QUERY_VALUES) {
        struct expression *row =
            leaf->row < query->rows.count ? query->rows.items[leaf->row] : NULL;
        branch_value(walker, row && index < row->operands.count ? row->operands.items[index] : NULL,
                     mode, leaf->frame, path, out);
        return;
    }
    if (index >= query->outputs.count) {
        branch_found_add(walker, out, path,
                         branch_value_unknown(NULL, "an output could not be followed"));
        return;
    }
    const struct output *output = &query->outputs.items[index];
    if (output->expression) {
        branch_value(walker, output->expression, mode, leaf->frame, path, out);
        return;
    }
    // Of a star.
    struct expression *shown = arena_make(walker->arena, struct expression);
    shown->kind = EXPRESSION_COLUMN;
    shown->name = output->name;
    shown->column = output->column;
    shown->place = output->place;
    struct from_item *from = output->from;
    bool is_at = from && output->from_index < from->outputs.count &&
                 string_equal(from->outputs.items[output->from_index].name, output->name);
    if (from)
        branch_item_value(walker, from, is_at ? (int32_t)output->from_index : -1, output->name,
                          is_at ? from->outputs.items[output->from_index].column : NULL, shown,
                          mode, leaf->frame, path, out);
    else
        branch_found_add(walker, out, path,
                         branch_value_unknown(shown, "an output could not be followed"));
}
