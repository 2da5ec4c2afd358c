// What the rules about indexes share: whether two keys, predicates, and lists of INCLUDE columns
// are the same to PostgreSQL.
#ifndef LINTEL_CHECK_INDEX_KEYS_H
#define LINTEL_CHECK_INDEX_KEYS_H

#include "check/rule.h"

// Which of its keys and predicates can be compared: what is not understood has no text for it. An
// index on one of a partition's roots is judged there, and an invalid one serves nothing.
bool index_is_comparable(const struct index *index);

// The same column or expression, operator class and collation.
bool index_same_value(struct arena *scratch, const struct index_key *a, const struct index_key *b);
// And the same order.
bool index_same_key(struct arena *scratch, const struct index_key *a, const struct index_key *b);
bool index_same_predicate(struct arena *scratch, const struct index *a, const struct index *b);
bool index_same_included(const struct index *a, const struct index *b);

#endif
