// The forms a report can take. A new one is a file report_<name>.c and a row in report.c.
//
// A call may be about several projects, each checked by itself: then each is written by itself too,
// maybe on a thread of its own, and the parts are joined in order (report_write).
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

// One project's outcome.
struct report {
    const struct run *run;
    const struct coverage *coverage;
    const struct report_differences *differences; // NULL: nothing was compared
    const char *project; // the folder as named, where there are several; else NULL
    const char *failure; // why it could not be checked: then there is no run and no coverage
    bool is_verbose;     // all places that were not covered, not the first five; and the time
    bool is_coloured;    // escape sequences for a terminal
    bool has_time;
    uint32_t milliseconds;
};

// What all projects of a call came to.
struct report_totals {
    uint32_t projects, failed, errors, warnings;
};

struct report_format {
    const char *name, *help;
    void (*write)(const struct report *report, struct text *out); // one project
    // What stands around them and between two; NULL for nothing.
    void (*open)(const struct report_totals *totals, struct text *out);
    void (*close)(const struct report_totals *totals, struct text *out);
    const char *between;
};

extern const struct report_format report_formats[];               // ended by a NULL name
const struct report_format *report_format_find(const char *name); // or NULL

// The whole document about one project.
void report_write(const struct report_format *format, const struct report *report,
                  struct text *out);
// The document of several, of the parts that `write` made of each.
void report_join(const struct report_format *format, const struct report_totals *totals,
                 const struct text *parts, struct text *out);

void report_text(const struct report *report, struct text *out);
// The findings alone, without what was covered.
void report_text_findings(const struct report *report, struct text *out);
void report_text_close(const struct report_totals *totals, struct text *out);
void report_concise(const struct report *report, struct text *out);
void report_json(const struct report *report, struct text *out);
void report_json_open(const struct report_totals *totals, struct text *out);
void report_json_close(const struct report_totals *totals, struct text *out);
void report_sarif(const struct report *report, struct text *out);
void report_sarif_open(const struct report_totals *totals, struct text *out);
void report_sarif_close(const struct report_totals *totals, struct text *out);
void report_github(const struct report *report, struct text *out);
void report_junit(const struct report *report, struct text *out);
void report_junit_open(const struct report_totals *totals, struct text *out);
void report_junit_close(const struct report_totals *totals, struct text *out);

// ---- what several of them need ------------------------------------------------------------------

// Adds text of the user's as it may be shown on a terminal: what would move the cursor, reverse
// the reading order or is no UTF-8 becomes U+FFFD, a tab goes to the next multiple of four columns,
// a line break becomes a space. Returns the columns written, counted on from `column`.
uint32_t report_add_visible(struct text *out, const char *bytes, size_t length, uint32_t column);
// The same of lines, each ended by a line break.
void report_add_lines(struct text *out, const struct text *lines);

// Behind the last byte that a caret underlines on the line that ends at `line_end`: where the
// place's length is not known, behind one word or quoted name.
const char *report_place_end(struct place place, const char *start, const char *line_end);
// The place with its end, which may lie on a later line.
struct place report_extent(struct place place);

// "path:line:column: level[rule]: message", without a line break.
void report_first_line(const struct report *report, const struct finding *finding,
                       struct text *out);

// The colours, empty where the report has none.
enum report_colour { COLOUR_NONE, COLOUR_ERROR, COLOUR_WARNING, COLOUR_GUTTER, COLOUR_STRONG };
void report_colour(const struct report *report, enum report_colour colour, struct text *out);

#endif
