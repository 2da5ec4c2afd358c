// Literals: everything inside an array or a record stands in quotes, with a backslash before quotes
// and backslashes, so that no value can end its place. Absent and null items are NULL there.
#include "serve/bind_value.h"

enum { DEPTH_MOST = JSON_VALUE_DEPTH };

static bool value_write(const struct value_form *form, const struct json_value *value,
                        struct text *out, uint32_t depth);

// ---- JSON -------------------------------------------------------------------------------------------

// The value as JSON: the bytes it was read from, where there are any.
static void json_write(const struct json_value *value, struct text *out)
{
    if (value->source) {
        text_add_bytes(out, value->source, value->source_length);
        return;
    }
    switch (value->kind) {
    case JSON_VALUE_NULL:
        text_add(out, "null");
        break;
    case JSON_VALUE_BOOLEAN:
        text_add(out, value->boolean ? "true" : "false");
        break;
    case JSON_VALUE_NUMBER:
        text_add_bytes(out, value->text, value->length);
        break;
    case JSON_VALUE_STRING:
        answer_string_write(value->text, value->length, out);
        break;
    case JSON_VALUE_ARRAY:
    case JSON_VALUE_OBJECT:
        text_add_char(out, value->kind == JSON_VALUE_ARRAY ? '[' : '{');
        for (uint32_t at = 0; at < value->length; at++) {
            const struct json_member *member = &value->members[at];
            if (at)
                text_add_char(out, ',');
            if (value->kind == JSON_VALUE_OBJECT) {
                answer_string_write(member->name, member->name_length, out);
                text_add_char(out, ':');
            }
            json_write(&member->value, out);
        }
        text_add_char(out, value->kind == JSON_VALUE_ARRAY ? ']' : '}');
        break;
    }
}

// ---- literals -----------------------------------------------------------------------------------------

static void quoted_write(const struct text *piece, struct text *out)
{
    text_add_char(out, '"');
    for (size_t at = 0; at < piece->length; at++) {
        if (piece->string[at] == '"' || piece->string[at] == '\\')
            text_add_char(out, '\\');
        text_add_char(out, piece->string[at]);
    }
    text_add_char(out, '"');
}

static bool item_write(const struct value_form *form, const struct json_value *value,
                       struct text *out, uint32_t depth)
{
    struct text piece;
    text_init(&piece);
    bool is_written = value_write(form, value, &piece, depth);
    if (is_written)
        quoted_write(&piece, out);
    text_release(&piece);
    return is_written;
}

// A list inside of a list is another dimension, except where the items are json.
static bool array_write(const struct value_form *form, const struct json_value *value,
                        struct text *out, uint32_t depth)
{
    const struct value_form *element = form->element;
    text_add_char(out, '{');
    for (uint32_t at = 0; at < value->length; at++) {
        const struct json_value *item = &value->members[at].value;
        bool is_inner = item->kind == JSON_VALUE_ARRAY && element->kind != VALUE_FORM_JSON;
        if (at)
            text_add_char(out, form->delimiter);
        if (item->kind == JSON_VALUE_NULL)
            text_add(out, "NULL");
        else if (is_inner && depth > DEPTH_MOST)
            return false;
        else if (!(is_inner ? array_write(form, item, out, depth + 1)
                            : item_write(element, item, out, depth + 1)))
            return false;
    }
    text_add_char(out, '}');
    return true;
}

// A member that the type does not have is refused, not dropped.
static bool has_only_fields(const struct value_form *form, const struct json_value *object)
{
    for (uint32_t at = 0; at < object->length; at++) {
        bool found = false;
        for (uint32_t field = 0; field < form->field_count && !found; field++)
            found = strcmp(form->names[field], object->members[at].name) == 0;
        if (!found)
            return false;
    }
    return true;
}

static const struct json_value *member_find(const struct json_value *object, const char *name)
{
    for (uint32_t at = 0; at < object->length; at++)
        if (strcmp(object->members[at].name, name) == 0)
            return &object->members[at].value;
    return NULL;
}

static bool record_write(const struct value_form *form, const struct json_value *value,
                         struct text *out, uint32_t depth)
{
    if (!has_only_fields(form, value))
        return false;
    text_add_char(out, '(');
    for (uint32_t at = 0; at < form->field_count; at++) {
        const struct json_value *member = member_find(value, form->names[at]);
        if (at)
            text_add_char(out, ',');
        if (member && member->kind != JSON_VALUE_NULL &&
            !item_write(form->fields[at], member, out, depth + 1))
            return false;
    }
    text_add_char(out, ')');
    return true;
}

// ---- any value ------------------------------------------------------------------------------------------

static bool value_write(const struct value_form *form, const struct json_value *value,
                        struct text *out, uint32_t depth)
{
    if (depth > DEPTH_MOST)
        return false;
    if (form->kind == VALUE_FORM_JSON) {
        json_write(value, out);
        return true;
    }
    switch (value->kind) {
    case JSON_VALUE_BOOLEAN:
        text_add(out, value->boolean ? "true" : "false");
        return true;
    case JSON_VALUE_NUMBER:
    case JSON_VALUE_STRING:
        text_add_bytes(out, value->text, value->length);
        return true;
    case JSON_VALUE_ARRAY:
        return form->kind == VALUE_FORM_ARRAY && array_write(form, value, out, depth);
    case JSON_VALUE_OBJECT:
        return form->kind == VALUE_FORM_COMPOSITE && record_write(form, value, out, depth);
    case JSON_VALUE_NULL:
        break;
    }
    return false;
}

// 1.0 and 1.00 are whole numbers to JSON Schema, and none to PostgreSQL's integers.
static size_t whole_length(const struct json_value *value)
{
    const char *point = memchr(value->text, '.', value->length);
    if (!point || strspn(point + 1, "0") != strlen(point + 1))
        return value->length;
    return (size_t)(point - value->text);
}

bool bind_value_write(const struct value_form *form, uint32_t type, const struct json_value *value,
                      struct text *out)
{
    bool is_integer = type == 20 || type == 21 || type == 23;
    if (is_integer && value->kind == JSON_VALUE_NUMBER) {
        text_add_bytes(out, value->text, whole_length(value));
        return true;
    }
    return value_write(form, value, out, 0);
}
