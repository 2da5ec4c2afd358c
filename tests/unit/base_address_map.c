// The map by address: what was set is found, also after it grew; what was not is absent.
#include "base/address_map.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static void test_many(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    static long things[COUNT];
    struct arena *arena = arena_new();
    struct address_map map = {0};
    assert_null(address_map_get(&map, things));
    for (int i = 0; i < COUNT; i += 2)
        address_map_set(arena, &map, &things[i], &things[COUNT - 1 - i]);
    address_map_set(arena, &map, &things[4], &things[5]);
    assert_int_equal(map.used, COUNT / 2);
    for (int i = 0; i < COUNT; i++) {
        void *expected = i % 2 ? NULL : i == 4 ? &things[5] : &things[COUNT - 1 - i];
        assert_ptr_equal(address_map_get(&map, &things[i]), expected);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_many)};
    return cmocka_run_group_tests_name("base/address_map", tests, NULL, NULL);
}
