// A live database as SQL: the statements that would make what its catalog holds, so that the same
// reader reads it that reads files, and rules need not know (`lintel check --database`). What was
// made in a dashboard is judged like what stands in a migration.
//
// PostgreSQL writes the expressions and definitions itself (pg_get_expr and its like), with an
// empty search path, so that every name has its schema. The query is src/postgres/catalog.sql.
//
// Left out: the system's schemas, temporary tables, what extensions brought; on Supabase the
// objects of the platform's own schemas too, since platforms/supabase.sql declares them: of these
// only what the project put there (policies, triggers, grants) is written. Owners that are
// superusers are not said, as files do not say who runs them.
//
// Only reads: one read-only transaction with time limits. No right is needed beyond connecting.
#ifndef LINTEL_POSTGRES_CATALOG_H
#define LINTEL_POSTGRES_CATALOG_H

#include "base/error.h"
#include "design/design.h"

struct catalog {
    const char *sql; // one statement after another, in an order in which they can be run
    size_t length;
    enum platform platform;
    enum default_grants default_grants; // which the statements count on
    const char *source;                 // "the catalog of database shop, PostgreSQL 15.8"
    LIST(const char *) not_read;        // what is there and has no statement above
};

struct catalog_options {
    const char *url;
    const char *platform; // "postgres", "supabase"; NULL: recognised
    bool is_unverified;   // TLS to a remote server without verifying it
};

// Everything lives in the arena. The error never shows a password.
must_check bool catalog_read(struct catalog *catalog, struct arena *arena,
                             const struct catalog_options *options, struct error *error);

#endif
