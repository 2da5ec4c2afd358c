// Views, materialized views and foreign tables through which rows are read or written past the row
// security of the tables behind them.
#include "check/verdicts.h"

// The table behind a branch; of a write that nothing judges, the view's only one.
static struct relation *table_behind(const struct verdict_hit *hit)
{
    const struct relation *view = hit->cell->relation;
    if (view->kind == RELATION_FOREIGN)
        return hit->cell->relation;
    if (hit->branch->branch)
        return hit->branch->branch->rows.items[0].relation;
    return view->query && view->query->from.count == 1 ? view->query->from.items[0]->relation
                                                       : NULL;
}

// Whether the caller gets less from the table itself.
static bool is_withheld(struct check *check, const struct verdict_hit *hit,
                        const struct relation *table)
{
    const struct access *access = access_of_rules(check);
    const struct access_cell *cell =
        access_find(access, table, hit->cell->role, hit->cell->command);
    if (table->has_row_security)
        return !cell || cell->verdict < hit->branch->verdict;
    return tenancy_of(access->tenancy, table)->certainty != TENANCY_NONE &&
           (!cell || cell->verdict == VERDICT_DENIED);
}

static bool wanted(struct check *check, const struct verdict_hit *hit)
{
    const struct relation *view = hit->cell->relation;
    if (!view || relation_is_table(view) || hit->branch->policy || hit->is_nobody ||
        view->is_security_invoker)
        return false;
    enum verdict verdict = hit->branch->verdict;
    const struct manifest *manifest = check->design->manifest;
    if (manifest && verdict != VERDICT_UNPROVEN && hit->cell->command == COMMAND_SELECT &&
        verdict_declared(check, &manifest->published, view, COMMAND_SELECT))
        return false;
    if (verdict == VERDICT_UNPROVEN && !hit->branch->branch)
        return true;
    const struct relation *table = table_behind(hit);
    if (view->kind == RELATION_FOREIGN)
        return verdict == VERDICT_LEAK;
    return table && is_withheld(check, hit, table) &&
           (verdict == VERDICT_LEAK || verdict == VERDICT_UNPROVEN || verdict == VERDICT_PUBLISHED);
}

static const char *help(struct check *check, const struct relation *view)
{
    const char *name = name_relation(check->arena, view);
    if (view->kind == RELATION_VIEW)
        return check_format(check,
                            "ALTER VIEW %s SET (security_invoker = on); or revoke it, or list it "
                            "under `public` in lintel.yaml where that is meant",
                            name);
    if (view->kind == RELATION_MATERIALIZED)
        return check_format(check,
                            "move %s to a schema that callers cannot use, or revoke it, and read "
                            "it through a function that ties rows to its caller",
                            name);
    return check_format(check,
                        "revoke %s: a foreign table has no row security; read it through a "
                        "function that ties rows to its caller",
                        name);
}

static void report(struct check *check, const struct verdict_group *group)
{
    const struct relation *view = group->relation;
    const struct access_branch *branch = group->shown.branch;
    const struct relation *table = table_behind(&group->shown);
    const char *what = branch->verdict == VERDICT_UNPROVEN
                           ? check_format(check, "what it shows %s could not be proven: %s",
                                          verdict_roles(check, group), branch->reason)
                       : branch->witness ? branch->witness
                                         : branch->reason;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = view->place,
            .object = verdict_object(check, group),
            .message = check_format(
                check, "%s %s %s: %s", relation_kind_name(view), name_relation(check->arena, view),
                view->kind == RELATION_FOREIGN ? "has no row security" : "reads past row security",
                what),
            .label = view->kind == RELATION_VIEW ? "reads with its owner's rights"
                                                 : "has no row security",
            .help = help(check, view),
        });
    if (table && table != view)
        finding_relate(check, finding,
                       table->row_security_place.file ? table->row_security_place : table->place,
                       table->has_row_security ? "protected here" : "the rows' table");
    verdict_note_reach(check, finding, group);
    if (group->reach == REACH_ASSUMED || group->reach == REACH_UNKNOWN)
        verdict_note_assumptions(check, finding, group);
}

static void check(struct check *check)
{
    struct verdict_groups groups = verdicts_gather(check, wanted);
    list_each (struct verdict_group *, group, &groups)
        report(check, group);
}

RULE(
    schema, view_bypasses_rls, .level = LEVEL_WARNING,
    .summary = "a view that reads past the row security of its tables",
    .explanation =
        "A view reads its tables with its owner's rights unless it is security_invoker, and the "
        "owner is not bound by their policies: whoever may read the view reads every tenant's "
        "rows. A materialized view holds copies and has no row security at all, nor has a foreign "
        "table. Where PostgreSQL makes the view updatable by itself, writes pass by too.\n"
        "\n"
        "Found are those that a role which row security is for is granted, over a table that "
        "gives that role less. A view that compares the rows with its caller itself (auth.uid() is "
        "still the caller's inside it) is not found, nor one over rows that are public anyway, nor "
        "one that `public` in lintel.yaml lists. PostgreSQL 14 and older have no "
        "security_invoker.",
    .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL, title text);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY own ON todos FOR SELECT USING (owner = (SELECT current_user));\n"
             "CREATE VIEW titles AS SELECT owner, title FROM todos;\n"
             "GRANT SELECT ON todos, titles TO PUBLIC;\n",
    .right = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL, title text);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY own ON todos FOR SELECT USING (owner = (SELECT current_user));\n"
             "CREATE VIEW titles WITH (security_invoker = on) AS SELECT owner, title FROM todos;\n"
             "GRANT SELECT ON todos, titles TO PUBLIC;\n",
    .source = "splinter 0010, 0016, 0017", .not_applicable = applies_row_security)
