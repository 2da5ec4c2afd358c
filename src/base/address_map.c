// Open addressing with linear probing, at most half full, as in base/map.c.
#include "base/address_map.h"

struct address_entry {
    const void *address;
    void *value;
};

static struct address_entry *entry_find(const struct address_map *map, const void *address)
{
    // What lies in an arena is aligned: the low bits say nothing, and the product mixes the rest.
    uint64_t hash = (uint64_t)((uintptr_t)address >> 3) * UINT64_C(0x9E3779B97F4A7C15);
    for (uint32_t at = (uint32_t)(hash >> 32) & (map->capacity - 1);;
         at = (at + 1) & (map->capacity - 1)) {
        struct address_entry *entry = &map->entries[at];
        if (!entry->address || entry->address == address)
            return entry;
    }
}

void *address_map_get(const struct address_map *map, const void *address)
{
    return map->capacity ? entry_find(map, address)->value : NULL;
}

static void map_grow(struct arena *arena, struct address_map *map)
{
    struct address_map old = *map;
    map->capacity = old.capacity ? old.capacity * 2 : 64;
    map->entries = arena_allocate(arena, map->capacity * sizeof *map->entries);
    for (uint32_t i = 0; i < old.capacity; i++)
        if (old.entries[i].address)
            *entry_find(map, old.entries[i].address) = old.entries[i];
}

void address_map_set(struct arena *arena, struct address_map *map, const void *address, void *value)
{
    assert(address && value);
    if (map->used * 2 >= map->capacity)
        map_grow(arena, map);
    struct address_entry *entry = entry_find(map, address);
    map->used += !entry->address;
    *entry = (struct address_entry){address, value};
}
