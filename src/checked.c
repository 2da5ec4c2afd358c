// Reading and checking, for the verbs that need a design to be sound.
#include "checked.h"

// The manifest's profiles where the caller names none, and its levels and parameters.
static bool manifest_apply(struct checked *checked, struct arena *arena,
                           const struct profile_names *profiles, struct error *error)
{
    struct design *design = checked->design;
    struct profile_names names = manifest_profiles(design, arena);
    if (names.count && !profiles->count && !profile_load(arena, &names, &checked->profile, error)) {
        const char *message = arena_copy_string(arena, error->message);
        return error_set(error, "%s: profile: %s", design->manifest->file->path, message);
    }
    manifest_apply_rules(design, arena, &checked->profile);
    return true;
}

bool checked_read(struct checked *checked, struct arena *arena, struct design *design,
                  const struct project_paths *paths, const struct project_options *options,
                  const struct profile_names *profiles, struct error *error)
{
    *checked = (struct checked){.design = design};
    return profile_load(arena, profiles, &checked->profile, error) &&
           project_read(design, paths, options, &checked->project, error) &&
           manifest_apply(checked, arena, profiles, error);
}

bool checked_has_something(const struct checked *checked, struct error *error)
{
    const struct design *design = checked->design;
    if (design->statements.read || design->queries.count || design->contracts.count ||
        design->manifest || design->faults.count)
        return true;
    uint32_t files = checked->project.file_count;
    return error_set(error, "nothing to check: %u file%s, no SQL statement", files,
                     files == 1 ? "" : "s");
}

void checked_run(struct checked *checked, struct arena *arena, const struct selection *selection)
{
    struct arena *scratch = arena_new();
    checked->run = (struct run){.design = checked->design,
                                .arena = arena,
                                .scratch = scratch,
                                .profile = &checked->profile,
                                .selection = selection};
    run_rules(&checked->run);
    arena_free(scratch);
    checked->run.scratch = NULL;
}
