// Sizes and durations as the contract and the manifest write them.
#include "read/measure.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static void test_durations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t milliseconds;
    } good[] = {{"1ms", 1}, {"500ms", 500}, {"5s", 5000}, {"2min", 120000}, {"60min", 3600000}};
    static const char *const bad[] = {"",
                                      "5",
                                      "s",
                                      "0s",
                                      "05s",
                                      "5 s",
                                      "5S",
                                      "1.5s",
                                      "-1s",
                                      "61min",
                                      "1h",
                                      "5sec",
                                      "3600001ms",
                                      "5s ",
                                      "+5s",
                                      "0x5s",
                                      "99999999999999999999s"};
    uint32_t milliseconds;
    for (size_t i = 0; i < array_length(good); i++) {
        assert_true(duration_parse(good[i].text, &milliseconds));
        assert_int_equal(milliseconds, good[i].milliseconds);
    }
    for (size_t i = 0; i < array_length(bad); i++)
        if (duration_parse(bad[i], &milliseconds))
            fail_msg("\"%s\" was taken for a duration", bad[i]);
}

static void test_sizes(void **state)
{
    (void)state;
    static const char *const bad[] = {"",    "1",     "MB",   "0KB",   "01MB", "1 MB",    "1mb",
                                      "1GB", "1.5MB", "-1MB", "101MB", "1B",   "102401KB"};
    uint32_t bytes;
    assert_true(size_parse("1MB", &bytes));
    assert_int_equal(bytes, 1048576);
    assert_true(size_parse("64KB", &bytes));
    assert_int_equal(bytes, 65536);
    assert_true(size_parse("100MB", &bytes));
    assert_int_equal(bytes, 104857600);
    for (size_t i = 0; i < array_length(bad); i++)
        if (size_parse(bad[i], &bytes))
            fail_msg("\"%s\" was taken for a size", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_durations),
                                       cmocka_unit_test(test_sizes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
