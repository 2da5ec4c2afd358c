// What a project's database is before its first file: the platform, what the platform grants by
// itself, and its own objects, replayed from SQL that is part of lintel.
#include "base/embedded.h"
#include "base/word.h"
#include "read/project_parts.h"
#include "read/split.h"

// Supabase: projects begun before the first day grant new tables to the API's roles by themselves,
// and none does from the second on. As the timestamps in the names of migrations are written.
static const char grants_explicit_for_new[] = "20260530000000";
static const char grants_explicit_for_all[] = "20261030000000";

// What the command line says, else the manifest; NULL where neither does.
static const char *platform_named(const struct project *project)
{
    const struct manifest *manifest = project->design->manifest;
    const char *named = project->options->platform;
    return named || !manifest ? named : manifest->platform.text;
}

static const char *default_grants_named(const struct project *project)
{
    const struct manifest *manifest = project->design->manifest;
    const char *named = project->options->default_grants;
    return named || !manifest ? named : manifest->default_grants.text;
}

// ---- the platform ----------------------------------------------------------------------------------

void project_choose_platform(struct project *project)
{
    struct design *design = project->design;
    const char *named = platform_named(project);
    design->platform = PLATFORM_POSTGRES;
    if (named) {
        if (strcmp(named, "supabase") == 0)
            design->platform = PLATFORM_SUPABASE;
    } else if (project->platform_reason) {
        design->platform = PLATFORM_SUPABASE;
        project_assume(project,
                       arena_format(design->arena, "the platform is supabase, because of %s",
                                    project->platform_reason));
    } else if (folder_evidence_is_supabase(&project->evidence)) {
        design->platform = PLATFORM_SUPABASE;
        project_assume(project, arena_format(design->arena,
                                             "the platform is supabase, because the SQL uses %s "
                                             "(--platform says otherwise)",
                                             project->evidence.word));
    }
}

void project_choose_grants(struct project *project)
{
    struct design *design = project->design;
    const char *named = default_grants_named(project);
    const char *first = project->first_timestamp;
    design->default_grants = DEFAULT_GRANTS_EXPLICIT;
    if (design->platform != PLATFORM_SUPABASE)
        return;
    if (named) {
        if (strcmp(named, "legacy") == 0)
            design->default_grants = DEFAULT_GRANTS_LEGACY;
    } else if (!first) {
        design->default_grants = DEFAULT_GRANTS_UNKNOWN;
        project_assume(project,
                       "whether new tables are granted to anon, authenticated and service_role "
                       "depends on the project's age, which no migration's name tells: findings "
                       "that rest on it say so (--default-grants legacy|explicit)");
    } else {
        bool is_legacy = strcmp(first, grants_explicit_for_new) < 0;
        if (is_legacy)
            design->default_grants = DEFAULT_GRANTS_LEGACY;
        project_assume(project,
                       arena_format(design->arena,
                                    "new tables are %s to anon, authenticated and service_role by "
                                    "themselves, because the first migration is of %.4s-%.2s-%.2s "
                                    "(--default-grants says otherwise)",
                                    is_legacy ? "granted" : "not granted", first, first + 4,
                                    first + 6));
    }
}

static void builtin_read(struct project *project, const char *path, bool is_later)
{
    const struct embedded *embedded = embedded_find(path);
    assert(embedded);
    struct source_file *file =
        source_file_new(project->design->arena, embedded->path, embedded->bytes, embedded->length);
    file->is_builtin = true;
    list_add(project->design->arena, &project->design->preludes,
             (struct prelude){file, is_later, project->design->files.count});
    sql_reader_read(project->reader, file, true);
}

// Whether the project makes what bootstrap_auth.sql makes, in a way that PostgreSQL refuses where
// it is there already. Then what is in that schema is the project's own.
static bool makes_auth(const struct project *project)
{
    static const char *const beginnings[] = {"create schema auth", "create schema \"auth\"",
                                             "create function auth.uid", "create function auth.jwt",
                                             "create function auth.role"};
    struct arena *scratch = arena_new();
    bool is_made = false;
    list_each (struct project_input, input, &project->inputs) {
        struct splitter splitter;
        struct statement statement;
        splitter_init(&splitter, input.file, scratch);
        while (!is_made && splitter_next(&splitter, &statement)) {
            const char *end = statement.text + statement.length;
            for (size_t i = 0; i < array_length(beginnings); i++) {
                size_t length = words_match(statement.text, end, beginnings[i]);
                is_made |= length && !byte_is_identifier(statement.text[length]);
            }
        }
    }
    arena_free(scratch);
    return is_made;
}

// Somebody else's project runs on a database of which nothing is known; one with a manifest is
// served by lintel, which brings these.
static void bootstrap_read(struct project *project)
{
    if (!project->design->manifest)
        return;
    builtin_read(project, "platforms/bootstrap.sql", false);
    if (!makes_auth(project))
        builtin_read(project, "platforms/bootstrap_auth.sql", false);
}

void project_read_platform(struct project *project)
{
    builtin_read(project, "platforms/postgres.sql", false);
    if (project->design->platform != PLATFORM_SUPABASE) {
        bootstrap_read(project);
        return;
    }
    builtin_read(project, "platforms/supabase.sql", false);
    if (project->design->default_grants == DEFAULT_GRANTS_EXPLICIT)
        return;
    bool is_assumed = project->design->default_grants == DEFAULT_GRANTS_UNKNOWN;
    sql_reader_assume_grants(project->reader, is_assumed);
    builtin_read(project, "platforms/supabase_legacy_grants.sql", false);
}

// Where the user says `legacy`, that holds for all migrations.
void project_end_grants(struct project *project, const char *timestamp)
{
    bool may_end = project->design->default_grants == DEFAULT_GRANTS_LEGACY &&
                   !default_grants_named(project) && !project->has_ended_grants;
    if (may_end && timestamp && strcmp(timestamp, grants_explicit_for_all) >= 0) {
        builtin_read(project, "platforms/supabase_grants_end.sql", true);
        project->has_ended_grants = true;
    }
}
