// The model as JSON: `lintel check --dump`, the golden form of tests, and what the oracle compares
// with PostgreSQL's catalog. Objects are sorted by name, so that the order of files does not show;
// columns, keys and arguments keep theirs. Built-in objects are left out unless `with_builtin`.
// The exact shape is docs/dump.md.
#ifndef LINTEL_DESIGN_DUMP_H
#define LINTEL_DESIGN_DUMP_H

#include "base/text.h"
#include "design/design.h"

void design_dump(const struct design *design, bool with_builtin, struct text *out);

#endif
