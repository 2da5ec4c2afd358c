// Matching is byte by byte, so callers that want whole words look at the bytes around themselves.
#include "base/word.h"

size_t words_match(const char *at, const char *end, const char *words)
{
    const char *start = at;
    for (; *words; words++) {
        if (*words == ' ') {
            const char *space = at;
            while (at < end && byte_is_space(*at))
                at++;
            if (at == space)
                return 0;
        } else if (at >= end || byte_lower(*at++) != *words) {
            return 0;
        }
    }
    return (size_t)(at - start);
}

bool pattern_matches(const char *pattern, size_t length, const char *word)
{
    const char *end = pattern + length, *star = NULL, *resume = NULL;
    while (*word || pattern < end) {
        if (pattern < end && *pattern == '*') {
            star = pattern++;
            resume = word;
        } else if (*word && pattern < end && *pattern == *word) {
            pattern++;
            word++;
        } else if (star && *resume) {
            pattern = star + 1;
            word = ++resume;
        } else {
            return false;
        }
    }
    return true;
}
