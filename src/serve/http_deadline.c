// Deadlines that dripping does not extend. Every phase of a connection has one, set when it begins
// and by nothing else; a sweep each second cuts off who is past it.
//
// The library says when a request line is whole, not when its first byte came. The kernel does: a
// connection that has received more than at the first sweep after its last exchange has begun a
// head. (Bytes that came before that sweep are not seen so; that connection counts as idle, whose
// deadline dripping does not extend either.)
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "serve/http_connection.h"

// tcpi_state, as the kernel counts; <netinet/tcp.h> has names, but an older struct tcp_info.
enum { STATE_CLOSED = 7, STATE_CLOSE_WAIT = 8 };

static uint32_t phase_seconds(const struct http_options *options, enum http_phase phase)
{
    switch (phase) {
    case HTTP_IDLE:
        return options->idle_seconds;
    case HTTP_HEAD:
        return options->head_seconds;
    case HTTP_BODY:
        return options->body_seconds;
    case HTTP_SENDING:
        return options->answer_seconds;
    case HTTP_PENDING:
        return 0; // the handler's business
    case HTTP_CLOSING:
        return 1;
    }
    return 0;
}

void http_enter(struct http_connection *connection, enum http_phase phase)
{
    uint32_t seconds = phase_seconds(&connection->http->options, phase);
    connection->phase = phase;
    connection->deadline =
        seconds ? loop_now(connection->http->loop) + seconds * 1000ULL : UINT64_MAX;
}

void http_cut(struct http_connection *connection)
{
    connection->http->is_due = true;
    http_enter(connection, HTTP_CLOSING);
    shutdown(connection->descriptor, SHUT_RDWR);
    loop_soon(connection->http->loop);
}

void http_finish(struct http_connection *connection)
{
    http_enter(connection, HTTP_CLOSING);
    shutdown(connection->descriptor, SHUT_WR);
}

uint64_t http_read_so_far(int descriptor)
{
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    int unread = 0;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 ||
        ioctl(descriptor, FIONREAD, &unread) != 0)
        return UINT64_MAX;
    return info.tcpi_bytes_received - (uint64_t)unread;
}

// The other side has ended its half of the connection and nothing of it is unread: what is not
// whole will never be. (The library misses an end that comes right behind bytes it has read.)
static bool is_ended_by_peer(const struct http_connection *connection, const struct tcp_info *info)
{
    int unread = 0;
    return info->tcpi_state == STATE_CLOSE_WAIT &&
           ioctl(connection->descriptor, FIONREAD, &unread) == 0 && !unread;
}

static void connection_look(struct http_connection *connection)
{
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    if (getsockopt(connection->descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return;
    switch (connection->phase) {
    case HTTP_IDLE:
        if (connection->received == HTTP_RECEIVED_UNKNOWN)
            connection->received = info.tcpi_bytes_received;
        if (is_ended_by_peer(connection, &info))
            http_cut(connection);
        else if (info.tcpi_bytes_received != connection->received)
            http_enter(connection, HTTP_HEAD);
        else if (connection->http->is_draining)
            http_cut(connection);
        break;
    case HTTP_HEAD:
    case HTTP_BODY:
        if (is_ended_by_peer(connection, &info))
            http_cut(connection);
        break;
    case HTTP_PENDING: // reset: nobody can read the answer. An end alone may be a half one.
        if (info.tcpi_state == STATE_CLOSED && connection->is_suspended)
            http_abandon(connection);
        break;
    case HTTP_SENDING:
    case HTTP_CLOSING:
        break;
    }
}

static void connection_late(struct http_connection *connection)
{
    if (connection->phase == HTTP_BODY) { // is an exchange, and hears why
        http_refuse(&connection->exchange, 408, "the body did not arrive in time");
        http_finish(connection);
        return;
    }
    if (connection->phase == HTTP_SENDING) { // with what the kernel still holds of the answer
        struct linger at_once = {.l_onoff = 1};
        setsockopt(connection->descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    http_cut(connection);
}

void http_sweep(struct http *http)
{
    uint64_t now = loop_now(http->loop);
    for (struct http_connection *one = http->first, *next; one; one = next) {
        next = one->next;
        connection_look(one);
        if (now >= one->deadline)
            connection_late(one);
    }
    http_linger_sweep(http, now);
}
