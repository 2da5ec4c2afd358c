// Who asks: REQUESTS.md, "Who asks". Fails closed: a credential that is there and not good is 401,
// whatever else the contract would allow.
//
// Every credential that is sent is judged, whether the operation asks for it or not: where it
// stands (Authorization, a header, a cookie, a query parameter of an apiKey scheme) it must be good
// for one of the contract's schemes that look there. An Authorization header that no scheme reads
// is bad. One place that holds two credentials is bad.
//
// The first alternative whose schemes all have a good credential wins. One without schemes fits a
// request without any credential, and one whose credentials are all good but which fits no
// alternative before: it says who asks to another operation, and here it is anon.
//
// A cookie is sent by the browser whoever made the page. Where a request that may write is let in
// by a cookie, its Origin must be the service's own host or a row of `origins`; else 403.
#ifndef LINTEL_SERVE_AUTH_H
#define LINTEL_SERVE_AUTH_H

#include "serve/http.h"
#include "serve/problem.h"
#include "serve/service.h"
#include "serve/token.h"

struct principal {
    const char *role; // the database role
    bool is_anonymous;
    const char *subject;             // the token's sub, or NULL
    const struct json_value *claims; // NULL where anonymous
    const char *claims_text;         // for request.jwt.claims; "" where anonymous
};

// Clocks differ: how many seconds a token's times are stretched.
enum { AUTH_LEEWAY = 60 };

// False: `problem` says why (401, but for the Origin above); the answer carries WWW-Authenticate
// (RFC 6750). `now` in seconds since 1970.
must_check bool authenticate(const struct service *service, const struct endpoint *endpoint,
                             struct http_exchange *exchange, int64_t now, struct arena *arena,
                             struct principal *principal, struct problem *problem);

// The same from what of a request it looks at.
struct auth_request {
    const char *method;
    const char *query; // behind "?", or NULL
    // A header's values joined by ", ", or NULL.
    const char *(*header)(void *context, const char *name);
    void *context;
};
must_check bool authenticate_request(const struct service *service, const struct endpoint *endpoint,
                                     const struct auth_request *request, int64_t now,
                                     struct arena *arena, struct principal *principal,
                                     struct problem *problem);

#endif
