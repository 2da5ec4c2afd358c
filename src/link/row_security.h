// Row security as PostgreSQL applies it: whom it binds, which expression a policy uses for a
// command, who can reach a table's rows, and where the files leave that open. All rls rules ask
// here, so that they cannot disagree.
#ifndef LINTEL_LINK_ROW_SECURITY_H
#define LINTEL_LINK_ROW_SECURITY_H

#include "design/design.h"

// NULL where row security matters to the project; else why it does not: plain PostgreSQL with no
// policy, no row security, no auth function and no API role.
const char *row_security_unused(const struct design *design);

// Whether the gap's own text holds ROW LEVEL SECURITY or CREATE POLICY.
bool gap_concerns_row_security(const struct gap *gap);
// The stretches of SQL that could not be followed and that may turn row security on, or make a
// policy: what nothing is said about for sure. Built once for a rule.
struct row_security_gaps {
    const struct gap *any; // one that may concern every table
    struct map words;      // word in lower case → the first that mentions it
};
struct row_security_gaps row_security_gaps(const struct design *design, struct arena *arena);
// The one that may concern the table; NULL where there is none.
const struct gap *row_security_gap(const struct row_security_gaps *gaps,
                                   const struct relation *relation);

// Whether the role's statements pass by the policies of `relation`: superusers, BYPASSRLS roles
// (of its own, memberships do not count), and without FORCE the owner and who inherits from it.
bool row_security_passes_by(const struct design *design, const struct relation *relation,
                            const char *role);
// A policy all of whose roles pass by row security anyway: it has no effect on anyone.
bool policy_is_idle(const struct design *design, const struct policy *policy);
// Written in the project, not by the platform.
bool policy_is_own(const struct policy *policy);
// The project's own, or of the platform and with policies of the project's (storage.objects).
bool relation_is_governed(const struct relation *relation);

bool policy_applies_to_command(const struct policy *policy, enum command command);
// Whether it applies to every caller that `other` applies to.
bool policy_covers_roles(const struct design *design, const struct policy *policy,
                         const struct policy *other);
// Whether it applies to statements of `role` ("public": of any role at all).
bool policy_applies_to_role(const struct design *design, const struct policy *policy,
                            const char *role);
// Permissive, and lets some row through for the command: its expression is there and is not
// constantly false.
bool policy_opens_command(const struct policy *policy, enum command command);
// What judges existing rows (never for INSERT) and new rows (INSERT and UPDATE only); NULL where
// the policy says nothing there. USING stands in for a WITH CHECK that is not written.
struct expression *policy_using(const struct policy *policy, enum command command);
struct expression *policy_check(const struct policy *policy, enum command command);

// ---- reach ------------------------------------------------------------------------------------
enum reach {
    REACH_NONE,
    REACH_UNKNOWN, // the files grant nothing to anyone that row security binds: done elsewhere
    REACH_ASSUMED, // by a default grant that may or may not apply
    REACH_CERTAIN,
};

// Whether `role` ("public" for PUBLIC) can use one of `privileges` on the relation: by itself,
// through PUBLIC or a membership, on the table or a column, in a schema it can use.
enum reach row_reach(const struct design *design, const struct relation *relation, const char *role,
                     uint32_t privileges);
// Of a table that a policy names: it was found when the policy was made, so its schema is not
// asked.
enum reach row_reach_inside(const struct design *design, const struct relation *relation,
                            const char *role, uint32_t privileges);
// The privileges themselves, of certain and assumed grants.
uint32_t row_privileges(const struct design *design, const struct relation *relation,
                        const char *role);

struct role_names {
    LIST_FIELDS(const char *);
};
// The roles that row security is for: anon and authenticated where they exist, PUBLIC, and whomever
// a policy names, or for PUBLIC whoever is granted its table.
struct role_names row_security_public_roles(const struct design *design, struct arena *arena);

#endif
