// Policies that lead back to themselves. PostgreSQL refuses a command with 42P17 when, while it
// puts in the policies of a table that have subqueries, it meets a table again whose policies it is
// putting in and whose policies have subqueries too. Tables inside subqueries are read, so their
// SELECT policies count; bodies of functions are planned on their own and never counted here, nor
// are views with their owner's rights.
#include "design/lookup.h"
#include "link/access_part.h"
#include "link/condition_reads.h"
#include "link/name.h"

struct relation_list {
    LIST_FIELDS(struct relation *);
};

// The policies of one relation, for one role and command.
struct circle {
    const char *role;
    enum command command;
    struct relation *relation;
    bool has_subqueries;
    struct relation_list reads; // under the caller's rights
    bool is_done, is_open;
    uint32_t walk;        // the last one that came by
    const char *path;     // of a circle that it leads into, or NULL
    struct circle *outer; // while it is open: who asked
};

struct circle_list {
    LIST(struct circle *) items_of_relation;
};

// ---- what a condition reads ----------------------------------------------------------------------

static bool visit_query(struct expression *expression, void *context)
{
    bool *has_query = context;
    *has_query |= expression->query != NULL;
    return !*has_query;
}

static void read_condition(struct access_engine *engine, struct circle *circle,
                           struct expression *condition)
{
    struct condition_reads reads = condition_reads_of(engine->arena, condition, circle->role);
    list_each (struct condition_read, read, &reads.list) {
        bool is_known = read.is_deferred || !string_equal(read.role, circle->role) ||
                        !relation_is_table(read.relation);
        list_each (struct relation *, known, &circle->reads)
            is_known |= known == read.relation;
        if (!is_known)
            list_add(engine->arena, &circle->reads, read.relation);
    }
}

static void read_policies(struct access_engine *engine, struct circle *circle)
{
    if (!circle->relation->has_row_security ||
        row_security_passes_by(engine->design, circle->relation, circle->role))
        return;
    list_each (struct policy *, policy, &circle->relation->policies) {
        if (!policy_applies_to_command(policy, circle->command) ||
            !policy_applies_to_role(engine->design, policy, circle->role))
            continue;
        // PostgreSQL keeps one mark for a policy: a subquery in WITH CHECK counts for reading too.
        expression_walk(policy->using, visit_query, &circle->has_subqueries);
        expression_walk(policy->check, visit_query, &circle->has_subqueries);
        read_condition(engine, circle, policy_using(policy, circle->command));
        read_condition(engine, circle, policy_check(policy, circle->command));
    }
}

static struct circle *circle_of(struct access_engine *engine, struct relation *relation,
                                const char *role, enum command command)
{
    struct circle_list *list = address_map_get(&engine->circles, relation);
    if (!list) {
        list = arena_make(engine->arena, struct circle_list);
        address_map_set(engine->arena, &engine->circles, relation, list);
    }
    list_each (struct circle *, known, &list->items_of_relation)
        if (known->command == command && strcmp(known->role, role) == 0)
            return known;
    struct circle *circle = arena_make(engine->arena, struct circle);
    *circle = (struct circle){.role = role, .command = command, .relation = relation};
    read_policies(engine, circle);
    list_add(engine->arena, &list->items_of_relation, circle);
    return circle;
}

// ---- walking ---------------------------------------------------------------------------------------

// The open ones from `end` down to the one of the same relation: "a → b → a". Of a long way the
// last tables are named.
static const char *path_text(struct arena *arena, const struct circle *end)
{
    enum { NAMED_MOST = 8 };
    const char *name = name_relation(arena, end->relation), *text = name;
    uint32_t named = 0;
    for (const struct circle *at = end->outer; at; at = at->outer) {
        if (at->relation == end->relation)
            return arena_format(arena, "%s → %s", name, text);
        if (++named == NAMED_MOST)
            return arena_format(arena, "%s → ... → %s", name, text);
        text = arena_format(arena, "%s → %s", name_relation(arena, at->relation), text);
    }
    return text;
}

struct step {
    struct circle *circle;
    uint32_t next;
};

// Without recursion: chains of thousands of tables are input. What a walk from a SELECT finds holds
// for every circle on its way; one from a write has a table open that others have not, so it is
// looked at anew each time.
static const char *circle_walk(struct access_engine *engine, struct circle *start)
{
    LIST(struct step) stack = {0};
    struct arena_mark mark = arena_mark(engine->scratch);
    uint32_t walk = ++engine->walks;
    start->outer = NULL;
    list_add(engine->scratch, &stack, (struct step){start, 0});
    const char *found = NULL;
    while (stack.count > 0) {
        struct step *step = &stack.items[stack.count - 1];
        struct circle *circle = step->circle;
        circle->is_open = true;
        if (found || step->next == circle->reads.count) {
            if (circle == start || start->command == COMMAND_SELECT) {
                circle->path = found;
                circle->is_done = true;
            }
            circle->outer = NULL;
            circle->is_open = false;
            stack.count--;
            continue;
        }
        struct circle *inner =
            circle_of(engine, circle->reads.items[step->next++], start->role, COMMAND_SELECT);
        if (!inner->has_subqueries)
            continue;
        if (inner->is_open || inner->relation == start->relation) {
            struct circle end = {.relation = inner->relation, .outer = circle};
            found = path_text(engine->arena, &end);
            continue;
        }
        found = inner->path;
        if (found || inner->walk == walk || (inner->is_done && start->command == COMMAND_SELECT))
            continue;
        inner->walk = walk;
        inner->outer = circle;
        list_add(engine->scratch, &stack, (struct step){inner, 0});
    }
    arena_rewind(engine->scratch, mark);
    return found;
}

const char *access_circle(struct access_engine *engine, struct relation *relation, const char *role,
                          enum command command)
{
    struct circle *circle = circle_of(engine, relation, role, command);
    if (!circle->has_subqueries)
        return NULL;
    return circle->is_done ? circle->path : circle_walk(engine, circle);
}
