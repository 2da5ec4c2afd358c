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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_forms),
        cmocka_unit_test(order),
        cmocka_unit_test(whole_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
