// Who may call an operation without signing in, as the contract's security says (REQUESTS.md, "Who
// asks"). Which database role a caller then has is link/operation.h's business.
#ifndef LINTEL_LINK_SECURITY_H
#define LINTEL_LINK_SECURITY_H

#include "design/design.h"

// No security, `security: []`, or `{}` among its alternatives.
bool security_is_open(const struct operation *operation);
// What leaves it open: that `{}` or `[]`, else the operation itself.
struct place security_open_place(const struct operation *operation);
const char *security_open_reason(const struct operation *operation); // a clause for messages

// Whether the contract knows of security at all: it declares a scheme, or an operation asks for
// one.
bool security_is_declared(const struct contract *contract);

// An operation for messages: "GET /todos", and "listTodos (GET /todos)".
const char *security_route_text(struct arena *arena, const struct operation *operation);
const char *security_operation_text(struct arena *arena, const struct operation *operation);

#endif
