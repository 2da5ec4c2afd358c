// Columns of type timestamp, through domains and arrays.
#include "check/fix_column.h"
#include "check/rule.h"
#include "link/name.h"

// The timestamp type in the column's type, behind domains; NULL where there is none. Domains of
// domains are followed, and a circle in broken input ends.
static const struct type_name *timestamp_type(const struct type_name *type)
{
    for (int depth = 0; type && depth < 64; depth++) {
        if (!type->type)
            return string_equal(type->name, "timestamp") &&
                           (!type->schema || string_equal(type->schema, "pg_catalog"))
                       ? type
                       : NULL;
        if (type->type->kind != TYPE_DOMAIN)
            return NULL;
        type = type->type->base;
    }
    return NULL;
}

// Such a column's type cannot be changed in place.
static bool is_partition_key(const struct column *column)
{
    list_each (struct index_key, key, &column->relation->partition_keys)
        if (!key.column || key.column == column)
            return true;
    return false;
}

// With a default that gives the same moment in the new type.
static const char *changed(struct check *check, const struct column *column, const char *precision)
{
    const char *table = name_relation(check->arena, column->relation);
    const char *name = name_identifier(check->arena, column->name);
    const char *type =
        check_format(check, "ALTER COLUMN %s TYPE timestamptz%s USING %s AT TIME ZONE 'UTC'", name,
                     precision, name);
    if (!column->default_value)
        return check_format(check, "ALTER TABLE %s %s;", table, type);
    return check_format(check,
                        "ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT, %s, ALTER COLUMN %s SET "
                        "DEFAULT now();",
                        table, name, type, name);
}

static void report(struct check *check, const struct fix_columns *columns,
                   const struct column *column)
{
    struct arena *arena = check->arena;
    const struct relation *relation = column->relation;
    const struct type *domain = column->type->type;
    const char *precision = "";
    const struct type_name *type = timestamp_type(column->type);
    if (type->modifier_count == 1)
        precision = check_format(check, "(%d)", type->modifiers[0]);
    const char *name = name_identifier(arena, column->name);
    const char *help;
    bool is_in_place = !domain && column->type->dimensions == 0 && !is_partition_key(column);
    if (domain)
        help = check_format(check, "make the domain %s one of timestamptz%s",
                            name_qualified(arena, domain->schema, domain->name), precision);
    else if (column->type->dimensions > 0 || is_partition_key(column))
        help = check_format(check, "declare the column as timestamptz%s%s", precision,
                            column->type->dimensions > 0 ? "[]" : "");
    else
        help =
            check_format(check,
                         "ALTER TABLE %s ALTER COLUMN %s TYPE timestamptz%s USING %s AT TIME ZONE "
                         "'UTC'; (with the zone that the stored values mean%s)",
                         name_relation(arena, relation), name, precision, name,
                         fix_column_is_used(columns, column)
                             ? "; what views, policies and foreign keys use it has to be dropped "
                               "before and made again"
                             : "");
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = column->place,
            .object = name_path(arena, relation->schema, relation->name, column->name),
            .message = check_format(
                check, "column %s is %stimestamp without time zone%s%s", name_column(arena, column),
                column->type->dimensions > 0 ? "an array of " : "a ",
                domain ? ", by its domain " : "",
                domain ? name_qualified(arena, domain->schema, domain->name) : ""),
            .label = "means another moment in every session's time zone",
            .help = help,
            .fix = is_in_place && fix_column_may_become_moment(columns, column)
                       ? changed(check, column, precision)
                       : NULL,
            .fix_note = "assumes that the stored values mean UTC: where they mean another zone, "
                        "name that; the table is rewritten, and locked meanwhile",
        });
    if (domain)
        finding_relate(check, finding, domain->place, "the domain");
}

static void check(struct check *check)
{
    struct fix_columns columns;
    fix_columns_find(&columns, check->design, check->arena);
    list_each (struct relation *, relation, &check->design->relations) {
        if (!relation_is_table(relation) || relation->is_builtin || relation->extension ||
            relation->is_partition)
            continue;
        list_each (struct column *, column, &relation->columns)
            if ((!column->is_inherited || column->is_local) && timestamp_type(column->type))
                report(check, &columns, column);
    }
}

RULE(
    schema, timestamp_without_zone, .level = LEVEL_WARNING,
    .summary = "a timestamp without time zone where a moment is meant",
    .explanation =
        "A timestamp without time zone is a reading of some clock, not a moment: now() is stored "
        "as the session's local time, and a session with another TimeZone reads a different "
        "moment out of it. timestamptz takes the same eight bytes and always means the same "
        "moment.\n"
        "\n"
        "Columns of tables are judged, those of a domain over timestamp and arrays too. date, time "
        "and timestamptz are not concerned. Where the local reading is what is meant (the opening "
        "time of a shop), say so in an ignore.",
    .wrong = "CREATE TABLE todos (\n"
             "    id bigint PRIMARY KEY,\n"
             "    created_at timestamp NOT NULL DEFAULT now()\n"
             ");\n",
    .right = "CREATE TABLE todos (\n"
             "    id bigint PRIMARY KEY,\n"
             "    created_at timestamptz NOT NULL DEFAULT now()\n"
             ");\n",
    .source = "A4, squawk prefer-timestamp-tz")
