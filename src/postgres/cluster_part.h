// What the files of the cluster share: cluster*.c only.
#ifndef LINTEL_POSTGRES_CLUSTER_PART_H
#define LINTEL_POSTGRES_CLUSTER_PART_H

#include "postgres/cluster.h"

enum { CLUSTER_PORT = 5432 }; // only a part of the socket's name

// ---- cluster_socket.c: the folder of the socket -----------------------------------------------------

// The folder that home/socket names where it is still there and ours; else a new one.
must_check bool socket_folder_hold(const struct state *state, const char *home, struct arena *arena,
                                   const char **folder, struct error *error);
// Takes the folder away that home/socket names; it stays named there.
void socket_folder_remove(const struct state *state, const char *home);

// What a killed server left there. Only after postmaster_clear: the folder serves one data
// directory, so what lies in it is of a server that is gone, even where its number lives on in
// another process or in one that nobody has reaped.
void socket_files_remove(const char *folder);

// ---- cluster_recover.c: what an earlier server left ---------------------------------------------------

// Of postmaster.pid: the process, and whether the server there says that it is ready.
bool postmaster_read(const char *data, pid_t *process, bool *is_ready);
// Ends a server that still runs on the data directory, and sees to it that a process id that now
// belongs to somebody else does not stop the next one. `milliseconds` to wait at most.
must_check bool postmaster_clear(const struct state *state, const char *data, uint32_t milliseconds,
                                 struct error *error);

// ---- cluster_log.c --------------------------------------------------------------------------------------

// A descriptor to append to, -1 where it cannot be opened; `size` is its length so far.
int log_open(const char *home, struct arena *arena, uint64_t *size);
// Moves what has grown too long to log.1, while the server goes on writing.
void log_bound(const char *home, struct arena *arena);
// Why the server ended, by what it wrote from `start` on: "" where it wrote nothing.
const char *log_reason(const char *home, struct arena *arena, uint64_t start);
// The line of a program's output that says why it failed, "" where none does.
const char *reason_find(struct arena *arena, const char *output);

// ---- cluster.c --------------------------------------------------------------------------------------

// From now on cluster_stop removes the home; `lock` is its folder, locked, and closed then.
void cluster_throw_away(struct cluster *cluster, int lock);

#endif
