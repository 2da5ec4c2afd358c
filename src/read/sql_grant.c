// GRANT and REVOKE on objects.
//
//   GRANT { privilege [(column, ...)], ... | ALL } ON kind object, ... TO role, ...
//       [WITH GRANT OPTION]
//   REVOKE [GRANT OPTION FOR] ... FROM role, ...
//   kind ::= [TABLE] | SEQUENCE | FUNCTION | PROCEDURE | ROUTINE | SCHEMA | TYPE | DOMAIN
//          | ALL { TABLES | SEQUENCES | FUNCTIONS | PROCEDURES | ROUTINES } IN SCHEMA
//          | DATABASE, LANGUAGE, ... (nothing that the model holds)
//
// Every function starts out executable by PUBLIC: taking that away is `revokes_public`.
#include "read/sql_grant.h"
#include "read/sql_object.h"

// ---- words --------------------------------------------------------------------------------------

uint32_t privilege_of(const char *word, uint32_t all)
{
    static const struct {
        const char *word;
        uint32_t privilege;
    } privileges[] = {
        {"select", PRIVILEGE_SELECT},     {"insert", PRIVILEGE_INSERT},
        {"update", PRIVILEGE_UPDATE},     {"delete", PRIVILEGE_DELETE},
        {"truncate", PRIVILEGE_TRUNCATE}, {"references", PRIVILEGE_REFERENCES},
        {"trigger", PRIVILEGE_TRIGGER},   {"execute", PRIVILEGE_EXECUTE},
        {"usage", PRIVILEGE_USAGE},       {"create", PRIVILEGE_CREATE},
        {"maintain", PRIVILEGE_MAINTAIN},
    };
    if (!word)
        return all;
    for (size_t i = 0; i < array_length(privileges); i++)
        if (strcasecmp(privileges[i].word, word) == 0)
            return privileges[i].privilege;
    return 0;
}

static const PgQuery__AccessPriv *access_of(const node *tree)
{
    return tree->node_case == PG_QUERY__NODE__NODE_ACCESS_PRIV ? tree->access_priv : NULL;
}

struct grant_words grant_read_words(size_t count, node **privileges, uint32_t all)
{
    struct grant_words words = {.is_understood = true};
    if (count == 0) // ALL PRIVILEGES
        words.privileges = all;
    for (size_t i = 0; i < count; i++) {
        const PgQuery__AccessPriv *access = access_of(privileges[i]);
        if (!access || access->n_cols > 0)
            continue;
        uint32_t one = privilege_of(tree_string(access->priv_name), all);
        if (!one || (one & ~(all | PRIVILEGE_MAINTAIN)))
            words.is_understood = false;
        words.privileges |= one & (all | PRIVILEGE_MAINTAIN);
    }
    return words;
}

bool grant_read_roles(struct replay *replay, size_t count, node **roles, struct role_names *names)
{
    replay->is_missing = false;
    for (size_t i = 0; i < count; i++) {
        if (roles[i]->node_case != PG_QUERY__NODE__NODE_ROLE_SPEC)
            continue;
        const char *role = tree_role(replay, roles[i]->role_spec);
        if (role)
            list_add(replay->scratch, names, role);
    }
    return !(replay->defers && replay->is_missing);
}

// ---- rows ---------------------------------------------------------------------------------------

void grant_give(struct replay *replay, struct grant_list *list, struct grant grant)
{
    struct grant *row = grant_list_find(list, grant.role, grant.is_assumed);
    if (!row) {
        list_add(replay->arena, list, grant);
        return;
    }
    row->privileges |= grant.privileges;
    row->grantable |= grant.grantable;
    row->place = grant.place;
}

void grant_take(struct grant_list *list, const char *role, uint32_t privileges, bool only_option)
{
    for (uint32_t i = 0; i < list->count;) {
        struct grant *row = &list->items[i];
        if (!string_equal(row->role, role)) {
            i++;
            continue;
        }
        row->grantable &= ~privileges;
        if (!only_option)
            row->privileges &= ~privileges;
        if (row->privileges)
            i++;
        else
            list_remove_at(list, i);
    }
}

// ---- one object ---------------------------------------------------------------------------------

struct change {
    struct replay *replay;
    const PgQuery__GrantStmt *tree;
    struct role_names roles;
    struct place place;
    bool is_refused; // a privilege that the object does not have
};

static void change_list(const struct change *change, struct grant_list *list, uint32_t privileges)
{
    if (!privileges)
        return;
    list_each (const char *, role, &change->roles) {
        if (change->tree->is_grant)
            grant_give(change->replay, list,
                       (struct grant){.role = role,
                                      .privileges = privileges,
                                      .grantable = change->tree->grant_option ? privileges : 0,
                                      .place = change->place});
        else
            grant_take(list, role, privileges, change->tree->grant_option);
    }
}

static bool is_system_column(const char *name)
{
    static const char *const names[] = {"tableoid", "ctid", "xmin", "cmin", "xmax", "cmax"};
    for (size_t i = 0; i < array_length(names); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static void change_columns(struct change *change, struct relation *relation)
{
    for (size_t i = 0; i < change->tree->n_privileges; i++) {
        const PgQuery__AccessPriv *access = access_of(change->tree->privileges[i]);
        if (!access || access->n_cols == 0)
            continue;
        uint32_t privileges = privilege_of(tree_string(access->priv_name), PRIVILEGES_OF_COLUMN);
        if (!privileges || (privileges & ~(uint32_t)PRIVILEGES_OF_COLUMN)) {
            change->is_refused = true;
            continue;
        }
        for (size_t j = 0; j < access->n_cols; j++) {
            const char *name = node_string(access->cols[j]);
            struct column *column = name ? relation_find_column(relation, name) : NULL;
            if (column)
                change_list(change, &column->grants, privileges);
            else if (name && !relation->is_open && !is_system_column(name))
                replay_unknown(change->replay, "column", NULL, name,
                               arena_format(change->replay->arena, "%s %s",
                                            relation_kind_name(relation), relation->name),
                               replay_nearest_column(relation, name),
                               replay_place_of(change->replay, name, 0));
        }
    }
}

static void change_relation(struct change *change, struct relation *relation)
{
    uint32_t all = relation->kind == RELATION_SEQUENCE ? (uint32_t)PRIVILEGES_OF_SEQUENCE
                                                       : (uint32_t)PRIVILEGE_ALL_ON_RELATION;
    struct grant_words words =
        grant_read_words(change->tree->n_privileges, change->tree->privileges, all);
    if (!words.is_understood)
        change->is_refused = true;
    change_list(change, &relation->grants, words.privileges);
    change_columns(change, relation);
    // Taking a privilege on the table takes it on each column too.
    if (!change->tree->is_grant)
        list_each (struct column *, column, &relation->columns)
            change_list(change, &column->grants, words.privileges & PRIVILEGES_OF_COLUMN);
}

static void change_function(struct change *change, struct function *function)
{
    struct grant_words words =
        grant_read_words(change->tree->n_privileges, change->tree->privileges, PRIVILEGE_EXECUTE);
    if (!words.is_understood)
        change->is_refused = true;
    if (!words.privileges)
        return;
    if (!change->tree->grant_option || change->tree->is_grant)
        list_each (const char *, role, &change->roles)
            if (strcmp(role, "public") == 0)
                function->revokes_public = !change->tree->is_grant;
    change_list(change, &function->grants, words.privileges);
}

static void change_plain(struct change *change, struct grant_list *grants, uint32_t all)
{
    struct grant_words words =
        grant_read_words(change->tree->n_privileges, change->tree->privileges, all);
    if (!words.is_understood)
        change->is_refused = true;
    change_list(change, grants, words.privileges);
}

// ---- the objects of a statement -----------------------------------------------------------------

static bool function_is_meant(const struct function *function, PgQuery__ObjectType kind)
{
    return kind == OBJECT(ROUTINE) ||
           (kind == OBJECT(PROCEDURE)) == (function->kind == FUNCTION_PROCEDURE);
}

static void change_all_in_schema(struct change *change, const char *schema)
{
    struct design *design = change->replay->design;
    PgQuery__ObjectType kind = change->tree->objtype;
    if (kind == OBJECT(TABLE) || kind == OBJECT(SEQUENCE)) {
        bool sequences = kind == OBJECT(SEQUENCE);
        list_each (struct relation *, relation, &design->relations)
            if (strcmp(relation->schema, schema) == 0 &&
                (relation->kind == RELATION_SEQUENCE) == sequences)
                change_relation(change, relation);
        return;
    }
    list_each (struct function *, function, &design->functions)
        if (strcmp(function->schema, schema) == 0 && function_is_meant(function, kind))
            change_function(change, function);
}

static enum outcome change_object(struct change *change, const node *object)
{
    struct replay *replay = change->replay;
    enum outcome outcome = OUTCOME_NEUTRAL;
    node *const *parts;
    size_t count;
    switch (change->tree->objtype) {
    case OBJECT(TABLE):
    case OBJECT(SEQUENCE):
        if (object->node_case == PG_QUERY__NODE__NODE_RANGE_VAR) {
            struct relation *relation =
                object_relation_of(replay, object->range_var, false, &outcome);
            if (relation)
                change_relation(change, relation);
        }
        return outcome;
    case OBJECT(FUNCTION):
    case OBJECT(PROCEDURE):
    case OBJECT(ROUTINE):
        if (object->node_case == PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS) {
            struct function *function =
                object_function(replay, "function", object->object_with_args, false, &outcome);
            if (function)
                change_function(change, function);
        }
        return outcome;
    case OBJECT(SCHEMA):
        if (node_string(object)) {
            struct schema *schema = object_schema(replay, node_string(object), false, &outcome);
            if (schema)
                change_plain(change, &schema->grants, PRIVILEGES_OF_SCHEMA);
        }
        return outcome;
    case OBJECT(TYPE):
    case OBJECT(DOMAIN):
        count = object_parts(object, &parts);
        if (count) {
            struct type *type = object_type(replay, count, (node **)parts, false, &outcome);
            if (type)
                change_plain(change, &type->grants, PRIVILEGE_USAGE);
        }
        return outcome;
    default: // DATABASE, LANGUAGE, FOREIGN SERVER, ...: not in the model
        return OUTCOME_NEUTRAL;
    }
}

// Tables, functions, ... that the statement needs, so that nothing changes while one is missing.
static bool objects_are_known(const struct change *change)
{
    struct replay *replay = change->replay;
    replay->is_missing = false;
    struct change nothing = *change;
    nothing.roles = (struct role_names){0};
    for (size_t i = 0; i < change->tree->n_objects; i++)
        change_object(&nothing, change->tree->objects[i]);
    return !replay->is_missing;
}

enum outcome replay_grant(struct replay *replay, const PgQuery__GrantStmt *tree)
{
    struct change change = {.replay = replay, .tree = tree};
    change.place = replay->statement;
    if (!grant_read_roles(replay, tree->n_grantees, tree->grantees, &change.roles))
        return OUTCOME_MISSING;
    bool all_in_schema = tree->targtype == PG_QUERY__GRANT_TARGET_TYPE__ACL_TARGET_ALL_IN_SCHEMA;
    if (replay->defers && all_in_schema)
        return OUTCOME_MISSING; // means what is there when all files were read
    if (replay->defers && !objects_are_known(&change))
        return OUTCOME_MISSING;
    enum outcome outcome = OUTCOME_NEUTRAL;
    for (size_t i = 0; i < tree->n_objects; i++) {
        enum outcome one = OUTCOME_REPLAYED;
        if (!all_in_schema) {
            one = change_object(&change, tree->objects[i]);
        } else if (node_string(tree->objects[i])) {
            struct schema *schema =
                object_schema(replay, node_string(tree->objects[i]), false, &one);
            if (schema)
                change_all_in_schema(&change, schema->name);
        }
        if (one != OUTCOME_NEUTRAL)
            outcome = one;
    }
    if (change.is_refused)
        return object_refused(replay, "a privilege that such an object does not have");
    return outcome;
}
