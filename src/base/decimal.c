// A number is taken apart into its digits without zeros at either end, and the place of the point
// counted from the first digit: 0.0150 is "15" with the point at -1. Two numbers of one sign then
// compare by the point first and by the digits after that.
#include "base/decimal.h"

#include "base/word.h"

enum { EXPONENT_DIGITS = 6 };

// What a number consists of. `first` and `last` are digits that are not zero (last behind it), both
// NULL for zero; a point may stand between them.
struct decimal {
    bool is_negative;
    const char *first, *last;
    int64_t point; // digits before the point, counted from `first`; below 0 for zeros behind it
};

static bool decimal_read(const char *text, struct decimal *decimal)
{
    *decimal = (struct decimal){0};
    const char *at = text;
    if (*at == '-' || *at == '+')
        decimal->is_negative = *at++ == '-';
    int64_t before = 0, to_first = 0, digits = 0;
    bool has_point = false;
    for (; byte_is_digit(*at) || (*at == '.' && !has_point); at++) {
        if (*at == '.') {
            has_point = true;
            continue;
        }
        digits++;
        before += !has_point;
        if (*at != '0' && !decimal->first) {
            decimal->first = at;
            to_first = digits - 1;
        }
        if (*at != '0')
            decimal->last = at + 1;
    }
    if (digits == 0)
        return false;
    int64_t exponent = 0;
    if (*at == 'e' || *at == 'E') {
        at++;
        bool is_negative = *at == '-';
        at += *at == '-' || *at == '+';
        size_t length = strspn(at, "0123456789");
        if (length == 0 || length > EXPONENT_DIGITS)
            return false;
        for (; length > 0; length--)
            exponent = exponent * 10 + (*at++ - '0');
        exponent = is_negative ? -exponent : exponent;
    }
    decimal->point = before - to_first + exponent;
    return *at == '\0';
}

bool decimal_is_valid(const char *text)
{
    struct decimal decimal;
    return decimal_read(text, &decimal);
}

// The next digit at or behind *at, '0' behind the last.
static char digit_next(const char **at, const char *last)
{
    if (*at < last && **at == '.')
        (*at)++;
    return *at < last ? *(*at)++ : '0';
}

static int compare_sizes(const struct decimal *a, const struct decimal *b)
{
    if (!a->first || !b->first)
        return (a->first != NULL) - (b->first != NULL);
    if (a->point != b->point)
        return a->point < b->point ? -1 : 1;
    const char *left = a->first, *right = b->first;
    while (left < a->last || right < b->last) {
        char x = digit_next(&left, a->last), y = digit_next(&right, b->last);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

int decimal_compare(const char *a, const char *b)
{
    struct decimal left, right;
    bool is_valid = decimal_read(a, &left);
    is_valid = decimal_read(b, &right) && is_valid;
    assert(is_valid);
    bool is_left_negative = left.is_negative && left.first;
    bool is_right_negative = right.is_negative && right.first;
    if (!is_valid || is_left_negative != is_right_negative)
        return is_right_negative - is_left_negative;
    int order = compare_sizes(&left, &right);
    return is_left_negative ? -order : order;
}

bool decimal_is_whole(const char *text)
{
    struct decimal decimal;
    if (!decimal_read(text, &decimal) || !decimal.first)
        return true;
    int64_t digits = 0;
    for (const char *at = decimal.first; at < decimal.last; at++)
        digits += *at != '.';
    return digits <= decimal.point;
}
