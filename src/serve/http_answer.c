// Answers that are written past the library, and what happens to a socket after an early answer.
//
// The library answers only before a body or after it, and only from the connection's memory, of
// which a large head leaves none. Refusals must be possible at any moment before that, so they are
// written into the socket directly, in one piece, and the connection is closed after them: nothing
// else was or will be sent for that exchange. What does not fit into the socket's buffer at once
// is not waited for.
//
// Closing a socket with unread bytes makes the kernel send a reset, on which clients throw away an
// answer they have not read yet. So such a socket is kept: our side is closed, what still arrives
// is read and dropped, for two seconds and a megabyte at most.
#include <fcntl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "serve/http_connection.h"

enum { LINGER_MILLISECONDS = 2000, LINGER_BYTES = 1 << 20, LINGER_SOCKETS = 256 };

static const char *reason_phrase(uint32_t status)
{
    static const struct {
        uint32_t status;
        const char *phrase;
    } phrases[] = {
        {400, "Bad Request"},        {408, "Request Timeout"},
        {413, "Content Too Large"},  {414, "URI Too Long"},
        {417, "Expectation Failed"}, {431, "Request Header Fields Too Large"},
    };
    for (size_t i = 0; i < array_length(phrases); i++) {
        if (phrases[i].status == status)
            return phrases[i].phrase;
    }
    return "";
}

bool http_answer_directly(int descriptor, const struct http_answer *answer, bool is_head)
{
    struct text text;
    char date[40];
    time_t now = time(NULL);
    struct tm broken;
    gmtime_r(&now, &broken);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &broken);
    text_init(&text);
    text_format(&text, "HTTP/1.1 %u %s\r\nDate: %s\r\nConnection: close\r\n", answer->status,
                reason_phrase(answer->status), date);
    bool has_length = answer->status != 204 && answer->status != 304;
    for (uint32_t i = 0; i < answer->header_count; i++) {
        assert(!strpbrk(answer->headers[i].value, "\r\n"));
        text_format(&text, "%s: %s\r\n", answer->headers[i].name, answer->headers[i].value);
    }
    if (has_length)
        text_format(&text, "Content-Length: %zu\r\n", answer->length);
    text_add(&text, "\r\n");
    if (has_length && !is_head && answer->length)
        text_add_bytes(&text, answer->body, answer->length);
    ssize_t sent = send(descriptor, text.string, text.length, MSG_NOSIGNAL | MSG_DONTWAIT);
    bool is_whole = sent >= 0 && (size_t)sent == text.length;
    text_release(&text);
    return is_whole;
}

// ---- lingering ------------------------------------------------------------------------------------

static void lingering_end(struct http_lingering *one)
{
    watch_stop(one->watch);
    close(one->descriptor);
    if (one->next)
        one->next->previous = one->previous;
    *(one->previous ? &one->previous->next : &one->http->lingering) = one->next;
    one->http->lingering_count--;
    heap_free(one);
}

static void lingering_ready(void *context, int events)
{
    struct http_lingering *one = context;
    char bytes[16384];
    ssize_t got =
        events & LOOP_BROKEN ? 0 : recv(one->descriptor, bytes, sizeof bytes, MSG_DONTWAIT);
    if (got <= 0 || (size_t)got >= one->left) {
        lingering_end(one);
        return;
    }
    one->left -= (size_t)got;
}

void http_linger(struct http *http, int descriptor)
{
    if (http->is_ending || http->lingering_count >= LINGER_SOCKETS)
        return;
    int kept = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (kept < 0)
        return;
    shutdown(kept, SHUT_WR);
    struct http_lingering *one = heap_resize(NULL, sizeof *one);
    *one = (struct http_lingering){.http = http,
                                   .next = http->lingering,
                                   .descriptor = kept,
                                   .deadline = loop_now(http->loop) + LINGER_MILLISECONDS,
                                   .left = LINGER_BYTES};
    if (one->next)
        one->next->previous = one;
    http->lingering = one;
    http->lingering_count++;
    one->watch = watch_start(http->loop, kept, LOOP_READABLE, lingering_ready, one);
}

void http_linger_sweep(struct http *http, uint64_t now)
{
    for (struct http_lingering *one = http->lingering, *next; one; one = next) {
        next = one->next;
        if (now >= one->deadline)
            lingering_end(one);
    }
}

void http_linger_free(struct http *http)
{
    while (http->lingering)
        lingering_end(http->lingering);
}
