// Clocks: one that never goes back, to measure with, and the time of day.
#ifndef LINTEL_BASE_CLOCK_H
#define LINTEL_BASE_CLOCK_H

#include "base/base.h"

uint64_t clock_microseconds(void); // of a clock that never goes back
uint64_t clock_milliseconds(void); // likewise
int64_t clock_now(void);           // milliseconds since 1970

// "2026-03-01T09:00:00.123", UTC: without the offset, which each format writes in its own way.
enum { CLOCK_TEXT_SIZE = 64 };
void clock_text(int64_t milliseconds, char text[CLOCK_TEXT_SIZE]);

#endif
