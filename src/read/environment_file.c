// Variables in templates of env files and in compose files.
//
//   template = {["export"] name "=" value | "#" comment}          .env.example and its like
//   compose  = YAML; any value may hold "$name" or "${name...}", "$$" is a dollar sign, and
//              services.*.environment lists names, as keys or as "name=value"
#include "read/environment_part.h"

#include "base/word.h"
#include "read/secret.h"
#include "read/tree.h"

size_t environment_name_length(const char *at, const char *end)
{
    const char *start = at;
    if (at == end || byte_is_digit(*at))
        return 0;
    while (at < end && byte_is_word(*at) && (unsigned char)*at < 0x80)
        at++;
    return (size_t)(at - start);
}

void environment_add(struct environment_text *text, const char *name, size_t length)
{
    list_add(text->arena, &text->names,
             (struct environment_name){(uint32_t)(name - text->bytes), (uint32_t)length});
}

// ---- templates -------------------------------------------------------------------------------------

bool environment_is_template(const char *name)
{
    static const char *const words[] = {"example", "sample", "template", "dist"};
    bool is_hidden = string_starts_with(name, ".env");
    for (size_t i = 0; i < array_length(words); i++) {
        const char *found = strstr(name, words[i]);
        if (!found)
            continue;
        if (is_hidden && found[-1] == '.')
            return true;
        if (strcmp(name, "env.example") == 0 || strcmp(name, "example.env") == 0)
            return true;
    }
    return false;
}

// One line; what follows the sign is hidden, whatever it is.
static void line_read(struct environment_text *text, char *at, char *end)
{
    static const char export[] = "export ";
    while (at < end && byte_is_space(*at))
        at++;
    if ((size_t)(end - at) > strlen(export) && memcmp(at, export, strlen(export)) == 0)
        at += strlen(export);
    while (at < end && byte_is_space(*at))
        at++;
    size_t length = environment_name_length(at, end);
    char *sign = at + length;
    while (sign < end && (*sign == ' ' || *sign == '\t'))
        sign++;
    if (length == 0 || sign == end || *sign != '=')
        return;
    environment_add(text, at, length);
    text_mask(sign + 1, (size_t)(end - sign - 1));
}

bool environment_read_template(struct environment_text *text)
{
    char *end = text->bytes + text->length;
    for (char *at = text->bytes; at < end;) {
        char *line_end = memchr(at, '\n', (size_t)(end - at));
        line_end = line_end ? line_end : end;
        line_read(text, at, line_end);
        at = line_end + (line_end < end);
    }
    return true;
}

// ---- compose files ---------------------------------------------------------------------------------

bool environment_is_compose(const char *name)
{
    if (!string_ends_with(name, ".yml") && !string_ends_with(name, ".yaml"))
        return false;
    name += string_starts_with(name, "docker-") ? strlen("docker-") : 0;
    return string_starts_with(name, "compose.") || string_starts_with(name, "compose-");
}

static bool has_dollar(const struct environment_text *text, struct place place)
{
    return memchr(text->bytes + place.offset, '$', place.length) != NULL;
}

static void value_read(struct environment_text *text, struct place place)
{
    const char *at = text->bytes + place.offset, *end = at + place.length;
    while (at < end) {
        const char *dollar = memchr(at, '$', (size_t)(end - at));
        if (!dollar)
            return;
        at = dollar + 1;
        if (at < end && *at == '$') {
            at++;
            continue;
        }
        if (at < end && *at == '{')
            at++;
        size_t length = environment_name_length(at, end);
        if (length)
            environment_add(text, at, length);
        at += length;
    }
}

// Nodes come in the order of the file but for aliases, which were met where their anchor is.
static void tree_visit(struct environment_text *text, const struct tree *node, uint32_t *behind)
{
    if (node->place.offset < *behind)
        return;
    *behind = node->place.offset;
    if (node->kind == TREE_SCALAR)
        value_read(text, node->place);
    for (uint32_t i = 0; node->kind != TREE_SCALAR && i < node->count; i++)
        tree_visit(text, node->kind == TREE_MAPPING ? node->pairs[i].value : node->items[i],
                   behind);
}

// `environment` of a service: its names are variables of the container. Values are hidden unless
// they are variables themselves.
static void names_read(struct environment_text *text, const struct tree *node)
{
    for (uint32_t i = 0; node && node->kind == TREE_MAPPING && i < node->count; i++) {
        struct place key = node->pairs[i].key->place, value = node->pairs[i].value->place;
        const char *at = text->bytes + key.offset;
        if (environment_name_length(at, at + key.length) == key.length && key.length)
            environment_add(text, at, key.length);
        if (tree_text(node->pairs[i].value) && !has_dollar(text, value))
            text_mask(text->bytes + value.offset, value.length);
    }
    for (uint32_t i = 0; node && node->kind == TREE_SEQUENCE && i < node->count; i++) {
        struct place item = node->items[i]->place;
        char *at = text->bytes + item.offset, *end = at + item.length;
        size_t length = environment_name_length(at, end);
        if (!tree_text(node->items[i]) || !length || (at + length < end && at[length] != '='))
            continue;
        environment_add(text, at, length);
        if (!has_dollar(text, item))
            text_mask(at + length + (at + length < end),
                      (size_t)(end - at) - length - (at + length < end));
    }
}

bool environment_read_compose(struct environment_text *text)
{
    static const struct tree_limits limits = {.depth = 32, .nodes = 100000};
    struct tree_fault_list faults = {0};
    struct source_file *file = source_file_new(text->arena, text->path, text->bytes, text->length);
    const struct tree *root = tree_read(text->arena, file, &limits, &faults);
    uint32_t behind = 0;
    if (!root)
        return false;
    tree_visit(text, root, &behind);
    const struct tree *services = tree_get(root, "services");
    for (uint32_t i = 0; services && services->kind == TREE_MAPPING && i < services->count; i++)
        names_read(text, tree_get(services->pairs[i].value, "environment"));
    return true;
}
