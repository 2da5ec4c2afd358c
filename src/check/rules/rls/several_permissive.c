// Several permissive policies for one command and role: all of them are evaluated for each row.
#include "check/tenancy_rule.h"
#include "link/name.h"
#include "link/row_security.h"

enum { COMMANDS = 4 };
static const enum command commands[COMMANDS] = {COMMAND_SELECT, COMMAND_INSERT, COMMAND_UPDATE,
                                                COMMAND_DELETE};

struct policies {
    LIST_FIELDS(const struct policy *);
};

// The same policies for several commands and roles are one finding.
struct group {
    struct policies policies;
    struct name_list commands, roles;
};

static bool same_policies(const struct policies *a, const struct policies *b)
{
    return a->count == b->count && memcmp(a->items, b->items, a->count * sizeof *a->items) == 0;
}

static void add_name(struct arena *arena, struct name_list *names, const char *name)
{
    list_each (const char *, known, names)
        if (strcmp(known, name) == 0)
            return;
    list_add(arena, names, name);
}

// The roles that the table's policies name; "public" alone where they name no other.
static struct name_list roles_of(struct check *check, const struct relation *relation)
{
    struct name_list roles = {0};
    bool is_for_all = false;
    list_each (struct policy *, policy, &relation->policies)
        list_each (const char *, role, &policy->roles)
            if (strcmp(role, "public") == 0)
                is_for_all = true;
            else if (!row_security_passes_by(check->design, relation, role))
                add_name(check->scratch, &roles, role);
    if (is_for_all)
        add_name(check->scratch, &roles, "public");
    return roles;
}

static struct policies policies_for(struct check *check, const struct relation *relation,
                                    const char *role, enum command command)
{
    struct policies policies = {0};
    list_each (struct policy *, policy, &relation->policies)
        if (policy_opens_command(policy, command) &&
            policy_applies_to_role(check->design, policy, role))
            list_add(check->scratch, &policies, policy);
    return policies;
}

static void report(struct check *check, const struct relation *relation, const struct group *group)
{
    struct arena *arena = check->arena;
    struct name_list names = {0};
    list_each (const struct policy *, policy, &group->policies)
        list_add(arena, &names, name_identifier(arena, policy->name));
    const struct policy *last = group->policies.items[group->policies.count - 1];
    struct name_list roles = {0};
    list_each (const char *, role, &group->roles)
        list_add(arena, &roles,
                 strcmp(role, "public") == 0 ? "everyone" : name_identifier(arena, role));
    const char *table = name_relation(arena, relation);
    struct finding *finding = check_report(
        check, (struct finding){
                   .place = last->place,
                   .object = name_path(arena, relation->schema, relation->name, last->name),
                   .message = check_format(
                       check, "table %s has %u permissive policies for %s by %s: %s", table,
                       group->policies.count, name_join(arena, &group->commands, "and"),
                       name_join(arena, &roles, "and"), name_join(arena, &names, "and")),
                   .label = "the last of them",
                   .help = "write one policy for the command, its conditions joined by OR, and the "
                           "cheapest first",
               });
    for (uint32_t at = 0; at + 1 < group->policies.count; at++)
        finding_relate(check, finding, group->policies.items[at]->place, "and this one");
}

static void check(struct check *check)
{
    struct arena *arena = check->scratch;
    list_each (struct relation *, relation, &check->design->relations) {
        LIST(struct group) groups = {0};
        if (relation->policies.count < 2 || !relation->has_row_security || relation->is_builtin)
            continue;
        struct name_list roles = roles_of(check, relation);
        list_each (const char *, role, &roles)
            for (size_t at = 0; at < COMMANDS; at++) {
                struct policies policies = policies_for(check, relation, role, commands[at]);
                struct group *group = NULL;
                if (policies.count < 2)
                    continue;
                for (uint32_t known = 0; known < groups.count; known++)
                    if (same_policies(&groups.items[known].policies, &policies))
                        group = &groups.items[known];
                if (!group) {
                    list_add(arena, &groups, (struct group){.policies = policies});
                    group = &groups.items[groups.count - 1];
                }
                add_name(arena, &group->commands, command_name(commands[at]));
                add_name(arena, &group->roles, role);
            }
        for (uint32_t at = 0; at < groups.count; at++)
            report(check, relation, &groups.items[at]);
    }
}

RULE(rls, several_permissive, .level = LEVEL_OFF,
     .summary = "several permissive policies for one command and role",
     .explanation =
         "Permissive policies for the same command and role are joined by OR, and each may be "
         "evaluated for each row; an index that serves one of them does not serve the OR. Several "
         "are also harder to read than one: who may do what is the sum of all.\n"
         "\n"
         "Off unless a profile turns it on, since policies apart are often the clearer text. "
         "Counted "
         "are policies that let something through, for roles that row security binds; one FOR ALL "
         "and one FOR SELECT are two for SELECT. Partitioned tables are looked at like others.",
     .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name, is_public boolean);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos FOR SELECT USING (owner = (SELECT current_user));\n"
              "CREATE POLICY published ON todos FOR SELECT USING (is_public);\n",
     .right = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name, is_public boolean);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own_or_published ON todos FOR SELECT\n"
              "    USING (is_public OR owner = (SELECT current_user));\n",
     .source = "splinter multiple_permissive_policies", .not_applicable = applies_row_security)
