// A growing array in an arena: `LIST(struct table *) tables;` declares one, all zero is empty.
// Where a list is passed to functions it needs a name: `struct table_list {LIST_FIELDS(...);};`.
// The items move when the list grows, so keep pointers to what an item points to, not to the item.
#ifndef LINTEL_BASE_LIST_H
#define LINTEL_BASE_LIST_H

#include "base/arena.h"

#define LIST_FIELDS(type)                                                                          \
    type *items;                                                                                   \
    uint32_t count, capacity
#define LIST(type)                                                                                 \
    struct {                                                                                       \
        LIST_FIELDS(type);                                                                         \
    }

// Adds a copy of `value` (last, since it may hold commas) at the end.
#define list_add(arena, list, ...)                                                                 \
    do {                                                                                           \
        if ((list)->count == (list)->capacity)                                                     \
            (list)->items = list_grow_(arena, (list)->items, &(list)->capacity, (list)->count,     \
                                       sizeof *(list)->items);                                     \
        (list)->items[(list)->count++] = (__VA_ARGS__);                                            \
    } while (0)

// Removes the item at `index` and keeps the order of the others.
#define list_remove_at(list, index)                                                                \
    do {                                                                                           \
        uint32_t index_ = (index);                                                                 \
        assert(index_ < (list)->count);                                                            \
        memmove((list)->items + index_, (list)->items + index_ + 1,                                \
                ((list)->count - index_ - 1) * sizeof *(list)->items);                             \
        (list)->count--;                                                                           \
    } while (0)

// `list_each(struct table *, table, &design->tables)`: the loop variable is a copy of the item.
// One level of `break` leaves it. The list must not be changed meanwhile.
#define list_each(type, item, list)                                                                \
    for (uint32_t item##_at = 0, item##_on = 1; item##_on && item##_at < (list)->count;            \
         item##_at++)                                                                              \
        for (type item = ((item##_on = 0), (list)->items[item##_at]); !item##_on; item##_on = 1)

static inline void *list_grow_(struct arena *arena, const void *items, uint32_t *capacity,
                               uint32_t count, size_t size)
{
    *capacity = *capacity ? *capacity * 2 : 4;
    void *grown = arena_allocate_raw(arena, *capacity * size);
    if (count)
        memcpy(grown, items, count * size);
    return grown;
}

#endif
