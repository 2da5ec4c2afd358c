// A worker: one thread with a loop, a listener, connections to the database, and the requests that
// it has taken. Workers share the service and the limiter, nothing else.
#ifndef LINTEL_SERVE_WORKER_H
#define LINTEL_SERVE_WORKER_H

#include "serve/request.h"
#include "serve/server.h"

enum { READ_TIME_UNKNOWN = -1, READ_TIME_AWAITED = -2 };

struct worker {
    const struct service *service;
    const struct server_options *options;
    struct limiter *limiter; // shared
    struct loop *loop;
    struct http *http;
    struct pg_pool *pool;
    struct variants *variants;
    // By endpoint: milliseconds that its reads take of late, READ_TIME_UNKNOWN, or
    // READ_TIME_AWAITED while the first of them is under way.
    float *read_times;
    struct request_ids ids;
    struct arena *scratch; // what a request's body is read into, until its statements are bound
    size_t held_bytes;     // by large requests that wait for the database
    struct request *free_requests;
    // Requests without an answer, oldest first, so that the one whose time is over first is first.
    struct request *oldest, *newest;
    uint32_t free_count;
    struct timer *sweep;
    struct timer *grace;
    struct wakeup *stop; // from the thread that hears the signals
    bool is_stopping;
};

// Listens and connects; `is_first` as in http_new. False: nothing is left behind.
must_check bool worker_start(struct worker *worker, const struct service *service,
                             const struct server_options *options, struct limiter *limiter,
                             bool is_first, struct error *error);
void worker_run(struct worker *worker);     // until it has stopped
void worker_stop(struct worker *worker);    // begins to stop; again: at once
void worker_release(struct worker *worker); // after worker_run

#endif
