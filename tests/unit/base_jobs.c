// base/jobs.h: each number is worked on once, however many threads there are.
#include "base/jobs.h"

#include <setjmp.h>
#include <stdatomic.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

enum { MOST = 1000, STACK = 16 << 20 };

static atomic_uint calls[MOST];

static void count(void *context, uint32_t index)
{
    assert_ptr_equal(context, calls);
    atomic_fetch_add(&calls[index], 1);
}

static void each_once(void **state)
{
    (void)state;
    static const uint32_t jobs[] = {0, 1, 2, 7, JOBS_MOST, 5000};
    static const uint32_t counts[] = {0, 1, 3, MOST};
    for (size_t j = 0; j < array_length(jobs); j++)
        for (size_t c = 0; c < array_length(counts); c++) {
            for (uint32_t i = 0; i < MOST; i++)
                atomic_store(&calls[i], 0);
            jobs_run(jobs[j], counts[c], STACK, count, calls);
            for (uint32_t i = 0; i < MOST; i++)
                assert_int_equal(atomic_load(&calls[i]), i < counts[c]);
        }
}

static void as_many_as_processors(void **state)
{
    (void)state;
    assert_in_range(jobs_usual(), 1, JOBS_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_once),
        cmocka_unit_test(as_many_as_processors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
