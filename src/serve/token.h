// JSON Web Tokens (RFC 7519, RFC 7515) signed with HS256, and the other uses of keyed hashes.
// OpenSSL's EVP is met in token_crypto.c only. Comparisons take constant time.
#ifndef LINTEL_SERVE_TOKEN_H
#define LINTEL_SERVE_TOKEN_H

#include "base/error.h"
#include "base/text.h"
#include "serve/json_value.h"

struct token_key;

// A key of at least 32 bytes (RFC 7518, section 3.2: a key as long as the hash); shorter is an
// error. Lives in the arena; may be used by several threads at once.
must_check bool token_key_make(struct arena *arena, const char *name, const char *secret,
                               size_t length, const struct token_key **key, struct error *error);
// A key of its own for another purpose, derived from it (HKDF or HMAC over the purpose).
const struct token_key *token_key_derive(struct arena *arena, const struct token_key *key,
                                         const char *purpose);

enum token_outcome {
    TOKEN_VALID,
    TOKEN_MALFORMED, // not three parts of base64url, not JSON, a claim of the wrong type
    TOKEN_ALGORITHM, // any alg but HS256; crit present
    TOKEN_SIGNATURE,
    TOKEN_EXPIRED, // exp; also a token without exp
    TOKEN_NOT_YET, // nbf
    TOKEN_ISSUER,
    TOKEN_AUDIENCE,
};

struct token_demand {
    const char *issuer, *audience; // NULL: not asked
    int64_t now;                   // seconds since 1970
    uint32_t leeway;               // seconds; clocks differ
};

struct token {
    const struct json_value *claims; // the payload, an object
    const char *payload;             // the same as text
    size_t payload_length;
};

// The signature is checked before anything of the payload is believed. Everything lives in the
// arena. Tokens longer than 8 KB are malformed.
enum token_outcome token_check(const struct token_key *key, const struct token_demand *demand,
                               const char *text, size_t length, struct arena *arena,
                               struct token *token);

// Adds the signed token of a payload (JSON).
void token_sign(const struct token_key *key, const char *payload, size_t length, struct text *out);

// Sealed text (cursors): unreadable and not to be forged without the key (token_seal.c). Unsealing
// gives NULL where the text is not ours.
void token_seal(const struct token_key *key, const char *bytes, size_t length, struct text *out);
const char *token_unseal(const struct token_key *key, struct arena *arena, const char *text,
                         size_t length, size_t *bytes_length);

// The development secret of a private database: made on first use, in its state directory, mode
// 0600, 32 random bytes as text. The directory must be there. A file that others may read or write
// is refused.
must_check bool token_development_secret(struct arena *arena, const char *directory,
                                         const char **secret, struct error *error);

// The secret that the manifest calls `name`: the environment's, as text; without one, for the
// private database, the development secret of its state directory (`directory`; NULL: another
// database), with the name behind it. False: the error names what is not set. The value is in no
// message.
must_check bool token_secret_find(struct arena *arena, const char *name, const char *directory,
                                  const char **secret, bool *is_development, struct error *error);

bool random_bytes(void *bytes, size_t length); // cryptographically; false where there are none

#endif
