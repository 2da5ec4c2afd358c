// Shared by inputs*.c.
#ifndef LINTEL_SERVE_INPUTS_PART_H
#define LINTEL_SERVE_INPUTS_PART_H

#include "serve/inputs.h"

// "name=value" of a query or a cookie; the value is not decoded, so that it can be split first.
struct input_pair {
    const char *name;
    const char *text;
    size_t length;
    bool is_used;
};

struct input_pairs {
    LIST_FIELDS(struct input_pair);
};

// One text, and how to make something of it.
struct input_text {
    const char *text;
    size_t length;
    bool is_encoded;    // with percent signs
    bool plus_is_space; // as HTML forms have it
    bool is_header;     // spaces around commas are not part of what stands between them
};

// Where values are made of texts. `fault` is set where one cannot be decoded.
struct input_maker {
    struct arena *arena;
    const char *fault;
};

void query_read(struct input_maker *maker, const char *query, struct input_pairs *pairs);
void cookies_read(struct input_maker *maker, const char *header, struct input_pairs *pairs);

// Whether a schema takes nothing but lists, or objects (and null); any value is neither.
bool schema_wants(const struct value_schema *schema, uint32_t type);
const struct value_schema *schema_items(const struct value_schema *schema);
const struct value_schema *schema_property_of(const struct value_schema *schema, const char *name);

// The first of integer, number, boolean, string that the schema allows and the text is; else a
// string, which the schema then refuses. NULL with the maker's fault.
const struct json_value *value_of_text(struct input_maker *maker, const struct value_schema *schema,
                                       struct input_text text);
// The text is JSON itself.
const struct json_value *value_of_json(struct input_maker *maker, struct input_text text);
// Items between delimiters; an empty text has none.
const struct json_value *value_of_list(struct input_maker *maker, const struct value_schema *schema,
                                       struct input_text text, char delimiter);
// "a,1,b,2" or, where it explodes, "a=1,b=2".
const struct json_value *value_of_object(struct input_maker *maker,
                                         const struct value_schema *schema, struct input_text text,
                                         char delimiter, bool explodes);

// All of an input's pairs in a query or a cookie; marks them as used. NULL without a fault: absent.
const struct json_value *value_of_pairs(struct input_maker *maker, const struct input *input,
                                        const struct value_schema *schema,
                                        struct input_pairs *pairs, bool plus_is_space);

// Whole numbers of integer schemas in plain digits: 1.0 and 1e2 are integers to JSON Schema, but
// not to PostgreSQL. Lists of them too.
const struct json_value *value_normalise(struct arena *arena, const struct value_schema *schema,
                                         const struct json_value *value);

#endif
