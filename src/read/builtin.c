// The embedded files are sorted, so a look-up is a binary search over their lines as they stand:
// nothing is built at start.
#include "read/builtin.h"

#include "base/embedded.h"

static const struct embedded *list_find(const char *source)
{
    char path[128];
    int length = snprintf(path, sizeof path, "platforms/names/%s.txt", source);
    return length > 0 && (size_t)length < sizeof path ? embedded_find(path) : NULL;
}

bool builtin_has_list(const char *source)
{
    return list_find(source) != NULL;
}

bool builtin_lists(const char *source, const char *kind, const char *name)
{
    const struct embedded *list = list_find(source);
    char wanted[256];
    int length = snprintf(wanted, sizeof wanted, "%s %s\n", kind, name);
    if (!list || length < 0 || (size_t)length >= sizeof wanted)
        return false;
    size_t low = 0, high = list->length;
    while (low < high) {
        size_t start = low + (high - low) / 2;
        while (start > low && list->bytes[start - 1] != '\n')
            start--;
        const char *line = list->bytes + start;
        const char *line_end = memchr(line, '\n', list->length - start);
        size_t line_length = line_end ? (size_t)(line_end - line) + 1 : list->length - start;
        size_t shared = line_length < (size_t)length ? line_length : (size_t)length;
        int order = memcmp(wanted, line, shared);
        if (order == 0 && line_length == (size_t)length)
            return true;
        // The line break sorts below every name's byte, so equal prefixes cannot tie otherwise.
        if (order < 0)
            high = start;
        else
            low = start + line_length;
    }
    return false;
}

bool builtin_lists_kind(const char *source, const char *kind)
{
    const struct embedded *list = list_find(source);
    size_t length = strlen(kind);
    const char *at = list ? list->bytes : NULL;
    while (at && *at) {
        if (strncmp(at, kind, length) == 0 && at[length] == ' ')
            return true;
        at = strchr(at, '\n');
        if (at)
            at++;
    }
    return false;
}
