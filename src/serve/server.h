// The server: workers, each a thread with a loop, a listener, and connections of its own; signals;
// stopping. The service is shared and only read.
//
//   server_run   starts the workers, says the address on which it listens, and returns when it was
//                told to stop (SIGTERM, SIGINT): first no new connections, then what is in flight
//                is answered, at most `grace_seconds`, then out. A second signal ends at once.
#ifndef LINTEL_SERVE_SERVER_H
#define LINTEL_SERVE_SERVER_H

#include "base/error.h"
#include "serve/http.h"
#include "serve/proxy.h"
#include "serve/service.h"

struct server_options {
    struct http_options http;
    uint32_t workers;
    struct pg_options database; // of each worker
    uint32_t grace_seconds;
    struct proxies proxies; // that are trusted to say whom they speak for
    bool is_quiet;          // no line per request but for faults of ours
    // Every half second on the first worker's thread, or NULL: whether the private database lives.
    void (*tick)(void *context);
    void *tick_context;
};

must_check bool server_run(const struct service *service, const struct server_options *options,
                           struct error *error);

#endif
