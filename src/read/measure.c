// See measure.h.
#include "read/measure.h"

enum { DIGITS_MOST = 7, MILLISECONDS_MOST = 60 * 60 * 1000, BYTES_MOST = 100 * 1024 * 1024 };

struct unit {
    const char *name;
    uint32_t factor;
};

static bool measure_parse(const char *text, const struct unit *units, uint32_t most,
                          uint32_t *result)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > DIGITS_MOST || *text == '0')
        return false;
    uint32_t count = (uint32_t)strtoul(text, NULL, 10);
    for (; units->name; units++)
        if (strcmp(text + digits, units->name) == 0 && count <= most / units->factor) {
            *result = count * units->factor;
            return true;
        }
    return false;
}

bool duration_parse(const char *text, uint32_t *milliseconds)
{
    static const struct unit units[] = {{"ms", 1}, {"s", 1000}, {"min", 60 * 1000}, {0}};
    return measure_parse(text, units, MILLISECONDS_MOST, milliseconds);
}

bool size_parse(const char *text, uint32_t *bytes)
{
    static const struct unit units[] = {{"KB", 1024}, {"MB", 1024 * 1024}, {0}};
    return measure_parse(text, units, BYTES_MOST, bytes);
}
