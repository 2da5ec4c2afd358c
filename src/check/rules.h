// Every rule, in the order of their ids. The Makefile writes the list (build/rules.c).
#ifndef LINTEL_CHECK_RULES_H
#define LINTEL_CHECK_RULES_H

#include "check/rule.h"

struct rule_entry {
    const char *id; // "schema/primary-key-missing", from the file's path
    const struct rule *rule;
};

extern const struct rule_entry rules_all[];
extern const unsigned rules_count;

const struct rule_entry *rules_find(const char *id); // NULL where there is none

#endif
