// HTTP/1.1 for one worker: what the server needs of it, and nothing of the library behind it
// (libmicrohttpd, met in http*.c only), so that it can be exchanged.
//
// An exchange is one request and its one answer. For each, in this order and on the loop's thread:
//
//   begin     the head has arrived and passed the guards. The handler says how long a body may be,
//             or answers at once (then the body is not read, and the connection closes unless there
//             is none). What the handler keeps per exchange it returns through `*state`.
//   complete  the whole body is there. The handler answers now or later, with http_answer.
//   ended     the last word, exactly once for each exchange that began: the answer was sent, or the
//             client went away before. After it the exchange is gone; a handler that still waits
//             for something (a query in flight) forgets the exchange here.
//
// Between `complete` and `http_answer` the exchange is suspended and costs no processor time.
//
// Guards that the library lacks (../shared/FIELD.md; RFC 9112, sections 3, 6, 9):
//   * a head must be whole within `head_seconds` of its first byte, a body within `body_seconds` of
//     its head, however the bytes drip; an idle connection is closed after `idle_seconds`; an
//     answer must be taken within `answer_seconds`
//   * more than one Content-Length, one that is no number, Content-Length with Transfer-Encoding,
//     any Transfer-Encoding but a single `chunked`, more than one Host, Authorization or Cookie, no
//     Host in HTTP/1.1, control characters in the target or a header: 400, and the connection
//     closes
//   * heads of at most `head_bytes` (431), targets likewise (414); bodies as `begin` says (413),
//     known from Content-Length before any of it is read
//   * each line of a head ended by CR LF, none folded; names, targets and Host of the characters
//     that RFC 9110 gives them; an Expect other than 100-continue is 417
//   * at most `connections` in all (of this worker): above that clients wait until one ends; and
//     `connections_per_address`: above that they are closed at once
// What is malformed beyond that the library answers with 400, or the connection is closed. What it
// takes too readily and nobody can see behind it is in http_guard.c and docs/deploy.md.
//
// A connection's memory is `head_bytes` and 4 KB more: for the head itself, 64 bytes for each of
// its headers, cookies and parameters, a copy of its cookies, and the answer's head. A request that
// would leave no room for the last is refused (431) before anything is done. An answer whose head
// is above 2 KB is sent all the same, but closes the connection.
#ifndef LINTEL_SERVE_HTTP_H
#define LINTEL_SERVE_HTTP_H

#include "base/error.h"
#include "base/loop.h"

struct http;
struct http_exchange;

struct http_options {
    const char *address;                           // "127.0.0.1", "::", "0.0.0.0"
    uint16_t port;                                 // 0: any, see http_port
    uint32_t connections, connections_per_address; // 0: no limit per address
    size_t head_bytes;                             // 8 to 12 KB
    size_t bodies_bytes; // of all bodies on their way; beyond it 503. 0: no limit
    uint32_t head_seconds, body_seconds, idle_seconds, answer_seconds;
};

// What of a request's head the handler may ask. Strings live as long as the exchange.
struct http_head {
    const char *method;  // as sent: "GET"
    const char *path;    // as sent, before "?", not decoded
    const char *query;   // behind "?", not decoded; NULL without "?"
    bool has_body;       // Content-Length above 0, or chunked
    const char *address; // the peer's, as text: "127.0.0.1", "::1"
};

struct http_header {
    const char *name, *value;
};

struct http_answer {
    uint32_t status;
    const struct http_header *headers; // besides Date, Content-Length, Connection
    uint32_t header_count;
    const char *body; // copied; may be NULL. Not sent for HEAD, whose length is right all the same
    size_t length;
    bool closes; // Connection: close after it
};

struct http_handler {
    void *context;
    // Returns how many bytes the body may have; SIZE_MAX where it has answered.
    size_t (*begin)(void *context, struct http_exchange *exchange, void **state);
    void (*complete)(void *context, struct http_exchange *exchange, void *state, const char *body,
                     size_t length); // body ended by NUL; lives until this returns
    // A guard refused the request after `begin`, or before it with `state` NULL (then `begin` and
    // `ended` are not called; the head may be empty): writes the answer's headers and body through
    // http_answer, which closes the connection. Statuses: 400, 408, 413, 414, 417, 431.
    void (*refuse)(void *context, struct http_exchange *exchange, void *state, uint32_t status,
                   const char *detail);
    void (*ended)(void *context, struct http_exchange *exchange, void *state, bool was_sent);
};

// Listens; options and handler are copied. With SO_REUSEPORT, so that each worker has a listener of
// its own; the first one finds out whether somebody else has the port (`is_first`), and then says
// so.
must_check bool http_new(struct http **http, struct loop *loop, const struct http_options *options,
                         const struct http_handler *handler, bool is_first, struct error *error);
uint16_t http_port(const struct http *http);

const struct http_head *http_head(const struct http_exchange *exchange);
// The header's value, or NULL; where it came several times the first. Names compare as HTTP does.
const char *http_header(const struct http_exchange *exchange, const char *name);
// Every one of the name, joined by ", " as RFC 9110 allows; lives as long as the exchange.
const char *http_header_joined(struct http_exchange *exchange, const char *name);

// Once per exchange, from `begin`, `complete`, `refuse` or later, until `ended`.
void http_answer(struct http_exchange *exchange, const struct http_answer *answer);

// Stops listening and closes idle connections; what is in flight is answered, with Connection:
// close. `drained` is called once when no connection is left.
void http_drain(struct http *http, void (*drained)(void *context), void *context);
// Ends everything that is left (suspended exchanges are resumed first, and `ended` is called).
void http_free(struct http *http);

uint32_t http_connections(const struct http *http);

#endif
