// Ids of requests: UUIDs of version 7, and what a proxy may say instead.
#include "serve/request_id.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static int id_compare(const void *a, const void *b)
{
    return memcmp(a, b, REQUEST_ID_SIZE);
}

static void test_form(void **state)
{
    (void)state;
    enum { COUNT = 2000 };
    static char ids[COUNT][REQUEST_ID_SIZE];
    struct request_ids source = {.used = sizeof source.random};
    for (int i = 0; i < COUNT; i++) {
        request_id_make(&source, INT64_C(0x017F22E279B0), ids[i]);
        assert_int_equal(strlen(ids[i]), 36);
        assert_memory_equal(ids[i], "017f22e2-79b0-7", 15);
        assert_non_null(strchr("89ab", ids[i][19]));
        assert_int_equal(strspn(ids[i], "0123456789abcdef-"), 36);
        assert_true(request_id_is_acceptable(ids[i]));
    }
    qsort(ids, COUNT, sizeof ids[0], id_compare);
    for (int i = 1; i < COUNT; i++)
        assert_string_not_equal(ids[i - 1], ids[i]);
}

static void test_order(void **state)
{
    (void)state;
    char first[REQUEST_ID_SIZE], second[REQUEST_ID_SIZE];
    struct request_ids source = {.used = sizeof source.random};
    request_id_make(&source, 1000, first);
    request_id_make(&source, 1001, second);
    assert_true(strcmp(first, second) < 0);
}

static void test_acceptable(void **state)
{
    (void)state;
    char longest[REQUEST_ID_SIZE + 1];
    memset(longest, 'a', sizeof longest);
    longest[128] = '\0';
    assert_true(request_id_is_acceptable("abc-123_X.y:z"));
    assert_true(request_id_is_acceptable(longest));
    longest[128] = 'a';
    longest[129] = '\0';
    assert_false(request_id_is_acceptable(longest));
    static const char *const bad[] = {"", "a b", "a\n", "a\"", "a;b", "\xc3\xa9", "a/b", "<a>"};
    for (size_t i = 0; i < array_length(bad); i++)
        assert_false(request_id_is_acceptable(bad[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_form), cmocka_unit_test(test_order),
                                       cmocka_unit_test(test_acceptable)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
