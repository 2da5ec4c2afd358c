// The sets of named objects and their maps: each set is a list, which keeps the order of making,
// and a map beside it, which makes finding independent of the size. Removing searches the list.
// A map's entry goes away only when it still points at the object that leaves.
//
// Functions of one name hang together by `next_overload`, in the order of making; the map points at
// the first. Names are copied into the design's arena, and so are the maps' keys.
#include "design/lookup.h"

#include "design/gap_words.h"
#include "design/key.h"

struct design *design_new(void)
{
    struct arena *arena = arena_new();
    struct design *design = arena_make(arena, struct design);
    design->arena = arena;
    design->gap_words = arena_make(arena, struct gap_words);
    return design;
}

void design_free(struct design *design)
{
    if (design)
        arena_free(design->arena);
}

// ---- maps and lists -----------------------------------------------------------------------------

static void *name_find(const struct map *map, const char *schema, const char *name)
{
    struct key key = key_make(schema, name);
    return map_get(map, key.string);
}

static void name_set(struct design *design, struct map *map, const char *schema, const char *name,
                     void *object)
{
    struct key key = key_make(schema, name);
    map_set(design->arena, map, arena_copy(design->arena, key.string, key.length), object);
}

static void name_forget(struct design *design, struct map *map, const char *schema,
                        const char *name, const void *object)
{
    struct key key = key_make(schema, name);
    design->names_freed++;
    if (map_get(map, key.string) == object)
        map_set(design->arena, map, key.string, NULL); // the key is there, so it is not kept
}

// Takes the pointer out of a list of pointers; absent is fine.
#define list_remove(list, object)                                                                  \
    do {                                                                                           \
        for (uint32_t at_ = 0; at_ < (list)->count; at_++) {                                       \
            if ((list)->items[at_] == (object)) {                                                  \
                list_remove_at(list, at_);                                                         \
                break;                                                                             \
            }                                                                                      \
        }                                                                                          \
    } while (0)

// ---- schemas, roles -----------------------------------------------------------------------------

struct schema *design_find_schema(const struct design *design, const char *name)
{
    return map_get(&design->schema_map, name);
}

struct schema *design_add_schema(struct design *design, const char *name, struct place place)
{
    struct schema *schema = arena_make(design->arena, struct schema);
    schema->name = arena_copy_string(design->arena, name);
    schema->place = place;
    list_add(design->arena, &design->schemas, schema);
    map_set(design->arena, &design->schema_map, schema->name, schema);
    return schema;
}

void design_remove_schema(struct design *design, struct schema *schema)
{
    if (map_get(&design->schema_map, schema->name) == schema)
        map_set(design->arena, &design->schema_map, schema->name, NULL);
    list_remove(&design->schemas, schema);
}

struct role *design_find_role(const struct design *design, const char *name)
{
    return map_get(&design->role_map, name);
}

struct role *design_add_role(struct design *design, const char *name, struct place place)
{
    struct role *role = arena_make(design->arena, struct role);
    role->name = arena_copy_string(design->arena, name);
    role->place = place;
    list_add(design->arena, &design->roles, role);
    map_set(design->arena, &design->role_map, role->name, role);
    return role;
}

void design_remove_role(struct design *design, struct role *role)
{
    if (map_get(&design->role_map, role->name) == role)
        map_set(design->arena, &design->role_map, role->name, NULL);
    list_remove(&design->roles, role);
}

// ---- relations and their indexes ----------------------------------------------------------------

struct relation *design_find_relation(const struct design *design, const char *schema,
                                      const char *name)
{
    return name_find(&design->relation_map, schema, name);
}

struct relation *design_add_relation(struct design *design, enum relation_kind kind,
                                     const char *schema, const char *name, struct place place)
{
    struct relation *relation = arena_make(design->arena, struct relation);
    relation->kind = kind;
    relation->schema = arena_copy_string(design->arena, schema);
    relation->name = arena_copy_string(design->arena, name);
    relation->place = place;
    list_add(design->arena, &design->relations, relation);
    name_set(design, &design->relation_map, schema, name, relation);
    return relation;
}

void design_remove_relation(struct design *design, struct relation *relation)
{
    list_each (struct index *, index, &relation->indexes)
        name_forget(design, &design->index_map, relation->schema, index->name, index);
    list_each (struct relation *, parent, &relation->parents)
        list_remove(&parent->children, relation);
    list_each (struct relation *, child, &relation->children)
        list_remove(&child->parents, relation);
    name_forget(design, &design->relation_map, relation->schema, relation->name, relation);
    list_remove(&design->relations, relation);
}

void design_rename_relation(struct design *design, struct relation *relation, const char *schema,
                            const char *name)
{
    bool moves = !string_equal(relation->schema, schema);
    name_forget(design, &design->relation_map, relation->schema, relation->name, relation);
    if (moves) {
        list_each (struct index *, index, &relation->indexes)
            name_forget(design, &design->index_map, relation->schema, index->name, index);
    }
    relation->schema = arena_copy_string(design->arena, schema);
    relation->name = arena_copy_string(design->arena, name);
    name_set(design, &design->relation_map, schema, name, relation);
    if (moves) {
        list_each (struct index *, index, &relation->indexes)
            name_set(design, &design->index_map, schema, index->name, index);
    }
}

struct index *design_find_index(const struct design *design, const char *schema, const char *name)
{
    return name_find(&design->index_map, schema, name);
}

void design_add_index(struct design *design, struct index *index)
{
    list_add(design->arena, &index->relation->indexes, index);
    name_set(design, &design->index_map, index->relation->schema, index->name, index);
}

void design_remove_index(struct design *design, struct index *index)
{
    name_forget(design, &design->index_map, index->relation->schema, index->name, index);
    list_remove(&index->relation->indexes, index);
}

void design_rename_index(struct design *design, struct index *index, const char *name)
{
    name_forget(design, &design->index_map, index->relation->schema, index->name, index);
    index->name = arena_copy_string(design->arena, name);
    name_set(design, &design->index_map, index->relation->schema, name, index);
}

// ---- types --------------------------------------------------------------------------------------

struct type *design_find_type(const struct design *design, const char *schema, const char *name)
{
    return name_find(&design->type_map, schema, name);
}

struct type *design_add_type(struct design *design, enum type_kind kind, const char *schema,
                             const char *name, struct place place)
{
    struct type *type = arena_make(design->arena, struct type);
    type->kind = kind;
    type->schema = arena_copy_string(design->arena, schema);
    type->name = arena_copy_string(design->arena, name);
    type->place = place;
    list_add(design->arena, &design->types, type);
    name_set(design, &design->type_map, schema, name, type);
    return type;
}

void design_remove_type(struct design *design, struct type *type)
{
    name_forget(design, &design->type_map, type->schema, type->name, type);
    list_remove(&design->types, type);
}

void design_rename_type(struct design *design, struct type *type, const char *schema,
                        const char *name)
{
    name_forget(design, &design->type_map, type->schema, type->name, type);
    type->schema = arena_copy_string(design->arena, schema);
    type->name = arena_copy_string(design->arena, name);
    name_set(design, &design->type_map, schema, name, type);
}

// ---- functions ----------------------------------------------------------------------------------

struct function *design_find_function(const struct design *design, const char *schema,
                                      const char *name)
{
    return name_find(&design->function_map, schema, name);
}

struct function *design_next_overload(const struct design *design, const struct function *function)
{
    (void)design;
    return function->next_overload;
}

static void overload_link(struct design *design, struct function *function)
{
    struct function *last = design_find_function(design, function->schema, function->name);
    function->next_overload = NULL;
    if (!last) {
        name_set(design, &design->function_map, function->schema, function->name, function);
        return;
    }
    while (last->next_overload)
        last = last->next_overload;
    last->next_overload = function;
}

static void overload_unlink(struct design *design, struct function *function)
{
    struct function *first = design_find_function(design, function->schema, function->name);
    if (first == function) {
        name_set(design, &design->function_map, function->schema, function->name,
                 function->next_overload);
    } else {
        while (first && first->next_overload != function)
            first = first->next_overload;
        if (first)
            first->next_overload = function->next_overload;
    }
    function->next_overload = NULL;
}

struct function *design_add_function(struct design *design, const char *schema, const char *name,
                                     struct place place)
{
    struct function *function = arena_make(design->arena, struct function);
    function->schema = arena_copy_string(design->arena, schema);
    function->name = arena_copy_string(design->arena, name);
    function->place = place;
    list_add(design->arena, &design->functions, function);
    overload_link(design, function);
    return function;
}

void design_remove_function(struct design *design, struct function *function)
{
    overload_unlink(design, function);
    list_remove(&design->functions, function);
}

void design_rename_function(struct design *design, struct function *function, const char *schema,
                            const char *name)
{
    overload_unlink(design, function);
    function->schema = arena_copy_string(design->arena, schema);
    function->name = arena_copy_string(design->arena, name);
    overload_link(design, function);
}

bool function_answers_rows(const struct function *function)
{
    static const char *const kinds[] = {"record", "json", "jsonb"};
    const struct type_name *type = function->returns;
    list_each (struct argument, argument, &function->arguments)
        if (argument.mode == ARGUMENT_OUT || argument.mode == ARGUMENT_INOUT ||
            argument.mode == ARGUMENT_TABLE)
            return true;
    if (!type)
        return false;
    for (size_t at = 0; at < array_length(kinds); at++)
        if (string_equal(type->name, kinds[at]))
            return true;
    return type->is_setof || type->row_of || (type->type && type->type->kind == TYPE_COMPOSITE);
}
