// Whether SQL is written for Supabase, told from its bytes: no parser is needed to see auth.uid().
#include "read/folder.h"

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static bool is_word(char byte)
{
    byte = lower(byte);
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_';
}

// Whether `text` (lower case; a space stands for any white space) is at `at`. The bytes end with a
// NUL byte, which is in no text.
static bool is_at(const char *at, const char *text)
{
    for (; *text; text++) {
        if (*text == ' ') {
            if (*at != ' ' && *at != '\t' && *at != '\n' && *at != '\r')
                return false;
            while (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')
                at++;
        } else if (lower(*at++) != *text) {
            return false;
        }
    }
    return !is_word(text[-1]) || !is_word(*at);
}

// Each begins with a, s or c.
static const char *const words[] = {
    "auth.uid(",       "auth.jwt(",           "auth.role(",
    "auth.users",      "service_role",        "storage.objects",
    "storage.buckets", "anon, authenticated", "authenticated, anon",
};
static const char *const makings[] = {
    "create schema auth",       "create schema if not exists auth", "create role anon",
    "create role service_role", "create role authenticated",
};

void folder_evidence_add(struct folder_evidence *evidence, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char first = lower(bytes[i]);
        if ((first != 'a' && first != 's' && first != 'c') || (i > 0 && is_word(bytes[i - 1])))
            continue;
        if (first == 'c') {
            for (size_t j = 0; j < array_length(makings); j++)
                evidence->makes_auth |= is_at(bytes + i, makings[j]);
            continue;
        }
        for (size_t j = 0; j < array_length(words) && !evidence->word; j++)
            if (is_at(bytes + i, words[j]))
                evidence->word = words[j];
    }
}

bool folder_evidence_is_supabase(const struct folder_evidence *evidence)
{
    return evidence->word && !evidence->makes_auth;
}
