// What is secret in a text, by its form (read/secret.h), by the name before it, and where a URL or
// PostgreSQL carries it:
//
//   eyJ....eyJ....x, sk_live_...          by form
//   password=x  "token": "x"  (token)=(x) a name that ends in a secret's word, then = or :
//   Authorization: Bearer x, Cookie: x    a header: the rest of the line
//   scheme://user:x@host                  what stands between the colon and the last @
//   Failing row contains (...)            a whole row, whatever is in it
//
// Rather too much is hidden than too little: the texts are for people, who know what a password is.
#include "serve/log.h"

#include "base/text.h"
#include "base/word.h"
#include "read/secret.h"

static const char redacted[] = "[redacted]";

// A name is a secret's where it ends in one of these; '-' counts as '_'.
static const char *const secret_words[] = {"password", "passwd",     "pwd",        "passphrase",
                                           "secret",   "token",      "jwt",        "apikey",
                                           "api_key",  "secret_key", "access_key", "private_key",
                                           "pass",     "credential", "credentials"};
// Of headers: their values have spaces.
static const char *const secret_headers[] = {"authorization", "cookie"};

// What was searched in vain is not searched again, so that the time grows with the text only.
struct redactor {
    const char *text, *end;
    const char *no_url; // no URL with a password begins before it
    const char *no_key; // no ")=(" stands behind it
};

enum { KEY_NAMES = 1024 };

static bool is_name_byte(char byte)
{
    return (byte_is_word(byte) && (unsigned char)byte < 0x80) || byte == '-';
}

static bool name_ends_in(const char *name, size_t length, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t word = strlen(words[i]), at = 0;
        if (word > length)
            continue;
        const char *tail = name + length - word;
        while (at < word &&
               (byte_lower(tail[at]) == words[i][at] || (tail[at] == '-' && words[i][at] == '_')))
            at++;
        if (at == word)
            return true;
    }
    return false;
}

// Behind a quoted or bracketed value that begins at `at`; `end` where it is not closed.
static const char *closed_end(const char *at, const char *end)
{
    char close = *at == '(' ? ')' : *at;
    for (at++; at < end; at++) {
        if (*at == '\\' && close != ')' && at + 1 < end)
            at++;
        else if (*at == close)
            return at + 1;
    }
    return end;
}

static const char *line_end(const char *at, const char *end)
{
    while (at < end && *at != '\n' && *at != '\r')
        at++;
    return at;
}

static const char *run_end(const char *at, const char *end, const char *stops)
{
    while (at < end && !byte_is_space(*at) && !strchr(stops, *at))
        at++;
    return at;
}

// The value of `name = value`, `"name": "value"`, `(name)=(value)` whose name ends at `at`: where
// it begins, and behind it. NULL where no value follows.
static const char *value_find(const char *text, const char *name, const char *at, const char *end,
                              bool is_header, const char **stop)
{
    // An escaped quote is one of JSON inside JSON.
    while (at < end && strchr("\"')]\\ ", *at))
        at++;
    char sign = at < end ? *at : '\0';
    if ((sign != '=' && sign != ':') || (at + 1 < end && at[1] == sign))
        return NULL; // a::type, a == b
    at++;
    while (at < end && (*at == ' ' || *at == '>' || *at == '\\'))
        at++;
    if (at == end)
        return NULL;
    if (strchr("\"'(", *at))
        *stop = closed_end(at, end);
    else if (is_header)
        *stop = line_end(at, end);
    else if (sign == '=')
        // A query string has further names; libpq's keywords end at white space only.
        *stop = run_end(at, end, name > text && strchr("?&", name[-1]) ? "&#\"'" : "");
    else
        *stop = run_end(at, end, ",;}\"'");
    if (*stop - at == 6 && strncasecmp(at, "Bearer", 6) == 0 && *stop + 1 < end)
        *stop = run_end(*stop + 1, end, ",;}\"'");
    return *stop > at ? at : NULL;
}

// "://user:password@": from the first colon of what stands without white space to its last @.
static const char *url_password(struct redactor *redactor, const char *at, const char **stop)
{
    const char *end = redactor->end;
    if (at < redactor->no_url || end - at < 3 || memcmp(at, "://", 3) != 0)
        return NULL;
    const char *colon = NULL, *sign = NULL;
    for (at += 3; at < end && !byte_is_space(*at) && !strchr("\"'<>", *at); at++) {
        if (*at == ':' && !colon)
            colon = at + 1;
        else if (*at == '@' && colon)
            sign = at;
    }
    *stop = sign;
    redactor->no_url = sign ? sign : at;
    return sign ? colon : NULL;
}

// "Bearer x" without a name before it; a word of a sentence is shorter than any token.
static const char *bearer_find(const char *at, const char *end, const char **stop)
{
    enum { LEAST = 16 };
    if (end - at < 7 || strncasecmp(at, "Bearer ", 7) != 0)
        return NULL;
    *stop = run_end(at + 7, end, ",;\"'");
    return *stop - at >= 7 + LEAST ? at + 7 : NULL;
}

static const char *row_find(const char *at, const char *end, const char **stop)
{
    static const char words[] = "Failing row contains (";
    size_t length = strlen(words);
    if ((size_t)(end - at) < length || memcmp(at, words, length) != 0)
        return NULL;
    *stop = end;
    return at + length;
}

// "Key (a, token)=(1, x)": the values, where one of the columns is a secret's.
static const char *key_find(struct redactor *redactor, const char *at, const char **stop)
{
    const char *end = redactor->end;
    if (at >= redactor->no_key || end - at < 5 || memcmp(at, "Key (", 5) != 0)
        return NULL;
    const char *names_end = memmem(at, (size_t)(end - at), ")=(", 3);
    bool is_secret = false;
    if (!names_end)
        redactor->no_key = at;
    else if (names_end - at > KEY_NAMES)
        names_end = NULL;
    for (const char *name = at + 5; names_end && name < names_end; name++) {
        const char *from = name;
        while (name < names_end && is_name_byte(*name))
            name++;
        is_secret |=
            name_ends_in(from, (size_t)(name - from), secret_words, array_length(secret_words));
    }
    if (!is_secret)
        return NULL;
    // The values may hold brackets themselves; the sentence ends behind the last one.
    *stop = line_end(names_end, end);
    return names_end + 3;
}

// What is secret and begins at `at`, or behind a name that begins there.
static const char *find_here(struct redactor *redactor, const char *at, const char **stop)
{
    const char *found = NULL, *end = redactor->end;
    if (*at == ':')
        return url_password(redactor, at, stop);
    if (!is_name_byte(*at) || (at > redactor->text && is_name_byte(at[-1])))
        return NULL;
    if (*at == 'K')
        found = key_find(redactor, at, stop);
    else if (*at == 'F')
        found = row_find(at, end, stop);
    else if (byte_lower(*at) == 'b')
        found = bearer_find(at, end, stop);
    if (found)
        return found;
    const char *name_end = at;
    while (name_end < end && is_name_byte(*name_end))
        name_end++;
    size_t length = (size_t)(name_end - at);
    bool is_header = name_ends_in(at, length, secret_headers, array_length(secret_headers));
    if (!is_header && !name_ends_in(at, length, secret_words, array_length(secret_words)))
        return NULL;
    return value_find(redactor->text, at, name_end, end, is_header, stop);
}

void log_redact(const char *text, struct text *out)
{
    const char *end = text + strlen(text), *at = text, *kept = text;
    const char *form, *form_end = NULL;
    struct redactor redactor = {text, end, text, end};
    if (!secret_find(text, end, &form, &form_end))
        form = NULL;
    while (at < end) {
        const char *stop, *start = find_here(&redactor, at, &stop);
        if (form && at == form && !start) {
            start = form;
            stop = form_end;
        }
        if (!start) {
            at++;
            continue;
        }
        text_add_bytes(out, kept, (size_t)(start - kept));
        text_add(out, redacted);
        at = kept = stop;
        if (form && form < at && !secret_find(at, end, &form, &form_end))
            form = NULL;
    }
    text_add_bytes(out, kept, (size_t)(end - kept));
}
