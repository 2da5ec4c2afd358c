// Named queries: what is a name, the text that PostgreSQL gets, the inputs, and the way back from
// the text to the file.
#include "design/lookup.h"
#include "read/queries_parts.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static struct design *design;
static struct sql_reader *reader;

static int set_up(void **state)
{
    (void)state;
    design = design_new();
    reader = sql_reader_new(design, NULL);
    sql_reader_finish(reader);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    sql_reader_free(reader);
    design_free(design);
    return 0;
}

static void read_text(const char *text)
{
    struct source_file *file = source_file_new(design->arena, "queries.sql", text, strlen(text));
    list_add(design->arena, &design->files, file);
    queries_read(design, reader, file);
}

static uint32_t count_faults(const char *message)
{
    uint32_t count = 0;
    list_each (struct fault, fault, &design->faults)
        count += fault.kind == FAULT_QUERY && strstr(fault.message, message);
    return count;
}

// The only statement of the only query, which is `text` in the file.
static struct named_statement *statement_of(const char *text)
{
    design->queries.count = 0;
    design->faults.count = 0;
    read_text(arena_format(design->arena, "-- name: x :one\n%s", text));
    assert_int_equal(design->queries.count, 1);
    assert_int_equal(design->queries.items[0]->statements.count, 1);
    return design->queries.items[0]->statements.items[0];
}

// What the text becomes, and its inputs in the order of their numbers: "id title?".
static void becomes(const char *text, const char *expected, const char *inputs)
{
    const struct named_statement *made = statement_of(text);
    assert_string_equal(made->text, expected);
    char *found = "";
    list_each (struct parameter *, parameter, &made->parameters) {
        assert_int_equal(parameter->number, parameter_at + 1);
        found = arena_format(design->arena, "%s%s%s%s", found, *found ? " " : "",
                             parameter->name ? parameter->name : "-",
                             parameter->may_be_null ? "?" : "");
        list_each (struct place, place, &parameter->places)
            if (parameter->name && place.file->bytes[place.offset] == ':')
                assert_memory_equal(place.file->bytes + place.offset + 1, parameter->name,
                                    place.length - 1);
    }
    assert_string_equal(found, inputs);
    assert_int_equal(count_faults(""), 0);
}

static void numbers_inputs(void **state)
{
    (void)state;
    becomes("select :a, :b, :a", "select $1, $2, $1", "a b");
    becomes("select 1 limit:n;", "select 1 limit $1", "n");
    becomes("select x::text, a::b, :c::int", "select x::text, a::b, $1::int", "c");
    becomes("select ':a', \":b\", $$:c$$, $t$:d$t$, E'\\':e', :f", //
            "select ':a', \":b\", $$:c$$, $t$:d$t$, E'\\':e', $1", "f");
    becomes("select :a /* :b /* :c */ :d */ -- :e\n, :f",
            "select $1 /* :b /* :c */ :d */ -- :e\n, $2", "a f");
    becomes("select a[1:n], a[:n], a[(:n)], ARRAY[:a, :b], array[[:c],[:d]], f(a[:n])",
            "select a[1:n], a[:n], a[($1)], ARRAY[$2, $3], array[[$4],[$5]], f(a[:n])",
            "n a b c d");
    becomes("select :cursor.id, :cursor.id_2, :body", "select $1, $2, $3",
            "cursor.id cursor.id_2 body");
    becomes("select f(a := :b)", "select f(a := $1)", "b");
    becomes("select :\xC3\xA4", "select $1", "\xC3\xA4");
}

static void reads_the_style_of_sqlc(void **state)
{
    (void)state;
    becomes("select @a, @b::text, @a", "select $1, $2::text, $1", "a b");
    becomes("select @> 1, a <@b, a @> b, @ -1, a@@b, @c",
            "select @> 1, a <@b, a @> b, @ -1, a@@b, $1", "c");
    becomes("select sqlc.arg(a), sqlc.arg( 'b' ), SQLC.NARG(c), sqlc.narg('a')",
            "select $1, $2, $3, $1", "a? b c?");
    becomes("select sqlc.embed(t), t.sqlc from t", "select t.*, t.sqlc from t", "");
    becomes("select $2, $1, $2", "select $2, $1, $2", "- -");
    // sqlc gives its names the numbers that are left.
    becomes("select $2, @a, sqlc.arg(b), $4", "select $2, $1, $3, $4", "a - b -");
}

static void knows_scopes(void **state)
{
    (void)state;
    const struct named_statement *made = statement_of("select :path.id, :step.id, :id, :query");
    assert_string_equal(made->parameters.items[0]->scope, "path");
    assert_string_equal(made->parameters.items[0]->field, "id");
    assert_null(made->parameters.items[1]->scope);
    assert_string_equal(made->parameters.items[1]->field, "step.id");
    assert_null(made->parameters.items[2]->scope);
    assert_null(made->parameters.items[3]->scope);
}

// Every token of the text that is not an input stands in the file where the map says.
static void maps_back(void **state)
{
    (void)state;
    static const char file_text[] =
        "select aa,:long_name,bb,@y limit:z -- end\n, sqlc.embed(t), cc";
    struct query_reader query_reader = {
        .design = design,
        .sql = reader,
        .file = source_file_new(design->arena, "q.sql", file_text, sizeof file_text - 1),
        .kept = design->arena,
        .scratch = design->arena,
    };
    struct statement_text text = {.offset = 7, .what = "query"};
    struct named_statement made = {0};
    (void)query_text_make(&query_reader, 7, sizeof file_text - 1, &text, &made);
    assert_string_equal(text.text, "aa,$1,bb,$2 limit $3 -- end\n, t.*, cc");
    static const char *const tokens[][2] = {
        {"aa", "aa"},    {"bb", "bb"}, {"limit", "limit"}, {"-- end", "-- end"}, {", cc", ", cc"},
        {"$1", ":long"}, {"$2", "@y"}, {"$3", ":z"},       {"t.*", "sqlc"},
    };
    for (size_t i = 0; i < array_length(tokens); i++) {
        uint32_t at = (uint32_t)(strstr(text.text, tokens[i][0]) - text.text);
        int64_t offset = (int64_t)text.offset + at;
        for (uint32_t j = 0; j < text.shift_count && text.shifts[j].at <= at; j++)
            offset = (int64_t)text.offset + at + text.shifts[j].shift;
        assert_memory_equal(file_text + offset, tokens[i][1], strlen(tokens[i][1]));
    }
}

static void reads_names(void **state)
{
    (void)state;
    static const struct {
        const char *line, *name, *kind;
    } cases[] = {
        {"-- name: listTodos :many", "listTodos", ":many"},
        {"--name:x:one", "x", ":one"},
        {"  -- name : a.count  :exec  ", "a.count", ":exec"},
        {"/* name: x :one */", "x", ":one"},
        {"-- name: get-user^", "get-user", "^"},
        {"-- name: get_user(id, name)<!", "get_user", "<!"},
        {"-- name: insert*!", "insert", "*!"},
        {"-- name: alone", "alone", ""},
        {"-- name: the users of it", NULL, NULL},
        {"-- Name: users; Type: TABLE", NULL, NULL},
        {"-- name:", NULL, NULL},
        {"-- names: x :one", NULL, NULL},
        {"-- rename: x :one", NULL, NULL},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        const char *text = arena_format(design->arena, "%s\r\nselect 1", cases[i].line);
        design->queries.count = 0;
        read_text(text);
        assert_int_equal(design->queries.count, cases[i].name != NULL);
        assert_int_equal(queries_sniff(text, strlen(text)), cases[i].name != NULL);
        if (!cases[i].name)
            continue;
        const struct named_query *query = design->queries.items[0];
        assert_string_equal(query->name, cases[i].name);
        assert_string_equal(query->kind_text, cases[i].kind);
        assert_memory_equal(text + query->place.offset, query->name, query->place.length);
    }
    assert_true(queries_mention("create table t ();\n-- name: x :one\nselect", 42));
    assert_false(queries_sniff("create table t ();\n-- name: x :one\nselect", 42));
    assert_false(queries_sniff("-- name: make\ncreate table t ()", 31));
}

static void cuts_statements(void **state)
{
    (void)state;
    read_text(
        "-- a licence\n"
        "-- name: a :exec\n-- What it\n/* does. */\nupdate t set x = 'b;'; delete from t;\n;\n"
        "-- name: b.count :one\nselect 1\n-- name: c :one\nselect\n  -- name: d\n  x from t;\n"
        "/* -- name: e :one\nselect 2; */\n"
        "-- name: f :many\nselect 'never ends\n-- name: f2 :many\nselect 1 /* never\n-- name: g "
        ":many\nselect 'x';");
    assert_int_equal(design->queries.count, 6);
    const struct named_query *query = design->queries.items[0];
    assert_string_equal(query->comment, "What it\ndoes.");
    assert_int_equal(query->kind, ANSWER_KIND_EXEC);
    assert_null(query->part);
    assert_int_equal(query->statements.count, 2);
    assert_string_equal(query->statements.items[0]->text, "update t set x = 'b;'");
    assert_string_equal(query->statements.items[1]->text, "delete from t");
    query = design->queries.items[1];
    assert_string_equal(query->base, "b");
    assert_string_equal(query->part, "count");
    assert_string_equal(design->queries.items[2]->statements.items[0]->text,
                        "select\n  -- name: d\n  x from t");
    query = design->queries.items[4];
    assert_null(query->statements.items[0]->command); // so the parser said
    assert_string_equal(design->queries.items[5]->name, "g");
    assert_string_equal(design->queries.items[5]->statements.items[0]->text, "select 'x'");
}

static void says_what_is_wrong(void **state)
{
    (void)state;
    read_text("select 0; select 00;\n-- name: a :one\nselect 1;\n-- name: A :one\nselect 1;\n"
              "-- name: a :one\nselect 2;\n-- name: b :copyfrom\nselect 1;\n-- name: c :copyfrom\n"
              "select 1;\n-- name: d :on\nselect 1;\n-- name: e\nselect 1;\n-- name: f g :one\n"
              "select 1;\n-- name: h :one\n-- name: i :one\nselect :x, $1;\n-- name: j :one\n"
              "select $1, $3;\n-- name: k :one\nselect sqlc.slice(x), sqlc.foo(x), sqlc.arg(1);");
    assert_int_equal(count_faults("no name stands above"), 1);
    assert_int_equal(count_faults("there are two queries \"a\""), 1);
    assert_int_equal(count_faults("differ in case alone"), 1);
    assert_int_equal(count_faults("for which lintel has no counterpart"), 1);
    assert_int_equal(count_faults("no kind of query"), 1);
    assert_int_equal(count_faults("does not say what it answers with"), 1);
    assert_int_equal(count_faults("goes on"), 1);
    assert_int_equal(count_faults("\"h\" has no statement"), 1);
    assert_int_equal(count_faults("in two styles: :name and $1"), 1);
    assert_int_equal(count_faults("uses $3 and no $2"), 1);
    assert_int_equal(count_faults("sqlc.slice"), 1);
    assert_int_equal(count_faults("there is no sqlc.foo"), 1);
    assert_int_equal(count_faults("sqlc.arg takes one name"), 1);
    assert_int_equal(count_faults(""), 13);
    list_each (struct fault, fault, &design->faults)
        if (fault.kind == FAULT_QUERY && strstr(fault.message, "copyfrom")) {
            assert_int_equal(fault.repeated, 1);
            assert_false(fault.is_certain); // there is no manifest
        }
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(numbers_inputs),     test(reads_the_style_of_sqlc),
        test(knows_scopes),       test(maps_back),
        test(reads_names),        test(cuts_statements),
        test(says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
