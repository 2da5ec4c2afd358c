// The server's log: bounded, and asked why a server did not start.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "postgres/cluster_part.h"

enum { LOG_LIMIT = 8 * 1024 * 1024, REASON_LIMIT = 64 * 1024 };

int log_open(const char *home, struct arena *arena, uint64_t *size)
{
    log_bound(home, arena);
    // O_APPEND, so that the server goes on at the beginning after the file was cut.
    int log = open(file_join(arena, home, "log"),
                   O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    struct stat found;
    *size = log >= 0 && fstat(log, &found) == 0 ? (uint64_t)found.st_size : 0;
    return log;
}

void log_bound(const char *home, struct arena *arena)
{
    struct arena_mark mark = arena_mark(arena);
    const char *path = file_join(arena, home, "log");
    struct stat found;
    if (lstat(path, &found) == 0 && S_ISREG(found.st_mode) && found.st_size > LOG_LIMIT) {
        // The server holds this very file open: it is copied and cut, not renamed.
        int from = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
        int to = open(file_join(arena, home, "log.1"),
                      O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
        char bytes[16 * 1024];
        ssize_t length, limit = LOG_LIMIT + (1 << 20);
        while (from >= 0 && to >= 0 && limit > 0 &&
               (length = read(from, bytes, sizeof bytes)) > 0 &&
               write(to, bytes, (size_t)length) == length)
            limit -= length;
        if (from >= 0)
            (void)!ftruncate(from, 0);
        if (from >= 0)
            close(from);
        if (to >= 0)
            close(to);
    }
    arena_rewind(arena, mark);
}

// "2026-01-01 10:00:00 UTC [12] FATAL:  text", "initdb: error: text": the text.
const char *reason_find(struct arena *arena, const char *output)
{
    static const char *const marks[] = {"PANIC:", "FATAL:", "error:", "ERROR:"};
    size_t best = array_length(marks);
    const char *reason = "";
    for (const char *line = output; *line;) {
        size_t length = strcspn(line, "\n");
        const char *text = arena_copy(arena, line, length);
        for (size_t at = 0; at < array_length(marks) && at < best; at++) {
            const char *mark = strstr(text, marks[at]);
            if (mark) {
                reason = mark + strlen(marks[at]);
                best = at;
            }
        }
        line += length + (line[length] == '\n');
    }
    return reason + strspn(reason, " \t");
}

const char *log_reason(const char *home, struct arena *arena, uint64_t start)
{
    int log = open(file_join(arena, home, "log"), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (log < 0)
        return "";
    char *bytes = arena_allocate(arena, REASON_LIMIT + 1);
    ssize_t length = pread(log, bytes, REASON_LIMIT, (off_t)start);
    close(log);
    return length > 0 ? reason_find(arena, bytes) : "";
}
