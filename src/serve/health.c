// The paths that are the server's own.
#include "serve/health.h"

#include "serve/worker.h"

static void answer_health(struct request *request)
{
    static const char alive[] = "{\"status\":\"ok\"}";
    request_answer(request, 200, NULL, "application/json", alive, sizeof alive - 1);
}

// A worker is ready as long as one connection is up: that is all that a request needs.
static void answer_readiness(struct request *request)
{
    struct worker *worker = request->worker;
    if (worker->is_stopping)
        request_refuse(request, &(struct problem){.kind = PROBLEM_STOPPING}, NULL);
    else if (pg_pool_state(worker->pool).connected == 0)
        request_refuse(request, &(struct problem){.kind = PROBLEM_DATABASE_DOWN}, NULL);
    else
        answer_health(request);
}

static void answer_contract(struct request *request)
{
    const struct service *service = request->worker->service;
    request_answer(request, 200, NULL, "application/json", service->openapi,
                   service->openapi_length);
}

bool health_answer(struct request *request)
{
    static const struct {
        const char *path;
        void (*answer)(struct request *request);
    } paths[] = {{"/healthz", answer_health},
                 {"/readyz", answer_readiness},
                 {"/openapi.json", answer_contract}};
    const struct http_head *head = http_head(request->exchange);
    for (size_t i = 0; i < array_length(paths); i++) {
        if (strcmp(paths[i].path, head->path) != 0)
            continue;
        if (strcmp(head->method, "GET") == 0 || strcmp(head->method, "HEAD") == 0) {
            paths[i].answer(request);
        } else {
            request->route.allow = "GET, HEAD";
            request_refuse(request, &(struct problem){.kind = PROBLEM_METHOD_NOT_ALLOWED}, NULL);
        }
        return true;
    }
    return false;
}
