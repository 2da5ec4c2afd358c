// Queries and cookies as pairs. A name without "=" has an empty value; in a query "+" is a space,
// as forms send it.
#include "base/word.h"
#include "serve/inputs_part.h"
#include "serve/route_decode.h"

static bool add_pair(struct input_maker *maker, struct input_pairs *pairs, const char *text,
                     size_t length, bool plus_is_space)
{
    const char *equals = memchr(text, '=', length);
    size_t name_length = equals ? (size_t)(equals - text) : length, decoded;
    const char *name =
        percent_decode(maker->arena, text, name_length, plus_is_space, &decoded, &maker->fault);
    if (!name)
        return false;
    size_t before = name_length + (equals != NULL);
    list_add(maker->arena, pairs, (struct input_pair){name, text + before, length - before, false});
    return true;
}

// query = [pair] ("&" [pair])*
void query_read(struct input_maker *maker, const char *query, struct input_pairs *pairs)
{
    for (const char *at = query; at && *at;) {
        size_t length = strcspn(at, "&");
        if (length > 0 && !add_pair(maker, pairs, at, length, true))
            return;
        at += length + (at[length] == '&');
    }
}

// cookies = pair (";" spaces pair)*
void cookies_read(struct input_maker *maker, const char *header, struct input_pairs *pairs)
{
    for (const char *at = header; at && *at;) {
        at += strspn(at, " \t");
        size_t length = strcspn(at, ";"), kept = length;
        while (kept > 0 && (at[kept - 1] == ' ' || at[kept - 1] == '\t'))
            kept--;
        // A name with a broken percent sign is a cookie of somebody else's.
        if (kept > 0 && !add_pair(maker, pairs, at, kept, false))
            maker->fault = NULL;
        at += length + (at[length] == ';');
    }
}
