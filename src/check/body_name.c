// Looking up the names of bodies: see body_name.h.
#include "check/body_name.h"

#include "base/word.h"
#include "check/body_scan.h"
#include "design/lookup.h"

struct path {
    struct arena *scratch;
    const struct function *function;
    struct body_scan setting; // of search_path; `at` is NULL where the function sets none
    uint32_t step;
};

static struct path path_of(struct arena *scratch, const struct function *function)
{
    struct path path = {.scratch = scratch, .function = function};
    for (uint32_t at = 0; function && at < function->settings.count; at++) {
        const struct setting *setting = &function->settings.items[at];
        if (strcmp(setting->name, "search_path") == 0 && setting->value)
            path.setting =
                (struct body_scan){setting->value, setting->value + strlen(setting->value)};
    }
    return path;
}

static const char *path_next(struct path *path)
{
    const char *word;
    size_t length;
    while (path->setting.at && body_scan_word(&path->setting, &word, &length)) {
        bool is_quoted = (*word == '"' || *word == '\'') && length >= 2;
        if (is_quoted && length > 2)
            return arena_copy(path->scratch, word + 1, length - 2);
        if (byte_is_letter(*word))
            return arena_copy(path->scratch, word, length);
    }
    if (path->setting.at)
        return NULL;
    path->step++;
    return path->step == 1                     ? "public"
           : path->step == 2 && path->function ? path->function->schema
                                               : NULL;
}

struct relation *body_relation(const struct design *design, struct arena *scratch,
                               const struct function *function, const struct body_write *write)
{
    if (write->schema)
        return design_find_relation(design, write->schema, write->name);
    struct path path = path_of(scratch, function);
    struct relation *relation = NULL;
    const char *schema;
    while (!relation && (schema = path_next(&path)))
        relation = design_find_relation(design, schema, write->name);
    return relation;
}

struct function *body_function(const struct design *design, struct arena *scratch,
                               const struct function *function, const struct body_write *write)
{
    if (write->schema)
        return design_find_function(design, write->schema, write->name);
    struct path path = path_of(scratch, function);
    struct function *found = NULL;
    const char *schema;
    while (!found && (schema = path_next(&path)))
        found = design_find_function(design, schema, write->name);
    return found;
}
