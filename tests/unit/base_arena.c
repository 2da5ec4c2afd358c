// The arena: alignment, zeroing, large blocks, rewinding across blocks.
#include "base/arena.h"
#include "base/list.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static void gives_zeroed_aligned_memory(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (size_t size = 0; size < 100; size++) {
        char *memory = arena_allocate(arena, size);
        assert_int_equal((uintptr_t)memory % 16, 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(memory[i], 0);
            memory[i] = 'x';
        }
    }
    assert_ptr_not_equal(arena_allocate(arena, 0), arena_allocate(arena, 0));
    arena_free(arena);
    arena_free(NULL);
}

static void takes_more_than_a_block(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    size_t large = 5 * 1024 * 1024;
    char *memory = arena_allocate(arena, large);
    memory[0] = memory[large - 1] = 'x';
    assert_true(arena_size(arena) >= large);
    arena_free(arena);
}

static void copies_and_formats(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(arena_copy(arena, "abcdef", 3), "abc");
    assert_string_equal(arena_copy(arena, NULL, 0), "");
    assert_string_equal(arena_copy_string(arena, "word"), "word");
    assert_null(arena_copy_string(arena, NULL));
    assert_string_equal(arena_format(arena, "%s-%d", "a", 7), "a-7");
    arena_free(arena);
}

static void rewinds_to_the_mark(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char *kept = arena_copy_string(arena, "kept");
    struct arena_mark mark = arena_mark(arena);
    char *first = arena_allocate(arena, 32);
    arena_rewind(arena, mark);
    // The same memory comes again, zeroed.
    char *again = arena_allocate(arena, 32);
    assert_ptr_equal(first, again);
    assert_int_equal(again[0], 0);

    // Rewinding over many blocks does not grow the arena for ever.
    size_t size = 0;
    for (int round = 0; round < 20; round++) {
        arena_rewind(arena, mark);
        for (int i = 0; i < 1000; i++)
            memset(arena_allocate_raw(arena, 1000), 'x', 1000);
        if (round == 2)
            size = arena_size(arena);
    }
    assert_true(arena_size(arena) <= size * 2);
    assert_string_equal(kept, "kept");
    arena_free(arena);
}

static void rewinds_to_the_beginning(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct arena_mark mark = arena_mark(arena);
    for (int i = 0; i < 10; i++) {
        arena_allocate(arena, 3 * 1024 * 1024);
        arena_allocate(arena, 10);
        arena_rewind(arena, mark);
    }
    assert_true(arena_size(arena) < 8u * 1024 * 1024);
    arena_free(arena);
}

static void lists_grow_and_shrink(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    LIST(int) list = {0};
    for (int i = 0; i < 100; i++)
        list_add(arena, &list, i);
    list_remove_at(&list, 0);
    list_remove_at(&list, 98);
    assert_int_equal(list.count, 98);
    int expected = 1;
    list_each (int, item, &list)
        assert_int_equal(item, expected++);
    int seen = 0;
    list_each (int, item, &list) {
        seen = item;
        if (item == 10)
            break;
    }
    assert_int_equal(seen, 10);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_zeroed_aligned_memory), cmocka_unit_test(takes_more_than_a_block),
        cmocka_unit_test(copies_and_formats),          cmocka_unit_test(rewinds_to_the_mark),
        cmocka_unit_test(rewinds_to_the_beginning),    cmocka_unit_test(lists_grow_and_shrink),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
