// UTF-8 as RFC 3629 defines it.
#ifndef LINTEL_BASE_UTF8_H
#define LINTEL_BASE_UTF8_H

#include "base/base.h"

// Bytes of the character at `at` (1..4), or 0 where the bytes are no valid character: overlong,
// surrogate, beyond U+10FFFF or cut off. Reads at most `available` bytes; a NUL byte ends as well.
size_t utf8_length(const char *at, size_t available);

// The offset of the first invalid byte, or `length` where all is valid.
size_t utf8_first_invalid(const char *bytes, size_t length);

#endif
