// Writes JSON (RFC 8259) into a text, indented by two spaces, or on one line per item of `compact`
// objects. The writer keeps the commas; the caller keeps the nesting right (asserted).
#ifndef LINTEL_BASE_JSON_H
#define LINTEL_BASE_JSON_H

#include "base/text.h"

enum { JSON_DEPTH = 32 };

struct json {
    struct text *out;
    int depth;
    bool has_items[JSON_DEPTH];
    bool is_compact[JSON_DEPTH];
    bool after_key;
};

void json_init(struct json *json, struct text *out);
// As if `depth` arrays or objects were open: for a part of a larger document, whose writer adds the
// commas between the parts and the closing brackets.
void json_init_inside(struct json *json, struct text *out, int depth);

void json_object(struct json *json);         // {
void json_object_compact(struct json *json); // { with everything inside on one line
void json_object_end(struct json *json);
void json_array(struct json *json);
void json_array_compact(struct json *json);
void json_array_end(struct json *json);
void json_key(struct json *json, const char *key);

// Values. A NULL string is null. Bytes that are not UTF-8 become U+FFFD.
void json_string(struct json *json, const char *string);
void json_number(struct json *json, int64_t number);
void json_boolean(struct json *json, bool value);

// Key and value; the `_if` forms write nothing for NULL and false.
void json_key_string(struct json *json, const char *key, const char *string);
void json_key_string_if(struct json *json, const char *key, const char *string);
void json_key_number(struct json *json, const char *key, int64_t number);
void json_key_boolean(struct json *json, const char *key, bool value);
void json_key_boolean_if(struct json *json, const char *key, bool value);

#endif
