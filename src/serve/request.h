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
    struct pg_group group;
    struct timer *timer; // until when it must have its answer
    struct request *next_free;
};

#endif
