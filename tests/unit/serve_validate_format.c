// Formats: what fits and what does not, by their rules and by what PostgreSQL takes.
#include <setjmp.h>

#include "serve/validate_format.h"

// cmocka wants setjmp.h first
#include <cmocka.h>

static void run_cases(const char *name, const char *const *texts, size_t count, bool expected)
{
    const struct value_format *format = value_format_find(name);
    assert_non_null(format);
    for (size_t i = 0; i < count; i++)
        if (format->fits(texts[i], strlen(texts[i])) != expected)
            fail_msg("%s: %s", name, texts[i]);
}

#define FITS(name, ...)                                                                            \
    run_cases(name, (const char *const[]){__VA_ARGS__},                                            \
              array_length(((const char *const[]){__VA_ARGS__})), true)
#define DIFFERS(name, ...)                                                                         \
    run_cases(name, (const char *const[]){__VA_ARGS__},                                            \
              array_length(((const char *const[]){__VA_ARGS__})), false)

static void test_times(void **state)
{
    (void)state;
    FITS("date-time", "2026-03-01T09:00:00Z", "2026-03-01t09:00:00z", "2024-02-29T00:00:00+00:00",
         "2000-02-29T00:00:00Z", "2026-03-01T09:00:00.123456789-00:00", "0001-01-01T00:00:00Z",
         "9999-12-31T23:59:59.999999+15:59", "2016-12-31T23:59:60Z", "2017-01-01T01:59:60+02:00",
         "2016-12-31T08:00:60-15:59");
    DIFFERS("date-time", "", "2026-03-01", "2026-03-01T09:00:00", "2026-03-01 09:00:00Z",
            "2026-03-01T24:00:00Z", "2026-03-01T23:60:00Z", "2026-03-01T12:00:60Z",
            "2026-03-01T23:59:61Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-04-31T00:00:00Z", "0000-01-01T00:00:00Z", "2026-03-01T09:00:00+16:00",
            "2026-03-01T09:00:00+23:59", "2026-03-01T09:00:00+01", "2026-03-01T09:00:00+0100",
            "2026-03-01T09:00:00.Z", "2026-03-01T09:00Z", "2026-03-01T9:00:00Z",
            "+2026-03-01T09:00:00Z", "12026-03-01T09:00:00Z", "2026-03-01T09:00:00Z ",
            "2026-03-01T09:00:00ZZ", "2026-03-01T09:00:00 Z", "2026-03-01T09:00:00+01:60",
            "infinity", "now", "2026-060T09:00:00Z");
    FITS("date", "2026-03-01", "2024-02-29");
    DIFFERS("date", "2026-3-1", "2026-02-30", "20260301", "2026-03-01Z", "today", "2026/03/01");
    FITS("time", "09:00:00Z", "23:59:60Z", "09:00:00.5+02:00");
    DIFFERS("time", "09:00:00", "09:00Z", "24:00:00Z", "12:00:60Z", "09:00:00-23:00");
}

static void test_names(void **state)
{
    (void)state;
    FITS("uuid", "5f0c3d1e-7a52-4d8b-9a55-0e6b0a3f7c11", "00000000-0000-0000-0000-000000000000",
         "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF");
    DIFFERS("uuid", "", "5f0c3d1e-7a52-4d8b-9a55-0e6b0a3f7c1",
            "5f0c3d1e7a52-4d8b-9a55-0e6b0a3f7c111", "5f0c3d1e-7a52-4d8b-9a55-0e6b0a3f7cg1",
            "{f0c3d1e-7a52-4d8b-9a55-0e6b0a3f7c1}");
    FITS("email", "a@b.example", "first.last+tag@sub.example.org", "o'neil@example.com", "a@b");
    DIFFERS("email", "", "a", "@b.example", "a@", "a@@b", ".a@b", "a.@b", "a..b@c", "a b@c",
            "a@b..c", "a@-b", "a@b-.c", "a@b_c", "\"a\"@b", "a@[127.0.0.1]");
    FITS("uri", "https://a.example/b?c#d", "urn:isbn:1", "mailto:a@b", "a+b-c.1:x",
         "http://[::1]/");
    DIFFERS("uri", "", "/a/b", "a", "://a", "1a:b", "a:", "a:b c", "a:%", "a:%4", "a:%zz",
            "a:\xC3\xA9", "a:<b>", "a:\"b\"");
    FITS("hostname", "a", "a-b.example", "127.0.0.1");
    DIFFERS("hostname", "", ".", "a.", "-a", "a-", "a_b", "a..b");
    FITS("ipv4", "0.0.0.0", "255.255.255.255");
    DIFFERS("ipv4", "", "256.0.0.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", " 1.2.3.4", "1.2.3.4/8");
    FITS("ipv6", "::", "::1", "2001:db8::1", "::ffff:1.2.3.4");
    DIFFERS("ipv6", "", "1.2.3.4", ":::", "1::2::3", "fe80::1%eth0", "[::1]", "12345::");
    FITS("byte", "", "YQ==", "YWI=", "YWJj", "+/+/");
    DIFFERS("byte", "YQ", "YQ=", "Y===", "====", "YW-j", "YWJj\n", "Y=Jj");
    assert_null(value_format_find("password"));
    assert_null(value_format_find(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
