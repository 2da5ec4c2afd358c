// Permissive policies FOR INSERT without WITH CHECK: they allow no insert.
#include "check/rule.h"
#include "link/constant.h"
#include "link/name.h"
#include "link/row_security.h"

static const char *not_applicable(struct check *check)
{
    return row_security_unused(check->design);
}

// Another policy that does allow inserts to some of the same callers.
static const struct policy *other_insert(const struct design *design, const struct policy *policy)
{
    list_each (struct policy *, other, &policy->relation->policies) {
        const struct expression *check = policy_check(other, COMMAND_INSERT);
        if (other != policy && other->is_permissive &&
            policy_applies_to_command(other, COMMAND_INSERT) && check &&
            !constant_is_never_true(check) &&
            (policy_covers_roles(design, other, policy) ||
             policy_covers_roles(design, policy, other)))
            return other;
    }
    return NULL;
}

// "every INSERT", or whose.
static const char *whose_insert(struct check *check, const struct policy *policy)
{
    struct name_list names = {0};
    list_each (const char *, role, &policy->roles) {
        if (strcmp(role, "public") == 0)
            return "every INSERT";
        list_add(check->arena, &names, name_identifier(check->arena, role));
    }
    return check_format(check, "every INSERT by %s", name_join(check->arena, &names, "and"));
}

static void report(struct check *check, const struct policy *policy)
{
    struct arena *arena = check->arena;
    const struct relation *relation = policy->relation;
    const char *table = name_relation(arena, relation),
               *name = name_identifier(arena, policy->name);
    const struct policy *other = other_insert(check->design, policy);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = policy->place,
            .object = name_path(arena, relation->schema, relation->name, policy->name),
            .message = check_format(
                check, "policy %s on table %s allows no insert, having no WITH CHECK: %s", name,
                table,
                other ? "it adds nothing to the others"
                      : check_format(check, "%s is refused", whose_insert(check, policy))),
            .label = "FOR INSERT without WITH CHECK",
            .help = check_format(
                check,
                "ALTER POLICY %s ON %s WITH CHECK (...); with what a new row must be, or DROP "
                "POLICY %s ON %s;",
                name, table, name, table),
        });
    if (other)
        finding_relate(check, finding, other->place, "this one allows inserts");
    else
        finding_note(check, finding, "INSERT fails with SQLSTATE 42501");
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations)
        list_each (struct policy *, policy, &relation->policies)
            if (policy->is_permissive && policy->command == COMMAND_INSERT && !policy->check &&
                policy_is_own(policy) && !policy_is_idle(check->design, policy))
                report(check, policy);
}

RULE(rls, insert_never_allowed, .level = LEVEL_WARNING,
     .summary = "a policy FOR INSERT without WITH CHECK, which allows nothing",
     .explanation =
         "PostgreSQL accepts CREATE POLICY ... FOR INSERT without WITH CHECK, and such a policy "
         "admits no row: alone it refuses every INSERT (SQLSTATE 42501), beside others it adds "
         "nothing. USING cannot stand in, as it does FOR ALL and FOR UPDATE, since FOR INSERT "
         "takes none.\n"
         "\n"
         "Restrictive ones have no effect at all and belong to rls/restrictive-without-effect. "
         "Policies for roles that bypass row security are not judged.",
     .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY add ON todos FOR INSERT;\n",
     .right = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY add ON todos FOR INSERT WITH CHECK (owner = (SELECT current_user));\n",
     .source = "", .not_applicable = not_applicable)
