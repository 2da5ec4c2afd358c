// Where lintel keeps what belongs to a design but not into version control:
//
//   .gitignore     so that git never sees any of it
//   path           where the state does not lie in the design's folder: which design it is of
//   lock           held while a lintel serves the private database; holds its process id
//   database/      the private database (cluster.h, "home"): complete, or not there
//   making/        a database in the making: throw-away
//   removed/       the database that --fresh threw away, on its way out
//   scratch-*/     databases that a design is loaded into to be compared: throw-away
//   loaded/        the catalog of the design as loaded, so that a start need not load it again
//
// It is `.lintel` in the design's folder. For root it is /var/lib/lintel/<name>-<hash of the path>:
// the server runs as postgres there, which a home of mode 0700 locks out. The state itself stays
// lintel's own; only data directories and the folder of the socket are the server's.
#ifndef LINTEL_POSTGRES_STATE_H
#define LINTEL_POSTGRES_STATE_H

#include "postgres/process.h"

struct state {
    struct arena *arena;
    const char *directory;
    struct process_user user; // of servers
    int lock;                 // descriptor; -1: not held
    void (*say)(void *context, const char *line);
    void *context;
};

// Makes the directory where there is none. state_directory, in database.h, only names it.
must_check bool state_open(struct state *state, struct arena *arena, const char *path,
                           void (*say)(void *context, const char *line), void *context,
                           struct error *error);
// One lintel at a time: the error names the other's process.
must_check bool state_lock(struct state *state, struct error *error);
void state_close(struct state *state); // gives up the lock; also of all zero

void state_say(const struct state *state, const char *format, ...) printf_like(2, 3);

// A folder that is there afterwards, made with the mode, the server's own or lintel's. A link is
// refused.
must_check bool state_make_folder(const struct state *state, const char *path, uint32_t mode,
                                  bool is_servers, struct error *error);
// Removes a folder and everything in it; never follows a link out of it. True where nothing is
// there afterwards.
must_check bool state_remove(const char *path, struct error *error);
// FNV-1a: to name things, not to defend anything.
uint64_t state_hash(const char *text);
// What is done to the folder's entries (rename) survives a failure of the machine after it.
void state_sync_folder(const char *path);

// Whole or not at all, even when the machine fails in between.
must_check bool state_write(const struct state *state, const char *path, const char *bytes,
                            size_t length, struct error *error);

#endif
