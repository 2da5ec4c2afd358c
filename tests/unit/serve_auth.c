// Who asks: which credentials are taken, from where, and as whom the request then runs.
#include "serve/auth.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

enum { NOW = 1700000000 };

#define UUID "5f0c3d1e-7a52-4d8b-9a55-0e6b0a3f7c11"

static struct arena *arena;
static const struct token_key *key, *admin_key;

// ---- a service ------------------------------------------------------------------------------------

static struct security_scheme bearer = {.name = "session", .kind = SCHEME_HTTP, .scheme = "bearer"};
static struct security_scheme admin_bearer = {
    .name = "admin", .kind = SCHEME_HTTP, .scheme = "Bearer"};
static struct security_scheme header_key = {
    .name = "apikey", .kind = SCHEME_API_KEY, .in = "header", .parameter = "apikey"};
static struct security_scheme query_key = {
    .name = "link", .kind = SCHEME_API_KEY, .in = "query", .parameter = "key"};
static struct security_scheme cookie_key = {
    .name = "cookie", .kind = SCHEME_API_KEY, .in = "cookie", .parameter = "sid"};

static struct manifest_text names[] = {{"authenticated"}, {"sub"}, {"admin"}, {"anon"}, {"org"}};

static struct manifest_scheme promises[] = {
    {.name = "session",
     .role = {"authenticated"},
     .token_role = {&names[0], 1, 1},
     .require = {&names[1], 1, 1}},
    {.name = "admin", .role = {"admin"}, .token_role = {&names[2], 1, 1}},
    {.name = "apikey", .role = {"anon"}, .token_role = {&names[3], 1, 1}},
    {.name = "link", .role = {"authenticated"}, .audience = {"link"}, .issuer = {"us"}},
    {.name = "cookie", .role = {"authenticated"}, .require = {&names[4], 1, 1}},
};

static struct service_scheme schemes[5];
static const char *origins[] = {"https://app.example"};
static struct service service = {
    .name = "unit", .schemes = schemes, .scheme_count = 5, .origins = origins, .origin_count = 1};

static void service_start(void)
{
    static struct security_scheme *const contract[] = {&bearer, &admin_bearer, &header_key,
                                                       &query_key, &cookie_key};
    struct error error;
    const char *secret = "0123456789abcdef0123456789abcdef";
    assert_true(token_key_make(arena, "A", secret, 32, &key, &error));
    admin_key = token_key_derive(arena, key, "admin");
    for (int i = 0; i < 5; i++)
        schemes[i] = (struct service_scheme){contract[i]->name, contract[i], &promises[i],
                                             i == 1 ? admin_key : key};
}

static const char *token_of(const struct token_key *with, const char *payload)
{
    struct text text;
    text_init(&text);
    token_sign(with, payload, strlen(payload), &text);
    const char *copy = arena_copy(arena, text.string, text.length);
    text_release(&text);
    return copy;
}

// ---- a request ------------------------------------------------------------------------------------

struct sent {
    const char *method, *query;
    const char *headers[8][2];
};

static const char *sent_header(void *context, const char *name)
{
    const struct sent *sent = context;
    for (size_t i = 0; i < array_length(sent->headers) && sent->headers[i][0]; i++)
        if (strcasecmp(sent->headers[i][0], name) == 0)
            return sent->headers[i][1];
    return NULL;
}

static struct principal principal;
static struct problem problem;

// The role that the request runs as, or the code it is refused with.
static const char *asked(struct service_alternative *alternatives, uint32_t count, struct sent sent)
{
    struct endpoint endpoint = {
        .alternatives = alternatives, .alternative_count = count, .needs_uuid_subject = true};
    struct auth_request request = {sent.method ? sent.method : "GET", sent.query, sent_header,
                                   &sent};
    problem = (struct problem){0};
    if (authenticate_request(&service, &endpoint, &request, NOW, arena, &principal, &problem)) {
        assert_int_equal(problem.kind, PROBLEM_NONE);
        assert_non_null(principal.role);
        assert_true(principal.is_anonymous == (principal.claims == NULL));
        assert_true(principal.is_anonymous == (*principal.claims_text == '\0'));
        return principal.role;
    }
    assert_int_not_equal(problem.kind, PROBLEM_NONE);
    return problem_code(&problem);
}

static struct service_alternative session[] = {{"authenticated", &schemes[0], 1}};
static struct service_alternative open_or_session[] = {{"anon", NULL, 0},
                                                       {"authenticated", &schemes[0], 1}};
static struct service_alternative anyone[] = {{"anon", NULL, 0}};
static struct service_alternative admin_or_session[] = {{"admin", &schemes[1], 1},
                                                        {"authenticated", &schemes[0], 1}};
static struct service_alternative by_link[] = {{"authenticated", &schemes[3], 1}};
static struct service_alternative by_cookie[] = {{"authenticated", &schemes[4], 1}};

#define AUTHORIZATION(value)                                                                       \
    (struct sent)                                                                                  \
    {                                                                                              \
        .headers = { {"Authorization", value} }                                                    \
    }
#define BEARER(token) AUTHORIZATION(arena_format(arena, "Bearer %s", token))

static const char *good_token(void)
{
    return token_of(key, "{\"sub\":\"" UUID "\",\"role\":\"authenticated\",\"exp\":1800000000}");
}

static void test_session(void **state)
{
    (void)state;
    const char *payload =
        "{\"sub\":\"" UUID "\",\"role\":\"authenticated\",\"exp\":1800000000,\"x\":1.50}";
    assert_string_equal(asked(session, 1, BEARER(token_of(key, payload))), "authenticated");
    assert_false(principal.is_anonymous);
    assert_string_equal(principal.subject, UUID);
    assert_string_equal(principal.claims_text, payload);
    const char *good = good_token();
    static const char *const forms[] = {"bearer %s", "BEARER %s", "Bearer   %s"};
    for (size_t i = 0; i < array_length(forms); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        const char *value = arena_format(arena, forms[i], good);
#pragma GCC diagnostic pop
        assert_string_equal(asked(session, 1, AUTHORIZATION(value)), "authenticated");
    }
}

// Whatever the operation asks for, and also where it asks for nothing.
static void test_bad_credentials(void **state)
{
    (void)state;
    struct service_alternative *const operations[] = {session, open_or_session, anyone,
                                                      admin_or_session};
    static const uint32_t counts[] = {1, 2, 1, 2};
    const char *good = good_token();
    const struct {
        const char *value, *code;
    } cases[] = {
        {"", "invalid_token"},
        {"Bearer", "invalid_token"},
        {"Bearer ", "invalid_token"},
        {"Bearer x", "invalid_token"},
        {"Bearer undefined", "invalid_token"},
        {good, "invalid_token"},
        {arena_format(arena, "Token %s", good), "invalid_token"},
        {arena_format(arena, "Bearer%s", good), "invalid_token"},
        {arena_format(arena, "Bearer %s ", good), "invalid_token"},
        {arena_format(arena, "Bearer %s, Bearer %s", good, good), "invalid_token"},
        {arena_format(arena, "Bearer \"%s\"", good), "invalid_token"},
        {"Basic dXNlcjpwYXNzd29yZA==", "invalid_token"},
        {"Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIiwiZXhwIjoxODAwMDAwMDAwfQ.", "invalid_token"},
    };
    for (size_t i = 0; i < array_length(cases); i++)
        for (size_t j = 0; j < array_length(operations); j++)
            assert_string_equal(asked(operations[j], counts[j], AUTHORIZATION(cases[i].value)),
                                cases[i].code);
    const struct {
        const char *payload, *code;
    } payloads[] = {
        {"{\"sub\":\"" UUID "\",\"role\":\"authenticated\",\"exp\":1600000000}", "expired_token"},
        {"{\"sub\":\"" UUID "\",\"role\":\"authenticated\"}", "expired_token"},
        {"{\"sub\":\"" UUID "\",\"role\":\"authenticated\",\"exp\":1800000000,\"nbf\":1750000000}",
         "token_not_yet_valid"},
        // An anon key and a service key of the same secret.
        {"{\"role\":\"anon\",\"iss\":\"supabase\",\"exp\":1800000000}", "wrong_token_role"},
        {"{\"role\":\"service_role\",\"sub\":\"" UUID "\",\"exp\":1800000000}", "wrong_token_role"},
        {"{\"sub\":\"" UUID "\",\"exp\":1800000000}", "wrong_token_role"},
        {"{\"sub\":\"" UUID "\",\"role\":[\"authenticated\"],\"exp\":1800000000}",
         "wrong_token_role"},
        {"{\"role\":\"authenticated\",\"exp\":1800000000}", "missing_claim"},
        {"{\"role\":\"authenticated\",\"sub\":\"\",\"exp\":1800000000}", "missing_claim"},
        {"{\"role\":\"authenticated\",\"sub\":null,\"exp\":1800000000}", "invalid_token"},
    };
    for (size_t i = 0; i < array_length(payloads); i++) {
        const char *token = token_of(key, payloads[i].payload);
        for (size_t j = 0; j < array_length(operations); j++)
            assert_string_equal(asked(operations[j], counts[j], BEARER(token)), payloads[i].code);
        assert_int_equal(problem_status(&problem), 401);
    }
}

static void test_nobody(void **state)
{
    (void)state;
    assert_string_equal(asked(session, 1, (struct sent){0}), "unauthenticated");
    assert_string_equal(asked(open_or_session, 2, (struct sent){0}), "anon");
    assert_true(principal.is_anonymous);
    assert_null(principal.subject);
    assert_string_equal(asked(anyone, 1, (struct sent){0}), "anon");
    // Without any alternative nobody comes in.
    assert_string_equal(asked(NULL, 0, (struct sent){0}), "unauthenticated");
    assert_string_equal(asked(NULL, 0, BEARER(good_token())), "unauthenticated");
}

static void test_alternatives(void **state)
{
    (void)state;
    const char *admin = token_of(admin_key, "{\"role\":\"admin\",\"exp\":1800000000}");
    // `{}` stands first, and the session counts all the same.
    assert_string_equal(asked(open_or_session, 2, BEARER(good_token())), "authenticated");
    // Two schemes read the same header: each takes its own.
    assert_string_equal(asked(admin_or_session, 2, BEARER(good_token())), "authenticated");
    assert_string_equal(asked(admin_or_session, 2, BEARER(admin)), "admin");
    // Good for another scheme: it does not help where one is asked for, and is nobody elsewhere.
    assert_string_equal(asked(session, 1, BEARER(admin)), "unauthenticated");
    assert_string_equal(asked(open_or_session, 2, BEARER(admin)), "anon");
    assert_true(principal.is_anonymous);
    assert_string_equal(asked(anyone, 1, BEARER(good_token())), "anon");
    // The key of one scheme with the role of the other.
    const char *forged = token_of(key, "{\"role\":\"admin\",\"exp\":1800000000}");
    assert_string_equal(asked(admin_or_session, 2, BEARER(forged)), "wrong_token_role");
}

static void test_all_of_a_requirement(void **state)
{
    (void)state;
    struct service_scheme both[] = {schemes[2], schemes[0]};
    struct service_alternative two[] = {{"authenticated", both, 2}};
    const char *anon = token_of(key, "{\"role\":\"anon\",\"exp\":1800000000}");
    const char *session_token = arena_format(arena, "Bearer %s", good_token());
    assert_string_equal(
        asked(two, 1,
              (struct sent){.headers = {{"Authorization", session_token}, {"ApiKey", anon}}}),
        "authenticated");
    assert_string_equal(principal.subject, UUID); // of the scheme that stands for the role
    assert_string_equal(asked(two, 1, (struct sent){.headers = {{"apikey", anon}}}),
                        "unauthenticated");
    assert_string_equal(asked(two, 1, AUTHORIZATION(session_token)), "unauthenticated");
    assert_string_equal(
        asked(two, 1,
              (struct sent){.headers = {{"Authorization", session_token}, {"apikey", "x"}}}),
        "invalid_token");
    // The session's token where the key belongs.
    assert_string_equal(asked(two, 1,
                              (struct sent){.headers = {{"Authorization", session_token},
                                                        {"apikey", good_token()}}}),
                        "wrong_token_role");
}

static void test_query(void **state)
{
    (void)state;
    const char *good =
        token_of(key, "{\"iss\":\"us\",\"aud\":[\"x\",\"link\"],\"exp\":1800000000}");
    const char *foreign = token_of(key, "{\"iss\":\"them\",\"aud\":\"link\",\"exp\":1800000000}");
    const char *other = token_of(key, "{\"iss\":\"us\",\"aud\":\"x\",\"exp\":1800000000}");
    const struct {
        const char *query, *result;
    } cases[] = {
        {arena_format(arena, "key=%s", good), "authenticated"},
        {arena_format(arena, "a=1&key=%s&b", good), "authenticated"},
        {arena_format(arena, "%%6bey=%s", good), "authenticated"},
        {arena_format(arena, "key=%s&key=%s", good, good), "invalid_token"},
        {arena_format(arena, "key=%s&%%6Bey=x", good), "invalid_token"},
        {arena_format(arena, "key=%s", foreign), "wrong_issuer"},
        {arena_format(arena, "key=%s", other), "wrong_audience"},
        {"key=", "invalid_token"},
        {"key", "invalid_token"},
        {"keys=x&Key=x&%6=x&", "unauthenticated"},
        {"", "unauthenticated"},
        {"&&=&%", "unauthenticated"},
    };
    for (size_t i = 0; i < array_length(cases); i++)
        assert_string_equal(asked(by_link, 1, (struct sent){.query = cases[i].query}),
                            cases[i].result);
}

static void test_cookie(void **state)
{
    (void)state;
    const char *good = token_of(key, "{\"org\":7,\"sub\":\"" UUID "\",\"exp\":1800000000}");
    const char *poor = token_of(key, "{\"org\":[],\"sub\":\"" UUID "\",\"exp\":1800000000}");
    const char *cookie = arena_format(arena, "a=b; sid=%s; c", good);
    assert_string_equal(asked(by_cookie, 1, (struct sent){.headers = {{"Cookie", cookie}}}),
                        "authenticated");
    const struct {
        const char *value, *result;
    } cases[] = {
        {arena_format(arena, "sid=%s; sid=%s", good, good), "invalid_token"},
        {arena_format(arena, "sid=%s", poor), "missing_claim"},
        {"sid=", "invalid_token"},
        {"xsid=1; sid2=2; SID=3", "unauthenticated"},
        {"", "unauthenticated"},
    };
    for (size_t i = 0; i < array_length(cases); i++)
        assert_string_equal(
            asked(by_cookie, 1, (struct sent){.headers = {{"Cookie", cases[i].value}}}),
            cases[i].result);
    // Another site's page must not write with the browser's cookie.
    const struct {
        const char *method, *origin, *site, *result, *referer;
    } pages[] = {
        {"POST", NULL, NULL, "authenticated"},
        {"POST", "https://app.example", NULL, "authenticated"},
        {"POST", "https://api.example", NULL, "authenticated"}, // its own
        {"POST", "https://evil.example", NULL, "forbidden"},
        {"DELETE", "null", NULL, "forbidden"},
        {"POST", "https://app.example.evil.example", NULL, "forbidden"},
        {"POST", NULL, "cross-site", "forbidden"},
        {"POST", NULL, "same-origin", "authenticated"},
        {"POST", NULL, "same-site", "forbidden"},
        {"POST", NULL, "none", "authenticated"}, // typed by the user
        {"POST", NULL, NULL, "forbidden", "https://evil.example/page?https://api.example"},
        {"POST", NULL, NULL, "forbidden", "https://api.example.evil.example/"},
        {"POST", NULL, NULL, "authenticated", "https://api.example/page"},
        {"POST", NULL, NULL, "authenticated", "https://app.example/page"},
        {"GET", "https://evil.example", "cross-site", "authenticated"},
    };
    for (size_t i = 0; i < array_length(pages); i++) {
        struct sent sent = {.method = pages[i].method,
                            .headers = {{"Cookie", cookie}, {"Host", "api.example"}}};
        if (pages[i].origin) {
            sent.headers[2][0] = "Origin";
            sent.headers[2][1] = pages[i].origin;
        } else if (pages[i].site) {
            sent.headers[2][0] = "Sec-Fetch-Site";
            sent.headers[2][1] = pages[i].site;
        } else if (pages[i].referer) {
            sent.headers[2][0] = "Referer";
            sent.headers[2][1] = pages[i].referer;
        }
        assert_string_equal(asked(by_cookie, 1, sent), pages[i].result);
    }
}

static void test_subjects(void **state)
{
    (void)state;
    static const char *const bad[] = {"7",
                                      "auth0|abc",
                                      "5f0c3d1e7a524d8b9a550e6b0a3f7c11",
                                      "{5f0c3d1e-7a52-4d8b-9a55-0e6b0a3f7c11}",
                                      "5f0c3d1e-7a52-4d8b-9a55-0e6b0a3f7c1",
                                      "5f0c3d1e-7a52-4d8b-9a55-0e6b0a3f7c112",
                                      "5g0c3d1e-7a52-4d8b-9a55-0e6b0a3f7c11",
                                      "5f0c3d1e_7a52_4d8b_9a55_0e6b0a3f7c11",
                                      " " UUID};
    for (size_t i = 0; i < array_length(bad); i++) {
        const char *payload = arena_format(
            arena, "{\"sub\":\"%s\",\"role\":\"authenticated\",\"exp\":1800000000}", bad[i]);
        assert_string_equal(asked(session, 1, BEARER(token_of(key, payload))), "subject_not_uuid");
    }
    const char *upper = token_of(key, "{\"sub\":\"5F0C3D1E-7A52-4D8B-9A55-0E6B0A3F7C11\",\"role\":"
                                      "\"authenticated\",\"exp\":1800000000}");
    assert_string_equal(asked(session, 1, BEARER(upper)), "authenticated");
}

// A header that no scheme of the contract reads is bad; a scheme without a key takes nothing.
static void test_other_services(void **state)
{
    (void)state;
    struct service keys_only = service;
    keys_only.schemes = &schemes[2];
    keys_only.scheme_count = 1;
    struct endpoint endpoint = {.alternatives = anyone, .alternative_count = 1};
    struct sent sent = BEARER(good_token());
    struct auth_request request = {"GET", NULL, sent_header, &sent};
    assert_false(
        authenticate_request(&keys_only, &endpoint, &request, NOW, arena, &principal, &problem));
    assert_int_equal(problem.kind, PROBLEM_INVALID_TOKEN);
    struct service_scheme keyless = schemes[0];
    keyless.key = NULL;
    struct service without = service;
    without.schemes = &keyless;
    without.scheme_count = 1;
    assert_false(
        authenticate_request(&without, &endpoint, &request, NOW, arena, &principal, &problem));
    // An apiKey scheme in the header Authorization, with and without the word.
    struct security_scheme raw = {
        .name = "raw", .kind = SCHEME_API_KEY, .in = "header", .parameter = "authorization"};
    struct service_scheme raw_scheme = {"raw", &raw, &promises[0], key};
    struct service_alternative by_raw[] = {{"authenticated", &raw_scheme, 1}};
    struct service third = service;
    third.schemes = &raw_scheme;
    third.scheme_count = 1;
    endpoint.alternatives = by_raw;
    assert_true(
        authenticate_request(&third, &endpoint, &request, NOW, arena, &principal, &problem));
    sent = AUTHORIZATION(good_token());
    assert_true(
        authenticate_request(&third, &endpoint, &request, NOW, arena, &principal, &problem));
}

int main(void)
{
    arena = arena_new();
    service_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_session),
        cmocka_unit_test(test_bad_credentials),
        cmocka_unit_test(test_nobody),
        cmocka_unit_test(test_alternatives),
        cmocka_unit_test(test_all_of_a_requirement),
        cmocka_unit_test(test_query),
        cmocka_unit_test(test_cookie),
        cmocka_unit_test(test_subjects),
        cmocka_unit_test(test_other_services),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
