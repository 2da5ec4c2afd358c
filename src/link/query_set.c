// The small sets of linking: numbers behind pointers, and what a trace has passed already. Both are
// open hash tables in the scratch arena.
#include "link/query_part.h"

// ---- sets of pointers -------------------------------------------------------------------------------

struct pointer_entry {
    const void *key;
    uint32_t number;
};

static struct pointer_entry *pointer_slot(const struct pointer_map *map, const void *key)
{
    size_t mask = map->capacity - 1;
    size_t at = (size_t)(((uint64_t)(uintptr_t)key * 0x9E3779B97F4A7C15u) >> 20) & mask;
    while (map->entries[at].key && map->entries[at].key != key)
        at = (at + 1) & mask;
    return &map->entries[at];
}

uint32_t pointer_map_get(const struct pointer_map *map, const void *key)
{
    return map->capacity ? pointer_slot(map, key)->number : 0;
}

uint32_t *pointer_map_at(struct arena *arena, struct pointer_map *map, const void *key)
{
    if (map->count * 2 >= map->capacity) {
        struct pointer_map grown = {.capacity = map->capacity ? map->capacity * 2 : 32,
                                    .count = map->count};
        grown.entries = arena_allocate(arena, grown.capacity * sizeof *grown.entries);
        for (uint32_t at = 0; at < map->capacity; at++)
            if (map->entries[at].key)
                *pointer_slot(&grown, map->entries[at].key) = map->entries[at];
        *map = grown;
    }
    struct pointer_entry *entry = pointer_slot(map, key);
    if (!entry->key) {
        entry->key = key;
        map->count++;
    }
    return &entry->number;
}

// ---- what a trace has seen ------------------------------------------------------------------------

struct seen_entry {
    const void *what;
    const struct frame *frame;
    const char *field;
    uint32_t index, flags, generation;
};

void trace_begin(struct linker *linker)
{
    linker->generation++;
    linker->seen_count = 0;
}

static size_t seen_hash(const struct seen_entry *entry)
{
    uint64_t hash = (uint64_t)(uintptr_t)entry->what * 0x9E3779B97F4A7C15u;
    hash ^= ((uint64_t)(uintptr_t)entry->frame >> 4) + ((uint64_t)(uintptr_t)entry->field << 7);
    hash ^= ((uint64_t)entry->index << 32) + entry->flags;
    hash *= 0x9E3779B97F4A7C15u;
    return (size_t)(hash >> 20);
}

static bool seen_equal(const struct seen_entry *a, const struct seen_entry *b)
{
    return a->what == b->what && a->frame == b->frame && a->field == b->field &&
           a->index == b->index && a->flags == b->flags;
}

// The slot that holds the entry, or where it belongs.
static struct seen_entry *seen_slot(struct linker *linker, const struct seen_entry *wanted)
{
    size_t mask = linker->seen_capacity - 1, at = seen_hash(wanted) & mask;
    while (linker->seen[at].generation == linker->generation &&
           !seen_equal(&linker->seen[at], wanted))
        at = (at + 1) & mask;
    return &linker->seen[at];
}

static void seen_grow(struct linker *linker)
{
    struct seen_entry *old = linker->seen;
    uint32_t old_capacity = linker->seen_capacity;
    linker->seen_capacity = old_capacity ? old_capacity * 2 : 64;
    linker->seen =
        arena_allocate(linker->scratch, linker->seen_capacity * sizeof(struct seen_entry));
    for (uint32_t at = 0; at < old_capacity; at++)
        if (old[at].generation == linker->generation)
            *seen_slot(linker, &old[at]) = old[at];
}

// Whether it is new to the present trace.
bool trace_first(struct linker *linker, const void *what, uint32_t index, const struct flow *flow)
{
    struct seen_entry entry = {
        .what = what,
        .frame = flow->frame,
        .field = flow->field,
        .index = index,
        .flags = (uint32_t)flow->is_direct | (uint32_t)flow->is_coalesced << 1 |
                 (uint32_t)flow->is_silent << 2 | (uint32_t)flow->keeps_null << 3 |
                 (uint32_t)flow->null_fate << 4 | (uint32_t)flow->role << 6,
        .generation = linker->generation};
    if (linker->seen_count * 2 >= linker->seen_capacity)
        seen_grow(linker);
    struct seen_entry *slot = seen_slot(linker, &entry);
    if (slot->generation == linker->generation)
        return false;
    *slot = entry;
    linker->seen_count++;
    return true;
}
