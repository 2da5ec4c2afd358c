// What a request brings, read and checked from its endpoint's contract: path, query, header and
// cookie parameters by their style (form, simple, exploded or not; deepObject), the JSON body. All
// faults are collected, not only the first; defaults of the contract are put in.
#ifndef LINTEL_SERVE_INPUTS_H
#define LINTEL_SERVE_INPUTS_H

#include "serve/http.h"
#include "serve/problem.h"
#include "serve/route.h"

struct inputs {
    // By service_input.index; NULL: absent, and the contract has no default.
    const struct json_value **values;
    const struct json_value *body; // as sent; NULL without one
    const char *body_bytes;
    size_t body_length;
};

// Whole numbers of integer schemas come in plain digits: 1.0 and 1e2 as "1" and "100".
//
// An input that is missing, or cannot be read, is told as "query.limit", "header.x-key"; what is
// wrong inside of one as "query.ids/2"; of the body by JSON pointer.
//
// True: `inputs` is filled. False: `problem` says why (INVALID_INPUT with its faults, INVALID_JSON,
// NOT_JSON for another Content-Type than application/json or +json, or a charset that is not
// UTF-8). A query parameter that the contract does not declare is a fault, as is one that comes
// twice where it is no list. `exchange` may be NULL in the fuzzer: then there are no headers.
must_check bool inputs_read(const struct endpoint *endpoint, const struct route_match *match,
                            struct http_exchange *exchange, const char *query, const char *body,
                            size_t body_length, struct arena *arena, struct inputs *inputs,
                            struct problem *problem);

// Says of each input that cannot be read as the contract writes it (style label or matrix, objects
// inside of lists), before serving; then false.
must_check bool inputs_prepare(const struct endpoint *endpoint, struct arena *arena,
                               void (*complain)(void *context, const char *line), void *context);

#endif
