// The splitter: where statements begin and end, what is passed over, what placeholders become; and
// PostgreSQL's own parser as the oracle for boundaries.
#include "base/file.h"
#include "read/split.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>
#include <pg_query.h>

// Splits `text` and compares with the expected texts, a NULL behind the last.
static struct splitter check_split(const char *text, const char *const *expected)
{
    struct arena *arena = arena_new();
    struct source_file file = {.path = "x.sql", .bytes = text, .length = strlen(text)};
    struct splitter splitter;
    struct statement statement;
    splitter_init(&splitter, &file, arena);
    for (; *expected; expected++) {
        assert_true(splitter_next(&splitter, &statement));
        assert_string_equal(statement.text, *expected);
        assert_int_equal(statement.length, strlen(*expected));
    }
    assert_false(splitter_next(&splitter, &statement));
    arena_free(arena);
    return splitter;
}
#define splits(text, ...) check_split(text, (const char *const[]){__VA_ARGS__, NULL})

static struct statement first_statement(struct arena *arena, const char *text)
{
    struct source_file *file = arena_make(arena, struct source_file);
    *file = (struct source_file){.path = "x.sql", .bytes = text, .length = strlen(text)};
    struct splitter splitter;
    struct statement statement;
    splitter_init(&splitter, file, arena);
    assert_true(splitter_next(&splitter, &statement));
    return statement;
}

static void splits_plain_sql(void **state)
{
    (void)state;
    splits("", NULL);
    splits(" ;; -- only ; a comment\n/* ; /* ; */ */ ;", NULL);
    splits("select 1", "select 1");
    splits("-- a\nselect 1 ; select 2 -- b\n;", "select 1", "select 2");
    splits("select ';', E'\\';', \"a;b\", $$;$$, $a$ $$; $a$; select $1", //
           "select ';', E'\\';', \"a;b\", $$;$$, $a$ $$; $a$", "select $1");
    splits("select E'a' -- x\n 'b\\';c'; select 2", "select E'a' -- x\n 'b\\';c'", "select 2");
    splits("select a$b$c; select 2", "select a$b$c", "select 2"); // `$` inside a name
}

static void keeps_bodies_together(void **state)
{
    (void)state;
    splits("create function f() returns int begin atomic select case when a then 1 end; select 2; "
           "end; select 3",
           "create function f() returns int begin atomic select case when a then 1 end; select 2; "
           "end",
           "select 3");
    splits("create rule r as on insert to t do (select 1; select 2); select 3",
           "create rule r as on insert to t do (select 1; select 2)", "select 3");
    // A body that is never closed takes nothing that cannot belong to it.
    splits("create procedure p() begin atomic select 1; create table t (a int);",
           "create procedure p() begin atomic select 1", "create table t (a int)");
    splits("begin; select 1; end;", "begin", "select 1", "end");
}

static void repairs_what_never_ends(void **state)
{
    (void)state;
    splits("create table a (b numeric(10,2, c int); create table d (e int);",
           "create table a (b numeric(10,2, c int)", "create table d (e int)");
    splits("insert into t values ('it's');\ncreate table a (b text);\n",
           "insert into t values ('it's')", "create table a (b text)");
    splits("select $$ a;\ncreate table b (c int);\n", "select $$ a", "create table b (c int)");
    splits("/* a /* b */ select 1; select 2", "/* a /* b */", "select 1", "select 2");
    struct arena *arena = arena_new();
    struct statement statement = first_statement(arena, "select 1, 'abc");
    assert_true(statement.is_unterminated);
    assert_string_equal(statement.problem, "string that starts here");
    assert_int_equal(statement.problem_offset, 10);
    statement = first_statement(arena, "select (1;");
    assert_string_equal(statement.problem, "bracket that is opened here");
    assert_int_equal(statement.problem_offset, 7);
    arena_free(arena);
}

static void passes_over_psql(void **state)
{
    (void)state;
    struct splitter splitter =
        splits("\\connect a;b\nselect 1 \\gset\nselect 2\\; select 3;\n\\if x\nselect 4;\n\\endif",
               "select 1", "select 2", "select 3", "select 4");
    assert_int_equal(splitter.psql_count, 4);
    // In the middle of a statement a command becomes spaces.
    splits("select 1,\n\\echo a;b\n2;", "select 1,\n         \n2");
    splits("copy t (a, b) from STDIN with (format csv);\nit's; 1\n\\.\nselect 1;",
           "copy t (a, b) from STDIN with (format csv)", "select 1");
    splits("\\copy t from stdin\nit's\n\\.\nselect 1;", "select 1");
    // Without an end they are no data.
    splits("copy t from stdin;\nselect 1;", "copy t from stdin", "select 1");
    splits("copy t to stdout;\nselect 1;\n\\.\n", "copy t to stdout", "select 1");
}

static void leaves_down_parts_out(void **state)
{
    (void)state;
    struct splitter splitter =
        splits("-- +goose Up\n-- +goose StatementBegin\nselect 1\n"
               "-- +goose StatementEnd\n-- +goose Down\nselect 2; select 3;\n"
               "-- +goose Up\nselect 4",
               "select 1", "select 4");
    assert_int_equal(splitter.down_count, 2);
    splits("-- migrate:up transaction:false\r\nselect 1;\r\n-- migrate:down\r\nselect 2;",
           "select 1");
    splits("select 1;\n--//@UNDO\nselect 2;", "select 1");
    splits("-- +migrate Up\nselect 1;\n-- +migrate Down\nselect 2;", "select 1");
    splits("select 1; -- migrate:down\nselect 2;", "select 1", "select 2"); // not first on its line
    splits("-- +goose Downhill\nselect 1", "select 1");
}

static void fills_placeholders(void **state)
{
    (void)state;
    splits("select {{ a }}.b, ${A}, p_${a}_s", "select z__a___.b, z_a_, p_z_a__s");
    splits("select :x, :'y', :\"Z\", a::b, a[1:n], :: x",
           "select zx, 'zy', \"zz\", a::b, a[1:n], :: x");
    splits("select %%a%%, %(b)s, @c@, <%= d %>, $e, #{f}", //
           "select z_a__, z_b_s, zc_, z___d___, ze, z_f_");
    splits("{% if a %}select 1{# b #};{% endif %}", "select 1");
    splits("select ':x {{ a }}', $$:x$$, \"{{ A }}\"", "select ':x {{ a }}', $$:x$$, \"z__a___\"");
    // Operators and parameters stay.
    splits("select a <% b, c %> d, 5 % (3), $1, a @> b, @ c, x -> 'y'",
           "select a <% b, c %> d, 5 % (3), $1, a @> b, @ c, x -> 'y'");
    struct arena *arena = arena_new();
    assert_true(first_statement(arena, "select ${a}").has_placeholder);
    assert_true(first_statement(arena, "select \"${a}\"").has_placeholder);
    assert_false(first_statement(arena, "select '${a}', a::b, $1, $$x$$").has_placeholder);
    arena_free(arena);
}

static void bounds_nesting(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct text {
        const char *before, *part, *after;
        uint32_t least; // levels that each part really adds
    } const texts[] = {
        {"select 1", "+1", "", 1},
        {"select ", "not ", "a", 1},
        {"select ", "(select ", "1", 3},
        {"select ", "f(", "1", 1},
        {"select 1, 2", " union select 1, 2", "", 1},
        {"select ", "- ", "1", 1},
        {"select ", "array[", "1", 1},
        {"select ", "case when a then ", "1", 2},
    };
    for (size_t i = 0; i < array_length(texts); i++) {
        enum { TIMES = 500 };
        size_t part = strlen(texts[i].part), before = strlen(texts[i].before);
        char *text = arena_allocate(arena, before + part * TIMES + strlen(texts[i].after) + 1);
        memcpy(text, texts[i].before, before);
        for (size_t j = 0; j < TIMES; j++)
            memcpy(text + before + j * part, texts[i].part, part);
        memcpy(text + before + TIMES * part, texts[i].after, strlen(texts[i].after));
        assert_true(first_statement(arena, text).nesting >= texts[i].least * TIMES);
    }
    // A deep first operand of a long chain is as deep as both together.
    assert_true(first_statement(arena, "select f(f(f(f(1))))+1+1+1+1").nesting >= 8);
    // Lists are flat.
    char *list = arena_allocate(arena, 7 + 2000 + 1);
    memcpy(list, "select ", 7);
    for (size_t i = 0; i < 1000; i++)
        memcpy(list + 7 + 2 * i, i == 999 ? "1 " : "1,", 2);
    assert_true(first_statement(arena, list).nesting < 10);
    assert_int_equal(first_statement(arena, "select a, 'b'").token_count, 4);
    arena_free(arena);
}

// Whether PostgreSQL's parser finds the same statements; false where it cannot parse the text.
static bool agrees_with_parser(struct arena *arena, const char *text, size_t length)
{
    PgQuerySplitResult expected = pg_query_split_with_parser(text);
    bool is_parsed = !expected.error;
    struct source_file file = {.path = "x.sql", .bytes = text, .length = length};
    struct splitter splitter;
    struct statement statement;
    splitter_init(&splitter, &file, arena);
    for (int i = 0; is_parsed && i < expected.n_stmts; i++) {
        assert_true(splitter_next(&splitter, &statement));
        size_t start = (size_t)expected.stmts[i]->stmt_location;
        size_t end = start + (size_t)expected.stmts[i]->stmt_len;
        // The parser counts comments around a statement in.
        assert_true(statement.offset >= start && statement.offset + statement.length <= end);
        assert_null(statement.problem);
        assert_false(statement.has_placeholder);
    }
    if (is_parsed)
        assert_false(splitter_next(&splitter, &statement));
    pg_query_free_split_result(expected);
    return is_parsed;
}

static void agrees_with_postgres(void **state)
{
    (void)state;
    static const char *const folders[] = {"tests/fuzz/corpus/split", "platforms", "examples"};
    struct arena *arena = arena_new();
    unsigned compared = 0;
    for (size_t i = 0; i < array_length(folders); i++) {
        struct file_entries entries;
        struct error error;
        if (!file_list(arena, folders[i], &entries, &error))
            continue;
        list_each (struct file_entry, entry, &entries) {
            struct file_bytes bytes;
            struct file_limit limit = {1 << 20, NULL};
            if (string_ends_with(entry.name, ".sql") &&
                file_read(arena, file_join(arena, folders[i], entry.name), limit, &bytes, &error))
                compared += agrees_with_parser(arena, bytes.bytes, bytes.length);
        }
    }
    assert_true(compared >= 2);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_plain_sql),        cmocka_unit_test(keeps_bodies_together),
        cmocka_unit_test(repairs_what_never_ends), cmocka_unit_test(passes_over_psql),
        cmocka_unit_test(leaves_down_parts_out),   cmocka_unit_test(fills_placeholders),
        cmocka_unit_test(bounds_nesting),          cmocka_unit_test(agrees_with_postgres),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
