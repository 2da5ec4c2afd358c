// Whether a trigger writes the caller into the column that says whose a row is, before WITH CHECK
// is asked: then a condition that ties nothing opens nothing. One that only fills what is left out
// keeps what the caller gives.
#ifndef LINTEL_CHECK_STAMP_H
#define LINTEL_CHECK_STAMP_H

#include "check/verdicts.h"

enum stamp { STAMP_NONE, STAMP_MAYBE, STAMP_ALWAYS };

// The least of all hits: one command that no trigger ties is enough.
enum stamp stamp_of(struct check *check, const struct verdict_group *group);

#endif
