// Reading whole files and folders; each failure says which path and what to do.
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum file_kind kind_of(mode_t mode)
{
    return S_ISREG(mode) ? FILE_REGULAR : S_ISDIR(mode) ? FILE_FOLDER : FILE_OTHER;
}

// What errno says, in words that help.
static bool error_of_system(struct error *error, const char *path, const char *what)
{
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
        return error_set(error, "%s: there is no such file or folder", path);
    case EACCES:
    case EPERM:
        return error_set(error, "%s: %s: no permission", path, what);
    case ELOOP:
        return error_set(error, "%s: %s: the links lead in a circle", path, what);
    default:
        return error_set(error, "%s: %s: %s", path, what, strerror(errno));
    }
}

bool file_look(const char *path, struct file_status *status, struct error *error)
{
    struct stat found;
    *status = (struct file_status){.kind = FILE_ABSENT};
    if (stat(path, &found) != 0)
        return errno == ENOENT || errno == ENOTDIR ||
               error_of_system(error, path, "cannot be looked at");
    *status = (struct file_status){
        .kind = kind_of(found.st_mode),
        .size = found.st_size > 0 ? (uint64_t)found.st_size : 0,
        .device = found.st_dev,
        .inode = found.st_ino,
    };
    return true;
}

const char *file_size_text(struct arena *arena, uint64_t bytes)
{
    static const char *const units[] = {"KB", "MB", "GB", "TB"};
    if (bytes < 1024)
        return arena_format(arena, "%u bytes", (unsigned)bytes);
    double size = (double)bytes / 1024;
    size_t unit = 0;
    while (size >= 1024 && unit + 1 < array_length(units)) {
        size /= 1024;
        unit++;
    }
    bool is_whole = size - (double)(uint64_t)size < 0.05;
    return arena_format(arena, is_whole ? "%.0f %s" : "%.1f %s", size, units[unit]);
}

static bool too_large(struct arena *arena, const char *path, uint64_t size, struct file_limit limit,
                      struct error *error)
{
    const char *size_text = file_size_text(arena, size);
    const char *limit_text = file_size_text(arena, limit.bytes);
    if (string_equal(size_text, limit_text)) { // a few bytes decide
        size_text = arena_format(arena, "%llu bytes", (unsigned long long)size);
        limit_text = arena_format(arena, "%llu bytes", (unsigned long long)limit.bytes);
    }
    if (limit.option)
        return error_set(error, "%s: too large: %s, the limit is %s (%s raises it)", path,
                         size_text, limit_text, limit.option);
    return error_set(error, "%s: too large: %s, the limit is %s", path, size_text, limit_text);
}

// Whether it begins as UTF-16 does.
static bool is_wide(const struct file_bytes *file)
{
    return file->length >= 2 &&
           (memcmp(file->bytes, "\xFF\xFE", 2) == 0 || memcmp(file->bytes, "\xFE\xFF", 2) == 0);
}

// UTF-16 with its NUL bytes left out: of what is ASCII, that is the text.
static void wide_narrow(struct file_bytes *file)
{
    size_t length = 0;
    for (size_t i = 2; i < file->length; i++)
        if (file->bytes[i])
            file->bytes[length++] = file->bytes[i];
    file->bytes[length] = '\0';
    file->length = length;
}

// Whether the bytes are text that can be read, with the reason where not.
static bool text_check(const char *path, const struct file_bytes *file, struct error *error)
{
    if (is_wide(file))
        return error_set(error, "%s: this text is in UTF-16; save it as UTF-8", path);
    const char *nul = memchr(file->bytes, '\0', file->length);
    if (nul)
        return error_set(error, "%s: no text: a NUL byte at offset %zu", path,
                         (size_t)(nul - file->bytes));
    return true;
}

bool file_read(struct arena *arena, const char *path, struct file_limit limit,
               struct file_bytes *result, struct error *error)
{
    struct file_status status;
    *result = (struct file_bytes){0};
    if (limit.bytes >= UINT32_MAX) // places count in 32 bits
        limit = (struct file_limit){UINT32_MAX - 1, NULL};
    if (!file_look(path, &status, error))
        return false;
    if (status.kind == FILE_ABSENT)
        return error_set(error, "%s: there is no such file", path);
    if (status.kind == FILE_FOLDER)
        return error_set(error, "%s: this is a folder, not a file", path);
    if (status.kind == FILE_OTHER)
        return error_set(error, "%s: no regular file (a pipe, socket or device)", path);
    if (status.size > limit.bytes)
        return too_large(arena, path, status.size, limit, error);

    // Not blocking, should the file have become a FIFO meanwhile.
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0)
        return error_of_system(error, path, "cannot be read");
    bool done = false;
    // The size may change while we read, and files of /proc say 0: read to the end, not to the
    // size.
    size_t capacity = (size_t)status.size + 1, length = 0;
    char *bytes = arena_allocate_raw(arena, capacity + 1);
    for (;;) {
        if (length == capacity) {
            char *grown = arena_allocate_raw(arena, capacity * 2 + 4096 + 1);
            memcpy(grown, bytes, length);
            bytes = grown;
            capacity = capacity * 2 + 4096;
        }
        ssize_t got = read(descriptor, bytes + length, capacity - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            error_of_system(error, path, "cannot be read");
            goto out;
        }
        if (got == 0)
            break;
        length += (size_t)got;
        if (length > limit.bytes) {
            too_large(arena, path, length, limit, error);
            goto out;
        }
    }
    bytes[length] = '\0';
    *result = (struct file_bytes){bytes, length};
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        *result = (struct file_bytes){bytes + 3, length - 3};
    done = text_check(path, result, error);
out:
    close(descriptor);
    return done;
}

bool file_read_start(struct arena *arena, const char *path, size_t bytes, struct file_bytes *result)
{
    struct file_status status;
    struct error ignored;
    *result = (struct file_bytes){0};
    if (!file_look(path, &status, &ignored) || status.kind != FILE_REGULAR)
        return false;
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    if (status.size < bytes)
        bytes = (size_t)status.size;
    char *start = arena_allocate_raw(arena, bytes + 1);
    size_t length = 0;
    ssize_t got = 1;
    while (got > 0 && length < bytes) {
        got = read(descriptor, start + length, bytes - length);
        if (got > 0)
            length += (size_t)got;
        else if (got < 0 && errno == EINTR)
            got = 1;
    }
    close(descriptor);
    start[length] = '\0';
    *result = (struct file_bytes){start, length};
    if (length >= 3 && memcmp(start, "\xEF\xBB\xBF", 3) == 0)
        *result = (struct file_bytes){start + 3, length - 3};
    else if (is_wide(result))
        wide_narrow(result);
    return got >= 0;
}

static int entry_compare(const void *a, const void *b)
{
    return strcmp(((const struct file_entry *)a)->name, ((const struct file_entry *)b)->name);
}

static struct file_entry entry_of(struct arena *arena, DIR *folder, const struct dirent *found)
{
    struct file_entry entry = {
        .name = arena_copy_string(arena, found->d_name),
        .kind = found->d_type == DT_REG   ? FILE_REGULAR
                : found->d_type == DT_DIR ? FILE_FOLDER
                                          : FILE_OTHER,
        .is_link = found->d_type == DT_LNK,
    };
    struct stat status;
    if (found->d_type == DT_UNKNOWN &&
        fstatat(dirfd(folder), found->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
        entry.is_link = S_ISLNK(status.st_mode);
        entry.kind = kind_of(status.st_mode);
    }
    if (entry.is_link && fstatat(dirfd(folder), found->d_name, &status, 0) == 0)
        entry.kind = kind_of(status.st_mode);
    return entry;
}

bool file_list(struct arena *arena, const char *path, struct file_entries *entries,
               struct error *error)
{
    *entries = (struct file_entries){0};
    DIR *folder = opendir(path);
    if (!folder)
        return error_of_system(error, path, "cannot be listed");
    bool done = false;
    for (;;) {
        errno = 0;
        const struct dirent *found = readdir(folder);
        if (!found && errno) {
            error_of_system(error, path, "cannot be listed");
            goto out;
        }
        if (!found)
            break;
        if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
            continue;
        list_add(arena, entries, entry_of(arena, folder, found));
    }
    if (entries->count)
        qsort(entries->items, entries->count, sizeof *entries->items, entry_compare);
    done = true;
out:
    closedir(folder);
    return done;
}

const char *file_real_path(struct arena *arena, const char *path)
{
    char *full = realpath(path, NULL);
    const char *result = full ? arena_copy_string(arena, full) : path;
    free(full);
    return result;
}

char *file_join(struct arena *arena, const char *folder, const char *name)
{
    size_t length = strlen(folder);
    if (length == 0 || strcmp(folder, ".") == 0)
        return arena_copy_string(arena, name);
    return arena_format(arena, folder[length - 1] == '/' ? "%s%s" : "%s/%s", folder, name);
}

static bool bytes_write(FILE *file, const char *path, const char *bytes, size_t length,
                        struct error *error)
{
    if (!file)
        return error_of_system(error, path, "cannot be written");
    bool is_written = fwrite(bytes, 1, length, file) == length;
    is_written = fclose(file) == 0 && is_written;
    return is_written || error_of_system(error, path, "cannot be written");
}

bool file_write(const char *path, const char *bytes, size_t length, struct error *error)
{
    return bytes_write(fopen(path, "wb"), path, bytes, length, error);
}

bool file_create(const char *path, const char *bytes, size_t length, struct error *error)
{
    return bytes_write(fopen(path, "wbx"), path, bytes, length, error);
}

bool file_make_folder(const char *path, struct error *error)
{
    struct stat status;
    if (mkdir(path, 0777) == 0 ||
        (errno == EEXIST && stat(path, &status) == 0 && S_ISDIR(status.st_mode)))
        return true;
    return error_of_system(error, path, "cannot be made");
}

bool file_make_scratch(struct arena *arena, const char **path, struct error *error)
{
    const char *place = getenv("TMPDIR");
    char *made = arena_format(arena, "%s/lintel-XXXXXX", place && *place ? place : "/tmp");
    *path = made;
    return mkdtemp(made) || error_of_system(error, made, "cannot be made");
}

void file_remove_scratch(struct arena *arena, const char *path)
{
    struct file_entries entries = {0};
    struct error ignored; // what cannot be removed stays
    if (file_list(arena, path, &entries, &ignored))
        list_each (struct file_entry, entry, &entries) {
            const char *below = file_join(arena, path, entry.name);
            if (entry.kind == FILE_FOLDER && !entry.is_link)
                file_remove_scratch(arena, below);
            else
                unlink(below);
        }
    rmdir(path);
}
