// See token_base64.h.
#include "serve/token_base64.h"

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void base64url_write(const uint8_t *bytes, size_t length, struct text *out)
{
    for (size_t at = 0; at < length; at += 3) {
        size_t rest = length - at;
        uint32_t bits = (uint32_t)bytes[at] << 16 | (rest > 1 ? (uint32_t)bytes[at + 1] << 8 : 0) |
                        (rest > 2 ? bytes[at + 2] : 0);
        char four[4] = {letters[bits >> 18], letters[bits >> 12 & 63], letters[bits >> 6 & 63],
                        letters[bits & 63]};
        text_add_bytes(out, four, rest > 2 ? 4 : rest + 1);
    }
}

// The six bits of a letter, or -1.
static int letter_value(char letter)
{
    if (letter >= 'A' && letter <= 'Z')
        return letter - 'A';
    if (letter >= 'a' && letter <= 'z')
        return letter - 'a' + 26;
    if (letter >= '0' && letter <= '9')
        return letter - '0' + 52;
    return letter == '-' ? 62 : letter == '_' ? 63 : -1;
}

uint8_t *base64url_read(struct arena *arena, const char *text, size_t length, size_t *bytes_length)
{
    if (length % 4 == 1)
        return NULL;
    uint8_t *bytes = arena_allocate_raw(arena, length / 4 * 3 + 3), *out = bytes;
    uint32_t bits = 0;
    int held = 0; // bits that have not become a byte yet
    for (size_t at = 0; at < length; at++) {
        int value = letter_value(text[at]);
        if (value < 0)
            return NULL;
        bits = bits << 6 | (uint32_t)value;
        held += 6;
        if (held >= 8) {
            held -= 8;
            *out++ = (uint8_t)(bits >> held);
        }
    }
    if (bits & ((1u << held) - 1))
        return NULL;
    *bytes_length = (size_t)(out - bytes);
    *out = '\0';
    return bytes;
}
