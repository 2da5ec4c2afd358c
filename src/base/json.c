// What stands before an item (comma, line break, indentation) is written when the item comes, since
// only then is it known that there is one.
#include "base/json.h"

#include "base/utf8.h"

void json_init(struct json *json, struct text *out)
{
    *json = (struct json){.out = out};
}

void json_init_inside(struct json *json, struct text *out, int depth)
{
    assert(depth < JSON_DEPTH);
    *json = (struct json){.out = out, .depth = depth};
}

// Writes what stands before the next item: comma, line break, indentation.
static void item_begin(struct json *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->depth == 0)
        return;
    bool compact = json->is_compact[json->depth];
    if (json->has_items[json->depth])
        text_add(json->out, compact ? ", " : ",");
    json->has_items[json->depth] = true;
    if (!compact) {
        text_add_char(json->out, '\n');
        text_repeat(json->out, ' ', (size_t)json->depth * 2);
    }
}

static void nest(struct json *json, char bracket, bool compact)
{
    item_begin(json);
    text_add_char(json->out, bracket);
    bool inherited = json->is_compact[json->depth];
    json->depth++;
    assert(json->depth < JSON_DEPTH);
    json->has_items[json->depth] = false;
    json->is_compact[json->depth] = compact || inherited;
}

static void unnest(struct json *json, char bracket)
{
    assert(json->depth > 0 && !json->after_key);
    bool broken = json->has_items[json->depth] && !json->is_compact[json->depth];
    json->depth--;
    if (broken) {
        text_add_char(json->out, '\n');
        text_repeat(json->out, ' ', (size_t)json->depth * 2);
    }
    text_add_char(json->out, bracket);
    if (json->depth == 0)
        text_add_char(json->out, '\n');
}

void json_object(struct json *json)
{
    nest(json, '{', false);
}

void json_object_compact(struct json *json)
{
    nest(json, '{', true);
}

void json_object_end(struct json *json)
{
    unnest(json, '}');
}

void json_array(struct json *json)
{
    nest(json, '[', false);
}

void json_array_compact(struct json *json)
{
    nest(json, '[', true);
}

void json_array_end(struct json *json)
{
    unnest(json, ']');
}

static void write_string(struct text *out, const char *string)
{
    text_add_char(out, '"');
    for (const char *at = string; *at;) {
        size_t length = utf8_length(at, SIZE_MAX);
        unsigned char byte = (unsigned char)*at;
        if (length == 0)
            text_add(out, "\\ufffd");
        else if (byte == '"' || byte == '\\')
            text_format(out, "\\%c", byte);
        else if (byte == '\n')
            text_add(out, "\\n");
        else if (byte == '\t')
            text_add(out, "\\t");
        else if (byte < 0x20 || byte == 0x7f)
            text_format(out, "\\u%04x", byte);
        else if (byte == 0xC2 && length == 2 && (unsigned char)at[1] < 0xA0) // U+0080 to U+009F
            text_format(out, "\\u%04x", (unsigned char)at[1]);
        else
            text_add_bytes(out, at, length);
        at += length ? length : 1;
    }
    text_add_char(out, '"');
}

void json_key(struct json *json, const char *key)
{
    item_begin(json);
    write_string(json->out, key);
    text_add(json->out, ": ");
    json->after_key = true;
}

void json_string(struct json *json, const char *string)
{
    item_begin(json);
    if (string)
        write_string(json->out, string);
    else
        text_add(json->out, "null");
}

void json_number(struct json *json, int64_t number)
{
    item_begin(json);
    text_format(json->out, "%lld", (long long)number);
}

void json_boolean(struct json *json, bool value)
{
    item_begin(json);
    text_add(json->out, value ? "true" : "false");
}

void json_key_string(struct json *json, const char *key, const char *string)
{
    json_key(json, key);
    json_string(json, string);
}

void json_key_string_if(struct json *json, const char *key, const char *string)
{
    if (string)
        json_key_string(json, key, string);
}

void json_key_number(struct json *json, const char *key, int64_t number)
{
    json_key(json, key);
    json_number(json, number);
}

void json_key_boolean(struct json *json, const char *key, bool value)
{
    json_key(json, key);
    json_boolean(json, value);
}

void json_key_boolean_if(struct json *json, const char *key, bool value)
{
    if (value)
        json_key_boolean(json, key, value);
}
