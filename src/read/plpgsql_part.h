// What plpgsql*.c share: a body's statements as a tree (plpgsql_parse.c), the values that its
// variables have at one point (plpgsql_value.c, plpgsql_record.c), and running the one over the
// other (plpgsql_run.c).
#ifndef LINTEL_READ_PLPGSQL_PART_H
#define LINTEL_READ_PLPGSQL_PART_H

#include "read/plpgsql.h"
#include "read/sql_body.h"
#include "read/sql_do_token.h"

// Tokens from one to before another.
struct span {
    uint32_t from, to;
};

// A body's text, its tokens, and why it is not read.
struct plpgsql_body {
    struct replay *replay;
    struct function *function;
    const char *text;
    struct body_place place;
    struct do_tokens tokens;
    const char *unread; // a clause; NULL while all is well
};

// ---- statements ---------------------------------------------------------------------------------

enum plpgsql_kind {
    PLPGSQL_BLOCK,
    PLPGSQL_ASSIGN,       // target := value
    PLPGSQL_SELECT,       // SELECT value INTO targets
    PLPGSQL_PERFORM,      // value
    PLPGSQL_IF,           // branches, otherwise
    PLPGSQL_CASE,         // the same; `value` is the subject where there is one
    PLPGSQL_FOR,          // FOR target IN value (a query) LOOP body
    PLPGSQL_RETURN,       // value, or nothing
    PLPGSQL_RETURN_QUERY, // value
    PLPGSQL_RETURN_NEXT,  // value, or nothing
    PLPGSQL_RAISE,        // an error: the statement ends here
    PLPGSQL_NOTHING,
    PLPGSQL_UNREAD, // `unread`
};

struct plpgsql_list {
    LIST_FIELDS(struct plpgsql_statement *);
};

// name, name.field: as tokens say, folded.
struct plpgsql_target {
    const char *name, *field; // field NULL where none
};

struct plpgsql_declaration {
    const char *name;
    const char *alias;   // ALIAS FOR: what it stands for
    struct span type;    // without a default
    struct span initial; // nothing where none
};

// WHEN condition THEN ...: of IF and CASE, and the handlers of a block.
struct plpgsql_branch {
    struct span condition;
    struct plpgsql_list body;
};

struct plpgsql_statement {
    enum plpgsql_kind kind;
    uint32_t at; // its first token
    struct span value;
    struct span into; // SELECT: the INTO clause, which is no SQL
    bool is_strict, has_otherwise;
    bool may_leave;      // it, or one inside, may end the function or answer rows
    bool body_may_leave; // of a block with handlers: the statements that they guard
    LIST(struct plpgsql_target) targets;
    LIST(struct plpgsql_branch) branches; // of a block: its handlers
    struct plpgsql_list body, otherwise;
    const char *label; // of a block
    LIST(struct plpgsql_declaration) declarations;
    const char *unread;
};

enum plpgsql_conflict { CONFLICT_ERROR, CONFLICT_COLUMN, CONFLICT_VARIABLE };

// ---- plpgsql_token.c ----------------------------------------------------------------------------
bool plpgsql_token_is(const struct plpgsql_body *body, uint32_t at, const char *word);
// To the next `word` outside brackets and CASE expressions, or the semicolon or end before it.
uint32_t plpgsql_find(const struct plpgsql_body *body, uint32_t from, const char *word);
// The text of a span; a copy in the scratch arena.
char *plpgsql_text(const struct plpgsql_body *body, struct span span);
struct body_place plpgsql_place(const struct plpgsql_body *body, uint32_t at);
// A name as PostgreSQL folds it; NULL where the token is none.
const char *plpgsql_name(const struct plpgsql_body *body, uint32_t at);
// The line of a token, counted in the body as PostgreSQL counts in its messages.
unsigned plpgsql_line(const struct plpgsql_body *body, uint32_t at);
// Keeps the first reason.
void plpgsql_unread(struct plpgsql_body *body, const char *format, ...) printf_like(2, 3);

// ---- plpgsql_parse.c ----------------------------------------------------------------------------
// NULL where the body is not in the grammar: then `unread` says so.
struct plpgsql_statement *plpgsql_parse(struct plpgsql_body *body, enum plpgsql_conflict *conflict);

// ---- values -------------------------------------------------------------------------------------

struct plpgsql_field {
    const char *name;
    struct expression *value;
    struct type_name *type;
    uint32_t size;
};

// A row: fields by name, from `query` where it was selected.
struct plpgsql_record {
    LIST(struct plpgsql_field) fields;
    struct query *query;
    bool is_nothing; // NULL, or nothing was assigned yet
    uint32_t size;   // of `query`
};

struct plpgsql_variable {
    const char *name, *label; // the label of its block, or the function's name
    struct type_name *type;   // NULL where not known
    struct relation *row_of;  // a variable of a table's row type
    bool is_output;           // an OUT or INOUT parameter
    bool is_row;              // RECORD, %ROWTYPE, a composite type
    struct expression *value; // of a row: the whole, where it is one value; else NULL
    uint32_t size;            // of `value`: nodes, as a tree
    struct plpgsql_record *record;
};

// What all variables are at one point of a path; copied where paths part.
struct plpgsql_state {
    LIST(struct plpgsql_variable) variables; // the innermost last
    struct expression *found;                // FOUND
    uint32_t found_size;
};

struct plpgsql_run {
    struct plpgsql_body *body;
    enum plpgsql_conflict conflict;
    uint32_t paths, steps;
    uint32_t rows_size; // of all that RETURN QUERY answers
};

// A value and how many nodes it has.
struct plpgsql_result {
    struct expression *value; // NULL where the body is not read
    uint32_t size;
};

// Paths that part, statements run, nodes of a value as a tree: beyond these the body is not read.
enum { PATHS_LARGEST = 200, STEPS_LARGEST = 20 * 1000, SIZE_LARGEST = 3000 };

// ---- plpgsql_bind.c -----------------------------------------------------------------------------
// A piece of the body as SQL, bound, with what its variables are in their places. NULL where it
// cannot be said: then the body's `unread` says why. `size` counts its nodes.
struct query *plpgsql_query(struct plpgsql_run *run, const struct plpgsql_state *state,
                            const char *text, struct body_place place, uint32_t *size);

// ---- plpgsql_step.c: statements that always go on with the next -----------------------------------
void plpgsql_step(struct plpgsql_run *run, struct plpgsql_state *state,
                  const struct plpgsql_statement *statement);
struct plpgsql_state plpgsql_state_copy(struct plpgsql_run *run, const struct plpgsql_state *state);
// What decides for a branch of IF or CASE.
struct plpgsql_result plpgsql_condition(struct plpgsql_run *run, const struct plpgsql_state *state,
                                        const struct plpgsql_statement *statement, uint32_t index);
// CASE WHEN, put together branch by branch and ended by what is left; constants are folded.
struct plpgsql_choice {
    struct expression *when; // NULL before the first
    uint32_t size;
};
void plpgsql_choose(struct plpgsql_run *run, struct plpgsql_choice *choice,
                    struct plpgsql_result condition, struct plpgsql_result value);
struct plpgsql_result plpgsql_chosen(struct plpgsql_run *run, struct plpgsql_choice *choice,
                                     struct plpgsql_result otherwise);
bool plpgsql_is_true(const struct expression *condition);
bool plpgsql_is_false(const struct expression *condition); // or NULL
void plpgsql_block_enter(struct plpgsql_run *run, struct plpgsql_state *state,
                         const struct plpgsql_statement *block);

// ---- plpgsql_handler.c --------------------------------------------------------------------------
// Whether a handler ends the function with nothing.
enum plpgsql_handling {
    HANDLING_ENDS,      // RETURN NULL, RAISE
    HANDLING_FALSE,     // RETURN false
    HANDLING_GOES_ON,   // behind the block, having assigned nothing but NULL
    HANDLING_SOMETHING, // it does something else
};
enum plpgsql_handling plpgsql_handling(struct plpgsql_run *run, const struct plpgsql_state *state,
                                       const struct plpgsql_branch *handler);
// Whether the block leaves NULL in what it assigns where it fails, and the handler goes on.
bool plpgsql_leaves_null(const struct plpgsql_state *state, const struct plpgsql_statement *block,
                         const struct plpgsql_branch *handler);
// The state with all that the block assigns unknown.
struct plpgsql_state plpgsql_state_after(struct plpgsql_run *run, const struct plpgsql_state *state,
                                         const struct plpgsql_statement *block);

// ---- plpgsql_rows.c -----------------------------------------------------------------------------
// The conditions of a path, the innermost first.
struct plpgsql_guard {
    struct expression *condition;
    bool is_negated; // it is not true
    const struct plpgsql_guard *next;
};
// Adds a query to result_rows, under the path's conditions.
void plpgsql_add_rows(struct plpgsql_run *run, struct query *query, uint32_t size,
                      const struct plpgsql_guard *guard);
// The query with a condition for each of its outputs: that all are not NULL, or any. NULL where it
// cannot be put into its WHERE.
struct query *plpgsql_with_values(struct plpgsql_run *run, const struct query *query, bool any);
struct expression *plpgsql_not(struct plpgsql_run *run, struct expression *condition);

// ---- plpgsql_value.c ----------------------------------------------------------------------------
// An expression as PL/pgSQL takes it: "SELECT value", which may go on with FROM.
struct expression *plpgsql_value(struct plpgsql_run *run, const struct plpgsql_state *state,
                                 struct span span, uint32_t *size);
// The same with a text of one's own, which stands for what begins at the token.
struct expression *plpgsql_value_of(struct plpgsql_run *run, const struct plpgsql_state *state,
                                    const char *text, uint32_t at, uint32_t *size);
struct expression *plpgsql_make(struct plpgsql_run *run, enum expression_kind kind);
struct expression *plpgsql_boolean(struct plpgsql_run *run, bool value);
struct expression *plpgsql_null(struct plpgsql_run *run);
// As a variable of `type` keeps it.
struct expression *plpgsql_converted(struct plpgsql_run *run, struct expression *value,
                                     struct type_name *type);
// One output of the first row; NULL where it cannot be said.
struct expression *plpgsql_output(struct plpgsql_run *run, struct query *query, uint32_t index);
// What an output is, also where a star brought it; NULL where that is not known.
struct expression *plpgsql_output_value(struct plpgsql_run *run, const struct output *output);
// Whether there is a row.
struct expression *plpgsql_exists(struct plpgsql_run *run, struct query *query);
bool plpgsql_is_plain(const struct query *query); // exactly one row: SELECT values and no more
struct plpgsql_variable *plpgsql_find_variable(const struct plpgsql_state *state, const char *label,
                                               const char *name);
// Assigns outputs of the query's first row from the one at `first` on.
void plpgsql_assign_row(struct plpgsql_run *run, struct plpgsql_variable *variable,
                        struct query *query, uint32_t size);
// A field of a row as a value; NULL where it has none of that name.
struct expression *plpgsql_field(struct plpgsql_run *run, const struct plpgsql_variable *variable,
                                 const char *name, uint32_t *size);
void plpgsql_declare(struct plpgsql_run *run, struct plpgsql_state *state, const char *label,
                     const struct plpgsql_declaration *declaration);

// ---- plpgsql_run.c ------------------------------------------------------------------------------
// Fills the function's result, result_rows or result_unread.
void plpgsql_run(struct plpgsql_body *body);

#endif
