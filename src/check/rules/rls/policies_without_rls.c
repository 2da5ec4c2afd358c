// Tables with policies that are never asked, since row security is off.
#include "check/rule.h"
#include "link/name.h"
#include "link/row_security.h"

static const char *not_applicable(struct check *check)
{
    return row_security_unused(check->design);
}

static void report(struct check *check, const struct relation *relation)
{
    struct arena *arena = check->arena;
    const struct policy *first = relation->policies.items[0];
    const char *table = name_relation(arena, relation);
    uint32_t count = relation->policies.count;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = first->place,
            .object = name_path(arena, relation->schema, relation->name, NULL),
            .message =
                count == 1
                    ? check_format(check,
                                   "policy %s on table %s has no effect: row security is off",
                                   name_identifier(arena, first->name), table)
                    : check_format(check,
                                   "the %u policies on table %s have no effect: row security "
                                   "is off",
                                   count, table),
            .label = "never asked",
            .help = check_format(check, "ALTER TABLE %s ENABLE ROW LEVEL SECURITY;", table),
            .fix = check_format(check, "ALTER TABLE %s ENABLE ROW LEVEL SECURITY;", table),
            .fix_note = "from here on its policies decide, and nobody else gets in",
        });
    if (relation->row_security_place.file && !relation->has_forced_row_security)
        finding_relate(check, finding, relation->row_security_place, "turned off here");
    else
        finding_relate(check, finding, relation->place, "nothing turns it on for this table");
    if (relation->has_forced_row_security)
        finding_note(check, finding, "FORCE ROW LEVEL SECURITY does nothing without ENABLE");
    if (relation->is_partition)
        finding_note(check, finding,
                     "policies of a partition count only where it is addressed by its own name; "
                     "through the partitioned table only that table's do");
}

static void check(struct check *check)
{
    struct row_security_gaps gaps = row_security_gaps(check->design, check->scratch);
    list_each (struct relation *, relation, &check->design->relations) {
        if (!relation_is_table(relation) || relation->is_builtin || relation->extension ||
            relation->has_row_security || relation->policies.count == 0)
            continue;
        if (row_security_gap(&gaps, relation))
            check_undecided(check, relation->policies.items[0]->place,
                            check_format(check,
                                         "a statement that could not be followed may turn row "
                                         "security on for %s",
                                         name_relation(check->arena, relation)));
        else
            report(check, relation);
    }
}

RULE(rls, policies_without_rls, .level = LEVEL_ERROR, .is_fixed = true,
     .summary = "policies on a table whose row security is off",
     .explanation =
         "CREATE POLICY does not turn row security on. Until ALTER TABLE ... ENABLE ROW LEVEL "
         "SECURITY runs, PostgreSQL keeps the policies and asks none of them: whoever is granted "
         "the table sees and changes every row, while the files look as if they did not.\n"
         "\n"
         "FORCE alone does nothing. A later DISABLE counts, and so does a new table under an old "
         "name, and CREATE TABLE ... (LIKE ...): neither carries row security over. Where a "
         "statement that could not be followed may turn it on, the rule says that it could not "
         "decide. A table without policies belongs to rls/disabled.",
     .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
              "CREATE POLICY own ON todos USING (owner = (SELECT current_user));\n",
     .right = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos USING (owner = (SELECT current_user));\n",
     .source = "B3, splinter policy_exists_rls_disabled", .not_applicable = not_applicable)
