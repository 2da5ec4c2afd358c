// Row security's own rules: see row_security.h. Each was tried on PostgreSQL 15.
#include "link/row_security.h"

#include "design/lookup.h"
#include "link/constant.h"

enum { ROW_PRIVILEGES = PRIVILEGE_SELECT | PRIVILEGE_INSERT | PRIVILEGE_UPDATE | PRIVILEGE_DELETE };

bool relation_is_governed(const struct relation *relation)
{
    if (!relation->is_builtin && !relation->extension)
        return true;
    list_each (struct policy *, policy, &relation->policies)
        if (policy_is_own(policy))
            return true;
    return false;
}

bool policy_is_own(const struct policy *policy)
{
    return !(policy->place.file && policy->place.file->is_builtin);
}

// ---- whether it matters -------------------------------------------------------------------------

static bool role_is_api(const char *name)
{
    return strcmp(name, "anon") == 0 || strcmp(name, "authenticated") == 0;
}

const char *row_security_unused(const struct design *design)
{
    if (design->platform != PLATFORM_POSTGRES)
        return NULL;
    list_each (struct relation *, relation, &design->relations)
        if (!relation->is_builtin && (relation->has_row_security || relation->policies.count > 0))
            return NULL;
    list_each (struct role *, role, &design->roles)
        if (role_is_api(role->name))
            return NULL;
    list_each (struct function *, function, &design->functions)
        if (strcmp(function->schema, "auth") == 0)
            return NULL;
    list_each (struct gap, gap, &design->gaps)
        if (gap_concerns_row_security(&gap))
            return NULL;
    return "no row security in use: no policy, no ENABLE ROW LEVEL SECURITY, no auth function and "
           "no API role";
}

// ---- whom it binds ------------------------------------------------------------------------------

// Privileges of membership reach through roles that inherit; NOINHERIT needs a SET ROLE.
static bool role_inherits(const struct design *design, const char *name, const char *group)
{
    if (strcmp(name, group) == 0)
        return true;
    const struct role *role = design_find_role(design, name);
    return role && !role->no_inherit && role_is_member(design, name, group);
}

bool row_security_passes_by(const struct design *design, const struct relation *relation,
                            const char *name)
{
    const struct role *role = design_find_role(design, name);
    if (role && (role->is_superuser || role->bypasses_row_security))
        return true;
    return relation->owner && !relation->has_forced_row_security && strcmp(name, "public") != 0 &&
           role_inherits(design, name, relation->owner);
}

bool policy_is_idle(const struct design *design, const struct policy *policy)
{
    list_each (const char *, role, &policy->roles)
        if (!row_security_passes_by(design, policy->relation, role))
            return false;
    return policy->roles.count > 0;
}

bool policy_applies_to_command(const struct policy *policy, enum command command)
{
    return policy->command == COMMAND_ALL || policy->command == command;
}

bool policy_covers_roles(const struct design *design, const struct policy *policy,
                         const struct policy *other)
{
    list_each (const char *, role, &other->roles) {
        if (row_security_passes_by(design, policy->relation, role))
            continue;
        bool is_covered = false;
        list_each (const char *, mine, &policy->roles)
            is_covered |= strcmp(mine, "public") == 0 ||
                          (strcmp(role, "public") != 0 && role_inherits(design, role, mine));
        if (!is_covered)
            return false;
    }
    return true;
}

bool policy_applies_to_role(const struct design *design, const struct policy *policy,
                            const char *role)
{
    list_each (const char *, mine, &policy->roles)
        if (strcmp(mine, "public") == 0 ||
            (strcmp(role, "public") != 0 && role_inherits(design, role, mine)))
            return true;
    return false;
}

bool policy_opens_command(const struct policy *policy, enum command command)
{
    if (!policy->is_permissive || !policy_applies_to_command(policy, command))
        return false;
    const struct expression *using = policy_using(policy, command);
    const struct expression *check = policy_check(policy, command);
    if (command != COMMAND_INSERT && (!using || constant_is_never_true(using)))
        return false;
    return command != COMMAND_INSERT || (check && !constant_is_never_true(check));
}

struct expression *policy_using(const struct policy *policy, enum command command)
{
    return command == COMMAND_INSERT ? NULL : policy->using;
}

struct expression *policy_check(const struct policy *policy, enum command command)
{
    if (command != COMMAND_INSERT && command != COMMAND_UPDATE)
        return NULL;
    // A policy FOR INSERT cannot have USING, so nothing stands in there.
    return policy->check ? policy->check : policy->using;
}

// ---- reach --------------------------------------------------------------------------------------

static uint32_t list_privileges(const struct design *design, const struct grant_list *grants,
                                const char *role, bool is_assumed)
{
    uint32_t privileges = 0;
    list_each (struct grant, grant, grants)
        if (grant.is_assumed == is_assumed &&
            (strcmp(grant.role, "public") == 0 ||
             (strcmp(role, "public") != 0 && role_inherits(design, role, grant.role))))
            privileges |= grant.privileges;
    return privileges;
}

// What is said of the owner's own rights in GRANT and REVOKE is not kept: he has all of them.
static bool is_owner(const struct design *design, const struct relation *relation, const char *role)
{
    return relation->owner && strcmp(role, "public") != 0 &&
           role_inherits(design, role, relation->owner);
}

static uint32_t relation_privileges(const struct design *design, const struct relation *relation,
                                    const char *role, bool is_assumed)
{
    uint32_t privileges = list_privileges(design, &relation->grants, role, is_assumed);
    if (!is_assumed && is_owner(design, relation, role))
        privileges |= ROW_PRIVILEGES;
    list_each (struct column *, column, &relation->columns)
        privileges |= list_privileges(design, &column->grants, role, is_assumed);
    return privileges & ROW_PRIVILEGES;
}

static bool schema_is_usable(const struct design *design, const char *name, const char *role)
{
    if (strcmp(name, "public") == 0 || strcmp(name, "graphql_public") == 0)
        return true;
    const struct schema *schema = design_find_schema(design, name);
    if (!schema)
        return false;
    if (schema->owner && strcmp(role, "public") != 0 && role_inherits(design, role, schema->owner))
        return true;
    uint32_t privileges = list_privileges(design, &schema->grants, role, false) |
                          list_privileges(design, &schema->grants, role, true);
    return privileges & PRIVILEGE_USAGE;
}

uint32_t row_privileges(const struct design *design, const struct relation *relation,
                        const char *role)
{
    if (!schema_is_usable(design, relation->schema, role))
        return 0;
    return relation_privileges(design, relation, role, false) |
           relation_privileges(design, relation, role, true);
}

// Whether the files grant anything on tables: else grants are made elsewhere. Supabase's own
// defaults count, so this is for plain PostgreSQL.
static bool files_grant_tables(const struct design *design)
{
    list_each (struct relation *, relation, &design->relations) {
        if (relation->is_builtin || !relation_is_table(relation))
            continue;
        if (relation->grants.count > 0)
            return true;
        list_each (struct column *, column, &relation->columns)
            if (column->grants.count > 0)
                return true;
    }
    return false;
}

enum reach row_reach_inside(const struct design *design, const struct relation *relation,
                            const char *role, uint32_t privileges)
{
    if (relation_privileges(design, relation, role, false) & privileges)
        return REACH_CERTAIN;
    if (relation_privileges(design, relation, role, true) & privileges)
        return REACH_ASSUMED;
    return design->platform == PLATFORM_POSTGRES && !files_grant_tables(design) ? REACH_UNKNOWN
                                                                                : REACH_NONE;
}

enum reach row_reach(const struct design *design, const struct relation *relation, const char *role,
                     uint32_t privileges)
{
    uint32_t asked = schema_is_usable(design, relation->schema, role) ? privileges : 0;
    return row_reach_inside(design, relation, role, asked);
}

static void role_names_add(struct arena *arena, struct role_names *names, const char *name)
{
    list_each (const char *, known, names)
        if (strcmp(known, name) == 0)
            return;
    list_add(arena, names, name);
}

static void add_bound_role(const struct design *design, struct arena *arena,
                           struct role_names *names, const struct relation *relation,
                           const char *role)
{
    if (!row_security_passes_by(design, relation, role))
        role_names_add(arena, names, role);
}

struct role_names row_security_public_roles(const struct design *design, struct arena *arena)
{
    struct role_names names = {0};
    role_names_add(arena, &names, "public");
    list_each (struct role *, role, &design->roles)
        if (role_is_api(role->name))
            role_names_add(arena, &names, role->name);
    list_each (struct relation *, relation, &design->relations)
        list_each (struct policy *, policy, &relation->policies) {
            if (!policy_is_own(policy) || !policy->is_permissive)
                continue;
            list_each (const char *, role, &policy->roles) {
                add_bound_role(design, arena, &names, relation, role);
                // A policy for PUBLIC is for whoever is granted the table.
                if (strcmp(role, "public") == 0)
                    list_each (struct grant, grant, &relation->grants)
                        add_bound_role(design, arena, &names, relation, grant.role);
            }
        }
    return names;
}
