// The formats of JSON Schema that are checked. What is accepted here PostgreSQL accepts for the
// type that it usually becomes: uuid, timestamptz, date, timetz.
#ifndef LINTEL_SERVE_VALIDATE_FORMAT_H
#define LINTEL_SERVE_VALIDATE_FORMAT_H

#include "base/base.h"

struct value_format {
    const char *name;
    bool (*fits)(const char *text, size_t length); // of strings, or
    const char *minimum, *maximum;                 // of numbers
    const char *detail;                            // "not a UUID"
};

// NULL for a format that says nothing here, or none.
const struct value_format *value_format_find(const char *name);

#endif
