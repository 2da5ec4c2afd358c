// What a name in a body means that is text in the model (body_write.h).
#ifndef LINTEL_CHECK_BODY_NAME_H
#define LINTEL_CHECK_BODY_NAME_H

#include "check/body_write.h"
#include "design/design.h"

// By its schema where it has one; else by the function's search path where it sets one, else where
// names commonly are. `function` may be NULL: a statement of its own. NULL where nothing is found.
struct relation *body_relation(const struct design *design, struct arena *scratch,
                               const struct function *function, const struct body_write *write);
// The first of its name: there may be overloads.
struct function *body_function(const struct design *design, struct arena *scratch,
                               const struct function *function, const struct body_write *write);

#endif
