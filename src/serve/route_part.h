// Shared by route.c (finding) and route_make.c (building): a tree of segments.
//
//     /todos ─┬─ /mine            literals, sorted
//             ├─ /{id}.json       mixed, the one with more letters first
//             └─ /{id} ── /tags   a parameter
//
// Each node is one way of writing the segments up to it, so a search visits each at most once.
#ifndef LINTEL_SERVE_ROUTE_PART_H
#define LINTEL_SERVE_ROUTE_PART_H

#include "serve/route.h"

enum { ROUTE_SEGMENTS_MOST = 64 };

// literal parameter literal parameter ... literal: one more literal than parameters.
struct route_shape {
    const char *literals[ROUTE_PARAMETERS_MOST + 1]; // decoded; between two never empty
    uint32_t parameters;
    size_t letters; // of all literals
};

struct route_method {
    const char *method;
    const struct endpoint *endpoint;
    const char **names; // of its path's parameters, in order
};

struct route_node {
    const char *literal;       // of a literal segment, decoded
    struct route_shape *shape; // of a mixed segment
    LIST(struct route_node *) literals;
    LIST(struct route_node *) mixed;
    struct route_node *parameter;
    LIST(struct route_method) methods; // none: no path ends here
    const char *allow;
};

struct routes {
    struct route_node root;
    uint32_t depth; // segments of the longest path
};

#endif
