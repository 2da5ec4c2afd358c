// Where PostgreSQL's lexemes end (its src/backend/parser/scan.l, standard_conforming_strings on).
#include "read/split_scan.h"

// clang-format off
enum {
    OTH = CLASS_OTHER, NUL = CLASS_END, SPC = CLASS_SPACE, WRD = CLASS_WORD, DIG = CLASS_DIGIT,
    STR = CLASS_STRING, NAM = CLASS_NAME, DOL = CLASS_DOLLAR, OPN = CLASS_OPEN, CLS = CLASS_CLOSE,
    COM = CLASS_COMMA, SEM = CLASS_SEMICOLON, DSH = CLASS_DASH, SLA = CLASS_SLASH,
    BSL = CLASS_BACKSLASH, TPL = CLASS_TEMPLATE,
};

const unsigned char byte_classes[256] = {
    NUL, OTH, OTH, OTH, OTH, OTH, OTH, OTH, OTH, SPC, SPC, OTH, SPC, SPC, OTH, OTH,
    OTH, OTH, OTH, OTH, OTH, OTH, OTH, OTH, OTH, OTH, OTH, OTH, OTH, OTH, OTH, OTH,
    SPC, OTH, NAM, TPL, DOL, TPL, OTH, STR, OPN, CLS, OTH, OTH, COM, DSH, OTH, SLA,
    DIG, DIG, DIG, DIG, DIG, DIG, DIG, DIG, DIG, DIG, TPL, SEM, TPL, OTH, OTH, OTH,
    TPL, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD,
    WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, OPN, BSL, CLS, OTH, WRD,
    OTH, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD,
    WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, TPL, OTH, OTH, OTH, OTH,
    WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD,
    WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD,
    WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD,
    WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD,
    WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD,
    WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD,
    WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD,
    WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD, WRD,
};
// clang-format on

bool word_is(const char *bytes, size_t length, const char *word)
{
    for (size_t i = 0; i < length; i++) {
        if (byte_lower(bytes[i]) != word[i] || !word[i])
            return false;
    }
    return word[length] == '\0';
}

// The closing quote, where a doubled one stands for itself.
static size_t quoted(const struct source_file *file, size_t at, char quote)
{
    for (size_t from = at + 1; from < file->length;) {
        const char *found = memchr(file->bytes + from, quote, file->length - from);
        if (!found)
            return NOWHERE;
        from = (size_t)(found - file->bytes) + 1;
        if (file->bytes[from] != quote)
            return from;
        from++;
    }
    return NOWHERE;
}

size_t lexeme_string(const struct source_file *file, size_t at)
{
    return quoted(file, at, '\'');
}

size_t lexeme_name(const struct source_file *file, size_t at)
{
    return quoted(file, at, '"');
}

// A string goes on in a next quote after white space with a line break in it; comments count as
// white space. An E string goes on as one. NOWHERE where it does not go on.
static size_t continued_string(const struct source_file *file, size_t at)
{
    bool has_line_break = false;
    for (;; at++) {
        char byte = file->bytes[at];
        if (byte == '\n' || byte == '\r')
            has_line_break = true;
        else if (byte == '-' && file->bytes[at + 1] == '-')
            at = lexeme_line(file, at) - 1;
        else if (byte == '\'' && has_line_break)
            return at;
        else if (byte_class(byte) != CLASS_SPACE)
            return NOWHERE;
    }
}

size_t lexeme_escape_string(const struct source_file *file, size_t at)
{
    const char *bytes = file->bytes;
    for (at++; at < file->length; at++) {
        if (bytes[at] == '\\') {
            at++;
        } else if (bytes[at] == '\'') {
            if (bytes[at + 1] == '\'') {
                at++;
                continue;
            }
            size_t next = continued_string(file, at + 1);
            if (next == NOWHERE)
                return at + 1;
            at = next;
        }
    }
    return NOWHERE;
}

size_t lexeme_block_comment(const struct source_file *file, size_t at)
{
    const char *bytes = file->bytes;
    size_t depth = 1;
    for (at += 2; at < file->length; at++) {
        if (bytes[at] == '*' && bytes[at + 1] == '/') {
            at++;
            if (--depth == 0)
                return at + 1;
        } else if (bytes[at] == '/' && bytes[at + 1] == '*') {
            at++;
            depth++;
        }
    }
    return NOWHERE;
}

size_t lexeme_line(const struct source_file *file, size_t at)
{
    while (at < file->length && file->bytes[at] != '\n' && file->bytes[at] != '\r')
        at++;
    return at;
}

size_t lexeme_dollar_tag(const struct source_file *file, size_t at)
{
    size_t end = at + 1;
    while (byte_class(file->bytes[end]) == CLASS_WORD ||
           (byte_class(file->bytes[end]) == CLASS_DIGIT && end > at + 1))
        end++;
    return file->bytes[end] == '$' ? end + 1 - at : 0;
}

size_t lexeme_dollar_string(const struct source_file *file, size_t at)
{
    size_t tag = lexeme_dollar_tag(file, at), from = at + tag;
    const char *found = memmem(file->bytes + from, file->length - from, file->bytes + at, tag);
    return found ? (size_t)(found - file->bytes) + tag : NOWHERE;
}
