// See tenancy_rule.h.
#include "check/tenancy_rule.h"

#include "check/rules.h"
#include "link/row_security.h"

static bool is_tenant_column(void *context, const char *name)
{
    return rule_parameter_has(context, "tenant_columns", name);
}

static bool is_user_table(void *context, const char *name)
{
    return rule_parameter_has(context, "user_tables", name);
}

struct tenancy_map *tenancy_of_rules(struct check *check)
{
    struct check asked = *check;
    asked.rule = rules_find("rls/disabled");
    struct tenancy_names names = {is_tenant_column, is_user_table, &asked};
    return tenancy_infer(check->design, check->scratch, &names);
}

struct access *access_of_rules(struct check *check)
{
    struct check asked = *check;
    asked.rule = rules_find("rls/disabled");
    struct tenancy_names names = {is_tenant_column, is_user_table, &asked};
    return access_of(check->design, &names);
}

const char *applies_row_security(struct check *check)
{
    return row_security_unused(check->design);
}

bool relation_is_judged(const struct relation *relation)
{
    return relation_is_table(relation) && !relation->is_builtin && !relation->extension &&
           !relation->is_temporary && !relation->is_partition;
}
