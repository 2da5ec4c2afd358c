// What scripts hold beside SQL: psql's commands, the data behind COPY ... FROM stdin, and the
// comments by which migration tools know which part of a file is the way back.
#include "read/split_scan.h"

// ---- migration markers ------------------------------------------------------------------------

// Each word of `text` must stand in the comment in this order, upper and lower case alike.
static const struct marker_text {
    const char *text;
    enum marker marker;
} marker_texts[] = {
    {"-- +goose up", MARKER_UP},
    {"-- +goose down", MARKER_DOWN},
    {"-- +goose statementbegin", MARKER_BOUNDARY},
    {"-- +goose statementend", MARKER_BOUNDARY},
    {"-- +migrate up", MARKER_UP}, // sql-migrate
    {"-- +migrate down", MARKER_DOWN},
    {"-- +migrate statementbegin", MARKER_BOUNDARY},
    {"-- +migrate statementend", MARKER_BOUNDARY},
    {"-- migrate:up", MARKER_UP}, // dbmate
    {"-- migrate:down", MARKER_DOWN},
    {"-- //@undo", MARKER_DOWN}, // MyBatis
    {"-- @undo", MARKER_DOWN},
    {"-- rambler up", MARKER_UP},
    {"-- rambler down", MARKER_DOWN},
    {"-- !ups", MARKER_UP}, // Play evolutions
    {"-- !downs", MARKER_DOWN},
    {"# --- !ups", MARKER_UP},
    {"# --- !downs", MARKER_DOWN},
    {"---- create above / drop below ----", MARKER_DOWN}, // tern
};

static bool blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

// Whether the comment at `at` begins with `text`, where a space stands for any number of blanks.
static bool marker_matches(const char *at, const char *text)
{
    for (; *text; text++) {
        if (*text == ' ') {
            while (blank(*at))
                at++;
            continue;
        }
        char byte = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
        if (byte != *text)
            return false;
        at++;
    }
    return byte_class(*at) == CLASS_SPACE || *at == '\0';
}

enum marker script_marker(const struct source_file *file, size_t at)
{
    // Most comments are none: look at the first letter before anything else.
    size_t first = at;
    while (file->bytes[first] == '-' || file->bytes[first] == '#' || blank(file->bytes[first]))
        first++;
    if (!file->bytes[first] || !strchr("+mMrR!/@cC", file->bytes[first]))
        return MARKER_NONE;
    for (size_t before = at; before > 0 && file->bytes[before - 1] != '\n'; before--)
        if (!blank(file->bytes[before - 1]))
            return MARKER_NONE;
    for (size_t i = 0; i < array_length(marker_texts); i++)
        if (marker_matches(file->bytes + at, marker_texts[i].text))
            return marker_texts[i].marker;
    return MARKER_NONE;
}

// ---- psql ---------------------------------------------------------------------------------------

static size_t command_length(const struct source_file *file, size_t at)
{
    size_t length = 0;
    while (byte_class(file->bytes[at + 1 + length]) == CLASS_WORD)
        length++;
    return length;
}

bool script_command_at(const struct source_file *file, size_t at)
{
    char next = file->bytes[at + 1];
    return byte_class(next) == CLASS_WORD || (next && strchr(";!?.\\", next));
}

bool script_command_ends_statement(const struct source_file *file, size_t at)
{
    static const char *const sending[] = {
        "g", "gx", "gset", "gexec", "gdesc", "crosstabview", "watch", "bind", "r", "reset",
    };
    size_t length = command_length(file, at);
    if (file->bytes[at + 1] == ';')
        return true;
    for (size_t i = 0; i < array_length(sending); i++)
        if (word_is(file->bytes + at + 1, length, sending[i]))
            return true;
    return false;
}

// Whether the line from `at` to `end` holds `from stdin`.
static bool names_stdin(const struct source_file *file, size_t at, size_t end)
{
    bool after_from = false;
    while (at < end) {
        size_t start = at;
        while (at < end && byte_is_identifier(file->bytes[at]))
            at++;
        if (at == start) {
            at++;
            continue;
        }
        if (after_from && word_is(file->bytes + start, at - start, "stdin"))
            return true;
        after_from = word_is(file->bytes + start, at - start, "from");
    }
    return false;
}

size_t script_command(const struct source_file *file, size_t at, bool *reads_data)
{
    *reads_data = false;
    if (file->bytes[at + 1] == ';')
        return at + 2;
    size_t end = lexeme_line(file, at), length = command_length(file, at);
    if (word_is(file->bytes + at + 1, length, "copy"))
        *reads_data = names_stdin(file, at + 1 + length, end);
    return end;
}

size_t script_copy_data(const struct source_file *file, size_t at)
{
    const char *bytes = file->bytes;
    while (at < file->length) {
        const char *line = memchr(bytes + at, '\n', file->length - at);
        if (!line)
            break;
        at = (size_t)(line - bytes) + 1;
        if (bytes[at] == '\\' && bytes[at + 1] == '.' &&
            (bytes[at + 2] == '\n' || bytes[at + 2] == '\r' || at + 2 >= file->length))
            return at + 2;
    }
    return NOWHERE;
}
