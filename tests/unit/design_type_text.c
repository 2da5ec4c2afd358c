// Types as format_type prints them: the expected texts are PostgreSQL 15's own.
#include "design/lookup.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static void prints_as_format_type_does(void **state)
{
    (void)state;
    struct type mood = {.schema = "public", .name = "Mood"};
    struct type level = {.schema = "app", .name = "order"};
    struct relation todos = {.schema = "public", .name = "todos"};
    const struct {
        const char *expected;
        struct type_name type;
    } cases[] = {
        {"integer", {.schema = "pg_catalog", .name = "int4"}},
        {"bigint[]", {.schema = "pg_catalog", .name = "int8", .dimensions = 2}},
        {"text", {.schema = "pg_catalog", .name = "text"}},
        {"character varying", {.schema = "pg_catalog", .name = "varchar"}},
        {"character varying(20)",
         {.schema = "pg_catalog", .name = "varchar", .modifiers = {20}, .modifier_count = 1}},
        {"character(3)[]",
         {.schema = "pg_catalog",
          .name = "bpchar",
          .modifiers = {3},
          .modifier_count = 1,
          .dimensions = 1}},
        {"bpchar", {.schema = "pg_catalog", .name = "bpchar"}},
        {"\"char\"", {.schema = "pg_catalog", .name = "char"}},
        {"numeric(10,2)",
         {.schema = "pg_catalog", .name = "numeric", .modifiers = {10, 2}, .modifier_count = 2}},
        {"numeric(10,0)",
         {.schema = "pg_catalog", .name = "numeric", .modifiers = {10}, .modifier_count = 1}},
        {"numeric(3,-2)",
         {.schema = "pg_catalog", .name = "numeric", .modifiers = {3, -2}, .modifier_count = 2}},
        {"timestamp with time zone", {.schema = "pg_catalog", .name = "timestamptz"}},
        {"timestamp(2) with time zone",
         {.schema = "pg_catalog", .name = "timestamptz", .modifiers = {2}, .modifier_count = 1}},
        {"time(1) without time zone[]",
         {.schema = "pg_catalog",
          .name = "time",
          .modifiers = {1},
          .modifier_count = 1,
          .dimensions = 1}},
        {"bit varying", {.schema = "pg_catalog", .name = "varbit"}},
        {"interval", {.schema = "pg_catalog", .name = "interval"}},
        {"interval year to month",
         {.schema = "pg_catalog", .name = "interval", .modifier_text = "year to month"}},
        {"interval day to second(2)",
         {.schema = "pg_catalog",
          .name = "interval",
          .modifier_text = "day to second",
          .modifiers = {2},
          .modifier_count = 1}},
        {"interval(3)",
         {.schema = "pg_catalog", .name = "interval", .modifiers = {3}, .modifier_count = 1}},
        {"geometry(Point,4326)", {.name = "geometry", .modifier_text = "Point,4326"}},
        {"\"Mood\"[]", {.schema = "public", .name = "old_name", .type = &mood, .dimensions = 1}},
        {"app.\"order\"", {.name = "order", .type = &level}},
        {"todos", {.name = "old_todos", .row_of = &todos}},
        {"app.nobody", {.schema = "app", .name = "nobody"}},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < array_length(cases); i++)
        assert_string_equal(type_name_text(arena, &cases[i].type), cases[i].expected);
    assert_string_equal(type_name_text(arena, NULL), "unknown");
    arena_free(arena);
}

static void compares_types(void **state)
{
    (void)state;
    struct type_name text = {.schema = "pg_catalog", .name = "text"};
    struct type_name text_20 = {
        .schema = "pg_catalog", .name = "text", .modifiers = {20}, .modifier_count = 1};
    struct type_name text_array = {.schema = "pg_catalog", .name = "text", .dimensions = 1};
    struct type_name text_arrays = {.schema = "pg_catalog", .name = "text", .dimensions = 2};
    struct type_name integer = {.schema = "pg_catalog", .name = "int4"};
    struct type email = {.kind = TYPE_DOMAIN, .schema = "public", .name = "email", .base = &text};
    struct type_name email_name = {.name = "email", .type = &email};
    struct type work = {.kind = TYPE_DOMAIN, .schema = "public", .name = "w", .base = &email_name};
    struct type_name work_name = {.name = "w", .type = &work};
    struct type_name work_array = {.name = "w", .type = &work, .dimensions = 1};

    assert_true(type_name_same(&text, &text_20, false));
    assert_false(type_name_same(&text, &integer, true));
    assert_false(type_name_same(&text, &text_array, true));
    assert_true(type_name_same(&text_array, &text_arrays, false));
    assert_false(type_name_same(&text, &email_name, false));
    assert_true(type_name_same(&text, &email_name, true));
    assert_true(type_name_same(&work_name, &email_name, true));
    assert_false(type_name_same(&work_name, &email_name, false));
    assert_false(type_name_same(&work_array, &text_array, true)); // an array of a domain is its own
    assert_false(type_name_same(NULL, &text, true));
    assert_false(type_name_same(NULL, NULL, true));

    // A domain over itself ends.
    struct type_name self_name = {.name = "self"};
    struct type self = {.kind = TYPE_DOMAIN, .schema = "public", .name = "self"};
    self.base = &self_name;
    self_name.type = &self;
    assert_false(type_name_same(&self_name, &text, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_as_format_type_does),
        cmocka_unit_test(compares_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
