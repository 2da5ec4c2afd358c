// Foreign keys by which a tenant's row can point at another tenant's, since PostgreSQL checks them
// past row security.
//
// Both tables are tenants' for certain, those whom row security binds write the one, not only the
// privileged among them, and nothing that judges new rows looks at the row they point to.
#include "check/tenancy_rule.h"
#include "link/access.h"
#include "link/condition_reads.h"
#include "link/constant.h"
#include "link/name.h"
#include "link/row_security.h"

struct judged {
    struct check *check;
    struct tenancy_map *tenancy;
    struct role_names roles;
};

struct mentions {
    const struct column_list *columns;
    bool asks_caller, has_column;
};

static bool holds(const struct column_list *columns, const struct column *column)
{
    list_each (struct column *, each, columns)
        if (each == column)
            return true;
    return false;
}

static bool visit_caller(struct expression *expression, void *context)
{
    struct mentions *mentions = context;
    mentions->asks_caller |= expression_is_caller(expression) ||
                             (expression->kind == EXPRESSION_CALL && expression->function &&
                              !expression->function->is_builtin);
    return !mentions->asks_caller;
}

// Whether each alternative of the condition asks for the caller: no row is open to strangers.
static bool is_private(struct expression *condition)
{
    if (condition->kind == EXPRESSION_OR) {
        list_each (struct expression *, operand, &condition->operands)
            if (!is_private(operand))
                return false;
        return true;
    }
    struct mentions mentions = {0};
    expression_walk(condition, visit_caller, &mentions);
    return mentions.asks_caller;
}

// `auth.uid() IS NOT NULL`, `auth.role() = 'authenticated'`: asks for a caller, any caller.
static bool visit_row(struct expression *expression, void *context)
{
    bool *is_of_row = context;
    *is_of_row |= (expression->kind == EXPRESSION_COLUMN && !expression->from) ||
                  expression->kind == EXPRESSION_STAR || expression->query;
    return !*is_of_row;
}

static bool is_for_any_caller(struct expression *condition)
{
    bool is_of_row = false;
    expression_walk(condition, visit_row, &is_of_row);
    return !is_of_row && condition->kind != EXPRESSION_CALL;
}

// Rows of the parent that strangers may see anyway are there to be pointed at.
static bool is_hidden(const struct relation *parent)
{
    uint32_t opening = 0;
    if (!parent->has_row_security)
        return false;
    list_each (struct policy *, policy, &parent->policies)
        if (policy_opens_command(policy, COMMAND_SELECT)) {
            opening++;
            if (!is_private(policy->using) || is_for_any_caller(policy->using))
                return false;
        }
    return opening > 0;
}

static bool visit_column(struct expression *expression, void *context)
{
    struct mentions *mentions = context;
    mentions->has_column |= expression->kind == EXPRESSION_COLUMN && !expression->from &&
                            expression->column && holds(mentions->columns, expression->column);
    return true;
}

// It reads the parent, or looks at the key itself.
static bool looks_at_parent(struct check *check, const struct constraint *key,
                            struct expression *condition)
{
    struct mentions mentions = {.columns = &key->columns};
    if (!condition)
        return false;
    expression_walk(condition, visit_column, &mentions);
    if (mentions.has_column)
        return true;
    struct condition_reads reads = condition_reads_of(check->scratch, condition, "public");
    list_each (struct condition_read, read, &reads.list)
        if (read.relation == key->references)
            return true;
    return false;
}

// Whether tenants write rows by the command: what only the privileged write is theirs to judge.
static bool is_tenants_write(const struct judged *judged, const struct relation *relation,
                             const char *role, enum command command)
{
    const struct access_cell *cell =
        access_find(access_of_rules(judged->check), relation, role, command);
    return !cell || (cell->verdicts & ~(1u << VERDICT_DENIED | 1u << VERDICT_PRIVILEGED));
}

static bool is_written(const struct judged *judged, const struct policy *policy,
                       enum command command)
{
    const struct design *design = judged->check->design;
    list_each (const char *, role, &judged->roles)
        if (!row_security_passes_by(design, policy->relation, role) &&
            policy_applies_to_role(design, policy, role) &&
            row_reach(design, policy->relation, role,
                      command == COMMAND_INSERT ? PRIVILEGE_INSERT : PRIVILEGE_UPDATE) !=
                REACH_NONE &&
            is_tenants_write(judged, policy->relation, role, command))
            return true;
    return false;
}

static bool is_never_for_strangers(struct expression *condition)
{
    return is_for_any_caller(condition) && !constant_is_always_true(condition);
}

// A policy by which a tenant writes rows, and that does not look at what they point to; NULL where
// each does. Policies that ask for the caller's attributes alone are an administrator's.
static const struct policy *unlooking(const struct judged *judged, const struct constraint *key)
{
    static const enum command commands[] = {COMMAND_INSERT, COMMAND_UPDATE};
    const struct policy *found = NULL;
    list_each (struct policy *, policy, &key->relation->policies)
        for (size_t at = 0; at < array_length(commands); at++) {
            struct expression *condition = policy_check(policy, commands[at]);
            if (!policy_applies_to_command(policy, commands[at]) || !condition)
                continue;
            if (!policy->is_permissive) {
                if (looks_at_parent(judged->check, key, condition))
                    return NULL;
                continue;
            }
            if (!found && policy_opens_command(policy, commands[at]) &&
                !is_never_for_strangers(condition) && is_private(condition) &&
                is_written(judged, policy, commands[at]) &&
                !looks_at_parent(judged->check, key, condition))
                found = policy;
        }
    return found;
}

// A trigger may look; what it does is not known.
static bool has_guard(const struct relation *relation)
{
    list_each (struct trigger *, trigger, &relation->triggers)
        if (!trigger->is_disabled && trigger->timing == TRIGGER_BEFORE && trigger->is_per_row &&
            (trigger->events & TRIGGER_INSERT))
            return true;
    return false;
}

// What follows from it, by what the key does when the referenced row goes.
static const char *consequence(const struct constraint *key)
{
    switch (key->on_delete) {
    case ACTION_CASCADE:
        return "and when the other tenant deletes that row, this one goes with it";
    case ACTION_SET_NULL:
    case ACTION_SET_DEFAULT:
        return "and when the other tenant deletes that row, this one is changed";
    default:
        return "and the other tenant cannot delete a row that is pointed at";
    }
}

static const char *help(struct check *check, const struct constraint *key,
                        const struct policy *policy, const struct tenancy *own,
                        const struct tenancy *other)
{
    struct arena *arena = check->arena;
    const char *table = name_relation(arena, key->relation);
    const char *target = name_relation(arena, key->references);
    const char *name = name_identifier(arena, policy->name);
    if (key->columns.count != 1 || key->referenced_columns.count != 1)
        return check_format(check,
                            "add to the WITH CHECK of policy %s that the row of %s exists: a "
                            "subquery sees only rows that the caller may see",
                            name, target);
    const char *column = name_identifier(arena, key->columns.items[0]->name);
    const char *referenced = name_identifier(arena, key->referenced_columns.items[0]->name);
    const char *exists = check_format(check, "EXISTS (SELECT 1 FROM %s WHERE %s.%s = %s.%s)",
                                      target, target, referenced, table, column);
    if (!key->columns.items[0]->is_not_null)
        exists = check_format(check, "(%s.%s IS NULL OR %s)", table, column, exists);
    const char *carry = "";
    if (string_equal(own->column->name, other->column->name)) {
        const char *tenant = name_identifier(arena, own->column->name);
        carry = check_format(check,
                             "; or let the key carry the tenant: FOREIGN KEY (%s, %s) REFERENCES "
                             "%s (%s, %s)",
                             tenant, column, target, tenant, referenced);
    }
    return check_format(check,
                        "add to the WITH CHECK of policy %s: %s, which sees only rows that the "
                        "caller may see%s",
                        name, exists, carry);
}

static void report(const struct judged *judged, const struct constraint *key,
                   const struct policy *policy)
{
    struct check *check = judged->check;
    struct arena *arena = check->arena;
    const struct relation *relation = key->relation;
    const struct tenancy *own = tenancy_of(judged->tenancy, relation);
    const struct tenancy *other = tenancy_of(judged->tenancy, key->references);
    const char *target = name_relation(arena, key->references);
    struct finding *finding = check_report(
        check, (struct finding){
                   .place = key->place,
                   .object = name_path(arena, relation->schema, relation->name, key->name),
                   .message = check_format(
                       check,
                       "a row of %s can point at another tenant's row of %s: nothing "
                       "looks at whose row %s names",
                       name_relation(arena, relation), target, name_columns(arena, &key->columns)),
                   .label = "checked past row security",
                   .help = help(check, key, policy, own, other),
               });
    finding_relate(check, finding, policy->place, "lets tenants write the row");
    finding_relate(check, finding, other->place,
                   check_format(check, "shows whose rows of %s are", target));
    finding_note(
        check, finding,
        check_format(check,
                     "the key tells which rows exist (SQLSTATE 23503 where there is none), "
                     "%s",
                     consequence(key)));
}

static void check(struct check *check)
{
    struct judged judged = {check, tenancy_of_rules(check),
                            row_security_public_roles(check->design, check->scratch)};
    list_each (struct relation *, relation, &check->design->relations) {
        const struct tenancy *own = tenancy_of(judged.tenancy, relation);
        if (!relation_is_judged(relation) || !relation->has_row_security ||
            own->certainty != TENANCY_CERTAIN || has_guard(relation))
            continue;
        list_each (struct constraint *, key, &relation->constraints) {
            const struct relation *parent = key->references;
            if (key->kind != CONSTRAINT_FOREIGN_KEY || !parent || parent == relation ||
                parent->is_builtin || key->columns.count == 0 || holds(&key->columns, own->column))
                continue;
            const struct tenancy *other = tenancy_of(judged.tenancy, parent);
            if (other->certainty != TENANCY_CERTAIN ||
                holds(&key->referenced_columns, other->column) || !is_hidden(parent))
                continue;
            const struct policy *policy = unlooking(&judged, key);
            if (policy)
                report(&judged, key, policy);
        }
    }
}

RULE(rls, foreign_key_across_tenants, .level = LEVEL_WARNING,
     .summary = "a foreign key by which one tenant's row can point at another's",
     .explanation =
         "PostgreSQL checks foreign keys, and follows their actions, past row security, forced or "
         "not. So whoever may insert a row may let it point at a row that he cannot see: he learns "
         "which ids exist, keeps the other tenant from deleting the row, and whatever follows the "
         "key with more rights (a view, a job, a SECURITY DEFINER function) mixes two tenants.\n"
         "\n"
         "Reported where both tables are tenants' for certain, by their policies or lintel.yaml, "
         "where the referenced rows are hidden from strangers, and where a policy lets tenants "
         "write the row without a look at the key's columns or the referenced table. Silent where "
         "the key holds the tenant, where it references the tenants themselves, where a "
         "restrictive policy looks, and where a BEFORE trigger may.",
     .wrong = "CREATE TABLE lists (id bigint PRIMARY KEY, owner name NOT NULL);\n"
              "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL,\n"
              "    list_id bigint REFERENCES lists (id));\n"
              "ALTER TABLE lists ENABLE ROW LEVEL SECURITY;\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON lists USING (owner = (SELECT current_user));\n"
              "CREATE POLICY own ON todos USING (owner = (SELECT current_user));\n",
     .right =
         "CREATE TABLE lists (id bigint PRIMARY KEY, owner name NOT NULL, UNIQUE (owner, id));\n"
         "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL, list_id bigint,\n"
         "    FOREIGN KEY (owner, list_id) REFERENCES lists (owner, id));\n"
         "ALTER TABLE lists ENABLE ROW LEVEL SECURITY;\n"
         "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
         "CREATE POLICY own ON lists USING (owner = (SELECT current_user));\n"
         "CREATE POLICY own ON todos USING (owner = (SELECT current_user));\n",
     .source = "", .not_applicable = applies_row_security)
