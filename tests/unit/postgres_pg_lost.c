// When something goes under a group: prepared statements, connections, the server, the pool.
#include "postgres_server.h"

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
    task_call(&task, "SELECT hears()", 0);
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

// One that ends its own connection takes nobody with it.
static void poison_hurts_nobody_else(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 8);
    struct task poison, behind[6];
    task_init(&poison, &fixture, PG_READ);
    poison.group.role = NULL;
    task_call(&poison, "SELECT pg_terminate_backend(pg_backend_pid())", 0);
    for (uint32_t i = 0; i < array_length(behind); i++) {
        task_init(&behind[i], &fixture, PG_READ);
        snprintf(behind[i].number[0], sizeof behind[i].number[0], "%u", i);
        task_call(&behind[i], "SELECT $1", 1, behind[i].number[0]);
        if (i == 2)
            submit(&poison);
        submit(&behind[i]);
    }
    run(&fixture);
    assert_int_equal(poison.group.outcome, PG_LOST);
    assert_int_equal(poison.group.attempts, 2);
    assert_false(poison.group.may_have_committed);
    pg_release(&poison.group);
    for (uint32_t i = 0; i < array_length(behind); i++) {
        assert_string_equal(value_of(&behind[i], 0, 0), behind[i].number[0]);
        pg_release(&behind[i].group);
    }
    end(&fixture);
}

// Writes while connections are ended all the time: what each group says of itself is what the table
// says afterwards.
enum { STORM = 3000, STORM_AT_ONCE = 24, STRIKE = 50 }; // one connection for so many groups
static struct storm {
    struct task tasks[STORM_AT_ONCE];
    uint32_t ended, started, outcomes[PG_DOWN + 1], uncertain;
    char said[STORM]; // + written, - not written, ? unknown
} storm;

static void storm_next(struct task *task);

static void storm_strikes(void)
{
    PGresult *result =
        PQexec(server.admin, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                             " application_name = 'lintel' ORDER BY random() LIMIT 1");
    PQclear(result);
}

static void storm_begin(struct task *task, struct fixture *fixture)
{
    uint32_t number = storm.started++;
    task_init(task, fixture, number % 3 ? PG_WRITE : PG_EXCLUSIVE);
    task->then = storm_next;
    task->decision = number % 2 ? PG_COMMIT : PG_ROLLBACK;
    snprintf(task->number[0], sizeof task->number[0], "%u", number);
    task_call(task, "INSERT INTO note (id, owner) VALUES ($1::int, current_user) RETURNING id", 1,
              task->number[0]);
    if (number % 10 == 0)
        task_call(task, "SELECT 1 / ($1::int * 0)", 1, task->number[0]);
    submit(task);
}

static void storm_next(struct task *task)
{
    struct pg_group *group = &task->group;
    uint32_t number = (uint32_t)strtoul(task->number[0], NULL, 10);
    storm.outcomes[group->outcome]++;
    bool unknown = group->outcome == PG_LOST && group->may_have_committed;
    assert_true(group->outcome == PG_LOST || !group->may_have_committed);
    storm.uncertain += unknown;
    if (group->outcome == PG_DONE)
        assert_string_equal(value_of(task, 0, 0), task->number[0]);
    bool written = group->outcome == PG_DONE && !group->was_rolled_back;
    storm.said[number] = unknown ? '?' : written ? '+' : '-';
    pg_release(group);
    if (++storm.ended % STRIKE == 0)
        storm_strikes();
    if (storm.started < STORM)
        storm_begin(task, task->fixture);
}

static void says_what_is_true(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 6, 4);
    storm = (struct storm){0};
    for (uint32_t i = 0; i < STORM_AT_ONCE; i++)
        storm_begin(&storm.tasks[i], &fixture);
    run(&fixture);
    end(&fixture);
    // What was ended may still be about to commit.
    while (admin_number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lintel'"))
        usleep(1000);
    char *there = calloc(STORM, 1);
    PGresult *result = PQexec(server.admin, "SELECT id FROM note");
    for (int i = 0; i < PQntuples(result); i++)
        there[strtoul(PQgetvalue(result, i, 0), NULL, 10)] = 1;
    PQclear(result);
    for (uint32_t i = 0; i < STORM; i++) {
        if (storm.said[i] != '?' && there[i] != (storm.said[i] == '+'))
            fail_msg("group %u said %c, the table says otherwise", i, storm.said[i]);
    }
    free(there);
    assert_true(storm.outcomes[PG_DONE] > 0 && storm.outcomes[PG_REFUSED] > 0);
    assert_true(storm.outcomes[PG_LOST] > 0);
    print_message("done %u, refused %u, lost %u, of them uncertain %u\n", storm.outcomes[PG_DONE],
                  storm.outcomes[PG_REFUSED], storm.outcomes[PG_LOST], storm.uncertain);
    admin_run("DELETE FROM note");
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

    begin_with(&fixture, "postgres://user:hidden@[::1", 1, 1, 1, 10);
    run_until(&fixture, is_down);
    assert_null(strstr(fixture.log.string, "hidden"));
    assert_null(strstr(pg_pool_state(fixture.pool).last_error, "hidden"));
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
        cmocka_unit_test(deallocated_is_prepared_again),
        cmocka_unit_test(changed_columns_are_prepared_again),
        cmocka_unit_test(raised_codes_are_not_tried_again),
        cmocka_unit_test(failed_parse_is_tried_anew),
        cmocka_unit_test(notices_and_notifications_are_nobodys),
        cmocka_unit_test(terminated_in_flight),
        cmocka_unit_test(terminated_before_commit),
        cmocka_unit_test(poison_hurts_nobody_else),
        cmocka_unit_test(says_what_is_true),
        cmocka_unit_test(server_goes_and_comes),
        cmocka_unit_test(no_server_at_all),
        cmocka_unit_test(waits_no_longer_than_the_deadline),
        cmocka_unit_test(freed_with_groups_in_it),
    };
    return cmocka_run_group_tests(tests, server_new, server_free);
}
