// What the rules about the crossing of contract, queries and schema share (link/operation.h).
#ifndef LINTEL_CHECK_CROSSING_H
#define LINTEL_CHECK_CROSSING_H

#include "check/applies.h"
#include "check/rule.h"
#include "link/column_bounds.h"
#include "link/operation.h"
#include "link/schema_walk.h"

// The column that the field is written to as it is sent, with nothing but casts between; NULL where
// the use is another.
struct column *use_written(const struct field_use *use);
// The same where an expression is made of it.
struct column *use_stored(const struct field_use *use);
// Whether the write changes a row that is there (UPDATE, ON CONFLICT DO UPDATE); else it makes one.
bool use_is_update(const struct field_use *use);

// An id in the path: of the format uuid, named id, *_id or *Id, or an integer that no name of a
// quantity (year, page, ...) says to be none.
bool field_is_path_id(struct check *check, const struct field *field);

// Adds the step from the operation to the use, for the via lines.
void finding_via_use(struct check *check, struct finding *finding,
                     const struct operation_link *operation, const struct field_use *use);

// "open", "paid" and 3 more: at most six.
const char *crossing_values(struct check *check, const char *const *values, uint32_t count);

// The nearest of names to `wanted`: one that differs only in case and underscores before one that
// is spelled alike. Start with NULL.
const char *crossing_nearer(const char *wanted, const char *best, const char *candidate);

#endif
