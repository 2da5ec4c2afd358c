// The system's clocks.
#include <time.h>

#include "base/clock.h"

static int64_t microseconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

uint64_t clock_microseconds(void)
{
    return (uint64_t)microseconds_of(CLOCK_MONOTONIC);
}

uint64_t clock_milliseconds(void)
{
    return clock_microseconds() / 1000;
}

int64_t clock_now(void)
{
    return microseconds_of(CLOCK_REALTIME) / 1000;
}

void clock_text(int64_t milliseconds, char text[CLOCK_TEXT_SIZE])
{
    time_t seconds = (time_t)(milliseconds / 1000);
    struct tm parts;
    gmtime_r(&seconds, &parts);
    snprintf(text, CLOCK_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%03d", parts.tm_year + 1900,
             parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
             (int)(milliseconds % 1000));
}
