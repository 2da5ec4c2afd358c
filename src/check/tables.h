// What the rules about tables share: which tables and columns they judge, and what a type is behind
// its domains.
#ifndef LINTEL_CHECK_TABLES_H
#define LINTEL_CHECK_TABLES_H

#include "check/rule.h"
#include "link/name.h"

// A plain or partitioned table of the project's own that outlives its session. Not partitions:
// their root is judged for them.
bool table_is_judged(const struct relation *relation);
// Declared in its table, not only handed down by a parent that is judged itself.
bool column_is_judged(const struct column *column);

// The type behind domains (a circle in broken input ends); NULL where it is not known.
const struct type_name *type_behind_domains(const struct type_name *type);
// Whether that is PostgreSQL's own type of the name in its catalog ("int4", "timestamptz"), and no
// array.
bool type_is_builtin(const struct type_name *type, const char *name);
// One of the NULL-ended names.
bool type_is_any(const struct type_name *type, const char *const *names);
extern const char *const type_texts[];    // text, varchar, char(n), citext
extern const char *const type_numbers[];  // integers and numeric, which are exact
extern const char *const type_integers[]; // int2, int4, int8
extern const char *const type_moments[];  // timestamptz, timestamp

bool column_is_primary(const struct column *column); // (also) part of the primary key
// A foreign key of this column alone, or NULL.
struct constraint *column_foreign_key(const struct column *column);
// Whether a foreign key holds it, alone or with others.
bool column_is_reference(const struct column *column);

// The path of a column or a table, for finding.object.
const char *column_path(struct check *check, const struct column *column);
const char *relation_path(struct check *check, const struct relation *relation);

#endif
