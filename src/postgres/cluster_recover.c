// What an earlier server left: still running (lintel was killed, and the server has not finished
// its shutdown), or a postmaster.pid of a process that is gone or has become another program.
//
// Who is who is never guessed from a number alone: a process is taken for the data directory's
// server only when its working directory is that directory.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "postgres/cluster_part.h"

enum { PID_FILE_LIMIT = 4096, STATUS_LINE = 8, MILLISECONDS_TO_QUIT = 5000 };

// It lies where the server's user may put anything: nothing that would be waited for, and no second
// name of a file that is not his.
static int pid_file_open(const char *path, int how)
{
    int file = open(path, how | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    struct stat found;
    if (file >= 0 && (fstat(file, &found) != 0 || !S_ISREG(found.st_mode) || found.st_nlink != 1)) {
        close(file);
        return -1;
    }
    return file;
}

static char *pid_file_read(const char *data, struct arena *arena)
{
    int file = pid_file_open(file_join(arena, data, "postmaster.pid"), O_RDONLY);
    if (file < 0)
        return NULL;
    char *bytes = arena_allocate(arena, PID_FILE_LIMIT + 1);
    ssize_t length = read(file, bytes, PID_FILE_LIMIT);
    close(file);
    return length > 0 ? bytes : NULL;
}

// PostgreSQL, miscadmin.h, "LOCK_FILE_LINE": 1 the process id, 8 the status.
bool postmaster_read(const char *data, pid_t *process, bool *is_ready)
{
    struct arena *arena = arena_new();
    const char *bytes = pid_file_read(data, arena);
    *process = 0;
    *is_ready = false;
    if (bytes) {
        *process = (pid_t)strtol(bytes, NULL, 10);
        const char *line = bytes;
        for (int number = 1; line && number < STATUS_LINE; number++) {
            line = strchr(line, '\n');
            line = line ? line + 1 : NULL;
        }
        *is_ready = line && string_starts_with(line, "ready");
    }
    arena_free(arena);
    return *process > 0;
}

// Whether this process works in the data directory. A zombie, or one that we may not look at, does
// not. Without /proc nobody can say: PostgreSQL's own lock decides then.
static bool is_server_of(pid_t process, const char *data)
{
    struct arena *arena = arena_new();
    char link[4096];
    const char *path = arena_format(arena, "/proc/%ld/cwd", (long)process);
    ssize_t length = readlink(path, link, sizeof link - 1);
    bool is_server = false;
    if (length > 0) {
        link[length] = '\0';
        is_server = string_equal(link, file_real_path(arena, data));
    }
    arena_free(arena);
    return is_server;
}

static bool is_gone(pid_t process, const char *data, uint32_t milliseconds)
{
    uint64_t until = clock_milliseconds() + milliseconds;
    while (is_server_of(process, data)) {
        if (clock_milliseconds() >= until)
            return false;
        process_sleep(5);
    }
    return true;
}

// A server refuses to start over a postmaster.pid whose process lives, whoever that is by now.
// Taking the file away would also take away what it guards: its number of the shared memory, by
// which PostgreSQL recognises that orphans of the old server still work on the data. So only the
// process id in it is changed, to ours: PostgreSQL takes its parent's for stale.
static bool pid_file_disown(const char *data, struct error *error)
{
    struct arena *arena = arena_new();
    const char *path = file_join(arena, data, "postmaster.pid");
    const char *bytes = pid_file_read(data, arena);
    const char *rest = bytes ? strchr(bytes, '\n') : NULL;
    const char *changed = arena_format(arena, "%ld%s", (long)getpid(), rest ? rest : "\n");
    int file = pid_file_open(path, O_WRONLY);
    ssize_t length = (ssize_t)strlen(changed);
    bool is_written = file >= 0 && pwrite(file, changed, (size_t)length, 0) == length &&
                      ftruncate(file, length) == 0;
    if (!is_written)
        error_set(error, "%s: cannot be written: %s", path, strerror(errno));
    if (file >= 0)
        close(file);
    arena_free(arena);
    return is_written;
}

// The server would wait for what is a FIFO, and lintel for the server.
static bool pid_file_is_sound(const char *data, struct error *error)
{
    struct arena *arena = arena_new();
    const char *path = file_join(arena, data, "postmaster.pid");
    struct stat found;
    bool is_sound = lstat(path, &found) != 0 || (S_ISREG(found.st_mode) && found.st_nlink == 1);
    if (!is_sound)
        error_set(error, "%s: is not the file of a PostgreSQL server: remove it", path);
    arena_free(arena);
    return is_sound;
}

bool postmaster_clear(const struct state *state, const char *data, uint32_t milliseconds,
                      struct error *error)
{
    pid_t process;
    bool is_ready;
    if (!pid_file_is_sound(data, error))
        return false;
    if (!postmaster_read(data, &process, &is_ready))
        return true;
    if (is_server_of(process, data)) {
        if (!milliseconds)
            return error_set(error, "a server still runs on %s, process %ld", data, (long)process);
        state_say(state, "an earlier server of this database still runs (process %ld): ending it",
                  (long)process);
        (void)kill(process, SIGINT);
        if (is_gone(process, data, milliseconds))
            return true;
        (void)kill(process, SIGQUIT);
        if (is_gone(process, data, MILLISECONDS_TO_QUIT))
            return true;
        return error_set(error,
                         "a server still runs on %s and does not end: stop process %ld yourself",
                         data, (long)process);
    }
    bool lives = kill(process, 0) == 0 || errno == EPERM;
    // Only where that can be told apart, and not of a process of ours or our own.
    if (!lives || process == getpid() || access("/proc/self/cwd", F_OK) != 0)
        return true;
    return pid_file_disown(data, error);
}
