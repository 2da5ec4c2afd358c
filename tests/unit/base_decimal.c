// Decimal numbers: valid forms, and the order of pairs, which must hold both ways round.
#include "base/decimal.h"

// cmocka.h needs these before it.
#include <setjmp.h>

#include <cmocka.h>

static void valid_forms(void **state)
{
    (void)state;
    static const char *const valid[] = {"0", "-1", "+1.5", ".5", "5.", "1e3", "1.25E-07"};
    static const char *const invalid[] = {"", "-", ".", "1e", "1e1234567", "1 ", "0x10", "1.2.3"};
    for (size_t i = 0; i < array_length(valid); i++)
        assert_true(decimal_is_valid(valid[i]));
    for (size_t i = 0; i < array_length(invalid); i++)
        assert_false(decimal_is_valid(invalid[i]));
}

static void order(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int order;
    } pairs[] = {
        {"0", "-0.00", 0},      {"1", "1.000", 0},
        {"100", "1e2", 0},      {"0.015", "1.5e-2", 0},
        {"9", "10", -1},        {"-10", "-9", -1},
        {"-1", "0", -1},        {"0", "0.0001", -1},
        {"999.99", "1000", -1}, {"9223372036854775807", "9223372036854775808", -1},
        {"0.1", "0.09", 1},     {"12.34", "12.33999", 1},
        {"1e-400", "0", 1},
    };
    for (size_t i = 0; i < array_length(pairs); i++) {
        assert_int_equal(decimal_compare(pairs[i].a, pairs[i].b), pairs[i].order);
        assert_int_equal(decimal_compare(pairs[i].b, pairs[i].a), -pairs[i].order);
    }
}

static void whole_numbers(void **state)
{
    (void)state;
    assert_true(decimal_is_whole("12.0"));
    assert_true(decimal_is_whole("1.25e2"));
    assert_false(decimal_is_whole("1.25e1"));
    assert_false(decimal_is_whole("0.1"));
}

static void multiples(void **state)
{
    (void)state;
    static const struct {
        const char *number, *divisor;
        bool is_multiple;
    } cases[] = {
        {"0.3", "0.1", true},
        {"1.1", "0.1", true},
        {"0.35", "0.1", false},
        {"19.99", "0.01", true},
        {"0", "7", true},
        {"-0.0", "7", true},
        {"-49.0", "7", true},
        {"1e300", "7", false},
        {"1e9999", "8", true},
        {"7e9999", "0.7", true},
        {"1e-9", "1", false},
        {"100", "1e2", true},
        {"10", "1e2", false},
        {"120e-1", "6", true},
        {"123456789012345678900", "3", true},
        {"1", "1e-18", true},
        {"1e2", "2.5e1", true},
        {"0.075", "0.0025", true},
        {"999999999999999999999999999999", "999999999999999999", false},
        {"999999999999999999000000000000000000", "999999999999999999", true},
    };
    for (size_t i = 0; i < array_length(cases); i++)
        assert_int_equal(decimal_is_multiple(cases[i].number, cases[i].divisor),
                         cases[i].is_multiple);
    assert_true(decimal_is_divisor("999999999999999999"));
    assert_true(decimal_is_divisor("0.100e5"));
    assert_false(decimal_is_divisor("1.234567890123456789"));
    assert_false(decimal_is_divisor("0.0"));
    assert_false(decimal_is_divisor("-1"));
    assert_false(decimal_is_divisor("x"));
}

static void plain_digits(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"1.0", "1"},        {"1e2", "100"},        {"-1.2e2", "-120"}, {"0.0", "0"},
        {"-0", "0"},         {"12", "12"},          {"0e9999", "0"},    {"120e-1", "12"},
        {"0.0012e5", "120"}, {"1e9", "1000000000"},
    };
    char digits[11];
    for (size_t i = 0; i < array_length(cases); i++) {
        assert_true(decimal_write_whole(cases[i][0], digits, sizeof digits));
        assert_string_equal(digits, cases[i][1]);
    }
    assert_false(decimal_write_whole("1e10", digits, sizeof digits));
    assert_true(decimal_write_whole("-1e8", digits, 11));
    assert_false(decimal_write_whole("-1e9", digits, 11));
    assert_false(decimal_write_whole("1e999999", digits, sizeof digits));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_forms),   cmocka_unit_test(order),
        cmocka_unit_test(whole_numbers), cmocka_unit_test(multiples),
        cmocka_unit_test(plain_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
