// One value of PostgreSQL's text format as JSON, byte for byte what to_json() writes: numbers digit
// for digit, json raw, timestamps in ISO 8601 with offset, non-finite numbers as strings, arrays as
// arrays, composites as objects. The session's DateStyle, IntervalStyle, TimeZone,
// extra_float_digits and bytea_output are those that pg.c sets: ISO, postgres, UTC, 1, hex.
#ifndef LINTEL_SERVE_ANSWER_VALUE_H
#define LINTEL_SERVE_ANSWER_VALUE_H

#include "base/arena.h"
#include "base/text.h"

enum value_form_kind {
    VALUE_FORM_STRING, // whatever else: its text in quotes
    VALUE_FORM_BOOLEAN,
    VALUE_FORM_NUMBER, // int2, int4, int8, float4, float8, numeric, oid-like as to_json has it
    VALUE_FORM_JSON,   // json, jsonb
    VALUE_FORM_DATE,
    VALUE_FORM_TIMESTAMP,
    VALUE_FORM_TIMESTAMP_ZONE,
    VALUE_FORM_ARRAY,
    VALUE_FORM_VECTOR, // int2vector, oidvector: an array, written with spaces
    VALUE_FORM_COMPOSITE,
    VALUE_FORM_HSTORE, // as its cast to json writes it: an object of strings
};

struct value_form {
    enum value_form_kind kind;
    const struct value_form *element; // ARRAY, VECTOR
    char delimiter;                   // ARRAY: ',' but for box
    const char **names;               // COMPOSITE
    const struct value_form **fields;
    uint32_t field_count;
};

// `text` is not NULL. False where it is not of its form: a fault of ours, or of a type that lintel
// does not know; nothing is added then.
must_check bool answer_value_write(const struct value_form *form, const char *text, size_t length,
                                   struct text *out);

// `text` in quotes, escaped as JSON; it is UTF-8 (the session's client_encoding).
void answer_string_write(const char *text, size_t length, struct text *out);

#endif
