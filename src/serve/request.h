// One request's life, and who owns it when.
//
//   made      by request_begin, when its head has arrived. It has an arena, an id, a time.
//   held      by a count: one for the exchange (until the HTTP layer says `ended`), one for the
//             group in flight (from pg_submit until `done`). The last to let go frees it.
//   answered  exactly once, by request_answer or request_refuse, as long as its exchange is there.
//             A client that went away leaves `exchange` NULL: the group's result is read and
//             dropped, a write that was sent is finished and logged.
//
// A request belongs to one worker and its thread; nothing of it is shared. The passes of
// pipeline.c fill its fields in order, and each may end it with a problem.
#ifndef LINTEL_SERVE_REQUEST_H
#define LINTEL_SERVE_REQUEST_H

#include "serve/auth.h"
#include "serve/bind.h"
#include "serve/headers.h"
#include "serve/request_id.h"

struct worker; // worker.h

struct request {
    struct worker *worker;
    struct http_exchange *exchange; // NULL once the client has gone or has its answer
    struct arena *arena;            // all that is the request's; reused by the worker
    uint32_t holds;                 // exchange, group
    bool is_answered;

    char id[REQUEST_ID_SIZE];
    const char *address; // the client's, through a trusted proxy or the peer's own
    uint64_t arrived;    // microseconds, of a clock that never goes back
    int64_t time;        // milliseconds since 1970

    struct route_match route;
    const struct endpoint *endpoint; // route.endpoint
    struct principal principal;
    struct limit_state limit;
    bool is_limited; // `limit` was taken
    struct inputs inputs;
    struct cursor cursor;
    bool has_cursor;
    size_t held_bytes; // its part of worker->held_bytes
    struct pg_group group;
    bool is_executing; // `group` has been submitted, and `done` has not come
    bool is_good;      // an exclusive group: `body` is the answer, else `problem`
    struct problem problem;
    struct text body;                // of the answer; kept with its memory for the next request
    struct request *next, *previous; // worker.h: among those without an answer, or the free ones
    struct arena_mark start;
};

// Takes a request for an exchange whose head has arrived; held by the exchange.
struct request *request_begin(struct worker *worker, struct http_exchange *exchange);
void request_hold(struct request *request);
void request_release(struct request *request);
void request_free(struct request *request); // one that is nobody's any more

// The answer, once; where the client has gone it is only logged. `extra` are headers besides those
// of headers.h, or NULL; `content_type` NULL: no body.
void request_answer(struct request *request, uint32_t status, const struct headers *extra,
                    const char *content_type, const char *body, size_t length);
// A problem as the answer (RFC 9457). `failure`: what the database said, for the log alone, or
// NULL.
void request_refuse(struct request *request, const struct problem *problem,
                    const struct pg_failure *failure);
// Likewise, and the connection closes: the rest of what the client sends is not read.
void request_refuse_and_close(struct request *request, const struct problem *problem);

#endif
