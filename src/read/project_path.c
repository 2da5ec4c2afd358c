// What the paths that the user named hold: the manifest of each folder is read first, since what it
// names counts; then the files are read into memory, so that the platform is known before the first
// statement.
#include "base/file.h"
#include "base/utf8.h"
#include "read/manifest.h"
#include "read/project_parts.h"

enum { TIMESTAMP_DIGITS = 14 };
static const char manifest_name[] = "lintel.yaml";

// A file that was read, and as what.
struct project_file {
    const char *shown;
    struct source_file *file;
    bool roles[FOLDER_OVERLAY + 1];
};

// The 14 digits that the name begins with, of the file or of the folder it stands in.
static const char *timestamp_of(struct arena *arena, const char *path)
{
    for (const char *at = path; at; at = strchr(at, '/')) {
        at += *at == '/';
        if (strspn(at, "0123456789") == TIMESTAMP_DIGITS &&
            (string_starts_with(at, "19") || string_starts_with(at, "20")))
            return arena_copy(arena, at, TIMESTAMP_DIGITS);
    }
    return NULL;
}

// ---- one file ---------------------------------------------------------------------------------------

// What was read from the file before, by whatever path; NULL where it was not.
static struct project_file *file_known(struct project *project, const char *path, const char **key)
{
    struct file_status status;
    struct error ignored; // reading it will say what is wrong
    if (!file_look(path, &status, &ignored) || status.kind != FILE_REGULAR)
        return NULL;
    *key = arena_format(project->design->arena, "%llx:%llx", (unsigned long long)status.device,
                        (unsigned long long)status.inode);
    return map_get(&project->files_read, *key);
}

static void file_warn(struct project *project, struct source_file *file)
{
    size_t invalid = utf8_first_invalid(file->bytes, file->length);
    if (invalid == file->length)
        return;
    struct position position = place_position((struct place){file, (uint32_t)invalid, 1});
    project_assume(project, arena_format(project->design->arena,
                                         "%s:%u:%u: from here on there are bytes that are not "
                                         "UTF-8; they are taken as they are",
                                         file->path, position.line, position.column));
}

// Reads a file once, where it comes first. It may be named twice, by itself and by its folder, or
// be reached through a link; `file` is NULL then. One that is schema and queries has both roles.
static bool file_load(struct project *project, const char *path, const char *shown,
                      enum folder_role role, struct source_file **file, struct error *error)
{
    struct arena *arena = project->design->arena;
    const char *key = NULL;
    struct project_file *known = file_known(project, path, &key);
    *file = NULL;
    role = role < FOLDER_QUERIES ? FOLDER_FILE : role;
    if (known && known->roles[role]) {
        const char *text = strcmp(known->shown, shown) == 0
                               ? "named twice, read once"
                               : arena_format(arena, "the same file as %s", known->shown);
        list_add(arena, &project->report->not_read, (struct project_note){shown, text});
        return true;
    }
    if (known) {
        known->roles[role] = true;
        *file = known->file;
        return true;
    }
    struct file_bytes bytes;
    struct file_limit limit = {project->options->folder.file_bytes, "--limit file-size=SIZE"};
    if (!file_read(arena, path, limit, &bytes, error))
        return false;
    *file = source_file_new(arena, shown, bytes.bytes, bytes.length);
    file_warn(project, *file);
    project->report->file_count++;
    project->report->bytes += bytes.length;
    if (key) {
        known = arena_make(arena, struct project_file);
        *known = (struct project_file){.shown = shown, .file = *file};
        known->roles[role] = true;
        map_set(arena, &project->files_read, key, known);
    }
    return true;
}

static bool input_read(struct project *project, struct project_input_list *list,
                       const struct folder_input *found, const char *shown, const char *source,
                       struct error *error)
{
    struct arena *arena = project->design->arena;
    struct project_input input = {.path = found->path,
                                  .is_ordered = found->is_ordered,
                                  .is_named = found->is_named,
                                  .source = source};
    if (!file_load(project, found->path, shown, found->role, &input.file, error)) {
        if (found->is_named || found->role < FOLDER_CONTRACT)
            return false;
        // Nobody asked for this document.
        const char *reason = arena_copy_string(arena, error->message);
        size_t length = strlen(found->path);
        if (string_starts_with(reason, found->path) && string_starts_with(reason + length, ": "))
            reason += length + 2;
        list_add(arena, &project->report->not_read, (struct project_note){shown, reason});
        return true;
    }
    if (!input.file)
        return true;
    if (found->role == FOLDER_MIGRATION || found->role == FOLDER_FILE)
        input.timestamp = timestamp_of(arena, shown);
    if (input.timestamp &&
        (!project->first_timestamp || strcmp(input.timestamp, project->first_timestamp) < 0))
        project->first_timestamp = input.timestamp;
    if (found->role <= FOLDER_QUERIES)
        folder_evidence_add(&project->evidence, input.file->bytes, input.file->length);
    list_add(arena, list, input);
    return true;
}

// How a file below the folder that was named is shown: so that the path can be opened from where
// the program was started.
static const char *shown_below(struct arena *arena, const char *named, const char *below)
{
    while (string_starts_with(named, "./"))
        named += 2;
    size_t length = strlen(named);
    while (length > 1 && named[length - 1] == '/')
        length--;
    if (length == 0 || (length == 1 && *named == '.') || below[0] == '/')
        return below;
    named = arena_copy(arena, named, length);
    return strcmp(below, ".") == 0 ? named : file_join(arena, named, below);
}

// ---- the manifest -------------------------------------------------------------------------------------

static struct folder_wish_list wishes_of(struct arena *arena, const struct manifest_texts *texts)
{
    struct folder_wish_list wishes = {0};
    list_each (struct manifest_text, text, texts)
        list_add(arena, &wishes, (struct folder_wish){text.text, NULL});
    return wishes;
}

// Each wish stands where its text does.
static void wishes_report(struct design *design, const struct folder_wish_list *wishes,
                          const struct manifest_texts *texts)
{
    for (uint32_t i = 0; i < wishes->count; i++) {
        const struct folder_wish *wish = &wishes->items[i];
        if (!wish->problem)
            continue;
        struct fault fault = {
            .kind = FAULT_MANIFEST,
            .is_certain = true,
            .place = texts->items[i].place,
            .message = arena_format(design->arena, "the manifest names \"%s\", which %s",
                                    wish->path, wish->problem),
            .help = "correct the path, which begins at the manifest's folder",
        };
        list_add(design->arena, &design->faults, fault);
    }
}

// "the manifest of todo: lists, each seen by its owner alone"
static const char *manifest_text(struct arena *arena, const struct manifest *manifest)
{
    const char *name = manifest->name.text, *summary = manifest->summary.text;
    return arena_format(arena, "the manifest%s%s%s%s", name ? " of " : "", name ? name : "",
                        summary ? ": " : "", summary ? summary : "");
}

// The manifest of a folder, where there is one.
static bool manifest_find(struct project *project, const char *folder, struct error *error)
{
    struct design *design = project->design;
    const char *path = file_join(design->arena, folder, manifest_name);
    struct file_status status;
    struct source_file *file;
    if (!file_look(path, &status, error))
        return false;
    if (status.kind == FILE_ABSENT)
        return true;
    const char *shown = shown_below(design->arena, folder, manifest_name);
    if (design->manifest) {
        list_add(design->arena, &project->report->not_read,
                 (struct project_note){shown, "one design has one manifest: the first is read"});
        return true;
    }
    if (!file_load(project, path, shown, FOLDER_FILE, &file, error))
        return false;
    if (!file)
        return true;
    list_add(design->arena, &design->files, file);
    if (!manifest_read(design, file, error))
        return false;
    list_add(design->arena, &project->report->found,
             (struct project_note){shown, manifest_text(design->arena, design->manifest)});
    return true;
}

// ---- paths --------------------------------------------------------------------------------------------

static bool inputs_read(struct project *project, const char *path, const struct folder *folder,
                        bool is_file, struct error *error)
{
    const struct {
        const struct folder_input_list *from;
        struct project_input_list *to;
    } lists[] = {
        {&folder->inputs, &project->inputs},
        {&folder->queries, &project->queries},
        {&folder->contracts, &project->contracts},
        {&folder->overlays, &project->overlays},
    };
    struct arena *arena = project->design->arena;
    for (size_t i = 0; i < array_length(lists); i++)
        for (uint32_t j = 0; j < lists[i].from->count; j++) {
            const struct folder_input *input = &lists[i].from->items[j];
            const char *shown = is_file ? input->shown : shown_below(arena, path, input->shown);
            const char *source =
                is_file || !input->source ? shown : shown_below(arena, path, input->source);
            if (!input_read(project, lists[i].to, input, shown, source, error))
                return false;
        }
    return true;
}

// Naming a manifest means the folder that it is about.
static const char *folder_of_manifest(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    struct file_status status;
    struct error ignored;
    if (strcmp(name, manifest_name) != 0 || !file_look(path, &status, &ignored) ||
        status.kind != FILE_REGULAR)
        return path;
    size_t length = slash ? (size_t)(slash - path) : 0;
    return slash ? arena_copy(arena, path, length ? length : 1) : ".";
}

bool project_read_path(struct project *project, const char *path, struct error *error)
{
    struct design *design = project->design;
    struct arena *arena = design->arena;
    struct folder folder = {0};
    struct folder_wishes wishes = {0};
    path = folder_of_manifest(arena, path);
    const struct manifest *before = design->manifest;
    if (*path && !manifest_find(project, path, error))
        return false;
    const struct manifest *manifest = design->manifest != before ? design->manifest : NULL;
    if (manifest)
        wishes = (struct folder_wishes){
            wishes_of(arena, &manifest->schema),
            wishes_of(arena, &manifest->queries),
            wishes_of(arena, &manifest->contract),
            wishes_of(arena, &manifest->overlays),
        };
    if (!folder_find(arena, path, &project->options->folder, &wishes, &folder, error))
        return false;
    if (manifest) {
        wishes_report(design, &wishes.schema, &manifest->schema);
        wishes_report(design, &wishes.queries, &manifest->queries);
        wishes_report(design, &wishes.contracts, &manifest->contract);
        wishes_report(design, &wishes.overlays, &manifest->overlays);
    }
    struct file_status status;
    bool is_file = file_look(path, &status, error) && status.kind == FILE_REGULAR;
    if (!inputs_read(project, path, &folder, is_file, error))
        return false;
    design->has_sqlc_queries |= folder.has_sqlc_queries;
    if (folder.is_supabase && !project->platform_reason)
        project->platform_reason = folder.platform_reason;
    if (folder.source) {
        const char *source = is_file ? folder.source : shown_below(arena, path, folder.source);
        list_add(arena, &project->report->found, (struct project_note){source, folder.found});
    }
    list_each (struct folder_skipped, skipped, &folder.skipped)
        list_add(arena, &project->report->not_read,
                 (struct project_note){shown_below(arena, path, skipped.shown), skipped.reason});
    list_each (const char *, note, &folder.notes)
        list_add(arena, &project->report->assumed, note);
    return true;
}
