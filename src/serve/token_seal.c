// Sealed text: nobody without the key can read it or make another. base64url of half a MAC of the
// bytes, and the bytes behind it, encrypted with a stream that begins from that MAC:
//
//   seal   = first 16 bytes of HMAC(key, 1 || bytes)
//   stream = HMAC(key, 2 || seal || 0), HMAC(key, 2 || seal || 1), ...
//   sealed = seal || bytes XOR stream
//
// The MAC as the stream's start (the construction of RFC 5297, with HMAC as the only primitive)
// needs no random bytes: equal bytes give equal texts, and no others share a stream. 128 bits
// cannot be guessed, and keep a cursor short. The key is one derived for the purpose, so that
// nothing sealed for one use is good for another.
#include "serve/token.h"

#include "serve/token_base64.h"
#include "serve/token_crypto.h"

enum { SEAL_BYTES = 16, DOMAIN_SEAL = 1, DOMAIN_STREAM = 2 };

static bool seal_make(const struct token_key *key, const void *bytes, size_t length,
                      uint8_t seal[TOKEN_MAC_BYTES])
{
    struct text marked;
    text_init(&marked);
    text_add_char(&marked, DOMAIN_SEAL);
    text_add_bytes(&marked, bytes, length);
    bool is_made = token_mac(key, marked.string, marked.length, seal);
    text_release(&marked);
    return is_made;
}

// Encrypts and decrypts: the same.
static bool stream_apply(const struct token_key *key, const uint8_t seal[SEAL_BYTES],
                         uint8_t *bytes, size_t length)
{
    uint8_t block[1 + SEAL_BYTES + 4] = {DOMAIN_STREAM}, stream[TOKEN_MAC_BYTES];
    memcpy(block + 1, seal, SEAL_BYTES);
    for (size_t at = 0; at < length; at++) {
        if (at % TOKEN_MAC_BYTES == 0) {
            uint32_t count = (uint32_t)(at / TOKEN_MAC_BYTES);
            for (int i = 0; i < 4; i++)
                block[1 + SEAL_BYTES + i] = (uint8_t)(count >> 8 * i);
            if (!token_mac(key, (const char *)block, sizeof block, stream))
                return false;
        }
        bytes[at] ^= stream[at % TOKEN_MAC_BYTES];
    }
    return true;
}

void token_seal(const struct token_key *key, const char *bytes, size_t length, struct text *out)
{
    uint8_t seal[TOKEN_MAC_BYTES];
    struct text whole;
    text_init(&whole);
    if (!seal_make(key, bytes, length, seal))
        abort(); // no memory
    text_add_bytes(&whole, (const char *)seal, SEAL_BYTES);
    text_add_bytes(&whole, bytes, length);
    if (!stream_apply(key, seal, (uint8_t *)whole.string + SEAL_BYTES, length))
        abort();
    base64url_write((const uint8_t *)whole.string, whole.length, out);
    text_release(&whole);
}

const char *token_unseal(const struct token_key *key, struct arena *arena, const char *text,
                         size_t length, size_t *bytes_length)
{
    uint8_t seal[TOKEN_MAC_BYTES];
    size_t whole_length = 0;
    uint8_t *whole = base64url_read(arena, text, length, &whole_length);
    if (!whole || whole_length < SEAL_BYTES)
        return NULL;
    uint8_t *bytes = whole + SEAL_BYTES;
    size_t inner = whole_length - SEAL_BYTES;
    if (!stream_apply(key, whole, bytes, inner) || !seal_make(key, bytes, inner, seal) ||
        !token_macs_equal(whole, seal, SEAL_BYTES))
        return NULL;
    *bytes_length = inner;
    return arena_copy(arena, bytes, inner);
}
