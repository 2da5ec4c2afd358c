// Whether PostgreSQL changes a column's type in place, and nothing that reads it means something
// else afterwards: asked before a rule offers such a change as its fix.
#ifndef LINTEL_CHECK_FIX_COLUMN_H
#define LINTEL_CHECK_FIX_COLUMN_H

#include "design/design.h"

// From timestamp to timestamptz. False where a view, policy, trigger, generated column, key or
// index rests on the column, where its default is not the present moment, where a function hands
// out timestamps of its table, and where something that could not be followed may do any of that.
bool fix_column_may_become_moment(const struct design *design, const struct column *column);

#endif
