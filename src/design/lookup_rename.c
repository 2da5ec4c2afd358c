// New names for schemas and roles. Objects name their schema, and owners, grants, policies and
// memberships name a role, so a new name is written into each of them. Both are rare enough that
// going through the whole design does not matter.
#include "design/lookup.h"

void design_rename_schema(struct design *design, struct schema *schema, const char *name)
{
    const char *old = schema->name;
    if (map_get(&design->schema_map, old) == schema)
        map_set(design->arena, &design->schema_map, old, NULL);
    schema->name = arena_copy_string(design->arena, name);
    map_set(design->arena, &design->schema_map, schema->name, schema);
    list_each (struct relation *, relation, &design->relations) {
        if (string_equal(relation->schema, old))
            design_rename_relation(design, relation, schema->name, relation->name);
    }
    list_each (struct type *, type, &design->types) {
        if (string_equal(type->schema, old))
            design_rename_type(design, type, schema->name, type->name);
    }
    list_each (struct function *, function, &design->functions) {
        if (string_equal(function->schema, old))
            design_rename_function(design, function, schema->name, function->name);
    }
    list_each (struct extension *, extension, &design->extensions) {
        if (string_equal(extension->schema, old))
            extension->schema = schema->name;
    }
    for (uint32_t i = 0; i < design->default_grant_rules.count; i++) {
        struct default_grant *rule = &design->default_grant_rules.items[i];
        if (string_equal(rule->schema, old))
            rule->schema = schema->name;
    }
}

// ---- roles -------------------------------------------------------------------------------------

static void rename_word(const char **word, const char *old, const char *name)
{
    if (string_equal(*word, old))
        *word = name;
}

static void rename_in_grants(struct grant_list *grants, const char *old, const char *name)
{
    for (uint32_t i = 0; i < grants->count; i++)
        rename_word(&grants->items[i].role, old, name);
}

static void rename_in_relation(struct relation *relation, const char *old, const char *name)
{
    rename_word(&relation->owner, old, name);
    rename_in_grants(&relation->grants, old, name);
    list_each (struct column *, column, &relation->columns)
        rename_in_grants(&column->grants, old, name);
    list_each (struct policy *, policy, &relation->policies) {
        for (uint32_t i = 0; i < policy->roles.count; i++)
            rename_word(&policy->roles.items[i], old, name);
    }
}

void design_rename_role(struct design *design, struct role *role, const char *new_name)
{
    const char *old = role->name, *name = arena_copy_string(design->arena, new_name);
    if (map_get(&design->role_map, old) == role)
        map_set(design->arena, &design->role_map, old, NULL);
    role->name = name;
    map_set(design->arena, &design->role_map, name, role);
    list_each (struct role *, member, &design->roles) {
        for (uint32_t i = 0; i < member->member_of.count; i++)
            rename_word(&member->member_of.items[i], old, name);
    }
    list_each (struct schema *, schema, &design->schemas) {
        rename_word(&schema->owner, old, name);
        rename_in_grants(&schema->grants, old, name);
    }
    list_each (struct relation *, relation, &design->relations)
        rename_in_relation(relation, old, name);
    list_each (struct type *, type, &design->types) {
        rename_word(&type->owner, old, name);
        rename_in_grants(&type->grants, old, name);
    }
    list_each (struct function *, function, &design->functions) {
        rename_word(&function->owner, old, name);
        rename_in_grants(&function->grants, old, name);
    }
    for (uint32_t i = 0; i < design->default_grant_rules.count; i++) {
        struct default_grant *rule = &design->default_grant_rules.items[i];
        rename_word(&rule->owner, old, name);
        rename_word(&rule->grant.role, old, name);
    }
}
