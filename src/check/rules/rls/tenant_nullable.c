// Columns that say whose a row is, and may be NULL.
//
// Only where the column alone ties a row to its tenant, for certain, and no policy, check or
// foreign key shows that NULL is meant.
#include "check/tenancy_rule.h"
#include "link/constant.h"
#include "link/name.h"
#include "link/row_security.h"

static const struct rule_parameter parameters[] = {
    {"optional_columns", "*_by, *_by_id, assigned_*, assignee*, delegate*",
     "names of columns that say who does something, and may be nobody"},
    {NULL},
};

struct ties {
    const struct relation *relation;
    const struct column *column;
    bool has_other;  // another column of the row ties it too
    bool means_null; // a policy asks whether the column is NULL
};

static const struct column *own_column(const struct ties *ties, const struct expression *expression)
{
    while (expression->kind == EXPRESSION_CAST && expression->operands.count == 1)
        expression = expression->operands.items[0];
    return expression->kind == EXPRESSION_COLUMN && expression->column && !expression->from &&
                   expression->column->relation == ties->relation
               ? expression->column
               : NULL;
}

static void note_tie(struct ties *ties, const struct column *column)
{
    ties->has_other |= column && column != ties->column;
}

static bool visit(struct expression *expression, void *context)
{
    struct ties *ties = context;
    if (expression->kind == EXPRESSION_NOT)
        return true;
    struct column *bound = expression_binds(expression);
    if (bound && bound->relation == ties->relation)
        note_tie(ties, bound);
    switch (expression->kind) {
    case EXPRESSION_IS_NULL:
    case EXPRESSION_IS_NOT_NULL:
    case EXPRESSION_DISTINCT:
    case EXPRESSION_COALESCE:
        list_each (struct expression *, operand, &expression->operands)
            ties->means_null |= own_column(ties, operand) == ties->column;
        break;
    case EXPRESSION_SUBQUERY_ANY: // project_id IN (SELECT ...)
    case EXPRESSION_ANY:
    case EXPRESSION_CALL: // is_member(project_id)
        list_each (struct expression *, operand, &expression->operands)
            note_tie(ties, own_column(ties, operand));
        break;
    case EXPRESSION_OPERATOR: // m.project_id = project_id, in a subquery
        if (expression->operands.count == 2)
            for (uint32_t side = 0; side < 2; side++) {
                const struct expression *other = expression->operands.items[1 - side];
                if ((other->kind == EXPRESSION_COLUMN && other->from) ||
                    other->kind == EXPRESSION_SUBQUERY)
                    note_tie(ties, own_column(ties, expression->operands.items[side]));
            }
        break;
    default:
        break;
    }
    return true;
}

struct mentions {
    const struct ties *ties;
    bool has_tenant, has_own;
};

static bool visit_mention(struct expression *expression, void *context)
{
    struct mentions *mentions = context;
    const struct column *column = own_column(mentions->ties, expression);
    mentions->has_own |= column != NULL;
    mentions->has_tenant |= column == mentions->ties->column;
    return true;
}

// Whether some alternative lets rows through by the row's other columns, or all of them: then a row
// without a tenant may be meant for everyone.
static bool is_open_without(const struct ties *ties, struct expression *condition)
{
    if (condition->kind == EXPRESSION_OR) {
        list_each (struct expression *, operand, &condition->operands)
            if (is_open_without(ties, operand))
                return true;
        return false;
    }
    struct mentions mentions = {.ties = ties};
    expression_walk(condition, visit_mention, &mentions);
    return !mentions.has_tenant && (mentions.has_own || constant_is_always_true(condition));
}

// A CHECK that demands a value, by itself or beside others.
static bool demands_value(const struct expression *check, const struct column *column)
{
    if (check && check->kind == EXPRESSION_AND) {
        list_each (struct expression *, operand, &check->operands)
            if (demands_value(operand, column))
                return true;
        return false;
    }
    return check && check->kind == EXPRESSION_IS_NOT_NULL && check->operands.count == 1 &&
           check->operands.items[0]->column == column;
}

static bool visit_column(struct expression *expression, void *context)
{
    const struct column **column = context;
    if (expression->kind == EXPRESSION_COLUMN && expression->column == *column)
        *column = NULL;
    return *column != NULL;
}

// A CHECK says when it may be NULL, a foreign key makes it so, or its type forbids it.
static bool is_settled(const struct relation *relation, const struct column *column)
{
    if (column->generated ||
        (column->type && column->type->type && column->type->type->is_not_null))
        return true;
    list_each (struct constraint *, constraint, &relation->constraints) {
        const struct column *sought = column;
        if (constraint->kind == CONSTRAINT_CHECK) {
            if (demands_value(constraint->check, column))
                return true;
            expression_walk(constraint->check, visit_column, &sought);
            if (!sought)
                return true;
        }
        if (constraint->kind == CONSTRAINT_FOREIGN_KEY &&
            (constraint->on_delete == ACTION_SET_NULL || constraint->on_update == ACTION_SET_NULL))
            list_each (struct column *, part, &constraint->columns)
                if (part == column)
                    return true;
    }
    return false;
}

static void report(struct check *check, const struct relation *relation,
                   const struct tenancy *tenancy)
{
    struct arena *arena = check->arena;
    const char *table = name_relation(arena, relation);
    const char *column = name_identifier(arena, tenancy->column->name);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = tenancy->column->place,
            .object = name_path(arena, relation->schema, relation->name, tenancy->column->name),
            .message = check_format(check,
                                    "%s.%s says whose a row is, and may be NULL: such a row is "
                                    "nobody's",
                                    table, column),
            .label = "may be NULL",
            .help = check_format(check,
                                 "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL; after giving the "
                                 "rows without it to somebody",
                                 table, column),
        });
    finding_relate(check, finding, tenancy->place, "shows whose the rows are");
    finding_note(check, finding,
                 check_format(check,
                              "%s: NULL equals no caller, so no tenant sees a row without it",
                              tenancy->reason));
}

static void check(struct check *check)
{
    struct tenancy_map *map = tenancy_of_rules(check);
    list_each (struct relation *, relation, &check->design->relations) {
        const struct tenancy *tenancy = tenancy_of(map, relation);
        const struct column *column = tenancy->column;
        if (!relation_is_judged(relation) || !relation->has_row_security ||
            relation->policies.count == 0 || tenancy->certainty != TENANCY_CERTAIN ||
            column->relation != relation || column->is_not_null ||
            rule_parameter_matches(check, "optional_columns", column->name) ||
            (column->type && column->type->dimensions > 0) || is_settled(relation, column))
            continue;
        struct ties ties = {.relation = relation, .column = column};
        bool is_open = false;
        list_each (struct policy *, policy, &relation->policies) {
            is_open |= policy->is_permissive && policy->using && policy_is_own(policy) &&
                       !policy_is_idle(check->design, policy) &&
                       is_open_without(&ties, policy->using);
            expression_walk(policy->using, visit, &ties);
            expression_walk(policy->check, visit, &ties);
        }
        if (ties.has_other || ties.means_null || is_open)
            continue;
        if (design_gap_may(check->design, "alter", relation->name))
            check_undecided(check, column->place,
                            check_format(check,
                                         "a statement that could not be followed mentions %s and "
                                         "may set the column NOT NULL",
                                         name_relation(check->arena, relation)));
        else
            report(check, relation, tenancy);
    }
}

RULE(rls, tenant_nullable, .level = LEVEL_WARNING,
     .summary = "the column that says whose a row is may be NULL",
     .explanation =
         "A row whose tenant is NULL is nobody's: NULL equals no caller, so every policy passes it "
         "over, and it stays for ever, seen only by roles that bypass row security. Jobs, triggers "
         "and imports write such rows when they forget the column; NOT NULL makes that an error "
         "where it happens.\n"
         "\n"
         "Reported where a policy, or lintel.yaml under tenancy, shows for certain that the column "
         "says whose a row is. Silent where another column ties the row as well (a user or a "
         "team), where a policy opens rows by their other columns (is_public) or asks whether it "
         "is NULL, "
         "where a CHECK speaks of it, and where a "
         "foreign key sets it to NULL: there it is meant.",
     .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos USING (owner = (SELECT current_user));\n",
     .right = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos USING (owner = (SELECT current_user));\n",
     .source = "pgrls", .parameters = parameters, .not_applicable = applies_row_security)
