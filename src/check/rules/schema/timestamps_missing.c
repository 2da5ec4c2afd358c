// Tables without the columns that say when a row was made and when it was last changed.
#include "check/tables.h"

static struct column *find(struct check *check, const struct relation *relation,
                           const char *parameter)
{
    list_each (struct column *, column, &relation->columns)
        if (rule_parameter_matches(check, parameter, column->name))
            return column;
    return NULL;
}

// Whether a row has anything that could change without its becoming another row.
static bool can_change(const struct relation *relation, const struct column *created)
{
    list_each (struct column *, column, &relation->columns)
        if (column != created && !column->generated && !column_is_primary(column) &&
            !column_is_reference(column))
            return true;
    return false;
}

static void report(struct check *check, const struct relation *relation, bool lacks_created,
                   bool lacks_updated)
{
    const char *table = name_relation(check->arena, relation);
    const char *created = "ADD COLUMN created_at timestamptz NOT NULL DEFAULT now()";
    const char *updated = "ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now()";
    check_report(
        check,
        (struct finding){
            .place = relation->place,
            .object = relation_path(check, relation),
            .message = check_format(check, "table %s does not say when a row was %s", table,
                                    lacks_created && lacks_updated ? "made, nor when it was changed"
                                    : lacks_created                ? "made"
                                                                   : "last changed"),
            .label = lacks_created && lacks_updated ? "no created_at, no updated_at"
                     : lacks_created                ? "no created_at"
                                                    : "no updated_at",
            .help = check_format(
                check, "ALTER TABLE %s %s%s%s;", table, lacks_created ? created : "",
                lacks_created && lacks_updated ? ", " : "", lacks_updated ? updated : ""),
        });
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations) {
        if (!table_is_judged(relation) || relation->is_open)
            continue;
        const struct column *created = find(check, relation, "created");
        bool lacks_updated = can_change(relation, created) && !find(check, relation, "updated");
        if (created && !lacks_updated)
            continue;
        if (design_gap_may(check->design, "add", relation->name))
            check_undecided(check, relation->place,
                            check_format(check,
                                         "a statement that could not be followed mentions %s and "
                                         "may add columns",
                                         name_relation(check->arena, relation)));
        else
            report(check, relation, !created, lacks_updated);
    }
}

static const struct rule_parameter parameters[] = {
    {"created", "created_at", "columns that say when a row was made"},
    {"updated", "updated_at", "columns that say when a row was last changed"},
    {NULL, NULL, NULL},
};

RULE(schema, timestamps_missing, .level = LEVEL_OFF,
     .summary = "a table without created_at and updated_at",
     .explanation =
         "When a row was made and when it was last changed is asked sooner or later: by support, "
         "by an export that wants what is new, by a cache. It cannot be told afterwards.\n"
         "\n"
         "Tables are judged, not partitions, views, or tables of extensions and the platform. "
         "updated_at is not asked of a table all of whose other columns are its key, references "
         "or generated: a junction row is added and removed, not changed. Whether updated_at is "
         "kept true is schema/updated-at-stale's business. The parameters name other columns that "
         "do: inserted_at, modified_at.",
     .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, title text NOT NULL);\n",
     .right = "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    title text NOT NULL,\n"
              "    created_at timestamptz NOT NULL DEFAULT now(),\n"
              "    updated_at timestamptz NOT NULL DEFAULT now()\n"
              ");\n",
     .source = "E8", .parameters = parameters)
