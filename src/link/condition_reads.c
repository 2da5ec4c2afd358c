// See condition_reads.h. One walk that keeps who reads; a view or function is followed once for
// each role, so circles end.
#include "link/condition_reads.h"

// Views and functions inside of one another; what lies deeper counts as not read.
enum { DEPTH_MOST = 100 };

struct walk {
    struct arena *arena;
    struct condition_reads reads;
    struct map followed;       // views and functions by role
    struct condition_read now; // what is handed down: role, is_deferred, view, function, place
    uint32_t depth;
    bool has_place; // `now.place` is in the condition; else the item's own place is
};

static bool follow_first_time(struct walk *walk, const void *object)
{
    const char *key =
        arena_format(walk->arena, "%p %s", object, walk->now.role ? walk->now.role : "");
    if (map_get(&walk->followed, key))
        return false;
    map_set(walk->arena, &walk->followed, key, walk);
    return true;
}

static bool visit(struct expression *expression, void *context);

static void follow_view(struct walk *walk, struct relation *view, struct place place)
{
    struct condition_read outside = walk->now;
    bool had_place = walk->has_place;
    if (!view->is_security_invoker)
        walk->now.role = view->owner;
    walk->now.view = view;
    if (!had_place)
        walk->now.place = place;
    walk->has_place = true;
    walk->depth++;
    if (walk->depth <= DEPTH_MOST && follow_first_time(walk, view)) {
        struct expression answer = {.kind = EXPRESSION_EXISTS, .query = view->query};
        expression_walk(&answer, visit, walk);
    }
    walk->depth--;
    walk->now = outside;
    walk->has_place = had_place;
}

static void note_item(struct walk *walk, struct query *query, struct from_item *item)
{
    if (!item)
        return;
    if (item->kind == FROM_JOIN) {
        note_item(walk, query, item->left);
        note_item(walk, query, item->right);
        return;
    }
    if (item->kind != FROM_RELATION || !item->relation)
        return;
    struct condition_read read = walk->now;
    read.relation = item->relation;
    read.from = item;
    read.query = query;
    if (!walk->has_place)
        read.place = item->place;
    list_add(walk->arena, &walk->reads.list, read);
    if (item->relation->kind == RELATION_VIEW && item->relation->query)
        follow_view(walk, item->relation, item->place);
}

// The tables of one query and of those in its FROM and WITH; subqueries in expressions are visited
// by themselves.
static void note_query(struct walk *walk, struct query *query)
{
    if (!query)
        return;
    list_each (struct common_table *, table, &query->common_tables)
        note_query(walk, table->query);
    list_each (struct from_item *, item, &query->from) {
        note_item(walk, query, item);
        LIST(struct from_item *) inner = {0};
        list_add(walk->arena, &inner, item);
        for (uint32_t at = 0; at < inner.count; at++) {
            struct from_item *each = inner.items[at];
            if (each->kind == FROM_QUERY)
                note_query(walk, each->query);
            if (each->kind == FROM_JOIN && each->left)
                list_add(walk->arena, &inner, each->left);
            if (each->kind == FROM_JOIN && each->right)
                list_add(walk->arena, &inner, each->right);
        }
    }
    note_query(walk, query->left);
    note_query(walk, query->right);
}

static void follow_function(struct walk *walk, struct function *function, struct place place)
{
    struct condition_read outside = walk->now;
    bool had_place = walk->has_place;
    if (function->is_security_definer)
        walk->now.role = function->owner;
    walk->now.function = function;
    walk->now.is_deferred = true;
    if (!had_place)
        walk->now.place = place;
    walk->has_place = true;
    walk->depth++;
    if (walk->depth > DEPTH_MOST) {
        list_add(walk->arena, &walk->reads.unread, function);
    } else if (follow_first_time(walk, function)) {
        list_each (struct query *, query, &function->queries) {
            struct expression answer = {.kind = EXPRESSION_EXISTS, .query = query};
            expression_walk(&answer, visit, walk);
        }
        list_each (struct query *, query, &function->result_rows) {
            struct expression answer = {.kind = EXPRESSION_EXISTS, .query = query};
            expression_walk(&answer, visit, walk);
        }
        expression_walk(function->result, visit, walk);
        if (function->queries.count == 0 && function->result_rows.count == 0 && !function->result &&
            !function->is_builtin && !function->extension)
            list_add(walk->arena, &walk->reads.unread, function);
    }
    walk->depth--;
    walk->now = outside;
    walk->has_place = had_place;
}

static bool visit(struct expression *expression, void *context)
{
    struct walk *walk = context;
    if (expression->query)
        note_query(walk, expression->query);
    if (expression->kind == EXPRESSION_CALL && expression->function)
        follow_function(walk, expression->function, expression->place);
    return true;
}

struct condition_reads condition_reads_of(struct arena *arena, struct expression *condition,
                                          const char *role)
{
    struct walk walk = {.arena = arena, .now = {.role = role}};
    expression_walk(condition, visit, &walk);
    return walk.reads;
}

struct condition_reads query_reads_of(struct arena *arena, struct query *query, const char *role)
{
    struct expression answer = {.kind = EXPRESSION_EXISTS, .query = query};
    return condition_reads_of(arena, &answer, role);
}
