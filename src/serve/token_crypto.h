// What serve/ takes from OpenSSL, and how a key is kept. Only token*.c, log.c and limit.c use it.
#ifndef LINTEL_SERVE_TOKEN_CRYPTO_H
#define LINTEL_SERVE_TOKEN_CRYPTO_H

#include "base/base.h"

enum { TOKEN_MAC_BYTES = 32 };

// Read only once it is made, so that threads may share it.
struct token_key {
    uint64_t number; // no other key of this process has it
    const uint8_t *bytes;
    size_t length;
};

uint64_t token_key_number(void);

// HMAC with SHA-256 of the bytes. False where OpenSSL cannot (no memory): then nothing is verified
// and nothing signed.
must_check bool token_mac(const struct token_key *key, const void *bytes, size_t length,
                          uint8_t mac[TOKEN_MAC_BYTES]);
// In a time that does not depend on where they differ.
bool token_macs_equal(const uint8_t *a, const uint8_t *b, size_t length);

// SHA-256.
must_check bool token_digest(const void *bytes, size_t length, uint8_t digest[TOKEN_MAC_BYTES]);

#endif
