// Requests: taken from the worker's free ones, answered once, logged, given back.
#include "base/clock.h"
#include "serve/log.h"
#include "serve/worker.h"

// ---- life -----------------------------------------------------------------------------------------

// What is kept for the next requests: so many of them, none with more memory than this.
enum { REQUESTS_KEPT = 256, MEMORY_KEPT = 64 * 1024 };

static struct request *request_take(struct worker *worker)
{
    struct request *request = worker->free_requests;
    if (request) {
        worker->free_requests = request->next;
        worker->free_count--;
    } else {
        request = heap_resize(NULL, sizeof *request);
        *request = (struct request){.worker = worker, .arena = arena_new()};
        request->start = arena_mark(request->arena);
        text_init(&request->body);
    }
    return request;
}

static void request_give(struct request *request)
{
    struct worker *worker = request->worker;
    if (worker->free_count == REQUESTS_KEPT) {
        request_free(request);
        return;
    }
    arena_rewind(request->arena, request->start);
    if (arena_size(request->arena) > MEMORY_KEPT) {
        arena_free(request->arena);
        request->arena = arena_new();
        request->start = arena_mark(request->arena);
    }
    if (request->body.capacity > MEMORY_KEPT)
        text_release(&request->body);
    request->body.length = 0;
    worker->free_count++;
    *request = (struct request){.worker = worker,
                                .arena = request->arena,
                                .body = request->body,
                                .start = request->start,
                                .next = worker->free_requests};
    worker->free_requests = request;
}

static void waiting_add(struct request *request)
{
    struct worker *worker = request->worker;
    request->previous = worker->newest;
    request->next = NULL;
    *(worker->newest ? &worker->newest->next : &worker->oldest) = request;
    worker->newest = request;
}

static void waiting_remove(struct request *request)
{
    struct worker *worker = request->worker;
    *(request->previous ? &request->previous->next : &worker->oldest) = request->next;
    *(request->next ? &request->next->previous : &worker->newest) = request->previous;
    request->next = request->previous = NULL;
}

struct request *request_begin(struct worker *worker, struct http_exchange *exchange)
{
    struct request *request = request_take(worker);
    const struct http_head *head = http_head(exchange);
    request->exchange = exchange;
    request->holds = 1;
    request->arrived = clock_microseconds();
    request->time = clock_now();
    request->address = head->address;
    const char *given = NULL;
    if (worker->options->proxies.count &&
        proxy_is_trusted(&worker->options->proxies, head->address)) {
        request->address = proxy_client(&worker->options->proxies, request->arena, head->address,
                                        http_header_joined(exchange, "X-Forwarded-For"));
        given = http_header(exchange, "X-Request-Id");
    }
    if (given && request_id_is_acceptable(given))
        snprintf(request->id, sizeof request->id, "%s", given);
    else
        request_id_make(&worker->ids, request->time, request->id);
    // The address outlives the exchange: a log line may come after the client has gone.
    request->address = arena_copy_string(request->arena, request->address);
    waiting_add(request);
    return request;
}

void request_hold(struct request *request)
{
    request->holds++;
}

void request_release(struct request *request)
{
    assert(request->holds > 0);
    if (--request->holds > 0)
        return;
    if (!request->is_answered)
        waiting_remove(request);
    pg_release(&request->group);
    request->worker->held_bytes -= request->held_bytes;
    request_give(request);
}

void request_free(struct request *request)
{
    text_release(&request->body);
    arena_free(request->arena);
    heap_free(request);
}

// ---- answering ------------------------------------------------------------------------------------

struct outcome {
    uint32_t status;
    const struct headers *extra;
    const struct problem *problem;
    const struct pg_failure *failure;
    const char *content_type, *body;
    size_t length;
    bool closes;
};

static void outcome_log(const struct request *request, const struct outcome *outcome,
                        uint64_t microseconds)
{
    const struct problem *problem = outcome->problem;
    const struct endpoint *endpoint = request->endpoint;
    const struct http_head *head = request->exchange ? http_head(request->exchange) : NULL;
    bool is_ours = problem && outcome->status >= 500;
    if (request->worker->options->is_quiet && !is_ours)
        return;
    const struct principal *principal = &request->principal;
    log_request(&(struct log_access){
        .request_id = request->id,
        .method = head ? head->method : endpoint->method,
        .path = head ? head->path : endpoint->path,
        .operation = endpoint ? endpoint->name : NULL,
        .address = request->address,
        .role = principal->role,
        .subject = principal->subject,
        .status = outcome->status,
        .microseconds = microseconds,
        .bytes = outcome->length,
        .code = problem ? problem_code(problem) : NULL,
        .sqlstate = outcome->failure ? outcome->failure->sqlstate : NULL,
        // What the database said of a client's fault may quote what the client sent: not logged.
        .detail = !is_ours           ? NULL
                  : outcome->failure ? outcome->failure->message
                                     : problem->log_detail,
    });
}

static void outcome_send(struct request *request, const struct outcome *outcome)
{
    assert(!request->is_answered);
    request->is_answered = true;
    waiting_remove(request);
    struct http_exchange *exchange = request->exchange;
    uint64_t microseconds = clock_microseconds() - request->arrived;
    outcome_log(request, outcome, microseconds);
    if (!exchange) // the client went away while the database worked; what was done is done
        return;
    struct headers_source source = {
        .service = request->worker->service,
        .request_id = request->id,
        .microseconds = microseconds,
        .origin = http_header(exchange, "Origin"),
        .limit = request->is_limited ? &request->limit : NULL,
        .rate = request->endpoint ? request->endpoint->rate : (struct rate){0},
        .problem = outcome->problem,
        .allow = request->endpoint ? NULL : request->route.allow,
        .content_type = outcome->content_type,
    };
    struct headers headers = {0};
    headers_make(&source, request->arena, &headers);
    for (uint32_t i = 0; outcome->extra && i < outcome->extra->count; i++)
        headers_add(&headers, outcome->extra->items[i].name, outcome->extra->items[i].value);
    http_answer(exchange, &(struct http_answer){
                              .status = outcome->status,
                              .headers = headers.items,
                              .header_count = headers.count,
                              .body = outcome->body,
                              .length = outcome->length,
                              .closes = outcome->closes,
                          });
}

void request_answer(struct request *request, uint32_t status, const struct headers *extra,
                    const char *content_type, const char *body, size_t length)
{
    outcome_send(request, &(struct outcome){.status = status,
                                            .extra = extra,
                                            .content_type = content_type,
                                            .body = body,
                                            .length = length});
}

static void problem_send(struct request *request, const struct problem *problem,
                         const struct pg_failure *failure, bool closes)
{
    request->body.length = 0;
    problem_write(problem, request->id, &request->body);
    outcome_send(request, &(struct outcome){.status = problem_status(problem),
                                            .problem = problem,
                                            .failure = failure,
                                            .content_type = "application/problem+json",
                                            .body = request->body.string,
                                            .length = request->body.length,
                                            .closes = closes});
}

void request_refuse(struct request *request, const struct problem *problem,
                    const struct pg_failure *failure)
{
    problem_send(request, problem, failure, false);
}

void request_refuse_and_close(struct request *request, const struct problem *problem)
{
    problem_send(request, problem, NULL, true);
}
