// The order of reading: all files into memory, since the platform is recognised by what they hold;
// then the platform's own objects and the schema are replayed, then the queries bound to them, and
// the contracts read.
#include "read/project_parts.h"

#include "read/contract.h"
#include "read/environment.h"
#include "read/queries.h"

void project_assume(struct project *project, const char *sentence)
{
    list_add(project->design->arena, &project->report->assumed, sentence);
}

static void found_add(struct project *project, const char *subject, const char *text)
{
    list_add(project->design->arena, &project->report->found, (struct project_note){subject, text});
}

// A file that is schema and queries stands in the list once.
static void file_add(struct design *design, struct source_file *file)
{
    list_each (struct source_file *, known, &design->files)
        if (known == file)
            return;
    list_add(design->arena, &design->files, file);
}

static bool has_queries(const struct project *project, const struct source_file *file)
{
    list_each (struct project_input, input, &project->queries)
        if (input.file == file)
            return true;
    return false;
}

// Named queries in a file of the schema are read as queries alone.
static void schema_file_read(struct project *project, const struct project_input *input)
{
    const char *bytes = input->file->bytes;
    if (has_queries(project, input->file))
        input->file->bytes = queries_without(project->design->arena, input->file);
    sql_reader_read(project->reader, input->file, input->is_ordered);
    input->file->bytes = bytes;
}

static void schema_read(struct project *project)
{
    list_each (struct project_input, input, &project->inputs) {
        project_end_grants(project, input.timestamp);
        input.file->is_schema = true;
        list_add(project->design->arena, &project->design->files, input.file);
        schema_file_read(project, &input);
    }
    sql_reader_finish(project->reader);
}

// ---- queries ------------------------------------------------------------------------------------------

// "12 queries", or "12 queries in 3 files" where they lie in a folder.
static void queries_found(struct project *project, const char *source, uint32_t queries,
                          uint32_t files, bool is_file)
{
    struct arena *arena = project->design->arena;
    const char *text = arena_format(arena, "%u %s", queries, queries == 1 ? "query" : "queries");
    if (!is_file)
        text = arena_format(arena, "%s in %u file%s", text, files, files == 1 ? "" : "s");
    found_add(project, source, text);
}

static void queries_read_all(struct project *project)
{
    struct design *design = project->design;
    if (project->queries.count && !project->inputs.count) {
        design->is_open = true;
        project_assume(project, "there is no schema, so what queries name is not looked up");
    }
    const char *source = NULL;
    uint32_t before = 0, files = 0;
    bool is_file = false;
    list_each (struct project_input, input, &project->queries) {
        if (source && strcmp(source, input.source) != 0) {
            queries_found(project, source, design->queries.count - before, files, is_file);
            source = NULL;
        }
        if (!source) {
            source = input.source;
            before = design->queries.count;
            files = 0;
        }
        files++;
        is_file = strcmp(source, input.file->path) == 0;
        file_add(design, input.file);
        queries_read(design, project->reader, input.file);
    }
    if (source)
        queries_found(project, source, design->queries.count - before, files, is_file);
}

// ---- contracts ----------------------------------------------------------------------------------------

static bool is_same_folder(const char *one, const char *other)
{
    const char *slash = strrchr(one, '/'), *other_slash = strrchr(other, '/');
    size_t length = slash ? (size_t)(slash - one) : 0;
    size_t other_length = other_slash ? (size_t)(other_slash - other) : 0;
    return length == other_length && memcmp(one, other, length) == 0;
}

// Where there are several contracts, an overlay belongs to those beside it.
static struct contract_overlays overlays_of(struct project *project, const char *path, bool *used)
{
    struct contract_overlays overlays = {0};
    for (uint32_t i = 0; i < project->overlays.count; i++) {
        const struct project_input *overlay = &project->overlays.items[i];
        if (project->contracts.count > 1 && !is_same_folder(overlay->path, path))
            continue;
        used[i] = true;
        list_add(project->design->arena, &overlays, overlay->file);
    }
    return overlays;
}

// "OpenAPI 3.1.0, 12 operations, with overlay.yaml, and 3 files that it refers to"
static void contract_found(struct project *project, const struct contract *contract,
                           const struct contract_overlays *overlays, uint32_t referred)
{
    struct arena *arena = project->design->arena;
    uint32_t operations = contract->operations.count;
    const char *text = arena_format(arena, "OpenAPI %s, %u operation%s", contract->version,
                                    operations, operations == 1 ? "" : "s");
    list_each (struct source_file *, overlay, overlays)
        text = arena_format(arena, "%s, with %s", text, overlay->path);
    if (referred)
        text = arena_format(arena, "%s, and %u file%s that it refers to", text, referred,
                            referred == 1 ? "" : "s");
    found_add(project, contract->file->path, text);
    const struct {
        uint32_t count;
        const char *what;
    } passed_over[] = {{contract->webhook_count, "webhook"},
                       {contract->callback_count, "callback"}};
    for (size_t i = 0; i < array_length(passed_over); i++) {
        uint32_t count = passed_over[i].count;
        if (count)
            list_add(
                project->design->arena, &project->report->not_read,
                (struct project_note){contract->file->path,
                                      arena_format(project->design->arena, "%u %s%s", count,
                                                   passed_over[i].what, count == 1 ? "" : "s")});
    }
}

static bool contracts_read(struct project *project, struct error *error)
{
    struct design *design = project->design;
    struct contract_limits limits = contract_limits_default;
    bool *used = arena_allocate(design->arena, project->overlays.count + 1);
    limits.file_bytes = project->options->folder.file_bytes;
    list_each (struct project_input, overlay, &project->overlays)
        file_add(design, overlay.file);
    list_each (struct project_input, input, &project->contracts) {
        uint32_t before = design->contracts.count;
        struct contract_overlays overlays = overlays_of(project, input.path, used);
        file_add(design, input.file);
        uint32_t files = design->files.count;
        if (!contract_read(design, input.file, input.path, &overlays, &limits, error)) {
            if (input.is_named)
                return false;
            const char *reason = arena_copy_string(design->arena, error->message);
            list_add(design->arena, &project->report->not_read,
                     (struct project_note){input.file->path, reason});
        }
        for (uint32_t i = before; i < design->contracts.count; i++)
            contract_found(project, design->contracts.items[i], &overlays,
                           design->files.count - files);
        for (; files < design->files.count; files++) { // reached by $ref
            project->report->file_count++;
            project->report->bytes += design->files.items[files]->length;
        }
    }
    for (uint32_t i = 0; i < project->overlays.count; i++)
        if (!used[i])
            list_add(design->arena, &project->report->not_read,
                     (struct project_note){project->overlays.items[i].file->path,
                                           "an overlay with no contract beside it"});
    return true;
}

static void text_read(struct project *project, const struct project_text *text)
{
    struct project_input input = {
        .file = source_file_new(project->design->arena, text->path, text->bytes, text->length),
        .path = text->path,
        .is_ordered = true,
        .is_named = true,
    };
    list_add(project->design->arena, &project->inputs, input);
    project->report->file_count++;
    project->report->bytes += text->length;
    found_add(project, text->path, text->found);
    list_each (struct project_note, note, &text->not_read)
        list_add(project->design->arena, &project->report->not_read, note);
}

bool project_read(struct design *design, const struct project_paths *paths,
                  const struct project_options *options, struct project_report *report,
                  struct error *error)
{
    struct project project = {.design = design, .options = options, .report = report};
    assert(paths->count || options->text);
    design->root =
        arena_copy_string(design->arena, paths->count ? paths->items[0] : options->text->path);
    if (options->text)
        text_read(&project, options->text);
    list_each (const char *, path, paths)
        if (!project_read_path(&project, path, error))
            return false;
    project_choose_platform(&project);
    project_choose_grants(&project);
    project.reader = sql_reader_new(design, &options->sql);
    project_read_platform(&project);
    schema_read(&project);
    queries_read_all(&project);
    sql_reader_free(project.reader);
    if (!contracts_read(&project, error))
        return false;
    environment_read(design, &environment_limits_default);
    return true;
}
