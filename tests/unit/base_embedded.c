// Every file that is part of the program is found, which a list out of order would not give.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/embedded.h"

static void finds_every_file(void **state)
{
    (void)state;
    size_t count;
    const struct embedded *all = embedded_all(&count);
    assert_true(count > 100);
    for (size_t i = 0; i < count; i++)
        assert_ptr_equal(embedded_find(all[i].path), &all[i]);
    assert_null(embedded_find("platforms/none.sql"));
    assert_null(embedded_find(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_every_file)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
