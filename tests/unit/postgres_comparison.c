// Two snapshots as text: what is told of them, and that damaged text never counts as equal. Against
// a real PostgreSQL: tests/serve/test_comparison.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "design/lookup.h"
#include "postgres/comparison.h"
#include "postgres/load_extension.h"

#define TABLE(name, security)                                                                      \
    "table\t\t" name "\towner\tOWNER\ntable\t\t" name "\trow security\t" security "\n"
#define POLICY(table, name, using) "policy\ttable " table "\t" name "\tusing\t" using "\n"

struct world {
    struct arena *arena;
    struct design *design;
};

static int world_make(void **state)
{
    struct world *world = test_malloc(sizeof *world);
    *world = (struct world){arena_new(), design_new()};
    *state = world;
    return 0;
}

static int world_end(void **state)
{
    struct world *world = *state;
    design_free(world->design);
    arena_free(world->arena);
    test_free(world);
    return 0;
}

static struct comparison compare(void **state, const char *expected, const char *live)
{
    struct world *world = *state;
    struct comparison comparison = {
        .arena = world->arena, .design = world->design, .expected = expected, .live = live};
    bool is_same = comparison_run(&comparison);
    assert_int_equal(is_same, comparison.difference_count == 0);
    return comparison;
}

static void test_equal(void **state)
{
    const char *text = POLICY("public.a", "p", "true") TABLE("public.a", "on");
    assert_int_equal(compare(state, text, text).difference_count, 0);
    assert_int_equal(compare(state, "", "").difference_count, 0);
}

static void test_property(void **state)
{
    struct comparison found = compare(state, TABLE("public.a", "on"), TABLE("public.a", "off"));
    assert_int_equal(found.differences.count, 1);
    assert_string_equal(found.differences.items[0],
                        "table public.a: row security is off, the design turns it on");
}

// What belongs to an object that is on one side alone is not told again.
static void test_object(void **state)
{
    const char *one = TABLE("public.a", "on");
    const char *two =
        POLICY("public.b", "p", "true") TABLE("public.a", "on") TABLE("public.b", "on");
    struct comparison found = compare(state, one, two);
    assert_int_equal(found.differences.count, 1);
    assert_string_equal(found.differences.items[0],
                        "table public.b is in the database, and the design does not declare it");
    found = compare(state, two, one);
    assert_int_equal(found.differences.count, 1);
    assert_string_equal(found.differences.items[0],
                        "table public.b is missing, the design declares it");
}

static void test_notes(void **state)
{
    struct comparison found =
        compare(state, "server\t\tPostgreSQL\tmajor version\t15\n",
                "not compared\t\tschemas\tnames\tother\nserver\t\tPostgreSQL\tmajor version\t17\n");
    assert_int_equal(found.difference_count, 0);
    assert_int_equal(found.notes.count, 2);
}

// A cache that was cut or damaged says less than the design: that must show.
static void test_damaged(void **state)
{
    const char *whole = POLICY("public.a", "p", "true") TABLE("public.a", "on");
    for (size_t length = 0; length + 1 < strlen(whole); length++) {
        char cut[256];
        snprintf(cut, sizeof cut, "%.*s", (int)length, whole);
        assert_int_not_equal(compare(state, cut, whole).difference_count, 0);
    }
    assert_int_not_equal(compare(state, "\n\n\t\t\nnonsense\n\t", whole).difference_count, 0);
}

// Names and values are the database's: they must not reach a terminal as commands.
static void test_terminal(void **state)
{
    struct comparison found = compare(state, "", "table\t\tpublic.\"\x1b[2J\"\towner\tOWNER\n");
    assert_int_equal(found.differences.count, 1);
    assert_null(strchr(found.differences.items[0], 0x1b));
}

static void test_extension(void **state)
{
    struct world *world = *state;
    struct sql_failure failure = {"0A000", "extension is not available", "", "", 0};
    assert_non_null(strstr(
        load_extension_advice(world->arena, "CREATE EXTENSION IF NOT EXISTS \"vector\"", &failure),
        "postgresql-15-pgvector"));
    assert_non_null(strstr(load_extension_advice(world->arena, "create extension pg_net", &failure),
                           "Supabase"));
    assert_null(load_extension_advice(world->arena, "create table vector ()", &failure));
    struct sql_failure other = {"42710", "it exists", "", "", 0};
    assert_null(load_extension_advice(world->arena, "create extension vector", &other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_equal, world_make, world_end),
        cmocka_unit_test_setup_teardown(test_property, world_make, world_end),
        cmocka_unit_test_setup_teardown(test_object, world_make, world_end),
        cmocka_unit_test_setup_teardown(test_notes, world_make, world_end),
        cmocka_unit_test_setup_teardown(test_damaged, world_make, world_end),
        cmocka_unit_test_setup_teardown(test_terminal, world_make, world_end),
        cmocka_unit_test_setup_teardown(test_extension, world_make, world_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
