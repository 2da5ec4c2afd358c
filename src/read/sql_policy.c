// Policies of row security.
//
//   CREATE POLICY name ON table [AS PERMISSIVE | RESTRICTIVE]
//       [FOR ALL | SELECT | INSERT | UPDATE | DELETE] [TO role, ...]
//       [USING (e)] [WITH CHECK (e)]
//   ALTER POLICY name ON table [TO role, ...] [USING (e)] [WITH CHECK (e)]
//
// PostgreSQL refuses expressions that their command never uses: INSERT has no old row for USING to
// look at, SELECT and DELETE no new one for WITH CHECK.
#include "read/bind.h"
#include "read/sql_object.h"

static bool command_of(const char *name, enum command *command)
{
    static const struct {
        const char *name;
        enum command command;
    } commands[] = {{"all", COMMAND_ALL},
                    {"select", COMMAND_SELECT},
                    {"insert", COMMAND_INSERT},
                    {"update", COMMAND_UPDATE},
                    {"delete", COMMAND_DELETE}};
    for (size_t i = 0; i < array_length(commands); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            *command = commands[i].command;
            return true;
        }
    }
    return false;
}

// The leftmost place of an expression: where it starts, whatever its outermost operator.
static bool earlier_place(struct expression *expression, void *context)
{
    struct place *first = context;
    if (expression->place.file && (!first->file || expression->place.offset < first->offset))
        *first = expression->place;
    return true;
}

static struct place expression_start(const struct replay *replay, struct expression *expression)
{
    struct place first = {0};
    expression_walk(expression, earlier_place, &first);
    return first.file ? first : replay->statement;
}

// True where PostgreSQL refuses one of the expressions for this command: its error 42601.
static bool has_refused_expression(struct replay *replay, const char *what, enum command command,
                                   struct expression *using, struct expression *check)
{
    struct expression *refused = NULL;
    const char *message = NULL, *help = NULL;
    if (command == COMMAND_INSERT && using) {
        refused = using;
        message = "is FOR INSERT and has a USING expression: PostgreSQL allows only WITH CHECK";
        help = "write WITH CHECK instead of USING";
    } else if ((command == COMMAND_SELECT || command == COMMAND_DELETE) && check) {
        refused = check;
        message = "has a WITH CHECK expression: PostgreSQL allows only USING for SELECT and "
                  "DELETE";
        help = "write USING instead of WITH CHECK, or leave it out";
    }
    if (!refused)
        return false;
    struct place place = expression_start(replay, refused);
    replay_fault(replay, what,
                 (struct fault){.kind = FAULT_SYNTAX_ERROR,
                                .is_certain = true,
                                .place = place,
                                .message = arena_format(replay->arena, "%s %s", what, message),
                                .label = "refused with SQLSTATE 42601",
                                .note = "the statement fails, so the policy does not exist",
                                .help = help});
    return true;
}

static struct relation *policy_table(struct replay *replay, const PgQuery__RangeVar *range,
                                     enum outcome *outcome)
{
    struct relation *relation = object_relation_of(replay, range, false, outcome);
    if (!relation || relation_is_table(relation))
        return relation;
    *outcome = object_refused(replay, "%s is a %s, and only tables have policies", relation->name,
                              relation_kind_name(relation));
    return NULL;
}

static const char *policy_what(struct replay *replay, const char *name,
                               const struct relation *relation)
{
    return arena_format(replay->arena, "policy \"%s\" on table %s", name,
                        object_path(replay->scratch, relation->schema, relation->name));
}

// The roles of TO; the list stays as it is where none are written.
static void read_roles(struct replay *replay, struct policy *policy, size_t count, node **roles)
{
    if (count == 0)
        return;
    policy->roles.count = 0;
    for (size_t i = 0; i < count; i++) {
        if (roles[i]->node_case != PG_QUERY__NODE__NODE_ROLE_SPEC)
            continue;
        const char *role = tree_role(replay, roles[i]->role_spec);
        // Whoever runs the files is somebody, though no name is known.
        list_add(replay->arena, &policy->roles, role ? role : "current_user");
    }
}

enum outcome replay_create_policy(struct replay *replay, const PgQuery__CreatePolicyStmt *tree)
{
    enum outcome outcome;
    struct relation *relation = policy_table(replay, tree->table, &outcome);
    if (!relation)
        return outcome;
    struct place place = replay_place_of(replay, tree->policy_name, 0);
    struct policy draft = {.relation = relation, .is_permissive = tree->permissive, .place = place};
    draft.name = arena_copy_string(replay->arena, tree->policy_name);
    if (!command_of(tree->cmd_name, &draft.command)) {
        replay_fault(replay, tree->policy_name,
                     (struct fault){.kind = FAULT_SYNTAX_ERROR,
                                    .is_certain = true,
                                    .place = place,
                                    .message = arena_format(replay->arena,
                                                            "policies are FOR ALL, SELECT, INSERT, "
                                                            "UPDATE or DELETE, not for \"%s\"",
                                                            tree->cmd_name)});
        return OUTCOME_REPLAYED;
    }
    struct policy *first = relation_find_policy(relation, draft.name);
    if (first) {
        replay_duplicate(
            replay, "policy",
            arena_format(replay->arena, "%s\" on table \"%s", draft.name,
                         object_path(replay->scratch, relation->schema, relation->name)),
            place, first->place);
        return OUTCOME_REPLAYED;
    }
    const char *what = policy_what(replay, draft.name, relation);
    replay->is_missing = false;
    draft.using = tree_expression(replay, tree->qual);
    draft.check = tree_expression(replay, tree->with_check);
    if (has_refused_expression(replay, what, draft.command, draft.using, draft.check))
        return OUTCOME_REPLAYED;
    read_roles(replay, &draft, tree->n_roles, tree->roles);
    if (draft.using)
        bind_expression(replay, draft.using, relation, what);
    if (draft.check)
        bind_expression(replay, draft.check, relation, what);
    if (replay->defers && replay->is_missing)
        return OUTCOME_MISSING;
    struct policy *policy = arena_make(replay->arena, struct policy);
    *policy = draft;
    list_add(replay->arena, &relation->policies, policy);
    return OUTCOME_REPLAYED;
}

enum outcome replay_alter_policy(struct replay *replay, const PgQuery__AlterPolicyStmt *tree)
{
    enum outcome outcome;
    struct relation *relation = policy_table(replay, tree->table, &outcome);
    if (!relation)
        return outcome;
    struct policy *policy = relation_find_policy(relation, tree->policy_name);
    if (!policy) {
        const char *nearest = NULL;
        list_each (struct policy *, candidate, &relation->policies)
            nearest = name_nearer(tree->policy_name, nearest, candidate->name);
        return replay_unknown(replay, "policy", NULL, tree->policy_name,
                              arena_format(replay->arena, "table %s", relation->name), nearest,
                              replay_place_of(replay, tree->policy_name, 0));
    }
    const char *what = policy_what(replay, policy->name, relation);
    struct policy draft = *policy;
    draft.roles.items = NULL;
    draft.roles.count = draft.roles.capacity = 0;
    replay->is_missing = false;
    struct expression *using = tree_expression(replay, tree->qual);
    struct expression *check = tree_expression(replay, tree->with_check);
    if (has_refused_expression(replay, what, policy->command, using, check))
        return OUTCOME_REPLAYED;
    read_roles(replay, &draft, tree->n_roles, tree->roles);
    if (using) {
        draft.using = using;
        bind_expression(replay, using, relation, what);
    }
    if (check) {
        draft.check = check;
        bind_expression(replay, check, relation, what);
    }
    if (replay->defers && replay->is_missing)
        return OUTCOME_MISSING;
    if (tree->n_roles == 0) {
        draft.roles.items = policy->roles.items;
        draft.roles.count = policy->roles.count;
        draft.roles.capacity = policy->roles.capacity;
    }
    *policy = draft;
    return OUTCOME_REPLAYED;
}
