// Profiles: YAML files that say which rules are run, at which level, with which parameters.
//
//     name: strict
//     extends: default               # or a list: later ones count more, this file most
//     summary: one line
//     answers:                       # what lintel.yaml must answer under `answers`
//       question-name: The question?
//     rules:
//       family/name: off             # or warning, error
//       family/name: {level: error, parameter: value}
//
// `default` and its like are part of the program (profiles/<name>.yaml); others are named by path.
// A rule that no profile mentions runs at the level in its own file. A rule marked as fixed cannot
// be lowered. What a profile names wrongly is an error with its place and the nearest known name.
#ifndef LINTEL_CHECK_PROFILE_H
#define LINTEL_CHECK_PROFILE_H

#include "base/error.h"
#include "base/list.h"
#include "check/rules.h"

struct rule_setting {
    enum level level;
    const char **values; // one per parameter of the rule; NULL: its default
};

// What a manifest must answer.
struct profile_question {
    const char *name, *question;
};

struct profile {
    const char *name; // "default", or "a+b" where several were combined
    const char *summary;
    struct rule_setting *settings; // by index in rules_all
    LIST(struct profile_question) questions;
};

struct profile_names {
    LIST_FIELDS(const char *);
};

// Whether the name is that of a file, not of a profile that is part of the program.
bool profile_is_path(const char *name);

// Names or paths, later ones counting more; none: `default`.
must_check bool profile_load(struct arena *arena, const struct profile_names *names,
                             struct profile *profile, struct error *error);

// The value of a rule's parameter, which must be in the rule's table.
const char *profile_parameter(const struct profile *profile, const struct rule_entry *rule,
                              const char *name);

const char *level_name(enum level level); // "off", "warning", "error"
bool level_read(const char *name, enum level *level);

#endif
