// Queries as rows: each way in which a query gives a row is a leaf, with the rows that must exist
// for it. FROM items are bound on the path: a table is a row, a view, subquery or CTE the outputs
// of a leaf of its own, in a frame of its own. The side of an outer join that may be missing is
// bound when something asks for it: then the row is there and ON holds, or its columns are NULL.
#include "link/branch_part.h"
#include "link/query_part.h"
#include "link/row_security.h"

enum { NESTED_DEEP = 48, VALUES_MOST = 64 };

// ---- frames -------------------------------------------------------------------------------------------

const struct branch_frame *branch_frame_inside(struct branch_walker *walker,
                                               const struct branch_frame *frame,
                                               const struct query *query)
{
    struct branch_frame *made = arena_make(walker->scratch, struct branch_frame);
    made->parent = frame;
    made->outer = frame;
    made->query = query;
    made->tables = frame->tables;
    made->session = frame->session;
    made->through = frame->through;
    made->depth = frame->depth + 1;
    made->calls = frame->calls;
    return made;
}

static const struct branch_frame *frame_of_view(struct branch_walker *walker,
                                                const struct branch_frame *frame,
                                                const struct relation *view)
{
    struct branch_frame *made = arena_make(walker->scratch, struct branch_frame);
    made->outer = frame;
    made->view = view;
    made->query = view->query;
    made->session = frame->session;
    made->tables =
        view->is_security_invoker ? frame->session : (struct branch_rights){true, view->owner};
    made->through = arena_format(walker->arena, "view %s", view->name);
    made->depth = frame->depth + 1;
    made->calls = frame->calls;
    return made;
}

static bool is_within(const struct branch_frame *frame, const struct query *query)
{
    for (; frame; frame = frame->outer)
        if (frame->query == query)
            return true;
    return false;
}

// ---- rows -----------------------------------------------------------------------------------------------

// Whether the policies of a table that is read with an owner's rights choose rows there.
static bool owner_is_bound(struct branch_walker *walker, const struct branch_rights *rights,
                           const struct relation *relation)
{
    const struct design *design = walker->context->design;
    if (!relation->has_row_security)
        return false;
    const char *owner = rights->owner;
    if (!owner && design->platform == PLATFORM_SUPABASE)
        owner = "postgres";
    if (!owner) // whoever runs the files, who owns the table where nothing else is said
        return relation->owner || relation->has_forced_row_security;
    return !row_security_passes_by(design, relation, owner);
}

static const struct branch_path *bind_row(struct branch_walker *walker,
                                          const struct branch_frame *frame, struct from_item *item,
                                          const struct branch_path *path)
{
    struct relation *relation = item->relation;
    struct branch_row row = {.relation = relation,
                             .is_filtered = !frame->tables.is_owner,
                             .through = frame->through,
                             .place = item->place};
    // An owner whom policies bind sees fewer rows than are looked at here.
    if (frame->tables.is_owner && relation && owner_is_bound(walker, &frame->tables, relation))
        path = branch_path_flag(walker, path, FLAG_INEXACT);
    uint32_t number = path->rows;
    path = branch_path_row(walker, path, row);
    return branch_path_bind(
        walker, path,
        (struct branch_binding){.frame = frame, .item = item, .kind = BINDING_ROW, .row = number});
}

static const struct branch_path *bind_unknown(struct branch_walker *walker,
                                              const struct branch_frame *frame,
                                              const struct from_item *item, const char *reason,
                                              const struct branch_path *path)
{
    path = branch_path_flag(walker, path, FLAG_INEXACT);
    return branch_path_bind(
        walker, path,
        (struct branch_binding){
            .frame = frame, .item = item, .kind = BINDING_UNKNOWN, .reason = reason});
}

static void bind_leaves(struct branch_walker *walker, const struct branch_frame *frame,
                        const struct from_item *item, const struct branch_leaves *leaves,
                        struct branch_paths *out)
{
    list_each (struct branch_leaf, leaf, leaves)
        branch_paths_add(walker, out,
                         branch_path_bind(walker, leaf.path,
                                          (struct branch_binding){.frame = frame,
                                                                  .item = item,
                                                                  .kind = BINDING_LEAF,
                                                                  .leaf = leaf}));
}

static void bind_query(struct branch_walker *walker, const struct branch_frame *frame,
                       const struct branch_frame *inner, const struct from_item *item,
                       struct query *query, const struct branch_path *path,
                       struct branch_paths *out)
{
    if (is_within(frame, query) || inner->depth > NESTED_DEEP) {
        branch_paths_add(walker, out,
                         bind_unknown(walker, frame, item, "a query leads back to itself", path));
        return;
    }
    struct branch_leaves leaves = {0};
    branch_rows(walker, query, inner, path, &leaves);
    bind_leaves(walker, frame, item, &leaves, out);
}

static void bind_relation(struct branch_walker *walker, const struct branch_frame *frame,
                          struct from_item *item, const struct branch_path *path,
                          struct branch_paths *out)
{
    struct relation *relation = item->relation;
    if (item->query) {
        bind_query(walker, frame, branch_frame_inside(walker, frame, item->query), item,
                   item->query, path, out);
        return;
    }
    if (relation && relation->kind == RELATION_VIEW && relation->query) {
        bind_query(walker, frame, frame_of_view(walker, frame, relation), item, relation->query,
                   path, out);
        return;
    }
    if (relation && relation->kind == RELATION_VIEW)
        path = branch_path_flag(walker, path, FLAG_INEXACT);
    branch_paths_add(walker, out, bind_row(walker, frame, item, path));
}

static void bind_function(struct branch_walker *walker, const struct branch_frame *frame,
                          struct from_item *item, const struct branch_path *path,
                          struct branch_paths *out)
{
    struct expression *call = item->call;
    struct branch_leaves leaves = {0};
    const char *reason = NULL;
    if (call && call->kind == EXPRESSION_CALL &&
        branch_call_leaves(walker, call, frame, path, &leaves, &reason)) {
        bind_leaves(walker, frame, item, &leaves, out);
        return;
    }
    bool is_elements = call && call->kind == EXPRESSION_CALL && branch_call_gives_elements(call);
    bool is_single = item->outputs.count <= (item->has_ordinality ? 2u : 1u);
    if (!call || (call->kind == EXPRESSION_OTHER && !is_single)) {
        branch_paths_add(
            walker, out,
            bind_unknown(walker, frame, item, "what the FROM clause calls is not followed", path));
        return;
    }
    struct branch_values values = {0};
    if (is_single)
        branch_value(walker, call, MODE_VALUE, frame, path, &values);
    else
        branch_combine(walker, call, reason, false, frame, path, &values);
    (void)is_elements;
    list_each (struct branch_found, found, &values)
        branch_paths_add(walker, out,
                         branch_path_bind(walker, found.path,
                                          (struct branch_binding){.frame = frame,
                                                                  .item = item,
                                                                  .kind = BINDING_VALUE,
                                                                  .value = found.value}));
}

// ---- joins ----------------------------------------------------------------------------------------------

static void bind_item(struct branch_walker *walker, const struct branch_frame *frame,
                      struct from_item *item, const struct branch_path *path,
                      struct branch_paths *out);

static void bind_item_on_all(struct branch_walker *walker, const struct branch_frame *frame,
                             struct from_item *item, const struct branch_paths *paths,
                             struct branch_paths *out)
{
    list_each (const struct branch_path *, path, paths)
        bind_item(walker, frame, item, path, out);
}

static const struct branch_path *bind_side(struct branch_walker *walker,
                                           const struct branch_frame *frame, struct from_item *side,
                                           enum branch_binding_kind kind, struct from_item *join,
                                           const struct branch_path *path)
{
    if (side->kind == FROM_JOIN) {
        path = bind_side(walker, frame, side->left, kind, join, path);
        path = bind_side(walker, frame, side->right, kind, join, path);
    }
    return branch_path_bind(
        walker, path,
        (struct branch_binding){.frame = frame, .item = side, .kind = kind, .join = join});
}

// USING (a): one equality for each column, each side's found by name.
static void join_using(struct branch_walker *walker, const struct branch_frame *frame,
                       struct from_item *join, const struct branch_paths *paths,
                       struct branch_paths *out)
{
    struct branch_paths now = *paths;
    list_each (const char *, name, &join->using_columns) {
        struct branch_paths next = {0};
        struct expression *shown = arena_make(walker->arena, struct expression);
        shown->kind = EXPRESSION_OPERATOR;
        shown->name = "=";
        shown->place = join->place;
        struct from_item *sides[] = {join->left, join->right};
        for (int side = 0; side < 2; side++) {
            struct expression *column = arena_make(walker->arena, struct expression);
            column->kind = EXPRESSION_COLUMN;
            column->name = name;
            column->qualifier = sides[side]->alias;
            column->place = join->place;
            list_add(walker->arena, &shown->operands, column);
        }
        list_each (const struct branch_path *, path, &now) {
            struct branch_values lefts = {0};
            branch_item_value(walker, join->left, -1, name, NULL, shown->operands.items[0],
                              MODE_VALUE, frame, path, &lefts);
            list_each (struct branch_found, left, &lefts) {
                struct branch_values rights = {0};
                branch_item_value(walker, join->right, -1, name, NULL, shown->operands.items[1],
                                  MODE_VALUE, frame, left.path, &rights);
                list_each (struct branch_found, right, &rights)
                    branch_compare(walker, "=", &left.value, &right.value, shown, TRUTH_TRUE,
                                   right.path, &next);
            }
        }
        now = next;
    }
    list_each (const struct branch_path *, path, &now)
        branch_paths_add(walker, out, path);
}

static void join_conditions(struct branch_walker *walker, const struct branch_frame *frame,
                            struct from_item *join, const struct branch_paths *paths,
                            struct branch_paths *out)
{
    struct branch_paths tied = {0};
    join_using(walker, frame, join, paths, &tied);
    list_each (const struct branch_path *, path, &tied) {
        if (join->on)
            branch_condition(walker, join->on, TRUTH_TRUE, frame, path, out);
        else
            branch_paths_add(walker, out, path);
    }
}

static void join_inner(struct branch_walker *walker, const struct branch_frame *frame,
                       struct from_item *join, const struct branch_path *path,
                       struct branch_paths *out)
{
    struct branch_paths lefts = {0}, both = {0};
    bind_item(walker, frame, join->left, path, &lefts);
    bind_item_on_all(walker, frame, join->right, &lefts, &both);
    join_conditions(walker, frame, join, &both, out);
}

static void join_outer(struct branch_walker *walker, const struct branch_frame *frame,
                       struct from_item *join, struct from_item *sure, struct from_item *missing,
                       const struct branch_path *path, struct branch_paths *out)
{
    struct branch_paths surely = {0};
    bind_item(walker, frame, sure, path, &surely);
    list_each (const struct branch_path *, each, &surely)
        branch_paths_add(walker, out, bind_side(walker, frame, missing, BINDING_LAZY, join, each));
}

static void join_full(struct branch_walker *walker, const struct branch_frame *frame,
                      struct from_item *join, const struct branch_path *path,
                      struct branch_paths *out)
{
    join_inner(walker, frame, join, path, out);
    struct from_item *sides[] = {join->left, join->right};
    for (int side = 0; side < 2; side++) {
        struct branch_paths alone = {0};
        bind_item(walker, frame, sides[side], path, &alone);
        list_each (const struct branch_path *, each, &alone)
            branch_paths_add(walker, out,
                             bind_side(walker, frame, sides[1 - side], BINDING_NULLS, join,
                                       branch_path_flag(walker, each, FLAG_INEXACT)));
    }
}

// The missing side of an outer join is asked for.
static void expand_lazy(struct branch_walker *walker, const struct branch_binding *binding,
                        const struct branch_path *path, struct branch_paths *out)
{
    struct from_item *join = binding->join;
    struct from_item *missing = join->join == JOIN_LEFT ? join->right : join->left;
    struct branch_paths there = {0};
    bind_item(walker, binding->frame, missing, path, &there);
    join_conditions(walker, binding->frame, join, &there, out);
    const struct branch_path *absent =
        bind_side(walker, binding->frame, missing, BINDING_NULLS, join, path);
    struct expression *shown = join->on;
    if (!shown) {
        shown = arena_make(walker->arena, struct expression);
        shown->kind = EXPRESSION_OTHER;
        shown->name = "outer join";
        shown->place = join->place;
    }
    struct atom atom = {
        .kind = ATOM_NOT_EXISTS, .expression = shown, .place = shown->place, .reads = READS_OTHER};
    branch_paths_add(walker, out, branch_path_atom(walker, absent, atom, true));
}

static void bind_item(struct branch_walker *walker, const struct branch_frame *frame,
                      struct from_item *item, const struct branch_path *path,
                      struct branch_paths *out)
{
    if (!branch_enter(walker)) {
        branch_paths_add(walker, out,
                         bind_unknown(walker, frame, item, branch_limit(walker), path));
        return;
    }
    switch (item->kind) {
    case FROM_RELATION:
        bind_relation(walker, frame, item, path, out);
        break;
    case FROM_QUERY:
        if (item->query)
            bind_query(walker, frame, branch_frame_inside(walker, frame, item->query), item,
                       item->query, path, out);
        else
            branch_paths_add(walker, out,
                             bind_unknown(walker, frame, item, "a subquery was not read", path));
        break;
    case FROM_FUNCTION:
        bind_function(walker, frame, item, path, out);
        break;
    case FROM_JOIN:
        if (item->join == JOIN_INNER)
            join_inner(walker, frame, item, path, out);
        else if (item->join == JOIN_LEFT)
            join_outer(walker, frame, item, item->left, item->right, path, out);
        else if (item->join == JOIN_RIGHT)
            join_outer(walker, frame, item, item->right, item->left, path, out);
        else
            join_full(walker, frame, item, path, out);
        break;
    }
    branch_leave(walker);
}

// ---- columns of FROM items --------------------------------------------------------------------------------

static const struct branch_binding *find_binding(const struct branch_frame *frame,
                                                 const struct from_item *item,
                                                 const struct branch_path *path)
{
    for (; frame; frame = frame->parent)
        for (const struct branch_binding *at = path->bindings; at; at = at->before)
            if (at->item == item && at->frame == frame)
                return at;
    return NULL;
}

static struct branch_value column_value(struct branch_walker *walker, uint32_t row,
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
        add_value(walker, column_value(walker, row, column, expression), mode, path, out);
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
    expand_lazy(walker, binding, path, &paths);
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
    const struct branch_binding *binding = find_binding(frame, item, path);
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

// ---- queries ----------------------------------------------------------------------------------------------

static bool is_constant_zero(const struct expression *expression)
{
    return expression && expression->kind == EXPRESSION_NUMBER &&
           strcmp(expression->name, "0") == 0;
}

static void add_leaf(struct branch_walker *walker, struct query *query,
                     const struct branch_frame *frame, const struct branch_path *path,
                     struct branch_leaves *out)
{
    struct branch_paths paths = {0};
    if (query->having)
        branch_condition(walker, query->having, TRUTH_TRUE, frame, path, &paths);
    else
        branch_paths_add(walker, &paths, path);
    list_each (const struct branch_path *, each, &paths)
        list_add(walker->scratch, out,
                 (struct branch_leaf){.path = each, .query = query, .frame = frame});
}

// An aggregate without GROUP BY gives a row where there is none to aggregate, too.
static void empty_leaf(struct branch_walker *walker, struct query *query, bool is_certain,
                       const struct branch_frame *frame, const struct branch_path *path,
                       struct branch_leaves *out)
{
    struct branch_frame *made = arena_make(walker->scratch, struct branch_frame);
    *made = *branch_frame_inside(walker, frame, NULL);
    made->is_empty = true;
    struct branch_paths paths = {0};
    if (is_certain) {
        branch_paths_add(walker, &paths, path);
    } else {
        struct expression *shown = arena_make(walker->arena, struct expression);
        shown->kind = EXPRESSION_EXISTS;
        shown->query = query;
        shown->place = query->place;
        branch_add_not_exists(walker, path, branch_negated(walker, shown), query, frame, &paths);
    }
    list_each (const struct branch_path *, each, &paths)
        add_leaf(walker, query, made, each, out);
}

static void select_rows(struct branch_walker *walker, struct query *query,
                        const struct branch_frame *frame, const struct branch_path *path,
                        struct branch_leaves *out)
{
    if (is_constant_zero(query->limit))
        return;
    frame = branch_frame_inside(walker, frame, NULL); // so that each expansion has its own items
    uint32_t null_claims = walker->null_claims;
    struct branch_paths now = {0};
    const struct branch_path *base = query->offset && !is_constant_zero(query->offset)
                                         ? branch_path_flag(walker, path, FLAG_INEXACT)
                                         : path;
    branch_paths_add(walker, &now, base);
    list_each (struct from_item *, item, &query->from) {
        struct branch_paths next = {0};
        bind_item_on_all(walker, frame, item, &now, &next);
        if (next.count > BRANCH_MOST) {
            next.count = 0;
            list_each (const struct branch_path *, each, &now)
                branch_paths_add(walker, &next,
                                 bind_unknown(walker, frame, item,
                                              "a subquery has too many alternatives", each));
        }
        now = next;
    }
    struct branch_paths found = {0};
    list_each (const struct branch_path *, each, &now) {
        if (query->where)
            branch_condition(walker, query->where, TRUTH_TRUE, frame, each, &found);
        else
            branch_paths_add(walker, &found, each);
    }
    if (found.count > 4 * BRANCH_MOST) {
        found.count = 0;
        list_each (const struct branch_path *, each, &now)
            branch_add_unknown(walker, each, query->where, "it has too many alternatives", NULL,
                               &found);
    }
    bool is_aggregate = query_has_aggregate(query) && query->group_by.count == 0;
    list_each (const struct branch_path *, each, &found)
        add_leaf(walker, query, frame, each, out);
    if (is_aggregate && query->from.count > 0)
        empty_leaf(walker, query, found.count == 0, frame,
                   walker->null_claims != null_claims ? branch_path_flag(walker, path, FLAG_NULL)
                                                      : path,
                   out);
}

void branch_rows(struct branch_walker *walker, struct query *query,
                 const struct branch_frame *frame, const struct branch_path *path,
                 struct branch_leaves *out)
{
    if (!query || !branch_enter(walker)) {
        struct expression *shown = arena_make(walker->arena, struct expression);
        shown->kind = EXPRESSION_OTHER;
        shown->name = "subquery";
        if (query)
            shown->place = query->place;
        struct branch_paths paths = {0};
        branch_add_unknown(walker, path, shown,
                           query ? branch_limit(walker) : "a subquery was not read", NULL, &paths);
        list_each (const struct branch_path *, each, &paths)
            list_add(walker->scratch, out,
                     (struct branch_leaf){.path = each, .expression = shown, .frame = frame});
        return;
    }
    switch (query->kind) {
    case QUERY_SELECT:
        select_rows(walker, query, frame, path, out);
        break;
    case QUERY_VALUES:
        for (uint32_t row = 0; row < query->rows.count && row < VALUES_MOST; row++)
            list_add(
                walker->scratch, out,
                (struct branch_leaf){.path = path, .query = query, .row = row, .frame = frame});
        if (query->rows.count > VALUES_MOST) {
            struct expression *shown = query->rows.items[0];
            struct branch_paths paths = {0};
            branch_add_unknown(walker, path, shown, "a VALUES list is too long", NULL, &paths);
            list_each (const struct branch_path *, each, &paths)
                list_add(walker->scratch, out,
                         (struct branch_leaf){.path = each, .expression = shown, .frame = frame});
        }
        break;
    case QUERY_UNION:
        branch_rows(walker, query->left, frame, path, out);
        branch_rows(walker, query->right, frame, path, out);
        break;
    case QUERY_INTERSECT:
    case QUERY_EXCEPT: // what the left side gives, at most
        branch_rows(walker, query->left, frame, branch_path_flag(walker, path, FLAG_INEXACT), out);
        break;
    default: {
        struct expression *shown = arena_make(walker->arena, struct expression);
        shown->kind = EXPRESSION_OTHER;
        shown->name = "a statement that writes";
        shown->place = query->place;
        struct branch_paths paths = {0};
        branch_add_unknown(walker, path, shown, "a query that writes is not followed", NULL,
                           &paths);
        list_each (const struct branch_path *, each, &paths)
            list_add(walker->scratch, out,
                     (struct branch_leaf){.path = each, .expression = shown, .frame = frame});
    }
    }
    branch_leave(walker);
}

// ---- what a query reads -----------------------------------------------------------------------------------

struct parts_walk {
    struct branch_walker *walker;
    struct term_list *parts;
    const struct branch_frame *frame;
    const struct branch_path *path;
};

// Whether a column without FROM item is the judged row's: not inside a function or a view.
static bool frame_is_judged(const struct branch_frame *frame)
{
    while (frame->parent)
        frame = frame->parent;
    return !frame->outer;
}

// Columns of rows that the path has, and claims that are asked for in plain words.
static bool visit_part(struct expression *expression, void *context)
{
    struct parts_walk *walk = context;
    if (walk->parts->count >= 16)
        return false;
    if (expression->kind == EXPRESSION_COLUMN && expression->is_bound && expression->column) {
        const struct branch_binding *binding =
            expression->from ? find_binding(walk->frame, expression->from, walk->path) : NULL;
        if (!expression->from && frame_is_judged(walk->frame))
            list_add(walk->walker->arena, walk->parts,
                     column_value(walk->walker, 0, expression->column, expression).term);
        else if (binding && binding->kind == BINDING_ROW)
            list_add(walk->walker->arena, walk->parts,
                     column_value(walk->walker, binding->row, expression->column, expression).term);
        return true;
    }
    if (expression->kind == EXPRESSION_CALL || expression->kind == EXPRESSION_KEYWORD) {
        struct branch_values values = {0};
        if (branch_caller(walk->walker, expression, walk->frame, walk->path, &values))
            list_each (struct branch_found, found, &values)
                if (found.value.term.kind == TERM_CLAIM)
                    list_add(walk->walker->arena, walk->parts, found.value.term);
    }
    return true;
}

struct term_list branch_query_parts(struct branch_walker *walker, struct query *query,
                                    struct expression *expression, const struct branch_frame *frame,
                                    const struct branch_path *path)
{
    struct term_list parts = {0};
    struct parts_walk walk = {walker, &parts, frame, path};
    (void)expression;
    query_walk(query, visit_part, &walk);
    return parts;
}
