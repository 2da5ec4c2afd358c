// JSON as requests carry it (RFC 8259), read strictly into an arena: what PostgreSQL would read
// differently, or not at all, is refused here with the place.
//
//   * the whole text is one value; UTF-8 only, no byte-order mark
//   * numbers keep their digits; an exponent of more than four digits is refused
//   * a name twice in one object is refused: two readers would see two values
//   * \u0000 and lone surrogates are refused: text in PostgreSQL has neither
//   * nesting up to JSON_VALUE_DEPTH; JSON_VALUES_MOST values, about 64 bytes of memory each
//   * a number that PostgreSQL's numeric cannot hold is refused
#ifndef LINTEL_SERVE_JSON_VALUE_H
#define LINTEL_SERVE_JSON_VALUE_H

#include "base/arena.h"

enum { JSON_VALUE_DEPTH = 64, JSON_VALUES_MOST = 250000 };

enum json_kind {
    JSON_VALUE_NULL,
    JSON_VALUE_BOOLEAN,
    JSON_VALUE_NUMBER,
    JSON_VALUE_STRING,
    JSON_VALUE_ARRAY,
    JSON_VALUE_OBJECT,
};

struct json_member;

struct json_value {
    enum json_kind kind;
    bool boolean;
    const char *text;            // STRING: decoded, ended by NUL; NUMBER: the digits as written
    uint32_t length;             // of text; ARRAY, OBJECT: how many items
    struct json_member *members; // ARRAY (names NULL), OBJECT, in order
    // Where it stands in what was read: the bytes of the value, for json and jsonb parameters.
    const char *source;
    uint32_t source_length;
};

struct json_member {
    const char *name; // NULL in arrays
    uint32_t name_length;
    struct json_value value;
};

struct json_fault {
    const char *reason;    // "a name stands twice: \"title\""
    uint32_t line, column; // from 1, in characters
};

// NULL where it is none; `fault` is filled then. Pointers into `bytes` live as long as those.
const struct json_value *json_value_read(struct arena *arena, const char *bytes, size_t length,
                                         struct json_fault *fault);

const struct json_value *json_value_member(const struct json_value *object, const char *name);

// As JSON Schema compares: numbers by what they mean (1 and 1.0), objects whatever their order.
bool json_value_equal(const struct json_value *a, const struct json_value *b);
// The index of the first item of an array that equals one before it, whose index is `first`; or
// the array's length. Linear, also for items made to collide.
uint32_t json_value_repeated(struct arena *arena, const struct json_value *array, uint32_t *first);

// Values of their own; `text` is already UTF-8 without NUL, a number's digits valid JSON. Each has
// a `source`, as if it had been read.
const struct json_value *json_value_string(struct arena *arena, const char *text, size_t length);
const struct json_value *json_value_number(struct arena *arena, const char *digits, size_t length);
const struct json_value *json_value_boolean(struct arena *arena, bool value);
// `members` is kept, not copied; their names are NULL in an array.
const struct json_value *json_value_container(struct arena *arena, enum json_kind kind,
                                              struct json_member *members, uint32_t count);

#endif
