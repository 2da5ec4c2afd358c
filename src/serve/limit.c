// Shards, each with a lock, a table of chains, and its entries in the order of their last use. A
// call looks at one shard, adds twenty-one numbers, and drops what is over from the old end of the
// list, so no call waits for a sweep.
//
//   slices of an entry: a ring of 21, the window's twenty and the one that is being filled
//
//        window ◀─────────────────────────────┐
//     | 3 |   | 1 |   |   |   |   |   | 7 |   |now|     slice = window / 20, rounded up
//
// An entry is known by 128 bits of a keyed hash of endpoint and caller: nobody without the key can
// make two callers meet, and no name has to be kept.
#include <arpa/inet.h>
#include <pthread.h>

#include "serve/limit.h"

#include "base/arena.h"
#include "serve/token.h"
#include "serve/token_crypto.h"

enum {
    SHARDS = 16,
    CHAINS = 2048,
    SHARD_ENTRIES = LIMIT_ENTRIES / SHARDS,
    WINDOW_SLICES = 20,
    SLICES = WINDOW_SLICES + 1,
    DROPS = 4, // entries that are over, dropped per call
};

struct hash {
    uint64_t high, low;
};

struct entry {
    struct hash hash;
    struct entry *next;          // of its chain, or of those that are free
    struct entry *older, *newer; // by last use
    uint64_t slice;              // that `counts` were last moved to
    uint64_t ends;               // milliseconds: nothing of it counts from then on
    uint32_t counts[SLICES];     // by slice % SLICES
};

struct shard {
    pthread_mutex_t lock;
    struct arena *arena;
    struct entry *chains[CHAINS];
    struct entry *oldest, *newest, *unused;
    uint32_t count; // in use
};

struct limiter {
    struct arena *arena;
    uint64_t key[2];
    struct shard shards[SHARDS];
};

struct limiter *limiter_new(void)
{
    struct arena *arena = arena_new();
    struct limiter *limiter = arena_make(arena, struct limiter);
    limiter->arena = arena;
    if (!random_bytes(limiter->key, sizeof limiter->key))
        abort(); // the kernel gave some before: serving asks for keys first
    for (int i = 0; i < SHARDS; i++) {
        limiter->shards[i].arena = arena_new();
        pthread_mutex_init(&limiter->shards[i].lock, NULL);
    }
    return limiter;
}

void limiter_free(struct limiter *limiter)
{
    if (!limiter)
        return;
    for (int i = 0; i < SHARDS; i++) {
        arena_free(limiter->shards[i].arena);
        pthread_mutex_destroy(&limiter->shards[i].lock);
    }
    arena_free(limiter->arena);
}

// ---- a keyed hash: SipHash-2-4 (Aumasson and Bernstein, 2012) --------------------------------------

static uint64_t rotate(uint64_t word, int bits)
{
    return word << bits | word >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] = rotate(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] = rotate(v[2], 32);
}

static void sip_word(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    sip_round(v);
    sip_round(v);
    v[0] ^= word;
}

// The endpoint, then the name; its form with 128 bits of result.
static struct hash hash_make(const uint64_t key[2], uint32_t endpoint, const char *name)
{
    size_t length = strlen(name), at = 0;
    uint64_t v[4] = {key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d ^ 0xee,
                     key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573};
    struct hash hash;
    sip_word(v, endpoint);
    for (; at + 8 <= length; at += 8) {
        uint64_t word;
        memcpy(&word, name + at, sizeof word);
        sip_word(v, word);
    }
    uint64_t rest = (uint64_t)(length + 8) << 56;
    for (int shift = 0; at < length; at++, shift += 8)
        rest |= (uint64_t)(unsigned char)name[at] << shift;
    sip_word(v, rest);
    v[2] ^= 0xee;
    for (int i = 0; i < 4; i++)
        sip_round(v);
    hash.high = v[0] ^ v[1] ^ v[2] ^ v[3];
    v[1] ^= 0xdd;
    for (int i = 0; i < 4; i++)
        sip_round(v);
    hash.low = v[0] ^ v[1] ^ v[2] ^ v[3];
    return hash;
}

// ---- entries --------------------------------------------------------------------------------------

static struct entry **chain_of(struct shard *shard, struct hash hash)
{
    return &shard->chains[hash.low % CHAINS];
}

static void order_remove(struct shard *shard, struct entry *entry)
{
    *(entry->older ? &entry->older->newer : &shard->oldest) = entry->newer;
    *(entry->newer ? &entry->newer->older : &shard->newest) = entry->older;
}

static void order_add(struct shard *shard, struct entry *entry)
{
    entry->older = shard->newest;
    entry->newer = NULL;
    *(shard->newest ? &shard->newest->newer : &shard->oldest) = entry;
    shard->newest = entry;
}

static void entry_drop(struct shard *shard, struct entry *entry)
{
    struct entry **at = chain_of(shard, entry->hash);
    while (*at != entry)
        at = &(*at)->next;
    *at = entry->next;
    order_remove(shard, entry);
    entry->next = shard->unused;
    shard->unused = entry;
    shard->count--;
}

static struct entry *entry_find(struct shard *shard, struct hash hash)
{
    struct entry *entry = *chain_of(shard, hash);
    while (entry && (entry->hash.high != hash.high || entry->hash.low != hash.low))
        entry = entry->next;
    return entry;
}

static struct entry *entry_add(struct shard *shard, struct hash hash)
{
    struct entry **chain = chain_of(shard, hash);
    if (shard->count >= SHARD_ENTRIES && shard->oldest)
        entry_drop(shard, shard->oldest);
    struct entry *entry = shard->unused;
    if (entry)
        shard->unused = entry->next;
    else
        entry = arena_make(shard->arena, struct entry);
    *entry = (struct entry){.hash = hash, .next = *chain};
    *chain = entry;
    shard->count++;
    order_add(shard, entry);
    return entry;
}

// ---- counting -------------------------------------------------------------------------------------

// Empties the slices between the one that was filled last and this one. A clock that went back
// stays in the old slice: no call is forgotten.
static void entry_move(struct entry *entry, uint64_t slice)
{
    if (slice <= entry->slice)
        return;
    uint64_t steps = slice - entry->slice;
    for (uint64_t i = 1; i <= (steps < SLICES ? steps : SLICES); i++)
        entry->counts[(entry->slice + i) % SLICES] = 0;
    entry->slice = slice;
}

// Milliseconds from `now` until the slice `age` slices before the current one counts no more.
static uint64_t until_free(const struct entry *entry, uint32_t age, uint64_t width, uint64_t now)
{
    uint64_t ends = (entry->slice - age + SLICES) * width;
    return ends > now ? ends - now : 0;
}

static uint32_t whole_seconds(uint64_t milliseconds)
{
    uint64_t seconds = (milliseconds + 999) / 1000;
    return seconds > 0 ? (uint32_t)seconds : 1;
}

static struct limit_state entry_take(struct entry *entry, struct rate rate, uint64_t now)
{
    uint64_t width = ((uint64_t)rate.seconds * 1000 + WINDOW_SLICES - 1) / WINDOW_SLICES, used = 0;
    uint32_t first = 0, last = 0; // ages of the oldest and the newest slice that hold calls
    // Slice 0 would have older ones below zero.
    entry_move(entry, now / width + SLICES);
    uint64_t shifted = now + SLICES * width;
    struct limit_state state = {.limit = rate.count};
    uint32_t *current = &entry->counts[entry->slice % SLICES];
    for (uint32_t age = SLICES; age-- > 0;)
        used += entry->counts[(entry->slice - age) % SLICES];
    state.is_allowed = used < rate.count;
    if (state.is_allowed) {
        (*current)++;
        used++;
    }
    for (uint32_t age = SLICES; age-- > 0;)
        if (entry->counts[(entry->slice - age) % SLICES] > 0) {
            first = first ? first : age + 1;
            last = age + 1;
        }
    uint64_t whole = last ? until_free(entry, last - 1, width, shifted) : 0;
    state.remaining = (uint32_t)(used < rate.count ? rate.count - used : 0);
    state.reset = whole_seconds(whole);
    if (!state.is_allowed)
        state.retry_after = whole_seconds(first ? until_free(entry, first - 1, width, shifted) : 0);
    entry->ends = now + whole;
    return state;
}

struct limit_state limiter_take(struct limiter *limiter, uint32_t endpoint, const char *caller,
                                struct rate rate, uint64_t now)
{
    assert(rate.count > 0 && rate.seconds > 0);
    struct hash hash = hash_make(limiter->key, endpoint, caller);
    struct shard *shard = &limiter->shards[hash.high % SHARDS];
    pthread_mutex_lock(&shard->lock);
    struct entry *entry = entry_find(shard, hash);
    if (entry) {
        order_remove(shard, entry);
        order_add(shard, entry);
    }
    for (int i = 0; i < DROPS && shard->oldest && shard->oldest != entry; i++) {
        if (shard->oldest->ends > now)
            break;
        entry_drop(shard, shard->oldest);
    }
    if (!entry)
        entry = entry_add(shard, hash);
    struct limit_state state = entry_take(entry, rate, now);
    pthread_mutex_unlock(&shard->lock);
    return state;
}

// ---- callers --------------------------------------------------------------------------------------

// The first half of an IPv6 address is a household's or a machine's, and whoever has one has all
// addresses in it. An IPv4 address in IPv6's clothes is what it is.
static const char *address_network(const char *address, char network[INET6_ADDRSTRLEN])
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    struct in6_addr parsed;
    if (inet_pton(AF_INET6, address, &parsed) != 1)
        return address;
    if (memcmp(parsed.s6_addr, mapped, sizeof mapped) == 0)
        return inet_ntop(AF_INET, parsed.s6_addr + 12, network, INET6_ADDRSTRLEN);
    memset(parsed.s6_addr + 8, 0, 8);
    return inet_ntop(AF_INET6, &parsed, network, INET6_ADDRSTRLEN);
}

void limiter_caller(const char *subject, const char *address, char *name, size_t size)
{
    char network[INET6_ADDRSTRLEN];
    const char *kind = subject ? "user" : "address";
    const char *who = subject ? subject : address_network(address, network);
    if ((size_t)snprintf(name, size, "%s:%s", kind, who) < size)
        return;
    uint8_t digest[TOKEN_MAC_BYTES] = {0};
    if (!token_digest(who, strlen(who), digest))
        abort(); // no memory
    size_t length = (size_t)snprintf(name, size, "%s#", kind);
    for (size_t i = 0; i < sizeof digest && length + 2 < size; i++, length += 2)
        snprintf(name + length, 3, "%02x", digest[i]);
}
