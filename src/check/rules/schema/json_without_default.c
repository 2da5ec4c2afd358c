// json and jsonb columns without a default.
#include "check/tables.h"

static bool has_default(const struct column *column)
{
    const struct type_name *type = column->type;
    const struct expression *value = column->default_value;
    for (int depth = 0;
         !value && type && type->type && type->type->kind == TYPE_DOMAIN && depth < 64; depth++) {
        value = type->type->default_value;
        type = type->type->base;
    }
    while (value && value->kind == EXPRESSION_CAST && value->operands.count == 1)
        value = value->operands.items[0];
    return value && value->kind != EXPRESSION_NULL;
}

static bool is_json(const struct column *column)
{
    return type_is_builtin(column->type, "jsonb") || type_is_builtin(column->type, "json");
}

static void report(struct check *check, const struct column *column)
{
    struct arena *arena = check->arena;
    check_report(
        check,
        (struct finding){
            .place = column->place,
            .object = column_path(check, column),
            .message =
                check_format(check, "column %s is %s without a default", name_column(arena, column),
                             type_name_text(arena, type_behind_domains(column->type))),
            .label =
                column->is_not_null ? "every INSERT has to say it" : "NULL where nothing was said",
            .help = check_format(
                check,
                "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT '{}'; ('[]' where it holds a list)",
                name_relation(arena, column->relation), name_identifier(arena, column->name)),
        });
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations)
        list_each (struct column *, column, &relation->columns)
            if (table_is_judged(relation) && column_is_judged(column) && is_json(column) &&
                !column->generated && !has_default(column))
                report(check, column);
}

RULE(schema, json_without_default, .level = LEVEL_OFF,
     .summary = "a json column without an empty default",
     .explanation =
         "A flexible part of a row that nobody has filled is an empty object, not NULL: with "
         "DEFAULT '{}' whoever reads it needs one case instead of two, and `settings || '{...}'` "
         "works on a new row, where NULL || anything is NULL.\n"
         "\n"
         "Any default but NULL counts, '[]' for a list too, and that of a domain. Generated "
         "columns and arrays of json are not judged. Where a document is always given (the body of "
         "a message that came in), say so in an ignore.",
     .wrong = "CREATE TABLE users (id bigint PRIMARY KEY, settings jsonb);\n",
     .right = "CREATE TABLE users (id bigint PRIMARY KEY, settings jsonb NOT NULL DEFAULT '{}');\n",
     .source = "A7")
