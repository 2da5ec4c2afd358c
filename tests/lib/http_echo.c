// A server for tests/serve/test_http: serve/http.h with a handler that says what it was asked.
//
//   http_echo [name=number ...]    the names are those of `settings` below
//
// Prints its port. SIGTERM drains and then ends, SIGINT ends at once; both print how many exchanges
// began, ended, and were sent. Paths:
//   /status/N      answers with that status and no body      /early/N   the same before the body
//   /large/N       N bytes                                   /counts    the counters
//   /wide/N        a header of N bytes                       any other  what was asked, as JSON
// With ?delay=N the answer comes N milliseconds after the request was whole, with ?pad=N it carries
// N more headers.
#include <signal.h>

#include "base/arena.h"
#include "base/text.h"
#include "serve/http.h"

struct delayed {
    struct http_exchange *exchange; // NULL: gone
    struct timer *timer;
    char *body;
    size_t length;
};

static struct loop *loop;
static struct http *server;
static uint64_t begun, ended, sent, completed, refusals;
static size_t body_bytes = 65536;

static void answer_text(struct http_exchange *exchange, uint32_t status, const char *body,
                        size_t length, uint32_t pads)
{
    struct http_header headers[64] = {{"Content-Type", "application/json"}};
    static char names[64][16];
    uint32_t count = 1;
    for (; count <= pads && count < 64; count++) {
        snprintf(names[count], sizeof names[count], "X-Pad-%u", count);
        headers[count] =
            (struct http_header){names[count], "0123456789012345678901234567890123456789"};
    }
    http_answer(exchange, &(struct http_answer){status, headers, count, body, length, false});
}

static long parameter(const struct http_exchange *exchange, const char *name)
{
    const char *query = http_head(exchange)->query;
    const char *at = query ? strstr(query, name) : NULL;
    return at ? atol(at + strlen(name)) : 0;
}

// At most so many: what is asked may be nonsense.
static uint32_t number_after(const char *path, const char *prefix, long most)
{
    long number = string_starts_with(path, prefix) ? atol(path + strlen(prefix)) : 0;
    return number < 0 || number > most ? 0 : (uint32_t)number;
}

static size_t begin(void *context, struct http_exchange *exchange, void **state)
{
    (void)context;
    const struct http_head *head = http_head(exchange);
    begun++;
    *state = NULL;
    uint32_t status = number_after(head->path, "/early/", 599);
    static const char *const methods[] = {"GET",   "HEAD",   "POST",   "PUT",
                                          "PATCH", "DELETE", "OPTIONS"};
    bool is_known = false;
    for (size_t i = 0; i < array_length(methods); i++)
        is_known |= string_equal(head->method, methods[i]);
    if (!is_known)
        status = 405;
    if (!status)
        return body_bytes;
    answer_text(exchange, status, "{}", 2, 0);
    return SIZE_MAX;
}

static void delayed_expired(void *context)
{
    struct delayed *one = context;
    if (one->exchange) {
        struct http_exchange *exchange = one->exchange;
        one->exchange = NULL;
        answer_text(exchange, 200, one->body, one->length, (uint32_t)parameter(exchange, "pad="));
    }
}

static void answer(struct http_exchange *exchange, const char *body, size_t length)
{
    const struct http_head *head = http_head(exchange);
    struct text text;
    text_init(&text);
    uint32_t size = number_after(head->path, "/large/", 32 << 20);
    uint32_t status = number_after(head->path, "/status/", 599);
    uint32_t wide = number_after(head->path, "/wide/", 100000);
    if (status || wide) {
        text_repeat(&text, 'w', wide);
        struct http_header header = {"X-Wide", text.string};
        http_answer(exchange, &(struct http_answer){.status = status ? status : 200,
                                                    .headers = &header,
                                                    .header_count = wide ? 1 : 0});
    } else if (size) {
        text_repeat(&text, 'x', size);
        answer_text(exchange, 200, text.string, text.length, 0);
    } else {
        uint64_t hash = 14695981039346656037ULL;
        for (size_t i = 0; i < length; i++)
            hash = (hash ^ (unsigned char)body[i]) * 1099511628211ULL;
        if (string_equal(head->path, "/counts"))
            text_format(&text,
                        "{\"begun\":%llu,\"ended\":%llu,\"sent\":%llu,\"completed\":%llu,"
                        "\"refusals\":%llu,\"connections\":%u}",
                        (unsigned long long)begun, (unsigned long long)ended,
                        (unsigned long long)sent, (unsigned long long)completed,
                        (unsigned long long)refusals, http_connections(server));
        else {
            const char *joined = http_header_joined(exchange, "X-Many");
            const char *forwarded = http_header(exchange, "X-Forwarded-For");
            const char *id = http_header(exchange, "X-Request-Id");
            text_format(
                &text,
                "{\"method\":\"%s\",\"path\":\"%s\",\"query\":\"%s\",\"length\":%zu,"
                "\"hash\":\"%016llx\",\"address\":\"%s\",\"many\":\"%s\",\"forwarded\":\"%s\","
                "\"id\":\"%s\"}",
                head->method, head->path, head->query ? head->query : "", length,
                (unsigned long long)hash, head->address, joined ? joined : "",
                forwarded ? forwarded : "", id ? id : "");
        }
        answer_text(exchange, 200, text.string, text.length, (uint32_t)parameter(exchange, "pad="));
    }
    text_release(&text);
}

static void complete(void *context, struct http_exchange *exchange, void *state, const char *body,
                     size_t length)
{
    (void)context, (void)state;
    completed++;
    assert(strlen(body) <= length);
    answer(exchange, body, length);
}

// With a delay: the answer is made now and given later; the exchange's state holds it.
static size_t begin_any(void *context, struct http_exchange *exchange, void **state)
{
    size_t most = begin(context, exchange, state);
    if (most != SIZE_MAX && parameter(exchange, "delay=")) {
        struct delayed *one = heap_resize(NULL, sizeof *one);
        *one = (struct delayed){exchange, NULL, NULL, 0};
        *state = one;
    }
    return most;
}

static void complete_any(void *context, struct http_exchange *exchange, void *state,
                         const char *body, size_t length)
{
    struct delayed *one = state;
    if (!one) {
        complete(context, exchange, state, body, length);
        return;
    }
    completed++;
    struct text text;
    text_init(&text);
    text_format(&text, "{\"path\":\"%s\",\"query\":\"%s\",\"length\":%zu}",
                http_head(exchange)->path, http_head(exchange)->query, length);
    one->body = text.string;
    one->length = text.length;
    one->timer = timer_new(loop, delayed_expired, one);
    timer_start(one->timer, (uint64_t)parameter(exchange, "delay="));
}

static void refuse(void *context, struct http_exchange *exchange, void *state, uint32_t status,
                   const char *detail)
{
    (void)context, (void)state;
    refusals++;
    struct text text;
    text_init(&text);
    text_format(&text, "{\"status\":%u,\"detail\":\"", status);
    for (; *detail; detail++)
        text_add_char(&text, *detail == '"' ? '\'' : *detail);
    text_add(&text, "\"}");
    answer_text(exchange, status, text.string, text.length, 0);
    text_release(&text);
}

static void exchange_ended(void *context, struct http_exchange *exchange, void *state,
                           bool was_sent)
{
    (void)context, (void)exchange;
    struct delayed *one = state;
    ended++;
    sent += was_sent;
    if (one) {
        timer_free(one->timer);
        heap_free(one->body);
        heap_free(one);
    }
}

static void drained(void *context)
{
    (void)context;
    loop_stop(loop);
}

static void stop(void *context, int number)
{
    (void)context;
    if (number == SIGTERM)
        http_drain(server, drained, NULL);
    else
        loop_stop(loop);
}

int main(int count, char **arguments)
{
    uint64_t port = 0, connections = 2000, per_address = 0, head_bytes = 8192, head = 5, body = 5,
             idle = 30, sending = 10, six = 0, limit = body_bytes;
    const struct {
        const char *name;
        uint64_t *value;
    } settings[] = {
        {"port=", &port}, {"connections=", &connections},
        {"head=", &head}, {"per_address=", &per_address},
        {"body=", &body}, {"head_bytes=", &head_bytes},
        {"idle=", &idle}, {"body_bytes=", &limit},
        {"six=", &six},   {"answer=", &sending},
    };
    for (int i = 1; i < count; i++) {
        for (size_t k = 0; k < array_length(settings); k++) {
            if (string_starts_with(arguments[i], settings[k].name))
                *settings[k].value = strtoull(arguments[i] + strlen(settings[k].name), NULL, 10);
        }
    }
    body_bytes = limit;
    struct http_options options = {
        .address = six ? "::" : "127.0.0.1",
        .port = (uint16_t)port,
        .connections = (uint32_t)connections,
        .connections_per_address = (uint32_t)per_address,
        .head_bytes = head_bytes,
        .head_seconds = (uint32_t)head,
        .body_seconds = (uint32_t)body,
        .idle_seconds = (uint32_t)idle,
        .answer_seconds = (uint32_t)sending,
    };
    struct http_handler handler = {NULL, begin_any, complete_any, refuse, exchange_ended};
    struct error error;
    loop = loop_new();
    if (!http_new(&server, loop, &options, &handler, true, &error)) {
        fprintf(stderr, "%s\n", error.message);
        loop_free(loop);
        return 2;
    }
    loop_signal(loop, SIGTERM, stop, NULL);
    loop_signal(loop, SIGINT, stop, NULL);
    printf("%u\n", http_port(server));
    fflush(stdout);
    loop_run(loop);
    uint32_t left = http_connections(server);
    http_free(server);
    loop_free(loop);
    printf("begun %llu, ended %llu, sent %llu, left %u\n", (unsigned long long)begun,
           (unsigned long long)ended, (unsigned long long)sent, left);
    return begun == ended ? 0 : 1;
}
