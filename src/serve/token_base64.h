// base64url without padding (RFC 4648, section 5; RFC 7515, section 2), read strictly: one text for
// the same bytes, so that a token cannot be changed without changing what it says.
#ifndef LINTEL_SERVE_TOKEN_BASE64_H
#define LINTEL_SERVE_TOKEN_BASE64_H

#include "base/arena.h"
#include "base/text.h"

void base64url_write(const uint8_t *bytes, size_t length, struct text *out);

// The bytes, followed by a NUL that `bytes_length` does not count. NULL where the text has any
// other byte (padding, white space, + and /), a length that none has, or bits behind the last byte.
uint8_t *base64url_read(struct arena *arena, const char *text, size_t length, size_t *bytes_length);

#endif
