// The words of a statement or a body in SQL or PL/pgSQL, for what the model holds no tree of. Space
// and comments are passed over; a string or a quoted name is one word.
#ifndef LINTEL_CHECK_BODY_SCAN_H
#define LINTEL_CHECK_BODY_SCAN_H

#include "base/base.h"

struct body_scan {
    const char *at, *end;
};

void body_scan_space(struct body_scan *scan);
// The next word, quoted thing or single byte; false at the end.
bool body_scan_word(struct body_scan *scan, const char **word, size_t *length);
bool body_word_is(const char *word, size_t length, const char *wanted); // in any case
// Whether the word stands anywhere in the body.
bool body_says(const char *body, const char *wanted);
bool body_scan_accept(struct body_scan *scan, const char *wanted); // steps over it where it is next

#endif
