// The YAML tree: shape, places, aliases and their bounds, faults; and the comments of YAML, which
// are found by what its scalars cover.
#include "read/tree.h"

#include "check/comments.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static struct arena *arena;
static struct tree_fault_list faults;

static struct tree *read_within(const char *text, struct tree_limits limits)
{
    struct source_file *file = source_file_new(arena, "a.yaml", text, strlen(text));
    faults.count = 0;
    return tree_read(arena, file, &limits, &faults);
}

static struct tree *read_text(const char *text)
{
    return read_within(text, tree_limits_default);
}

static void assert_fault(const char *expected)
{
    struct error error;
    assert_true(faults.count > 0);
    struct tree_fault fault = faults.items[faults.count - 1];
    tree_error(fault.place, fault.message, &error);
    assert_string_equal(error.message, expected);
}

static void test_shape(void **state)
{
    (void)state;
    struct tree *root = read_text("a: 1\nb: [x, 'y z', \"\"]\nc: |\n  t\nd:\n");
    assert_non_null(root);
    assert_int_equal(faults.count, 0);
    assert_int_equal(root->count, 4);
    assert_string_equal(tree_text(tree_get(root, "a")), "1");
    assert_false(tree_get(root, "a")->is_quoted);
    struct tree *list = tree_get(root, "b");
    assert_int_equal(list->kind, TREE_SEQUENCE);
    assert_int_equal(list->count, 3);
    assert_string_equal(list->items[1]->text, "y z");
    assert_true(list->items[1]->is_quoted);
    assert_false(tree_is_null(list->items[2]));
    assert_string_equal(tree_text(tree_get(root, "c")), "t\n");
    assert_true(tree_is_null(tree_get(root, "d")));
    assert_null(tree_get(root, "e"));
    assert_null(tree_get(list, "a"));
    // What stands behind a NUL is not lost, so nothing passes for another name.
    root = read_text("a: \"list\\0Todos\\0\"\n");
    assert_string_equal(tree_text(tree_get(root, "a")), "list\xEF\xBF\xBDTodos\xEF\xBF\xBD");
    assert_int_equal(tree_get(root, "a")->count, strlen(tree_text(tree_get(root, "a"))));
}

static void test_places(void **state)
{
    (void)state;
    struct tree *root = read_text("{\"a\": {\"b\": [10, 200]}}");
    struct tree *list = tree_get(tree_get(root, "a"), "b");
    assert_int_equal(list->place.offset, 12);
    assert_int_equal(list->place.length, 9);
    assert_int_equal(list->items[1]->place.offset, 17);
    assert_int_equal(list->items[1]->place.length, 3);
}

static void test_aliases(void **state)
{
    (void)state;
    struct tree *root = read_text("a: &x {k: v}\nb: *x\n");
    assert_ptr_equal(tree_get(root, "a"), tree_get(root, "b"));
    assert_null(read_text("a: *x\n"));
    assert_fault("a.yaml:1:5: alias *x has no anchor before it");
    assert_null(read_text("a: &x [*x]\n"));
    assert_fault("a.yaml:1:9: alias *x stands inside its own anchor");
    // Three anchored lists of ten, each of the one before: 1234 values, and 8 of the last ten are
    // too many.
    const char *laughs = "[&a [x,x,x,x,x,x,x,x,x,x], &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a], "
                         "[*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]]";
    assert_non_null(read_within(laughs, (struct tree_limits){10, 1300}));
    assert_null(read_within(laughs, (struct tree_limits){10, 1000}));
    assert_fault("a.yaml:1:87: more than 1000 values, aliases counted as often as they appear");
    // Aliases nest as deep as what they stand for.
    assert_null(read_within("[&a [[[x]]], [[*a]]]", (struct tree_limits){5, 100}));
    assert_fault("a.yaml:1:17: nested more than 5 levels deep");
}

static void test_faults(void **state)
{
    (void)state;
    assert_non_null(read_text("a: 1\nb: 2\na: 3\n"));
    assert_fault("a.yaml:3:1: key \"a\" was given before, on line 1");
    assert_non_null(read_text("{a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, i: 1, j: 1, k: 1, "
                              "l: 1, m: 1, c: 2}"));
    assert_int_equal(faults.count, 1);
    assert_null(read_text("a: [1, 2\n"));
    assert_null(read_text(""));
    assert_fault("a.yaml:1:1: the file is empty");
    assert_null(read_text("a: \xff\n"));
    assert_fault("a.yaml:1:4: this byte is not UTF-8");
    assert_null(read_text("? [a]\n: 1\n"));
    assert_null(read_text("a: 1\n---\nb: 1\n"));
    assert_null(read_within("[[[[x]]]]", (struct tree_limits){3, 100}));
}

static void test_comments(void **state)
{
    (void)state;
    const char *text = "# one\na: 'x # no' # two\nb: |\n  # no\nc: d#no\n";
    struct source_file *file = source_file_new(arena, "a.yaml", text, strlen(text));
    struct comment_list comments = {0};
    struct extent_list statements = {0};
    comments_read(arena, file, &comments, &statements);
    assert_int_equal(comments.count, 2);
    assert_int_equal(comments.items[0].offset, 0);
    assert_memory_equal(comments.items[1].text, " two", 4);
    assert_int_equal(comments.items[1].text_length, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shape),    cmocka_unit_test(test_places),
        cmocka_unit_test(test_aliases),  cmocka_unit_test(test_faults),
        cmocka_unit_test(test_comments),
    };
    arena = arena_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
