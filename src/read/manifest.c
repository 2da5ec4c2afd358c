// Walks the file's tree beside the table of keys (manifest_keys.c). The path in the table of where
// it stands is "schemes.*", the path shown in messages "schemes.session"; what a key takes, and
// where its value goes, is in the key's row.
//
//   manifest.c         this walk
//   manifest_keys.c    the table
//   manifest_item.c    how items are made
//   manifest_check.c   what one key alone cannot show
//   manifest_secret.c  values that look like secrets are refused
//   manifest_write.c   the documentation and the JSON Schema
//
// Bounds: the file's size, the tree's nodes and depth, the items of each list, and the faults.
#include "read/manifest.h"

#include "base/file.h"
#include "base/nearest.h"
#include "base/word.h"
#include "read/manifest_item.h"
#include "read/secret.h"

enum { MANIFEST_BYTES = 1 << 20, MANIFEST_FAULTS = 100, MANIFEST_ITEMS = 2000 };
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

static const char *did_you_mean(struct manifest_reader *reader, const char *nearest)
{
    return nearest ? arena_format(reader->arena, "did you mean %s?", nearest) : NULL;
}

// What was written in place of what is wanted: "a list", "nothing", "a text".
static const char *kind_of(const struct tree *node)
{
    return tree_is_null(node)          ? "nothing"
           : node->kind == TREE_SCALAR ? "a text"
                                       : tree_kind_name(node);
}

static void wrong_form(struct manifest_reader *reader, const struct manifest_key *key,
                       const char *shown, const struct tree *node, const char *wanted)
{
    struct place place = node->place;
    if (node->kind != TREE_SCALAR)
        place.length = 0;
    manifest_fault(
        reader, place,
        arena_format(reader->arena, "%s is %s, not %s", shown, wanted, kind_of(node)), NULL,
        arena_format(reader->arena, "`lintel explain lintel.yaml:%s` has an example", key->path));
}

// ---- values --------------------------------------------------------------------------------------

// How many of a list's or mapping's items are read: what judges them may compare each with each.
static uint32_t items_read(struct manifest_reader *reader, const char *shown,
                           const struct tree *node)
{
    struct place start = {reader->file, node->place.offset, 0};
    if (node->count <= MANIFEST_ITEMS)
        return node->count;
    manifest_fault(reader, start,
                   arena_format(reader->arena, "%s holds more than %d items",
                                *shown ? shown : "lintel.yaml", MANIFEST_ITEMS),
                   NULL, "the rest is not read");
    return MANIFEST_ITEMS;
}

static bool is_variable(const char *text)
{
    if (!byte_is_letter(*text))
        return false;
    for (; *text; text++)
        if (!byte_is_word(*text) || (unsigned char)*text >= 0x80)
            return false;
    return true;
}

// The name of a variable; what is none may be a secret itself, and is not shown.
static bool variable_check(struct manifest_reader *reader, const char *what,
                           const struct tree *node)
{
    static const char *const help = "the name has letters, digits and _ only: JWT_SECRET";
    if (secret_is_random(node->text)) {
        manifest_mask(reader, node->place);
        manifest_fault(reader, node->place,
                       arena_format(reader->arena,
                                    "%s looks like the value of a secret, not like the name of one",
                                    what),
                       "not shown here", help);
        return false;
    }
    if (is_variable(node->text))
        return true;
    manifest_fault(reader, node->place,
                   arena_format(reader->arena, "%s is no name of an environment variable", what),
                   NULL, help);
    return false;
}

static bool text_is_empty(const struct tree *node)
{
    return tree_is_null(node) || node->text[strspn(node->text, " \t\r\n")] == '\0';
}

// One text of a key, judged by what the key's texts mean.
static bool text_read(struct manifest_reader *reader, const struct manifest_key *key,
                      const char *shown, const struct tree *node, struct manifest_text *text)
{
    if (manifest_is_refused(reader, node))
        return false;
    if (node->kind != TREE_SCALAR || text_is_empty(node) || strlen(node->text) != node->count) {
        wrong_form(reader, key, shown, node,
                   key->form == MANIFEST_TEXTS ? "a text or a list of texts" : "a text");
        return false;
    }
    *text = (struct manifest_text){node->text, node->place};
    if (key->meaning == MEANING_VARIABLE)
        return variable_check(reader, shown, node);
    if (key->meaning == MEANING_PATH)
        return manifest_path_check(reader, shown, node);
    return true;
}

static void texts_read(struct manifest_reader *reader, const struct manifest_key *key,
                       const char *shown, const struct tree *node, struct manifest_texts *texts)
{
    struct manifest_text text;
    if (node->kind != TREE_SEQUENCE) {
        if (text_read(reader, key, shown, node, &text))
            list_add(reader->arena, texts, text);
        return;
    }
    if (node->count == 0)
        manifest_fault(reader, node->place,
                       arena_format(reader->arena, "%s is an empty list", shown), NULL,
                       "leave the key out, or say what belongs there");
    uint32_t count = items_read(reader, shown, node);
    for (uint32_t i = 0; i < count; i++)
        if (text_read(reader, key, shown, node->items[i], &text))
            list_add(reader->arena, texts, text);
}

static void word_read(struct manifest_reader *reader, const struct manifest_key *key,
                      const char *shown, const struct tree *node, struct manifest_text *text)
{
    const char *nearest = NULL;
    struct manifest_text found;
    if (!text_read(reader, key, shown, node, &found))
        return;
    for (const char *at = key->words; *at;) {
        size_t length = strcspn(at, ",");
        const char *word = arena_copy(reader->scratch, at, length);
        if (strcmp(word, found.text) == 0) {
            *text = found;
            return;
        }
        nearest = name_nearer(found.text, nearest, word);
        at += length;
        at += strspn(at, ", ");
    }
    manifest_fault(
        reader, node->place,
        arena_format(reader->arena, "%s is one of %s, not \"%s\"", shown, key->words, found.text),
        NULL, did_you_mean(reader, nearest ? arena_copy_string(reader->arena, nearest) : NULL));
}

// rate = count "/" [count] unit
static bool is_rate(const char *text)
{
    static const char *const units[] = {"s", "second", "min", "minute", "h", "hour", "d", "day"};
    size_t digits = strspn(text, "0123456789");
    if (*text == '0' || digits == 0 || digits > 9 || text[digits] != '/')
        return false;
    text += digits + 1;
    digits = strspn(text, "0123456789");
    if ((digits && *text == '0') || digits > 9)
        return false;
    for (size_t i = 0; i < array_length(units); i++)
        if (strcmp(text + digits, units[i]) == 0)
            return true;
    return false;
}

static void rate_read(struct manifest_reader *reader, const struct manifest_key *key,
                      const char *shown, const struct tree *node, struct manifest_text *text)
{
    struct manifest_text found;
    if (!text_read(reader, key, shown, node, &found))
        return;
    if (is_rate(found.text))
        *text = found;
    else
        manifest_fault(reader, node->place,
                       arena_format(reader->arena, "%s is no rate: \"%s\"", shown, found.text),
                       NULL, "write a number, a slash and a time: 100/min, 20/s, 100/15min");
}

static void boolean_read(struct manifest_reader *reader, const struct manifest_key *key,
                         const char *shown, const struct tree *node, struct manifest_flag *flag)
{
    const char *text = node->kind == TREE_SCALAR && !node->is_quoted ? node->text : "";
    bool is_true = strcmp(text, "true") == 0;
    if (is_true || strcmp(text, "false") == 0)
        *flag = (struct manifest_flag){is_true, node->place};
    else
        wrong_form(reader, key, shown, node, "true or false");
}

static void number_read(struct manifest_reader *reader, const struct manifest_key *key,
                        const char *shown, const struct tree *node, struct manifest_text *text)
{
    const char *digits = node->kind == TREE_SCALAR && !node->is_quoted ? node->text : "";
    if (*digits && !digits[strspn(digits, "0123456789")])
        *text = (struct manifest_text){node->text, node->place};
    else
        wrong_form(reader, key, shown, node, "a number");
}

static void answer_read(struct manifest_reader *reader, const struct manifest_key *key,
                        const char *shown, const struct tree *node, struct manifest_text *text)
{
    if (manifest_is_refused(reader, node))
        return;
    if (node->kind != TREE_SCALAR)
        wrong_form(reader, key, shown, node, "a text");
    else
        *text = (struct manifest_text){tree_is_null(node) ? "" : node->text, node->place};
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
        wrong_form(reader, key, shown, node, "a list");
        return;
    }
    uint32_t count = items_read(reader, shown, node);
    for (uint32_t i = 0; i < count; i++) {
        struct place place = node->items[i]->place;
        object_read(reader, path, arena_format(reader->arena, "%s[%u]", shown, i + 1),
                    node->items[i], item->add(reader->arena, target, NULL, place));
    }
}

static void value_read(struct manifest_reader *reader, const struct manifest_key *key,
                       const char *shown, const struct tree *node, void *target)
{
    void *at = (char *)target + key->offset;
    switch (key->form) {
    case MANIFEST_TEXT: {
        struct manifest_text text;
        if (text_read(reader, key, shown, node, &text))
            *(struct manifest_text *)at = text;
        return;
    }
    case MANIFEST_NUMBER:
        number_read(reader, key, shown, node, at);
        return;
    case MANIFEST_BOOLEAN:
        boolean_read(reader, key, shown, node, at);
        return;
    case MANIFEST_WORD:
        word_read(reader, key, shown, node, at);
        return;
    case MANIFEST_RATE:
        rate_read(reader, key, shown, node, at);
        return;
    case MANIFEST_ANSWER:
        answer_read(reader, key, shown, node, at);
        return;
    case MANIFEST_TEXTS:
        texts_read(reader, key, shown, node, at);
        return;
    case MANIFEST_LIST:
        list_read(reader, key, shown, node, target);
        return;
    case MANIFEST_OBJECT:
    case MANIFEST_OBJECTS:
    case MANIFEST_MAP:
        object_read(reader, key->path, shown, node, target);
        return;
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
    for (unsigned i = 0; i < manifest_keys_count; i++) {
        const struct manifest_key *key = &manifest_keys[i];
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
    for (unsigned i = 0; i < manifest_keys_count; i++)
        if (is_below(manifest_keys[i].path, parent, &step))
            known = arena_format(reader->arena, "%s%s%s", *known ? known : "it has the keys ",
                                 *known ? ", " : "", step);
    return known;
}

static void unknown_key(struct manifest_reader *reader, const char *parent, const char *shown,
                        const struct tree *key, const char *nearest)
{
    const char *help = did_you_mean(reader, nearest);
    manifest_fault(reader, key->place,
                   arena_format(reader->arena, "%s has no key \"%s\"",
                                *shown ? shown : "lintel.yaml", key->text),
                   NULL, help ? help : known_below(reader, parent));
}

static void required_check(struct manifest_reader *reader, const char *parent, const char *shown,
                           const struct tree *node, struct place place)
{
    const char *step;
    for (unsigned i = 0; i < manifest_keys_count; i++)
        if (manifest_keys[i].is_required && *parent &&
            is_below(manifest_keys[i].path, parent, &step) && !tree_get(node, step))
            manifest_fault(
                reader, place, arena_format(reader->arena, "%s has no %s", shown, step), NULL,
                arena_format(reader->arena, "add %s: %s", step, manifest_keys[i].summary));
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
        !variable_check(reader, arena_format(reader->arena, "a name in %s", shown), pair->key))
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
        wrong_form(reader, manifest_find_key(path), shown, node, "a mapping of keys to values");
        return;
    }
    uint32_t count = items_read(reader, shown, node);
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
                                    kind_of(reader->root)),
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
    for (unsigned i = 0; i < manifest_keys_count; i++)
        if (strcmp(manifest_keys[i].path, path) == 0)
            return &manifest_keys[i];
    for (unsigned i = 0; i < manifest_keys_count; i++)
        if (path_is(&manifest_keys[i], path))
            return &manifest_keys[i];
    return NULL;
}
