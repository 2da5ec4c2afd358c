// The bytes of SQL's words, as PostgreSQL's scanner has them: every byte above ASCII is a letter.
// `$` continues an identifier but also begins and ends $tag$ quotes, so text that is searched for
// words (byte_is_word) ends one there, and only what reads names as the scanner does
// (byte_is_identifier) goes on. No byte class here depends on the locale.
#ifndef LINTEL_BASE_WORD_H
#define LINTEL_BASE_WORD_H

#include "base/base.h"

static inline char byte_lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

// Vertical tab too, as PostgreSQL has it since 16.
static inline bool byte_is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static inline bool byte_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

// Begins an identifier or keyword.
static inline bool byte_is_letter(char byte)
{
    char lower = byte_lower(byte);
    return (lower >= 'a' && lower <= 'z') || byte == '_' || (unsigned char)byte >= 0x80;
}

static inline bool byte_is_word(char byte)
{
    return byte_is_letter(byte) || byte_is_digit(byte);
}

// Continues an identifier.
static inline bool byte_is_identifier(char byte)
{
    return byte_is_word(byte) || byte == '$';
}

// How many bytes of [at, end) `words` covers, or 0 where they say something else. `words` is in
// lower case and matches any case; a space in it stands for any white space.
size_t words_match(const char *at, const char *end, const char *words);

// Whether a pattern of `length` bytes fits the whole word: its `*` stands for any characters, none
// included.
bool pattern_matches(const char *pattern, size_t length, const char *word);

#endif
