// Tables whose columns are those of another: same names, same types, same references.
#include "check/tables.h"

// Names of copies that are kept on purpose.
static bool is_copy_by_name(struct check *check, const struct relation *relation)
{
    return rule_parameter_matches(check, "copies", relation->name);
}

// The same but for digits: events_2026 and events_2027, shard_1 and shard_2.
static bool differ_in_digits(const char *a, const char *b)
{
    while (*a && *b) {
        size_t digits_a = strspn(a, "0123456789"), digits_b = strspn(b, "0123456789");
        if (!digits_a != !digits_b || (!digits_a && *a != *b))
            return false;
        a += digits_a ? digits_a : 1;
        b += digits_b ? digits_b : 1;
    }
    return *a == *b;
}

static const struct relation *target_of(const struct column *column)
{
    const struct constraint *key = column_foreign_key(column);
    return key ? key->references : NULL;
}

static bool counts(struct check *check, const struct column *column)
{
    return !rule_parameter_matches(check, "generic", column->name);
}

static bool same_column(const struct column *a, const struct column *b)
{
    return a->type && b->type && type_name_same(a->type, b->type, false) &&
           a->type->dimensions == b->type->dimensions && target_of(a) == target_of(b);
}

static uint32_t counted(struct check *check, const struct relation *relation)
{
    uint32_t count = 0;
    list_each (struct column *, column, &relation->columns)
        count += counts(check, column);
    return count;
}

static bool is_judged(struct check *check, const struct relation *relation)
{
    return table_is_judged(relation) && !relation->is_open && relation->parents.count == 0 &&
           relation->children.count == 0 && !is_copy_by_name(check, relation);
}

// Its comment says what it has to do with the other.
static bool is_explained(const struct relation *relation, const struct relation *other)
{
    return relation->comment && strcasestr(relation->comment, other->name) != NULL;
}

enum { COLUMNS_TELLING = 4 };

static bool is_same(struct check *check, const struct relation *relation,
                    const struct relation *other)
{
    if (is_explained(relation, other) || is_explained(other, relation) ||
        strcmp(relation->name, other->name) == 0 || differ_in_digits(relation->name, other->name))
        return false;
    list_each (struct column *, column, &relation->columns) {
        const struct column *same =
            counts(check, column) ? relation_find_column(other, column->name) : NULL;
        if (counts(check, column) && (!same || !same_column(column, same)))
            return false;
    }
    return true;
}

static void report(struct check *check, const struct relation *relation,
                   const struct relation *other, uint32_t count)
{
    struct arena *arena = check->arena;
    const char *table = name_relation(arena, relation), *first = name_relation(arena, other);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = relation->place,
            .object = relation_path(check, relation),
            .message = check_format(check, "table %s has the same %u columns as %s", table,
                                    (unsigned)count, first),
            .label = "which of the two holds the truth?",
            .help = check_format(check,
                                 "use %s, with a column for what tells the two apart; or say why "
                                 "they are two: COMMENT ON TABLE %s IS 'unlike %s ...'",
                                 first, table, first),
        });
    finding_relate(check, finding, other->place, "the same names, types and references");
}

// Tables are told apart by how many columns count and what the first of them is called, so that
// each meets few others.
static void check(struct check *check)
{
    struct relations {
        LIST_FIELDS(const struct relation *);
    };
    struct map by_columns = {0};
    list_each (struct relation *, relation, &check->design->relations) {
        uint32_t count = is_judged(check, relation) ? counted(check, relation) : 0;
        if (count < COLUMNS_TELLING)
            continue;
        const char *first = "";
        list_each (struct column *, column, &relation->columns)
            if (counts(check, column) && (!*first || strcmp(column->name, first) < 0))
                first = column->name;
        const char *key = arena_format(check->scratch, "%u %s", (unsigned)count, first);
        struct relations *alike = map_get(&by_columns, key);
        if (!alike) {
            alike = arena_make(check->scratch, struct relations);
            map_set(check->scratch, &by_columns, key, alike);
        }
        bool is_found = false;
        for (uint32_t at = 0; at < alike->count && !is_found; at++)
            if (is_same(check, relation, alike->items[at])) {
                report(check, relation, alike->items[at], count);
                is_found = true;
            }
        if (!is_found)
            list_add(check->scratch, alike, relation);
    }
}

static const struct rule_parameter parameters[] = {
    {"generic", "id, uuid, created_at, updated_at, deleted_at, created_by, updated_by",
     "columns that every table may have"},
    {"copies",
     "*archive*, *history*, *backup*, *audit*, log, logs, *_log, *_logs, *staging*, *_import, "
     "*_imports, import_*, *snapshot*, *_version, *_versions, *draft*, *deleted*, *queue*, "
     "*cache*, "
     "*_temp, temp_*, *_tmp, tmp_*, *_test, *shadow*",
     "names of tables that are copies on purpose"},
    {NULL, NULL, NULL},
};

RULE(schema, duplicates_existing, .level = LEVEL_WARNING,
     .summary = "a table that says again what another holds",
     .explanation =
         "Two tables with the same columns usually are one thing, designed twice: somebody did not "
         "know of the first. From then on half of the rows are in each, and every question has to "
         "ask both. Where they do differ, in one thing, that is a column.\n"
         "\n"
         "Reported is the later of two tables in which at least four columns (id and timestamps "
         "not counted) have the same names and types and the same references, and none is left "
         "over. Not meant are partitions and inheritance, tables of the same name in several "
         "schemas, names that differ only in digits, names of archives, logs, imports, drafts and "
         "the like (a parameter), and tables of which one's comment names the other: it states the "
         "reason.\n"
         "\n"
         "A column that repeats one of a table it refers to is not reported: the price of an order "
         "has to stay what it was, and the schema does not show which copies are meant.",
     .wrong = "CREATE TABLE goals (id bigint PRIMARY KEY, user_id bigint NOT NULL, title text,\n"
              "    target numeric, reached_at timestamptz);\n"
              "CREATE TABLE user_targets (id bigint PRIMARY KEY, user_id bigint NOT NULL,\n"
              "    title text, target numeric, reached_at timestamptz);\n",
     .right = "CREATE TABLE goals (id bigint PRIMARY KEY, user_id bigint NOT NULL, title text,\n"
              "    target numeric, reached_at timestamptz, is_private boolean NOT NULL);\n",
     .source = "A2", .parameters = parameters)
