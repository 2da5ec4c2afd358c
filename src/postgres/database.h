// The database that a design is served from: the private one of lintel's own, or somebody's.
//
//   database_open   1. finds or makes it: private (cluster.h) or --database
//                   2. bootstrap and schema, where they belong into it (bootstrap.h): a new private
//                      database, or --setup on an empty one. Never touches what exists.
//                   3. compares its catalog with the design (comparison.h) and refuses where they
//                      differ, with a list
//
// Everything is said as it happens (`say`): what takes more than a moment on a terminal, where the
// data are, which user the server runs as.
#ifndef LINTEL_POSTGRES_DATABASE_H
#define LINTEL_POSTGRES_DATABASE_H

#include "base/error.h"
#include "design/design.h"

struct database_options {
    const char *path;   // the design's folder: the private database belongs to it
    const char *url;    // --database; NULL: the private one
    bool sets_up;       // --setup: bootstrap and schema into an empty database
    bool is_fresh;      // --fresh: throw the private database's data away first
    bool is_unverified; // --insecure-tls: TLS to a remote server without verifying it
    bool is_uncompared; // --skip-comparison
    void (*say)(void *context, const char *line); // one line, without a line feed
    void *context;
};

struct database {
    const char *connection_string; // to serve with: as authenticator, or as the URL's own login
    const char *admin_string;      // of the private one's superuser; NULL for --database
    bool is_private;
    uint32_t server_version;
    uint32_t connection_limit; // connections that may be opened in all
    // Private: both are given up by database_close. While serving, call cluster_check (cluster.h)
    // every second or so from the thread that opened the database.
    struct cluster *cluster;
    struct state *state;
};

// False: nothing runs any more, and the error says why and what to do. Where the catalog differs,
// the differences were said line by line before.
must_check bool database_open(struct database *database, struct arena *arena, struct design *design,
                              const struct database_options *options, struct error *error);
// Stops the private server (fast shutdown: sessions are ended, data are safe); also of one that
// was never opened.
void database_close(struct database *database);

// Where the private database's state lies, without making anything: `.lintel` in the design's
// folder, or, for root, a folder that the server's user can reach: one under /var/lib/lintel. Where
// $LINTEL_STATE names a folder, one under that, for everybody. Also holds the key of
// development tokens (serve/token.h).
must_check bool state_directory(struct arena *arena, const char *path, const char **directory,
                                struct error *error);

#endif
