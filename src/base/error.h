// A failing environment: a file that cannot be read, a database that is not there. Functions that
// can meet one return `bool`, take a `struct error *` last, and are must_check; on false the error
// says in one line what went wrong, where, and what to do. (A fault in the user's design is not an
// error but a finding: design/finding.h.)
#ifndef LINTEL_BASE_ERROR_H
#define LINTEL_BASE_ERROR_H

#include "base/base.h"

struct error {
    char message[1024];
};

// Writes the message and returns false, so that a caller can `return error_set(...)`.
bool error_set(struct error *error, const char *format, ...) printf_like(2, 3);

#endif
