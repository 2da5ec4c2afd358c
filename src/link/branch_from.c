// FROM items, bound on a path: a table is a row, a view, subquery or CTE the outputs of a leaf of
// its own, in a frame of its own. The side of an outer join that may be missing is bound when
// something asks for it: then the row is there and ON holds, or its columns are NULL.
#include "link/branch_part.h"
#include "link/query_part.h"
#include "link/row_security.h"

enum {
    NESTED_DEEP = 48,
    ROWS_MOST = 100, // that one branch may need: views that join views double them
};

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

const struct branch_path *branch_bind_unknown(struct branch_walker *walker,
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
        branch_paths_add(
            walker, out,
            branch_bind_unknown(walker, frame, item, "a query leads back to itself", path));
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
        branch_paths_add(walker, out,
                         branch_bind_unknown(walker, frame, item,
                                             "what the FROM clause calls is not followed", path));
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

void branch_bind_all(struct branch_walker *walker, const struct branch_frame *frame,
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
    branch_bind_all(walker, frame, join->right, &lefts, &both);
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
void branch_expand_lazy(struct branch_walker *walker, const struct branch_binding *binding,
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
    if (path->rows >= ROWS_MOST) {
        branch_paths_add(walker, out,
                         branch_bind_unknown(walker, frame, item,
                                             "views and subqueries in it join too many tables",
                                             path));
        return;
    }
    if (!branch_enter(walker)) {
        branch_paths_add(walker, out,
                         branch_bind_unknown(walker, frame, item, branch_limit(walker), path));
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
            branch_paths_add(
                walker, out,
                branch_bind_unknown(walker, frame, item, "a subquery was not read", path));
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
