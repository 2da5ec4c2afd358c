// Reads JSON (RFC 8259) with two allocations, however large the text is. A first pass counts what
// stands outside of strings, which bounds the number of values; then one array holds them all, and
// one buffer their decoded text.
//
//     pool   [ items of containers still open ▶ ......... ◀ items of finished containers ]
//
// A container's items gather at the pool's beginning, and move to its end when the container does,
// so that they lie side by side; each value is in one of the two places, never in both.
//
//     value = object | array | string | number | "true" | "false" | "null"
#include "serve/json_value.h"

#include "base/utf8.h"
#include "base/word.h"
#include "serve/json_value_part.h"

// What numeric holds: the manual's "Numeric Types".
enum { DIGITS_BEFORE_POINT = 131072, DIGITS_BEHIND_POINT = 16383, EXPONENT_DIGITS = 4 };
enum { ECHOED_MOST = 64 };

struct reader {
    struct arena *arena;
    const char *start, *at, *end;
    struct json_member *pool;
    uint32_t low, high; // of the pool: open items are before low, finished ones from high
    uint32_t values;
    char *text; // where the next decoded text goes
    const char *fault, *fault_at;
};

static bool refuse(struct reader *reader, const char *at, const char *reason)
{
    reader->fault = reason;
    reader->fault_at = at;
    return false;
}

static void skip_space(struct reader *reader)
{
    while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\n' ||
                                        *reader->at == '\r' || *reader->at == '\t'))
        reader->at++;
}

static bool at_byte(const struct reader *reader, char byte)
{
    return reader->at < reader->end && *reader->at == byte;
}

// How many values there are at most: one, one behind each comma, the first of each container.
static size_t count_values(const char *at, const char *end)
{
    size_t count = 1;
    for (bool is_in_string = false; at < end; at++) {
        if (*at == '"')
            is_in_string = !is_in_string;
        else if (is_in_string)
            at += *at == '\\';
        else
            count += *at == ',' || *at == '[' || *at == '{';
    }
    return count;
}

// ---- strings --------------------------------------------------------------------------------------

static int hex_value(char byte)
{
    if (byte_is_digit(byte))
        return byte - '0';
    byte = byte_lower(byte);
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

// The four digits behind `\u`, or -1.
static int32_t read_unit(const struct reader *reader, const char *at)
{
    int32_t unit = 0;
    if (reader->end - at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_value(at[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static char *write_character(char *out, uint32_t code)
{
    if (code < 0x80) {
        *out++ = (char)code;
        return out;
    }
    if (code < 0x800) {
        *out++ = (char)(0xC0 | code >> 6);
    } else if (code < 0x10000) {
        *out++ = (char)(0xE0 | code >> 12);
        *out++ = (char)(0x80 | (code >> 6 & 0x3F));
    } else {
        *out++ = (char)(0xF0 | code >> 18);
        *out++ = (char)(0x80 | (code >> 12 & 0x3F));
        *out++ = (char)(0x80 | (code >> 6 & 0x3F));
    }
    *out++ = (char)(0x80 | (code & 0x3F));
    return out;
}

// escape = "\u" 4 hex digits, of a surrogate with its other half
static bool read_unicode(struct reader *reader, char **out)
{
    const char *start = reader->at;
    int32_t unit = read_unit(reader, start + 2);
    if (unit < 0)
        return refuse(reader, start, "\\u needs four hexadecimal digits");
    if (unit == 0)
        return refuse(reader, start, "\\u0000 cannot be stored as text");
    reader->at += 6;
    uint32_t code = (uint32_t)unit;
    if (unit >= 0xD800 && unit <= 0xDFFF) {
        bool has_second = unit < 0xDC00 && reader->end - reader->at >= 6 && reader->at[0] == '\\' &&
                          reader->at[1] == 'u';
        int32_t second = has_second ? read_unit(reader, reader->at + 2) : -1;
        if (second < 0xDC00 || second > 0xDFFF)
            return refuse(reader, start, "half of a surrogate pair without its other half");
        reader->at += 6;
        code = 0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(second - 0xDC00);
    }
    *out = write_character(*out, code);
    return true;
}

static bool read_escape(struct reader *reader, char **out)
{
    static const char written[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    if (reader->end - reader->at < 2)
        return refuse(reader, reader->at, "the string does not end");
    char byte = reader->at[1];
    if (byte == 'u')
        return read_unicode(reader, out);
    const char *found = byte ? strchr(written, byte) : NULL;
    if (!found)
        return refuse(reader, reader->at, "an escape that JSON does not have");
    *(*out)++ = meant[found - written];
    reader->at += 2;
    return true;
}

static bool is_plain(char byte)
{
    return (unsigned char)byte >= 0x20 && (unsigned char)byte < 0x80 && byte != '"' && byte != '\\';
}

// `reader->at` is at the opening quote.
static bool read_string(struct reader *reader, const char **text, uint32_t *length)
{
    const char *start = reader->at++;
    char *out = reader->text;
    *text = out;
    for (;;) {
        const char *run = reader->at;
        while (reader->at < reader->end && is_plain(*reader->at))
            reader->at++;
        memcpy(out, run, (size_t)(reader->at - run));
        out += reader->at - run;
        if (reader->at == reader->end)
            return refuse(reader, start, "the string does not end");
        if (*reader->at == '"')
            break;
        if (*reader->at == '\\') {
            if (!read_escape(reader, &out))
                return false;
            continue;
        }
        if ((unsigned char)*reader->at < 0x20)
            return refuse(reader, reader->at, "a control character in a string; escape it");
        size_t step = utf8_length(reader->at, (size_t)(reader->end - reader->at));
        if (!step)
            return refuse(reader, reader->at, "not UTF-8");
        memcpy(out, reader->at, step);
        out += step;
        reader->at += step;
    }
    reader->at++;
    *length = (uint32_t)(out - *text);
    *out = '\0';
    reader->text = out + 1;
    return true;
}

// ---- numbers --------------------------------------------------------------------------------------

static size_t skip_digits(struct reader *reader)
{
    const char *start = reader->at;
    while (reader->at < reader->end && byte_is_digit(*reader->at))
        reader->at++;
    return (size_t)(reader->at - start);
}

// number = ["-"] ("0" | digit 1-9 digits*) ["." digits] [("e" | "E") ["+" | "-"] digits]
static bool read_number(struct reader *reader, struct json_value *value)
{
    const char *start = reader->at;
    reader->at += *start == '-';
    bool begins_with_zero = at_byte(reader, '0');
    int64_t before = (int64_t)skip_digits(reader), behind = 0, exponent = 0;
    if (before == 0)
        return refuse(reader, start, "no value of JSON begins so");
    if (begins_with_zero && before > 1)
        return refuse(reader, start, "a number begins with 0");
    if (at_byte(reader, '.')) {
        reader->at++;
        behind = (int64_t)skip_digits(reader);
        if (behind == 0)
            return refuse(reader, start, "a number needs digits behind its point");
    }
    if (at_byte(reader, 'e') || at_byte(reader, 'E')) {
        reader->at++;
        bool is_negative = at_byte(reader, '-');
        reader->at += is_negative || at_byte(reader, '+');
        size_t digits = skip_digits(reader);
        if (digits == 0)
            return refuse(reader, start, "a number needs digits in its exponent");
        if (digits > EXPONENT_DIGITS)
            return refuse(reader, start, "a number's exponent has more than four digits");
        for (; digits > 0; digits--)
            exponent = exponent * 10 + (reader->at[-(ptrdiff_t)digits] - '0');
        exponent = is_negative ? -exponent : exponent;
    }
    if (before + exponent > DIGITS_BEFORE_POINT || behind - exponent > DIGITS_BEHIND_POINT)
        return refuse(reader, start, "a number has more digits than can be stored");
    value->kind = JSON_VALUE_NUMBER;
    value->length = (uint32_t)(reader->at - start);
    value->text = memcpy(reader->text, start, value->length);
    reader->text[value->length] = '\0';
    reader->text += value->length + 1;
    return true;
}

// ---- containers -----------------------------------------------------------------------------------

static bool read_value(struct reader *reader, struct json_value *value, uint32_t depth);

// The items from `first` on, to the pool's end.
static void container_close(struct reader *reader, struct json_value *value, uint32_t first)
{
    value->length = reader->low - first;
    reader->high -= value->length;
    assert(first <= reader->high);
    value->members = reader->pool + reader->high;
    // They may overlap where the pool is nearly full.
    if (value->length)
        memmove(value->members, reader->pool + first, value->length * sizeof *value->members);
    reader->low = first;
}

static bool read_name(struct reader *reader, struct json_member *member)
{
    if (!at_byte(reader, '"'))
        return refuse(reader, reader->at, "a name in quotes must stand here");
    if (!read_string(reader, &member->name, &member->name_length))
        return false;
    skip_space(reader);
    if (!at_byte(reader, ':'))
        return refuse(reader, reader->at, "a colon must stand here");
    reader->at++;
    return true;
}

static bool refuse_repeated(struct reader *reader, const char *at, const struct json_member *member)
{
    // Cut between characters.
    uint32_t length = 0;
    while (length < member->name_length) {
        size_t step = utf8_length(member->name + length, member->name_length - length);
        if (length + step > ECHOED_MOST)
            break;
        length += (uint32_t)step;
    }
    return refuse(reader, at,
                  arena_format(reader->arena, "a name stands twice: \"%.*s\"%s", (int)length,
                               member->name, length < member->name_length ? "..." : ""));
}

// array = "[" [value ("," value)*] "]";  object the same with name ":" before each value
static bool read_container(struct reader *reader, struct json_value *value, uint32_t depth)
{
    const char *start = reader->at++;
    bool is_object = *start == '{';
    char closing = is_object ? '}' : ']';
    uint32_t first = reader->low;
    if (depth == JSON_VALUE_DEPTH)
        return refuse(reader, start, "nested too deeply");
    value->kind = is_object ? JSON_VALUE_OBJECT : JSON_VALUE_ARRAY;
    skip_space(reader);
    while (!at_byte(reader, closing)) {
        struct json_member member = {0};
        if (reader->low > first) {
            if (!at_byte(reader, ','))
                return refuse(reader, reader->at,
                              reader->at == reader->end ? "the text ends too early"
                              : is_object               ? "a comma or } must stand here"
                                                        : "a comma or ] must stand here");
            reader->at++;
            skip_space(reader);
        }
        if (is_object && !read_name(reader, &member))
            return false;
        skip_space(reader);
        if (!read_value(reader, &member.value, depth + 1))
            return false;
        reader->pool[reader->low++] = member;
        skip_space(reader);
    }
    reader->at++;
    container_close(reader, value, first);
    uint32_t repeated = is_object ? json_members_repeated(reader->arena, value) : value->length;
    return repeated == value->length ||
           refuse_repeated(reader, value->members[repeated].value.source,
                           &value->members[repeated]);
}

// ---- values ---------------------------------------------------------------------------------------

static bool read_word(struct reader *reader, struct json_value *value)
{
    static const struct {
        const char *word;
        struct json_value value;
    } words[] = {
        {"null", {.kind = JSON_VALUE_NULL}},
        {"true", {.kind = JSON_VALUE_BOOLEAN, .boolean = true}},
        {"false", {.kind = JSON_VALUE_BOOLEAN}},
    };
    for (size_t i = 0; i < array_length(words); i++) {
        size_t length = strlen(words[i].word);
        if ((size_t)(reader->end - reader->at) >= length &&
            memcmp(reader->at, words[i].word, length) == 0) {
            *value = words[i].value;
            reader->at += length;
            return true;
        }
    }
    return refuse(reader, reader->at, "no value of JSON begins so");
}

static bool read_value(struct reader *reader, struct json_value *value, uint32_t depth)
{
    const char *start = reader->at;
    bool is_good;
    if (reader->at == reader->end)
        return refuse(reader, start, "a value must stand here, and the text ends");
    if (reader->values++ == JSON_VALUES_MOST)
        return refuse(reader, start, "too many values");
    if (*start == '{' || *start == '[') {
        is_good = read_container(reader, value, depth);
    } else if (*start == '"') {
        value->kind = JSON_VALUE_STRING;
        is_good = read_string(reader, &value->text, &value->length);
    } else if (*start == '-' || byte_is_digit(*start)) {
        is_good = read_number(reader, value);
    } else {
        is_good = read_word(reader, value);
    }
    value->source = start;
    value->source_length = (uint32_t)(reader->at - start);
    return is_good;
}

// Lines end with a line feed; a column counts characters, or bytes where there are none.
static void fault_place(const struct reader *reader, struct json_fault *fault)
{
    fault->reason = reader->fault;
    fault->line = fault->column = 1;
    for (const char *at = reader->start; at < reader->fault_at;) {
        size_t step = utf8_length(at, (size_t)(reader->end - at));
        fault->column = *at == '\n' ? 1 : fault->column + 1;
        fault->line += *at == '\n';
        at += step ? step : 1;
    }
}

static bool read_text(struct reader *reader, struct json_value *value)
{
    size_t length = (size_t)(reader->end - reader->start);
    if (length >= UINT32_MAX / 2)
        return refuse(reader, reader->start, "too long");
    if (length >= 3 && memcmp(reader->start, "\xEF\xBB\xBF", 3) == 0)
        return refuse(reader, reader->start, "a byte-order mark stands before the text");
    size_t most = count_values(reader->start, reader->end);
    reader->high = (uint32_t)(most < JSON_VALUES_MOST ? most : JSON_VALUES_MOST);
    reader->pool = arena_allocate_raw(reader->arena, reader->high * sizeof *reader->pool);
    // No decoded string is longer than it was with its quotes; numbers get a NUL besides.
    reader->text = arena_allocate_raw(reader->arena, length + reader->high + 1);
    skip_space(reader);
    if (reader->at == reader->end)
        return refuse(reader, reader->start, "there is nothing");
    if (!read_value(reader, value, 0))
        return false;
    skip_space(reader);
    return reader->at == reader->end || refuse(reader, reader->at, "more stands behind the value");
}

const struct json_value *json_value_read(struct arena *arena, const char *bytes, size_t length,
                                         struct json_fault *fault)
{
    struct reader reader = {.arena = arena, .start = bytes, .at = bytes, .end = bytes + length};
    struct json_value *value = arena_make(arena, struct json_value);
    if (read_text(&reader, value))
        return value;
    fault_place(&reader, fault);
    return NULL;
}
