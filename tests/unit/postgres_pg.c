// Groups of statements on a real PostgreSQL: whose answer it is, what ends with the group, the
// queue.
#include "postgres_server.h"

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

// Megabytes both ways, many in flight: the socket takes only a part of each, and neither side waits
// for the other for ever.
static void large_values_in_flight(void **state)
{
    (void)state;
    enum { TASKS = 24, SIZE = 1 << 20 };
    struct fixture fixture;
    begin(&fixture, 2, 2, 8);
    struct task tasks[TASKS];
    char *values[TASKS];
    for (uint32_t i = 0; i < TASKS; i++) {
        task_init(&tasks[i], &fixture, i % 3 ? PG_READ : PG_EXCLUSIVE);
        values[i] = malloc(SIZE + 1);
        memset(values[i], 'a' + (int)i, SIZE);
        values[i][SIZE] = '\0';
        task_call(&tasks[i], "SELECT $1", 1, values[i]);
        task_call(&tasks[i], "SELECT $1 || 'x'", 1, values[i]);
        submit(&tasks[i]);
    }
    run(&fixture);
    for (uint32_t i = 0; i < TASKS; i++) {
        assert_string_equal(value_of(&tasks[i], 0, 0), values[i]);
        assert_int_equal(strlen(value_of(&tasks[i], 1, 0)), SIZE + 1);
        assert_int_equal(value_of(&tasks[i], 1, 0)[7], 'a' + (int)i);
        pg_release(&tasks[i].group);
        free(values[i]);
    }
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
    };
    static const char *const codes[] = {"25006", "25001"};
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

// What would end the transaction, and with it the role, or change the session is not sent.
static void transaction_and_session_are_not_the_statements(void **state)
{
    (void)state;
    static const char *const statements[] = {"COMMIT",
                                             "rollback",
                                             " ; BEGIN",
                                             "/* a /* b */ c */ -- d\n End",
                                             "SET ROLE other",
                                             "LISTEN x",
                                             "COPY note TO stdout",
                                             "start transaction",
                                             "PREPARE TRANSACTION 'x'"};
    struct fixture fixture;
    begin(&fixture, 1, 1, 4);
    for (uint32_t i = 0; i < array_length(statements); i++) {
        for (int kind = PG_READ; kind <= PG_EXCLUSIVE; kind++) {
            struct task task;
            task_init(&task, &fixture, kind);
            task_call(&task, "SELECT 1", 0);
            task_call(&task, statements[i], 0);
            once(&task);
            expect_refused(&task, "2D000", 1);
            assert_null(task.group.results);
            assert_string_equal(task.group.failure.detail, "");
        }
    }
    assert_string_equal(fixture.log.string, "");
    end(&fixture);
}

// A procedure that commits would leave what follows to the login, who is a superuser here.
static void procedures_cannot_shed_the_role(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 4);
    for (int kind = PG_READ; kind <= PG_EXCLUSIVE; kind++) {
        static const char *const ways[] = {"CALL commits()", "(/**/ CALL commits() ",
                                           "DO 'BEGIN COMMIT; END'"};
        for (uint32_t i = 0; i < array_length(ways); i++) {
            struct task task;
            task_init(&task, &fixture, kind);
            task_call(&task, ways[i], 0);
            task_call(&task, "INSERT INTO secret VALUES (1)", 0);
            once(&task);
            expect_refused(&task, i == 1 ? "42601" : "2D000", 0);
            pg_release(&task.group);
        }
        struct task task, write;
        task_init(&task, &fixture, kind);
        task_call(&task, "DO 'BEGIN END'", 0);
        task_call(&task, "SELECT current_user, current_setting('transaction_read_only')", 0);
        once(&task);
        assert_string_equal(value_of(&task, 1, 0), "member");
        assert_string_equal(value_of(&task, 1, 1), kind == PG_READ ? "on" : "off");
        pg_release(&task.group);
        task_init(&write, &fixture, kind);
        task_call(&write, "DO 'BEGIN INSERT INTO note (id) VALUES (1); END'", 0);
        once(&write);
        if (kind == PG_READ)
            expect_refused(&write, "25006", 0);
        else
            assert_int_equal(write.group.outcome, PG_DONE);
        pg_release(&write.group);
        assert_int_equal(admin_number("SELECT count(*) FROM note"),
                         kind == PG_WRITE || (kind == PG_EXCLUSIVE && write.decision == PG_COMMIT));
        admin_run("DELETE FROM note");
    }
    assert_int_equal(admin_number("SELECT count(*) FROM secret"), 0);
    assert_string_equal(fixture.log.string, "");
    end(&fixture);
}

// What a function of the design leaves in the session would be another caller's: the connection
// goes.
static void changed_sessions_are_left(void **state)
{
    (void)state;
    static const char *const ways[] = {
        "SELECT set_config('TimeZone', 'Asia/Tokyo', false)",
        "SELECT set_config('DateStyle', 'SQL, DMY', false)",
        "SELECT set_config('client_encoding', 'LATIN1', false)",
        "SELECT set_config('IntervalStyle', 'iso_8601', false)",
    };
    for (int kind = PG_READ; kind <= PG_WRITE; kind++) {
        for (uint32_t i = 0; i < array_length(ways); i++) {
            struct fixture fixture;
            begin(&fixture, 1, 1, 4);
            struct task task;
            task_init(&task, &fixture, kind);
            task_call(&task, ways[i], 0);
            once(&task);
            assert_int_equal(task.group.outcome, PG_LOST);
            assert_int_equal(task.group.may_have_committed, kind == PG_WRITE);
            pg_release(&task.group);
            task_init(&task, &fixture, kind);
            task_call(&task,
                      "SELECT current_setting('TimeZone') || current_setting('DateStyle') ||"
                      " current_setting('client_encoding') || current_setting('IntervalStyle')",
                      0);
            once(&task);
            assert_string_equal(value_of(&task, 0, 0), "UTCISO, MDYUTF8postgres");
            pg_release(&task.group);
            // for the transaction only: nothing to object to
            task_init(&task, &fixture, kind);
            task_call(&task, "SELECT set_config('TimeZone', 'Asia/Tokyo', true)", 0);
            once(&task);
            assert_int_equal(task.group.outcome, PG_DONE);
            pg_release(&task.group);
            assert_non_null(strstr(fixture.log.string, "for the whole session"));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rows),
        cmocka_unit_test(values_of_all_sizes),
        cmocka_unit_test(large_values_in_flight),
        cmocka_unit_test(each_answer_is_its_own),
        cmocka_unit_test(roles_and_settings_end_with_the_group),
        cmocka_unit_test(role_has_only_its_rights),
        cmocka_unit_test(reads_cannot_write),
        cmocka_unit_test(writes_commit_and_roll_back),
        cmocka_unit_test(exclusive_does_as_decided),
        cmocka_unit_test(statement_timeout_ends_it),
        cmocka_unit_test(transaction_and_session_are_not_the_statements),
        cmocka_unit_test(procedures_cannot_shed_the_role),
        cmocka_unit_test(changed_sessions_are_left),
        cmocka_unit_test(queue_has_a_limit),
        cmocka_unit_test(withdrawn_is_not_sent),
        cmocka_unit_test(deadline_counts_in_the_queue_only),
    };
    return cmocka_run_group_tests(tests, server_new, server_free);
}
