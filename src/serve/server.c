// Starts the workers, waits, stops them. The first worker runs on the calling thread and hears the
// signals.
#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "serve/server.h"

#include "serve/log.h"
#include "serve/worker.h"

struct server {
    const struct server_options *options;
    struct worker *workers;
    pthread_t *threads; // of all but the first
    uint32_t started;
    struct timer *tick;
    bool is_stopping;
};

enum { TICK_MILLISECONDS = 500 };

static void server_tick(void *context)
{
    struct server *server = context;
    server->options->tick(server->options->tick_context);
    timer_start(server->tick, TICK_MILLISECONDS);
}

static void server_signal(void *context, int number)
{
    struct server *server = context;
    log_event(LOG_INFO, "%s: %s",
              number == SIGTERM  ? "SIGTERM"
              : number == SIGINT ? "SIGINT"
                                 : "SIGHUP",
              server->is_stopping ? "stopping at once"
                                  : "stopping; requests in flight are answered");
    server->is_stopping = true;
    for (uint32_t i = 0; i < server->started; i++)
        worker_stop(&server->workers[i]);
}

static void *thread_run(void *context)
{
    worker_run(context);
    return NULL;
}

static void signals_block(void)
{
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &ending, NULL);
}

// Signals are the first worker's business: a thread inherits the mask of its maker.
static bool threads_start(struct server *server, struct error *error)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    bool is_good = true;
    for (uint32_t i = 1; i < server->options->workers && is_good; i++) {
        int failed = pthread_create(&server->threads[i], NULL, thread_run, &server->workers[i]);
        if (failed)
            is_good = error_set(error, "cannot start a thread: %s", strerror(failed));
        else
            server->started++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return is_good;
}

static void listening_say(const struct server *server)
{
    const char *address = server->options->http.address;
    bool is_six = strchr(address, ':') != NULL;
    char text[80];
    snprintf(text, sizeof text, "%s%s%s:%u", is_six ? "[" : "", address, is_six ? "]" : "",
             http_port(server->workers[0].http));
    log_listening(text, server->options->workers);
}

static void server_loop(struct server *server)
{
    struct loop *loop = server->workers[0].loop;
    loop_signal(loop, SIGTERM, server_signal, server);
    loop_signal(loop, SIGINT, server_signal, server);
    loop_signal(loop, SIGHUP, server_signal, server);
    if (server->options->tick) {
        server->tick = timer_new(loop, server_tick, server);
        timer_start(server->tick, TICK_MILLISECONDS);
    }
    listening_say(server);
    worker_run(&server->workers[0]);
    timer_free(server->tick);
}

bool server_run(const struct service *service, const struct server_options *options,
                struct error *error)
{
    struct arena *arena = arena_new();
    struct server server = {
        .options = options,
        .workers = arena_allocate(arena, options->workers * sizeof *server.workers),
        .threads = arena_allocate(arena, options->workers * sizeof *server.threads),
    };
    struct limiter *limiter = limiter_new();
    struct server_options mine = *options; // with the port that the first listener has got
    bool is_good = true;
    uint32_t made = 0;
    while (is_good && made < options->workers) {
        is_good = worker_start(&server.workers[made], service, &mine, limiter, made == 0, error);
        made += is_good;
        if (made == 1)
            mine.http.port = http_port(server.workers[0].http);
    }
    if (is_good) {
        server.started = 1;
        is_good = threads_start(&server, error);
        if (is_good)
            server_loop(&server);
        for (uint32_t i = 1; i < server.started; i++) {
            if (!is_good)
                worker_stop(&server.workers[i]);
            pthread_join(server.threads[i], NULL);
        }
        signals_block(); // what comes now is only impatience: the end is near, and must be orderly
    }
    for (uint32_t i = 0; i < made; i++)
        worker_release(&server.workers[i]);
    limiter_free(limiter);
    arena_free(arena);
    return is_good;
}
