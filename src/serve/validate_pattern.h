// The patterns of a contract: ECMA-262's regular expressions, as far as PCRE2 reads them. \d, \w
// and \b know ASCII only, as in ECMA-262; \s too, which knows more there.
//
// The work for one value is bounded: by steps, counted through all attempts, and by memory. It does
// not depend on the machine's load, so the same value is always judged alike.
#ifndef LINTEL_SERVE_VALIDATE_PATTERN_H
#define LINTEL_SERVE_VALIDATE_PATTERN_H

#include "base/arena.h"

struct pattern;

enum pattern_verdict {
    PATTERN_FITS,
    PATTERN_DIFFERS,
    PATTERN_GAVE_UP, // it would take too long to tell: whoever asks refuses the value
};

// NULL where it is no regular expression; `reason` says what and where then. The pattern lives in
// the arena, is only read afterwards, and may be used by several threads. What `is_lasting` makes
// machine code of stays for the life of the process.
struct pattern *pattern_compile(struct arena *arena, const char *text, bool is_lasting,
                                const char **reason);

// Whether it fits anywhere in the text, which is valid UTF-8. Takes what it costs from `steps`
// (50,000 are about a millisecond), and gives up where they are too few: so a request has one
// budget, however many texts it brings.
enum pattern_verdict pattern_match(const struct pattern *pattern, struct arena *arena,
                                   const char *text, size_t length, uint64_t *steps);

#endif
