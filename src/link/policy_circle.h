// Policies that lead back to their own table: what PostgreSQL refuses with 42P17 when the table is
// read, and what runs out of stack (54001) where functions are on the way.
//
// What a SELECT policy's condition reads leads from table to table: a step for each table that it
// reads as a role which that table's policies bind. A circle of steps fails whenever one of its
// tables is read. Besides, PostgreSQL refuses a command where what its policies read leads back to
// its own table, as whatever role, and the policies for reading that hold a subquery.
#ifndef LINTEL_LINK_POLICY_CIRCLE_H
#define LINTEL_LINK_POLICY_CIRCLE_H

#include "link/condition_reads.h"
#include "link/name.h"
#include "link/row_security.h"

struct policy_node; // policy_circle.c's own

struct policy_step {
    const struct policy *policy;
    struct condition_read read;
    struct policy_node *to;
};

struct policy_steps {
    LIST_FIELDS(struct policy_step);
};

struct policy_circle {
    struct policy_steps steps; // back to the first policy's table; the last written comes first
    struct name_list roles;    // that meet it
};

// A command that leads back to its own table by no circle of SELECT policies.
struct policy_detour {
    const struct relation *relation;
    struct policy_step first, last;
    struct name_list commands, roles;
};

// A policy that calls a function whose body is not read, and which mentions the policy's table.
struct policy_doubt {
    const struct policy *policy;
    const struct function *function;
};

struct policy_circles {
    LIST(struct policy_circle *) circles;
    LIST(struct policy_detour *) detours;
    LIST(struct policy_doubt) doubts;
    bool is_cut; // more ways than are followed
};

// For the roles that row security is for, where they can reach the table. In `arena`.
struct policy_circles policy_circles_find(const struct design *design, struct arena *arena);

#endif
