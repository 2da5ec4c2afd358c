// The JSON writer: shape, escapes, and bytes that are no UTF-8.
#include "base/json.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static void expect_written(const char *string, const char *expected)
{
    struct text text;
    text_init(&text);
    struct json json;
    json_init(&json, &text);
    json_string(&json, string);
    assert_string_equal(text.string, expected);
    text_release(&text);
}

static void escapes_strings(void **state)
{
    (void)state;
    expect_written("", "\"\"");
    expect_written(NULL, "null");
    expect_written("a \"b\" \\", "\"a \\\"b\\\" \\\\\"");
    expect_written("line\nnext\ttab\r\x01\x7f", "\"line\\nnext\\ttab\\u000d\\u0001\\u007f\"");
    // U+009B begins what a terminal obeys.
    expect_written("\xc2\x9b\xc2\xa0", "\"\\u009b\xc2\xa0\"");
    expect_written("größe \xe2\x82\xac \xf0\x9f\x98\x80",
                   "\"größe \xe2\x82\xac \xf0\x9f\x98\x80\"");
    // One replacement for each byte that belongs to no character.
    expect_written("a\xff"
                   "b",
                   "\"a\\ufffdb\"");
    expect_written("\xe2\x82", "\"\\ufffd\\ufffd\"");
    expect_written("\xc0\x80", "\"\\ufffd\\ufffd\"");
    expect_written("\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"");
}

static void nests_and_keeps_the_commas(void **state)
{
    (void)state;
    struct text text;
    text_init(&text);
    struct json json;
    json_init(&json, &text);
    json_object(&json);
    json_key_string(&json, "name", "x");
    json_key_string_if(&json, "absent", NULL);
    json_key_boolean_if(&json, "false", false);
    json_key_boolean(&json, "no", false);
    json_key_number(&json, "least", INT64_MIN);
    json_key(&json, "empty");
    json_array(&json);
    json_array_end(&json);
    json_key(&json, "items");
    json_array(&json);
    json_object_compact(&json);
    json_key_string(&json, "a", "1");
    json_key(&json, "b");
    json_array(&json); // inside a compact object all is compact
    json_number(&json, 1);
    json_boolean(&json, true);
    json_array_end(&json);
    json_object_end(&json);
    json_object_compact(&json);
    json_object_end(&json);
    json_array_end(&json);
    json_object_end(&json);
    assert_string_equal(text.string, "{\n"
                                     "  \"name\": \"x\",\n"
                                     "  \"no\": false,\n"
                                     "  \"least\": -9223372036854775808,\n"
                                     "  \"empty\": [],\n"
                                     "  \"items\": [\n"
                                     "    {\"a\": \"1\", \"b\": [1, true]},\n"
                                     "    {}\n"
                                     "  ]\n"
                                     "}\n");
    text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_strings),
        cmocka_unit_test(nests_and_keeps_the_commas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
