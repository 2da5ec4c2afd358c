// postgres/pg.h where statements take their time: quick reads go on beside slow ones, slow ones are
// not starved, and what nobody waits for is given up.
#include "postgres_server.h"

// ---- slow beside quick ----------------------------------------------------------------------------

// Slow ones wait for a lock that the test holds: how long that takes is no matter of speed.
static const char SLOW[] = "SELECT pg_advisory_xact_lock_shared(7)";
enum { SLOW_MANY = 20 };

static void slow_hold(void)
{
    admin_run("SELECT pg_advisory_lock(7)");
}

static void slow_let_go(void)
{
    admin_run("SELECT pg_advisory_unlock(7)");
}

static long slow_running(void)
{
    return admin_number(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
}

static void slow_init(struct task *task, struct fixture *fixture, bool is_known)
{
    task_init(task, fixture, PG_READ);
    task->group.is_slow = is_known;
    task_call(task, SLOW, 0);
}

static uint64_t wait_from;

static bool is_slow_by_now(struct fixture *fixture)
{
    return loop_now(fixture->loop) > wait_from + 2 * PG_SLOW;
}

static void wait_until_slow(struct fixture *fixture)
{
    wait_from = loop_now(fixture->loop);
    run_until(fixture, is_slow_by_now);
}

static struct task *awaited;

static bool is_awaited_done(struct fixture *fixture)
{
    (void)fixture;
    return awaited->done == 1;
}

// While whatever else there is goes on.
static void quick_is_answered(struct fixture *fixture, enum pg_kind kind)
{
    struct task task;
    task_init(&task, fixture, kind);
    task_call(&task, "SELECT 5", 0);
    submit(&task);
    awaited = &task;
    run_until(fixture, is_awaited_done);
    assert_string_equal(value_of(&task, 0, 0), "5");
    pg_release(&task.group);
}

static void slow_ones_nobody_knew_of(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 2, 6, 16);
    run_until(&fixture, is_connected);
    slow_hold();
    struct task tasks[SLOW_MANY];
    for (uint32_t i = 0; i < SLOW_MANY; i++) {
        slow_init(&tasks[i], &fixture, false);
        submit(&tasks[i]);
    }
    wait_until_slow(&fixture);
    assert_int_equal(pg_pool_state(fixture.pool).in_flight, SLOW_MANY);
    for (uint32_t i = 0; i < 4; i++) {
        quick_is_answered(&fixture, PG_READ);
        quick_is_answered(&fixture, PG_WRITE);
    }
    for (uint32_t i = 0; i < SLOW_MANY; i++)
        assert_int_equal(tasks[i].done, 0);
    slow_let_go();
    run(&fixture);
    for (uint32_t i = 0; i < SLOW_MANY; i++) {
        assert_int_equal(tasks[i].group.outcome, PG_DONE);
        assert_true(tasks[i].group.begun && tasks[i].group.ended >= tasks[i].group.begun);
        pg_release(&tasks[i].group);
    }
    end(&fixture);
}

static void slow_ones_known_leave_room(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 3, 6, 16);
    run_until(&fixture, is_connected);
    slow_hold();
    struct task tasks[SLOW_MANY];
    for (uint32_t i = 0; i < SLOW_MANY; i++) {
        slow_init(&tasks[i], &fixture, true);
        submit(&tasks[i]);
    }
    // two of three for reads, four of six for writes
    assert_int_equal(pg_pool_state(fixture.pool).in_flight, 6);
    assert_int_equal(pg_pool_state(fixture.pool).waiting, SLOW_MANY - 6);
    for (uint32_t i = 0; i < 4; i++) {
        quick_is_answered(&fixture, PG_READ);
        quick_is_answered(&fixture, PG_WRITE);
        quick_is_answered(&fixture, PG_EXCLUSIVE);
    }
    assert_int_equal(pg_pool_state(fixture.pool).in_flight, 6);
    // what is new waits for none of them, and whatever it is, quick ones do not wait for it
    struct task new;
    slow_init(&new, &fixture, false);
    new.group.is_new = true;
    submit(&new);
    assert_int_equal(pg_pool_state(fixture.pool).in_flight, 7);
    for (uint32_t i = 0; i < 4; i++) {
        quick_is_answered(&fixture, PG_READ);
        quick_is_answered(&fixture, PG_WRITE);
    }
    assert_false(pg_withdraw(fixture.pool, &tasks[5].group));
    assert_true(pg_withdraw(fixture.pool, &tasks[6].group));
    fixture.pending--;
    slow_let_go();
    run(&fixture);
    assert_int_equal(new.group.outcome, PG_DONE);
    pg_release(&new.group);
    for (uint32_t i = 0; i < SLOW_MANY; i++) {
        assert_int_equal(tasks[i].done, i != 6);
        pg_release(&tasks[i].group);
    }
    end(&fixture);
}

static struct {
    struct task *tasks[8];
    uint32_t count;
} order;

static void note_order(struct task *task)
{
    order.tasks[order.count++] = task;
}

// One connection for reads: the quick ones wait for a slow one, not for all of them.
static void quick_go_between_slow_ones(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 4);
    run_until(&fixture, is_connected);
    order.count = 0;
    slow_hold();
    struct task tasks[6];
    for (uint32_t i = 0; i < 6; i++) {
        slow_init(&tasks[i], &fixture, true);
        if (i >= 3) {
            task_init(&tasks[i], &fixture, PG_READ);
            task_call(&tasks[i], "SELECT 1", 0);
        }
        tasks[i].then = note_order;
        submit(&tasks[i]);
    }
    wait_until_slow(&fixture);
    wait_until_slow(&fixture);
    assert_int_equal(pg_pool_state(fixture.pool).in_flight, 1);
    slow_let_go();
    run(&fixture);
    static const uint32_t wanted[] = {0, 3, 4, 5, 1, 2};
    for (uint32_t i = 0; i < 6; i++) {
        assert_ptr_equal(order.tasks[i], &tasks[wanted[i]]);
        pg_release(&tasks[i].group);
    }
    end(&fixture);
}

static bool flood_is_over;

static void flood_next(struct task *task)
{
    pg_release(&task->group);
    task->done = 0;
    if (flood_is_over)
        return;
    task->fixture->pending++;
    pg_submit(task->fixture->pool, &task->group);
}

static void flood_ends(struct task *task)
{
    (void)task;
    flood_is_over = true;
}

static void slow_ones_are_not_starved(void **state)
{
    (void)state;
    for (uint32_t reads = 1; reads <= 3; reads++) {
        struct fixture fixture;
        begin(&fixture, reads, 1, 4);
        run_until(&fixture, is_connected);
        flood_is_over = false;
        struct task flood[40], slow;
        for (uint32_t i = 0; i < array_length(flood); i++) {
            task_init(&flood[i], &fixture, PG_READ);
            task_call(&flood[i], "SELECT 1", 0);
            flood[i].then = flood_next;
            submit(&flood[i]);
        }
        slow_init(&slow, &fixture, true);
        slow.then = flood_ends;
        submit(&slow);
        run(&fixture);
        assert_int_equal(slow.group.outcome, PG_DONE);
        pg_release(&slow.group);
        end(&fixture);
    }
}

static void borrowed_connections_only_read(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 2, 4);
    run_until(&fixture, is_connected);
    struct task read, writes[2];
    task_init(&read, &fixture, PG_READ);
    read.group.is_slow = true;
    task_call(&read, "SELECT pg_backend_pid(), current_setting('transaction_read_only')", 0);
    task_call(&read, "INSERT INTO note (id) VALUES (1)", 0);
    once(&read);
    expect_refused(&read, "25006", 1);
    bool was_borrowed = false;
    for (uint32_t i = 0; i < 2; i++) {
        task_init(&writes[i], &fixture, PG_WRITE);
        snprintf(writes[i].number[0], sizeof writes[i].number[0], "%u", i);
        task_call(&writes[i], "INSERT INTO note (id) VALUES ($1::int) RETURNING pg_backend_pid()",
                  1, writes[i].number[0]);
        submit(&writes[i]);
    }
    run(&fixture);
    assert_string_equal(pg_value(read.group.results[0], 0, 1, NULL), "on");
    for (uint32_t i = 0; i < 2; i++) {
        was_borrowed |=
            strcmp(value_of(&writes[i], 0, 0), pg_value(read.group.results[0], 0, 0, NULL)) == 0;
        pg_release(&writes[i].group);
    }
    assert_true(was_borrowed);
    pg_release(&read.group);
    admin_run("DELETE FROM note");
    end(&fixture);
}

static bool is_running_no_more(struct fixture *fixture)
{
    (void)fixture;
    return slow_running() == 0;
}

static void abandoned_reads_are_given_up(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 8);
    run_until(&fixture, is_connected);
    slow_hold();
    struct task tasks[4], write;
    for (uint32_t i = 0; i < 4; i++) {
        slow_init(&tasks[i], &fixture, false);
        submit(&tasks[i]);
    }
    task_init(&write, &fixture, PG_WRITE);
    task_call(&write, SLOW, 0);
    submit(&write);
    wait_until_slow(&fixture);
    assert_int_equal(pg_pool_state(fixture.pool).in_flight, 5);
    for (uint32_t i = 0; i < 3; i++)
        pg_abandon(fixture.pool, &tasks[i].group);
    pg_abandon(fixture.pool, &write.group);
    wait_until_slow(&fixture);
    for (uint32_t i = 0; i < 4; i++) // somebody waits for the last
        assert_int_equal(tasks[i].done, 0);
    pg_abandon(fixture.pool, &tasks[3].group);
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(tasks[i].done, 0);
    quick_is_answered(&fixture, PG_READ); // though the lock is held
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(tasks[i].done, 1);
        assert_int_equal(tasks[i].group.outcome, PG_LOST);
        assert_false(tasks[i].group.may_have_committed);
        pg_release(&tasks[i].group);
    }
    assert_int_equal(write.done, 0);
    slow_let_go();
    run(&fixture);
    assert_int_equal(write.group.outcome, PG_DONE);
    pg_release(&write.group);

    // the server has seen it, too
    slow_hold();
    slow_init(&tasks[0], &fixture, false);
    submit(&tasks[0]);
    wait_until_slow(&fixture);
    pg_abandon(fixture.pool, &tasks[0].group);
    run(&fixture);
    assert_int_equal(tasks[0].group.outcome, PG_LOST);
    pg_release(&tasks[0].group);
    run_until(&fixture, is_running_no_more);
    slow_let_go();
    end(&fixture);
}

// The one that somebody waited for stood first, and was answered.
static void abandoned_behind_another(void **state)
{
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 1, 8);
    run_until(&fixture, is_connected);
    admin_run("SELECT pg_advisory_lock(8)");
    slow_hold();
    struct task first, second;
    slow_init(&first, &fixture, false);
    task_init(&second, &fixture, PG_READ);
    task_call(&second, "SELECT pg_advisory_xact_lock_shared(8)", 0);
    submit(&first);
    submit(&second);
    pg_abandon(fixture.pool, &second.group);
    slow_let_go();
    run(&fixture);
    assert_int_equal(first.group.outcome, PG_DONE);
    assert_int_equal(second.group.outcome, PG_LOST);
    pg_release(&first.group);
    pg_release(&second.group);
    quick_is_answered(&fixture, PG_READ);
    admin_run("SELECT pg_advisory_unlock(8)");
    end(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slow_ones_nobody_knew_of),
        cmocka_unit_test(slow_ones_known_leave_room),
        cmocka_unit_test(quick_go_between_slow_ones),
        cmocka_unit_test(slow_ones_are_not_starved),
        cmocka_unit_test(borrowed_connections_only_read),
        cmocka_unit_test(abandoned_reads_are_given_up),
        cmocka_unit_test(abandoned_behind_another),
    };
    return cmocka_run_group_tests(tests, server_new, server_free);
}
