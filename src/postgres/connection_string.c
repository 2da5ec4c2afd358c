// Connection strings as the user writes them: read by libpq, refused without showing what they
// hold, and made strict about TLS where the server is another machine.
#include <unistd.h>

#include "base/text.h"
#include "postgres/connection.h"

#include <libpq-fe.h>

// A URI whose password has a raw '@' or '/' is read by libpq as something else, and its message
// would show a part of the password as a host or a port. Such a string is refused before.
static bool uri_is_clear(const char *string)
{
    const char *start = strstr(string, "://");
    if (!start || (!string_starts_with(string, "postgres://") &&
                   !string_starts_with(string, "postgresql://")))
        return true;
    start += 3;
    const char *end = start + strcspn(start, "?#");
    const char *path = start + strcspn(start, "/?#");
    uint32_t signs = 0;
    for (const char *at = start; *at; at++)
        if (*at == '@' && (++signs > 1 || at >= path || at >= end))
            return false;
    // Without '@' what follows a colon is a port, and not the password of somebody who meant one.
    const char *host = signs ? strchr(start, '@') + 1 : start;
    const char *colon = NULL;
    bool is_bracketed = false; // an IPv6 address
    for (const char *at = host; at < path; at++) {
        is_bracketed = *at == '[' || (is_bracketed && *at != ']');
        if (*at == ':' && !is_bracketed)
            colon = at;
        else if (*at == ',')
            colon = NULL;
        else if (colon && (*at < '0' || *at > '9'))
            return false;
    }
    return true;
}

// libpq quotes what it could not read, and that may be a password. It ends its line.
static void quoted_remove(char *line)
{
    char *to = line;
    bool is_inside = false;
    for (const char *at = line; *at && *at != '\n'; at++) {
        if (*at == '"') {
            is_inside = !is_inside;
            *to++ = '"';
        } else if (!is_inside) {
            *to++ = *at;
        }
    }
    *to = '\0';
}

static bool is_uri(const char *string)
{
    return string_starts_with(string, "postgresql://") || string_starts_with(string, "postgres://");
}

// mysql://..., https://...: another word than ours before the ://.
static bool has_scheme(const char *string)
{
    return strncmp(string + strspn(string, "abcdefghijklmnopqrstuvwxyz"), "://", 3) == 0;
}

bool connection_string_check(const char *string, struct error *error)
{
    if (!uri_is_clear(string))
        return error_set(error, "the database's URL cannot be read: write special characters of "
                                "the user name and the password in percent-encoding (@ is %%40, / "
                                "is %%2F, : is %%3A, ? is %%3F, # is %%23)");
    // Where libpq's message, without what it quotes, would say nothing.
    if (*string && !is_uri(string) && (!strchr(string, '=') || has_scheme(string)))
        return error_set(error, "the database's connection string cannot be read: it is neither a "
                                "URL (postgresql://user@host/database) nor words with values "
                                "(host=... dbname=... user=...)");
    char *message = NULL;
    PQconninfoOption *options = PQconninfoParse(string, &message);
    if (options) {
        PQconninfoFree(options);
        return true;
    }
    quoted_remove(message);
    error_set(error, "the database's connection string cannot be read: %s", message);
    PQfreemem(message);
    return false;
}

// ---- TLS --------------------------------------------------------------------------------------

// Where systems keep the certificates that they trust; libpq 15 knows no word for "the system's".
static const char *const certificate_bundles[] = {
    "/etc/ssl/certs/ca-certificates.crt", // Debian, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",   // Red Hat
    "/etc/ssl/ca-bundle.pem",             // SUSE
    "/etc/ssl/cert.pem",                  // macOS, BSD
};

static const char *option_value(const PQconninfoOption *options, const char *keyword)
{
    for (; options->keyword; options++)
        if (strcmp(options->keyword, keyword) == 0)
            return options->val && *options->val ? options->val : NULL;
    return NULL;
}

static bool host_is_local(const char *host, size_t length)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "::1"};
    if (length == 0 || host[0] == '/' || host[0] == '@')
        return true;
    for (size_t at = 0; at < array_length(names); at++)
        if (strlen(names[at]) == length && strncasecmp(host, names[at], length) == 0)
            return true;
    return false;
}

// Every one of the list, which libpq tries in turn.
static bool hosts_are_local(const char *hosts)
{
    while (hosts) {
        size_t length = strcspn(hosts, ",");
        if (!host_is_local(hosts, length))
            return false;
        hosts = hosts[length] ? hosts + length + 1 : NULL;
    }
    return true;
}

// A service file, or PGHOST, may name any host.
static bool is_of_this_machine(const PQconninfoOption *options)
{
    const char *host = option_value(options, "host"), *address = option_value(options, "hostaddr");
    if (option_value(options, "service") || getenv("PGSERVICE"))
        return false;
    return hosts_are_local(host ? host : getenv("PGHOST")) &&
           hosts_are_local(address ? address : getenv("PGHOSTADDR"));
}

static const char *certificates_find(struct arena *arena)
{
    const char *home = getenv("HOME");
    // What libpq looks at by itself goes first.
    const char *own = home ? arena_format(arena, "%s/.postgresql/root.crt", home) : NULL;
    if (own && access(own, R_OK) == 0)
        return own;
    for (size_t at = 0; at < array_length(certificate_bundles); at++)
        if (access(certificate_bundles[at], R_OK) == 0)
            return certificate_bundles[at];
    return NULL;
}

static void option_add(struct text *out, const char *keyword, const char *value)
{
    text_format(out, "%s%s='", out->length ? " " : "", keyword);
    for (; *value; value++) {
        if (*value == '\'' || *value == '\\')
            text_add_char(out, '\\');
        text_add_char(out, *value);
    }
    text_add_char(out, '\'');
}

bool connection_add_search_path(struct arena *arena, const char *connection_string,
                                const char *search_path, const char **made, struct error *error)
{
    PQconninfoOption *options = PQconninfoParse(connection_string, NULL);
    if (!options)
        return error_set(error, "the database's connection string cannot be read");
    const char *before = option_value(options, "options");
    struct text out;
    text_init(&out);
    for (const PQconninfoOption *each = options; each->keyword; each++)
        if (each->val && !string_equal(each->keyword, "options"))
            option_add(&out, each->keyword, each->val);
    option_add(&out, "options",
               arena_format(arena, "%s%s-c search_path=%s", before ? before : "", before ? " " : "",
                            search_path));
    *made = arena_copy(arena, out.string, out.length);
    text_release(&out);
    PQconninfoFree(options);
    return true;
}

bool connection_secure(struct arena *arena, const char *connection_string, bool is_unverified,
                       const char **secured, bool *is_local, struct error *error)
{
    *secured = connection_string;
    *is_local = false;
    if (!connection_string_check(connection_string, error))
        return false;
    PQconninfoOption *options = PQconninfoParse(connection_string, NULL);
    if (!options)
        return error_set(error, "the database's connection string cannot be read");
    const char *mode = option_value(options, "sslmode");
    const char *certificates = option_value(options, "sslrootcert");
    *is_local = is_of_this_machine(options);
    if (!certificates)
        certificates = getenv("PGSSLROOTCERT");
    if (!certificates)
        certificates = certificates_find(arena);
    bool is_good = *is_local || is_unverified || certificates;
    if (is_good && !*is_local) {
        struct text out;
        text_init(&out);
        for (const PQconninfoOption *each = options; each->keyword; each++)
            if (each->val && !string_equal(each->keyword, "sslmode") &&
                !string_equal(each->keyword, "sslrootcert") &&
                !string_equal(each->keyword, "gssencmode"))
                option_add(&out, each->keyword, each->val);
        // Kerberos' encryption would stand in for TLS unasked.
        option_add(&out, "gssencmode", "disable");
        option_add(&out, "sslmode", !is_unverified ? "verify-full" : mode ? mode : "require");
        if (certificates && (!is_unverified || (mode && string_starts_with(mode, "verify-"))))
            option_add(&out, "sslrootcert", certificates);
        *secured = arena_copy(arena, out.string, out.length);
        text_release(&out);
    }
    PQconninfoFree(options);
    return is_good || error_set(error, "this machine has no file of trusted certificates to verify "
                                       "the database's with: install ca-certificates, or name one "
                                       "with sslrootcert in the URL");
}
