// Why whole families of rules do not apply to a design, in the same words for each of their rules:
// the coverage lines say it once for all of them.
#ifndef LINTEL_CHECK_APPLIES_H
#define LINTEL_CHECK_APPLIES_H

#include "check/rule.h"

const char *
applies_contract(struct check *check); // rules about a contract: NULL where there is one

#endif
