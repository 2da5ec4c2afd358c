// Commands that no policy of a table permits and nothing denies in words.
//
// In words: a policy for the command whose condition is false, or no grant for it.
#include "check/tenancy_rule.h"
#include "link/constant.h"
#include "link/name.h"
#include "link/row_security.h"

// A policy for just this command that lets nothing through.
static bool is_denied_in_words(const struct policy *policy, enum command command)
{
    const struct expression *condition =
        command == COMMAND_INSERT ? policy_check(policy, command) : policy_using(policy, command);
    return policy_applies_to_command(policy, command) && condition &&
           constant_is_never_true(condition);
}

static bool is_settled(const struct design *design, const struct relation *relation,
                       enum command command)
{
    list_each (struct policy *, policy, &relation->policies)
        if ((policy_opens_command(policy, command) && !policy_is_idle(design, policy)) ||
            is_denied_in_words(policy, command))
            return true;
    return false;
}

static bool is_granted(struct check *check, const struct role_names *roles,
                       const struct relation *relation, uint32_t privilege)
{
    list_each (const char *, role, roles)
        if (!row_security_passes_by(check->design, relation, role) &&
            row_reach(check->design, relation, role, privilege) != REACH_NONE)
            return true;
    return false;
}

static void report(struct check *check, const struct relation *relation,
                   const struct name_list *open)
{
    struct arena *arena = check->arena;
    const char *table = name_relation(arena, relation);
    const char *first = open->items[0];
    bool is_insert = strcmp(first, "INSERT") == 0;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = relation->place,
            .object = name_path(arena, relation->schema, relation->name, NULL),
            .message = check_format(check, "no policy of table %s says who may %s", table,
                                    name_join(arena, open, "or")),
            .label = "granted, and neither permitted nor denied",
            .help = check_format(check,
                                 "CREATE POLICY ... ON %s FOR %s %s (...); for whoever may, or "
                                 "%s (false) to say that nobody may, or revoke the grant",
                                 table, first, is_insert ? "WITH CHECK" : "USING",
                                 is_insert ? "WITH CHECK" : "USING"),
        });
    finding_note(check, finding,
                 "what no policy permits is denied: SELECT, UPDATE and DELETE touch no row and "
                 "raise no error, INSERT fails with SQLSTATE 42501");
}

static void check(struct check *check)
{
    struct role_names roles = row_security_public_roles(check->design, check->scratch);
    struct row_security_gaps gaps = row_security_gaps(check->design, check->scratch);
    list_each (struct relation *, relation, &check->design->relations) {
        struct name_list open = {0};
        bool is_open = false;
        if (!relation_is_judged(relation) || !relation->has_row_security)
            continue;
        for (enum command command = COMMAND_SELECT; command <= COMMAND_DELETE; command++)
            if (is_settled(check->design, relation, command))
                is_open = true;
            else if (is_granted(check, &roles, relation, command_privilege(command)))
                list_add(check->arena, &open, command_name(command));
        // A table without any policy is rls/policy-missing's.
        if (!is_open || open.count == 0)
            continue;
        if (row_security_gap(&gaps, relation))
            check_undecided(check, relation->place,
                            check_format(check,
                                         "a statement that could not be followed may make a policy "
                                         "for %s",
                                         name_relation(check->arena, relation)));
        else
            report(check, relation, &open);
    }
}

RULE(rls, operation_uncovered, .level = LEVEL_OFF,
     .summary = "a command that no policy permits and nothing denies in words",
     .explanation =
         "What no policy permits is denied, without a word: a forgotten policy for UPDATE looks "
         "like one that was left out on purpose, and the update reports success on no rows. So "
         "each of the four commands is either permitted by a policy, or denied in words: by a "
         "policy for it with USING (false) or WITH CHECK (false), or by having no grant.\n"
         "\n"
         "Off unless a profile turns it on. Only commands that a role is granted which row "
         "security binds; where the files grant nothing at all, every command counts as granted.",
     .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY read ON todos FOR SELECT USING (owner = (SELECT current_user));\n"
              "CREATE POLICY add ON todos FOR INSERT WITH CHECK (owner = (SELECT current_user));\n",
     .right = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY read ON todos FOR SELECT USING (owner = (SELECT current_user));\n"
              "CREATE POLICY add ON todos FOR INSERT WITH CHECK (owner = (SELECT current_user));\n"
              "CREATE POLICY no_change ON todos FOR UPDATE USING (false);\n"
              "CREATE POLICY no_delete ON todos FOR DELETE USING (false);\n",
     .source = "A11", .not_applicable = applies_row_security)
