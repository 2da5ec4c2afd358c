// A piece of a path or query, percent-decoded (RFC 3986, section 2.1).
#ifndef LINTEL_SERVE_ROUTE_DECODE_H
#define LINTEL_SERVE_ROUTE_DECODE_H

#include "base/arena.h"

// Ended by NUL, UTF-8, without NUL inside. NULL where it is none of these; `fault` says which:
// "is not UTF-8".
char *percent_decode(struct arena *arena, const char *text, size_t length, bool plus_is_space,
                     size_t *decoded_length, const char **fault);

#endif
