// One run of the rules over a design: which were run at which level, what they found, what they
// could not decide, what was silenced. The reports (report.h) only read it.
#ifndef LINTEL_CHECK_RUN_H
#define LINTEL_CHECK_RUN_H

#include "check/ignore.h"
#include "check/manifest_use.h"
#include "check/profile.h"
#include "check/rules.h"
#include "check/selection.h"

struct undecided {
    const struct rule_entry *rule;
    struct place place;
    const char *reason;
};

struct not_applicable {
    const struct rule_entry *rule;
    const char *reason;
};

// A finding that an ignore silences.
struct silenced {
    struct finding *finding;
    const char *reason;
    bool is_in_source; // by a comment; else by the manifest
};

struct baseline_use; // check/baseline.h

struct run {
    struct design *design;
    struct arena *arena;   // of everything the run holds
    struct arena *scratch; // rewound after each rule
    const struct profile *profile;
    const struct selection *selection; // of the command line; NULL: all
    bool *was_run;                     // by index in rules_all
    LIST(struct finding *) findings;   // sorted by place, then rule
    LIST(struct silenced) silenced;
    LIST(struct finding *) known;        // by the baseline
    const struct baseline_use *baseline; // NULL: none was asked for
    LIST(struct undecided) undecided;
    LIST(struct not_applicable) not_applicable;
    struct ignore_list ignores;               // of comments
    struct placed_ignore_list placed_ignores; // of the manifest
    uint32_t errors, warnings, rules_run;
};

// Fills the run; design, arena, scratch and profile are given.
void run_rules(struct run *run);

// The level at which a rule runs.
enum level run_level(const struct run *run, const struct rule_entry *rule);
// The word of --skip that keeps a rule from running which would run otherwise, or NULL.
const char *run_skips(const struct run *run, const struct rule_entry *rule);

#endif
