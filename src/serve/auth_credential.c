// See auth_credential.h. Tokens need no escapes in any of these places, so values are taken as they
// are sent; names in a query are decoded, or an encoded one would be overlooked here and found by
// whoever reads it next.
#include "serve/auth_credential.h"

#include "base/word.h"
#include "serve/route_decode.h"

static const char unusable[] = "";

static bool is_bearer(const struct security_scheme *scheme)
{
    return scheme->kind != SCHEME_API_KEY;
}

bool credential_is_cookie(const struct security_scheme *scheme)
{
    return scheme->kind == SCHEME_API_KEY && string_equal(scheme->in, "cookie");
}

bool credential_is_authorization(const struct security_scheme *scheme)
{
    return is_bearer(scheme) || (string_equal(scheme->in, "header") && scheme->parameter &&
                                 strcasecmp(scheme->parameter, "Authorization") == 0);
}

bool credential_is_shared(const struct security_scheme *a, const struct security_scheme *b)
{
    if (credential_is_authorization(a) || credential_is_authorization(b))
        return credential_is_authorization(a) && credential_is_authorization(b);
    if (!string_equal(a->in, b->in) || !a->parameter || !b->parameter)
        return false;
    return strcmp(a->in, "header") == 0 ? strcasecmp(a->parameter, b->parameter) == 0
                                        : strcmp(a->parameter, b->parameter) == 0;
}

// credentials = "Bearer" 1*SP token (RFC 6750, section 2.1); the word in any case.
static const char *bearer_find(const char *value)
{
    static const char word[] = "Bearer";
    size_t length = strlen(word), spaces;
    if (strncasecmp(value, word, length) != 0)
        return NULL;
    spaces = strspn(value + length, " ");
    return spaces > 0 ? value + length + spaces : NULL;
}

// Whether a name of a query, percent-encoded, is this one.
static bool name_is(struct arena *arena, const char *at, const char *end, const char *name)
{
    size_t length;
    const char *fault;
    const char *decoded = percent_decode(arena, at, (size_t)(end - at), true, &length, &fault);
    return string_equal(decoded, name);
}

// The value of `name` among pairs "name=value" that `separator` stands between.
static const char *pair_find(const char *text, char separator, const char *name,
                             struct arena *arena)
{
    const char *found = NULL;
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, (char[]){separator, '\0'});
        const char *end = at + length, *start = at;
        if (separator == ';')
            start += strspn(start, " \t");
        const char *equals = start < end ? memchr(start, '=', (size_t)(end - start)) : NULL;
        const char *name_end = equals ? equals : end;
        bool is_it = separator == ';' ? (size_t)(name_end - start) == strlen(name) &&
                                            memcmp(start, name, strlen(name)) == 0
                                      : name_is(arena, start, name_end, name);
        if (is_it && found)
            return unusable;
        if (is_it)
            found = equals ? arena_copy(arena, equals + 1, (size_t)(end - equals - 1)) : unusable;
        at = *end ? end + 1 : end;
    }
    return found;
}

const char *credential_find(const struct security_scheme *scheme,
                            const struct auth_request *request, struct arena *arena)
{
    if (credential_is_authorization(scheme)) {
        const char *value = request->header(request->context, "Authorization");
        const char *token = value ? bearer_find(value) : NULL;
        // An apiKey scheme that names this header may do without the word.
        return token || !value ? token : is_bearer(scheme) ? unusable : value;
    }
    if (!scheme->parameter || !scheme->in)
        return NULL;
    if (strcmp(scheme->in, "header") == 0)
        return request->header(request->context, scheme->parameter);
    if (strcmp(scheme->in, "query") == 0)
        return request->query ? pair_find(request->query, '&', scheme->parameter, arena) : NULL;
    const char *cookies = request->header(request->context, "Cookie");
    return cookies ? pair_find(cookies, ';', scheme->parameter, arena) : NULL;
}

// Whether an origin, or the URL of a page, is neither of this host nor of the manifest's origins.
static bool is_foreign_page(const struct service *service, const char *host, const char *page)
{
    const char *behind = strstr(page, "://");
    if (!behind)
        return true;
    size_t length = (size_t)(behind + 3 - page) + strcspn(behind + 3, "/?#");
    for (uint32_t i = 0; i < service->origin_count; i++)
        if (strlen(service->origins[i]) == length &&
            memcmp(service->origins[i], page, length) == 0) // "*" is no origin
            return false;
    size_t own = length - (size_t)(behind + 3 - page);
    return !host || strlen(host) != own || strncasecmp(behind + 3, host, own) != 0;
}

// Old browsers send neither Origin nor Sec-Fetch-Site, but name the page. Programs that are no
// browsers send none of them, and no cookie that they were not given.
bool credential_is_foreign(const struct service *service, const struct auth_request *request)
{
    const char *host = request->header(request->context, "Host");
    const char *origin = request->header(request->context, "Origin");
    const char *site = request->header(request->context, "Sec-Fetch-Site");
    const char *page = request->header(request->context, "Referer");
    if (origin)
        return is_foreign_page(service, host, origin);
    if (site)
        return strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;
    return page && is_foreign_page(service, host, page);
}
