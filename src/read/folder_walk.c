// Walks a project's folders. Real folders first, in the order of their names, then those that links
// lead to, so that a folder is known by its own name; each is entered once, told by device and
// inode. A link to a folder above the root is never entered: it would lead out of the project.
#include "read/folder_walk.h"

// Not a project's own text, or built from it.
static const char *const never_entered[] = {
    "node_modules", "vendor", "dist", "target", "build", "bower_components", "venv", "__pycache__",
};

static bool is_sql(const char *name)
{
    size_t length = strlen(name);
    return length > 4 && strcasecmp(name + length - 4, ".sql") == 0;
}

static bool says_something(const char *name)
{
    static const char *const names[] = {
        "lintel.yaml", "lintel.yml",  "sqlc.yaml",     "sqlc.yml",
        "sqlc.json",   "config.toml", "schema.prisma",
    };
    for (size_t i = 0; i < array_length(names); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return name_is_contract(name) || name_is_overlay(name);
}

static bool is_never_entered(const char *name)
{
    for (size_t i = 0; i < array_length(never_entered); i++)
        if (strcmp(name, never_entered[i]) == 0)
            return true;
    return name[0] == '.';
}

static void skip(struct walk *walk, const char *shown, const char *reason)
{
    list_add(walk->arena, &walk->folder->skipped, (struct folder_skipped){shown, reason});
}

// Whether the folder of this status was met before; it then counts as met.
static bool seen(struct walk *walk, const struct file_status *status)
{
    const char *key = arena_format(walk->arena, "%llx:%llx", (unsigned long long)status->device,
                                   (unsigned long long)status->inode);
    if (map_get(&walk->seen, key))
        return true;
    map_set(walk->arena, &walk->seen, key, walk);
    return false;
}

static struct walk_folder *folder_below(struct walk *walk, struct walk_folder *parent,
                                        const char *name)
{
    struct walk_folder *folder = arena_make(walk->arena, struct walk_folder);
    folder->path = file_join(walk->arena, parent->path, name);
    folder->shown = file_join(walk->arena, parent->shown, name);
    folder->full = file_join(walk->arena, parent->full, name);
    folder->name = arena_copy_string(walk->arena, name);
    folder->depth = parent->depth + 1;
    folder->parent = parent;
    return folder;
}

static void subfolder(struct walk *walk, struct walk_folder *folder, const struct file_entry *entry,
                      struct walk_folder_list *entered)
{
    if (is_never_entered(entry->name))
        return;
    struct walk_folder *below = folder_below(walk, folder, entry->name);
    if (below->depth > walk->limits->depth)
        skip(walk, below->shown,
             arena_format(walk->arena, "deeper than %u folders: not entered (--limit depth=N)",
                          walk->limits->depth));
    else if (entry->is_link)
        list_add(walk->arena, &walk->links, below);
    else
        list_add(walk->arena, entered, below);
}

// Lists one folder; those below it go to `entered` where that is not NULL.
static bool list_folder(struct walk *walk, struct walk_folder *folder,
                        struct walk_folder_list *entered, struct error *error)
{
    struct file_entries entries;
    if (!file_list(walk->arena, folder->path, &entries, error))
        return false;
    for (uint32_t i = 0; i < entries.count; i++) {
        const struct file_entry *entry = &entries.items[i];
        if (entry->kind == FILE_FOLDER) {
            if (entered)
                subfolder(walk, folder, entry, entered);
        } else if (is_sql(entry->name)) { // whatever it is: what is no file says so when it is read
            list_add(walk->arena, &folder->sql, entry->name);
            if (++walk->file_count > walk->limits->files)
                return error_set(
                    error, "%s: more than %u SQL files below it (--limit files=N raises that)",
                    walk->root->path, walk->limits->files);
        } else if (says_something(entry->name)) {
            list_add(walk->arena, &folder->others, entry->name);
        }
    }
    return true;
}

bool walk_one(struct walk *walk, struct walk_folder *folder, struct error *error)
{
    return list_folder(walk, folder, NULL, error);
}

// Enters a folder and all below it. The depth is bounded by the limit.
static bool enter(struct walk *walk, struct walk_folder *folder, struct error *error)
{
    struct file_status status;
    struct walk_folder_list entered = {0};
    if (!file_look(folder->path, &status, error))
        return false;
    if (seen(walk, &status))
        return true;
    list_add(walk->arena, &walk->folders, folder);
    if (folder->parent)
        list_add(walk->arena, &folder->parent->folders, folder);
    uint32_t file_count = walk->file_count;
    if (!list_folder(walk, folder, &entered, error)) {
        if (folder == walk->root || walk->file_count != file_count)
            return false;
        // Whether that matters is known when it is known where the SQL is.
        folder->problem = arena_copy_string(walk->arena, error->message);
        return true;
    }
    list_each (struct walk_folder *, below, &entered)
        if (!enter(walk, below, error))
            return false;
    return true;
}

// The folders above the root count as met.
static bool see_above(struct walk *walk, struct error *error)
{
    char *above = arena_copy_string(walk->arena, walk->root->full);
    for (char *slash; (slash = strrchr(above, '/'));) {
        struct file_status status;
        *slash = '\0';
        if (!file_look(*above ? above : "/", &status, error))
            return false;
        (void)seen(walk, &status);
    }
    return true;
}

bool walk_all(struct walk *walk, const char *path, struct error *error)
{
    struct walk_folder *root = arena_make(walk->arena, struct walk_folder);
    root->path = path;
    root->shown = "";
    root->full = file_real_path(walk->arena, path);
    const char *slash = strrchr(root->full, '/');
    root->name = slash ? slash + 1 : root->full;
    walk->root = root;
    if (!see_above(walk, error) || !enter(walk, root, error))
        return false;
    for (uint32_t i = 0; i < walk->links.count; i++) // entering one may add more
        if (!enter(walk, walk->links.items[i], error))
            return false;
    return true;
}

struct walk_folder *walk_find(const struct walk *walk, const char *shown)
{
    list_each (struct walk_folder *, folder, &walk->folders)
        if (strcmp(folder->shown, shown) == 0)
            return folder;
    return NULL;
}
