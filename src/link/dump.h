// What linking found, as text for people and golden tests (lintel check --dump-links). The format
// is in docs/dump.md.
#ifndef LINTEL_LINK_DUMP_H
#define LINTEL_LINK_DUMP_H

#include "base/text.h"
#include "link/query.h"

// Every named query of the design, statement by statement.
void link_dump_queries(struct design *design, struct text *out);
// Every operation of the contracts, with what its request and its answer meet.
void link_dump_operations(struct design *design, struct text *out);
void link_dump_statement(struct text *out, const struct statement_link *link);

#endif
