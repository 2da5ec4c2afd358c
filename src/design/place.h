// Where something stands: a file of the design and a range of bytes in it. Lines and columns are
// computed when they are shown, since most places never are. Lines and columns count from 1;
// columns count characters.
#ifndef LINTEL_DESIGN_PLACE_H
#define LINTEL_DESIGN_PLACE_H

#include "base/arena.h"

struct source_file {
    const char *path;  // as shown to the user: can be opened from where they are
    const char *bytes; // ended by a NUL byte, a byte-order mark left out
    size_t length;
    bool is_schema;    // SQL that is replayed, and no queries or contract alone
    bool is_unordered; // read without knowing what comes before it
    bool is_builtin;   // part of lintel (a platform's own objects): never shown in a finding
    const uint32_t *line_offsets;
    const uint32_t *character_marks; // place.c: so that long lines cost nothing
    uint32_t line_count;
};

// `path` and `bytes` are kept, not copied, and live as long as the arena.
struct source_file *source_file_new(struct arena *arena, const char *path, const char *bytes,
                                    size_t length);

struct place {
    struct source_file *file; // NULL: nowhere in particular
    uint32_t offset;
    uint32_t length; // 0 where the end is not known: the caret then covers one word
};

struct position {
    uint32_t line, column;
};

struct position place_position(struct place place);
// "file:line:column: message"; the message alone where the place is none.
const char *place_message(struct arena *arena, struct place place, const char *message);
// The bytes of a line without its line break; `line` from 1. NULL beyond the last.
const char *place_line(const struct source_file *file, uint32_t line, size_t *length);
// The order of reports: by path, then offset.
int place_compare(struct place a, struct place b);

#endif
