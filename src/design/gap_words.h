// The words of the gaps' texts: lookup.h's design_gap_* answer from them.
#ifndef LINTEL_DESIGN_GAP_WORDS_H
#define LINTEL_DESIGN_GAP_WORDS_H

#include "base/map.h"

struct gap_words {
    struct map words;   // in lower case
    struct map dynamic; // those of GAP_DYNAMIC alone
    uint32_t gap_count; // how many of the design's gaps are in it
};

#endif
