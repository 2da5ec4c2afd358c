// The ranges of RFC 3629, section 4.
#include "base/utf8.h"

static bool is_continuation(const char *at, size_t index, size_t available)
{
    return index < available && ((unsigned char)at[index] & 0xC0) == 0x80;
}

size_t utf8_length(const char *at, size_t available)
{
    if (!available)
        return 0;
    unsigned char first = (unsigned char)at[0];
    if (first < 0x80)
        return 1;
    size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4)
        return 0;
    for (size_t i = 1; i < length; i++)
        if (!is_continuation(at, i, available))
            return 0;
    unsigned char second = (unsigned char)at[1];
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F))
        return 0;
    return length;
}

size_t utf8_first_invalid(const char *bytes, size_t length)
{
    size_t at = 0;
    while (at < length) {
        size_t step = utf8_length(bytes + at, length - at);
        if (!step)
            return at;
        at += step;
    }
    return length;
}
