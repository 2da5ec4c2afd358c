// What one object holds, found by name; and small facts about it. Relations have few columns,
// constraints, policies and triggers, so their lists are searched.
#include "design/lookup.h"

bool column_list_has(const struct column_list *list, const struct column *column)
{
    list_each (struct column *, each, list)
        if (each == column)
            return true;
    return false;
}

struct column *relation_find_column(const struct relation *relation, const char *name)
{
    list_each (struct column *, column, &relation->columns) {
        if (!column->is_dropped && string_equal(column->name, name))
            return column;
    }
    return NULL;
}

struct constraint *relation_find_constraint(const struct relation *relation, const char *name)
{
    list_each (struct constraint *, constraint, &relation->constraints) {
        if (string_equal(constraint->name, name))
            return constraint;
    }
    return NULL;
}

struct policy *relation_find_policy(const struct relation *relation, const char *name)
{
    list_each (struct policy *, policy, &relation->policies) {
        if (string_equal(policy->name, name))
            return policy;
    }
    return NULL;
}

struct trigger *relation_find_trigger(const struct relation *relation, const char *name)
{
    list_each (struct trigger *, trigger, &relation->triggers) {
        if (string_equal(trigger->name, name))
            return trigger;
    }
    return NULL;
}

struct constraint *relation_primary_key(const struct relation *relation)
{
    list_each (struct constraint *, constraint, &relation->constraints) {
        if (constraint->kind == CONSTRAINT_PRIMARY_KEY)
            return constraint;
    }
    return NULL;
}

bool relation_is_table(const struct relation *relation)
{
    return relation->kind == RELATION_TABLE || relation->kind == RELATION_PARTITIONED;
}

const char *relation_kind_name(const struct relation *relation)
{
    static const char *const names[] = {
        [RELATION_TABLE] = "table",
        [RELATION_PARTITIONED] = "partitioned table",
        [RELATION_FOREIGN] = "foreign table",
        [RELATION_VIEW] = "view",
        [RELATION_MATERIALIZED] = "materialized view",
        [RELATION_SEQUENCE] = "sequence",
    };
    return names[relation->kind];
}

uint32_t command_privilege(enum command command)
{
    static const uint32_t privileges[] = {[COMMAND_SELECT] = PRIVILEGE_SELECT,
                                          [COMMAND_INSERT] = PRIVILEGE_INSERT,
                                          [COMMAND_UPDATE] = PRIVILEGE_UPDATE,
                                          [COMMAND_DELETE] = PRIVILEGE_DELETE};
    return privileges[command];
}

const char *command_name(enum command command)
{
    static const char *const names[] = {
        [COMMAND_ALL] = "ALL",       [COMMAND_SELECT] = "SELECT", [COMMAND_INSERT] = "INSERT",
        [COMMAND_UPDATE] = "UPDATE", [COMMAND_DELETE] = "DELETE",
    };
    return names[command];
}

const char *platform_name(enum platform platform)
{
    static const char *const names[] = {
        [PLATFORM_POSTGRES] = "postgres",
        [PLATFORM_SUPABASE] = "supabase",
    };
    return names[platform];
}

const char *default_grants_name(enum default_grants grants)
{
    static const char *const names[] = {
        [DEFAULT_GRANTS_UNKNOWN] = "unknown",
        [DEFAULT_GRANTS_LEGACY] = "legacy",
        [DEFAULT_GRANTS_EXPLICIT] = "explicit",
    };
    return names[grants];
}

// ---- grants and membership ----------------------------------------------------------------------

struct grant *grant_list_find(struct grant_list *list, const char *role, bool is_assumed)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct grant *grant = &list->items[i];
        if (grant->is_assumed == is_assumed && string_equal(grant->role, role))
            return grant;
    }
    return NULL;
}

uint32_t grant_list_privileges(const struct grant_list *list, const char *role, bool with_assumed)
{
    uint32_t privileges = 0;
    list_each (struct grant, grant, list) {
        if ((with_assumed || !grant.is_assumed) && string_equal(grant.role, role))
            privileges |= grant.privileges;
    }
    return privileges;
}

bool role_is_member(const struct design *design, const char *role, const char *group)
{
    if (!role)
        return false;
    if (string_equal(role, group) || string_equal(group, "public"))
        return true;
    struct role *start = design_find_role(design, role);
    if (!start || start->member_of.count == 0)
        return false;

    // Every role is looked at once: memberships may meet again, and broken input may make a circle.
    struct arena *arena = arena_new();
    struct map seen = {0};
    LIST(struct role *) waiting = {0};
    bool found = false;
    list_add(arena, &waiting, start);
    for (uint32_t i = 0; i < waiting.count && !found; i++) {
        list_each (const char *, name, &waiting.items[i]->member_of) {
            if (string_equal(name, group))
                found = true;
            struct role *next = design_find_role(design, name);
            if (!next || map_get(&seen, name))
                continue;
            map_set(arena, &seen, name, next);
            list_add(arena, &waiting, next);
        }
    }
    arena_free(arena);
    return found;
}
