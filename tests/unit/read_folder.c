// The folder finder on small folders made here: what is chosen, in which order, what is left out.
#include "base/file.h"
#include "read/folder.h"

#include <ftw.h>
#include <setjmp.h>
#include <sys/stat.h>
#include <unistd.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static char root[] = "/tmp/lintel-folder-XXXXXX";
static struct arena *arena;
static struct folder folder;
static struct error error;

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

static int set_up(void **state)
{
    (void)state;
    memcpy(root + sizeof root - 7, "XXXXXX", 6);
    arena = arena_new();
    return mkdtemp(root) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void write_file(const char *name, const char *text)
{
    char *path = file_join(arena, root, name);
    for (char *slash = path + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        (void)mkdir(path, 0700);
        *slash = '/';
    }
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void make_files(const char *const *names)
{
    for (; *names; names++)
        write_file(*names, "select 1;\n");
}
#define makes(...) make_files((const char *const[]){__VA_ARGS__, NULL})

static void check_inputs(const char *path, const char *const *expected)
{
    if (!folder_find(arena, path, &folder_limits_default, NULL, &folder, &error))
        fail_msg("%s", error.message);
    uint32_t i = 0;
    for (; expected[i]; i++) {
        assert_true(i < folder.inputs.count);
        assert_string_equal(folder.inputs.items[i].shown, expected[i]);
    }
    assert_int_equal(folder.inputs.count, i);
}
#define finds_inputs(...) check_inputs(root, (const char *const[]){__VA_ARGS__, NULL})

// The reason why it is not read; fails where it is not listed.
static const char *skipped(const char *shown)
{
    list_each (struct folder_skipped, item, &folder.skipped)
        if (strcmp(item.shown, shown) == 0)
            return item.reason;
    fail_msg("%s is not listed", shown);
    return NULL;
}

static void takes_a_named_file(void **state)
{
    (void)state;
    makes("schema.sql", "other.sql");
    const char *path = file_join(arena, root, "other.sql");
    check_inputs(path, (const char *const[]){path, NULL});
    assert_true(folder.inputs.items[0].is_ordered);
}

static void takes_supabase_first(void **state)
{
    (void)state;
    makes("supabase/migrations/20240102_b.sql", "supabase/migrations/20240101_a.sql",
          "supabase/migrations/notes.sql", "supabase/migrations/old/1_x.sql", "supabase/seed.sql",
          "supabase/schemas/a.sql", "supabase/tests/t.sql", "schema.sql", "migrations/1_x.sql",
          "node_modules/a/x.sql", ".git/x.sql", "openapi.yaml", "deep/lintel.yaml");
    finds_inputs("supabase/migrations/20240101_a.sql", "supabase/migrations/20240102_b.sql");
    assert_true(folder.inputs.items[0].is_ordered);
    assert_true(folder.is_supabase);
    assert_string_equal(folder.source, "supabase/migrations");
    assert_string_equal(folder.found, "2 migrations");
    assert_non_null(strstr(skipped("supabase/migrations/notes.sql"), "Supabase CLI"));
    assert_non_null(strstr(skipped("schema.sql"), "beside migrations"));
    assert_non_null(strstr(skipped("supabase/seed.sql"), "data"));
    assert_non_null(strstr(skipped("supabase/tests/t.sql"), "test"));
    skipped("supabase/schemas/a.sql");
    skipped("migrations/1_x.sql");
    skipped("deep/lintel.yaml");
    list_each (struct folder_skipped, item, &folder.skipped)
        assert_null(strstr(item.shown, "node_modules"));
    // The same, named from inside.
    check_inputs(
        file_join(arena, root, "supabase"),
        (const char *const[]){"migrations/20240101_a.sql", "migrations/20240102_b.sql", NULL});
    assert_true(folder.is_supabase);
    check_inputs(file_join(arena, root, "supabase/migrations"),
                 (const char *const[]){"20240101_a.sql", "20240102_b.sql", NULL});
    assert_true(folder.is_supabase);
}

static void takes_supabase_schemas(void **state)
{
    (void)state;
    makes("supabase/schemas/b.sql", "supabase/schemas/deep/a.sql", "supabase/config.toml");
    finds_inputs("supabase/schemas/b.sql", "supabase/schemas/deep/a.sql");
    assert_false(folder.inputs.items[0].is_ordered);
    assert_string_equal(folder.platform_reason, "supabase/config.toml");
}

static void follows_sqlc(void **state)
{
    (void)state;
    makes("db/m/2_b.up.sql", "db/m/2_b.down.sql", "db/m/10_c.up.sql", "db/q/q.sql",
          "migrations/1_x.sql");
    write_file("sqlc.yaml", "version: '2'\nsql:\n- engine: postgresql\n  schema: ./db/x/../m/\n"
                            "  queries: db/q\n- engine: postgresql\n  schema: else\n");
    finds_inputs("db/m/2_b.up.sql", "db/m/10_c.up.sql");
    assert_int_equal(folder.notes.count, 1);
    assert_non_null(strstr(skipped("db/m/2_b.down.sql"), "way back"));
    write_file("sqlc.yaml",
               "version: 1\npackages: [{schema: [migrations/1_x.sql, 'db/q/*.sql']}]\n");
    finds_inputs("migrations/1_x.sql", "db/q/q.sql");
    write_file("sqlc.yaml", "sql: [{engine: mysql, schema: db/q}]\n");
    finds_inputs("migrations/1_x.sql");
    write_file("sqlc.yaml", "sql: [\n");
    finds_inputs("migrations/1_x.sql");
}

static void leaves_out_what_sqlc_gives_to_others(void **state)
{
    (void)state;
    makes("lite/migrations/1_a.sql", "lite/schema.sql", "lite/pg/1_p.sql", "q/all.sql",
          "server/migrations/1_x.sql");
    // Migrations beside a schema of SQLite are SQLite's too; a folder named for PostgreSQL is not.
    write_file("sqlc.yaml", "sql: [{engine: sqlite, schema: lite/schema.sql, queries: ./q}]\n");
    finds_inputs("server/migrations/1_x.sql");
    assert_non_null(strstr(skipped("lite/migrations/1_a.sql"), "another database system"));
    assert_non_null(strstr(skipped("lite/schema.sql"), "another database system"));
    assert_non_null(strstr(skipped("q/all.sql"), "another database system"));
    assert_null(strstr(skipped("lite/pg/1_p.sql"), "another database system"));
    // What one section says is PostgreSQL's is read.
    write_file("sqlc.yaml", "sql: [{engine: sqlite, schema: [lite/schema.sql, gone/x]},\n"
                            "      {engine: postgresql, schema: lite/migrations}]\n");
    finds_inputs("lite/migrations/1_a.sql");
    assert_non_null(strstr(skipped("lite/schema.sql"), "another database system"));
}

static void finds_nothing_where_all_is_of_others(void **state)
{
    (void)state;
    struct error problem;
    makes("db/migrations/1_a.sql", "db/q/q.sql");
    write_file("sqlc.yml",
               "packages: [{engine: mysql, schema: ./db/migrations/, queries: db/q}]\n");
    folder = (struct folder){0};
    assert_false(folder_find(arena, root, &folder_limits_default, NULL, &folder, &problem));
    assert_non_null(strstr(problem.message, "another database system"));
}

static void orders_migrations(void **state)
{
    (void)state;
    makes("db/migration/V1__a.sql", "db/migration/V1_1__b.sql", "db/migration/V10__d.sql",
          "db/migration/V2__c.sql", "db/migration/R__views.sql", "db/migration/U2__c.sql",
          "db/migration/more/V3__e.sql");
    finds_inputs("db/migration/V1__a.sql", "db/migration/V1_1__b.sql", "db/migration/V2__c.sql",
                 "db/migration/more/V3__e.sql", "db/migration/V10__d.sql",
                 "db/migration/R__views.sql");
    assert_true(folder.inputs.items[0].is_ordered);
}

static void orders_by_number(void **state)
{
    (void)state;
    makes("migrations/10_c.sql", "migrations/9_b.sql", "migrations/1.1_x.sql", "migrations/1_a.sql",
          "migrations/001_z.sql", "migrations/triggers.sql", "structure.sql");
    finds_inputs("migrations/1_a.sql", "migrations/001_z.sql", "migrations/1.1_x.sql",
                 "migrations/9_b.sql", "migrations/10_c.sql", "migrations/triggers.sql");
    assert_true(folder.inputs.items[0].is_ordered);
    assert_false(folder.inputs.items[5].is_ordered);
    skipped("structure.sql");
}

static void takes_folders_as_steps(void **state)
{
    (void)state;
    makes("migrations/20230102_b/up.sql", "migrations/20230102_b/down.sql",
          "migrations/20230101_a/up.sql", "migrations/20230101_a/down.sql");
    finds_inputs("migrations/20230101_a/up.sql", "migrations/20230102_b/up.sql");
}

static void takes_prisma(void **state)
{
    (void)state;
    makes("prisma/migrations/20230102_b/migration.sql", "prisma/schema.prisma",
          "prisma/migrations/20230101_a/migration.sql", "web/mysql/migrations/1_x.sql");
    finds_inputs("prisma/migrations/20230101_a/migration.sql",
                 "prisma/migrations/20230102_b/migration.sql");
    skipped("prisma/schema.prisma");
    assert_non_null(strstr(skipped("web/mysql/migrations/1_x.sql"), "another database"));
}

static void takes_a_schema_file(void **state)
{
    (void)state;
    makes("db/structure.sql", "db/schema.sql", "db/deep/init.sql", "db/queries.sql");
    finds_inputs("db/schema.sql");
    assert_non_null(strstr(skipped("db/queries.sql"), "queries"));
    skipped("db/structure.sql");
}

static void takes_all_else(void **state)
{
    (void)state;
    makes("b.sql", "a/x.sql", "seed.sql", "tests/t.sql", "x.SQL", "x_down.sql", "y_down.sql",
          "deep/schema.sql");
    finds_inputs("b.sql", "x.SQL", "y_down.sql", "a/x.sql", "deep/schema.sql");
    assert_false(folder.inputs.items[0].is_ordered);
    assert_false(folder.is_supabase);
    assert_non_null(strstr(folder.found, "no known order"));
}

static void takes_numbered_files_in_order(void **state)
{
    (void)state;
    makes("sql/2.sql", "sql/10.sql", "sql/1.sql");
    finds_inputs("sql/1.sql", "sql/2.sql", "sql/10.sql");
    assert_true(folder.inputs.items[0].is_ordered);
}

static void survives_links(void **state)
{
    (void)state;
    makes("real/1_a.sql", "real/2_b.sql");
    assert_int_equal(symlink("../real", file_join(arena, root, "real/again")), 0);
    assert_int_equal(symlink("/", file_join(arena, root, "all")), 0);
    assert_int_equal(symlink("real", file_join(arena, root, "before")), 0);
    assert_int_equal(symlink("round", file_join(arena, root, "round")), 0);
    finds_inputs("real/1_a.sql", "real/2_b.sql");
}

static void holds_limits(void **state)
{
    (void)state;
    makes("a/b/c.sql", "d.sql");
    struct folder_limits limits = folder_limits_default;
    limits.depth = 1;
    assert_true(folder_find(arena, root, &limits, NULL, &folder, &error));
    assert_non_null(strstr(skipped("a/b"), "--limit depth"));
    limits.files = 0;
    assert_false(folder_find(arena, root, &limits, NULL, &folder, &error));
    assert_non_null(strstr(error.message, "--limit files"));
    limits = folder_limits_default;
    limits.total_bytes = 11;
    assert_false(folder_find(arena, root, &limits, NULL, &folder, &error));
    assert_non_null(strstr(error.message, "--limit total-size"));
}

static void says_what_is_missing(void **state)
{
    (void)state;
    assert_false(folder_find(arena, root, &folder_limits_default, NULL, &folder, &error));
    assert_non_null(strstr(error.message, "no SQL found"));
    assert_false(folder_find(arena, file_join(arena, root, "absent"), &folder_limits_default, NULL,
                             &folder, &error));
    assert_non_null(strstr(error.message, "no such file or folder"));
    if (geteuid() != 0) {
        makes("a/x.sql", "a/b/y.sql");
        assert_int_equal(chmod(file_join(arena, root, "a/b"), 0), 0);
        assert_false(folder_find(arena, root, &folder_limits_default, NULL, &folder, &error));
        assert_non_null(strstr(error.message, "no permission"));
        assert_int_equal(chmod(file_join(arena, root, "a/b"), 0700), 0);
    }
}

static void check_list(const struct folder_input_list *list, const char *const *expected)
{
    uint32_t i = 0;
    for (; expected[i]; i++) {
        assert_true(i < list->count);
        assert_string_equal(list->items[i].shown, expected[i]);
    }
    assert_int_equal(list->count, i);
}
#define holds(list, ...) check_list(&folder.list, (const char *const[]){__VA_ARGS__, NULL})

static void finds_queries(void **state)
{
    (void)state;
    static const char query[] = "-- name: x :one\nselect 1;\n";
    makes("db/schema.sql", "db/queries/unnamed.sql");
    write_file("db/queries/b.sql", query);
    write_file("db/queries/more/a.sql", query);
    write_file("other/queries.sql", query);
    write_file("tests/queries.sql", query);
    finds_inputs("db/schema.sql");
    holds(queries, "db/queries/b.sql", "db/queries/more/a.sql");
    assert_string_equal(folder.queries.items[0].source, "db/queries");
    assert_non_null(strstr(skipped("other/queries.sql"), "another place with named queries"));
    assert_non_null(strstr(skipped("db/queries/unnamed.sql"), "without names"));
    skipped("tests/queries.sql");
    // sqlc's own paths come first; with a manifest the usual name is enough.
    write_file("sqlc.yaml", "sql: [{engine: postgresql, schema: db/schema.sql, queries: other}]\n");
    finds_inputs("db/schema.sql");
    holds(queries, "other/queries.sql");
    write_file("sqlc.yaml", "sql: []\n");
    write_file("lintel.yaml", "lintel: 1\n");
    finds_inputs("db/schema.sql");
    holds(queries, "db/queries/b.sql", "db/queries/unnamed.sql", "db/queries/more/a.sql");
}

static void tells_queries_from_schema(void **state)
{
    (void)state;
    write_file("a.sql", "-- name: x :one\nselect 1;\n");
    write_file("b.sql", "-- name: make\ncreate table t ();\n");
    write_file("c.sql", "create table u (); -- name: x :one\n");
    finds_inputs("b.sql", "c.sql");
    holds(queries, "a.sql");
}

static void finds_contracts(void **state)
{
    (void)state;
    static const char contract[] = "openapi: 3.0.0\ninfo: {title: x, version: '1'}\npaths: {}\n";
    makes("schema.sql");
    write_file("docs/openapi.yaml", contract);
    write_file("docs/openapi.json", "{\"openapi\": \"3.0.0\", \"paths\": {}}");
    write_file("docs/openapi-admin.yml", contract);
    // What it is may stand behind all the rest.
    static const char end[] = "\"openapi\": \"3.0.0\"}";
    char late[80000];
    memset(late, ' ', sizeof late);
    late[0] = '{';
    memcpy(late + sizeof late - sizeof end, end, sizeof end);
    write_file("docs/openapi-late.json", late);
    write_file("docs/swagger.yaml", "swagger: '2.0'\npaths: {}\n");
    write_file("docs/api.yaml", "no: contract\n");
    write_file("docs/more.overlay.yaml", "overlay: 1.0.0\nactions: []\n");
    write_file("deep/er/api.yaml", contract);
    write_file("fixtures/openapi.yaml", contract);
    finds_inputs("schema.sql");
    holds(contracts, "docs/openapi.yaml", "docs/openapi-admin.yml", "docs/openapi-late.json");
    holds(overlays, "docs/more.overlay.yaml");
    assert_non_null(strstr(skipped("docs/openapi.json"), "same name"));
    assert_non_null(strstr(skipped("docs/swagger.yaml"), "Swagger 2.0"));
    assert_non_null(strstr(skipped("deep/er/api.yaml"), "another contract"));
    assert_non_null(strstr(skipped("fixtures/openapi.yaml"), "another contract"));
}

static void takes_what_is_wished(void **state)
{
    (void)state;
    makes("schema.sql", "queries.sql", "db/2_b.sql", "db/1_a.sql", "q/deep/x.sql", "q/y.sql");
    write_file("lintel.yaml", "lintel: 1\n");
    struct folder_wish schema[] = {{"./db/", NULL}, {"gone", NULL}, {"../x", NULL}, {"/x", NULL}};
    struct folder_wish queries[] = {{"q", NULL}};
    struct folder_wishes wishes = {.schema = {schema, array_length(schema), 0},
                                   .queries = {queries, array_length(queries), 0}};
    assert_true(folder_find(arena, root, &folder_limits_default, &wishes, &folder, &error));
    holds(inputs, "db/1_a.sql", "db/2_b.sql");
    holds(queries, "q/y.sql", "q/deep/x.sql");
    assert_null(schema[0].problem);
    assert_string_equal(schema[1].problem, "is not there");
    assert_non_null(strstr(schema[2].problem, "leads out"));
    assert_non_null(strstr(schema[3].problem, "leads out"));
    assert_non_null(strstr(skipped("schema.sql"), "does not name it"));
}

static bool shows_supabase(const char *sql)
{
    struct folder_evidence evidence = {0};
    folder_evidence_add(&evidence, sql, strlen(sql));
    return folder_evidence_is_supabase(&evidence);
}

static void recognises_supabase_sql(void **state)
{
    (void)state;
    assert_true(shows_supabase("using (AUTH.uid() = id)"));
    assert_true(shows_supabase("references auth.users(id)"));
    assert_true(shows_supabase("grant all on t to anon,  authenticated") ||
                shows_supabase("grant all on t to anon, authenticated"));
    assert_false(shows_supabase("select myauth.users, auth.users_of"));
    assert_false(shows_supabase("create role anon"));
    assert_false(shows_supabase("CREATE SCHEMA  auth; create table auth.users ()"));
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(takes_a_named_file),
        test(takes_supabase_first),
        test(takes_supabase_schemas),
        test(follows_sqlc),
        test(leaves_out_what_sqlc_gives_to_others),
        test(finds_nothing_where_all_is_of_others),
        test(orders_migrations),
        test(orders_by_number),
        test(takes_folders_as_steps),
        test(takes_prisma),
        test(takes_a_schema_file),
        test(takes_all_else),
        test(takes_numbered_files_in_order),
        test(survives_links),
        test(holds_limits),
        test(says_what_is_missing),
        test(finds_queries),
        test(tells_queries_from_schema),
        test(finds_contracts),
        test(takes_what_is_wished),
        test(recognises_supabase_sql),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
