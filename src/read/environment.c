// One walk through the manifest's folder for templates and compose files, and one through each
// folder or file of a service's code. Folders come in the order of their names; those that hold
// other people's code or what was built, hidden ones and links are not entered. A link is a gap
// only in code that was named.
#include "read/environment.h"

#include "base/file.h"
#include "base/word.h"
#include "read/environment_part.h"
#include "read/manifest.h"
#include "read/secret.h"

const struct environment_limits environment_limits_default = {
    .file_bytes = 1 << 20,
    .total_bytes = 128 << 20,
    .entries = 200000,
    .depth = 32,
    .uses = 20000,
};

struct walk {
    struct design *design;
    const struct environment_limits *limits;
    struct arena *scratch;
    const char *service; // whose code is searched; NULL for the folder as a whole
    uint64_t bytes;
    uint32_t entries;
    bool is_full; // a limit of the whole was met, and said
};

static void folder_walk(struct walk *walk, const char *path, uint32_t depth);

// ---- what is found ---------------------------------------------------------------------------------

static void gap_add(struct walk *walk, struct place place, const char *reason)
{
    list_add(walk->design->arena, &walk->design->variables.gaps,
             (struct variable_gap){place, reason});
}

static void gap_of_path(struct walk *walk, const char *path, const char *reason)
{
    struct arena *arena = walk->design->arena;
    struct source_file *file = source_file_new(arena, arena_copy_string(arena, path), "", 0);
    gap_add(walk, (struct place){file, 0, 0}, reason);
}

// What stops the walk for good.
static void fill_up(struct walk *walk, const char *path, const char *reason)
{
    if (!walk->is_full)
        gap_of_path(walk, path, reason);
    walk->is_full = true;
}

static void use_add(struct walk *walk, const char *name, enum variable_origin origin,
                    const char *service, struct place place)
{
    struct variables *variables = &walk->design->variables;
    if (variables->uses.count < walk->limits->uses)
        list_add(walk->design->arena, &variables->uses,
                 (struct variable_use){name, origin, service, place});
    else
        fill_up(walk, place.file->path, "there are more uses of variables than are counted");
}

// ---- files -----------------------------------------------------------------------------------------

// The file stays with the design where something was found in it, with what is secret masked.
static void names_keep(struct walk *walk, const struct environment_text *text,
                       enum variable_origin origin)
{
    struct arena *arena = walk->design->arena;
    if (!text->names.count)
        return;
    const char *bytes = arena_copy(arena, text->bytes, text->length);
    struct source_file *file =
        source_file_new(arena, arena_copy_string(arena, text->path), bytes, text->length);
    list_each (struct environment_name, found, &text->names) {
        struct place place = {file, found.offset, found.length};
        if (found.length)
            use_add(walk, arena_copy(arena, bytes + found.offset, found.length), origin,
                    walk->service, place);
        else
            gap_add(walk, place, "which variable is asked for is only known when the code runs");
    }
}

static void file_search(struct walk *walk, const char *path, enum variable_origin origin)
{
    static bool (*const readers[])(struct environment_text *) = {
        [VARIABLE_TEMPLATE] = environment_read_template,
        [VARIABLE_COMPOSE] = environment_read_compose,
        [VARIABLE_CODE] = environment_read_code,
    };
    struct arena_mark mark = arena_mark(walk->scratch);
    struct file_bytes bytes;
    struct error error;
    struct file_limit limit = {walk->limits->file_bytes, NULL};
    if (!file_read(walk->scratch, path, limit, &bytes, &error)) {
        gap_of_path(walk, path, "not searched for variables: too large, no text, or unreadable");
    } else if (bytes.length > walk->limits->total_bytes - walk->bytes) {
        fill_up(walk, path, "not searched for variables from here on: the files are too many");
    } else {
        struct environment_text text = {
            .arena = walk->scratch, .path = path, .bytes = bytes.bytes, .length = bytes.length};
        walk->bytes += bytes.length;
        if (!readers[origin](&text))
            gap_of_path(walk, path, "not searched for variables: no YAML");
        secrets_mask(text.bytes, text.length);
        names_keep(walk, &text, origin);
    }
    arena_rewind(walk->scratch, mark);
}

// Of the folder as a whole templates and compose files are searched, of a service its code.
static void entry_search(struct walk *walk, const char *path, const char *name)
{
    if (walk->service && environment_is_code(name))
        file_search(walk, path, VARIABLE_CODE);
    else if (!walk->service && environment_is_template(name))
        file_search(walk, path, VARIABLE_TEMPLATE);
    else if (!walk->service && environment_is_compose(name))
        file_search(walk, path, VARIABLE_COMPOSE);
}

// ---- folders ---------------------------------------------------------------------------------------

// Other people's code, and what was built.
static bool is_passed_over(const char *name)
{
    static const char *const names[] = {
        "node_modules", "vendor",           "dist", "target",
        "build",        "bower_components", "venv", "__pycache__",
    };
    for (size_t i = 0; i < array_length(names); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return name[0] == '.';
}

static void entry_visit(struct walk *walk, const char *folder, const struct file_entry *entry,
                        uint32_t depth)
{
    const char *path = file_join(walk->scratch, folder, entry->name);
    if (++walk->entries > walk->limits->entries) {
        fill_up(walk, path, "not searched for variables from here on: there are too many files");
    } else if (entry->kind == FILE_REGULAR) {
        entry_search(walk, path, entry->name);
    } else if (entry->kind == FILE_FOLDER && !is_passed_over(entry->name)) {
        if (!entry->is_link)
            folder_walk(walk, path, depth + 1);
        else if (walk->service)
            gap_of_path(walk, path, "not searched for variables: a link to a folder");
    }
}

static void folder_walk(struct walk *walk, const char *path, uint32_t depth)
{
    struct arena_mark mark = arena_mark(walk->scratch);
    struct file_entries entries = {0};
    struct error error;
    if (depth > walk->limits->depth)
        gap_of_path(walk, path, "not searched for variables: too deep in the folder");
    else if (!file_list(walk->scratch, path, &entries, &error))
        gap_of_path(walk, path, "not searched for variables: the folder cannot be listed");
    for (uint32_t i = 0; i < entries.count && !walk->is_full; i++)
        entry_visit(walk, path, &entries.items[i], depth);
    arena_rewind(walk->scratch, mark);
}

static void code_search(struct walk *walk, const struct manifest_text *code)
{
    struct file_status status;
    struct error error;
    const char *path = manifest_path(walk->scratch, walk->design->manifest, code->text);
    if (!file_look(path, &status, &error))
        gap_of_path(walk, path, "not searched for variables: it cannot be looked at");
    else if (status.kind == FILE_FOLDER)
        folder_walk(walk, path, 0);
    else if (status.kind == FILE_REGULAR)
        file_search(walk, path, VARIABLE_CODE);
}

// ---- all of it -------------------------------------------------------------------------------------

static void manifest_search(struct walk *walk, const struct manifest *manifest)
{
    list_each (struct manifest_scheme, scheme, &manifest->schemes)
        if (scheme.secret.text)
            use_add(walk, scheme.secret.text, VARIABLE_MANIFEST, NULL, scheme.secret.place);
    list_each (struct manifest_service, service, &manifest->services)
        list_each (struct manifest_text, secret, &service.secrets)
            use_add(walk, secret.text, VARIABLE_MANIFEST, service.name, secret.place);
}

void environment_read(struct design *design, const struct environment_limits *limits)
{
    const struct manifest *manifest = design->manifest;
    struct walk walk = {.design = design, .limits = limits};
    if (!manifest)
        return;
    walk.scratch = arena_new();
    manifest_search(&walk, manifest);
    folder_walk(&walk, manifest_path(walk.scratch, manifest, "."), 0);
    list_each (struct manifest_service, service, &manifest->services) {
        walk.service = service.name;
        list_each (struct manifest_text, code, &service.code)
            code_search(&walk, &code);
    }
    arena_free(walk.scratch);
}
