// UPDATE policies that make rows which they would not reach: one's own row handed to another.
#include "check/verdicts.h"

static bool wanted(struct check *check, const struct verdict_hit *hit)
{
    return hit->branch->verdict == VERDICT_LEAK && !hit->is_nobody &&
           string_equal(verdict_leak_rule(check, hit), "rls/check-looser-than-using");
}

// What binds the rows that are reached.
static const struct access_branch *reaching(const struct verdict_group *group)
{
    const struct access_branch_list *branches = &group->shown.cell->branches;
    for (uint32_t at = 0; at < branches->count; at++)
        if (!branches->items[at].is_check && branches->items[at].verdict != VERDICT_DENIED)
            return &branches->items[at];
    return NULL;
}

static void report(struct check *check, const struct verdict_group *group)
{
    const struct access_branch *branch = group->shown.branch, *reach = reaching(group);
    const struct policy *policy = group->policy;
    const char *tie = verdict_tie(check, group->rows);
    bool is_here = reach && reach->policy == policy && policy->using;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = verdict_level(check, group),
            .place = verdict_place(group),
            .object = verdict_object(check, group),
            .message = check_format(check, "WITH CHECK of %s admits rows that USING does not: %s",
                                    verdict_subject(check, group), branch->witness),
            .label = "binds new rows to nobody",
            .help = is_here ? "leave WITH CHECK out: USING is the check then"
                    : tie   ? check_format(check, "add AND %s", tie)
                            : "say in WITH CHECK too whose the row is",
        });
    if (reach) {
        finding_relate(check, finding, reach->place, "rows are reached by this");
        if (reach->reason)
            finding_note(check, finding,
                         check_format(check, "a row is reached where %s", reach->reason));
    }
    verdict_via(check, finding, group);
    verdict_note_assumptions(check, finding, group);
}

static void check(struct check *check)
{
    struct verdict_groups groups = verdicts_gather(check, wanted);
    list_each (struct verdict_group *, group, &groups)
        report(check, group);
}

RULE(rls, check_looser_than_using, .level = LEVEL_ERROR,
     .summary = "WITH CHECK admits rows that USING does not",
     .explanation =
         "USING says which rows an UPDATE reaches, WITH CHECK which it may make. Where the first "
         "ties the row to its caller and the second does not, a caller can hand a row of his to "
         "another tenant: a message that the other never wrote, an invoice in his name. Without "
         "WITH CHECK, USING is used for both, which is nearly always what was meant.\n"
         "\n"
         "All permissive policies of the command are judged together, as PostgreSQL ORs them, and "
         "restrictive ones close what they close. Where only some columns are granted for UPDATE "
         "and none of them ties the row, the check has nothing to hold. WITH CHECK (true) is "
         "rls/tautology's.",
     .wrong =
         "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL, title text NOT NULL);\n"
         "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
         "CREATE POLICY own ON todos FOR UPDATE\n"
         "    USING (owner = (SELECT current_user)) WITH CHECK (title <> '');\n"
         "GRANT UPDATE ON todos TO PUBLIC;\n",
     .right =
         "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL, title text NOT NULL);\n"
         "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
         "CREATE POLICY own ON todos FOR UPDATE\n"
         "    USING (owner = (SELECT current_user))\n"
         "    WITH CHECK (owner = (SELECT current_user) AND title <> '');\n"
         "GRANT UPDATE ON todos TO PUBLIC;\n",
     .source = "pgrls", .not_applicable = applies_row_security)
