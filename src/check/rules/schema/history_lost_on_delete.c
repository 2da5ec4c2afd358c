// Foreign keys of history (the manifest's `history`) that delete its rows with what they refer to.
#include "check/applies.h"
#include "link/name.h"

static bool names_table(const char *name, const struct relation *relation)
{
    const char *dot = strchr(name, '.');
    size_t length = strlen(relation->schema);
    return dot ? (size_t)(dot - name) == length && memcmp(name, relation->schema, length) == 0 &&
                     strcmp(dot + 1, relation->name) == 0
               : strcmp(name, relation->name) == 0;
}

// The entry of `history` that is about the key: its table, or one of its columns.
static const struct manifest_text *history_of(struct check *check, const struct constraint *key)
{
    const struct manifest_texts *history = &check->design->manifest->history;
    for (uint32_t at = 0; at < history->count; at++) {
        const char *name = history->items[at].text, *dot = name ? strrchr(name, '.') : NULL;
        if (!name)
            continue;
        if (names_table(name, key->relation))
            return &history->items[at];
        if (!dot)
            continue;
        const char *table = arena_copy(check->scratch, name, (size_t)(dot - name));
        list_each (struct column *, column, &key->columns)
            if (names_table(table, key->relation) && strcmp(dot + 1, column->name) == 0)
                return &history->items[at];
    }
    return NULL;
}

static bool is_primary(const struct column *column)
{
    const struct constraint *key = relation_primary_key(column->relation);
    for (uint32_t at = 0; key && at < key->columns.count; at++)
        if (key->columns.items[at] == column)
            return true;
    return false;
}

// SET NULL, with what its columns need for it; RESTRICT where they cannot be null.
static const char *help(struct check *check, const struct constraint *key, const char *target)
{
    struct arena *arena = check->arena;
    const char *name = name_identifier(arena, key->name), *before = "", *action = "SET NULL";
    list_each (struct column *, column, &key->columns) {
        if (is_primary(column))
            action = "RESTRICT";
        else if (column->is_not_null)
            before = check_format(check, "%sALTER COLUMN %s DROP NOT NULL, ", before,
                                  name_identifier(arena, column->name));
    }
    const char *columns =
        key->referenced_columns.count
            ? check_format(check, " (%s)", name_columns(arena, &key->referenced_columns))
            : "";
    return check_format(check,
                        "ALTER TABLE %s %sDROP CONSTRAINT %s, ADD CONSTRAINT %s FOREIGN KEY (%s) "
                        "REFERENCES %s%s ON DELETE %s;",
                        name_relation(arena, key->relation),
                        strcmp(action, "RESTRICT") == 0 ? "" : before, name, name,
                        name_columns(arena, &key->columns), target, columns, action);
}

static void report(struct check *check, const struct constraint *key,
                   const struct manifest_text *entry)
{
    struct arena *arena = check->arena;
    const struct relation *relation = key->relation;
    const char *table = name_relation(arena, relation),
               *columns = name_columns(arena, &key->columns);
    const char *target = key->references ? name_relation(arena, key->references)
                         : key->references_name
                             ? name_qualified(arena, key->references_schema, key->references_name)
                             : "another table";
    struct finding *finding = check_report(
        check, (struct finding){
                   .place = key->place,
                   .object = name_path(arena, relation->schema, relation->name, key->name),
                   .message = check_format(
                       check,
                       "rows of %s, which are history, are deleted with the row of %s that (%s) "
                       "refers to",
                       table, target, columns),
                   .label = "ON DELETE CASCADE",
                   .help = help(check, key, target),
               });
    finding_relate(check, finding, entry->place, "said to be history here");
}

static void check(struct check *check)
{
    if (check->design->manifest->history.count == 0)
        return;
    list_each (struct relation *, relation, &check->design->relations)
        list_each (struct constraint *, key, &relation->constraints) {
            if (key->kind != CONSTRAINT_FOREIGN_KEY || key->on_delete != ACTION_CASCADE ||
                key->is_inherited || key->parent)
                continue;
            const struct manifest_text *entry = history_of(check, key);
            if (entry)
                report(check, key, entry);
        }
}

RULE(schema, history_lost_on_delete, .level = LEVEL_WARNING, .not_applicable = applies_manifest,
     .summary = "history that is deleted together with what it refers to",
     .explanation =
         "An application that somebody sent, an order, a line of an audit log: they happened, and "
         "stay true when the job, the product or the user is gone. ON DELETE CASCADE deletes them "
         "in silence with the row that they refer to, and row security does not stop it.\n"
         "\n"
         "Which tables are history is said in lintel.yaml: `history: [audit_log]` for all foreign "
         "keys of a table, `history: [job_applications.job_id]` for one. SET NULL, SET DEFAULT, "
         "RESTRICT and NO ACTION keep the rows. Where an account's erasure has to take its history "
         "along, name only the other columns.",
     .wrong = "# file: lintel.yaml\n"
              "lintel: 1\n"
              "history: [applications]\n"
              "-- file: schema.sql\n"
              "CREATE TABLE jobs (id bigint PRIMARY KEY);\n"
              "CREATE TABLE applications (\n"
              "    id bigint PRIMARY KEY,\n"
              "    job_id bigint REFERENCES jobs ON DELETE CASCADE\n"
              ");\n",
     .right = "# file: lintel.yaml\n"
              "lintel: 1\n"
              "history: [applications]\n"
              "-- file: schema.sql\n"
              "CREATE TABLE jobs (id bigint PRIMARY KEY);\n"
              "CREATE TABLE applications (\n"
              "    id bigint PRIMARY KEY,\n"
              "    job_id bigint REFERENCES jobs ON DELETE SET NULL\n"
              ");\n",
     .source = "A6")
