// Where the design declares what a line of a snapshot speaks of.
#ifndef LINTEL_POSTGRES_COMPARISON_PLACE_H
#define LINTEL_POSTGRES_COMPARISON_PLACE_H

#include "design/design.h"

// "schema.sql:12", or NULL where the design has none. The names are those of the line, quoted as
// PostgreSQL quotes them.
const char *comparison_place(const struct design *design, struct arena *arena, const char *kind,
                             const char *parent, const char *name, const char *property);

#endif
