// Policies that ask for the caller once per row.
//
// PostgreSQL evaluates a policy's condition for every row, calls included, even in parts that do
// not look at the row. (SELECT auth.uid()) that mentions nothing from outside itself is evaluated
// once per statement. In a subquery over another table the call is evaluated for every row of that,
// unless it is what an index of the table is searched by, and nothing there is of the row outside.
#include "check/rule.h"
#include "link/name.h"
#include "link/rewrite.h"
#include "link/row_security.h"

static const char *not_applicable(struct check *check)
{
    return row_security_unused(check->design);
}

static bool asks_for_caller(const struct expression *call)
{
    static const char *const functions[] = {"uid", "jwt", "role", "email"};
    if (call->kind != EXPRESSION_CALL)
        return false;
    const char *schema = call->function ? call->function->schema : call->schema;
    if (string_equal(schema, "auth"))
        for (size_t at = 0; at < array_length(functions); at++)
            if (string_equal(call->name, functions[at]))
                return true;
    return (!schema || string_equal(schema, "pg_catalog")) &&
           string_equal(call->name, "current_setting");
}

static bool visit_column(struct expression *expression, void *context)
{
    bool *has_column = context;
    *has_column |= expression->kind == EXPRESSION_COLUMN || expression->kind == EXPRESSION_STAR;
    return !*has_column;
}

// (SELECT ...) without FROM and without a column: evaluated once.
static bool is_evaluated_once(struct expression *expression)
{
    const struct query *query = expression->query;
    if (expression->kind != EXPRESSION_SUBQUERY || !query || query->kind != QUERY_SELECT ||
        query->from.count > 0 || query->common_tables.count > 0)
        return false;
    bool has_column = false;
    query_walk(expression->query, visit_column, &has_column);
    return !has_column;
}

// ---- subqueries that look up by an index ------------------------------------------------------------

struct inside {
    const struct from_item *from;
    bool has_outside; // a column of something else
};

static bool visit_outside(struct expression *expression, void *context)
{
    struct inside *inside = context;
    if (expression->kind == EXPRESSION_COLUMN || expression->kind == EXPRESSION_STAR)
        inside->has_outside |= !expression->is_bound || expression->from != inside->from;
    inside->has_outside |= expression->query && !is_evaluated_once(expression);
    return !inside->has_outside;
}

// SELECT ... FROM one table WHERE ..., which the row outside has no part in: evaluated once, and
// not for each row outside.
static bool is_plain_lookup(struct query *query)
{
    if (!query || query->kind != QUERY_SELECT || query->from.count != 1 || !query->where ||
        query->common_tables.count > 0 || query->group_by.count > 0 || query->having ||
        query->order_by.count > 0 || query->limit || query->offset ||
        query->distinct_on.count > 0 || query->windows.count > 0)
        return false;
    struct inside inside = {.from = query->from.items[0]};
    if (inside.from->kind != FROM_RELATION || !inside.from->relation || inside.from->query)
        return false;
    query_walk(query, visit_outside, &inside);
    return !inside.has_outside;
}

static bool begins_index(const struct column *column)
{
    if (column && column->relation)
        list_each (struct index *, index, &column->relation->indexes)
            if (!index->predicate && index->keys.count > 0 &&
                index->keys.items[0].column == column &&
                (strcmp(index->method, "btree") == 0 || strcmp(index->method, "hash") == 0))
                return true;
    return false;
}

// column = what has no column: an index that begins with the column is searched once.
static bool is_index_search(struct expression *condition)
{
    if (condition->kind != EXPRESSION_OPERATOR || condition->operands.count != 2 ||
        strcmp(condition->name, "=") != 0)
        return false;
    for (uint32_t at = 0; at < 2; at++) {
        struct expression *side = condition->operands.items[at];
        bool has_column = false;
        expression_walk(condition->operands.items[1 - at], visit_column, &has_column);
        if (side->kind == EXPRESSION_COLUMN && begins_index(side->column) && !has_column)
            return true;
    }
    return false;
}

// ---- calls ------------------------------------------------------------------------------------------

struct calls {
    struct arena *arena;
    struct place first;
    struct name_list names; // each once
    bool has_wrapped;       // some other call is in a subquery of its own
};

static bool visit_call(struct expression *expression, void *context);

static void visit_lookup(struct expression *expression, struct calls *calls)
{
    struct query *query = expression->query;
    list_each (struct expression *, operand, &expression->operands)
        expression_walk(operand, visit_call, calls);
    list_each (struct output, output, &query->outputs)
        expression_walk(output.expression, visit_call, calls);
    if (query->where->kind != EXPRESSION_AND) {
        if (!is_index_search(query->where))
            expression_walk(query->where, visit_call, calls);
        return;
    }
    list_each (struct expression *, condition, &query->where->operands)
        if (!is_index_search(condition))
            expression_walk(condition, visit_call, calls);
}

static bool visit_call(struct expression *expression, void *context)
{
    struct calls *calls = context;
    if (is_evaluated_once(expression)) {
        list_each (struct output, output, &expression->query->outputs)
            calls->has_wrapped |= output.expression && asks_for_caller(output.expression);
        return false;
    }
    if (is_plain_lookup(expression->query)) {
        visit_lookup(expression, calls);
        return false;
    }
    if (!asks_for_caller(expression))
        return true;
    if (calls->names.count == 0 || !calls->first.file)
        calls->first = expression->place;
    const char *text = expression_text(calls->arena, expression);
    list_each (const char *, name, &calls->names)
        if (strcmp(name, text) == 0)
            return false;
    list_add(calls->arena, &calls->names, text);
    return false;
}

static struct expression *wrap_call(struct expression *expression, void *context)
{
    if (is_evaluated_once(expression))
        return expression;
    return asks_for_caller(expression) ? expression_as_subquery(context, expression) : NULL;
}

static const char *corrected(struct check *check, const struct policy *policy)
{
    struct arena *arena = check->arena;
    const char *text =
        check_format(check, "ALTER POLICY %s ON %s", name_identifier(arena, policy->name),
                     name_relation(arena, policy->relation));
    if (policy->using)
        text = check_format(
            check, "%s USING (%s)", text,
            expression_text(check->scratch, expression_rewrite(check->scratch, policy->using,
                                                               wrap_call, check->scratch)));
    if (policy->check)
        text = check_format(
            check, "%s WITH CHECK (%s)", text,
            expression_text(check->scratch, expression_rewrite(check->scratch, policy->check,
                                                               wrap_call, check->scratch)));
    return check_format(check, "%s;", text);
}

// What could not be represented cannot be printed: then the help names the calls alone.
static bool visit_unclear(struct expression *expression, void *context)
{
    bool *is_unclear = context;
    *is_unclear |= expression->kind == EXPRESSION_OTHER || expression->has_over ||
                   (expression->query && (expression->query->order_by.count > 0 ||
                                          expression->query->kind == QUERY_OTHER));
    return !*is_unclear;
}

static void check(struct check *check)
{
    struct arena *arena = check->arena;
    list_each (struct relation *, relation, &check->design->relations)
        list_each (struct policy *, policy, &relation->policies) {
            if (!policy_is_own(policy) || policy_is_idle(check->design, policy))
                continue;
            struct calls calls = {.arena = arena};
            expression_walk(policy->using, visit_call, &calls);
            expression_walk(policy->check, visit_call, &calls);
            if (calls.names.count == 0)
                continue;
            bool is_unclear = false;
            expression_walk(policy->using, visit_unclear, &is_unclear);
            expression_walk(policy->check, visit_unclear, &is_unclear);
            const char *names = name_join(arena, &calls.names, "and");
            struct finding *finding = check_report(
                check,
                (struct finding){
                    .place = calls.first.file ? calls.first : policy->place,
                    .object = name_path(arena, relation->schema, relation->name, policy->name),
                    .message =
                        check_format(check, "policy %s on table %s evaluates %s for every row",
                                     name_identifier(arena, policy->name),
                                     name_relation(arena, relation), names),
                    .label = "not in a subquery of its own",
                    .help =
                        is_unclear
                            ? check_format(
                                  check, "write (SELECT %s), which is evaluated once per statement",
                                  calls.names.items[0])
                            : corrected(check, policy),
                    .fix = is_unclear ? NULL : corrected(check, policy),
                });
            if (calls.has_wrapped)
                finding_note(check, finding, "other calls in it are wrapped; this one was missed");
        }
}

RULE(rls, bare_auth_call, .level = LEVEL_WARNING,
     .summary = "auth.uid() or current_setting() evaluated for every row",
     .explanation =
         "A policy's condition is evaluated for each row that a statement looks at, and with it "
         "each auth.uid(), auth.jwt(), auth.role(), auth.email() and current_setting() in it. "
         "Written as (SELECT auth.uid()) the call is evaluated once per statement and the result "
         "kept: on large tables this is often the difference between milliseconds and seconds.\n"
         "\n"
         "The subquery must have no FROM and mention no column, else it runs for every row again: "
         "(SELECT auth.uid() = user_id) gains nothing. A call in the WHERE of a subquery over "
         "another table is evaluated for every row of that, and is reported too, unless the "
         "subquery "
         "does not mention the row and an index begins with the column that the call is compared "
         "with: then it is evaluated once, to search the index. Calls inside the "
         "body of a function that the policy calls are not looked at.",
     .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, tenant text NOT NULL);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos USING (tenant = current_setting('app.tenant', true));\n",
     .right = "CREATE TABLE todos (id bigint PRIMARY KEY, tenant text NOT NULL);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos\n"
              "    USING (tenant = (SELECT current_setting('app.tenant', true)));\n",
     .source = "splinter auth_rls_initplan", .not_applicable = not_applicable)
