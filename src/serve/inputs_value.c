// From text to values, as the schema wants them. What does not become what the schema wants stays a
// string, so that the schema's own check says what is wrong.
#include "base/decimal.h"
#include "base/word.h"
#include "serve/inputs_part.h"
#include "serve/route_decode.h"

// ---- what a schema wants --------------------------------------------------------------------------

enum {
    ANY = JSON_NULL | JSON_BOOLEAN | JSON_INTEGER | JSON_NUMBER | JSON_STRING | JSON_ARRAY |
          JSON_OBJECT,
    ALL_OF_DEPTH = 8,
};

bool schema_wants(const struct value_schema *schema, uint32_t type)
{
    uint32_t types = validate_types(schema);
    return types & type && !(types & ~(type | (uint32_t)JSON_NULL));
}

static const struct value_schema *items_within(const struct value_schema *schema, uint32_t depth)
{
    if (!schema || schema->items || depth == ALL_OF_DEPTH)
        return schema ? schema->items : NULL;
    const struct value_schema *items = NULL;
    for (uint32_t i = 0; i < schema->all_of.count && !items; i++)
        items = items_within(schema->all_of.items[i], depth + 1);
    return items;
}

const struct value_schema *schema_items(const struct value_schema *schema)
{
    return items_within(schema, 0);
}

static const struct value_schema *property_within(const struct value_schema *schema,
                                                  const char *name, uint32_t depth)
{
    if (!schema || depth == ALL_OF_DEPTH)
        return NULL;
    for (uint32_t i = 0; i < schema->properties.count; i++)
        if (strcmp(schema->properties.items[i].name, name) == 0)
            return schema->properties.items[i].schema;
    const struct value_schema *found = NULL;
    for (uint32_t i = 0; i < schema->all_of.count && !found; i++)
        found = property_within(schema->all_of.items[i], name, depth + 1);
    return found;
}

const struct value_schema *schema_property_of(const struct value_schema *schema, const char *name)
{
    return property_within(schema, name, 0);
}

// ---- scalars --------------------------------------------------------------------------------------

static bool is_integer(const char *text, size_t length)
{
    size_t at = length > 0 && text[0] == '-';
    if (at == length || (text[at] == '0' && length > at + 1))
        return false;
    for (; at < length; at++)
        if (!byte_is_digit(text[at]))
            return false;
    return true;
}

static const struct json_value *number_of(struct arena *arena, const char *text, size_t length)
{
    struct json_fault fault;
    if (length == 0 || !byte_is_digit(text[length - 1]) ||
        (text[0] != '-' && !byte_is_digit(text[0])))
        return NULL;
    const struct json_value *value = json_value_read(arena, text, length, &fault);
    return value && value->kind == JSON_VALUE_NUMBER ? value : NULL;
}

static const struct json_value *value_of(struct arena *arena, uint32_t types, const char *text,
                                         size_t length)
{
    const struct json_value *value = NULL;
    if (types == ANY)
        return json_value_string(arena, text, length);
    if (types & JSON_INTEGER && is_integer(text, length))
        value = number_of(arena, text, length);
    if (!value && types & JSON_NUMBER)
        value = number_of(arena, text, length);
    if (!value && types & JSON_BOOLEAN) {
        bool is_true = strcmp(text, "true") == 0;
        if (is_true || strcmp(text, "false") == 0)
            value = json_value_boolean(arena, is_true);
    }
    return value ? value : json_value_string(arena, text, length);
}

static const char *text_decode(struct input_maker *maker, struct input_text text, size_t *length)
{
    if (text.is_encoded)
        return percent_decode(maker->arena, text.text, text.length, text.plus_is_space, length,
                              &maker->fault);
    *length = text.length;
    return arena_copy(maker->arena, text.text, text.length);
}

const struct json_value *value_of_text(struct input_maker *maker, const struct value_schema *schema,
                                       struct input_text text)
{
    size_t length;
    const char *decoded = text_decode(maker, text, &length);
    return decoded ? value_of(maker->arena, validate_types(schema), decoded, length) : NULL;
}

const struct json_value *value_of_json(struct input_maker *maker, struct input_text text)
{
    size_t length;
    struct json_fault fault;
    const char *decoded = text_decode(maker, text, &length);
    const struct json_value *value =
        decoded ? json_value_read(maker->arena, decoded, length, &fault) : NULL;
    if (decoded && !value)
        maker->fault = "is not JSON";
    return value;
}

// ---- lists and objects ----------------------------------------------------------------------------

struct members {
    LIST_FIELDS(struct json_member);
};

static const struct json_value *container_of_members(struct arena *arena, enum json_kind kind,
                                                     const struct members *members)
{
    return json_value_container(arena, kind, members->items, members->count);
}

static bool add_member(struct input_maker *maker, struct members *members, const char *name,
                       const struct value_schema *schema, struct input_text text)
{
    const struct json_value *value = value_of_text(maker, schema, text);
    for (uint32_t i = 0; i < members->count && name; i++) {
        if (strcmp(members->items[i].name, name) == 0) {
            maker->fault = "has a property twice";
            return false;
        }
    }
    if (value)
        list_add(maker->arena, members,
                 (struct json_member){name, name ? (uint32_t)strlen(name) : 0, *value});
    return value != NULL;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

// The text up to the delimiter, which is taken away with it.
static struct input_text next_piece(struct input_text *rest, char delimiter)
{
    struct input_text piece = *rest;
    const char *found = memchr(rest->text, delimiter, rest->length);
    if (found)
        piece.length = (size_t)(found - rest->text);
    size_t taken = piece.length + (found != NULL);
    rest->text += taken;
    rest->length -= taken;
    while (rest->is_header && piece.length > 0 && is_blank(piece.text[0])) {
        piece.text++;
        piece.length--;
    }
    while (rest->is_header && piece.length > 0 && is_blank(piece.text[piece.length - 1]))
        piece.length--;
    return piece;
}

const struct json_value *value_of_list(struct input_maker *maker, const struct value_schema *schema,
                                       struct input_text text, char delimiter)
{
    struct members members = {0};
    const struct value_schema *items = schema_items(schema);
    bool is_behind_delimiter = false;
    while (text.length > 0 || is_behind_delimiter) {
        is_behind_delimiter = memchr(text.text, delimiter, text.length) != NULL;
        if (!add_member(maker, &members, NULL, items, next_piece(&text, delimiter)))
            return NULL;
    }
    return container_of_members(maker->arena, JSON_VALUE_ARRAY, &members);
}

const struct json_value *value_of_object(struct input_maker *maker,
                                         const struct value_schema *schema, struct input_text text,
                                         char delimiter, bool explodes)
{
    struct members members = {0};
    while (text.length > 0) {
        bool has_delimiter = memchr(text.text, delimiter, text.length) != NULL;
        struct input_text value = next_piece(&text, delimiter), name = value;
        bool has_value = memchr(value.text, '=', value.length) != NULL;
        if (explodes) {
            name = next_piece(&value, '=');
        } else {
            has_value = has_delimiter;
            value = next_piece(&text, delimiter);
        }
        if (!has_value) {
            maker->fault = "is not pairs of names and values";
            return NULL;
        }
        size_t length;
        const char *decoded = text_decode(maker, name, &length);
        if (!decoded ||
            !add_member(maker, &members, decoded, schema_property_of(schema, decoded), value))
            return NULL;
    }
    return container_of_members(maker->arena, JSON_VALUE_OBJECT, &members);
}

// ---- pairs of a query or cookie -------------------------------------------------------------------

static struct input_text pair_text(const struct input_pair *pair, bool plus_is_space)
{
    return (struct input_text){pair->text, pair->length, true, plus_is_space, false};
}

// What additionalProperties says of names that the schema does not list; NULL where nothing does.
static const struct value_schema *additional_of(const struct value_schema *schema, uint32_t depth)
{
    const struct value_schema *found = schema ? schema->additional : NULL;
    for (uint32_t i = 0; schema && depth < ALL_OF_DEPTH && i < schema->all_of.count && !found; i++)
        found = additional_of(schema->all_of.items[i], depth + 1);
    return found;
}

// deepObject: name[property]=value. Returns the property, or NULL.
static const char *deep_property(struct arena *arena, const char *pair, const char *name)
{
    size_t length = strlen(name), whole = strlen(pair);
    if (whole < length + 3 || strncmp(pair, name, length) != 0 || pair[length] != '[' ||
        strchr(pair + length, ']') != pair + whole - 1)
        return NULL;
    return arena_copy(arena, pair + length + 1, whole - length - 2);
}

static const struct json_value *object_of_pairs(struct input_maker *maker,
                                                const struct input *input,
                                                const struct value_schema *schema,
                                                struct input_pairs *pairs, bool plus_is_space)
{
    bool is_deep = string_equal(input->style, "deepObject");
    struct members members = {0};
    for (uint32_t i = 0; i < pairs->count; i++) {
        struct input_pair *pair = &pairs->items[i];
        const char *name =
            is_deep ? deep_property(maker->arena, pair->name, input->name) : pair->name;
        const struct value_schema *property = name ? schema_property_of(schema, name) : NULL;
        if (!name || (!is_deep && !property))
            continue;
        if (!property)
            property = additional_of(schema, 0);
        pair->is_used = true;
        if (!add_member(maker, &members, name, property, pair_text(pair, plus_is_space)))
            return NULL;
    }
    return members.count ? container_of_members(maker->arena, JSON_VALUE_OBJECT, &members) : NULL;
}

// The delimiter of a list in one value. Where it is a space or "|" it may be encoded itself, so the
// text is decoded before it is split.
static char split_delimiter(struct input_maker *maker, const struct input *input,
                            struct input_text *text)
{
    bool is_space = string_equal(input->style, "spaceDelimited");
    if (!is_space && !string_equal(input->style, "pipeDelimited"))
        return ',';
    size_t length;
    const char *decoded = text_decode(maker, *text, &length);
    if (decoded)
        *text = (struct input_text){.text = decoded, .length = length};
    return is_space ? ' ' : '|';
}

static const struct json_value *value_of_pair(struct input_maker *maker, const struct input *input,
                                              const struct value_schema *schema,
                                              struct input_text text)
{
    if (input->is_json)
        return value_of_json(maker, text);
    bool is_list = schema_wants(schema, JSON_ARRAY);
    if (!is_list && !schema_wants(schema, JSON_OBJECT))
        return value_of_text(maker, schema, text);
    char delimiter = split_delimiter(maker, input, &text);
    if (maker->fault)
        return NULL;
    return is_list ? value_of_list(maker, schema, text, delimiter)
                   : value_of_object(maker, schema, text, delimiter, false);
}

static const struct json_value *list_of_pairs(struct input_maker *maker, const struct input *input,
                                              const struct value_schema *schema,
                                              const struct input_pairs *pairs, bool plus_is_space)
{
    struct members members = {0};
    const struct value_schema *items = schema_items(schema);
    for (uint32_t i = 0; i < pairs->count; i++)
        if (strcmp(pairs->items[i].name, input->name) == 0 &&
            !add_member(maker, &members, NULL, items, pair_text(&pairs->items[i], plus_is_space)))
            return NULL;
    return container_of_members(maker->arena, JSON_VALUE_ARRAY, &members);
}

const struct json_value *value_of_pairs(struct input_maker *maker, const struct input *input,
                                        const struct value_schema *schema,
                                        struct input_pairs *pairs, bool plus_is_space)
{
    bool is_deep = string_equal(input->style, "deepObject");
    bool explodes = input->explodes && !input->is_json;
    if (is_deep || (explodes && schema_wants(schema, JSON_OBJECT)))
        return object_of_pairs(maker, input, schema, pairs, plus_is_space);
    uint32_t types = validate_types(schema), count = 0;
    const struct input_pair *first = NULL;
    for (uint32_t i = 0; i < pairs->count; i++) {
        struct input_pair *pair = &pairs->items[i];
        if (strcmp(pair->name, input->name) != 0)
            continue;
        pair->is_used = true;
        first = count++ == 0 ? pair : first;
    }
    if (count == 0)
        return NULL;
    bool may_be_list = types != ANY && types & JSON_ARRAY && explodes;
    if (may_be_list && (count > 1 || schema_wants(schema, JSON_ARRAY)))
        return list_of_pairs(maker, input, schema, pairs, plus_is_space);
    if (count > 1) {
        maker->fault = "stands more than once";
        return NULL;
    }
    return value_of_pair(maker, input, schema, pair_text(first, plus_is_space));
}

// ---- whole numbers --------------------------------------------------------------------------------

enum { WHOLE_DIGITS = 64 };

// NULL where it is as it should be. More digits than any integer has stay as they were sent.
static const struct json_value *whole_number(struct arena *arena, const struct json_value *value)
{
    char digits[WHOLE_DIGITS];
    if (value->kind != JSON_VALUE_NUMBER ||
        (is_integer(value->text, value->length) && strcmp(value->text, "-0") != 0) ||
        !decimal_is_whole(value->text) || !decimal_write_whole(value->text, digits, sizeof digits))
        return NULL;
    return json_value_number(arena, digits, strlen(digits));
}

static bool is_integer_only(const struct value_schema *schema)
{
    uint32_t types = validate_types(schema);
    return types & JSON_INTEGER && !(types & JSON_NUMBER);
}

const struct json_value *value_normalise(struct arena *arena, const struct value_schema *schema,
                                         const struct json_value *value)
{
    if (!schema || (value->kind != JSON_VALUE_NUMBER && value->kind != JSON_VALUE_ARRAY))
        return value;
    if (value->kind == JSON_VALUE_NUMBER) {
        const struct json_value *whole =
            is_integer_only(schema) ? whole_number(arena, value) : NULL;
        return whole ? whole : value;
    }
    const struct value_schema *items = schema_items(schema);
    struct json_value *changed = NULL;
    for (uint32_t i = 0; i < value->length && items && is_integer_only(items); i++) {
        const struct json_value *whole = whole_number(arena, &value->members[i].value);
        if (!whole)
            continue;
        if (!changed) { // what was read stays as it was sent
            changed = arena_make(arena, struct json_value);
            *changed = *value;
            size_t size = value->length * sizeof *value->members;
            changed->members = memcpy(arena_allocate_raw(arena, size), value->members, size);
        }
        changed->members[i].value = *whole;
    }
    return changed ? changed : value;
}
