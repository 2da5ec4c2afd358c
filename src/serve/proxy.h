// The proxies that are trusted to say for whom they speak (--trusted-proxy): addresses and networks
// in CIDR notation. Only what they send as X-Request-Id and X-Forwarded-For is believed.
#ifndef LINTEL_SERVE_PROXY_H
#define LINTEL_SERVE_PROXY_H

#include "base/error.h"
#include "base/list.h"

struct network {
    uint8_t bytes[16]; // IPv4 as ::ffff:a.b.c.d
    uint32_t bits;
};

struct proxies {
    LIST_FIELDS(struct network);
};

//   network = address ["/" bits]
must_check bool network_read(struct arena *arena, const char *text, struct network *network,
                             struct error *error);
must_check bool proxies_add(struct arena *arena, struct proxies *proxies, const char *text,
                            struct error *error);
bool proxy_is_trusted(const struct proxies *proxies, const char *address);

// Whom a trusted proxy speaks for: the last address of X-Forwarded-For that is no trusted proxy
// itself (what stands before it anybody may have written). `peer` where there is none, or where
// what stands there is no address. In the arena or `peer`.
const char *proxy_client(const struct proxies *proxies, struct arena *arena, const char *peer,
                         const char *forwarded_for);

#endif
