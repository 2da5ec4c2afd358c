// PostgreSQL's text format read back, and written as to_json() writes the value. What to_json()
// does was read off PostgreSQL's behaviour, and tests/serve/test_values compares the two.
//
//   array     = ["[" bound ":" bound "]"... "="] items
//   items     = "{" [item {delimiter item}] "}"
//   item      = items | quoted | plain          plain NULL is null; in quotes it is a word
//   composite = "(" [field {"," field}] ")"     an empty field is null
//   quoted    = '"' {char | '\' char | '""'} '"'
#include "serve/answer_value.h"

#include "base/word.h"

enum { DEPTH_MOST = 64 }; // of types in one another; the catalog's own are a few

// ---- strings ----------------------------------------------------------------------------------------

void answer_string_write(const char *text, size_t length, struct text *out)
{
    static const char digits[] = "0123456789abcdef";
    size_t from = 0;
    text_add_char(out, '"');
    for (size_t at = 0; at < length; at++) {
        unsigned char byte = (unsigned char)text[at];
        if (byte >= ' ' && byte != '"' && byte != '\\')
            continue;
        text_add_bytes(out, text + from, at - from);
        from = at + 1;
        char escape = byte == '\b'   ? 'b'
                      : byte == '\f' ? 'f'
                      : byte == '\n' ? 'n'
                      : byte == '\r' ? 'r'
                      : byte == '\t' ? 't'
                      : byte >= ' '  ? (char)byte
                                     : '\0';
        text_add_char(out, '\\');
        if (escape) {
            text_add_char(out, escape);
        } else {
            text_add(out, "u00");
            text_add_char(out, digits[byte >> 4]);
            text_add_char(out, digits[byte & 15]);
        }
    }
    text_add_bytes(out, text + from, length - from);
    text_add_char(out, '"');
}

static size_t digits_skip(const char *text, size_t length, size_t at)
{
    while (at < length && byte_is_digit(text[at]))
        at++;
    return at;
}

// A number of JSON's grammar (RFC 8259, section 6); NaN and Infinity are none.
static bool is_number(const char *text, size_t length)
{
    size_t at = length && *text == '-', end = digits_skip(text, length, at);
    if (end == at || (text[at] == '0' && end > at + 1))
        return false;
    at = end;
    if (at < length && text[at] == '.') {
        end = digits_skip(text, length, at + 1);
        if (end == at + 1)
            return false;
        at = end;
    }
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        at += at < length && (text[at] == '+' || text[at] == '-');
        end = digits_skip(text, length, at);
        if (end == at)
            return false;
        at = end;
    }
    return at == length;
}

// ---- dates and times ---------------------------------------------------------------------------------

// "2026-03-01 09:00:00.5+00 BC" as "2026-03-01T09:00:00.5+00:00 BC"; infinity as it is.
static bool timestamp_write(const char *text, size_t length, bool has_zone, struct text *out)
{
    const char *space = memchr(text, ' ', length);
    if (!space) {
        answer_string_write(text, length, out);
        return true;
    }
    size_t day = (size_t)(space - text), end = length;
    if (length > 3 && memcmp(text + length - 3, " BC", 3) == 0)
        end -= 3;
    if (end <= day)
        return false;
    text_add_char(out, '"');
    text_add_bytes(out, text, day);
    text_add_char(out, 'T');
    text_add_bytes(out, space + 1, end - day - 1);
    // Hours alone get their minutes.
    if (has_zone && end >= day + 4 && (text[end - 3] == '+' || text[end - 3] == '-'))
        text_add(out, ":00");
    text_add_bytes(out, text + end, length - end);
    text_add_char(out, '"');
    return true;
}

// ---- pieces of arrays and composites -----------------------------------------------------------------

struct reader {
    const char *at, *end;
    struct text piece; // of what is read now, without its quotes
};

static bool value_write(const struct value_form *form, const char *text, size_t length,
                        uint32_t depth, struct text *out);

// Reads up to one of `stops` (outside of quotes) into the piece. False where a quote never ends.
static bool piece_read(struct reader *reader, const char *stops, bool *is_quoted)
{
    reader->piece.length = 0;
    text_add(&reader->piece, "");
    *is_quoted = false;
    while (reader->at < reader->end && !strchr(stops, *reader->at)) {
        if (*reader->at == '\\' && reader->at + 1 < reader->end) {
            text_add_char(&reader->piece, reader->at[1]);
            reader->at += 2;
            continue;
        }
        if (*reader->at != '"') {
            text_add_char(&reader->piece, *reader->at++);
            continue;
        }
        *is_quoted = true;
        for (reader->at++; reader->at < reader->end; reader->at++) {
            if (*reader->at == '\\' && reader->at + 1 < reader->end)
                reader->at++;
            else if (*reader->at == '"' && reader->at + 1 < reader->end && reader->at[1] == '"')
                reader->at++;
            else if (*reader->at == '"')
                break;
            text_add_char(&reader->piece, *reader->at);
        }
        if (reader->at == reader->end)
            return false;
        reader->at++;
    }
    return true;
}

// ---- arrays -------------------------------------------------------------------------------------------

static bool items_write(const struct value_form *form, struct reader *reader, uint32_t depth,
                        struct text *out);

static bool item_write(const struct value_form *form, struct reader *reader, uint32_t depth,
                       struct text *out)
{
    const char stops[] = {form->delimiter, '}', '\0'};
    bool is_quoted;
    if (*reader->at == '{')
        return items_write(form, reader, depth + 1, out);
    if (!piece_read(reader, stops, &is_quoted))
        return false;
    if (!is_quoted && strcasecmp(reader->piece.string, "null") == 0) {
        text_add(out, "null");
        return true;
    }
    return value_write(form->element, reader->piece.string, reader->piece.length, depth + 1, out);
}

// At "{"; leaves the reader behind "}".
static bool items_write(const struct value_form *form, struct reader *reader, uint32_t depth,
                        struct text *out)
{
    if (depth > DEPTH_MOST)
        return false;
    text_add_char(out, '[');
    reader->at++;
    if (reader->at < reader->end && *reader->at == '}') {
        reader->at++;
        text_add_char(out, ']');
        return true;
    }
    while (reader->at < reader->end) {
        if (!item_write(form, reader, depth, out) || reader->at >= reader->end)
            return false;
        char stop = *reader->at++;
        if (stop == '}') {
            text_add_char(out, ']');
            return true;
        }
        if (stop != form->delimiter || reader->at >= reader->end)
            return false;
        text_add_char(out, ',');
    }
    return false;
}

static bool array_write(const struct value_form *form, const char *text, size_t length,
                        uint32_t depth, struct text *out)
{
    struct reader reader = {.at = text, .end = text + length};
    if (length && *text == '[') { // lower bounds that are not 1
        const char *equals = memchr(text, '=', length);
        if (!equals)
            return false;
        reader.at = equals + 1;
    }
    if (reader.at >= reader.end || *reader.at != '{')
        return false;
    text_init(&reader.piece);
    bool is_written = items_write(form, &reader, depth, out) && reader.at == reader.end;
    text_release(&reader.piece);
    return is_written;
}

static bool vector_write(const struct value_form *form, const char *text, size_t length,
                         uint32_t depth, struct text *out)
{
    text_add_char(out, '[');
    for (size_t at = 0; at < length;) {
        const char *space = memchr(text + at, ' ', length - at);
        size_t end = space ? (size_t)(space - text) : length;
        if (at)
            text_add_char(out, ',');
        if (!value_write(form->element, text + at, end - at, depth + 1, out))
            return false;
        at = space ? end + 1 : end;
    }
    text_add_char(out, ']');
    return true;
}

// ---- composites ---------------------------------------------------------------------------------------

static bool composite_write(const struct value_form *form, const char *text, size_t length,
                            uint32_t depth, struct text *out)
{
    struct reader reader = {.at = text + 1, .end = text + length};
    if (length < 2 || *text != '(')
        return false;
    bool is_written = true;
    text_init(&reader.piece);
    text_add_char(out, '{');
    for (uint32_t at = 0; at < form->field_count && is_written; at++) {
        bool is_quoted;
        is_written = piece_read(&reader, ",)", &is_quoted) && reader.at < reader.end &&
                     *reader.at == (at + 1 < form->field_count ? ',' : ')');
        if (!is_written)
            break;
        reader.at += at + 1 < form->field_count;
        if (at)
            text_add_char(out, ',');
        answer_string_write(form->names[at], strlen(form->names[at]), out);
        text_add_char(out, ':');
        if (!is_quoted && reader.piece.length == 0)
            text_add(out, "null");
        else
            is_written = value_write(form->fields[at], reader.piece.string, reader.piece.length,
                                     depth + 1, out);
    }
    text_release(&reader.piece);
    text_add_char(out, '}');
    return is_written && reader.at + 1 == reader.end && *reader.at == ')';
}

// ---- hstore ---------------------------------------------------------------------------------------------

// hstore = [pair {", " pair}]    pair = quoted "=>" (quoted | NULL)
static bool hstore_write(const char *text, size_t length, struct text *out)
{
    struct reader reader = {.at = text, .end = text + length};
    bool is_quoted, is_written = true;
    text_init(&reader.piece);
    text_add_char(out, '{');
    while (is_written && reader.at < reader.end) {
        is_written = piece_read(&reader, "=", &is_quoted) && reader.at + 1 < reader.end &&
                     reader.at[1] == '>';
        if (!is_written)
            break;
        reader.at += 2;
        answer_string_write(reader.piece.string, reader.piece.length, out);
        text_add(out, ": ");
        is_written = piece_read(&reader, ",", &is_quoted);
        if (is_written && is_quoted)
            answer_string_write(reader.piece.string, reader.piece.length, out);
        else
            text_add(out, "null");
        if (reader.at < reader.end) {
            reader.at++;
            reader.at += reader.at < reader.end && *reader.at == ' ';
            text_add(out, ", ");
        }
    }
    text_release(&reader.piece);
    text_add_char(out, '}');
    return is_written;
}

// ---- any value ------------------------------------------------------------------------------------------

static bool value_write(const struct value_form *form, const char *text, size_t length,
                        uint32_t depth, struct text *out)
{
    if (depth > DEPTH_MOST)
        return false;
    switch (form->kind) {
    case VALUE_FORM_STRING:
    case VALUE_FORM_DATE:
        answer_string_write(text, length, out);
        return true;
    case VALUE_FORM_BOOLEAN:
        if (length != 1 || (*text != 't' && *text != 'f'))
            return false;
        text_add(out, *text == 't' ? "true" : "false");
        return true;
    case VALUE_FORM_NUMBER:
        if (is_number(text, length))
            text_add_bytes(out, text, length);
        else
            answer_string_write(text, length, out);
        return true;
    case VALUE_FORM_JSON:
        text_add_bytes(out, text, length);
        return true;
    case VALUE_FORM_TIMESTAMP:
    case VALUE_FORM_TIMESTAMP_ZONE:
        return timestamp_write(text, length, form->kind == VALUE_FORM_TIMESTAMP_ZONE, out);
    case VALUE_FORM_ARRAY:
        return array_write(form, text, length, depth, out);
    case VALUE_FORM_VECTOR:
        return vector_write(form, text, length, depth, out);
    case VALUE_FORM_COMPOSITE:
        return composite_write(form, text, length, depth, out);
    case VALUE_FORM_HSTORE:
        return hstore_write(text, length, out);
    }
    return false;
}

bool answer_value_write(const struct value_form *form, const char *text, size_t length,
                        struct text *out)
{
    size_t before = out->length;
    if (value_write(form, text, length, 0, out))
        return true;
    out->length = before;
    if (out->capacity)
        out->string[before] = '\0';
    return false;
}
