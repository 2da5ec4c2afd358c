// A PostgreSQL server of lintel's own: one data directory, one unix socket that nobody else
// reaches, no TCP.
//
// Each has a home, a folder of the state (state.h): home/data, home/log, home/socket.
//
//   cluster_make     initdb into home/data
//   cluster_start    deals with what an earlier server left, starts, waits until it answers
//   cluster_check    from a timer while serving: starts it again where it is gone
//   cluster_stop     fast shutdown; sessions end, data are safe
//
// It never outlives lintel: a child that ends in order, and that the kernel ends when lintel is
// killed (process.h). What is killed itself is recovered by its own log at the next start.
#ifndef LINTEL_POSTGRES_CLUSTER_H
#define LINTEL_POSTGRES_CLUSTER_H

#include "postgres/binaries.h"
#include "postgres/state.h"

struct cluster;

enum { CLUSTER_CONNECTIONS = 100 }; // max_connections, three of them the superuser's

// Makes home and a complete data directory in it; where that fails, nothing is left of either. It
// is not yet safe from a failure of the machine: cluster_sync.
must_check bool cluster_make(const struct state *state, const struct binaries *binaries,
                             const char *home, struct error *error);
// Writes a data directory, whose server does not run, through to the disk.
must_check bool cluster_sync(const struct state *state, const struct binaries *binaries,
                             const char *home, struct error *error);

// `is_kept`: a database whose data matter. Else nothing is waited for: no fsync. The state must
// live as long as the cluster. The thread that calls it, or cluster_check, must live as long as
// well.
must_check bool cluster_start(struct cluster **cluster, const struct state *state,
                              const struct binaries *binaries, const char *home, bool is_kept,
                              struct error *error);

// A server on an empty, throw-away cluster, for a design to be loaded and looked at. `major`: the
// version that it must have, 0 for any. cluster_stop removes it with all its data. What earlier
// lintels left behind when they were killed is removed too.
must_check bool cluster_scratch(struct cluster **cluster, const struct state *state, uint32_t major,
                                struct error *error);

// The connection string, libpq's keywords, of a user and a database. "postgres" is the superuser.
const char *cluster_string(const struct cluster *cluster, struct arena *arena, const char *user,
                           const char *database);
const char *cluster_socket(const struct cluster *cluster); // the socket's folder
pid_t cluster_process(const struct cluster *cluster);      // 0 where it is gone

// Whether it lacks room to go on: asked when it went away.
bool cluster_disk_is_full(const struct cluster *cluster);

// Never waits. False while the server is gone; then it was started again, or will be at one of the
// next calls, with pauses that grow to 5 s. Also bounds the log. Call it every second or so.
bool cluster_check(struct cluster *cluster);

// Waits for the end. True where the shutdown was clean. Also of NULL (true).
bool cluster_stop(struct cluster *cluster);

// Ends the server that may still run in a home, and takes its socket away.
must_check bool cluster_end(const struct state *state, const char *home, struct error *error);
// Ends what may still work in a home, and removes the home. True where nothing is left.
must_check bool cluster_remove(const struct state *state, const char *home, struct error *error);

// The major version of a data directory: 0 where there is none.
must_check bool cluster_version(const struct state *state, const char *home, uint32_t *major,
                                struct error *error);

#endif
