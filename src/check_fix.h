// `lintel check --fix`, and what it says. Only verb_check.c uses it.
#ifndef LINTEL_CHECK_FIX_VERB_H
#define LINTEL_CHECK_FIX_VERB_H

#include "base/text.h"
#include "check/run.h"

// `is_dry`: the migration goes to `out`, and nothing is written. `status`: with what to exit.
must_check bool check_fix(const struct run *run, bool is_dry, struct text *out, int *status,
                          struct error *error);

#endif
