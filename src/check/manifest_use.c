// How `at` of an ignore names a place: the finding's object ("public.todos"), an object that it
// stands in ("public.todos" for public.todos.title), a file, or a file and a line ("a.sql:12"). A
// rule that cannot be lowered is silenced by the narrow ones alone, the object itself or a line:
// the wide ones would turn it off for what is not written yet.
#include "check/manifest_use.h"

#include "base/nearest.h"
#include "base/word.h"
#include "check/run.h"
#include "read/manifest.h"

struct profile_names manifest_profiles(const struct design *design, struct arena *arena)
{
    struct profile_names names = {0};
    const struct manifest *manifest = design->manifest;
    if (manifest)
        list_each (struct manifest_text, text, &manifest->profiles) {
            bool is_path = profile_is_path(text.text) && *text.text != '/';
            list_add(arena, &names,
                     is_path ? manifest_path(arena, manifest, text.text) : text.text);
        }
    return names;
}

// ---- levels and parameters ----------------------------------------------------------------------------------

static void fault_add(struct design *design, struct place place, const char *message,
                      const char *nearest, const char *help)
{
    if (nearest)
        help = arena_format(design->arena, "did you mean %s?", nearest);
    list_add(design->arena, &design->faults,
             (struct fault){.kind = FAULT_MANIFEST,
                            .is_certain = true,
                            .place = place,
                            .message = message,
                            .help = help});
}

static void unknown_rule(struct design *design, const char *key, const char *name,
                         struct place place)
{
    const char *nearest = NULL;
    for (unsigned i = 0; i < rules_count; i++)
        nearest = name_nearer(name, nearest, rules_all[i].id);
    fault_add(
        design, place,
        arena_format(design->arena, "%s names the rule \"%s\", which does not exist", key, name),
        nearest, "`lintel rules` lists the rules");
}

static void unknown_parameter(struct design *design, const struct rule_entry *entry,
                              const struct manifest_parameter *parameter)
{
    const struct rule_parameter *known = entry->rule->parameters;
    const char *nearest = NULL;
    bool is_level = strcmp(parameter->name, "level") == 0;
    bool has_some = known && known->name;
    for (; !is_level && known && known->name; known++)
        nearest = name_nearer(parameter->name, nearest, known->name);
    fault_add(
        design, parameter->place,
        arena_format(design->arena, "rule %s has no parameter \"%s\"", entry->id, parameter->name),
        nearest,
        is_level ? arena_format(design->arena, "levels stand under `rules`: rules: {%s: error}",
                                entry->id)
        : has_some
            ? arena_format(design->arena, "`lintel explain %s` lists its parameters", entry->id)
            : "it has no parameters");
}

// "a, b, c", as a profile's list becomes.
static const char *joined(struct arena *arena, const struct manifest_texts *values)
{
    size_t length = 0;
    list_each (struct manifest_text, value, values)
        length += strlen(value.text) + 2;
    char *all = arena_allocate(arena, length + 1), *at = all;
    for (uint32_t i = 0; i < values->count; i++)
        at += snprintf(at, length + 1 - (size_t)(at - all), "%s%s", i ? ", " : "",
                       values->items[i].text);
    return all;
}

static void parameter_apply(struct design *design, struct arena *arena, struct profile *profile,
                            const struct manifest_parameter *parameter)
{
    const struct rule_entry *entry = rules_find(parameter->rule);
    if (!entry) {
        unknown_rule(design, "parameters", parameter->rule, parameter->rule_place);
        return;
    }
    const struct rule_parameter *known = entry->rule->parameters;
    struct rule_setting *setting = &profile->settings[entry - rules_all];
    for (size_t i = 0; known && known[i].name; i++)
        if (strcmp(known[i].name, parameter->name) == 0) {
            if (parameter->values.count) // else refused when it was read
                setting->values[i] = joined(arena, &parameter->values);
            return;
        }
    unknown_parameter(design, entry, parameter);
}

static void level_apply(struct design *design, struct profile *profile,
                        const struct manifest_level *written)
{
    const struct rule_entry *entry = rules_find(written->rule);
    enum level level;
    if (!entry) {
        unknown_rule(design, "rules", written->rule, written->rule_place);
        return;
    }
    if (!written->level.text || !level_read(written->level.text, &level))
        return; // a fault already
    if (entry->rule->is_fixed && level < entry->rule->level) {
        fault_add(design, written->level.place,
                  arena_format(design->arena, "rule %s cannot be lowered to %s: it is fixed at %s",
                               entry->id, written->level.text, level_name(entry->rule->level)),
                  NULL, "silence one place, with an ignore and a reason");
        return;
    }
    profile->settings[entry - rules_all].level = level;
}

void manifest_apply_rules(struct design *design, struct arena *arena, struct profile *profile)
{
    const struct manifest *manifest = design->manifest;
    for (uint32_t i = 0; manifest && i < manifest->levels.count; i++)
        level_apply(design, profile, &manifest->levels.items[i]);
    for (uint32_t i = 0; manifest && i < manifest->parameters.count; i++)
        parameter_apply(design, arena, profile, &manifest->parameters.items[i]);
}

// ---- ignores -------------------------------------------------------------------------------------

// "a.sql:12" as a path and a line; the path alone where no number follows.
static void place_split(struct arena *arena, const struct manifest *manifest,
                        struct placed_ignore *placed)
{
    const char *colon = strrchr(placed->at, ':'), *path = placed->at;
    size_t digits = colon ? strspn(colon + 1, "0123456789") : 0;
    if (digits && digits < 9 && !colon[1 + digits]) {
        placed->line = (uint32_t)strtoul(colon + 1, NULL, 10);
        path = arena_copy(arena, placed->at, (size_t)(colon - placed->at));
    }
    placed->path = manifest_path(arena, manifest, path);
}

void manifest_collect_ignores(struct run *run)
{
    const struct manifest *manifest = run->design->manifest;
    for (uint32_t i = 0; manifest && i < manifest->ignores.count; i++) {
        const struct manifest_ignore *written = &manifest->ignores.items[i];
        if (!written->rule.text || !written->at.text || !written->reason.text)
            continue; // a fault already
        struct placed_ignore placed = {.at = written->at.text,
                                       .ignore = {.place = written->rule.place,
                                                  .name = written->rule.text,
                                                  .rule = rules_find(written->rule.text),
                                                  .reason = written->reason.text}};
        place_split(run->arena, manifest, &placed);
        list_add(run->arena, &run->placed_ignores, placed);
    }
}

enum reach_of_ignore { REACHES_NOT, REACHES_WIDELY, REACHES_NARROWLY };

static enum reach_of_ignore reach_of(const struct placed_ignore *placed,
                                     const struct finding *finding, uint32_t line)
{
    const char *object = finding->object;
    size_t length = strlen(placed->at);
    if (object && strcmp(object, placed->at) == 0)
        return REACHES_NARROWLY;
    if (finding->place.file && strcmp(finding->place.file->path, placed->path) == 0 &&
        (!placed->line || placed->line == line))
        return placed->line ? REACHES_NARROWLY : REACHES_WIDELY;
    if (object && strncmp(object, placed->at, length) == 0 && object[length] == '.')
        return REACHES_WIDELY;
    return REACHES_NOT;
}

const char *manifest_silences(struct run *run, const struct finding *finding)
{
    uint32_t line = 0;
    const char *reason = NULL;
    for (uint32_t i = 0; i < run->placed_ignores.count; i++) {
        struct placed_ignore *placed = &run->placed_ignores.items[i];
        if (!placed->ignore.rule || placed->ignore.rule->id != finding->rule)
            continue;
        if (!line)
            line = place_position(finding->place).line;
        enum reach_of_ignore reach = reach_of(placed, finding, line);
        if (reach == REACHES_NARROWLY ||
            (reach == REACHES_WIDELY && !placed->ignore.rule->rule->is_fixed)) {
            placed->ignore.used++;
            reason = placed->ignore.reason;
        } else if (reach == REACHES_WIDELY) {
            placed->beyond = finding;
        }
    }
    return reason;
}
