// Inferring tenancy: see tenancy.h. Five passes over the design, the surest first; a table keeps
// the first reason of its highest certainty. Called by rules of rls/ and by access.c.
#include "link/tenancy.h"

#include "design/lookup.h"
#include "link/name.h"
#include "link/row_security.h"

struct tenancy_map {
    const struct design *design;
    struct arena *arena;
    const struct tenancy_names *names;
    struct map tables;  // name_path → struct tenancy
    struct map settled; // those that the manifest says
};

static const char *table_key(struct arena *arena, const struct relation *relation)
{
    return name_path(arena, relation->schema, relation->name, NULL);
}

static const struct tenancy *tenancy_get(const struct tenancy_map *map,
                                         const struct relation *relation)
{
    struct arena_mark mark = arena_mark(map->arena);
    const struct tenancy *found = map_get(&map->tables, table_key(map->arena, relation));
    arena_rewind(map->arena, mark);
    return found;
}

// Nothing later changes it.
static void tenancy_settle(struct tenancy_map *map, const struct relation *relation,
                           struct tenancy tenancy)
{
    struct tenancy *kept = arena_make(map->arena, struct tenancy);
    *kept = tenancy;
    const char *key = table_key(map->arena, relation);
    map_set(map->arena, &map->tables, key, kept);
    map_set(map->arena, &map->settled, key, kept);
}

static void tenancy_set(struct tenancy_map *map, const struct relation *relation,
                        struct tenancy tenancy)
{
    const struct tenancy *known = tenancy_get(map, relation);
    if (relation->is_builtin && tenancy.certainty == TENANCY_CERTAIN)
        tenancy.certainty = TENANCY_PRESUMED; // a policy speaks for its own bucket alone
    if (known && known->certainty >= tenancy.certainty)
        return;
    if (known && map_get(&map->settled, table_key(map->arena, relation)))
        return;
    struct tenancy *kept = arena_make(map->arena, struct tenancy);
    *kept = tenancy;
    map_set(map->arena, &map->tables, table_key(map->arena, relation), kept);
}

const struct tenancy *tenancy_of(const struct tenancy_map *map, const struct relation *relation)
{
    static const struct tenancy none;
    const struct tenancy *found = tenancy_get(map, relation);
    return found ? found : &none;
}

// ---- who the caller is ---------------------------------------------------------------------------

static bool body_asks_for_caller(const struct function *function)
{
    static const char *const signs[] = {"auth.uid(",        "auth.jwt(",    "auth.email(",
                                        "current_setting(", "current_user", "session_user"};
    for (size_t at = 0; function->body && at < array_length(signs); at++)
        if (strcasestr(function->body, signs[at]))
            return true;
    return false;
}

static bool visit_row(struct expression *expression, void *context)
{
    bool *has_column = context;
    *has_column |= expression->kind == EXPRESSION_COLUMN || expression->kind == EXPRESSION_STAR;
    return !*has_column;
}

static bool is_caller_call(const struct expression *call)
{
    static const char *const functions[] = {"uid", "jwt", "email"};
    if (string_equal(call->schema, "auth"))
        for (size_t at = 0; at < array_length(functions); at++)
            if (string_equal(call->name, functions[at]))
                return true;
    if ((!call->schema || string_equal(call->schema, "pg_catalog")) &&
        string_equal(call->name, "current_setting"))
        return true;
    if (!call->function || !body_asks_for_caller(call->function))
        return false;
    bool has_column = false;
    list_each (struct expression *, operand, &call->operands)
        expression_walk(operand, visit_row, &has_column);
    return !has_column;
}

bool expression_is_caller(const struct expression *expression)
{
    while (expression) {
        switch (expression->kind) {
        case EXPRESSION_CALL:
            if (is_caller_call(expression))
                return true;
            // lower(auth.email()), btrim(current_setting(...))
            expression = !expression->function && expression->operands.count > 0
                             ? expression->operands.items[0]
                             : NULL;
            break;
        case EXPRESSION_KEYWORD:
            return string_equal(expression->name, "current_user") ||
                   string_equal(expression->name, "session_user") ||
                   string_equal(expression->name, "current_role") ||
                   string_equal(expression->name, "user");
        case EXPRESSION_CAST:
        case EXPRESSION_COALESCE:
        case EXPRESSION_NULLIF:
        case EXPRESSION_OPERATOR: // auth.jwt() -> 'app_metadata' ->> 'tenant'
        case EXPRESSION_SUBSCRIPT:
        case EXPRESSION_FIELD:
            expression = expression->operands.count > 0 ? expression->operands.items[0] : NULL;
            break;
        case EXPRESSION_SUBQUERY: {
            const struct query *query = expression->query;
            expression =
                query && query->outputs.count == 1 &&
                        (query->from.count == 0 || query->from.items[0]->kind == FROM_FUNCTION)
                    ? query->outputs.items[0].expression
                    : NULL;
            break;
        }
        default:
            return false;
        }
    }
    return false;
}

static struct column *bound_column(const struct expression *expression)
{
    while (expression->kind == EXPRESSION_CAST && expression->operands.count == 1)
        expression = expression->operands.items[0];
    return expression->kind == EXPRESSION_COLUMN && expression->is_bound ? expression->column
                                                                         : NULL;
}

struct column *expression_binds(const struct expression *expression)
{
    bool is_equality =
        (expression->kind == EXPRESSION_OPERATOR || expression->kind == EXPRESSION_ANY) &&
        string_equal(expression->name, "=") && expression->operands.count == 2;
    if (is_equality) {
        struct expression *left = expression->operands.items[0];
        struct expression *right = expression->operands.items[1];
        struct column *column = bound_column(left);
        if (column && expression_is_caller(right))
            return column;
        column = bound_column(right);
        return column && expression_is_caller(left) ? column : NULL;
    }
    if (expression->kind == EXPRESSION_SUBQUERY_ANY && string_equal(expression->name, "=") &&
        expression->operands.count == 1 && expression->query &&
        expression->query->outputs.count == 1 && expression->query->from.count == 0 &&
        expression->query->outputs.items[0].expression &&
        expression_is_caller(expression->query->outputs.items[0].expression))
        return bound_column(expression->operands.items[0]);
    return NULL;
}

// ---- pass 0: what the manifest says --------------------------------------------------------------

bool tenancy_is_none(const char *owner)
{
    return strncasecmp(owner, "none", 4) == 0 && (owner[4] == '\0' || owner[4] == ':');
}

struct relation *tenancy_find_table(const struct design *design, struct arena *arena,
                                    const char *name)
{
    const char *dot = strchr(name, '.');
    return dot ? design_find_relation(design, arena_copy(arena, name, (size_t)(dot - name)),
                                      dot + 1)
               : design_find_relation(design, "public", name);
}

static void infer_from_manifest(struct tenancy_map *map)
{
    const struct manifest *manifest = map->design->manifest;
    for (uint32_t at = 0; manifest && at < manifest->tenancy.count; at++) {
        const struct manifest_tenancy *said = &manifest->tenancy.items[at];
        struct relation *relation =
            said->owner.text ? tenancy_find_table(map->design, map->arena, said->name) : NULL;
        if (!relation)
            continue;
        bool is_none = tenancy_is_none(said->owner.text);
        struct column *column = is_none ? NULL : relation_find_column(relation, said->owner.text);
        if (is_none)
            tenancy_settle(map, relation, (struct tenancy){.place = said->place});
        else if (column)
            tenancy_settle(map, relation,
                           (struct tenancy){TENANCY_CERTAIN, column,
                                            arena_format(map->arena,
                                                         "the manifest says that %s is whose a row "
                                                         "is",
                                                         name_identifier(map->arena, column->name)),
                                            said->place});
    }
}

// ---- pass 1: what policies say -------------------------------------------------------------------

struct policy_walk {
    struct tenancy_map *map;
    const struct policy *policy;
    bool binds;            // something in it is tied to the caller
    struct column *linked; // the row's own column that is compared with another table's
};

static void note_link(struct policy_walk *walk, const struct expression *expression)
{
    if (walk->linked || !string_equal(expression->name, "="))
        return;
    if (expression->kind == EXPRESSION_SUBQUERY_ANY && expression->operands.count == 1) {
        const struct expression *left = expression->operands.items[0];
        if (left->kind == EXPRESSION_COLUMN && left->is_bound && !left->from)
            walk->linked = left->column;
    }
    if (expression->kind != EXPRESSION_OPERATOR || expression->operands.count != 2)
        return;
    for (uint32_t side = 0; side < 2; side++) {
        const struct expression *mine = expression->operands.items[side];
        const struct expression *other = expression->operands.items[1 - side];
        if (mine->kind == EXPRESSION_COLUMN && mine->is_bound && !mine->from &&
            other->kind == EXPRESSION_COLUMN && other->is_bound && other->from)
            walk->linked = mine->column;
    }
}

static bool visit_policy(struct expression *expression, void *context)
{
    struct policy_walk *walk = context;
    struct tenancy_map *map = walk->map;
    if (expression->kind == EXPRESSION_NOT)
        return false;
    note_link(walk, expression);
    struct column *column = expression_binds(expression);
    if (!column || !column->relation)
        return true;
    walk->binds = true;
    const struct relation *relation = column->relation;
    const struct policy *policy = walk->policy;
    const char *name = name_identifier(map->arena, column->name);
    const char *by = name_identifier(map->arena, policy->name);
    const char *reason =
        relation == policy->relation
            ? arena_format(map->arena, "policy %s ties %s to the caller", by, name)
            : arena_format(map->arena, "policy %s on %s looks the caller up by its column %s", by,
                           name_relation(map->arena, policy->relation), name);
    tenancy_set(map, relation, (struct tenancy){TENANCY_CERTAIN, column, reason, policy->place});
    return true;
}

static void infer_from_policies(struct tenancy_map *map)
{
    list_each (struct relation *, relation, &map->design->relations)
        list_each (struct policy *, policy, &relation->policies) {
            if (!policy_is_own(policy))
                continue;
            struct policy_walk walk = {map, policy, false, NULL};
            expression_walk(policy->using, visit_policy, &walk);
            expression_walk(policy->check, visit_policy, &walk);
            if (walk.binds && walk.linked && walk.linked->relation == relation)
                tenancy_set(
                    map, relation,
                    (struct tenancy){TENANCY_CERTAIN, walk.linked,
                                     arena_format(map->arena, "policy %s ties %s to the caller",
                                                  name_identifier(map->arena, policy->name),
                                                  name_identifier(map->arena, walk.linked->name)),
                                     policy->place});
        }
}

// ---- passes 2 and 3: keys and names ----------------------------------------------------------------

static bool names_an_actor(const char *name)
{
    return string_ends_with(name, "_by") || string_ends_with(name, "_by_id");
}

static bool is_user_table(const struct tenancy_map *map, const struct constraint *key)
{
    const char *schema = key->references ? key->references->schema : key->references_schema;
    const char *name = key->references ? key->references->name : key->references_name;
    if (string_equal(schema, "auth") && string_equal(name, "users"))
        return true;
    return name && map->names->is_user_table(map->names->context, name);
}

static void infer_from_keys(struct tenancy_map *map, struct relation *relation)
{
    list_each (struct constraint *, key, &relation->constraints) {
        if (key->kind != CONSTRAINT_FOREIGN_KEY || key->columns.count == 0 ||
            key->references == relation)
            continue;
        struct column *column = key->columns.items[0];
        if (names_an_actor(column->name))
            continue;
        const char *name = name_identifier(map->arena, column->name);
        const char *target =
            key->references ? name_relation(map->arena, key->references)
            : key->references_name
                ? name_qualified(map->arena, key->references_schema, key->references_name)
                : "?";
        if (is_user_table(map, key)) {
            tenancy_set(map, relation,
                        (struct tenancy){
                            TENANCY_PRESUMED, column,
                            arena_format(map->arena, "its column %s references %s", name, target),
                            key->place});
            // A table of the project's that others' rows belong to holds the users themselves.
            if (key->references && !key->references->is_builtin &&
                key->referenced_columns.count > 0)
                tenancy_set(map, key->references,
                            (struct tenancy){TENANCY_PRESUMED, key->referenced_columns.items[0],
                                             arena_format(map->arena,
                                                          "it holds the users that %s points to",
                                                          name_column(map->arena, column)),
                                             key->place});
            continue;
        }
        const struct tenancy *parent = key->references ? tenancy_get(map, key->references) : NULL;
        if (parent && parent->certainty == TENANCY_CERTAIN && !key->references->is_builtin)
            tenancy_set(
                map, relation,
                (struct tenancy){TENANCY_PRESUMED, column,
                                 arena_format(map->arena, "its column %s leads to %s, where %s",
                                              name, target, parent->reason),
                                 key->place});
    }
}

static void infer_from_names(struct tenancy_map *map, struct relation *relation)
{
    list_each (struct column *, column, &relation->columns)
        if (map->names->is_tenant_column(map->names->context, column->name))
            tenancy_set(map, relation,
                        (struct tenancy){TENANCY_PRESUMED, column,
                                         arena_format(map->arena, "it has a column %s",
                                                      name_identifier(map->arena, column->name)),
                                         column->place});
}

// ---- pass 4: partitions hold their root's rows ---------------------------------------------------

static void inherit(struct tenancy_map *map, const struct relation *root,
                    const struct tenancy *tenancy)
{
    list_each (struct relation *, child, &root->children) {
        if (!child->is_partition)
            continue;
        struct tenancy own = *tenancy;
        struct column *column =
            tenancy->column ? relation_find_column(child, tenancy->column->name) : NULL;
        own.column = column ? column : tenancy->column;
        own.reason = arena_format(map->arena, "it holds rows of %s, where %s",
                                  name_relation(map->arena, root), tenancy->reason);
        tenancy_set(map, child, own);
        inherit(map, child, tenancy);
    }
}

struct tenancy_map *tenancy_infer(const struct design *design, struct arena *arena,
                                  const struct tenancy_names *names)
{
    struct tenancy_map *map = arena_make(arena, struct tenancy_map);
    *map = (struct tenancy_map){design, arena, names, {0}, {0}};
    infer_from_manifest(map);
    infer_from_policies(map);
    list_each (struct relation *, relation, &design->relations)
        if (relation_is_table(relation) && !relation->is_builtin)
            infer_from_keys(map, relation);
    list_each (struct relation *, relation, &design->relations)
        if (relation_is_table(relation) && relation_is_governed(relation))
            infer_from_names(map, relation);
    list_each (struct relation *, relation, &design->relations) {
        const struct tenancy *tenancy = tenancy_get(map, relation);
        if (tenancy && tenancy->certainty != TENANCY_NONE && !relation->is_partition)
            inherit(map, relation, tenancy);
    }
    return map;
}
