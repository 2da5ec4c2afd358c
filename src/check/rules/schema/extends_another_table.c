// Small tables in one-to-one with another, which a few columns there would do.
//
// The other table has to be the project's own, and nothing may show that the two are apart on
// purpose: other policies, grants or row security, a reference to the small one or from it to a
// third, large values kept aside, several such tables for several kinds of thing, a comment.
#include "check/tables.h"

#include "base/address_map.h"

struct extends {
    struct check *check;
    struct address_map referenced; // tables that a foreign key refers to
};

enum { COLUMNS_FEW = 3, KINDS_FEWEST = 3 };

// Its key to the other table holds at most one row for each of its rows.
static bool is_one_to_one(const struct constraint *key)
{
    list_each (struct constraint *, unique, &key->relation->constraints) {
        bool is_same =
            (unique->kind == CONSTRAINT_PRIMARY_KEY || unique->kind == CONSTRAINT_UNIQUE) &&
            unique->columns.count == key->columns.count;
        list_each (struct column *, column, &unique->columns)
            is_same &= column_list_has(&key->columns, column) && column->is_not_null;
        if (is_same)
            return true;
    }
    return false;
}

static bool is_own(const struct extends *extends, const struct constraint *key,
                   const struct column *column)
{
    return !column_list_has(&key->columns, column) && !column_is_primary(column) &&
           !rule_parameter_matches(extends->check, "generic", column->name);
}

static bool is_large(const struct column *column)
{
    static const char *const types[] = {"bytea", "tsvector", "vector",  "xml",
                                        "json",  "jsonb",    "halfvec", NULL};
    return type_is_any(column->type, types);
}

// How many columns it has of its own; a number too many where they are kept apart for a reason.
static uint32_t own_columns(const struct extends *extends, const struct constraint *key)
{
    uint32_t count = 0;
    list_each (struct column *, column, &key->relation->columns) {
        if (is_own(extends, key, column))
            count++;
        if (is_large(column))
            return COLUMNS_FEW + 1;
    }
    return count;
}

static bool refers_elsewhere(const struct constraint *key)
{
    list_each (struct constraint *, other, &key->relation->constraints)
        if (other != key && other->kind == CONSTRAINT_FOREIGN_KEY)
            return true;
    return false;
}

// One of several kinds of thing, each with a table of its own.
static bool has_kinds(const struct extends *extends, const struct relation *relation)
{
    uint32_t parts = 0;
    list_each (struct column *, column, &relation->columns)
        if (strcmp(column->name, "type") == 0 || strcmp(column->name, "kind") == 0 ||
            string_ends_with(column->name, "_type") || string_ends_with(column->name, "_kind"))
            return true;
    list_each (struct relation *, other, &extends->check->design->relations)
        list_each (struct constraint *, key, &other->constraints)
            parts += key->kind == CONSTRAINT_FOREIGN_KEY && key->references == relation &&
                     table_is_judged(other) && is_one_to_one(key);
    return parts >= KINDS_FEWEST;
}

static bool same_grants(const struct relation *a, const struct relation *b)
{
    if (a->grants.count != b->grants.count)
        return false;
    list_each (struct grant, grant, &a->grants) {
        bool is_found = false;
        list_each (struct grant, other, &b->grants)
            is_found |= strcmp(grant.role, other.role) == 0 && grant.privileges == other.privileges;
        if (!is_found)
            return false;
    }
    return true;
}

// Who sees and changes the rows. Policies name each table's own columns, so any at all count as a
// difference, but for tables that have none.
static bool same_access(const struct relation *a, const struct relation *b)
{
    return a->has_row_security == b->has_row_security && a->policies.count == 0 &&
           b->policies.count == 0 && same_grants(a, b) && string_equal(a->owner, b->owner) &&
           strcmp(a->schema, b->schema) == 0;
}

static bool is_judged(const struct extends *extends, const struct constraint *key)
{
    const struct relation *relation = key->relation, *other = key->references;
    if (key->kind != CONSTRAINT_FOREIGN_KEY || !other || other == relation || key->is_inherited ||
        !table_is_judged(other) || relation->is_open || other->is_open || relation->comment)
        return false;
    uint32_t count = own_columns(extends, key);
    return count > 0 && count <= COLUMNS_FEW && is_one_to_one(key) && !refers_elsewhere(key) &&
           !address_map_get(&extends->referenced, relation) && same_access(relation, other) &&
           !has_kinds(extends, other);
}

static void report(const struct extends *extends, const struct constraint *key)
{
    struct check *check = extends->check;
    struct arena *arena = check->arena;
    const struct relation *relation = key->relation;
    struct name_list names = {0};
    list_each (struct column *, column, &relation->columns)
        if (is_own(extends, key, column))
            list_add(check->scratch, &names, name_identifier(arena, column->name));
    const char *table = name_relation(arena, relation);
    const char *other = name_relation(arena, key->references);
    const char *columns = name_join(arena, &names, "and");
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = relation->place,
            .object = relation_path(check, relation),
            .message = check_format(check, "table %s holds only %s for each row of %s", table,
                                    columns, other),
            .label = check_format(check, "%s could hold %s itself", other,
                                  names.count == 1 ? "it" : "them"),
            .help = check_format(check,
                                 "add %s to %s; or say why they are apart: COMMENT ON TABLE %s IS "
                                 "'...'",
                                 columns, other, table),
        });
    finding_relate(check, finding, key->place, "one row at most for each");
}

static void check(struct check *check)
{
    struct extends extends = {.check = check};
    list_each (struct relation *, relation, &check->design->relations)
        list_each (struct constraint *, key, &relation->constraints)
            if (key->kind == CONSTRAINT_FOREIGN_KEY && key->references)
                address_map_set(check->scratch, &extends.referenced, key->references,
                                key->references);
    list_each (struct relation *, relation, &check->design->relations) {
        if (!table_is_judged(relation))
            continue;
        list_each (struct constraint *, key, &relation->constraints)
            if (is_judged(&extends, key)) {
                report(&extends, key);
                break;
            }
    }
}

static const struct rule_parameter parameters[] = {
    {"generic", "created_at, updated_at, deleted_at, created_by, updated_by, *_updated_at",
     "columns that do not count as a table's own"},
    {NULL, NULL, NULL},
};

RULE(schema, extends_another_table, .level = LEVEL_WARNING,
     .summary = "a small table in one-to-one with another that could hold its columns",
     .explanation =
         "A table that holds a score for each company is two columns of the table of companies. "
         "Apart, it has a key, an index, policies and a lifetime of its own, every reader joins, "
         "and a row of one without the other has to be thought of.\n"
         "\n"
         "Reported is a table of at most three columns of its own (timestamps not counted) whose "
         "foreign key to another table of the project is unique. It is left alone where something "
         "shows that the two are apart on purpose: policies, grants, an owner or a schema of its "
         "own; a foreign key to it or from it to a third table; large values (bytea, json, "
         "vectors); "
         "a column type or kind in the other table, or two more tables in one-to-one with it, "
         "which make it one of several sorts. What no "
         "schema shows, that the small one is written so often that it would bloat the other, say "
         "in a COMMENT ON TABLE: then it is a stated reason.",
     .wrong = "CREATE TABLE companies (id bigint PRIMARY KEY, name text NOT NULL);\n"
              "CREATE TABLE company_health_scores (\n"
              "    company_id bigint PRIMARY KEY REFERENCES companies,\n"
              "    score integer NOT NULL,\n"
              "    updated_at timestamptz NOT NULL\n"
              ");\n",
     .right = "CREATE TABLE companies (\n"
              "    id bigint PRIMARY KEY,\n"
              "    name text NOT NULL,\n"
              "    health_score integer,\n"
              "    health_score_updated_at timestamptz\n"
              ");\n",
     .source = "C4", .parameters = parameters)
