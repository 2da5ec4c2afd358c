// Shared by access*.c alone.
#ifndef LINTEL_LINK_ACCESS_PART_H
#define LINTEL_LINK_ACCESS_PART_H

#include "base/address_map.h"
#include "link/access.h"

// ---- access_policy.c: a cell for one kind of identity ------------------------------------------

struct access_side {
    const char *role;
    enum command command;
    enum identity_kind identity;
    bool is_inside;  // read by a policy, which found the table when it was made
    bool is_running; // it is being judged further out: asked for again, it answers for itself
    enum verdict verdict;
    uint32_t verdicts;
    enum reach reach;
    bool is_column_grant, passes_by, is_unprotected, is_recursive;
    const char *recursion;
    const char *reason;
    struct place place;
    struct access_branch_list branches;
};

// Tables whose policies read one another, one inside the other; each costs stack.
enum { ACCESS_DEPTH = 100 };

struct access_engine {
    struct design *design;
    struct arena *arena;
    const struct tenancy_names *names;
    struct tenancy_map *tenancy;
    struct address_map sides;   // relation → struct side_list
    struct address_map circles; // relation → struct circle_list
    uint32_t depth, walks;
    struct arena *scratch;
};

// SELECT as policies meet it that name the relation: without asking for its schema.
struct access_side *access_side_inside(struct access_engine *engine, struct relation *relation,
                                       const char *role, enum identity_kind identity);
// Judged at the first question. Of any relation, the platform's own too.
struct access_side *access_side(struct access_engine *engine, struct relation *relation,
                                const char *role, enum command command,
                                enum identity_kind identity);
void access_side_add(struct access_engine *engine, struct access_side *side,
                     struct access_branch branch);
// The verdict and reason of the side from its branches; denied with `denied` where none is left.
void access_side_conclude(struct access_side *side, const char *denied);
// Row security is off: what that means for the table.
void access_unprotected(struct access_engine *engine, struct access_side *side,
                        struct relation *relation);

// ---- access_surface.c ----------------------------------------------------------------------------

void access_judge_view(struct access_engine *engine, struct access_side *side,
                       struct relation *relation);
// False where the function exposes no table's rows, or not to the role.
bool access_judge_function(struct access_engine *engine, struct access_side *side,
                           struct function *function);

// ---- access_judge.c ------------------------------------------------------------------------------

struct judging {
    struct access_engine *engine;
    const struct branch_context *context;
    struct relation *relation; // whose rows are judged
    enum command command;
    bool is_check;
    const struct policy *policy;
    // A view of its owner's or a function with its owner's rights: what the relation's policies
    // would withhold, a condition on the row alone does not publish.
    const char *surface; // "the view active_users", or NULL
};

struct access_branch access_judge(const struct judging *judging, struct branch *branch);
struct access_branch access_overflow(const struct judging *judging,
                                     const struct branches *branches);

// ---- access_graph.c ------------------------------------------------------------------------------

// Whether two rows that agree in a column have to do with each other: by a key, an id, an e-mail
// address they do; by a flag or a day they do not; by a country or a rank, who knows.
enum telling { TELLS_NOT, TELLS_PERHAPS, TELLS };

// A term of an equality that is a column, an element, a claim or an argument.
struct node {
    const struct term *term;
    struct place place;
    const char *constant; // that it is equal to, or NULL
    uint32_t group;       // nodes that are equal have the same
    enum telling tells;
};

// What of a group is known to be in it.
struct group {
    bool has_identity, has_editable, has_argument, has_constant, has_attribute;
    bool has_telling; // a column of it tells rows apart: then what is equal to it does as well
};

struct graph {
    const struct branch *branch;
    LIST(struct node) nodes;
    struct group *groups;  // by node number; meaningful for a group's first node
    enum telling least;    // what connects a group with its row: TELLS, or TELLS_PERHAPS
    const bool *is_before; // by row: graph_rows_before; NULL: none is
};

// What can be reached from some groups and rows.
struct spread {
    bool *rows, *groups;
};

enum graph_source { SOURCE_IDENTITY, SOURCE_EDITABLE, SOURCE_ARGUMENT };

struct graph graph_make(struct arena *arena, const struct branch *branch);
// The new row of an UPDATE is judged, and a row of the same table that its key names is the row as
// it was before: whose that was says nothing about whose the new one is. Such rows connect nothing.
void graph_leave_rows_before(struct arena *arena, struct graph *graph,
                             const struct relation *relation);
// From the groups that hold such a source, and the rows marked in `rows` (or NULL).
struct spread graph_spread(struct arena *arena, const struct graph *graph, enum graph_source source,
                           const bool *rows);
// What row 0 determines: rows whose key it fixes, and their columns.
struct spread graph_determined(struct arena *arena, const struct graph *graph);
enum telling column_tells_apart(struct arena *arena, const struct column *column);

// ---- access_correlate.c --------------------------------------------------------------------------

// A column of `row` (connected with the caller) that could have been compared with the judged row
// and is not: "members.team_id is not compared with documents.team_id", a clause; NULL where none.
// Fills `uncompared` and `comparable` of the verdict.
const char *access_uncorrelated(const struct judging *judging, const struct graph *graph,
                                uint32_t row, struct access_branch *verdict);

// ---- access_circle.c -----------------------------------------------------------------------------

// "a → b → a" where PostgreSQL refuses the command with 42P17; else NULL.
const char *access_circle(struct access_engine *engine, struct relation *relation, const char *role,
                          enum command command);

// ---- access_words.c ------------------------------------------------------------------------------

// "anyone who is signed in", "a caller of the role app".
const char *access_who(struct arena *arena, const struct branch_context *context);
// "reads", "inserts", "changes", "deletes"
const char *access_verb(enum command command);
// "user_id is compared with the caller's sub", "members.team_id = ..., ..." of the atoms that
// connect the caller with row 0.
const char *access_tie_reason(const struct judging *judging, const struct graph *graph,
                              const struct spread *from_caller);
// " where status = 'open'", of the conditions on row 0 that narrow the branch; "" where none does.
const char *access_narrowing(struct arena *arena, const struct branch *branch);
const char *access_witness(const struct judging *judging, const struct branch *branch,
                           enum leak leak);

#endif
