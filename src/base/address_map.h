// A map from addresses to pointers in an arena: what was made of a thing that is known by where it
// lies. All zero is empty. Order is not kept.
#ifndef LINTEL_BASE_ADDRESS_MAP_H
#define LINTEL_BASE_ADDRESS_MAP_H

#include "base/arena.h"

struct address_map {
    struct address_entry *entries;
    uint32_t capacity, used;
};

void *address_map_get(const struct address_map *map, const void *address); // NULL where absent
// Sets or replaces; neither may be NULL.
void address_map_set(struct arena *arena, struct address_map *map, const void *address,
                     void *value);

#endif
