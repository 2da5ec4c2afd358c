// Where sqlc finds schema and queries (docs.sqlc.dev, "Configuration"):
//   version 2:  sql: [{engine: postgresql, schema: PATH or [PATH...], queries: PATH or [PATH...]}]
//   version 1:  packages: [{engine: postgresql (the default), schema: PATH, queries: PATH}]
#include "read/folder_walk.h"
#include "read/tree.h"

#include <fnmatch.h>

// ---- the file -------------------------------------------------------------------------------------

// A path, or a list of them, into `list`.
static void collect(struct arena *arena, const struct tree *node, struct path_list *list)
{
    if (node && node->kind == TREE_SCALAR && tree_text(node) && *tree_text(node))
        list_add(arena, list, tree_text(node));
    if (node && node->kind == TREE_SEQUENCE)
        for (uint32_t i = 0; i < node->count; i++)
            if (tree_text(node->items[i]) && *tree_text(node->items[i]))
                list_add(arena, list, tree_text(node->items[i]));
}

// The schema paths met so far: of the first section, and of others.
struct schemas_met {
    struct map first, more;
};

static void section(struct arena *arena, const struct tree *node, struct schemas_met *met,
                    struct sqlc_paths *paths)
{
    const char *engine = tree_text(tree_get(node, "engine"));
    struct path_list schemas = {0};
    if (engine && strcmp(engine, "postgresql") != 0) {
        paths->engine = engine;
        collect(arena, tree_get(node, "schema"), &paths->foreign);
        collect(arena, tree_get(node, "queries"), &paths->foreign);
        return;
    }
    collect(arena, tree_get(node, "schema"), &schemas);
    if (paths->schemas.count == 0) {
        paths->schemas = schemas;
        list_each (const char *, path, &schemas)
            map_set(arena, &met->first, path, (void *)path);
    }
    bool is_same = true;
    list_each (const char *, path, &schemas) {
        if (map_get(&met->first, path))
            continue;
        is_same = false;
        if (!map_get(&met->more, path)) {
            map_set(arena, &met->more, path, (void *)path);
            list_add(arena, &paths->more, path);
        }
    }
    collect(arena, tree_get(node, "queries"), is_same ? &paths->queries : &paths->more_queries);
}

bool sqlc_read(struct arena *arena, const char *path, const struct folder_limits *limits,
               struct sqlc_paths *paths)
{
    struct file_bytes bytes;
    struct error error;
    struct tree_fault_list faults = {0};
    struct file_limit limit = {limits->file_bytes, NULL};
    *paths = (struct sqlc_paths){0};
    if (!file_read(arena, path, limit, &bytes, &error))
        return false;
    struct source_file *file = source_file_new(arena, path, bytes.bytes, bytes.length);
    const struct tree *tree = tree_read(arena, file, &tree_limits_default, &faults);
    const struct tree *sections = tree_get(tree, "sql");
    if (!sections)
        sections = tree_get(tree, "packages");
    if (!sections || sections->kind != TREE_SEQUENCE)
        return false;
    struct schemas_met met = {0};
    for (uint32_t i = 0; i < sections->count; i++)
        section(arena, sections->items[i], &met, paths);
    return paths->schemas.count > 0;
}

// ---- what it names ----------------------------------------------------------------------------------

const char *clean_path(struct arena *arena, const char *folder, const char *path)
{
    const char *in = path[0] == '/' ? path : file_join(arena, folder, path);
    const char *out = path[0] == '/' ? "/" : "";
    while (*in) {
        size_t length = strcspn(in, "/");
        const char *part = arena_copy(arena, in, length);
        const char *slash = strrchr(out, '/');
        const char *last = slash ? slash + 1 : out;
        if (strcmp(part, "..") == 0 && *last && strcmp(last, "..") != 0)
            out = arena_copy(arena, out, slash ? (size_t)(slash - out) : 0);
        else if (length > 0 && strcmp(part, ".") != 0)
            out = file_join(arena, out, part);
        in += length + (in[length] == '/');
    }
    return out;
}

const struct walk_folder *folder_at(struct finder *finder, const char *shown)
{
    const struct walk_folder *known = walk_find(&finder->walk, shown);
    struct file_status status;
    struct error error;
    if (known)
        return known;
    const char *path =
        shown[0] == '/' ? shown : file_join(finder->arena, finder->walk.root->path, shown);
    if (!file_look(path, &status, &error) || status.kind != FILE_FOLDER)
        return NULL;
    struct walk_folder *outside = arena_make(finder->arena, struct walk_folder);
    const char *slash = strrchr(shown, '/');
    *outside = (struct walk_folder){
        .path = path, .shown = shown, .full = path, .name = slash ? slash + 1 : shown};
    return walk_one(&finder->walk, outside, &error) ? outside : NULL;
}

// One schema path of sqlc: a file, a folder, or a pattern.
static bool take_sqlc_path(struct finder *finder, const char *base, const char *written)
{
    const char *shown = clean_path(finder->arena, base, written);
    const struct walk_folder *folder = folder_at(finder, shown);
    bool found = false; // maybe by another path before
    if (folder)
        return finder_take_steps(finder, folder);
    const char *slash = strrchr(shown, '/');
    const char *name = slash ? slash + 1 : shown;
    const char *parent = slash ? arena_copy(finder->arena, shown, (size_t)(slash - shown)) : "";
    folder = folder_at(finder, parent);
    if (folder)
        list_each (const char *, candidate, &folder->sql)
            if (fnmatch(name, candidate, 0) == 0) {
                finder_take(finder, (struct folder_input){
                                        .path = file_join(finder->arena, folder->path, candidate),
                                        .shown = file_join(finder->arena, folder->shown, candidate),
                                        .role = FOLDER_SCHEMA,
                                        .is_ordered = strcmp(name, candidate) == 0,
                                    });
                found = true;
            }
    list_each (struct walk_folder *, each, &finder->walk.folders)
        if (fnmatch(shown, each->shown, FNM_PATHNAME | FNM_PERIOD) == 0)
            found |= finder_take_steps(finder, each);
    return found;
}

// The schema of one sqlc.yaml.
static void take_sqlc(struct finder *finder, const struct walk_folder *folder, const char *name)
{
    struct sqlc_paths paths;
    const char *shown = file_join(finder->arena, folder->shown, name);
    if (!sqlc_read(finder->arena, file_join(finder->arena, folder->path, name), finder->limits,
                   &paths)) {
        list_add(
            finder->arena, &finder->folder->notes,
            paths.engine
                ? arena_format(finder->arena, "%s is for %s, so its schema was not looked for",
                               shown, paths.engine)
                : arena_format(finder->arena, "%s could not be read, or names no schema", shown));
        return;
    }
    list_each (const char *, path, &paths.schemas)
        if (!take_sqlc_path(finder, folder->shown, path))
            list_add(finder->arena, &finder->folder->notes,
                     arena_format(finder->arena, "%s names the schema %s, where no SQL is", shown,
                                  path));
    if (!finder->folder->inputs.count)
        return;
    finder->sqlc_folder = folder;
    finder->sqlc_shown = shown;
    finder->sqlc = paths;
    list_each (const char *, path, &paths.more)
        list_add(finder->arena, &finder->folder->notes,
                 arena_format(finder->arena, "%s also names the schema %s, which is not read",
                              shown, path));
    finder_found(finder, clean_path(finder->arena, folder->shown, paths.schemas.items[0]),
                 arena_format(finder->arena, "file, the schema of %s", shown),
                 arena_format(finder->arena, "files, the schema of %s", shown));
}

// The folder and those below it; not what lies in folders of PostgreSQL's or Supabase's own.
static void mark_below(struct walk_folder *folder, bool is_foreign)
{
    folder->is_foreign = is_foreign;
    list_each (struct walk_folder *, below, &folder->folders)
        if (!is_foreign || !(folder_is_postgres(below) || folder_is_supabase(below, "")))
            mark_below(below, is_foreign);
}

// Migrations lie beside the schema or below it, so a file stands for its folder.
static void mark_paths(struct finder *finder, const char *base, const struct path_list *paths,
                       bool is_foreign)
{
    list_each (const char *, path, paths) {
        const char *shown = clean_path(finder->arena, base, path);
        struct walk_folder *folder = walk_find(&finder->walk, shown);
        if (!folder && string_ends_with(shown, ".sql")) {
            const char *slash = strrchr(shown, '/');
            size_t length = slash ? (size_t)(slash - shown) : 0;
            folder = walk_find(&finder->walk, arena_copy(finder->arena, shown, length));
        }
        if (folder)
            mark_below(folder, is_foreign);
    }
}

// What is PostgreSQL's in any section is read, whatever the others say.
void mark_foreign(struct finder *finder)
{
    for (int is_foreign = 1; is_foreign >= 0; is_foreign--)
        list_each (struct walk_folder *, folder, &finder->walk.folders)
            list_each (const char *, name, &folder->others) {
                struct sqlc_paths paths;
                if (!string_starts_with(name, "sqlc."))
                    continue;
                bool has_schema =
                    sqlc_read(finder->arena, file_join(finder->arena, folder->path, name),
                              finder->limits, &paths);
                if (is_foreign) {
                    mark_paths(finder, folder->shown, &paths.foreign, true);
                } else if (has_schema) {
                    mark_paths(finder, folder->shown, &paths.schemas, false);
                    mark_paths(finder, folder->shown, &paths.more, false);
                }
            }
}

// The nearest one that leads to SQL.
void choose_sqlc(struct finder *finder)
{
    for (uint32_t depth = 0, deepest = 0; depth <= deepest; depth++)
        list_each (struct walk_folder *, folder, &finder->walk.folders) {
            if (folder->depth > deepest)
                deepest = folder->depth;
            list_each (const char *, name, &folder->others)
                if (folder->depth == depth && string_starts_with(name, "sqlc.") &&
                    !finder->folder->inputs.count)
                    take_sqlc(finder, folder, name);
        }
}
