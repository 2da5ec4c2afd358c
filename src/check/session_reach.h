// What runs with a statement without being written in it, as far as it may leave something on the
// connection (session_state.h): triggers of the tables that it writes, also by cascades, and what
// defaults, generated columns, CHECKs, indexes, policies, views and functions call in turn.
//
//     createTodo → INSERT INTO todos → trigger todos_stamp → function stamp() → set_config(...)
//
// The functions that the statement itself calls (statement_link.functions) are followed, but what
// their own bodies say in words is left to the caller.
#ifndef LINTEL_CHECK_SESSION_REACH_H
#define LINTEL_CHECK_SESSION_REACH_H

#include "check/rule.h"
#include "check/session_state.h"
#include "link/query.h"

// One step of the way, innermost first.
struct session_step {
    const struct session_step *outer; // NULL: the statement
    const char *text;                 // "trigger todos_stamp of todos"
};

struct session_reached {
    const struct statement_link *link;
    struct session_state state;
    struct place place;              // of the words, or of the expression
    const struct session_step *step; // never NULL
};

typedef void session_reach_visitor(const struct session_reached *reached, void *context);

// For all statements of a run. What cannot be followed is said once (check_undecided).
struct session_reach {
    struct check *check;
    session_reach_visitor *visit;
    void *context;
    struct map references; // table, by address → the foreign keys to it
    struct map said;       // functions and triggers, by address, of which it was said
};

struct session_reach session_reach_begin(struct check *check, session_reach_visitor *visit,
                                         void *context);
void session_reach_statement(struct session_reach *reach, const struct statement_link *link);

#endif
