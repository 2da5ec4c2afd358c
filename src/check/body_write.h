// What a statement or body in SQL or PL/pgSQL writes and calls, found by its words: the model holds
// no tree of TRUNCATE, CALL and DO, and bodies in PL/pgSQL are text.
#ifndef LINTEL_CHECK_BODY_WRITE_H
#define LINTEL_CHECK_BODY_WRITE_H

#include "base/arena.h"

enum body_write_kind {
    BODY_WRITE_UPDATE,
    BODY_WRITE_DELETE,
    BODY_WRITE_TRUNCATE,
    BODY_WRITE_INSERT,
    BODY_WRITE_MERGE,
    BODY_WRITE_CALL,    // a function or procedure, maybe one of PostgreSQL's own
    BODY_WRITE_EXECUTE, // a statement that is built while the body runs
};

enum body_where {
    BODY_WHERE_NONE,
    BODY_WHERE_TRUE, // WHERE true, WHERE id = id
    BODY_WHERE_SOME,
    BODY_WHERE_UNKNOWN, // the statement is too long to find its end
};

struct body_write {
    enum body_write_kind kind;
    const char *schema, *name; // as the catalog has them; schema may be NULL
    enum body_where where;     // UPDATE and DELETE
    size_t at, length;         // of the name in the text
};

// Names are made in `arena`.
typedef void body_write_visitor(const struct body_write *write, void *context);
void body_write_each(struct arena *arena, const char *text, size_t length,
                     body_write_visitor *visit, void *context);

#endif
