// A field of the request that reaches no column: the client is told that it was taken.
//
// What filters, sorts, bounds the page or is given to a function reaches something. Parameters
// that no statement names are query/parameter-unused's; a property of the body that none takes is
// this rule's.
#include "check/crossing.h"

// Without effect on what is stored or chosen: `:x IS NULL`, and :x as part of the answer.
static bool is_idle(const struct parameter_use *use)
{
    return use->role == ROLE_ABSENCE || use->role == ROLE_ANSWERED;
}

static bool is_understood(const struct operation_link *operation, const struct field *field)
{
    list_each (struct field_use, use, &field->uses)
        if (!use.statement->is_understood)
            return false;
    return field->is_bound || operation->is_understood;
}

static void check_field(struct check *check, const struct operation_link *operation,
                        const struct field *field)
{
    if (field->is_transient || field->is_read_only || field->is_undeclared ||
        (field->source != FIELD_BODY && !field->is_bound))
        return;
    const struct field_use *idle = NULL;
    for (uint32_t at = 0; at < field->uses.count; at++) {
        if (!is_idle(field->uses.items[at].use))
            return;
        idle = &field->uses.items[at];
    }
    const char *name = operation->operation->name;
    if (!is_understood(operation, field) || (field->is_bound && !idle)) {
        check_undecided(check, field->place,
                        check_format(check, "which column %s of %s reaches", field->label, name));
        return;
    }
    const char *message =
        idle ? check_format(check, "%s of %s reaches no column", field->label, name)
             : check_format(check, "%s of %s reaches no column: no statement takes it",
                            field->label, name);
    const char *help =
        check_format(check,
                     "store it, take it out of the contract, or say why it is there: x-lintel: "
                     "{transient: {%s: reason}}",
                     field->name);
    struct finding *finding = check_report(check, (struct finding){.place = field->place,
                                                                   .message = message,
                                                                   .label = "is lost",
                                                                   .object = operation->query->name,
                                                                   .help = help});
    finding_relate(check, finding, operation->query->place, "the query");
    if (idle)
        finding_via_use(check, finding, operation, idle);
}

static void check(struct check *check)
{
    list_each (struct operation_link *, each, &check->design->link->operations)
        list_each (struct field *, field, &each->fields)
            if (each->statements.count > 0)
                check_field(check, each, field);
}

RULE(contract, input_without_column, .level = LEVEL_WARNING,
     .summary = "a field of the request that reaches no column",
     .explanation =
         "A form that takes a field and a table that has no place for it look fine together until "
         "somebody looks for the value. Each property of the body must be stored, compared, sorted "
         "by, or given to a function, along the operation's own SQL. Where a field is meant to "
         "reach no column (a captcha's answer, a password's repetition), `x-lintel: {transient: "
         "{field: reason}}` says so, or the manifest's `transient`.",
     .wrong = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
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
              "                note: {type: string}\n"
              "      responses: {'201': {description: made}}\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL, note text);\n"
              "-- file: queries.sql\n"
              "-- name: createTodo :one\n"
              "INSERT INTO todos (id, title, note)\n"
              "VALUES (gen_random_uuid(), :title, :note) RETURNING id;\n"
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
              "                note: {type: string}\n"
              "      responses: {'201': {description: made}}\n",
     .source = "B18", .not_applicable = applies_crossing)
