// Fork and exec. Between the two only calls that are safe after a fork in a program with threads:
// everything is looked up and laid out before.
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/clock.h"
#include "postgres/process.h"

// What a server or initdb may see of our environment. Everything else may be a secret, or one of
// the PG variables that change what PostgreSQL does.
static const char *const passed_on[] = {"PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR"};
enum { OUTPUT_LIMIT = 64 * 1024, STATUS_PIPE = 3, HELD = 4, MILLISECONDS_TO_DIE = 10 * 1000 };

bool process_user_find(struct process_user *user, struct error *error)
{
    *user = (struct process_user){.user = geteuid(), .group = getegid()};
    struct passwd *entry;
    if (user->user != 0) {
        entry = getpwuid(user->user);
        if (entry)
            snprintf(user->name, sizeof user->name, "%s", entry->pw_name);
        else
            snprintf(user->name, sizeof user->name, "user %u", (unsigned)user->user);
        return true;
    }
    entry = getpwnam("postgres");
    if (!entry || entry->pw_uid == 0)
        return error_set(error, "lintel runs as root, a PostgreSQL server does not, and there is "
                                "no user postgres that it could run as: install PostgreSQL's "
                                "server package, or run lintel as another user");
    snprintf(user->name, sizeof user->name, "%s", entry->pw_name);
    user->user = entry->pw_uid;
    user->group = entry->pw_gid;
    user->is_other = true;
    user->group_count = PROCESS_GROUPS;
    if (getgrouplist(entry->pw_name, entry->pw_gid, user->groups, &user->group_count) < 0)
        user->group_count = PROCESS_GROUPS;
    return true;
}

void process_sleep(uint32_t milliseconds)
{
    struct timespec time = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};
    nanosleep(&time, NULL);
}

// In the child: says errno to the parent, which waits for it, and ends.
static _Noreturn void child_fail(void)
{
    int reason = errno;
    ssize_t written = write(STATUS_PIPE, &reason, sizeof reason);
    _exit(written == sizeof reason ? 127 : 126);
}

static _Noreturn void child_run(const struct process_options *options, char *const *environment,
                                int status_pipe, pid_t parent)
{
    // The parent's handlers must not run here: libuv's would write into the parent's own pipe.
    // All signals are blocked until they are gone.
    struct sigaction action = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++)
        if (number != SIGKILL && number != SIGSTOP)
            (void)sigaction(number, &action, NULL);
    // They may be any number; out of the way of what they are moved to.
    int output = fcntl(options->output, F_DUPFD_CLOEXEC, 10);
    int status = fcntl(status_pipe, F_DUPFD_CLOEXEC, 10);
    int held = options->held ? fcntl(options->held, F_DUPFD_CLOEXEC, 10) : 0;
    if (output < 0 || status < 0 || held < 0)
        _exit(126);
    int nothing = open("/dev/null", O_RDONLY);
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0 ||
        dup2(status, STATUS_PIPE) < 0 || (held && dup2(held, HELD) < 0))
        _exit(126);
    if (fcntl(STATUS_PIPE, F_SETFD, FD_CLOEXEC) != 0)
        child_fail();
#ifdef __linux__
    (void)close_range(held ? HELD + 1 : HELD, ~0U,
                      0); // an old kernel without it: all of ours are CLOEXEC
#endif
    (void)setsid();
    const struct process_user *user = options->user;
    if (user && user->is_other)
        if (setgroups((size_t)user->group_count, user->groups) != 0 || setgid(user->group) != 0 ||
            setuid(user->user) != 0)
            child_fail();
#ifdef __linux__
    // After the change of user, which clears it. If the parent died before, its signal was missed.
    if (options->death_signal && prctl(PR_SET_PDEATHSIG, options->death_signal) != 0)
        child_fail();
    if (options->death_signal && getppid() != parent)
        _exit(126);
#else
    (void)parent;
#endif
    umask(077);
    if (chdir(options->folder) != 0)
        child_fail();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(options->arguments[0], (char *const *)options->arguments, environment);
    child_fail();
}

static char *const *environment_make(struct arena *arena)
{
    char **environment = arena_allocate(arena, (array_length(passed_on) + 3) * sizeof *environment);
    size_t count = 0;
    for (size_t at = 0; at < array_length(passed_on); at++) {
        const char *value = getenv(passed_on[at]);
        if (value)
            environment[count++] = arena_format(arena, "%s=%s", passed_on[at], value);
    }
    environment[count++] = arena_copy_string(arena, "LC_ALL=C"); // messages that we can read
    environment[count++] = arena_copy_string(arena, "TZ=UTC");
    return environment;
}

bool process_start(const struct process_options *options, pid_t *process, struct error *error)
{
    const char *program = options->arguments[0];
    *process = 0;
    int pipe_ends[2];
    if (pipe2(pipe_ends, O_CLOEXEC) != 0)
        return error_set(error, "%s: cannot be started: %s", program, strerror(errno));
    struct arena *arena = arena_new();
    char *const *environment = environment_make(arena);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t parent = getpid(), child = fork();
    if (child == 0)
        child_run(options, environment, pipe_ends[1], parent);
    int reason = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    arena_free(arena);
    close(pipe_ends[1]);
    if (child > 0) {
        ssize_t length;
        do
            length = read(pipe_ends[0], &reason, sizeof reason);
        while (length < 0 && errno == EINTR);
        if (length == 0) { // closed by the exec, or the child ended without a word
            close(pipe_ends[0]);
            *process = child;
            return true;
        }
        (void)waitpid(child, NULL, 0);
    }
    close(pipe_ends[0]);
    return error_set(error, "%s: cannot be started: %s", program, strerror(reason));
}

bool process_has_ended(pid_t process, uint32_t milliseconds, int *status)
{
    uint64_t until = clock_milliseconds() + milliseconds;
    for (uint32_t pause = 1;;) {
        int raw = 0;
        pid_t ended = waitpid(process, &raw, WNOHANG);
        if (ended == process || (ended < 0 && errno == ECHILD)) {
            if (status)
                *status = ended < 0          ? 0
                          : WIFEXITED(raw)   ? WEXITSTATUS(raw)
                          : WIFSIGNALED(raw) ? 128 + WTERMSIG(raw)
                                             : 0;
            return true;
        }
        uint64_t now = clock_milliseconds();
        if (now >= until)
            return false;
        process_sleep(pause);
        if (pause < 5)
            pause++;
    }
}

// ---- to the end -----------------------------------------------------------------------------------

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
static volatile sig_atomic_t told_to_end; // the signal, 0: none

static void ending_arrived(int number)
{
    told_to_end = number;
}

// While a program runs, the signals that end lintel only interrupt poll, on this thread: what they
// would do of themselves leaves the program's children to themselves.
struct signals {
    sigset_t mask;
    struct sigaction actions[array_length(ending)];
};

static void signals_take(struct signals *before)
{
    sigset_t blocked;
    sigemptyset(&blocked);
    for (size_t at = 0; at < array_length(ending); at++)
        sigaddset(&blocked, ending[at]);
    pthread_sigmask(SIG_BLOCK, &blocked, &before->mask);
    struct sigaction action = {.sa_handler = ending_arrived};
    for (size_t at = 0; at < array_length(ending); at++) {
        (void)sigaction(ending[at], NULL, &before->actions[at]);
        if (before->actions[at].sa_handler == SIG_DFL) // who ignores them goes on ignoring them
            (void)sigaction(ending[at], &action, NULL);
    }
}

static void signals_give_back(const struct signals *before)
{
    for (size_t at = 0; at < array_length(ending); at++)
        (void)sigaction(ending[at], &before->actions[at], NULL);
    pthread_sigmask(SIG_SETMASK, &before->mask, NULL);
}

// Reads until the last that has the other end open is gone, or the time is over (false).
static bool output_read(int end, char *bytes, uint64_t until, const sigset_t *mask)
{
    size_t length = 0;
    for (;;) {
        uint64_t now = clock_milliseconds();
        if (now >= until || told_to_end)
            return false;
        uint64_t left = until - now;
        struct timespec time = {(time_t)(left / 1000), (long)(left % 1000) * 1000000};
        struct pollfd readable = {.fd = end, .events = POLLIN};
        if (ppoll(&readable, 1, &time, mask) < 0 && errno != EINTR)
            return false;
        if (!readable.revents)
            continue;
        char beyond[4096]; // read on, so that the program is never stopped by a full pipe
        char *to = bytes && length < OUTPUT_LIMIT ? bytes + length : beyond;
        size_t room = to == beyond ? sizeof beyond : OUTPUT_LIMIT - length;
        ssize_t got = read(end, to, room);
        if (got == 0 || (got < 0 && errno != EINTR))
            return true;
        if (got > 0 && to != beyond)
            length += (size_t)got;
    }
}

static const char *signal_name(int number)
{
    return number == SIGINT ? "SIGINT" : number == SIGTERM ? "SIGTERM" : "SIGHUP";
}

// Waits for the program, whose output comes through `end`.
static bool run_to_end(pid_t process, const struct process_options *options, int end, char *bytes,
                       uint32_t seconds, const sigset_t *mask, int *status, struct error *error)
{
    uint64_t until = clock_milliseconds() + (uint64_t)seconds * 1000;
    bool is_read = output_read(end, bytes, until, mask);
    uint64_t now = clock_milliseconds();
    int number = told_to_end;
    bool has_ended =
        !number &&
        process_has_ended(process, is_read && now < until ? (uint32_t)(until - now) : 0, status);
    if (!has_ended) {
        // The group as long as its leader is not reaped: until then the number is nobody else's.
        (void)kill(-process, SIGKILL);
        (void)waitpid(process, NULL, 0);
        told_to_end = 0;
        (void)output_read(end, NULL, clock_milliseconds() + MILLISECONDS_TO_DIE, NULL);
        if (number)
            error_set(error, "%s: stopped, and %s with it", signal_name(number),
                      options->arguments[0]);
        else
            error_set(error, "%s: did not end within %u seconds", options->arguments[0],
                      (unsigned)seconds);
    }
    return has_ended;
}

bool process_run(struct arena *arena, const struct process_options *options, uint32_t seconds,
                 int *status, const char **output, struct error *error)
{
    int ends[2];
    *status = 0;
    *output = "";
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(error, "%s: cannot be started: %s", options->arguments[0],
                         strerror(errno));
    struct process_options with_pipe = *options;
    with_pipe.output = ends[1];
    pid_t process;
    struct signals before;
    told_to_end = 0;
    if (options->is_interruptible)
        signals_take(&before);
    bool is_run = process_start(&with_pipe, &process, error);
    close(ends[1]);
    if (is_run) {
        if (options->started)
            options->started(options->context, process);
        char *bytes = arena_allocate(arena, OUTPUT_LIMIT + 1);
        *output = bytes;
        is_run = run_to_end(process, options, ends[0], bytes, seconds,
                            options->is_interruptible ? &before.mask : NULL, status, error);
    }
    if (options->is_interruptible)
        signals_give_back(&before);
    close(ends[0]);
    return is_run;
}
