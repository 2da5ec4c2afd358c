// A piece of a path or query, percent-decoded.
#include "serve/route_decode.h"

#include "base/utf8.h"
#include "base/word.h"

static int hex_value(char byte)
{
    if (byte_is_digit(byte))
        return byte - '0';
    byte = byte_lower(byte);
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

char *percent_decode(struct arena *arena, const char *text, size_t length, bool plus_is_space,
                     size_t *decoded_length, const char **fault)
{
    char *decoded = arena_allocate_raw(arena, length + 1), *out = decoded;
    for (size_t at = 0; at < length; at++) {
        char byte = text[at];
        if (byte == '%') {
            int high = length - at > 2 ? hex_value(text[at + 1]) : -1;
            int low = length - at > 2 ? hex_value(text[at + 2]) : -1;
            if (high < 0 || low < 0) {
                *fault = "has a percent sign without two hexadecimal digits";
                return NULL;
            }
            byte = (char)(high << 4 | low);
            at += 2;
        } else if (byte == '+' && plus_is_space) {
            byte = ' ';
        }
        if (byte == '\0') {
            *fault = "holds a zero byte";
            return NULL;
        }
        *out++ = byte;
    }
    *out = '\0';
    *decoded_length = (size_t)(out - decoded);
    if (utf8_first_invalid(decoded, *decoded_length) != *decoded_length) {
        *fault = "is not UTF-8";
        return NULL;
    }
    return decoded;
}
