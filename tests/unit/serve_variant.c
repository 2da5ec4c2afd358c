// serve/variant.h: absent parameters become NULLs of their type, wherever a parameter really
// stands.
#include <setjmp.h>

#include "serve/variant.h"

#include <cmocka.h>

static struct service_parameter parameters[] = {
    {.is_varied = true, .type_name = "pg_catalog.text"},
    {.is_varied = false, .type_name = "pg_catalog.int4"},
    {.is_varied = true, .type_name = "public.\"Mood\""},
};

static struct service_statement statement_of(const char *text)
{
    return (struct service_statement){
        .text = text, .parameters = parameters, .parameter_count = 3, .varied_count = 2};
}

static void check(const char *text, uint64_t pattern, const char *expected)
{
    struct arena *arena = arena_new();
    struct service_statement statement = statement_of(text);
    assert_string_equal(variant_text(&statement, pattern, arena), expected);
    arena_free(arena);
}

static void replaces_what_is_absent(void **state)
{
    (void)state;
    check("SELECT $1, $2, $3", 0, "SELECT $1, $2, $3");
    check("SELECT $1, $2, $3", 1, "SELECT (NULL::pg_catalog.text), $1, $2");
    check("SELECT $1, $2, $3", 2, "SELECT $1, $2, (NULL::public.\"Mood\")");
    check("SELECT $1, $2, $3", 3, "SELECT (NULL::pg_catalog.text), $1, (NULL::public.\"Mood\")");
    check("SELECT $3::text IS NULL OR x=$3 LIMIT $2", 2,
          "SELECT (NULL::public.\"Mood\")::text IS NULL OR x=(NULL::public.\"Mood\") LIMIT $2");
}

static void leaves_all_else(void **state)
{
    (void)state;
    static const char *const kept[] = {
        "'$1'",          "'it''s $1'", "E'a\\'$1'",     "\"$1\"",        "\"a\"\"$1\"",
        "-- $1\n",       "/* $1 */",   "/* /* */ $1*/", "$$ $1 $$",      "$tag$ $1 $ta $tag$",
        "column$1",      "e$1",        "$12",           "$_1$ $1 $_1$",  "'\\' || x",
        "U&'\\0041 $1'", "x'1$1'",     "$$ ' $$",       "a - b / c * 2", "'a' 'b $1'",
    };
    for (size_t at = 0; at < array_length(kept); at++) {
        char text[100], expected[100];
        snprintf(text, sizeof text, "SELECT %s, $1", kept[at]);
        snprintf(expected, sizeof expected, "SELECT %s, (NULL::pg_catalog.text)", kept[at]);
        check(text, 1, expected);
    }
}

static void ends_with_the_text(void **state)
{
    (void)state;
    static const char *const cut[] = {"'", "\"",   "$$", "$a$", "/*", "--",
                                      "$", "E'\\", "-",  "/",   "e"};
    for (size_t at = 0; at < array_length(cut); at++)
        check(cut[at], 1, cut[at]);
}

static void keeps_the_values_of_the_others(void **state)
{
    (void)state;
    struct service_statement statement = statement_of("");
    const char *values[] = {NULL, "2", "x"}, *kept[3];
    assert_int_equal(variant_values(&statement, 1, values, kept), 2);
    assert_string_equal(kept[0], "2");
    assert_string_equal(kept[1], "x");
    assert_int_equal(variant_values(&statement, 3, values, kept), 1);
    assert_string_equal(kept[0], "2");
    assert_int_equal(variant_values(&statement, 0, values, kept), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replaces_what_is_absent),
        cmocka_unit_test(leaves_all_else),
        cmocka_unit_test(ends_with_the_text),
        cmocka_unit_test(keeps_the_values_of_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
