// Paths to endpoints: literal before parameter, backtracking, decoding, methods, and what cannot be
// told apart.
#include <setjmp.h>

#include "base/text.h"
#include "serve/route.h"

// cmocka wants setjmp.h first
#include <cmocka.h>

static struct arena *arena;
static struct error error;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

// Of "GET /a/{x}", each its own name.
static struct routes *routes_of(const char *const *lines, uint32_t count)
{
    struct endpoint **endpoints = arena_allocate(arena, count * sizeof(struct endpoint *));
    for (uint32_t i = 0; i < count; i++) {
        size_t method = strcspn(lines[i], " ");
        endpoints[i] = arena_make(arena, struct endpoint);
        endpoints[i]->name = lines[i];
        endpoints[i]->method = arena_copy(arena, lines[i], method);
        endpoints[i]->path = lines[i] + method + 1;
    }
    return routes_make(arena, endpoints, count, &error);
}

// "GET /a/{x} x=1", "405 GET, HEAD" or "404".
static const char *find(const struct routes *routes, const char *request)
{
    size_t method = strcspn(request, " ");
    struct route_match match;
    route_find(routes, arena, arena_copy(arena, request, method), request + method + 1, &match);
    if (!match.endpoint) {
        assert_int_equal(match.count, 0);
        return match.allow ? arena_format(arena, "405 %s", match.allow) : "404";
    }
    assert_non_null(match.allow);
    const char *text = match.endpoint->name;
    for (uint32_t i = 0; i < match.count; i++)
        text = arena_format(arena, "%s %s=%s", text, match.names[i], match.values[i]);
    return text;
}

static void test_find(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "GET /",
        "GET /todos",
        "POST /todos",
        "GET /todos/{id}",
        "DELETE /todos/{todo}",
        "GET /todos/mine",
        "GET /todos/{id}/tags",
        "PUT /todos/{id}/tags/{tag}",
        "GET /a/{x}/c",
        "GET /a/b/d",
        "GET /v/{x}/{y}/end",
        "GET /v/b/{y}",
        "GET /files/{name}.json",
        "GET /files/{name}",
        "GET /files/{name}:copy",
        "POST /files/{name}:copy",
        "GET /files/report-{year}-{month}.json",
        "GET /slash/",
        "GET /caf\xC3\xA9/a%2Fb",
        "OPTIONS /only",
    };
    static const struct {
        const char *request, *found;
    } cases[] = {
        {"GET /", "GET /"},
        {"HEAD /todos", "GET /todos"},
        {"POST /todos", "POST /todos"},
        {"PATCH /todos", "405 GET, HEAD, POST"},
        {"get /todos", "405 GET, HEAD, POST"},
        {"GET /todos/", "404"},
        {"GET /todos//", "404"},
        {"GET //todos", "404"},
        {"GET todos", "404"},
        {"GET ", "404"},
        {"GET /Todos", "404"},
        {"GET /todos/7", "GET /todos/{id} id=7"},
        {"DELETE /todos/7", "DELETE /todos/{todo} todo=7"},
        {"PUT /todos/7", "405 GET, HEAD, DELETE"},
        {"GET /todos/mine", "GET /todos/mine"},
        {"GET /todos/min%65", "GET /todos/mine"},
        {"DELETE /todos/mine", "405 GET, HEAD"},
        {"GET /todos/mine/tags", "GET /todos/{id}/tags id=mine"},
        {"PUT /todos/1/tags/2", "PUT /todos/{id}/tags/{tag} id=1 tag=2"},
        {"GET /a/b/c", "GET /a/{x}/c x=b"},
        {"GET /a/b/d", "GET /a/b/d"},
        {"GET /a/b/e", "404"},
        {"GET /v/b/c", "GET /v/b/{y} y=c"},
        {"GET /v/b/c/end", "GET /v/{x}/{y}/end x=b y=c"},
        {"GET /todos/a%2Fb", "GET /todos/{id} id=a/b"},
        {"GET /todos/%2e%2e", "GET /todos/{id} id=.."},
        {"GET /todos/..", "GET /todos/{id} id=.."},
        {"GET /todos/a+b", "GET /todos/{id} id=a+b"},
        {"GET /todos/%C3%A9", "GET /todos/{id} id=\xC3\xA9"},
        {"GET /todos/%00", "404"},
        {"GET /todos/%", "404"},
        {"GET /todos/%4", "404"},
        {"GET /todos/%g1", "404"},
        {"GET /todos/%C3", "404"},
        {"GET /todos/\xC3", "404"},
        {"GET /files/a.json", "GET /files/{name}.json name=a"},
        {"GET /files/.json", "GET /files/{name} name=.json"},
        {"GET /files/a.json.json", "GET /files/{name}.json name=a.json"},
        {"GET /files/a", "GET /files/{name} name=a"},
        {"POST /files/a:copy", "POST /files/{name}:copy name=a"},
        {"POST /files/a", "405 GET, HEAD"},
        {"GET /files/report-2026-03.json",
         "GET /files/report-{year}-{month}.json year=2026 month=03"},
        {"GET /files/report-2026.json", "GET /files/{name}.json name=report-2026"},
        {"GET /files/report--3.json", "GET /files/{name}.json name=report--3"},
        {"GET /slash/", "GET /slash/"},
        {"GET /slash", "404"},
        {"GET /caf%C3%A9/a%2fb", "GET /caf\xC3\xA9/a%2Fb"},
        {"GET /caf%C3%A9/a/b", "404"},
        {"HEAD /only", "405 OPTIONS"},
        {"GET /a/b/c/d/e/f/g/h/i/j/k", "404"},
    };
    const struct routes *routes = routes_of(lines, array_length(lines));
    assert_non_null(routes);
    for (size_t i = 0; i < array_length(cases); i++)
        assert_string_equal(find(routes, cases[i].request), cases[i].found);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *lines[2], *message;
    } cases[] = {
        {{"GET /a/{x}", "GET /a/{y}"},
         "GET /a/{x} and GET /a/{y} answer the same requests: GET /a/{x} and /a/{y} cannot be told "
         "apart"},
        {{"GET /a", "GET /%61"},
         "GET /a and GET /%61 answer the same requests: GET /a and /%61 cannot be told apart"},
        {{"GET /a/{x}.b", "GET /a/{y}.b"},
         "GET /a/{x}.b and GET /a/{y}.b answer the same requests: GET /a/{x}.b and /a/{y}.b cannot "
         "be told apart"},
        {{"GET /a/{x}{y}"},
         "GET /a/{x}{y}: the path /a/{x}{y} cannot be served: nothing stands between two "
         "parameters"},
        {{"GET /a/{x"},
         "GET /a/{x: the path /a/{x cannot be served: a parameter has no name, or its brace does "
         "not close"},
        {{"GET /{}"},
         "GET /{}: the path /{} cannot be served: a parameter has no name, or its brace does not "
         "close"},
        {{"GET /a}"}, "GET /a}: the path /a} cannot be served: a brace closes that was not opened"},
        {{"GET a"}, "GET a: the path a cannot be served: it does not begin with a slash"},
        {{"GET /%zz"},
         "GET /%zz: the path /%zz cannot be served: it has a percent sign without two hexadecimal "
         "digits"},
        {{"GET /{1}/{2}/{3}/{4}/{5}/{6}/{7}/{8}/{9}/{0}/{1}/{2}/{3}/{4}/{5}/{6}/{7}"},
         "GET /{1}/{2}/{3}/{4}/{5}/{6}/{7}/{8}/{9}/{0}/{1}/{2}/{3}/{4}/{5}/{6}/{7}: the path "
         "/{1}/{2}/{3}/{4}/{5}/{6}/{7}/{8}/{9}/{0}/{1}/{2}/{3}/{4}/{5}/{6}/{7} cannot be served: "
         "it has more than 16 parameters"},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        assert_null(routes_of(cases[i].lines, cases[i].lines[1] ? 2 : 1));
        assert_string_equal(error.message, cases[i].message);
    }
    assert_non_null(routes_of(NULL, 0));
    assert_string_equal(find(routes_of(NULL, 0), "GET /"), "404");
}

// As many as a large contract has; and where each segment may be a literal or a parameter.
static void test_many(void **state)
{
    (void)state;
    enum { MANY = 2000 };
    const char **lines = arena_allocate(arena, MANY * sizeof(const char *));
    for (uint32_t i = 0; i < MANY; i++)
        lines[i] = arena_format(arena, "GET /r%u/{id}/s", i * 7919 % MANY);
    const struct routes *routes = routes_of(lines, MANY);
    for (uint32_t i = 0; i < MANY; i++)
        assert_string_equal(find(routes, arena_format(arena, "GET /r%u/x/s", i)),
                            arena_format(arena, "GET /r%u/{id}/s id=x", i));
    const char *both[256];
    for (uint32_t i = 0; i < array_length(both); i++) {
        both[i] = "GET ";
        for (uint32_t bit = 0; bit < 8; bit++)
            both[i] = arena_format(arena, i >> bit & 1 ? "%s/{p%u}" : "%s/a", both[i], bit);
    }
    routes = routes_of(both, array_length(both));
    assert_string_equal(find(routes, "GET /a/a/a/a/a/a/a/a"), "GET /a/a/a/a/a/a/a/a");
    assert_string_equal(find(routes, "GET /a/a/a/a/a/a/a/a/a"), "404");
    assert_string_equal(find(routes, "GET /a/a/a/a/a/a/a/b"), "GET /a/a/a/a/a/a/a/{p7} p7=b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_find, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
