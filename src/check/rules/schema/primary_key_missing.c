// Tables without a primary key. Partitions take theirs from the root, so the root is judged for
// all of them; an inheritance child is not judged again when its parent is reported.
#include "check/rule.h"
#include "link/name.h"

static bool lacks_key(const struct relation *relation)
{
    return relation_is_table(relation) && !relation->is_builtin && !relation->extension &&
           !relation->is_temporary && !relation->is_partition && !relation_primary_key(relation);
}

static struct constraint *unique_key(const struct relation *relation)
{
    list_each (struct constraint *, constraint, &relation->constraints) {
        if (constraint->kind != CONSTRAINT_UNIQUE || constraint->columns.count == 0)
            continue;
        bool is_not_null = true;
        list_each (struct column *, column, &constraint->columns)
            is_not_null &= column->is_not_null;
        if (is_not_null)
            return constraint;
    }
    return NULL;
}

// `id`, and for a partitioned table the columns it is partitioned by, which each key of it must
// hold. False where it is partitioned by an expression: then it can have no primary key.
static bool key_columns(struct check *check, const struct relation *relation, struct column *id,
                        struct column_list *columns)
{
    list_add(check->scratch, columns, id);
    list_each (struct index_key, key, &relation->partition_keys) {
        if (!key.column)
            return false;
        if (key.column != id)
            list_add(check->scratch, columns, key.column);
    }
    return true;
}

static const char *help(struct check *check, const struct relation *relation)
{
    struct arena *arena = check->arena;
    const char *table = name_relation(arena, relation);
    const struct constraint *unique = unique_key(relation);
    if (unique)
        return check_format(check, "ALTER TABLE %s ADD PRIMARY KEY (%s);", table,
                            name_columns(arena, &unique->columns));
    struct column *id = relation_find_column(relation, "id");
    struct column_list columns = {0};
    if (id && key_columns(check, relation, id, &columns))
        return check_format(check, "ALTER TABLE %s ADD PRIMARY KEY (%s);", table,
                            name_columns(arena, &columns));
    if (relation->kind == RELATION_PARTITIONED)
        return check_format(
            check,
            "ALTER TABLE %s ADD PRIMARY KEY (...); with the columns that identify a "
            "row, those of the partition key among them",
            table);
    return check_format(
        check,
        "name the columns that identify a row, or add one: ALTER TABLE %s ADD COLUMN id bigint "
        "GENERATED ALWAYS AS IDENTITY PRIMARY KEY;",
        table);
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations) {
        if (!lacks_key(relation))
            continue;
        bool is_judged = false;
        list_each (struct relation *, parent, &relation->parents)
            is_judged |= lacks_key(parent);
        if (is_judged)
            continue;
        const char *table = name_relation(check->arena, relation);
        if (design_gap_may(check->design, "primary", relation->name)) {
            check_undecided(check, relation->place,
                            check_format(check,
                                         "a statement that could not be followed mentions %s and "
                                         "may give it a primary key",
                                         table));
            continue;
        }
        struct finding *finding = check_report(
            check, (struct finding){
                       .place = relation->place,
                       .object = name_path(check->arena, relation->schema, relation->name, NULL),
                       .message = check_format(check, "table %s has no primary key", table),
                       .label = "rows cannot be told apart for sure",
                       .help = help(check, relation),
                   });
        const struct constraint *unique = unique_key(relation);
        if (unique)
            finding_relate(check, finding, unique->place,
                           "identifies rows already, and could be the primary key");
    }
}

RULE(schema, primary_key_missing, .level = LEVEL_WARNING,
     .summary = "a table without a primary key",
     .explanation =
         "Without a key two rows can be equal in everything, and then neither can be changed or "
         "deleted alone. Logical replication refuses UPDATE and DELETE on such a table, and change "
         "feeds, ORMs and cursor pagination need a key.\n"
         "\n"
         "Ordinary and partitioned tables are judged; partitions are not (their root is), nor "
         "foreign and temporary tables, views, and tables of extensions or the platform. A unique "
         "constraint on NOT NULL columns is not enough for those tools, but says what the key "
         "should be. Inheritance (INHERITS) hands no primary key down: a child of a table with one "
         "needs its own.",
     .wrong = "CREATE TABLE todos (title text NOT NULL);\n",
     .right = "CREATE TABLE todos (\n"
              "    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n"
              "    title text NOT NULL\n"
              ");\n",
     .source = "splinter no_primary_key")
