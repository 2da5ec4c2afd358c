// Several projects in one call of `lintel check`: which paths make one, and the work on all of them
// on several threads. Each has its design and arenas for itself, and only as many are in memory as
// there are threads; what is left of one is its part of the report. Only verb_check.c uses it.
#ifndef LINTEL_CHECK_SEVERAL_H
#define LINTEL_CHECK_SEVERAL_H

#include "check/baseline.h"
#include "check/report.h"
#include "read/project.h"

struct project_check {
    const char *project; // the folder as named, where there are several; else NULL
    struct project_paths paths;
    // what came of it
    int status; // as the program's exit status
    struct error failure;
    struct text out; // its part of the report
    uint32_t errors, warnings;
    struct arena *arena; // of `entries`
    struct baseline_entry_list entries;
};
struct project_checks {
    LIST_FIELDS(struct project_check);
};

// Several folders, or manifests, are several projects unless they are to be read as one; one that
// is named twice is one. Where a file is among the paths they are one project, as one path is.
struct project_checks projects_of(struct arena *arena, const struct project_paths *paths,
                                  bool as_one);

// Runs `check` on each, on `jobs` threads. It sets what came of it; false where the project could
// not be checked, with the reason in `failure`.
void projects_check(struct project_checks *checks, uint32_t jobs,
                    bool (*check)(void *context, struct project_check *check), void *context);

// The report of all of them, and the worst exit status.
int projects_report(struct arena *arena, const struct project_checks *checks,
                    const struct report_format *format, struct text *out);
// The baseline file with the findings of all of them.
must_check bool projects_write_baseline(struct arena *arena, const struct project_checks *checks,
                                        const char *path, struct error *error);

void projects_release(struct project_checks *checks);

#endif
