// From method and path to the endpoint. A literal segment beats a parameter, segment by segment
// from the left; a parameter is never empty. Segments are compared after percent-decoding, so
// "%2e" is "." and "%2F" is a slash inside a segment. "." and ".." are segments like others. An
// encoded NUL or broken percent sign or text that is not UTF-8 finds nothing.
#ifndef LINTEL_SERVE_ROUTE_H
#define LINTEL_SERVE_ROUTE_H

#include "base/list.h"
#include "serve/service.h"

enum { ROUTE_PARAMETERS_MOST = 16 };

struct route_match {
    const struct endpoint *endpoint; // NULL: no such path, or no such method on it
    const char *allow;               // "GET, HEAD, POST" where the path exists, else NULL
    // Path parameters, decoded, in the order of the path's segments.
    const char *names[ROUTE_PARAMETERS_MOST];
    const char *values[ROUTE_PARAMETERS_MOST];
    uint32_t count;
};

// Two endpoints of the same method and shape ("/a/{x}" and "/a/{y}") are a fault: NULL, and
// `error` names both.
struct routes *routes_make(struct arena *arena, struct endpoint *const *endpoints, uint32_t count,
                           struct error *error);

// HEAD finds GET's endpoint. `arena` is the request's. O(length of the path) but for parameters
// that stand beside literals.
void route_find(const struct routes *routes, struct arena *arena, const char *method,
                const char *path, struct route_match *match);

#endif
