// A UUID of version 7: 48 bits of milliseconds, then random ones, so that ids sort by time and
// cannot be guessed from one another.
//
//   0                   6        8
//   | unix milliseconds | 7 rand | 10 rand ... |      (RFC 9562, section 5.7)
#include "serve/request_id.h"

#include "serve/token.h"

enum { UUID_BYTES = 16, TIME_BYTES = 6, RANDOM_BYTES = UUID_BYTES - TIME_BYTES };

void request_id_make(struct request_ids *ids, int64_t milliseconds, char id[REQUEST_ID_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[UUID_BYTES];
    if (ids->used > sizeof ids->random - RANDOM_BYTES) {
        // The server asked for random bytes before it listened; a kernel that gave some gives more.
        if (!random_bytes(ids->random, sizeof ids->random))
            abort();
        ids->used = 0;
    }
    for (int i = 0; i < TIME_BYTES; i++)
        bytes[i] = (uint8_t)((uint64_t)milliseconds >> (8 * (TIME_BYTES - 1 - i)));
    memcpy(bytes + TIME_BYTES, ids->random + ids->used, RANDOM_BYTES);
    ids->used += RANDOM_BYTES;
    bytes[6] = (uint8_t)(0x70 | (bytes[6] & 0x0f));
    bytes[8] = (uint8_t)(0x80 | (bytes[8] & 0x3f));
    char *at = id;
    for (int i = 0; i < UUID_BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *at++ = '-';
        *at++ = digits[bytes[i] >> 4];
        *at++ = digits[bytes[i] & 15];
    }
    *at = '\0';
}

bool request_id_is_acceptable(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                 "-_.:");
    return length > 0 && length < REQUEST_ID_SIZE && !text[length];
}
