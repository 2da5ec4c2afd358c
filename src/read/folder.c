// What a path holds: the choice of one source of truth, the platform that folders show, and the
// list of everything that was not taken.
#include "read/folder_walk.h"

const struct folder_limits folder_limits_default = {
    .file_bytes = 64 * 1024 * 1024,
    .total_bytes = 256 * 1024 * 1024,
    .files = 20000,
    .depth = 16,
};

// ---- the platform ----

static void recognise(struct finder *finder)
{
    static const char *const parts[] = {"migrations", "schemas", "functions", NULL};
    list_each (struct walk_folder *, folder, &finder->walk.folders) {
        const char *reason = NULL;
        if (folder_is_supabase(folder, "")) {
            list_each (const char *, name, &folder->others)
                if (strcmp(name, "config.toml") == 0)
                    reason = file_join(finder->arena, folder->shown, name);
            list_each (struct walk_folder *, below, &folder->folders)
                for (size_t i = 0; parts[i] && !reason; i++)
                    if (strcmp(below->name, parts[i]) == 0)
                        reason = below->shown;
            if (!reason && folder->sql.count)
                reason = *folder->shown ? folder->shown : "supabase";
        } else if (!folder->parent && (folder_is_supabase(folder, "migrations") ||
                                       folder_is_supabase(folder, "schemas"))) {
            reason = arena_format(finder->arena, "supabase/%s", folder->name);
        }
        if (reason) {
            finder->folder->is_supabase = true;
            finder->folder->platform_reason = reason;
            return;
        }
    }
}

// ---- what is left -----------------------------------------------------------------------------------------

static enum name_reason reason_left(struct finder *finder, const struct walk_folder *folder,
                                    const char *name)
{
    uint32_t rank;
    enum name_reason reason = name_reason(folder, name);
    if (reason == REASON_QUERY &&
        finder_mentions_queries(finder, file_join(finder->arena, folder->path, name)))
        return REASON_QUERIES;
    if (reason != REASON_NONE)
        return reason;
    if (folder_is_supabase(folder, "migrations") && !name_is_supabase(name))
        return REASON_UNNAMED;
    if (finder->wishes->schema.count)
        return REASON_WISHES;
    if (finder->is_sequence && name_is_schema(name, &rank))
        return REASON_DUMP;
    return folder_is_below(folder, names_of_migrations) ? REASON_MIGRATIONS : REASON_ANOTHER;
}

static void skip(struct finder *finder, const char *shown, const char *reason)
{
    list_add(finder->arena, &finder->folder->skipped,
             (struct folder_skipped){*shown ? shown : ".", reason});
}

// One line for each folder and reason; the file's own name where it is one.
static void skip_sql(struct finder *finder, const struct walk_folder *folder)
{
    uint32_t counts[REASON_COUNT] = {0};
    const char *names[REASON_COUNT] = {0};
    list_each (const char *, name, &folder->sql) {
        const char *path = file_join(finder->arena, folder->path, name);
        if (finder_has_taken(finder, FOLDER_SCHEMA, path) ||
            finder_has_taken(finder, FOLDER_QUERIES, path))
            continue;
        enum name_reason reason = reason_left(finder, folder, name);
        counts[reason]++;
        names[reason] = name;
    }
    for (enum name_reason reason = REASON_NONE; reason < REASON_COUNT; reason++)
        if (counts[reason])
            skip(finder,
                 counts[reason] == 1 ? file_join(finder->arena, folder->shown, names[reason])
                                     : folder->shown,
                 name_reason_text(finder->arena, reason, counts[reason]));
}

static void skip_others(struct finder *finder, const struct walk_folder *folder)
{
    list_each (const char *, name, &folder->others) {
        const char *shown = file_join(finder->arena, folder->shown, name);
        if (strcmp(name, "lintel.yml") == 0)
            skip(finder, shown, "a manifest is called lintel.yaml");
        else if (strcmp(name, "lintel.yaml") == 0 && folder->parent)
            skip(finder, shown, "a design of its own: name its folder to check it");
        else if (strcmp(name, "schema.prisma") == 0)
            skip(finder, shown, "no SQL: only the migrations made from it are read");
    }
}

// A folder that cannot be listed is an error where SQL is read from it or around it.
static bool check_problem(const struct finder *finder, const struct walk_folder *folder,
                          struct error *error)
{
    for (const struct walk_folder *above = folder; above; above = above->parent)
        list_each (struct folder_input, input, &finder->folder->inputs) {
            size_t length = strlen(above->path);
            if (above->parent && strncmp(input.path, above->path, length) == 0 &&
                input.path[length] == '/')
                return error_set(error, "%s", folder->problem);
        }
    return true;
}

static bool list_left(struct finder *finder, struct error *error)
{
    list_each (struct walk_folder *, folder, &finder->walk.folders) {
        if (folder->problem) {
            if (!check_problem(finder, folder, error))
                return false;
            skip(finder, folder->shown, "cannot be listed: not looked into");
        }
        skip_sql(finder, folder);
        skip_others(finder, folder);
    }
    return true;
}

// ---- all steps ----------------------------------------------------------------------------------------------

static bool count_bytes(struct finder *finder, const char *path, struct error *error)
{
    struct folder *folder = finder->folder;
    const struct folder_input_list *lists[] = {&folder->inputs, &folder->queries,
                                               &folder->contracts, &folder->overlays};
    uint32_t files = 0;
    for (size_t i = 0; i < array_length(lists); i++) {
        files += lists[i]->count;
        list_each (struct folder_input, input, lists[i]) {
            struct file_status status;
            struct error ignored; // reading it will say what is wrong
            if (file_look(input.path, &status, &ignored) && status.kind == FILE_REGULAR)
                folder->total_bytes += status.size;
        }
    }
    if (folder->total_bytes <= finder->limits->total_bytes)
        return true;
    return error_set(
        error,
        "%s: too large: %u file%s of %s in all, the limit is %s (--limit total-size=SIZE "
        "raises it)",
        folder->source ? folder->source : path, files, files == 1 ? "" : "s",
        file_size_text(finder->arena, folder->total_bytes),
        file_size_text(finder->arena, finder->limits->total_bytes));
}

static bool find_in_folder(struct finder *finder, const char *path, struct error *error)
{
    struct folder *folder = finder->folder;
    static void (*const choices[])(struct finder *) = {
        choose_wishes, choose_supabase_migrations, choose_supabase_schemas,
        choose_sqlc,   choose_migrations,          choose_schema,
    };
    finder->walk =
        (struct walk){.arena = finder->arena, .limits = finder->limits, .folder = finder->folder};
    if (!walk_all(&finder->walk, path, error))
        return false;
    list_each (const char *, name, &finder->walk.root->others)
        finder->has_manifest |= strcmp(name, "lintel.yaml") == 0;
    recognise(finder);
    mark_foreign(finder);
    // What the manifest names is not looked for elsewhere.
    size_t choice_count = finder->wishes->schema.count ? 1 : array_length(choices);
    for (size_t i = 0; i < choice_count && !folder->inputs.count; i++)
        choices[i](finder);
    if (!finder->wishes->schema.count && !folder->inputs.count)
        choose_all(finder, false);
    choose_queries(finder);
    choose_contracts(finder);
    bool is_empty = !folder->inputs.count && !folder->queries.count && !folder->contracts.count;
    if (is_empty && !finder->has_manifest)
        choose_all(finder, true);
    if (!list_left(finder, error))
        return false;
    is_empty &= !folder->inputs.count;
    if (is_empty && !finder->has_manifest) {
        uint32_t count = finder->folder->skipped.count;
        const struct folder_skipped *skipped = finder->folder->skipped.items;
        return error_set(error,
                         "%s: no SQL found; looked for supabase/migrations, supabase/schemas, "
                         "sqlc.yaml, folders of migrations, schema.sql and *.sql, and for "
                         "openapi.yaml and api.yaml%s%s%s%s%s",
                         path, count ? "; not read: " : "", count ? skipped->shown : "",
                         count ? ": " : "", count ? skipped->reason : "",
                         count > 1 ? "; and others" : "");
    }
    return count_bytes(finder, path, error);
}

// What a file is that the user named: the name of a document tells, else whether it holds names.
static void file_take(struct finder *finder, const char *path)
{
    struct folder_input input = {
        .path = path, .shown = path, .role = FOLDER_FILE, .is_ordered = true, .is_named = true};
    if (name_is_document(path))
        input.role = contract_role(finder, path);
    else if (finder_holds_queries(finder, path))
        input.role = FOLDER_QUERIES, input.source = path;
    finder_take(finder, input);
    if (input.role == FOLDER_FILE)
        finder_found(finder, path, "file", "files");
}

bool folder_find(struct arena *arena, const char *path, const struct folder_limits *limits,
                 struct folder_wishes *wishes, struct folder *folder, struct error *error)
{
    struct folder_wishes none = {0};
    struct finder finder = {
        .arena = arena, .limits = limits, .folder = folder, .wishes = wishes ? wishes : &none};
    struct file_status status;
    *folder = (struct folder){0};
    path = arena_copy_string(arena, path);
    if (!*path)
        return error_set(error, "an empty path names no file or folder");
    if (!file_look(path, &status, error))
        return false;
    if (status.kind == FILE_ABSENT)
        return error_set(error, "%s: there is no such file or folder", path);
    if (status.kind == FILE_FOLDER)
        return find_in_folder(&finder, path, error);
    file_take(&finder, path);
    return count_bytes(&finder, path, error);
}
