// Whether SQL is written for Supabase, told from its bytes: no parser is needed to see auth.uid().
#include "read/folder.h"

#include "base/word.h"

// Whether the words are at `at` as whole words, where they begin or end with one.
static bool is_at(const char *at, const char *end, const char *words)
{
    size_t length = words_match(at, end, words);
    return length && !(byte_is_word(words[strlen(words) - 1]) && byte_is_word(at[length]));
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
        char first = byte_lower(bytes[i]);
        if ((first != 'a' && first != 's' && first != 'c') || (i > 0 && byte_is_word(bytes[i - 1])))
            continue;
        if (first == 'c') {
            for (size_t j = 0; j < array_length(makings); j++)
                evidence->makes_auth |= is_at(bytes + i, bytes + length, makings[j]);
            continue;
        }
        for (size_t j = 0; j < array_length(words) && !evidence->word; j++)
            if (is_at(bytes + i, bytes + length, words[j]))
                evidence->word = words[j];
    }
}

bool folder_evidence_is_supabase(const struct folder_evidence *evidence)
{
    return evidence->word && !evidence->makes_auth;
}
