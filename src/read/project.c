// All files are read into memory first, since the platform is recognised by what they hold; then
// the platform's prelude and the files are replayed.
#include "read/project.h"

#include "base/embedded.h"
#include "base/file.h"
#include "base/utf8.h"

// Supabase: projects begun before the first day grant new tables to the API's roles by themselves,
// and none does from the second on. As the timestamps in the names of migrations are written.
enum { TIMESTAMP_DIGITS = 14 };
static const char grants_explicit_for_new[] = "20260530000000";
static const char grants_explicit_for_all[] = "20261030000000";

struct project_input {
    struct source_file *file;
    bool is_ordered;
    const char *timestamp; // its migration's, 14 digits; NULL without
};

struct project {
    struct design *design;
    const struct project_options *options;
    struct project_report *report;
    LIST(struct project_input) inputs;
    struct map files_read; // by device and inode: how they are shown
    struct folder_evidence evidence;
    const char *platform_reason;
    const char *first_timestamp; // of the oldest migration
    struct sql_reader *reader;
};

static void assume(struct project *project, const char *sentence)
{
    list_add(project->design->arena, &project->report->assumed, sentence);
}

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

// A file may be named twice, by itself and by its folder, or be reached through a link: it is read
// once, where it comes first.
static bool is_read_already(struct project *project, const char *path, const char *shown)
{
    struct arena *arena = project->design->arena;
    struct file_status status;
    struct error ignored; // reading it will say what is wrong
    if (!file_look(path, &status, &ignored) || status.kind != FILE_REGULAR)
        return false;
    const char *key = arena_format(arena, "%llx:%llx", (unsigned long long)status.device,
                                   (unsigned long long)status.inode);
    const char *first = map_get(&project->files_read, key);
    if (first)
        list_add(
            arena, &project->report->not_read,
            (struct project_note){shown, strcmp(first, shown) == 0
                                             ? "named twice, read once"
                                             : arena_format(arena, "the same file as %s", first)});
    else
        map_set(arena, &project->files_read, key, (void *)shown);
    return first != NULL;
}

static bool input_read(struct project *project, const struct folder_input *found, const char *shown,
                       struct error *error)
{
    struct arena *arena = project->design->arena;
    if (is_read_already(project, found->path, shown))
        return true;
    struct file_bytes bytes;
    struct file_limit limit = {project->options->folder.file_bytes, "--limit file-size=SIZE"};
    if (!file_read(arena, found->path, limit, &bytes, error))
        return false;
    struct source_file *file = source_file_new(arena, shown, bytes.bytes, bytes.length);
    struct project_input input = {.file = file, .is_ordered = found->is_ordered};
    if (found->role == FOLDER_MIGRATION || found->role == FOLDER_FILE)
        input.timestamp = timestamp_of(arena, shown);
    if (input.timestamp &&
        (!project->first_timestamp || strcmp(input.timestamp, project->first_timestamp) < 0))
        project->first_timestamp = input.timestamp;
    list_add(arena, &project->inputs, input);
    size_t invalid = utf8_first_invalid(file->bytes, file->length);
    if (invalid < file->length) {
        struct position position = place_position((struct place){file, (uint32_t)invalid, 1});
        assume(project, arena_format(arena,
                                     "%s:%u:%u: from here on there are bytes that are not UTF-8; "
                                     "they are taken as they are",
                                     shown, position.line, position.column));
    }
    folder_evidence_add(&project->evidence, file->bytes, file->length);
    project->report->file_count++;
    project->report->bytes += file->length;
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

// One of the paths the user named.
static bool path_read(struct project *project, const char *path, struct error *error)
{
    struct arena *arena = project->design->arena;
    struct folder folder = {0};
    if (!folder_find(arena, path, &project->options->folder, &folder, error))
        return false;
    bool is_file = folder.inputs.count && folder.inputs.items[0].role == FOLDER_FILE;
    for (uint32_t i = 0; i < folder.inputs.count; i++) {
        const struct folder_input *input = &folder.inputs.items[i];
        const char *shown = is_file ? input->shown : shown_below(arena, path, input->shown);
        if (!input_read(project, input, shown, error))
            return false;
    }
    if (folder.is_supabase && !project->platform_reason)
        project->platform_reason = folder.platform_reason;
    const char *source = is_file ? folder.source : shown_below(arena, path, folder.source);
    list_add(arena, &project->report->found, (struct project_note){source, folder.found});
    list_each (struct folder_skipped, skipped, &folder.skipped)
        list_add(arena, &project->report->not_read,
                 (struct project_note){shown_below(arena, path, skipped.shown), skipped.reason});
    list_each (const char *, note, &folder.notes)
        list_add(arena, &project->report->assumed, note);
    return true;
}

// ---- the platform ----------------------------------------------------------------------------------

static void platform_choose(struct project *project)
{
    struct design *design = project->design;
    const char *named = project->options->platform;
    design->platform = PLATFORM_POSTGRES;
    if (named) {
        if (strcmp(named, "supabase") == 0)
            design->platform = PLATFORM_SUPABASE;
    } else if (project->platform_reason) {
        design->platform = PLATFORM_SUPABASE;
        assume(project, arena_format(design->arena, "the platform is supabase, because of %s",
                                     project->platform_reason));
    } else if (folder_evidence_is_supabase(&project->evidence)) {
        design->platform = PLATFORM_SUPABASE;
        assume(project, arena_format(design->arena,
                                     "the platform is supabase, because the SQL uses %s "
                                     "(--platform says otherwise)",
                                     project->evidence.word));
    }
}

static void grants_choose(struct project *project)
{
    struct design *design = project->design;
    const char *named = project->options->default_grants;
    const char *first = project->first_timestamp;
    design->default_grants = DEFAULT_GRANTS_EXPLICIT;
    if (design->platform != PLATFORM_SUPABASE)
        return;
    if (named) {
        if (strcmp(named, "legacy") == 0)
            design->default_grants = DEFAULT_GRANTS_LEGACY;
    } else if (!first) {
        design->default_grants = DEFAULT_GRANTS_UNKNOWN;
        assume(project, "whether new tables are granted to anon, authenticated and service_role "
                        "depends on the project's age, which no migration's name tells: findings "
                        "that rest on it say so (--default-grants legacy|explicit)");
    } else {
        bool is_legacy = strcmp(first, grants_explicit_for_new) < 0;
        if (is_legacy)
            design->default_grants = DEFAULT_GRANTS_LEGACY;
        assume(project,
               arena_format(design->arena,
                            "new tables are %s to anon, authenticated and service_role by "
                            "themselves, because the first migration is of %.4s-%.2s-%.2s "
                            "(--default-grants says otherwise)",
                            is_legacy ? "granted" : "not granted", first, first + 4, first + 6));
    }
}

static void builtin_read(struct project *project, const char *path)
{
    const struct embedded *embedded = embedded_find(path);
    assert(embedded);
    struct source_file *file =
        source_file_new(project->design->arena, embedded->path, embedded->bytes, embedded->length);
    file->is_builtin = true;
    sql_reader_read(project->reader, file, true);
}

static void prelude_read(struct project *project)
{
    builtin_read(project, "platforms/postgres.sql");
    if (project->design->platform != PLATFORM_SUPABASE)
        return;
    builtin_read(project, "platforms/supabase.sql");
    if (project->design->default_grants == DEFAULT_GRANTS_EXPLICIT)
        return;
    bool is_assumed = project->design->default_grants == DEFAULT_GRANTS_UNKNOWN;
    sql_reader_assume_grants(project->reader, is_assumed);
    builtin_read(project, "platforms/supabase_legacy_grants.sql");
}

static void inputs_replay(struct project *project)
{
    // Where the user says `legacy`, that holds for all migrations.
    bool may_end = project->design->default_grants == DEFAULT_GRANTS_LEGACY &&
                   !project->options->default_grants;
    list_each (struct project_input, input, &project->inputs) {
        if (may_end && input.timestamp && strcmp(input.timestamp, grants_explicit_for_all) >= 0) {
            builtin_read(project, "platforms/supabase_grants_end.sql");
            may_end = false;
        }
        list_add(project->design->arena, &project->design->files, input.file);
        sql_reader_read(project->reader, input.file, input.is_ordered);
    }
    sql_reader_finish(project->reader);
}

bool project_read(struct design *design, const struct project_paths *paths,
                  const struct project_options *options, struct project_report *report,
                  struct error *error)
{
    struct project project = {.design = design, .options = options, .report = report};
    assert(paths->count);
    design->root = arena_copy_string(design->arena, paths->items[0]);
    list_each (const char *, path, paths)
        if (!path_read(&project, path, error))
            return false;
    platform_choose(&project);
    grants_choose(&project);
    project.reader = sql_reader_new(design, &options->sql);
    prelude_read(&project);
    inputs_replay(&project);
    sql_reader_free(project.reader);
    return true;
}
