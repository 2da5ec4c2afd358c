// A table's cell for one role, command and kind of identity: who is granted it, whom row security
// binds, and what its policies say together. Each is judged once; the judgement of a branch asks
// for the SELECT cell of other tables, and what is asked for while it is being judged is a circle.
#include "design/lookup.h"
#include "link/access_part.h"
#include "link/name.h"

struct side_list {
    LIST(struct access_side *) sides;
};

// ---- sides ---------------------------------------------------------------------------------------

void access_side_add(struct access_engine *engine, struct access_side *side,
                     struct access_branch branch)
{
    list_add(engine->arena, &side->branches, branch);
}

void access_side_conclude(struct access_side *side, const char *denied)
{
    const struct access_branch *decisive = NULL;
    list_each (struct access_branch, branch, &side->branches)
        side->verdicts |= 1u << branch.verdict;
    for (uint32_t at = 0; at < side->branches.count; at++)
        if (!decisive || side->branches.items[at].verdict > decisive->verdict)
            decisive = &side->branches.items[at];
    side->verdict = decisive ? decisive->verdict : VERDICT_DENIED;
    side->reason = decisive ? decisive->reason : denied;
    if (decisive)
        side->place = decisive->place;
    if (!side->verdicts)
        side->verdicts = 1u << side->verdict;
}

static void side_set(struct access_side *side, enum verdict verdict, const char *reason,
                     struct place place)
{
    side->verdict = verdict;
    side->verdicts = 1u << verdict;
    side->reason = reason;
    side->place = place;
}

// ---- row security off ----------------------------------------------------------------------------

void access_unprotected(struct access_engine *engine, struct access_side *side,
                        struct relation *relation)
{
    struct arena *arena = engine->arena;
    struct branch_context context = {engine->design, arena, side->role, side->identity};
    const struct tenancy *tenancy = tenancy_of(engine->tenancy, relation);
    const char *table = name_relation(arena, relation);
    const char *off =
        relation->kind == RELATION_TABLE || relation->kind == RELATION_PARTITIONED
            ? "row security is off"
            : arena_format(arena, "a %s has no row security", relation_kind_name(relation));
    bool is_tenants = tenancy->certainty != TENANCY_NONE;
    bool is_leak = is_tenants || side->command != COMMAND_SELECT;
    const char *reason =
        is_tenants ? arena_format(arena, "%s, and %s %s a tenant's table: %s", off, table,
                                  tenancy->certainty == TENANCY_CERTAIN ? "is" : "is presumably",
                                  tenancy->reason)
                   : off;
    struct place place =
        relation->row_security_place.file ? relation->row_security_place : relation->place;
    struct access_branch branch = {.verdict = is_leak ? VERDICT_LEAK : VERDICT_PUBLISHED,
                                   .leak = is_leak ? LEAK_UNPROTECTED : LEAK_NONE,
                                   .is_check = side->command == COMMAND_INSERT,
                                   .reason = reason,
                                   .place = place};
    branch.witness =
        side->command == COMMAND_INSERT
            ? arena_format(arena, "%s inserts any row into %s", access_who(arena, &context), table)
            : arena_format(arena, "%s %s every row of %s", access_who(arena, &context),
                           access_verb(side->command), table);
    access_side_add(engine, side, branch);
    access_side_conclude(side, NULL);
}

// ---- policies ------------------------------------------------------------------------------------

struct policies {
    struct access_engine *engine;
    struct access_side *side;
    struct relation *relation;
    struct branch_context context;
    bool is_check;
    bool has_permissive, has_empty; // one that applies; and one without the expression it needs
    struct branches restrictive;    // all restrictive policies together
    bool is_restricted;
};

static struct expression *policy_expression(const struct policies *policies,
                                            const struct policy *policy)
{
    enum command command = policies->side->command;
    return policies->is_check ? policy_check(policy, command) : policy_using(policy, command);
}

static bool applies(const struct policies *policies, const struct policy *policy)
{
    return policy_applies_to_command(policy, policies->side->command) &&
           policy_applies_to_role(policies->engine->design, policy, policies->side->role);
}

// All restrictive policies must let a row through; one without the expression has no effect.
static void gather_restrictive(struct policies *policies)
{
    list_each (struct policy *, policy, &policies->relation->policies) {
        struct expression *condition = policy_expression(policies, policy);
        if (policy->is_permissive || !condition || !applies(policies, policy))
            continue;
        struct branches more =
            branches_of_condition(&policies->context, policies->relation, condition);
        policies->restrictive =
            policies->is_restricted
                ? branches_and(&policies->context, &policies->restrictive, &more)
                : more;
        policies->is_restricted = true;
    }
}

static void judge_policy(struct policies *policies, struct policy *policy)
{
    struct expression *condition = policy_expression(policies, policy);
    policies->has_permissive = true;
    if (!condition) {
        policies->has_empty = true;
        return;
    }
    struct branches branches =
        branches_of_condition(&policies->context, policies->relation, condition);
    if (policies->is_restricted)
        branches = branches_and(&policies->context, &branches, &policies->restrictive);
    struct judging judging = {.engine = policies->engine,
                              .context = &policies->context,
                              .relation = policies->relation,
                              .command = policies->side->command,
                              .is_check = policies->is_check,
                              .policy = policy};
    if (branches.overflow)
        access_side_add(policies->engine, policies->side, access_overflow(&judging, &branches));
    list_each (struct branch *, branch, &branches.list) {
        struct access_branch judged = access_judge(&judging, branch);
        access_side_add(policies->engine, policies->side, judged);
    }
}

// Rows that are published to everybody anyway are no more open to nobody.
static void forgive_null_caller(struct access_side *side)
{
    bool is_open = false;
    list_each (struct access_branch, branch, &side->branches)
        is_open |=
            branch.verdict == VERDICT_PUBLISHED && branch.branch && branch.branch->atoms.count == 0;
    for (uint32_t at = 0; is_open && at < side->branches.count; at++) {
        struct access_branch *branch = &side->branches.items[at];
        if (branch->leak == LEAK_NULL_CALLER && side->command == COMMAND_SELECT) {
            branch->leak = LEAK_NONE;
            branch->verdict = VERDICT_PUBLISHED;
            branch->reason = "every row is published anyway";
        }
    }
}

// Whether some branch of existing or of new rows lets anything through.
static bool lets_through(const struct access_side *side, bool is_check)
{
    list_each (struct access_branch, branch, &side->branches)
        if (branch.is_check == is_check && branch.verdict != VERDICT_DENIED)
            return true;
    return false;
}

static const char *nothing_permits(const struct policies *policies)
{
    struct arena *arena = policies->engine->arena;
    const char *table = name_relation(arena, policies->relation);
    const char *command = command_name(policies->side->command);
    const char *role = policies->side->role;
    if (policies->has_empty)
        return arena_format(arena, "the policies of %s for %s have no %s that could permit it",
                            table, command, policies->is_check ? "WITH CHECK" : "USING");
    if (policies->has_permissive)
        return arena_format(arena, "no policy of %s lets a row through for %s", table, role);
    return arena_format(arena, "no policy of %s permits %s to %s", table, command, role);
}

static const char *first_denial(const struct access_side *side, const char *otherwise)
{
    list_each (struct access_branch, branch, &side->branches)
        if (branch.verdict == VERDICT_DENIED)
            return branch.reason;
    return otherwise;
}

// ---- grants of columns ---------------------------------------------------------------------------

static bool may_set(const struct policies *policies, const struct column *column)
{
    list_each (struct grant, grant, &column->grants)
        if ((grant.privileges & PRIVILEGE_UPDATE) &&
            (strcmp(grant.role, "public") == 0 ||
             role_is_member(policies->engine->design, policies->side->role, grant.role)))
            return true;
    return false;
}

// Where only some columns are granted and none of them ties the old row, the new row stays tied as
// the old one was, whatever WITH CHECK says.
static bool keeps_its_tie(const struct policies *policies)
{
    if (!policies->side->is_column_grant)
        return false;
    list_each (struct access_branch, branch, &policies->side->branches) {
        if (branch.is_check || branch.verdict == VERDICT_DENIED)
            continue;
        if (branch.verdict > VERDICT_PRIVILEGED || !branch.branch)
            return false;
        list_each (struct atom, atom, &branch.branch->atoms) {
            const struct term *terms[] = {&atom.left, &atom.right};
            for (size_t at = 0; atom.kind == ATOM_EQUAL && at < array_length(terms); at++)
                if (terms[at]->row == 0 && terms[at]->column &&
                    (terms[at]->kind == TERM_COLUMN || terms[at]->kind == TERM_ELEMENT) &&
                    may_set(policies, terms[at]->column))
                    return false;
            if (atom.kind == ATOM_UNKNOWN ||
                (atom.kind == ATOM_EQUAL &&
                 (atom.left.kind == TERM_UNKNOWN || atom.right.kind == TERM_UNKNOWN)))
                return false;
        }
    }
    return true;
}

// Where only the privileged reach a row, only they make new ones of it: what they may write anyway.
static bool only_privileged_reach(const struct access_side *side)
{
    list_each (struct access_branch, branch, &side->branches)
        if (!branch.is_check && branch.verdict != VERDICT_DENIED &&
            branch.verdict != VERDICT_PRIVILEGED)
            return false;
    return true;
}

static void forgive_check(struct access_side *side, const char *reason)
{
    enum verdict old = VERDICT_DENIED;
    list_each (struct access_branch, branch, &side->branches)
        if (!branch.is_check && branch.verdict > old)
            old = branch.verdict;
    for (uint32_t at = 0; at < side->branches.count; at++) {
        struct access_branch *branch = &side->branches.items[at];
        if (!branch->is_check || branch->verdict != VERDICT_LEAK)
            continue;
        branch->verdict = old;
        branch->leak = LEAK_NONE;
        branch->witness = NULL;
        branch->reason = reason;
    }
}

// ---- a table -------------------------------------------------------------------------------------

static void judge_side_policies(struct policies *policies, bool is_check)
{
    policies->is_check = is_check;
    policies->is_restricted = policies->has_permissive = policies->has_empty = false;
    gather_restrictive(policies);
    list_each (struct policy *, policy, &policies->relation->policies)
        if (policy->is_permissive && applies(policies, policy))
            judge_policy(policies, policy);
    forgive_null_caller(policies->side);
    if (!lets_through(policies->side, is_check)) {
        // What cannot be reached cannot be changed, and what cannot be made neither.
        const char *reason = first_denial(policies->side, nothing_permits(policies));
        policies->side->branches.count = 0;
        side_set(policies->side, VERDICT_DENIED, reason, policies->side->place);
    }
}

static void judge_policies(struct access_engine *engine, struct access_side *side,
                           struct relation *relation)
{
    struct policies policies = {
        .engine = engine,
        .side = side,
        .relation = relation,
        .context = {engine->design, engine->arena, side->role, side->identity},
    };
    side->place = relation->row_security_place;
    if (side->command != COMMAND_INSERT) {
        judge_side_policies(&policies, false);
        if (!side->branches.count)
            return;
    }
    if (side->command == COMMAND_INSERT || side->command == COMMAND_UPDATE) {
        bool keeps = side->command == COMMAND_UPDATE && keeps_its_tie(&policies);
        judge_side_policies(&policies, true);
        if (!side->branches.count)
            return;
        if (keeps)
            forgive_check(side, "the columns that tie the row are not granted for UPDATE");
        else if (side->command == COMMAND_UPDATE && only_privileged_reach(side))
            forgive_check(side, "only the privileged reach a row that it could be made of");
    }
    access_side_conclude(side, NULL);
}

static bool is_granted_as_whole(const struct design *design, const struct relation *relation,
                                const char *role, uint32_t privilege)
{
    list_each (struct grant, grant, &relation->grants)
        if ((grant.privileges & privilege) &&
            (strcmp(grant.role, "public") == 0 ||
             (strcmp(role, "public") != 0 && role_is_member(design, role, grant.role))))
            return true;
    return false;
}

static void judge_table(struct access_engine *engine, struct access_side *side,
                        struct relation *relation)
{
    struct arena *arena = engine->arena;
    if (row_security_passes_by(engine->design, relation, side->role)) {
        side->passes_by = true;
        side_set(side, VERDICT_PRIVILEGED,
                 arena_format(arena, "%s bypasses row security", side->role), (struct place){0});
        return;
    }
    if (!relation->has_row_security) {
        side->is_unprotected = true;
        access_unprotected(engine, side, relation);
        return;
    }
    side->recursion = access_circle(engine, relation, side->role, side->command);
    if (side->recursion) {
        side->is_recursive = true;
        side_set(
            side, VERDICT_DENIED,
            arena_format(arena, "its policies lead back to themselves (%s), which fails with 42P17",
                         side->recursion),
            relation->policies.count > 0 ? relation->policies.items[0]->place : relation->place);
        return;
    }
    judge_policies(engine, side, relation);
}

static void judge_side(struct access_engine *engine, struct access_side *side,
                       struct relation *relation)
{
    uint32_t privilege = command_privilege(side->command);
    side->reach = (side->is_inside ? row_reach_inside : row_reach)(engine->design, relation,
                                                                   side->role, privilege);
    if (side->reach == REACH_NONE) {
        side_set(side, VERDICT_DENIED,
                 arena_format(engine->arena, "%s is not granted %s on %s", side->role,
                              command_name(side->command), name_relation(engine->arena, relation)),
                 (struct place){0});
        return;
    }
    side->is_column_grant = side->reach != REACH_UNKNOWN &&
                            !is_granted_as_whole(engine->design, relation, side->role, privilege);
    if (relation->rewritten & 1u << side->command)
        side_set(side, VERDICT_UNPROVEN,
                 arena_format(engine->arena, "a rule rewrites %s of %s, which is not followed",
                              command_name(side->command), name_relation(engine->arena, relation)),
                 relation->place);
    else if (relation->kind == RELATION_VIEW || relation->kind == RELATION_MATERIALIZED)
        access_judge_view(engine, side, relation);
    else
        judge_table(engine, side, relation);
}

static struct access_side *find_side(struct access_engine *engine, struct relation *relation,
                                     const char *role, enum command command,
                                     enum identity_kind identity, bool is_inside)
{
    struct side_list *list = address_map_get(&engine->sides, relation);
    if (!list) {
        list = arena_make(engine->arena, struct side_list);
        address_map_set(engine->arena, &engine->sides, relation, list);
    }
    list_each (struct access_side *, known, &list->sides)
        if (known->command == command && known->identity == identity &&
            known->is_inside == is_inside && strcmp(known->role, role) == 0)
            return known;
    struct access_side *side = arena_make(engine->arena, struct access_side);
    *side = (struct access_side){
        .role = role, .command = command, .identity = identity, .is_inside = is_inside};
    list_add(engine->arena, &list->sides, side);
    side->is_running = true;
    judge_side(engine, side, relation);
    side->is_running = false;
    return side;
}

struct access_side *access_side(struct access_engine *engine, struct relation *relation,
                                const char *role, enum command command, enum identity_kind identity)
{
    return find_side(engine, relation, role, command, identity, false);
}

struct access_side *access_side_inside(struct access_engine *engine, struct relation *relation,
                                       const char *role, enum identity_kind identity)
{
    return find_side(engine, relation, role, COMMAND_SELECT, identity, true);
}
