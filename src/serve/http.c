// libmicrohttpd behind http.h: one daemon without threads of its own, whose epoll descriptor the
// loop watches, and one turn of it (MHD_run) per turn of the loop.
//
// An exchange through the library's calls:
//
//   request_line   the request line is whole: the exchange begins to exist
//   request_call   first: the head is whole. Guards, then `begin`.
//                  then for each piece of a body: collected.
//                  last: the request is whole. `complete`, unless `begin` has answered.
//   request_ended  the answer is in the kernel's hands, or never will be: `ended`.
//
// Between `complete` and the answer the connection is suspended. That is done behind the library's
// turn and not in its call: then the library has noted that it waits for nothing. Suspended in the
// call, it would read on when resumed, and pipelined requests would fill the memory that the
// answer's head needs.
//
// A client that resets the connection while its exchange is suspended is noticed within a second
// (http_deadline.c). One that only ends its half may still read: it gets its answer.
//
// Above `connections` nobody is accepted: clients wait in the kernel's queue until a connection
// ends. Above `connections_per_address` they are accepted and closed at once.
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/http_connection.h"

enum { SWEEP_MILLISECONDS = 1000, RUNS_PER_TURN = 4 };

// ---- exchanges ------------------------------------------------------------------------------------

char *http_exchange_string(struct http_exchange *exchange, size_t size)
{
    struct http_string *string = heap_resize(NULL, sizeof *string + size);
    string->next = exchange->strings;
    exchange->strings = string;
    return string->bytes;
}

static void exchange_reset(struct http_exchange *exchange)
{
    struct http_connection *connection = exchange->connection;
    for (struct http_string *one = exchange->strings, *next; one; one = next) {
        next = one->next;
        heap_free(one);
    }
    if (exchange->response)
        MHD_destroy_response(exchange->response);
    text_release(&exchange->body);
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
static bool response_queue(struct http_exchange *exchange)
{
    bool good = MHD_queue_response(exchange->connection->library, exchange->status,
                                   exchange->response) == MHD_YES;
    MHD_destroy_response(exchange->response);
    exchange->response = NULL;
    if (good)
        http_enter(exchange->connection, HTTP_SENDING);
    return good;
}

static void connection_resume(struct http_connection *connection)
{
    connection->is_suspended = false;
    MHD_resume_connection(connection->library);
    connection->http->is_due = true;
    loop_soon(connection->http->loop);
}

void http_abandon(struct http_connection *connection)
{
    http_enter(connection, HTTP_CLOSING);
    connection_resume(connection);
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
    if (exchange->response && !response_queue(exchange))
        http_cut(connection);
    connection_resume(connection);
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
static void *request_line(void *context, const char *target, struct MHD_Connection *library)
{
    struct http_connection *connection = connection_of(library);
    (void)context;
    if (!connection)
        return NULL;
    struct http_exchange *exchange = &connection->exchange;
    exchange_reset(exchange);
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
        return response_queue(exchange) ? MHD_YES : MHD_NO;
    }
    if (exchange->content_length > exchange->limit)
        return refused(exchange, 413, "the body is too large");
    return MHD_YES;
}

static enum MHD_Result body_arrived(struct http_exchange *exchange, const char *bytes, size_t *size)
{
    if (*size > exchange->limit - exchange->body.length)
        return refused(exchange, 413, "the body is too large");
    text_add_bytes(&exchange->body, bytes, *size);
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
    }
    if (exchange->is_direct)
        return MHD_NO;
    if (exchange->is_answered)
        return response_queue(exchange) ? MHD_YES : MHD_NO;
    if (!connection->is_pending_listed) {
        connection->is_pending_listed = true;
        connection->next_pending = http->pending;
        http->pending = connection;
    }
    return MHD_YES;
}

static enum MHD_Result request_call(void *context, struct MHD_Connection *library,
                                    const char *target, const char *method, const char *version,
                                    const char *bytes, size_t *size, void **place)
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

static void request_ended(void *context, struct MHD_Connection *library, void **place,
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
    exchange_reset(exchange);
    connection->received = HTTP_RECEIVED_UNKNOWN;
    http_enter(connection, HTTP_IDLE);
}

// ---- connections ----------------------------------------------------------------------------------

static void address_text(const struct sockaddr *address, char text[46])
{
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
    const void *bytes = &((const struct sockaddr_in *)address)->sin_addr;
    int family = address->sa_family;
    if (family == AF_INET6) {
        bytes = &six->sin6_addr;
        if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr)) {
            bytes = &six->sin6_addr.s6_addr[12];
            family = AF_INET;
        }
    }
    if (!inet_ntop(family, bytes, text, 46))
        text[0] = '\0';
}

static void connection_begun(struct http *http, struct MHD_Connection *library, void **place)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct http_connection *connection = heap_resize(NULL, sizeof *connection);
    *connection = (struct http_connection){.http = http, .library = library, .next = http->first};
    address_text(info->client_addr, connection->address);
    info = MHD_get_connection_info(library, MHD_CONNECTION_INFO_CONNECTION_FD);
    connection->descriptor = info->connect_fd;
    connection->exchange.connection = connection;
    text_init(&connection->exchange.body);
    http_enter(connection, HTTP_IDLE);
    if (connection->next)
        connection->next->previous = connection;
    http->first = connection;
    http->count++;
    *place = connection;
}

static void connection_ended(struct http *http, struct http_connection *connection)
{
    int unread = 0;
    if (connection->lingers ||
        (ioctl(connection->descriptor, FIONREAD, &unread) == 0 && unread > 0))
        http_linger(http, connection->descriptor);
    exchange_reset(&connection->exchange);
    if (connection->next)
        connection->next->previous = connection->previous;
    *(connection->previous ? &connection->previous->next : &http->first) = connection->next;
    if (connection->is_pending_listed) {
        struct http_connection **at = &http->pending;
        while (*at != connection)
            at = &(*at)->next_pending;
        *at = connection->next_pending;
    }
    http->count--;
    http->is_due = true; // at its limit, the library accepts again in a turn of its own
    heap_free(connection);
}

static void connection_notified(void *context, struct MHD_Connection *library, void **place,
                                enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        connection_begun(context, library, place);
    else if (*place)
        connection_ended(context, *place);
}

// ---- turns ----------------------------------------------------------------------------------------

// Those whose request became whole in the library's turn.
static void pending_suspend(struct http *http)
{
    while (http->pending) {
        struct http_connection *connection = http->pending;
        http->pending = connection->next_pending;
        connection->is_pending_listed = false;
        MHD_suspend_connection(connection->library);
        connection->is_suspended = true;
        if (!connection->exchange.is_answered)
            continue;
        // Answered meanwhile, in the same turn.
        if (connection->exchange.response && !response_queue(&connection->exchange))
            http_cut(connection);
        connection_resume(connection);
    }
}

static void http_run(struct http *http)
{
    MHD_UNSIGNED_LONG_LONG wait = 1;
    for (int i = 0; i < RUNS_PER_TURN; i++) {
        http->is_due = false;
        MHD_run(http->daemon);
        pending_suspend(http);
        if (!http->is_due && (MHD_get_timeout(http->daemon, &wait) != MHD_YES || wait > 0))
            return;
    }
    http->is_due = true;
    loop_soon(http->loop);
}

static void turn_ended(void *context)
{
    struct http *http = context;
    if (http->is_due)
        http_run(http);
    if (http->is_draining && !http->first && http->drained) {
        void (*drained)(void *) = http->drained;
        http->drained = NULL;
        drained(http->drained_context);
    }
}

static void library_ready(void *context, int events)
{
    struct http *http = context;
    (void)events;
    http->is_due = true;
}

static void sweep_due(void *context)
{
    struct http *http = context;
    http_sweep(http);
    timer_start(http->sweep, SWEEP_MILLISECONDS);
}

// ---- life -----------------------------------------------------------------------------------------

static bool daemon_start(struct http *http, struct error *error)
{
    const struct http_options *options = &http->options;
    http->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO, 0, NULL, NULL, request_call, http,
        MHD_OPTION_LISTEN_SOCKET, http->listener, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)options->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)options->connections_per_address, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        options->head_bytes + HTTP_ANSWER_BYTES, MHD_OPTION_CONNECTION_MEMORY_INCREMENT,
        (size_t)1024, MHD_OPTION_CONNECTION_TIMEOUT, 0U, MHD_OPTION_NOTIFY_COMPLETED, request_ended,
        http, MHD_OPTION_NOTIFY_CONNECTION, connection_notified, http, MHD_OPTION_URI_LOG_CALLBACK,
        request_line, http, MHD_OPTION_END);
    if (!http->daemon)
        return error_set(error, "cannot start the HTTP server on %s, port %u", options->address,
                         http->port);
    return true;
}

bool http_new(struct http **result, struct loop *loop, const struct http_options *options,
              const struct http_handler *handler, bool is_first, struct error *error)
{
    struct http *http = heap_resize(NULL, sizeof *http);
    *http = (struct http){.loop = loop, .options = *options, .handler = *handler, .listener = -1};
    if (!http_listen(options, is_first, &http->listener, &http->port, error) ||
        !daemon_start(http, error)) {
        if (http->listener >= 0)
            close(http->listener);
        heap_free(http);
        return false;
    }
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    http->watch = watch_start(loop, info->epoll_fd, LOOP_READABLE, library_ready, http);
    http->sweep = timer_new(loop, sweep_due, http);
    timer_start(http->sweep, SWEEP_MILLISECONDS);
    loop_after(loop, turn_ended, http);
    http->is_due = true; // the library begins to listen in its first turn
    loop_soon(loop);
    *result = http;
    return true;
}

uint16_t http_port(const struct http *http)
{
    return http->port;
}

uint32_t http_connections(const struct http *http)
{
    return http->count;
}

void http_drain(struct http *http, void (*drained)(void *context), void *context)
{
    if (http->is_draining)
        return;
    http_run(http); // who has come so far is let in
    http->is_draining = true;
    http->drained = drained;
    http->drained_context = context;
    MHD_quiesce_daemon(http->daemon);
    close(http->listener);
    http->listener = -1;
    http_sweep(http);
    loop_soon(http->loop);
}

void http_free(struct http *http)
{
    if (!http)
        return;
    // Suspended connections first, or the library ends the program; their calls find `is_ending`.
    http->is_ending = true;
    for (struct http_connection *one = http->first; one; one = one->next) {
        if (one->is_suspended)
            connection_resume(one);
    }
    for (int i = 0; i < RUNS_PER_TURN; i++) // answers that are there are sent
        MHD_run(http->daemon);
    MHD_stop_daemon(http->daemon);
    http_linger_free(http);
    watch_stop(http->watch);
    timer_free(http->sweep);
    loop_after_end(http->loop, turn_ended, http);
    heap_free(http);
}
