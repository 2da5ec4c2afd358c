// A :name in an operation's SQL that no input of the request gives.
#include "check/crossing.h"
#include "link/name.h"

static const struct field *nearest_field(const struct operation_link *operation, const char *wanted)
{
    const char *best = NULL;
    const struct field *nearest = NULL;
    list_each (struct field *, field, &operation->fields) {
        if (field->is_item || field->is_undeclared)
            continue;
        const char *now = crossing_nearer(wanted, best, field->parameter);
        if (now != best)
            nearest = field;
        best = now;
    }
    return nearest;
}

static const char *inputs_text(struct check *check, const struct operation_link *operation)
{
    struct name_list names = {0};
    list_each (struct field *, field, &operation->fields)
        if (!field->is_undeclared && names.count < 6)
            list_add(check->scratch, &names, field->label);
    return names.count ? name_join(check->scratch, &names, "and") : "nothing";
}

static const char *help_for(struct check *check, const struct operation_link *operation,
                            const struct parameter *parameter)
{
    if (!parameter->name)
        return "write :name instead, with the name of the input";
    if (string_equal(parameter->scope, "cursor"))
        return "add it to the contract: {name: cursor, in: query, schema: {type: string}}, which "
               "the client fills with next_cursor";
    const struct field *field = nearest_field(operation, parameter->field);
    if (!field)
        return check_format(check,
                            "%s takes %s; add the input to the contract or take the "
                            "parameter out of the SQL",
                            operation->operation->name, inputs_text(check, operation));
    if (strcmp(field->parameter, parameter->field) == 0) // the scope is another's
        return check_format(check, "write :%s, which is %s", field->parameter, field->label);
    return check_format(check, "the nearest input is %s, which SQL writes :%s", field->label,
                        field->parameter);
}

static void report(struct check *check, const struct operation_link *operation,
                   const struct parameter_binding *binding)
{
    const struct parameter *parameter = binding->parameter;
    struct place place = parameter->places.count > 0 ? parameter->places.items[0]
                                                     : binding->statement->statement->place;
    bool may_be_body = !parameter->scope || strcmp(parameter->scope, "body") == 0;
    if (!operation->is_complete && may_be_body && parameter->name && !binding->reason) {
        check_undecided(check, place,
                        check_format(check,
                                     "the body of %s is not known to the end, so :%s may be "
                                     "of it",
                                     operation->operation->name, parameter->name));
        return;
    }
    bool may_be_unread =
        parameter->name && (!binding->reason || strcmp(parameter->name, "body") == 0);
    if (operation->operation->has_unread_inputs && may_be_unread) {
        check_undecided(check, place,
                        check_format(check, "an input of %s cannot be read, and may be :%s",
                                     operation->operation->name, parameter->name));
        return;
    }
    const char *written = parameter->name ? check_format(check, ":%s", parameter->name)
                                          : check_format(check, "$%d", parameter->number);
    struct finding *finding = check_report(
        check, (struct finding){.place = place,
                                .message = binding->reason
                                               ? check_format(check, "no input of %s gives %s: %s",
                                                              operation->operation->name, written,
                                                              binding->reason)
                                               : check_format(check, "no input of %s gives %s",
                                                              operation->operation->name, written),
                                .label = "the request has no such input",
                                .object = operation->query->name,
                                .help = help_for(check, operation, parameter)});
    const struct operation *called = operation->operation;
    finding_relate(check, finding, called->id_place.file ? called->id_place : called->place,
                   check_format(check, "takes %s", inputs_text(check, operation)));
}

static void check(struct check *check)
{
    list_each (struct operation_link *, each, &check->design->link->operations)
        for (uint32_t at = 0; at < each->bindings.count; at++)
            if (each->bindings.items[at].kind == BINDING_NONE &&
                !each->bindings.items[at].parameter->is_refused)
                report(check, each, &each->bindings.items[at]);
}

RULE(query, parameter_unbound, .level = LEVEL_ERROR,
     .summary = "a :parameter that no input of the request gives",
     .explanation =
         "`:x` in the SQL of an operation is the one input of that name: a path, query, header or "
         "cookie parameter, or a top-level property of the body. Names match exactly; characters "
         "that no identifier may hold become `_`, and header names are lower case (X-Key is "
         ":x_key). :path.x, :query.x, :header.x and :body.x say which where several have the name; "
         ":body is the whole body.\n"
         "\n"
         "The server's own are :claims, :cursor.column, :request.id, :request.ip and "
         ":request.time.",
     .wrong = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: getTodo :one\n"
              "SELECT id, title FROM todos WHERE id = :todo_id;\n"
              "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: todos, version: '1'}\n"
              "paths:\n"
              "  /todos/{todoId}:\n"
              "    get:\n"
              "      operationId: getTodo\n"
              "      parameters:\n"
              "        - {name: todoId, in: path, required: true, schema: {type: string}}\n"
              "      responses: {'200': {description: one}}\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: getTodo :one\n"
              "SELECT id, title FROM todos WHERE id = :todoId;\n"
              "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: todos, version: '1'}\n"
              "paths:\n"
              "  /todos/{todoId}:\n"
              "    get:\n"
              "      operationId: getTodo\n"
              "      parameters:\n"
              "        - {name: todoId, in: path, required: true, schema: {type: string}}\n"
              "      responses: {'200': {description: one}}\n",
     .source = "REQUESTS: names and parameters", .not_applicable = applies_crossing)
