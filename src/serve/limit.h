// Rate limits in memory, of this process: how often one caller (a token's subject, else an address;
// of IPv6 the /64) has called an endpoint. Shared by the workers; a lock per shard. Entries that
// are over are dropped; at most LIMIT_ENTRIES, beyond which those go that were not used for
// longest.
//
// What "100/min" promises: never more than 100 in any minute, wherever the minute begins. The time
// is cut into slices of a twentieth; a call counts until the slice that it was made in has left the
// window, so it comes free at most a twentieth late. A call that is refused does not count.
//
// An endpoint's rate is the operation's, else the manifest's. Callers with a refused token count by
// their address, so that guessing is limited too.
#ifndef LINTEL_SERVE_LIMIT_H
#define LINTEL_SERVE_LIMIT_H

#include "base/base.h"
#include "read/rate.h"

enum { LIMIT_ENTRIES = 200 * 1000 };

struct limiter;
struct limiter *limiter_new(void);
void limiter_free(struct limiter *limiter);

struct limit_state {
    bool is_allowed;
    uint32_t limit, remaining;
    uint32_t reset;       // seconds until all calls are free again if none is made, at least 1
    uint32_t retry_after; // refused: seconds until one call is free, at least 1; else 0
};

// Counts this call. `now` in milliseconds.
struct limit_state limiter_take(struct limiter *limiter, uint32_t endpoint, const char *caller,
                                struct rate rate, uint64_t now);

// The caller's name: "user:<subject>" or "address:<address>", at most `size` bytes; a longer one is
// hashed.
void limiter_caller(const char *subject, const char *address, char *name, size_t size);

#endif
