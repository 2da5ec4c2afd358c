// Finds a rule by its id; the list itself is written by the Makefile.
#include "check/rules.h"

const struct rule_entry *rules_find(const char *id)
{
    for (unsigned i = 0; i < rules_count; i++)
        if (strcmp(rules_all[i].id, id) == 0)
            return &rules_all[i];
    return NULL;
}
