// Type resolution where PostgreSQL cannot be asked: what lintel does not know stays open, and what
// an answer says besides types. That its types are PostgreSQL's is compared by tests/oracle-types.
#include "read/resolve.h"

#include "design/lookup.h"
#include "read/sql.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static struct design *design;
static struct sql_reader *reader;
static struct replay *replay;

static void schema(const char *text)
{
    design = design_new();
    design_add_schema(design, "public", (struct place){0});
    struct source_file *file = source_file_new(design->arena, "schema.sql", text, strlen(text));
    reader = sql_reader_new(design, &sql_limits_default);
    sql_reader_read(reader, file, true);
    sql_reader_finish(reader);
    replay = sql_reader_replay(reader);
    replay_reset_session(replay);
}

static void done(void)
{
    sql_reader_free(reader);
    design_free(design);
}

// A built-in type, a column of table `t`, or NULL.
static struct type_name *type(const char *name)
{
    if (!name)
        return NULL;
    struct relation *table = design_find_relation(design, "public", "t");
    struct column *column = table ? relation_find_column(table, name) : NULL;
    return column ? column->type : type_builtin(name);
}

static struct resolution call(const char *in, const char *name, const char *a, const char *b)
{
    struct type_name *types[] = {type(a), type(b)};
    struct call_arguments arguments = {.types = types, .count = 0};
    // "?" is an argument of a type that nobody knows, NULL none at all.
    arguments.count = a && b ? 2 : a ? 1 : 0;
    return resolve_function(replay, in, name, &arguments);
}

static struct resolution operate(const char *left, const char *name, const char *right)
{
    return resolve_operator(replay, NULL, name, false, type(left), type(right));
}

#define expect(resolution_, kind_, result_)                                                        \
    do {                                                                                           \
        struct resolution found_ = (resolution_);                                                  \
        assert_int_equal(found_.kind, kind_);                                                      \
        assert_string_equal(type_name_text(design->arena, found_.result), result_);                \
    } while (0)

static void names_types(void **state)
{
    (void)state;
    schema("CREATE DOMAIN d AS varchar(5); CREATE DOMAIN e AS d; CREATE TABLE t (a e, b int[][]);");
    assert_string_equal(type_builtin("int4")->name, "int4");
    assert_int_equal(type_builtin("int4[]")->dimensions, 1);
    assert_ptr_equal(type_builtin("int4"), type_builtin("int4"));
    assert_null(type_builtin("int"));
    assert_null(type_builtin("in"));
    assert_null(type_builtin(""));
    assert_null(type_builtin("[]"));
    assert_true(type_is_unknown(type_builtin("unknown")));
    assert_false(type_is_unknown(type_builtin("unknown[]")));
    assert_false(type_is_unknown(NULL));
    assert_string_equal(type_below_domains(type("a"))->name, "varchar");
    assert_int_equal(type_plain(replay, type_below_domains(type("a")))->modifier_count, 0);
    assert_string_equal(type_element(replay, type("b"))->name, "int4");
    assert_int_equal(type_element(replay, type("b"))->dimensions, 0);
    assert_int_equal(type_array(replay, type_builtin("text"))->dimensions, 1);
    assert_null(type_array(replay, type("b")));
    assert_null(type_element(replay, type_builtin("text")));
    assert_string_equal(type_element(replay, type_builtin("oidvector"))->name, "oid");
    done();
}

static void leaves_unknown_types_open(void **state)
{
    (void)state;
    schema("CREATE TABLE t (a int);");
    expect(operate("?", "+", "int4"), RESOLUTION_OPEN, "unknown");
    expect(operate("?", "=", "int4"), RESOLUTION_OPEN, "boolean");
    expect(operate("jsonb", "->", "?"), RESOLUTION_OPEN, "jsonb");
    // Whatever it is.
    expect(call(NULL, "count", "?", NULL), RESOLUTION_ONE, "bigint");
    expect(call(NULL, "to_jsonb", "?", NULL), RESOLUTION_ONE, "jsonb");
    expect(call(NULL, "concat", "text", "?"), RESOLUTION_ONE, "text");
    expect(call(NULL, "array_agg", "?", NULL), RESOLUTION_OPEN, "unknown");
    expect(call(NULL, "sum", "?", NULL), RESOLUTION_OPEN, "unknown");
    struct type_name *types[] = {type_builtin("text"), NULL};
    expect(resolve_common(replay, types, 2), RESOLUTION_OPEN, "text");
    types[0] = type_builtin("int4");
    expect(resolve_common(replay, types, 2), RESOLUTION_OPEN, "unknown");
    expect(resolve_common(replay, types, 0), RESOLUTION_OPEN, "unknown");
    assert_int_equal(resolve_converts(replay, NULL, types[0], CONVERSION_IMPLICIT), ANSWER_UNKNOWN);
    done();
}

static void leaves_what_is_not_modelled_open(void **state)
{
    (void)state;
    schema("CREATE TYPE mood AS ENUM ('a');"
           "CREATE FUNCTION eq(mood, int) RETURNS int LANGUAGE sql AS 'SELECT 1';"
           "CREATE OPERATOR === (LEFTARG = mood, RIGHTARG = int, FUNCTION = eq);"
           "CREATE OPERATOR = (LEFTARG = mood, RIGHTARG = int, FUNCTION = eq);"
           "CREATE CAST (mood AS int) WITH FUNCTION eq(mood, int) AS IMPLICIT;"
           "CREATE TYPE own; CREATE FUNCTION own_in(cstring) RETURNS own LANGUAGE c AS 'x', 'y';"
           "CREATE TYPE own (INPUT = own_in, OUTPUT = own_out, CATEGORY = 'S');"
           "CREATE TABLE t (m mood, v varchar(3), o own);");
    expect(operate("m", "===", "int4"), RESOLUTION_OPEN, "unknown");
    expect(operate("m", "=", "int4"), RESOLUTION_OPEN, "unknown");
    expect(operate("int4", "=", "int4"), RESOLUTION_ONE, "boolean");
    expect(operate("m", "+", "int4"), RESOLUTION_OPEN, "unknown");
    assert_int_equal(resolve_converts(replay, type("m"), type("int4"), CONVERSION_IMPLICIT),
                     ANSWER_UNKNOWN);
    assert_int_equal(resolve_converts(replay, type("m"), type("text"), CONVERSION_ASSIGNMENT),
                     ANSWER_YES);
    assert_int_equal(resolve_converts(replay, type("m"), type("int8"), CONVERSION_EXPLICIT),
                     ANSWER_NO);
    assert_int_equal(resolve_converts(replay, type("o"), type("int8"), CONVERSION_EXPLICIT),
                     ANSWER_UNKNOWN);
    struct type_name *types[] = {type("o"), type("text")};
    expect(resolve_common(replay, types, 2), RESOLUTION_OPEN, "unknown");
    done();
}

static void knows_what_extensions_may_declare(void **state)
{
    (void)state;
    schema("CREATE TABLE t (v varchar(3));");
    expect(call(NULL, "similarity", "text", "text"), RESOLUTION_NONE, "unknown");
    expect(operate("text", "<->", "text"), RESOLUTION_NONE, "unknown");
    expect(call(NULL, "any_value", "int4", NULL), RESOLUTION_OPEN, "unknown"); // PostgreSQL 16
    expect(call(NULL, "random", "int4", "int4"), RESOLUTION_OPEN, "unknown");  // 17
    done();
    schema("CREATE SCHEMA extensions; CREATE EXTENSION pg_trgm SCHEMA extensions;"
           "CREATE EXTENSION citext; CREATE TABLE t (c citext, v varchar(3));");
    expect(operate("text", "<->", "text"), RESOLUTION_NONE, "unknown");
    expect(call("extensions", "similarity", "v", "text"), RESOLUTION_ONE, "real");
    expect(operate("c", "=", "unknown"), RESOLUTION_ONE, "boolean");
    expect(operate("c", "||", "unknown"), RESOLUTION_ONE, "text");
    expect(call(NULL, "max", "c", NULL), RESOLUTION_ONE, "citext");
    list_add(replay->arena, &replay->search_path, "extensions");
    expect(operate("text", "<->", "text"), RESOLUTION_ONE, "real");
    done();
    schema("CREATE EXTENSION nobody_knows; CREATE TABLE t (v varchar(3));");
    expect(call(NULL, "similarity", "text", "text"), RESOLUTION_OPEN, "unknown");
    expect(operate("text", "<->", "text"), RESOLUTION_OPEN, "unknown");
    expect(operate("v", "=", "unknown"), RESOLUTION_ONE, "boolean");
    expect(call(NULL, "lower", "v", NULL), RESOLUTION_ONE, "text");
    done();
}

static void says_what_was_found(void **state)
{
    (void)state;
    schema("CREATE TABLE t (a int, b text); CREATE SCHEMA other;"
           "CREATE FUNCTION other.f(a int) RETURNS int LANGUAGE sql STRICT AS 'SELECT 1';"
           "CREATE FUNCTION g(OUT x int, OUT y text) RETURNS SETOF record LANGUAGE c AS 'a', 'b';"
           "CREATE TABLE u (row t);");
    expect(call(NULL, "f", "a", NULL), RESOLUTION_NONE, "unknown");
    struct resolution found = call("other", "f", "a", NULL);
    assert_non_null(found.function);
    assert_true(found.is_strict);
    found = call(NULL, "g", NULL, NULL);
    expect(found, RESOLUTION_ONE, "record");
    assert_true(found.returns_set);
    assert_int_equal(found.column_count, 2);
    assert_string_equal(found.columns[1].name, "y");
    assert_string_equal(found.columns[1].type->name, "text");
    found = call(NULL, "jsonb_each", "jsonb", NULL);
    assert_int_equal(found.column_count, 2);
    assert_string_equal(found.columns[0].name, "key");
    assert_string_equal(found.columns[1].type->name, "jsonb");
    assert_true(call(NULL, "sum", "a", NULL).is_aggregate);
    assert_true(call(NULL, "rank", NULL, NULL).is_window);
    found = call(NULL, "percentile_disc", "float8", "a");
    assert_true(found.is_ordered_set && found.is_aggregate);
    found = call(NULL, "int4", "unknown", NULL);
    assert_true(found.is_cast);
    struct relation *table = design_find_relation(design, "public", "u");
    struct type_name *row = table->columns.items[0]->type;
    struct call_arguments arguments = {.types = &row, .count = 1};
    found = resolve_function(replay, NULL, "b", &arguments);
    expect(found, RESOLUTION_ONE, "text");
    assert_true(found.is_column);
    done();
}

// Broken or vast input neither crashes nor takes long.
static void bears_anything(void **state)
{
    (void)state;
    schema("CREATE TABLE t (a int);");
    struct type_name *types[300];
    const char *names[300];
    for (uint32_t i = 0; i < 300; i++) {
        types[i] = type_builtin(i % 3 ? "int4" : "unknown");
        names[i] = "a";
    }
    struct call_arguments arguments = {.types = types, .count = 300};
    assert_int_equal(resolve_function(replay, NULL, "concat", &arguments).kind, RESOLUTION_OPEN);
    arguments.count = 100;
    expect(resolve_function(replay, NULL, "concat", &arguments), RESOLUTION_ONE, "text");
    arguments.names = names;
    assert_int_equal(resolve_function(replay, NULL, "concat", &arguments).kind, RESOLUTION_NONE);
    expect(resolve_common(replay, types, 300), RESOLUTION_ONE, "integer");
    char name[2000];
    memset(name, '+', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    expect(operate("a", name, "a"), RESOLUTION_NONE, "unknown");
    arguments.names = NULL;
    assert_int_equal(resolve_function(replay, name, name, &arguments).kind, RESOLUTION_NONE);
    expect(operate("a", "", "a"), RESOLUTION_NONE, "unknown");
    done();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_types),
        cmocka_unit_test(leaves_unknown_types_open),
        cmocka_unit_test(leaves_what_is_not_modelled_open),
        cmocka_unit_test(knows_what_extensions_may_declare),
        cmocka_unit_test(says_what_was_found),
        cmocka_unit_test(bears_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
