// Verdict privileged: rows that callers reach by an attribute of theirs alone, which the manifest
// does not list. One finding a table; without a manifest one for the whole project.
#include "check/verdicts.h"

static bool wanted(struct check *check, const struct verdict_hit *hit)
{
    const struct manifest *manifest = check->design->manifest;
    const struct relation *relation = hit->cell->relation;
    return hit->branch->verdict == VERDICT_PRIVILEGED && !hit->is_nobody && hit->branch->policy &&
           relation && relation_is_table(relation) &&
           !(manifest &&
             verdict_declared(check, &manifest->privileged, relation, hit->cell->command));
}

static uint32_t commands_of_table(const struct verdict_groups *groups,
                                  const struct relation *relation)
{
    uint32_t commands = 0;
    list_each (struct verdict_group *, group, groups)
        if (group->relation == relation)
            commands |= group->commands;
    return commands;
}

static void report_table(struct check *check, const struct verdict_groups *groups, uint32_t number)
{
    struct verdict_group all = *groups->items[number];
    const char *table = name_relation(check->arena, all.relation);
    all.commands = commands_of_table(groups, all.relation);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = verdict_place(&all),
            .object = verdict_object(check, &all),
            .message = check_format(check,
                                    "%s on any row of %s is a privilege, and lintel.yaml does not "
                                    "say whose: %s",
                                    verdict_commands(check, &all), table, all.shown.branch->reason),
            .label = "asks for the caller alone",
            .help = check_format(check,
                                 "if it is meant, add `privileged: {%s: who and why}` to "
                                 "lintel.yaml; else tie the row to its caller",
                                 table),
        });
    verdict_via(check, finding, &all);
}

static void report_project(struct check *check, const struct verdict_groups *groups)
{
    const struct verdict_group *first = groups->items[0];
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = verdict_place(first),
            .object = verdict_tables_object(check, groups),
            .message = check_format(check,
                                    "callers with a role or flag of their own reach any row "
                                    "of %s: %s",
                                    verdict_tables(check, groups), first->shown.branch->reason),
            .label = "asks for the caller alone",
            .help = "if that is meant, list them in lintel.yaml: `privileged: {orders: the "
                    "shop's staff}`; who can give himself the attribute, can do so too",
        });
    verdict_relate_tables(check, finding, groups);
}

static void check(struct check *check)
{
    struct verdict_groups groups = verdicts_gather(check, wanted);
    if (groups.count > 0 && !check->design->manifest)
        report_project(check, &groups);
    for (uint32_t at = 0; check->design->manifest && at < groups.count; at++)
        if (verdict_is_first_of_table(&groups, at))
            report_table(check, &groups, at);
}

RULE(rls, privileged, .level = LEVEL_WARNING,
     .summary = "rows that callers reach by an attribute of theirs, and the manifest does not list",
     .explanation =
         "A policy that asks only who the caller is (a role, an admin's flag, a row in admins) "
         "opens the whole table to whoever has the attribute. `privileged:` in lintel.yaml says "
         "where that is meant, and for whom: by table, or by table and command. Whether somebody "
         "can give himself the attribute is rls/self-promotion's question.\n"
         "\n"
         "One finding a table; a project without lintel.yaml gets one, which names the tables. "
         "Roles that bypass row security are not meant here.",
     .wrong = "CREATE TABLE admins (login name PRIMARY KEY);\n"
              "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL);\n"
              "ALTER TABLE admins ENABLE ROW LEVEL SECURITY;\n"
              "ALTER TABLE orders ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY self ON admins FOR SELECT USING (login = (SELECT current_user));\n"
              "CREATE POLICY staff ON orders FOR SELECT\n"
              "    USING (EXISTS (SELECT 1 FROM admins WHERE login = current_user));\n"
              "GRANT SELECT ON admins, orders TO PUBLIC;\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE admins (login name PRIMARY KEY);\n"
              "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL);\n"
              "ALTER TABLE admins ENABLE ROW LEVEL SECURITY;\n"
              "ALTER TABLE orders ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY self ON admins FOR SELECT USING (login = (SELECT current_user));\n"
              "CREATE POLICY staff ON orders FOR SELECT\n"
              "    USING (EXISTS (SELECT 1 FROM admins WHERE login = current_user));\n"
              "GRANT SELECT ON admins, orders TO PUBLIC;\n"
              "# file: lintel.yaml\n"
              "lintel: 1\n"
              "privileged: {orders.select: the shop's staff sees all of them}\n",
     .source = "C15", .not_applicable = applies_row_security)
