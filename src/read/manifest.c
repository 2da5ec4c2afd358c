// Walks the file's tree beside the table of keys (manifest_keys.c). The path in the table of where
// it stands is "schemes.*", the path shown in messages "schemes.session"; what a key takes, and
// where its value goes, is in the key's row.
//
//   manifest.c         this walk
//   manifest_keys*.c   the table
//   manifest_value.c   plain values
//   manifest_item.c    how items are made
//   manifest_check.c   what one key alone cannot show
//   manifest_secret.c  values that look like secrets are refused
//   manifest_write.c   the documentation and the JSON Schema
//
// Bounds: the file's size, the tree's nodes and depth, the items of each list, and the faults.
#include "read/manifest.h"

#include "base/file.h"
#include "base/nearest.h"
#include "read/manifest_item.h"
#include "read/secret.h"

enum { MANIFEST_BYTES = 1 << 20, MANIFEST_FAULTS = 100 };
static const struct tree_limits limits = {.depth = 16, .nodes = 100000};
static const char format_version[] = "1";

static void object_read(struct manifest_reader *reader, const char *path, const char *shown,
                        const struct tree *node, void *target);

// ---- faults --------------------------------------------------------------------------------------

void manifest_fault_related(struct manifest_reader *reader, struct place place, const char *message,
                            struct place related, const char *related_label, const char *help)
{
    if (++reader->faults > MANIFEST_FAULTS)
        return;
    if (reader->faults == MANIFEST_FAULTS) {
        message = "the manifest has more faults than are listed";
        related = (struct place){0};
        help = "put the others right first";
    }
    list_add(reader->arena, &reader->design->faults,
             (struct fault){.kind = FAULT_MANIFEST,
                            .is_certain = true,
                            .place = place,
                            .message = message,
                            .related = related,
                            .related_label = related_label,
                            .help = help});
}

void manifest_fault(struct manifest_reader *reader, struct place place, const char *message,
                    const char *label, const char *help)
{
    uint32_t known = reader->design->faults.count;
    manifest_fault_related(reader, place, message, (struct place){0}, NULL, help);
    if (reader->design->faults.count > known)
        reader->design->faults.items[known].label = label;
}

static void list_read(struct manifest_reader *reader, const struct manifest_key *key,
                      const char *shown, const struct tree *node, void *target)
{
    const char *path = arena_format(reader->scratch, "%s[]", key->path);
    const struct manifest_key *item = manifest_find_key(path);
    assert(item && item->add);
    if (tree_is_null(node))
        return;
    if (node->kind != TREE_SEQUENCE) {
        manifest_wrong_form(reader, key, shown, node, "a list");
        return;
    }
    uint32_t count = manifest_items(reader, shown, node);
    for (uint32_t i = 0; i < count; i++) {
        struct place place = node->items[i]->place;
        object_read(reader, path, arena_format(reader->arena, "%s[%u]", shown, i + 1),
                    node->items[i], item->add(reader->arena, target, NULL, place));
    }
}

static void value_read(struct manifest_reader *reader, const struct manifest_key *key,
                       const char *shown, const struct tree *node, void *target)
{
    switch (key->form) {
    case MANIFEST_LIST:
        list_read(reader, key, shown, node, target);
        return;
    case MANIFEST_OBJECT:
    case MANIFEST_OBJECTS:
    case MANIFEST_MAP:
        object_read(reader, key->path, shown, node, target);
        return;
    default:
        manifest_read_value(reader, key, shown, node, (char *)target + key->offset);
    }
}

// ---- objects -------------------------------------------------------------------------------------

// Whether `path` is one step below `parent`, which is "" for the manifest itself; `step` is set to
// the step.
static bool is_below(const char *path, const char *parent, const char **step)
{
    size_t length = strlen(parent);
    if (strncmp(path, parent, length) != 0 || (length && path[length] != '.'))
        return false;
    *step = path + length + (length > 0);
    return **step && !strchr(*step, '.') && !string_ends_with(*step, "[]");
}

// The row for `name` below `parent`, or the row of the user's own names there. Fills what an
// unknown one may have meant.
static const struct manifest_key *key_below(const char *parent, const char *name,
                                            const char **nearest)
{
    const char *step;
    for (unsigned i = 0; i < manifest_keys_count(); i++) {
        const struct manifest_key *key = manifest_key_at(i);
        if (!is_below(key->path, parent, &step))
            continue;
        if (strcmp(step, "*") == 0 || strcmp(step, name) == 0)
            return key;
        *nearest = name_nearer(name, *nearest, step);
    }
    return NULL;
}

static const char *known_below(struct manifest_reader *reader, const char *parent)
{
    const char *known = "", *step;
    if (!*parent)
        return "`lintel explain lintel.yaml` lists the keys";
    for (unsigned i = 0; i < manifest_keys_count(); i++)
        if (is_below(manifest_key_at(i)->path, parent, &step))
            known = arena_format(reader->arena, "%s%s%s", *known ? known : "it has the keys ",
                                 *known ? ", " : "", step);
    return known;
}

static void unknown_key(struct manifest_reader *reader, const char *parent, const char *shown,
                        const struct tree *key, const char *nearest)
{
    const char *help = manifest_did_you_mean(reader, nearest);
    manifest_fault(reader, key->place,
                   arena_format(reader->arena, "%s has no key \"%s\"",
                                *shown ? shown : "lintel.yaml", key->text),
                   NULL, help ? help : known_below(reader, parent));
}

static void required_check(struct manifest_reader *reader, const char *parent, const char *shown,
                           const struct tree *node, struct place place)
{
    const char *step;
    for (unsigned i = 0; i < manifest_keys_count(); i++)
        if (manifest_key_at(i)->is_required && *parent &&
            is_below(manifest_key_at(i)->path, parent, &step) && !tree_get(node, step))
            manifest_fault(
                reader, place, arena_format(reader->arena, "%s has no %s", shown, step), NULL,
                arena_format(reader->arena, "add %s: %s", step, manifest_key_at(i)->summary));
}

static void pair_read(struct manifest_reader *reader, const char *path, const char *shown,
                      const struct tree_pair *pair, void *target)
{
    const char *name = pair->key->text, *nearest = NULL;
    const struct manifest_key *key = key_below(path, name, &nearest);
    if (!key) {
        unknown_key(reader, path, shown, pair->key, nearest);
        return;
    }
    bool is_own = string_ends_with(key->path, "*");
    if (is_own && (!*name || strlen(name) != pair->key->count)) {
        manifest_fault(reader, pair->key->place,
                       arena_format(reader->arena, "%s holds an empty name", shown), NULL, NULL);
        return;
    }
    if (is_own && key->meaning == MEANING_VARIABLE &&
        !manifest_check_variable(reader, arena_format(reader->arena, "a name in %s", shown),
                                 pair->key))
        return;
    shown = *shown ? arena_format(reader->arena, "%s.%s", shown, name) : name;
    if (key->add)
        target = key->add(reader->arena, target, name, pair->key->place);
    const struct tree *value = pair->value;
    bool is_short = key->shorthand && value->kind == TREE_SCALAR && !tree_is_null(value);
    if (is_short) {
        key = manifest_find_key(arena_format(reader->scratch, "%s.%s", key->path, key->shorthand));
        assert(key);
    }
    value_read(reader, key, shown, value, target);
    if (key->form == MANIFEST_OBJECT && (value->kind == TREE_MAPPING || tree_is_null(value)))
        required_check(reader, key->path, shown, value, pair->key->place);
}

static void object_read(struct manifest_reader *reader, const char *path, const char *shown,
                        const struct tree *node, void *target)
{
    struct map seen = {0};
    if (tree_is_null(node) || manifest_is_refused(reader, node))
        return;
    if (node->kind != TREE_MAPPING) {
        manifest_wrong_form(reader, manifest_find_key(path), shown, node,
                            "a mapping of keys to values");
        return;
    }
    uint32_t count = manifest_items(reader, shown, node);
    for (uint32_t i = 0; i < count; i++) {
        const struct tree_pair *pair = &node->pairs[i];
        if (map_get(&seen, pair->key->text) || manifest_is_refused(reader, pair->key))
            continue; // written twice: the first one counts, and the tree has a fault
        map_set(reader->scratch, &seen, pair->key->text, pair->key);
        pair_read(reader, path, shown, pair, target);
    }
    if (string_ends_with(path, "[]"))
        required_check(reader, path, shown, node,
                       (struct place){reader->file, node->place.offset, 0});
}

// ---- the file ------------------------------------------------------------------------------------

// The format's version decides what all else means, so another one is the only fault.
static bool version_check(struct manifest_reader *reader)
{
    struct place start = {reader->file, 0, 0};
    if (reader->root->kind != TREE_MAPPING) {
        manifest_fault(reader, start,
                       arena_format(reader->arena, "the manifest is a mapping of keys, not %s",
                                    manifest_kind_of(reader->root)),
                       NULL, "its first line is `lintel: 1`");
        return false;
    }
    const struct tree *version = tree_get(reader->root, "lintel");
    if (!version) {
        manifest_fault(reader, start, "the manifest does not say its format", NULL,
                       "its first line is `lintel: 1`");
        return true;
    }
    const char *text = tree_text(version);
    if (text && !version->is_quoted && *text && !text[strspn(text, "0123456789")] &&
        strcmp(text, format_version) != 0) {
        manifest_fault(reader, version->place,
                       arena_format(reader->arena,
                                    "the manifest is of format %.20s; this lintel reads format %s",
                                    text, format_version),
                       NULL, "use the lintel that it was written for, or write `lintel: 1`");
        return false;
    }
    return true;
}

// Keys that were written twice.
static void tree_faults(struct manifest_reader *reader, const struct tree_fault_list *faults)
{
    const char *start, *end;
    list_each (struct tree_fault, fault, faults) {
        const char *message = fault.message;
        if (secret_find(message, message + strlen(message), &start, &end))
            message = "a key was given before";
        manifest_fault(reader, fault.place, message, NULL, "keep one of them");
    }
}

bool manifest_read(struct design *design, struct source_file *file, struct error *error)
{
    struct tree_fault_list faults = {0};
    struct manifest_reader reader = {.design = design, .arena = design->arena, .file = file};
    if (file->length > MANIFEST_BYTES)
        return error_set(error, "%s: a manifest is at most %s", file->path,
                         file_size_text(design->arena, MANIFEST_BYTES));
    reader.root = tree_read(design->arena, file, &limits, &faults);
    if (!reader.root) {
        struct tree_fault last = faults.items[faults.count - 1];
        return tree_error(last.place, last.message, error);
    }
    reader.scratch = arena_new();
    reader.manifest = arena_make(design->arena, struct manifest);
    reader.manifest->file = file;
    design->manifest = reader.manifest;
    manifest_refuse_secrets(&reader);
    tree_faults(&reader, &faults);
    if (version_check(&reader)) {
        object_read(&reader, "", "", reader.root, reader.manifest);
        manifest_contradictions(&reader);
    }
    arena_free(reader.scratch);
    return true;
}

// ---- finding a key -------------------------------------------------------------------------------

// One step of a path: up to a dot or the end, what an index adds left out. "a[3].b" has a and b.
static size_t step_length(const char *step)
{
    return strcspn(step, ".[");
}

static const char *step_next(const char *step)
{
    step += strcspn(step, ".");
    return *step == '.' ? step + 1 : step;
}

// Whether the written path is this key's. A star stands for one step; the last one of a plain value
// for all that are left, since names of the user's own hold dots ("settings.app.user_id").
static bool path_is(const struct manifest_key *key, const char *path)
{
    const char *pattern = key->path;
    bool is_object = key->form == MANIFEST_OBJECT || key->form == MANIFEST_MAP;
    while (*pattern && *path) {
        size_t length = step_length(pattern);
        bool is_star = *pattern == '*';
        if (is_star && !pattern[1] && !is_object)
            return true;
        if (!is_star && (step_length(path) != length || memcmp(pattern, path, length) != 0))
            return false;
        pattern = step_next(pattern);
        path = step_next(path);
    }
    return !*pattern && !*path;
}

const struct manifest_key *manifest_find_key(const char *path)
{
    for (unsigned i = 0; i < manifest_keys_count(); i++)
        if (strcmp(manifest_key_at(i)->path, path) == 0)
            return manifest_key_at(i);
    for (unsigned i = 0; i < manifest_keys_count(); i++)
        if (path_is(manifest_key_at(i), path))
            return manifest_key_at(i);
    return NULL;
}
