// An input of a request's path, query, headers or cookies that no statement of the operation uses.
// Ids of the path are query/path-id-not-matched's, the body's properties
// contract/input-without-column's.
#include "check/crossing.h"

static bool has_keyset(const struct operation_link *operation)
{
    list_each (struct parameter_binding, binding, &operation->bindings)
        if (string_equal(binding.parameter->scope, "cursor"))
            return true;
    return false;
}

static bool is_servers(struct check *check, const struct operation_link *operation,
                       const struct field *field)
{
    if (field->source == FIELD_HEADER && rule_parameter_has(check, "headers", field->parameter))
        return true;
    return field->source == FIELD_QUERY && strcmp(field->name, "cursor") == 0 &&
           has_keyset(operation);
}

static void check(struct check *check)
{
    list_each (struct operation_link *, each, &check->design->link->operations) {
        if (!each->query || each->statements.count == 0)
            continue;
        list_each (struct field *, field, &each->fields) {
            if (field->source == FIELD_BODY || field->is_bound || field->is_transient ||
                is_servers(check, each, field) || field_is_path_id(check, field))
                continue;
            struct finding *finding = check_report(
                check,
                (struct finding){
                    .place = field->place,
                    .message = check_format(check, "no statement of %s uses %s",
                                            each->operation->name, field->label),
                    .label = "has no effect",
                    .object = each->query->name,
                    .help = check_format(check,
                                         "use :%s in the query %s, take it out of the contract, or "
                                         "say why it is there: x-lintel: {transient: {%s: reason}}",
                                         field->parameter, each->query->name, field->name)});
            finding_relate(check, finding, each->query->place, "the query");
        }
    }
}

static const struct rule_parameter parameters[] = {
    {"headers",
     "accept, accept_language, authorization, content_type, idempotency_key, if_match, "
     "if_none_match, origin, traceparent, tracestate, user_agent, x_correlation_id, x_request_id",
     "headers that the server itself reads, as SQL would name them"},
    {0},
};

RULE(query, parameter_unused, .level = LEVEL_WARNING,
     .summary = "a parameter of the request that no statement uses",
     .explanation =
         "A client that sends a filter expects it to filter. A parameter of the path, the query, "
         "the headers or the cookies that no statement of the operation names has no effect, and "
         "nobody is told. Where that is meant, `x-lintel: {transient: {name: reason}}` says so.\n"
         "\n"
         "Headers that the server itself reads do not count, nor does `cursor` where the query "
         "compares a keyset with :cursor parameters.",
     .wrong = "-- file: schema.sql\n"
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
              "      parameters:\n"
              "        - {name: limit, in: query, schema: {type: integer, default: 20}}\n"
              "      responses: {'200': {description: all}}\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: listTodos :many\n"
              "SELECT id, title FROM todos ORDER BY id LIMIT :limit;\n"
              "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: todos, version: '1'}\n"
              "paths:\n"
              "  /todos:\n"
              "    get:\n"
              "      operationId: listTodos\n"
              "      parameters:\n"
              "        - {name: limit, in: query, schema: {type: integer, default: 20}}\n"
              "      responses: {'200': {description: all}}\n",
     .source = "B18", .parameters = parameters, .not_applicable = applies_crossing)
