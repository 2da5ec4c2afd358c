// Why whole families of rules do not apply to a design, in the same words for each of their rules:
// the coverage lines say it once for all of them. Each answers NULL where the rule applies.
#ifndef LINTEL_CHECK_APPLIES_H
#define LINTEL_CHECK_APPLIES_H

#include "check/rule.h"

// What could not be read at all is there all the same: its faults are findings.
const char *applies_contract(struct check *check);
const char *applies_queries(struct check *check);
const char *applies_manifest(struct check *check);
// Rules that need both, whether their names meet or not; and those that need an operation with its
// query. What a rule's family is named after is asked for first.
const char *applies_both(struct check *check);
const char *applies_crossing(struct check *check);

#endif
