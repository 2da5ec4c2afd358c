// Columns that lintel.yaml protects and that the schema does not have, at the statement that
// dropped or renamed them where the files tell.
#include "check/applies.h"

#include "base/nearest.h"
#include "link/name.h"

struct wanted {
    const char *schema, *table, *column; // schema is NULL where not said
};

// table.column or schema.table.column; false for anything else, which the manifest's reader says.
static bool wanted_read(struct arena *arena, const char *name, struct wanted *wanted)
{
    const char *last = strrchr(name, '.'), *first = strchr(name, '.');
    if (!last || last == name || !last[1])
        return false;
    wanted->column = last + 1;
    if (first == last) {
        wanted->schema = NULL;
        wanted->table = arena_copy(arena, name, (size_t)(last - name));
        return true;
    }
    wanted->schema = arena_copy(arena, name, (size_t)(first - name));
    wanted->table = arena_copy(arena, first + 1, (size_t)(last - first - 1));
    return *wanted->schema && *wanted->table;
}

static bool is_of(const struct wanted *wanted, const char *schema, const char *table)
{
    return strcmp(table, wanted->table) == 0 &&
           (!wanted->schema || strcmp(schema, wanted->schema) == 0);
}

// What the schema has of it.
struct found {
    const struct relation *table;
    bool has_column, is_open;
};

static struct found look(const struct design *design, const struct wanted *wanted)
{
    struct found found = {0};
    list_each (struct relation *, relation, &design->relations) {
        if (!relation_is_table(relation) || !is_of(wanted, relation->schema, relation->name))
            continue;
        found.table = relation;
        found.is_open |= relation->is_open;
        found.has_column |= relation_find_column(relation, wanted->column) != NULL;
    }
    return found;
}

// The last time that the column, or its table with it, lost this name.
static const struct departure *departure_of(const struct design *design,
                                            const struct wanted *wanted)
{
    for (uint32_t at = design->departures.count; at-- > 0;) {
        const struct departure *departure = &design->departures.items[at];
        if (is_of(wanted, departure->schema, departure->name) &&
            (departure->column ? strcmp(departure->column, wanted->column) == 0
                               : relation_find_column(departure->relation, wanted->column) != NULL))
            return departure;
    }
    return NULL;
}

// Where tables of several schemas have the name (users and auth.users), one that still has the
// column says nothing of one that lost it.
static const struct relation *loser_of(const struct design *design, const struct wanted *wanted)
{
    const struct departure *departure = departure_of(design, wanted);
    if (!departure || !departure->column)
        return NULL;
    list_each (struct relation *, relation, &design->relations)
        if (relation == departure->relation && is_of(wanted, relation->schema, relation->name) &&
            !relation_find_column(relation, wanted->column))
            return relation;
    return NULL; // the table is gone, or made again
}

static const char *nearest_name(const struct design *design, const struct wanted *wanted,
                                const struct relation *table)
{
    const char *nearest = NULL;
    if (table) {
        list_each (struct column *, column, &table->columns)
            nearest = name_nearer(wanted->column, nearest, column->name);
        return nearest;
    }
    list_each (struct relation *, relation, &design->relations)
        if (relation_is_table(relation) && !relation->is_builtin)
            nearest = name_nearer(wanted->table, nearest, relation->name);
    return nearest;
}

static void report(struct check *check, const struct manifest_protected *protected,
                   const struct wanted *wanted, const struct relation *table)
{
    const struct departure *departure = departure_of(check->design, wanted);
    const char *name = protected->name, *what = "is not in the schema", *label = NULL;
    const char *nearest = departure ? NULL : nearest_name(check->design, wanted, table);
    const char *help = nearest ? check_format(check,
                                              "did you mean %s? Else add the column, or take "
                                              "it out of `protected`",
                                              nearest)
                               : "add the column, or take it out of `protected`";
    if (departure) {
        const char *kind = departure->column ? "" : "with its table ";
        what = departure->new_name
                   ? check_format(check, "is renamed %sto %s", kind, departure->new_name)
               : departure->column ? "is dropped"
                                   : "is dropped with its table";
        label = departure->new_name ? "takes its name" : "drops it";
        help = check_format(check,
                            "leave this statement out; if the column may go after all, "
                            "take %s out of `protected` first",
                            name);
    }
    struct finding *finding = check_report(
        check, (struct finding){
                   .place = departure ? departure->place : protected->place,
                   .object = wanted->schema || !table ? name
                                                      : name_path(check->arena, table->schema,
                                                                  table->name, wanted->column),
                   .message = check_format(check, "the protected column %s %s", name, what),
                   .label = label,
                   .help = help,
               });
    if (departure)
        finding_relate(check, finding, protected->place, "protected here");
    if (protected->reason.text)
        finding_note(check, finding,
                     check_format(check, "it is protected because: %s", protected->reason.text));
}

static void check(struct check *check)
{
    const struct design *design = check->design;
    for (uint32_t at = 0; at < design->manifest->protected.count; at++) {
        const struct manifest_protected *protected = &design->manifest->protected.items[at];
        struct wanted wanted;
        if (!wanted_read(check->scratch, protected->name, &wanted))
            continue;
        struct found found = look(design, &wanted);
        const struct relation *loser = loser_of(design, &wanted);
        if (found.has_column && !loser)
            continue;
        if (loser)
            found.table = loser;
        if (found.is_open || design->is_open || design_gap_mentions(design, wanted.column))
            check_undecided(check, protected->place,
                            check_format(check, "whether %s is there: some columns are not known",
                                         protected->name));
        else
            report(check, protected, &wanted, found.table);
    }
}

RULE(schema, protected_column_dropped, .level = LEVEL_ERROR, .not_applicable = applies_manifest,
     .summary = "a column that lintel.yaml protects is gone",
     .explanation =
         "Some columns carry more than their table shows: a counter that stops the service at its "
         "limit, a column that another system reads. `protected` in lintel.yaml names them, each "
         "with the reason, and this rule holds every change of the schema to it: the column, under "
         "this name, in this table.\n"
         "\n"
         "A column that was dropped or renamed, or whose table was, is reported at the statement "
         "that did it; one that was never there at its line of the manifest. A table that is "
         "dropped and made again with the column has kept it.",
     .wrong = "# file: lintel.yaml\n"
              "lintel: 1\n"
              "protected:\n"
              "  daily_counters.count: stops the service at 1,500 actions a day\n"
              "-- file: schema.sql\n"
              "CREATE TABLE daily_counters (day date PRIMARY KEY, count integer NOT NULL);\n"
              "ALTER TABLE daily_counters DROP COLUMN count;\n",
     .right = "# file: lintel.yaml\n"
              "lintel: 1\n"
              "protected:\n"
              "  daily_counters.count: stops the service at 1,500 actions a day\n"
              "-- file: schema.sql\n"
              "CREATE TABLE daily_counters (day date PRIMARY KEY, count integer NOT NULL);\n"
              "ALTER TABLE daily_counters ALTER COLUMN count SET DEFAULT 0;\n",
     .source = "A16")
