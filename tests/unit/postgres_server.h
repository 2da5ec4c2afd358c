// For unit tests that need a real PostgreSQL: a server of the test program's own (on a unix socket
// in a folder of its own, as the user postgres where we are root, gone with this process), and
// tasks: groups of statements with what they need, run on a pool until all are done.
#ifndef LINTEL_TESTS_POSTGRES_SERVER_H
#define LINTEL_TESTS_POSTGRES_SERVER_H

#include <glob.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
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
static inline pid_t start_program(const char *const *arguments)
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

static inline int program_ended(pid_t process)
{
    int status = 0;
    assert_int_equal(waitpid(process, &status, 0), process);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static inline void server_start(void)
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

static inline void server_stop(int signal_number)
{
    PQfinish(server.admin);
    server.admin = NULL;
    kill(server.process, signal_number);
    program_ended(server.process);
    server.process = 0;
}

static inline void admin_run(const char *sql)
{
    PGresult *result = PQexec(server.admin, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
        fail_msg("%s", PQerrorMessage(server.admin));
    PQclear(result);
}

static inline long admin_number(const char *sql)
{
    PGresult *result = PQexec(server.admin, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1)
        fail_msg("%s", PQerrorMessage(server.admin));
    long number = strtol(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return number;
}

static inline int server_new(void **state)
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
              "CREATE FUNCTION hears() RETURNS int LANGUAGE plpgsql AS"
              " $$ BEGIN EXECUTE 'LISTEN x'; RETURN 1; END $$;"
              "CREATE PROCEDURE commits() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;");
    return 0;
}

static inline int server_free(void **state)
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

static inline void too_long(void *context)
{
    (void)context;
    fail_msg("no end within 30 s");
}

static inline void logs(void *context, const char *message)
{
    struct fixture *fixture = context;
    text_add(&fixture->log, message);
    text_add_char(&fixture->log, '\n');
}

static inline void begin_with(struct fixture *fixture, const char *connection_string,
                              uint32_t reads, uint32_t writes, uint32_t depth, uint32_t queue)
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

static inline void begin(struct fixture *fixture, uint32_t reads, uint32_t writes, uint32_t depth)
{
    begin_with(fixture, server.connection_string, reads, writes, depth, 100000);
}

static inline void end(struct fixture *fixture)
{
    pg_pool_free(fixture->pool);
    timer_free(fixture->watchdog);
    loop_free(fixture->loop);
    text_release(&fixture->log);
}

static inline void task_done(struct pg_group *group)
{
    struct task *task = (struct task *)group;
    assert_ptr_equal(group->owner, task);
    assert_int_equal(++task->done, 1);
    if (task->then)
        task->then(task);
    if (--task->fixture->pending == 0 && !task->fixture->until)
        loop_stop(task->fixture->loop);
}

static inline enum pg_decision task_decides(struct pg_group *group)
{
    struct task *task = (struct task *)group;
    task->decided++;
    for (uint32_t i = 0; i < group->call_count; i++)
        assert_non_null(group->results[i]);
    return task->decision;
}

static inline void task_init(struct task *task, struct fixture *fixture, enum pg_kind kind)
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

static inline void task_call(struct task *task, const char *text, uint32_t count, ...)
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

static inline void submit(struct task *task)
{
    task->done = 0;
    task->fixture->pending++;
    pg_submit(task->fixture->pool, &task->group);
    assert_int_equal(task->done, 0); // never from within
}

static inline void run(struct fixture *fixture)
{
    timer_start(fixture->watchdog, 30000);
    if (fixture->pending)
        loop_run(fixture->loop);
    timer_stop(fixture->watchdog);
}

static inline void tick(void *context)
{
    struct fixture *fixture = context;
    if (fixture->until(fixture))
        loop_stop(fixture->loop);
    else
        timer_start(fixture->tick, 1);
}

static inline void run_until(struct fixture *fixture, bool (*until)(struct fixture *fixture))
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

static inline bool is_connected(struct fixture *fixture)
{
    struct pg_state state = pg_pool_state(fixture->pool);
    return state.connected == state.wanted;
}

static inline bool is_down(struct fixture *fixture)
{
    struct pg_state state = pg_pool_state(fixture->pool);
    return state.connected == 0 && *state.last_error &&
           strstr(fixture->log.string, "cannot connect for reads") &&
           strstr(fixture->log.string, "cannot connect for writes");
}

static inline const char *value_of(struct task *task, uint32_t call, uint32_t column)
{
    assert_int_equal(task->group.outcome, PG_DONE);
    assert_true(pg_row_count(task->group.results[call]) > 0);
    return pg_value(task->group.results[call], 0, column, NULL);
}

// One group from beginning to end; its results are the caller's to release.
static inline void once(struct task *task)
{
    submit(task);
    run(task->fixture);
    assert_int_equal(task->done, 1);
}

static inline void expect_refused(struct task *task, const char *sqlstate, uint32_t statement)
{
    assert_int_equal(task->group.outcome, PG_REFUSED);
    assert_string_equal(task->group.failure.sqlstate, sqlstate);
    assert_int_equal(task->group.failure.statement, statement);
    assert_false(task->group.may_have_committed);
}

#endif
