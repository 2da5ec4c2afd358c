// See rate.h.
#include "read/rate.h"

enum { SECONDS_LARGEST = 24 * 60 * 60, DIGITS_LARGEST = 9 };

static const struct {
    const char *name;
    uint32_t seconds;
} units[] = {{"s", 1},    {"second", 1},  {"min", 60},  {"minute", 60},
             {"h", 3600}, {"hour", 3600}, {"d", 86400}, {"day", 86400}};

// Digits that do not begin with 0; *number stays where there are none.
static const char *number_parse(const char *text, uint32_t *number)
{
    size_t digits = strspn(text, "0123456789");
    if (digits > DIGITS_LARGEST || (digits && *text == '0'))
        return NULL;
    if (digits)
        *number = (uint32_t)strtoul(text, NULL, 10);
    return text + digits;
}

bool rate_parse(const char *text, struct rate *rate)
{
    uint32_t count = 0, times = 1;
    const char *at = number_parse(text, &count);
    if (!at || count == 0 || *at != '/')
        return false;
    at = number_parse(at + 1, &times);
    if (!at)
        return false;
    for (size_t i = 0; i < array_length(units); i++)
        if (strcmp(at, units[i].name) == 0 && times <= SECONDS_LARGEST / units[i].seconds) {
            *rate = (struct rate){count, times * units[i].seconds};
            return true;
        }
    return false;
}
