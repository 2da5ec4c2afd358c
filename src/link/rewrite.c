// Rewriting copies: see rewrite.h. Copies every node; expressions in policies are small, and only
// findings cause a rewrite. Called by rls/bare-auth-call.
#include "link/rewrite.h"

#include "design/design.h"

struct rewrite {
    struct arena *arena;
    expression_replacer *replace;
    void *context;
};

static struct query *rewrite_query(struct rewrite *rewrite, struct query *query);

static struct expression *rewrite_one(struct rewrite *rewrite, struct expression *expression)
{
    if (!expression)
        return NULL;
    struct expression *replaced = rewrite->replace(expression, rewrite->context);
    if (replaced)
        return replaced;
    struct expression *copy = arena_make(rewrite->arena, struct expression);
    *copy = *expression;
    memset(&copy->operands, 0, sizeof copy->operands);
    list_each (struct expression *, operand, &expression->operands)
        list_add(rewrite->arena, &copy->operands, rewrite_one(rewrite, operand));
    copy->filter = rewrite_one(rewrite, expression->filter);
    copy->query = rewrite_query(rewrite, expression->query);
    return copy;
}

static struct from_item *rewrite_from(struct rewrite *rewrite, struct from_item *item)
{
    if (!item)
        return NULL;
    struct from_item *copy = arena_make(rewrite->arena, struct from_item);
    *copy = *item;
    // The query of a named relation is a WITH query, which is rewritten where it stands.
    if (item->kind == FROM_QUERY)
        copy->query = rewrite_query(rewrite, item->query);
    copy->call = rewrite_one(rewrite, item->call);
    copy->left = rewrite_from(rewrite, item->left);
    copy->right = rewrite_from(rewrite, item->right);
    copy->on = rewrite_one(rewrite, item->on);
    return copy;
}

static void rewrite_assignments(struct rewrite *rewrite, struct assignment_list *list)
{
    struct assignment_list copy = {0};
    list_each (struct assignment, assignment, list) {
        const struct assignment *before = copy.count ? &copy.items[copy.count - 1] : NULL;
        bool is_shared = before && list->items[copy.count - 1].value == assignment.value;
        assignment.value = is_shared ? before->value : rewrite_one(rewrite, assignment.value);
        assignment.part = rewrite_one(rewrite, assignment.part);
        list_add(rewrite->arena, &copy, assignment);
    }
    *list = copy;
}

static struct conflict *rewrite_conflict(struct rewrite *rewrite, const struct conflict *conflict)
{
    if (!conflict)
        return NULL;
    struct conflict *copy = arena_make(rewrite->arena, struct conflict);
    *copy = *conflict;
    memset(&copy->target, 0, sizeof copy->target);
    list_each (struct expression *, item, &conflict->target)
        list_add(rewrite->arena, &copy->target, rewrite_one(rewrite, item));
    copy->target_where = rewrite_one(rewrite, conflict->target_where);
    rewrite_assignments(rewrite, &copy->set);
    copy->where = rewrite_one(rewrite, conflict->where);
    return copy;
}

static struct query *rewrite_query(struct rewrite *rewrite, struct query *query)
{
    if (!query)
        return NULL;
    struct arena *arena = rewrite->arena;
    struct query *copy = arena_make(arena, struct query);
    *copy = *query;
    memset(&copy->common_tables, 0, sizeof copy->common_tables);
    list_each (struct common_table *, table, &query->common_tables) {
        struct common_table *table_copy = arena_make(arena, struct common_table);
        *table_copy = *table;
        table_copy->query = rewrite_query(rewrite, table->query);
        list_add(arena, &copy->common_tables, table_copy);
    }
    memset(&copy->outputs, 0, sizeof copy->outputs);
    list_each (struct output, output, &query->outputs) {
        output.expression = rewrite_one(rewrite, output.expression);
        list_add(arena, &copy->outputs, output);
    }
    memset(&copy->from, 0, sizeof copy->from);
    list_each (struct from_item *, item, &query->from)
        list_add(arena, &copy->from, rewrite_from(rewrite, item));
    copy->where = rewrite_one(rewrite, query->where);
    copy->having = rewrite_one(rewrite, query->having);
    copy->limit = rewrite_one(rewrite, query->limit);
    copy->offset = rewrite_one(rewrite, query->offset);
    memset(&copy->group_by, 0, sizeof copy->group_by);
    list_each (struct expression *, item, &query->group_by)
        list_add(arena, &copy->group_by, rewrite_one(rewrite, item));
    memset(&copy->order_by, 0, sizeof copy->order_by);
    list_each (struct expression *, item, &query->order_by)
        list_add(arena, &copy->order_by, rewrite_one(rewrite, item));
    memset(&copy->rows, 0, sizeof copy->rows);
    list_each (struct expression *, row, &query->rows)
        list_add(arena, &copy->rows, rewrite_one(rewrite, row));
    rewrite_assignments(rewrite, &copy->assignments);
    copy->conflict = rewrite_conflict(rewrite, query->conflict);
    memset(&copy->actions, 0, sizeof copy->actions);
    list_each (struct merge_action, action, &query->actions) {
        action.condition = rewrite_one(rewrite, action.condition);
        rewrite_assignments(rewrite, &action.assignments);
        list_add(arena, &copy->actions, action);
    }
    copy->left = rewrite_query(rewrite, query->left);
    copy->right = rewrite_query(rewrite, query->right);
    return copy;
}

struct expression *expression_rewrite(struct arena *arena, struct expression *expression,
                                      expression_replacer *replace, void *context)
{
    struct rewrite rewrite = {arena, replace, context};
    return rewrite_one(&rewrite, expression);
}

struct expression *expression_as_subquery(struct arena *arena, struct expression *expression)
{
    struct query *query = arena_make(arena, struct query);
    query->kind = QUERY_SELECT;
    query->place = expression->place;
    list_add(arena, &query->outputs, (struct output){.expression = expression});
    struct expression *subquery = arena_make(arena, struct expression);
    subquery->kind = EXPRESSION_SUBQUERY;
    subquery->place = expression->place;
    subquery->query = query;
    return subquery;
}
