// See array_text.h.
#include "postgres/array_text.h"

void array_text_add(struct text *array, const char *first, const char *second, const char *third)
{
    const char *parts[] = {first, second, third};
    if (!first)
        return;
    text_add(array, array->length ? ",\"" : "{\"");
    for (size_t i = 0; i < array_length(parts) && parts[i]; i++) {
        if (i)
            text_add_char(array, '.');
        for (const char *at = parts[i]; *at; at++) {
            if (*at == '"' || *at == '\\')
                text_add_char(array, '\\');
            text_add_char(array, *at);
        }
    }
    text_add_char(array, '"');
}

const char *array_text_end(struct arena *arena, struct text *array)
{
    text_add(array, array->length ? "}" : "{}");
    const char *copy = arena_copy(arena, array->string, array->length);
    text_release(array);
    return copy;
}
