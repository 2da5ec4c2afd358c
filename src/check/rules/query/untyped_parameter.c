// Parameters that PostgreSQL cannot type, or types in two ways: it refuses the statement when it is
// prepared, whatever the values.
#include "check/faults.h"
#include "check/statements.h"
#include "design/lookup.h"

// What the parameter's other uses ask for: the type of the column that it meets. NULL: nothing
// does.
static const char *wanted_type(struct check *check, const struct statement_link *link,
                               int32_t number)
{
    list_each (struct parameter_use, use, &link->parameter_uses)
        if (use.parameter == number && use.column && use.column->type &&
            (use.role == ROLE_COMPARED || use.role == ROLE_WRITTEN) && !use.field &&
            !use.is_element && use.comparison != COMPARISON_ANY)
            return type_name_text(check->arena, use.column->type);
    return NULL;
}

static struct place first_place(const struct statement_link *link,
                                const struct parameter *parameter)
{
    return parameter->places.count ? parameter->places.items[0] : link->statement->place;
}

static void report_untyped(struct check *check, const struct statement_link *link,
                           const struct parameter *parameter)
{
    const char *name = parameter_text(check, link, parameter->number);
    const char *type = wanted_type(check, link, parameter->number);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = first_place(link, parameter),
            .message = check_format(
                check, "%s: PostgreSQL cannot tell the type of %s, and refuses the statement",
                statement_name(check, link), name),
            .label = type ? "nothing gives it a type up to here" : "nothing gives it a type",
            .object = link->named->name,
            .help = check_format(check, "write its type where it stands first: %s::%s", name,
                                 type ? type : "text")});
    // Typed by a later use it is ambiguous, typed by none indeterminate.
    finding_note(check, finding,
                 check_format(check, "could not determine data type of parameter: SQLSTATE %s",
                              type ? "42P08" : "42P18"));
}

static void report_conflict(struct check *check, const struct statement_link *link,
                            const struct parameter *parameter)
{
    const char *name = parameter_text(check, link, parameter->number);
    const char *type = type_name_text(check->arena, parameter->type);
    const char *other = type_name_text(check->arena, parameter->other_type);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = first_place(link, parameter),
            .message = check_format(
                check, "%s: %s is %s in one place and %s in another, and PostgreSQL refuses that",
                statement_name(check, link), name, type, other),
            .object = link->named->name,
            .help = check_format(check, "write one type everywhere, as in %s::%s", name, type)});
    for (uint32_t at = 1; at < parameter->places.count; at++)
        finding_relate(check, finding, parameter->places.items[at], "the same parameter");
    finding_note(check, finding, "inconsistent types deduced for parameter: SQLSTATE 42P08");
}

static void check(struct check *check)
{
    faults_report_queries(check, FAULT_UNTYPED);
    list_each (struct statement_link *, link, &check->design->link->statements)
        list_each (struct parameter *, parameter, &link->statement->parameters) {
            if (parameter->state == PARAMETER_UNTYPED)
                report_untyped(check, link, parameter);
            if (parameter->state == PARAMETER_CONFLICT)
                report_conflict(check, link, parameter);
        }
}

RULE(query, untyped_parameter, .level = LEVEL_ERROR,
     .summary = "a parameter whose type PostgreSQL cannot determine",
     .explanation =
         "PostgreSQL gives a parameter the type that its first use asks for: a column it is "
         "compared "
         "with, an argument it is passed as. A use that asks for nothing, as in :id IS NULL, gives "
         "none, and one that comes later is too late: the statement is refused when it is prepared "
         "(42P08, or 42P18 where no use gives a type). Two uses that ask for different types are "
         "refused as well, and so is an operator or a function that an untyped parameter leaves "
         "several meanings, as :body -> 'items' (42725). A cast decides.",
     .wrong = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: listTodos :many\n"
              "SELECT title FROM todos WHERE :id IS NULL OR id = :id LIMIT 10;\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: listTodos :many\n"
              "SELECT title FROM todos WHERE :id::uuid IS NULL OR id = :id LIMIT 10;\n",
     .source = "new", .not_applicable = applies_queries)
