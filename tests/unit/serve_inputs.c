// What a request brings, over contracts with every style: values as they come out, and what is said
// of those that are wrong.
#include <setjmp.h>

#include "../lib/endpoint.h"
#include "base/text.h"

// cmocka wants setjmp.h first
#include <cmocka.h>

static struct arena *arena;
static struct text complaints;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    text_init(&complaints);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    text_release(&complaints);
    return 0;
}

static void complain(void *context, const char *line)
{
    (void)context;
    text_format(&complaints, "%s\n", line);
}

static struct endpoint_set read_contract(const char *paths)
{
    struct endpoint_set set = {0};
    const char *text =
        arena_format(arena, "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {%s}\n", paths);
    if (!endpoints_read(arena, text, complain, &set))
        fail_msg("%s", complaints.string);
    return set;
}

// The inputs that are there as "name=JSON", in order; or the problem.
static const char *read_request(const struct endpoint_set *set, const char *request,
                                struct http_exchange *exchange, const char *body)
{
    struct route_match match;
    size_t method = strcspn(request, " ");
    const char *path = request + method + 1, *question = strchr(path, '?');
    route_find(set->routes, arena, arena_copy(arena, request, method),
               question ? arena_copy(arena, path, (size_t)(question - path)) : path, &match);
    if (!match.endpoint)
        fail_msg("%s: no such path", request);
    struct inputs inputs;
    struct problem problem = {0};
    struct text text;
    text_init(&text);
    if (inputs_read(match.endpoint, &match, exchange, question ? question + 1 : NULL, body,
                    body ? strlen(body) : 0, arena, &inputs, &problem)) {
        assert_int_equal(problem.kind, PROBLEM_NONE);
        for (uint32_t i = 0; i < match.endpoint->input_count; i++) {
            const struct json_value *value = inputs.values[i];
            if (value)
                text_format(&text, "%s%s=%.*s", text.length ? " " : "",
                            match.endpoint->inputs[i].field->name, (int)value->source_length,
                            value->source);
            if (value && value->kind == JSON_VALUE_NUMBER) // what is bound
                assert_memory_equal(value->source, value->text, value->length);
        }
    } else if (problem.faults) {
        assert_int_equal(problem.kind, PROBLEM_INVALID_INPUT);
        assert_true(problem.faults->count > 0);
        list_each (struct input_fault, fault, problem.faults)
            text_format(&text, "%s%s: %s", text.length ? "; " : "", fault.pointer, fault.detail);
    } else {
        text_format(&text, "%s", problem.kind == PROBLEM_NOT_JSON ? "not JSON" : problem.detail);
    }
    const char *copy = arena_copy(arena, text.length ? text.string : "", text.length);
    text_release(&text);
    return copy;
}

struct input_case {
    const char *request, *result;
};

static void run_cases(const struct endpoint_set *set, const struct input_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *result = read_request(set, cases[i].request, NULL, NULL);
        if (strcmp(result, cases[i].result) != 0)
            fail_msg("%s: \"%s\", not \"%s\"", cases[i].request, result, cases[i].result);
    }
}

static void test_scalars(void **state)
{
    (void)state;
    struct endpoint_set set = read_contract(
        "'/t/{id}': {get: {operationId: a, parameters: [{name: id, in: path, required: true, "
        "schema: "
        "{type: integer}}, {name: limit, in: query, schema: {type: integer, default: 20, maximum: "
        "100}}, {name: price, in: query, schema: {type: number}}, {name: open, in: query, schema: "
        "{type: boolean}}, {name: q, in: query, schema: {type: string, maxLength: 5}}, {name: "
        "mixed, in: query, schema: {type: [integer, string]}}, {name: any, in: query}, {name: ref, "
        "in: query, schema: {allOf: [{type: integer}]}}]}}");
    static const struct input_case cases[] = {
        {"GET /t/7", "id=7 limit=20"},
        {"GET /t/-7?limit=5", "id=-7 limit=5"},
        {"GET /t/x", "path.id: must be integer, is string"},
        {"GET /t/7.0", "path.id: must be integer, is string"},
        {"GET /t/07", "path.id: must be integer, is string"},
        {"GET /t/-0", "id=0 limit=20"},
        {"GET /t/1?limit=101&price=x",
         "query.limit: more than 100; query.price: must be number, is string"},
        {"GET /t/1?limit=", "query.limit: must be integer, is string"},
        {"GET /t/1?limit", "query.limit: must be integer, is string"},
        {"GET /t/1?limit=+5", "query.limit: must be integer, is string"},
        {"GET /t/1?limit=5&limit=6", "query.limit: stands more than once"},
        {"GET /t/1?price=1.50", "id=1 limit=20 price=1.50"},
        {"GET /t/1?price=1e2", "id=1 limit=20 price=1e2"},
        {"GET /t/1?price=%201", "query.price: must be number, is string"},
        {"GET /t/1?price=NaN", "query.price: must be number, is string"},
        {"GET /t/1?price=1e99999", "query.price: must be number, is string"},
        {"GET /t/1?open=true", "id=1 limit=20 open=true"},
        {"GET /t/1?open=1", "query.open: must be boolean, is string"},
        {"GET /t/1?open=True", "query.open: must be boolean, is string"},
        {"GET /t/1?q=a+b%20c", "id=1 limit=20 q=\"a b c\""},
        {"GET /t/1?q=%2B", "id=1 limit=20 q=\"+\""},
        {"GET /t/1?q=%22%0a", "id=1 limit=20 q=\"\\\"\\u000a\""},
        {"GET /t/1?q", "id=1 limit=20 q=\"\""},
        {"GET /t/1?q=1=2", "id=1 limit=20 q=\"1=2\""},
        {"GET /t/1?&&q=1&", "id=1 limit=20 q=\"1\""},
        {"GET /t/1?q=%e2%82%ac%e2%82%ac", "id=1 limit=20 q=\"\xE2\x82\xAC\xE2\x82\xAC\""},
        {"GET /t/1?q=abcdef", "query.q: longer than 5 characters"},
        {"GET /t/1?q=%", "query.q: has a percent sign without two hexadecimal digits"},
        {"GET /t/1?q=%0", "query.q: has a percent sign without two hexadecimal digits"},
        {"GET /t/1?q=%00", "query.q: holds a zero byte"},
        {"GET /t/1?q=%ff", "query.q: is not UTF-8"},
        {"GET /t/1?%ff=1", "query: a name is not UTF-8"},
        {"GET /t/1?mixed=1", "id=1 limit=20 mixed=1"},
        {"GET /t/1?mixed=1x", "id=1 limit=20 mixed=\"1x\""},
        {"GET /t/1?any=1", "id=1 limit=20 any=\"1\""},
        {"GET /t/1?ref=1", "id=1 limit=20 ref=1"},
        {"GET /t/1?ref=a", "query.ref: must be integer, is string"},
        {"GET /t/1?limt=5",
         "query.limt: not a parameter of this operation; did you mean \"limit\"?"},
        {"GET /t/1?x=5&id=3", "query.x: not a parameter of this operation; query.id: not a "
                              "parameter of this operation"},
    };
    run_cases(&set, cases, array_length(cases));
}

static void test_lists(void **state)
{
    (void)state;
    struct endpoint_set set = read_contract(
        "'/t/{ids}': {get: {operationId: a, parameters: [{name: ids, in: path, required: true, "
        "schema: {type: array, items: {type: integer}}}, {name: tag, in: query, schema: {type: "
        "array, maxItems: 3, items: {type: string}}}, {name: n, in: query, explode: false, schema: "
        "{type: array, items: {type: integer}}}, {name: sp, in: query, style: spaceDelimited, "
        "explode: false, schema: {type: array, items: {type: string}}}, {name: pi, in: query, "
        "style: pipeDelimited, explode: false, schema: {type: array, items: {type: number}}}, "
        "{name: either, in: query, schema: {oneOf: [{type: string}, {type: array, items: {type: "
        "string}}]}}]}}");
    static const struct input_case cases[] = {
        {"GET /t/1,2,3", "ids=[1,2,3]"},
        {"GET /t/1,x", "path.ids/1: must be integer, is string"},
        {"GET /t/1,", "path.ids/1: must be integer, is string"},
        {"GET /t/1?tag=a", "ids=[1] tag=[\"a\"]"},
        {"GET /t/1?tag=a,b&tag=c", "ids=[1] tag=[\"a,b\",\"c\"]"},
        {"GET /t/1?tag=a&tag=b&tag=c&tag=d", "query.tag: more than 3 items"},
        {"GET /t/1?tag=", "ids=[1] tag=[\"\"]"},
        {"GET /t/1?n=1,2", "ids=[1] n=[1,2]"},
        {"GET /t/1?n=1%2C2", "query.n/0: must be integer, is string"},
        {"GET /t/1?n=", "ids=[1] n=[]"},
        {"GET /t/1?n=1&n=2", "query.n: stands more than once"},
        {"GET /t/1?sp=a%20b+c", "ids=[1] sp=[\"a\",\"b\",\"c\"]"},
        {"GET /t/1?pi=1|2%7C3.5", "ids=[1] pi=[1,2,3.5]"},
        {"GET /t/1?pi=%f", "query.pi: has a percent sign without two hexadecimal digits"},
        {"GET /t/1?either=a", "ids=[1] either=\"a\""},
        {"GET /t/1?either=a&either=b", "ids=[1] either=[\"a\",\"b\"]"},
    };
    run_cases(&set, cases, array_length(cases));
}

static void test_objects(void **state)
{
    (void)state;
#define RANGE                                                                                      \
    "{type: object, additionalProperties: false, properties: {from: {type: integer}, to: {type: "  \
    "integer}}}"
    struct endpoint_set set = read_contract(
        "'/t/{p}': {get: {operationId: a, parameters: [{name: p, in: path, required: true, schema: "
        "{type: object}}, {name: deep, in: query, style: deepObject, explode: true, schema: " RANGE
        "}, {name: spread, in: query, schema: " RANGE "}, {name: flat, in: query, explode: false, "
        "schema: " RANGE "}]}}, '/x/{p}': {get: {operationId: b, parameters: [{name: p, in: path, "
        "required: true, explode: true, schema: " RANGE "}]}}");
    static const struct input_case cases[] = {
        {"GET /t/a,1,b,2", "p={\"a\":\"1\",\"b\":\"2\"}"},
        {"GET /t/a,1,b", "path.p: is not pairs of names and values"},
        {"GET /x/from=1,to=2", "p={\"from\":1,\"to\":2}"},
        {"GET /x/from=1,till=2", "path.p/till: not a property of this object"},
        {"GET /x/from", "path.p: is not pairs of names and values"},
        {"GET /t/a,1?deep[from]=1&deep%5Bto%5D=2", "p={\"a\":\"1\"} deep={\"from\":1,\"to\":2}"},
        {"GET /t/a,1?deep[from]=1&deep[from]=2", "query.deep: has a property twice"},
        {"GET /t/a,1?deep[form]=1",
         "query.deep/form: not a property of this object; did you mean \"from\"?"},
        {"GET /t/a,1?deep[from=1", "query.deep[from: not a parameter of this operation"},
        {"GET /t/a,1?from=3", "p={\"a\":\"1\"} spread={\"from\":3}"},
        {"GET /t/a,1?flat=from,3,to,x", "query.flat/to: must be integer, is string"},
    };
    run_cases(&set, cases, array_length(cases));
}

static void test_headers(void **state)
{
    (void)state;
    struct endpoint_set set = read_contract(
        "/t: {get: {operationId: a, parameters: [{name: X-Key, in: header, required: true, schema: "
        "{type: string, format: uuid}}, {name: X-Ids, in: header, schema: {type: array, items: "
        "{type: integer}}}, {name: lang, in: cookie, schema: {enum: [de, en], default: en}}]}}");
    static const char key[] = "5f0c3d1e-7a52-4d8b-9a55-0e6b0a3f7c11";
    static const struct {
        struct http_exchange exchange;
        const char *result;
    } cases[] = {
        {{{0}, {0}, 0, NULL}, "header.x-key: required"},
        {{{"x-key"}, {"a"}, 1, NULL}, "header.x-key: not a UUID"},
        {{{"x-key"}, {"\xff"}, 1, NULL}, "header.x-key: is not UTF-8"},
        {{{"x-KEY"}, {key}, 1, NULL}, "X-Key=\"5f0c3d1e-7a52-4d8b-9a55-0e6b0a3f7c11\" lang=\"en\""},
        {{{"x-key", "x-ids", "X-IDS"}, {key, "1,2", "3"}, 3, NULL},
         "X-Key=\"5f0c3d1e-7a52-4d8b-9a55-0e6b0a3f7c11\" X-Ids=[1,2,3] lang=\"en\""},
        {{{"x-key", "cookie"}, {key, "a=b; lang=de ;c; =; %=1"}, 2, NULL},
         "X-Key=\"5f0c3d1e-7a52-4d8b-9a55-0e6b0a3f7c11\" lang=\"de\""},
        {{{"x-key", "x-key"}, {key, key}, 2, NULL}, "header.x-key: stands more than once"},
        {{{"x-key", "cookie"}, {key, "lang=fr"}, 2, NULL}, "cookie.lang: not one of de, en"},
        {{{"x-key", "cookie"}, {key, "lang=de; lang=en"}, 2, NULL},
         "cookie.lang: stands more than once"},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        struct http_exchange exchange = cases[i].exchange;
        exchange.arena = arena;
        assert_string_equal(read_request(&set, "GET /t", &exchange, NULL), cases[i].result);
    }
}

static void test_bodies(void **state)
{
    (void)state;
    struct endpoint_set set = read_contract(
        "/t: {get: {operationId: n}, post: {operationId: a, requestBody: {required: true, content: "
        "{application/json: {schema: {type: object, additionalProperties: false, required: "
        "[title], properties: {title: {type: string}, count: {type: integer}, counts: {type: "
        "array, items: {type: integer}}, price: {type: number}, priority: {type: string, default: "
        "medium}, note: {type: [string, 'null']}}}}}}}, patch: {operationId: p, requestBody: "
        "{content: {application/json: {schema: {type: object, properties: {a: {type: integer, "
        "default: 7}}}}}}}}");
    static const struct {
        const char *request, *body, *result;
    } cases[] = {
        {"POST /t", "{\"title\": \"a\"}", "title=\"a\" priority=\"medium\""},
        {"POST /t", "{\"title\": \"a\", \"note\": null, \"priority\": \"low\"}",
         "title=\"a\" priority=\"low\" note=null"},
        {"POST /t", "{\"title\": \"\", \"count\": 1e2, \"price\": 1.0}",
         "title=\"\" count=100 price=1.0 priority=\"medium\""},
        {"POST /t", "{\"title\": \"\", \"count\": -12.00}",
         "title=\"\" count=-12 priority=\"medium\""},
        {"POST /t", "{\"title\": \"\", \"count\": 1e9999}",
         "title=\"\" count=1e9999 priority=\"medium\""},
        {"POST /t", "{\"titel\": \"a\"}",
         "/titel: not a property of this body; did you mean \"title\"?; /title: required"},
        {"POST /t", "[]", ": must be object, is array"},
        {"POST /t", NULL, ": a body is required"},
        {"POST /t", "{\"title\": \"a\",}",
         "The body is not JSON at line 1, column 15: a name in quotes must stand here."},
        {"POST /t", " ", "The body is not JSON at line 1, column 1: there is nothing."},
        {"GET /t", "{}", ": this operation takes no body"},
        {"GET /t", NULL, ""},
        {"PATCH /t", NULL, "a=7"},
        {"PATCH /t", "{}", "a=7"},
        {"PATCH /t?b=1", "{\"a\": \"x\"}",
         "query.b: not a parameter of this operation; /a: must be integer, is string"},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        const char *result = read_request(&set, cases[i].request, NULL, cases[i].body);
        if (strcmp(result, cases[i].result) != 0)
            fail_msg("%s %s: \"%s\"", cases[i].request, cases[i].body, result);
    }
    // Items of a list are normalised, and what was sent stays: `:body` is as it came.
    static const char body[] = "{\"title\":\"\",\"counts\":[1.0,2,30e-1]}";
    struct route_match match;
    struct inputs inputs;
    struct problem problem;
    route_find(set.routes, arena, "POST", "/t", &match);
    assert_true(inputs_read(match.endpoint, &match, NULL, NULL, body, strlen(body), arena, &inputs,
                            &problem));
    const struct json_value *counts = inputs.values[2];
    assert_string_equal(counts->members[0].value.text, "1");
    assert_string_equal(counts->members[2].value.text, "3");
    assert_string_equal(json_value_member(inputs.body, "counts")->members[0].value.text, "1.0");
    assert_ptr_equal(inputs.body_bytes, body);
}

static void test_content_types(void **state)
{
    (void)state;
    struct endpoint_set set = read_contract(
        "/t: {post: {operationId: a, requestBody: {content: {application/json: {schema: {}}}}}}");
    static const struct {
        const char *type;
        bool is_json;
    } cases[] = {
        {"application/json", true},
        {"Application/JSON ; charset=UTF-8", true},
        {"application/json;charset=\"utf-8\"", true},
        {"application/json; profile=x; charset=utf-8", true},
        {"application/merge-patch+json", true},
        {"application/json;", true},
        {"application/json; charset=latin1", false},
        {"application/json; charset=utf-8; charset=utf-16", false},
        {"application/json; charset=", false},
        {"application/x-www-form-urlencoded", false},
        {"text/json", false},
        {"+json", false},
        {"application/jsonx", false},
        {"application/json, text/plain", false},
        {"", false},
        {NULL, false},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        struct http_exchange exchange = {
            {"Content-Type"}, {cases[i].type}, cases[i].type != NULL, arena};
        const char *result = read_request(&set, "POST /t", &exchange, "{}");
        if (strcmp(result, cases[i].is_json ? "" : "not JSON") != 0)
            fail_msg("%s: %s", cases[i].type, result);
        // Without a body its type says nothing.
        assert_string_equal(read_request(&set, "POST /t", &exchange, NULL), "");
    }
}

static void test_prepare(void **state)
{
    (void)state;
    struct endpoint_set set = {0};
    assert_false(endpoints_read(
        arena,
        "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /a/{x}:\n    get:\n"
        "      operationId: a\n      parameters:\n"
        "      - {name: x, in: path, required: true, style: matrix, schema: {type: integer}}\n"
        "      - {name: y, in: query, schema: {type: array, items: {type: object}}}\n",
        complain, &set));
    assert_string_equal(complaints.string,
                        "api.yaml:8:16: parameter \"x\" of a: style matrix is not served\n"
                        "api.yaml:9:16: parameter \"y\" of a: a list of objects or lists has no "
                        "form outside of a body\n");
}

static void test_credentials(void **state)
{
    (void)state;
    struct endpoint_set set = read_contract("/t: {get: {operationId: a}}");
    struct security_scheme scheme = {
        .name = "key", .kind = SCHEME_API_KEY, .in = "query", .parameter = "api_key"};
    struct service_scheme used = {.scheme = &scheme};
    struct service_alternative alternative = {.schemes = &used, .scheme_count = 1};
    assert_string_equal(read_request(&set, "GET /t?api_key=x", NULL, NULL),
                        "query.api_key: not a parameter of this operation");
    set.endpoints[0]->alternatives = &alternative;
    set.endpoints[0]->alternative_count = 1;
    assert_string_equal(read_request(&set, "GET /t?api_key=x", NULL, NULL), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_scalars, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lists, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_objects, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_headers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bodies, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_content_types, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_prepare, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_credentials, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
