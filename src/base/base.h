// What every file of lintel may use without asking: the C library's small headers, the attributes
// that make the compiler watch our conventions, and the list of calls that do not compile.
#ifndef LINTEL_BASE_BASE_H
#define LINTEL_BASE_BASE_H

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// The caller must look at the result: a `bool` with a `struct error *`.
#define must_check __attribute__((warn_unused_result))
// The arguments are those of printf.
#define printf_like(nth, first) __attribute__((format(printf, nth, first)))

#define array_length(array) (sizeof(array) / sizeof((array)[0]))

// Null-safe equality: two absent strings are equal, an absent one equals no present one.
static inline bool string_equal(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static inline bool string_starts_with(const char *string, const char *prefix)
{
    return strncmp(string, prefix, strlen(prefix)) == 0;
}

static inline bool string_ends_with(const char *string, const char *suffix)
{
    size_t length = strlen(string), suffix_length = strlen(suffix);
    return length >= suffix_length && strcmp(string + length - suffix_length, suffix) == 0;
}

// Unbounded or stateful calls of the C library: there is always a better one in base/.
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets strncpy strncat asctime ctime

#endif
