// UTF-8 by RFC 3629: the first and last of each length, and everything just beyond.
#include "base/utf8.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static void knows_valid_characters(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
    } cases[] = {
        {"\x01", 1},
        {"\x7f", 1},
        {"\xc2\x80", 2},
        {"\xdf\xbf", 2},
        {"\xe0\xa0\x80", 3},
        {"\xed\x9f\xbf", 3},
        {"\xee\x80\x80", 3},
        {"\xef\xbf\xbf", 3},
        {"\xf0\x90\x80\x80", 4},
        {"\xf4\x8f\xbf\xbf", 4},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        assert_int_equal(utf8_length(cases[i].bytes, strlen(cases[i].bytes)), cases[i].length);
        // Cut off it is none.
        assert_int_equal(utf8_length(cases[i].bytes, cases[i].length - 1), 0);
    }
}

static void refuses_the_rest(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "\x80",         "\xbf",         "\xc0\x80",         "\xc1\xbf",         "\xe0\x9f\xbf",
        "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xff",         "\xc2",         "\xc2\x41",         "\xe2\x82\x41",     "\xf0\x9f\x98",
    };
    for (size_t i = 0; i < array_length(cases); i++)
        assert_int_equal(utf8_length(cases[i], SIZE_MAX), 0);
}

static void finds_the_first_invalid_byte(void **state)
{
    (void)state;
    assert_int_equal(utf8_first_invalid("abc", 3), 3);
    assert_int_equal(utf8_first_invalid("", 0), 0);
    assert_int_equal(utf8_first_invalid("a\xc3\xb6\xff", 4), 3);
    assert_int_equal(utf8_first_invalid("a\xc3\xb6", 2), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_valid_characters),
        cmocka_unit_test(refuses_the_rest),
        cmocka_unit_test(finds_the_first_invalid_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
