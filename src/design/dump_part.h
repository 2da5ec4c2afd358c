// What the files of the dump share. Only dump*.c include this.
#ifndef LINTEL_DESIGN_DUMP_PART_H
#define LINTEL_DESIGN_DUMP_PART_H

#include "base/json.h"
#include "design/design.h"

struct dump {
    struct json json;
    struct arena *arena; // for texts and sorted copies; freed with the dump
    const struct design *design;
    bool with_builtin;
};

// A copy of a list of pointers or structs, sorted. `compare` gets pointers to two items.
typedef int dump_compare(const void *a, const void *b, void *dump);
void *dump_sorted(struct dump *dump, const void *items, uint32_t count, size_t size,
                  dump_compare *compare);
int dump_compare_names(const char *a, const char *b); // NULL first

// Whether something declared there is shown: all but the platform's own.
bool dump_shows(const struct dump *dump, struct place place);

// Key and value; nothing for NULL, for no place, and for empty lists.
void dump_place(struct dump *dump, const char *key, struct place place);
void dump_expression(struct dump *dump, const char *key, const struct expression *expression);
void dump_type(struct dump *dump, const char *key, const struct type_name *type);
void dump_qualified(struct dump *dump, const char *key, const char *schema, const char *name);
void dump_names(struct dump *dump, const char *key, const char *const *names, uint32_t count);
void dump_column_names(struct dump *dump, const char *key, const struct column_list *columns);
void dump_privileges(struct dump *dump, const char *key, uint32_t privileges);
void dump_grants(struct dump *dump, const struct grant_list *grants);

// "key": [...] with all objects of a kind: dump_type.c, dump_relation.c, dump_function.c; and only
// where there are any, dump_query.c, dump_contract.c.
void dump_types(struct dump *dump);
void dump_relations(struct dump *dump);
void dump_functions(struct dump *dump);
void dump_queries(struct dump *dump);
void dump_contracts(struct dump *dump);

// compare_TYPE for what is sorted by its name alone.
#define COMPARE_BY_NAME(type)                                                                      \
    static int compare_##type(const void *a, const void *b, void *dump)                            \
    {                                                                                              \
        (void)dump;                                                                                \
        return dump_compare_names((*(struct type *const *)a)->name,                                \
                                  (*(struct type *const *)b)->name);                               \
    }

// "key": [ the sorted items for which `shown` holds ]
#define DUMP_SET(dump, key, type, list, write, shown)                                              \
    do {                                                                                           \
        struct type **sorted_ = dump_sorted(dump, (list)->items, (list)->count,                    \
                                            sizeof *(list)->items, compare_##type);                \
        json_key(&(dump)->json, key);                                                              \
        json_array(&(dump)->json);                                                                 \
        for (uint32_t at_ = 0; at_ < (list)->count; at_++) {                                       \
            const struct type *item = sorted_[at_];                                                \
            if (shown)                                                                             \
                write(dump, item);                                                                 \
        }                                                                                          \
        json_array_end(&(dump)->json);                                                             \
    } while (0)

#endif
