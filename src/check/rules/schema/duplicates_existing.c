// Tables whose columns are those of another: same names, same types, same references.
#include "check/tables.h"

#include "base/text.h"

enum { COLUMNS_TELLING = 4 };

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

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Its columns as one text, equal for two tables that have the same: name, type, and what a foreign
// key refers to. NULL where fewer count than tell anything, or a type is not known.
static const char *signature(struct check *check, const struct relation *relation, uint32_t *count)
{
    struct arena *scratch = check->scratch;
    LIST(const char *) lines = {0};
    list_each (struct column *, column, &relation->columns) {
        if (!counts(check, column))
            continue;
        if (!column->type || !column->type->is_known)
            return NULL;
        const char *line =
            arena_format(scratch, "%s %s %p %u %p;", column->name, column->type->name,
                         (const void *)column->type->type, (unsigned)column->type->dimensions,
                         (const void *)target_of(column));
        list_add(scratch, &lines, line);
    }
    *count = lines.count;
    if (lines.count < COLUMNS_TELLING)
        return NULL;
    qsort(lines.items, lines.count, sizeof *lines.items, compare_lines);
    struct text text;
    text_init(&text);
    list_each (const char *, line, &lines)
        text_add(&text, line);
    const char *result = arena_copy_string(scratch, text.string);
    text_release(&text);
    return result;
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

// Their names or comments say that they are two.
static bool is_meant(const struct relation *relation, const struct relation *other)
{
    return strcmp(relation->name, other->name) == 0 || is_explained(relation, other) ||
           is_explained(other, relation) || differ_in_digits(relation->name, other->name);
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

struct relations {
    LIST_FIELDS(const struct relation *);
};

static void judge(struct check *check, struct map *by_columns, const struct relation *relation)
{
    uint32_t count = 0;
    const char *columns = signature(check, relation, &count);
    if (!columns)
        return;
    struct relations *alike = map_get(by_columns, columns);
    if (!alike) {
        alike = arena_make(check->scratch, struct relations);
        map_set(check->scratch, by_columns, columns, alike);
    }
    list_each (const struct relation *, other, alike)
        if (!is_meant(relation, other)) {
            report(check, relation, other, count);
            return;
        }
    list_add(check->scratch, alike, relation);
}

static void check(struct check *check)
{
    struct map by_columns = {0};
    list_each (struct relation *, relation, &check->design->relations)
        if (is_judged(check, relation))
            judge(check, &by_columns, relation);
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
