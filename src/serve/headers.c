// One function per group of headers, called in order. What never changes stands in a table; values
// that are made live in the request's arena.
//
// CORS: a page of an origin that `origins` does not name gets no Access-Control header at all, and
// its browser hides the answer from it. Credentials that the browser sends by itself (cookies) are
// allowed to named origins only, never to "*", and only where a scheme of the design is a cookie.
#include "serve/headers.h"

#include "base/word.h"
#include "serve/auth_credential.h"

static const struct http_header fixed[] = {
    {"Cache-Control", "no-store"},
    {"X-Content-Type-Options", "nosniff"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

// What a page's script may read of an answer besides the few that it always may.
static const char exposed[] =
    "X-Request-Id, X-Response-Time, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, "
    "RateLimit-Policy, RateLimit, Retry-After, WWW-Authenticate";

static const char preflight_seconds[] = "600";

void headers_add(struct headers *headers, const char *name, const char *value)
{
    assert(headers->count < HEADERS_MOST);
    headers->items[headers->count++] = (struct http_header){name, value};
}

// ---- CORS -----------------------------------------------------------------------------------------

static bool origin_is_any(const struct service *service)
{
    return service->origin_count == 1 && strcmp(service->origins[0], "*") == 0;
}

bool headers_origin_may(const struct service *service, const char *origin)
{
    if (!origin)
        return false;
    if (origin_is_any(service))
        return true;
    for (uint32_t i = 0; i < service->origin_count; i++)
        if (strcmp(service->origins[i], origin) == 0)
            return true;
    return false;
}

static bool has_cookie_scheme(const struct service *service)
{
    for (uint32_t i = 0; i < service->scheme_count; i++) {
        const struct security_scheme *scheme = service->schemes[i].scheme;
        if (scheme && credential_is_cookie(scheme))
            return true;
    }
    return false;
}

// True where the origin may call.
static bool add_origin(const struct service *service, const char *origin, struct arena *arena,
                       struct headers *headers)
{
    if (service->origin_count == 0)
        return false;
    bool is_any = origin_is_any(service);
    // A cache must not give one origin's answer to another, nor one without these headers.
    if (!is_any)
        headers_add(headers, "Vary", "Origin");
    if (!headers_origin_may(service, origin))
        return false;
    headers_add(headers, "Access-Control-Allow-Origin",
                is_any ? "*" : arena_copy_string(arena, origin));
    if (!is_any && has_cookie_scheme(service))
        headers_add(headers, "Access-Control-Allow-Credentials", "true");
    return true;
}

// The headers that a request of this service may bring, each once: a page may send no other.
struct header_names {
    LIST_FIELDS(const char *);
};

static void name_add(struct arena *arena, struct header_names *names, const char *name)
{
    enum { NAMES_MOST = 200 };
    for (uint32_t i = 0; i < names->count; i++)
        if (strcasecmp(names->items[i], name) == 0)
            return;
    if (names->count < NAMES_MOST)
        list_add(arena, names, name);
}

static const char *request_headers(const struct service *service, struct arena *arena)
{
    struct header_names names = {0};
    name_add(arena, &names, "authorization");
    name_add(arena, &names, "content-type");
    for (uint32_t i = 0; i < service->scheme_count; i++) {
        const struct security_scheme *scheme = service->schemes[i].scheme;
        if (scheme && scheme->kind == SCHEME_API_KEY && string_equal(scheme->in, "header") &&
            scheme->parameter)
            name_add(arena, &names, scheme->parameter);
    }
    for (uint32_t i = 0; i < service->endpoint_count; i++)
        for (uint32_t j = 0; j < service->endpoints[i]->input_count; j++)
            if (service->endpoints[i]->inputs[j].header)
                name_add(arena, &names, service->endpoints[i]->inputs[j].header);
    size_t length = 1;
    for (uint32_t i = 0; i < names.count; i++)
        length += strlen(names.items[i]) + 2;
    char *joined = arena_allocate(arena, length), *at = joined;
    for (uint32_t i = 0; i < names.count; i++) {
        const char *name = names.items[i];
        if (i > 0) {
            *at++ = ',';
            *at++ = ' ';
        }
        for (; *name; name++)
            *at++ = byte_lower(*name);
    }
    return joined;
}

void headers_preflight(const struct service *service, struct http_exchange *exchange,
                       const char *allow, struct arena *arena, struct headers *headers)
{
    headers_preflight_for(service, http_header(exchange, "Origin"), allow, arena, headers);
}

void headers_preflight_for(const struct service *service, const char *origin, const char *allow,
                           struct arena *arena, struct headers *headers)
{
    // Access-Control-Allow-Origin is headers_make's, as for every other answer.
    if (!headers_origin_may(service, origin) || !allow)
        return;
    headers_add(headers, "Access-Control-Allow-Methods", allow);
    headers_add(headers, "Access-Control-Allow-Headers", request_headers(service, arena));
    headers_add(headers, "Access-Control-Max-Age", preflight_seconds);
}

// ---- the others -----------------------------------------------------------------------------------

static void add_limit(const struct headers_source *source, struct arena *arena,
                      struct headers *headers)
{
    enum { NUMBER = 16, FIELD = 64 };
    const struct limit_state *limit = source->limit;
    char *numbers = arena_allocate_raw(arena, 3 * NUMBER), *fields;
    snprintf(numbers, NUMBER, "%u", limit->limit);
    snprintf(numbers + NUMBER, NUMBER, "%u", limit->remaining);
    snprintf(numbers + (size_t)2 * NUMBER, NUMBER, "%u", limit->reset);
    fields = arena_allocate_raw(arena, 2 * FIELD);
    snprintf(fields, FIELD, "\"default\";q=%u;w=%u", source->rate.count, source->rate.seconds);
    snprintf(fields + FIELD, FIELD, "\"default\";r=%u;t=%u", limit->remaining, limit->reset);
    headers_add(headers, "X-RateLimit-Limit", numbers);
    headers_add(headers, "X-RateLimit-Remaining", numbers + NUMBER);
    headers_add(headers, "X-RateLimit-Reset", numbers + (size_t)2 * NUMBER);
    headers_add(headers, "RateLimit-Policy", fields);
    headers_add(headers, "RateLimit", fields + FIELD);
}

// Inside a quoted string of a header: neither quotes, backslashes, control characters nor what is
// not ASCII (RFC 6750, section 3).
static const char *quotable(struct arena *arena, const char *text)
{
    char *copy = arena_copy_string(arena, text);
    for (char *at = copy; *at; at++)
        if ((unsigned char)*at < 0x20 || (unsigned char)*at >= 0x7f || *at == '"' || *at == '\\')
            *at = '_';
    return copy;
}

static void add_challenge(const struct headers_source *source, struct arena *arena,
                          struct headers *headers)
{
    const struct problem *problem = source->problem;
    const char *realm = source->service->name ? source->service->name : "";
    realm = quotable(arena, realm);
    bool is_missing = problem->kind == PROBLEM_UNAUTHENTICATED || problem->kind == PROBLEM_RAISED;
    // Who sent no credential is only told what is wanted (RFC 6750, section 3.1).
    headers_add(headers, "WWW-Authenticate",
                is_missing
                    ? arena_format(arena, "Bearer realm=\"%s\"", realm)
                    : arena_format(arena,
                                   "Bearer realm=\"%s\", error=\"invalid_token\", "
                                   "error_description=\"%s\"",
                                   realm, quotable(arena, problem_row(problem->kind)->detail)));
}

static void add_problem(const struct headers_source *source, struct arena *arena,
                        struct headers *headers)
{
    const struct problem *problem = source->problem;
    uint32_t seconds = problem_retry_after(problem);
    if (problem->kind == PROBLEM_RATE_LIMITED && !problem->retry_after && source->limit)
        seconds = source->limit->retry_after;
    if (seconds > 0)
        headers_add(headers, "Retry-After", arena_format(arena, "%u", seconds));
    if (problem_status(problem) == 401)
        add_challenge(source, arena, headers);
}

void headers_make(const struct headers_source *source, struct arena *arena, struct headers *headers)
{
    enum { TIME = 40 };
    char *time = arena_allocate_raw(arena, TIME);
    headers->count = 0;
    for (size_t i = 0; i < array_length(fixed); i++)
        headers_add(headers, fixed[i].name, fixed[i].value);
    snprintf(time, TIME, "%llu.%03llums", (unsigned long long)(source->microseconds / 1000),
             (unsigned long long)(source->microseconds % 1000));
    headers_add(headers, "X-Request-Id", source->request_id);
    headers_add(headers, "X-Response-Time", time);
    if (source->content_type)
        headers_add(headers, "Content-Type", source->content_type);
    if (source->allow)
        headers_add(headers, "Allow", source->allow);
    if (source->limit)
        add_limit(source, arena, headers);
    if (source->problem)
        add_problem(source, arena, headers);
    if (add_origin(source->service, source->origin, arena, headers))
        headers_add(headers, "Access-Control-Expose-Headers", exposed);
}
