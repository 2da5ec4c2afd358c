// The keys of the design's maps: "schema.name" behind one byte with the schema's length, so that
// dots inside quoted names cannot make two names one. Only lookup.c includes this.
#ifndef LINTEL_DESIGN_KEY_H
#define LINTEL_DESIGN_KEY_H

#include "base/base.h"

// Identifiers end at 63 bytes (IDENTIFIER_LENGTH); a longer one is cut alike on both sides.
enum { KEY_PART = 200, KEY_SIZE = 2 * KEY_PART + 3 };

struct key {
    char string[KEY_SIZE];
    size_t length;
};

static inline struct key key_make(const char *schema, const char *name)
{
    size_t schema_length = schema ? strnlen(schema, KEY_PART) : 0;
    size_t name_length = strnlen(name, KEY_PART);
    struct key key;
    char *at = key.string;
    *at++ = (char)(1 + schema_length);
    if (schema_length)
        memcpy(at, schema, schema_length);
    at += schema_length;
    *at++ = '.';
    memcpy(at, name, name_length);
    at[name_length] = '\0';
    key.length = schema_length + name_length + 2;
    return key;
}

#endif
