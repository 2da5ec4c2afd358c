// Queries as rows: each way in which a query gives a row is a leaf, with the rows that must exist
// for it. What FROM means is branch_from.c's matter; this is WHERE, HAVING, set operations, VALUES
// and aggregates, and what a query that is kept as a whole reads.
#include "link/branch_part.h"
#include "link/query_part.h"

enum { VALUES_MOST = 64 };

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

// GROUP BY () and what holds it (ROLLUP, CUBE, GROUPING SETS) give a row where there is none, too.
static bool groups_nothing(const struct query *query)
{
    list_each (struct expression *, group, &query->group_by)
        if (group && group->kind == EXPRESSION_OTHER)
            return true;
    return query->group_by.count == 0 && query_has_aggregate(query);
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
        branch_bind_all(walker, frame, item, &now, &next);
        if (next.count > BRANCH_MOST) {
            next.count = 0;
            list_each (const struct branch_path *, each, &now)
                branch_paths_add(walker, &next,
                                 branch_bind_unknown(walker, frame, item,
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
    bool is_aggregate = groups_nothing(query);
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
            expression->from ? branch_find_binding(walk->frame, expression->from, walk->path)
                             : NULL;
        if (!expression->from && frame_is_judged(walk->frame))
            list_add(walk->walker->arena, walk->parts,
                     branch_column_value(walk->walker, 0, expression->column, expression).term);
        else if (binding && binding->kind == BINDING_ROW)
            list_add(walk->walker->arena, walk->parts,
                     branch_column_value(walk->walker, binding->row, expression->column, expression)
                         .term);
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
