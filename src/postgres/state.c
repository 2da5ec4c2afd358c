// Makes the state's folder, holds its lock, and changes what is in it so that a crash leaves the
// old or the new. What the server's user owns may not be trusted by root: nothing here follows a
// link inside of it.
#include "postgres/state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "postgres/database.h"

// For root, and for everybody where $LINTEL_STATE names another folder.
static const char root_folder[] = "/var/lib/lintel";
enum { DEEPEST = 32, NAME_LENGTH = 32, PASSES = 8 };

static bool system_error(struct error *error, const char *what, const char *path)
{
    if (errno == ENOSPC || errno == EDQUOT)
        return error_set(error, "%s: %s: the disk is full", path, what);
    if (errno == EACCES || errno == EPERM)
        return error_set(error, "%s: %s: no permission", path, what);
    if (errno == EROFS)
        return error_set(error, "%s: %s: the file system is read-only", path, what);
    return error_set(error, "%s: %s: %s", path, what, strerror(errno));
}

void state_say(const struct state *state, const char *format, ...)
{
    if (!state->say)
        return;
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    state->say(state->context, line);
}

// ---- where ----------------------------------------------------------------------------------------

// The folder that holds the states of all designs; NULL: each design holds its own.
static const char *states_folder(void)
{
    const char *named = getenv("LINTEL_STATE");
    if (named && *named)
        return named;
    return geteuid() == 0 ? root_folder : NULL;
}

uint64_t state_hash(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
    return hash;
}

static bool design_folder(struct arena *arena, const char *path, const char **real,
                          struct error *error)
{
    struct file_status status;
    if (!file_look(path, &status, error))
        return false;
    if (status.kind != FILE_FOLDER)
        return error_set(error, "%s: is not a folder, so it has no private database", path);
    *real = file_real_path(arena, path);
    return true;
}

bool state_directory(struct arena *arena, const char *path, const char **directory,
                     struct error *error)
{
    const char *real = "", *states = states_folder();
    if (!design_folder(arena, path, &real, error))
        return false;
    if (!states) {
        *directory = file_join(arena, real, ".lintel");
        return true;
    }
    if (states[0] != '/')
        return error_set(error, "$LINTEL_STATE must be an absolute path, not \"%s\"", states);
    const char *slash = strrchr(real, '/');
    char name[NAME_LENGTH + 1];
    size_t length = 0;
    for (const char *at = slash ? slash + 1 : real; *at && length < NAME_LENGTH; at++)
        name[length++] = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
                                 (*at >= '0' && *at <= '9') || *at == '-' || *at == '_'
                             ? *at
                             : '_';
    name[length] = '\0';
    // Two paths of one hash are told apart by the file `path`.
    *directory = arena_format(arena, "%s/%s-%016llx", states, length ? name : "design",
                              (unsigned long long)state_hash(real));
    return true;
}

// ---- folders and files ----------------------------------------------------------------------------

bool state_make_folder(const struct state *state, const char *path, uint32_t mode, bool is_servers,
                       struct error *error)
{
    struct stat found;
    bool is_new = mkdir(path, mode) == 0;
    if (!is_new && errno != EEXIST)
        return system_error(error, "cannot be made", path);
    // Never through a link: a design's folder may come from anybody, and bring one that leads to
    // what is not ours to change.
    if (lstat(path, &found) != 0)
        return system_error(error, "cannot be looked at", path);
    if (S_ISLNK(found.st_mode))
        return error_set(error,
                         "%s: is a link, which is not followed: remove it, or name a folder for "
                         "the data of all designs by $LINTEL_STATE",
                         path);
    if (!S_ISDIR(found.st_mode))
        return error_set(error, "%s: is in the way: a folder is needed there", path);
    if (!is_new)
        return true;
    if (chmod(path, mode) != 0 || (is_servers && state->user.is_other &&
                                   lchown(path, state->user.user, state->user.group) != 0))
        return system_error(error, "cannot be given its mode and owner", path);
    return true;
}

static bool remove_inside(int folder, uint32_t depth)
{
    bool is_empty = false;
    for (uint32_t pass = 0; !is_empty && pass < PASSES; pass++) { // what a scan passed over
        int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DIR *entries = again >= 0 ? fdopendir(again) : NULL;
        if (!entries)
            return false;
        is_empty = true;
        for (struct dirent *entry; (entry = readdir(entries));) {
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
                continue;
            is_empty = false;
            if (unlinkat(folder, entry->d_name, 0) == 0 || errno == ENOENT)
                continue; // what somebody else has removed is gone as well
            int inner = depth < DEEPEST ? openat(folder, entry->d_name,
                                                 O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                                        : -1;
            if (inner < 0 && depth < DEEPEST && errno == ENOENT)
                continue;
            bool is_gone = inner >= 0 && remove_inside(inner, depth + 1) &&
                           (unlinkat(folder, entry->d_name, AT_REMOVEDIR) == 0 || errno == ENOENT);
            if (inner >= 0)
                close(inner);
            if (!is_gone) {
                closedir(entries);
                return false;
            }
        }
        closedir(entries);
    }
    return is_empty;
}

bool state_remove(const char *path, struct error *error)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0 && errno == ENOENT)
        return true;
    bool is_gone = folder >= 0 && remove_inside(folder, 0);
    int reason = errno;
    if (folder >= 0)
        close(folder);
    if (is_gone && (rmdir(path) == 0 || errno == ENOENT))
        return true;
    errno = is_gone ? errno : reason;
    return system_error(error, "cannot be removed", path);
}

static bool bytes_write(int file, const char *bytes, size_t length)
{
    while (length) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

bool state_write(const struct state *state, const char *path, const char *bytes, size_t length,
                 struct error *error)
{
    // A name of its own: several lintels may remember what they loaded at the same time.
    char *beside = arena_format(state->arena, "%s.XXXXXX", path);
    int file = mkostemp(beside, O_CLOEXEC);
    if (file < 0)
        return system_error(error, "cannot be written", path);
    bool is_written = bytes_write(file, bytes, length) && fsync(file) == 0;
    int reason = errno;
    if (close(file) != 0 && is_written) {
        is_written = false;
        reason = errno;
    }
    if (is_written && rename(beside, path) == 0)
        return true;
    if (is_written)
        reason = errno;
    (void)unlink(beside);
    errno = reason;
    return system_error(error, "cannot be written", path);
}

void state_sync_folder(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        (void)fsync(folder); // some file systems know no such thing
        close(folder);
    }
}

// ---- opening --------------------------------------------------------------------------------------

// Whether the server's user may pass through every folder above.
static bool is_reachable(const struct state *state, const char **obstacle)
{
    char *path = arena_copy_string(state->arena, state->directory);
    for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
        struct stat found;
        if (slash)
            *slash = '\0';
        if (stat(path, &found) != 0)
            return true; // that is said elsewhere
        bool may = found.st_mode & S_IXOTH;
        for (int at = 0; at < state->user.group_count; at++)
            if (found.st_gid == state->user.groups[at])
                may = found.st_mode & S_IXGRP;
        if (found.st_uid == state->user.user)
            may = found.st_mode & S_IXUSR;
        if (!may) {
            *obstacle = path;
            return false;
        }
        if (!slash)
            return true;
        *slash = '/';
    }
}

// A file that says what it must say already is left alone: a full disk is no obstacle then.
static bool path_hold(const struct state *state, const char *content, struct error *error)
{
    const char *path = file_join(state->arena, state->directory, "path");
    struct file_bytes bytes;
    struct error unread;
    if (file_read(state->arena, path, (struct file_limit){.bytes = 64 * 1024}, &bytes, &unread) &&
        bytes.length > 0)
        return strcmp(bytes.bytes, content) == 0 ||
               error_set(error, "%s: belongs to another design, %s", state->directory, bytes.bytes);
    return state_write(state, path, content, strlen(content), error);
}

// Where there is one, it is somebody's and stays as it is; an empty one is what a crash left.
static bool ignore_hold(const struct state *state, struct error *error)
{
    const char *path = file_join(state->arena, state->directory, ".gitignore");
    struct stat found;
    if (lstat(path, &found) == 0 && !(S_ISREG(found.st_mode) && found.st_size == 0))
        return true;
    return state_write(state, path, "*\n", 2, error);
}

// The folder of all states may be a link, since the user or the system's administrator named it:
// theirs must be the link and the folder. Whoever else could write there could put a link of his
// own in the place of a state. Only a user's own group may.
static bool states_hold(const struct state *state, const char *states, struct error *error)
{
    struct stat link, found;
    if (lstat(states, &link) != 0 || !S_ISLNK(link.st_mode)) {
        if (!state_make_folder(state, states, 0755, false, error))
            return false;
        if (lstat(states, &link) != 0)
            return system_error(error, "cannot be looked at", states);
    }
    if (stat(states, &found) != 0)
        return system_error(error, "cannot be looked at", states);
    uid_t mine = geteuid();
    if ((link.st_uid != mine && link.st_uid != 0) || (found.st_uid != mine && found.st_uid != 0))
        return error_set(error,
                         "%s: belongs to another user than lintel runs as, who could change what "
                         "lies there: name a folder of your own by $LINTEL_STATE",
                         states);
    mode_t others = mine == 0 && found.st_gid != 0 ? S_IWGRP | S_IWOTH : S_IWOTH;
    if (!(found.st_mode & S_ISVTX) && (found.st_mode & others))
        return error_set(error,
                         "%s: other users may write there: take that from them (chmod go-w), or "
                         "name another folder by $LINTEL_STATE",
                         states);
    return true;
}

bool state_open(struct state *state, struct arena *arena, const char *path,
                void (*say)(void *context, const char *line), void *context, struct error *error)
{
    *state = (struct state){.arena = arena, .lock = -1, .say = say, .context = context};
    const char *real = "", *obstacle, *states = states_folder();
    if (!process_user_find(&state->user, error) || !design_folder(arena, path, &real, error) ||
        !state_directory(arena, path, &state->directory, error))
        return false;
    if (states && !states_hold(state, states, error))
        return false;
    uint32_t mode = state->user.is_other ? 0711 : 0700;
    if (!state_make_folder(state, state->directory, mode, false, error))
        return false;
    struct stat found;
    if (lstat(state->directory, &found) != 0 || found.st_uid != geteuid())
        return error_set(error, "%s: belongs to another user than lintel runs as",
                         state->directory);
    if (state->user.is_other && !is_reachable(state, &obstacle))
        return error_set(error,
                         "%s: the user %s, whom the server runs as, cannot pass through here to %s",
                         obstacle, state->user.name, state->directory);
    return (!states || path_hold(state, real, error)) && ignore_hold(state, error);
}

bool state_lock(struct state *state, struct error *error)
{
    const char *path = file_join(state->arena, state->directory, "lock");
    int lock = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (lock < 0)
        return system_error(error, "cannot be opened", path);
    char holder[32] = "";
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        bool is_held = errno == EWOULDBLOCK;
        ssize_t length = is_held ? pread(lock, holder, sizeof holder - 1, 0) : 0;
        long process = length > 0 ? strtol(holder, NULL, 10) : 0;
        if (!is_held)
            system_error(error, "cannot be locked", path);
        else if (process > 0)
            error_set(error,
                      "another lintel, process %ld, serves this private database already: stop it "
                      "first (%s)",
                      process, state->directory);
        else
            error_set(error,
                      "another lintel serves this private database already: stop it first "
                      "(%s)",
                      state->directory);
        close(lock);
        return false;
    }
    // Of a fixed length, so that it needs no room that a full disk might not have: written over.
    snprintf(holder, sizeof holder, "%-19ld\n", (long)getpid());
    (void)!pwrite(lock, holder, strlen(holder), 0); // only said to others
    state->lock = lock;
    return true;
}

void state_close(struct state *state)
{
    if (state->arena && state->lock >= 0)
        close(state->lock); // gives up the lock
    state->lock = -1;
}
