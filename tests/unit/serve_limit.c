// Rate limits with a clock of the test's own. The promise: never more than `count` allowed calls in
// any window, wherever it begins; and what the headers say comes true.
#include <pthread.h>

#include "serve/limit.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static void test_count(void **state)
{
    (void)state;
    struct limiter *limiter = limiter_new();
    struct rate rate = {5, 60};
    for (uint32_t i = 0; i < 5; i++) {
        struct limit_state taken = limiter_take(limiter, 0, "user:a", rate, 1000 + i);
        assert_true(taken.is_allowed);
        assert_int_equal(taken.limit, 5);
        assert_int_equal(taken.remaining, 4 - i);
        assert_in_range(taken.reset, 60, 65);
        assert_int_equal(taken.retry_after, 0);
    }
    struct limit_state refused = limiter_take(limiter, 0, "user:a", rate, 2000);
    assert_false(refused.is_allowed);
    assert_int_equal(refused.remaining, 0);
    assert_in_range(refused.retry_after, 1, 65);
    assert_int_equal(refused.reset, refused.retry_after); // all were made in one slice
    // Another caller, another endpoint.
    assert_true(limiter_take(limiter, 0, "user:b", rate, 2000).is_allowed);
    assert_true(limiter_take(limiter, 1, "user:a", rate, 2000).is_allowed);
    // What was said comes true: allowed then, and not much before.
    uint64_t then = 2000 + (uint64_t)refused.retry_after * 1000;
    assert_false(limiter_take(limiter, 0, "user:a", rate, then - 6000).is_allowed);
    assert_true(limiter_take(limiter, 0, "user:a", rate, then).is_allowed);
    limiter_free(limiter);
}

// A caller who hammers is let in as often as the rate says, and not less.
static void test_refused_calls_do_not_count(void **state)
{
    (void)state;
    struct limiter *limiter = limiter_new();
    struct rate rate = {10, 10};
    uint32_t allowed = 0;
    for (uint64_t now = 0; now < 100 * 1000; now += 10)
        allowed += limiter_take(limiter, 0, "user:a", rate, now).is_allowed;
    assert_in_range(allowed, 90, 100);
    limiter_free(limiter);
}

// Random calls; of every window that ends with an allowed call the allowed ones are counted.
static void test_any_window(void **state)
{
    (void)state;
    enum { CALLS = 20000 };
    static uint64_t allowed[CALLS];
    static const struct rate rates[] = {{7, 1}, {3, 2}, {100, 60}, {1, 1}, {20, 900}};
    uint32_t random = 12345;
    for (size_t r = 0; r < array_length(rates); r++) {
        struct limiter *limiter = limiter_new();
        uint64_t now = 1700000000000, window = (uint64_t)rates[r].seconds * 1000;
        uint32_t count = 0, first = 0;
        for (int i = 0; i < CALLS; i++) {
            random = random * 1664525 + 1013904223;
            // Bursts and pauses.
            now += random >> 28 ? (random >> 8) % (window / 200 + 2) : (random >> 8) % window;
            struct limit_state taken = limiter_take(limiter, 9, "address:::1", rates[r], now);
            if (!taken.is_allowed)
                continue;
            allowed[count++] = now;
            while (now - allowed[first] >= window)
                first++;
            assert_in_range(count - first, 1, rates[r].count);
            assert_true(taken.remaining <= rates[r].count - (count - first));
        }
        assert_true(count > 100);
        limiter_free(limiter);
    }
}

static void test_clock_that_goes_back(void **state)
{
    (void)state;
    struct limiter *limiter = limiter_new();
    struct rate rate = {2, 60};
    assert_true(limiter_take(limiter, 0, "a", rate, 900000).is_allowed);
    assert_true(limiter_take(limiter, 0, "a", rate, 100).is_allowed);
    assert_false(limiter_take(limiter, 0, "a", rate, 0).is_allowed);
    assert_false(limiter_take(limiter, 0, "a", rate, 900001).is_allowed);
    assert_true(limiter_take(limiter, 0, "a", rate, 970000).is_allowed);
    limiter_free(limiter);
}

// More callers than it keeps: those that were not heard of for longest are forgotten, others not.
static void test_many_callers(void **state)
{
    (void)state;
    struct limiter *limiter = limiter_new();
    struct rate rate = {1, 3600};
    char name[32];
    for (uint32_t i = 0; i < LIMIT_ENTRIES + LIMIT_ENTRIES / 2; i++) {
        snprintf(name, sizeof name, "user:%u", i);
        assert_true(limiter_take(limiter, 0, name, rate, 1000 + i / 100).is_allowed);
    }
    for (uint32_t i = LIMIT_ENTRIES + LIMIT_ENTRIES / 2 - 1000;
         i < LIMIT_ENTRIES + LIMIT_ENTRIES / 2; i++) {
        snprintf(name, sizeof name, "user:%u", i);
        assert_false(limiter_take(limiter, 0, name, rate, 10000).is_allowed);
    }
    assert_true(limiter_take(limiter, 0, "user:0", rate, 10000).is_allowed);
    limiter_free(limiter);
}

static struct limiter *shared;

static void *hammer(void *context)
{
    uint32_t *allowed = context;
    for (int i = 0; i < 20000; i++)
        *allowed +=
            limiter_take(shared, 3, "user:shared", (struct rate){1000, 60}, 5000).is_allowed;
    return NULL;
}

static void test_threads(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    uint32_t allowed[THREADS] = {0}, sum = 0;
    shared = limiter_new();
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hammer, &allowed[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        sum += allowed[i];
    }
    assert_int_equal(sum, 1000);
    limiter_free(shared);
}

static const char *caller(const char *subject, const char *address)
{
    static char name[64];
    limiter_caller(subject, address, name, sizeof name);
    return name;
}

static void test_callers(void **state)
{
    (void)state;
    assert_string_equal(caller("abc", "127.0.0.1"), "user:abc");
    assert_string_equal(caller(NULL, "127.0.0.1"), "address:127.0.0.1");
    assert_string_equal(caller(NULL, "2001:db8:1:2:3:4:5:6"), "address:2001:db8:1:2::");
    assert_string_equal(caller(NULL, "2001:db8:1:2::9"), "address:2001:db8:1:2::");
    assert_string_equal(caller(NULL, "::ffff:192.0.2.7"), "address:192.0.2.7");
    assert_string_equal(caller(NULL, "::1"), "address:::");
    char subject[301];
    memset(subject, 'x', 300);
    subject[300] = '\0';
    char first[64];
    snprintf(first, sizeof first, "%s", caller(subject, ""));
    assert_memory_equal(first, "user#", 5);
    assert_in_range(strlen(first), 40, 63);
    subject[299] = 'y';
    assert_string_not_equal(caller(subject, ""), first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_count),        cmocka_unit_test(test_refused_calls_do_not_count),
        cmocka_unit_test(test_any_window),   cmocka_unit_test(test_clock_that_goes_back),
        cmocka_unit_test(test_many_callers), cmocka_unit_test(test_threads),
        cmocka_unit_test(test_callers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
