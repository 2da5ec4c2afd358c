// Columns whose name does not say what they are, by the profile's patterns. A row of the table
// below is one kind of column: what it is by type or key, the parameter with the names that it may
// have, and whether such a name is kept for it.
#include "check/tables.h"

static bool is_flag(const struct column *column)
{
    return type_is_builtin(column->type, "bool");
}

static bool is_moment(const struct column *column)
{
    return type_is_any(column->type, type_moments);
}

static bool is_count(const struct column *column)
{
    return type_is_any(column->type, type_integers);
}

static bool is_amount(const struct column *column)
{
    return type_is_any(column->type, type_numbers);
}

// A reference to something known by its id; one to a natural key (currency_code) has its name, and
// a key that is a reference at once is named as a key.
static bool is_reference(const struct column *column)
{
    const struct constraint *key = column_foreign_key(column);
    return key && !column_is_primary(column) && key->referenced_columns.count == 1 &&
           strcmp(key->referenced_columns.items[0]->name, "id") == 0;
}

static const struct kind {
    const char *parameter; // the patterns of its names
    const char *noun;
    bool (*is)(const struct column *column);
    bool all_match; // every such column has such a name
    bool is_kept;   // and no column of another type has one
    const char *types;
} kinds[] = {
    {"flags", "a flag", is_flag, true, true, "boolean"},
    {"moments", "a moment", is_moment, true, true, "timestamptz"},
    {"references", "a reference", is_reference, true, false, NULL},
    {"counts", "a count", is_count, false, true, "an integer"},
    {"amounts", "an amount", is_amount, false, true, "numeric or an integer"},
};

static void report(struct check *check, const struct column *column, const char *message,
                   const char *help)
{
    check_report(check, (struct finding){
                            .place = column->place,
                            .object = column_path(check, column),
                            .message = message,
                            .help = help,
                        });
}

// The name with what the first pattern adds: done and is_* make is_done.
static const char *suggestion(struct check *check, const char *wanted, const char *name)
{
    int length = (int)strcspn(wanted, ", "), before = (int)strcspn(wanted, "*,");
    if (before >= length)
        return "...";
    return name_identifier(check->arena, check_format(check, "%.*s%s%.*s", before, wanted, name,
                                                      length - before - 1, wanted + before + 1));
}

static void judge(struct check *check, const struct column *column)
{
    const char *name = name_column(check->arena, column);
    for (size_t at = 0; at < array_length(kinds); at++) {
        const struct kind *kind = &kinds[at];
        const char *wanted = rule_parameter_text(check, kind->parameter);
        bool matches = rule_parameter_matches(check, kind->parameter, column->name);
        if (!*wanted || !column->type || !column->type->is_known)
            continue;
        if (kind->all_match && !matches && kind->is(column))
            report(check, column,
                   check_format(check, "column %s is %s, and is not named as one (%s)", name,
                                kind->noun, wanted),
                   check_format(check, "ALTER TABLE %s RENAME COLUMN %s TO %s; and what names it",
                                name_relation(check->arena, column->relation),
                                name_identifier(check->arena, column->name),
                                suggestion(check, wanted, column->name)));
        if (kind->is_kept && matches && !kind->is(column))
            report(check, column,
                   check_format(check, "column %s is named as %s, and is %s", name, kind->noun,
                                type_name_text(check->arena, column->type)),
                   check_format(check, "make it %s, or give it another name", kind->types));
    }
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations)
        list_each (struct column *, column, &relation->columns)
            if (table_is_judged(relation) && column_is_judged(column))
                judge(check, column);
}

static const struct rule_parameter parameters[] = {
    {"flags", "is_*, *_stale", "names of boolean columns, and of no others"},
    {"moments", "*_at", "names of timestamp columns, and of no others"},
    {"references", "*_id, *_by", "names of columns that reference another table's id"},
    {"counts", "*_count", "names that only integer columns have"},
    {"amounts", "*_lpa", "names that only numeric and integer columns have"},
    {NULL, NULL, NULL},
};

RULE(schema, column_name, .level = LEVEL_OFF,
     .summary = "a column whose name does not say what it is",
     .explanation =
         "Where every flag is is_something and every moment something_at, nobody has to look up a "
         "column's type, and a name that nobody knows yet can be guessed. The patterns are the "
         "profile's: each parameter is a list of names with * for any letters, and an empty one "
         "asks nothing.\n"
         "\n"
         "flags, moments and references are asked of every boolean column, every timestamp, every "
         "foreign key of one column to another table's id. flags, moments, counts and amounts are "
         "kept: a column of another type may not be named so. Views and composite types are not "
         "judged.",
     .wrong = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
              "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    owner bigint REFERENCES users,\n"
              "    done boolean NOT NULL,\n"
              "    created timestamptz NOT NULL\n"
              ");\n",
     .right = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
              "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    user_id bigint REFERENCES users,\n"
              "    is_done boolean NOT NULL,\n"
              "    created_at timestamptz NOT NULL\n"
              ");\n",
     .source = "A9", .parameters = parameters)
