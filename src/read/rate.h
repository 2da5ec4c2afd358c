// A rate limit as people write it: "100/min", "20/s", "100/15min" (C6, D17).
#ifndef LINTEL_READ_RATE_H
#define LINTEL_READ_RATE_H

#include "base/base.h"

struct rate {
    uint32_t count;   // requests
    uint32_t seconds; // in that time
};

//   rate = count "/" [count] unit
// False where the text is none, or says more than a day.
bool rate_parse(const char *text, struct rate *rate);

#define RATE_HELP "write a number, a slash and a time: 100/min, 20/s, 100/15min"

#endif
