// The event loop of one thread: descriptors to watch, timers, signals, and a way for other threads
// to wake it. libuv is behind it and met in loop.c only; everything here but `wakeup_send` belongs
// to the loop's own thread.
//
// One turn: wait for events, call their callbacks, then every `loop_after` callback once. What
// callbacks have collected (bytes to flush, connections to resume) is sent there, once per turn
// instead of once per event. Timers count as events.
#ifndef LINTEL_BASE_LOOP_H
#define LINTEL_BASE_LOOP_H

#include "base/error.h"

struct loop;
struct watch;
struct timer;
struct wakeup;

enum { LOOP_READABLE = 1, LOOP_WRITABLE = 2, LOOP_BROKEN = 4 };

struct loop *loop_new(void);
void loop_free(struct loop *loop); // stops what is still watched and timed; also of NULL
void loop_run(struct loop *loop);  // until loop_stop
void loop_stop(struct loop *loop); // after this turn; before loop_run: it returns at once

// Milliseconds of a clock that never goes back, as of the beginning of this turn.
uint64_t loop_now(const struct loop *loop);

// Calls `ready` with the events that hold, as long as they hold. A descriptor that cannot be
// watched, or that has an error pending, is reported as LOOP_BROKEN, once, and is watched no more.
// `watch_change` with 0 pauses. Stop before closing the descriptor; the watch is gone then and its
// callback is not called again, not even in this turn. One watch for each descriptor.
struct watch *watch_start(struct loop *loop, int descriptor, int events,
                          void (*ready)(void *context, int events), void *context);
void watch_change(struct watch *watch, int events);
void watch_stop(struct watch *watch); // also of NULL

// One-shot; starting again replaces the time.
struct timer *timer_new(struct loop *loop, void (*expired)(void *context), void *context);
void timer_start(struct timer *timer, uint64_t milliseconds);
void timer_stop(struct timer *timer);
void timer_free(struct timer *timer); // also of NULL

// Once per turn, after the events, in the order of registration, until the same pair is ended.
void loop_after(struct loop *loop, void (*callback)(void *context), void *context);
void loop_after_end(struct loop *loop, void (*callback)(void *context), void *context);
// Another turn follows without waiting. Whoever leaves work to its own `loop_after` callback says
// so: it may be another such callback that left it, after that one has had its turn.
void loop_soon(struct loop *loop);

// `wakeup_send` may be called from any thread, and from a signal handler; several sends may become
// one call. Free only when nobody sends any more.
struct wakeup *wakeup_new(struct loop *loop, void (*woken)(void *context), void *context);
void wakeup_send(struct wakeup *wakeup);
void wakeup_free(struct wakeup *wakeup);

// Calls back on the loop's thread for each arrival of the signal, until the loop is freed.
void loop_signal(struct loop *loop, int signal_number, void (*arrived)(void *context, int number),
                 void *context);

#endif
