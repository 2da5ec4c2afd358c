// One blocking connection over libpq, and what is said when something fails: always one line, and
// never a password, even where the connection string is written wrongly.
#include <unistd.h>

#include "base/text.h"
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

// A URI whose password has a raw '@' or '/' is read by libpq as something else, and its message
// would show a part of the password as a host or a port. Such a string is refused before.
static bool uri_is_clear(const char *string)
{
    const char *start = strstr(string, "://");
    if (!start || (!string_starts_with(string, "postgres://") &&
                   !string_starts_with(string, "postgresql://")))
        return true;
    start += 3;
    const char *end = start + strcspn(start, "?#");
    const char *path = start + strcspn(start, "/?#");
    uint32_t signs = 0;
    for (const char *at = start; *at; at++)
        if (*at == '@' && (++signs > 1 || at >= path || at >= end))
            return false;
    // Without '@' what follows a colon is a port, and not the password of somebody who meant one.
    const char *host = signs ? strchr(start, '@') + 1 : start;
    const char *colon = NULL;
    bool is_bracketed = false; // an IPv6 address
    for (const char *at = host; at < path; at++) {
        is_bracketed = *at == '[' || (is_bracketed && *at != ']');
        if (*at == ':' && !is_bracketed)
            colon = at;
        else if (*at == ',')
            colon = NULL;
        else if (colon && (*at < '0' || *at > '9'))
            return false;
    }
    return true;
}

// libpq quotes what it could not read, and that may be a password.
static void quoted_remove(char *line)
{
    char *to = line;
    bool is_inside = false;
    for (const char *at = line; *at; at++) {
        if (*at == '"') {
            is_inside = !is_inside;
            *to++ = '"';
        } else if (!is_inside) {
            *to++ = *at;
        }
    }
    *to = '\0';
}

static bool string_check(const char *string, struct error *error)
{
    if (!uri_is_clear(string))
        return error_set(error, "the database's URL cannot be read: write special characters of "
                                "the user name and the password in percent-encoding (@ is %%40, / "
                                "is %%2F, : is %%3A, ? is %%3F, # is %%23)");
    char *message = NULL;
    PQconninfoOption *options = PQconninfoParse(string, &message);
    if (options) {
        PQconninfoFree(options);
        return true;
    }
    char line[512];
    line_copy(line, sizeof line, message);
    quoted_remove(line);
    PQfreemem(message);
    return error_set(error, "the database's connection string cannot be read: %s", line);
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
    if (!string_check(connection_string, error))
        return false;
    char timeout[16];
    snprintf(timeout, sizeof timeout, "%u", (unsigned)(seconds ? seconds : 1));
    const char *const keywords[] = {"dbname", "client_encoding", "connect_timeout",
                                    "fallback_application_name", NULL};
    const char *const values[] = {connection_string, "UTF8", timeout, "lintel", NULL};
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

// ---- TLS --------------------------------------------------------------------------------------

// Where systems keep the certificates that they trust; libpq 15 knows no word for "the system's".
static const char *const certificate_bundles[] = {
    "/etc/ssl/certs/ca-certificates.crt", // Debian, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",   // Red Hat
    "/etc/ssl/ca-bundle.pem",             // SUSE
    "/etc/ssl/cert.pem",                  // macOS, BSD
};

static const char *option_value(const PQconninfoOption *options, const char *keyword)
{
    for (; options->keyword; options++)
        if (strcmp(options->keyword, keyword) == 0)
            return options->val && *options->val ? options->val : NULL;
    return NULL;
}

static bool host_is_local(const char *host, size_t length)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "::1"};
    if (length == 0 || host[0] == '/' || host[0] == '@')
        return true;
    for (size_t at = 0; at < array_length(names); at++)
        if (strlen(names[at]) == length && strncasecmp(host, names[at], length) == 0)
            return true;
    return false;
}

// Every one of the list, which libpq tries in turn.
static bool hosts_are_local(const char *hosts)
{
    while (hosts) {
        size_t length = strcspn(hosts, ",");
        if (!host_is_local(hosts, length))
            return false;
        hosts = hosts[length] ? hosts + length + 1 : NULL;
    }
    return true;
}

// A service file, or PGHOST, may name any host.
static bool is_of_this_machine(const PQconninfoOption *options)
{
    const char *host = option_value(options, "host"), *address = option_value(options, "hostaddr");
    if (option_value(options, "service") || getenv("PGSERVICE"))
        return false;
    return hosts_are_local(host ? host : getenv("PGHOST")) &&
           hosts_are_local(address ? address : getenv("PGHOSTADDR"));
}

static const char *certificates_find(struct arena *arena)
{
    const char *home = getenv("HOME");
    // What libpq looks at by itself goes first.
    const char *own = home ? arena_format(arena, "%s/.postgresql/root.crt", home) : NULL;
    if (own && access(own, R_OK) == 0)
        return own;
    for (size_t at = 0; at < array_length(certificate_bundles); at++)
        if (access(certificate_bundles[at], R_OK) == 0)
            return certificate_bundles[at];
    return NULL;
}

static void option_add(struct text *out, const char *keyword, const char *value)
{
    text_format(out, "%s%s='", out->length ? " " : "", keyword);
    for (; *value; value++) {
        if (*value == '\'' || *value == '\\')
            text_add_char(out, '\\');
        text_add_char(out, *value);
    }
    text_add_char(out, '\'');
}

bool connection_secure(struct arena *arena, const char *connection_string, bool is_unverified,
                       const char **secured, bool *is_local, struct error *error)
{
    *secured = connection_string;
    *is_local = false;
    if (!string_check(connection_string, error))
        return false;
    PQconninfoOption *options = PQconninfoParse(connection_string, NULL);
    if (!options)
        return error_set(error, "the database's connection string cannot be read");
    const char *mode = option_value(options, "sslmode");
    const char *certificates = option_value(options, "sslrootcert");
    *is_local = is_of_this_machine(options);
    if (!certificates)
        certificates = getenv("PGSSLROOTCERT");
    if (!certificates)
        certificates = certificates_find(arena);
    bool is_good = *is_local || is_unverified || certificates;
    if (is_good && !*is_local) {
        struct text out;
        text_init(&out);
        for (const PQconninfoOption *each = options; each->keyword; each++)
            if (each->val && !string_equal(each->keyword, "sslmode") &&
                !string_equal(each->keyword, "sslrootcert") &&
                !string_equal(each->keyword, "gssencmode"))
                option_add(&out, each->keyword, each->val);
        // Kerberos' encryption would stand in for TLS unasked.
        option_add(&out, "gssencmode", "disable");
        option_add(&out, "sslmode", !is_unverified ? "verify-full" : mode ? mode : "require");
        if (certificates && (!is_unverified || (mode && string_starts_with(mode, "verify-"))))
            option_add(&out, "sslrootcert", certificates);
        *secured = arena_copy(arena, out.string, out.length);
        text_release(&out);
    }
    PQconninfoFree(options);
    return is_good || error_set(error, "this machine has no file of trusted certificates to verify "
                                       "the database's with: install ca-certificates, or name one "
                                       "with sslrootcert in the URL");
}
