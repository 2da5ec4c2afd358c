// Which bytes make words, and matching them as SQL allows them to be written.
#include "base/word.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static void classes_nest(void **state)
{
    (void)state;
    for (int value = 0; value < 256; value++) {
        char byte = (char)value;
        assert_true(!byte_is_letter(byte) || byte_is_word(byte));
        assert_true(!byte_is_digit(byte) || (byte_is_word(byte) && !byte_is_letter(byte)));
        assert_true(!byte_is_word(byte) || byte_is_identifier(byte));
        assert_true(byte_is_identifier(byte) == (byte_is_word(byte) || byte == '$'));
        assert_false(byte_is_space(byte) && byte_is_identifier(byte));
    }
    assert_true(byte_is_letter('_') && byte_is_letter('Z') && byte_is_letter('\xc3'));
    assert_false(byte_is_identifier('@') || byte_is_identifier('[') || byte_is_identifier('\0'));
    assert_int_equal(byte_lower('Q'), 'q');
    assert_int_equal(byte_lower('@'), '@');
    assert_int_equal(byte_lower('['), '[');
}

static size_t covered(const char *text, const char *words)
{
    return words_match(text, text + strlen(text), words);
}

static void words_match_in_any_case_and_spacing(void **state)
{
    (void)state;
    assert_int_equal(covered("CREATE \n\tPolicy own", "create policy"),
                     strlen("CREATE \n\tPolicy"));
    assert_int_equal(covered("create", "create policy"), 0);
    assert_int_equal(covered("createpolicy", "create policy"), 0);
    assert_int_equal(covered("create ", "create "), strlen("create "));
    assert_int_equal(covered("", "a"), 0);
    // What stands behind the end is not looked at.
    const char *text = "create policy";
    assert_int_equal(words_match(text, text + strlen("create"), "create policy"), 0);
    assert_int_equal(words_match(text, text + strlen("create "), "create "), strlen("create "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_nest),
        cmocka_unit_test(words_match_in_any_case_and_spacing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
