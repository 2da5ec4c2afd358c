// serve/proxy.h: which proxies are trusted, and for whom they speak.
#include <setjmp.h>

#include "serve/proxy.h"

#include <cmocka.h>

static struct proxies proxies_of(struct arena *arena, const char *const *texts)
{
    struct proxies proxies = {0};
    struct error error;
    for (; *texts; texts++)
        assert_true(proxies_add(arena, &proxies, *texts, &error));
    return proxies;
}

static void trusts_addresses_and_networks(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct proxies proxies =
        proxies_of(arena, (const char *[]){"10.1.2.3", "192.168.0.0/20", "fd00::/7", NULL});
    const struct {
        const char *address;
        bool is_trusted;
    } cases[] = {
        {"10.1.2.3", true},
        {"10.1.2.4", false},
        {"192.168.15.255", true},
        {"192.168.16.0", false},
        {"fc00::1", true},
        {"fdff::1", true},
        {"fe00::1", false},
        {"::ffff:10.1.2.3", true},
        {"::10.1.2.3", false},
        {"10.1.2.3:80", false},
        {"", false},
        {"unix", false},
    };
    for (size_t i = 0; i < array_length(cases); i++)
        if (proxy_is_trusted(&proxies, cases[i].address) != cases[i].is_trusted)
            fail_msg("%s", cases[i].address);
    struct proxies everyone = proxies_of(arena, (const char *[]){"0.0.0.0/0", NULL});
    assert_true(proxy_is_trusted(&everyone, "203.0.113.9"));
    assert_false(proxy_is_trusted(&everyone, "2001:db8::1"));
    arena_free(arena);
}

static void refuses_what_is_no_network(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *wrong[] = {"",        "proxy",    "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1",
                           "::1/129", "10.0.0/8", "10.0.0.0/8x"};
    for (size_t i = 0; i < array_length(wrong); i++) {
        struct proxies proxies = {0};
        struct error error;
        if (proxies_add(arena, &proxies, wrong[i], &error))
            fail_msg("%s", wrong[i]);
    }
    arena_free(arena);
}

static void finds_whom_the_proxy_speaks_for(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct proxies proxies = proxies_of(arena, (const char *[]){"127.0.0.1", "10.0.0.0/8", NULL});
    const struct {
        const char *peer, *forwarded, *client;
    } cases[] = {
        {"127.0.0.1", "203.0.113.9", "203.0.113.9"},
        {"127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"}, // the first may be a lie
        {"127.0.0.1", "203.0.113.9 , 10.0.0.5,10.0.0.6", "203.0.113.9"},
        {"127.0.0.1", "10.0.0.5", "10.0.0.5"},
        {"127.0.0.1", "2001:db8::7", "2001:db8::7"},
        {"127.0.0.1", NULL, "127.0.0.1"},
        {"127.0.0.1", "", "127.0.0.1"},
        {"127.0.0.1", "203.0.113.9,", "127.0.0.1"},
        {"127.0.0.1", "unknown", "127.0.0.1"},
        {"127.0.0.1", "203.0.113.9:4711", "127.0.0.1"},
        {"203.0.113.77", "198.51.100.1", "203.0.113.77"}, // nobody's proxy
    };
    for (size_t i = 0; i < array_length(cases); i++)
        assert_string_equal(proxy_client(&proxies, arena, cases[i].peer, cases[i].forwarded),
                            cases[i].client);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trusts_addresses_and_networks),
        cmocka_unit_test(refuses_what_is_no_network),
        cmocka_unit_test(finds_whom_the_proxy_speaks_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
