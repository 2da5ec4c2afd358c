// Policies that refer to each other in a circle.
//
// What a SELECT policy's condition reads leads from table to table: an edge for each table that it
// reads as a role which that table's policies bind. A circle of edges fails whenever one of its
// tables is read. All circles are found by one walk for each role. Then each command by itself:
// PostgreSQL refuses it too where what its policies read leads back to its own table, as whatever
// role, and the policies for reading that hold a subquery.
#include "check/tenancy_rule.h"
#include "link/condition_reads.h"
#include "link/name.h"
#include "link/row_security.h"

struct node;

struct edge {
    const struct policy *policy;
    struct condition_read read;
    struct node *to;
};

// A table as one role reads it.
struct node {
    const struct relation *relation;
    const char *role;
    bool is_built, is_entered, is_left;
    bool has_subquery; // a policy that applies holds one, in USING or WITH CHECK
    bool is_circular;
    uint32_t seen; // number of the search that came by last
    LIST(struct edge) edges;
};

struct edges {
    LIST_FIELDS(struct edge);
};

struct circle {
    struct edges edges; // from the first table back to it
    struct name_list roles;
};

// A command that leads back to its own table, by no circle of SELECT policies.
struct detour {
    const struct relation *relation;
    struct edge first, last;
    struct name_list commands, roles;
};

struct recursion {
    struct check *check;
    struct map nodes; // by role and table
    LIST(struct circle *) circles;
    struct map circle_keys; // the tables of a circle → struct circle
    LIST(struct detour *) detours;
    struct edges path;
    struct map undecided; // policies
    uint32_t searches, steps;
};

// Steps that looking for detours may cost.
enum { STEPS_MOST = 2 * 1000 * 1000 };

// ---- the graph ------------------------------------------------------------------------------------

static struct node *node_of(struct recursion *recursion, const struct relation *relation,
                            const char *role)
{
    struct arena *arena = recursion->check->scratch;
    const char *key = arena_format(arena, "%s %p", role, (const void *)relation);
    struct node *node = map_get(&recursion->nodes, key);
    if (!node) {
        node = arena_make(arena, struct node);
        *node = (struct node){.relation = relation, .role = role};
        map_set(arena, &recursion->nodes, key, node);
    }
    return node;
}

static bool visit_subquery(struct expression *expression, void *context)
{
    bool *has_subquery = context;
    *has_subquery |= expression->query != NULL;
    return !*has_subquery;
}

// Whether what is said can be known: an unread function may read the table again.
static void note_unread(struct recursion *recursion, const struct policy *policy,
                        const struct condition_reads *reads)
{
    struct check *check = recursion->check;
    const struct relation *relation = policy->relation;
    list_each (struct function *, function, &reads->unread) {
        bool is_bound =
            !function->is_security_definer ||
            (function->owner && !row_security_passes_by(check->design, relation, function->owner));
        if (!is_bound || !function->body || !strcasestr(function->body, relation->name) ||
            map_get(&recursion->undecided,
                    arena_format(check->scratch, "%p", (const void *)policy)))
            continue;
        map_set(check->scratch, &recursion->undecided,
                arena_format(check->scratch, "%p", (const void *)policy), recursion);
        check_undecided(
            check, policy->place,
            check_format(check, "whether the function %s, which policy %s calls, reads %s again",
                         name_qualified(check->arena, function->schema, function->name),
                         name_identifier(check->arena, policy->name),
                         name_relation(check->arena, relation)));
    }
}

static void add_edges(struct recursion *recursion, struct edges *edges, const struct policy *policy,
                      struct expression *condition, const char *role)
{
    struct check *check = recursion->check;
    struct condition_reads reads = condition_reads_of(check->scratch, condition, role);
    list_each (struct condition_read, read, &reads.list)
        if (read.role && relation_is_table(read.relation) && read.relation->has_row_security &&
            !row_security_passes_by(check->design, read.relation, read.role))
            list_add(check->scratch, edges,
                     (struct edge){policy, read, node_of(recursion, read.relation, read.role)});
    note_unread(recursion, policy, &reads);
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

static void node_build(struct recursion *recursion, struct node *node)
{
    struct edges edges = {0};
    if (node->is_built)
        return;
    node->is_built = true;
    if (!has_permissive(recursion->check->design, node->relation, COMMAND_SELECT, false,
                        node->role))
        return;
    list_each (struct policy *, policy, &node->relation->policies) {
        if (!policy->using || !policy_applies_to_command(policy, COMMAND_SELECT) ||
            !policy_applies_to_role(recursion->check->design, policy, node->role))
            continue;
        expression_walk(policy->using, visit_subquery, &node->has_subquery);
        expression_walk(policy->check, visit_subquery, &node->has_subquery);
        add_edges(recursion, &edges, policy, policy->using, node->role);
    }
    node->edges.items = edges.items;
    node->edges.count = edges.count;
    node->edges.capacity = edges.capacity;
}

// ---- circles --------------------------------------------------------------------------------------

static void add_name(struct arena *arena, struct name_list *names, const char *name)
{
    list_each (const char *, known, names)
        if (strcmp(known, name) == 0)
            return;
    list_add(arena, names, name);
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

// The same tables are the same circle, whoever reads them.
static const char *circle_key(struct arena *arena, const struct edges *edges)
{
    struct name_list names = {0};
    list_each (struct edge, edge, edges)
        list_add(arena, &names, arena_format(arena, "%p", (void *)edge.read.relation));
    qsort(names.items, names.count, sizeof *names.items, compare_names);
    const char *key = "";
    list_each (const char *, name, &names)
        key = arena_format(arena, "%s %s", key, name);
    return key;
}

// The edge that stands last in the files comes first: it closed the circle.
static struct edges rotated(struct arena *arena, const struct edges *edges)
{
    uint32_t first = 0;
    for (uint32_t at = 1; at < edges->count; at++)
        if (place_compare(edges->items[at].read.place, edges->items[first].read.place) > 0)
            first = at;
    struct edges result = {0};
    for (uint32_t at = 0; at < edges->count; at++)
        list_add(arena, &result, edges->items[(first + at) % edges->count]);
    return result;
}

static void note_circle(struct recursion *recursion, const struct node *back, const char *role)
{
    struct arena *arena = recursion->check->scratch;
    uint32_t first = recursion->path.count - 1; // the last edge leads back
    while (first > 0 && recursion->path.items[first - 1].to != back)
        first--;
    struct edges edges = {0};
    for (uint32_t at = first; at < recursion->path.count; at++) {
        recursion->path.items[at].to->is_circular = true;
        list_add(arena, &edges, recursion->path.items[at]);
    }
    const char *key = circle_key(arena, &edges);
    struct circle *circle = map_get(&recursion->circle_keys, key);
    if (!circle) {
        circle = arena_make(arena, struct circle);
        *circle = (struct circle){.edges = rotated(arena, &edges)};
        map_set(arena, &recursion->circle_keys, key, circle);
        list_add(arena, &recursion->circles, circle);
    }
    add_name(arena, &circle->roles, role);
}

// A frame for each table on the way, since a design may lead through thousands.
struct frame {
    struct node *node;
    uint32_t next;
};

static void enter(struct recursion *recursion, struct node *start, const char *role)
{
    struct arena *arena = recursion->check->scratch;
    LIST(struct frame) frames = {0};
    if (start->is_entered)
        return;
    list_add(arena, &frames, (struct frame){start, 0});
    recursion->path.count = 0;
    while (frames.count > 0) {
        struct frame *top = &frames.items[frames.count - 1];
        struct node *node = top->node;
        node_build(recursion, node);
        node->is_entered = true;
        if (top->next == node->edges.count) {
            node->is_left = true;
            frames.count--;
            if (recursion->path.count > 0)
                recursion->path.count--;
            continue;
        }
        struct edge edge = node->edges.items[top->next++];
        if (edge.to->is_left)
            continue;
        list_add(arena, &recursion->path, edge);
        if (edge.to->is_entered) {
            note_circle(recursion, edge.to, role);
            recursion->path.count--;
        } else {
            list_add(arena, &frames, (struct frame){edge.to, 0});
        }
    }
}

// ---- commands that lead back ----------------------------------------------------------------------

// The edge by which what `start` leads to comes back to the relation; NULL where none does.
static const struct edge *leads_back(struct recursion *recursion, const struct edge *start,
                                     const struct relation *relation)
{
    struct arena *arena = recursion->check->scratch;
    LIST(const struct edge *) waiting = {0};
    list_add(arena, &waiting, start);
    for (uint32_t at = 0; at < waiting.count; at++) {
        const struct edge *edge = waiting.items[at];
        struct node *node = edge->to;
        if (edge->read.is_deferred || recursion->steps >= STEPS_MOST)
            continue;
        recursion->steps++;
        node_build(recursion, node);
        if (node->relation == relation)
            return node->has_subquery ? edge : NULL;
        if (node->is_circular)
            return NULL; // said there
        if (node->seen == recursion->searches)
            continue;
        node->seen = recursion->searches;
        for (uint32_t next = 0; next < node->edges.count; next++)
            list_add(arena, &waiting, &node->edges.items[next]);
    }
    return NULL;
}

// The same tables, met as another role.
static bool is_on_circle(const struct recursion *recursion, const struct relation *relation)
{
    list_each (struct circle *, circle, &recursion->circles)
        list_each (struct edge, edge, &circle->edges)
            if (edge.read.relation == relation)
                return true;
    return false;
}

static void note_detour(struct recursion *recursion, const struct relation *relation,
                        enum command command, const char *role, const struct edge *first,
                        const struct edge *last)
{
    struct arena *arena = recursion->check->scratch;
    struct detour *detour = NULL;
    list_each (struct detour *, known, &recursion->detours)
        if (known->relation == relation)
            detour = known;
    if (!detour) {
        detour = arena_make(arena, struct detour);
        *detour = (struct detour){.relation = relation, .first = *first, .last = *last};
        list_add(arena, &recursion->detours, detour);
    }
    add_name(arena, &detour->commands, command_name(command));
    add_name(arena, &detour->roles, role);
}

static void look_at_commands(struct recursion *recursion, const struct relation *relation,
                             const char *role)
{
    static const struct {
        enum command command;
        uint32_t privilege;
    } commands[] = {{COMMAND_SELECT, PRIVILEGE_SELECT},
                    {COMMAND_INSERT, PRIVILEGE_INSERT},
                    {COMMAND_UPDATE, PRIVILEGE_UPDATE},
                    {COMMAND_DELETE, PRIVILEGE_DELETE}};
    struct check *check = recursion->check;
    for (size_t at = 0; at < array_length(commands); at++) {
        enum command command = commands[at].command;
        if (row_reach(check->design, relation, role, commands[at].privilege) == REACH_NONE)
            continue;
        struct edges edges = {0};
        bool has_using = has_permissive(check->design, relation, command, false, role);
        bool has_check = has_permissive(check->design, relation, command, true, role);
        list_each (struct policy *, policy, &relation->policies) {
            if (!policy_applies_to_command(policy, command) ||
                !policy_applies_to_role(check->design, policy, role))
                continue;
            if (has_using)
                add_edges(recursion, &edges, policy, policy_using(policy, command), role);
            if (has_check &&
                !(has_using && policy_check(policy, command) == policy_using(policy, command)))
                add_edges(recursion, &edges, policy, policy_check(policy, command), role);
        }
        recursion->searches++;
        for (uint32_t edge = 0; edge < edges.count; edge++) {
            const struct edge *first = &edges.items[edge];
            const struct edge *last = leads_back(recursion, first, relation);
            if (last && (command != COMMAND_SELECT || !is_on_circle(recursion, relation))) {
                note_detour(recursion, relation, command, role, first, last);
                break;
            }
        }
    }
}

// ---- messages -------------------------------------------------------------------------------------

static const char *whose(struct check *check, const struct name_list *roles)
{
    struct name_list names = {0};
    list_each (const char *, role, roles) {
        if (strcmp(role, "public") == 0)
            return "whoever is granted it";
        list_add(check->scratch, &names, name_identifier(check->scratch, role));
    }
    return name_join(check->arena, &names, "and");
}

// "policy p on a reads b (through the function f)"
static const char *step(struct check *check, const struct edge *edge)
{
    struct arena *arena = check->arena;
    const char *text = check_format(
        check, "policy %s on %s reads %s", name_identifier(arena, edge->policy->name),
        name_relation(arena, edge->policy->relation), name_relation(arena, edge->read.relation));
    if (edge->read.function)
        return check_format(
            check, "%s, through the function %s", text,
            name_qualified(arena, edge->read.function->schema, edge->read.function->name));
    if (edge->read.view)
        return check_format(check, "%s, through the view %s", text,
                            name_relation(arena, edge->read.view));
    return text;
}

static const char *way_out =
    "ask in a SECURITY DEFINER function, owned by a role that row security does not bind, and call "
    "that in the policy: what its body reads is not filtered by policies";

static void report_circle(struct check *check, const struct circle *circle)
{
    struct arena *arena = check->arena;
    const struct edge *first = &circle->edges.items[0];
    const struct relation *relation = first->policy->relation;
    bool is_deferred = false;
    list_each (struct edge, edge, &circle->edges)
        is_deferred |= edge.read.is_deferred;
    const char *way = name_relation(arena, relation);
    list_each (struct edge, edge, &circle->edges)
        way = check_format(check, "%s → %s", way, name_relation(arena, edge.read.relation));
    const char *by = whose(check, &circle->roles);
    const char *fails =
        is_deferred ? check_format(check, "SELECT by %s fails as soon as it meets a row", by)
                    : check_format(check, "every SELECT by %s fails", by);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = first->read.place,
            .object = name_path(arena, relation->schema, relation->name, first->policy->name),
            .message =
                circle->edges.count == 1
                    ? check_format(check, "policy %s on table %s reads %s itself: %s",
                                   name_identifier(arena, first->policy->name),
                                   name_relation(arena, relation), name_relation(arena, relation),
                                   fails)
                    : check_format(check,
                                   "policies that decide who reads %s ask each other in a circle "
                                   "(%s): %s",
                                   name_relation(arena, relation), way, fails),
            .label = check_format(check, "reads %s", name_relation(arena, first->read.relation)),
            .help = way_out,
        });
    for (uint32_t at = 0; at < circle->edges.count; at++) {
        const struct edge *edge = &circle->edges.items[at];
        if (at > 0)
            finding_relate(check, finding, edge->read.place, step(check, edge));
        else if (edge->read.function || edge->read.view)
            finding_note(check, finding, step(check, edge));
    }
    finding_note(check, finding,
                 is_deferred ? "SQLSTATE 54001, stack depth limit exceeded: the function runs for "
                               "each row, and each time its query runs the policy again"
                             : "SQLSTATE 42P17, infinite recursion detected in policy: PostgreSQL "
                               "takes the policies, and refuses when the table is read");
}

static void report_detour(struct check *check, const struct detour *detour)
{
    struct arena *arena = check->arena;
    const char *table = name_relation(arena, detour->relation);
    bool is_direct = detour->first.read.relation == detour->relation;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = detour->first.read.place,
            .object = name_path(arena, detour->relation->schema, detour->relation->name,
                                detour->first.policy->name),
            .message = check_format(
                check, "policy %s on table %s reads %s: every %s by %s fails",
                name_identifier(arena, detour->first.policy->name), table,
                is_direct ? check_format(check,
                                         "%s itself, whose policies for reading hold a "
                                         "subquery",
                                         table)
                          : check_format(check, "%s, whose policies lead back to %s",
                                         name_relation(arena, detour->first.read.relation), table),
                name_join(arena, &detour->commands, "and"), whose(check, &detour->roles)),
            .label =
                check_format(check, "reads %s", name_relation(arena, detour->first.read.relation)),
            .help = way_out,
        });
    if (!is_direct)
        finding_relate(check, finding, detour->last.read.place, step(check, &detour->last));
    finding_note(check, finding,
                 "SQLSTATE 42P17, infinite recursion detected in policy: PostgreSQL takes the "
                 "policies, and refuses the statement");
}

static void check(struct check *check)
{
    struct recursion recursion = {.check = check};
    struct role_names roles = row_security_public_roles(check->design, check->scratch);
    list_each (struct relation *, relation, &check->design->relations)
        list_each (const char *, role, &roles)
            if (relation_is_table(relation) && relation->has_row_security &&
                relation->policies.count > 0 &&
                !row_security_passes_by(check->design, relation, role) &&
                row_reach(check->design, relation, role, PRIVILEGE_SELECT) != REACH_NONE)
                enter(&recursion, node_of(&recursion, relation, role), role);
    list_each (struct relation *, relation, &check->design->relations)
        list_each (const char *, role, &roles)
            if (relation_is_table(relation) && relation->has_row_security &&
                relation->policies.count > 0 &&
                !row_security_passes_by(check->design, relation, role) &&
                !node_of(&recursion, relation, role)->is_circular)
                look_at_commands(&recursion, relation, role);
    list_each (struct circle *, circle, &recursion.circles)
        report_circle(check, circle);
    list_each (struct detour *, detour, &recursion.detours)
        report_detour(check, detour);
    if (recursion.steps >= STEPS_MOST)
        check_undecided(check, (struct place){0},
                        "policies of so many tables lead to one another that not all ways were "
                        "followed");
}

RULE(rls, recursive, .level = LEVEL_ERROR,
     .summary = "policies that refer to each other in a circle: reading fails",
     .explanation =
         "A policy's subquery is filtered by the policies of the tables that it reads. Where these "
         "lead back to the first table, PostgreSQL cannot expand them: it takes the policies, and "
         "answers each statement with SQLSTATE 42P17, infinite recursion detected in policy, with "
         "or without rows. The usual case is a policy on a membership table that looks into the "
         "same table for the caller's own rows.\n"
         "\n"
         "Followed are subqueries, CTEs, views (as their owner, with security_invoker as the "
         "caller) and functions whose body lintel reads. Only policies that apply to the same role "
         "count, and what they read is judged by SELECT policies. A function that runs with the "
         "caller's rights does not break the circle: it runs out of stack instead (54001), as soon "
         "as there is a row. A SECURITY DEFINER function does, and so does a view without "
         "security_invoker, if row security does not bind the owner.\n"
         "\n"
         "A policy for INSERT, UPDATE or DELETE may read its own table as long as the policies for "
         "reading that hold no subquery of their own, in WITH CHECK neither.",
     .wrong = "CREATE TABLE members (team_id bigint, member name, PRIMARY KEY (team_id, member));\n"
              "ALTER TABLE members ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY team ON members FOR SELECT USING (team_id IN\n"
              "    (SELECT mine.team_id FROM members mine WHERE mine.member = current_user));\n",
     .right = "CREATE TABLE members (team_id bigint, member name, PRIMARY KEY (team_id, member));\n"
              "ALTER TABLE members ENABLE ROW LEVEL SECURITY;\n"
              "CREATE FUNCTION my_teams() RETURNS SETOF bigint\n"
              "    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''\n"
              "    AS 'SELECT team_id FROM public.members WHERE member = session_user';\n"
              "CREATE POLICY team ON members FOR SELECT USING (team_id IN (SELECT my_teams()));\n",
     .source = "", .not_applicable = applies_row_security)
