// UPDATEs of named queries that make a row which no SELECT policy shows to who made it: PostgreSQL
// refuses them with 42501.
//
// Only where it is sure: what is assigned is a constant or cannot be NULL, and contradicts every
// branch of the SELECT verdict; and the UPDATE reads the row, for else SELECT policies are not
// asked.
#include "check/statements.h"
#include "check/verdicts.h"

// ---- the new row ---------------------------------------------------------------------------------

enum value_kind { VALUE_UNKNOWN, VALUE_NULL, VALUE_CONSTANT, VALUE_PRESENT };

struct value {
    enum value_kind kind; // PRESENT: anything but NULL
    const char *constant;
};

static struct value value_of(const struct expression *expression)
{
    static const char *const moments[] = {"now", "clock_timestamp", "statement_timestamp",
                                          "transaction_timestamp", "gen_random_uuid"};
    while (expression && expression->kind == EXPRESSION_CAST && expression->operands.count == 1)
        expression = expression->operands.items[0];
    if (!expression)
        return (struct value){VALUE_UNKNOWN, NULL};
    switch (expression->kind) {
    case EXPRESSION_NULL:
        return (struct value){VALUE_NULL, NULL};
    case EXPRESSION_BOOLEAN:
        return (struct value){VALUE_CONSTANT, expression->boolean ? "true" : "false"};
    case EXPRESSION_STRING:
    case EXPRESSION_NUMBER:
        return (struct value){VALUE_CONSTANT, expression->name};
    case EXPRESSION_KEYWORD:
        return (struct value){
            strncmp(expression->name, "current_", 8) == 0 ? VALUE_PRESENT : VALUE_UNKNOWN, NULL};
    case EXPRESSION_CALL:
        for (size_t at = 0; at < array_length(moments); at++)
            if (string_equal(expression->name, moments[at]) && !expression->function)
                return (struct value){VALUE_PRESENT, NULL};
        return (struct value){VALUE_UNKNOWN, NULL};
    default:
        return (struct value){VALUE_UNKNOWN, NULL};
    }
}

static bool is_row_column(const struct term *term, const struct column *column)
{
    return term->kind == TERM_COLUMN && term->row == 0 && term->column == column;
}

// The column whose being NULL (or not) the expression asks for; NULL where it asks something else.
static const struct column *null_test(const struct expression *expression, bool *wants_null)
{
    bool is_negated = false;
    while (expression && expression->kind == EXPRESSION_NOT && expression->operands.count == 1) {
        is_negated = !is_negated;
        expression = expression->operands.items[0];
    }
    bool is_test = expression && (expression->kind == EXPRESSION_IS_NULL ||
                                  expression->kind == EXPRESSION_IS_NOT_NULL);
    if (!is_test || expression->operands.count != 1)
        return NULL;
    *wants_null = (expression->kind == EXPRESSION_IS_NULL) != is_negated;
    const struct expression *operand = expression->operands.items[0];
    return operand->kind == EXPRESSION_COLUMN && !operand->from ? operand->column : NULL;
}

// Whether the condition cannot hold of a row whose column has the value.
static bool atom_contradicts(const struct atom *atom, const struct column *column,
                             const struct value *value)
{
    bool wants_null = false;
    if (atom->kind == ATOM_CONDITION)
        return null_test(atom->expression, &wants_null) == column &&
               wants_null != (value->kind == VALUE_NULL);
    if (atom->kind == ATOM_ONE_OF && is_row_column(&atom->left, column)) {
        if (value->kind != VALUE_CONSTANT)
            return value->kind == VALUE_NULL;
        list_each (const char *, each, &atom->values)
            if (strcmp(each, value->constant) == 0)
                return false;
        return true;
    }
    if (atom->kind != ATOM_EQUAL)
        return false;
    const struct term *other = is_row_column(&atom->left, column)    ? &atom->right
                               : is_row_column(&atom->right, column) ? &atom->left
                                                                     : NULL;
    if (!other || value->kind == VALUE_NULL)
        return other != NULL;
    return other->kind == TERM_CONSTANT && other->text && value->kind == VALUE_CONSTANT &&
           strcmp(other->text, value->constant) != 0;
}

// ---- the statement -------------------------------------------------------------------------------

static bool visit_column(struct expression *expression, void *context)
{
    bool *reads = context;
    *reads |= expression->kind == EXPRESSION_COLUMN;
    return true;
}

static bool reads_row(const struct query *update)
{
    bool reads = update->outputs.count > 0;
    expression_walk(update->where, visit_column, &reads);
    return reads;
}

// The first assignment that contradicts the branch, or NULL; `place` is of what it contradicts.
static const struct assignment *
contradiction(const struct query *update, const struct access_branch *branch, struct place *place)
{
    for (uint32_t at = 0; at < update->assignments.count; at++) {
        const struct assignment *assignment = &update->assignments.items[at];
        if (!assignment->column || assignment->has_several || assignment->part)
            continue;
        struct value value = value_of(assignment->value);
        if (value.kind == VALUE_UNKNOWN)
            continue;
        list_each (struct atom, atom, &branch->branch->atoms)
            if (atom_contradicts(&atom, assignment->column, &value)) {
                *place = atom.place.file ? atom.place : branch->place;
                return assignment;
            }
    }
    return NULL;
}

// Why the new row is hidden from the role: the assignment, and the branch that it contradicts.
struct hidden {
    const struct assignment *assignment;
    const struct access_branch *branch;
    struct place place; // of what it contradicts
};

static struct hidden hidden_from(const struct query *update, const struct access_cell *select)
{
    struct hidden hidden = {0};
    for (uint32_t at = 0; at < select->branches.count; at++) {
        const struct access_branch *branch = &select->branches.items[at];
        if (branch->verdict == VERDICT_DENIED)
            continue;
        if (!branch->branch)
            return (struct hidden){0};
        struct place place;
        const struct assignment *assignment = contradiction(update, branch, &place);
        if (!assignment)
            return (struct hidden){0};
        if (!hidden.assignment)
            hidden = (struct hidden){assignment, branch, place};
    }
    return hidden;
}

// ---- roles ---------------------------------------------------------------------------------------

struct refused {
    struct check *check;
    const struct statement_link *link;
};

// The roles as which the query runs: its operation's, or whoever may update the table.
static bool runs_as(struct check *check, const struct statement_link *link, const char *role)
{
    const struct operation_link *operation = link_of_query(check->design->link, link->named);
    bool is_known = false;
    for (uint32_t at = 0; operation && at < operation->callers.count; at++) {
        const struct caller *caller = &operation->callers.items[at];
        is_known |= caller->role != NULL;
        if (caller->role && strcmp(caller->role->name, role) == 0)
            return true;
    }
    return !is_known;
}

// ---- the finding ---------------------------------------------------------------------------------

static void report(const struct refused *refused, const struct relation *relation,
                   const struct access_cell *update, const struct hidden *hidden)
{
    struct check *check = refused->check;
    struct arena *arena = check->arena;
    const struct assignment *assignment = hidden->assignment;
    const struct policy *policy = hidden->branch->policy;
    const char *table = name_relation(arena, relation);
    bool is_certain = update->reach == REACH_CERTAIN && !statements_are_foreign(check);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = is_certain ? LEVEL_OFF : LEVEL_WARNING,
            .place = assignment->place,
            .object =
                name_path(arena, relation->schema, relation->name, refused->link->named->name),
            .message = check_format(
                check,
                "%s sets %s of %s, and then no SELECT policy shows the row to %s: PostgreSQL "
                "refuses the UPDATE with 42501",
                statement_name(check, refused->link),
                name_identifier(arena, assignment->column->name), table,
                name_identifier(arena, update->role)),
            .label = "hides the row from who updates it",
            .help = check_format(check,
                                 "leave %s out of the SELECT policy and into the WHERE of the "
                                 "queries; or update in a "
                                 "SECURITY DEFINER function that ties the row to its caller",
                                 name_identifier(arena, assignment->column->name)),
        });
    if (policy)
        finding_relate(check, finding, hidden->place, "asks for the opposite");
    finding_note(check, finding,
                 "an UPDATE that reads the row, by WHERE or RETURNING, needs the new row to pass "
                 "the SELECT policies too");
    finding_via_statement(check, finding, refused->link, assignment->place);
}

static void visit(struct query *query, void *context)
{
    const struct refused *refused = context;
    struct check *check = refused->check;
    const struct access *access = access_of_rules(check);
    if (query->kind != QUERY_UPDATE || query->from.count == 0 || !reads_row(query))
        return;
    const struct relation *relation = query->from.items[0]->relation;
    if (!relation || !relation_is_table(relation) || !relation->has_row_security ||
        relation->is_builtin)
        return;
    const struct access_cell *first = NULL;
    struct hidden shown = {0};
    list_each (const char *, role, &access->roles) {
        if (!runs_as(check, refused->link, role))
            continue;
        const struct access_cell *update = access_find(access, relation, role, COMMAND_UPDATE);
        const struct access_cell *select = access_find(access, relation, role, COMMAND_SELECT);
        if (!update || !select || update->reach == REACH_NONE || update->verdict == VERDICT_DENIED)
            continue;
        struct hidden hidden = {0};
        if (!update->passes_by)
            hidden = hidden_from(query, select);
        if (!hidden.assignment)
            return;
        if (!first) {
            first = update;
            shown = hidden;
        }
    }
    if (first)
        report(refused, relation, first, &shown);
}

static void check(struct check *check)
{
    list_each (struct statement_link *, link, &check->design->link->statements) {
        if (!link->statement->query || !link->is_understood)
            continue;
        struct refused refused = {check, link};
        query_each(link->statement->query, visit, &refused);
    }
}

static const char *not_applicable(struct check *check)
{
    const char *reason = applies_queries(check);
    return reason ? reason : applies_row_security(check);
}

RULE(
    rls, soft_delete_refused, .level = LEVEL_ERROR,
    .summary = "an UPDATE that makes a row its own SELECT policy hides",
    .explanation =
        "An UPDATE that reads the row, by its WHERE or by RETURNING, is held to the SELECT "
        "policies too, with the row as it was and with the row as it becomes. So under SELECT "
        "USING (deleted_at IS NULL) nobody can set deleted_at: new row violates row-level "
        "security policy, 42501, whatever the UPDATE policy says.\n"
        "\n"
        "Said only where it is sure: the value is a constant, now() or NULL, and it contradicts "
        "every alternative of the SELECT policies, for each role as which the query may run. Not "
        "for values that come with the request, and not for an UPDATE that reads nothing of the "
        "row. Show deleted rows to their owner and leave them out in the queries, or delete in a "
        "SECURITY DEFINER function.",
    .wrong =
        "-- file: schema.sql\n"
        "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL, deleted_at timestamptz);\n"
        "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
        "CREATE POLICY live ON todos FOR SELECT\n"
        "    USING (owner = (SELECT current_user) AND deleted_at IS NULL);\n"
        "CREATE POLICY own ON todos FOR UPDATE USING (owner = (SELECT current_user));\n"
        "GRANT SELECT, UPDATE ON todos TO PUBLIC;\n"
        "-- file: queries.sql\n"
        "-- name: deleteTodo :exec\n"
        "UPDATE todos SET deleted_at = now() WHERE id = :id;\n",
    .right =
        "-- file: schema.sql\n"
        "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL, deleted_at timestamptz);\n"
        "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
        "CREATE POLICY own ON todos FOR SELECT USING (owner = (SELECT current_user));\n"
        "CREATE POLICY change ON todos FOR UPDATE USING (owner = (SELECT current_user));\n"
        "GRANT SELECT, UPDATE ON todos TO PUBLIC;\n"
        "-- file: queries.sql\n"
        "-- name: deleteTodo :exec\n"
        "UPDATE todos SET deleted_at = now() WHERE id = :id;\n",
    .source = "new", .not_applicable = not_applicable)
