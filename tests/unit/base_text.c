// The growing string.
#include "base/text.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static void is_never_null(void **state)
{
    (void)state;
    struct text text;
    text_init(&text);
    assert_string_equal(text.string, "");
    text_release(&text);
    assert_string_equal(text.string, "");
    text_release(&text);
}

static void grows(void **state)
{
    (void)state;
    struct text text;
    text_init(&text);
    for (int i = 0; i < 1000; i++)
        text_add(&text, "0123456789");
    assert_int_equal(text.length, 10000);
    assert_int_equal(strlen(text.string), 10000);
    text_release(&text);
    assert_string_equal(text.string, "");
    text_add_bytes(&text, "", 0);
    text_add_char(&text, 'x');
    text_repeat(&text, '-', 3);
    text_repeat(&text, '-', 0);
    text_format(&text, "%s%d", "y", 5);
    assert_string_equal(text.string, "x---y5");
    text_release(&text);
}

static void formats_more_than_it_holds(void **state)
{
    (void)state;
    struct text text;
    text_init(&text);
    text_format(&text, "%0500d", 1);
    assert_int_equal(text.length, 500);
    assert_int_equal(strlen(text.string), 500);
    text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_never_null),
        cmocka_unit_test(grows),
        cmocka_unit_test(formats_more_than_it_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
