// The words of the gaps' texts: lookup.h's design_gap_mentions answers from them.
#ifndef LINTEL_DESIGN_GAP_WORDS_H
#define LINTEL_DESIGN_GAP_WORDS_H

#include "base/map.h"

struct gap_words {
    struct map words;   // in lower case
    uint32_t gap_count; // how many of the design's gaps are in it
};

#endif
