// Rates as the contract and the manifest write them.
#include "read/rate.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static void reads(const char *text, uint32_t count, uint32_t seconds)
{
    struct rate rate = {0};
    assert_true(rate_parse(text, &rate));
    assert_int_equal(rate.count, count);
    assert_int_equal(rate.seconds, seconds);
}

static void refuses(const char *text)
{
    struct rate rate;
    if (rate_parse(text, &rate))
        fail_msg("\"%s\" was taken for a rate", text);
}

static void test_rates(void **state)
{
    (void)state;
    reads("100/min", 100, 60);
    reads("1/s", 1, 1);
    reads("20/second", 20, 1);
    reads("100/15min", 100, 900);
    reads("5/2h", 5, 7200);
    reads("999999999/day", 999999999, 86400);
}

static void test_no_rates(void **state)
{
    (void)state;
    static const char *const texts[] = {"",        "100",    "/min",         "0/min",
                                        "05/min",  "1/",     "1/0min",       "1/week",
                                        "1/2days", "1/25h",  "1/ min",       "-1/min",
                                        "1.5/s",   "1/min ", "1000000000/s", "1/999999999999d"};
    for (size_t i = 0; i < array_length(texts); i++)
        refuses(texts[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rates),
                                       cmocka_unit_test(test_no_rates)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
