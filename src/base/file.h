// Files and folders of the user: read whole, with a limit, and with errors that say what is wrong
// and what to do. Nothing here waits: what is no regular file (a FIFO, a device, a socket) is an
// error before it is opened.
#ifndef LINTEL_BASE_FILE_H
#define LINTEL_BASE_FILE_H

#include "base/error.h"
#include "base/list.h"

enum file_kind { FILE_ABSENT, FILE_REGULAR, FILE_FOLDER, FILE_OTHER };

struct file_status {
    enum file_kind kind; // of what a link leads to
    uint64_t size;
    uint64_t device, inode; // together they tell one file from all others
};

struct file_limit {
    uint64_t bytes;
    const char *option; // how the user raises it: "--limit file-size=SIZE"; may be NULL
};

// The bytes live in the arena and end with a NUL byte that `length` does not count. A UTF-8
// byte-order mark at the start is left out.
struct file_bytes {
    char *bytes;
    size_t length;
};

// Text: a file in UTF-16, or with NUL bytes, is an error. Bytes that are not UTF-8 are passed on.
must_check bool file_read(struct arena *arena, const char *path, struct file_limit limit,
                          struct file_bytes *result, struct error *error);

// The first `bytes` of a file at most, with no check whether they are text: to see what it is. Text
// in UTF-16 comes without its NUL bytes, so that file_read is asked for it and says what is wrong.
// False where it cannot be read.
must_check bool file_read_start(struct arena *arena, const char *path, size_t bytes,
                                struct file_bytes *result);

// What is there. A path that leads nowhere is FILE_ABSENT and no error; one that cannot be looked
// at (no permission on the way, a link that leads to itself) is.
must_check bool file_look(const char *path, struct file_status *status, struct error *error);

struct file_entry {
    const char *name;
    enum file_kind kind; // of what a link leads to; FILE_OTHER where that cannot be looked at
    bool is_link;
};
struct file_entries {
    LIST_FIELDS(struct file_entry);
};

// A folder's entries by name, bytewise, `.` and `..` left out.
must_check bool file_list(struct arena *arena, const char *path, struct file_entries *entries,
                          struct error *error);

// Writes the whole file, over what was there. The folder is there.
must_check bool file_write(const char *path, const char *bytes, size_t length, struct error *error);

// Likewise, but never over anything: where something of that name is there, that is an error.
must_check bool file_create(const char *path, const char *bytes, size_t length,
                            struct error *error);
// A folder that is there already is no error. Those above it are there.
must_check bool file_make_folder(const char *path, struct error *error);
// A new folder of this process alone, below the system's place for such; and its end, with all
// files in it and in the folders in it.
must_check bool file_make_scratch(struct arena *arena, const char **path, struct error *error);
void file_remove_scratch(struct arena *arena, const char *path);

// The path without links, `.` and `..`; as it is where the system cannot say.
const char *file_real_path(struct arena *arena, const char *path);
// "folder/name"; just `name` where the folder is "" or ".".
char *file_join(struct arena *arena, const char *folder, const char *name);
// "64 MB", "1.5 KB", "12 bytes": for messages.
const char *file_size_text(struct arena *arena, uint64_t bytes);

#endif
