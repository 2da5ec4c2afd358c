// Indexes whose keys another index of the same table begins with.
//
// A btree on (a, b) finds and sorts by a whatever one on (a) does, so the latter only costs. What
// has to agree: columns or expressions, operator classes, collations, the predicate, and the order,
// or all of it turned round, since a btree is read backwards as well. What enforces something is
// never redundant.
#include "check/index_keys.h"
#include "check/tables.h"

static bool is_turned(struct arena *scratch, const struct index_key *a, const struct index_key *b)
{
    return index_same_value(scratch, a, b) && a->is_descending != b->is_descending &&
           a->nulls_first != b->nulls_first;
}

static bool is_prefix(struct arena *scratch, const struct index *index, const struct index *other)
{
    bool is_same = true, is_reverse = true;
    if (index->keys.count >= other->keys.count)
        return false;
    for (uint32_t at = 0; at < index->keys.count; at++) {
        is_same =
            is_same && index_same_key(scratch, &index->keys.items[at], &other->keys.items[at]);
        is_reverse =
            is_reverse && is_turned(scratch, &index->keys.items[at], &other->keys.items[at]);
    }
    return is_same || is_reverse;
}

// Whether `other` answers from itself alone what `index` does.
static bool holds_included(const struct index *index, const struct index *other)
{
    list_each (struct column *, column, &index->included) {
        bool is_held = column_list_has(&other->included, column);
        list_each (struct index_key, key, &other->keys)
            is_held |= key.column == column;
        if (!is_held)
            return false;
    }
    return true;
}

static bool is_candidate(const struct index *index)
{
    return !index->is_unique && !index->is_primary && !index->constraint &&
           strcmp(index->method, "btree") == 0 && index_is_comparable(index);
}

static bool covers(struct arena *scratch, const struct index *other, const struct index *index)
{
    return other != index && strcmp(other->method, "btree") == 0 && index_is_comparable(other) &&
           is_prefix(scratch, index, other) && holds_included(index, other) &&
           index_same_predicate(scratch, index, other);
}

static void report(struct check *check, const struct index *index, const struct index *other)
{
    struct arena *arena = check->arena;
    const struct relation *relation = index->relation;
    const char *longer = check_format(
        check, "%s%s",
        !other->constraint  ? "index "
        : other->is_primary ? "that of the primary key "
                            : "that of the constraint ",
        name_identifier(arena, other->constraint ? other->constraint->name : other->name));
    struct finding *finding = check_report(
        check, (struct finding){
                   .place = index->place,
                   .object = name_path(arena, relation->schema, relation->name, index->name),
                   .message = check_format(check, "index %s of %s is the beginning of %s",
                                           name_identifier(arena, index->name),
                                           name_relation(arena, relation), longer),
                   .label = "every write pays for both",
                   .help = check_format(check, "DROP INDEX %s;",
                                        name_qualified(arena, relation->schema, index->name)),
               });
    finding_relate(check, finding, other->place, "finds the same rows in the same order");
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations) {
        if (relation->is_builtin || relation->extension)
            continue;
        list_each (struct index *, index, &relation->indexes) {
            if (!is_candidate(index))
                continue;
            list_each (struct index *, other, &relation->indexes)
                if (covers(check->scratch, other, index)) {
                    report(check, index, other);
                    break;
                }
        }
    }
}

RULE(schema, redundant_index, .level = LEVEL_WARNING,
     .summary = "an index that is the beginning of another of the same table",
     .explanation =
         "A btree on (user_id, created_at) is sorted by user_id first, so it finds the rows of one "
         "user as an index on (user_id) does, covers the same foreign key, and sorts by user_id as "
         "well. The short one is written and vacuumed for nothing; what speaks for it is its size "
         "alone, where it is read very often and the longer one is much wider. Then say so in an "
         "ignore.\n"
         "\n"
         "Only btree indexes are compared: the keys with operator class and collation, the "
         "predicate, and the order, forwards or all backwards. (b) and (b, a) are no beginning of "
         "(a, b). A unique index and one of a constraint are never redundant, since they enforce "
         "something; that of a primary key or a unique constraint may make a shorter one so. "
         "INCLUDE columns have to be in the longer one too. Equal indexes are "
         "schema/duplicate-index's.",
     .wrong = "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    user_id bigint NOT NULL,\n"
              "    created_at timestamptz NOT NULL\n"
              ");\n"
              "CREATE INDEX todos_user ON todos (user_id);\n"
              "CREATE INDEX todos_newest ON todos (user_id, created_at);\n",
     .right = "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    user_id bigint NOT NULL,\n"
              "    created_at timestamptz NOT NULL\n"
              ");\n"
              "CREATE INDEX todos_made ON todos (created_at);\n"
              "CREATE INDEX todos_newest ON todos (user_id, created_at);\n",
     .source = "splinter duplicate_index")
