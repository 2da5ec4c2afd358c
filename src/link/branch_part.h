// What the files of the branch link share; everyone else includes link/branch.h.
//
// A *path* is an alternative in the making: the rows, atoms and bindings on the way from the
// condition's root to where the walk is. Paths are never changed, only continued, so that
// alternatives share what they have in common. A walk takes one path and adds to a list the paths
// that it becomes: none, where the condition cannot hold on it.
//
// A *frame* is what names mean in a piece of SQL: a query's FROM items are bound in a frame, and a
// function's parameters are the call's operands, meant in the caller's frame. One query that is
// expanded twice has two frames, so its FROM items are two rows.
#ifndef LINTEL_LINK_BRANCH_PART_H
#define LINTEL_LINK_BRANCH_PART_H

#include "link/branch.h"
#include "link/constant.h"

// Whose rights count where tables are read: the caller's, or an owner's.
struct branch_rights {
    bool is_owner;
    const char *owner; // NULL: whoever runs the files
};

struct branch_frame {
    const struct branch_frame *parent; // the query around it, whose FROM items are seen
    const struct branch_frame *outer;  // from where it was entered; arguments are meant there
    const struct expression *call;     // of a function's frame; NULL: the caller chooses arguments
    struct function *function;
    const struct relation *view;
    const struct query *query;
    struct branch_rights tables;  // for the tables named here
    struct branch_rights session; // for functions called here: whom current_user names
    const char *through;
    uint32_t depth, calls; // frames and, among them, functions that lead here
    bool is_empty;         // an aggregate's query that no row reaches
};

enum branch_binding_kind {
    BINDING_ROW,     // a row that must exist
    BINDING_LEAF,    // a query's outputs
    BINDING_VALUE,   // one value: an unnested element, what a function gives
    BINDING_NULLS,   // the missing side of an outer join
    BINDING_LAZY,    // the side of an outer join that nothing asked for yet
    BINDING_UNKNOWN, // rows that were not understood
    BINDING_RESULT,  // what a call or a subquery was found to be: asked again, it is the same
};

// What a step says of its atom's term.
enum branch_fact { FACT_NONE, FACT_NULL, FACT_NOT_NULL };

struct branch_path;

// One way in which a query gives a row. `query` is the SELECT or VALUES behind set operations.
struct branch_leaf {
    const struct branch_path *path;
    struct query *query;           // NULL: `expression` is all there is
    uint32_t row;                  // VALUES
    struct expression *expression; // a function that returns one value
    const struct branch_frame *frame;
};
struct branch_leaves {
    LIST_FIELDS(struct branch_leaf);
};

struct term_list {
    LIST_FIELDS(struct term);
};

// What an expression's value is, on one path.
struct branch_value {
    struct term term;
    struct term_list parts; // UNKNOWN: what it is made of
    const char *reason;     // UNKNOWN: not followed, and may depend on anything; a clause
    bool is_null;           // CONSTANT
    bool is_never_null;
    bool is_null_claim; // NULL, or empty, because nobody is signed in
    bool is_count;      // UNKNOWN: a number of rows, at least one
    bool is_loose;      // a function of the term, as lower(): equal terms, maybe unequal values
};

struct branch_found { // a value and the path on which it is it
    const struct branch_path *path;
    struct branch_value value;
};
struct branch_values {
    LIST_FIELDS(struct branch_found);
};

struct branch_binding {
    const struct branch_binding *before;
    const struct branch_frame *frame;
    const struct from_item *item;
    enum branch_binding_kind kind;
    uint32_t row;                   // ROW
    struct branch_leaf leaf;        // LEAF
    struct branch_value value;      // VALUE
    struct from_item *join;         // LAZY
    const char *reason;             // UNKNOWN
    const struct expression *asked; // RESULT
    struct term_list arguments;     // RESULT of a call
};

struct branch_path {
    const struct branch_path *before;
    const struct atom *atom;      // that this step adds, or
    const struct branch_row *row; // the row
    const struct branch_binding *bindings;
    uint32_t rows, atoms; // so far
    struct expression *expression;
    bool is_loose; // of the atom: says nothing about what else its column may equal
    enum branch_fact fact;
    bool is_exact, holds_for_null, asks_signed_in;
};
struct branch_paths {
    LIST_FIELDS(const struct branch_path *);
};

struct branch_walker {
    const struct branch_context *context;
    struct arena *arena;   // what the branches are made of
    struct arena *scratch; // what the walk needs
    uint32_t steps, depth;
    uint32_t null_claims; // how often a claim was NULL
    bool is_api_role;     // the role is one of the platform's, which no person logs in as
};

// Counts a step into an expression; false where the condition is too deep or too costly, and
// `branch_leave` is not called.
bool branch_enter(struct branch_walker *walker);
void branch_leave(struct branch_walker *walker);
const char *branch_limit(struct branch_walker *walker); // which it was: a clause

// One of the platform's roles that requests run as.
bool branch_role_is_api(const char *role);

// ---- branch_path.c --------------------------------------------------------------------------------
enum branch_flag { FLAG_INEXACT = 1, FLAG_NULL = 2, FLAG_SIGNED_IN = 4 };
const struct branch_path *branch_path_flag(struct branch_walker *walker,
                                           const struct branch_path *path, unsigned flags);
const struct branch_path *branch_path_row(struct branch_walker *walker,
                                          const struct branch_path *path, struct branch_row row);
const struct branch_path *branch_path_bind(struct branch_walker *walker,
                                           const struct branch_path *path,
                                           struct branch_binding binding);
// Whose rows are judged: row 0.
const struct relation *branch_path_judged(const struct branch_path *path);
// The path itself where it has the atom already; NULL where the atom contradicts it.
const struct branch_path *branch_path_atom(struct branch_walker *walker,
                                           const struct branch_path *path, struct atom atom,
                                           bool is_loose);
// What the path says of a column or element: it is null, or is not.
enum branch_fact branch_path_fact(const struct branch_path *path, const struct term *term);
// A null test that was taken one way.
void branch_add_fact(struct branch_walker *walker, const struct branch_path *path,
                     struct expression *expression, const struct term *term, enum branch_fact fact,
                     struct branch_paths *out);
bool branch_term_same(const struct term *a, const struct term *b);
void branch_paths_add(struct branch_walker *walker, struct branch_paths *paths,
                      const struct branch_path *path); // NULL adds nothing
// Takes out, from `first` on, what is there twice or let through by another anyway; true where more
// than BRANCH_MOST are left.
bool branch_paths_compress(struct branch_walker *walker, struct branch_paths *paths, uint32_t first,
                           const struct branch_path *base);
// As the result shows it, with row `first` as row 0.
struct branch *branch_of_path(struct branch_walker *walker, const struct branch_path *path,
                              uint32_t first);
bool branch_constants_differ(const struct term *a, const struct term *b);
bool branch_constants_equal(const struct term *a, const struct term *b);

// Atoms of the kinds that need no thought. All add to `out`.
void branch_add_unknown(struct branch_walker *walker, const struct branch_path *path,
                        struct expression *expression, const char *reason,
                        const struct term_list *parts, struct branch_paths *out);
void branch_add_condition(struct branch_walker *walker, const struct branch_path *path,
                          struct expression *expression, const struct term_list *parts,
                          struct branch_paths *out);
void branch_add_not_exists(struct branch_walker *walker, const struct branch_path *path,
                           struct expression *expression, struct query *query,
                           const struct branch_frame *frame, struct branch_paths *out);

enum branch_mode {
    MODE_VALUE,
    MODE_ELEMENTS, // of an array or a document: each is one of the values
};

// ---- branch.c -------------------------------------------------------------------------------------
// The paths on which the condition comes to one of `want` (enum truth).
void branch_condition(struct branch_walker *walker, struct expression *condition, unsigned want,
                      const struct branch_frame *frame, const struct branch_path *path,
                      struct branch_paths *out);
void branch_case_value(struct branch_walker *walker, struct expression *expression,
                       enum branch_mode mode, const struct branch_frame *frame,
                       const struct branch_path *path, struct branch_values *out);
// An operator that the design makes, where it is not certain to be PostgreSQL's own: a clause that
// says so; else NULL.
const char *branch_made_operator(struct branch_walker *walker, const struct expression *expression);
// NOT expression, for showing.
struct expression *branch_negated(struct branch_walker *walker, struct expression *expression);

// ---- branch_compare.c -----------------------------------------------------------------------------
void branch_compare(struct branch_walker *walker, const char *operator,
                    const struct branch_value * left, const struct branch_value *right,
                    struct expression *expression, unsigned want, const struct branch_path *path,
                    struct branch_paths *out);
// Adds that the claim is missing, where some callers may not have it; else false.
bool branch_claim_is_missing(struct branch_walker *walker, const struct branch_value *value,
                             struct expression *expression, const struct branch_path *path,
                             struct branch_paths *out);
// A value as a condition.
void branch_truth(struct branch_walker *walker, const struct branch_value *value,
                  struct expression *expression, unsigned want, const struct branch_path *path,
                  struct branch_paths *out);
void branch_null_test(struct branch_walker *walker, const struct branch_value *value,
                      struct expression *expression, unsigned want, const struct branch_path *path,
                      struct branch_paths *out);
void branch_comparison(struct branch_walker *walker, struct expression *expression, unsigned want,
                       const struct branch_frame *frame, const struct branch_path *path,
                       struct branch_paths *out);
// Atoms of two values. What is not `is_understood` and mixes a row with a claim may tie them.
void branch_equal(struct branch_walker *walker, const struct branch_value *left,
                  const struct branch_value *right, struct expression *expression,
                  const struct branch_path *path, struct branch_paths *out);
void branch_unequal(struct branch_walker *walker, const struct branch_value *left,
                    const struct branch_value *right, struct expression *expression,
                    const struct branch_path *path, struct branch_paths *out);
void branch_add_rest(struct branch_walker *walker, const struct branch_value *left,
                     const struct branch_value *right, struct expression *expression,
                     bool is_understood, const struct branch_path *path, struct branch_paths *out);

// ---- branch_operator.c, branch_quantified.c ---------------------------------------------------------
// The ROW behind an expression, with its frame; NULL where it is a single value.
struct expression *branch_as_row(struct expression *expression, const struct branch_frame **frame);
// row = row, value by value; false where one is none.
bool branch_compare_rows(struct branch_walker *walker, struct expression *expression,
                         const struct branch_frame *frame, const struct branch_path *path,
                         struct branch_paths *out);
// ANY, ALL, IN and their subqueries.
void branch_quantified(struct branch_walker *walker, struct expression *expression, unsigned want,
                       const struct branch_frame *frame, const struct branch_path *path,
                       struct branch_paths *out);
bool branch_is_quantified(const struct expression *expression);

// Gives a truth value by its form: AND, =, EXISTS and the like.
bool branch_is_boolean(const struct expression *expression);

// ---- branch_term.c --------------------------------------------------------------------------------
void branch_value(struct branch_walker *walker, struct expression *expression,
                  enum branch_mode mode, const struct branch_frame *frame,
                  const struct branch_path *path, struct branch_values *out);
// An output of a leaf, on the path given (which may be longer than the leaf's own).
void branch_output_value(struct branch_walker *walker, const struct branch_leaf *leaf,
                         uint32_t index, enum branch_mode mode, const struct branch_path *path,
                         struct branch_values *out);
void branch_found_add(struct branch_walker *walker, struct branch_values *out,
                      const struct branch_path *path, struct branch_value value);
struct branch_value branch_value_null(struct expression *expression);
struct branch_value branch_value_constant(const char *text, struct expression *expression);
struct branch_value branch_value_unknown(struct expression *expression, const char *reason);
struct branch_value branch_value_elements(struct branch_walker *walker, struct branch_value value);
struct term_list branch_value_parts(struct branch_walker *walker, const struct branch_value *value);
struct term_list branch_parts_both(struct branch_walker *walker, const struct branch_value *left,
                                   const struct branch_value *right);
// Operands of what is not understood together: what it depends on.
void branch_combine(struct branch_walker *walker, struct expression *expression, const char *reason,
                    bool is_strict, const struct branch_frame *frame,
                    const struct branch_path *path, struct branch_values *out);
// Behind casts, parameters and (SELECT x), with its frame.
struct expression *branch_behind(struct expression *expression, const struct branch_frame **frame);

const char *branch_constant_text(struct expression *expression, const struct branch_frame *frame);
void branch_concatenation_value(struct branch_walker *walker, struct expression *expression,
                                const struct branch_frame *frame, const struct branch_path *path,
                                struct branch_values *out);

// ---- branch_document.c ------------------------------------------------------------------------------
// A key's value, or an element's where the key is NULL.
struct branch_value branch_member(struct branch_walker *walker, struct branch_value value,
                                  const char *key, struct expression *expression);
// The value itself, or its elements.
void branch_add_mode(struct branch_walker *walker, struct branch_value value, enum branch_mode mode,
                     const struct branch_path *path, struct branch_values *out);
void branch_document_value(struct branch_walker *walker, struct expression *expression,
                           enum branch_mode mode, const struct branch_frame *frame,
                           const struct branch_path *path, struct branch_values *out);
void branch_subscript_value(struct branch_walker *walker, struct expression *expression,
                            enum branch_mode mode, const struct branch_frame *frame,
                            const struct branch_path *path, struct branch_values *out);
void branch_field_value(struct branch_walker *walker, struct expression *expression,
                        enum branch_mode mode, const struct branch_frame *frame,
                        const struct branch_path *path, struct branch_values *out);

// ---- branch_call.c ----------------------------------------------------------------------------------
void branch_call_value(struct branch_walker *walker, struct expression *call, enum branch_mode mode,
                       const struct branch_frame *frame, const struct branch_path *path,
                       struct branch_values *out);
void branch_subquery_value(struct branch_walker *walker, struct expression *expression,
                           enum branch_mode mode, const struct branch_frame *frame,
                           const struct branch_path *path, struct branch_values *out);

// ---- branch_caller.c ------------------------------------------------------------------------------
// A call or keyword that asks who calls: false where it is none. `out` gets its values.
bool branch_caller(struct branch_walker *walker, struct expression *expression,
                   const struct branch_frame *frame, const struct branch_path *path,
                   struct branch_values *out);
// The value of a key of a claim that is a document.
struct branch_value branch_claim_key(struct branch_walker *walker, const struct branch_value *claim,
                                     const char *key, struct expression *expression);
// A builtin that asks about the session in a way that is not followed: a clause, else NULL.
const char *branch_session_call(struct branch_walker *walker, const struct expression *call);

// ---- branch_query.c -------------------------------------------------------------------------------
void branch_rows(struct branch_walker *walker, struct query *query,
                 const struct branch_frame *frame, const struct branch_path *path,
                 struct branch_leaves *out);
// ---- branch_from.c ----------------------------------------------------------------------------------
void branch_bind_all(struct branch_walker *walker, const struct branch_frame *frame,
                     struct from_item *item, const struct branch_paths *paths,
                     struct branch_paths *out);
const struct branch_path *branch_bind_unknown(struct branch_walker *walker,
                                              const struct branch_frame *frame,
                                              const struct from_item *item, const char *reason,
                                              const struct branch_path *path);
// The side of an outer join that may be missing is asked for.
void branch_expand_lazy(struct branch_walker *walker, const struct branch_binding *binding,
                        const struct branch_path *path, struct branch_paths *out);

// ---- branch_column.c --------------------------------------------------------------------------------
const struct branch_binding *branch_find_binding(const struct branch_frame *frame,
                                                 const struct from_item *item,
                                                 const struct branch_path *path);
struct branch_value branch_column_value(struct branch_walker *walker, uint32_t row,
                                        struct column *column, struct expression *expression);
// A column of a FROM item, by its place in item->outputs or by name.
void branch_item_value(struct branch_walker *walker, struct from_item *item, int32_t index,
                       const char *name, struct column *column, struct expression *expression,
                       enum branch_mode mode, const struct branch_frame *frame,
                       const struct branch_path *path, struct branch_values *out);
const struct branch_frame *branch_frame_inside(struct branch_walker *walker,
                                               const struct branch_frame *frame,
                                               const struct query *query);
struct term_list branch_query_parts(struct branch_walker *walker, struct query *query,
                                    struct expression *expression, const struct branch_frame *frame,
                                    const struct branch_path *path);

// ---- branch_function.c ----------------------------------------------------------------------------
// What a call of a followed function can give. False where it is not followed: *reason, a clause,
// or NULL where it is PostgreSQL's own and depends on its arguments alone.
bool branch_call_leaves(struct branch_walker *walker, struct expression *call,
                        const struct branch_frame *frame, const struct branch_path *path,
                        struct branch_leaves *out, const char **reason);
// Whether the call gives NULL, and not no row, where the leaves are none.
bool branch_call_is_scalar(const struct expression *call);
// The operand of a parameter in *frame, and the frame in which it is meant; NULL: none, and
// *is_argument where the caller chooses it.
struct expression *branch_operand(const struct expression *parameter,
                                  const struct branch_frame **frame, const char **argument);
// The leaves of the body itself, for a function that is judged.
bool branch_function_leaves(struct branch_walker *walker, struct function *function,
                            const struct branch_frame *frame, const struct branch_path *path,
                            struct branch_leaves *out, const char **reason);
const struct branch_frame *branch_frame_function(struct branch_walker *walker,
                                                 struct function *function,
                                                 const struct expression *call,
                                                 const struct branch_frame *outer);
// PostgreSQL's own functions that give back what they are given, in another form (lower, trim), or
// a part of it (split_part).
// What the path says a call or subquery is that was asked for on it before: NULL where it was not.
struct branch_memory {
    const struct expression *asked;
    const struct branch_frame *frame;
    struct term_list arguments;
    bool is_usable; // its arguments are terms
};
struct branch_memory branch_memory_of(struct branch_walker *walker, struct expression *asked,
                                      const struct branch_frame *frame,
                                      const struct branch_path *path);
const struct branch_value *branch_recall(struct branch_walker *walker,
                                         const struct branch_memory *memory,
                                         const struct branch_path *path);
const struct branch_path *branch_remember(struct branch_walker *walker,
                                          const struct branch_memory *memory,
                                          const struct branch_value *value,
                                          const struct branch_path *path);
bool branch_call_keeps(const struct expression *call);
bool branch_call_takes_part(const struct expression *call);
bool branch_call_gives_elements(const struct expression *call);

#endif
