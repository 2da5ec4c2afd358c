// libmicrohttpd behind http.h: one daemon without threads of its own, whose epoll descriptor the
// loop watches, and one turn of it (MHD_run) per turn of the loop. Its connections live here, from
// being accepted to being closed; what they carry is in http_exchange.c.
//
// An exchange that waits for its answer has its connection suspended. That is done behind the
// library's turn and not in its call: then the library has noted that it waits for nothing.
// Suspended in the call, it would read on when resumed, and pipelined requests would fill the
// memory that the answer's head needs.
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
#include "serve/http_exchange.h"

enum { SWEEP_MILLISECONDS = 1000, RUNS_PER_TURN = 4 };

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
    http_exchange_reset(&connection->exchange);
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
        if (connection->exchange.response && !http_response_queue(&connection->exchange))
            http_cut(connection);
        http_resume(connection);
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
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO, 0, NULL, NULL, http_request_call,
        http, MHD_OPTION_LISTEN_SOCKET, http->listener, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)options->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)options->connections_per_address, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        options->head_bytes + HTTP_ANSWER_BYTES, MHD_OPTION_CONNECTION_MEMORY_INCREMENT,
        (size_t)1024, MHD_OPTION_CONNECTION_TIMEOUT, 0U, MHD_OPTION_NOTIFY_COMPLETED,
        http_request_ended, http, MHD_OPTION_NOTIFY_CONNECTION, connection_notified, http,
        MHD_OPTION_URI_LOG_CALLBACK, http_request_line, http, MHD_OPTION_END);
    if (http->daemon)
        return true;
    http->listener = -1; // the library has closed it
    return error_set(error,
                     "cannot start the HTTP server on %s, port %u: no descriptors or memory left",
                     options->address, http->port);
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
            http_resume(one);
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
