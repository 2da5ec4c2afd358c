// What the rules share that stand on the verdicts (link/access.h): the branches of all cells put
// together by what decides them, so that one mistake in a policy is one finding, whatever the
// number of roles and commands it is made for; and the words for it.
#ifndef LINTEL_CHECK_VERDICTS_H
#define LINTEL_CHECK_VERDICTS_H

#include "check/tenancy_rule.h"
#include "link/name.h"

// A branch in a cell.
struct verdict_hit {
    const struct access_cell *cell;
    const struct access_branch *branch;
    bool is_nobody; // of cell->nobody_branches
};

// The hits that one policy decides; where no policy does, one table, view or function.
struct verdict_group {
    const struct policy *policy; // or NULL
    struct relation *relation;   // NULL: of a function
    struct function *function;
    struct relation *rows; // whose rows are seen or written: the table behind a function, or NULL
    LIST(struct verdict_hit) hits;
    struct verdict_hit shown; // the one that says most: a certain grant, the widest role
    enum reach reach;         // the most certain of them
    uint32_t commands;        // 1 << enum command
    struct role_names roles;
};

struct verdict_groups {
    LIST_FIELDS(struct verdict_group *);
};

// Whether a branch is the rule's business.
typedef bool verdict_wanted(struct check *check, const struct verdict_hit *hit);

// Of cells that a grant opens and whose role row security binds, in the order of the cells. In
// check->scratch.
struct verdict_groups verdicts_gather(struct check *check, verdict_wanted *wanted);

// Of a rule that says one thing a table: whether the group is the first of its table, and the names
// of all tables, a few of them ("posts, tags and 3 more").
bool verdict_is_first_of_table(const struct verdict_groups *groups, uint32_t number);
const char *verdict_tables(struct check *check, const struct verdict_groups *groups);
// The object of such a finding: all tables, so that a baseline that knows them knows no other.
const char *verdict_tables_object(struct check *check, const struct verdict_groups *groups);
// Relates the finding to the other tables' first groups, a few of them.
void verdict_relate_tables(struct check *check, struct finding *finding,
                           const struct verdict_groups *groups);

// Whether the policy's own condition, which decides the hit, holds for every row.
bool verdict_is_tautology(const struct verdict_hit *hit);

// Whether the rule runs, so that what it says need not be said again.
bool verdict_rule_runs(const struct check *check, const char *rule);

// The rule that reports a leak of this kind there; NULL: rls/tenant-unbound itself.
const char *verdict_leak_rule(struct check *check, const struct verdict_hit *hit);

// Whose the rows are; never NULL.
const struct tenancy *verdict_tenancy(struct check *check, const struct verdict_group *group);
// A role of a program's: none that everybody has, none that an operation runs as, and no policy
// ties a row to callers of it.
bool verdict_role_is_service(struct check *check, const char *role);
// All of the group's roles are.
bool verdict_is_for_services(struct check *check, const struct verdict_group *group);
// LEVEL_OFF (the rule's own) where tenancy and grant are certain, else a warning.
enum level verdict_level(struct check *check, const struct verdict_group *group);
// Notes that name what the level rests on.
void verdict_note_assumptions(struct check *check, struct finding *finding,
                              const struct verdict_group *group);
// Those of the grants alone.
void verdict_note_grant(struct check *check, struct finding *finding,
                        const struct verdict_group *group);
// Notes of the further commands and roles, and how the verdict comes about.
void verdict_note_reach(struct check *check, struct finding *finding,
                        const struct verdict_group *group);
// The helper functions and views that were followed, as via lines.
void verdict_via(struct check *check, struct finding *finding, const struct verdict_group *group);

// "policy own on todos", "table todos", "view v", "function f"
const char *verdict_subject(struct check *check, const struct verdict_group *group);
// "public.todos.own"
const char *verdict_object(struct check *check, const struct verdict_group *group);
struct place verdict_place(const struct verdict_group *group);
// "SELECT and UPDATE"; "authenticated and app"
const char *verdict_commands(struct check *check, const struct verdict_group *group);
const char *verdict_roles(struct check *check, const struct verdict_group *group);

// "user_id = (SELECT auth.uid())", with the real names: what would tie a row of the table to its
// caller; NULL where that is not known.
const char *verdict_tie(struct check *check, const struct relation *relation);

// ---- what the manifest lists ------------------------------------------------------------------------

// The entry that names the relation, or the relation and the command ("posts.select").
const struct manifest_declared *verdict_declared(struct check *check,
                                                 const struct manifest_declarations *list,
                                                 const struct relation *relation,
                                                 enum command command);
const struct manifest_declared *verdict_declared_function(struct check *check,
                                                          const struct manifest_declarations *list,
                                                          const struct function *function);

#endif
