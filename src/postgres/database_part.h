// What the files of the database share: database*.c only.
#ifndef LINTEL_POSTGRES_DATABASE_PART_H
#define LINTEL_POSTGRES_DATABASE_PART_H

#include "postgres/cluster.h"
#include "postgres/connection.h"
#include "postgres/database.h"

enum { SECONDS_TO_CONNECT = 10 };

struct opening {
    struct database *database;
    struct arena *arena;
    struct design *design;
    const struct database_options *options;
    struct state *state;
};

// database_private.c: the server runs afterwards, and database->admin_string leads to the design's
// database. `is_new`: it was made from the design just now.
must_check bool database_open_private(const struct opening *opening, bool *is_new,
                                      struct error *error);
// database_remote.c: everything but the comparison.
must_check bool database_open_remote(const struct opening *opening, struct error *error);

// database_load.c
// -------------------------------------------------------------------------------------

// Bootstrap and schema into a throw-away or new private server, and the catalog that they give.
must_check bool database_make_design(const struct opening *opening, struct cluster *cluster,
                                     const char **snapshot, struct error *error);
// The catalog of the design as loaded on this server's version: remembered, or else loaded into a
// scratch server.
must_check bool database_expected(const struct opening *opening, uint32_t server_version,
                                  const char **snapshot, struct error *error);
// Remembers it. That it cannot be remembered costs time at the next start and nothing else.
void database_remember(const struct opening *opening, uint32_t server_version,
                       const char *snapshot);

#endif
