// Starts, watches and stops a server. Its settings are on its command line: they are lintel's, in
// one place, and nothing in the data directory gets out of date with them.
#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "postgres/cluster_part.h"

enum {
    MILLISECONDS_TO_START = 300 * 1000, // recovering after a failure may take its time
    MILLISECONDS_TO_SAY_SO = 3000,
    MILLISECONDS_TO_STOP = 30 * 1000, // the last checkpoint waits for the disk
    MILLISECONDS_TO_QUIT = 5000,
    STEADY = 10 * 1000, // a server that ran this long did not fail at its start
    LONGEST_PAUSE = 5000,
};

struct cluster {
    struct arena *arena; // holds this struct
    const struct state *state;
    struct binaries binaries;
    const char *home, *data, *socket;
    const char *const *arguments;
    int death_signal;
    int scratch_lock; // -1 where it is none
    pid_t process;    // 0: gone
    uint64_t log_start, started, next_try;
    uint32_t failures;
};

// The same for all.
static const char *const settings[] = {
    "listen_addresses=", // no TCP
    "unix_socket_permissions=0700",
    "shared_buffers=64MB",
    "max_wal_size=256MB",
    "min_wal_size=32MB",
    "huge_pages=off",
    "jit=off", // requests are short
    "timezone=UTC",
    "log_timezone=UTC",
    "ssl=off",
    "log_destination=stderr",
    "logging_collector=off", // cluster_log.c bounds the log
    "log_line_prefix=%m [%p] ",
    // What fails in a request is lintel's to log, without its values: the server says only what
    // concerns itself, and never a statement's text.
    "log_min_messages=log",
    "log_min_error_statement=panic",
    "log_statement=none",
    "log_checkpoints=off",
};
// A throw-away database that a failure may take along.
static const char *const throw_away[] = {
    "fsync=off",         "full_page_writes=off", "synchronous_commit=off",  "autovacuum=off",
    "wal_level=minimal", "max_wal_senders=0",    "bgwriter_lru_maxpages=0",
};

static const char *const *arguments_make(struct cluster *cluster, bool is_kept)
{
    struct arena *arena = cluster->arena;
    struct {
        LIST_FIELDS(const char *);
    } all = {0};
    list_add(arena, &all, cluster->binaries.postgres);
    list_add(arena, &all, "-D");
    list_add(arena, &all, cluster->data);
    for (size_t at = 0; at < array_length(settings); at++) {
        list_add(arena, &all, "-c");
        list_add(arena, &all, settings[at]);
    }
    for (size_t at = 0; !is_kept && at < array_length(throw_away); at++) {
        list_add(arena, &all, "-c");
        list_add(arena, &all, throw_away[at]);
    }
    list_add(arena, &all, "-c");
    list_add(arena, &all, arena_format(arena, "max_connections=%d", CLUSTER_CONNECTIONS));
    list_add(arena, &all, "-c");
    list_add(arena, &all, arena_format(arena, "port=%d", CLUSTER_PORT));
    list_add(arena, &all, "-c");
    list_add(arena, &all, arena_format(arena, "unix_socket_directories=%s", cluster->socket));
    list_add(arena, &all, NULL);
    return all.items;
}

static bool cluster_launch(struct cluster *cluster, struct error *error)
{
    struct arena_mark mark = arena_mark(cluster->arena);
    int log = log_open(cluster->home, cluster->arena, &cluster->log_start);
    arena_rewind(cluster->arena, mark);
    if (log < 0)
        return error_set(error, "%s/log: cannot be opened: %s", cluster->home, strerror(errno));
    struct process_options options = {
        .arguments = cluster->arguments,
        .user = &cluster->state->user,
        .folder = cluster->data,
        .output = log,
        .death_signal = cluster->death_signal,
    };
    socket_files_remove(cluster->socket);
    cluster->started = clock_milliseconds();
    bool is_started = process_start(&options, &cluster->process, error);
    close(log);
    return is_started;
}

// Its log may lie on the same disk, so what it says there is not waited for. A file of the
// write-ahead log that could not be made whole is taken away again: what was left to it is free.
bool cluster_disk_is_full(const struct cluster *cluster)
{
    static const uint64_t two_log_files = UINT64_C(32) << 20;
    struct statvfs disk;
    return statvfs(cluster->data, &disk) == 0 &&
           (uint64_t)disk.f_bavail * disk.f_frsize < two_log_files;
}

// What is said of a server that ended instead of starting.
static bool launch_failed(struct cluster *cluster, int status, struct error *error)
{
    const char *reason = log_reason(cluster->home, cluster->arena, cluster->log_start);
    bool is_full =
        *reason ? strstr(reason, "No space left on device") != NULL : cluster_disk_is_full(cluster);
    return error_set(error, "the database server does not start: %s%s%s (its log: %s/log)",
                     is_full ? "the disk is full" : "", is_full && *reason ? ": " : "",
                     *reason   ? reason
                     : is_full ? ""
                               : arena_format(cluster->arena, "it ended with status %d", status),
                     cluster->home);
}

// The server's own word: its status in postmaster.pid. Asking by connecting would fill its log.
static bool wait_ready(struct cluster *cluster, struct error *error)
{
    uint64_t start = clock_milliseconds();
    bool is_said = false;
    for (;;) {
        pid_t process;
        bool is_ready;
        int status = 0;
        if (postmaster_read(cluster->data, &process, &is_ready) && is_ready &&
            process == cluster->process)
            return true;
        if (process_has_ended(cluster->process, 0, &status)) {
            cluster->process = 0;
            return launch_failed(cluster, status, error);
        }
        uint64_t waited = clock_milliseconds() - start;
        if (waited > MILLISECONDS_TO_SAY_SO && !is_said) {
            state_say(cluster->state, "the database server is still starting: it recovers what was "
                                      "not shut down in order");
            is_said = true;
        }
        if (waited > MILLISECONDS_TO_START)
            return error_set(error,
                             "the database server was not ready after %d seconds (its log: "
                             "%s/log)",
                             MILLISECONDS_TO_START / 1000, cluster->home);
        process_sleep(2);
    }
}

static bool data_check(const struct cluster *cluster, struct error *error)
{
    struct stat found;
    if (lstat(cluster->home, &found) == 0 && S_ISLNK(found.st_mode))
        return error_set(error, "%s: is a link, which is not followed", cluster->home);
    if (lstat(cluster->data, &found) != 0)
        return error_set(error, "%s: cannot be looked at: %s", cluster->data, strerror(errno));
    if (S_ISDIR(found.st_mode) && found.st_uid == cluster->state->user.user)
        return true;
    return error_set(error, "%s: does not belong to the user %s, whom the server runs as",
                     cluster->data, cluster->state->user.name);
}

bool cluster_start(struct cluster **result, const struct state *state,
                   const struct binaries *binaries, const char *home, bool is_kept,
                   struct error *error)
{
    *result = NULL;
    struct arena *arena = arena_new();
    struct cluster *cluster = arena_make(arena, struct cluster);
    *cluster = (struct cluster){
        .arena = arena,
        .state = state,
        .binaries = *binaries,
        .home = arena_copy_string(arena, home),
        .data = file_join(arena, home, "data"),
        .death_signal = is_kept ? SIGINT : SIGQUIT, // fast, or at once
        .scratch_lock = -1,
    };
    if (!data_check(cluster, error) ||
        !postmaster_clear(state, cluster->data, MILLISECONDS_TO_STOP, error) ||
        !socket_folder_hold(state, home, arena, &cluster->socket, error)) {
        arena_free(arena);
        return false;
    }
    cluster->arguments = arguments_make(cluster, is_kept);
    if (cluster_launch(cluster, error) && wait_ready(cluster, error)) {
        *result = cluster;
        return true;
    }
    struct error kept = *error; // the reason, whatever stopping says
    (void)cluster_stop(cluster);
    *error = kept;
    return false;
}

const char *cluster_string(const struct cluster *cluster, struct arena *arena, const char *user,
                           const char *database)
{
    // Whoever connects has cleared the PG variables (connection_environment_clear); what they would
    // decide is said nevertheless, as far as it can be.
    return arena_format(arena,
                        "host='%s' hostaddr='' port=%d user='%s' dbname='%s' options='' "
                        "sslmode=disable gssencmode=disable target_session_attrs=any "
                        "requirepeer='' channel_binding=disable "
                        "client_encoding=UTF8",
                        cluster->socket, CLUSTER_PORT, user, database);
}

const char *cluster_socket(const struct cluster *cluster)
{
    return cluster->socket;
}

pid_t cluster_process(const struct cluster *cluster)
{
    return cluster->process;
}

bool cluster_check(struct cluster *cluster)
{
    int status;
    uint64_t now = clock_milliseconds();
    if (cluster->process && !process_has_ended(cluster->process, 0, &status)) {
        struct arena_mark mark = arena_mark(cluster->arena);
        log_bound(cluster->home, cluster->arena);
        arena_rewind(cluster->arena, mark);
        if (now - cluster->started > STEADY)
            cluster->failures = 0;
        return true;
    }
    struct arena_mark mark = arena_mark(cluster->arena);
    struct error error;
    if (cluster->process) {
        const char *reason = log_reason(cluster->home, cluster->arena, cluster->log_start);
        bool was_steady = now - cluster->started > STEADY;
        if (was_steady)
            cluster->failures = 0;
        state_say(cluster->state,
                  "the database server (process %ld) ended with status %d%s%s: it "
                  "is started again",
                  (long)cluster->process, status, !was_steady && *reason ? ": " : "",
                  was_steady ? "" : reason);
        cluster->process = 0;
        uint32_t pause = cluster->failures > 6 ? LONGEST_PAUSE : 100u << cluster->failures;
        cluster->next_try =
            now + (cluster->failures ? pause < LONGEST_PAUSE ? pause : LONGEST_PAUSE : 0);
    }
    if (now >= cluster->next_try) {
        cluster->failures++;
        cluster->next_try = now + LONGEST_PAUSE;
        if (!postmaster_clear(cluster->state, cluster->data, 0, &error) ||
            !cluster_launch(cluster, &error))
            state_say(cluster->state, "%s", error.message);
    }
    arena_rewind(cluster->arena, mark);
    return false;
}

// Fast shutdown; where that does not come to an end, at once: the log makes it good at the next
// start; and where not even that, by force.
static bool server_end(pid_t process)
{
    static const struct {
        int signal;
        uint32_t milliseconds;
    } steps[] = {{SIGINT, MILLISECONDS_TO_STOP}, {SIGQUIT, MILLISECONDS_TO_QUIT}, {SIGKILL, 1000}};
    for (size_t at = 0; at < array_length(steps); at++) {
        int status = 0;
        (void)kill(process, steps[at].signal);
        if (process_has_ended(process, steps[at].milliseconds, &status))
            return at == 0 && status == 0;
    }
    return false;
}

bool cluster_stop(struct cluster *cluster)
{
    if (!cluster)
        return true;
    bool is_clean = cluster->process && server_end(cluster->process);
    socket_folder_remove(cluster->state, cluster->home);
    struct error error;
    if (cluster->scratch_lock >= 0) {
        if (!state_remove(cluster->home, &error))
            state_say(cluster->state, "%s", error.message);
        close(cluster->scratch_lock);
    }
    arena_free(cluster->arena);
    return is_clean;
}

void cluster_throw_away(struct cluster *cluster, int lock)
{
    cluster->scratch_lock = lock;
}
