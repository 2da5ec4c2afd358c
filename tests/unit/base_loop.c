// The event loop: order of a turn, descriptors, timers, signals, other threads.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/loop.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

struct trace {
    struct loop *loop;
    struct watch *watch;
    struct timer *timer;
    struct wakeup *wakeup;
    int descriptors[2];
    char said[64];
    uint32_t length, rounds;
    int events;
};

static void say(struct trace *trace, char letter)
{
    assert_true(trace->length + 1 < sizeof trace->said);
    trace->said[trace->length++] = letter;
    trace->said[trace->length] = '\0';
}

static void after_says(void *context)
{
    struct trace *trace = context;
    if (trace->length && trace->said[trace->length - 1] != 'a')
        say(trace, 'a');
}

static void timer_says(void *context)
{
    struct trace *trace = context;
    say(trace, 't');
    if (++trace->rounds == 3)
        loop_stop(trace->loop);
    else
        timer_start(trace->timer, 1);
}

static void each_turn_ends_with_after(void **state)
{
    (void)state;
    struct trace trace = {.loop = loop_new()};
    trace.timer = timer_new(trace.loop, timer_says, &trace);
    loop_after(trace.loop, after_says, &trace);
    timer_start(trace.timer, 0);
    loop_run(trace.loop);
    assert_string_equal(trace.said, "tatata");
    timer_free(trace.timer);
    loop_free(trace.loop);
}

// The first callback has had its turn when the second leaves work to it: nothing else wakes the
// loop, so without loop_soon it would wait for ever.
static void first_after(void *context)
{
    struct trace *trace = context;
    say(trace, '1');
    if (++trace->rounds == 3)
        loop_stop(trace->loop);
}

static void second_after(void *context)
{
    struct trace *trace = context;
    say(trace, '2');
    loop_soon(trace->loop);
}

static void soon_does_not_wait(void **state)
{
    (void)state;
    struct trace trace = {.loop = loop_new()};
    loop_after(trace.loop, first_after, &trace);
    loop_after(trace.loop, second_after, &trace);
    loop_run(trace.loop);
    assert_true(string_starts_with(trace.said, "121212"));
    loop_free(trace.loop);
}

static void ends_itself(void *context)
{
    struct trace *trace = context;
    say(trace, 'x');
    loop_after_end(trace->loop, ends_itself, trace);
    loop_soon(trace->loop);
    if (trace->rounds++ == 0)
        loop_after(trace->loop, first_after, trace);
}

static void after_may_end_in_its_own_callback(void **state)
{
    (void)state;
    struct trace trace = {.loop = loop_new()};
    loop_after(trace.loop, ends_itself, &trace);
    loop_after(trace.loop, second_after, &trace);
    loop_run(trace.loop);
    assert_true(string_starts_with(trace.said, "x2121"));
    assert_null(strchr(trace.said + 1, 'x'));
    loop_free(trace.loop);
}

static void pipe_ready(void *context, int events)
{
    struct trace *trace = context;
    trace->events |= events;
    char byte;
    if (events & LOOP_READABLE && ++trace->rounds == 3) { // it holds until it is read
        assert_int_equal(read(trace->descriptors[0], &byte, 1), 1);
        watch_stop(trace->watch);
        close(trace->descriptors[0]);
        loop_stop(trace->loop);
    }
}

static void readable_as_long_as_it_holds(void **state)
{
    (void)state;
    struct trace trace = {.loop = loop_new()};
    assert_int_equal(pipe(trace.descriptors), 0);
    trace.watch = watch_start(trace.loop, trace.descriptors[0], LOOP_READABLE, pipe_ready, &trace);
    assert_int_equal(write(trace.descriptors[1], "x", 1), 1);
    loop_run(trace.loop);
    assert_int_equal(trace.rounds, 3);
    assert_int_equal(trace.events, LOOP_READABLE);
    close(trace.descriptors[1]);
    loop_free(trace.loop);
}

static void stop_loop(void *context)
{
    loop_stop(((struct trace *)context)->loop);
}

static void paused_is_silent(void **state)
{
    (void)state;
    struct trace trace = {.loop = loop_new()};
    assert_int_equal(pipe(trace.descriptors), 0);
    trace.watch = watch_start(trace.loop, trace.descriptors[0], LOOP_READABLE, pipe_ready, &trace);
    assert_int_equal(write(trace.descriptors[1], "x", 1), 1);
    watch_change(trace.watch, 0);
    trace.timer = timer_new(trace.loop, stop_loop, &trace);
    timer_start(trace.timer, 20);
    loop_run(trace.loop);
    assert_int_equal(trace.rounds, 0);
    loop_free(trace.loop); // with the watch and the timer still there
    close(trace.descriptors[0]);
    close(trace.descriptors[1]);
}

static void broken_ready(void *context, int events)
{
    struct trace *trace = context;
    assert_int_equal(events, LOOP_BROKEN);
    trace->rounds++;
    watch_stop(trace->watch);
    loop_stop(trace->loop);
}

static void what_cannot_be_watched_is_broken(void **state)
{
    (void)state;
    struct trace trace = {.loop = loop_new()};
    FILE *file = tmpfile();
    trace.watch = watch_start(trace.loop, fileno(file), LOOP_READABLE, broken_ready, &trace);
    assert_int_equal(trace.rounds, 0); // never from within watch_start
    loop_run(trace.loop);
    assert_int_equal(trace.rounds, 1);
    fclose(file);
    loop_free(trace.loop);
}

static void error_ready(void *context, int events)
{
    struct trace *trace = context;
    trace->events |= events;
    if (events & LOOP_BROKEN)
        loop_stop(trace->loop);
}

static void pending_error_is_broken(void **state)
{
    (void)state;
    struct trace trace = {.loop = loop_new()};
    assert_int_equal(pipe(trace.descriptors), 0);
    close(trace.descriptors[0]); // the writer has no reader any more
    trace.watch = watch_start(trace.loop, trace.descriptors[1], LOOP_WRITABLE, error_ready, &trace);
    loop_run(trace.loop);
    watch_change(trace.watch, LOOP_WRITABLE); // ignored
    watch_stop(trace.watch);
    close(trace.descriptors[1]);
    loop_free(trace.loop);
}

static void woken(void *context)
{
    loop_stop(((struct trace *)context)->loop);
}

static void *other_thread(void *context)
{
    wakeup_send(((struct trace *)context)->wakeup);
    return NULL;
}

static void another_thread_wakes_it(void **state)
{
    (void)state;
    struct trace trace = {.loop = loop_new()};
    trace.wakeup = wakeup_new(trace.loop, woken, &trace);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, other_thread, &trace), 0);
    loop_run(trace.loop);
    pthread_join(thread, NULL);
    wakeup_free(trace.wakeup);
    loop_free(trace.loop);
}

static void signal_says(void *context, int number)
{
    struct trace *trace = context;
    assert_int_equal(number, SIGUSR1);
    if (++trace->rounds == 2)
        loop_stop(trace->loop);
    else
        raise(SIGUSR1);
}

static void signals_arrive(void **state)
{
    (void)state;
    struct trace trace = {.loop = loop_new()};
    loop_signal(trace.loop, SIGUSR1, signal_says, &trace);
    raise(SIGUSR1);
    loop_run(trace.loop);
    assert_int_equal(trace.rounds, 2);
    loop_free(trace.loop);
}

static void timers_can_be_stopped(void **state)
{
    (void)state;
    struct trace trace = {.loop = loop_new()};
    struct timer *never = timer_new(trace.loop, timer_says, &trace);
    timer_start(never, 1);
    timer_stop(never);
    trace.timer = timer_new(trace.loop, stop_loop, &trace);
    timer_start(trace.timer, 10000);
    timer_start(trace.timer, 5); // replaces the time
    uint64_t before = loop_now(trace.loop);
    loop_run(trace.loop);
    assert_true(loop_now(trace.loop) >= before + 4);
    assert_int_equal(trace.length, 0);
    timer_free(never);
    timer_free(trace.timer);
    timer_free(NULL);
    watch_stop(NULL);
    loop_free(trace.loop);
    loop_free(NULL);
}

static void may_be_freed_after_a_stop_that_nothing_followed(void **state)
{
    (void)state;
    struct trace trace = {.loop = loop_new()};
    trace.timer = timer_new(trace.loop, stop_loop, &trace);
    timer_start(trace.timer, 10000);
    loop_stop(trace.loop);
    loop_free(trace.loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_turn_ends_with_after),
        cmocka_unit_test(soon_does_not_wait),
        cmocka_unit_test(after_may_end_in_its_own_callback),
        cmocka_unit_test(readable_as_long_as_it_holds),
        cmocka_unit_test(paused_is_silent),
        cmocka_unit_test(what_cannot_be_watched_is_broken),
        cmocka_unit_test(pending_error_is_broken),
        cmocka_unit_test(another_thread_wakes_it),
        cmocka_unit_test(signals_arrive),
        cmocka_unit_test(timers_can_be_stopped),
        cmocka_unit_test(may_be_freed_after_a_stop_that_nothing_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
