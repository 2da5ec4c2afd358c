// Where secrets come from: the environment, and for the private database a secret of its own, which
// never leaves the machine. It is written whole under another name and then linked to its own, so
// that two programs that start at once have the same one and nobody reads half of it.
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "serve/token.h"

#include "base/file.h"

enum { SECRET_BYTES = 32, SECRET_FILE_MOST = 4096 };

static const char secret_name[] = "token-secret";

static bool secret_make(struct arena *arena, const char *folder, const char *path,
                        struct error *error)
{
    uint8_t bytes[SECRET_BYTES];
    char text[2 * SECRET_BYTES + 1];
    if (!random_bytes(bytes, sizeof bytes))
        return error_set(error, "the system gives no random bytes");
    for (int i = 0; i < SECRET_BYTES; i++)
        snprintf(text + (size_t)2 * i, 3, "%02x", bytes[i]);
    const char *draft =
        file_join(arena, folder, arena_format(arena, ".%s.%ld", secret_name, (long)getpid()));
    unlink(draft); // of a program that was killed
    int descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return error_set(error, "cannot write %s: %s", draft, strerror(errno));
    bool is_written = write(descriptor, text, sizeof text - 1) == (ssize_t)(sizeof text - 1) &&
                      fsync(descriptor) == 0;
    int reason = errno;
    is_written &= close(descriptor) == 0;
    if (is_written && link(draft, path) != 0 && errno != EEXIST) {
        reason = errno;
        is_written = false;
    }
    unlink(draft);
    return is_written || error_set(error, "cannot write %s: %s", path, strerror(reason));
}

// Refuses what somebody else could have read or put there.
static bool secret_read(struct arena *arena, const char *path, const char **secret,
                        struct error *error)
{
    struct stat status;
    int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0)
        return error_set(error, "cannot read %s: %s", path, strerror(errno));
    char *text = arena_allocate(arena, SECRET_FILE_MOST + 1);
    ssize_t length = -1;
    bool is_ours = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
                   (status.st_mode & 077) == 0 && (status.st_uid == geteuid());
    if (is_ours)
        length = read(descriptor, text, SECRET_FILE_MOST);
    close(descriptor);
    if (!is_ours)
        return error_set(error,
                         "%s is not a file of this user's alone; remove it, and lintel makes "
                         "another",
                         path);
    if (length < 2 * SECRET_BYTES || strlen(text) != (size_t)length)
        return error_set(error, "%s does not hold a secret; remove it, and lintel makes another",
                         path);
    *secret = text;
    return true;
}

bool token_development_secret(struct arena *arena, const char *directory, const char **secret,
                              struct error *error)
{
    const char *path = file_join(arena, directory, secret_name);
    if (access(path, F_OK) != 0) {
        if (access(directory, F_OK) != 0)
            return error_set(error,
                             "there is no private database at %s yet; `lintel serve` makes it",
                             directory);
        if (!secret_make(arena, directory, path, error))
            return false;
    }
    return secret_read(arena, path, secret, error);
}

bool token_secret_find(struct arena *arena, const char *name, const char *directory,
                       const char **secret, bool *is_development, struct error *error)
{
    const char *value = getenv(name);
    *is_development = false;
    if (value) {
        if (!*value)
            return error_set(error, "%s is set, but empty", name);
        *secret = arena_copy_string(arena, value);
        return true;
    }
    if (!directory)
        return error_set(error,
                         "%s is not set; it is the secret that tokens are checked with (only the "
                         "private database has one of its own)",
                         name);
    *is_development = true;
    const char *base = NULL;
    if (!token_development_secret(arena, directory, &base, error))
        return false;
    // One for each name, so that a token of one scheme is no token of another, as in earnest.
    *secret = arena_format(arena, "%s:%s", base, name);
    return true;
}
