// A field of the request written as it is sent to a column that the server owns: the key of a row
// that is there, the owner, the times of creation and change, a counter.
//
// Whose the owner's column is says link/tenancy.h, from the policies. Where the policy's check ties
// the column to the caller, a client can only name itself: superfluous, and a warning.
#include "check/crossing.h"
#include "link/constant.h"
#include "link/name.h"
#include "link/row_security.h"
#include "link/tenancy.h"

enum ownership {
    OWNED_NOT,
    OWNED_KEY,
    OWNED_OWNER,   // nothing ties what is written to the caller
    OWNED_TIED,    // the policy's check does
    OWNED_CHECKED, // the policy's check asks something else
    OWNED_TIME,
    OWNED_COUNTER,
};

struct judged {
    struct check *check;
    const struct tenancy_map *tenancy;
    const struct operation_link *operation;
    const struct field *field;
    const struct field_use *use;
    struct column *column;
    const struct policy *policy;      // that binds the owner's column
    const struct expression *binding; // its comparison
};

// ---- the key ---------------------------------------------------------------------------------------

static bool is_key(const struct judged *judged)
{
    const struct column *column = judged->column;
    const struct constraint *key = relation_primary_key(column->relation);
    bool is_part = false;
    if (key)
        list_each (struct column *, each, &key->columns)
            is_part |= each == column;
    if (!is_part)
        return false;
    if (use_is_update(judged->use))
        return true;
    // A new row's key is the client's where the table leaves it to them: PUT /todos/{id}, and a
    // key without a default.
    return judged->field->source != FIELD_PATH &&
           (column->default_value || column->identity != IDENTITY_NONE);
}

// ---- the owner -------------------------------------------------------------------------------------

static bool names_nothing(void *context, const char *name)
{
    (void)context;
    (void)name;
    return false; // presumed tenancy is not asked for
}

// The comparison of the column with the caller in a policy's condition, or NULL. In one side of an
// OR it is one of several ways to reach the row.
static const struct expression *binding_part(const struct expression *condition,
                                             const struct column *column, bool may_be_or)
{
    if (!condition || expression_binds(condition) == column)
        return condition;
    if (condition->kind == EXPRESSION_AND || (may_be_or && condition->kind == EXPRESSION_OR))
        list_each (struct expression *, operand, &condition->operands)
            if (expression_binds(operand) == column)
                return operand;
    return NULL;
}

// Finds the table's own policy that compares the column with the caller. Whom a row is for may read
// it without owning it: a policy for SELECT alone tells an owner only where tenancy says the same.
static bool find_binding(struct judged *judged, bool is_tenant)
{
    list_each (struct policy *, policy, &judged->column->relation->policies) {
        bool may_change = policy_applies_to_command(policy, COMMAND_INSERT) ||
                          policy_applies_to_command(policy, COMMAND_UPDATE) ||
                          policy_applies_to_command(policy, COMMAND_DELETE);
        if (!may_change && !is_tenant)
            continue;
        struct expression *const conditions[] = {policy->using, policy->check};
        for (size_t at = 0; at < array_length(conditions); at++) {
            judged->binding = binding_part(conditions[at], judged->column, is_tenant);
            judged->policy = policy;
            if (judged->binding)
                return true;
        }
    }
    judged->policy = NULL;
    return false;
}

static bool visit_column(struct expression *expression, void *context)
{
    const struct column **wanted = context;
    if (expression->kind == EXPRESSION_COLUMN && expression->column == *wanted)
        *wanted = NULL;
    return *wanted != NULL;
}

static bool mentions(const struct expression *condition, const struct column *column)
{
    expression_walk((struct expression *)condition, visit_column, &column);
    return column == NULL;
}

// What the policy compares the column with, as the SQL may write it.
static const char *owner_text(const struct judged *judged)
{
    const struct expression *binding = judged->binding;
    const struct expression *value = binding->operands.items[0];
    if (binding->kind == EXPRESSION_SUBQUERY_ANY)
        value = binding->query->outputs.items[0].expression;
    else if (expression_is_caller(binding->operands.items[1]))
        value = binding->operands.items[1];
    if (value->kind == EXPRESSION_SUBQUERY && value->query && value->query->from.count == 0 &&
        value->query->outputs.count == 1 && value->query->outputs.items[0].expression)
        value = value->query->outputs.items[0].expression;
    const char *text = expression_text(judged->check->arena, value);
    return binding->kind == EXPRESSION_OPERATOR ? text
                                                : check_format(judged->check, "one of %s", text);
}

// A check that no row of another owner passes.
static bool ties(const struct expression *check, const struct column *column)
{
    if (expression_binds(check) == column)
        return true;
    if (check->kind == EXPRESSION_AND)
        list_each (struct expression *, operand, &check->operands)
            if (ties(operand, column))
                return true;
    return false;
}

static bool role_may_pass_by(const struct judged *judged)
{
    for (uint32_t at = 0; at < judged->operation->callers.count; at++) {
        const struct caller *caller = &judged->operation->callers.items[at];
        if (caller->role_name &&
            row_security_passes_by(judged->check->design, judged->column->relation,
                                   caller->role_name))
            return true;
    }
    return false;
}

static enum ownership owner_of(struct judged *judged)
{
    const struct column *column = judged->column;
    const struct relation *relation = column->relation;
    const struct tenancy *tenancy = tenancy_of(judged->tenancy, relation);
    bool is_tenant = tenancy->certainty == TENANCY_CERTAIN && tenancy->column == column;
    if (!find_binding(judged,
                      is_tenant)) // another table's policy looks the caller up in it: a membership
        return OWNED_NOT;
    enum command command = use_is_update(judged->use) ? COMMAND_UPDATE : COMMAND_INSERT;
    if (!relation->has_row_security || role_may_pass_by(judged))
        return OWNED_OWNER;
    bool all_tie = true, one_is_open = false;
    list_each (struct policy *, policy, &relation->policies) {
        const struct expression *check = policy_check(policy, command);
        if (!policy_applies_to_command(policy, command) || !check)
            continue;
        if (!policy->is_permissive && ties(check, column))
            return OWNED_TIED;
        if (!policy->is_permissive)
            continue;
        all_tie &= ties(check, column);
        one_is_open |= constant_is_always_true(check);
        // The owner gives the row away: nothing is asked of whom it goes to.
        one_is_open |= command == COMMAND_UPDATE && policy->using && ties(policy->using, column) &&
                       !mentions(check, column);
    }
    return all_tie ? OWNED_TIED : one_is_open ? OWNED_OWNER : OWNED_CHECKED;
}

// ---- findings --------------------------------------------------------------------------------------

static enum ownership ownership_of(struct judged *judged)
{
    if (is_key(judged))
        return OWNED_KEY;
    enum ownership owner = owner_of(judged);
    if (owner != OWNED_NOT)
        return owner;
    const char *name = judged->column->name;
    if (rule_parameter_matches(judged->check, "times", name))
        return OWNED_TIME;
    return rule_parameter_matches(judged->check, "counters", name) ? OWNED_COUNTER : OWNED_NOT;
}

static const char *what(struct judged *judged, enum ownership ownership)
{
    switch (ownership) {
    case OWNED_KEY:
        return use_is_update(judged->use) ? "the key of a row that is there"
                                          : "a key that the database makes";
    case OWNED_TIME:
        return "a time that the server sets";
    case OWNED_COUNTER:
        return "a counter";
    default:
        return "whose the row is";
    }
}

static const char *help_for(struct judged *judged, enum ownership ownership)
{
    struct check *check = judged->check;
    const char *name = name_identifier(check->arena, judged->column->name);
    if (judged->field->is_undeclared)
        return check_format(check,
                            "list the columns that clients may set in the query, without %s, and "
                            "say additionalProperties: false",
                            name);
    if (ownership == OWNED_OWNER || ownership == OWNED_TIED || ownership == OWNED_CHECKED)
        return check_format(check, "take %s out of the contract and write %s in the SQL",
                            judged->field->label, owner_text(judged));
    return check_format(check,
                        "take %s out of the contract and %s out of what the SQL writes from "
                        "it",
                        judged->field->label, name);
}

// A counter that starts at 0 by itself is the server's for sure.
static bool blocks(const struct judged *judged, enum ownership ownership)
{
    const struct expression *value = judged->column->default_value;
    if (ownership == OWNED_COUNTER)
        return judged->column->is_not_null && value && value->kind == EXPRESSION_NUMBER &&
               strcmp(value->name, "0") == 0;
    return ownership != OWNED_TIED && ownership != OWNED_CHECKED;
}

static void report(struct judged *judged, enum ownership ownership)
{
    struct check *check = judged->check;
    struct column *column = judged->column;
    const struct field *field = judged->field;
    const char *operation = judged->operation->operation->name;
    const char *target = name_column(check->arena, column);
    const char *message =
        field->is_undeclared
            ? check_format(check,
                           "a client of %s can set %s, %s: the body's schema is open and the "
                           "SQL takes \"%s\" from it",
                           operation, target, what(judged, ownership), field->name)
            : check_format(check, "%s of %s is written to %s, %s", field->label, operation, target,
                           what(judged, ownership));
    struct finding *finding = check_report(
        check, (struct finding){.level = blocks(judged, ownership) ? LEVEL_OFF : LEVEL_WARNING,
                                .place = field->place,
                                .message = message,
                                .label = "the client sets it",
                                .object = name_path(check->arena, column->relation->schema,
                                                    column->relation->name, column->name),
                                .help = help_for(judged, ownership)});
    finding_relate(check, finding, column->place, what(judged, ownership));
    finding_via_use(check, finding, judged->operation, judged->use);
    if (judged->policy)
        finding_relate(check, finding, judged->policy->place, "ties the row to the caller");
    if (ownership == OWNED_TIED)
        finding_note(
            check, finding,
            check_format(check, "the policies refuse every value but %s", owner_text(judged)));
    if (ownership == OWNED_CHECKED)
        finding_note(check, finding,
                     "the policies' check asks for something else than that the caller is the "
                     "owner");
}

static void check(struct check *check)
{
    const struct tenancy_names names = {names_nothing, names_nothing, NULL};
    struct judged judged = {.check = check,
                            .tenancy = tenancy_infer(check->design, check->scratch, &names)};
    list_each (struct operation_link *, each, &check->design->link->operations)
        list_each (struct field *, field, &each->fields)
            for (uint32_t at = 0; !field->is_excluded && at < field->uses.count; at++) {
                judged.operation = each;
                judged.field = field;
                judged.use = &field->uses.items[at];
                judged.column = use_written(judged.use);
                judged.policy = NULL;
                judged.binding = NULL;
                if (!judged.column || !judged.column->relation)
                    continue;
                enum ownership ownership = ownership_of(&judged);
                if (ownership != OWNED_NOT)
                    report(&judged, ownership);
            }
}

static const struct rule_parameter parameters[] = {
    {"times", "created_at, updated_at, deleted_at, inserted_at, modified_at",
     "columns of times that the server sets; * stands for any characters"},
    {"counters", "*_count", "columns that the server counts; a warning unless they begin at 0"},
    {0},
};

RULE(
    contract, input_not_writable, .level = LEVEL_ERROR,
    .summary = "a client may set what the server owns",
    .explanation =
        "Some columns are not the client's to set: the key of a row that is there, or one that the "
        "database makes; the owner, whom the policies compare with the caller; when a row was made "
        "and changed; what is counted. A field that reaches one of them as it is sent lets a "
        "client move rows to another owner or forge their age.\n"
        "\n"
        "Where the policies' WITH CHECK ties the owner's column to the caller, a client can only "
        "name itself, and the finding is a warning. A body whose schema is open counts with all "
        "that the SQL takes from it, declared or not.",
    .wrong = "-- file: schema.sql\n"
             "CREATE TABLE todos (\n"
             "    id uuid PRIMARY KEY,\n"
             "    title text NOT NULL,\n"
             "    created_at timestamptz NOT NULL DEFAULT now()\n"
             ");\n"
             "-- file: queries.sql\n"
             "-- name: createTodo :one\n"
             "INSERT INTO todos (id, title, created_at)\n"
             "VALUES (gen_random_uuid(), :title, :created_at) RETURNING id;\n"
             "# file: api.yaml\n"
             "openapi: 3.0.3\n"
             "info: {title: todos, version: '1'}\n"
             "paths:\n"
             "  /todos:\n"
             "    post:\n"
             "      operationId: createTodo\n"
             "      requestBody:\n"
             "        required: true\n"
             "        content:\n"
             "          application/json:\n"
             "            schema:\n"
             "              type: object\n"
             "              required: [title, created_at]\n"
             "              properties:\n"
             "                title: {type: string}\n"
             "                created_at: {type: string, format: date-time}\n"
             "      responses: {'201': {description: made}}\n",
    .right = "-- file: schema.sql\n"
             "CREATE TABLE todos (\n"
             "    id uuid PRIMARY KEY,\n"
             "    title text NOT NULL,\n"
             "    created_at timestamptz NOT NULL DEFAULT now()\n"
             ");\n"
             "-- file: queries.sql\n"
             "-- name: createTodo :one\n"
             "INSERT INTO todos (id, title) VALUES (gen_random_uuid(), :title) RETURNING id;\n"
             "# file: api.yaml\n"
             "openapi: 3.0.3\n"
             "info: {title: todos, version: '1'}\n"
             "paths:\n"
             "  /todos:\n"
             "    post:\n"
             "      operationId: createTodo\n"
             "      requestBody:\n"
             "        required: true\n"
             "        content:\n"
             "          application/json:\n"
             "            schema:\n"
             "              type: object\n"
             "              required: [title]\n"
             "              properties:\n"
             "                title: {type: string}\n"
             "      responses: {'201': {description: made}}\n",
    .source = "E3, OWASP API3", .parameters = parameters, .not_applicable = applies_crossing)
