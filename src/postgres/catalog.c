// One connection, one transaction, one query; then the statements are put into an order in which
// each stands behind what it needs. What the platform declares is read from its own SQL first, so
// that the query can leave it out.
#include "postgres/catalog.h"

#include "base/embedded.h"
#include "base/map.h"
#include "base/text.h"
#include "design/lookup.h"
#include "postgres/array_text.h"
#include "postgres/binaries.h"
#include "postgres/connection.h"
#include "read/sql.h"

enum { SECONDS_TO_CONNECT = 10, OLDEST_SERVER = POSTGRES_OLDEST * 10000 };
enum {
    PLATFORM_SCHEMAS,
    PLATFORM_ROLES,
    PLATFORM_OBJECTS,
    PLATFORM_PARTS,
    IGNORED_ROLES,
    LEGACY,
    VALUES
};
enum { RANK, NAME, ID, NEEDS, TEXT, COLUMNS };
enum { RANK_SORTED_FIRST = 10, RANK_SORTED_LAST = 14, RANK_NOT_READ = 99 };

struct reading {
    struct catalog *catalog;
    struct arena *arena;
    struct connection *connection;
};

// ---- what the platform declares -------------------------------------------------------------------

static void builtin_read(struct sql_reader *reader, struct design *design, const char *path)
{
    const struct embedded *embedded = embedded_find(path);
    assert(embedded);
    struct source_file *file =
        source_file_new(design->arena, embedded->path, embedded->bytes, embedded->length);
    file->is_builtin = true;
    sql_reader_read(reader, file, true);
}

// What a database holds before a project's first statement.
static struct design *platform_read(enum platform platform)
{
    struct design *design = design_new();
    design->platform = platform;
    struct sql_reader *reader = sql_reader_new(design, &sql_limits_default);
    builtin_read(reader, design, "platforms/postgres.sql");
    if (platform == PLATFORM_SUPABASE)
        builtin_read(reader, design, "platforms/supabase.sql");
    sql_reader_finish(reader);
    sql_reader_free(reader);
    return design;
}

// Those that a request or a project may name; all others are the platform's services.
static bool is_api_role(const char *name)
{
    static const char *const names[] = {"anon", "authenticated", "service_role", "authenticator"};
    for (size_t i = 0; i < array_length(names); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static void platform_objects(const struct design *platform, struct arena *arena,
                             const char **values)
{
    struct text arrays[LEGACY];
    for (size_t i = 0; i < LEGACY; i++)
        text_init(&arrays[i]);
    list_each (struct schema *, schema, &platform->schemas)
        if (strcmp(schema->name, "public") != 0)
            array_text_add(&arrays[PLATFORM_SCHEMAS], schema->name, NULL, NULL);
    list_each (struct role *, role, &platform->roles) {
        array_text_add(&arrays[PLATFORM_ROLES], role->name, NULL, NULL);
        if (platform->platform == PLATFORM_SUPABASE && !is_api_role(role->name))
            array_text_add(&arrays[IGNORED_ROLES], role->name, NULL, NULL);
    }
    list_each (struct relation *, relation, &platform->relations) {
        array_text_add(&arrays[PLATFORM_OBJECTS], relation->schema, relation->name, NULL);
        list_each (struct policy *, policy, &relation->policies)
            array_text_add(&arrays[PLATFORM_PARTS], relation->schema, relation->name, policy->name);
        list_each (struct trigger *, trigger, &relation->triggers)
            array_text_add(&arrays[PLATFORM_PARTS], relation->schema, relation->name,
                           trigger->name);
    }
    list_each (struct function *, function, &platform->functions)
        array_text_add(&arrays[PLATFORM_OBJECTS], function->schema, function->name, NULL);
    list_each (struct type *, type, &platform->types)
        array_text_add(&arrays[PLATFORM_OBJECTS], type->schema, type->name, NULL);
    for (size_t i = 0; i < LEGACY; i++)
        values[i] = array_text_end(arena, &arrays[i]);
}

// ---- order ----------------------------------------------------------------------------------------

struct statement_row {
    long rank;
    const char *id, *needs, *text;
    bool is_begun, is_written;
};

struct order {
    struct arena *arena;
    struct statement_row *rows;
    struct map by_id;
    struct text *out;
};

static void statement_write(struct order *order, struct statement_row *row)
{
    row->is_written = true;
    text_add(order->out, row->text);
    text_add(order->out, ";\n");
}

// The next thing that it needs and that was not begun; NULL where there is none. What is begun and
// not written stands in a circle, which only bodies close: they are read later.
static struct statement_row *needed_next(const struct order *order, const char **needs)
{
    while (**needs) {
        size_t length = strcspn(*needs, " ");
        struct statement_row *row =
            map_get(&order->by_id, arena_copy(order->arena, *needs, length));
        *needs += length + ((*needs)[length] == ' ');
        if (row && !row->is_begun)
            return row;
    }
    return NULL;
}

// Everything it needs goes before it. Without recursion: views may stand on each other by
// thousands.
static void statement_write_sorted(struct order *order, struct statement_row *first)
{
    struct step {
        struct statement_row *row;
        const char *needs;
    };
    LIST(struct step) steps = {0};
    if (first->is_begun)
        return;
    first->is_begun = true;
    list_add(order->arena, &steps, (struct step){first, first->needs});
    while (steps.count) {
        struct step *step = &steps.items[steps.count - 1];
        struct statement_row *needed = needed_next(order, &step->needs);
        if (needed) {
            needed->is_begun = true;
            list_add(order->arena, &steps, (struct step){needed, needed->needs});
        } else {
            statement_write(order, step->row);
            steps.count--;
        }
    }
}

static bool is_sorted(const struct statement_row *row)
{
    return row->rank >= RANK_SORTED_FIRST && row->rank <= RANK_SORTED_LAST;
}

static void rows_write(struct reading *reading, const struct sql_rows *rows, struct text *out)
{
    struct order order = {.arena = arena_new(), .out = out};
    order.rows = arena_allocate(order.arena, (rows->row_count + 1) * sizeof *order.rows);
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const char **values = rows->values + (size_t)i * COLUMNS;
        order.rows[i] = (struct statement_row){.rank = strtol(values[RANK], NULL, 10),
                                               .id = values[ID],
                                               .needs = values[NEEDS],
                                               .text = values[TEXT]};
        if (*values[ID])
            map_set(order.arena, &order.by_id, values[ID], &order.rows[i]);
    }
    long rank = -1;
    for (uint32_t i = 0; i < rows->row_count; i++) {
        struct statement_row *row = &order.rows[i];
        if (row->rank != rank && out->length)
            text_add_char(out, '\n');
        rank = row->rank;
        if (rank == RANK_NOT_READ)
            list_add(reading->arena, &reading->catalog->not_read, row->text);
        else if (is_sorted(row))
            statement_write_sorted(&order, row);
        else
            statement_write(&order, row);
    }
    arena_free(order.arena);
}

// ---- the query -----------------------------------------------------------------------------------

// Everything that changes how PostgreSQL writes an expression; and nothing of ours waits for long.
static const char settings[] =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
    "SET LOCAL search_path = ''; SET LOCAL quote_all_identifiers = off;"
    "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, MDY';"
    "SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 1;"
    "SET LOCAL bytea_output = 'hex'; SET LOCAL lc_monetary = 'C'; SET LOCAL jit = off;"
    "SET LOCAL statement_timeout = '120s'; SET LOCAL lock_timeout = '10s'";

static const char look_query[] =
    "SELECT current_database(), current_setting('server_version'),"
    " EXISTS (SELECT FROM pg_roles WHERE rolname = 'supabase_auth_admin')"
    " AND EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    "              WHERE n.nspname = 'auth' AND c.relname = 'users'),"
    " EXISTS (SELECT FROM pg_default_acl d JOIN pg_namespace n ON n.oid = d.defaclnamespace"
    "           JOIN pg_roles o ON o.oid = d.defaclrole,"
    "           aclexplode(d.defaclacl) e JOIN pg_roles r ON r.oid = e.grantee"
    "          WHERE n.nspname = 'public' AND o.rolname = 'postgres' AND d.defaclobjtype = 'r'"
    "            AND r.rolname = 'anon' AND e.privilege_type = 'INSERT')";

static bool look(struct reading *reading, const char *platform, struct error *error)
{
    struct sql_rows rows;
    if (!connection_query(reading->connection, reading->arena, look_query, NULL, 0, &rows, error))
        return false;
    struct catalog *catalog = reading->catalog;
    bool is_supabase =
        platform ? strcmp(platform, "supabase") == 0 : strcmp(rows.values[2], "t") == 0;
    catalog->platform = is_supabase ? PLATFORM_SUPABASE : PLATFORM_POSTGRES;
    bool is_legacy = is_supabase && strcmp(rows.values[3], "t") == 0;
    catalog->default_grants = is_legacy ? DEFAULT_GRANTS_LEGACY : DEFAULT_GRANTS_EXPLICIT;
    catalog->source =
        arena_format(reading->arena, "the catalog of database %s, PostgreSQL %.*s", rows.values[0],
                     (int)strcspn(rows.values[1], " "), rows.values[1]);
    return true;
}

static bool statements_read(struct reading *reading, struct error *error)
{
    struct catalog *catalog = reading->catalog;
    const struct embedded *query = embedded_find("src/postgres/catalog.sql");
    assert(query);
    const char *values[VALUES];
    struct design *platform = platform_read(catalog->platform);
    platform_objects(platform, reading->arena, values);
    values[LEGACY] = catalog->default_grants == DEFAULT_GRANTS_LEGACY ? "true" : "false";
    design_free(platform);
    struct sql_rows rows = {0};
    if (!connection_query(reading->connection, reading->arena, query->bytes, values, VALUES, &rows,
                          error))
        return false;
    struct text out;
    text_init(&out);
    rows_write(reading, &rows, &out);
    catalog->sql = arena_copy(reading->arena, out.string ? out.string : "", out.length);
    catalog->length = out.length;
    text_release(&out);
    return true;
}

static bool version_check(const struct connection *connection, struct error *error)
{
    uint32_t version = connection_server_version(connection);
    return version >= OLDEST_SERVER ||
           error_set(error, "the database is PostgreSQL %u; lintel needs version %d or newer",
                     (unsigned)(version / 10000), POSTGRES_OLDEST);
}

bool catalog_read(struct catalog *catalog, struct arena *arena,
                  const struct catalog_options *options, struct error *error)
{
    *catalog = (struct catalog){0};
    struct reading reading = {.catalog = catalog, .arena = arena};
    const char *secured;
    bool is_local;
    if (!connection_secure(arena, options->url, options->is_unverified, &secured, &is_local,
                           error) ||
        !connection_open(&reading.connection, secured, SECONDS_TO_CONNECT, error))
        return false;
    bool is_good = version_check(reading.connection, error) &&
                   connection_run(reading.connection, settings, NULL, NULL, error) &&
                   look(&reading, options->platform, error) && statements_read(&reading, error);
    struct error ignored;
    if (!connection_run(reading.connection, "ROLLBACK", NULL, NULL, is_good ? error : &ignored))
        is_good = false;
    connection_close(reading.connection);
    return is_good;
}
