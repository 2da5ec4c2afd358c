// Runs a function on a stack large enough for deep trees: what is read may nest far deeper than
// the system's usual 8 MB allow. Memory is taken only as it is touched.
#ifndef LINTEL_BASE_STACK_H
#define LINTEL_BASE_STACK_H

#include "base/error.h"

// Waits for the function and puts what it returned into `result`. From then on signals reach the
// function's thread and those it makes, never the caller's. False where the system gives no
// such stack (a limit of address space).
must_check bool stack_run(size_t bytes, int (*function)(void *context), void *context, int *result,
                          struct error *error);

#endif
