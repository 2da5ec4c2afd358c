// Groups of statements on a real PostgreSQL: whose answer it is, what ends with the group, what is
// said when things go wrong. The server is this program's own: started in `server_new`, on a unix
// socket in a folder of its own, as the user postgres where we are root, gone with this process.
#include <glob.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "base/text.h"
#include "postgres/pg.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

// ---- the server -----------------------------------------------------------------------------------

static struct server {
    char folder[64], binaries[128], data[80], connection_string[160];
    pid_t process;
    PGconn *admin;
} server;

// Never returns in the child.
static pid_t start_program(const char *const *arguments)
{
    pid_t parent = getpid();
    pid_t child = fork();
    assert_true(child >= 0);
    if (child > 0)
        return child;
    struct passwd *account = getuid() == 0 ? getpwnam("postgres") : NULL;
    if (account && (setgid(account->pw_gid) != 0 || setuid(account->pw_uid) != 0))
        _exit(3);
    prctl(PR_SET_PDEATHSIG, SIGINT);
    char log[96];
    snprintf(log, sizeof log, "%s/log", server.folder);
    if (getppid() != parent || chdir(server.folder) != 0 || !freopen(log, "a", stdout) ||
        !freopen(log, "a", stderr))
        _exit(4);
    execv(arguments[0], (char *const *)arguments);
    _exit(5);
}

static int program_ended(pid_t process)
{
    int status = 0;
    assert_int_equal(waitpid(process, &status, 0), process);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void server_start(void)
{
    char postgres[160];
    snprintf(postgres, sizeof postgres, "%s/postgres", server.binaries);
    const char *const arguments[] = {postgres,
                                     "-D",
                                     server.data,
                                     "-k",
                                     server.folder,
                                     "-c",
                                     "listen_addresses=",
                                     "-c",
                                     "fsync=off",
                                     "-c",
                                     "max_connections=40",
                                     "-c",
                                     "shared_buffers=16MB",
                                     "-c",
                                     "autovacuum=off",
                                     "-c",
                                     "jit=off",
                                     NULL};
    server.process = start_program(arguments);
    for (int i = 0; i < 1000; i++) { // nothing tells when it listens
        server.admin = PQconnectdb(server.connection_string);
        if (PQstatus(server.admin) == CONNECTION_OK)
            return;
        PQfinish(server.admin);
        server.admin = NULL;
        usleep(10000);
    }
    fail_msg("the server did not start: %s/log", server.folder);
}

static void server_stop(int signal_number)
{
    PQfinish(server.admin);
    server.admin = NULL;
    kill(server.process, signal_number);
    program_ended(server.process);
    server.process = 0;
}

static void admin_run(const char *sql)
{
    PGresult *result = PQexec(server.admin, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
        fail_msg("%s", PQerrorMessage(server.admin));
    PQclear(result);
}

static long admin_number(const char *sql)
{
    PGresult *result = PQexec(server.admin, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1)
        fail_msg("%s", PQerrorMessage(server.admin));
    long number = strtol(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return number;
}

static int server_new(void **state)
{
    (void)state;
    glob_t found;
    if (glob("/usr/lib/postgresql/15/bin", 0, NULL, &found) != 0 &&
        glob("/usr/lib/postgresql/*/bin", 0, NULL, &found) != 0)
        return -1;
    snprintf(server.binaries, sizeof server.binaries, "%s", found.gl_pathv[found.gl_pathc - 1]);
    globfree(&found);
    snprintf(server.folder, sizeof server.folder, "/tmp/lintel-pg-XXXXXX");
    if (!mkdtemp(server.folder))
        return -1;
    struct passwd *account = getuid() == 0 ? getpwnam("postgres") : NULL;
    if (account && chown(server.folder, account->pw_uid, account->pw_gid) != 0)
        return -1;
    snprintf(server.data, sizeof server.data, "%s/data", server.folder);
    snprintf(server.connection_string, sizeof server.connection_string,
             "host=%s user=postgres dbname=postgres", server.folder);
    char initdb[160];
    snprintf(initdb, sizeof initdb, "%s/initdb", server.binaries);
    const char *const arguments[] = {initdb,  "-D", server.data, "-U",         "postgres",  "-A",
                                     "trust", "-E", "UTF8",      "--locale=C", "--no-sync", NULL};
    if (program_ended(start_program(arguments)) != 0)
        return -1;
    server_start();
    admin_run("CREATE ROLE member; CREATE ROLE other;"
              "CREATE TABLE parent (id int PRIMARY KEY);"
              "CREATE TABLE note (id int PRIMARY KEY, owner text, body text,"
              " parent int REFERENCES parent DEFERRABLE INITIALLY DEFERRED);"
              "CREATE TABLE wide (a int); INSERT INTO wide VALUES (1);"
              "CREATE TABLE secret (a int);"
              "GRANT ALL ON note, parent, wide TO member;"
              "CREATE FUNCTION forget() RETURNS int LANGUAGE plpgsql AS"
              " $$ BEGIN EXECUTE 'DEALLOCATE ALL'; RETURN 1; END $$;"
              "CREATE FUNCTION refuse(code text, said text) RETURNS int LANGUAGE plpgsql AS"
              " $$ BEGIN RAISE EXCEPTION '%', said USING ERRCODE = code; END $$;"
              "CREATE FUNCTION nobody_hears() RETURNS int LANGUAGE plpgsql AS"
              " $$ BEGIN RAISE WARNING 'unheard'; PERFORM pg_notify('x', 'y'); RETURN 1; END $$;"
              "CREATE PROCEDURE commits() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;");
    return 0;
}

static int server_free(void **state)
{
    (void)state;
    if (server.process)
        server_stop(SIGINT);
    char command[96];
    snprintf(command, sizeof command, "rm -rf '%s'", server.folder);
    return system(command);
}

// ---- a pool and its groups ------------------------------------------------------------------------

struct fixture {
    struct loop *loop;
    struct pg_pool *pool;
    struct timer *watchdog;
    uint32_t pending; // groups without `done`
    struct text log;
    bool (*until)(struct fixture *fixture);
    struct timer *tick;
};

struct task {
    struct pg_group group; // first
    struct fixture *fixture;
    struct pg_call calls[4];
    const char *values[4][4];
    char number[4][24];
    struct pg_setting settings[4];
    uint32_t done, decided;
    enum pg_decision decision;
    void (*then)(struct task *task);
};

static void too_long(void *context)
{
    (void)context;
    fail_msg("no end within 30 s");
}

static void logs(void *context, const char *message)
{
    struct fixture *fixture = context;
    text_add(&fixture->log, message);
    text_add_char(&fixture->log, '\n');
}

static void begin_with(struct fixture *fixture, const char *connection_string, uint32_t reads,
                       uint32_t writes, uint32_t depth, uint32_t queue)
{
    *fixture = (struct fixture){.loop = loop_new()};
    text_init(&fixture->log);
    fixture->watchdog = timer_new(fixture->loop, too_long, fixture);
    struct pg_options options = {.connection_string = connection_string,
                                 .read_connections = reads,
                                 .write_connections = writes,
                                 .read_depth = depth,
                                 .queue = queue,
                                 .log = logs,
                                 .context = fixture};
    fixture->pool = pg_pool_new(fixture->loop, &options);
}

static void begin(struct fixture *fixture, uint32_t reads, uint32_t writes, uint32_t depth)
{
    begin_with(fixture, server.connection_string, reads, writes, depth, 100000);
}

static void end(struct fixture *fixture)
{
    pg_pool_free(fixture->pool);
    timer_free(fixture->watchdog);
    loop_free(fixture->loop);
    text_release(&fixture->log);
}

static void task_done(struct pg_group *group)
{
    struct task *task = (struct task *)group;
    assert_ptr_equal(group->owner, task);
    assert_int_equal(++task->done, 1);
    if (task->then)
        task->then(task);
    if (--task->fixture->pending == 0 && !task->fixture->until)
        loop_stop(task->fixture->loop);
}

static enum pg_decision task_decides(struct pg_group *group)
{
    struct task *task = (struct task *)group;
    task->decided++;
    for (uint32_t i = 0; i < group->call_count; i++)
        assert_non_null(group->results[i]);
    return task->decision;
}

static void task_init(struct task *task, struct fixture *fixture, enum pg_kind kind)
{
    *task = (struct task){.fixture = fixture};
    task->group = (struct pg_group){.kind = kind,
                                    .role = "member",
                                    .calls = task->calls,
                                    .settings = task->settings,
                                    .deadline = loop_now(fixture->loop) + 60000,
                                    .decide = task_decides,
                                    .done = task_done,
                                    .owner = task};
}

static void task_call(struct task *task, const char *text, uint32_t count, ...)
{
    uint32_t at = task->group.call_count++;
    va_list arguments;
    va_start(arguments, count);
    for (uint32_t i = 0; i < count; i++)
        task->values[at][i] = va_arg(arguments, const char *);
    va_end(arguments);
    task->calls[at] = (struct pg_call){
        .statement = pg_statement(task->fixture->pool, task->group.role, text),
        .value_count = count,
        .values = task->values[at],
    };
}

static void submit(struct task *task)
{
    task->done = 0;
    task->fixture->pending++;
    pg_submit(task->fixture->pool, &task->group);
    assert_int_equal(task->done, 0); // never from within
}

static void run(struct fixture *fixture)
{
    timer_start(fixture->watchdog, 30000);
    if (fixture->pending)
        loop_run(fixture->loop);
    timer_stop(fixture->watchdog);
}

static void tick(void *context)
{
    struct fixture *fixture = context;
    if (fixture->until(fixture))
        loop_stop(fixture->loop);
    else
        timer_start(fixture->tick, 1);
}

static void run_until(struct fixture *fixture, bool (*until)(struct fixture *fixture))
{
    fixture->until = until;
    fixture->tick = timer_new(fixture->loop, tick, fixture);
    timer_start(fixture->tick, 0);
    timer_start(fixture->watchdog, 30000);
    loop_run(fixture->loop);
    timer_stop(fixture->watchdog);
    timer_free(fixture->tick);
    fixture->until = NULL;
}

static bool is_connected(struct fixture *fixture)
{
    struct pg_state state = pg_pool_state(fixture->pool);
    return state.connected == state.wanted;
}

static bool is_down(struct fixture *fixture)
{
    struct pg_state state = pg_pool_state(fixture->pool);
    return state.connected == 0 && *state.last_error &&
           strstr(fixture->log.string, "cannot connect for reads") &&
           strstr(fixture->log.string, "cannot connect for writes");
}

static const char *value_of(struct task *task, uint32_t call, uint32_t column)
{
    assert_int_equal(task->group.outcome, PG_DONE);
    assert_true(pg_row_count(task->group.results[call]) > 0);
    return pg_value(task->group.results[call], 0, column, NULL);
}

// One group from beginning to end; its results are the caller's to release.
static void once(struct task *task)
{
    submit(task);
    run(task->fixture);
    assert_int_equal(task->done, 1);
}

static void expect_refused(struct task *task, const char *sqlstate, uint32_t statement)
{
    assert_int_equal(task->group.outcome, PG_REFUSED);
    assert_string_equal(task->group.failure.sqlstate, sqlstate);
    assert_int_equal(task->group.failure.statement, statement);
    assert_false(task->group.may_have_committed);
}

// ---- straight on ----------------------------------------------------------------------------------

static void reads_rows(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 4);
    struct task task;
    task_init(&task, &fixture, PG_READ);
    task_call(&task, "SELECT $1::text AS a, NULL::text AS b, '' AS c, 5 AS d", 1, "hällo");
    once(&task);
    struct pg_result *result = task.group.results[0];
    assert_int_equal(pg_row_count(result), 1);
    assert_int_equal(pg_column_count(result), 4);
    assert_string_equal(pg_column_name(result, 1), "b");
    assert_int_equal(pg_column_type(result, 3), 23);
    uint32_t length = 99;
    assert_string_equal(pg_value(result, 0, 0, &length), "hällo");
    assert_int_equal(length, 6);
    assert_null(pg_value(result, 0, 1, &length));
    assert_int_equal(length, 0);
    assert_string_equal(pg_value(result, 0, 2, NULL), "");
    assert_int_equal(pg_rows_touched(result), 0);
    assert_false(task.group.was_rolled_back);
    pg_release(&task.group);
    assert_null(task.group.results);
    pg_release(&task.group);
    end(&fixture);
}

static void values_of_all_sizes(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 4);
    struct text large;
    text_init(&large);
    text_repeat(&large, 'x', 1 << 20);
    struct task task;
    task_init(&task, &fixture, PG_READ);
    task_call(&task, "SELECT $1::text, $2::text, $3::text", 3, large.string, NULL, "");
    struct text columns;
    text_init(&columns);
    text_add(&columns, "SELECT 0 AS c0");
    for (int i = 1; i < 100; i++)
        text_format(&columns, ", %d AS c%d", i, i);
    task_call(&task, columns.string, 0);
    once(&task);
    uint32_t length;
    assert_string_equal(pg_value(task.group.results[0], 0, 0, &length), large.string);
    assert_int_equal(length, 1 << 20);
    assert_null(pg_value(task.group.results[0], 0, 1, NULL));
    assert_string_equal(pg_value(task.group.results[0], 0, 2, NULL), "");
    assert_int_equal(pg_column_count(task.group.results[1]), 100);
    assert_string_equal(pg_value(task.group.results[1], 0, 99, NULL), "99");
    pg_release(&task.group);
    text_release(&large);
    text_release(&columns);
    end(&fixture);
}

// Ten thousand groups in turns, some refused, on few connections: each gets its own answer, under
// its own role and settings.
enum { MANY = 10000, AT_ONCE = 97 };
static struct many {
    struct task tasks[AT_ONCE];
    uint32_t started, failed;
} many;

static void many_next(struct task *task);

static void many_begin(struct task *task, struct fixture *fixture)
{
    uint32_t number = many.started++;
    enum pg_kind kinds[] = {PG_READ, PG_READ, PG_READ, PG_READ, PG_WRITE, PG_EXCLUSIVE};
    task_init(task, fixture, kinds[number % array_length(kinds)]);
    task->then = many_next;
    snprintf(task->number[0], sizeof task->number[0], "%u", number);
    task->group.role = number % 2 ? "member" : "other";
    task->settings[0] = (struct pg_setting){"app.user", task->number[0]};
    // every third has a setting less: that of another must not be seen
    task->settings[1] = (struct pg_setting){"app.extra", task->number[0]};
    task->group.setting_count = number % 3 ? 2 : 1;
    task->decision = number % 4 ? PG_COMMIT : PG_ROLLBACK;
    static const char look[] = "SELECT $1, current_user, current_setting('app.user'),"
                               " coalesce(current_setting('app.extra', true), '')";
    task_call(task, look, 1, task->number[0]);
    if (number % 7 == 0)
        task_call(task, "SELECT 1 / ($1::int * 0)", 1, task->number[0]);
    if (number % 5 == 0)
        task_call(task, look, 1, task->number[0]);
    submit(task);
}

static void many_check(struct task *task, uint32_t call)
{
    uint32_t number = (uint32_t)strtoul(task->number[0], NULL, 10);
    assert_string_equal(value_of(task, call, 0), task->number[0]);
    assert_string_equal(value_of(task, call, 1), task->group.role);
    assert_string_equal(value_of(task, call, 2), task->number[0]);
    assert_string_equal(value_of(task, call, 3), number % 3 ? task->number[0] : "");
}

static void many_next(struct task *task)
{
    uint32_t number = (uint32_t)strtoul(task->number[0], NULL, 10);
    if (number % 7 == 0) {
        expect_refused(task, "22012", 1);
        assert_non_null(task->group.results[0]);
        assert_null(task->group.results[1]);
        assert_int_equal(task->decided, 0);
        many.failed++;
    } else {
        many_check(task, 0);
        if (number % 5 == 0)
            many_check(task, 1);
        assert_int_equal(task->decided, task->group.kind == PG_EXCLUSIVE);
        assert_int_equal(task->group.was_rolled_back,
                         task->group.kind == PG_EXCLUSIVE && task->decision == PG_ROLLBACK);
    }
    pg_release(&task->group);
    struct fixture *fixture = task->fixture;
    memset(task, 0xab, sizeof *task); // the group is the caller's again
    if (many.started < MANY)
        many_begin(task, fixture);
    task->fixture = fixture;
}

static void each_answer_is_its_own(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 3, 3, 16);
    many = (struct many){0};
    for (uint32_t i = 0; i < AT_ONCE; i++)
        many_begin(&many.tasks[i], &fixture);
    run(&fixture);
    assert_int_equal(many.started, MANY);
    assert_int_equal(many.failed, (MANY + 6) / 7);
    struct pg_state end_state = pg_pool_state(fixture.pool);
    assert_int_equal(end_state.in_flight + end_state.waiting, 0);
    assert_int_equal(end_state.connected, 6);
    assert_string_equal(fixture.log.string, "");
    end(&fixture);
}

// ---- roles, settings, kinds -----------------------------------------------------------------------

static void roles_and_settings_end_with_the_group(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 4);
    for (int kind = PG_READ; kind <= PG_EXCLUSIVE; kind++) {
        struct task first, second;
        task_init(&first, &fixture, kind);
        first.settings[0] = (struct pg_setting){"app.user", "me"};
        first.settings[1] = (struct pg_setting){"lock_timeout", "7s"};
        first.group.setting_count = 2;
        first.group.statement_timeout = 5000;
        static const char look[] = "SELECT current_user, current_setting('app.user', true),"
                                   " current_setting('statement_timeout'),"
                                   " current_setting('lock_timeout'), session_user";
        task_call(&first, look, 0);
        task_init(&second, &fixture, kind);
        second.group.role = NULL; // the login
        task_call(&second, look, 0);
        submit(&first);
        submit(&second); // behind it on the same connection
        run(&fixture);
        const char *const wanted[2][5] = {{"member", "me", "5s", "7s", "postgres"},
                                          {"postgres", "", "0", "0", "postgres"}};
        for (uint32_t i = 0; i < 5; i++) {
            assert_string_equal(value_of(&first, 0, i), wanted[0][i]);
            assert_string_equal(value_of(&second, 0, i), wanted[1][i]);
        }
        pg_release(&first.group);
        pg_release(&second.group);
    }
    end(&fixture);
}

static void role_has_only_its_rights(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 4);
    struct task task;
    task_init(&task, &fixture, PG_READ);
    task_call(&task, "SELECT * FROM secret", 0);
    once(&task);
    expect_refused(&task, "42501", 0);
    pg_release(&task.group);
    // settings that fail: nothing of the group runs
    task_init(&task, &fixture, PG_WRITE);
    task.group.role = "nobody_there";
    task_call(&task, "INSERT INTO note (id) VALUES (1)", 0);
    once(&task);
    expect_refused(&task, "22023", UINT32_MAX);
    pg_release(&task.group);
    assert_int_equal(admin_number("SELECT count(*) FROM note"), 0);
    end(&fixture);
}

static void reads_cannot_write(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 4);
    static const char *const ways[] = {
        "INSERT INTO note (id) VALUES (1)",
        "SELECT 1 FROM set_config('transaction_read_only', 'off', true)",
        "SET TRANSACTION READ WRITE",
    };
    static const char *const codes[] = {"25006", "25001", "25001"};
    for (uint32_t i = 0; i < array_length(ways); i++) {
        struct task task;
        task_init(&task, &fixture, PG_READ);
        task_call(&task, ways[i], 0);
        once(&task);
        expect_refused(&task, codes[i], 0);
        pg_release(&task.group);
    }
    end(&fixture);
}

static void writes_commit_and_roll_back(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 4);
    struct task task;
    task_init(&task, &fixture, PG_WRITE);
    task_call(&task, "INSERT INTO note (id, owner) SELECT g, $1 FROM generate_series(1, 3) g", 1,
              "me");
    task_call(&task, "DELETE FROM note WHERE owner = $1", 1, "nobody");
    once(&task);
    assert_int_equal(task.group.outcome, PG_DONE);
    assert_int_equal(pg_rows_touched(task.group.results[0]), 3);
    assert_int_equal(pg_rows_touched(task.group.results[1]), 0);
    pg_release(&task.group);
    assert_int_equal(admin_number("SELECT count(*) FROM note"), 3);

    // the error comes second: the first is undone
    task_init(&task, &fixture, PG_WRITE);
    task_call(&task, "INSERT INTO note (id) VALUES (50)", 0);
    task_call(&task, "INSERT INTO note (id) VALUES ($1::int)", 1, "2");
    task_call(&task, "INSERT INTO note (id) VALUES (51)", 0);
    once(&task);
    expect_refused(&task, "23505", 1);
    assert_string_equal(task.group.failure.constraint, "note_pkey");
    assert_string_equal(task.group.failure.table, "note");
    assert_non_null(strstr(task.group.failure.detail, "(id)=(2)"));
    assert_string_equal(task.group.failure.hint, "");
    pg_release(&task.group);
    assert_int_equal(admin_number("SELECT count(*) FROM note"), 3);

    // a deferred constraint speaks at the Sync
    task_init(&task, &fixture, PG_WRITE);
    task_call(&task, "INSERT INTO note (id, parent) VALUES (60, 1)", 0);
    once(&task);
    expect_refused(&task, "23503", UINT32_MAX);
    pg_release(&task.group);
    assert_int_equal(admin_number("SELECT count(*) FROM note"), 3);
    admin_run("DELETE FROM note");
    end(&fixture);
}

static void exclusive_does_as_decided(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 4);
    static const struct {
        enum pg_decision decision;
        const char *second;
        const char *refusal;
        uint32_t statement, rows, decided;
    } cases[] = {
        {PG_ROLLBACK, "SELECT 1", NULL, 0, 0, 1},
        {PG_COMMIT, "SELECT 1", NULL, 0, 1, 1},
        {PG_COMMIT, "SELECT 1 / 0", "22012", 1, 1, 0},
        {PG_COMMIT, "SELECT nothing_there", "42703", 1, 1, 0},
        // the deferred constraint speaks at COMMIT
        {PG_COMMIT, "UPDATE note SET parent = 77", "23503", UINT32_MAX, 1, 1},
        {PG_ROLLBACK, "UPDATE note SET parent = 77", NULL, 0, 1, 1},
        {PG_COMMIT, "CALL commits()", "2D000", 1, 1, 0},
    };
    for (uint32_t i = 0; i < array_length(cases); i++) {
        struct task task;
        task_init(&task, &fixture, PG_EXCLUSIVE);
        snprintf(task.number[0], sizeof task.number[0], "%u", i);
        task_call(&task, "INSERT INTO note (id) VALUES ($1::int)", 1, task.number[0]);
        task_call(&task, cases[i].second, 0);
        task.decision = cases[i].decision;
        once(&task);
        if (cases[i].refusal) {
            expect_refused(&task, cases[i].refusal, cases[i].statement);
        } else {
            assert_int_equal(task.group.outcome, PG_DONE);
            assert_int_equal(task.group.was_rolled_back, cases[i].decision == PG_ROLLBACK);
        }
        assert_int_equal(task.decided, cases[i].decided);
        pg_release(&task.group);
        assert_int_equal(admin_number("SELECT count(*) FROM note"), cases[i].rows);
    }
    admin_run("DELETE FROM note");
    assert_string_equal(fixture.log.string, "");
    end(&fixture);
}

static void statement_timeout_ends_it(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 4);
    for (int kind = PG_READ; kind <= PG_EXCLUSIVE; kind++) {
        struct task task, behind;
        task_init(&task, &fixture, kind);
        task.group.statement_timeout = 50;
        task_call(&task, "SELECT pg_sleep(20)", 0);
        task_init(&behind, &fixture, kind); // has no timeout of its own, and not that one
        task_call(&behind, "SELECT pg_sleep(0.1)", 0);
        submit(&task);
        submit(&behind);
        run(&fixture);
        expect_refused(&task, "57014", 0);
        assert_int_equal(behind.group.outcome, PG_DONE);
        pg_release(&task.group);
        pg_release(&behind.group);
    }
    end(&fixture);
}

// A statement that ends the transaction by itself is never called a success, and nobody behind it
// sees anything of it.
static void transaction_control_ends_the_connection(void **state)
{
    (void)state;
    static const char *const statements[] = {"COMMIT", "ROLLBACK", "BEGIN"};
    for (uint32_t i = 0; i < array_length(statements); i++) {
        for (int kind = PG_READ; kind <= PG_EXCLUSIVE; kind++) {
            struct fixture fixture;
            begin(&fixture, 1, 1, 4);
            run_until(&fixture, is_connected);
            struct task task, behind;
            task_init(&task, &fixture, kind);
            task_call(&task, statements[i], 0);
            task_init(&behind, &fixture, kind);
            task_call(&behind, "SELECT current_user", 0);
            submit(&task);
            submit(&behind);
            run(&fixture);
            assert_int_equal(task.group.outcome, PG_LOST);
            assert_int_equal(task.group.may_have_committed, kind != PG_READ);
            assert_string_equal(value_of(&behind, 0, 0), "member");
            pg_release(&task.group);
            pg_release(&behind.group);
            assert_non_null(strstr(fixture.log.string, "by itself"));
            end(&fixture);
        }
    }
}

// ---- the queue ------------------------------------------------------------------------------------

static void queue_has_a_limit(void **state)
{
    (void)state;
    struct fixture fixture;
    begin_with(&fixture, server.connection_string, 1, 1, 1, 2);
    struct task tasks[5];
    for (uint32_t i = 0; i < 5; i++) {
        task_init(&tasks[i], &fixture, PG_READ);
        task_call(&tasks[i], "SELECT 1", 0);
        submit(&tasks[i]);
    }
    run(&fixture); // nothing is connected yet: two wait
    for (uint32_t i = 0; i < 5; i++) {
        assert_int_equal(tasks[i].group.outcome, i < 2 ? PG_DONE : PG_FULL);
        pg_release(&tasks[i].group);
    }
    end(&fixture);
}

static void withdrawn_is_not_sent(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 1);
    run_until(&fixture, is_connected);
    struct task sent, waiting, behind;
    task_init(&sent, &fixture, PG_WRITE);
    task_call(&sent, "SELECT pg_sleep(0.05)", 0);
    task_init(&waiting, &fixture, PG_WRITE);
    task_call(&waiting, "INSERT INTO note (id) VALUES (1)", 0);
    task_init(&behind, &fixture, PG_WRITE);
    task_call(&behind, "SELECT count(*) FROM note", 0);
    submit(&sent);
    submit(&waiting);
    submit(&behind);
    assert_false(pg_withdraw(fixture.pool, &sent.group));
    assert_true(pg_withdraw(fixture.pool, &waiting.group));
    assert_false(pg_withdraw(fixture.pool, &waiting.group));
    fixture.pending--;
    run(&fixture);
    assert_int_equal(waiting.done, 0);
    assert_string_equal(value_of(&behind, 0, 0), "0");
    once(&waiting); // it may be submitted again
    assert_int_equal(waiting.group.outcome, PG_DONE);
    pg_release(&sent.group);
    pg_release(&waiting.group);
    pg_release(&behind.group);
    admin_run("DELETE FROM note");
    end(&fixture);
}

static void deadline_counts_in_the_queue_only(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 1);
    run_until(&fixture, is_connected);
    struct task sent, late, later, patient;
    struct task *all[] = {&sent, &late, &later, &patient};
    for (uint32_t i = 0; i < 4; i++) {
        task_init(all[i], &fixture, PG_WRITE);
        task_call(all[i], i == 0 ? "SELECT pg_sleep(0.3)" : "SELECT 1", 0);
    }
    uint64_t now = loop_now(fixture.loop);
    sent.group.deadline = now + 10;
    late.group.deadline = now + 60;
    later.group.deadline = now + 30;
    for (uint32_t i = 0; i < 4; i++)
        submit(all[i]);
    run(&fixture);
    assert_int_equal(sent.group.outcome, PG_DONE);
    assert_int_equal(late.group.outcome, PG_EXPIRED);
    assert_int_equal(later.group.outcome, PG_EXPIRED);
    assert_int_equal(patient.group.outcome, PG_DONE);
    assert_null(late.group.results);
    for (uint32_t i = 0; i < 4; i++)
        pg_release(&all[i]->group);
    end(&fixture);
}

// ---- prepared statements that are no more ---------------------------------------------------------

static void deallocated_is_prepared_again(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 8);
    for (int kind = PG_READ; kind <= PG_EXCLUSIVE; kind++) {
        struct task forget, tasks[5];
        task_init(&forget, &fixture, kind);
        task_call(&forget, "SELECT forget()", 0);
        for (uint32_t i = 0; i < 5; i++) {
            task_init(&tasks[i], &fixture, kind);
            snprintf(tasks[i].number[0], sizeof tasks[i].number[0], "%u", i);
            task_call(&tasks[i], "SELECT $1, current_user", 1, tasks[i].number[0]);
            task_call(&tasks[i], "SELECT count(*) FROM note", 0);
        }
        submit(&tasks[0]);
        submit(&tasks[1]);
        submit(&forget);
        for (uint32_t i = 2; i < 5; i++)
            submit(&tasks[i]);
        run(&fixture);
        assert_int_equal(forget.group.outcome, PG_DONE);
        pg_release(&forget.group);
        for (uint32_t i = 0; i < 5; i++) {
            assert_string_equal(value_of(&tasks[i], 0, 0), tasks[i].number[0]);
            assert_string_equal(value_of(&tasks[i], 0, 1), "member");
            pg_release(&tasks[i].group);
        }
    }
    end(&fixture);
}

static void changed_columns_are_prepared_again(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 2, 2, 8);
    run_until(&fixture, is_connected);
    for (uint32_t round = 1; round <= 3; round++) {
        struct task tasks[12];
        for (uint32_t i = 0; i < array_length(tasks); i++) {
            enum pg_kind kind = i < 6 ? PG_READ : i < 9 ? PG_WRITE : PG_EXCLUSIVE;
            task_init(&tasks[i], &fixture, kind);
            task_call(&tasks[i], "SELECT * FROM wide", 0);
            submit(&tasks[i]);
        }
        run(&fixture);
        for (uint32_t i = 0; i < array_length(tasks); i++) {
            assert_int_equal(tasks[i].group.outcome, PG_DONE);
            assert_int_equal(pg_column_count(tasks[i].group.results[0]), round);
            pg_release(&tasks[i].group);
        }
        char change[64];
        snprintf(change, sizeof change, "ALTER TABLE wide ADD COLUMN c%u int", round);
        admin_run(change);
    }
    assert_string_equal(fixture.log.string, "");
    end(&fixture);
}

// Codes that a function of the design raises are its own business.
static void raised_codes_are_not_tried_again(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 8);
    static const char *const codes[] = {"26000", "0A000", "42P05", "PT409", "57P01"};
    for (uint32_t i = 0; i < array_length(codes); i++) {
        struct task task;
        task_init(&task, &fixture, PG_WRITE);
        task_call(&task, "SELECT refuse($1, 'no')", 1, codes[i]);
        once(&task);
        expect_refused(&task, codes[i], 0);
        assert_string_equal(task.group.failure.message, "no");
        assert_int_equal(task.group.attempts, 1);
        pg_release(&task.group);
    }
    end(&fixture);
}

// A Parse that fails, or is skipped behind one that does, is not taken for prepared.
static void failed_parse_is_tried_anew(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 8);
    struct task tasks[4];
    for (uint32_t i = 0; i < 4; i++) {
        task_init(&tasks[i], &fixture, PG_READ);
        if (i % 2 == 0)
            task_call(&tasks[i], "SELECT * FROM not_yet", 0);
        task_call(&tasks[i], "SELECT 5", 0);
        submit(&tasks[i]);
    }
    run(&fixture);
    for (uint32_t i = 0; i < 4; i++) {
        if (i % 2 == 0)
            expect_refused(&tasks[i], "42P01", 0);
        else
            assert_string_equal(value_of(&tasks[i], 0, 0), "5");
        pg_release(&tasks[i].group);
    }
    admin_run("CREATE TABLE not_yet (a int); GRANT SELECT ON not_yet TO member");
    struct task task;
    task_init(&task, &fixture, PG_READ);
    task_call(&task, "SELECT * FROM not_yet", 0);
    once(&task);
    assert_int_equal(task.group.outcome, PG_DONE);
    pg_release(&task.group);
    admin_run("DROP TABLE not_yet");
    end(&fixture);
}

static void notices_and_notifications_are_nobodys(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 8);
    struct task task;
    task_init(&task, &fixture, PG_WRITE);
    task.group.role = NULL;
    task_call(&task, "LISTEN x", 0);
    once(&task);
    pg_release(&task.group);
    for (uint32_t i = 0; i < 3; i++) {
        task_init(&task, &fixture, PG_WRITE);
        task_call(&task, "SELECT nobody_hears()", 0);
        once(&task);
        assert_string_equal(value_of(&task, 0, 0), "1");
        pg_release(&task.group);
    }
    end(&fixture);
}

// ---- lost connections -----------------------------------------------------------------------------

static const char TERMINATE[] = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                " WHERE application_name = 'lintel'";

static bool is_sleeping(struct fixture *fixture)
{
    (void)fixture;
    return admin_number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lintel'"
                        " AND wait_event = 'PgSleep'") == 3;
}

static void terminated_in_flight(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 2, 8);
    run_until(&fixture, is_connected);
    struct task read, read_behind, write, exclusive, waiting;
    task_init(&read, &fixture, PG_READ);
    task_call(&read, "SELECT 7, pg_sleep(0.2)", 0);
    task_init(&read_behind, &fixture, PG_READ);
    task_call(&read_behind, "SELECT 8", 0);
    task_init(&write, &fixture, PG_WRITE);
    task_call(&write, "INSERT INTO note (id) VALUES (1)", 0);
    task_call(&write, "SELECT pg_sleep(20)", 0);
    task_init(&exclusive, &fixture, PG_EXCLUSIVE);
    task_call(&exclusive, "INSERT INTO note (id) VALUES (2)", 0);
    task_call(&exclusive, "SELECT pg_sleep(20)", 0);
    task_init(&waiting, &fixture, PG_WRITE);
    task_call(&waiting, "INSERT INTO note (id) VALUES (3)", 0);
    submit(&read);
    submit(&read_behind);
    submit(&write);
    submit(&exclusive);
    submit(&waiting);
    run_until(&fixture, is_sleeping);
    admin_run(TERMINATE);
    run(&fixture);
    assert_string_equal(value_of(&read, 0, 0), "7"); // it only read: sent again
    assert_string_equal(value_of(&read_behind, 0, 0), "8");
    assert_int_equal(read.group.attempts, 2);
    assert_int_equal(write.group.outcome, PG_LOST);
    assert_true(write.group.may_have_committed);
    assert_int_equal(exclusive.group.outcome, PG_LOST);
    assert_false(exclusive.group.may_have_committed); // no COMMIT was sent
    assert_int_equal(waiting.group.outcome, PG_DONE);
    assert_int_equal(admin_number("SELECT count(*) FROM note"), 1);
    struct task *all[] = {&read, &read_behind, &write, &exclusive, &waiting};
    for (uint32_t i = 0; i < array_length(all); i++)
        pg_release(&all[i]->group);
    admin_run("DELETE FROM note");
    run_until(&fixture, is_connected);
    end(&fixture);
}

static enum pg_decision terminate_and_commit(struct pg_group *group)
{
    (void)group;
    admin_run(TERMINATE);
    return PG_COMMIT;
}

static void terminated_before_commit(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 8);
    run_until(&fixture, is_connected);
    struct task task;
    task_init(&task, &fixture, PG_EXCLUSIVE);
    task.group.decide = terminate_and_commit;
    task_call(&task, "INSERT INTO note (id) VALUES (2)", 0);
    once(&task);
    // whether COMMIT was first cannot be known
    assert_int_equal(task.group.outcome, PG_LOST);
    assert_true(task.group.may_have_committed);
    pg_release(&task.group);
    end(&fixture);
    admin_run("DELETE FROM note");
}

static void server_goes_and_comes(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 2, 2, 8);
    run_until(&fixture, is_connected);
    assert_string_equal(pg_pool_state(fixture.pool).last_error, "");
    struct task task, waiting;
    task_init(&waiting, &fixture, PG_WRITE);
    task_call(&waiting, "SELECT 5", 0);
    for (int i = 0; i < 2; i++) {
        server_stop(i ? SIGQUIT : SIGINT);
        if (i == 0) {
            struct fixture *still = &fixture;
            run_until(still, is_down);
        } else {
            text_release(&fixture.log);
            run_until(&fixture, is_down);
        }
        task_init(&task, &fixture, PG_WRITE);
        task_call(&task, "SELECT 6", 0);
        once(&task); // at once
        assert_int_equal(task.group.outcome, PG_DOWN);
        pg_release(&task.group);
        server_start();
        run_until(&fixture, is_connected);
        once(&task);
        assert_string_equal(value_of(&task, 0, 0), "6");
        pg_release(&task.group);
        assert_non_null(strstr(fixture.log.string, "connected again for reads"));
    }
    once(&waiting);
    assert_string_equal(value_of(&waiting, 0, 0), "5");
    pg_release(&waiting.group);
    end(&fixture);
}

static void no_server_at_all(void **state)
{
    (void)state;
    struct fixture fixture;
    begin_with(&fixture, "host=/nowhere user=postgres password=hidden", 1, 1, 1, 10);
    struct task task;
    task_init(&task, &fixture, PG_READ);
    task_call(&task, "SELECT 1", 0);
    once(&task);
    assert_int_equal(task.group.outcome, PG_DOWN);
    assert_non_null(strstr(pg_pool_state(fixture.pool).last_error, "/nowhere"));
    assert_null(strstr(fixture.log.string, "hidden"));
    end(&fixture);

    begin_with(&fixture, "no connection string", 1, 1, 1, 10);
    run_until(&fixture, is_down);
    end(&fixture);
}

// Another listener that never answers: groups that wait end by their deadline.
static void waits_no_longer_than_the_deadline(void **state)
{
    (void)state;
    struct fixture fixture;
    kill(server.process, SIGSTOP); // it takes connections and says nothing
    begin(&fixture, 1, 1, 1);
    struct task task;
    task_init(&task, &fixture, PG_READ);
    task.group.deadline = loop_now(fixture.loop) + 50;
    task_call(&task, "SELECT 1", 0);
    submit(&task);
    run(&fixture);
    kill(server.process, SIGCONT);
    assert_int_equal(task.group.outcome, PG_EXPIRED);
    end(&fixture);
}

static void again(struct task *task)
{
    pg_release(&task->group);
    if (task->group.outcome == PG_LOST) { // one more, into a pool that closes
        task->fixture->pending++;
        task->done = 0;
        pg_submit(task->fixture->pool, &task->group);
    }
}

static void freed_with_groups_in_it(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 4);
    run_until(&fixture, is_connected);
    struct task tasks[8], kept;
    task_init(&kept, &fixture, PG_READ);
    task_call(&kept, "SELECT 'kept'", 0);
    once(&kept);
    for (uint32_t i = 0; i < 8; i++) {
        task_init(&tasks[i], &fixture, i % 2 ? PG_WRITE : PG_READ);
        task_call(&tasks[i], "SELECT pg_sleep(20)", 0);
        tasks[i].then = i == 0 ? again : NULL;
        submit(&tasks[i]);
    }
    pg_pool_free(fixture.pool);
    fixture.pool = NULL;
    assert_int_equal(fixture.pending, 0);
    for (uint32_t i = 0; i < 8; i++) {
        assert_int_equal(tasks[i].done, 1);
        enum pg_outcome wanted = i == 0 ? PG_DOWN : i % 2 == 0 || i == 1 ? PG_LOST : PG_DOWN;
        assert_int_equal(tasks[i].group.outcome, wanted);
        assert_int_equal(tasks[i].group.may_have_committed, i == 1);
        pg_release(&tasks[i].group);
    }
    // results outlive the pool
    assert_string_equal(value_of(&kept, 0, 0), "kept");
    pg_release(&kept.group);
    end(&fixture);
    admin_run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              " WHERE application_name = 'lintel'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rows),
        cmocka_unit_test(values_of_all_sizes),
        cmocka_unit_test(each_answer_is_its_own),
        cmocka_unit_test(roles_and_settings_end_with_the_group),
        cmocka_unit_test(role_has_only_its_rights),
        cmocka_unit_test(reads_cannot_write),
        cmocka_unit_test(writes_commit_and_roll_back),
        cmocka_unit_test(exclusive_does_as_decided),
        cmocka_unit_test(statement_timeout_ends_it),
        cmocka_unit_test(transaction_control_ends_the_connection),
        cmocka_unit_test(queue_has_a_limit),
        cmocka_unit_test(withdrawn_is_not_sent),
        cmocka_unit_test(deadline_counts_in_the_queue_only),
        cmocka_unit_test(deallocated_is_prepared_again),
        cmocka_unit_test(changed_columns_are_prepared_again),
        cmocka_unit_test(raised_codes_are_not_tried_again),
        cmocka_unit_test(failed_parse_is_tried_anew),
        cmocka_unit_test(notices_and_notifications_are_nobodys),
        cmocka_unit_test(terminated_in_flight),
        cmocka_unit_test(terminated_before_commit),
        cmocka_unit_test(server_goes_and_comes),
        cmocka_unit_test(no_server_at_all),
        cmocka_unit_test(waits_no_longer_than_the_deadline),
        cmocka_unit_test(freed_with_groups_in_it),
    };
    return cmocka_run_group_tests(tests, server_new, server_free);
}
