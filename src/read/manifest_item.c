// How the items of the manifest's lists are made: one short function each, named by the table of
// keys. And manifest_find_scheme, which asks one of the lists.
#include "read/manifest_item.h"

// What parameters.* hands down to its own rows: the rule that they are of.
struct rule_of_parameters {
    struct manifest *manifest;
    const char *name;
    struct place place;
};

void *manifest_add_rule(struct arena *arena, void *parent, const char *name, struct place place)
{
    struct rule_of_parameters *rule = arena_make(arena, struct rule_of_parameters);
    *rule = (struct rule_of_parameters){parent, name, place};
    return rule;
}

void *manifest_add_parameter(struct arena *arena, void *parent, const char *name,
                             struct place place)
{
    const struct rule_of_parameters *rule = parent;
    struct manifest *manifest = rule->manifest;
    list_add(arena, &manifest->parameters,
             (struct manifest_parameter){
                 .rule = rule->name, .rule_place = rule->place, .name = name, .place = place});
    return &manifest->parameters.items[manifest->parameters.count - 1];
}

void *manifest_add_level(struct arena *arena, void *parent, const char *name, struct place place)
{
    struct manifest *manifest = parent;
    list_add(arena, &manifest->levels, (struct manifest_level){.rule = name, .rule_place = place});
    return &manifest->levels.items[manifest->levels.count - 1];
}

void *manifest_add_scheme(struct arena *arena, void *parent, const char *name, struct place place)
{
    struct manifest *manifest = parent;
    list_add(arena, &manifest->schemes, (struct manifest_scheme){.name = name, .place = place});
    return &manifest->schemes.items[manifest->schemes.count - 1];
}

void *manifest_add_setting(struct arena *arena, void *parent, const char *name, struct place place)
{
    struct manifest *manifest = parent;
    list_add(arena, &manifest->settings, (struct manifest_setting){.name = name, .place = place});
    return &manifest->settings.items[manifest->settings.count - 1];
}

void *manifest_add_secret(struct arena *arena, void *parent, const char *name, struct place place)
{
    struct manifest *manifest = parent;
    list_add(arena, &manifest->secrets, (struct manifest_secret){.name = name, .place = place});
    return &manifest->secrets.items[manifest->secrets.count - 1];
}

void *manifest_add_service(struct arena *arena, void *parent, const char *name, struct place place)
{
    struct manifest *manifest = parent;
    list_add(arena, &manifest->services, (struct manifest_service){.name = name, .place = place});
    return &manifest->services.items[manifest->services.count - 1];
}

void *manifest_add_tenancy(struct arena *arena, void *parent, const char *name, struct place place)
{
    struct manifest *manifest = parent;
    list_add(arena, &manifest->tenancy, (struct manifest_tenancy){.name = name, .place = place});
    return &manifest->tenancy.items[manifest->tenancy.count - 1];
}

void *manifest_add_protected(struct arena *arena, void *parent, const char *name,
                             struct place place)
{
    struct manifest *manifest = parent;
    list_add(arena, &manifest->protected,
             (struct manifest_protected){.name = name, .place = place});
    return &manifest->protected.items[manifest->protected.count - 1];
}

static void *declared_add(struct arena *arena, struct manifest_declarations *list, const char *name,
                          struct place place)
{
    list_add(arena, list, (struct manifest_declared){.name = name, .place = place});
    return &list->items[list->count - 1];
}

void *manifest_add_published(struct arena *arena, void *parent, const char *name,
                             struct place place)
{
    struct manifest *manifest = parent;
    return declared_add(arena, &manifest->published, name, place);
}

void *manifest_add_privileged(struct arena *arena, void *parent, const char *name,
                              struct place place)
{
    struct manifest *manifest = parent;
    return declared_add(arena, &manifest->privileged, name, place);
}

void *manifest_add_entry_point(struct arena *arena, void *parent, const char *name,
                               struct place place)
{
    struct manifest *manifest = parent;
    return declared_add(arena, &manifest->entry_points, name, place);
}

void *manifest_add_answer(struct arena *arena, void *parent, const char *name, struct place place)
{
    struct manifest *manifest = parent;
    list_add(arena, &manifest->answers, (struct manifest_answer){.name = name, .place = place});
    return &manifest->answers.items[manifest->answers.count - 1];
}

void *manifest_add_ignore(struct arena *arena, void *parent, const char *name, struct place place)
{
    struct manifest *manifest = parent;
    (void)name; // items of a list have none
    list_add(arena, &manifest->ignores, (struct manifest_ignore){.place = place});
    return &manifest->ignores.items[manifest->ignores.count - 1];
}

const struct manifest_scheme *manifest_find_scheme(const struct manifest *manifest,
                                                   const char *name)
{
    for (uint32_t i = 0; manifest && i < manifest->schemes.count; i++)
        if (strcmp(manifest->schemes.items[i].name, name) == 0)
            return &manifest->schemes.items[i];
    return NULL;
}
