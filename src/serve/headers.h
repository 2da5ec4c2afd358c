// Headers that every answer carries, and CORS (Fetch standard, "CORS protocol").
//   X-Request-Id, X-Response-Time, Cache-Control: no-store unless the endpoint says otherwise,
//   X-Content-Type-Options: nosniff, Content-Security-Policy: default-src 'none';
//   frame-ancestors 'none', Referrer-Policy: no-referrer, Cross-Origin-Resource-Policy (D17),
//   rate limit headers (X-RateLimit-Limit, -Remaining, -Reset; RateLimit-Policy, RateLimit: C6),
//   Retry-After, WWW-Authenticate (RFC 6750), Allow.
//
// X-RateLimit-Reset, as RateLimit's t, is in seconds from now, not a time.
#ifndef LINTEL_SERVE_HEADERS_H
#define LINTEL_SERVE_HEADERS_H

#include "serve/http.h"
#include "serve/limit.h"
#include "serve/problem.h"
#include "serve/service.h"

enum { HEADERS_MOST = 28 };

struct headers {
    struct http_header items[HEADERS_MOST];
    uint32_t count;
};

void headers_add(struct headers *headers, const char *name, const char *value);

struct headers_source {
    const struct service *service;
    const char *request_id;
    uint64_t microseconds;           // since the request arrived
    const char *origin;              // the request's Origin, or NULL
    const struct limit_state *limit; // NULL: none applies
    struct rate rate;
    const struct problem *problem; // NULL: a success
    const char *allow;             // 405, OPTIONS
    const char *content_type;      // NULL: no body
};

// Values live in the arena.
void headers_make(const struct headers_source *source, struct arena *arena,
                  struct headers *headers);

// Of an OPTIONS request, which is answered 204 with the headers of headers_make and these.
// Adds what the origin may do; nothing for one that may not call.
void headers_preflight(const struct service *service, struct http_exchange *exchange,
                       const char *allow, struct arena *arena, struct headers *headers);
// The same from the values of the request's headers.
void headers_preflight_for(const struct service *service, const char *origin, const char *allow,
                           struct arena *arena, struct headers *headers);

// Whether pages of the origin may call: a row of the manifest's `origins`, or "*".
bool headers_origin_may(const struct service *service, const char *origin);

#endif
