// Foreign keys without an index that finds the referencing rows.
//
// What covers a key: a btree or hash index whose first columns are the key's, in any order. Not
// INCLUDE columns, not expressions, not a partial index (unless all it asks is that columns of the
// key are not null, since a null key references nothing), not an index that is not valid. A
// partitioned table is covered by an index of its own or when every partition has one; a partition
// also by its root's.
#include "check/rule.h"
#include "link/name.h"

static bool holds_column(const struct column_list *columns, const char *name)
{
    list_each (struct column *, column, columns)
        if (strcmp(column->name, name) == 0)
            return true;
    return false;
}

// `a IS NOT NULL AND b IS NOT NULL`, all of the key's columns.
static bool asks_only_for_key(const struct expression *predicate, const struct column_list *key)
{
    if (predicate->kind == EXPRESSION_AND) {
        list_each (struct expression *, operand, &predicate->operands)
            if (!asks_only_for_key(operand, key))
                return false;
        return true;
    }
    if (predicate->kind != EXPRESSION_IS_NOT_NULL || predicate->operands.count != 1)
        return false;
    const struct expression *operand = predicate->operands.items[0];
    return operand->kind == EXPRESSION_COLUMN && operand->column &&
           holds_column(key, operand->column->name);
}

static bool index_covers(const struct index *index, const struct column_list *key)
{
    if ((strcmp(index->method, "btree") != 0 && strcmp(index->method, "hash") != 0) ||
        index->is_invalid_on_root || index->keys.count < key->count ||
        (index->predicate && !asks_only_for_key(index->predicate, key)))
        return false;
    for (uint32_t at = 0; at < key->count; at++) {
        const struct column *column = index->keys.items[at].column;
        if (!column || !holds_column(key, column->name))
            return false;
        for (uint32_t before = 0; before < at; before++) // (a, a) covers no (a, b)
            if (index->keys.items[before].column == column)
                return false;
    }
    return true;
}

static bool own_index_covers(const struct relation *relation, const struct column_list *key)
{
    list_each (struct index *, index, &relation->indexes)
        if (index_covers(index, key))
            return true;
    return false;
}

static bool is_covered(const struct relation *relation, const struct column_list *key)
{
    if (own_index_covers(relation, key))
        return true;
    if (relation->is_partition && relation->parents.count == 1 &&
        own_index_covers(relation->parents.items[0], key))
        return true;
    uint32_t partitions = 0;
    list_each (struct relation *, child, &relation->children) {
        if (!child->is_partition)
            continue;
        partitions++;
        if (child->kind != RELATION_FOREIGN && !is_covered(child, key))
            return false;
    }
    return partitions > 0;
}

// An index that looks like it but does not serve, for the second place.
static const struct index *near_miss(const struct relation *relation, const struct column_list *key,
                                     const char **why)
{
    list_each (struct index *, index, &relation->indexes) {
        struct index whole = *index;
        whole.predicate = NULL;
        whole.is_invalid_on_root = false;
        if (index_covers(&whole, key)) {
            *why = index->predicate ? "holds only some of the rows (partial index)"
                                    : "is not valid: ON ONLY, and not built on every partition";
            return index;
        }
    }
    list_each (struct index *, index, &relation->indexes) {
        bool has_all = true;
        list_each (struct column *, column, key) {
            bool has_column = holds_column(&index->included, column->name);
            list_each (struct index_key, index_key, &index->keys)
                has_column |= index_key.column == column;
            has_all &= has_column;
        }
        if (has_all && !index->predicate &&
            (strcmp(index->method, "btree") == 0 || strcmp(index->method, "hash") == 0)) {
            *why = key->count == 1 ? "holds the column, but not first"
                                   : "holds the columns, but not first";
            return index;
        }
    }
    return NULL;
}

static bool same_columns(const struct column_list *a, const struct column_list *b)
{
    if (a->count != b->count)
        return false;
    list_each (struct column *, column, a)
        if (!holds_column(b, column->name))
            return false;
    return true;
}

static bool is_judged_key(const struct constraint *constraint)
{
    return constraint->kind == CONSTRAINT_FOREIGN_KEY && constraint->columns.count > 0 &&
           !constraint->is_inherited;
}

// Two keys over the same columns want one index: the first is reported.
static bool is_first(const struct relation *relation, const struct constraint *key)
{
    list_each (struct constraint *, other, &relation->constraints) {
        if (other == key)
            return true;
        if (is_judged_key(other) && same_columns(&other->columns, &key->columns))
            return false;
    }
    return true;
}

static void report(struct check *check, const struct constraint *key)
{
    struct arena *arena = check->arena;
    const struct relation *relation = key->relation;
    const char *table = name_relation(arena, relation);
    const char *columns = name_columns(arena, &key->columns);
    const char *target = key->references ? name_relation(arena, key->references)
                         : key->references_name
                             ? name_qualified(arena, key->references_schema, key->references_name)
                             : "another table";
    struct finding *finding = check_report(
        check, (struct finding){
                   .place = key->place,
                   .object = name_path(arena, relation->schema, relation->name, key->name),
                   .message = check_format(
                       check, "no index covers the foreign key (%s) of %s, which references %s",
                       columns, table, target),
                   .label = "every DELETE of a referenced row reads the whole table",
                   .help = check_format(check, "CREATE INDEX ON %s (%s);", table, columns),
                   .fix = check_format(check, "CREATE INDEX ON %s (%s);", table, columns),
               });
    const char *why;
    const struct index *near = near_miss(relation, &key->columns, &why);
    if (near)
        finding_relate(check, finding, near->place,
                       check_format(check, "%s %s", name_identifier(arena, near->name), why));
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations) {
        if (!relation_is_table(relation) || relation->is_builtin || relation->extension ||
            relation->is_temporary)
            continue;
        list_each (struct constraint *, constraint, &relation->constraints) {
            if (!is_judged_key(constraint) || is_covered(relation, &constraint->columns) ||
                !is_first(relation, constraint))
                continue;
            if (design_gap_may(check->design, "index", relation->name) ||
                design_gap_may(check->design, "unique", relation->name) ||
                design_gap_may(check->design, "primary", relation->name))
                check_undecided(check, constraint->place,
                                check_format(check,
                                             "a statement that could not be followed mentions %s "
                                             "and may make an index",
                                             name_relation(check->arena, relation)));
            else
                report(check, constraint);
        }
    }
}

RULE(schema, foreign_key_without_index, .level = LEVEL_WARNING,
     .summary = "a foreign key whose referencing rows no index finds",
     .explanation =
         "PostgreSQL makes an index for the referenced side only. Without one on the referencing "
         "columns, each DELETE of a parent (and UPDATE of its key) reads the whole child table, "
         "holding locks meanwhile, and so does each query that asks for a parent's children.\n"
         "\n"
         "A btree or hash index covers the key when its first columns are the key's columns, in "
         "any order: (b, a, c) covers a key (a, b). Indexes of primary keys, unique and exclusion "
         "constraints count. INCLUDE columns and expressions do not, and a partial index only "
         "where its predicate is no more than that columns of the key are not null. On a "
         "partitioned table the index may stand on the root or on every partition.",
     .wrong = "CREATE TABLE lists (id bigint PRIMARY KEY);\n"
              "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    list_id bigint NOT NULL REFERENCES lists (id)\n"
              ");\n",
     .right = "CREATE TABLE lists (id bigint PRIMARY KEY);\n"
              "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    list_id bigint NOT NULL REFERENCES lists (id)\n"
              ");\n"
              "CREATE INDEX ON todos (list_id);\n",
     .source = "C3, splinter unindexed_foreign_keys")
