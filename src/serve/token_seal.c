// Sealed text: base64url of the bytes and of half a MAC behind them. 128 bits cannot be guessed,
// and keep a cursor short. The key is one derived for the purpose, so that nothing sealed for one
// use is good for another.
#include "serve/token.h"

#include "serve/token_base64.h"
#include "serve/token_crypto.h"

enum { SEAL_BYTES = 16 };

void token_seal(const struct token_key *key, const char *bytes, size_t length, struct text *out)
{
    uint8_t mac[TOKEN_MAC_BYTES];
    struct text whole;
    if (!token_mac(key, bytes, length, mac))
        abort(); // no memory
    text_init(&whole);
    text_add_bytes(&whole, bytes, length);
    text_add_bytes(&whole, (const char *)mac, SEAL_BYTES);
    base64url_write((const uint8_t *)whole.string, whole.length, out);
    text_release(&whole);
}

const char *token_unseal(const struct token_key *key, struct arena *arena, const char *text,
                         size_t length, size_t *bytes_length)
{
    uint8_t mac[TOKEN_MAC_BYTES];
    size_t whole_length = 0;
    uint8_t *whole = base64url_read(arena, text, length, &whole_length);
    if (!whole || whole_length < SEAL_BYTES)
        return NULL;
    size_t inner = whole_length - SEAL_BYTES;
    if (!token_mac(key, whole, inner, mac) || !token_macs_equal(whole + inner, mac, SEAL_BYTES))
        return NULL;
    whole[inner] = '\0';
    *bytes_length = inner;
    return (const char *)whole;
}
