// Lines "METHOD /path" as endpoints up to a line "--", then lines as requests. Routes are made or
// refused with a reason; what is found must be what its path says: put its parameters into the
// endpoint's path, and the request's own path comes out.
#include "base/text.h"
#include "serve/route.h"
#include "serve/route_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

enum { ENDPOINTS_MOST = 64, REQUESTS_MOST = 64 };

// The line's method, "" without one; `line` moves to the path.
static const char *take_method(struct arena *arena, char **line)
{
    size_t length = strcspn(*line, " ");
    if (!(*line)[length])
        return "";
    const char *method = arena_copy(arena, *line, length);
    *line += length + 1;
    return method;
}

// Decoded, with values in place of parameters.
static void write_segment(struct arena *arena, const char *segment, size_t length,
                          const struct route_match *match, uint32_t *next, struct text *out)
{
    const char *fault;
    for (const char *at = segment, *end = segment + length; at < end;) {
        const char *brace = memchr(at, '{', (size_t)(end - at)), *stop = brace ? brace : end;
        size_t decoded;
        const char *literal =
            percent_decode(arena, at, (size_t)(stop - at), false, &decoded, &fault);
        text_add_bytes(out, literal, decoded);
        if (!brace)
            return;
        demand(*next < match->count && *match->values[*next]);
        const char *close = memchr(brace, '}', (size_t)(end - brace));
        demand(strlen(match->names[*next]) == (size_t)(close - brace) - 1 &&
               strncmp(match->names[*next], brace + 1, (size_t)(close - brace) - 1) == 0);
        text_add(out, match->values[(*next)++]);
        at = close + 1;
    }
}

static void check_found(struct arena *arena, const struct route_match *match, const char *path)
{
    struct text expected;
    text_init(&expected);
    uint32_t next = 0;
    const char *pattern = match->endpoint->path;
    while (*pattern || *path) {
        demand(*pattern == '/' && *path == '/');
        size_t pattern_length = strcspn(++pattern, "/"), length = strcspn(++path, "/"), decoded;
        const char *fault, *segment = percent_decode(arena, path, length, false, &decoded, &fault);
        expected.length = 0;
        text_add(&expected, "");
        write_segment(arena, pattern, pattern_length, match, &next, &expected);
        demand(segment && decoded == expected.length &&
               (decoded == 0 || memcmp(segment, expected.string, decoded) == 0));
        pattern += pattern_length;
        path += length;
    }
    demand(next == match->count);
    text_release(&expected);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct endpoint *endpoints[ENDPOINTS_MOST];
    uint32_t count = 0, requests = 0;
    struct routes *routes = NULL;
    struct error error = {{0}};
    char *rest = arena_copy(arena, data, size);
    for (char *line; requests < REQUESTS_MOST && (line = strsep(&rest, "\n"));) {
        if (!routes && strcmp(line, "--") == 0) {
            routes = routes_make(arena, endpoints, count, &error);
            demand(!routes == (error.message[0] != '\0'));
            if (!routes)
                break;
            continue;
        }
        const char *method = take_method(arena, &line);
        if (!routes && count < ENDPOINTS_MOST) {
            endpoints[count] = arena_make(arena, struct endpoint);
            *endpoints[count++] = (struct endpoint){.name = line, .method = method, .path = line};
        }
        if (!routes)
            continue;
        struct route_match match;
        requests++;
        route_find(routes, arena, method, line, &match);
        if (match.endpoint) {
            demand(strcmp(match.endpoint->method, method) == 0 ||
                   (strcmp(method, "HEAD") == 0 && strcmp(match.endpoint->method, "GET") == 0));
            check_found(arena, &match, line);
        } else {
            demand(match.count == 0);
        }
    }
    arena_free(arena);
    return 0;
}
