// The same work for several things, on several threads with stacks as deep as stack.h gives.
#ifndef LINTEL_BASE_JOBS_H
#define LINTEL_BASE_JOBS_H

#include "base/error.h"

// Calls work(context, 0) to work(context, count - 1), each once, at most `jobs` at a time, and
// returns when all are done. With one job, or where the system gives no more threads, the calls are
// the caller's own or as many threads' as there are.
void jobs_run(uint32_t jobs, uint32_t count, size_t stack_bytes,
              void (*work)(void *context, uint32_t index), void *context);

enum { JOBS_MOST = 64 };

// As many as the machine has processors.
uint32_t jobs_usual(void);

#endif
