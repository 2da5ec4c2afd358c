// Roles and their memberships.
//
//   CREATE ROLE | USER | GROUP name [option]*        (USER means LOGIN)
//   ALTER ROLE | USER name option*  |  ALTER GROUP name ADD | DROP USER role, ...
//   DROP ROLE | USER | GROUP [IF EXISTS] name, ...
//   GRANT role, ... TO role, ... [WITH ADMIN OPTION]  |  REVOKE [ADMIN OPTION FOR] ... FROM ...
//
// Roles belong to the whole server, so outside a platform whose roles are known, one that no file
// declares may have been made by an administrator: naming it is a warning, not an error.
#include "read/sql_object.h"

static bool role_is_known(struct replay *replay, const char *name)
{
    // initdb's superuser has this name unless told otherwise.
    return design_find_role(replay->design, name) || strcmp(name, "postgres") == 0 ||
           replay_builtin_exists(replay, BUILTIN_ROLE, NULL, name);
}

static void unknown_role(struct replay *replay, const char *name, struct place place)
{
    const char *nearest = NULL;
    list_each (struct role *, candidate, &replay->design->roles)
        nearest = name_nearer(name, nearest, candidate->name);
    if (replay->defers || replay->design->platform != PLATFORM_POSTGRES) {
        replay_unknown(replay, "role", NULL, name, NULL, nearest, place);
        return;
    }
    if (replay->has_placeholder || design_gap_mentions(replay->design, name))
        return;
    replay_fault(
        replay, arena_format(replay->scratch, "role %s", name),
        (struct fault){
            .kind = FAULT_UNKNOWN_NAME,
            .is_certain = false,
            .place = place,
            .message =
                arena_format(replay->arena, "role \"%s\" is not declared in these files", name),
            .label = "no CREATE ROLE was read",
            .note = "roles belong to the whole server, so this one may have been made elsewhere",
            .help = nearest ? arena_format(replay->arena, "did you mean \"%s\"?", nearest)
                            : "add the file that creates the role, or CREATE ROLE before this "
                              "statement",
        });
}

const char *tree_role(struct replay *replay, const PgQuery__RoleSpec *spec)
{
    if (!spec)
        return replay->role;
    switch (spec->roletype) {
    case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_PUBLIC:
        return "public";
    case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_CSTRING:
        break;
    default:
        return replay->role;
    }
    if (!role_is_known(replay, spec->rolename))
        unknown_role(replay, spec->rolename,
                     spec->location < 0 ? replay_place_of(replay, spec->rolename, 0)
                                        : replay_place(replay, spec->location));
    return arena_copy_string(replay->arena, spec->rolename);
}

// ---- memberships --------------------------------------------------------------------------------

static void member_add(struct replay *replay, const char *member, const char *group)
{
    struct role *role = design_find_role(replay->design, member);
    if (!role) { // known without a declaration: postgres, or one made elsewhere
        role = design_add_role(replay->design, member, replay->statement);
        role->is_builtin = true;
    }
    list_each (const char *, one, &role->member_of)
        if (strcmp(one, group) == 0)
            return;
    list_add(replay->arena, &role->member_of, arena_copy_string(replay->arena, group));
}

static void member_remove(struct replay *replay, const char *member, const char *group)
{
    struct role *role = design_find_role(replay->design, member);
    for (uint32_t i = 0; role && i < role->member_of.count; i++) {
        if (strcmp(role->member_of.items[i], group) == 0) {
            list_remove_at(&role->member_of, i);
            return;
        }
    }
}

enum outcome replay_grant_role(struct replay *replay, const PgQuery__GrantRoleStmt *tree)
{
    if (!tree->is_grant && tree_is_option_only(tree))
        return OUTCOME_NEUTRAL; // only the right to pass it on
    replay->is_missing = false;
    LIST(const char *) groups = {0}, members = {0};
    for (size_t i = 0; i < tree->n_granted_roles; i++) {
        if (tree->granted_roles[i]->node_case != PG_QUERY__NODE__NODE_ACCESS_PRIV)
            continue;
        const char *name = tree->granted_roles[i]->access_priv->priv_name;
        if (!role_is_known(replay, name))
            unknown_role(replay, name, replay_place_of(replay, name, 0));
        list_add(replay->scratch, &groups, name);
    }
    for (size_t i = 0; i < tree->n_grantee_roles; i++) {
        if (tree->grantee_roles[i]->node_case != PG_QUERY__NODE__NODE_ROLE_SPEC)
            continue;
        const char *name = tree_role(replay, tree->grantee_roles[i]->role_spec);
        if (name)
            list_add(replay->scratch, &members, name);
    }
    if (replay->defers && replay->is_missing)
        return OUTCOME_MISSING;
    list_each (const char *, member, &members)
        list_each (const char *, group, &groups) {
            if (tree->is_grant)
                member_add(replay, member, group);
            else
                member_remove(replay, member, group);
        }
    return OUTCOME_REPLAYED;
}

// ---- CREATE and ALTER ---------------------------------------------------------------------------

// IN ROLE, ROLE, ADMIN, and ALTER GROUP's list.
static void read_members(struct replay *replay, const char *role, const PgQuery__DefElem *element,
                         bool is_added)
{
    if (!element->arg || element->arg->node_case != PG_QUERY__NODE__NODE_LIST)
        return;
    bool joins = strcmp(element->defname, "addroleto") == 0;
    for (size_t i = 0; i < element->arg->list->n_items; i++) {
        const node *item = element->arg->list->items[i];
        if (!item || item->node_case != PG_QUERY__NODE__NODE_ROLE_SPEC)
            continue;
        const char *other = tree_role(replay, item->role_spec);
        if (!other)
            continue;
        const char *member = joins ? role : other, *group = joins ? other : role;
        if (is_added)
            member_add(replay, member, group);
        else
            member_remove(replay, member, group);
    }
}

static void read_options(struct replay *replay, struct role *role, size_t count, node **options,
                         bool is_added)
{
    for (size_t i = 0; i < count; i++) {
        if (options[i]->node_case != PG_QUERY__NODE__NODE_DEF_ELEM)
            continue;
        const PgQuery__DefElem *element = options[i]->def_elem;
        const char *option = element->defname;
        if (strcmp(option, "superuser") == 0)
            role->is_superuser = def_elem_boolean(element);
        else if (strcmp(option, "bypassrls") == 0)
            role->bypasses_row_security = def_elem_boolean(element);
        else if (strcmp(option, "canlogin") == 0)
            role->can_login = def_elem_boolean(element);
        else if (strcmp(option, "inherit") == 0)
            role->no_inherit = !def_elem_boolean(element);
        else
            read_members(replay, role->name, element, is_added);
    }
}

// The roles that options name, so that nothing is made while one of them is missing.
static bool options_are_known(struct replay *replay, size_t count, node **options)
{
    replay->is_missing = false;
    if (!replay->defers)
        return true;
    for (size_t i = 0; i < count; i++) {
        if (options[i]->node_case != PG_QUERY__NODE__NODE_DEF_ELEM)
            continue;
        const node *argument = options[i]->def_elem->arg;
        if (!argument || argument->node_case != PG_QUERY__NODE__NODE_LIST)
            continue;
        for (size_t j = 0; j < argument->list->n_items; j++) {
            const node *item = argument->list->items[j];
            if (item && item->node_case == PG_QUERY__NODE__NODE_ROLE_SPEC)
                tree_role(replay, item->role_spec);
        }
    }
    return !replay->is_missing;
}

enum outcome replay_create_role(struct replay *replay, const PgQuery__CreateRoleStmt *tree)
{
    struct place place = replay_place_of(replay, tree->role, 0);
    struct role *role = design_find_role(replay->design, tree->role);
    if (role && !role->is_builtin) {
        replay_duplicate(replay, "role", role->name, place, role->place);
        return OUTCOME_REPLAYED;
    }
    if (role) // a dump of the whole server declares the platform's roles as well
        return OUTCOME_REPLAYED;
    if (!options_are_known(replay, tree->n_options, tree->options))
        return OUTCOME_MISSING;
    role = design_add_role(replay->design, arena_copy_string(replay->arena, tree->role), place);
    role->is_builtin = replay->is_builtin;
    role->can_login = tree->stmt_type == PG_QUERY__ROLE_STMT_TYPE__ROLESTMT_USER;
    read_options(replay, role, tree->n_options, tree->options, true);
    return OUTCOME_REPLAYED;
}

enum outcome replay_alter_role(struct replay *replay, const PgQuery__AlterRoleStmt *tree)
{
    replay->is_missing = false;
    const char *name = tree_role(replay, tree->role);
    if (replay->defers && replay->is_missing)
        return OUTCOME_MISSING;
    if (!options_are_known(replay, tree->n_options, tree->options))
        return OUTCOME_MISSING;
    struct role *role = name ? design_find_role(replay->design, name) : NULL;
    if (!role && name && strcmp(name, "public") != 0 && role_is_known(replay, name)) {
        role = design_add_role(replay->design, name, replay->statement);
        role->is_builtin = true;
    }
    if (!role)
        return OUTCOME_NEUTRAL;
    read_options(replay, role, tree->n_options, tree->options, tree->action >= 0);
    return OUTCOME_REPLAYED;
}

// ---- DROP ---------------------------------------------------------------------------------------

static bool grants_name(const struct grant_list *grants, const char *role)
{
    return grant_list_privileges(grants, role, true) != 0;
}

// What keeps PostgreSQL from dropping a role: objects it owns or may use. NULL where nothing does.
static const char *role_user(const struct design *design, const char *role)
{
    list_each (struct relation *, relation, &design->relations) {
        if (string_equal(relation->owner, role) || grants_name(&relation->grants, role))
            return relation->name;
        list_each (struct policy *, policy, &relation->policies)
            list_each (const char *, name, &policy->roles)
                if (strcmp(name, role) == 0)
                    return policy->name;
    }
    list_each (struct function *, function, &design->functions)
        if (string_equal(function->owner, role) || grants_name(&function->grants, role))
            return function->name;
    list_each (struct type *, type, &design->types)
        if (string_equal(type->owner, role) || grants_name(&type->grants, role))
            return type->name;
    list_each (struct schema *, schema, &design->schemas)
        if (string_equal(schema->owner, role) || grants_name(&schema->grants, role))
            return schema->name;
    list_each (struct default_grant, rule, &design->default_grant_rules)
        if (string_equal(rule.owner, role) || string_equal(rule.grant.role, role))
            return "its default privileges";
    return NULL;
}

enum outcome replay_drop_role(struct replay *replay, const PgQuery__DropRoleStmt *tree)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    for (size_t i = 0; i < tree->n_roles; i++) {
        if (tree->roles[i]->node_case != PG_QUERY__NODE__NODE_ROLE_SPEC)
            continue;
        const PgQuery__RoleSpec *spec = tree->roles[i]->role_spec;
        struct role *role = design_find_role(replay->design, spec->rolename);
        if (!role) {
            replay->is_missing = false;
            if (!tree->missing_ok)
                tree_role(replay, spec);
            if (replay->defers && replay->is_missing && i == 0)
                return OUTCOME_MISSING;
            continue;
        }
        const char *user = role_user(replay->design, role->name);
        if (user) {
            outcome = object_refused(replay, "%s depends on role %s", user, role->name);
            continue;
        }
        list_each (struct role *, other, &replay->design->roles)
            member_remove(replay, other->name, role->name);
        design_remove_role(replay->design, role);
    }
    return outcome;
}
