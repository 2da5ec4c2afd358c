// What outlives a statement on its connection: settings, advisory locks, temporary tables, prepared
// statements, listening. Found in statements' words and in function bodies.
#ifndef LINTEL_CHECK_SESSION_STATE_H
#define LINTEL_CHECK_SESSION_STATE_H

#include "base/base.h"

struct session_state {
    const char *what;  // "sets a setting of the session"; NULL where nothing was found
    const char *help;  // the change to make
    size_t at, length; // of the words that say it
    bool is_lock;      // an advisory lock
    bool is_of_served; // an error only where the design is served, else a warning
};

// Statements by their first words: one statement.
struct session_state session_state_of_statement(const char *text, size_t length);
// The statements and calls inside a body in PL/pgSQL or SQL; comments and strings do not count.
struct session_state session_state_of_body(const char *text, size_t length);
// A function of PostgreSQL that changes the session by being called; `what` is NULL for others.
struct session_state session_state_of_call(const char *function);
// set_config(name, value, false); not certain: the last argument may be anything but plainly true.
struct session_state session_state_of_setting(bool is_certain);
bool session_text_is_true(const char *text, size_t length); // 'true', 'on', ..., as a boolean

#endif
