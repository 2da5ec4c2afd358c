// A sealed cursor holds, each ended by a NUL byte: the operation's name, then for each column its
// name and its value, "=" before it, or nothing for SQL NULL. The names are there so that a cursor
// made before the design changed is refused, and not read as another keyset.
#include "serve/cursor.h"

#include "serve/token.h"

static void string_put(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string) + 1);
}

void cursor_write(const struct service *service, const struct endpoint *endpoint,
                  const struct pg_result *result, uint32_t row, struct text *out)
{
    struct text bytes;
    text_init(&bytes);
    string_put(&bytes, endpoint->name);
    for (uint32_t at = 0; at < endpoint->cursor_count; at++) {
        const char *value = pg_value(result, row, endpoint->cursor_indices[at], NULL);
        string_put(&bytes, endpoint->cursor_columns[at]);
        if (value)
            text_add_char(&bytes, '=');
        string_put(&bytes, value ? value : "");
    }
    token_seal(service->cursor_key, bytes.string, bytes.length, out);
    text_release(&bytes);
}

// The string at `*at`, which is moved behind it; NULL where the bytes end before it does.
static const char *string_take(const char **at, const char *end)
{
    const char *string = *at;
    const char *nul = string < end ? memchr(string, '\0', (size_t)(end - string)) : NULL;
    if (!nul)
        return NULL;
    *at = nul + 1;
    return string;
}

bool cursor_read(const struct service *service, const struct endpoint *endpoint,
                 struct arena *arena, const char *text, struct cursor *cursor)
{
    size_t length;
    const char *at = token_unseal(service->cursor_key, arena, text, strlen(text), &length);
    const char *end = at ? at + length : NULL;
    if (!at || !string_equal(string_take(&at, end), endpoint->name))
        return false;
    cursor->values = arena_allocate(arena, endpoint->cursor_count * sizeof *cursor->values);
    for (uint32_t column = 0; column < endpoint->cursor_count; column++) {
        const char *name = string_take(&at, end), *value = string_take(&at, end);
        if (!name || !value || strcmp(name, endpoint->cursor_columns[column]) != 0)
            return false;
        cursor->values[column] = *value == '=' ? value + 1 : NULL;
    }
    return at == end;
}
