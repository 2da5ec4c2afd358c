// A map from strings to pointers in an arena. All zero is empty. Keys are not copied: they live as
// long as the map. Order is not kept: whoever needs order keeps a list beside it.
#ifndef LINTEL_BASE_MAP_H
#define LINTEL_BASE_MAP_H

#include "base/arena.h"

struct map {
    struct map_entry *entries;
    uint32_t capacity, used; // used counts removed entries too
};

void *map_get(const struct map *map, const char *key); // NULL where absent
// Sets or replaces; a NULL value removes.
void map_set(struct arena *arena, struct map *map, const char *key, void *value);

#endif
