// Loads a design's schema into a database: the statements of its files, as lintel splits them, in
// the order in which they were read, each file in a session as new. All in one transaction; where a
// file has transactions of its own, or a statement that cannot run in one (CREATE INDEX
// CONCURRENTLY), each file in one, and that file statement by statement. Then an error leaves what
// came before it.
//
// In files whose order nobody knows, a statement that needs what is not there yet waits and is
// tried again as long as that helps, as read/sql.c does it with the model.
//
// Refused with its place instead of guessed: what PostgreSQL refuses; template placeholders, which
// have no value here; psql's \i; COPY with data; ALTER SYSTEM and tablespaces. Passed over: CREATE
// ROLE of one that exists, and CREATE and DROP DATABASE, since the database is given.
#ifndef LINTEL_POSTGRES_LOAD_H
#define LINTEL_POSTGRES_LOAD_H

#include "design/design.h"
#include "postgres/connection.h"

// The error begins with file:line:column.
must_check bool load_schema(struct connection *connection, const struct design *design,
                            struct error *error);

// The search path that the design was read with, and that its queries run with: names separated by
// commas, without a space.
const char *load_search_path(const struct design *design);

// A name for all that bootstrap and load bring into a database, as 32 hexadecimal digits: what was
// made of the same text is the same. For caches; no defence against who makes texts to collide.
const char *load_fingerprint(struct arena *arena, const struct design *design);

#endif
