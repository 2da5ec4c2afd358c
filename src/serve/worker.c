// A worker's parts, in the order in which they need each other, and its end.
#include "serve/worker.h"

#include "serve/log.h"
#include "serve/pipeline.h"

enum { SWEEP_MILLISECONDS = 100 };

static void worker_sweep(void *context)
{
    struct worker *worker = context;
    pipeline_sweep(worker);
    timer_start(worker->sweep, SWEEP_MILLISECONDS);
}

// ---- stopping -------------------------------------------------------------------------------------

static void worker_drained(void *context)
{
    struct worker *worker = context;
    loop_stop(worker->loop);
}

static void worker_out_of_patience(void *context)
{
    struct worker *worker = context;
    log_event(LOG_WARNING, "stopping with %u connections left: they had %u seconds",
              http_connections(worker->http), worker->options->grace_seconds);
    worker_drained(worker);
}

static void worker_told_to_stop(void *context)
{
    struct worker *worker = context;
    if (worker->is_stopping) { // for the second time
        worker_drained(worker);
        return;
    }
    worker->is_stopping = true;
    timer_start(worker->grace, worker->options->grace_seconds * UINT64_C(1000));
    http_drain(worker->http, worker_drained, worker);
}

void worker_stop(struct worker *worker)
{
    wakeup_send(worker->stop);
}

// ---- life -----------------------------------------------------------------------------------------

bool worker_start(struct worker *worker, const struct service *service,
                  const struct server_options *options, struct limiter *limiter, bool is_first,
                  struct error *error)
{
    *worker = (struct worker){
        .service = service,
        .options = options,
        .limiter = limiter,
        .ids.used = sizeof worker->ids.random,
        .loop = loop_new(),
        .scratch = arena_new(),
    };
    struct http_handler handler = pipeline_handler(worker);
    if (!http_new(&worker->http, worker->loop, &options->http, &handler, is_first, error)) {
        loop_free(worker->loop);
        arena_free(worker->scratch);
        return false;
    }
    worker->pool = pg_pool_new(worker->loop, &options->database);
    worker->variants = variants_new(service, worker->pool);
    worker->read_times =
        heap_resize(NULL, (service->endpoint_count + 1) * sizeof *worker->read_times);
    for (uint32_t i = 0; i < service->endpoint_count; i++)
        worker->read_times[i] = READ_TIME_UNKNOWN;
    worker->stop = wakeup_new(worker->loop, worker_told_to_stop, worker);
    worker->grace = timer_new(worker->loop, worker_out_of_patience, worker);
    worker->sweep = timer_new(worker->loop, worker_sweep, worker);
    timer_start(worker->sweep, SWEEP_MILLISECONDS);
    return true;
}

void worker_run(struct worker *worker)
{
    loop_run(worker->loop);
}

// The pool first: each group in flight has its `done`, so that no exchange is left without an
// answer when HTTP ends.
void worker_release(struct worker *worker)
{
    timer_free(worker->sweep);
    timer_free(worker->grace);
    wakeup_free(worker->stop);
    variants_free(worker->variants);
    pg_pool_free(worker->pool);
    http_free(worker->http);
    loop_free(worker->loop);
    arena_free(worker->scratch);
    heap_free(worker->read_times);
    for (struct request *request = worker->free_requests, *next; request; request = next) {
        next = request->next;
        request_free(request);
    }
}
