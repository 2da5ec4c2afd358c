// The folder of a server's socket: short, since a socket's path ends at 107 bytes, and of mode 0700
// and the server's own. Whoever can reach the socket is let in without a password ("trust"): that
// is right only because nobody but the server's user and root can pass through this folder.
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "postgres/cluster_part.h"

// sun_path has 108 bytes on Linux, 104 on macOS, with the NUL byte; "/.s.PGSQL.5432.lock" follows.
enum { LONGEST_FOLDER = 80 };

// Neither a comma, which separates folders in PostgreSQL's setting, nor anything to be quoted.
static bool path_is_plain(const char *path)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_.-";
    return path[0] == '/' && path[strspn(path, plain)] == '\0' && strlen(path) <= LONGEST_FOLDER;
}

static bool is_private(const struct state *state, const char *folder)
{
    struct stat found;
    return lstat(folder, &found) == 0 && S_ISDIR(found.st_mode) &&
           found.st_uid == state->user.user && (found.st_mode & 0777) == 0700;
}

static const char *recorded(const char *home, struct arena *arena)
{
    struct file_bytes bytes;
    struct error error;
    if (!file_read(arena, file_join(arena, home, "socket"), (struct file_limit){.bytes = 4096},
                   &bytes, &error))
        return NULL;
    bytes.bytes[strcspn(bytes.bytes, "\n")] = '\0';
    return bytes.bytes[0] == '/' ? bytes.bytes : NULL;
}

// Makes a folder under the parent by the pattern; NULL where that cannot be.
static const char *folder_make(const struct state *state, struct arena *arena, const char *parent,
                               const char *pattern)
{
    if (!parent)
        return NULL;
    char *folder = file_join(arena, parent, pattern);
    if (!path_is_plain(folder) || !mkdtemp(folder))
        return NULL;
    if (state->user.is_other && lchown(folder, state->user.user, state->user.group) != 0) {
        (void)rmdir(folder);
        return NULL;
    }
    return folder;
}

// The folder of the last time, so that its path stays the same: still there after a lintel that was
// killed, else made again under its name. Whoever made a folder of that name meanwhile owns it, and
// then it is not taken.
static bool known_is_usable(const struct state *state, const char *known)
{
    if (!path_is_plain(known))
        return false;
    if (mkdir(known, 0700) == 0 && state->user.is_other &&
        lchown(known, state->user.user, state->user.group) != 0) {
        (void)rmdir(known);
        return false;
    }
    return is_private(state, known);
}

bool socket_folder_hold(const struct state *state, const char *home, struct arena *arena,
                        const char **folder, struct error *error)
{
    const char *known = recorded(home, arena);
    if (state->user.is_other && mkdir("/run/lintel", 0755) == 0)
        (void)chmod("/run/lintel", 0755); // whatever the umask
    if (known && known_is_usable(state, known)) {
        *folder = known;
        return true;
    }
    *folder = NULL;
    if (!state->user.is_other)
        *folder = folder_make(state, arena, getenv("XDG_RUNTIME_DIR"), "lintel-XXXXXX");
    else
        *folder = folder_make(state, arena, "/run/lintel", "XXXXXX");
    if (!*folder)
        *folder = folder_make(state, arena, "/tmp", "lintel-XXXXXX");
    if (!*folder)
        return error_set(error,
                         "no folder for the private database's socket can be made in /run "
                         "or /tmp: %s",
                         strerror(errno));
    const char *line = arena_format(arena, "%s\n", *folder);
    if (!state_write(state, file_join(arena, home, "socket"), line, strlen(line), error)) {
        (void)rmdir(*folder);
        return false;
    }
    return true;
}

void socket_files_remove(const char *folder)
{
    struct arena *arena = arena_new();
    (void)unlink(arena_format(arena, "%s/.s.PGSQL.%d", folder, CLUSTER_PORT));
    (void)unlink(arena_format(arena, "%s/.s.PGSQL.%d.lock", folder, CLUSTER_PORT));
    arena_free(arena);
}

void socket_folder_remove(const struct state *state, const char *home)
{
    struct arena *arena = arena_new();
    const char *folder = recorded(home, arena);
    // By name, never what else may lie there: a folder that holds more than a socket is not ours.
    if (folder && is_private(state, folder)) {
        socket_files_remove(folder);
        (void)rmdir(folder);
    }
    arena_free(arena);
}
