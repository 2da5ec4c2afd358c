// The grammar of a request's head. Each function looks at every byte it is given: a NUL inside
// `length` is a character like others, and none of these grammars has it.
#include "serve/http_grammar.h"

static bool is_alphanumeric(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
}

// tchar: "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~"
//        / DIGIT / ALPHA
bool http_is_token(const char *string, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)string[i];
        if (!is_alphanumeric(byte) && (!byte || !strchr("!#$%&'*+-.^_`|~", byte)))
            return false;
    }
    return length > 0;
}

// field-vchar = VCHAR / obs-text, with spaces and tabs between
bool http_is_value(const char *string, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)string[i];
        if ((byte < 0x20 && byte != '\t') || byte == 0x7f)
            return false;
    }
    return true;
}

bool http_is_length(const char *string, uint64_t *length)
{
    size_t digits = strspn(string, "0123456789");
    if (!digits || digits > 18 || string[digits])
        return false;
    *length = 0;
    for (size_t i = 0; i < digits; i++)
        *length = *length * 10 + (uint64_t)(string[i] - '0');
    return true;
}

// uri-host [ ":" port ]. Of reg-name's characters those that occur in names of hosts; user
// information ("user@") has no place in Host.
bool http_is_host(const char *string, size_t length)
{
    size_t i = 0;
    if (length && string[0] == '[') {
        for (i = 1; i < length && (is_alphanumeric((unsigned char)string[i]) || string[i] == ':' ||
                                   string[i] == '.' || string[i] == '%');
             i++)
            continue;
        if (i < 3 || i == length || string[i] != ']')
            return false;
        i++;
    } else {
        while (i < length && (is_alphanumeric((unsigned char)string[i]) ||
                              (string[i] && strchr("-._~%", string[i]))))
            i++;
        if (!i)
            return false;
    }
    if (i == length)
        return true;
    if (string[i++] != ':' || length - i > 5)
        return false;
    for (; i < length; i++) {
        if (string[i] < '0' || string[i] > '9')
            return false;
    }
    return true;
}

// Graphic ASCII only, and no fragment. Some characters that clients should encode ("{", "|") are
// let through: they mean nothing here.
static bool is_target(const char *target, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)target[i];
        if (byte <= 0x20 || byte >= 0x7f || byte == '#')
            return false;
    }
    return length > 0;
}

// request-target = origin-form / absolute-form / asterisk-form. The authority-form belongs to
// CONNECT, which is for proxies.
enum http_target http_target_form(const char *target, size_t length, const char **authority,
                                  size_t *authority_length, const char **path)
{
    if (!is_target(target, length))
        return HTTP_TARGET_BAD;
    if (target[0] == '/')
        return HTTP_TARGET_PATH;
    if (length == 1 && target[0] == '*')
        return HTTP_TARGET_ASTERISK;
    size_t scheme = length > 7 && strncasecmp(target, "http://", 7) == 0    ? 7
                    : length > 8 && strncasecmp(target, "https://", 8) == 0 ? 8
                                                                            : 0;
    if (!scheme)
        return HTTP_TARGET_BAD;
    size_t end = scheme;
    while (end < length && target[end] != '/' && target[end] != '?')
        end++;
    if (!http_is_host(target + scheme, end - scheme))
        return HTTP_TARGET_BAD;
    *authority = target + scheme;
    *authority_length = end - scheme;
    *path = target + end;
    return HTTP_TARGET_ABSOLUTE;
}
