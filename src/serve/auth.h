// Who asks: REQUESTS.md, "Who asks". Fails closed: a credential that is there and not good is 401,
// whatever else the contract would allow.
//
// The first alternative whose schemes all have a good credential wins; one without schemes only
// where no credential was sent at all, for any scheme of the contract or as a bearer token.
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

// False: `problem` says why (401); the answer carries WWW-Authenticate (RFC 6750). `now` in seconds
// since 1970.
must_check bool authenticate(const struct service *service, const struct endpoint *endpoint,
                             struct http_exchange *exchange, int64_t now, struct arena *arena,
                             struct principal *principal, struct problem *problem);

#endif
