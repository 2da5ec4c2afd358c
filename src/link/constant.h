// What a condition can come to, whatever the row and whoever the caller: three-valued logic over
// sets of outcomes. `true OR x` comes to true alone, `id = id` to true or (where id may be null)
// null, `x` to anything. What is not understood can come to anything, so an answer is never a
// guess.
#ifndef LINTEL_LINK_CONSTANT_H
#define LINTEL_LINK_CONSTANT_H

#include "design/expression.h"

enum truth {
    TRUTH_TRUE = 1 << 0,
    TRUTH_FALSE = 1 << 1,
    TRUTH_NULL = 1 << 2,
    TRUTH_ANY = TRUTH_TRUE | TRUTH_FALSE | TRUTH_NULL,
};

// The set of outcomes. An absent expression can come to anything.
unsigned constant_truth(const struct expression *expression);

// Never false, and true for all rows but those where a compared column is null: a condition that
// ties nothing.
bool constant_is_always_true(const struct expression *expression);
// Never true: lets nothing through.
bool constant_is_never_true(const struct expression *expression);

// The same value in one row, surely: the same column, literal or a pure construct of such. Calls
// are never the same.
bool constant_same_value(const struct expression *a, const struct expression *b);
// A comparison of a row's value with itself: `id = id`, `m.team_id = team_id` where both mean m's.
bool constant_is_self_comparison(const struct expression *expression);

#endif
