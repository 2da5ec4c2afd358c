// What looks like the value of a secret:
//
//   token    = "eyJ" word "." word ["." word]                 a JSON web token
//   key      = "-----BEGIN" ... "PRIVATE KEY-----" ... ["-----END" ... "-----"]
//   provider = prefix word                                    prefixes[] below
//   url      = scheme "://" [name] ":" password "@"
#include "read/secret.h"

#include "base/word.h"

// Keys that begin with the provider's own letters, and how many more there must be.
static const struct prefix {
    const char *letters, *what;
    size_t least;
} prefixes[] = {
    {"sk_live_", "a Stripe key", 10},
    {"sk_test_", "a Stripe key", 10},
    {"rk_live_", "a Stripe key", 10},
    {"rk_test_", "a Stripe key", 10},
    {"whsec_", "a webhook's signing key", 16},
    {"sk-", "an API key", 20},
    {"ghp_", "a GitHub token", 20},
    {"gho_", "a GitHub token", 20},
    {"ghs_", "a GitHub token", 20},
    {"github_pat_", "a GitHub token", 20},
    {"glpat-", "a GitLab token", 16},
    {"xoxb-", "a Slack token", 10},
    {"xoxp-", "a Slack token", 10},
    {"xapp-", "a Slack token", 10},
    {"AKIA", "an AWS access key", 16},
    {"AIza", "a Google API key", 30},
    {"sb_secret_", "a Supabase key", 16},
    {"sbp_", "a Supabase token", 30},
    {"npm_", "an npm token", 30},
    {"hf_", "a Hugging Face token", 30},
    {"SG.", "a SendGrid key", 30},
};

static bool is_key_byte(char byte)
{
    return (byte_is_word(byte) && (unsigned char)byte < 0x80) || byte == '-';
}

static const char *word_end(const char *at, const char *end)
{
    while (at < end && is_key_byte(*at))
        at++;
    return at;
}

static bool begins(const char *at, const char *end, const char *letters)
{
    size_t length = strlen(letters);
    return (size_t)(end - at) >= length && memcmp(at, letters, length) == 0;
}

// A key is no longer than this: what follows is looked at again, so the time stays in bounds.
enum { KEY_LENGTH = 512 };

// Behind a JSON web token that begins here, or NULL.
static const char *token_end(const char *at, const char *end)
{
    enum { LEAST = 8 };
    if (!begins(at, end, "eyJ"))
        return NULL;
    const char *dot = word_end(at, end);
    if (dot - at < LEAST || dot == end || *dot != '.')
        return NULL;
    const char *stop = word_end(dot + 1, end);
    if (stop - dot <= LEAST)
        return NULL;
    return stop < end && *stop == '.' ? word_end(stop + 1, end) : stop;
}

static const char *private_key_end(const char *at, const char *end)
{
    static const char begin[] = "-----BEGIN ", close[] = "-----END ", dashes[] = "-----";
    if (!begins(at, end, begin))
        return NULL;
    const char *title = at + strlen(begin);
    const char *title_end = memmem(title, (size_t)(end - title), dashes, strlen(dashes));
    if (!title_end || !memmem(title, (size_t)(title_end - title), "PRIVATE KEY", 11))
        return NULL;
    const char *stop = memmem(title_end, (size_t)(end - title_end), close, strlen(close));
    return stop ? stop : end;
}

static const char *provider_end(const char *at, const char *end, const char **what)
{
    for (size_t i = 0; i < array_length(prefixes); i++) {
        if (!begins(at, end, prefixes[i].letters))
            continue;
        const char *start = at + strlen(prefixes[i].letters), *stop = start;
        bool has_digit = false;
        for (; stop < end && stop - start < KEY_LENGTH && (is_key_byte(*stop) || *stop == '.');
             stop++)
            has_digit |= byte_is_digit(*stop);
        *what = prefixes[i].what;
        if (has_digit && (size_t)(stop - start) >= prefixes[i].least)
            return stop;
    }
    return NULL;
}

// The password of a URL whose "://" stands here; places that say "put one here" are none.
static const char *password_find(const char *at, const char *end, const char **stop)
{
    static const char *const stand_ins[] = {"password", "pass", "secret", "xxx", "..."};
    if (!begins(at, end, "://"))
        return NULL;
    const char *name = at + 3, *colon = NULL;
    const char *sign = name;
    for (; sign < end && *sign != '@'; sign++) {
        if (byte_is_space(*sign) || strchr("/?#\"'", *sign) || !*sign)
            return NULL;
        if (*sign == ':' && !colon)
            colon = sign;
    }
    if (sign == end || !colon || colon + 1 == sign || strchr("$<{[%", colon[1]))
        return NULL;
    size_t length = (size_t)(sign - colon - 1);
    if (strspn(colon + 1, "*") >= length)
        return NULL;
    for (size_t i = 0; i < array_length(stand_ins); i++)
        if (strlen(stand_ins[i]) == length && strncasecmp(stand_ins[i], colon + 1, length) == 0)
            return NULL;
    *stop = sign;
    return colon + 1;
}

const char *secret_find(const char *text, const char *text_end, const char **start,
                        const char **end)
{
    bool inside_word = false;
    for (const char *at = text; at < text_end; at++) {
        const char *what = NULL;
        *start = at;
        if (*at == ':') {
            *start = password_find(at, text_end, end);
            if (*start)
                return "a password in a URL";
        } else if (*at == '-' && (*end = private_key_end(at, text_end))) {
            return "a private key";
        } else if (!inside_word && (*end = token_end(at, text_end))) {
            return "a JSON web token";
        } else if (!inside_word && (*end = provider_end(at, text_end, &what))) {
            return what;
        }
        inside_word = is_key_byte(*at);
    }
    return NULL;
}

bool secret_is_random(const char *text)
{
    enum { LEAST_RUN = 16, LEAST_DIGITS = 3, LEAST_LETTERS = 4 };
    size_t run = 0, digits = 0, letters = 0;
    for (; *text; text++) {
        bool is_letter = byte_is_letter(*text) && *text != '_';
        if (!is_letter && !byte_is_digit(*text) && !strchr("+/=", *text)) {
            run = digits = letters = 0;
            continue;
        }
        run++;
        digits += byte_is_digit(*text);
        letters += is_letter;
        if (run >= LEAST_RUN && digits >= LEAST_DIGITS && letters >= LEAST_LETTERS)
            return true;
    }
    return false;
}

void secrets_mask(char *bytes, size_t length)
{
    const char *end = bytes + length, *at = bytes, *start, *stop;
    while (secret_find(at, end, &start, &stop)) {
        text_mask(bytes + (start - bytes), (size_t)(stop - start));
        at = stop;
    }
}

void text_mask(char *bytes, size_t length)
{
    for (char *at = bytes; at < bytes + length; at++)
        if (!byte_is_space(*at))
            *at = '*';
}
