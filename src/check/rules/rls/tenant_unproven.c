// Verdict unproven: an alternative of a policy of which lintel could not say whose rows it opens.
#include "check/verdicts.h"

static bool wanted(struct check *check, const struct verdict_hit *hit)
{
    if (hit->branch->verdict != VERDICT_UNPROVEN || hit->is_nobody)
        return false;
    if (hit->cell->function)
        return !verdict_rule_runs(check, "schema/definer-executable");
    return relation_is_table(hit->cell->relation) ||
           (!hit->branch->policy && !verdict_rule_runs(check, "schema/view-bypasses-rls"));
}

static const char *help(const struct verdict_group *group)
{
    return group->function || !group->policy
               ? "look at it by hand, and say so with an ignore and the reason; plain SQL in a "
                 "function's body is followed"
               : "compare a column of the row with the caller, in plain SQL or in a function whose "
                 "body is SQL; or look at it by hand, and say so with an ignore and the reason";
}

static void report(struct check *check, const struct verdict_group *group)
{
    const struct access_branch *branch = group->shown.branch;
    struct arena *arena = check->arena;
    const struct expression *expression = branch->undecided ? branch->undecided->expression : NULL;
    const char *what =
        expression ? name_shortened(arena, expression_text(arena, expression), 160) : NULL;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = verdict_place(group),
            .object = verdict_object(check, group),
            .message =
                what ? check_format(check, "%s: whose rows %s as %s could not be proven: %s (%s)",
                                    verdict_subject(check, group), verdict_commands(check, group),
                                    verdict_roles(check, group), branch->reason, what)
                     : check_format(check, "%s: whose rows %s as %s could not be proven: %s",
                                    verdict_subject(check, group), verdict_commands(check, group),
                                    verdict_roles(check, group), branch->reason),
            .label = "not decided",
            .help = help(group),
        });
    verdict_via(check, finding, group);
}

static void check(struct check *check)
{
    struct verdict_groups groups = verdicts_gather(check, wanted);
    list_each (struct verdict_group *, group, &groups)
        report(check, group);
}

RULE(rls, tenant_unproven, .level = LEVEL_WARNING,
     .summary = "a policy of which it could not be decided whose rows it opens",
     .explanation =
         "lintel takes policies apart, and follows subqueries, views and functions whose body is "
         "SQL or simple PL/pgSQL. What it does not understand may tie the row to its caller, or "
         "may not: that is said here, one finding a policy, with the expression and why. It never "
         "hides behind another alternative of the policy that is proven, since one open "
         "alternative opens the row.\n"
         "\n"
         "A warning; a profile that demands isolation makes it block.",
     .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
              "CREATE FUNCTION may_see(bigint) RETURNS boolean LANGUAGE c AS 'lib', 'may_see';\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos FOR SELECT USING (may_see(id));\n"
              "GRANT SELECT ON todos TO PUBLIC;\n",
     .right = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos FOR SELECT USING (owner = (SELECT current_user));\n"
              "GRANT SELECT ON todos TO PUBLIC;\n",
     .source = "C15", .not_applicable = applies_row_security)
