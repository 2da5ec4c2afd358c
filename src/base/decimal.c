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

// ---- multiples, whole numbers ---------------------------------------------------------------------

// The digits from the first to the last that is not zero.
static int64_t count_digits(const struct decimal *decimal)
{
    int64_t digits = 0;
    for (const char *at = decimal->first; at < decimal->last; at++)
        digits += *at != '.';
    return digits;
}

enum { DIVISOR_DIGITS = 18 };

bool decimal_is_divisor(const char *text)
{
    struct decimal decimal;
    return decimal_read(text, &decimal) && decimal.first && !decimal.is_negative &&
           count_digits(&decimal) <= DIVISOR_DIGITS;
}

static uint64_t multiply(uint64_t a, uint64_t b, uint64_t modulus)
{
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)(product % modulus);
}

static uint64_t power_of_ten(uint64_t exponent, uint64_t modulus)
{
    uint64_t result = 1 % modulus;
    for (uint64_t square = 10 % modulus; exponent > 0; exponent /= 2) {
        if (exponent % 2)
            result = multiply(result, square, modulus);
        square = multiply(square, square, modulus);
    }
    return result;
}

// Both as digits without zeros at their end, times a power of ten. Where the number's power is the
// smaller one, the divisor is a multiple of ten of it, and the number, whose last digit is not
// zero, is not.
bool decimal_is_multiple(const char *text, const char *divisor)
{
    struct decimal number, by;
    bool is_valid = decimal_read(text, &number);
    is_valid = decimal_read(divisor, &by) && is_valid;
    assert(is_valid && decimal_is_divisor(divisor));
    if (!is_valid || !number.first)
        return is_valid;
    int64_t power = number.point - count_digits(&number) - (by.point - count_digits(&by));
    if (power < 0)
        return false;
    uint64_t modulus = 0, rest = 0;
    for (const char *at = by.first; at < by.last; at++)
        if (*at != '.')
            modulus = modulus * 10 + (uint64_t)(*at - '0');
    assert(modulus > 0);
    for (const char *at = number.first; at < number.last; at++)
        if (*at != '.') // below 10^19, as modulus is below 10^18
            rest = (rest * 10 + (uint64_t)(*at - '0')) % modulus;
    return multiply(rest, power_of_ten((uint64_t)power, modulus), modulus) == 0;
}

bool decimal_write_whole(const char *text, char *digits, size_t size)
{
    struct decimal decimal;
    if (!decimal_read(text, &decimal))
        return false;
    int64_t length = decimal.first ? decimal.point : 1;
    bool is_negative = decimal.is_negative && decimal.first;
    if (length < 1 || (uint64_t)length + is_negative + 1 > size)
        return false;
    if (is_negative)
        *digits++ = '-';
    const char *at = decimal.first;
    for (; length > 0; length--)
        *digits++ = at ? digit_next(&at, decimal.last) : '0';
    *digits = '\0';
    return true;
}
