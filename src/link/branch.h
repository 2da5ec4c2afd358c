// A condition over a row, taken apart: the alternatives (branches) that let a row through, each a
// conjunction of atoms over rows that must exist. This is the form in which link/access.h judges
// policies, views and functions.
//
//     user_id = auth.uid() OR EXISTS (SELECT 1 FROM members m
//                                     WHERE m.team_id = documents.team_id AND m.user_id =
//                                     auth.uid())
//
//     branch 1    row 0: documents                    row0.user_id = claim sub
//     branch 2    row 0: documents, row 1: members    row1.team_id = row0.team_id, row1.user_id =
//     claim sub
//
// Row 0 is the row that is judged. What an expression means is followed through casts, (SELECT x),
// aliases, CTEs, views, IN, ANY, EXISTS, joins, CASE, COALESCE, NULLIF, NOT, IS [NOT] TRUE, and
// functions whose body can be read (SQL, and what read/plpgsql.h could say of PL/pgSQL). Constants
// are folded: for one role and one kind of identity, auth.role() = 'anon' is true or false.
//
// The branches together let through at least what the condition lets through, never less: what is
// not understood becomes an atom that says so (ATOM_UNKNOWN), never nothing. So "every branch ties
// the row to the caller" is proof, and "a branch ties nothing" is one only where the branch
// is_exact.
//
//   branch.c             the walk over conditions: AND, OR, NOT, CASE, alternatives and their bound
//   branch_path.c        alternatives in the making
//   branch_result.c      what is made of them: a policy's branches, several policies' together
//   branch_compare.c     two values compared; branch_operator.c and branch_quantified.c what asks
//   branch_term.c        scalars: whose value is it; branch_document.c parts of documents and
//   arrays branch_caller.c      the forms in which people ask for the caller branch_query.c
//   subqueries as rows; branch_from.c joins, CTEs, views; branch_column.c branch_function.c calls
//   whose body is followed; branch_call.c calls as values branch_exposure.c    what a query or
//   function shows branch_text.c        a branch in words and as text, for messages,
//   --explain-access and tests
#ifndef LINTEL_LINK_BRANCH_H
#define LINTEL_LINK_BRANCH_H

#include "base/text.h"
#include "design/design.h"

// Who asks. A caller who is signed in has every claim; nobody has none (they are NULL), but for the
// role.
enum identity_kind { IDENTITY_SIGNED_IN, IDENTITY_NOBODY };

struct branch_context {
    const struct design *design;
    struct arena *arena;
    const char *role; // the database role: what current_user and auth.role() are
    enum identity_kind identity;
};

// ---- terms ----------------------------------------------------------------------------------------

enum term_kind {
    TERM_CONSTANT, // text: its value as PostgreSQL prints it; NULL text is NULL
    TERM_COLUMN,   // column of rows[row]
    TERM_CLAIM,    // text: "sub", "email", "app_metadata.org_id", "setting app.user_id",
                   // "current_user"
    TERM_ARGUMENT, // text: a parameter of the function that is judged: the caller chooses it
    TERM_ELEMENT,  // an element of an array or a document that is a column of rows[row]
    TERM_UNKNOWN,  // expression: anything; `reads` says of what
};

// What a value can depend on.
enum term_reads {
    READS_ROW = 1 << 0,    // row 0
    READS_OTHER = 1 << 1,  // rows that must exist
    READS_CALLER = 1 << 2, // a claim, or a function that may ask for one
    READS_CHOICE = 1 << 3, // TERM_ARGUMENT, or what callers edit themselves
};

struct term {
    enum term_kind kind;
    uint32_t row;
    struct column *column;
    const char *text;
    unsigned reads; // enum term_reads, of all kinds
    // CLAIM: it tells one caller from another (sub, email, a tenant's id), while the role, a plan
    // or a level are shared by many. Claims that a user may edit (user_metadata) never are.
    bool is_identity, is_user_editable;
    struct expression *expression; // where it stands
};

// ---- branches -------------------------------------------------------------------------------------

struct branch_row {
    struct relation *relation; // NULL: rows of something that is no table (a function, VALUES)
    // Read under the rights of the judged role, so that its policies choose rows as well; false
    // inside SECURITY DEFINER functions and views of an owner who passes them by.
    bool is_filtered;
    const char *through; // "function is_member", "view my_teams"; NULL: the condition itself
    struct place place;
};

enum atom_kind {
    ATOM_EQUAL,      // left = right, neither NULL
    ATOM_ONE_OF,     // left is one of `values`, constants
    ATOM_CONDITION,  // understood, ties nothing: `status <> 'x'`, `deleted_at IS NULL`, `a > b`
    ATOM_NOT_EXISTS, // no row of the subquery; ties nothing
    ATOM_UNKNOWN,    // not understood: `reason`; it may tie the row or not
};

struct atom {
    enum atom_kind kind;
    struct term left, right;   // EQUAL; ONE_OF: left
    LIST(const char *) values; // ONE_OF
    unsigned reads;            // of everything in it
    LIST(struct term) terms;   // CONDITION: the columns and claims in it
    const char *reason;        // UNKNOWN: a clause for messages: "the function f is in plpython3u"
    struct expression *expression;
    struct place place;
    // It holds, or may, because a claim is NULL: IDENTITY_NOBODY only.
    bool holds_for_null;
};

struct branch {
    LIST(struct branch_row) rows; // rows[0] is the judged one
    LIST(struct atom) atoms;
    struct place place; // of the alternative in the policy
    struct expression *expression;
    bool is_exact;       // no atom is UNKNOWN, and nothing was widened to make it
    bool holds_for_null; // some part of it was true because a claim is NULL
    bool asks_signed_in; // `auth.uid() IS NOT NULL` and the like was folded to true
};

struct branch_list {
    LIST_FIELDS(struct branch *);
};

struct branches {
    struct branch_list list; // none: nothing is let through
    const char *overflow; // not NULL: more alternatives than are looked at: a clause that says so
    struct place overflow_place;
};

// Alternatives that a condition may have, and steps that taking it apart may cost.
enum { BRANCH_MOST = 64, BRANCH_STEPS = 20 * 1000 };

// Of a policy's condition over a row of `relation`. NULL condition lets everything through.
struct branches branches_of_condition(const struct branch_context *context,
                                      struct relation *relation, struct expression *condition);

// Those of `a` and `b` together (restrictive policies): every pair.
struct branches branches_and(const struct branch_context *context, const struct branches *a,
                             const struct branches *b);

// A query that exposes rows (a view's, a function's): for every table in FROM whose columns reach
// the answer, the branches in which its row is row 0. Parameters of `function` (or NULL) are
// TERM_ARGUMENT. `is_filtered` as in struct branch_row.
struct exposure {
    struct relation *relation;
    struct branches branches;
    bool is_aggregate; // only counts, sums and the like of it
};
struct exposure_list {
    LIST_FIELDS(struct exposure);
    bool is_complete; // false: `reason` says what was not followed
    bool is_empty;    // it never answers a row
    const char *reason;
    struct place place;
};
struct exposure_list branches_of_query(const struct branch_context *context, struct query *query,
                                       struct function *function, bool is_filtered);
// What a function that is called with arguments of the caller's choice answers, by its body.
struct exposure_list branches_of_function(const struct branch_context *context,
                                          struct function *function);

// Whether a claim, or a column, of this name says whose something is (sub, email, team_id,
// current_org), and is no quality of many (role, plan, user_country).
bool branch_claim_is_identity(const char *name);

// ---- in words -------------------------------------------------------------------------------------

// "documents.team_id", "members.user_id", "the caller's sub", "'draft'": in `arena`.
const char *term_text(struct arena *arena, const struct branch *branch, const struct term *term);
// "members.team_id = documents.team_id"
const char *atom_text(struct arena *arena, const struct branch *branch, const struct atom *atom);
// One line for each row and atom, for golden tests (--explain-access prints more words).
void branch_print(struct text *out, const struct branch *branch);

#endif
