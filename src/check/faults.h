// Turns what reading found wrong into findings: four rules of the schema family are named like
// the kinds of fault and do nothing else.
#ifndef LINTEL_CHECK_FAULTS_H
#define LINTEL_CHECK_FAULTS_H

#include "check/applies.h"
#include "check/rule.h"

// Every fault of the kind outside of named queries. One that is not certain (syntax that a newer
// PostgreSQL may know) is a warning, whatever the rule's level.
void faults_report(struct check *check, enum fault_kind kind);
// Those inside of them.
void faults_report_queries(struct check *check, enum fault_kind kind);

#endif
