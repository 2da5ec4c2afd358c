// What conditions can come to: each is read through the parser, as a policy's USING, and its set of
// outcomes compared. The sets hold what PostgreSQL answers over rows with and without nulls, and
// where the set is exact nothing more.
#include "link/constant.h"

#include "design/lookup.h"
#include "read/sql.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

enum { T = TRUTH_TRUE, F = TRUTH_FALSE, N = TRUTH_NULL };

struct expected {
    const char *condition;
    unsigned set;
};

// t (a int NOT NULL, b int, c text NOT NULL, d boolean NOT NULL, e boolean)
static const struct expected constants[] = {
    {"true", T},
    {"not true", F},
    {"null", N},
    {"null::boolean", N},
    {"'t'::boolean", T},
    {"'off'::boolean", F},
    {"0::boolean", F},
    {"2::boolean", T},
    {"(select true)", T},
    {"(select not false as x)", T},
    {"exists (select 1)", T},
    {"1 = 1", T},
    {"1 = 2", F},
    {"1 <> 1.0", F},
    {"2 > 1.5", T},
    {"'a' = 'a'", T},
    {"'a' = 'b'", F},
    {"'a' < 'b'", T | F}, // the collation's to say
    {"1 = null", N},
    {"1 in (2, 1)", T},
    {"1 in (2, 3)", F},
    {"1 not in (2, 3)", T | F | N}, // not folded
    {"1 is distinct from 2", T},
    {"null is not distinct from null", T},
    {"1 is not null", T},
    {"null is null", T},
    {"coalesce(null, true)", T},
    {"coalesce(e, true)", T | F},
    {"coalesce(d, e)", T | F},
};

static const struct expected columns[] = {
    {"a = a", T},
    {"t.a = a", T},
    {"b = b", T | N},
    {"b <> b", F | N},
    {"a < a", F},
    {"a >= a", T},
    {"a + 1 = a + 1", T | N}, // whether a + 1 can be null is not known
    {"a::text = a::text", T},
    {"a::text = a::varchar", T | F},
    {"c = 'x'", T | F},
    {"b = 1", T | F | N},
    {"b is not distinct from b", T},
    {"a is not null", T},
    {"a is null", F},
    {"b is not null", T | F},
    {"coalesce(b, 0) is not null", T},
    {"coalesce(b, b) is null", T | F},
    {"(a = b) is not null", T | F},
    {"(a = 1) is not null", T},
    {"d", T | F},
    {"e", T | F | N},
    {"e = e", T | N},
    {"e is unknown", T | F},
    {"(a = a) is true", T},
    {"(b = b) is not false", T},
    {"(a, b) is not null", T | F},
    {"current_user = current_user", T},
    {"current_user is not null", T},
    {"random() = random()", T | F | N},
};

static const struct expected logic[] = {
    {"true or b = 1", T},
    {"b = 1 or true", T},
    {"false and b = 1", F},
    {"b = b or b = 1", T | N},
    {"b = 1 and null", F | N},
    {"c = 'x' or not c = 'x'", T | F}, // each side by itself
    {"not (a = a and 1 = 1)", F},
    {"b = 1 and true", T | F | N},
    {"case when true then true else b = 1 end", T},
    {"case when b = 1 then true else true end", T},
    {"case when b = 1 then true end", T | N},
    {"case b when 1 then true else false end", T | F},
    {"case when false then false else a = a end", T},
    {"exists (select 1 from t x where x.a = t.a)", T | F},
    {"(select a = b)", T | F | N},
    {"true = true", T},
    {"c like '%'", T | F | N},
};

static void check_all(const struct expected *table, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        struct design *design = design_new();
        design_add_schema(design, "public", (struct place){0});
        struct source_file file = {.path = "schema.sql"};
        file.bytes = arena_format(design->arena,
                                  "CREATE TABLE t (a int NOT NULL, b int, c text NOT NULL, d "
                                  "boolean NOT NULL, e boolean);"
                                  "CREATE POLICY p ON t USING (%s);",
                                  table[at].condition);
        file.length = strlen(file.bytes);
        struct sql_reader *reader = sql_reader_new(design, &sql_limits_default);
        sql_reader_read(reader, &file, true);
        sql_reader_finish(reader);
        struct relation *relation = design_find_relation(design, "public", "t");
        assert_non_null(relation);
        assert_int_equal(relation->policies.count, 1);
        unsigned found = constant_truth(relation->policies.items[0]->using);
        if (found != table[at].set)
            fail_msg("%s: %u instead of %u", table[at].condition, found, table[at].set);
        sql_reader_free(reader);
        design_free(design);
    }
}

static void folds_constants(void **state)
{
    (void)state;
    check_all(constants, array_length(constants));
}

static void knows_columns(void **state)
{
    (void)state;
    check_all(columns, array_length(columns));
}

static void combines_them(void **state)
{
    (void)state;
    check_all(logic, array_length(logic));
}

static void takes_what_is_absent_for_anything(void **state)
{
    (void)state;
    assert_int_equal(constant_truth(NULL), TRUTH_ANY);
    assert_false(constant_is_always_true(NULL));
    assert_false(constant_is_never_true(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_constants),
        cmocka_unit_test(knows_columns),
        cmocka_unit_test(combines_them),
        cmocka_unit_test(takes_what_is_absent_for_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
