// Who may see and change which row: for every table, view and row-returning function of the
// project's, and the platform's tables on which it made policies (storage.objects), role and
// command a verdict, with the policy branch and the reason behind it. What `check --access` prints,
// and what the rls rules stand on.
//
//   denied      no grant, or no branch lets a row through
//   own         each branch ties the row to the caller, and a row has one such caller
//   shared      through rows of the caller's (memberships) that are tied to this row
//   privileged  the branch depends on an attribute of the caller alone: a role, an admin's flag; or
//               the role passes row security by
//   published   SELECT: the branch depends on the row's own columns and constants alone, or on
//               being signed in
//   unproven    a branch could not be decided: which expression, and why
//   leak        a branch ties nothing where it must: `witness` says which row, seen or written by
//               whom
//
// How a branch is judged (access_judge.c): its atoms make a graph whose nodes are columns of rows,
// claims and constants. Equal things are one node, columns of a row hang together by the row. The
// row is tied where a claim that identifies the caller is connected with row 0, through columns
// that tell rows apart (not flags, enums, dates). It is own where each row on the way is determined
// by the one before (a key of it is equal to something known): then a row has at most one caller.
//
// A row that must exist and is read under the caller's own rights is seen only by its own SELECT
// policies: their verdict for the same role counts (a protected parent protects its child; a table
// that is denied makes the branch empty). Policies that ask for each other in a circle fail at run
// time (42P17): `is_recursive`.
//
// PostgreSQL's rules, RULES.md "PostgreSQL as it is": permissive policies are ORed, restrictive
// ones ANDed; USING stands in for a missing WITH CHECK; UPDATE is judged for the rows it can reach
// (USING) and for the rows it can make (WITH CHECK), each over all policies together; a write that
// reads nothing needs no SELECT policy, so SELECT policies never make UPDATE or DELETE safer.
//
//   access.c            which cells there are; grants, ownership, policies → branches
//   access_policy.c     a table's policies → branches, for one role, command and kind of identity
//   access_judge.c      a branch → a verdict
//   access_graph.c      what a branch's equalities connect
//   access_correlate.c  whether a row of the caller's could have been tied to the judged row
//   access_circle.c     policies that lead back to themselves
//   access_words.c      reasons and witnesses
//   access_surface.c    views, materialized views, functions that return rows
//   access_text.c       the matrix and its derivations as text
//   access_json.c       likewise as JSON
#ifndef LINTEL_LINK_ACCESS_H
#define LINTEL_LINK_ACCESS_H

#include "base/address_map.h"
#include "link/branch.h"
#include "link/row_security.h"
#include "link/tenancy.h"

// From the least to the most that is let through; a cell's verdict is its greatest.
enum verdict {
    VERDICT_DENIED,
    VERDICT_OWN,
    VERDICT_SHARED,
    VERDICT_PRIVILEGED,
    VERDICT_PUBLISHED,
    VERDICT_UNPROVEN,
    VERDICT_LEAK,
    VERDICT_COUNT,
};
const char *verdict_name(enum verdict verdict);

// Why a branch leaks; rules of their own report some of them.
enum leak {
    LEAK_NONE,
    LEAK_NOTHING_TIES,  // true, 1 = 1, a condition on the row alone, being signed in: of a write
    LEAK_UNCORRELATED,  // an existence test that could have been tied to this row, and is not
    LEAK_NULL_CALLER,   // it holds because nobody is signed in
    LEAK_USER_METADATA, // tied to a claim that users edit themselves
    LEAK_ARGUMENT,      // a function: tied to an argument, which the caller chooses
    LEAK_NEGATION,      // rows that are not the caller's: user_id <> auth.uid()
    LEAK_UNPROTECTED,   // row security is off, or is passed by (a view of its owner's)
};

// A row or column of another table that gives a privileged or shared branch its power: whoever can
// write it can promote himself (rls/self-promotion).
struct authority {
    struct relation *relation;
    struct column
        *column; // the attribute that is compared with a constant; NULL: that the row exists
    const char *constant;    // what it must be, or NULL
    struct column *caller;   // of the relation: tied to the caller, or NULL
    struct column_list keys; // of the relation: tied to row 0 (which team); none where uncorrelated
    struct place place;      // where the policy or function asks
};

struct authority_list {
    LIST_FIELDS(struct authority);
};

struct access_branch {
    enum verdict verdict;
    enum leak leak;
    bool is_check;               // judges new rows; else existing ones
    const struct policy *policy; // the permissive policy it comes from; NULL where there is none
    struct branch *branch;       // NULL: row security is off or passed by
    const char *reason;          // a clause: "user_id is compared with the caller's sub"
    const char *witness; // LEAK, PUBLISHED: a sentence: "anyone who is signed in changes every row
                         // of notes"
    const struct atom *undecided; // UNPROVEN: the atom; NULL: a bound was reached (`reason`)
    struct authority_list authorities;
    // LEAK_UNCORRELATED: the membership's column that should have been compared, and with which of
    // the judged row (NULL: its key).
    const struct column *uncompared, *comparable;
    bool holds_for_null; // IDENTITY_NOBODY: because the claim is NULL
    struct place place;  // of what decides, in the policy
};

struct access_branch_list {
    LIST_FIELDS(struct access_branch);
};

struct access_cell {
    struct relation *relation; // or
    struct function *function; // that returns rows; command is SELECT
    const char *role;
    enum command command; // SELECT to DELETE
    enum verdict verdict;
    uint32_t verdicts;    // 1 << verdict of every branch
    enum reach reach;     // of the grant: REACH_ASSUMED and REACH_UNKNOWN are said with the verdict
    bool is_column_grant; // only some columns
    bool passes_by;       // the role is not bound by row security
    bool is_unprotected;  // row security is off
    bool is_recursive;    // its policies lead back to themselves
    const char *recursion; // "a → b → a", for messages
    const char *reason;    // of the verdict: the deciding branch's, or why it is denied; a clause
    struct place place;    // of what decides; file NULL where nothing is written
    struct access_branch_list branches;
    // What a caller of this role gets who carries no identity (a token without sub, a setting that
    // is empty).
    enum verdict nobody;
    struct access_branch_list nobody_branches;
    struct access_cell *next_of_relation; // access.c's own: see access_find
};

struct access {
    const struct design *design;
    struct role_names roles; // columns of the matrix, in order: PUBLIC's own row only where granted
    LIST(struct access_cell *) cells; // by relation as declared, role, command; functions last
    uint32_t counts[VERDICT_COUNT];   // of cells that a grant opens
    const struct tenancy_map *tenancy;
    struct address_map by_relation; // its first cell
};

// Computed once for a design and kept in it (design->access); `names` as for tenancy_infer.
struct access *access_of(struct design *design, const struct tenancy_names *names);

// NULL where there is no such cell.
const struct access_cell *access_find(const struct access *access, const struct relation *relation,
                                      const char *role, enum command command);

// Whether the role can call the function: EXECUTE, in a schema that it can use.
bool access_may_execute(const struct design *design, const struct function *function,
                        const char *role);

// ---- for people and programs ----------------------------------------------------------------------

// The matrix: a line for each table and role, a column for each command.
void access_print(const struct access *access, struct text *out);
void access_print_json(const struct access *access, struct text *out);
// "84 cells that a grant opens: 20 denied, 40 own, ..."
const char *access_counts_text(const struct access *access, struct arena *arena);
// The derivation of cells named "table.role.command", "table.role", or "table" (a schema before it
// where it is not public). False where nothing has the name: `error` says what is near.
struct error;
bool access_explain(const struct access *access, const char *name, struct text *out,
                    struct error *error);

#endif
