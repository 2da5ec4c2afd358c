// Where a project's named queries are: what the manifest names; else what sqlc.yaml names beside
// the schema that is read; else queries.sql and folders called queries, those nearest to the
// schema, since a repository may hold several services.
#include "read/folder_walk.h"
#include "read/queries.h"

#include <fnmatch.h>

// A header of a licence may stand before the first name.
enum { START_BYTES = 64 * 1024 };

// What a file's beginning says, remembered by its path.
static char holds_none, holds_some, begins_with_one;

static const char *look(struct finder *finder, const char *path)
{
    const char *known = map_get(&finder->named_queries, path);
    if (known)
        return known;
    struct arena *scratch = arena_new();
    struct file_bytes start;
    char *found = &holds_none;
    if (file_read_start(scratch, path, START_BYTES, &start))
        found = queries_sniff(start.bytes, start.length)     ? &begins_with_one
                : queries_mention(start.bytes, start.length) ? &holds_some
                                                             : &holds_none;
    arena_free(scratch);
    map_set(finder->arena, &finder->named_queries, path, found);
    return found;
}

bool finder_holds_queries(struct finder *finder, const char *path)
{
    return look(finder, path) == &begins_with_one;
}

bool finder_mentions_queries(struct finder *finder, const char *path)
{
    return look(finder, path) != &holds_none;
}

static void take(struct finder *finder, const struct walk_folder *folder, const char *name,
                 const char *source, bool is_named)
{
    finder_take(finder, (struct folder_input){
                            .path = file_join(finder->arena, folder->path, name),
                            .shown = file_join(finder->arena, folder->shown, name),
                            .role = FOLDER_QUERIES,
                            .is_named = is_named,
                            .source = source,
                        });
}

static void take_below(struct finder *finder, const struct walk_folder *folder, const char *source)
{
    list_each (const char *, name, &folder->sql)
        take(finder, folder, name, source, true);
    list_each (struct walk_folder *, below, &folder->folders)
        take_below(finder, below, source);
}

// ---- the manifest ---------------------------------------------------------------------------------

static void choose_wished(struct finder *finder)
{
    struct folder_wish_list *wishes = &finder->wishes->queries;
    for (uint32_t i = 0; i < wishes->count; i++) {
        struct folder_wish *wish = &wishes->items[i];
        const char *shown;
        enum file_kind kind = finder_look(finder, wish, &shown);
        uint32_t before = finder->folder->queries.count;
        if (kind == FILE_REGULAR) {
            take(finder, finder->walk.root, shown, shown, true);
        } else if (kind == FILE_FOLDER) {
            const struct walk_folder *folder = folder_at(finder, shown);
            if (folder)
                take_below(finder, folder, *shown ? shown : ".");
            if (finder->folder->queries.count == before)
                wish->problem = "holds no SQL";
        }
    }
}

// ---- sqlc -------------------------------------------------------------------------------------------

// Whether there are such files, taken now or by another path before.
static bool take_matching(struct finder *finder, const struct walk_folder *folder,
                          const char *pattern, const char *source)
{
    bool found = false;
    list_each (const char *, name, &folder->sql)
        if (fnmatch(pattern, name, FNM_PERIOD) == 0 && name_reason(folder, name) != REASON_DOWN) {
            take(finder, folder, name, source, false);
            found = true;
        }
    return found;
}

// A pattern may mean folders too, for the files in them: queries/*, and queries/** as Go reads it.
static bool take_pattern(struct finder *finder, const char *shown)
{
    const int flags = FNM_PATHNAME | FNM_PERIOD;
    const char *slash = strrchr(shown, '/');
    const char *name = slash ? slash + 1 : shown;
    const char *parent = slash ? arena_copy(finder->arena, shown, (size_t)(slash - shown)) : "";
    const struct walk_folder *exact = folder_at(finder, parent);
    bool found = exact && take_matching(finder, exact, name, shown);
    list_each (struct walk_folder *, folder, &finder->walk.folders)
        if (fnmatch(shown, folder->shown, flags) == 0)
            found |= take_matching(finder, folder, "*.sql", shown);
        else if (folder != exact && fnmatch(parent, folder->shown, flags) == 0)
            found |= take_matching(finder, folder, name, shown);
    return found;
}

// One path of queries: a file, a folder (not those below it), or a pattern.
static bool take_sqlc_path(struct finder *finder, const char *base, const char *written)
{
    const char *shown = clean_path(finder->arena, base, written);
    const struct walk_folder *folder = folder_at(finder, shown);
    return folder ? take_matching(finder, folder, "*.sql", *shown ? shown : ".")
                  : take_pattern(finder, shown);
}

static void take_sqlc(struct finder *finder)
{
    struct folder *found = finder->folder;
    list_each (const char *, path, &finder->sqlc.queries)
        if (!take_sqlc_path(finder, finder->sqlc_folder->shown, path))
            list_add(finder->arena, &found->notes,
                     arena_format(finder->arena, "%s names the queries %s, where no SQL is",
                                  finder->sqlc_shown, path));
    list_each (const char *, path, &finder->sqlc.more_queries)
        list_add(finder->arena, &found->notes,
                 arena_format(finder->arena,
                              "%s also names the queries %s of another schema, which are not read",
                              finder->sqlc_shown, path));
}

// The nearest sqlc.yaml for PostgreSQL, where the schema was found without one.
static void sqlc_find(struct finder *finder)
{
    list_each (struct walk_folder *, folder, &finder->walk.folders)
        list_each (const char *, name, &folder->others) {
            struct sqlc_paths paths;
            if (string_starts_with(name, "sqlc.") &&
                (!finder->sqlc_folder || folder->depth < finder->sqlc_folder->depth) &&
                sqlc_read(finder->arena, file_join(finder->arena, folder->path, name),
                          finder->limits, &paths)) {
                finder->sqlc_folder = folder;
                finder->sqlc_shown = file_join(finder->arena, folder->shown, name);
                finder->sqlc = paths;
            }
        }
}

// ---- by their names -----------------------------------------------------------------------------------

uint32_t path_distance(const char *from, const char *to)
{
    while (*from && *to) {
        size_t length = strcspn(from, "/");
        if (strcspn(to, "/") != length || memcmp(from, to, length) != 0)
            break;
        from += length + (from[length] == '/');
        to += length + (to[length] == '/');
    }
    uint32_t distance = (*from != '\0') + (*to != '\0');
    for (; *from; from++)
        distance += *from == '/';
    for (; *to; to++)
        distance += *to == '/';
    return distance;
}

// What a file of queries was found as: the outermost folder called queries, else itself.
static const char *source_of(struct finder *finder, const struct walk_folder *folder,
                             const char *name)
{
    const char *source = NULL;
    for (const struct walk_folder *above = folder; above && above->parent; above = above->parent)
        if (folder_is_queries(above))
            source = above->shown;
    return source ? source : file_join(finder->arena, folder->shown, name);
}

struct candidate {
    const struct walk_folder *folder;
    const char *name, *source;
    uint32_t distance;
};

static void choose_named(struct finder *finder)
{
    LIST(struct candidate) candidates = {0};
    uint32_t least = UINT32_MAX;
    const char *schema = finder->folder->source;
    if (!schema || strcmp(schema, ".") == 0)
        schema = "";
    list_each (struct walk_folder *, folder, &finder->walk.folders)
        list_each (const char *, name, &folder->sql) {
            if (name_reason(folder, name) != REASON_QUERY ||
                !(finder_mentions_queries(finder, file_join(finder->arena, folder->path, name)) ||
                  finder->has_manifest))
                continue;
            struct candidate candidate = {folder, name, source_of(finder, folder, name), 0};
            candidate.distance = path_distance(schema, candidate.source);
            if (candidate.distance < least)
                least = candidate.distance;
            list_add(finder->arena, &candidates, candidate);
        }
    list_each (struct candidate, candidate, &candidates)
        if (candidate.distance == least)
            take(finder, candidate.folder, candidate.name, candidate.source, false);
}

void choose_queries(struct finder *finder)
{
    if (finder->wishes->queries.count) {
        choose_wished(finder);
        return;
    }
    if (!finder->sqlc_folder)
        sqlc_find(finder);
    if (finder->sqlc_folder)
        take_sqlc(finder);
    finder->folder->has_sqlc_queries = finder->folder->queries.count > 0;
    if (!finder->folder->queries.count)
        choose_named(finder);
}
