// Whether a request's head may pass: what RFC 9112 demands and the library does not.
//
// The library (0.9.75) parses leniently and in place: it writes NULs over colons and line ends and
// keeps pointers into the head as it came. So what it was lenient about can still be seen, when it
// calls for the first time: each header must begin exactly where the one before it ended, two bytes
// (CR LF) behind its value. A folded line (which the library moves elsewhere), a bare LF (one
// byte), a NUL inside a line (the rest of the line lies between), a line that it skipped: all of
// them break that chain, and the head is refused. What cannot be told apart is a line that ends in
// NUL LF instead of CR LF; it means the same to us, and the proxies in front refuse NUL.
//
// Not seen here, because the library is done with it before it calls: the lines of chunked bodies,
// in which it takes a bare LF for CR LF and ignores extensions.
#include <microhttpd.h>

#include "serve/http_connection.h"

#include "serve/http_grammar.h"

enum {
    HEADER_RECORD = 64, // what the library keeps for each header, cookie and query parameter
    METHOD_MOST = 32,
};

// The headers that the guard looks at, and how often each came.
enum known {
    KNOWN_HOST,
    KNOWN_LENGTH,
    KNOWN_ENCODING,
    KNOWN_AUTHORIZATION,
    KNOWN_COOKIE,
    KNOWN_EXPECT,
    KNOWNS
};

static const char *const known_names[KNOWNS] = {
    [KNOWN_HOST] = "Host",
    [KNOWN_LENGTH] = "Content-Length",
    [KNOWN_ENCODING] = "Transfer-Encoding",
    [KNOWN_AUTHORIZATION] = "Authorization",
    [KNOWN_COOKIE] = "Cookie",
    [KNOWN_EXPECT] = "Expect",
};

struct head_walk {
    const char *at; // where the next header must begin
    const char *fault;
    const char *values[KNOWNS]; // the last of each
    uint32_t counts[KNOWNS];
    size_t cookie_bytes;
};

static void head_known(struct head_walk *walk, const char *name, const char *value)
{
    for (int i = 0; i < KNOWNS; i++) {
        if (strcasecmp(name, known_names[i]) == 0) {
            walk->values[i] = value;
            walk->counts[i]++;
        }
    }
}

static enum MHD_Result head_step(void *context, enum MHD_ValueKind kind, const char *name,
                                 size_t name_length, const char *value, size_t value_length)
{
    struct head_walk *walk = context;
    (void)kind;
    // Pointers are compared before anything they point to is looked at: a folded line's lie
    // elsewhere.
    const char *behind = walk->at + name_length + 1;
    if (name == walk->at && value >= behind) {
        while (*behind == ' ' || *behind == '\t')
            behind++;
    }
    if (name != walk->at || value != behind) {
        walk->fault = "a line of the head is folded, or not ended by CR LF";
        return MHD_NO;
    }
    if (!http_is_token(name, name_length)) {
        walk->fault = "a header's name holds a character that no name may hold";
        return MHD_NO;
    }
    if (!http_is_value(value, value_length)) {
        walk->fault = "a header holds a control character";
        return MHD_NO;
    }
    if (value[value_length] || value[value_length + 1]) {
        walk->fault = "a line of the head is not ended by CR LF, or holds NUL";
        return MHD_NO;
    }
    walk->at = value + value_length + 2;
    // Space behind a value does not belong to it. The memory is the library's buffer, not a
    // constant.
    while (value_length && (value[value_length - 1] == ' ' || value[value_length - 1] == '\t'))
        ((char *)(uintptr_t)value)[--value_length] = '\0';
    if (strcasecmp(name, "Cookie") == 0)
        walk->cookie_bytes += value_length + 1;
    head_known(walk, name, value);
    return MHD_YES;
}

// ---- the parts of a head ---------------------------------------------------------------------------

static const char *request_line_fault(const struct http_exchange *exchange, const char *method,
                                      const char *target, const char *version)
{
    size_t method_length = strlen(method);
    if (method_length > METHOD_MOST || !http_is_token(method, method_length))
        return "the method is none";
    if (target != exchange->target_place || target != method + method_length + 1)
        return "the request line has more than one space between its parts";
    if (version != target + exchange->target_length + 1)
        return "the target holds a space or NUL";
    if (strlen(version) != 8 || version[9])
        return "the request line is not ended by CR LF";
    return NULL;
}

// Fills path and query; `host` is the Host header, or NULL.
static const char *target_fault(struct http_exchange *exchange, const char *method,
                                const char *host)
{
    const char *authority = NULL, *path = NULL;
    size_t authority_length = 0;
    switch (http_target_form(exchange->target, exchange->target_length, &authority,
                             &authority_length, &path)) {
    case HTTP_TARGET_BAD:
        return "the target is no path";
    case HTTP_TARGET_ASTERISK:
        if (strcmp(method, "OPTIONS") != 0)
            return "the target \"*\" is for OPTIONS only";
        path = exchange->target;
        break;
    case HTTP_TARGET_PATH:
        path = exchange->target;
        break;
    case HTTP_TARGET_ABSOLUTE:
        if (host && (strlen(host) != authority_length ||
                     strncasecmp(host, authority, authority_length) != 0))
            return "the target names another host than Host";
        break;
    }
    char *query = strchr(path, '?');
    if (query) {
        *query = '\0'; // our copy
        exchange->head.query = query + 1;
    }
    exchange->head.path = *path ? path : "/";
    return NULL;
}

// Fills what is known of the body.
static const char *framing_fault(struct http_exchange *exchange, const struct head_walk *walk,
                                 const char *version)
{
    const char *length = walk->values[KNOWN_LENGTH], *encoding = walk->values[KNOWN_ENCODING];
    if (walk->counts[KNOWN_LENGTH] > 1)
        return "more than one Content-Length";
    if (length && !http_is_length(length, &exchange->content_length))
        return "Content-Length is no number";
    if (!encoding)
        return NULL;
    if (length)
        return "Content-Length together with Transfer-Encoding";
    if (walk->counts[KNOWN_ENCODING] > 1 || strcasecmp(encoding, "chunked") != 0)
        return "a Transfer-Encoding other than a single \"chunked\"";
    if (strcmp(version, "HTTP/1.0") == 0)
        return "Transfer-Encoding in HTTP/1.0";
    exchange->is_chunked = true;
    return NULL;
}

static const char *repetition_fault(const struct head_walk *walk, const char *version)
{
    const char *host = walk->values[KNOWN_HOST];
    if (walk->counts[KNOWN_HOST] > 1)
        return "more than one Host";
    if (walk->counts[KNOWN_AUTHORIZATION] > 1)
        return "more than one Authorization";
    if (walk->counts[KNOWN_COOKIE] > 1) // RFC 6265, section 5.4; only the first would be looked at
        return "more than one Cookie";
    if (!host)
        return strcmp(version, "HTTP/1.0") == 0 ? NULL : "no Host";
    return http_is_host(host, strlen(host)) ? NULL : "Host is no host";
}

// An answer's head is built in what the request's head left of the connection's memory: an answer
// that found no room there would be lost, after its work was done. Kept beside the head are records
// and a copy of the cookies, and what has been read of the next requests (`ahead`): up to half of
// the memory, if the head itself does not fill that. Mostly nothing, so it is only asked where it
// counts.
static bool head_fits(const struct http_exchange *exchange, size_t head_bytes, size_t kept)
{
    const struct http_connection *connection = exchange->connection;
    size_t most = connection->http->options.head_bytes;
    size_t pool = most + HTTP_ANSWER_BYTES;
    size_t ahead = (head_bytes < pool / 2 ? pool / 2 - head_bytes : 0) + 256;
    size_t needed = head_bytes + kept + HTTP_ANSWER_HEAD_MOST + 256;
    if (head_bytes > most || needed > pool)
        return false;
    if (needed + ahead <= pool)
        return true;
    uint64_t read = http_read_so_far(connection->descriptor);
    uint64_t known = connection->consumed + head_bytes;
    if (!connection->is_consumed_unknown && read - known < ahead)
        ahead = (size_t)(read - known);
    return needed + ahead <= pool;
}

// Of the other half, which is all that the library has for records until the headers have come.
bool http_guard_parameters_fit(const struct http_exchange *exchange)
{
    size_t most = (exchange->connection->http->options.head_bytes + HTTP_ANSWER_BYTES) / 2;
    size_t records = 0;
    const char *query = strchr(exchange->target, '?');
    for (; query; query = strchr(query + 1, '&'))
        records++;
    return records * HEADER_RECORD + 512 <= most &&
           exchange->target_length <= exchange->connection->http->options.head_bytes;
}

struct http_refusal http_guard(struct http_exchange *exchange, const char *method,
                               const char *target, const char *version)
{
    struct MHD_Connection *library = exchange->connection->library;
    exchange->head =
        (struct http_head){.method = method, .path = "", .address = exchange->connection->address};
    const char *fault = request_line_fault(exchange, method, target, version);
    if (fault)
        return (struct http_refusal){400, fault};

    struct head_walk walk = {.at = version + 10};
    MHD_get_connection_values_n(library, MHD_HEADER_KIND, head_step, &walk);
    const union MHD_ConnectionInfo *size =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    if (!walk.fault &&
        (!size || walk.at + 2 != method + size->header_size || walk.at[0] || walk.at[1]))
        walk.fault = "a line of the head is folded, or not ended by CR LF";
    fault = walk.fault;
    if (!fault)
        fault = repetition_fault(&walk, version);
    if (!fault)
        fault = framing_fault(exchange, &walk, version);
    if (!fault)
        fault = target_fault(exchange, method, walk.values[KNOWN_HOST]);
    if (fault)
        return (struct http_refusal){400, fault};

    int records = MHD_get_connection_values(
        library, MHD_HEADER_KIND | MHD_COOKIE_KIND | MHD_GET_ARGUMENT_KIND, NULL, NULL);
    exchange->head_bytes = size->header_size;
    if (!head_fits(exchange, size->header_size,
                   (size_t)records * HEADER_RECORD + walk.cookie_bytes))
        return (struct http_refusal){431, "the head is too large, or has too many parts"};
    const char *expected = walk.values[KNOWN_EXPECT];
    if (expected && (walk.counts[KNOWN_EXPECT] > 1 || strcasecmp(expected, "100-continue") != 0))
        return (struct http_refusal){417, "only 100-continue can be expected"};
    exchange->head.has_body = exchange->is_chunked || exchange->content_length > 0;
    return (struct http_refusal){0};
}
