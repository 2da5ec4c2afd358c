// Owners: ALTER ... OWNER TO for what is no table (tables' arrives as ALTER TABLE), REASSIGN OWNED
// and DROP OWNED.
//
//   ALTER kind name OWNER TO role
//   REASSIGN OWNED BY role, ... TO role
//   DROP OWNED BY role, ... [CASCADE | RESTRICT]
#include "read/sql_depend.h"
#include "read/sql_grant.h"
#include "read/sql_object.h"

enum outcome replay_alter_owner(struct replay *replay, const PgQuery__AlterOwnerStmt *tree)
{
    replay->is_missing = false;
    const char *owner = tree_role(replay, tree->newowner);
    if (replay->defers && replay->is_missing)
        return OUTCOME_MISSING;
    enum outcome outcome = OUTCOME_NEUTRAL;
    node *const *parts;
    size_t count;
    switch (tree->object_type) {
    case OBJECT(FUNCTION):
    case OBJECT(PROCEDURE):
    case OBJECT(ROUTINE):
    case OBJECT(AGGREGATE):
        if (tree->object && tree->object->node_case == PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS) {
            struct function *function = object_function(
                replay, "function", tree->object->object_with_args, false, &outcome);
            if (function)
                function->owner = owner;
        }
        return outcome;
    case OBJECT(TYPE):
    case OBJECT(DOMAIN):
        count = object_parts(tree->object, &parts);
        if (count) {
            struct type *type = object_type(replay, count, (node **)parts, false, &outcome);
            if (type)
                type->owner = owner;
        }
        return outcome;
    case OBJECT(SCHEMA):
        if (node_string(tree->object)) {
            struct schema *schema =
                object_schema(replay, node_string(tree->object), false, &outcome);
            if (schema)
                schema->owner = owner;
        }
        return outcome;
    case OBJECT(TABLE):
    case OBJECT(VIEW):
    case OBJECT(MATVIEW):
    case OBJECT(SEQUENCE):
    case OBJECT(FOREIGN_TABLE): {
        struct relation *relation = object_relation_of(replay, tree->relation, false, &outcome);
        if (relation)
            relation->owner = owner;
        return outcome;
    }
    default: // databases, servers, operators, ...: not in the model
        return OUTCOME_NEUTRAL;
    }
}

static void reassign(const char **owner, const char *from, const char *to)
{
    if (string_equal(*owner, from))
        *owner = to;
}

enum outcome replay_reassign_owned(struct replay *replay, const PgQuery__ReassignOwnedStmt *tree)
{
    struct design *design = replay->design;
    struct role_names roles = {0};
    bool is_known = grant_read_roles(replay, tree->n_roles, tree->roles, &roles);
    const char *to = tree_role(replay, tree->newrole);
    if (!is_known || (replay->defers && replay->is_missing))
        return OUTCOME_MISSING;
    list_each (const char *, from, &roles) {
        list_each (struct relation *, relation, &design->relations)
            reassign(&relation->owner, from, to);
        list_each (struct function *, function, &design->functions)
            reassign(&function->owner, from, to);
        list_each (struct type *, type, &design->types)
            reassign(&type->owner, from, to);
        list_each (struct schema *, schema, &design->schemas)
            reassign(&schema->owner, from, to);
    }
    return OUTCOME_REPLAYED;
}

// ---- DROP OWNED ---------------------------------------------------------------------------------

static void revoke_everywhere(struct design *design, const char *role)
{
    uint32_t all = UINT32_MAX;
    list_each (struct relation *, relation, &design->relations) {
        grant_take(&relation->grants, role, all, false);
        list_each (struct column *, column, &relation->columns)
            grant_take(&column->grants, role, all, false);
        for (uint32_t i = relation->policies.count; i-- > 0;) {
            struct policy *policy = relation->policies.items[i];
            uint32_t before = policy->roles.count;
            for (uint32_t j = before; j-- > 0;)
                if (strcmp(policy->roles.items[j], role) == 0)
                    list_remove_at(&policy->roles, j);
            if (before && policy->roles.count == 0) // it was for this role alone
                list_remove_at(&relation->policies, i);
        }
    }
    list_each (struct function *, function, &design->functions)
        grant_take(&function->grants, role, all, false);
    list_each (struct type *, type, &design->types)
        grant_take(&type->grants, role, all, false);
    list_each (struct schema *, schema, &design->schemas)
        grant_take(&schema->grants, role, all, false);
    for (uint32_t i = design->default_grant_rules.count; i-- > 0;) {
        const struct default_grant *rule = &design->default_grant_rules.items[i];
        if (string_equal(rule->owner, role) || string_equal(rule->grant.role, role))
            list_remove_at(&design->default_grant_rules, i);
    }
}

struct owned_objects {
    LIST_FIELDS(const void *);
};

static void list_owned(struct replay *replay, const char *role, struct owned_objects *owned)
{
    struct design *design = replay->design;
    list_each (struct relation *, relation, &design->relations)
        if (string_equal(relation->owner, role))
            list_add(replay->scratch, owned, relation);
    list_each (struct function *, function, &design->functions)
        if (string_equal(function->owner, role))
            list_add(replay->scratch, owned, function);
    list_each (struct type *, type, &design->types)
        if (string_equal(type->owner, role))
            list_add(replay->scratch, owned, type);
}

// Something inside the schema that the role does not own; NULL where there is none.
static const char *foreign_content(const struct design *design, const struct schema *schema,
                                   const char *role)
{
    list_each (struct relation *, relation, &design->relations)
        if (strcmp(relation->schema, schema->name) == 0 && !string_equal(relation->owner, role))
            return relation->name;
    list_each (struct function *, function, &design->functions)
        if (strcmp(function->schema, schema->name) == 0 && !string_equal(function->owner, role))
            return function->name;
    list_each (struct type *, type, &design->types)
        if (strcmp(type->schema, schema->name) == 0 && !string_equal(type->owner, role))
            return type->name;
    return NULL;
}

// What keeps DROP OWNED without CASCADE from dropping the role's objects, or NULL.
static const char *owned_dependent(struct replay *replay, const char *role)
{
    struct design *design = replay->design;
    struct owned_objects owned = {0};
    list_owned(replay, role, &owned);
    struct target target = {.also_dropped = owned.items, .also_dropped_count = owned.count};
    struct dependent dependent;
    list_each (struct relation *, relation, &design->relations) {
        target.relation = relation;
        if (string_equal(relation->owner, role) && depend_find(replay, &target, &dependent))
            return dependent_text(replay, &dependent);
    }
    target.relation = NULL;
    list_each (struct function *, function, &design->functions) {
        target.function = function;
        if (string_equal(function->owner, role) && depend_find(replay, &target, &dependent))
            return dependent_text(replay, &dependent);
    }
    target.function = NULL;
    list_each (struct type *, type, &design->types) {
        target.type = type;
        if (string_equal(type->owner, role) && depend_find(replay, &target, &dependent))
            return dependent_text(replay, &dependent);
    }
    list_each (struct schema *, schema, &design->schemas) {
        const char *content =
            string_equal(schema->owner, role) ? foreign_content(design, schema, role) : NULL;
        if (content)
            return content;
    }
    return NULL;
}

static void drop_owned(struct replay *replay, const char *role)
{
    struct design *design = replay->design;
    for (uint32_t i = 0; i < design->relations.count;)
        if (string_equal(design->relations.items[i]->owner, role))
            drop_relation(replay, design->relations.items[i]), i = 0;
        else
            i++;
    for (uint32_t i = 0; i < design->functions.count;)
        if (string_equal(design->functions.items[i]->owner, role))
            drop_function(replay, design->functions.items[i]), i = 0;
        else
            i++;
    for (uint32_t i = 0; i < design->types.count;)
        if (string_equal(design->types.items[i]->owner, role))
            drop_type(replay, design->types.items[i]), i = 0;
        else
            i++;
    for (uint32_t i = 0; i < design->schemas.count;)
        if (string_equal(design->schemas.items[i]->owner, role))
            drop_schema(replay, design->schemas.items[i]), i = 0;
        else
            i++;
}

enum outcome replay_drop_owned(struct replay *replay, const PgQuery__DropOwnedStmt *tree)
{
    struct role_names roles = {0};
    if (!grant_read_roles(replay, tree->n_roles, tree->roles, &roles))
        return OUTCOME_MISSING;
    if (replay->defers)
        return OUTCOME_MISSING; // means what is there when all files were read
    bool cascades = tree->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    list_each (const char *, role, &roles) {
        const char *dependent = cascades ? NULL : owned_dependent(replay, role);
        if (dependent)
            return object_refused(replay, "%s depends on what %s owns (no CASCADE)", dependent,
                                  role);
        drop_owned(replay, role);
        revoke_everywhere(replay->design, role);
    }
    return OUTCOME_REPLAYED;
}
