// The listening socket: bound with SO_REUSEPORT, so that each worker has one and the kernel shares
// the connections out. That would also let a stranger join, or us join a stranger, so the first
// worker asks once without it.
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/http_connection.h"

static bool socket_bind(const struct addrinfo *place, bool is_shared, int *descriptor)
{
    int on = 1, off = 0;
    int one = socket(place->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (one < 0)
        return false;
    setsockopt(one, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (is_shared)
        setsockopt(one, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (place->ai_family == AF_INET6) // "::" takes IPv4 too
        setsockopt(one, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(one, place->ai_addr, place->ai_addrlen) == 0) {
        *descriptor = one;
        return true;
    }
    int number = errno;
    close(one);
    errno = number;
    return false;
}

static uint16_t socket_port(int descriptor)
{
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
    } bound = {.six = {0}};
    socklen_t size = sizeof bound;
    if (getsockname(descriptor, &bound.any, &size) != 0)
        return 0;
    return ntohs(bound.any.sa_family == AF_INET6 ? bound.six.sin6_port : bound.four.sin_port);
}

static bool bind_error(const struct http_options *options, struct error *error)
{
    if (errno == EADDRINUSE)
        return error_set(error,
                         "port %u is in use on %s: stop what listens there, or choose another",
                         options->port, options->address);
    if (errno == EACCES)
        return error_set(error, "port %u may not be used without privileges: choose one above 1023",
                         options->port);
    return error_set(error, "cannot listen on %s, port %u: %s", options->address, options->port,
                     strerror(errno));
}

bool http_listen(const struct http_options *options, bool is_first, int *descriptor, uint16_t *port,
                 struct error *error)
{
    char service[8];
    snprintf(service, sizeof service, "%u", options->port);
    struct addrinfo wanted = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                              .ai_socktype = SOCK_STREAM},
                    *place = NULL;
    if (getaddrinfo(options->address, service, &wanted, &place) != 0)
        return error_set(error, "\"%s\" is no IP address to listen on", options->address);
    bool good = true;
    if (is_first && options->port) {
        int alone;
        good = socket_bind(place, false, &alone);
        if (good)
            close(alone);
        else
            bind_error(options, error);
    }
    if (good && !socket_bind(place, true, descriptor))
        good = bind_error(options, error);
    freeaddrinfo(place);
    if (!good)
        return false;
    if (listen(*descriptor, 1024) != 0) {
        good = bind_error(options, error);
        close(*descriptor);
        return good;
    }
    *port = socket_port(*descriptor);
    return true;
}
