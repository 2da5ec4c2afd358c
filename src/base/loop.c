// libuv behind loop.h. Every watch, timer, signal and wakeup is one libuv handle on the heap, which
// libuv gives back some moments after it was closed: `handle_freed` is the one place that frees it.
//
// The turn. libuv runs timers, then its prepare callbacks, then waits for events and calls them,
// and begins again. The `loop_after` callbacks are called in "prepare": all that events and timers
// have collected lies before it, and nothing between it and the wait. What such a callback leaves
// for another that has had its turn (loop_soon) keeps the wait from waiting.
#include <uv.h>

#include "base/loop.h"

#include "base/arena.h"

struct after {
    void (*callback)(void *context); // NULL: ended
    void *context;
};

struct loop {
    uv_loop_t uv;
    uv_prepare_t prepare; // also what keeps libuv running when nothing else is there
    uv_idle_t idle;       // active: do not wait
    struct after *after;
    uint32_t after_count, after_capacity;
    bool is_soon;
};

struct watch {
    union {
        uv_handle_t handle;
        uv_poll_t poll;
        uv_timer_t timer; // of a descriptor that cannot be watched: says so, once
    } of;
    void (*ready)(void *context, int events);
    void *context;
    int events;
    bool is_broken;
};

struct timer {
    uv_timer_t uv;
    void (*expired)(void *context);
    void *context;
};

struct wakeup {
    uv_async_t uv;
    void (*woken)(void *context);
    void *context;
};

struct signal_watch {
    uv_signal_t uv;
    void (*arrived)(void *context, int number);
    void *context;
};

// Only no memory and no descriptors are left as reasons; there is no caller that could go on.
static void must(int status, const char *what)
{
    if (status == 0)
        return;
    fprintf(stderr, "lintel: the event loop failed at %s: %s\n", what, uv_strerror(status));
    abort();
}

// ---- the loop -------------------------------------------------------------------------------------

static void after_run(struct loop *loop)
{
    loop->is_soon = false;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < loop->after_count; i++) { // may grow meanwhile
        struct after after = loop->after[i];
        if (after.callback)
            after.callback(after.context);
    }
    for (uint32_t i = 0; i < loop->after_count; i++) {
        if (loop->after[i].callback)
            loop->after[kept++] = loop->after[i];
    }
    loop->after_count = kept;
}

static void idle_run(uv_idle_t *idle)
{
    uv_idle_stop(idle);
}

static void turn_ends(uv_prepare_t *prepare)
{
    struct loop *loop = prepare->data;
    after_run(loop);
    if (loop->is_soon)
        uv_idle_start(&loop->idle, idle_run);
}

struct loop *loop_new(void)
{
    struct loop *loop = heap_resize(NULL, sizeof *loop);
    memset(loop, 0, sizeof *loop);
    must(uv_loop_init(&loop->uv), "its start");
    must(uv_prepare_init(&loop->uv, &loop->prepare), "its start");
    must(uv_idle_init(&loop->uv, &loop->idle), "its start");
    loop->prepare.data = loop;
    must(uv_prepare_start(&loop->prepare, turn_ends), "its start");
    return loop;
}

static void handle_freed(uv_handle_t *handle)
{
    // Each handle is the first member of what holds it.
    free(handle);
}

static void handle_close(uv_handle_t *handle, void *context)
{
    struct loop *loop = context;
    if (uv_is_closing(handle))
        return;
    bool is_own = handle == (uv_handle_t *)&loop->prepare || handle == (uv_handle_t *)&loop->idle;
    uv_close(handle, is_own ? NULL : handle_freed);
}

void loop_free(struct loop *loop)
{
    if (!loop)
        return;
    uv_walk(&loop->uv, handle_close, loop);
    while (uv_run(&loop->uv, UV_RUN_DEFAULT) != 0) // more than once where loop_stop came last
        ;
    must(uv_loop_close(&loop->uv), "its end");
    free(loop->after);
    free(loop);
}

void loop_run(struct loop *loop)
{
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    after_run(loop); // of the turn that stopped it
}

void loop_stop(struct loop *loop)
{
    uv_stop(&loop->uv);
}

uint64_t loop_now(const struct loop *loop)
{
    return uv_now(&loop->uv);
}

void loop_after(struct loop *loop, void (*callback)(void *context), void *context)
{
    if (loop->after_count == loop->after_capacity) {
        loop->after_capacity = loop->after_capacity ? loop->after_capacity * 2 : 4;
        loop->after = heap_resize(loop->after, loop->after_capacity * sizeof *loop->after);
    }
    loop->after[loop->after_count++] = (struct after){callback, context};
}

void loop_after_end(struct loop *loop, void (*callback)(void *context), void *context)
{
    for (uint32_t i = 0; i < loop->after_count; i++) {
        if (loop->after[i].callback == callback && loop->after[i].context == context)
            loop->after[i].callback = NULL; // the turn's end removes it: it may be under way
    }
}

void loop_soon(struct loop *loop)
{
    loop->is_soon = true;
}

// ---- descriptors ----------------------------------------------------------------------------------

static void watch_ready(uv_poll_t *poll, int status, int happened)
{
    struct watch *watch = poll->data;
    if (status < 0) { // libuv has stopped watching
        watch->is_broken = true;
        watch->ready(watch->context, LOOP_BROKEN);
        return;
    }
    int events =
        (happened & UV_READABLE ? LOOP_READABLE : 0) | (happened & UV_WRITABLE ? LOOP_WRITABLE : 0);
    if (events)
        watch->ready(watch->context, events);
}

static void watch_broken(uv_timer_t *timer)
{
    struct watch *watch = timer->data;
    watch->ready(watch->context, LOOP_BROKEN);
}

struct watch *watch_start(struct loop *loop, int descriptor, int events,
                          void (*ready)(void *context, int events), void *context)
{
    struct watch *watch = heap_resize(NULL, sizeof *watch);
    *watch = (struct watch){.ready = ready, .context = context};
    if (uv_poll_init(&loop->uv, &watch->of.poll, descriptor) == 0) {
        watch->of.poll.data = watch;
        watch_change(watch, events);
        return watch;
    }
    watch->is_broken = true;
    must(uv_timer_init(&loop->uv, &watch->of.timer), "a timer");
    watch->of.timer.data = watch;
    must(uv_timer_start(&watch->of.timer, watch_broken, 0, 0), "a timer");
    return watch;
}

void watch_change(struct watch *watch, int events)
{
    if (watch->is_broken || watch->events == events)
        return;
    watch->events = events;
    int wanted =
        (events & LOOP_READABLE ? UV_READABLE : 0) | (events & LOOP_WRITABLE ? UV_WRITABLE : 0);
    if (wanted)
        must(uv_poll_start(&watch->of.poll, wanted, watch_ready), "watching a descriptor");
    else
        must(uv_poll_stop(&watch->of.poll), "watching a descriptor");
}

void watch_stop(struct watch *watch)
{
    if (watch)
        uv_close(&watch->of.handle, handle_freed);
}

// ---- timers ---------------------------------------------------------------------------------------

static void timer_expired(uv_timer_t *uv)
{
    struct timer *timer = uv->data;
    timer->expired(timer->context);
}

struct timer *timer_new(struct loop *loop, void (*expired)(void *context), void *context)
{
    struct timer *timer = heap_resize(NULL, sizeof *timer);
    *timer = (struct timer){.expired = expired, .context = context};
    must(uv_timer_init(&loop->uv, &timer->uv), "a timer");
    timer->uv.data = timer;
    return timer;
}

void timer_start(struct timer *timer, uint64_t milliseconds)
{
    must(uv_timer_start(&timer->uv, timer_expired, milliseconds, 0), "a timer");
}

void timer_stop(struct timer *timer)
{
    must(uv_timer_stop(&timer->uv), "a timer");
}

void timer_free(struct timer *timer)
{
    if (timer)
        uv_close((uv_handle_t *)&timer->uv, handle_freed);
}

// ---- other threads, signals -----------------------------------------------------------------------

static void wakeup_arrived(uv_async_t *uv)
{
    struct wakeup *wakeup = uv->data;
    wakeup->woken(wakeup->context);
}

struct wakeup *wakeup_new(struct loop *loop, void (*woken)(void *context), void *context)
{
    struct wakeup *wakeup = heap_resize(NULL, sizeof *wakeup);
    *wakeup = (struct wakeup){.woken = woken, .context = context};
    must(uv_async_init(&loop->uv, &wakeup->uv, wakeup_arrived), "a wakeup");
    wakeup->uv.data = wakeup;
    return wakeup;
}

void wakeup_send(struct wakeup *wakeup)
{
    uv_async_send(&wakeup->uv);
}

void wakeup_free(struct wakeup *wakeup)
{
    if (wakeup)
        uv_close((uv_handle_t *)&wakeup->uv, handle_freed);
}

static void signal_arrived(uv_signal_t *uv, int number)
{
    struct signal_watch *watch = uv->data;
    watch->arrived(watch->context, number);
}

void loop_signal(struct loop *loop, int signal_number, void (*arrived)(void *context, int number),
                 void *context)
{
    struct signal_watch *watch = heap_resize(NULL, sizeof *watch);
    *watch = (struct signal_watch){.arrived = arrived, .context = context};
    must(uv_signal_init(&loop->uv, &watch->uv), "a signal");
    watch->uv.data = watch;
    must(uv_signal_start(&watch->uv, signal_arrived, signal_number), "a signal");
}
