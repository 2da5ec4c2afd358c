// "did you mean ...": the nearest of several names to one that does not exist.
#ifndef LINTEL_BASE_NEAREST_H
#define LINTEL_BASE_NEAREST_H

#include "base/base.h"

// Of the candidates so far the one nearest to `wanted` (edit distance, case ignored, at most a
// third of its length); start with NULL.
const char *name_nearer(const char *wanted, const char *best, const char *candidate);

#endif
