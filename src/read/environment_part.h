// The parts of read/environment.h that only read/environment*.c share: one text in which variables
// are looked for, and what was found there.
#ifndef LINTEL_READ_ENVIRONMENT_PART_H
#define LINTEL_READ_ENVIRONMENT_PART_H

#include "base/list.h"
#include "design/place.h"

// A name in the text, or with no length a place where the name is not known.
struct environment_name {
    uint32_t offset, length;
};

struct environment_text {
    struct arena *arena; // scratch
    const char *path;
    char *bytes; // may be masked; ended by NUL
    size_t length;
    bool imports_environ; // Python's `environ` is os.environ, not a request's
    const char *alias; // the file's own word for the environment, or NULL; see environment_code.c
    size_t alias_length;
    LIST(struct environment_name) names;
};

// How long the name of a variable is that begins here; 0 where none does.
size_t environment_name_length(const char *at, const char *end);
void environment_add(struct environment_text *text, const char *name, size_t length);

// Whether a file of that name is one, and what it uses. Values are masked. False where the text
// cannot be read.
bool environment_is_template(const char *name);
bool environment_read_template(struct environment_text *text);
bool environment_is_compose(const char *name);
bool environment_read_compose(struct environment_text *text);
bool environment_is_code(const char *name);
bool environment_read_code(struct environment_text *text);

#endif
