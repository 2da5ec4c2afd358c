// The body of a successful answer, and whether it is one: REQUESTS.md, "Answers" and "Pages".
#ifndef LINTEL_SERVE_ANSWER_H
#define LINTEL_SERVE_ANSWER_H

#include "serve/inputs.h"
#include "serve/problem.h"

// Whether the rows are an answer (:one without a row is NOT_FOUND, with a second INTERNAL;
// :execrows without one NOT_FOUND). Also decides COMMIT or ROLLBACK of an exclusive group.
must_check bool answer_judge(const struct endpoint *endpoint, const struct pg_group *group,
                             struct problem *problem);

// An answer has at most so many bytes: the whole of it is in memory.
enum { ANSWER_BYTES_MOST = 64 * 1024 * 1024 };

// Writes the body; nothing for :exec and :execrows. `now` in milliseconds since 1970. False: a
// value that cannot be written (INTERNAL; the reason in problem->log_detail), with `out` as it was.
must_check bool answer_write(const struct service *service, const struct endpoint *endpoint,
                             const struct inputs *inputs, const struct pg_group *group, int64_t now,
                             struct text *out, struct problem *problem);

#endif
