// What the names of SQL files and their folders say: their order, and what is no schema.
#include "read/folder_walk.h"

#include "base/word.h"

// ---- order ----------------------------------------------------------------------------------------

static bool is_repeatable(const char *name) // Flyway
{
    return (name[0] == 'R' || name[0] == 'r') && name[1] == '_' && name[2] == '_';
}

static bool is_version(const char *name) // V1__x, v2_x
{
    return (name[0] == 'V' || name[0] == 'v') && byte_is_digit(name[1]);
}

bool name_is_numbered(const char *name)
{
    return byte_is_digit(name[0]) || is_version(name);
}

// Compares the numbers at *a and *b by value and steps over them.
static int number_compare(const char **a, const char **b)
{
    while (**a == '0')
        ++*a;
    while (**b == '0')
        ++*b;
    size_t length_a = 0, length_b = 0;
    while (byte_is_digit((*a)[length_a]))
        length_a++;
    while (byte_is_digit((*b)[length_b]))
        length_b++;
    int order = length_a < length_b ? -1 : length_a > length_b ? 1 : memcmp(*a, *b, length_a);
    *a += length_a;
    *b += length_b;
    return order;
}

// Steps over the separator before a further number of the version: `.`, and with Flyway `_`.
static bool next_number(const char **at, bool is_flyway)
{
    if ((**at != '.' && !(is_flyway && **at == '_')) || !byte_is_digit((*at)[1]))
        return false;
    ++*at;
    return true;
}

int name_compare(const char *a, const char *b)
{
    if (is_repeatable(a) != is_repeatable(b))
        return is_repeatable(a) ? 1 : -1;
    const char *at = a, *bt = b;
    if (name_is_numbered(a) != name_is_numbered(b))
        return name_is_numbered(a) ? -1 : 1;
    if (name_is_numbered(a)) {
        bool a_version = is_version(a), b_version = is_version(b);
        at += a_version;
        bt += b_version;
        bool a_more = true, b_more = true;
        while (a_more && b_more) {
            int order = number_compare(&at, &bt);
            if (order)
                return order;
            a_more = next_number(&at, a_version);
            b_more = next_number(&bt, b_version);
        }
        if (a_more != b_more)
            return a_more ? 1 : -1;
    }
    while (*at && *bt) {
        if (byte_is_digit(*at) && byte_is_digit(*bt)) {
            int order = number_compare(&at, &bt);
            if (order)
                return order;
        } else if (*at != *bt) {
            return (unsigned char)*at < (unsigned char)*bt ? -1 : 1;
        } else {
            at++;
            bt++;
        }
    }
    if (*at || *bt)
        return *at ? 1 : -1;
    return strcmp(a, b);
}

// ---- meaning ----------------------------------------------------------------------------------------

const char *const names_of_migrations[] = {
    "migrations",    "migration",      "migrate", "dbmigrations", "db_migrations",
    "db-migrations", "sql_migrations", "drizzle", "flyway",       NULL,
};
const char *const names_of_other_engines[] = {
    "mysql",     "mariadb",   "sqlite",    "sqlite3",    "riversqlite", "mssql",
    "sqlserver", "oracle",    "cockroach", "clickhouse", "cassandra",   "spanner",
    "bigquery",  "snowflake", "duckdb",    NULL,
};
const char *const names_of_postgres[] = {"postgres", "postgresql", "pgsql", "pg", "psql", NULL};
const char *const names_of_tests[] = {
    "test", "tests", "__tests__", "spec", "testdata", "fixtures", "e2e", NULL,
};
static const char *const names_of_seeds[] = {"seed", "seeds", "seeders", NULL};
static const char *const names_of_queries[] = {"queries", "query", NULL};
static const char *const names_of_downs[] = {"down",   "rollback", "rollbacks", "undo",
                                             "revert", "verify",   NULL};

static bool is_in(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcasecmp(name, *names) == 0)
            return true;
    return false;
}

bool folder_is_below(const struct walk_folder *folder, const char *const *names)
{
    for (; folder; folder = folder->parent)
        if (is_in(folder->name, names))
            return true;
    return false;
}

bool folder_is_queries(const struct walk_folder *folder)
{
    return is_in(folder->name, names_of_queries);
}

bool folder_is_postgres(const struct walk_folder *folder)
{
    return is_in(folder->name, names_of_postgres);
}

// folder_is_below, the root left out: what the user named is meant, whatever it is called.
static bool is_strictly_below(const struct walk_folder *folder, const char *const *names)
{
    for (; folder && folder->parent; folder = folder->parent)
        if (is_in(folder->name, names))
            return true;
    return false;
}

// The name without `.sql` ends in `ending`; its length without it, or 0.
static size_t stem_before(const char *name, const char *ending)
{
    size_t stem = strlen(name) - 4, length = strlen(ending);
    if (stem < length || strncasecmp(name + stem - length, ending, length) != 0)
        return 0;
    return stem - length;
}

// x_down.sql is a way back only where x.sql or x_up.sql stands beside it.
static bool has_way_there(const struct walk_folder *folder, const char *name, size_t stem)
{
    list_each (const char *, other, &folder->sql)
        if (strncmp(other, name, stem) == 0 && strcmp(other, name) != 0 &&
            (strcasecmp(other + stem, ".sql") == 0 || strcasecmp(other + stem, "_up.sql") == 0 ||
             strcasecmp(other + stem, "-up.sql") == 0 || strcasecmp(other + stem, ".up.sql") == 0))
            return true;
    return false;
}

static bool is_down(const struct walk_folder *folder, const char *name)
{
    static const char *const certain[] = {".down", ".undo", ".rollback", ".revert"};
    static const char *const beside[] = {"_down", "-down", "_rollback", "-rollback", "_undo"};
    if (strcasecmp(name, "down.sql") == 0)
        return true;
    if ((name[0] == 'U' || name[0] == 'u') && byte_is_digit(name[1]) && strstr(name, "__"))
        return true; // Flyway
    for (size_t i = 0; i < array_length(certain); i++)
        if (stem_before(name, certain[i]))
            return true;
    for (size_t i = 0; i < array_length(beside); i++) {
        size_t stem = stem_before(name, beside[i]);
        if (stem && has_way_there(folder, name, stem))
            return true;
    }
    return false;
}

enum name_reason name_reason(const struct walk_folder *folder, const char *name)
{
    if (folder->is_foreign)
        return REASON_FOREIGN;
    if (is_down(folder, name) || is_strictly_below(folder, names_of_downs))
        return REASON_DOWN;
    if (is_strictly_below(folder, names_of_other_engines))
        return REASON_ENGINE;
    if (is_strictly_below(folder, names_of_tests) || stem_before(name, "_test") ||
        stem_before(name, ".test") || strncasecmp(name, "test_", 5) == 0)
        return REASON_TEST;
    if (is_strictly_below(folder, names_of_seeds))
        return REASON_SEED;
    if (is_strictly_below(folder, names_of_queries) || strcasecmp(name, "queries.sql") == 0 ||
        strcasecmp(name, "query.sql") == 0)
        return REASON_QUERY;
    if (name_is_numbered(name))
        return REASON_NONE;
    if (strcasecmp(name, "seed.sql") == 0 || strcasecmp(name, "seeds.sql") == 0 ||
        strncasecmp(name, "seed_", 5) == 0 || strncasecmp(name, "seed-", 5) == 0 ||
        stem_before(name, "_seed") || stem_before(name, "-seed") || stem_before(name, ".seed"))
        return REASON_SEED;
    const char *version = strstr(name, "--");
    if (version && byte_is_digit(version[2]) && strstr(version + 2, "--"))
        return REASON_UPGRADE; // name--1.0--1.1.sql
    return REASON_NONE;
}

bool name_is_schema(const char *name, uint32_t *rank)
{
    static const char *const names[] = {
        "schema.sql", "structure.sql", "init.sql", "database.sql", "db.sql",
    };
    for (*rank = 0; *rank < array_length(names); ++*rank)
        if (strcasecmp(name, names[*rank]) == 0)
            return true;
    return false;
}

const char *name_reason_text(struct arena *arena, enum name_reason reason, uint32_t count)
{
    static const struct {
        const char *one, *many;
    } texts[REASON_COUNT] = {
        [REASON_NONE] = {"", ""},
        [REASON_DOWN] = {"the way back of a migration", "ways back of migrations"},
        [REASON_TEST] = {"a test", "tests"},
        [REASON_SEED] = {"data, no schema", "data, no schema"},
        [REASON_QUERY] = {"queries without names are not checked",
                          "queries without names are not checked"},
        [REASON_QUERIES] = {"another place with named queries: name it to check it",
                            "another place with named queries: name it to check it"},
        [REASON_ENGINE] = {"for another database system", "for another database system"},
        [REASON_FOREIGN] = {"sqlc's configuration gives it to another database system",
                            "sqlc's configuration gives them to another database system"},
        [REASON_UPGRADE] = {"the upgrade script of an extension",
                            "upgrade scripts of an extension"},
        [REASON_UNNAMED] = {"not named <number>_<name>.sql: the Supabase CLI passes it over",
                            "not named <number>_<name>.sql: the Supabase CLI passes them over"},
        [REASON_DUMP] = {"a schema beside migrations: the migrations are read",
                         "schemas beside migrations: the migrations are read"},
        [REASON_WISHES] = {"lintel.yaml does not name it", "lintel.yaml does not name them"},
        [REASON_ANOTHER] = {"another place with SQL: name it to check it",
                            "another place with SQL: name it to check it"},
        [REASON_MIGRATIONS] = {"another folder of migrations: name it to check it",
                               "another folder of migrations: name it to check it"},
    };
    if (count == 1)
        return texts[reason].one;
    return arena_format(arena, "%u files: %s", count, texts[reason].many);
}
