// Each line is made whole on the stack and written by one write(2) of at most 4096 bytes: that much
// a pipe takes without mixing it with another process's lines (PIPE_BUF). What is longer is cut,
// inside its strings, so that the line stays JSON.
//
// A reader that does not read must not stop the server: a line that standard error cannot take now
// is dropped and counted, an error after a short wait, and the next line that gets through is
// preceded by how many were lost. The lock makes sure that what was seen to be free is not taken by
// another thread meanwhile.
#include <poll.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "serve/log.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/utf8.h"
#include "serve/token_crypto.h"

enum {
    LINE_BYTES = 4096,
    // What is kept free behind every string for the keys, numbers and brackets after it.
    LINE_REST = 256,
    WAIT_MILLISECONDS = 20,
};

static const char *const level_names[] = {
    [LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARNING] = "warning", [LOG_ERROR] = "error"};

static enum log_level least_level = LOG_INFO;
static bool is_json_log = true;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t lost;

struct line {
    char bytes[LINE_BYTES];
    size_t length;
    bool has_members;
};

void log_start(enum log_level least, bool is_json)
{
    least_level = least;
    is_json_log = is_json;
}

// ---- a line ---------------------------------------------------------------------------------------

static void line_add(struct line *line, const char *bytes, size_t length)
{
    size_t most = LINE_BYTES - 2 - line->length;
    length = length < most ? length : most;
    memcpy(line->bytes + line->length, bytes, length);
    line->length += length;
}

static void line_add_text(struct line *line, const char *text)
{
    line_add(line, text, strlen(text));
}

// Text without the quotes around it, escaped as JSON; what is no UTF-8 becomes U+FFFD. False where
// it was cut.
static bool line_add_escaped(struct line *line, const char *text)
{
    static const char short_names[] = "btn\0fr"; // of \b to \r
    size_t available = strlen(text);
    while (available > 0) {
        char escaped[8];
        const char *piece = text;
        size_t taken = utf8_length(text, available), length = taken;
        unsigned char byte = (unsigned char)*text;
        if (taken == 0) {
            taken = 1;
            piece = "\xEF\xBF\xBD";
            length = 3;
        } else if (byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7f) {
            char name = byte >= 8 && byte <= 13 ? short_names[byte - 8] : '\0';
            name = byte == '"' || byte == '\\' ? (char)byte : name;
            length = (size_t)(name ? snprintf(escaped, sizeof escaped, "\\%c", name)
                                   : snprintf(escaped, sizeof escaped, "\\u%04x", byte));
            piece = escaped;
        }
        if (line->length + length + LINE_REST > LINE_BYTES) {
            line_add_text(line, "...");
            return false;
        }
        line_add(line, piece, length);
        text += taken;
        available -= taken;
    }
    return true;
}

static void line_key(struct line *line, const char *key)
{
    line_add_text(line, line->has_members ? ",\"" : "{\"");
    line_add_text(line, key);
    line_add_text(line, "\":");
    line->has_members = true;
}

// Nothing for NULL.
static void line_string(struct line *line, const char *key, const char *value)
{
    // A line that is almost full takes no further strings: the numbers after them matter more.
    if (!value || line->length + LINE_REST + strlen(key) + 8 > LINE_BYTES)
        return;
    line_key(line, key);
    line_add_text(line, "\"");
    line_add_escaped(line, value);
    line_add_text(line, "\"");
}

static void line_number(struct line *line, const char *key, const char *format, uint64_t whole,
                        uint64_t fraction)
{
    char digits[48];
    snprintf(digits, sizeof digits, format, (unsigned long long)whole,
             (unsigned long long)fraction);
    line_key(line, key);
    line_add_text(line, digits);
}

static void line_redacted(struct line *line, const char *key, const char *value)
{
    struct text text;
    if (!value)
        return;
    text_init(&text);
    log_redact(value, &text);
    line_string(line, key, text.string);
    text_release(&text);
}

// ---- writing --------------------------------------------------------------------------------------

static bool can_write(int milliseconds)
{
    struct pollfd wanted = {STDERR_FILENO, POLLOUT, 0};
    return poll(&wanted, 1, milliseconds) == 1 && (wanted.revents & POLLOUT);
}

static void say_lost(void)
{
    char note[160];
    int length =
        snprintf(note, sizeof note,
                 is_json_log ? "{\"level\":\"warning\",\"message\":\"lines of the log were "
                               "lost\",\"count\":%llu}\n"
                             : "warning: %llu lines of the log were lost\n",
                 (unsigned long long)lost);
    if (write(STDERR_FILENO, note, (size_t)length) == length)
        lost = 0;
}

static void line_write(struct line *line, enum log_level level)
{
    if (is_json_log)
        line_add_text(line, "}");
    line->bytes[line->length++] = '\n';
    pthread_mutex_lock(&lock);
    bool is_free = can_write(level >= LOG_ERROR ? WAIT_MILLISECONDS : 0);
    if (is_free && lost > 0) {
        say_lost();
        is_free = can_write(0);
    }
    if (!is_free || write(STDERR_FILENO, line->bytes, line->length) < 0)
        lost++;
    pthread_mutex_unlock(&lock);
}

// "2026-03-01T09:00:00.123Z"; for people the time alone.
static void line_begin(struct line *line, enum log_level level)
{
    char text[CLOCK_TEXT_SIZE + 1];
    line->length = 0;
    line->has_members = false;
    clock_text(clock_now(), text);
    memcpy(text + strlen(text), "Z", 2);
    if (is_json_log) {
        line_string(line, "time", text);
        line_string(line, "level", level_names[level]);
        return;
    }
    line_add_text(line, strchr(text, 'T') + 1);
    line_add_text(line, level >= LOG_WARNING ? " " : "");
    line_add_text(line, level >= LOG_WARNING ? level_names[level] : "");
    line_add_text(line, " ");
}

void log_event(enum log_level level, const char *message, ...)
{
    if (level < least_level)
        return;
    struct arena *arena = arena_new();
    struct line line;
    struct text text;
    va_list arguments;
    va_start(arguments, message);
    // Whole, however long: a secret that is cut is not recognised any more.
    const char *words = arena_format_list(arena, message, arguments);
    va_end(arguments);
    line_begin(&line, level);
    text_init(&text);
    log_redact(words, &text);
    if (is_json_log)
        line_string(&line, "message", text.string);
    else
        line_add_escaped(&line, text.string);
    text_release(&text);
    arena_free(arena);
    line_write(&line, level);
}

void log_listening(const char *address, uint32_t workers)
{
    if (!is_json_log) {
        log_event(LOG_INFO, "listening on http://%s", address);
        return;
    }
    struct line line;
    line_begin(&line, LOG_INFO);
    line_string(&line, "message", "listening");
    line_string(&line, "address", address);
    line_number(&line, "workers", "%llu", workers, 0);
    line_write(&line, LOG_INFO);
}

// The first twelve digits of its SHA-256: an operator who is told a user's id finds its lines, and
// the lines do not tell the id.
static const char *subject_mark(const char *subject, char mark[16])
{
    uint8_t digest[TOKEN_MAC_BYTES];
    if (!subject || !token_digest(subject, strlen(subject), digest))
        return NULL;
    for (int i = 0; i < 6; i++)
        snprintf(mark + (size_t)i * 2, 3, "%02x", digest[i]);
    return mark;
}

static void access_for_people(struct line *line, const struct log_access *access)
{
    char numbers[80];
    struct text path, detail;
    text_init(&path);
    text_init(&detail);
    log_redact(access->path, &path);
    snprintf(numbers, sizeof numbers, "%u ", access->status);
    line_add_text(line, numbers);
    line_add_escaped(line, access->method);
    line_add_text(line, " ");
    line_add_escaped(line, path.string);
    snprintf(numbers, sizeof numbers, " %llu.%03llu ms",
             (unsigned long long)(access->microseconds / 1000),
             (unsigned long long)(access->microseconds % 1000));
    line_add_text(line, numbers);
    const char *const words[] = {access->operation, access->role, access->code, access->sqlstate};
    for (size_t i = 0; i < array_length(words); i++)
        if (words[i] && *words[i]) {
            line_add_text(line, " ");
            line_add_escaped(line, words[i]);
        }
    if (access->detail) {
        log_redact(access->detail, &detail);
        line_add_text(line, ": ");
        line_add_escaped(line, detail.string);
    }
    text_release(&path);
    text_release(&detail);
}

void log_request(const struct log_access *access)
{
    enum log_level level = access->status >= 500 ? LOG_ERROR : LOG_INFO;
    if (level < least_level)
        return;
    struct line line;
    char mark[16];
    line_begin(&line, level);
    if (!is_json_log) {
        access_for_people(&line, access);
        line_write(&line, level);
        return;
    }
    line_string(&line, "message", "request");
    line_string(&line, "request_id", access->request_id);
    line_string(&line, "method", access->method);
    line_redacted(&line, "path", access->path);
    line_string(&line, "operation", access->operation);
    line_string(&line, "address", access->address);
    line_string(&line, "role", access->role);
    line_string(&line, "subject", subject_mark(access->subject, mark));
    line_string(&line, "code", access->code);
    line_string(&line, "sqlstate", access->sqlstate);
    line_redacted(&line, "detail", access->detail);
    line_number(&line, "status", "%llu", access->status, 0);
    line_number(&line, "milliseconds", "%llu.%03llu", access->microseconds / 1000,
                access->microseconds % 1000);
    line_number(&line, "bytes", "%llu", access->bytes, 0);
    line_write(&line, level);
}
