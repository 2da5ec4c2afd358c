// ALTER DEFAULT PRIVILEGES, and giving new objects what it says.
//
//   ALTER DEFAULT PRIVILEGES [FOR ROLE role, ...] [IN SCHEMA schema, ...]
//       { GRANT privilege, ... ON kinds TO role, ... | REVOKE ... FROM role, ... }
//   kinds ::= TABLES | SEQUENCES | FUNCTIONS | ROUTINES | TYPES | SCHEMAS
//
// One rule holds what one role gets by default from one owner's objects of one kind. Rules of a
// schema add to the general ones; only the general ones can take away what PostgreSQL gives by
// itself (EXECUTE and USAGE to PUBLIC), as `is_revoke`.
//
// "Whoever runs the files" is postgres on Supabase. Elsewhere nobody knows whether a rule FOR ROLE
// x meets what x did not visibly make: its grants are assumed.
#include "read/sql_grant.h"
#include "read/sql_object.h"

struct default_change {
    struct replay *replay;
    const PgQuery__GrantStmt *action;
    enum object_kind kind;
    uint32_t privileges;
    struct role_names roles;
};

static bool kind_of(PgQuery__ObjectType type, enum object_kind *kind, uint32_t *all)
{
    static const struct {
        PgQuery__ObjectType type;
        enum object_kind kind;
        uint32_t all;
    } kinds[] = {
        {OBJECT(TABLE), OBJECT_RELATION, PRIVILEGE_ALL_ON_RELATION},
        {OBJECT(SEQUENCE), OBJECT_SEQUENCE, PRIVILEGES_OF_SEQUENCE},
        {OBJECT(FUNCTION), OBJECT_FUNCTION, PRIVILEGE_EXECUTE},
        {OBJECT(ROUTINE), OBJECT_FUNCTION, PRIVILEGE_EXECUTE},
        {OBJECT(TYPE), OBJECT_TYPE, PRIVILEGE_USAGE},
        {OBJECT(SCHEMA), OBJECT_SCHEMA, PRIVILEGES_OF_SCHEMA},
    };
    for (size_t i = 0; i < array_length(kinds); i++) {
        if (kinds[i].type == type) {
            *kind = kinds[i].kind;
            *all = kinds[i].all;
            return true;
        }
    }
    return false;
}

// ---- the rules ----------------------------------------------------------------------------------

static struct default_grant *rule_find(struct design *design, const char *owner, const char *schema,
                                       enum object_kind kind, const char *role, bool is_revoke)
{
    for (uint32_t i = 0; i < design->default_grant_rules.count; i++) {
        struct default_grant *rule = &design->default_grant_rules.items[i];
        if (rule->kind == kind && rule->is_revoke == is_revoke &&
            string_equal(rule->owner, owner) && string_equal(rule->schema, schema) &&
            string_equal(rule->grant.role, role))
            return rule;
    }
    return NULL;
}

static void rule_add(struct default_change *change, const char *owner, const char *schema,
                     const char *role, bool is_revoke)
{
    struct replay *replay = change->replay;
    struct default_grant *rule =
        rule_find(replay->design, owner, schema, change->kind, role, is_revoke);
    if (!rule) {
        list_add(replay->arena, &replay->design->default_grant_rules,
                 (struct default_grant){.owner = owner,
                                        .schema = schema,
                                        .kind = change->kind,
                                        .is_revoke = is_revoke,
                                        .grant = {.role = role}});
        rule = rule_find(replay->design, owner, schema, change->kind, role, is_revoke);
    }
    rule->grant.privileges |= change->privileges;
    if (change->action->grant_option && !is_revoke)
        rule->grant.grantable |= change->privileges;
    rule->grant.place = replay->statement;
}

static void rule_remove(struct default_change *change, const char *owner, const char *schema,
                        const char *role, bool is_revoke)
{
    struct design *design = change->replay->design;
    struct default_grant *rule = rule_find(design, owner, schema, change->kind, role, is_revoke);
    if (!rule)
        return;
    rule->grant.grantable &= ~change->privileges;
    if (change->action->grant_option && !change->action->is_grant)
        return; // GRANT OPTION FOR
    rule->grant.privileges &= ~change->privileges;
    if (!rule->grant.privileges)
        list_remove_at(&design->default_grant_rules,
                       (uint32_t)(rule - design->default_grant_rules.items));
}

static void change_rules(struct default_change *change, const char *owner, const char *schema)
{
    bool is_builtin_default =
        !schema && (change->kind == OBJECT_FUNCTION || change->kind == OBJECT_TYPE);
    list_each (const char *, role, &change->roles) {
        bool is_public_default = is_builtin_default && strcmp(role, "public") == 0;
        if (change->action->is_grant) {
            if (is_public_default)
                rule_remove(change, owner, schema, role, true);
            else
                rule_add(change, owner, schema, role, false);
        } else {
            rule_remove(change, owner, schema, role, false);
            if (is_public_default && !change->action->grant_option)
                rule_add(change, owner, schema, role, true);
        }
    }
}

static const PgQuery__List *option_list(const PgQuery__AlterDefaultPrivilegesStmt *tree,
                                        const char *name)
{
    for (size_t i = 0; i < tree->n_options; i++) {
        if (tree->options[i]->node_case != PG_QUERY__NODE__NODE_DEF_ELEM)
            continue;
        const PgQuery__DefElem *element = tree->options[i]->def_elem;
        if (strcmp(element->defname, name) == 0 && element->arg &&
            element->arg->node_case == PG_QUERY__NODE__NODE_LIST)
            return element->arg->list;
    }
    return NULL;
}

enum outcome replay_default_privileges(struct replay *replay,
                                       const PgQuery__AlterDefaultPrivilegesStmt *tree)
{
    struct default_change change = {.replay = replay, .action = tree->action};
    uint32_t all;
    if (!tree->action || !kind_of(tree->action->objtype, &change.kind, &all))
        return OUTCOME_NEUTRAL;
    struct grant_words words =
        grant_read_words(tree->action->n_privileges, tree->action->privileges, all);
    if (!words.is_understood)
        return object_refused(replay, "a privilege that such an object does not have");
    change.privileges = words.privileges;
    struct role_names owners = {0};
    const PgQuery__List *owner_list = option_list(tree, "roles");
    const PgQuery__List *schema_list = option_list(tree, "schemas");
    if (owner_list && !grant_read_roles(replay, owner_list->n_items, owner_list->items, &owners))
        return OUTCOME_MISSING;
    if (!grant_read_roles(replay, tree->action->n_grantees, tree->action->grantees, &change.roles))
        return OUTCOME_MISSING;
    if (owners.count == 0)
        list_add(replay->scratch, &owners, replay->role);
    struct role_names schemas = {0}; // names all the same
    for (size_t i = 0; schema_list && i < schema_list->n_items; i++) {
        const char *name = node_string(schema_list->items[i]);
        enum outcome outcome = OUTCOME_REPLAYED;
        if (!name)
            continue;
        object_schema(replay, name, false, &outcome);
        if (outcome == OUTCOME_MISSING)
            return outcome;
        list_add(replay->scratch, &schemas, arena_copy_string(replay->arena, name));
    }
    if (!schema_list)
        list_add(replay->scratch, &schemas, NULL);
    list_each (const char *, owner, &owners)
        list_each (const char *, schema, &schemas)
            change_rules(&change, owner, schema);
    return OUTCOME_REPLAYED;
}

// ---- new objects --------------------------------------------------------------------------------

enum meeting { MEETS_NOT, MEETS_PERHAPS, MEETS };

// Whether a rule of `rule_owner` is about an object that belongs to `owner`.
static enum meeting owners_meet(const struct design *design, const char *rule_owner,
                                const char *owner)
{
    if (string_equal(rule_owner, owner))
        return MEETS;
    if (rule_owner && owner)
        return MEETS_NOT;
    if (design->platform == PLATFORM_SUPABASE) // NULL is postgres there
        return strcmp(rule_owner ? rule_owner : owner, "postgres") == 0 ? MEETS : MEETS_NOT;
    return MEETS_PERHAPS;
}

static bool give_defaults(struct replay *replay, struct grant_list *grants, enum object_kind kind,
                          const char *schema, const char *owner)
{
    bool revokes_public = false;
    list_each (struct default_grant, rule, &replay->design->default_grant_rules) {
        enum meeting meeting = owners_meet(replay->design, rule.owner, owner);
        if (rule.kind != kind || meeting == MEETS_NOT ||
            (rule.schema && !string_equal(rule.schema, schema)))
            continue;
        if (rule.is_revoke) {
            // Only perhaps taken away is not taken away: the reader must not be reassured.
            revokes_public |= meeting == MEETS;
            continue;
        }
        struct grant grant = rule.grant;
        bool from_platform = grant.place.file && grant.place.file->is_builtin;
        grant.is_assumed = meeting == MEETS_PERHAPS || (from_platform && replay->assumes_grants);
        if (from_platform) // shown where the object was made, not inside the platform
            grant.place = replay->statement;
        if (!string_equal(grant.role, owner))
            grant_give(replay, grants, grant);
    }
    return revokes_public;
}

void grant_defaults_to_relation(struct replay *replay, struct relation *relation)
{
    enum object_kind kind = relation->kind == RELATION_SEQUENCE ? OBJECT_SEQUENCE : OBJECT_RELATION;
    if (relation->is_temporary)
        return;
    give_defaults(replay, &relation->grants, kind, relation->schema, relation->owner);
}

void grant_defaults_to_function(struct replay *replay, struct function *function)
{
    function->revokes_public |= give_defaults(replay, &function->grants, OBJECT_FUNCTION,
                                              function->schema, function->owner);
}

void grant_defaults_to_type(struct replay *replay, struct type *type)
{
    give_defaults(replay, &type->grants, OBJECT_TYPE, type->schema, type->owner);
}

void grant_defaults_to_schema(struct replay *replay, struct schema *schema)
{
    give_defaults(replay, &schema->grants, OBJECT_SCHEMA, NULL, schema->owner);
}
