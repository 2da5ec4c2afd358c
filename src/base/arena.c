// Blocks in a chain, each twice the one before up to 1 MB; a request larger than a block gets a
// block of its own. Rewinding keeps the first blocks for reuse and frees those above the mark.
#include <malloc.h>

#include "base/arena.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif
#ifdef HAVE_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size)   ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

enum { BLOCK_FIRST = 16 * 1024, BLOCK_LARGEST = 1024 * 1024, ALIGNMENT = 16 };

struct arena_block {
    struct arena_block *previous;
    size_t size;
    size_t used;
    _Alignas(ALIGNMENT) char bytes[];
};

struct arena {
    struct arena_block *block;
    struct arena_block *spare; // the last block given back, kept so that a loop does not thrash
    size_t next_size;
};

void *heap_resize(void *memory, size_t size)
{
    void *result = realloc(memory, size ? size : 1);
    if (!result) {
        fprintf(stderr, "lintel: out of memory (%zu bytes asked for)\n", size);
        exit(2);
    }
    return result;
}

void heap_free(void *memory)
{
    free(memory);
}

// glibc raises the size from which blocks are the system's own, each time that one is freed; a size
// that is set stays.
void heap_give_back(void)
{
    mallopt(M_MMAP_THRESHOLD, 256 * 1024);
    mallopt(M_TRIM_THRESHOLD, 1024 * 1024);
}

static struct arena_block *block_new(struct arena *arena, size_t least)
{
    struct arena_block *block = arena->spare;
    if (block && block->size >= least) {
        arena->spare = NULL;
    } else {
        size_t size = arena->next_size;
        if (arena->next_size < BLOCK_LARGEST)
            arena->next_size *= 2;
        if (size < least)
            size = least;
        block = heap_resize(NULL, sizeof *block + size);
        block->size = size;
    }
    block->used = 0;
    ASAN_POISON_MEMORY_REGION(block->bytes, block->size);
    return block;
}

struct arena *arena_new(void)
{
    struct arena *arena = heap_resize(NULL, sizeof *arena);
    *arena = (struct arena){.next_size = BLOCK_FIRST};
    return arena;
}

static void block_free(struct arena_block *block)
{
    ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->size);
    free(block);
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    for (struct arena_block *block = arena->block; block;) {
        struct arena_block *previous = block->previous;
        block_free(block);
        block = previous;
    }
    if (arena->spare)
        block_free(arena->spare);
    free(arena);
}

void *arena_allocate_raw(struct arena *arena, size_t size)
{
    struct arena_block *block = arena->block;
    // One byte at least, so that two allocations never share an address.
    size_t rounded = ((size ? size : 1) + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (!block || block->size - block->used < rounded) {
        block = block_new(arena, rounded);
        block->previous = arena->block;
        arena->block = block;
    }
    void *result = block->bytes + block->used;
    block->used += rounded;
    ASAN_UNPOISON_MEMORY_REGION(result, size);
    return result;
}

void *arena_allocate(struct arena *arena, size_t size)
{
    void *result = arena_allocate_raw(arena, size);
    return memset(result, 0, size);
}

char *arena_copy(struct arena *arena, const void *bytes, size_t length)
{
    char *copy = arena_allocate_raw(arena, length + 1);
    if (length)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

char *arena_copy_string(struct arena *arena, const char *string)
{
    return string ? arena_copy(arena, string, strlen(string)) : NULL;
}

char *arena_format_list(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    assert(length >= 0);
    char *result = arena_allocate_raw(arena, (size_t)length + 1);
    vsnprintf(result, (size_t)length + 1, format, again);
    va_end(again);
    return result;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *result = arena_format_list(arena, format, arguments);
    va_end(arguments);
    return result;
}

struct arena_mark arena_mark(struct arena *arena)
{
    return (struct arena_mark){arena->block, arena->block ? arena->block->used : 0};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    while (arena->block != mark.block) {
        struct arena_block *block = arena->block;
        arena->block = block->previous;
        if (block->size > BLOCK_LARGEST || (arena->spare && arena->spare->size >= block->size)) {
            block_free(block);
            continue;
        }
        if (arena->spare)
            block_free(arena->spare);
        arena->spare = block;
        ASAN_POISON_MEMORY_REGION(block->bytes, block->size);
    }
    if (arena->block) {
        arena->block->used = mark.used;
        ASAN_POISON_MEMORY_REGION(arena->block->bytes + mark.used, arena->block->size - mark.used);
    }
}

size_t arena_size(const struct arena *arena)
{
    size_t size = arena->spare ? arena->spare->size : 0;
    for (const struct arena_block *block = arena->block; block; block = block->previous)
        size += block->size;
    return size;
}
