// Lengths and ranges of a field against those of the column it is written to as it is sent. A
// format or an enum bounds a text in its own way; patterns are not compared.
#include "base/decimal.h"
#include "check/crossing.h"
#include "link/name.h"

struct written {
    struct check *check;
    const struct operation_link *operation;
    const struct field *field;
    const struct field_use *use;
    const struct schema_facts *facts;
    const struct column_bounds *bounds;
    bool is_reported;
};

static void report(struct written *written, const char *accepts, const char *keyword,
                   const char *bound, const struct bound_source *source, struct place place)
{
    struct check *check = written->check;
    written->is_reported = true;
    const struct column *column = written->use->use->column;
    const struct trigger *trigger =
        source->is_late ? column_changing_trigger(
                              column, use_is_update(written->use) ? TRIGGER_UPDATE : TRIGGER_INSERT)
                        : NULL;
    struct finding *finding = check_report(
        check, (struct finding){.place = place.file ? place : written->field->place,
                                .message = check_format(
                                    check, "the contract accepts %s for %s of %s, which %s refuses",
                                    accepts, written->field->label,
                                    written->operation->operation->name, source->text),
                                .label = check_format(check, "%s of %s", written->field->label,
                                                      written->operation->operation->name),
                                .object = name_path(check->arena, column->relation->schema,
                                                    column->relation->name, column->name),
                                .help = check_format(check, "write %s: %s", keyword, bound)});
    finding_relate(check, finding, source->place,
                   check_format(check, "%s bounds it", source->text));
    finding_via_use(check, finding, written->operation, written->use);
    finding_note(check, finding,
                 check_format(check,
                              "the request would pass validation and then fail with SQLSTATE "
                              "%s%s",
                              source->state,
                              trigger ? ", unless a trigger changes the value" : ""));
}

// ---- texts -----------------------------------------------------------------------------------------

static bool is_text_type(const struct type_name *type)
{
    for (int depth = 0; type && type->type && type->type->kind == TYPE_DOMAIN && depth < 16;
         depth++)
        type = type->type->base;
    return type && type->dimensions == 0 &&
           (strcmp(type->name, "text") == 0 || strcmp(type->name, "varchar") == 0 ||
            strcmp(type->name, "bpchar") == 0 || strcmp(type->name, "citext") == 0);
}

static void check_lengths(struct written *written)
{
    struct check *check = written->check;
    const struct schema_facts *facts = written->facts;
    const struct column_bounds *bounds = written->bounds;
    bool is_bounded_otherwise = facts->has_enum || facts->format || facts->has_pattern;
    int64_t longest = facts->length_maximum, shortest = facts->length_minimum;
    if (bounds->length_maximum >= 0 &&
        (longest < 0 ? !is_bounded_otherwise : longest > bounds->length_maximum))
        report(written,
               longest < 0 ? "text of any length"
                           : check_format(check, "%lld characters", (long long)longest),
               "maxLength", check_format(check, "%lld", (long long)bounds->length_maximum),
               &bounds->length_maximum_source, facts->length_place);
    if (bounds->length_minimum > 0 && shortest < bounds->length_minimum && !is_bounded_otherwise)
        report(written,
               shortest <= 0 ? "the empty text"
                             : check_format(check, "%lld characters", (long long)shortest),
               "minLength", check_format(check, "%lld", (long long)bounds->length_minimum),
               &bounds->length_minimum_source, facts->length_place);
}

// ---- numbers ---------------------------------------------------------------------------------------

// Whether the contract's bound lets more through: `order` is -1 for lower bounds, 1 for upper ones.
static bool is_wider(const char *mine, bool is_mine_exclusive, const char *columns,
                     bool is_columns_exclusive, int order)
{
    int difference = decimal_compare(mine, columns) * order;
    return difference > 0 || (difference == 0 && is_columns_exclusive && !is_mine_exclusive);
}

// The last integer within a bound: 1 for above 0. NULL where the digits are too many.
static const char *last_integer(struct check *check, const char *digits, bool is_exclusive,
                                int order)
{
    if (!digits || decimal_compare(digits, "1000000000000000") > 0 ||
        decimal_compare(digits, "-1000000000000000") < 0)
        return NULL;
    double value = strtod(digits, NULL);
    int64_t whole = (int64_t)value;
    if (order > 0 ? (double)whole > value : (double)whole < value)
        whole -= order;
    if (is_exclusive && decimal_is_whole(digits))
        whole -= order;
    return check_format(check, "%lld", (long long)whole);
}

static void check_range(struct written *written, bool is_maximum)
{
    struct check *check = written->check;
    const struct schema_facts *facts = written->facts;
    const struct column_bounds *bounds = written->bounds;
    const char *mine = is_maximum ? facts->maximum : facts->minimum;
    const char *columns = is_maximum ? bounds->maximum : bounds->minimum;
    const struct bound_source *source =
        is_maximum ? &bounds->maximum_source : &bounds->minimum_source;
    bool is_columns_exclusive =
        is_maximum ? bounds->is_maximum_exclusive : bounds->is_minimum_exclusive;
    bool is_mine_exclusive = is_maximum ? facts->is_maximum_exclusive : facts->is_minimum_exclusive;
    int order = is_maximum ? 1 : -1;
    if (!columns || facts->has_enum)
        return;
    if (schema_is_only(facts, JSON_INTEGER)) {
        // An integer above an exclusive 0 is at least 1: either may be said.
        const char *my_last = last_integer(check, mine, is_mine_exclusive, order);
        const char *columns_last = last_integer(check, columns, is_columns_exclusive, order);
        if (columns_last && (!mine || my_last)) {
            mine = my_last;
            columns = columns_last;
            is_mine_exclusive = is_columns_exclusive = false;
        }
    }
    // A type's own range is what every integer field would miss: only a CHECK demands a bound.
    if (!mine ? !source->is_constraint
              : !is_wider(mine, is_mine_exclusive, columns, is_columns_exclusive, order))
        return;
    const char *accepts =
        mine ? check_format(check, "numbers %s %s", is_maximum ? "up to" : "from", mine)
             : check_format(check, "numbers %s %s",
                            is_columns_exclusive ? (is_maximum ? "from" : "up to")
                                                 : (is_maximum ? "above" : "below"),
                            columns);
    const char *keyword = is_columns_exclusive
                              ? (is_maximum ? "exclusiveMaximum" : "exclusiveMinimum")
                              : (is_maximum ? "maximum" : "minimum");
    const char *bound = columns;
    if (is_columns_exclusive && written->operation->operation->contract->is_3_0)
        bound = check_format(check, "true, %s: %s", is_maximum ? "maximum" : "minimum", columns);
    report(written, accepts, keyword, bound, source, facts->range_place);
}

// int64 into an integer or a smallint.
static void check_format_of(struct written *written)
{
    const struct column_bounds *bounds = written->bounds;
    if (!string_equal(written->facts->format, "int64") || written->facts->maximum ||
        !bounds->maximum || bounds->maximum_source.is_constraint ||
        strcmp(bounds->maximum, "9223372036854775807") == 0 ||
        strcmp(bounds->maximum_source.state, "22003") != 0)
        return;
    report(written, "64 bits", "maximum", bounds->maximum, &bounds->maximum_source,
           written->facts->range_place);
}

static void check_unread(const struct written *written, const struct bound_source *unread)
{
    if (unread->text && !written->is_reported && !written->facts->has_enum)
        check_undecided(written->check, unread->place,
                        check_format(written->check,
                                     "what %s says of %s is not read, so whether the contract "
                                     "accepts more for %s of %s is not known",
                                     unread->text,
                                     name_column(written->check->arena, written->use->use->column),
                                     written->field->label, written->operation->operation->name));
}

static void check_use(struct check *check, const struct operation_link *operation,
                      const struct field *field, const struct field_use *use)
{
    struct column *column = use_written(use);
    if (!column || !column->relation || !column->type)
        return;
    struct written written = {.check = check,
                              .operation = operation,
                              .field = field,
                              .use = use,
                              .facts = schema_facts_of(check->design->arena, field->schema),
                              .bounds = column_bounds_make(check->arena, column)};
    // What lintel does not read in the schema may bound it.
    if (!written.facts->is_known)
        return;
    if (schema_is_only(written.facts, JSON_STRING) && is_text_type(column->type)) {
        check_lengths(&written);
        int64_t longest = written.facts->length_maximum;
        if (longest < 0 || longest > written.bounds->length_unread_from)
            check_unread(&written, &written.bounds->length_unread);
    }
    if (schema_is_only(written.facts, JSON_INTEGER | JSON_NUMBER)) {
        check_range(&written, false);
        check_range(&written, true);
        check_format_of(&written);
        check_unread(&written, &written.bounds->range_unread);
    }
}

static void check(struct check *check)
{
    list_each (struct operation_link *, each, &check->design->link->operations)
        list_each (struct field *, field, &each->fields)
            for (uint32_t at = 0; field->schema && at < field->uses.count; at++)
                check_use(check, each, field, &field->uses.items[at]);
}

RULE(contract, bound_wider_than_column, .level = LEVEL_WARNING,
     .summary = "the contract accepts lengths or numbers that the column refuses",
     .explanation =
         "A field that is written to a column as it is sent should promise no more than the column "
         "takes: varchar(n), CHECK (char_length(column) <= n), CHECK (column BETWEEN a AND b), "
         "numeric(p,s), the ranges of the integer types. Else a request passes validation and then "
         "fails (22001, 22003, 23514), and the client learns of the bound from an error that names "
         "no field.\n"
         "\n"
         "A missing bound counts where a CHECK or a length holds one; a type's own range counts "
         "only where the contract writes a wider one. A format, an enum or a pattern bounds a text "
         "in its own way, and is not compared.",
     .wrong = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title varchar(200) NOT NULL);\n"
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
              "                title: {type: string, maxLength: 300}\n"
              "      responses: {'201': {description: made}}\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title varchar(200) NOT NULL);\n"
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
              "                title: {type: string, maxLength: 200}\n"
              "      responses: {'201': {description: made}}\n",
     .source = "A8", .not_applicable = applies_crossing)
