// The splitter over any bytes: it ends, statements lie in the file, in order and not overlapping,
// and each text is as long as the bytes it stands for.
#include "read/split.h"

// Reads of no more than the file: a copy of exact size, so that AddressSanitizer sees one beyond.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define must(condition)                                                                            \
    do {                                                                                           \
        if (!(condition))                                                                          \
            abort();                                                                               \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = heap_resize(NULL, size + 1);
    if (size)
        memcpy(bytes, data, size);
    bytes[size] = '\0';
    struct source_file file = {.path = "fuzz", .bytes = bytes, .length = size};
    struct arena *arena = arena_new();
    struct arena_mark mark = arena_mark(arena);
    struct splitter splitter;
    struct statement statement;
    size_t end = 0;
    splitter_init(&splitter, &file, arena);
    while (splitter_next(&splitter, &statement)) {
        must(statement.offset >= end);
        must(statement.length > 0);
        end = (size_t)statement.offset + statement.length;
        must(end <= size);
        must(splitter.at >= end && splitter.at <= size);
        must(strlen(statement.text) == statement.length);
        must(statement.is_unterminated == (statement.problem != NULL));
        must(statement.problem_offset < size);
        if (!statement.has_placeholder && !splitter.psql_count && !memchr(bytes, '\0', size))
            must(memcmp(statement.text, bytes + statement.offset, statement.length) == 0);
        arena_rewind(arena, mark);
    }
    arena_free(arena);
    free(bytes);
    return 0;
}
