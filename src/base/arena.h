// An arena: memory that is taken piece by piece and given back all at once.
//
// Three lifetimes in lintel are arenas: the design's, a scratch arena that is rewound around each
// statement and each rule, and that of the verb (options, profile, findings, coverage). Nothing
// in an arena is freed alone; pointers into it live until the arena is rewound past them or freed.
// Running out of memory ends the program with a message: there is no caller that could go on.
// Under AddressSanitizer what has not been handed out, or was rewound, is poisoned.
#ifndef LINTEL_BASE_ARENA_H
#define LINTEL_BASE_ARENA_H

#include "base/base.h"

struct arena;

struct arena_mark {
    struct arena_block *block;
    size_t used;
};

struct arena *arena_new(void);
void arena_free(struct arena *arena); // also of NULL

// Zeroed memory, aligned for any type. `size` may be 0.
void *arena_allocate(struct arena *arena, size_t size);
// The same without zeroing: for callers that write every byte.
void *arena_allocate_raw(struct arena *arena, size_t size);
#define arena_make(arena, type) ((type *)arena_allocate(arena, sizeof(type)))

// Copies, ended by a NUL byte. `arena_copy_string` gives NULL for NULL.
char *arena_copy(struct arena *arena, const void *bytes, size_t length);
char *arena_copy_string(struct arena *arena, const char *string);
char *arena_format(struct arena *arena, const char *format, ...) printf_like(2, 3);
char *arena_format_list(struct arena *arena, const char *format, va_list arguments);

// Everything taken after the mark is given back by the rewind.
struct arena_mark arena_mark(struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

// Bytes held from the system, for the tests.
size_t arena_size(const struct arena *arena);

// Heap memory for the few things that grow in place, or live and die by themselves: never NULL.
void *heap_resize(void *memory, size_t size);
void heap_free(void *memory);
// From now on large blocks go back to the system when they are freed: for programs that run long.
void heap_give_back(void);

#endif
