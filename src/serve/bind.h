// From a request's values to the calls of its pipeline group: each parameter as PostgreSQL's text
// format wants it for its type, and the variant of each statement for what is absent.
//
// A statement whose inputs may be absent is prepared once per pattern of absent ones seen, with
// `NULL::type` in their place, so that `(:x::t IS NULL OR col = :x)` becomes a plan that searches
// instead of filtering. After VARIANTS_MOST patterns of a statement and role the text with all
// parameters is used, and PostgreSQL is asked for custom plans (plan_cache_mode). REQUESTS.md,
// "Names and parameters".
//
// Arrays go to SQL arrays as array literals (empty is {}), to json and jsonb as JSON; objects to
// json and jsonb; a JSON null is NULL.
#ifndef LINTEL_SERVE_BIND_H
#define LINTEL_SERVE_BIND_H

#include "serve/auth.h"
#include "serve/cursor.h"
#include "serve/inputs.h"

enum { VARIANTS_MOST = 16 };

// A worker's own: which variants its pool knows.
struct variants;
struct variants *variants_new(const struct service *service, struct pg_pool *pool);
void variants_free(struct variants *variants);

struct bind_source {
    const struct endpoint *endpoint;
    const struct inputs *inputs;
    const struct principal *principal;
    const struct cursor *cursor; // NULL on the first page
    const char *request_id, *address;
    int64_t time; // when the request arrived, in milliseconds since 1970
};

// Fills the group's calls (those of the endpoint's statements, then of its count) and settings:
// claims, the design's own, plan_cache_mode where needed. False where a value cannot be what the
// type asks for (an object for an integer): the contract allowed it, so it is INVALID_VALUE.
must_check bool bind_group(struct variants *variants, const struct bind_source *source,
                           struct arena *arena, struct pg_group *group, struct problem *problem);

#endif
