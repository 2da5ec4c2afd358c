// The forms a report can take. A new one is a file report_<name>.c and a row in report.c.
#ifndef LINTEL_CHECK_REPORT_H
#define LINTEL_CHECK_REPORT_H

#include "base/text.h"
#include "check/coverage.h"

// Where a live database is not what the files say (check --database beside paths): sentences
// without a full stop.
struct report_differences {
    LIST(const char *) differences; // at most as many as are shown; the last says how many more
    LIST(const char *) notes;
    uint32_t count; // of all differences
};

struct report {
    const struct run *run;
    const struct coverage *coverage;
    const struct report_differences *differences; // NULL: nothing was compared
    bool is_verbose;  // all places that were not covered, not the first five; and the time
    bool is_coloured; // escape sequences for a terminal
    bool has_time;
    uint32_t milliseconds;
};

struct report_format {
    const char *name, *help;
    void (*write)(const struct report *report, struct text *out);
};

extern const struct report_format report_formats[];               // ended by a NULL name
const struct report_format *report_format_find(const char *name); // or NULL

void report_text(const struct report *report, struct text *out);
void report_concise(const struct report *report, struct text *out);
void report_json(const struct report *report, struct text *out);

// ---- what several of them need ------------------------------------------------------------------

// Adds text of the user's as it may be shown on a terminal: what would move the cursor, reverse
// the reading order or is no UTF-8 becomes U+FFFD, a tab goes to the next multiple of four columns,
// a line break becomes a space. Returns the columns written, counted on from `column`.
uint32_t report_add_visible(struct text *out, const char *bytes, size_t length, uint32_t column);

// "path:line:column: level[rule]: message", without a line break.
void report_first_line(const struct report *report, const struct finding *finding,
                       struct text *out);

// The colours, empty where the report has none.
enum report_colour { COLOUR_NONE, COLOUR_ERROR, COLOUR_WARNING, COLOUR_GUTTER, COLOUR_STRONG };
void report_colour(const struct report *report, enum report_colour colour, struct text *out);

#endif
