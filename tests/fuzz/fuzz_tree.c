// Any bytes as YAML or JSON: a tree whose places lie in the text, or a fault; never a crash, leak
// or long wait.
#include "read/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_place(const struct source_file *file, struct place place)
{
    if (place.file != file || place.offset > file->length || place.length > file->length)
        abort();
}

// As deep as limits.depth at most, but a node may stand in many places: `left` bounds the walk.
static void walk(const struct source_file *file, const struct tree *node, uint32_t *left)
{
    if (*left == 0)
        return;
    --*left;
    check_place(file, node->place);
    for (uint32_t i = 0; node->kind != TREE_SCALAR && i < node->count; i++) {
        if (node->kind == TREE_MAPPING)
            check_place(file, node->pairs[i].key->place);
        walk(file, node->kind == TREE_MAPPING ? node->pairs[i].value : node->items[i], left);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const char *bytes = arena_copy(arena, data, size);
    struct source_file *file = source_file_new(arena, "a.yaml", bytes, size);
    struct tree_limits limits = {.depth = 60, .nodes = 20000};
    struct tree_fault_list faults = {0};
    uint32_t left = limits.nodes;
    const struct tree *tree = tree_read(arena, file, &limits, &faults);
    if (tree)
        walk(file, tree, &left);
    else if (faults.count == 0)
        abort();
    for (uint32_t i = 0; i < faults.count; i++)
        check_place(file, faults.items[i].place);
    arena_free(arena);
    return 0;
}
