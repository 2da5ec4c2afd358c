// Verdict leak: a policy, or a function with its owner's rights, through which a caller sees or
// writes rows that nothing ties to him.
//
// Rules of their own say some of them better (verdict_leak_rule); where such a rule does not run,
// the leak is said here, so that it cannot be lost.
#include "check/stamp.h"
#include "check/verdicts.h"

static bool wanted(struct check *check, const struct verdict_hit *hit)
{
    if (hit->branch->verdict != VERDICT_LEAK)
        return false;
    const struct relation *relation = hit->cell->relation;
    if (relation && !relation_is_table(relation) && hit->branch->policy)
        return false; // through a view: said of the table's policy
    const char *rule = verdict_leak_rule(check, hit);
    if (rule && verdict_rule_runs(check, rule))
        return false;
    if (hit->is_nobody)
        list_each (struct access_branch, branch, &hit->cell->branches)
            if (branch.verdict == VERDICT_LEAK)
                return false;
    return true;
}

// The comparison that is missing.
static const char *comparison(struct check *check, const struct verdict_group *group)
{
    const struct access_branch *branch = group->shown.branch;
    const struct column *column = branch->comparable;
    const struct constraint *key = relation_primary_key(group->rows);
    if (!column && key && key->columns.count == 1)
        column = key->columns.items[0];
    return column ? check_format(check, "%s = %s", name_column(check->arena, branch->uncompared),
                                 name_column(check->arena, column))
                  : NULL;
}

static const char *help(struct check *check, const struct verdict_group *group)
{
    const struct access_branch *branch = group->shown.branch;
    const char *tie = verdict_tie(check, group->rows), *missing = NULL;
    switch (branch->leak) {
    case LEAK_UNCORRELATED:
        missing = branch->uncompared && group->rows ? comparison(check, group) : NULL;
        if (missing)
            return check_format(
                check, "add %s to the condition%s", missing,
                branch->uncompared->relation == group->rows ? ", each side by its own alias" : "");
        return "compare a column of the caller's row with the row that is judged";
    case LEAK_NEGATION:
        return tie ? check_format(check, "compare with =: %s", tie)
                   : "compare with =, or say in another condition which rows are the caller's";
    case LEAK_ARGUMENT:
        return tie ? check_format(check, "write %s in its body, in place of the argument", tie)
                   : "take the caller's id in its body (auth.uid(), a setting), not as an argument";
    case LEAK_USER_METADATA:
        return "ask app_metadata, which only the server sets, or a table that users cannot write";
    case LEAK_NULL_CALLER:
        return tie ? check_format(check, "leave out what holds without a caller; %s is enough", tie)
                   : "leave out what holds without a caller";
    case LEAK_UNPROTECTED:
        return "turn row security on, or let the view read as its caller: WITH (security_invoker "
               "= on)";
    default:
        return tie ? check_format(check, "add AND %s", tie)
                   : "add a condition that compares a column of the row with the caller";
    }
}

// As whom it is called, where no policy names the roles.
static const char *caller_clause(struct check *check, const struct verdict_group *group)
{
    return group->function ? check_format(check, ", called by %s", verdict_roles(check, group))
                           : "";
}

static void report(struct check *check, const struct verdict_group *group)
{
    const struct access_branch *branch = group->shown.branch;
    const char *witness = branch->witness ? branch->witness : branch->reason;
    struct finding *finding = check_report(
        check, (struct finding){
                   .level = verdict_level(check, group),
                   .place = verdict_place(group),
                   .object = verdict_object(check, group),
                   .message = check_format(check, "%s%s: %s", verdict_subject(check, group),
                                           caller_clause(check, group), witness),
                   .label = "ties nothing",
                   .help = help(check, group),
               });
    if (branch->uncompared)
        finding_relate(check, finding, branch->uncompared->place, "compared with nothing");
    verdict_via(check, finding, group);
    verdict_note_reach(check, finding, group);
    verdict_note_assumptions(check, finding, group);
}

static void check(struct check *check)
{
    struct verdict_groups groups = verdicts_gather(check, wanted);
    list_each (struct verdict_group *, group, &groups) {
        enum stamp stamp = stamp_of(check, group);
        if (stamp == STAMP_MAYBE)
            check_undecided(check, verdict_place(group),
                            check_format(check,
                                         "%s ties nothing, and a trigger says something about the "
                                         "column that tells whose the row is",
                                         verdict_subject(check, group)));
        else if (stamp == STAMP_NONE)
            report(check, group);
    }
}

RULE(
    rls, tenant_unbound, .level = LEVEL_ERROR, .is_fixed = true,
    .summary = "a caller sees or writes rows that nothing ties to him",
    .explanation =
        "A policy is taken apart into its alternatives. Each has to tie the row to the caller: by "
        "a column that is compared with him, or through rows of his (a membership) that are "
        "compared with this row. An alternative that ties nothing leaks: a membership of any team "
        "opens the rows of all teams, user_id <> auth.uid() opens everybody else's, and in a write "
        "a condition on the row alone, or being signed in, opens all.\n"
        "\n"
        "Permissive policies are ORed, so one such alternative is enough, whatever the others "
        "say; restrictive ones are taken into account. Helper functions are followed. The message "
        "is the witness: who reads or writes which rows. `lintel check --explain-access` shows "
        "how it comes about.\n"
        "\n"
        "A function with its owner's rights that answers the rows of whichever tenant its caller "
        "names is one too. Leaks that a rule of its own reports (rls/disabled, rls/tautology, "
        "rls/null-caller-allowed, rls/user-metadata, schema/view-bypasses-rls, "
        "schema/definer-executable) are said there; where that rule does not run, here.\n"
        "\n"
        "An error where it is certain that the table holds tenants' rows, and that the role is "
        "granted it; else a warning, with what was assumed. A role of which no policy says whose "
        "rows "
        "its callers have, and as which no operation runs, is taken for a program's: a warning.",
    .wrong = "CREATE TABLE members (team bigint, login name, PRIMARY KEY (team, login));\n"
             "CREATE TABLE documents (id bigint PRIMARY KEY, team bigint NOT NULL);\n"
             "ALTER TABLE members ENABLE ROW LEVEL SECURITY;\n"
             "ALTER TABLE documents ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY own ON members FOR SELECT USING (login = current_user);\n"
             "CREATE POLICY team ON documents FOR SELECT USING (EXISTS (\n"
             "    SELECT 1 FROM members m WHERE m.login = current_user));\n"
             "GRANT SELECT ON members, documents TO PUBLIC;\n",
    .right = "CREATE TABLE members (team bigint, login name, PRIMARY KEY (team, login));\n"
             "CREATE TABLE documents (id bigint PRIMARY KEY, team bigint NOT NULL);\n"
             "ALTER TABLE members ENABLE ROW LEVEL SECURITY;\n"
             "ALTER TABLE documents ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY own ON members FOR SELECT USING (login = current_user);\n"
             "CREATE POLICY team ON documents FOR SELECT USING (EXISTS (\n"
             "    SELECT 1 FROM members m\n"
             "    WHERE m.team = documents.team AND m.login = current_user));\n"
             "GRANT SELECT ON members, documents TO PUBLIC;\n",
    .source = "C15, pgrls", .not_applicable = applies_row_security)
