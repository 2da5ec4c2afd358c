// The life of a request. Read it from top to bottom: each `pass_` either lets the request go on or
// ends it with a problem and returns false.
//
//   head:  limits of size and time (http.h) → request id → route → CORS and built-in paths
//          → authenticate → rate limit
//   body:  validate → bind → execute
//   then:  the database's answer → judge → write → account
//
// Nothing here waits. Between `execute` and the answer the request is held by its group, and the
// exchange may end meanwhile: see request.h.
#include "serve/pipeline.h"

#include "base/clock.h"
#include "serve/answer.h"
#include "serve/health.h"
#include "serve/log.h"

static bool refuse(struct request *request, enum problem_kind kind)
{
    request_refuse(request, &(struct problem){.kind = kind}, NULL);
    return false;
}

// ---- the head -------------------------------------------------------------------------------------

static bool pass_route(struct request *request)
{
    struct worker *worker = request->worker;
    const struct http_head *head = http_head(request->exchange);
    const char *path = arena_copy_string(request->arena, head->path); // what it finds outlives it
    route_find(worker->service->routes, request->arena, head->method, path, &request->route);
    request->endpoint = request->route.endpoint;
    if (request->endpoint)
        return true;
    if (request->route.allow && strcmp(head->method, "OPTIONS") == 0) {
        struct headers headers = {0};
        headers_preflight(worker->service, request->exchange, request->route.allow, request->arena,
                          &headers);
        request_answer(request, 204, &headers, NULL, NULL, 0);
        return false;
    }
    if (request->route.allow)
        return refuse(request, PROBLEM_METHOD_NOT_ALLOWED);
    return health_answer(request) ? false : refuse(request, PROBLEM_NO_ROUTE);
}

// A caller whose token is refused is counted too, by the address: guessing has its limit.
static bool pass_authenticate_and_limit(struct request *request)
{
    struct worker *worker = request->worker;
    const struct endpoint *endpoint = request->endpoint;
    struct problem problem = {0};
    bool is_known = authenticate(worker->service, endpoint, request->exchange, request->time / 1000,
                                 request->arena, &request->principal, &problem);
    if (endpoint->rate.count) {
        char caller[128];
        limiter_caller(is_known ? request->principal.subject : NULL, request->address, caller,
                       sizeof caller);
        request->limit = limiter_take(worker->limiter, endpoint->index, caller, endpoint->rate,
                                      request->arrived / 1000);
        request->is_limited = true;
        if (!request->limit.is_allowed)
            return refuse(request, PROBLEM_RATE_LIMITED); // when to come back, `limit` says
    }
    if (!is_known)
        request_refuse(request, &problem, NULL);
    return is_known;
}

static size_t pipeline_begin(void *context, struct http_exchange *exchange, void **state)
{
    struct worker *worker = context;
    struct request *request = *state = request_begin(worker, exchange);
    if (!pass_route(request) || !pass_authenticate_and_limit(request))
        return SIZE_MAX;
    return worker->service->body_bytes;
}

// ---- the body -------------------------------------------------------------------------------------

// What is read lies in the worker's scratch arena: a body of a megabyte is ten as values, and those
// who wait for the database shall not hold them.
static bool pass_validate(struct request *request, const char *body, size_t length)
{
    struct problem problem = {0};
    bool is_valid = inputs_read(request->endpoint, &request->route, request->exchange,
                                http_head(request->exchange)->query, body, length,
                                request->worker->scratch, &request->inputs, &problem);
    if (!is_valid)
        request_refuse(request, &problem, NULL);
    return is_valid;
}

// The cursor of the page before, where one came.
static bool pass_cursor(struct request *request)
{
    const struct endpoint *endpoint = request->endpoint;
    const struct json_value *text = endpoint->cursor_input == UINT32_MAX
                                        ? NULL
                                        : request->inputs.values[endpoint->cursor_input];
    request->has_cursor = endpoint->cursor_count && text && text->kind == JSON_VALUE_STRING;
    if (!request->has_cursor || cursor_read(request->worker->service, endpoint, request->arena,
                                            text->text, &request->cursor))
        return true;
    return refuse(request, PROBLEM_INVALID_CURSOR);
}

static enum pg_decision request_decide(struct pg_group *group);
static void request_done(struct pg_group *group);

// How long the database works on an endpoint's reads is a moving average of this worker. The first
// is sent as new. Those that come before it is answered count as slow: an endpoint's first requests
// may come all at once, and nobody else should stand behind them.
static void read_time_ask(struct request *request)
{
    struct pg_group *group = &request->group;
    if (group->kind != PG_READ)
        return;
    float *average = &request->worker->read_times[request->endpoint->index];
    group->is_new = *average == READ_TIME_UNKNOWN;
    group->is_slow = *average == READ_TIME_AWAITED || *average > PG_SLOW;
    if (group->is_new)
        *average = READ_TIME_AWAITED;
}

// The group is no longer in the pool.
static void read_time_learn(const struct request *request)
{
    enum { WEIGHT = 8, MOST = 1000 }; // MOST: one that stood for long is soon forgotten
    const struct pg_group *group = &request->group;
    if (group->kind != PG_READ)
        return;
    float *average = &request->worker->read_times[request->endpoint->index];
    // What was lost with its connection tells nothing, unless it had taken all its time before.
    bool tells =
        group->begun && group->ended &&
        (group->outcome == PG_DONE || group->outcome == PG_REFUSED || request->is_answered);
    if (tells) {
        uint64_t taken = group->ended - group->begun;
        float latest = taken < MOST ? (float)taken : MOST;
        *average = *average < 0 ? latest : *average + (latest - *average) / WEIGHT;
    } else if (group->is_new && *average < 0) {
        *average = READ_TIME_UNKNOWN;
    }
}

static bool pass_bind(struct request *request)
{
    struct worker *worker = request->worker;
    const struct bind_source source = {
        .endpoint = request->endpoint,
        .inputs = &request->inputs,
        .principal = &request->principal,
        .cursor = request->has_cursor ? &request->cursor : NULL,
        .request_id = request->id,
        .address = request->address,
        .time = request->time,
    };
    struct problem problem = {0};
    request->group = (struct pg_group){
        .kind = request->endpoint->execution,
        .role = request->principal.role,
        .statement_timeout = request->endpoint->timeout,
        .deadline = loop_now(worker->loop) + worker->service->request_timeout,
        .decide = request_decide,
        .done = request_done,
        .owner = request,
    };
    bool is_bound =
        bind_group(worker->variants, &source, request->arena, &request->group, &problem);
    if (!is_bound)
        request_refuse(request, &problem, NULL);
    return is_bound;
}

static const struct json_value *value_keep(struct arena *arena, const struct json_value *value)
{
    struct json_value *kept = arena_make(arena, struct json_value);
    *kept = (struct json_value){.kind = value->kind,
                                .boolean = value->boolean,
                                .text = arena_copy_string(arena, value->text),
                                .length = value->length};
    return kept;
}

// Of the inputs the answer asks only for those of its page; they are no lists or objects. All that
// the statements take is the request's own already (bind.h), since they may be sent when the
// exchange is long over.
static void inputs_keep(struct request *request)
{
    const struct endpoint *endpoint = request->endpoint;
    const uint32_t pages[] = {endpoint->limit_input, endpoint->offset_input, endpoint->page_input,
                              endpoint->cursor_input};
    const struct json_value **kept =
        arena_allocate(request->arena, endpoint->input_count * sizeof *kept);
    for (size_t i = 0; i < array_length(pages); i++)
        if (pages[i] != UINT32_MAX && request->inputs.values[pages[i]])
            kept[pages[i]] = value_keep(request->arena, request->inputs.values[pages[i]]);
    request->inputs = (struct inputs){.values = kept};
}

// Large ones that wait for the database are held in memory meanwhile: so much of it and no more.
static bool pass_memory(struct request *request)
{
    enum { SMALL = 64 * 1024 };
    static const size_t most = (size_t)64 << 20;
    struct worker *worker = request->worker;
    size_t size = arena_size(request->arena);
    if (size <= SMALL)
        return true;
    if (worker->held_bytes + size > most)
        return refuse(request, PROBLEM_BUSY);
    request->held_bytes = size;
    worker->held_bytes += size;
    return true;
}

static void pass_execute(struct request *request)
{
    request->is_executing = true;
    request_hold(request);
    read_time_ask(request);
    pg_submit(request->worker->pool, &request->group);
}

static void pipeline_complete(void *context, struct http_exchange *exchange, void *state,
                              const char *body, size_t length)
{
    (void)exchange;
    struct worker *worker = context;
    struct request *request = state;
    struct arena_mark mark = arena_mark(worker->scratch);
    bool is_ready = pass_validate(request, body, length) && pass_cursor(request) &&
                    pass_bind(request) && pass_memory(request);
    if (is_ready)
        inputs_keep(request);
    else
        request->inputs = (struct inputs){0};
    arena_rewind(worker->scratch, mark);
    if (is_ready)
        pass_execute(request);
}

// ---- the database's answer -------------------------------------------------------------------------

// Judges the rows and writes the body. False: `problem`.
static bool pass_answer(struct request *request, struct problem *problem)
{
    struct worker *worker = request->worker;
    request->body.length = 0;
    return answer_judge(request->endpoint, &request->group, problem) &&
           answer_write(worker->service, request->endpoint, &request->inputs, &request->group,
                        request->time, &request->body, problem);
}

// Of an exclusive group, before COMMIT: an answer that cannot be given leaves nothing written.
static enum pg_decision request_decide(struct pg_group *group)
{
    struct request *request = group->owner;
    request->is_good = pass_answer(request, &request->problem);
    return request->is_good ? PG_COMMIT : PG_ROLLBACK;
}

static struct problem problem_of_outcome(const struct request *request)
{
    const struct pg_group *group = &request->group;
    switch (group->outcome) {
    case PG_REFUSED:
        return problem_of_failure(&group->failure, !request->principal.is_anonymous);
    case PG_LOST:
        return (struct problem){
            .kind = PROBLEM_DATABASE_DOWN,
            .outcome = group->may_have_committed ? "unknown" : NULL,
        };
    case PG_DOWN:
        return (struct problem){.kind = PROBLEM_DATABASE_DOWN};
    case PG_EXPIRED:
    case PG_FULL:
        return (struct problem){.kind = PROBLEM_BUSY};
    case PG_DONE:
        break;
    }
    return (struct problem){.kind = PROBLEM_INTERNAL};
}

static void request_finish(struct request *request)
{
    const struct endpoint *endpoint = request->endpoint;
    struct pg_group *group = &request->group;
    struct problem problem = {0};
    bool is_good = false;
    if (group->outcome != PG_DONE) {
        problem = problem_of_outcome(request);
    } else if (group->kind == PG_EXCLUSIVE) {
        is_good = request->is_good; // request_decide wrote the body before COMMIT
        problem = request->problem;
    } else {
        is_good = pass_answer(request, &problem);
        // service_endpoint.c sees to it that a refusal by the rows has written nothing; only a body
        // that cannot be written can come too late.
        if (!is_good && group->kind == PG_WRITE && problem.kind == PROBLEM_INTERNAL)
            problem.outcome = "committed";
    }
    if (!is_good)
        request_refuse(request, &problem, group->outcome == PG_REFUSED ? &group->failure : NULL);
    else if (request->body.length)
        request_answer(request, endpoint->status, NULL, endpoint->content_type,
                       request->body.string, request->body.length);
    else
        request_answer(request, endpoint->status, NULL, NULL, NULL, 0);
}

static void request_done(struct pg_group *group)
{
    struct request *request = group->owner;
    request->is_executing = false;
    read_time_learn(request);
    if (!request->is_answered) // else its time was over
        request_finish(request);
    request_release(request);
}

// ---- the end --------------------------------------------------------------------------------------

static void pipeline_refuse(void *context, struct http_exchange *exchange, void *state,
                            uint32_t status, const char *detail)
{
    static const struct {
        uint32_t status;
        enum problem_kind kind;
    } kinds[] = {{408, PROBLEM_TIMEOUT},
                 {413, PROBLEM_TOO_LARGE},
                 {414, PROBLEM_URI_TOO_LONG},
                 {431, PROBLEM_HEAD_TOO_LARGE},
                 {503, PROBLEM_BUSY}};
    struct problem problem = {.kind = PROBLEM_MALFORMED, .detail = detail};
    for (size_t i = 0; i < array_length(kinds); i++)
        if (kinds[i].status == status)
            problem.kind = kinds[i].kind;
    struct request *request = state ? state : request_begin(context, exchange);
    if (request->is_answered)
        return;
    request_refuse_and_close(request, &problem);
    if (!state) { // `ended` is not called for what never began
        request->exchange = NULL;
        request_release(request);
    }
}

static void pipeline_ended(void *context, struct http_exchange *exchange, void *state,
                           bool was_sent)
{
    (void)exchange;
    (void)was_sent;
    struct worker *worker = context;
    struct request *request = state;
    request->exchange = NULL;
    // Nobody waits any more: what was not sent to the database is not worth sending.
    if (request->is_executing && pg_withdraw(worker->pool, &request->group)) {
        request->is_executing = false;
        read_time_learn(request);
        request_release(request);
    }
    request_release(request);
}

void pipeline_sweep(struct worker *worker)
{
    uint64_t patience = worker->service->request_timeout * UINT64_C(1000);
    uint64_t now = clock_microseconds();
    for (struct request *request = worker->oldest, *next; request; request = next) {
        next = request->next;
        if (now - request->arrived < patience)
            break;
        if (!request->is_executing) // its body still drips in: http.h has a limit of its own
            continue;
        struct problem problem = {.kind = PROBLEM_BUSY};
        bool was_waiting = pg_withdraw(worker->pool, &request->group);
        if (!was_waiting)
            problem = (struct problem){
                .kind = PROBLEM_DATABASE_TIMEOUT,
                .outcome = request->group.kind == PG_READ ? NULL : "unknown",
            };
        request_refuse(request, &problem, NULL);
        if (was_waiting) {
            request->is_executing = false;
            read_time_learn(request);
            request_release(request);
        } else {
            pg_abandon(worker->pool, &request->group);
        }
    }
}

struct http_handler pipeline_handler(struct worker *worker)
{
    return (struct http_handler){.context = worker,
                                 .begin = pipeline_begin,
                                 .complete = pipeline_complete,
                                 .refuse = pipeline_refuse,
                                 .ended = pipeline_ended};
}
