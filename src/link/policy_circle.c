// See policy_circle.h. All circles are found by one walk for each role, which marks the tables that
// it is inside of; then each command is followed by itself.
#include "link/policy_circle.h"

#include "design/lookup.h"

// A table as one role reads it.
struct policy_node {
    const struct relation *relation;
    const char *role;
    bool is_built, is_entered, is_left;
    bool has_subquery; // a policy that applies holds one, in USING or WITH CHECK
    bool is_circular;
    uint32_t seen; // number of the search that came by last
    struct policy_steps steps;
};

struct search {
    const struct design *design;
    struct arena *arena;
    struct map nodes; // by role and table
    struct policy_circles found;
    struct map circles;  // by their tables
    struct map doubtful; // policies
    struct policy_steps path;
    uint32_t searches, cost;
};

// Steps that the search may cost beyond the first walk.
enum { STEPS_MOST = 2 * 1000 * 1000 };
// Circles that are kept: one table more or less makes another, so there may be any number.
enum { CIRCLES_MOST = 200 };

// ---- the graph ------------------------------------------------------------------------------------

static struct policy_node *node_of(struct search *search, const struct relation *relation,
                                   const char *role)
{
    struct arena *arena = search->arena;
    const char *key = arena_format(arena, "%s %p", role, (const void *)relation);
    struct policy_node *node = map_get(&search->nodes, key);
    if (!node) {
        node = arena_make(arena, struct policy_node);
        *node = (struct policy_node){.relation = relation, .role = role};
        map_set(arena, &search->nodes, key, node);
    }
    return node;
}

static bool visit_subquery(struct expression *expression, void *context)
{
    bool *has_subquery = context;
    *has_subquery |= expression->query != NULL;
    return !*has_subquery;
}

// An unread function may read the table again.
static void note_unread(struct search *search, const struct policy *policy,
                        const struct condition_reads *reads)
{
    const struct relation *relation = policy->relation;
    const char *key = arena_format(search->arena, "%p", (const void *)policy);
    list_each (struct function *, function, &reads->unread) {
        bool is_bound =
            !function->is_security_definer ||
            (function->owner && !row_security_passes_by(search->design, relation, function->owner));
        if (!is_bound || !function->body || !strcasestr(function->body, relation->name) ||
            map_get(&search->doubtful, key))
            continue;
        map_set(search->arena, &search->doubtful, key, search);
        list_add(search->arena, &search->found.doubts, (struct policy_doubt){policy, function});
    }
}

static void add_edges(struct search *search, struct policy_steps *steps,
                      const struct policy *policy, struct expression *condition, const char *role)
{
    struct condition_reads reads = condition_reads_of(search->arena, condition, role);
    list_each (struct condition_read, read, &reads.list)
        if (read.role && relation_is_table(read.relation) && read.relation->has_row_security &&
            !row_security_passes_by(search->design, read.relation, read.role))
            list_add(search->arena, steps,
                     (struct policy_step){policy, read, node_of(search, read.relation, read.role)});
    note_unread(search, policy, &reads);
}

// Where no permissive policy has a condition for the command, PostgreSQL puts `false` in place of
// all, and looks into none of the restrictive ones either.
static bool has_permissive(const struct design *design, const struct relation *relation,
                           enum command command, bool is_check, const char *role)
{
    list_each (struct policy *, policy, &relation->policies)
        if (policy->is_permissive && policy_applies_to_command(policy, command) &&
            policy_applies_to_role(design, policy, role) &&
            (is_check ? policy_check(policy, command) : policy_using(policy, command)))
            return true;
    return false;
}

static void node_build(struct search *search, struct policy_node *node)
{
    struct policy_steps steps = {0};
    if (node->is_built)
        return;
    node->is_built = true;
    if (!has_permissive(search->design, node->relation, COMMAND_SELECT, false, node->role))
        return;
    list_each (struct policy *, policy, &node->relation->policies) {
        if (!policy->using || !policy_applies_to_command(policy, COMMAND_SELECT) ||
            !policy_applies_to_role(search->design, policy, node->role))
            continue;
        expression_walk(policy->using, visit_subquery, &node->has_subquery);
        expression_walk(policy->check, visit_subquery, &node->has_subquery);
        add_edges(search, &steps, policy, policy->using, node->role);
    }
    node->steps = steps;
}

// ---- circles --------------------------------------------------------------------------------------

static void add_name(struct arena *arena, struct name_list *names, const char *name)
{
    list_each (const char *, known, names)
        if (strcmp(known, name) == 0)
            return;
    list_add(arena, names, name);
}

// The same tables are the same circle, whoever reads them and wherever it begins.
static const char *circle_key(struct arena *arena, const struct policy_steps *steps)
{
    uintptr_t sum = 0, mixed = 0;
    list_each (struct policy_step, step, steps) {
        uintptr_t table = (uintptr_t)step.read.relation;
        sum += table;
        mixed ^= (table >> 4) * 0x9E3779B1u;
    }
    return arena_format(arena, "%u %zx %zx", steps->count, (size_t)sum, (size_t)mixed);
}

// The step that stands last in the files comes first: it closed the circle.
static struct policy_steps rotated(struct arena *arena, const struct policy_steps *steps)
{
    uint32_t first = 0;
    for (uint32_t at = 1; at < steps->count; at++)
        if (place_compare(steps->items[at].read.place, steps->items[first].read.place) > 0)
            first = at;
    struct policy_steps result = {0};
    for (uint32_t at = 0; at < steps->count; at++)
        list_add(arena, &result, steps->items[(first + at) % steps->count]);
    return result;
}

static void note_circle(struct search *search, const struct policy_node *back, const char *role)
{
    struct arena *arena = search->arena;
    uint32_t first = search->path.count - 1; // the last step leads back
    while (first > 0 && search->path.items[first - 1].to != back)
        first--;
    for (uint32_t at = first; at < search->path.count; at++)
        search->path.items[at].to->is_circular = true;
    search->cost += search->path.count - first;
    if (search->found.circles.count >= CIRCLES_MOST) {
        search->found.is_cut = true;
        return;
    }
    struct policy_steps steps = {0};
    for (uint32_t at = first; at < search->path.count; at++)
        list_add(arena, &steps, search->path.items[at]);
    const char *key = circle_key(arena, &steps);
    struct policy_circle *circle = map_get(&search->circles, key);
    if (!circle) {
        circle = arena_make(arena, struct policy_circle);
        *circle = (struct policy_circle){.steps = rotated(arena, &steps)};
        map_set(arena, &search->circles, key, circle);
        list_add(arena, &search->found.circles, circle);
    }
    add_name(arena, &circle->roles, role);
}

// A frame for each table on the way, since a design may lead through thousands.
struct frame {
    struct policy_node *node;
    uint32_t next;
};

static void enter(struct search *search, struct policy_node *start, const char *role)
{
    struct arena *arena = search->arena;
    LIST(struct frame) frames = {0};
    if (start->is_entered)
        return;
    list_add(arena, &frames, (struct frame){start, 0});
    search->path.count = 0;
    while (frames.count > 0) {
        struct frame *top = &frames.items[frames.count - 1];
        struct policy_node *node = top->node;
        node_build(search, node);
        node->is_entered = true;
        if (top->next == node->steps.count) {
            node->is_left = true;
            frames.count--;
            if (search->path.count > 0)
                search->path.count--;
            continue;
        }
        struct policy_step step = node->steps.items[top->next++];
        if (step.to->is_left)
            continue;
        list_add(arena, &search->path, step);
        if (step.to->is_entered) {
            if (search->cost < STEPS_MOST)
                note_circle(search, step.to, role);
            search->path.count--;
        } else {
            list_add(arena, &frames, (struct frame){step.to, 0});
        }
    }
}

// ---- commands that lead back ----------------------------------------------------------------------

// The step by which what `start` leads to comes back to the relation; NULL where none does.
static const struct policy_step *leads_back(struct search *search, const struct policy_step *start,
                                            const struct relation *relation)
{
    struct arena *arena = search->arena;
    LIST(const struct policy_step *) waiting = {0};
    list_add(arena, &waiting, start);
    for (uint32_t at = 0; at < waiting.count; at++) {
        const struct policy_step *step = waiting.items[at];
        struct policy_node *node = step->to;
        if (step->read.is_deferred || search->cost >= STEPS_MOST)
            continue;
        search->cost++;
        node_build(search, node);
        if (node->relation == relation && node->has_subquery)
            return step;
        if (node->is_circular)
            return NULL; // said there
        if (node->seen == search->searches)
            continue;
        node->seen = search->searches;
        for (uint32_t next = 0; next < node->steps.count; next++)
            list_add(arena, &waiting, &node->steps.items[next]);
    }
    return NULL;
}

// The same tables, met as another role.
static bool is_on_circle(const struct search *search, const struct relation *relation)
{
    list_each (struct policy_circle *, circle, &search->found.circles)
        list_each (struct policy_step, step, &circle->steps)
            if (step.read.relation == relation)
                return true;
    return false;
}

static void note_detour(struct search *search, const struct relation *relation,
                        enum command command, const char *role, const struct policy_step *first,
                        const struct policy_step *last)
{
    struct arena *arena = search->arena;
    struct policy_detour *detour = NULL;
    list_each (struct policy_detour *, known, &search->found.detours)
        if (known->relation == relation)
            detour = known;
    if (!detour) {
        detour = arena_make(arena, struct policy_detour);
        *detour = (struct policy_detour){.relation = relation, .first = *first, .last = *last};
        list_add(arena, &search->found.detours, detour);
    }
    add_name(arena, &detour->commands, command_name(command));
    add_name(arena, &detour->roles, role);
}

static bool is_bound(const struct design *design, const struct relation *relation, const char *role)
{
    return relation_is_table(relation) && relation->has_row_security &&
           relation->policies.count > 0 && !row_security_passes_by(design, relation, role);
}

static void look_at_commands(struct search *search, const struct relation *relation,
                             const char *role)
{
    for (enum command command = COMMAND_SELECT; command <= COMMAND_DELETE; command++) {
        if (row_reach(search->design, relation, role, command_privilege(command)) == REACH_NONE)
            continue;
        struct policy_steps steps = {0};
        bool has_using = has_permissive(search->design, relation, command, false, role);
        bool has_check = has_permissive(search->design, relation, command, true, role);
        list_each (struct policy *, policy, &relation->policies) {
            if (!policy_applies_to_command(policy, command) ||
                !policy_applies_to_role(search->design, policy, role))
                continue;
            if (has_using)
                add_edges(search, &steps, policy, policy_using(policy, command), role);
            if (has_check &&
                !(has_using && policy_check(policy, command) == policy_using(policy, command)))
                add_edges(search, &steps, policy, policy_check(policy, command), role);
        }
        search->searches++;
        for (uint32_t step = 0; step < steps.count; step++) {
            const struct policy_step *first = &steps.items[step];
            const struct policy_step *last = leads_back(search, first, relation);
            if (last && (command != COMMAND_SELECT || !is_on_circle(search, relation))) {
                note_detour(search, relation, command, role, first, last);
                break;
            }
        }
    }
}

struct policy_circles policy_circles_find(const struct design *design, struct arena *arena)
{
    struct search search = {.design = design, .arena = arena};
    struct role_names roles = row_security_public_roles(design, arena);
    list_each (struct relation *, relation, &design->relations)
        list_each (const char *, role, &roles)
            if (is_bound(design, relation, role) &&
                row_reach(design, relation, role, PRIVILEGE_SELECT) != REACH_NONE)
                enter(&search, node_of(&search, relation, role), role);
    list_each (struct relation *, relation, &design->relations)
        list_each (const char *, role, &roles)
            if (is_bound(design, relation, role) && !node_of(&search, relation, role)->is_circular)
                look_at_commands(&search, relation, role);
    search.found.is_cut |= search.cost >= STEPS_MOST;
    return search.found;
}
