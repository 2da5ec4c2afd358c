// Policies that ask with IN (SELECT ...) where EXISTS is asked for.
#include "check/tenancy_rule.h"
#include "link/name.h"
#include "link/row_security.h"

struct search {
    struct expression *found;
};

static bool is_plain(const struct query *query)
{
    return query->kind == QUERY_SELECT && !query->left && query->outputs.count == 1 &&
           query->outputs.items[0].expression && query->group_by.count == 0 && !query->having &&
           !query->limit && !query->offset && query->distinct_on.count == 0 &&
           query->common_tables.count == 0 && query->windows.count == 0 && !query->is_open;
}

static bool visit_aggregate(struct expression *expression, void *context)
{
    bool *has_aggregate = context;
    *has_aggregate |= expression->is_aggregate || expression->has_over || expression->returns_set ||
                      expression->kind == EXPRESSION_OTHER;
    return !*has_aggregate;
}

// auth.uid() IN (SELECT ...) asks about the caller alone: there is no row to tie.
static bool visit_own(struct expression *expression, void *context)
{
    bool *is_of_row = context;
    *is_of_row |= expression->kind == EXPRESSION_COLUMN && !expression->from;
    return !*is_of_row;
}

static bool reads_a_table(const struct from_item *item)
{
    if (item->kind == FROM_JOIN)
        return reads_a_table(item->left) || reads_a_table(item->right);
    return item->kind == FROM_RELATION && item->relation;
}

static bool visit(struct expression *expression, void *context)
{
    struct search *search = context;
    if (search->found || expression->kind == EXPRESSION_NOT)
        return false;
    const struct query *query = expression->query;
    if (expression->kind == EXPRESSION_SUBQUERY_ANY && string_equal(expression->name, "=") &&
        expression->operands.count == 1 && query && is_plain(query)) {
        bool has_table = false, has_aggregate = false, is_of_row = false;
        list_each (struct from_item *, item, &query->from)
            has_table |= reads_a_table(item);
        expression_walk(query->outputs.items[0].expression, visit_aggregate, &has_aggregate);
        expression_walk(expression->operands.items[0], visit_own, &is_of_row);
        if (is_of_row && has_table && !has_aggregate) {
            search->found = expression;
            return false;
        }
    }
    return true;
}

// A name inside the subquery that means the row of the policy, unless the subquery has it too.
static bool is_taken(const struct from_item *item, const char *name)
{
    if (item->kind == FROM_JOIN)
        return is_taken(item->left, name) || is_taken(item->right, name);
    return string_equal(item->alias, name) ||
           (item->relation && string_equal(item->relation->name, name));
}

// The same as EXISTS, where the operand is a column of the policy's own row; else NULL.
static const char *corrected(struct check *check, const struct policy *policy,
                             const struct expression *in)
{
    const struct expression *operand = in->operands.items[0];
    if (operand->kind != EXPRESSION_COLUMN || operand->from || !operand->column)
        return NULL;
    list_each (struct from_item *, item, &in->query->from)
        if (is_taken(item, policy->relation->name))
            return NULL;
    struct expression outer = *operand, equal = {.kind = EXPRESSION_OPERATOR, .name = "="};
    struct expression one = {.kind = EXPRESSION_NUMBER, .name = "1"},
                      both = {.kind = EXPRESSION_AND};
    struct expression exists = {.kind = EXPRESSION_EXISTS};
    struct query query = *in->query;
    struct output output = {.expression = &one};
    outer.schema = NULL;
    outer.qualifier = policy->relation->name;
    list_add(check->scratch, &equal.operands, in->query->outputs.items[0].expression);
    list_add(check->scratch, &equal.operands, &outer);
    list_add(check->scratch, &both.operands, &equal);
    if (query.where)
        list_add(check->scratch, &both.operands, query.where);
    query.where = query.where ? &both : &equal;
    query.outputs.items = &output;
    query.is_distinct = false;
    exists.query = &query;
    return check_format(check, "write %s", expression_text(check->scratch, &exists));
}

static void check(struct check *check)
{
    struct arena *arena = check->arena;
    list_each (struct relation *, relation, &check->design->relations)
        list_each (struct policy *, policy, &relation->policies) {
            struct search search = {NULL};
            if (!policy_is_own(policy) || policy_is_idle(check->design, policy))
                continue;
            expression_walk(policy->using, visit, &search);
            if (!search.found)
                expression_walk(policy->check, visit, &search);
            if (!search.found)
                continue;
            const char *help = corrected(check, policy, search.found);
            check_report(
                check,
                (struct finding){
                    .place = search.found->place.file ? search.found->place : policy->place,
                    .object = name_path(arena, relation->schema, relation->name, policy->name),
                    .message = check_format(
                        check, "policy %s on table %s asks with IN (SELECT ...)",
                        name_identifier(arena, policy->name), name_relation(arena, relation)),
                    .label = "not tied to the row inside",
                    .help =
                        help ? help
                             : "write EXISTS (SELECT 1 ...) and compare the row's column inside, "
                               "qualified by its table",
                });
        }
}

RULE(
    rls, in_subquery, .level = LEVEL_OFF,
    .summary = "a policy with IN (SELECT ...) where EXISTS is asked for",
    .explanation =
        "EXISTS says inside which row it is about, so an index on the membership's two columns "
        "answers it row by row, and a reader sees what ties the row to the caller. IN (SELECT ...) "
        "makes the whole list first. PostgreSQL may plan both alike; which is faster depends on "
        "how many rows a caller has and how many a statement looks at.\n"
        "\n"
        "Off unless a profile turns it on. Silent about lists of constants, a call's rows, "
        "aggregates, LIMIT and GROUP BY, and NOT IN, which means something else where a value is "
        "NULL.",
    .wrong = "CREATE TABLE members (team_id bigint, member name, PRIMARY KEY (member, team_id));\n"
             "CREATE TABLE todos (id bigint PRIMARY KEY, team_id bigint NOT NULL);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY team ON todos USING (team_id IN\n"
             "    (SELECT m.team_id FROM members m WHERE m.member = (SELECT current_user)));\n",
    .right = "CREATE TABLE members (team_id bigint, member name, PRIMARY KEY (member, team_id));\n"
             "CREATE TABLE todos (id bigint PRIMARY KEY, team_id bigint NOT NULL);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY team ON todos USING (EXISTS (SELECT 1 FROM members m\n"
             "    WHERE m.team_id = todos.team_id AND m.member = (SELECT current_user)));\n",
    .source = "C15", .not_applicable = applies_row_security)
