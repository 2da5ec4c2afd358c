// Where a project's OpenAPI documents are: what the manifest names; else files called openapi,
// swagger, api or contract that say they are OpenAPI, those in the folder nearest to the root, and
// the overlays beside them.
#include "read/contract.h"
#include "read/folder_walk.h"

// Most files say in the beginning what they are; in others `openapi` stands behind all the rest.
enum { START_BYTES = 64 * 1024, WHOLE_BYTES = 64 * 1024 * 1024, BOM_BYTES = 3 };

// ---- names ------------------------------------------------------------------------------------------

static const char *const endings[] = {".yaml", ".yml", ".json"};

// The ending of a document, or NULL.
static const char *ending_of(const char *name)
{
    for (size_t i = 0; i < array_length(endings); i++)
        if (string_ends_with(name, endings[i]))
            return endings[i];
    return NULL;
}

bool name_is_document(const char *name)
{
    return ending_of(name) != NULL;
}

bool name_is_contract(const char *name)
{
    return ending_of(name) && !name_is_overlay(name) &&
           (string_starts_with(name, "openapi") || string_starts_with(name, "swagger") ||
            string_starts_with(name, "api.") || string_starts_with(name, "contract."));
}

bool name_is_overlay(const char *name)
{
    const char *ending = ending_of(name);
    if (!ending)
        return false;
    size_t stem = strlen(name) - strlen(ending);
    static const char word[] = "overlay";
    const size_t length = sizeof word - 1;
    return stem >= length && memcmp(name + stem - length, word, length) == 0 &&
           (stem == length || name[stem - length - 1] == '.');
}

// ---- what they hold -----------------------------------------------------------------------------------

static enum contract_form form_of(const char *path)
{
    struct arena *scratch = arena_new();
    struct file_bytes start;
    enum contract_form form = CONTRACT_NONE;
    if (file_read_start(scratch, path, START_BYTES, &start))
        form = contract_sniff(start.bytes, start.length);
    if (!form && start.length + BOM_BYTES >= START_BYTES &&
        file_read_start(scratch, path, WHOLE_BYTES, &start))
        form = contract_sniff(start.bytes, start.length);
    arena_free(scratch);
    return form;
}

enum folder_role contract_role(struct finder *finder, const char *path)
{
    (void)finder;
    return form_of(path) == CONTRACT_OVERLAY ? FOLDER_OVERLAY : FOLDER_CONTRACT;
}

static void take(struct finder *finder, const char *folder, const char *shown_folder,
                 const char *name, enum folder_role role, bool is_named)
{
    finder_take(finder, (struct folder_input){
                            .path = file_join(finder->arena, folder, name),
                            .shown = file_join(finder->arena, shown_folder, name),
                            .role = role,
                            .is_named = is_named,
                        });
}

// ---- the manifest ---------------------------------------------------------------------------------------

// The documents of a folder that hold what is wanted.
static bool take_folder(struct finder *finder, const char *shown, enum folder_role role,
                        enum contract_form wanted)
{
    const char *path = file_join(finder->arena, finder->walk.root->path, shown);
    struct file_entries entries;
    struct error ignored;
    bool found = false;
    if (!file_list(finder->arena, path, &entries, &ignored))
        return false;
    list_each (struct file_entry, entry, &entries)
        if (entry.kind == FILE_REGULAR && name_is_document(entry.name) &&
            form_of(file_join(finder->arena, path, entry.name)) == wanted) {
            take(finder, path, shown, entry.name, role, true);
            found = true;
        }
    return found;
}

static void choose_wished(struct finder *finder, struct folder_wish_list *wishes,
                          enum folder_role role)
{
    bool is_overlay = role == FOLDER_OVERLAY;
    for (uint32_t i = 0; i < wishes->count; i++) {
        struct folder_wish *wish = &wishes->items[i];
        const char *shown;
        enum file_kind kind = finder_look(finder, wish, &shown);
        if (kind == FILE_REGULAR)
            take(finder, finder->walk.root->path, "", shown, role, true);
        else if (kind == FILE_FOLDER &&
                 !take_folder(finder, shown, role,
                              is_overlay ? CONTRACT_OVERLAY : CONTRACT_OPENAPI))
            wish->problem = is_overlay ? "holds no overlay" : "holds no OpenAPI document";
    }
}

// ---- by their names ---------------------------------------------------------------------------------------

static void skip(struct finder *finder, const char *shown, const char *reason)
{
    list_add(finder->arena, &finder->folder->skipped, (struct folder_skipped){shown, reason});
}

// The same document in another form stands beside it: openapi.json was made from openapi.yaml.
static const char *twin_of(const struct finder *finder, const char *path)
{
    size_t stem = strlen(path) - strlen(ending_of(path));
    list_each (struct folder_input, input, &finder->folder->contracts)
        if (strlen(input.path) - strlen(ending_of(input.path)) == stem &&
            memcmp(input.path, path, stem) == 0)
            return input.shown;
    return NULL;
}

// The documents of one folder: YAML first, which people write.
static void take_contracts(struct finder *finder, const struct walk_folder *folder, bool is_nearest)
{
    for (size_t i = 0; i < array_length(endings); i++)
        list_each (const char *, name, &folder->others) {
            if (!name_is_contract(name) || strcmp(ending_of(name), endings[i]) != 0)
                continue;
            const char *path = file_join(finder->arena, folder->path, name);
            const char *shown = file_join(finder->arena, folder->shown, name);
            enum contract_form form = form_of(path);
            const char *twin = twin_of(finder, path);
            if (form == CONTRACT_SWAGGER)
                skip(finder, shown, "Swagger 2.0: convert it to OpenAPI 3 to have it checked");
            else if (form == CONTRACT_OPENAPI && !is_nearest)
                skip(finder, shown, "another contract: name it to check it");
            else if (form == CONTRACT_OPENAPI && twin)
                skip(finder, shown,
                     arena_format(finder->arena, "%s is read, which has the same name", twin));
            else if (form == CONTRACT_OPENAPI)
                take(finder, folder->path, folder->shown, name, FOLDER_CONTRACT, false);
        }
}

static void choose_overlays(struct finder *finder)
{
    list_each (struct walk_folder *, folder, &finder->walk.folders) {
        bool is_beside = false;
        list_each (struct folder_input, contract, &finder->folder->contracts) {
            size_t length = strlen(folder->path);
            is_beside |= strncmp(contract.path, folder->path, length) == 0 &&
                         contract.path[length] == '/' && !strchr(contract.path + length + 1, '/');
        }
        list_each (const char *, name, &folder->others)
            if ((is_beside || !folder->parent) && name_is_overlay(name) &&
                form_of(file_join(finder->arena, folder->path, name)) == CONTRACT_OVERLAY)
                take(finder, folder->path, folder->shown, name, FOLDER_OVERLAY, false);
    }
}

static bool has_contract(struct finder *finder, const struct walk_folder *folder)
{
    list_each (const char *, name, &folder->others)
        if (name_is_contract(name) &&
            form_of(file_join(finder->arena, folder->path, name)) == CONTRACT_OPENAPI)
            return true;
    return false;
}

// `spec` is where many keep their contract.
static bool is_test(const struct walk_folder *folder)
{
    static const char *const names[] = {"test",     "tests",    "__tests__",
                                        "testdata", "fixtures", "e2e"};
    for (; folder->parent; folder = folder->parent)
        for (size_t i = 0; i < array_length(names); i++)
            if (strcmp(folder->name, names[i]) == 0)
                return true;
    return false;
}

static void choose_named(struct finder *finder)
{
    uint32_t least = UINT32_MAX;
    list_each (struct walk_folder *, folder, &finder->walk.folders)
        if (folder->depth < least && !is_test(folder) && has_contract(finder, folder))
            least = folder->depth;
    list_each (struct walk_folder *, folder, &finder->walk.folders)
        take_contracts(finder, folder, folder->depth == least && !is_test(folder));
}

void choose_contracts(struct finder *finder)
{
    struct folder_wishes *wishes = finder->wishes;
    if (wishes->contracts.count)
        choose_wished(finder, &wishes->contracts, FOLDER_CONTRACT);
    else
        choose_named(finder);
    if (wishes->overlays.count)
        choose_wished(finder, &wishes->overlays, FOLDER_OVERLAY);
    else
        choose_overlays(finder);
}
