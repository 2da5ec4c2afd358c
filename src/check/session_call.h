// Session state (session_state.h) in the model: of a call's tree, and where a body's words stand.
#ifndef LINTEL_CHECK_SESSION_CALL_H
#define LINTEL_CHECK_SESSION_CALL_H

#include "check/session_state.h"
#include "design/design.h"

// What calling it with these arguments leaves behind.
struct session_state session_state_of_expression(const struct expression *expression);
// The words that say it, where the body stands in the file as it is.
struct place session_place_in_body(const struct function *function, size_t at, size_t length);

#endif
