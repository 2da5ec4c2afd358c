// Whether PostgreSQL changes a column's type in place, and nothing that reads it means something
// else afterwards: asked before a rule offers such a change as its fix.
#ifndef LINTEL_CHECK_FIX_COLUMN_H
#define LINTEL_CHECK_FIX_COLUMN_H

#include "base/address_map.h"
#include "design/design.h"

// What views, policies and foreign keys of the whole design use, found once for all columns.
struct fix_columns {
    const struct design *design;
    struct address_map used;
    bool is_all_used; // something reads whole rows, or could not be followed
};
void fix_columns_find(struct fix_columns *columns, const struct design *design,
                      struct arena *arena);

// Whether a view, policy or foreign key is known to use it: while it does, PostgreSQL refuses to
// change the column's type.
bool fix_column_is_used(const struct fix_columns *columns, const struct column *column);

// From timestamp to timestamptz. False where a view, policy, trigger, generated column, key or
// index rests on the column, where its default is not the present moment, where a function hands
// out timestamps of its table, and where something that could not be followed may do any of that.
bool fix_column_may_become_moment(const struct fix_columns *columns, const struct column *column);

#endif
