// The preludes, statement by statement; which of them are passed over is told from their first
// words, since they are our own text.
#include "postgres/bootstrap.h"

#include "base/text.h"
#include "base/word.h"
#include "design/lookup.h"
#include "read/split.h"

struct bootstrap {
    struct connection *connection;
    const struct design *design;
    struct arena *arena;
    LIST(const char *) roles; // that were there before
    bool had_auth;            // a schema auth was there before
    bool made_role;
};

static bool role_was_there(const struct bootstrap *bootstrap, const char *name, size_t length)
{
    list_each (const char *, role, &bootstrap->roles)
        if (strlen(role) == length && strncmp(role, name, length) == 0)
            return true;
    return false;
}

// Only what is not there yet is made.
static bool is_passed_over(struct bootstrap *bootstrap, const struct statement *statement)
{
    const char *start = statement->text, *end = start + statement->length;
    size_t create = words_match(start, end, "create role ");
    size_t alter = words_match(start, end, "alter role ");
    if (create || alter) {
        const char *name = start + create + alter;
        size_t length = 0;
        while (byte_is_identifier(name[length]))
            length++;
        bool was_there = role_was_there(bootstrap, name, length);
        bootstrap->made_role |= create && !was_there;
        return was_there;
    }
    // A membership: GRANT without ON.
    if (words_match(start, end, "grant ") && !strstr(start, " ON "))
        return !bootstrap->made_role;
    return bootstrap->had_auth;
}

static bool prelude_run(struct bootstrap *bootstrap, struct source_file *file, struct error *error)
{
    struct splitter splitter;
    struct statement statement;
    struct arena_mark mark = arena_mark(bootstrap->arena);
    splitter_init(&splitter, file, bootstrap->arena);
    while (splitter_next(&splitter, &statement)) {
        struct error cause;
        if (!is_passed_over(bootstrap, &statement) &&
            !connection_run(bootstrap->connection, statement.text, NULL, NULL, &cause)) {
            struct position position = place_position((struct place){file, statement.offset, 0});
            return error_set(error, "the platform's own objects cannot be made (%s:%u): %s",
                             file->path, position.line, cause.message);
        }
        arena_rewind(bootstrap->arena, mark);
    }
    return true;
}

static bool look(struct bootstrap *bootstrap, struct error *error)
{
    struct sql_rows rows;
    if (!connection_query(bootstrap->connection, bootstrap->arena,
                          "SELECT rolname FROM pg_catalog.pg_roles", NULL, 0, &rows, error))
        return false;
    for (uint32_t i = 0; i < rows.row_count; i++)
        list_add(bootstrap->arena, &bootstrap->roles, rows.values[i]);
    if (!connection_query(bootstrap->connection, bootstrap->arena,
                          "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'auth'", NULL, 0,
                          &rows, error))
        return false;
    bootstrap->had_auth = rows.row_count > 0;
    return true;
}

// On Supabase the extensions' schema is on every search path. The role's own setting says so there;
// here it is the database's, so that no role that existed is changed.
static const char search_path_of_supabase[] =
    "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = \"$user\", public, extensions',"
    " current_database()); END$$";

static bool preludes_run(struct bootstrap *bootstrap, struct error *error)
{
    if (!look(bootstrap, error))
        return false;
    list_each (struct prelude, prelude, &bootstrap->design->preludes) {
        // Every database has what postgres.sql declares; what is later belongs between two files.
        if (prelude.is_later || strcmp(prelude.file->path, "platforms/postgres.sql") == 0)
            continue;
        if (!prelude_run(bootstrap, prelude.file, error))
            return false;
    }
    return bootstrap->had_auth || bootstrap->design->platform != PLATFORM_SUPABASE ||
           connection_run(bootstrap->connection, search_path_of_supabase, NULL, NULL, error);
}

bool bootstrap_run(struct connection *connection, const struct design *design, struct error *error)
{
    if (!connection_run(connection, "BEGIN", NULL, NULL, error))
        return false;
    struct bootstrap bootstrap = {.connection = connection, .design = design, .arena = arena_new()};
    bool is_good =
        preludes_run(&bootstrap, error) && connection_run(connection, "COMMIT", NULL, NULL, error);
    struct error ignored;
    if (!is_good && !connection_run(connection, "ROLLBACK", NULL, NULL, &ignored))
        is_good = false; // the connection is gone, and with it the transaction
    arena_free(bootstrap.arena);
    return is_good;
}

// ---- after the schema ------------------------------------------------------------------------------

// In SQL, so that names are quoted by who reads them. A role cannot be granted to itself, and a
// superuser may become every role without it.
static const char grants_missing[] =
    "SELECT format('GRANT %I TO %I', r.rolname, m.rolname)"
    "  FROM pg_catalog.pg_roles r, pg_catalog.pg_roles m"
    " WHERE r.rolname = ANY ($1::text[])"
    "   AND (m.rolname = 'authenticator' OR m.rolname = session_user)"
    "   AND r.oid <> m.oid AND NOT m.rolsuper"
    "   AND NOT pg_catalog.pg_has_role(m.oid, r.oid, 'MEMBER')"
    " ORDER BY 1";

static void name_add(struct text *names, const char *name)
{
    if (!name)
        return;
    text_add(names, names->length > 1 ? ",\"" : "\"");
    for (; *name; name++) {
        if (*name == '"' || *name == '\\')
            text_add_char(names, '\\');
        text_add_char(names, *name);
    }
    text_add_char(names, '"');
}

bool bootstrap_grant_roles(struct connection *connection, const struct design *design,
                           struct error *error)
{
    struct text names;
    text_init(&names);
    text_add(&names, "{");
    name_add(&names, "anon"); // what runs for nobody
    for (uint32_t i = 0; design->manifest && i < design->manifest->schemes.count; i++)
        name_add(&names, design->manifest->schemes.items[i].role.text);
    text_add(&names, "}");
    struct arena *arena = arena_new();
    struct sql_rows rows = {0};
    const char *values[] = {names.string};
    bool is_good = connection_query(connection, arena, grants_missing, values, 1, &rows, error);
    for (uint32_t i = 0; is_good && i < rows.row_count; i++)
        is_good = connection_run(connection, rows.values[i], NULL, NULL, error);
    arena_free(arena);
    text_release(&names);
    return is_good;
}
