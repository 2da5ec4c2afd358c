// Where sqlc finds schema and queries (docs.sqlc.dev, "Configuration"):
//   version 2:  sql: [{engine: postgresql, schema: PATH or [PATH...], queries: PATH or [PATH...]}]
//   version 1:  packages: [{engine: postgresql (the default), schema: PATH, queries: PATH}]
#include "read/folder_walk.h"
#include "read/tree.h"

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

static bool holds(const struct path_list *list, const char *path)
{
    list_each (const char *, other, list)
        if (strcmp(other, path) == 0)
            return true;
    return false;
}

static void section(struct arena *arena, const struct tree *node, struct sqlc_paths *paths)
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
    if (paths->schemas.count == 0)
        paths->schemas = schemas;
    bool is_same = true;
    list_each (const char *, path, &schemas) {
        is_same &= holds(&paths->schemas, path);
        if (!holds(&paths->schemas, path) && !holds(&paths->more, path))
            list_add(arena, &paths->more, path);
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
    for (uint32_t i = 0; i < sections->count; i++)
        section(arena, sections->items[i], paths);
    return paths->schemas.count > 0;
}
