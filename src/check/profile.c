// A profile is applied by writing its levels and values over those of what it extends, down to the
// levels in the rules' own files.
#include "check/profile.h"

#include "base/embedded.h"
#include "base/file.h"
#include "base/nearest.h"
#include "read/tree.h"

// Longer chains of `extends` are a circle or a mistake.
enum { PROFILE_DEPTH = 16, PROFILES_READ = 64, PROFILE_BYTES = 1 << 20 };

static const char *const level_names[] = {"off", "warning", "error"};

const char *level_name(enum level level)
{
    return level_names[level];
}

bool level_read(const char *name, enum level *level)
{
    for (size_t i = 0; i < array_length(level_names); i++)
        if (strcmp(name, level_names[i]) == 0) {
            *level = (enum level)i;
            return true;
        }
    return false;
}

struct loader {
    struct arena *arena;
    struct profile *profile;
    struct error *error;
    struct file_status
        open[PROFILE_DEPTH]; // being read, outermost first: extending one is a circle
    uint32_t depth;
    uint32_t read; // profiles in all: lists that extend lists multiply
};

static bool profile_apply(struct loader *loader, const char *name, const char *beside,
                          struct place place);

static bool fail(struct loader *loader, struct place place, const char *format, ...)
    printf_like(3, 4);

static bool fail(struct loader *loader, struct place place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *message = arena_format_list(loader->arena, format, arguments);
    va_end(arguments);
    return tree_error(place, message, loader->error);
}

// "; did you mean x?", or nothing.
static const char *suggestion(struct loader *loader, const char *nearest)
{
    return nearest ? arena_format(loader->arena, "; did you mean %s?", nearest) : "";
}

static bool read_level(struct loader *loader, const struct rule_entry *entry,
                       const struct tree *node)
{
    const char *text = tree_text(node);
    enum level level;
    if (text && level_read(text, &level)) {
        if (entry->rule->is_fixed && level < entry->rule->level)
            return fail(
                loader, node->place,
                "rule %s cannot be lowered to %s: it is fixed at %s (silence one place with "
                "an ignore and a reason)",
                entry->id, text, level_names[entry->rule->level]);
        loader->profile->settings[entry - rules_all].level = level;
        return true;
    }
    const char *nearest = NULL;
    for (size_t i = 0; text && i < array_length(level_names); i++)
        nearest = name_nearer(text, nearest, level_names[i]);
    return fail(loader, node->place, "the level of %s is off, warning or error, not %s%s",
                entry->id,
                tree_is_null(node) || (text && !*text) ? "empty"
                : text                                 ? text
                                                       : tree_kind_name(node),
                suggestion(loader, nearest));
}

// A parameter's value as its default would be written: a list becomes "a, b, c".
static bool read_value(struct loader *loader, const struct rule_entry *entry,
                       const struct rule_parameter *parameter, const struct tree *node,
                       const char **value)
{
    if (tree_text(node)) {
        *value = node->text;
        return true;
    }
    if (node->kind != TREE_SEQUENCE)
        return fail(loader, node->place, "parameter %s of %s is a value or a list of values",
                    parameter->name, entry->id);
    const char *joined = "";
    for (uint32_t i = 0; i < node->count; i++) {
        if (!tree_text(node->items[i]))
            return fail(loader, node->items[i]->place, "parameter %s of %s is a list of values",
                        parameter->name, entry->id);
        joined = arena_format(loader->arena, "%s%s%s", joined, i ? ", " : "", node->items[i]->text);
    }
    *value = joined;
    return true;
}

static bool read_parameter(struct loader *loader, const struct rule_entry *entry,
                           const struct tree_pair *pair)
{
    struct rule_setting *setting = &loader->profile->settings[entry - rules_all];
    const char *nearest = name_nearer(pair->key->text, NULL, "level");
    const struct rule_parameter *parameter = entry->rule->parameters;
    for (; parameter && parameter->name; parameter++) {
        if (strcmp(parameter->name, pair->key->text) == 0)
            return read_value(loader, entry, parameter, pair->value,
                              &setting->values[parameter - entry->rule->parameters]);
        nearest = name_nearer(pair->key->text, nearest, parameter->name);
    }
    return fail(loader, pair->key->place, "rule %s has no parameter \"%s\"%s", entry->id,
                pair->key->text, suggestion(loader, nearest));
}

static bool read_rule(struct loader *loader, const struct tree_pair *pair)
{
    const struct rule_entry *entry = rules_find(pair->key->text);
    if (!entry) {
        const char *nearest = NULL;
        for (unsigned i = 0; i < rules_count; i++)
            nearest = name_nearer(pair->key->text, nearest, rules_all[i].id);
        return fail(loader, pair->key->place, "there is no rule \"%s\"%s", pair->key->text,
                    suggestion(loader, nearest));
    }
    if (pair->value->kind != TREE_MAPPING)
        return read_level(loader, entry, pair->value);
    for (uint32_t i = 0; i < pair->value->count; i++) {
        const struct tree_pair *setting = &pair->value->pairs[i];
        bool is_level = strcmp(setting->key->text, "level") == 0;
        if (!(is_level ? read_level(loader, entry, setting->value)
                       : read_parameter(loader, entry, setting)))
            return false;
    }
    return true;
}

// ---- the keys of a profile ----------------------------------------------------------------------

static bool read_name(struct loader *loader, const struct tree *node, const char *path)
{
    (void)path;
    if (!tree_text(node) || !*node->text)
        return fail(loader, node->place, "the name of a profile is a word");
    return true;
}

static bool read_summary(struct loader *loader, const struct tree *node, const char *path)
{
    (void)path;
    if (!tree_text(node))
        return fail(loader, node->place, "the summary of a profile is one line of text");
    loader->profile->summary = node->text;
    return true;
}

static bool read_extends(struct loader *loader, const struct tree *node, const char *path)
{
    if (tree_text(node))
        return profile_apply(loader, node->text, path, node->place);
    if (node->kind == TREE_MAPPING)
        return fail(loader, node->place, "extends names a profile or a list of profiles");
    for (uint32_t i = 0; i < node->count; i++) {
        if (!tree_text(node->items[i]))
            return fail(loader, node->items[i]->place, "extends names profiles");
        if (!profile_apply(loader, node->items[i]->text, path, node->items[i]->place))
            return false;
    }
    return true;
}

static bool read_rules(struct loader *loader, const struct tree *node, const char *path)
{
    (void)path;
    if (tree_is_null(node))
        return true;
    if (node->kind != TREE_MAPPING)
        return fail(loader, node->place, "rules is a mapping from rules to levels, not %s",
                    tree_kind_name(node));
    for (uint32_t i = 0; i < node->count; i++)
        if (!read_rule(loader, &node->pairs[i]))
            return false;
    return true;
}

// A question of the same name takes the place of one that was there.
static void question_add(struct loader *loader, const char *name, const char *question)
{
    struct profile *profile = loader->profile;
    for (uint32_t i = 0; i < profile->questions.count; i++)
        if (strcmp(profile->questions.items[i].name, name) == 0) {
            profile->questions.items[i].question = question;
            return;
        }
    list_add(loader->arena, &profile->questions, (struct profile_question){name, question});
}

static bool read_answers(struct loader *loader, const struct tree *node, const char *path)
{
    enum { QUESTIONS = 1000 };
    (void)path;
    if (tree_is_null(node))
        return true;
    if (node->kind != TREE_MAPPING)
        return fail(loader, node->place, "answers is a mapping from names to questions, not %s",
                    tree_kind_name(node));
    if (node->count > QUESTIONS)
        return fail(loader, node->place, "answers holds more than %d questions", QUESTIONS);
    for (uint32_t i = 0; i < node->count; i++) {
        const struct tree_pair *pair = &node->pairs[i];
        if (!*pair->key->text || !tree_text(pair->value) || !*pair->value->text)
            return fail(loader, pair->key->place, "answers.%s is a question, in words",
                        pair->key->text);
        question_add(loader, pair->key->text, pair->value->text);
    }
    return true;
}

// In the order in which they count: what is extended comes before what this file says itself.
static const struct profile_key {
    const char *name;
    bool (*read)(struct loader *loader, const struct tree *node, const char *path);
} keys[] = {
    {"name", read_name},       {"extends", read_extends}, {"summary", read_summary},
    {"answers", read_answers}, {"rules", read_rules},
};

static bool read_profile(struct loader *loader, const struct tree *root, const char *path)
{
    if (root->kind != TREE_MAPPING)
        return fail(loader, root->place,
                    "a profile is a mapping with the keys name, extends, "
                    "summary, answers and rules");
    for (uint32_t i = 0; i < root->count; i++) {
        const struct tree *key = root->pairs[i].key;
        const char *nearest = NULL;
        bool is_known = false;
        for (size_t k = 0; k < array_length(keys); k++) {
            is_known |= strcmp(keys[k].name, key->text) == 0;
            nearest = name_nearer(key->text, nearest, keys[k].name);
        }
        if (!is_known)
            return fail(loader, key->place, "a profile has no key \"%s\"%s", key->text,
                        suggestion(loader, nearest));
    }
    if (!tree_get(root, "name"))
        return fail(loader, root->place, "a profile needs a name");
    for (size_t k = 0; k < array_length(keys); k++) {
        const struct tree *node = tree_get(root, keys[k].name);
        if (node && !keys[k].read(loader, node, path))
            return false;
    }
    return true;
}

// ---- finding the file ---------------------------------------------------------------------------

bool profile_is_path(const char *name)
{
    return strchr(name, '/') || string_ends_with(name, ".yaml") || string_ends_with(name, ".yml");
}

static bool unknown_profile(struct loader *loader, const char *name, struct place place)
{
    const char *nearest = NULL, *known = "";
    size_t count;
    const struct embedded *all = embedded_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (!string_starts_with(all[i].path, "profiles/"))
            continue;
        const char *stem = all[i].path + strlen("profiles/");
        stem = arena_copy(loader->arena, stem, strlen(stem) - strlen(".yaml"));
        known = arena_format(loader->arena, "%s%s%s", known, *known ? ", " : "", stem);
        nearest = name_nearer(name, nearest, stem);
    }
    return fail(loader, place,
                "there is no profile \"%s\"%s (known: %s; a file is named by a path "
                "that ends in .yaml)",
                name, suggestion(loader, nearest), known);
}

// Fills `file` and what tells it from others; `beside` is the profile that names this one, for
// relative paths.
static bool profile_open(struct loader *loader, const char *name, const char *beside,
                         struct place place, struct source_file **file,
                         struct file_status *identity)
{
    struct error error;
    if (!profile_is_path(name)) {
        const char *path = arena_format(loader->arena, "profiles/%s.yaml", name);
        const struct embedded *embedded = embedded_find(path);
        if (!embedded)
            return unknown_profile(loader, name, place);
        *file = source_file_new(loader->arena, embedded->path, embedded->bytes, embedded->length);
        *identity = (struct file_status){.inode = (uintptr_t)embedded};
        return true;
    }
    const char *slash = beside ? strrchr(beside, '/') : NULL;
    while (string_starts_with(name, "./"))
        name += 2;
    if (slash && *name != '/')
        name = arena_format(loader->arena, "%.*s/%s", (int)(slash - beside), beside, name);
    struct file_bytes bytes;
    if (!file_read(loader->arena, name, (struct file_limit){PROFILE_BYTES, NULL}, &bytes, &error) ||
        !file_look(name, identity, &error))
        return fail(loader, place, "%s", error.message);
    *file = source_file_new(loader->arena, name, bytes.bytes, bytes.length);
    return true;
}

static bool profile_apply(struct loader *loader, const char *name, const char *beside,
                          struct place place)
{
    struct source_file *file = NULL;
    struct file_status identity = {0};
    if (!profile_open(loader, name, beside, place, &file, &identity))
        return false;
    for (uint32_t i = 0; i < loader->depth; i++)
        if (loader->open[i].device == identity.device && loader->open[i].inode == identity.inode)
            return fail(loader, place, "profile %s extends itself", name);
    if (loader->depth == PROFILE_DEPTH)
        return fail(loader, place, "profiles extend one another more than %d deep", PROFILE_DEPTH);
    if (++loader->read > PROFILES_READ)
        return fail(loader, place, "more than %d profiles extend one another", PROFILES_READ);
    assert(file); // profile_open gives one where it answers true
    struct tree_fault_list faults = {0};
    const struct tree *root = tree_read(loader->arena, file, &tree_limits_default, &faults);
    if (faults.count)
        return fail(loader, faults.items[0].place, "%s", faults.items[0].message);
    loader->open[loader->depth++] = identity;
    bool read = read_profile(loader, root, file->path);
    loader->depth--;
    if (read)
        loader->profile->name = tree_get(root, "name")->text;
    return read;
}

bool profile_load(struct arena *arena, const struct profile_names *names, struct profile *profile,
                  struct error *error)
{
    *profile = (struct profile){.summary = ""};
    profile->settings = arena_allocate(arena, rules_count * sizeof *profile->settings);
    for (unsigned i = 0; i < rules_count; i++) {
        const struct rule_parameter *parameters = rules_all[i].rule->parameters;
        size_t count = 0;
        while (parameters && parameters[count].name)
            count++;
        profile->settings[i].level = rules_all[i].rule->level;
        profile->settings[i].values = arena_allocate(arena, count * sizeof(const char *));
    }
    struct loader loader = {.arena = arena, .profile = profile, .error = error};
    const char *name = NULL;
    if (names->count == 0 && !profile_apply(&loader, "default", NULL, (struct place){0}))
        return false;
    list_each (const char *, wanted, names) {
        if (!profile_apply(&loader, wanted, NULL, (struct place){0}))
            return false;
        name = name ? arena_format(arena, "%s+%s", name, profile->name) : profile->name;
    }
    if (name)
        profile->name = name;
    return true;
}

const char *profile_parameter(const struct profile *profile, const struct rule_entry *rule,
                              const char *name)
{
    const struct rule_parameter *parameter = rule->rule->parameters;
    while (parameter && parameter->name && strcmp(parameter->name, name) != 0)
        parameter++;
    assert(parameter && parameter->name);
    const char *value =
        profile->settings[rule - rules_all].values[parameter - rule->rule->parameters];
    return value ? value : parameter->value;
}
