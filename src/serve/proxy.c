// Trusted proxies: networks compared bit by bit, in the form of IPv6.
#include <arpa/inet.h>
#include <netinet/in.h>

#include "serve/proxy.h"

static bool address_read(const char *text, uint8_t bytes[16], bool *is_four)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    struct in_addr four;
    *is_four = inet_pton(AF_INET, text, &four) == 1;
    if (*is_four) {
        memcpy(bytes, mapped, sizeof mapped);
        memcpy(bytes + sizeof mapped, &four, sizeof four);
        return true;
    }
    return inet_pton(AF_INET6, text, bytes) == 1;
}

bool network_read(struct arena *arena, const char *text, struct network *network,
                  struct error *error)
{
    const char *slash = strchr(text, '/');
    const char *address = slash ? arena_copy(arena, text, (size_t)(slash - text)) : text;
    bool is_four;
    if (!address_read(address, network->bytes, &is_four))
        return error_set(
            error, "\"%s\" is no address (write 10.0.0.7, 10.0.0.0/8, ::1 or fd00::/8)", text);
    uint32_t most = is_four ? 32 : 128, bits = most;
    if (slash) {
        char *end;
        unsigned long written = strtoul(slash + 1, &end, 10);
        if (slash[1] < '0' || slash[1] > '9' || *end || written > most)
            return error_set(error, "\"%s\": behind the slash stands the number of bits, 0 to %u",
                             text, most);
        bits = (uint32_t)written;
    }
    network->bits = bits + (is_four ? 96 : 0);
    return true;
}

bool proxies_add(struct arena *arena, struct proxies *proxies, const char *text,
                 struct error *error)
{
    struct network network;
    if (!network_read(arena, text, &network, error))
        return false;
    list_add(arena, proxies, network);
    return true;
}

static bool network_has(const struct network *network, const uint8_t bytes[16])
{
    uint32_t whole = network->bits / 8, rest = network->bits % 8;
    uint8_t mask = (uint8_t)(0xff00 >> rest);
    return memcmp(network->bytes, bytes, whole) == 0 &&
           (rest == 0 || ((network->bytes[whole] ^ bytes[whole]) & mask) == 0);
}

bool proxy_is_trusted(const struct proxies *proxies, const char *address)
{
    uint8_t bytes[16];
    bool is_four;
    if (proxies->count == 0 || !address_read(address, bytes, &is_four))
        return false;
    list_each (struct network, network, proxies)
        if (network_has(&network, bytes))
            return true;
    return false;
}

const char *proxy_client(const struct proxies *proxies, struct arena *arena, const char *peer,
                         const char *forwarded_for)
{
    if (!forwarded_for || !proxy_is_trusted(proxies, peer))
        return peer;
    size_t end = strlen(forwarded_for);
    for (;;) {
        size_t start = end;
        while (start > 0 && forwarded_for[start - 1] != ',')
            start--;
        const char *from = forwarded_for + start + strspn(forwarded_for + start, " \t");
        size_t length = (size_t)(forwarded_for + end - from);
        while (length > 0 && strchr(" \t", from[length - 1]))
            length--;
        const char *address = arena_copy(arena, from, length);
        uint8_t bytes[16];
        bool is_four;
        if (!address_read(address, bytes, &is_four))
            return peer;
        if (!proxy_is_trusted(proxies, address) || start == 0)
            return address;
        end = start - 1;
    }
}
