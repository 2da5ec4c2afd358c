// `lintel check --access` and `--explain-access`: the matrix of link/access.h in place of findings.
#ifndef LINTEL_CHECK_ACCESS_H
#define LINTEL_CHECK_ACCESS_H

#include "checked.h"

// Prints the matrix, or the derivation of `explained` where that is not NULL. `status` is 1 where
// statements that may have a say in it could not be read: they are named. False where nothing is
// called `explained`.
must_check bool check_access(struct checked *checked, struct arena *arena, const char *format,
                             const char *explained, struct text *out, int *status,
                             struct error *error);

#endif
