// The private server in a folder of its own: made, started, asked, shut down; a throw-away one
// beside it; the state around them. tests/serve/test_cluster does to it what must not happen.
#include "postgres/cluster.h"

#include <setjmp.h>
#include <sys/stat.h>
#include <unistd.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

#include "base/file.h"
#include "postgres/connection.h"
#include "postgres/database.h"

static struct arena *arena;
static struct state state;
static char folder[] = "/tmp/lintel-cluster-XXXXXX";
static const char *home;
static struct binaries binaries;

#define must(condition)                                                                            \
    do {                                                                                           \
        if (!(condition))                                                                          \
            fail_msg("%s", error.message);                                                         \
    } while (0)

static int set_up(void **context)
{
    (void)context;
    struct error error;
    arena = arena_new();
    if (!mkdtemp(folder) || chmod(folder, 0755) != 0)
        return -1;
    setenv("LINTEL_STATE", file_join(arena, folder, "state"), 1);
    if (state_open(&state, arena, folder, NULL, NULL, &error) &&
        binaries_find(arena, 0, &binaries, &error)) {
        home = file_join(arena, state.directory, "database");
        return 0;
    }
    print_error("%s\n", error.message);
    return -1;
}

static int tear_down(void **context)
{
    (void)context;
    struct error error;
    state_close(&state);
    bool is_gone = state_remove(folder, &error);
    arena_free(arena);
    return is_gone ? 0 : -1;
}

static const char *ask(const char *string, const char *sql)
{
    struct connection *connection;
    struct sql_rows rows;
    struct error error;
    must(connection_open(&connection, string, 5, &error));
    must(connection_query(connection, arena, sql, NULL, 0, &rows, &error));
    assert_false(connection_is_pooled(connection));
    connection_close(connection);
    assert_int_equal(rows.row_count, 1);
    return rows.values[0];
}

static void test_state(void **context)
{
    (void)context;
    struct error error;
    const char *directory;
    must(state_directory(arena, folder, &directory, &error));
    assert_string_equal(directory, state.directory);
    // Another folder has another state; a file has none.
    const char *other = file_join(arena, folder, "state");
    must(state_directory(arena, other, &directory, &error));
    assert_string_not_equal(directory, state.directory);
    assert_false(
        state_directory(arena, file_join(arena, state.directory, "path"), &directory, &error));
    // Held once, named to the second.
    must(state_lock(&state, &error));
    struct state second;
    must(state_open(&second, arena, folder, NULL, NULL, &error));
    assert_false(state_lock(&second, &error));
    assert_non_null(strstr(error.message, arena_format(arena, "process %ld,", (long)getpid())));
    state_close(&second);
    // A state of one design is no other's.
    const char *path = file_join(arena, state.directory, "path");
    must(file_write(path, "/elsewhere", 10, &error));
    assert_false(state_open(&second, arena, folder, NULL, NULL, &error));
    assert_non_null(strstr(error.message, "/elsewhere"));
    (void)unlink(path);
}

static void test_kept(void **context)
{
    (void)context;
    struct error error;
    struct cluster *cluster;
    uint32_t major;
    must(cluster_version(&state, home, &major, &error));
    assert_int_equal(major, 0);
    must(cluster_make(&state, &binaries, home, &error));
    must(cluster_sync(&state, &binaries, home, &error));
    must(cluster_version(&state, home, &major, &error));
    assert_int_equal(major, binaries.major);
    for (int times = 0; times < 2; times++) {
        must(cluster_start(&cluster, &state, &binaries, home, true, &error));
        assert_true(cluster_check(cluster));
        const char *string = cluster_string(cluster, arena, "postgres", "postgres");
        assert_string_equal(ask(string, "show fsync"), "on");
        assert_string_equal(ask(string, "show listen_addresses"), "");
        assert_string_equal(ask(string, "select coalesce(inet_server_addr()::text, 'socket')"),
                            "socket");
        const char *socket = arena_copy_string(arena, cluster_socket(cluster));
        assert_true(cluster_stop(cluster));
        assert_int_not_equal(access(socket, F_OK), 0);
    }
}

static void test_scratch(void **context)
{
    (void)context;
    struct error error;
    struct cluster *cluster, *second;
    // Left behind by somebody who was killed.
    must(state_make_folder(&state, file_join(arena, state.directory, "scratch-left"), 0700, false,
                           &error));
    must(cluster_scratch(&cluster, &state, binaries.major, &error));
    assert_int_not_equal(access(file_join(arena, state.directory, "scratch-left"), F_OK), 0);
    must(cluster_scratch(&second, &state, 0, &error)); // the first is in use, and let alone
    assert_string_equal(ask(cluster_string(cluster, arena, "postgres", "postgres"), "show fsync"),
                        "off");
    (void)cluster_stop(cluster);
    (void)cluster_stop(second);
    struct file_entries entries;
    must(file_list(arena, state.directory, &entries, &error));
    list_each (struct file_entry, entry, &entries)
        assert_false(string_starts_with(entry.name, "scratch-"));
    assert_false(cluster_scratch(&cluster, &state, 77, &error));
    assert_non_null(strstr(error.message, "PostgreSQL 77"));
}

static void test_failures(void **context)
{
    (void)context;
    struct error error;
    struct sql_failure failure;
    struct sql_description description;
    struct cluster *cluster;
    struct connection *connection;
    must(cluster_start(&cluster, &state, &binaries, home, true, &error));
    must(connection_open(&connection, cluster_string(cluster, arena, "postgres", "postgres"), 5,
                         &error));
    assert_false(connection_run(connection, "select 1; selekt 2", arena, &failure, &error));
    assert_string_equal(failure.sqlstate, "42601");
    assert_int_equal(failure.position, 11);
    assert_false(connection_run(connection, "copy (select 1) to stdout", arena, &failure, &error));
    assert_string_equal(failure.sqlstate, "0A000");
    assert_false(connection_run(connection, "create temp table t(n int); copy t from stdin", arena,
                                &failure, &error));
    must(connection_describe(connection, arena, "select $1::int + 1 as n, 'a'::varchar(5)",
                             &description, &failure, &error));
    assert_int_equal(description.parameters.count, 1);
    assert_int_equal(description.parameters.items[0], 23);
    assert_int_equal(description.columns.count, 2);
    assert_string_equal(description.columns.items[0].name, "n");
    assert_int_equal(description.columns.items[1].modifier, 9);
    assert_false(
        connection_describe(connection, arena, "select x", &description, &failure, &error));
    assert_string_equal(failure.sqlstate, "42703");
    // Without a server: an error, and nothing that waits.
    assert_true(cluster_stop(cluster));
    assert_false(connection_run(connection, "select 1", arena, &failure, &error));
    connection_close(connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_state),
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_scratch),
        cmocka_unit_test(test_failures),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
