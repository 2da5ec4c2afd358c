// The text of a statement with some of its parameters absent: `(NULL::type)` in the place of each.
// The other parameters keep their numbers and places in time; those that are gone leave no gap,
// since PostgreSQL would find no type for a number that it never sees.
#ifndef LINTEL_SERVE_VARIANT_H
#define LINTEL_SERVE_VARIANT_H

#include "serve/service.h"

// Bit n of a pattern is the nth varied parameter of the statement; set: absent.
const char *variant_text(const struct service_statement *statement, uint64_t pattern,
                         struct arena *arena);

// The values that a variant is called with, of those of all parameters: returns how many.
uint32_t variant_values(const struct service_statement *statement, uint64_t pattern,
                        const char *const *values, const char **kept);

#endif
