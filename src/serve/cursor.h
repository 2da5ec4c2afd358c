// The keyset of a page's last row as an opaque, signed text: the endpoint it belongs to and the
// values of its cursor columns, in PostgreSQL's text form (REQUESTS.md, "Pages").
#ifndef LINTEL_SERVE_CURSOR_H
#define LINTEL_SERVE_CURSOR_H

#include "base/text.h"
#include "serve/service.h"

struct cursor {
    const char **values; // by cursor column; NULL for SQL NULL
};

void cursor_write(const struct service *service, const struct endpoint *endpoint,
                  const struct pg_result *result, uint32_t row, struct text *out);
// False where it is not ours, or another operation's.
must_check bool cursor_read(const struct service *service, const struct endpoint *endpoint,
                            struct arena *arena, const char *text, struct cursor *cursor);

#endif
