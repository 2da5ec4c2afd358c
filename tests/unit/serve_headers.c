// Headers of answers: what every one carries, what a refusal adds, and what pages of other origins
// are told.
#include "serve/headers.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static struct arena *arena;
static struct headers headers;

static const char *value_of(const char *name)
{
    const char *value = NULL;
    for (uint32_t i = 0; i < headers.count; i++)
        if (strcasecmp(headers.items[i].name, name) == 0) {
            assert_null(value); // no header twice
            value = headers.items[i].value;
        }
    return value;
}

// No value may end its line.
static void values_check(void)
{
    for (uint32_t i = 0; i < headers.count; i++) {
        assert_non_null(headers.items[i].value);
        for (const char *at = headers.items[i].value; *at; at++)
            assert_in_range((unsigned char)*at, 0x20, 0x7e);
        value_of(headers.items[i].name);
    }
}

static void make(struct headers_source source)
{
    source.request_id = "01890a5d-ac96-774b-bcce-b302099a8057";
    source.microseconds = 1234;
    headers_make(&source, arena, &headers);
    values_check();
}

static const struct service plain = {.name = "unit"};

static void test_every_answer(void **state)
{
    (void)state;
    make((struct headers_source){.service = &plain, .content_type = "application/json"});
    assert_string_equal(value_of("X-Request-Id"), "01890a5d-ac96-774b-bcce-b302099a8057");
    assert_string_equal(value_of("X-Response-Time"), "1.234ms");
    assert_string_equal(value_of("Cache-Control"), "no-store");
    assert_string_equal(value_of("X-Content-Type-Options"), "nosniff");
    assert_string_equal(value_of("Content-Security-Policy"),
                        "default-src 'none'; frame-ancestors 'none'");
    assert_string_equal(value_of("Referrer-Policy"), "no-referrer");
    assert_string_equal(value_of("Cross-Origin-Resource-Policy"), "same-origin");
    assert_string_equal(value_of("Content-Type"), "application/json");
    static const char *const none[] = {"Vary",
                                       "Allow",
                                       "Retry-After",
                                       "WWW-Authenticate",
                                       "X-RateLimit-Limit",
                                       "Access-Control-Allow-Origin"};
    for (size_t i = 0; i < array_length(none); i++)
        assert_null(value_of(none[i]));
}

static void test_limits(void **state)
{
    (void)state;
    struct limit_state limit = {
        .is_allowed = false, .limit = 100, .remaining = 0, .reset = 42, .retry_after = 7};
    struct problem problem = {.kind = PROBLEM_RATE_LIMITED};
    make((struct headers_source){
        .service = &plain, .limit = &limit, .rate = {100, 60}, .problem = &problem});
    assert_string_equal(value_of("X-RateLimit-Limit"), "100");
    assert_string_equal(value_of("X-RateLimit-Remaining"), "0");
    assert_string_equal(value_of("X-RateLimit-Reset"), "42");
    assert_string_equal(value_of("RateLimit-Policy"), "\"default\";q=100;w=60");
    assert_string_equal(value_of("RateLimit"), "\"default\";r=0;t=42");
    assert_string_equal(value_of("Retry-After"), "7");
    // The largest numbers that there are.
    limit = (struct limit_state){true, UINT32_MAX, UINT32_MAX, UINT32_MAX, 0};
    make((struct headers_source){
        .service = &plain, .limit = &limit, .rate = {UINT32_MAX, UINT32_MAX}});
    assert_string_equal(value_of("X-RateLimit-Reset"), "4294967295");
    assert_string_equal(value_of("RateLimit"), "\"default\";r=4294967295;t=4294967295");
}

static void test_problems(void **state)
{
    (void)state;
    for (int kind = PROBLEM_MALFORMED; kind < PROBLEM_RAISED; kind++) {
        struct problem problem = {.kind = (enum problem_kind)kind};
        make((struct headers_source){.service = &plain, .problem = &problem});
        assert_true((value_of("WWW-Authenticate") != NULL) == (problem_status(&problem) == 401));
        assert_true((value_of("Retry-After") != NULL) == (problem_status(&problem) == 503));
    }
    struct problem problem = {.kind = PROBLEM_UNAUTHENTICATED};
    make((struct headers_source){.service = &plain, .problem = &problem});
    assert_string_equal(value_of("WWW-Authenticate"), "Bearer realm=\"unit\"");
    problem.kind = PROBLEM_EXPIRED_TOKEN;
    make((struct headers_source){.service = &plain, .problem = &problem});
    assert_string_equal(value_of("WWW-Authenticate"),
                        "Bearer realm=\"unit\", error=\"invalid_token\", "
                        "error_description=\"The token has expired.\"");
    problem = (struct problem){.kind = PROBLEM_RAISED, .status = 401, .detail = "a\r\nb"};
    struct service named = {.name = "a \"b\"\r\n\xc3\xa9"};
    make((struct headers_source){.service = &named, .problem = &problem});
    assert_string_equal(value_of("WWW-Authenticate"), "Bearer realm=\"a _b_____\"");
    problem = (struct problem){.kind = PROBLEM_BUSY, .retry_after = 9};
    make((struct headers_source){.service = &plain, .problem = &problem, .allow = "GET, HEAD"});
    assert_string_equal(value_of("Retry-After"), "9");
    assert_string_equal(value_of("Allow"), "GET, HEAD");
}

// ---- CORS -----------------------------------------------------------------------------------------

static const char *some[] = {"https://app.example", "http://localhost:5173"};
static const char *any[] = {"*"};
static struct security_scheme cookie = {
    .name = "c", .kind = SCHEME_API_KEY, .in = "cookie", .parameter = "sid"};
static struct security_scheme api_key = {
    .name = "k", .kind = SCHEME_API_KEY, .in = "header", .parameter = "X-Api-Key"};
static struct service_scheme schemes[] = {{"c", &cookie, NULL, NULL}, {"k", &api_key, NULL, NULL}};
static struct service_input inputs[] = {{.header = "X-Trace"}, {0}, {.header = "x-api-key"}};
static struct endpoint endpoint = {.inputs = inputs, .input_count = 3};
static struct endpoint *endpoints[] = {&endpoint};

static void test_origins(void **state)
{
    (void)state;
    struct service service = {.name = "u", .origins = some, .origin_count = 2};
    make((struct headers_source){.service = &service, .origin = "https://app.example"});
    assert_string_equal(value_of("Access-Control-Allow-Origin"), "https://app.example");
    assert_string_equal(value_of("Vary"), "Origin");
    assert_non_null(strstr(value_of("Access-Control-Expose-Headers"), "X-RateLimit-Remaining"));
    assert_non_null(strstr(value_of("Access-Control-Expose-Headers"), "X-Request-Id"));
    assert_null(value_of("Access-Control-Allow-Credentials"));
    static const char *const others[] = {NULL,
                                         "",
                                         "null",
                                         "*",
                                         "https://app.example.evil",
                                         "https://evil.example",
                                         "http://app.example",
                                         "https://app.example:8443",
                                         "HTTPS://APP.EXAMPLE"};
    for (size_t i = 0; i < array_length(others); i++) {
        make((struct headers_source){.service = &service, .origin = others[i]});
        for (uint32_t j = 0; j < headers.count; j++)
            assert_null(strstr(headers.items[j].name, "Access-Control"));
        assert_string_equal(value_of("Vary"), "Origin");
    }
    // Cookies: allowed to those that are named.
    service.schemes = schemes;
    service.scheme_count = 2;
    make((struct headers_source){.service = &service, .origin = "http://localhost:5173"});
    assert_string_equal(value_of("Access-Control-Allow-Credentials"), "true");
    // Any origin, and never with cookies.
    service.origins = any;
    service.origin_count = 1;
    make((struct headers_source){.service = &service, .origin = "https://evil.example"});
    assert_string_equal(value_of("Access-Control-Allow-Origin"), "*");
    assert_null(value_of("Access-Control-Allow-Credentials"));
    assert_null(value_of("Vary"));
}

static void test_preflight(void **state)
{
    (void)state;
    struct service service = {.name = "u",
                              .origins = some,
                              .origin_count = 2,
                              .schemes = schemes,
                              .scheme_count = 2,
                              .endpoints = endpoints,
                              .endpoint_count = 1};
    make((struct headers_source){.service = &service, .origin = "https://app.example"});
    headers_preflight_for(&service, "https://app.example", "GET, HEAD, PATCH", arena, &headers);
    values_check();
    assert_string_equal(value_of("Access-Control-Allow-Methods"), "GET, HEAD, PATCH");
    assert_string_equal(value_of("Access-Control-Allow-Headers"),
                        "authorization, content-type, x-api-key, x-trace");
    assert_string_equal(value_of("Access-Control-Max-Age"), "600");
    make((struct headers_source){.service = &service, .origin = "https://evil.example"});
    headers_preflight_for(&service, "https://evil.example", "GET", arena, &headers);
    assert_null(value_of("Access-Control-Allow-Methods"));
    make((struct headers_source){.service = &service});
    headers_preflight_for(&service, NULL, "GET", arena, &headers);
    assert_null(value_of("Access-Control-Allow-Methods"));
}

// The most that one answer can have fits.
static void test_most(void **state)
{
    (void)state;
    struct service service = {.name = "u",
                              .origins = some,
                              .origin_count = 2,
                              .schemes = schemes,
                              .scheme_count = 2,
                              .endpoints = endpoints,
                              .endpoint_count = 1};
    struct limit_state limit = {.limit = 1, .reset = 1, .retry_after = 1};
    struct problem problem = {.kind = PROBLEM_EXPIRED_TOKEN, .retry_after = 1};
    make((struct headers_source){.service = &service,
                                 .origin = "https://app.example",
                                 .limit = &limit,
                                 .rate = {1, 1},
                                 .problem = &problem,
                                 .allow = "GET",
                                 .content_type = "application/problem+json"});
    headers_preflight_for(&service, "https://app.example", "GET", arena, &headers);
    values_check();
    assert_in_range(headers.count, 20, HEADERS_MOST);
}

int main(void)
{
    arena = arena_new();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_answer), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_problems),     cmocka_unit_test(test_origins),
        cmocka_unit_test(test_preflight),    cmocka_unit_test(test_most),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
