// A rule: one thing that can be wrong with a design, in one file: rules/<family>/<name>.c.
// The file ends with RULE(family, name, ...); there is nothing else to register. The Makefile
// collects the files, and a RULE whose family and name differ from its path fails to link.
//
//     static void check(struct check *check)
//     {
//         list_each (struct relation *, relation, &check->design->relations)
//             if (...)
//                 check_report(check, (struct finding){.place = ..., .message = ...});
//     }
//     RULE(schema, primary_key_missing, .level = LEVEL_WARNING, .summary = "...", ...)
//
// A rule reads the model and never text; it is silent where it cannot know, and says so through
// check_undecided, so that no silence is taken for an all-clear. What it allocates in
// check->scratch is gone when it returns; findings are copied.
#ifndef LINTEL_CHECK_RULE_H
#define LINTEL_CHECK_RULE_H

#include "design/design.h"
#include "design/finding.h"
#include "design/lookup.h"

struct check;
struct rule_entry; // check/rules.h

// A word or a list of words that profiles can set (rule_parameter_has).
struct rule_parameter {
    const char *name;
    const char *value; // the default, as YAML would write it; lists as "a, b, c"
    const char *help;
};

struct rule {
    enum level level;          // the default profile's
    bool is_fixed;             // B!: a profile may not lower it
    const char *summary;       // one line: what is wrong, in the words of `lintel rules`
    const char *explanation;   // paragraphs for `lintel explain`: why it matters, what counts
    const char *wrong, *right; // examples in SQL: tests run the rule over both
    const char *source;        // requirement numbers and tools: "A11, B3, splinter 0013"
    const struct rule_parameter *parameters; // ended by a NULL name; NULL for none
    // NULL where the rule applies; else why not ("no row security in use: ..."), said in coverage.
    const char *(*not_applicable)(struct check *check);
    void (*run)(struct check *check);
};

// What a rule is given.
struct check {
    struct design *design;
    struct arena *arena;   // of the findings: whatever a finding points to lives here or longer
    struct arena *scratch; // rewound after each rule
    const struct rule_entry *rule;
    struct run *run; // check/run.c's own
};

// Reports at the rule's level, or at finding.level where that is set and lower (a warning from a
// rule that blocks, where something had to be assumed). Messages and labels are made with
// check_format. Rule id and level are filled in.
struct finding *check_report(struct check *check, struct finding finding);
// Adds to the finding that check_report returned.
void finding_relate(struct check *check, struct finding *finding, struct place place,
                    const char *label);
void finding_note(struct check *check, struct finding *finding, const char *note);
// One step of how it came about, outermost first: "createOrder, queries.sql:12: INSERT INTO ...".
void finding_via(struct check *check, struct finding *finding, const char *step);

// The rule could not decide this place: counted and named in coverage, never passed over.
void check_undecided(struct check *check, struct place place, const char *reason);

// Formats into check->arena.
const char *check_format(struct check *check, const char *format, ...) printf_like(2, 3);

// Parameter values, from the profile or the default. The name must be in the rule's table.
const char *rule_parameter_text(struct check *check, const char *name); // as a list is written
bool rule_parameter_has(struct check *check, const char *name, const char *word); // of a list
// The same with `*` in the list's words for any characters: "created_at, *_count".
bool rule_parameter_matches(struct check *check, const char *name, const char *word);

#define RULE(family_, name_, ...)                                                                  \
    extern const struct rule rule_##family_##_##name_;                                             \
    const struct rule rule_##family_##_##name_ = {.run = check, __VA_ARGS__};

#endif
