// Which names are near enough to be meant.
#include "base/nearest.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static void finds_what_was_meant(void **state)
{
    (void)state;
    // A letter too many, too few, another, two swapped, another case.
    assert_string_equal(name_nearer("todoss", NULL, "todos"), "todos");
    assert_string_equal(name_nearer("tdos", NULL, "todos"), "todos");
    assert_string_equal(name_nearer("todas", NULL, "todos"), "todos");
    assert_string_equal(name_nearer("tdoos", NULL, "todos"), "todos");
    assert_string_equal(name_nearer("TODOS", NULL, "todos"), "todos");
    // At most a third of the length: none of a short name.
    assert_null(name_nearer("id", NULL, "it"));
    assert_null(name_nearer("todos", NULL, "lists"));
}

static void keeps_the_nearest_and_the_first(void **state)
{
    (void)state;
    assert_string_equal(name_nearer("user_name", "user_same", "user_names"), "user_same");
    assert_string_equal(name_nearer("user_name", "usr_nam", "user_names"), "user_names");
    assert_string_equal(name_nearer("user_name", "user_names", "lists"), "user_names");
}

static void passes_over_names_that_are_too_long(void **state)
{
    (void)state;
    char name[65];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_null(name_nearer(name, NULL, name));
    assert_string_equal(name_nearer(name + 1, NULL, name + 1), name + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_meant),
        cmocka_unit_test(keeps_the_nearest_and_the_first),
        cmocka_unit_test(passes_over_names_that_are_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
