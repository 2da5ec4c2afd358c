// An input that may be absent or null, written to a column that takes no NULL. The column's DEFAULT
// does not help: an absent input is an explicit NULL (REQUESTS.md), which PostgreSQL refuses.
#include "check/crossing.h"
#include "link/name.h"

struct absence {
    bool may_be_absent, may_be_null;
    bool has_default; // of the contract; :body is the body as sent, without it
    bool is_body;     // absent only because the body as a whole may be
};

static struct absence absence_of(struct check *check, const struct field *field)
{
    const struct schema_facts *facts = schema_facts_of(check->design->arena, field->schema);
    struct absence absence = {0};
    // Of a schema without a type nobody says that null is meant: only what is written counts.
    bool says_null = facts->types & JSON_NULL;
    absence.may_be_null = field->schema && says_null && facts->may_be_null;
    absence.has_default = facts->default_value && facts->default_value->kind != LITERAL_NULL;
    absence.may_be_absent = !field->is_required;
    absence.is_body = field->is_in_optional;
    return absence;
}

static const char *when(const struct absence *absence)
{
    if (absence->is_body)
        return "is absent where the body is, which is not required";
    return absence->may_be_absent && absence->may_be_null ? "may be absent or null"
           : absence->may_be_absent                       ? "may be absent"
                                                          : "may be null";
}

static const char *message_for(struct check *check, const struct operation_link *operation,
                               const struct field *field, const struct absence *absence,
                               const char *column)
{
    const char *name = operation->operation->name;
    if (field->is_undeclared)
        return check_format(check,
                            "%s takes \"%s\" from :body, which its body does not declare, and %s "
                            "takes no NULL",
                            name, field->name, column);
    return check_format(check, "%s of %s %s, and %s takes no NULL", field->label, name,
                        when(absence), column);
}

static const char *help_for(struct check *check, const struct field *field,
                            const struct field_use *use, const struct absence *absence)
{
    const char *parameter = use->parameter->name;
    if (field->is_undeclared)
        return "name the columns to write, without this one, or declare the property";
    if (absence->is_body)
        return "say `required: true` of the request body";
    if (use->use->field && absence->may_be_absent)
        return check_format(check,
                            "make %s required, or write COALESCE(%s, ...) where the SQL takes it "
                            "from :%s",
                            field->label, field->name, parameter);
    if (use->use->field)
        return check_format(check,
                            "take null out of the schema of %s, or write COALESCE(%s, ...) where "
                            "the SQL takes it from :%s",
                            field->label, field->name, parameter);
    if (absence->may_be_absent)
        return check_format(check,
                            "make %s required, give it a default in the contract, or write "
                            "COALESCE(:%s, ...)",
                            field->label, parameter);
    return check_format(check, "take null out of the schema of %s, or write COALESCE(:%s, ...)",
                        field->label, parameter);
}

static void report(struct check *check, const struct operation_link *operation,
                   const struct field *field, const struct field_use *use,
                   const struct column_bounds *bounds, const struct absence *absence)
{
    struct column *column = use->use->column;
    const struct trigger *trigger =
        bounds->not_null_source.is_late
            ? column_changing_trigger(column, use_is_update(use) ? TRIGGER_UPDATE : TRIGGER_INSERT)
            : NULL;
    struct finding *finding = check_report(
        check, (struct finding){.level = trigger ? LEVEL_WARNING : LEVEL_OFF,
                                .place = absence->is_body ? operation->operation->body->place
                                                          : field->place,
                                .message = message_for(check, operation, field, absence,
                                                       name_column(check->arena, column)),
                                .label = field->is_undeclared ? "does not declare it"
                                         : absence->is_body   ? "may be left out"
                                                              : when(absence),
                                .object = name_path(check->arena, column->relation->schema,
                                                    column->relation->name, column->name),
                                .help = help_for(check, field, use, absence)});
    finding_relate(check, finding, bounds->not_null_source.place,
                   check_format(check, "%s", bounds->not_null_source.text));
    finding_via_use(check, finding, operation, use);
    finding_note(check, finding,
                 check_format(check,
                              "the request passes validation and then fails with SQLSTATE "
                              "%s%s",
                              bounds->not_null_source.state,
                              column->default_value
                                  ? "; the column's DEFAULT does not stand in for a NULL"
                                  : ""));
    if (!use->use->is_direct)
        finding_note(check, finding, "what the SQL makes of it is NULL where it is");
    if (trigger)
        finding_note(check, finding,
                     check_format(check, "unless the trigger %s fills it",
                                  name_identifier(check->arena, trigger->name)));
}

static void report_undecided(struct check *check, const struct operation_link *operation,
                             const struct field *field, const struct field_use *use)
{
    check_undecided(check, use->use->place,
                    check_format(check,
                                 "%s of %s may be absent or null; what the SQL then makes of it "
                                 "for %s, which takes no NULL, is not known",
                                 field->label, operation->operation->name,
                                 name_column(check->arena, use->use->column)));
}

static void check_field(struct check *check, const struct operation_link *operation,
                        const struct field *field)
{
    if (field->is_read_only || field->source == FIELD_PATH)
        return;
    struct absence declared = absence_of(check, field);
    for (uint32_t at = 0; at < field->uses.count; at++) {
        const struct field_use *use = &field->uses.items[at];
        struct column *column = use_stored(use);
        struct absence absence = declared;
        if ((absence.has_default && !use->use->field) || use->use->is_coalesced)
            absence.may_be_absent = false;
        if (use->use->is_coalesced && !use->use->keeps_null)
            absence.may_be_null = false;
        if (!column || !column->relation || use->use->null_fate == NULL_STOPS ||
            (!absence.may_be_absent && !absence.may_be_null))
            continue;
        const struct column_bounds *bounds = column_bounds_make(check->arena, column);
        if (bounds->is_not_null && use->use->null_fate == NULL_UNKNOWN)
            report_undecided(check, operation, field, use);
        else if (bounds->is_not_null)
            report(check, operation, field, use, bounds, &absence);
    }
}

static void check(struct check *check)
{
    list_each (struct operation_link *, each, &check->design->link->operations)
        list_each (struct field *, field, &each->fields)
            check_field(check, each, field);
}

RULE(
    contract, required_mismatch, .level = LEVEL_ERROR,
    .summary = "an input that may be absent is written to a column that takes no NULL",
    .explanation =
        "An input that the client leaves out is the contract's default, or else NULL; JSON null is "
        "NULL. Written to a NOT NULL column it fails with SQLSTATE 23502, though the request "
        "passed validation. The column's DEFAULT does not stand in: that happens only where the "
        "statement does not name the column.\n"
        "\n"
        "It is fine where the contract requires the input or gives it a default, or where the SQL "
        "writes COALESCE. A property that jsonb_populate_record takes from :body though the body "
        "does not declare it is always absent. Where a BEFORE trigger may fill the column it is a "
        "warning.",
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
             "              properties:\n"
             "                title: {type: string}\n"
             "      responses: {'201': {description: made}}\n",
    .right = "-- file: schema.sql\n"
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
             "      responses: {'201': {description: made}}\n",
    .source = "RULES: PostgreSQL as it is", .not_applicable = applies_crossing)
