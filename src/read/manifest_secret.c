// Values of secrets that got into a manifest, which holds names alone: each is refused without
// being shown.
#include "read/manifest_item.h"

#include "read/secret.h"

// What reports show of the file is a copy from now on.
static void show_copy(struct manifest_reader *reader)
{
    if (!reader->shown) {
        reader->shown = arena_copy(reader->arena, reader->file->bytes, reader->file->length);
        reader->file->bytes = reader->shown;
    }
}

void manifest_mask(struct manifest_reader *reader, struct place place)
{
    size_t length = reader->file->length;
    show_copy(reader);
    if (place.offset <= length && place.length <= length - place.offset)
        text_mask(reader->shown + place.offset, place.length);
}

static void scalar_look(struct manifest_reader *reader, const struct tree *node)
{
    const char *start, *end;
    const char *what = secret_find(node->text, node->text + node->count, &start, &end);
    if (!what)
        return;
    list_add(reader->scratch, &reader->refused, node->place.offset);
    manifest_mask(reader, node->place);
    manifest_fault(
        reader, node->place,
        arena_format(reader->arena, "the manifest holds %s, not the name of one", what),
        "not shown here",
        "put the value into the environment, write its variable's name here, and replace "
        "the value: it is in this file's history");
}

// Nodes come in the order of the file but for aliases, which stand where their anchor does and were
// looked at there.
static void tree_look(struct manifest_reader *reader, const struct tree *node, uint32_t *behind)
{
    if (node->place.offset < *behind)
        return;
    *behind = node->place.offset;
    if (node->kind == TREE_SCALAR)
        scalar_look(reader, node);
    for (uint32_t i = 0; node->kind != TREE_SCALAR && i < node->count; i++) {
        if (node->kind == TREE_MAPPING)
            tree_look(reader, node->pairs[i].key, behind);
        tree_look(reader, node->kind == TREE_MAPPING ? node->pairs[i].value : node->items[i],
                  behind);
    }
}

void manifest_refuse_secrets(struct manifest_reader *reader)
{
    uint32_t behind = 0;
    tree_look(reader, reader->root, &behind);
    // Comments too, which reports show beside a finding of the same line.
    show_copy(reader);
    secrets_mask(reader->shown, reader->file->length);
}

bool manifest_is_refused(const struct manifest_reader *reader, const struct tree *node)
{
    uint32_t low = 0, high = reader->refused.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (reader->refused.items[middle] < node->place.offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low < reader->refused.count && reader->refused.items[low] == node->place.offset;
}
