// A baseline: the findings that a team knows and will not put right today, in a file, so that a
// gate stops what is new. It holds fingerprints (fingerprint.h) with how often each comes, sorted,
// one on a line:
//
//     {"version": 1, "findings": [
//       {"project": "api", "rule": "rls/disabled", "object": "public.todos"},
//       {"rule": "schema/syntax-error", "path": "a.sql", "message": "...", "count": 2}
//     ]}
//
// `project` stands there where several were checked in one call. Where a finding comes more often
// than the baseline knows, nobody can tell which is the new one: all are reported, with a note.
#ifndef LINTEL_CHECK_BASELINE_H
#define LINTEL_CHECK_BASELINE_H

#include "base/text.h"
#include "check/fingerprint.h"

struct baseline_entry {
    const char *project; // or NULL
    const char *key;     // fingerprint_key
    struct fingerprint fingerprint;
    uint32_t count;
};
struct baseline_entry_list {
    LIST_FIELDS(struct baseline_entry *);
};

struct baseline {
    const char *path;
    struct baseline_entry_list entries;
};

// What a baseline did to a run, for the report.
struct baseline_use {
    const char *path;
    struct baseline_entry_list gone; // with the count that is gone
    uint32_t gone_count;
    // Written by the other kind of call: about several projects, or about one alone.
    uint32_t foreign_count;
    bool is_of_several; // this call is about several projects
};

must_check bool baseline_read(struct arena *arena, const char *path, struct baseline *baseline,
                              struct error *error);

// Moves what it knows from run->findings to run->known, and sets run->baseline. `project` is as in
// the file: NULL where one project is checked alone.
void baseline_apply(struct run *run, const struct baseline *baseline, const char *project);

// Adds the run's findings, known or not. What the former baseline (or NULL) knows of rules that
// were not run is kept.
void baseline_collect(struct arena *arena, const struct run *run, const struct baseline *former,
                      const char *project, struct baseline_entry_list *entries);
// Whether a baseline may be written there: nothing is there, or an empty file, or a baseline.
must_check bool baseline_may_write(struct arena *arena, const char *path, struct error *error);
// Sorts the entries and writes the file's text.
void baseline_print(struct baseline_entry_list *entries, struct text *out);

#endif
