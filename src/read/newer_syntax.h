// Syntax that PostgreSQL learned after the version whose parser lintel is linked with: what looks
// like it is not called a syntax error, but said to be not understood.
#ifndef LINTEL_READ_NEWER_SYNTAX_H
#define LINTEL_READ_NEWER_SYNTAX_H

#include "base/base.h"

// What the text near `location` (where the parser stopped, in bytes) looks like, e.g.
// "JSON_TABLE of PostgreSQL 17"; NULL for nothing known.
const char *newer_syntax_find(const char *text, int32_t location);

#endif
