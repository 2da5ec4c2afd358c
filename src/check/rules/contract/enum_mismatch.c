// The values that the contract lists against those that the column accepts: a CHECK (column IN
// ...), an enum type, a domain. Compared along the operation's own SQL: what is written as it is
// sent, what filters, and what the answer passes on unchanged.
#include "base/decimal.h"
#include "check/crossing.h"
#include "link/name.h"

enum { COMPARED = 4000000 }; // pairs of values, so that no two long lists take long

struct sets {
    LIST(const char *) refused; // the contract accepts it, the database refuses
    LIST(const char *) unheard; // the database accepts it, the contract does not
    struct place refused_place; // of the first
};

static bool is_listed(const struct schema_facts *facts, const struct column_bounds *bounds,
                      const char *value)
{
    list_each (struct schema_value, each, &facts->values)
        if (bounds->are_numbers && each.kind == LITERAL_NUMBER
                ? decimal_is_valid(each.literal) && decimal_is_valid(value) &&
                      decimal_compare(each.literal, value) == 0
                : strcmp(each.literal, value) == 0)
            return true;
    return false;
}

static struct sets sets_compare(struct check *check, const struct schema_facts *facts,
                                const struct column_bounds *bounds)
{
    struct sets sets = {0};
    list_each (struct schema_value, value, &facts->values)
        if (!column_bounds_hold(bounds, value.literal)) {
            if (sets.refused.count == 0)
                sets.refused_place = value.place;
            list_add(check->arena, &sets.refused, value.literal);
        }
    list_each (const char *, value, &bounds->values)
        if (!is_listed(facts, bounds, value))
            list_add(check->arena, &sets.unheard, value);
    return sets;
}

// ---- what the client sends -------------------------------------------------------------------------

static void relate_database(struct check *check, struct finding *finding,
                            const struct column_bounds *bounds, const char *label)
{
    finding_relate(check, finding, bounds->values_source.place, label);
}

static const char *column_path(struct check *check, const struct column *column)
{
    return name_path(check->arena, column->relation->schema, column->relation->name, column->name);
}

static void report_refused(struct check *check, const struct operation_link *operation,
                           const struct field *field, const struct field_use *use,
                           const struct column_bounds *bounds, const struct sets *sets)
{
    struct column *column = use->use->column;
    bool is_compared = use->use->role == ROLE_COMPARED;
    const struct trigger *trigger =
        bounds->values_source.is_late && !is_compared
            ? column_changing_trigger(column, use_is_update(use) ? TRIGGER_UPDATE : TRIGGER_INSERT)
            : NULL;
    const char *values = crossing_values(check, sets->refused.items, sets->refused.count);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = is_compared || trigger ? LEVEL_WARNING : LEVEL_OFF,
            .place = sets->refused_place.file ? sets->refused_place : field->place,
            .message = check_format(check, "the contract accepts %s for %s of %s, which %s refuses",
                                    values, field->label, operation->operation->name,
                                    bounds->values_source.text),
            .label = check_format(check, "%s of %s", field->label, operation->operation->name),
            .object = column_path(check, column),
            .help = check_format(check, "remove %s from the contract, or add it to %s", values,
                                 bounds->values_source.text)});
    relate_database(check, finding, bounds, "the database accepts only these");
    finding_via_use(check, finding, operation, use);
    bool fails = !is_compared || strcmp(bounds->values_source.state, "22P02") == 0;
    finding_note(check, finding,
                 fails ? check_format(check,
                                      "the request would pass validation and then fail with "
                                      "SQLSTATE %s",
                                      bounds->values_source.state)
                       : "no row can have it, so the answer is always empty");
    if (trigger)
        finding_note(check, finding,
                     check_format(check, "unless the trigger %s puts another value in its place",
                                  name_identifier(check->arena, trigger->name)));
}

static void report_unheard(struct check *check, const struct operation_link *operation,
                           const struct field *field, const struct field_use *use,
                           const struct schema_facts *facts, const struct column_bounds *bounds,
                           const struct sets *sets)
{
    const char *values = crossing_values(check, sets->unheard.items, sets->unheard.count);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = LEVEL_WARNING,
            .place = facts->enum_place.file ? facts->enum_place : field->place,
            .message = check_format(check, "%s accepts %s, which the contract refuses for %s of %s",
                                    bounds->values_source.text, values, field->label,
                                    operation->operation->name),
            .label = check_format(check, "%s of %s", field->label, operation->operation->name),
            .object = column_path(check, use->use->column),
            .help = "list the same values in both, or leave it where clients may not set all"});
    relate_database(check, finding, bounds, "the database accepts more");
    finding_via_use(check, finding, operation, use);
}

static void report_unlisted(struct check *check, const struct operation_link *operation,
                            const struct field *field, const struct field_use *use,
                            const struct column_bounds *bounds)
{
    struct finding *finding = check_report(
        check,
        (struct finding){.level = LEVEL_WARNING,
                         .place = field->place,
                         .message = check_format(
                             check, "the contract accepts any value for %s of %s, and %s only %s",
                             field->label, operation->operation->name, bounds->values_source.text,
                             crossing_values(check, bounds->values.items, bounds->values.count)),
                         .label = "has no enum",
                         .object = column_path(check, use->use->column),
                         .help = "list the values in the contract as an enum"});
    relate_database(check, finding, bounds, "the database accepts only these");
    finding_via_use(check, finding, operation, use);
    finding_note(check, finding,
                 check_format(check,
                              "another value passes validation and then fails with SQLSTATE "
                              "%s",
                              bounds->values_source.state));
}

// A filter that every row must pass; a value such as "all" that switches it off makes it none.
static bool is_filter(const struct field_use *use)
{
    for (uint32_t at = 0; at < use->statement->parameter_uses.count; at++) {
        const struct parameter_use *other = &use->statement->parameter_uses.items[at];
        if (other->parameter == use->parameter->number && other->role == ROLE_OTHER)
            return false;
    }
    for (uint32_t at = 0; at < use->statement->filters.count; at++) {
        const struct column_filter *filter = &use->statement->filters.items[at];
        if (filter->parameter == use->parameter->number && filter->column == use->use->column &&
            (filter->comparison == COMPARISON_EQUAL || filter->comparison == COMPARISON_ANY))
            return true;
    }
    return false;
}

static bool is_text_or_number(const struct schema_facts *facts)
{
    return schema_is_only(facts, JSON_STRING | JSON_INTEGER | JSON_NUMBER);
}

static void check_use(struct check *check, const struct operation_link *operation,
                      const struct field *field, const struct field_use *use)
{
    struct column *column = use_written(use);
    bool is_written = column != NULL;
    if (!column && use->use->role == ROLE_COMPARED && use->use->is_direct && !use->is_whole &&
        is_filter(use))
        column = use->use->column;
    if (!column || !column->relation)
        return;
    const struct column_bounds *bounds = column_bounds_make(check->arena, column);
    if (!bounds->has_values)
        return;
    const struct schema_facts *facts = schema_facts_of(check->design->arena, field->schema);
    if (!is_written && schema_is_only(facts, JSON_ARRAY)) // column = ANY (:list)
        facts = schema_facts_of(check->design->arena, facts->items);
    if (!facts->has_enum) {
        // A number of a range or a text of a pattern is bounded in another way.
        if (is_written && facts->is_known && is_text_or_number(facts) && !bounds->are_numbers &&
            !facts->has_pattern)
            report_unlisted(check, operation, field, use, bounds);
        return;
    }
    if ((uint64_t)facts->values.count * bounds->values.count > COMPARED) {
        check_undecided(check, field->place,
                        check_format(check,
                                     "whether the values of %s of %s are the column's: there "
                                     "are too many",
                                     field->label, operation->operation->name));
        return;
    }
    struct sets sets = sets_compare(check, facts, bounds);
    if (sets.refused.count > 0)
        report_refused(check, operation, field, use, bounds, &sets);
    else if (sets.unheard.count > 0 && is_written)
        report_unheard(check, operation, field, use, facts, bounds, &sets);
}

// ---- what it answers -------------------------------------------------------------------------------

static void check_answer(struct check *check, const struct operation_link *operation)
{
    if (!operation->answers || !operation->answer.row_schema)
        return;
    const struct schema_facts *row =
        schema_facts_of(check->design->arena, operation->answer.row_schema);
    for (uint32_t at = 0; at < operation->answers->answer.count; at++) {
        const struct answer_column *answer = &operation->answers->answer.items[at];
        const struct schema_property *property =
            answer->name ? schema_facts_property(row, answer->name) : NULL;
        if (!property || !answer->column || !answer->column->relation)
            continue;
        const struct schema_facts *facts = schema_facts_of(check->design->arena, property->schema);
        const struct column_bounds *bounds = column_bounds_make(check->arena, answer->column);
        if (!facts->has_enum || !bounds->has_values ||
            (uint64_t)facts->values.count * bounds->values.count > COMPARED)
            continue;
        struct sets sets = sets_compare(check, facts, bounds);
        if (sets.unheard.count == 0)
            continue;
        struct finding *finding = check_report(
            check,
            (struct finding){
                .level = LEVEL_WARNING,
                .place = facts->enum_place.file ? facts->enum_place : property->property->place,
                .message = check_format(
                    check, "%s can answer %s for \"%s\", which the contract does not list",
                    operation->operation->name,
                    crossing_values(check, sets.unheard.items, sets.unheard.count), answer->name),
                .label = check_format(check, "\"%s\" in the answer of %s", answer->name,
                                      operation->operation->name),
                .object = column_path(check, answer->column),
                .help = "add what is missing to the contract's enum"});
        relate_database(check, finding, bounds, "the database holds these");
        finding_via(check, finding,
                    check_format(check, "%s, %s", operation->operation->name,
                                 statement_via(check->arena, operation->answers, answer->place)));
    }
}

static void check(struct check *check)
{
    list_each (struct operation_link *, each, &check->design->link->operations) {
        list_each (struct field *, field, &each->fields)
            for (uint32_t at = 0; field->schema && at < field->uses.count; at++)
                check_use(check, each, field, &field->uses.items[at]);
        check_answer(check, each);
    }
}

RULE(contract, enum_mismatch, .level = LEVEL_ERROR,
     .summary = "the contract's enum and the column's set of values differ",
     .explanation =
         "A field that is written to a column as it is sent must list what the column accepts: the "
         "values of its CHECK (column IN (...)), of its enum type or its domain. A value that the "
         "contract accepts and the database refuses passes validation and then fails (23514, "
         "22P02): that blocks. A value that only the database accepts is a warning, as are a field "
         "without any enum, a filter by a value that no row can have, and an answer that can hold "
         "a value its own enum does not list.\n"
         "\n"
         "Fields and columns are compared along the operation's own SQL, never by name.",
     .wrong = "-- file: schema.sql\n"
              "CREATE TABLE orders (\n"
              "    id uuid PRIMARY KEY,\n"
              "    status text NOT NULL CHECK (status IN ('open', 'paid'))\n"
              ");\n"
              "-- file: queries.sql\n"
              "-- name: createOrder :one\n"
              "INSERT INTO orders (id, status) VALUES (gen_random_uuid(), :status) RETURNING id;\n"
              "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: orders, version: '1'}\n"
              "paths:\n"
              "  /orders:\n"
              "    post:\n"
              "      operationId: createOrder\n"
              "      requestBody:\n"
              "        required: true\n"
              "        content:\n"
              "          application/json:\n"
              "            schema:\n"
              "              type: object\n"
              "              required: [status]\n"
              "              properties:\n"
              "                status: {type: string, enum: [open, paid, archived]}\n"
              "      responses: {'201': {description: made}}\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE orders (\n"
              "    id uuid PRIMARY KEY,\n"
              "    status text NOT NULL CHECK (status IN ('open', 'paid'))\n"
              ");\n"
              "-- file: queries.sql\n"
              "-- name: createOrder :one\n"
              "INSERT INTO orders (id, status) VALUES (gen_random_uuid(), :status) RETURNING id;\n"
              "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: orders, version: '1'}\n"
              "paths:\n"
              "  /orders:\n"
              "    post:\n"
              "      operationId: createOrder\n"
              "      requestBody:\n"
              "        required: true\n"
              "        content:\n"
              "          application/json:\n"
              "            schema:\n"
              "              type: object\n"
              "              required: [status]\n"
              "              properties:\n"
              "                status: {type: string, enum: [open, paid]}\n"
              "      responses: {'201': {description: made}}\n",
     .source = "B19", .not_applicable = applies_crossing)
