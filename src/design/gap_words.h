// The words of the gaps' texts: lookup.h's design_gap_mentions and design_gap_may answer from them.
#ifndef LINTEL_DESIGN_GAP_WORDS_H
#define LINTEL_DESIGN_GAP_WORDS_H

#include "base/map.h"
#include "design/design.h"

struct gap_words {
    struct map words;   // in lower case
    struct map dynamic; // those of GAP_DYNAMIC alone
    uint32_t gap_count; // how many of the design's gaps are in it
};

// The next run of byte_is_word in [*at, end), in lower case and cut to an identifier's length, and
// its length; 0 where there is none. *at is moved behind it.
size_t gap_word_next(const char **at, const char *end, char word[IDENTIFIER_LENGTH + 1]);

#endif
