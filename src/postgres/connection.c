// One blocking connection over libpq, and what is said when something fails: always one line, and
// never a password (connection_string.c).
#include "postgres/connection.h"

#include <libpq-fe.h>

struct connection {
    struct arena *arena; // holds this struct
    PGconn *server;
};

// libpq's and the server's messages may have several lines; ours have one.
static void line_copy(char *line, size_t size, const char *message)
{
    size_t length = 0;
    for (const char *at = message ? message : ""; *at && length + 3 < size; at++) {
        if (*at != '\n') {
            line[length++] = *at == '\t' ? ' ' : *at;
        } else if (at[1]) {
            line[length++] = ';';
            line[length++] = ' ';
        }
    }
    line[length] = '\0';
}

static void notice_ignore(void *context, const char *message)
{
    (void)context;
    (void)message;
}

bool connection_open(struct connection **result, const char *connection_string, uint32_t seconds,
                     struct error *error)
{
    *result = NULL;
    if (!connection_string_check(connection_string, error))
        return false;
    char timeout[16];
    snprintf(timeout, sizeof timeout, "%u", (unsigned)(seconds ? seconds : 1));
    // What comes before the connection string it may change: a machine that is gone without a word
    // is noticed within half a minute.
    const char *const keywords[] = {"keepalives_idle",
                                    "keepalives_interval",
                                    "keepalives_count",
                                    "tcp_user_timeout",
                                    "dbname",
                                    "client_encoding",
                                    "connect_timeout",
                                    "fallback_application_name",
                                    NULL};
    const char *const values[] = {"10",   "5",     "3",      "20000", connection_string,
                                  "UTF8", timeout, "lintel", NULL};
    PGconn *server = PQconnectdbParams(keywords, values, 1);
    if (!server)
        return error_set(error, "cannot connect to the database: out of memory");
    if (PQstatus(server) != CONNECTION_OK) {
        char line[768];
        line_copy(line, sizeof line, PQerrorMessage(server));
        error_set(error, "cannot connect to database \"%s\": %s", PQdb(server) ? PQdb(server) : "",
                  line);
        PQfinish(server);
        return false;
    }
    PQsetNoticeProcessor(server, notice_ignore, NULL);
    // Where the database prefers it off, a backslash in a literal of the design would be another
    // text. PostgreSQL says so by itself; a failure shows in the next statement.
    const char *strings = PQparameterStatus(server, "standard_conforming_strings");
    if (!strings || strcmp(strings, "on") != 0)
        PQclear(PQexec(server, "SET standard_conforming_strings = on"));
    struct arena *arena = arena_new();
    struct connection *connection = arena_make(arena, struct connection);
    *connection = (struct connection){.arena = arena, .server = server};
    *result = connection;
    return true;
}

void connection_close(struct connection *connection)
{
    if (!connection)
        return;
    PQfinish(connection->server);
    arena_free(connection->arena);
}

static const char *field(struct arena *arena, const PGresult *result, int code)
{
    const char *value = result ? PQresultErrorField(result, code) : NULL;
    return arena_copy_string(arena, value ? value : "");
}

// Says what went wrong in `result` (NULL: the connection is gone), fills `failure`, returns false.
static bool failed(struct connection *connection, PGresult *result, struct arena *arena,
                   struct sql_failure *failure, struct error *error)
{
    const char *primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    char line[768];
    line_copy(line, sizeof line, primary ? primary : PQerrorMessage(connection->server));
    if (!state) // no answer of the server: connection_exception
        state = "08000";
    error_set(error, "PostgreSQL: %s (%s)", line, state);
    if (failure) {
        *failure = (struct sql_failure){
            .message = arena_copy_string(arena, line),
            .detail = field(arena, result, PG_DIAG_MESSAGE_DETAIL),
            .hint = field(arena, result, PG_DIAG_MESSAGE_HINT),
            .position =
                (uint32_t)strtoul(field(arena, result, PG_DIAG_STATEMENT_POSITION), NULL, 10),
        };
        snprintf(failure->sqlstate, sizeof failure->sqlstate, "%.5s", state);
    }
    PQclear(result);
    return false;
}

static bool is_good(const PGresult *result)
{
    switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY:
        return true;
    default:
        return false;
    }
}

// COPY FROM STDIN or TO STDOUT: there are no data to send and nobody to take them. Ends the state,
// and leaves the connection usable.
static bool copy_refuse(struct connection *connection, PGresult *copy, struct arena *arena,
                        struct sql_failure *failure, struct error *error)
{
    bool is_in = PQresultStatus(copy) == PGRES_COPY_IN;
    PQclear(copy);
    if (is_in) {
        PQputCopyEnd(connection->server, "lintel runs no COPY FROM STDIN here");
    } else {
        char *row;
        while (PQgetCopyData(connection->server, &row, 0) > 0)
            PQfreemem(row);
    }
    for (PGresult *rest; (rest = PQgetResult(connection->server));) {
        PQclear(rest);
        if (PQstatus(connection->server) != CONNECTION_OK)
            break;
    }
    if (failure) {
        *failure = (struct sql_failure){
            .message = arena_copy_string(arena, "COPY is not run here"), .detail = "", .hint = ""};
        snprintf(failure->sqlstate, sizeof failure->sqlstate, "0A000");
    }
    return error_set(error, "COPY FROM STDIN and TO STDOUT are not run here (0A000)");
}

bool connection_run(struct connection *connection, const char *sql, struct arena *arena,
                    struct sql_failure *failure, struct error *error)
{
    PGresult *result = PQexec(connection->server, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
        return copy_refuse(connection, result, arena, failure, error);
    if (!is_good(result))
        return failed(connection, result, arena, failure, error);
    PQclear(result);
    return true;
}

bool connection_query(struct connection *connection, struct arena *arena, const char *sql,
                      const char *const *values, uint32_t value_count, struct sql_rows *rows,
                      struct error *error)
{
    *rows = (struct sql_rows){0};
    PGresult *result =
        PQexecParams(connection->server, sql, (int)value_count, NULL, values, NULL, NULL, 0);
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
        return copy_refuse(connection, result, arena, NULL, error);
    if (!is_good(result))
        return failed(connection, result, arena, NULL, error);
    rows->row_count = (uint32_t)PQntuples(result);
    rows->column_count = (uint32_t)PQnfields(result);
    size_t count = (size_t)rows->row_count * rows->column_count;
    rows->values = arena_allocate(arena, count * sizeof *rows->values);
    for (size_t at = 0; at < count; at++) {
        int row = (int)(at / rows->column_count), column = (int)(at % rows->column_count);
        if (!PQgetisnull(result, row, column))
            rows->values[at] = arena_copy(arena, PQgetvalue(result, row, column),
                                          (size_t)PQgetlength(result, row, column));
    }
    PQclear(result);
    return true;
}

bool connection_describe(struct connection *connection, struct arena *arena, const char *sql,
                         struct sql_description *description, struct sql_failure *failure,
                         struct error *error)
{
    *description = (struct sql_description){0};
    // The unnamed statement: the next Parse replaces it.
    PGresult *result = PQprepare(connection->server, "", sql, 0, NULL);
    if (!is_good(result))
        return failed(connection, result, arena, failure, error);
    PQclear(result);
    result = PQdescribePrepared(connection->server, "");
    if (!is_good(result))
        return failed(connection, result, arena, failure, error);
    for (int at = 0; at < PQnparams(result); at++)
        list_add(arena, &description->parameters, (uint32_t)PQparamtype(result, at));
    for (int at = 0; at < PQnfields(result); at++)
        list_add(arena, &description->columns,
                 (struct sql_column){
                     .name = arena_copy_string(arena, PQfname(result, at)),
                     .type = (uint32_t)PQftype(result, at),
                     .modifier = PQfmod(result, at),
                 });
    PQclear(result);
    return true;
}

uint32_t connection_server_version(const struct connection *connection)
{
    return (uint32_t)PQserverVersion(connection->server);
}

bool connection_is_pooled(struct connection *connection)
{
    struct arena *arena = arena_new();
    struct sql_rows rows;
    struct error error;
    bool is_pooled = false;
    if (connection_query(connection, arena, "select pg_backend_pid()", NULL, 0, &rows, &error) &&
        rows.row_count == 1 && rows.values[0])
        is_pooled = strtol(rows.values[0], NULL, 10) != PQbackendPID(connection->server);
    arena_free(arena);
    return is_pooled;
}
