// The grammar of a request's head (RFC 9110, RFC 9112), as pure functions: what http_guard.c asks.
#ifndef LINTEL_SERVE_HTTP_GRAMMAR_H
#define LINTEL_SERVE_HTTP_GRAMMAR_H

#include "base/base.h"

// token: a method, a header's name. At least one character.
bool http_is_token(const char *string, size_t length);
// field-value: no control character but the tab.
bool http_is_value(const char *string, size_t length);
// Content-Length: digits and nothing else; false also above 18 of them.
bool http_is_length(const char *string, uint64_t *length);
// Host: a name or an address, and perhaps a port; not empty.
bool http_is_host(const char *string, size_t length);

enum http_target {
    HTTP_TARGET_BAD,
    HTTP_TARGET_PATH,     // "/todos?page=2"
    HTTP_TARGET_ABSOLUTE, // "http://host/todos"
    HTTP_TARGET_ASTERISK, // "*"
};

// What form a request target has. For the absolute one `authority` and its length are set, and
// `path` to where its path begins: at the end of the string where it has none.
enum http_target http_target_form(const char *target, size_t length, const char **authority,
                                  size_t *authority_length, const char **path);

#endif
