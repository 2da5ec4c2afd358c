// Pieces of a body in PL/pgSQL, parsed by PostgreSQL's parser and bound quietly: what sql_body.c
// does for plpgsql*.c, which do not know the parser.
#ifndef LINTEL_READ_SQL_BODY_H
#define LINTEL_READ_SQL_BODY_H

#include "read/replay.h"

// Where a piece of text stands: its first byte in the file. `is_exact` is false where the text is
// not the file's own (a body in '...' with '' inside): then every place is all of `place`.
struct body_place {
    struct place place;
    bool is_exact;
};

// A SELECT, VALUES or WITH, converted, not yet bound; in the design's arena. NULL where the text is
// anything else or does not parse; nothing is reported.
struct query *body_query(struct replay *replay, const char *text, struct body_place place);
// A type by its text; NULL where it is none that is known.
struct type_name *body_type(struct replay *replay, const char *text);
// Binds `query`, in which the arguments of `function` may be named. False where it names something
// that nothing declares; nothing is reported.
bool body_bind(struct replay *replay, struct query *query, struct function *function);
// The search path with which the function runs: its own, or that of a new session.
void body_enter(struct replay *replay, const struct function *function);

#endif
