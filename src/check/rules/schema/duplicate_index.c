// Indexes that are equal to another of the same table.
//
// Equal: the same method, keys (columns or expressions, operator classes, collations, order), the
// same predicate and INCLUDE columns. One that enforces nothing is the duplicate of one that
// enforces uniqueness, never the reverse. Indexes of partitions follow their root's.
#include "check/index_keys.h"
#include "link/name.h"

static bool is_equal(struct arena *scratch, const struct index *a, const struct index *b)
{
    if (strcmp(a->method, b->method) != 0 || a->keys.count != b->keys.count ||
        !index_same_included(a, b))
        return false;
    for (uint32_t at = 0; at < a->keys.count; at++)
        if (!index_same_key(scratch, &a->keys.items[at], &b->keys.items[at]))
            return false;
    return index_same_predicate(scratch, a, b);
}

static bool is_deferrable(const struct index *index)
{
    return index->constraint && index->constraint->is_deferrable;
}

static bool excludes(const struct index *index)
{
    return index->constraint && index->constraint->kind == CONSTRAINT_EXCLUDE;
}

// Whether all that `index` does, `other` does too.
static bool is_served_by(const struct index *index, const struct index *other)
{
    if (index->is_primary || excludes(index))
        return false;
    if (!index->is_unique)
        return true;
    return other->is_unique && index->nulls_not_distinct == other->nulls_not_distinct &&
           is_deferrable(index) == is_deferrable(other);
}

// Whether `index` is the one to drop of two that serve each other: the one that holds no
// constraint, then the later one.
static bool is_to_drop(const struct index *index, const struct index *other)
{
    if (!is_served_by(index, other))
        return false;
    if (!is_served_by(other, index))
        return true;
    if (!index->constraint != !other->constraint)
        return !index->constraint;
    return place_compare(index->place, other->place) > 0 ||
           (place_compare(index->place, other->place) == 0 && strcmp(index->name, other->name) > 0);
}

static void report(struct check *check, const struct index *index, const struct index *other)
{
    struct arena *arena = check->arena;
    const struct relation *relation = index->relation;
    const char *name = name_identifier(arena, index->name);
    const char *help = index->constraint
                           ? check_format(check, "ALTER TABLE %s DROP CONSTRAINT %s;",
                                          name_relation(arena, relation),
                                          name_identifier(arena, index->constraint->name))
                           : check_format(check, "DROP INDEX %s;",
                                          name_qualified(arena, relation->schema, index->name));
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = index->place,
            .object = name_path(arena, relation->schema, relation->name, index->name),
            .message = check_format(
                check, "index %s of %s is equal to %s%s", name, name_relation(arena, relation),
                !other->constraint  ? "index "
                : other->is_primary ? "that of the primary key "
                                    : "that of the constraint ",
                name_identifier(arena, other->constraint ? other->constraint->name : other->name)),
            .label = "every write pays for both",
            .help = help,
        });
    finding_relate(check, finding, other->place, "the same keys here");
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations) {
        if (relation->is_builtin || relation->extension)
            continue;
        list_each (struct index *, index, &relation->indexes) {
            if (!index_is_comparable(index))
                continue;
            list_each (struct index *, other, &relation->indexes) {
                if (other == index || !index_is_comparable(other) ||
                    !is_equal(check->scratch, index, other) || !is_to_drop(index, other))
                    continue;
                report(check, index, other);
                break;
            }
        }
    }
}

RULE(schema, duplicate_index, .level = LEVEL_WARNING,
     .summary = "an index equal to another of the same table",
     .explanation =
         "Two equal indexes answer the same queries; each INSERT and most UPDATEs write both, both "
         "take space, and both are vacuumed. It happens most where UNIQUE or PRIMARY KEY has "
         "already made the index that CREATE INDEX then makes again.\n"
         "\n"
         "Equal means the same method, the same keys with operator class, collation and order, the "
         "same INCLUDE columns and the same predicate. A unique index is not the duplicate of a "
         "plain one, since it enforces something; the plain one is the one to drop. An index that "
         "is a prefix of another, or differs in order, is not a duplicate.",
     .wrong = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE);\n"
              "CREATE INDEX users_email ON users (email);\n",
     .right = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE);\n"
              "CREATE INDEX users_email_lower ON users (lower(email));\n",
     .source = "splinter duplicate_index")
