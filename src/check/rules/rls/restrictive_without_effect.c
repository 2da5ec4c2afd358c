// Restrictive policies that restrict nothing: without the expression their command needs, or with
// one that is always true.
#include "check/rule.h"
#include "link/constant.h"
#include "link/name.h"
#include "link/row_security.h"

static const char *not_applicable(struct check *check)
{
    return row_security_unused(check->design);
}

// NULL where it restricts something.
static const char *why_without_effect(const struct policy *policy)
{
    bool using_binds = policy->using && !constant_is_always_true(policy->using);
    bool check_binds = policy->check && !constant_is_always_true(policy->check);
    if (using_binds || check_binds)
        return NULL;
    if (policy->command == COMMAND_INSERT)
        return policy->check ? "its WITH CHECK is always true" : "it has no WITH CHECK";
    if (policy->using || policy->check)
        return policy->using && policy->check ? "its USING and WITH CHECK are always true"
               : policy->using                ? "its USING is always true"
                                              : "its WITH CHECK is always true";
    return "it has no USING";
}

static void check(struct check *check)
{
    struct arena *arena = check->arena;
    list_each (struct relation *, relation, &check->design->relations)
        list_each (struct policy *, policy, &relation->policies) {
            if (policy->is_permissive || !policy_is_own(policy) ||
                policy_is_idle(check->design, policy))
                continue;
            const char *why = why_without_effect(policy);
            if (!why)
                continue;
            const char *table = name_relation(arena, relation);
            const char *name = name_identifier(arena, policy->name);
            struct finding *finding = check_report(
                check,
                (struct finding){
                    .place = policy->place,
                    .object = name_path(arena, relation->schema, relation->name, policy->name),
                    .message = check_format(
                        check, "restrictive policy %s on table %s restricts nothing: %s", name,
                        table, why),
                    .label = "no effect",
                    .help = check_format(
                        check, "ALTER POLICY %s ON %s %s (...); with what it should demand", name,
                        table, policy->command == COMMAND_INSERT ? "WITH CHECK" : "USING"),
                });
            if (!policy->using && !policy->check)
                finding_note(
                    check, finding,
                    "a restrictive policy without an expression is passed over in silence; "
                    "it does not deny");
        }
}

RULE(
    rls, restrictive_without_effect, .level = LEVEL_ERROR,
    .summary = "a restrictive policy that restricts nothing",
    .explanation =
        "A restrictive policy narrows what the permissive ones allow, by its expression: USING for "
        "rows that are read, changed or deleted, WITH CHECK for new rows (FOR ALL and FOR UPDATE "
        "take USING for both where there is no WITH CHECK). Without the expression that its "
        "command needs PostgreSQL passes it over in silence, so the table is as open as if it were "
        "not there. One that is always true does as little.\n"
        "\n"
        "FOR UPDATE or FOR ALL with WITH CHECK alone does restrict what is written, and is not "
        "reported. To deny a command outright, write USING (false) or WITH CHECK (false).",
    .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY own ON todos USING (owner = (SELECT current_user));\n"
             "CREATE POLICY no_delete ON todos AS RESTRICTIVE FOR DELETE;\n",
    .right = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY own ON todos USING (owner = (SELECT current_user));\n"
             "CREATE POLICY no_delete ON todos AS RESTRICTIVE FOR DELETE USING (false);\n",
    .source = "", .not_applicable = not_applicable)
