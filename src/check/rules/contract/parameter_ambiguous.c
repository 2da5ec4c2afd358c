// One name in two places of a request, and SQL that does not say which it means.
#include "check/crossing.h"

static const char *source_of(const struct field *field)
{
    static const char *const sources[] = {
        [FIELD_PATH] = "path",     [FIELD_QUERY] = "query", [FIELD_HEADER] = "header",
        [FIELD_COOKIE] = "cookie", [FIELD_BODY] = "body",
    };
    return sources[field->source];
}

static void report(struct check *check, const struct operation_link *operation,
                   const struct parameter_binding *binding)
{
    const struct field *first = binding->field, *second = binding->other;
    const struct parameter *parameter = binding->parameter;
    bool is_one_place = first->source == second->source;
    const char *help =
        is_one_place || first->source == FIELD_COOKIE || second->source == FIELD_COOKIE
            ? check_format(check, "rename %s or %s", first->label, second->label)
            : check_format(check, "write :%s.%s or :%s.%s", source_of(first), first->parameter,
                           source_of(second), second->parameter);
    struct finding *finding = check_report(
        check, (struct finding){.place = second->place,
                                .message = check_format(check, ":%s of %s means %s or %s",
                                                        parameter->name, operation->operation->name,
                                                        first->label, second->label),
                                .label = "has the same name",
                                .object = operation->query->name,
                                .help = help});
    finding_relate(check, finding, first->place, "and this");
    if (parameter->places.count > 0)
        finding_relate(check, finding, parameter->places.items[0], "does not say which");
}

static void check(struct check *check)
{
    list_each (struct operation_link *, each, &check->design->link->operations)
        for (uint32_t at = 0; at < each->bindings.count; at++)
            if (each->bindings.items[at].kind == BINDING_AMBIGUOUS)
                report(check, each, &each->bindings.items[at]);
}

RULE(contract, parameter_ambiguous, .level = LEVEL_ERROR,
     .summary = "SQL names an input that the request has in two places",
     .explanation =
         "Where `id` stands in the path and in the body, :id could be either, and a client could "
         "send two different ones: the policy checked with one, the row written with the other. "
         "Such names are written with their place: :path.id, :query.id, :header.id, :body.id.",
     .wrong = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: renameTodo :exec\n"
              "UPDATE todos SET title = :title WHERE id = :id;\n"
              "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: todos, version: '1'}\n"
              "paths:\n"
              "  /todos/{id}:\n"
              "    patch:\n"
              "      operationId: renameTodo\n"
              "      parameters:\n"
              "        - {name: id, in: path, required: true, schema: {type: string}}\n"
              "      requestBody:\n"
              "        required: true\n"
              "        content:\n"
              "          application/json:\n"
              "            schema:\n"
              "              type: object\n"
              "              properties:\n"
              "                id: {type: string}\n"
              "                title: {type: string}\n"
              "      responses: {'204': {description: done}}\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: renameTodo :exec\n"
              "UPDATE todos SET title = :title WHERE id = :path.id;\n"
              "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: todos, version: '1'}\n"
              "paths:\n"
              "  /todos/{id}:\n"
              "    patch:\n"
              "      operationId: renameTodo\n"
              "      parameters:\n"
              "        - {name: id, in: path, required: true, schema: {type: string}}\n"
              "      requestBody:\n"
              "        required: true\n"
              "        content:\n"
              "          application/json:\n"
              "            schema:\n"
              "              type: object\n"
              "              properties:\n"
              "                id: {type: string}\n"
              "                title: {type: string}\n"
              "      responses: {'204': {description: done}}\n",
     .source = "REQUESTS: names and parameters", .not_applicable = applies_crossing)
