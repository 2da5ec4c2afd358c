// The query's kind (:one, :many, :exec) against the form of the answer that the contract declares.
// link/operation_answer.c decides; the envelope's other faults are contract/envelope's.
#include "check/crossing.h"

static void check(struct check *check)
{
    list_each (struct operation_link *, each, &check->design->link->operations)
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

RULE(query, answer_kind, .level = LEVEL_ERROR,
     .summary = "a query's kind does not fit what the contract answers",
     .explanation =
         "`:one` answers an object, and 404 where there is no row; `:many` answers an array; "
         "`:exec` and `:execrows` answer no body. The contract's 2xx schema must have that form: "
         "an array or an object with one property that is an array for `:many`, an object for "
         "`:one`, no content for `:exec`. A single json column of a `:one` query that is no "
         "declared property is the body itself, whatever its form.",
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
