// initdb, and throw-away clusters.
//
// A folder in the making is locked, and initdb and all that it starts hold that lock too: where the
// folder can be locked, nobody works in it any more. So a lintel that was killed leaves nothing
// behind that a later one would have to guess about.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "postgres/cluster_part.h"

enum { SECONDS_TO_MAKE = 180, MILLISECONDS_TO_STOP = 20 * 1000, MILLISECONDS_TO_DIE = 10 * 1000 };
static const char scratch_prefix[] = "scratch-";

// UTF-8 with the order of code points, the same on every machine.
static const char *locale_choose(void)
{
    locale_t locale = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0);
    if (!locale)
        return "--locale=C";
    freelocale(locale);
    return "--locale=C.UTF-8";
}

// Where the number of initdb's group stands, in the home.
static const char *group_file(const struct state *state, const char *home)
{
    return file_join(state->arena, home, "initdb");
}

struct making {
    const struct state *state;
    const char *home;
};

static void initdb_started(void *context, pid_t process)
{
    const struct making *making = context;
    struct arena_mark mark = arena_mark(making->state->arena);
    const char *line = arena_format(making->state->arena, "%ld\n", (long)process);
    struct error ignored; // without it a later start waits where it could have ended it
    (void)!file_write(group_file(making->state, making->home), line, strlen(line), &ignored);
    arena_rewind(making->state->arena, mark);
}

static bool initdb_run(const struct state *state, const struct binaries *binaries, const char *home,
                       int lock, const char *const *arguments, uint32_t seconds,
                       struct error *error)
{
    struct making making = {state, home};
    struct process_options options = {
        .arguments = arguments,
        .user = &state->user,
        .folder = "/",
        // SIGTERM it would only note, and go on for a second or two. What it has started then reads
        // the end of its input, and ends.
        .death_signal = SIGKILL,
        .held = lock,
        .started = initdb_started,
        .context = &making,
        .is_interruptible = true,
    };
    int status = 0;
    const char *output = "";
    struct arena_mark mark = arena_mark(state->arena);
    bool is_run = process_run(state->arena, &options, seconds, &status, &output, error);
    (void)unlink(group_file(state, home));
    if (is_run && status != 0) {
        const char *reason = reason_find(state->arena, output);
        bool is_full = strstr(output, "No space left on device") != NULL;
        error_set(error, "%s failed: %s%s%s", binaries->initdb, is_full ? "the disk is full: " : "",
                  *reason ? reason : "exit status ",
                  *reason ? "" : arena_format(state->arena, "%d", status));
    }
    arena_rewind(state->arena, mark);
    return is_run && status == 0;
}

// The folder itself is the lock.
static int folder_lock(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat held, named;
    if (folder >= 0 &&
        (flock(folder, LOCK_EX | LOCK_NB) != 0 || fstat(folder, &held) != 0 ||
         lstat(path, &named) != 0 || held.st_ino != named.st_ino)) { // removed meanwhile
        close(folder);
        return -1;
    }
    return folder;
}

static bool home_make(const struct state *state, const struct binaries *binaries, const char *home,
                      int lock, struct error *error)
{
    const char *data = file_join(state->arena, home, "data");
    // -A trust: who can reach the socket is let in, and nobody else can: its folder has the mode
    // 0700 and is the server's user's own (cluster_socket.c). There is no TCP.
    const char *const arguments[] = {binaries->initdb,
                                     "-D",
                                     data,
                                     "-U",
                                     "postgres",
                                     "-A",
                                     "trust",
                                     "-E",
                                     "UTF8",
                                     locale_choose(),
                                     "-k",
                                     "--no-sync",
                                     "--no-instructions",
                                     NULL};
    bool is_made = state_make_folder(state, data, 0700, true, error) &&
                   initdb_run(state, binaries, home, lock, arguments, SECONDS_TO_MAKE, error);
    struct error ignored;
    if (!is_made)
        (void)!state_remove(home, &ignored); // the first error is the one to say
    return is_made;
}

bool cluster_make(const struct state *state, const struct binaries *binaries, const char *home,
                  struct error *error)
{
    if (!state_make_folder(state, home, state->user.is_other ? 0711 : 0700, false, error))
        return false;
    int lock = folder_lock(home);
    if (lock < 0)
        return error_set(error, "%s: another lintel works there", home);
    bool is_made = home_make(state, binaries, home, lock, error);
    close(lock);
    return is_made;
}

// One call for the file system on Linux: a call for each of a thousand files takes seconds where
// the processor is busy. Since Linux 5.8 it reports what could not be written.
bool cluster_sync(const struct state *state, const struct binaries *binaries, const char *home,
                  struct error *error)
{
    const char *data = file_join(state->arena, home, "data");
#ifdef __linux__
    (void)binaries;
    int folder = open(data, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool is_synced = folder >= 0 && syncfs(folder) == 0;
    if (!is_synced)
        error_set(error, "%s: cannot be written through to the disk: %s", data, strerror(errno));
    if (folder >= 0)
        close(folder);
    return is_synced;
#else
    const char *const arguments[] = {binaries->initdb, "-D", data, "--sync-only", NULL};
    return initdb_run(state, binaries, home, 0, arguments, SECONDS_TO_MAKE, error);
#endif
}

// Ends the initdb that a lintel which was killed left at work in the home. Whoever holds the lock
// is of its group, so the number is still the group's and nobody else's; and a lintel at work there
// has the state locked, or the scratch home would not be looked at.
static bool initdb_end(const struct state *state, const char *home, struct error *error)
{
    struct stat found;
    uint64_t until = clock_milliseconds() + MILLISECONDS_TO_DIE;
    bool is_told = false;
    int lock;
    while ((lock = folder_lock(home)) < 0) {
        struct file_bytes bytes;
        struct error unread;
        if (lstat(home, &found) != 0 || !S_ISDIR(found.st_mode))
            return true; // what it is instead is said where it is removed
        if (!is_told && file_read(state->arena, group_file(state, home),
                                  (struct file_limit){.bytes = 64}, &bytes, &unread)) {
            long group = strtol(bytes.bytes, NULL, 10);
            state_say(state, "an earlier initdb still works in %s: ending it", home);
            if (group > 1)
                (void)kill(-(pid_t)group, SIGKILL);
            is_told = true;
        }
        if (clock_milliseconds() >= until)
            return error_set(error, "%s: the initdb of an earlier start still works there", home);
        process_sleep(5);
    }
    close(lock);
    return true;
}

bool cluster_end(const struct state *state, const char *home, struct error *error)
{
    const char *data = file_join(state->arena, home, "data");
    if (!postmaster_clear(state, data, MILLISECONDS_TO_STOP, error))
        return false;
    socket_folder_remove(state, home);
    return true;
}

static bool home_remove(const struct state *state, const char *home, struct error *error)
{
    return cluster_end(state, home, error) && state_remove(home, error);
}

bool cluster_remove(const struct state *state, const char *home, struct error *error)
{
    return initdb_end(state, home, error) && home_remove(state, home, error);
}

bool cluster_version(const struct state *state, const char *home, uint32_t *major,
                     struct error *error)
{
    const char *path = file_join(state->arena, file_join(state->arena, home, "data"), "PG_VERSION");
    struct file_bytes bytes;
    struct file_status status;
    *major = 0;
    if (!file_look(path, &status, error))
        return false;
    if (status.kind == FILE_ABSENT)
        return true;
    if (!file_read(state->arena, path, (struct file_limit){.bytes = 64}, &bytes, error))
        return false;
    *major = (uint32_t)strtoul(bytes.bytes, NULL, 10);
    return *major > 0 || error_set(error, "%s: holds no version of PostgreSQL", path);
}

// ---- throw-away ---------------------------------------------------------------------------------------

// What nobody holds was left behind.
static void left_behind_remove(const struct state *state)
{
    DIR *entries = opendir(state->directory);
    if (!entries)
        return;
    for (struct dirent *entry; (entry = readdir(entries));) {
        if (!string_starts_with(entry->d_name, scratch_prefix))
            continue;
        const char *home = file_join(state->arena, state->directory, entry->d_name);
        int lock = folder_lock(home);
        struct error error;
        if (lock >= 0 && !home_remove(state, home, &error))
            state_say(state, "%s", error.message);
        if (lock >= 0)
            close(lock);
    }
    closedir(entries);
}

bool cluster_scratch(struct cluster **cluster, const struct state *state, uint32_t major,
                     struct error *error)
{
    *cluster = NULL;
    left_behind_remove(state);
    struct binaries binaries;
    if (!binaries_find(state->arena, major, &binaries, error))
        return false;
    char *home = arena_format(state->arena, "%s/%sXXXXXX", state->directory, scratch_prefix);
    if (!mkdtemp(home))
        return error_set(error, "%s: no folder for a database to compare with can be made: %s",
                         state->directory, strerror(errno));
    if (state->user.is_other && chmod(home, 0711) != 0)
        return error_set(error, "%s: cannot be given its mode: %s", home, strerror(errno));
    int lock = folder_lock(home);
    if (lock < 0)
        return error_set(error, "%s: was taken away", home);
    if (home_make(state, &binaries, home, lock, error) &&
        cluster_start(cluster, state, &binaries, home, false, error)) {
        cluster_throw_away(*cluster, lock);
        return true;
    }
    struct error ignored;
    (void)!state_remove(home, &ignored);
    close(lock);
    return false;
}
