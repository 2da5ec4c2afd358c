// Policies that let callers delete users' records, and do not say why.
#include "check/tenancy_rule.h"
#include "link/constant.h"
#include "link/name.h"
#include "link/row_security.h"

// A restrictive policy that denies every DELETE to all whom the policy is for.
static bool is_closed_again(const struct design *design, const struct policy *policy)
{
    list_each (struct policy *, other, &policy->relation->policies)
        if (!other->is_permissive && policy_applies_to_command(other, COMMAND_DELETE) &&
            other->using && constant_is_never_true(other->using) &&
            policy_covers_roles(design, other, policy))
            return true;
    return false;
}

static bool is_granted(struct check *check, const struct role_names *roles,
                       const struct policy *policy)
{
    list_each (const char *, role, roles)
        if (!row_security_passes_by(check->design, policy->relation, role) &&
            policy_applies_to_role(check->design, policy, role) &&
            row_reach(check->design, policy->relation, role, PRIVILEGE_DELETE) != REACH_NONE)
            return true;
    return false;
}

static void report(struct check *check, const struct policy *policy, const struct tenancy *tenancy)
{
    struct arena *arena = check->arena;
    const struct relation *relation = policy->relation;
    const char *table = name_relation(arena, relation),
               *name = name_identifier(arena, policy->name);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = policy->place,
            .object = name_path(arena, relation->schema, relation->name, policy->name),
            .message =
                check_format(check,
                             policy->command == COMMAND_ALL
                                 ? "policy %s on table %s is FOR ALL, so users' records are "
                                   "deleted for good, and it does not say why"
                                 : "policy %s on table %s lets users' records be deleted for "
                                   "good, and does not say why",
                             name, table),
            .label = policy->command == COMMAND_ALL ? "FOR ALL includes DELETE" : "FOR DELETE",
            .help = check_format(check,
                                 "%s and let a column say that the record is withdrawn; or COMMENT "
                                 "ON POLICY %s ON %s IS '...'; with the reason",
                                 policy->command == COMMAND_ALL
                                     ? "write it FOR SELECT, FOR INSERT and FOR UPDATE,"
                                     : check_format(check, "DROP POLICY %s ON %s;", name, table),
                                 name, table),
        });
    finding_note(check, finding,
                 check_format(check, "a tenant's table%s: %s",
                              tenancy->certainty == TENANCY_PRESUMED ? " (presumed)" : "",
                              tenancy->reason));
}

static void check(struct check *check)
{
    struct tenancy_map *tenancy = tenancy_of_rules(check);
    struct role_names roles = row_security_public_roles(check->design, check->scratch);
    list_each (struct relation *, relation, &check->design->relations) {
        const struct tenancy *whose = tenancy_of(tenancy, relation);
        if (!relation_is_judged(relation) || !relation->has_row_security ||
            whose->certainty == TENANCY_NONE)
            continue;
        list_each (struct policy *, policy, &relation->policies)
            if (policy_is_own(policy) && !policy->comment &&
                policy_opens_command(policy, COMMAND_DELETE) &&
                !policy_is_idle(check->design, policy) && !is_closed_again(check->design, policy) &&
                is_granted(check, &roles, policy))
                report(check, policy, whose);
    }
}

RULE(
    rls, delete_allowed, .level = LEVEL_OFF,
    .summary = "a policy that lets users' records be deleted, without a stated reason",
    .explanation =
        "A deleted row is gone, with its history and all that refers to it; a column that says "
        "withdrawn keeps what happened and can be taken back. So a policy that opens DELETE on a "
        "tenant's table says why it may, in a comment on the policy.\n"
        "\n"
        "Off unless a profile turns it on. FOR ALL includes DELETE. Silent where DELETE is granted "
        "to nobody whom the policy is for, where a restrictive policy denies it, and for roles "
        "that row security does not bind.",
    .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY own ON todos USING (owner = (SELECT current_user));\n",
    .right = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY own ON todos USING (owner = (SELECT current_user));\n"
             "COMMENT ON POLICY own ON todos IS 'drafts: nothing refers to them';\n",
    .source = "A5, A11", .not_applicable = applies_row_security)
