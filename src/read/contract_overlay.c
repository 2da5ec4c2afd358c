// Overlays (OpenAPI Overlay 1.0): changes to a contract that is generated, or somebody else's. The
// actions are done one after another on a copy of the document's tree in which nothing is shared,
// so that a change shows in one place only.
//
//   action = target: JSONPath, and update: value or remove: true
//
// An update of a mapping is merged into it, key by key and all the way down: lists are joined,
// other values replaced. An update of a list is added at its end. What is added has its place in
// the overlay. An action that is not understood, or finds nothing to change, is a fault.
#include "read/contract_part.h"
#include "read/contract_target.h"

struct overlay {
    struct contract_reader *reader;
    struct arena *scratch; // rewound after each action
    struct tree *root;
    uint64_t looks, copies; // left
    bool is_exhausted;
};

static bool copies_take(struct overlay *overlay, uint64_t nodes)
{
    overlay->is_exhausted = overlay->is_exhausted || overlay->copies < nodes;
    overlay->copies -= overlay->is_exhausted ? 0 : nodes;
    return !overlay->is_exhausted;
}

// As deep as what was read, which is bounded. Too much to copy leaves out what is below.
static struct tree *tree_copy(struct overlay *overlay, const struct tree *tree)
{
    struct arena *arena = overlay->reader->arena;
    struct tree *copy = arena_make(arena, struct tree);
    *copy = *tree;
    if (tree->kind == TREE_SCALAR)
        return copy;
    copy->count = copies_take(overlay, tree->count) ? tree->count : 0;
    if (tree->kind == TREE_MAPPING) {
        copy->pairs = arena_allocate(arena, copy->count * sizeof *copy->pairs);
        for (uint32_t i = 0; i < copy->count; i++)
            copy->pairs[i] =
                (struct tree_pair){tree->pairs[i].key, tree_copy(overlay, tree->pairs[i].value)};
    } else {
        copy->items = arena_allocate(arena, copy->count * sizeof(struct tree *));
        for (uint32_t i = 0; i < copy->count; i++)
            copy->items[i] = tree_copy(overlay, tree->items[i]);
    }
    return copy;
}

// ---- update ---------------------------------------------------------------------------------------

static void items_append(struct overlay *overlay, struct tree *list, struct tree *const *items,
                         uint32_t count)
{
    if (!copies_take(overlay, (uint64_t)list->count + count))
        return;
    struct tree **grown =
        arena_allocate(overlay->reader->arena, ((size_t)list->count + count) * sizeof *grown);
    for (uint32_t i = 0; i < list->count; i++)
        grown[i] = list->items[i];
    for (uint32_t i = 0; i < count; i++)
        grown[list->count + i] = tree_copy(overlay, items[i]);
    list->items = grown;
    list->count += count;
}

static void pairs_append(struct overlay *overlay, struct tree *mapping,
                         const struct tree_pair *pairs, uint32_t count)
{
    if (!count || !copies_take(overlay, (uint64_t)mapping->count + count))
        return;
    struct tree_pair *grown =
        arena_allocate(overlay->reader->arena, ((size_t)mapping->count + count) * sizeof *grown);
    memcpy(grown, mapping->pairs, mapping->count * sizeof *grown);
    for (uint32_t i = 0; i < count; i++)
        grown[mapping->count + i] =
            (struct tree_pair){pairs[i].key, tree_copy(overlay, pairs[i].value)};
    mapping->pairs = grown;
    mapping->count += count;
}

static void mapping_merge(struct overlay *overlay, struct tree *mapping, const struct tree *update);

// The value that stands where `old` stood.
static struct tree *value_merge(struct overlay *overlay, struct tree *old, struct tree *update)
{
    if (old->kind == TREE_MAPPING && update->kind == TREE_MAPPING)
        mapping_merge(overlay, old, update);
    else if (old->kind == TREE_SEQUENCE && update->kind == TREE_SEQUENCE)
        items_append(overlay, old, update->items, update->count);
    else
        return tree_copy(overlay, update);
    return old;
}

static void mapping_merge(struct overlay *overlay, struct tree *mapping, const struct tree *update)
{
    enum { SEARCHED_ONE_BY_ONE = 16 };
    struct arena *scratch = overlay->scratch;
    struct map index = {0}; // key: its pair's number + 1
    bool is_large = update->count > SEARCHED_ONE_BY_ONE;
    for (uint32_t i = mapping->count; is_large && i-- > 0;)
        map_set(scratch, &index, mapping->pairs[i].key->text, (void *)((uintptr_t)i + 1)); // NOLINT
    LIST(struct tree_pair) added = {0};
    for (uint32_t i = 0; i < update->count; i++) {
        struct tree_pair *pair = &update->pairs[i];
        uintptr_t at = is_large ? (uintptr_t)map_get(&index, pair->key->text) : 0;
        for (uint32_t k = 0; !is_large && k < mapping->count && !at; k++)
            if (strcmp(mapping->pairs[k].key->text, pair->key->text) == 0)
                at = k + 1;
        if (at)
            mapping->pairs[at - 1].value =
                value_merge(overlay, mapping->pairs[at - 1].value, pair->value);
        else
            list_add(scratch, &added, *pair);
    }
    pairs_append(overlay, mapping, added.items, added.count);
}

static void update_apply(struct overlay *overlay, const struct target_matches *matches,
                         const struct tree *target, struct tree *update)
{
    list_each (struct target_match, match, matches) {
        if (match.node->kind == TREE_SEQUENCE) {
            items_append(overlay, match.node, &update, 1);
        } else if (match.node->kind == TREE_MAPPING && update->kind == TREE_MAPPING) {
            mapping_merge(overlay, match.node, update);
        } else {
            contract_fault(overlay->reader, target->place, true,
                           "select the mapping that holds it, and update that",
                           match.node->kind == TREE_MAPPING
                               ? "target \"%s\" is a mapping, and the update is none"
                               : "target \"%s\" is a single value, which cannot be updated",
                           target->text);
            return;
        }
    }
}

// ---- remove ---------------------------------------------------------------------------------------

static void children_remove(struct tree *parent, const struct address_map *removed)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < parent->count; i++) {
        if (parent->kind == TREE_MAPPING) {
            if (!address_map_get(removed, parent->pairs[i].value))
                parent->pairs[kept++] = parent->pairs[i];
        } else if (!address_map_get(removed, parent->items[i])) {
            parent->items[kept++] = parent->items[i];
        }
    }
    parent->count = kept;
}

static void remove_apply(struct overlay *overlay, const struct target_matches *matches,
                         const struct tree *target)
{
    struct arena *scratch = overlay->scratch;
    struct address_map removed = {0}, done = {0};
    list_each (struct target_match, match, matches)
        address_map_set(scratch, &removed, match.node, match.node);
    list_each (struct target_match, match, matches) {
        if (!match.parent) {
            contract_fault(overlay->reader, target->place, true, NULL,
                           "the whole contract cannot be removed");
        } else if (!address_map_get(&done, match.parent)) {
            address_map_set(scratch, &done, match.parent, match.parent);
            children_remove(match.parent, &removed);
        }
    }
}

// ---- actions --------------------------------------------------------------------------------------

static void action_apply(struct overlay *overlay, const struct tree *action)
{
    static const char *const keys[] = {"target", "description", "update", "remove", NULL};
    struct contract_reader *reader = overlay->reader;
    if (!contract_expect(reader, action, TREE_MAPPING, "an action"))
        return;
    contract_keys_check(reader, action, "an action", keys);
    const struct tree *target = tree_get(action, "target");
    struct tree *update = tree_get(action, "update");
    bool removes = contract_flag(reader, tree_get(action, "remove"), "\"remove\"", false);
    if (!target || !contract_text(reader, target, "\"target\"")) {
        contract_fault(reader, action->place, true, NULL, "an action has no \"target\"");
        return;
    }
    if (!removes && !update) {
        contract_fault(reader, action->place, true, "write update: or remove: true",
                       "the action on \"%s\" does nothing", target->text);
        return;
    }
    struct target_matches matches;
    const char *reason = NULL;
    if (!target_find(overlay->scratch, overlay->root, target->text, &overlay->looks, &matches,
                     &reason))
        contract_fault(reader, target->place, true, NULL, "target \"%s\" is not understood: %s",
                       target->text, reason);
    else if (overlay->looks == 0)
        overlay->is_exhausted = true;
    else if (matches.count == 0)
        contract_fault(reader, target->place, true, NULL, "target \"%s\" is not in the contract",
                       target->text);
    else if (removes)
        remove_apply(overlay, &matches, target);
    else
        update_apply(overlay, &matches, target, update);
}

void contract_overlay(struct contract_reader *reader, struct contract_document *document,
                      struct source_file *file)
{
    static const char *const keys[] = {"overlay", "info", "extends", "actions", NULL};
    struct tree_fault_list faults = {0};
    struct tree_limits limits = {reader->limits->depth, tree_limits_default.nodes};
    const struct tree *root = tree_read(reader->arena, file, &limits, &faults);
    contract_faults_of_tree(reader, &faults, root != NULL);
    if (!root || !contract_expect(reader, root, TREE_MAPPING, "an overlay"))
        return;
    contract_keys_check(reader, root, "an overlay", keys);
    const struct tree *version = tree_get(root, "overlay");
    const char *text = tree_text(version);
    if (!text || !string_starts_with(text, "1.")) {
        contract_fault(reader, version ? version->place : (struct place){.file = file}, true,
                       "an overlay begins with \"overlay: 1.0.0\"",
                       "this does not say that it is an overlay of version 1");
        return;
    }
    const struct tree *actions = tree_get(root, "actions");
    if (!actions) {
        contract_fault(reader, root->place, true, NULL, "an overlay has no \"actions\"");
        return;
    }
    if (!contract_expect(reader, actions, TREE_SEQUENCE, "\"actions\""))
        return;
    struct overlay overlay = {.reader = reader,
                              .scratch = arena_new(),
                              .looks = reader->limits->overlay_looks,
                              .copies = reader->limits->overlay_copies};
    overlay.root = tree_copy(&overlay, document->root);
    for (uint32_t i = 0; i < actions->count && !overlay.is_exhausted; i++) {
        struct arena_mark mark = arena_mark(overlay.scratch);
        action_apply(&overlay, actions->items[i]);
        arena_rewind(overlay.scratch, mark);
    }
    arena_free(overlay.scratch);
    if (overlay.is_exhausted)
        contract_fault(reader, actions->place, true, NULL,
                       "these actions look at or copy too much: the contract is not changed by all "
                       "of them");
    document->root = overlay.root;
}
