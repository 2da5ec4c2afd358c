// One connection that blocks: for what happens before serving (bootstrap, the comparison with the
// design, describing statements) and in tools. Serving itself uses pg.h.
#ifndef LINTEL_POSTGRES_CONNECTION_H
#define LINTEL_POSTGRES_CONNECTION_H

#include "base/error.h"
#include "base/list.h"

struct connection;

// Keywords or URI, as libpq takes them; the error names host and database, never a password.
// `seconds` to wait at most.
must_check bool connection_open(struct connection **connection, const char *connection_string,
                                uint32_t seconds, struct error *error);
void connection_close(struct connection *connection); // also of NULL

// Whether libpq can read it as it was meant. The error shows nothing of what it holds.
must_check bool connection_string_check(const char *connection_string, struct error *error);

// The same string for a server that is reached over a network: TLS, and the server's certificate
// and name verified (verify-full), whatever weaker mode the string or the environment asks for;
// `is_unverified` leaves the string's own mode, "require" where it has none. Servers of this
// machine (a socket, a loopback address) are left as they are. Lives in the arena, and may hold a
// password: never to be shown.
must_check bool connection_secure(struct arena *arena, const char *connection_string,
                                  bool is_unverified, const char **secured, bool *is_local,
                                  struct error *error);

// The same string with a search path for each session, after what its `options` say: a list of
// names without a space.
must_check bool connection_add_search_path(struct arena *arena, const char *connection_string,
                                           const char *search_path, const char **made,
                                           struct error *error);

struct sql_failure {
    char sqlstate[6];
    const char *message, *detail, *hint;
    uint32_t position; // in characters from 1, 0 where none
};

// Runs one or several statements. False: the error has the server's message; `failure` may be NULL,
// else it is filled in the arena.
must_check bool connection_run(struct connection *connection, const char *sql, struct arena *arena,
                               struct sql_failure *failure, struct error *error);

// A query's rows as text in the arena; NULL for SQL NULL.
struct sql_rows {
    uint32_t row_count, column_count;
    const char **values; // row by row
};
must_check bool connection_query(struct connection *connection, struct arena *arena,
                                 const char *sql, const char *const *values, uint32_t value_count,
                                 struct sql_rows *rows, struct error *error);

// What Parse and Describe say of a statement.
struct sql_column {
    const char *name;
    uint32_t type;    // OID; a domain's base type
    int32_t modifier; // -1 for none
};
struct sql_description {
    LIST(uint32_t) parameters; // OIDs, by number
    LIST(struct sql_column) columns;
};
must_check bool connection_describe(struct connection *connection, struct arena *arena,
                                    const char *sql, struct sql_description *description,
                                    struct sql_failure *failure, struct error *error);

uint32_t connection_server_version(const struct connection *connection); // 150020

// Whether something stands between that shares server connections between clients (a transaction
// pooler): the process that answers is not the one that the connection was made to.
bool connection_is_pooled(struct connection *connection);

// ---- connection_environment.c: the PG variables of libpq ----------------------------------------------

// What the environment says of some other database must not reach lintel's own. Not every variable
// can be overridden by a connection string: PGSERVICE's file adds words of its own, PGTZ and
// PGDATESTYLE change what a schema's literals mean. The environment belongs to the process: only
// while no other thread looks at it.
struct pg_variables {
    LIST_FIELDS(char *); // NAME=VALUE
};

// Takes them all away; `taken` (in the arena) holds them.
void connection_environment_clear(struct arena *arena, struct pg_variables *taken);
void connection_environment_restore(const struct pg_variables *taken);
// Takes away those that change what statements mean, whichever database is connected to.
void connection_environment_clear_meanings(void);

#endif
