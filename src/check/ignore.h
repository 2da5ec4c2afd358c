// Ignores: comments that silence one rule in one place, with a reason.
//
//     -- lintel-ignore family/name, family/name: reason      (also /* ... */, and # ... in YAML)
//
// On a line of its own it is about the next line that is not such a comment, and about the whole
// statement where that line begins one; behind code it is about its own line. Without a reason it
// silences nothing. The rule check/ignore reports those that have none, that name no rule, or that
// silence nothing although the rule was run.
#ifndef LINTEL_CHECK_IGNORE_H
#define LINTEL_CHECK_IGNORE_H

#include "check/rules.h"

#define IGNORE_RULE "check/ignore"

struct run;

struct ignore {
    struct place place;                      // of the rule's name in the comment
    const char *name;                        // as written
    const struct rule_entry *rule;           // NULL where there is none of that name
    const char *reason;                      // NULL where none is given
    uint32_t line;                           // what it is about
    bool is_alone;                           // on lines of its own
    uint32_t statement_start, statement_end; // the statement that begins on `line`, else empty
    uint32_t used;                           // findings silenced
};
struct ignore_list {
    LIST_FIELDS(struct ignore);
};

// Reads them from the comments of all files that are not builtin into run->ignores.
void ignores_collect(struct run *run);
// The reason of the one that silences the finding, or NULL; counts it.
const char *ignore_silences(struct run *run, const struct finding *finding);

#endif
