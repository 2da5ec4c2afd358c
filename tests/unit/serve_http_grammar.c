// serve/http_grammar.h: what may stand in a request's head.
#include <setjmp.h>

#include "serve/http_grammar.h"

#include <cmocka.h>

static void tells_tokens(void **state)
{
    (void)state;
    assert_true(http_is_token("GET", 3));
    assert_true(http_is_token("X!#$%&'*+-.^_`|~9", 17));
    assert_false(http_is_token("", 0));
    for (int byte = 0; byte < 256; byte++) { // the table of RFC 9110, 5.6.2, byte by byte
        char one = (char)byte;
        bool is_in = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= 'a' && byte <= 'z') || (byte && strchr("!#$%&'*+-.^_`|~", byte));
        assert_int_equal(http_is_token(&one, 1), is_in);
    }
}

static void tells_values(void **state)
{
    (void)state;
    assert_true(http_is_value("", 0));
    assert_true(http_is_value("a\tb c\xff", 6));
    for (int byte = 0; byte < 256; byte++) {
        char one = (char)byte;
        assert_int_equal(http_is_value(&one, 1), byte == '\t' || (byte >= 0x20 && byte != 0x7f));
    }
}

static void tells_lengths(void **state)
{
    (void)state;
    uint64_t length = 7;
    assert_true(http_is_length("0", &length));
    assert_int_equal(length, 0);
    assert_true(http_is_length("00012", &length));
    assert_int_equal(length, 12);
    assert_true(http_is_length("999999999999999999", &length));
    assert_int_equal(length, 999999999999999999ULL);
    static const char *const bad[] = {"",    "-1", "+1",  " 1",   "1 ",
                                      "0x1", "1a", "1,1", "1\t1", "1000000000000000000"};
    for (size_t i = 0; i < array_length(bad); i++)
        assert_false(http_is_length(bad[i], &length));
}

static void tells_hosts(void **state)
{
    (void)state;
    static const char *const good[] = {
        "a",          "example.com", "example.com:80", "127.0.0.1:1",   "[::1]",
        "[::1]:8080", "a_b-c~d",     "a%20b",          "[fe80::1%25e]", "a:"};
    static const char *const bad[] = {"",    ":80",  "a b",      "a/b",     "a@b", "a,b",
                                      "a:b", "a:8x", "a:123456", "[::1",    "[]",  "[::1]a",
                                      "a?b", "a#b",  "[::1]:8x", "\xc3\xa4"};
    for (size_t i = 0; i < array_length(good); i++)
        assert_true(http_is_host(good[i], strlen(good[i])));
    for (size_t i = 0; i < array_length(bad); i++)
        assert_false(http_is_host(bad[i], strlen(bad[i])));
    assert_false(http_is_host("a\0b", 3));
}

static void tells_targets(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        enum http_target form;
        const char *authority, *path;
    } cases[] = {
        {"/", HTTP_TARGET_PATH, NULL, NULL},
        {"/a?b=c", HTTP_TARGET_PATH, NULL, NULL},
        {"//a", HTTP_TARGET_PATH, NULL, NULL},
        {"*", HTTP_TARGET_ASTERISK, NULL, NULL},
        {"http://a/b", HTTP_TARGET_ABSOLUTE, "a", "/b"},
        {"HTTPS://a:1/b?c", HTTP_TARGET_ABSOLUTE, "a:1", "/b?c"},
        {"http://a", HTTP_TARGET_ABSOLUTE, "a", ""},
        {"http://a?b", HTTP_TARGET_ABSOLUTE, "a", "?b"},
        {"", HTTP_TARGET_BAD, NULL, NULL},
        {"a", HTTP_TARGET_BAD, NULL, NULL},
        {"a:80", HTTP_TARGET_BAD, NULL, NULL},
        {"**", HTTP_TARGET_BAD, NULL, NULL},
        {"http://", HTTP_TARGET_BAD, NULL, NULL},
        {"http:///a", HTTP_TARGET_BAD, NULL, NULL},
        {"http://u@a/", HTTP_TARGET_BAD, NULL, NULL},
        {"ftp://a/", HTTP_TARGET_BAD, NULL, NULL},
        {"/a b", HTTP_TARGET_BAD, NULL, NULL},
        {"/a#b", HTTP_TARGET_BAD, NULL, NULL},
        {"/\x7f", HTTP_TARGET_BAD, NULL, NULL},
        {"/\xc3\xa4", HTTP_TARGET_BAD, NULL, NULL},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        const char *authority = NULL, *path = NULL;
        size_t length = 0;
        assert_int_equal(
            http_target_form(cases[i].target, strlen(cases[i].target), &authority, &length, &path),
            cases[i].form);
        if (cases[i].form != HTTP_TARGET_ABSOLUTE)
            continue;
        assert_int_equal(length, strlen(cases[i].authority));
        assert_memory_equal(authority, cases[i].authority, length);
        assert_string_equal(path, cases[i].path);
    }
    const char *authority, *path;
    size_t length;
    assert_int_equal(http_target_form("/a\0b", 4, &authority, &length, &path), HTTP_TARGET_BAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_tokens),  cmocka_unit_test(tells_values),
        cmocka_unit_test(tells_lengths), cmocka_unit_test(tells_hosts),
        cmocka_unit_test(tells_targets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
