// The places where a project's SQL may be, in the order that folder.h tells. Each either fills in
// the inputs or leaves the choice to the next.
#include "read/folder_walk.h"

// ---- inputs ---------------------------------------------------------------------------------------

// A file may be schema and queries at once.
static const char *taken_key(struct arena *arena, enum folder_role role, const char *path)
{
    return arena_format(arena, "%d %s", role < FOLDER_QUERIES ? 0 : (int)role, path);
}

bool finder_has_taken(const struct finder *finder, enum folder_role role, const char *path)
{
    return map_get(&finder->taken, taken_key(finder->arena, role, path)) != NULL;
}

void finder_take(struct finder *finder, struct folder_input input)
{
    struct folder *folder = finder->folder;
    struct folder_input_list *list = input.role == FOLDER_QUERIES    ? &folder->queries
                                     : input.role == FOLDER_CONTRACT ? &folder->contracts
                                     : input.role == FOLDER_OVERLAY  ? &folder->overlays
                                                                     : &folder->inputs;
    const char *key = taken_key(finder->arena, input.role, input.path);
    if (map_get(&finder->taken, key))
        return;
    map_set(finder->arena, &finder->taken, key, finder);
    list_add(finder->arena, list, input);
}

static void take(struct finder *finder, const struct walk_folder *folder, const char *name,
                 enum folder_role role, bool is_ordered)
{
    finder_take(finder, (struct folder_input){
                            .path = file_join(finder->arena, folder->path, name),
                            .shown = file_join(finder->arena, folder->shown, name),
                            .role = role,
                            .is_ordered = is_ordered,
                        });
}

void finder_found(struct finder *finder, const char *source, const char *one, const char *many)
{
    uint32_t count = finder->folder->inputs.count;
    finder->folder->source = *source ? source : ".";
    finder->folder->found = arena_format(finder->arena, "%u %s", count, count == 1 ? one : many);
}

// ---- a folder of migrations -----------------------------------------------------------------------

// One step: a file of the folder, or up.sql or migration.sql in a folder of its own below it.
struct step {
    const struct walk_folder *folder;
    const char *name;  // of the file
    const char *order; // what the steps are ordered by
};
struct step_list {
    LIST_FIELDS(struct step);
};

static const char *const names_of_steps[] = {"up.sql", "migration.sql", NULL};

static bool is_step_name(const char *name)
{
    for (size_t i = 0; names_of_steps[i]; i++)
        if (strcmp(name, names_of_steps[i]) == 0)
            return true;
    return false;
}

static int step_compare(const void *a, const void *b)
{
    const struct step *one = a, *other = b;
    int order = name_compare(one->order, other->order);
    return order ? order : strcmp(one->folder->shown, other->folder->shown);
}

static int step_compare_bytes(const void *a, const void *b)
{
    return strcmp(((const struct step *)a)->order, ((const struct step *)b)->order);
}

static void steps_add_flyway(struct arena *arena, const struct walk_folder *folder,
                             struct step_list *steps)
{
    list_each (struct walk_folder *, below, &folder->folders) {
        list_each (const char *, name, &below->sql)
            if ((name[0] == 'V' || name[0] == 'R') && strstr(name, "__") &&
                name_reason(below, name) == REASON_NONE)
                list_add(arena, steps, (struct step){below, name, name});
        steps_add_flyway(arena, below, steps);
    }
}

// The steps of a folder, in order.
static struct step_list steps_of(struct arena *arena, const struct walk_folder *folder)
{
    struct step_list steps = {0};
    bool is_flyway = false;
    list_each (const char *, name, &folder->sql) {
        enum name_reason reason = name_reason(folder, name);
        is_flyway |= name[0] == 'V' && name_is_numbered(name) && strstr(name, "__");
        // In a folder of migrations even one about tests or data is a step, where it has a number.
        if (!is_step_name(name) &&
            (reason == REASON_NONE || reason == REASON_TEST || (reason == REASON_ENGINE)))
            list_add(arena, &steps, (struct step){folder, name, name});
    }
    list_each (struct walk_folder *, below, &folder->folders)
        list_each (const char *, name, &below->sql)
            if (is_step_name(name))
                list_add(arena, &steps, (struct step){below, name, below->name});
    if (is_flyway)
        steps_add_flyway(arena, folder, &steps);
    if (steps.count)
        qsort(steps.items, steps.count, sizeof *steps.items, step_compare);
    return steps;
}

static void take_steps(struct finder *finder, const struct step_list *steps)
{
    list_each (struct step, step, steps) {
        bool is_ordered = name_is_numbered(step.order) || strncmp(step.order, "R__", 3) == 0;
        take(finder, step.folder, step.name, FOLDER_MIGRATION, is_ordered);
    }
    finder->is_sequence = true;
}

bool finder_take_steps(struct finder *finder, const struct walk_folder *folder)
{
    struct step_list steps = steps_of(finder->arena, folder);
    uint32_t before = finder->folder->inputs.count;
    take_steps(finder, &steps);
    return finder->folder->inputs.count > before;
}

// ---- what the manifest names ----------------------------------------------------------------------

enum file_kind finder_look(struct finder *finder, struct folder_wish *wish, const char **shown)
{
    struct file_status status;
    struct error error;
    *shown = clean_path(finder->arena, "", wish->path);
    if ((*shown)[0] == '/' || strcmp(*shown, "..") == 0 || string_starts_with(*shown, "../")) {
        wish->problem = "leads out of the design's folder";
        return FILE_ABSENT;
    }
    if (!file_look(file_join(finder->arena, finder->walk.root->path, *shown), &status, &error))
        wish->problem = "cannot be looked at";
    else if (status.kind == FILE_ABSENT)
        wish->problem = "is not there";
    else if (status.kind == FILE_OTHER)
        wish->problem = "is no file or folder";
    return wish->problem ? FILE_ABSENT : status.kind;
}

static bool take_folder(struct finder *finder, const struct walk_folder *folder);

void choose_wishes(struct finder *finder)
{
    struct folder_wish_list *wishes = &finder->wishes->schema;
    const char *source = NULL;
    for (uint32_t i = 0; i < wishes->count; i++) {
        struct folder_wish *wish = &wishes->items[i];
        const char *shown;
        enum file_kind kind = finder_look(finder, wish, &shown);
        if (kind == FILE_REGULAR) {
            finder_take(finder,
                        (struct folder_input){
                            .path = file_join(finder->arena, finder->walk.root->path, shown),
                            .shown = shown,
                            .role = FOLDER_SCHEMA,
                            .is_ordered = true,
                            .is_named = true,
                        });
        } else if (kind == FILE_FOLDER) {
            const struct walk_folder *folder = folder_at(finder, shown);
            if (!folder || !take_folder(finder, folder))
                wish->problem = "holds no SQL";
        }
        if (!wish->problem && !source)
            source = shown;
    }
    if (finder->folder->inputs.count)
        finder_found(finder, source ? source : "", "file, the schema of lintel.yaml",
                     "files, the schema of lintel.yaml");
}

// ---- 1. supabase ------------------------------------------------------------------------------------

bool folder_is_supabase(const struct walk_folder *folder, const char *name)
{
    const char *ending = name[0] ? "/supabase/" : "/supabase";
    size_t length = strlen(folder->full), name_length = strlen(name);
    size_t ending_length = strlen(ending);
    return length >= name_length + ending_length && string_ends_with(folder->full, name) &&
           strncmp(folder->full + length - name_length - ending_length, ending, ending_length) == 0;
}

// <digits>_<name>.sql, as the Supabase CLI takes them.
bool name_is_supabase(const char *name)
{
    size_t digits = strspn(name, "0123456789");
    return digits > 0 && name[digits] == '_';
}

static void take_below(struct finder *finder, const struct walk_folder *folder)
{
    list_each (const char *, name, &folder->sql)
        take(finder, folder, name, FOLDER_SCHEMA, false);
    list_each (struct walk_folder *, below, &folder->folders)
        take_below(finder, below);
}

static bool has_sql_below(const struct walk_folder *folder)
{
    if (folder->sql.count)
        return true;
    list_each (struct walk_folder *, below, &folder->folders)
        if (has_sql_below(below))
            return true;
    return false;
}

// The CLI orders by the bytes of the names; where no name is as it wants them, all are read.
static void take_supabase(struct finder *finder, const struct walk_folder *folder)
{
    struct step_list steps = {0};
    list_each (const char *, name, &folder->sql)
        if (name_is_supabase(name) && name_reason(folder, name) != REASON_DOWN)
            list_add(finder->arena, &steps, (struct step){folder, name, name});
    if (steps.count)
        qsort(steps.items, steps.count, sizeof *steps.items, step_compare_bytes);
    else
        steps = steps_of(finder->arena, folder);
    take_steps(finder, &steps);
}

// A folder that the manifest names: migrations, or else all that is below it.
static bool take_folder(struct finder *finder, const struct walk_folder *folder)
{
    uint32_t before = finder->folder->inputs.count;
    if (folder_is_supabase(folder, "migrations")) {
        take_supabase(finder, folder);
    } else {
        struct step_list steps = steps_of(finder->arena, folder);
        if (steps.count)
            take_steps(finder, &steps);
        else
            take_below(finder, folder);
    }
    return finder->folder->inputs.count > before;
}

void choose_supabase_migrations(struct finder *finder)
{
    const struct walk_folder *chosen = NULL;
    list_each (struct walk_folder *, folder, &finder->walk.folders)
        if (folder_is_supabase(folder, "migrations") && folder->sql.count &&
            (!chosen || folder->depth < chosen->depth))
            chosen = folder;
    if (!chosen)
        return;
    take_supabase(finder, chosen);
    finder_found(finder, chosen->shown, "migration", "migrations");
}

void choose_supabase_schemas(struct finder *finder)
{
    const struct walk_folder *chosen = NULL;
    list_each (struct walk_folder *, folder, &finder->walk.folders)
        if (folder_is_supabase(folder, "schemas") && has_sql_below(folder) &&
            (!chosen || folder->depth < chosen->depth))
            chosen = folder;
    if (!chosen)
        return;
    take_below(finder, chosen);
    finder_found(finder, chosen->shown, "schema file", "schema files");
}

// ---- 2. migrations --------------------------------------------------------------------------------------

// What is better about a folder of migrations: less is better, the first difference decides.
struct rank {
    uint32_t parts[5];
};

static struct rank rank_of(const struct walk_folder *folder, uint32_t step_count)
{
    return (struct rank){{
        folder_is_below(folder, names_of_other_engines),
        folder_is_below(folder, names_of_tests),
        !folder_is_below(folder, names_of_postgres),
        folder->depth,
        UINT32_MAX - step_count,
    }};
}

static bool rank_is_less(const struct rank *a, const struct rank *b)
{
    for (size_t i = 0; i < array_length(a->parts); i++)
        if (a->parts[i] != b->parts[i])
            return a->parts[i] < b->parts[i];
    return false;
}

void choose_migrations(struct finder *finder)
{
    const struct walk_folder *chosen = NULL;
    struct rank best = {{0}};
    struct step_list best_steps = {0};
    list_each (struct walk_folder *, folder, &finder->walk.folders) {
        if (!folder_is_below(folder, names_of_migrations))
            continue;
        struct step_list steps = steps_of(finder->arena, folder);
        struct rank rank = rank_of(folder, steps.count);
        if (steps.count && (!chosen || rank_is_less(&rank, &best))) {
            chosen = folder;
            best = rank;
            best_steps = steps;
        }
    }
    if (!chosen)
        return;
    take_steps(finder, &best_steps);
    finder_found(finder, chosen->shown, "migration", "migrations");
}

// ---- 3. a schema file -----------------------------------------------------------------------------------

// The nearest one, and none that is deeper than other SQL, which is then the project's.
void choose_schema(struct finder *finder)
{
    const struct walk_folder *chosen = NULL;
    const char *chosen_name = NULL;
    uint32_t chosen_rank = 0, least_depth = UINT32_MAX;
    list_each (struct walk_folder *, folder, &finder->walk.folders)
        list_each (const char *, name, &folder->sql) {
            uint32_t rank;
            if (name_reason(folder, name) != REASON_NONE)
                continue;
            if (folder->depth < least_depth)
                least_depth = folder->depth;
            if (name_is_schema(name, &rank) &&
                (!chosen || folder->depth < chosen->depth ||
                 (folder->depth == chosen->depth && rank < chosen_rank))) {
                chosen = folder;
                chosen_name = name;
                chosen_rank = rank;
            }
        }
    if (!chosen || chosen->depth > least_depth)
        return;
    take(finder, chosen, chosen_name, FOLDER_SCHEMA, true);
    finder_found(finder, finder->folder->inputs.items[0].shown, "file", "files");
}

// ---- 4. all of it ---------------------------------------------------------------------------------------

static void take_query(struct finder *finder, const struct walk_folder *folder, const char *name)
{
    const char *shown = file_join(finder->arena, folder->shown, name);
    finder_take(finder, (struct folder_input){
                            .path = file_join(finder->arena, folder->path, name),
                            .shown = shown,
                            .role = FOLDER_QUERIES,
                            .source = shown,
                        });
}

void choose_all(struct finder *finder, bool with_data)
{
    uint32_t folder_count = 0;
    bool all_numbered = true;
    struct step_list steps = {0};
    list_each (struct walk_folder *, folder, &finder->walk.folders) {
        uint32_t before = steps.count;
        list_each (const char *, name, &folder->sql) {
            enum name_reason reason = name_reason(folder, name);
            if (reason == REASON_DOWN || reason == REASON_FOREIGN ||
                (reason != REASON_NONE && !with_data))
                continue;
            const char *path = file_join(finder->arena, folder->path, name);
            if (finder_holds_queries(finder, path)) {
                if (reason == REASON_NONE)
                    take_query(finder, folder, name);
                continue;
            }
            all_numbered &= name_is_numbered(name);
            list_add(finder->arena, &steps, (struct step){folder, name, name});
        }
        folder_count += steps.count > before;
        if (steps.count - before > 1)
            qsort(steps.items + before, steps.count - before, sizeof *steps.items, step_compare);
    }
    finder->is_sequence = all_numbered && folder_count == 1 && steps.count > 1;
    list_each (struct step, step, &steps)
        take(finder, step.folder, step.name, finder->is_sequence ? FOLDER_MIGRATION : FOLDER_LOOSE,
             finder->is_sequence || steps.count == 1);
    if (!steps.count)
        return;
    const char *source = folder_count == 1 ? steps.items[0].folder->shown : "";
    if (finder->is_sequence)
        finder_found(finder, source, "numbered file", "numbered files, in their order");
    else
        finder_found(finder, steps.count == 1 ? finder->folder->inputs.items[0].shown : source,
                     "file", "files, in no known order");
}
