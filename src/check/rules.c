#include "check/rules.h"

const struct rule_entry *rules_find(const char *id)
{
    for (unsigned i = 0; i < rules_count; i++)
        if (strcmp(rules_all[i].id, id) == 0)
            return &rules_all[i];
    return NULL;
}
