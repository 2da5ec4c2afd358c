// Programs of PostgreSQL that lintel starts: as which user, with what surroundings, and so that
// they never outlive it.
//
// A child gets a session of its own (a Ctrl-C on the terminal reaches lintel alone, which then
// stops the server in order), an environment without lintel's secrets, no descriptor but its
// output, and a signal at its parent's death. Linux sends that signal when the *thread* ends that
// forked: start a process only from a thread that lives as long as the program's work. The verb's
// thread does; a worker's does not.
#ifndef LINTEL_POSTGRES_PROCESS_H
#define LINTEL_POSTGRES_PROCESS_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/error.h"

enum { PROCESS_GROUPS = 64 };

// As whom servers run: the user himself, and for root the user postgres.
struct process_user {
    char name[64];
    uid_t user;
    gid_t group;
    bool is_other; // lintel is root, and this is not: what the server owns must be given to it
    gid_t groups[PROCESS_GROUPS];
    int group_count;
};
// Root without a user postgres is an error: a server never runs as root, and "nobody" may be
// anybody.
must_check bool process_user_find(struct process_user *user, struct error *error);

struct process_options {
    const char *const *arguments;    // the program's path first, NULL last
    const struct process_user *user; // NULL: as lintel itself
    const char *folder;              // to run in
    int output;                      // a descriptor for stdout and stderr
    int death_signal;                // what it gets when lintel dies
    int held;                        // a descriptor that it and its children keep open; 0: none
    // Of process_run. `started` (may be NULL) is told the process, which leads a group of its own,
    // as soon as it runs. `is_interruptible`: SIGINT, SIGTERM or SIGHUP to lintel meanwhile end it
    // and are then the error; else they do what they always do.
    void (*started)(void *context, pid_t process);
    void *context;
    bool is_interruptible;
};

// Returns when the program runs; false where it cannot be run at all.
must_check bool process_start(const struct process_options *options, pid_t *process,
                              struct error *error);

// Runs it to its end, `seconds` at most, then it is killed with everything that it started.
// `output` is the beginning of what it printed; the option `output` is not looked at. `status` is
// its exit status, 128 and the signal where a signal ended it.
must_check bool process_run(struct arena *arena, const struct process_options *options,
                            uint32_t seconds, int *status, const char **output,
                            struct error *error);

// Waits up to `milliseconds` for a child's end; true when it has ended (and is reaped).
bool process_has_ended(pid_t process, uint32_t milliseconds, int *status);
void process_sleep(uint32_t milliseconds);

#endif
