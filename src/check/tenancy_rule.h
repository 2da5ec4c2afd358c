// What rules share that ask whose the rows of a table are: one reading of the design, by the names
// of columns and tables that are parameters of rls/disabled, so that the rules cannot disagree.
#ifndef LINTEL_CHECK_TENANCY_RULE_H
#define LINTEL_CHECK_TENANCY_RULE_H

#include "check/rule.h"
#include "link/access.h"

// In check->scratch.
struct tenancy_map *tenancy_of_rules(struct check *check);

// The verdicts, judged at the first question (link/access.h).
struct access *access_of_rules(struct check *check);

// For `.not_applicable`: row security is not in use.
const char *applies_row_security(struct check *check);

// A table of the project's own that holds rows for longer than a transaction, by itself: rules of
// rls/ judge these. Partitions are their root's business.
bool relation_is_judged(const struct relation *relation);

#endif
