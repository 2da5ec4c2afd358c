// serve/bind_value.h: JSON values as PostgreSQL's literals; what PostgreSQL reads from them,
// tests/serve/test_service asks.
#include <setjmp.h>

#include "serve/bind_value.h"

#include <cmocka.h>

static const struct value_form plain = {.kind = VALUE_FORM_STRING};
static const struct value_form number = {.kind = VALUE_FORM_NUMBER};
static const struct value_form json = {.kind = VALUE_FORM_JSON};
static const struct value_form strings = {
    .kind = VALUE_FORM_ARRAY, .element = &plain, .delimiter = ','};
static const struct value_form documents = {
    .kind = VALUE_FORM_ARRAY, .element = &json, .delimiter = ','};
static const char *names[] = {"a", "b"};
static const struct value_form *fields[] = {&number, &strings};
static const struct value_form pair = {
    .kind = VALUE_FORM_COMPOSITE, .names = names, .fields = fields, .field_count = 2};

static void check(const struct value_form *form, uint32_t type, const char *source,
                  const char *expected)
{
    struct arena *arena = arena_new();
    struct json_fault fault;
    struct text out;
    text_init(&out);
    const struct json_value *value = json_value_read(arena, source, strlen(source), &fault);
    assert_non_null(value);
    bool is_written = bind_value_write(form, type, value, &out);
    assert_int_equal(is_written, expected != NULL);
    if (expected)
        assert_string_equal(out.string, expected);
    text_release(&out);
    arena_free(arena);
}

static void writes_literals(void **state)
{
    (void)state;
    check(&plain, 25, "\"a\\\"\\u00e4\"", "a\"\xc3\xa4");
    check(&plain, 25, "1.50", "1.50");
    check(&plain, 16, "true", "true");
    check(&number, 23, "1.00", "1");
    check(&number, 23, "1.01", "1.01");
    check(&number, 23, "1e2", "1e2");
    check(&number, 1700, "1.00", "1.00");
    check(&json, 3802, "{\"a\" : [1.0, \"x\"]}", "{\"a\" : [1.0, \"x\"]}");
    check(&json, 3802, "\"x\\n\"", "\"x\\n\"");
    check(&strings, 1009, "[]", "{}");
    check(&strings, 1009, "[\"a\", null, \"null\", \"\", \"\\\"\\\\{,}\"]",
          "{\"a\",NULL,\"null\",\"\",\"\\\"\\\\{,}\"}");
    check(&strings, 1009, "[[1], [true]]", "{{\"1\"},{\"true\"}}");
    check(&documents, 3807, "[[1, 2], {\"a\": \"b\"}, \"x\"]",
          "{\"[1, 2]\",\"{\\\"a\\\": \\\"b\\\"}\",\"\\\"x\\\"\"}");
    check(&pair, 0, "{\"b\": [\"x\\\"\"], \"a\": 1}", "(\"1\",\"{\\\"x\\\\\\\"\\\"}\")");
    check(&pair, 0, "{}", "(,)");
}

static void refuses_what_has_no_place(void **state)
{
    (void)state;
    check(&plain, 25, "{}", NULL);
    check(&plain, 25, "[1]", NULL);
    check(&number, 23, "[]", NULL);
    check(&strings, 1009, "{\"a\": 1}", NULL);
    check(&strings, 1009, "[{}]", NULL);
    check(&pair, 0, "[1, 2]", NULL);
    check(&pair, 0, "{\"c\": 1}", NULL);
    check(&pair, 0, "{\"a\": {}}", NULL);
}

// A default of the contract has no bytes of its own.
static void writes_json_without_a_source(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct json_value *value = arena_make(arena, struct json_value);
    *value = *json_value_string(arena, "a\"b", 3);
    value->source = NULL;
    struct text out;
    text_init(&out);
    assert_true(bind_value_write(&json, 3802, value, &out));
    assert_string_equal(out.string, "\"a\\\"b\"");
    text_release(&out);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_literals),
        cmocka_unit_test(refuses_what_has_no_place),
        cmocka_unit_test(writes_json_without_a_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
