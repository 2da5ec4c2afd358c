// serve/answer_value.h: what is not of its form is refused and leaves nothing behind. That the rest
// is right, tests/serve/test_values asks PostgreSQL.
#include <setjmp.h>

#include "serve/answer_value.h"

#include <cmocka.h>

static const struct value_form string = {.kind = VALUE_FORM_STRING};
static const struct value_form number = {.kind = VALUE_FORM_NUMBER};
static const struct value_form boolean = {.kind = VALUE_FORM_BOOLEAN};
static const struct value_form moment = {.kind = VALUE_FORM_TIMESTAMP_ZONE};
static const struct value_form list = {
    .kind = VALUE_FORM_ARRAY, .element = &number, .delimiter = ','};
static const char *names[] = {"a", "b"};
static const struct value_form *fields[] = {&number, &string};
static const struct value_form pair = {
    .kind = VALUE_FORM_COMPOSITE, .names = names, .fields = fields, .field_count = 2};
static const struct value_form store = {.kind = VALUE_FORM_HSTORE};

static void check(const struct value_form *form, const char *text, const char *expected)
{
    struct text out;
    text_init(&out);
    text_add(&out, "before ");
    bool is_written = answer_value_write(form, text, strlen(text), &out);
    assert_string_equal(out.string + strlen("before "), expected ? expected : "");
    assert_int_equal(is_written, expected != NULL);
    text_release(&out);
}

static void writes_values(void **state)
{
    (void)state;
    check(&string, "a\"\\\n\x01\xc3\xa4", "\"a\\\"\\\\\\n\\u0001\xc3\xa4\"");
    check(&number, "-0", "-0");
    check(&number, "NaN", "\"NaN\"");
    check(&number, "01", "\"01\"");
    check(&number, "1.", "\"1.\"");
    check(&number, "", "\"\"");
    check(&boolean, "t", "true");
    check(&moment, "2026-03-01 09:00:00.5+00", "\"2026-03-01T09:00:00.5+00:00\"");
    check(&moment, "0044-03-15 12:00:00+05:30 BC", "\"0044-03-15T12:00:00+05:30 BC\"");
    check(&list, "{1,NULL,{}}", "[1,null,[]]");
    check(&list, "[0:1]={1,2}", "[1,2]");
    check(&pair, "(1,\"x \"\"y\"\"\")", "{\"a\":1,\"b\":\"x \\\"y\\\"\"}");
    check(&pair, "(,)", "{\"a\":null,\"b\":null}");
    check(&store, "\"a\"=>\"1\", \"b\"=>NULL", "{\"a\": \"1\", \"b\": null}");
}

static void refuses_what_is_no_value(void **state)
{
    (void)state;
    static const char *const lists[] = {
        "",     "1",    "{",      "{1",     "{1,",  "{1,}x", "{1}x",
        "{\"1", "[0:1", "[0:1]=", "{1;2}x", "{{1}", "}",     "{1}}"};
    static const char *const pairs[] = {"",    "(",       ")",     "(1",     "(1,",
                                        "(1)", "(1,2,3)", "(1,\"", "(1,2)x", "1,2"};
    static const char *const stores[] = {"\"a\"", "\"a\"=", "\"a", "\"a\"=>\"1", "x"};
    for (size_t at = 0; at < array_length(lists); at++)
        if (strcmp(lists[at], "{1,}x") != 0 && strcmp(lists[at], "{1;2}x") != 0)
            check(&list, lists[at], NULL);
    for (size_t at = 0; at < array_length(pairs); at++)
        check(&pair, pairs[at], NULL);
    for (size_t at = 0; at < array_length(stores); at++)
        check(&store, stores[at], NULL);
    check(&boolean, "true", NULL);
    check(&boolean, "", NULL);
}

static void is_bounded_in_depth(void **state)
{
    (void)state;
    struct text deep;
    text_init(&deep);
    text_repeat(&deep, '{', 100000);
    text_repeat(&deep, '}', 100000);
    check(&list, deep.string, NULL);
    text_release(&deep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_values),
        cmocka_unit_test(refuses_what_is_no_value),
        cmocka_unit_test(is_bounded_in_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
