// JSON values: the cases of tests/fuzz/corpus/json by their names (tests/serve/test_json_values has
// others judge the same files), what is too long to be kept as a file, places of faults, what the
// values hold, and equality.
#include <dirent.h>
#include <setjmp.h>

#include "base/text.h"
#include "serve/json_value.h"

// cmocka wants setjmp.h first
#include <cmocka.h>

static struct arena *arena;
static struct json_fault fault;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    fault = (struct json_fault){0};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

// From memory of exactly that size, so that reading past its end is seen.
static const struct json_value *read_bytes(const char *bytes, size_t length)
{
    char *copy = arena_allocate_raw(arena, length);
    memcpy(copy, bytes, length);
    return json_value_read(arena, copy, length, &fault);
}

static const struct json_value *read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

// ---- the cases ------------------------------------------------------------------------------------

static void test_cases(void **state)
{
    (void)state;
    static const char folder[] = "tests/fuzz/corpus/json";
    DIR *cases = opendir(folder);
    assert_non_null(cases);
    uint32_t accepted = 0, refused = 0;
    for (struct dirent *entry; (entry = readdir(cases));) {
        bool expected = string_starts_with(entry->d_name, "y_");
        if (!expected && !string_starts_with(entry->d_name, "n_"))
            continue;
        char bytes[32 * 1024];
        FILE *file = fopen(arena_format(arena, "%s/%s", folder, entry->d_name), "rb");
        assert_non_null(file);
        size_t length = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        fault.reason = NULL;
        const struct json_value *value = read_bytes(bytes, length);
        if (!value != !expected)
            print_message("%s: %s\n", entry->d_name, value ? "accepted" : fault.reason);
        assert_int_equal(value != NULL, expected);
        assert_int_equal(!value, fault.reason != NULL);
        *(expected ? &accepted : &refused) += 1;
    }
    closedir(cases);
    assert_true(accepted >= 90 && refused >= 150);
}

static const char *repeat(const char *piece, uint32_t times, const char *behind)
{
    struct text text;
    text_init(&text);
    for (uint32_t i = 0; i < times; i++)
        text_add(&text, piece);
    text_add(&text, behind);
    const char *copy = arena_copy(arena, text.string, text.length);
    text_release(&text);
    return copy;
}

static void test_large(void **state)
{
    (void)state;
    assert_non_null(read_text(repeat("9", 131072, "")));
    assert_null(read_text(repeat("9", 131073, "")));
    assert_string_equal(fault.reason, "a number has more digits than can be stored");
    assert_null(read_text(repeat("9", 125000, "e9999")));
    assert_null(read_text(repeat("[", 100000, "")));
    assert_string_equal(fault.reason, "nested too deeply");
    assert_non_null(
        read_text(arena_format(arena, "[%s", repeat("1,", JSON_VALUES_MOST - 2, "1]"))));
    assert_null(read_text(arena_format(arena, "[%s", repeat("1,", JSON_VALUES_MOST - 1, "1]"))));
    assert_string_equal(fault.reason, "too many values");
    assert_int_equal(fault.column, 2 * JSON_VALUES_MOST);
    // Commas in a string are no values.
    assert_non_null(read_text(arena_format(arena, "\"%s", repeat(",[{", 100000, "\""))));
}

// In time that does not grow with the square: a quadratic reader would take minutes here.
static void test_many_names(void **state)
{
    (void)state;
    struct text text;
    text_init(&text);
    for (int last = 0; last < 2; last++) {
        text.length = 0;
        text_add(&text, "{");
        for (uint32_t i = 0; i < 100000; i++)
            text_format(&text, "\"n%u\":%u,", i, i);
        text_add(&text, last ? "\"n99999\":0}" : "\"other\":0}");
        const struct json_value *value = read_bytes(text.string, text.length);
        assert_int_equal(value != NULL, !last);
        if (value)
            assert_string_equal(json_value_member(value, "n99999")->text, "99999");
    }
    assert_string_equal(fault.reason, "a name stands twice: \"n99999\"");
    text_release(&text);
}

static void test_places(void **state)
{
    (void)state;
    static const struct {
        const char *text, *reason;
        uint32_t line, column;
    } cases[] = {
        {"", "there is nothing", 1, 1},
        {"{\n  \"a\": 1\n  \"b\": 2\n}", "a comma or } must stand here", 3, 3},
        {"[\"\u00e9\u20ac\", x]", "no value of JSON begins so", 1, 8},
        {"{\"a\":1,\"b\":{},\"a\":2}", "a name stands twice: \"a\"", 1, 19},
        {"[1,", "a value must stand here, and the text ends", 1, 4},
        {"[1", "the text ends too early", 1, 3},
        {"[01]", "a number begins with 0", 1, 2},
        {"\"a\\ud800\"", "half of a surrogate pair without its other half", 1, 3},
        {"\"\xC3\"", "not UTF-8", 1, 2},
        {"1 2", "more stands behind the value", 1, 3},
        {"\xEF\xBB\xBF{}", "a byte-order mark stands before the text", 1, 1},
        {"{\"a\" 1}", "a colon must stand here", 1, 6},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        assert_null(read_text(cases[i].text));
        assert_string_equal(fault.reason, cases[i].reason);
        assert_int_equal(fault.line, cases[i].line);
        assert_int_equal(fault.column, cases[i].column);
    }
    // Of a name sent twice no more than 64 bytes are told.
    const char *name = repeat("\u00e9", 100, "");
    assert_null(read_text(arena_format(arena, "{\"%s\":1,\"%s\":2}", name, name)));
    assert_int_equal(strlen(fault.reason), strlen("a name stands twice: \"\"...") + 64);
}

// ---- what values hold -----------------------------------------------------------------------------

static void test_values(void **state)
{
    (void)state;
    const struct json_value *value =
        read_text(" {\"a\": [1.50, \"x\\ud83d\\ude00\\n\", {}], \"b\": true, \"\": null} ");
    assert_int_equal(value->kind, JSON_VALUE_OBJECT);
    assert_int_equal(value->length, 3);
    assert_string_equal(value->members[0].name, "a");
    const struct json_value *list = json_value_member(value, "a");
    assert_int_equal(list->length, 3);
    assert_null(list->members[0].name);
    assert_int_equal(list->members[0].value.kind, JSON_VALUE_NUMBER);
    assert_string_equal(list->members[0].value.text, "1.50");
    assert_string_equal(list->members[1].value.text, "x\U0001F600\n");
    assert_int_equal(list->members[1].value.length, 6);
    assert_int_equal(list->members[2].value.length, 0);
    assert_true(json_value_member(value, "b")->boolean);
    assert_int_equal(json_value_member(value, "")->kind, JSON_VALUE_NULL);
    assert_null(json_value_member(value, "c"));
    assert_null(json_value_member(list, "c"));
    static const char source[] = "[1.50, \"x\\ud83d\\ude00\\n\", {}]";
    assert_int_equal(list->source_length, strlen(source));
    assert_memory_equal(list->source, source, strlen(source));
}

static void test_made(void **state)
{
    (void)state;
    static const char text[] = "a\"b\\c\n\x01\u00e9";
    const struct json_value *string = json_value_string(arena, text, strlen(text));
    assert_string_equal(string->text, text);
    assert_string_equal(string->source, "\"a\\\"b\\\\c\\u000a\\u0001\u00e9\"");
    assert_true(json_value_equal(read_bytes(string->source, string->source_length), string));
    struct json_member *members = arena_allocate(arena, 3 * sizeof *members);
    members[0] = (struct json_member){"x\"", 2, *string};
    members[1] = (struct json_member){"n", 1, *json_value_number(arena, "-1.5e3", 6)};
    members[2] = (struct json_member){"b", 1, *json_value_boolean(arena, false)};
    const struct json_value *object = json_value_container(arena, JSON_VALUE_OBJECT, members, 3);
    const struct json_value *again = read_bytes(object->source, object->source_length);
    assert_true(json_value_equal(again, object));
    assert_string_equal(json_value_container(arena, JSON_VALUE_ARRAY, NULL, 0)->source, "[]");
}

static void test_equality(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool equal;
    } pairs[] = {
        {"1", "1.0", true},
        {"100", "1e2", true},
        {"0", "-0.0e5", true},
        {"0.15", "15e-2", true},
        {"1", "1.0000000000000000000000000000001", false},
        {"1", "\"1\"", false},
        {"12", "120", false},
        {"0.1", "0.01", false},
        {"-1", "1", false},
        {"null", "false", false},
        {"\"\\u0061\"", "\"a\"", true},
        {"[1,2]", "[2,1]", false},
        {"[1]", "[1,1]", false},
        {"{\"a\":1,\"b\":[2]}", "{\"b\":[2.0],\"a\":1}", true},
        {"{\"a\":1,\"b\":2}", "{\"a\":1,\"c\":2}", false},
        {"{\"a\":1,\"b\":2}", "{\"b\":1,\"a\":2}", false},
        {"{}", "[]", false},
    };
    for (size_t i = 0; i < array_length(pairs); i++) {
        const struct json_value *a = read_text(pairs[i].a), *b = read_text(pairs[i].b);
        assert_int_equal(json_value_equal(a, b), pairs[i].equal);
        assert_int_equal(json_value_equal(b, a), pairs[i].equal);
        // Among many the same is found by hash: nine others stand before it.
        const char *many = arena_format(arena, "[\"q\",\"w\",\"e\",\"r\",\"t\",[9],[8],[7],%s,%s]",
                                        pairs[i].a, pairs[i].b);
        uint32_t first = 0;
        assert_int_equal(json_value_repeated(arena, read_text(many), &first),
                         pairs[i].equal ? 9 : 10);
        assert_true(!pairs[i].equal || first == 8);
    }
}

static void test_equal_large(void **state)
{
    (void)state;
    struct text text;
    text_init(&text);
    text_add(&text, "[{");
    for (uint32_t i = 0; i < 50000; i++)
        text_format(&text, "%s\"n%u\":%u", i ? "," : "", i, i);
    text_add(&text, "},{");
    for (uint32_t i = 50000; i-- > 0;)
        text_format(&text, "\"n%u\":%u.0%s", i, i, i ? "," : "");
    text_add(&text, "}]");
    uint32_t first;
    assert_int_equal(json_value_repeated(arena, read_bytes(text.string, text.length), &first), 1);
    text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cases, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_large, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_made, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_equality, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_equal_large, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
