// A database that somebody else runs (--database): what has to hold before it is served from, each
// with what to do where it does not. Nothing that exists is changed.
#include "base/text.h"
#include "link/operation.h"
#include "postgres/bootstrap.h"
#include "postgres/database_part.h"
#include "postgres/load.h"

enum { OLDEST_SERVER = POSTGRES_OLDEST * 10000, NAMED = 6 };

static bool server_check(struct connection *connection, struct error *error)
{
    uint32_t version = connection_server_version(connection);
    if (version < OLDEST_SERVER)
        return error_set(error, "the database is PostgreSQL %u; lintel needs version %d or newer",
                         (unsigned)(version / 10000), POSTGRES_OLDEST);
    if (connection_is_pooled(connection))
        return error_set(error, "a pooler stands between lintel and the database and shares its "
                                "connections between clients; lintel prepares statements and pools "
                                "by itself: connect to the server directly (on Supabase the direct "
                                "connection, port 5432, instead of the pooler's)");
    return true;
}

// ---- the login --------------------------------------------------------------------------------------

static const char login_query[] =
    "SELECT current_user, r.rolsuper, r.rolbypassrls,"
    " (SELECT min(n) FROM (VALUES"
    "   (current_setting('max_connections')::int"
    "    - current_setting('superuser_reserved_connections')::int),"
    "   (nullif(r.rolconnlimit, -1)),"
    "   ((SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database()))"
    " ) AS limits(n)),"
    " pg_is_in_recovery()"
    " FROM pg_roles r WHERE r.rolname = current_user";

static bool login_look(const struct opening *opening, struct connection *connection,
                       const char **login, struct error *error)
{
    struct sql_rows rows;
    if (!connection_query(connection, opening->arena, login_query, NULL, 0, &rows, error))
        return false;
    if (rows.row_count != 1)
        return error_set(error, "the database does not say who is connected");
    *login = rows.values[0];
    bool is_superuser = string_equal(rows.values[1], "t");
    if (is_superuser || string_equal(rows.values[2], "t"))
        state_say(opening->state,
                  "warning: the login %s %s; requests still run under row security, since each "
                  "sets its role, but a login without such rights is safer",
                  *login, is_superuser ? "is a superuser" : "bypasses row security (BYPASSRLS)");
    if (string_equal(rows.values[4], "t"))
        state_say(opening->state,
                  "warning: this server is a read-only replica: requests that write are refused");
    unsigned long limit = rows.values[3] ? strtoul(rows.values[3], NULL, 10) : 0;
    opening->database->connection_limit = (uint32_t)limit;
    return true;
}

// ---- roles ------------------------------------------------------------------------------------------

struct names {
    LIST_FIELDS(const char *);
};

static void name_add(struct arena *arena, struct names *names, const char *name)
{
    if (!name)
        return;
    list_each (const char *, known, names)
        if (string_equal(known, name))
            return;
    list_add(arena, names, name);
}

// The roles that requests run as.
static struct names roles_needed(const struct opening *opening)
{
    struct names names = {0};
    const struct design *design = opening->design;
    if (design->link)
        list_each (struct operation_link *, operation, &design->link->operations)
            list_each (struct caller, caller, &operation->callers)
                name_add(opening->arena, &names, caller.role_name);
    if (design->manifest)
        list_each (struct manifest_scheme, scheme, &design->manifest->schemes) {
            name_add(opening->arena, &names, scheme.role.text);
            list_each (struct manifest_text, role, &scheme.token_role)
                name_add(opening->arena, &names, role.text);
        }
    return names;
}

// Since PostgreSQL 16 a membership may come without the right to SET ROLE.
static bool roles_check(const struct opening *opening, struct connection *connection,
                        const char *login, struct error *error)
{
    struct names names = roles_needed(opening);
    const char *query =
        arena_format(opening->arena,
                     "SELECT r.oid IS NOT NULL, coalesce(pg_has_role(current_user, r.oid, '%s'), "
                     "false), quote_ident($1), quote_ident(current_user) "
                     "FROM (SELECT 1) AS one LEFT JOIN pg_roles r ON r.rolname = $1",
                     connection_server_version(connection) >= 160000 ? "SET" : "MEMBER");
    struct text absent, missing;
    text_init(&absent);
    text_init(&missing);
    const char *quoted = login;
    bool is_asked = true;
    list_each (const char *, name, &names) {
        struct sql_rows rows;
        is_asked = connection_query(connection, opening->arena, query, &name, 1, &rows, error) &&
                   rows.row_count == 1;
        if (!is_asked)
            break;
        bool exists = string_equal(rows.values[0], "t");
        if (!exists || !string_equal(rows.values[1], "t")) {
            struct text *list = exists ? &missing : &absent;
            text_format(list, "%s%s", list->length ? ", " : "", rows.values[2]);
        }
        quoted = rows.values[3];
    }
    bool is_good = is_asked && !absent.length && !missing.length;
    if (is_asked && absent.length)
        error_set(error,
                  "the database has no role %s, which the design's requests run as: create it and "
                  "load the design's schema, or let lintel do both in an empty database with "
                  "--setup",
                  absent.string);
    else if (is_asked && missing.length)
        error_set(error, "the login %s cannot become %s, as which requests run: GRANT %s TO %s",
                  login, missing.string, missing.string, quoted);
    text_release(&absent);
    text_release(&missing);
    return is_good;
}

// What a login may become, whoever gets hold of its connection may become too. The roles that
// requests run as are the design's business, and service_role is the platform's.
static const char become_query[] =
    "SELECT quote_ident(r.rolname), r.rolsuper FROM pg_roles r, pg_roles l"
    " WHERE l.rolname = current_user AND r.oid <> l.oid AND NOT l.rolsuper"
    " AND (r.rolsuper OR r.rolbypassrls AND r.rolname <> 'service_role')"
    " AND pg_has_role(l.oid, r.oid, 'MEMBER') ORDER BY NOT r.rolsuper, 1";

static bool become_look(const struct opening *opening, struct connection *connection,
                        const char *login, struct error *error)
{
    struct names names = roles_needed(opening);
    struct sql_rows rows;
    if (!connection_query(connection, opening->arena, become_query, NULL, 0, &rows, error))
        return false;
    for (uint32_t row = 0; row < rows.row_count; row++) {
        const char *name = rows.values[2 * row];
        bool is_superuser = string_equal(rows.values[2 * row + 1], "t"), is_needed = false;
        list_each (const char *, needed, &names)
            is_needed |= string_equal(needed, name);
        if (is_superuser || !is_needed)
            state_say(opening->state,
                      "warning: the login %s may become %s, which %s; a login that may become the "
                      "roles of requests alone is safer",
                      login, name,
                      is_superuser ? "is a superuser" : "bypasses row security (BYPASSRLS)");
    }
    return true;
}

// ---- --setup ----------------------------------------------------------------------------------------

// Everything but PostgreSQL's own objects and what extensions brought.
static const char contents_query[] =
    "WITH own AS (SELECT oid, nspname FROM pg_namespace WHERE nspname <> 'information_schema'"
    "  AND nspname !~ '^pg_'),"
    " found AS ("
    "  SELECT 'schema' AS kind, quote_ident(nspname) AS name, 'pg_namespace'::regclass AS class,"
    "   oid FROM own WHERE nspname <> 'public'"
    "  UNION ALL SELECT CASE relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view'"
    "    WHEN 'm' THEN 'materialized view' ELSE 'table' END,"
    "   quote_ident(nspname) || '.' || quote_ident(relname), 'pg_class', c.oid"
    "   FROM pg_class c JOIN own ON own.oid = relnamespace WHERE relkind IN"
    "   ('r','p','v','m','f','S')"
    "  UNION ALL SELECT 'function', quote_ident(nspname) || '.' || quote_ident(proname),"
    "   'pg_proc', p.oid FROM pg_proc p JOIN own ON own.oid = pronamespace"
    "  UNION ALL SELECT 'type', quote_ident(nspname) || '.' || quote_ident(typname), 'pg_type',"
    "   t.oid FROM pg_type t JOIN own ON own.oid = typnamespace WHERE typtype IN ('d','e','r'))"
    " SELECT kind || ' ' || name, count(*) OVER () FROM found f WHERE NOT EXISTS"
    "  (SELECT FROM pg_depend d WHERE d.classid = f.class AND d.objid = f.oid AND d.deptype = 'e')"
    " ORDER BY name !~ '^public[.]', position(kind IN 'table view sequence type function schema'), "
    "1"
    " LIMIT 6";

static bool empty_check(const struct opening *opening, struct connection *connection,
                        struct error *error)
{
    struct sql_rows rows;
    if (!connection_query(connection, opening->arena, contents_query, NULL, 0, &rows, error))
        return false;
    if (!rows.row_count)
        return true;
    struct text list;
    text_init(&list);
    for (uint32_t row = 0; row < rows.row_count; row++)
        text_format(&list, "%s%s", row ? ", " : "", rows.values[2 * row]);
    unsigned long count = strtoul(rows.values[1], NULL, 10);
    if (count > rows.row_count)
        text_format(&list, " and %lu more", count - rows.row_count);
    error_set(error,
              "--setup is for an empty database, and this one is not: there is %s; without --setup "
              "lintel serves from it if it is what the design says",
              list.string);
    text_release(&list);
    return false;
}

static bool setup_run(const struct opening *opening, struct connection *connection,
                      struct error *error)
{
    if (!empty_check(opening, connection, error))
        return false;
    state_say(opening->state, "loading the design into the empty database");
    return bootstrap_run(connection, opening->design, error) &&
           load_schema(connection, opening->design, error);
}

// ---- all of it --------------------------------------------------------------------------------------

static bool remote_check(const struct opening *opening, struct connection *connection,
                         struct error *error)
{
    const char *login = "";
    return server_check(connection, error) && login_look(opening, connection, &login, error) &&
           (!opening->options->sets_up || setup_run(opening, connection, error)) &&
           roles_check(opening, connection, login, error) &&
           become_look(opening, connection, login, error);
}

bool database_open_remote(const struct opening *opening, struct error *error)
{
    struct database *database = opening->database;
    const struct database_options *options = opening->options;
    struct connection *connection;
    bool is_local;
    if (!connection_secure(opening->arena, options->url, options->is_unverified,
                           &database->connection_string, &is_local, error))
        return false;
    if (!connection_open(&connection, database->connection_string, SECONDS_TO_CONNECT, error)) {
        struct error reason = *error;
        bool is_tls = !is_local && !options->is_unverified &&
                      (strstr(reason.message, "SSL") || strstr(reason.message, "certificate"));
        return is_tls ? error_set(error,
                                  "%.700s; a server that is not of this machine must prove who it "
                                  "is (sslrootcert names other certificates to trust; "
                                  "--insecure-tls goes without)",
                                  reason.message)
                      : false;
    }
    bool is_good = remote_check(opening, connection, error);
    connection_close(connection);
    return is_good;
}
