// A project, read and checked: what `check` reports and `serve` stands on. Only the verbs use it.
#ifndef LINTEL_CHECKED_H
#define LINTEL_CHECKED_H

#include "check/report.h"
#include "read/project.h"

struct checked {
    struct design *design;
    struct profile profile;
    struct project_report project;
    struct run run;
};

// Reads the project, and the profile: those named, else the manifest's. All of it lives in `arena`
// and the design.
must_check bool checked_read(struct checked *checked, struct arena *arena, struct design *design,
                             const struct project_paths *paths,
                             const struct project_options *options,
                             const struct profile_names *profiles, struct error *error);

// Whether there is anything that a rule could have seen: a gate that saw nothing is not passed.
must_check bool checked_has_something(const struct checked *checked, struct error *error);

// Runs the rules, or those selected. The outcome is in checked->run.
void checked_run(struct checked *checked, struct arena *arena, const struct selection *selection);

#endif
