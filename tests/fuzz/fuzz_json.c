// Any bytes as JSON: a value or a fault with its place, never both. What was read is read again
// from its source, taken apart and put together, and must be the same each time.
#include "base/utf8.h"
#include "serve/json_value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static void check(struct arena *arena, const struct json_value *value, uint32_t depth)
{
    demand(depth <= JSON_VALUE_DEPTH && value->source_length > 0);
    if (value->kind == JSON_VALUE_STRING) {
        demand(utf8_first_invalid(value->text, value->length) == value->length);
        demand(strlen(value->text) == value->length);
        const struct json_value *made = json_value_string(arena, value->text, value->length);
        struct json_fault fault;
        const struct json_value *again =
            json_value_read(arena, made->source, made->source_length, &fault);
        demand(again && json_value_equal(again, value));
    }
    for (uint32_t i = 0; value->kind >= JSON_VALUE_ARRAY && i < value->length; i++) {
        demand((value->members[i].name != NULL) == (value->kind == JSON_VALUE_OBJECT));
        check(arena, &value->members[i].value, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    char *bytes = arena_allocate_raw(arena, size);
    if (size)
        memcpy(bytes, data, size);
    struct json_fault fault = {0};
    const struct json_value *value = json_value_read(arena, bytes, size, &fault);
    demand(!value == (fault.reason != NULL));
    if (!value)
        demand(fault.line > 0 && fault.column > 0);
    if (value) {
        check(arena, value, 0);
        const struct json_value *again =
            json_value_read(arena, value->source, value->source_length, &fault);
        demand(again && json_value_equal(value, again));
        if (value->kind >= JSON_VALUE_ARRAY) {
            const struct json_value *made =
                json_value_container(arena, value->kind, value->members, value->length);
            again = json_value_read(arena, made->source, made->source_length, &fault);
            demand(again && json_value_equal(value, again));
            uint32_t first, repeated = json_value_repeated(arena, value, &first);
            demand(repeated == value->length ||
                   json_value_equal(&value->members[first].value, &value->members[repeated].value));
        }
    }
    arena_free(arena);
    return 0;
}
