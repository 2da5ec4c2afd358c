// Branches that hold because nobody is signed in: what a caller gets who carries no identity.
#include "check/verdicts.h"

// A setting that was set once reads as an empty string: rows whose tenant is the empty string.
static bool is_empty_tenant(const struct branch *branch)
{
    for (uint32_t at = 0; branch && at < branch->atoms.count; at++) {
        const struct atom *atom = &branch->atoms.items[at];
        const struct term *terms[] = {&atom->left, &atom->right};
        for (size_t side = 0; atom->kind == ATOM_EQUAL && side < array_length(terms); side++)
            if (terms[side]->kind == TERM_COLUMN && terms[1 - side]->kind == TERM_CONSTANT &&
                string_equal(terms[1 - side]->text, ""))
                return true;
    }
    return false;
}

static bool wanted(struct check *check, const struct verdict_hit *hit)
{
    (void)check;
    return hit->branch->verdict == VERDICT_LEAK && hit->branch->leak == LEAK_NULL_CALLER &&
           hit->branch->policy && !is_empty_tenant(hit->branch->branch) && hit->cell->relation &&
           relation_is_table(hit->cell->relation);
}

static void report(struct check *check, const struct verdict_group *group)
{
    const struct access_branch *branch = group->shown.branch;
    const char *tie = verdict_tie(check, group->rows);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = verdict_level(check, group),
            .place = verdict_place(group),
            .object = verdict_object(check, group),
            .message = check_format(check, "%s holds when nobody is signed in: %s",
                                    verdict_subject(check, group), branch->witness),
            .label = "true without a caller",
            .help = tie ? check_format(check, "leave out what holds without a caller: %s", tie)
                        : "leave out what holds without a caller, or write it as a policy of its "
                          "own that says which rows anybody may have",
        });
    verdict_via(check, finding, group);
    verdict_note_reach(check, finding, group);
    verdict_note_assumptions(check, finding, group);
}

static void check(struct check *check)
{
    struct verdict_groups groups = verdicts_gather(check, wanted);
    list_each (struct verdict_group *, group, &groups)
        report(check, group);
}

RULE(rls, null_caller_allowed, .level = LEVEL_ERROR,
     .summary = "a policy that holds when nobody is signed in",
     .explanation =
         "Without a token auth.uid() is NULL, and so is every claim and every setting that is not "
         "set. A condition that takes this for a yes lets in whoever carries nothing: auth.uid() "
         "IS NULL OR ..., user_id IS NOT DISTINCT FROM auth.uid() for rows without an owner, "
         "coalesce(claim, 'admin') = 'admin'. It often began as a convenience for a local tool or "
         "a job; a job that is to pass row security by does so by its role.\n"
         "\n"
         "Silent where every row is published anyway, and for reads of rows that are chosen by a "
         "flag of their own. Silent, too, about rows whose tenant is the empty text, which a "
         "setting reads as once it was set: nullif(current_setting(..., true), '') leaves them "
         "out.",
     .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, owner text NOT NULL);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos FOR SELECT USING (\n"
              "    current_setting('app.user', true) IS NULL\n"
              "    OR owner = (SELECT current_setting('app.user', true)));\n"
              "GRANT SELECT ON todos TO PUBLIC;\n",
     .right = "CREATE TABLE todos (id bigint PRIMARY KEY, owner text NOT NULL);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos FOR SELECT USING (\n"
              "    owner = (SELECT current_setting('app.user', true)));\n"
              "GRANT SELECT ON todos TO PUBLIC;\n",
     .source = "pgrls", .not_applicable = applies_row_security)
