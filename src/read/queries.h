// Named queries: `-- name: listTodos :many` and the statements below it, in sqlc's and aiosql's
// form (REQUESTS.md, "Names and parameters"). Inputs are written :name, @name, sqlc.arg(name),
// sqlc.narg(name) or $1, one style per statement, and become $1, $2, ... in the order in which they
// first appear; the text that PostgreSQL gets is kept, with a map back to the file.
//
//   queries.c             the pass over a file: which statements belong to which name
//   queries_name.c        the comments that name queries
//   queries_text.c        a statement's text with numbers
//   queries_parameter.c   its inputs
//   queries_sqlc.c        sqlc.arg and the like
//
// Faults go to design->faults (FAULT_QUERY for the form; syntax and unknown names with is_query).
#ifndef LINTEL_READ_QUERIES_H
#define LINTEL_READ_QUERIES_H

#include "design/design.h"
#include "design/named_query.h"
#include "read/sql.h"

// Adds to design->queries. The schema must have been read (sql_reader_finish) before.
void queries_read(struct design *design, struct sql_reader *reader, struct source_file *file);

// The bytes of a file that is schema and queries at once, its named queries blank: what the schema
// reader is to see. Places stay what they are.
const char *queries_without(struct arena *arena, const struct source_file *file);

// Whether a file holds named queries rather than a schema: a `-- name: x` line that begins one.
bool queries_sniff(const char *bytes, size_t length);
// Whether such a line, with a kind, stands anywhere in it.
bool queries_mention(const char *bytes, size_t length);

#endif
