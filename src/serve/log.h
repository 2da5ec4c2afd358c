// The log: one JSON object per line on standard error, or on a terminal a line for people. What is
// secret never reaches it: Authorization, Cookie, apikey, tokens, passwords in connection strings
// and in query strings; a value that looks like a JWT anywhere. Lines of several threads do not
// mix.
#ifndef LINTEL_SERVE_LOG_H
#define LINTEL_SERVE_LOG_H

#include "base/base.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

void log_start(enum log_level least, bool is_json); // once, before threads

// An event: "listening", "database lost". The message is redacted.
void log_event(enum log_level level, const char *message, ...) printf_like(2, 3);

// "listening" with the address, as a field of its own for programs that wait for it.
void log_listening(const char *address, uint32_t workers);

struct log_access {
    const char *request_id, *method, *path; // the path without its query
    const char *operation;                  // or NULL
    const char *address, *role;             // or NULL
    const char *subject;                    // who; logged by a short hash, never as it is
    uint32_t status;
    uint64_t microseconds;
    uint64_t bytes;
    const char *code;     // of a problem, or NULL
    const char *sqlstate; // or NULL
    const char *detail;   // what only the operator may know: the database's own message, or NULL
};
// 5xx are errors, 4xx and the rest information.
void log_request(const struct log_access *access);

// The text with what is secret replaced by "[redacted]"; for tests and for messages of libraries.
struct text;
void log_redact(const char *text, struct text *out);

#endif
