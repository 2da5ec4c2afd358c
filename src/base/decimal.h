// Decimal numbers as text, compared digit for digit: bounds of a contract and of a column may have
// more digits than any machine number.
#ifndef LINTEL_BASE_DECIMAL_H
#define LINTEL_BASE_DECIMAL_H

#include "base/base.h"

// number = [sign] (digits ["." digits*] | "." digits) [("e" | "E") [sign] digits]
// Nothing before or after it, and an exponent of at most six digits.
bool decimal_is_valid(const char *text);

// Less than, equal to or greater than 0, as a is below, at or above b. Both must be valid.
int decimal_compare(const char *a, const char *b);

// Without a fraction other than zero. It must be valid.
bool decimal_is_whole(const char *text);

// Above zero, of few enough digits (18 without zeros at either end) to divide by exactly.
bool decimal_is_divisor(const char *text);
// Whether the number is so many times the divisor, without remainder. Both must be valid.
bool decimal_is_multiple(const char *text, const char *divisor);

// A whole number in plain digits ("-120" of "-1.2e2", "0" of "-0.0"), ended by NUL; false where
// they are more than `size` holds. It must be valid and whole.
bool decimal_write_whole(const char *text, char *digits, size_t size);

#endif
