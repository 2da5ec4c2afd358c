// What a run covered and what it did not: the closing lines of every report. A gate must say what
// it has not seen, so that silence is never taken for an all-clear.
#ifndef LINTEL_CHECK_COVERAGE_H
#define LINTEL_CHECK_COVERAGE_H

#include "check/run.h"
#include "read/project.h"

enum coverage_kind {
    COVERAGE_FOUND,          // where the project's SQL was found
    COVERAGE_NOT_READ,       // what is there and was not read
    COVERAGE_NOT_PARSED,     // statements that PostgreSQL's parser refuses
    COVERAGE_NOT_FOLLOWED,   // statements that may change the model, but how is not known
    COVERAGE_UNDECIDED,      // places that a rule could not judge
    COVERAGE_ACCESS,         // verdicts of link/access.h by kind
    COVERAGE_NOT_APPLICABLE, // rules that do not apply here
    COVERAGE_SKIPPED,        // rules that the command line left out
    COVERAGE_ASSUMED,
    COVERAGE_IGNORED,  // findings silenced by an ignore
    COVERAGE_BASELINE, // findings that the baseline knows, and those of it that are gone
    COVERAGE_KINDS,
};

// As the text report and JSON name a kind: "not followed".
const char *coverage_kind_name(enum coverage_kind kind);

struct coverage_place {
    struct place place;
    const char *text; // what is special about this place, or NULL
};

struct coverage_line {
    enum coverage_kind kind;
    const char *text;
    uint32_t count; // of places
    LIST(struct coverage_place) places;
};

struct coverage {
    LIST(struct coverage_line *) lines; // sorted by kind, within one as met
    uint32_t files, statements;
    uint32_t skipped;  // rules left out by --skip
    uint32_t unjudged; // statements not parsed or followed and places undecided
};

// Everything lives in run->arena.
struct coverage *coverage_make(const struct run *run, const struct project_report *project);

// "312 statements: 290 replayed, ...", "17 rules of profile default".
const char *coverage_statements(struct arena *arena, const struct design *design);
const char *coverage_rules(struct arena *arena, const struct run *run);

#endif
