// Which rules the command line wants: --rule, --only and --skip over the profile's levels.
//
// A rule that is named exactly runs even where the profile has it off; a family ("rls") or a
// pattern ("rls/*", "*/unknown-name") takes those that the profile runs. What is skipped is not
// run, and coverage says so: a rule that no profile can lower can be skipped, never in silence.
#ifndef LINTEL_CHECK_SELECTION_H
#define LINTEL_CHECK_SELECTION_H

#include "base/error.h"
#include "check/rules.h"

struct selection_words {
    LIST_FIELDS(const char *);
};

enum selected { SELECTED_NOT, SELECTED_WHERE_ON, SELECTED_ALWAYS };

struct selection {
    enum selected *of;       // by index in rules_all
    const char **skipped_by; // by index in rules_all: the word of --skip, or NULL
    struct selection_words skip;
};

// False where a word names no rule; the message has the nearest name.
must_check bool selection_make(struct arena *arena, const struct selection_words *only,
                               const struct selection_words *skip, struct selection *selection,
                               struct error *error);

// What becomes of the profile's level, skipped or not; `selection` may be NULL.
enum level selection_level(const struct selection *selection, const struct rule_entry *rule,
                           enum level level);
// The word that skips the rule, or NULL.
const char *selection_skips(const struct selection *selection, const struct rule_entry *rule);

#endif
