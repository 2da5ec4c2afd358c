// Files that are part of the program: everything under platforms/ and profiles/, put in by the
// build (build/embedded.c, written by the Makefile). Paths are those of the repository.
#ifndef LINTEL_BASE_EMBEDDED_H
#define LINTEL_BASE_EMBEDDED_H

#include "base/base.h"

struct embedded {
    const char *path;
    const char *bytes; // ended by a NUL byte that `length` does not count
    size_t length;
};

// NULL where there is none of that path.
const struct embedded *embedded_find(const char *path);
// All of them, sorted by path.
const struct embedded *embedded_all(size_t *count);

#endif
