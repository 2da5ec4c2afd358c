// What a condition needs of an index: columns of one table that it compares for equality, and
// whether some index of the table finds rows by them.
//
// An index does where its first columns are compared for equality, and one of them at least with
// something that is known beforehand: the caller, a row outside, a parameter. A partial index does
// where what its predicate demands stands in the condition too. Cast columns find nothing.
#ifndef LINTEL_LINK_INDEX_NEED_H
#define LINTEL_LINK_INDEX_NEED_H

#include "design/design.h"

struct index_need {
    struct relation *relation;
    struct from_item *from;    // NULL: the row of a policy itself
    struct column_list known;  // = the caller, a row outside, a parameter: in the order met
    struct column_list joined; // = a column of another table of the same query
    struct column_list fixed;  // = a constant
    LIST(struct expression *) conditions; // all that must hold
    struct place place;                   // of the first comparison with something known, or joined
};

// Of the row of a policy: the parts of `condition` that must hold. Nothing is compared, and the
// need is empty, where an alternative (OR) stands in the way.
struct index_need index_need_of_row(struct arena *arena, struct relation *relation,
                                    struct expression *condition);
// Of one table in FROM of a query.
struct index_need index_need_of_item(struct arena *arena, struct query *query,
                                     struct from_item *item);

// The columns by which rows are looked up: known ones, or where there are none, joined ones. None:
// no index could help.
const struct column_list *index_need_columns(const struct index_need *need);
bool index_need_is_met(const struct index_need *need);
// An index that would do, were it not partial, or is not valid; or NULL.
const struct index *index_need_near_miss(const struct index_need *need);

#endif
