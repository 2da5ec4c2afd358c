// OpenSSL's EVP, met here only.
//
// Setting up a keyed hash costs more than using it, so each thread keeps a few that are ready: a
// slot holds the context of the key that used it last, and starting it again with the same key
// costs next to nothing. A context belongs to its thread; only the key's bytes are shared, and they
// are never written.
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/random.h>

#include "serve/token_crypto.h"

#include "serve/token.h"

enum { SLOTS = 8 };

struct mac_slot {
    uint64_t number; // of the key whose context it is; 0: none
    EVP_MAC_CTX *context;
};

struct mac_slots {
    struct mac_slot items[SLOTS];
};

// Fetched once and kept: a fetch searches OpenSSL's providers.
static pthread_once_t is_started = PTHREAD_ONCE_INIT;
static pthread_key_t slots_key;
static EVP_MAC *hmac;
static EVP_MD *sha256;

static _Thread_local struct mac_slots slots;

static void slots_release(void *pointer)
{
    struct mac_slots *of_thread = pointer;
    for (int i = 0; i < SLOTS; i++)
        EVP_MAC_CTX_free(of_thread->items[i].context);
    *of_thread = (struct mac_slots){0};
}

static void start(void)
{
    if (pthread_key_create(&slots_key, slots_release) != 0)
        return;
    hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
}

uint64_t token_key_number(void)
{
    static _Atomic uint64_t last;
    return atomic_fetch_add(&last, 1) + 1;
}

// The thread's context, ready for the key.
static EVP_MAC_CTX *mac_context(const struct token_key *key)
{
    struct mac_slot *slot = &slots.items[key->number % SLOTS];
    if (slot->context && slot->number == key->number)
        return EVP_MAC_init(slot->context, NULL, 0, NULL) == 1 ? slot->context : NULL;
    slot->number = 0;
    if (!slot->context) {
        // A thread that ends gives its contexts back; the value only has to be there.
        if (pthread_setspecific(slots_key, &slots) != 0)
            return NULL;
        slot->context = EVP_MAC_CTX_new(hmac);
    }
    char digest[] = "SHA256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    if (!slot->context || EVP_MAC_init(slot->context, key->bytes, key->length, parameters) != 1)
        return NULL;
    slot->number = key->number;
    return slot->context;
}

bool token_mac(const struct token_key *key, const void *bytes, size_t length,
               uint8_t mac[TOKEN_MAC_BYTES])
{
    pthread_once(&is_started, start);
    size_t written = 0;
    EVP_MAC_CTX *context = hmac ? mac_context(key) : NULL;
    return context && EVP_MAC_update(context, bytes, length) == 1 &&
           EVP_MAC_final(context, mac, &written, TOKEN_MAC_BYTES) == 1 &&
           written == TOKEN_MAC_BYTES;
}

bool token_macs_equal(const uint8_t *a, const uint8_t *b, size_t length)
{
    return CRYPTO_memcmp(a, b, length) == 0;
}

bool token_digest(const void *bytes, size_t length, uint8_t digest[TOKEN_MAC_BYTES])
{
    pthread_once(&is_started, start);
    return sha256 && EVP_Digest(bytes, length, digest, NULL, sha256, NULL) == 1;
}

bool random_bytes(void *bytes, size_t length)
{
    uint8_t *at = bytes;
    while (length > 0) {
        // Up to 256 bytes come whole and without interruption.
        size_t piece = length < 256 ? length : 256;
        if (getrandom(at, piece, 0) != (ssize_t)piece)
            return false;
        at += piece;
        length -= piece;
    }
    return true;
}
