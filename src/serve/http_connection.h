// What the files of http*.c share: the daemon with its connections, and the one exchange that a
// connection has at a time. Nobody else includes this.
//
//   http.c           the library's daemon, its turns, its connections
//   http_exchange.c  its calls for one exchange: when what of the handler is called
//   http_guard.c     whether a head may pass
//   http_grammar.c   the grammar that the guard asks
//   http_answer.c    answers written past the library, and reading on after them (lingering)
//   http_deadline.c  what dripping does not extend
//   http_listen.c    the listening socket
#ifndef LINTEL_SERVE_HTTP_CONNECTION_H
#define LINTEL_SERVE_HTTP_CONNECTION_H

#include "base/arena.h"
#include "base/text.h"
#include "serve/http.h"

struct MHD_Connection;
struct MHD_Daemon;
struct MHD_Response;

enum http_phase {
    HTTP_IDLE,    // no byte of a head that anybody has noticed
    HTTP_HEAD,    // a head has begun
    HTTP_BODY,    // `begin` was called, the body is on its way
    HTTP_PENDING, // `complete` was called, the answer is awaited
    HTTP_SENDING, // the library has the answer
    HTTP_CLOSING, // answered past the library, or cut off: only to be closed
};

// A string that lives as long as the exchange.
struct http_string {
    struct http_string *next;
    char bytes[];
};

struct http_exchange {
    struct http_connection *connection;
    struct http_head head;
    const char *target; // as sent, our copy, cut at "?"
    size_t target_length;
    const char *target_place; // where the library has it: the guard measures from there
    struct http_string *strings;
    void *state; // the handler's
    size_t head_bytes;
    uint64_t content_length; // 0 where chunked
    bool is_chunked;
    size_t limit; // of the body
    struct text body;
    struct MHD_Response *response; // made, not yet given to the library
    uint32_t status;
    bool is_begun, is_answered, is_direct, is_direct_sent;
};

struct http_connection {
    struct http *http;
    struct MHD_Connection *library;
    struct http_connection *previous, *next; // of all
    struct http_connection *next_pending;    // to be suspended when the library's turn is over
    int descriptor;
    enum http_phase phase;
    uint64_t deadline; // of the phase, by loop_now
    uint64_t received; // bytes, as of the first sweep after the last exchange
    uint64_t consumed; // bytes of the exchanges that have ended; unknown after a chunked one
    bool is_consumed_unknown;
    bool is_suspended, is_pending_listed, lingers;
    char address[46];
    struct http_exchange exchange;
};

// A socket that was answered before everything was read from it. Closing it would make the kernel
// throw away what the client has not read yet (a reset), so it is read for some time.
struct http_lingering {
    struct http *http;
    struct http_lingering *previous, *next;
    struct watch *watch;
    int descriptor;
    uint64_t deadline;
    size_t left; // bytes that are read at most
};

struct http {
    struct loop *loop;
    struct http_options options;
    struct http_handler handler;
    struct MHD_Daemon *daemon;
    int listener;
    uint16_t port;
    struct watch *watch;
    struct timer *sweep;
    struct http_connection *first, *pending;
    uint32_t count;
    size_t body_bytes; // of all bodies that are collected
    struct http_lingering *lingering;
    uint32_t lingering_count;
    bool is_due; // the library has something to do
    bool is_draining, is_ending;
    void (*drained)(void *context);
    void *drained_context;
};

#define HTTP_RECEIVED_UNKNOWN UINT64_MAX

// Memory of a connection beside a head: for the library's own bookkeeping and an answer's head.
enum { HTTP_ANSWER_BYTES = 4096, HTTP_ANSWER_HEAD_MOST = 2048 };

// ---- http_listen.c ----
must_check bool http_listen(const struct http_options *options, bool is_first, int *descriptor,
                            uint16_t *port, struct error *error);

// ---- http_guard.c ----
struct http_refusal {
    uint32_t status; // 0: it may pass
    const char *detail;
};
// Looks at the whole head as the library has it in memory and fills the exchange's head.
struct http_refusal http_guard(struct http_exchange *exchange, const char *method,
                               const char *target, const char *version);
// The request line alone, before the library makes a list of its parameters.
bool http_guard_parameters_fit(const struct http_exchange *exchange);

// ---- http_exchange.c ----
// Refuses: asks the handler for the words and writes them past the library. The caller closes.
void http_refuse(struct http_exchange *exchange, uint32_t status, const char *detail);
// The client of a suspended exchange is gone: it ends without its answer.
void http_abandon(struct http_connection *connection);
char *http_exchange_string(struct http_exchange *exchange, size_t size);

// ---- http_answer.c ----
// Writes the whole answer into the socket; false where not all of it found room.
bool http_answer_directly(int descriptor, const struct http_answer *answer, bool is_head);
// Takes a socket that is about to be closed.
void http_linger(struct http *http, int descriptor);
void http_linger_sweep(struct http *http, uint64_t now);
void http_linger_free(struct http *http);

// ---- http_deadline.c ----
// How many bytes have been read from the socket since it was accepted.
uint64_t http_read_so_far(int descriptor);
// The phase, and when it must be over.
void http_enter(struct http_connection *connection, enum http_phase phase);
// Cuts off whoever is too late; while draining, also whoever is idle.
void http_sweep(struct http *http);
// The connection ends: the library sees it as closed by the other side.
void http_cut(struct http_connection *connection);
// The connection has had its last answer, past the library: our side of it ends. The next bytes of
// the other side, or a second without any, end it whole. (Cut off at once, bytes that are still on
// their way would be answered with a reset, and the answer be lost.)
void http_finish(struct http_connection *connection);

#endif
