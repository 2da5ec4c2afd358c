// An exchange through the library's calls:
//
//   http_request_line  the request line is whole: the exchange begins to exist
//   http_request_call  first: the head is whole. Guards, then `begin`.
//                      then for each piece of a body: collected.
//                      last: the request is whole. `complete`, unless `begin` has answered.
//   http_request_ended the answer is in the kernel's hands, or never will be: `ended`.
//
// A client that resets the connection while its exchange is suspended is noticed within a second
// (http_deadline.c). One that only ends its half may still read: it gets its answer.
#include <microhttpd.h>

#include "serve/http_exchange.h"

// ---- exchanges ------------------------------------------------------------------------------------

char *http_exchange_string(struct http_exchange *exchange, size_t size)
{
    struct http_string *string = heap_resize(NULL, sizeof *string + size);
    string->next = exchange->strings;
    exchange->strings = string;
    return string->bytes;
}

static void body_drop(struct http_exchange *exchange)
{
    exchange->connection->http->body_bytes -= exchange->body.length;
    text_release(&exchange->body);
    text_init(&exchange->body);
}

void http_exchange_reset(struct http_exchange *exchange)
{
    struct http_connection *connection = exchange->connection;
    for (struct http_string *one = exchange->strings, *next; one; one = next) {
        next = one->next;
        heap_free(one);
    }
    if (exchange->response)
        MHD_destroy_response(exchange->response);
    body_drop(exchange);
    *exchange = (struct http_exchange){.connection = connection};
    text_init(&exchange->body);
}

const struct http_head *http_head(const struct http_exchange *exchange)
{
    return &exchange->head;
}

const char *http_header(const struct http_exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection->library, MHD_HEADER_KIND, name);
}

struct joining {
    const char *name;
    struct text text;
    bool is_found;
};

static enum MHD_Result join_step(void *context, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    struct joining *joining = context;
    (void)kind;
    if (strcasecmp(name, joining->name) != 0)
        return MHD_YES;
    if (joining->is_found)
        text_add(&joining->text, ", ");
    text_add(&joining->text, value);
    joining->is_found = true;
    return MHD_YES;
}

const char *http_header_joined(struct http_exchange *exchange, const char *name)
{
    struct joining joining = {.name = name};
    text_init(&joining.text);
    MHD_get_connection_values(exchange->connection->library, MHD_HEADER_KIND, join_step, &joining);
    char *result = NULL;
    if (joining.is_found) {
        result = http_exchange_string(exchange, joining.text.length + 1);
        memcpy(result, joining.text.string, joining.text.length + 1);
    }
    text_release(&joining.text);
    return result;
}

// ---- answers --------------------------------------------------------------------------------------

static size_t head_size(const struct http_answer *answer)
{
    size_t size = 160; // status line, Date, Connection, Content-Length
    for (uint32_t i = 0; i < answer->header_count; i++)
        size += strlen(answer->headers[i].name) + strlen(answer->headers[i].value) + 4;
    return size;
}

static ssize_t no_content(void *context, uint64_t position, char *buffer, size_t most)
{
    (void)context, (void)position, (void)buffer, (void)most;
    return MHD_CONTENT_READER_END_OF_STREAM;
}

static struct MHD_Response *response_make(const struct http_exchange *exchange,
                                          const struct http_answer *answer)
{
    struct MHD_Response *response;
    if (answer->status == 304 && !answer->length) {
        // Of unknown length, so that no Content-Length: 0 is claimed for what was not sent.
        response =
            MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, no_content, NULL, NULL);
        MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    } else {
        bool has_body = answer->length && answer->status != 204;
        response = MHD_create_response_from_buffer(
            has_body ? answer->length : 0, has_body ? (void *)(uintptr_t)answer->body : "",
            has_body ? MHD_RESPMEM_MUST_COPY : MHD_RESPMEM_PERSISTENT);
    }
    assert(response);
    for (uint32_t i = 0; i < answer->header_count; i++) {
        const struct http_header *header = &answer->headers[i];
        // An empty value the library refuses, and it says nothing; anything else is a fault of
        // ours.
        if (*header->value &&
            MHD_add_response_header(response, header->name, header->value) != MHD_YES)
            assert(!"a header that cannot be sent");
    }
    if (answer->closes || exchange->connection->http->is_draining)
        MHD_add_response_header(response, "Connection", "close");
    return response;
}

// The library takes the answer; the connection must be in one of its calls, or suspended.
bool http_response_queue(struct http_exchange *exchange)
{
    bool good = MHD_queue_response(exchange->connection->library, exchange->status,
                                   exchange->response) == MHD_YES;
    MHD_destroy_response(exchange->response);
    exchange->response = NULL;
    if (good)
        http_enter(exchange->connection, HTTP_SENDING);
    return good;
}

void http_resume(struct http_connection *connection)
{
    connection->is_suspended = false;
    MHD_resume_connection(connection->library);
    connection->http->is_due = true;
    loop_soon(connection->http->loop);
}

void http_abandon(struct http_connection *connection)
{
    http_enter(connection, HTTP_CLOSING);
    http_resume(connection);
}

void http_answer(struct http_exchange *exchange, const struct http_answer *answer)
{
    struct http_connection *connection = exchange->connection;
    assert(!exchange->is_answered);
    exchange->is_answered = true;
    // An answer whose head could be too large for the connection's memory goes past the library.
    exchange->is_direct = exchange->is_direct || head_size(answer) > HTTP_ANSWER_HEAD_MOST;
    if (exchange->is_direct) {
        bool is_head = exchange->head.method && strcmp(exchange->head.method, "HEAD") == 0;
        exchange->is_direct_sent = http_answer_directly(connection->descriptor, answer, is_head);
        connection->lingers = true;
        http_enter(connection, HTTP_CLOSING);
    } else {
        exchange->response = response_make(exchange, answer);
        exchange->status = answer->status;
    }
    if (!connection->is_suspended)
        return; // whoever called the handler goes on with it
    if (exchange->response && !http_response_queue(exchange))
        http_cut(connection);
    http_resume(connection);
}

void http_refuse(struct http_exchange *exchange, uint32_t status, const char *detail)
{
    struct http *http = exchange->connection->http;
    exchange->connection->lingers = true;
    if (exchange->is_answered)
        return;
    exchange->is_direct = true;
    http->handler.refuse(http->handler.context, exchange, exchange->state, status, detail);
    http_enter(exchange->connection, HTTP_CLOSING);
}

// ---- the library's calls ---------------------------------------------------------------------------

static struct http_connection *connection_of(struct MHD_Connection *library)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

// The request line is there, the headers are not. What is returned comes back as `*place` below.
void *http_request_line(void *context, const char *target, struct MHD_Connection *library)
{
    struct http_connection *connection = connection_of(library);
    (void)context;
    if (!connection)
        return NULL;
    struct http_exchange *exchange = &connection->exchange;
    http_exchange_reset(exchange);
    if (connection->phase == HTTP_IDLE)
        http_enter(connection, HTTP_HEAD);
    exchange->target_place = target;
    exchange->target_length = strlen(target);
    char *copy = http_exchange_string(exchange, exchange->target_length + 1);
    memcpy(copy, target, exchange->target_length + 1);
    exchange->target = copy;
    exchange->head = (struct http_head){.method = "", .path = "", .address = connection->address};
    // The library makes a record of each parameter next, and hangs where they do not fit.
    if (!http_guard_parameters_fit(exchange)) {
        http_refuse(exchange, 414, "the target is too long, or has too many parameters");
        http_finish(connection);
    }
    return exchange;
}

static enum MHD_Result refused(struct http_exchange *exchange, uint32_t status, const char *detail)
{
    http_refuse(exchange, status, detail);
    return MHD_NO; // closes
}

static enum MHD_Result head_arrived(struct http_exchange *exchange, const char *method,
                                    const char *target, const char *version)
{
    struct http_connection *connection = exchange->connection;
    struct http *http = connection->http;
    struct http_refusal refusal = http_guard(exchange, method, target, version);
    if (refusal.status)
        return refused(exchange, refusal.status, refusal.detail);
    exchange->is_begun = true;
    http_enter(connection, HTTP_BODY);
    exchange->limit = http->handler.begin(http->handler.context, exchange, &exchange->state);
    if (exchange->is_direct)
        return MHD_NO;
    if (exchange->is_answered) {
        if (!exchange->head.has_body)
            return MHD_YES; // sent in the last call: sent in the first one, it would close
        connection->lingers = true;
        return http_response_queue(exchange) ? MHD_YES : MHD_NO;
    }
    if (exchange->content_length > exchange->limit)
        return refused(exchange, 413, "the body is too large");
    return MHD_YES;
}

static enum MHD_Result body_arrived(struct http_exchange *exchange, const char *bytes, size_t *size)
{
    if (*size > exchange->limit - exchange->body.length)
        return refused(exchange, 413, "the body is too large");
    struct http *http = exchange->connection->http;
    if (http->options.bodies_bytes && *size > http->options.bodies_bytes - http->body_bytes)
        return refused(exchange, 503, "too many bodies are on their way");
    text_add_bytes(&exchange->body, bytes, *size);
    http->body_bytes += *size;
    *size = 0;
    return MHD_YES;
}

static enum MHD_Result request_arrived(struct http_exchange *exchange)
{
    struct http_connection *connection = exchange->connection;
    struct http *http = connection->http;
    if (!exchange->is_answered) {
        http_enter(connection, HTTP_PENDING);
        http->handler.complete(http->handler.context, exchange, exchange->state,
                               exchange->body.string, exchange->body.length);
        body_drop(exchange);
    }
    if (exchange->is_direct)
        return MHD_NO;
    if (exchange->is_answered)
        return http_response_queue(exchange) ? MHD_YES : MHD_NO;
    if (!connection->is_pending_listed) {
        connection->is_pending_listed = true;
        connection->next_pending = http->pending;
        http->pending = connection;
    }
    return MHD_YES;
}

enum MHD_Result http_request_call(void *context, struct MHD_Connection *library, const char *target,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *size, void **place)
{
    struct http *http = context;
    struct http_exchange *exchange = *place;
    (void)library;
    if (!exchange || http->is_ending)
        return MHD_NO;
    switch (exchange->connection->phase) {
    case HTTP_IDLE:
    case HTTP_HEAD:
        return head_arrived(exchange, method, target, version);
    case HTTP_BODY:
        return *size ? body_arrived(exchange, bytes, size) : request_arrived(exchange);
    case HTTP_PENDING:
    case HTTP_SENDING:
        return MHD_YES; // the library asks again; nothing has changed
    case HTTP_CLOSING:
        break;
    }
    return MHD_NO;
}

void http_request_ended(void *context, struct MHD_Connection *library, void **place,
                        enum MHD_RequestTerminationCode code)
{
    struct http *http = context;
    struct http_exchange *exchange = *place;
    (void)library;
    if (!exchange)
        return;
    struct http_connection *connection = exchange->connection;
    *place = NULL;
    bool was_sent = exchange->is_direct
                        ? exchange->is_direct_sent
                        : exchange->is_answered && code == MHD_REQUEST_TERMINATED_COMPLETED_OK;
    if (code == MHD_REQUEST_TERMINATED_WITH_ERROR)
        connection->lingers = true;
    if (exchange->is_begun)
        http->handler.ended(http->handler.context, exchange, exchange->state, was_sent);
    connection->consumed += exchange->head_bytes + exchange->content_length;
    connection->is_consumed_unknown |= exchange->is_chunked;
    http_exchange_reset(exchange);
    connection->received = HTTP_RECEIVED_UNKNOWN;
    http_enter(connection, HTTP_IDLE);
}
