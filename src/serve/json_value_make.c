// Values that were not read as JSON: what stands in a path, a query, a header. Each gets its JSON
// text too, since a json or jsonb parameter is sent that.
#include "serve/json_value.h"

static const struct json_value *value_new(struct arena *arena, struct json_value value)
{
    struct json_value *kept = arena_allocate_raw(arena, sizeof *kept);
    *kept = value;
    return kept;
}

static char *write_quoted(char *out, const char *text, size_t length)
{
    static const char digits[] = "0123456789abcdef", escape[] = {'\\', 'u', '0', '0'};
    *out++ = '"';
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x20) {
            memcpy(out, escape, sizeof escape);
            out[4] = digits[byte >> 4];
            out[5] = digits[byte & 15];
            out += 6;
            continue;
        }
        if (byte == '"' || byte == '\\')
            *out++ = '\\';
        *out++ = (char)byte;
    }
    *out++ = '"';
    return out;
}

static size_t quoted_length(const char *text, size_t length)
{
    size_t quoted = 2;
    for (size_t i = 0; i < length; i++)
        quoted += (unsigned char)text[i] < 0x20 ? 6 : 1 + (text[i] == '"' || text[i] == '\\');
    return quoted;
}

const struct json_value *json_value_string(struct arena *arena, const char *text, size_t length)
{
    size_t quoted = quoted_length(text, length);
    char *copy = arena_allocate_raw(arena, length + 1 + quoted + 1);
    if (length)
        memcpy(copy, text, length);
    copy[length] = '\0';
    char *source = copy + length + 1;
    *write_quoted(source, copy, length) = '\0';
    return value_new(arena, (struct json_value){.kind = JSON_VALUE_STRING,
                                                .text = copy,
                                                .length = (uint32_t)length,
                                                .source = source,
                                                .source_length = (uint32_t)quoted});
}

const struct json_value *json_value_number(struct arena *arena, const char *digits, size_t length)
{
    const char *copy = arena_copy(arena, digits, length);
    return value_new(arena, (struct json_value){.kind = JSON_VALUE_NUMBER,
                                                .text = copy,
                                                .length = (uint32_t)length,
                                                .source = copy,
                                                .source_length = (uint32_t)length});
}

const struct json_value *json_value_boolean(struct arena *arena, bool value)
{
    return value_new(arena, (struct json_value){.kind = JSON_VALUE_BOOLEAN,
                                                .boolean = value,
                                                .source = value ? "true" : "false",
                                                .source_length = value ? 4 : 5});
}

const struct json_value *json_value_container(struct arena *arena, enum json_kind kind,
                                              struct json_member *members, uint32_t count)
{
    size_t length = 2;
    for (uint32_t i = 0; i < count; i++)
        length += members[i].value.source_length + 2 +
                  (members[i].name ? quoted_length(members[i].name, members[i].name_length) : 0);
    char *source = arena_allocate_raw(arena, length + 1), *out = source;
    *out++ = kind == JSON_VALUE_OBJECT ? '{' : '[';
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            *out++ = ',';
        if (members[i].name) {
            out = write_quoted(out, members[i].name, members[i].name_length);
            *out++ = ':';
        }
        memcpy(out, members[i].value.source, members[i].value.source_length);
        out += members[i].value.source_length;
    }
    *out++ = kind == JSON_VALUE_OBJECT ? '}' : ']';
    *out = '\0';
    return value_new(arena, (struct json_value){.kind = kind,
                                                .length = count,
                                                .members = members,
                                                .source = source,
                                                .source_length = (uint32_t)(out - source)});
}
