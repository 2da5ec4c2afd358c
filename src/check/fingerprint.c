// Messages that name no object hold names, which count, and numbers such as lines and amounts,
// which do not: "3" becomes "#", `address2` stays.
#include "check/fingerprint.h"

#include "base/utf8.h"
#include "base/word.h"

static const char *without_numbers(struct arena *arena, const char *message)
{
    char *kept = arena_copy_string(arena, message), *to = kept;
    for (const char *at = kept; *at;) {
        bool is_alone = to == kept || !byte_is_identifier(at[-1]);
        size_t digits = is_alone ? strspn(at, "0123456789") : 0;
        if (digits && !byte_is_identifier(at[digits])) {
            *to++ = '#';
            at += digits;
        } else {
            *to++ = *at++;
        }
    }
    *to = '\0';
    return kept;
}

// As a baseline can hold it: what is no UTF-8 becomes U+FFFD, as in all JSON that is written.
static const char *valid(struct arena *arena, const char *string)
{
    size_t length = string ? strlen(string) : 0;
    if (!string || utf8_first_invalid(string, length) == length)
        return string;
    char *made = arena_allocate_raw(arena, 3 * length + 1), *to = made;
    for (const char *at = string; *at;) {
        size_t size = utf8_length(at, SIZE_MAX);
        memcpy(to, size ? at : "\xef\xbf\xbd", size ? size : 3);
        to += size ? size : 3;
        at += size ? size : 1;
    }
    *to = '\0';
    return made;
}

// The same wherever lintel is started: without the folder that the user named.
static const char *path_below(const struct run *run, const char *path)
{
    const char *root = run->design->root;
    while (root && string_starts_with(root, "./"))
        root += 2;
    size_t length = root ? strlen(root) : 0;
    while (length && root[length - 1] == '/')
        length--;
    bool is_below = length && strncmp(path, root, length) == 0 && path[length] == '/';
    return is_below ? path + length + 1 : path;
}

struct fingerprint fingerprint_of(struct arena *arena, const struct run *run,
                                  const struct finding *finding)
{
    struct fingerprint fingerprint = {.rule = finding->rule,
                                      .object = valid(arena, finding->object)};
    if (!fingerprint.object) {
        fingerprint.message = without_numbers(arena, valid(arena, finding->message));
        if (finding->place.file)
            fingerprint.path = valid(arena, path_below(run, finding->place.file->path));
    }
    return fingerprint;
}

const char *fingerprint_key(struct arena *arena, const struct fingerprint *fingerprint)
{
    if (fingerprint->object)
        return arena_format(arena, "%s %s", fingerprint->rule, fingerprint->object);
    return arena_format(arena, "%s %s: %s", fingerprint->rule,
                        fingerprint->path ? fingerprint->path : "", fingerprint->message);
}
