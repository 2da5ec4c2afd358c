// The query's kind (:one, :many, :exec) against the form of the answer that the contract declares,
// and against the rows that the query gives. link/operation_answer.c decides the first; the
// envelope's other faults are contract/envelope's.
#include "check/crossing.h"
#include "link/tenancy.h"

// ---- a second row ----------------------------------------------------------------------------------

static bool is_of_key(const struct column *column)
{
    list_each (struct constraint *, constraint, &column->relation->constraints)
        if (constraint->kind == CONSTRAINT_PRIMARY_KEY || constraint->kind == CONSTRAINT_UNIQUE)
            list_each (struct column *, part, &constraint->columns)
                if (part == column)
                    return true;
    list_each (struct index *, index, &column->relation->indexes)
        if (index->is_unique)
            list_each (struct index_key, key, &index->keys)
                if (key.column == column)
                    return true;
    return false;
}

static bool visit_policy(struct expression *expression, void *context)
{
    bool *found = context;
    const struct column *column = expression_binds(expression);
    *found |= column && column->relation && is_of_key(column);
    return !*found;
}

// A policy that ties part of a key to the caller may leave each caller one row.
static const struct policy *policy_of_key(const struct statement_link *link)
{
    list_each (struct table_use, use, &link->tables)
        if (use.relation->has_row_security)
            list_each (struct policy *, policy, &use.relation->policies) {
                bool found = false;
                expression_walk(policy->using, visit_policy, &found);
                if (found)
                    return policy;
            }
    return NULL;
}

// A second row of a :one query is refused when it comes, which is late to learn of it.
static void check_rows(struct check *check, const struct operation_link *each)
{
    const struct statement_link *rows = each->answers;
    if (!each->query || each->query->kind != ANSWER_KIND_ONE || !rows ||
        (rows->rows != ROWS_MANY && rows->rows != ROWS_UNKNOWN))
        return;
    const struct place place = rows->statement->place;
    const struct policy *policy = policy_of_key(rows);
    if (!rows->is_understood || rows->rows == ROWS_UNKNOWN) {
        check_undecided(
            check, place,
            check_format(check, "whether %s (:one) gives at most one row", each->query->name));
        return;
    }
    if (policy) {
        check_undecided(check, place,
                        check_format(check,
                                     "whether %s (:one) gives at most one row: policy %s of %s may "
                                     "leave each caller one",
                                     each->query->name, policy->name, policy->relation->name));
        return;
    }
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = LEVEL_WARNING,
            .place = each->query->kind_place.file ? each->query->kind_place : each->query->place,
            .message = check_format(check,
                                    "the query %s answers one row (:one), and nothing keeps it "
                                    "from giving several: a second row is 500",
                                    each->query->name),
            .label = "one row at most is answered",
            .object = each->query->name,
            .help = "match a key, end with LIMIT 1, or answer all rows (:many)"});
    finding_relate(check, finding, place, "no key is matched, no LIMIT 1, no aggregate");
}

// ---- the contract ----------------------------------------------------------------------------------

static void check(struct check *check)
{
    list_each (struct operation_link *, each, &check->design->link->operations) {
        check_rows(check, each);
        list_each (struct answer_fault, fault, &each->answer.faults) {
            if (!fault.is_kind)
                continue;
            struct finding *finding = check_report(
                check, (struct finding){
                           .level = fault.is_required ? LEVEL_ERROR : LEVEL_WARNING,
                           .place = fault.place,
                           .message = fault.reason,
                           .label = check_format(check, "the query is %s", each->query->kind_text),
                           .object = each->query->name,
                           .help = fault.help});
            const struct response *response = each->answer.response;
            finding_relate(check, finding, response->json ? response->json->place : response->place,
                           "what the contract answers");
        }
    }
}

RULE(query, answer_kind, .level = LEVEL_ERROR,
     .summary = "a query's kind does not fit what the contract answers",
     .explanation =
         "`:one` answers an object, and 404 where there is no row; `:many` answers an array; "
         "`:exec` and `:execrows` answer no body. The contract's 2xx schema must have that form: "
         "an array or an object with one property that is an array for `:many`, an object for "
         "`:one`, no content for `:exec`. A single json column of a `:one` query that is no "
         "declared property is the body itself, whatever its form.\n"
         "\n"
         "A `:one` or `:many` query must give rows: a write does with RETURNING. A second row of a "
         "`:one` query is an internal error when it comes, so one that nothing holds to one row "
         "(a key that is matched, LIMIT 1, an aggregate) is a warning.",
     .wrong = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: listTodos :one\n"
              "SELECT id, title FROM todos ORDER BY id LIMIT 1;\n"
              "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: todos, version: '1'}\n"
              "paths:\n"
              "  /todos:\n"
              "    get:\n"
              "      operationId: listTodos\n"
              "      responses:\n"
              "        '200':\n"
              "          description: all\n"
              "          content:\n"
              "            application/json:\n"
              "              schema: {type: array, items: {type: object}}\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: listTodos :many\n"
              "SELECT id, title FROM todos ORDER BY id LIMIT 50;\n"
              "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: todos, version: '1'}\n"
              "paths:\n"
              "  /todos:\n"
              "    get:\n"
              "      operationId: listTodos\n"
              "      responses:\n"
              "        '200':\n"
              "          description: all\n"
              "          content:\n"
              "            application/json:\n"
              "              schema: {type: array, items: {type: object}}\n",
     .source = "sqlc", .not_applicable = applies_crossing)
