// The map: setting, replacing, removing, growing, against a plain array as the oracle.
#include "base/map.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static void is_empty_when_zero(void **state)
{
    (void)state;
    struct map map = {0};
    assert_null(map_get(&map, "a"));
    assert_null(map_get(&map, ""));
    struct arena *arena = arena_new();
    map_set(arena, &map, "a", NULL); // removing what is not there
    assert_null(map_get(&map, "a"));
    arena_free(arena);
}

static void sets_replaces_removes(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct map map = {0};
    int one, two;
    map_set(arena, &map, "a", &one);
    map_set(arena, &map, "", &two);
    assert_ptr_equal(map_get(&map, "a"), &one);
    assert_ptr_equal(map_get(&map, ""), &two);
    map_set(arena, &map, "a", &two);
    assert_ptr_equal(map_get(&map, "a"), &two);
    map_set(arena, &map, "a", NULL);
    assert_null(map_get(&map, "a"));
    map_set(arena, &map, "a", &one);
    assert_ptr_equal(map_get(&map, "a"), &one);
    arena_free(arena);
}

static void agrees_with_an_array(void **state)
{
    (void)state;
    enum { KEYS = 500, STEPS = 100000 };
    struct arena *arena = arena_new();
    struct map map = {0};
    const char *keys[KEYS];
    void *expected[KEYS] = {0};
    for (int i = 0; i < KEYS; i++)
        keys[i] = arena_format(arena, "schema.name_%d", i);
    uint32_t random = 1;
    for (int step = 0; step < STEPS; step++) {
        random = random * 1664525u + 1013904223u;
        uint32_t key = (random >> 8) % KEYS;
        void *value = (random >> 20) % 3 ? (void *)&expected[(random >> 4) % KEYS] : NULL;
        map_set(arena, &map, keys[key], value);
        expected[key] = value;
        assert_ptr_equal(map_get(&map, keys[key]), value);
    }
    for (int i = 0; i < KEYS; i++)
        assert_ptr_equal(map_get(&map, keys[i]), expected[i]);
    // Setting and removing the same keys must not grow the map for ever.
    assert_true(map.capacity <= 4096);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_empty_when_zero),
        cmocka_unit_test(sets_replaces_removes),
        cmocka_unit_test(agrees_with_an_array),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
