// Open addressing with linear probing, at most half full; FNV-1a as hash. A removed entry keeps
// its key with a NULL value, so that probing goes on past it, and is dropped when the map grows.
#include "base/map.h"

struct map_entry {
    const char *key;
    void *value;
    uint32_t hash;
};

static uint32_t hash_string(const char *key)
{
    uint32_t hash = 2166136261u;
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * 16777619u;
    return hash;
}

static struct map_entry *entry_find(const struct map *map, const char *key, uint32_t hash)
{
    for (uint32_t at = hash & (map->capacity - 1);; at = (at + 1) & (map->capacity - 1)) {
        struct map_entry *entry = &map->entries[at];
        if (!entry->key || (entry->hash == hash && strcmp(entry->key, key) == 0))
            return entry;
    }
}

void *map_get(const struct map *map, const char *key)
{
    return map->capacity ? entry_find(map, key, hash_string(key))->value : NULL;
}

static void map_grow(struct arena *arena, struct map *map)
{
    struct map old = *map;
    map->capacity = old.capacity ? old.capacity * 2 : 16;
    map->used = 0;
    map->entries = arena_allocate(arena, map->capacity * sizeof *map->entries);
    for (uint32_t i = 0; i < old.capacity; i++) {
        if (old.entries[i].value) {
            *entry_find(map, old.entries[i].key, old.entries[i].hash) = old.entries[i];
            map->used++;
        }
    }
}

void map_set(struct arena *arena, struct map *map, const char *key, void *value)
{
    if (map->used * 2 >= map->capacity)
        map_grow(arena, map);
    uint32_t hash = hash_string(key);
    struct map_entry *entry = entry_find(map, key, hash);
    if (!entry->key) {
        if (!value)
            return;
        map->used++;
        entry->key = key;
        entry->hash = hash;
    }
    entry->value = value;
}
