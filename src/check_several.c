// The order of the report is that of the arguments, whichever thread is ready first.
#include "check_several.h"

#include "base/file.h"
#include "base/jobs.h"
#include "options.h"

enum { STACK_MEGABYTES = 512 }; // as main.c: expressions of thousands of terms

static bool is_folder(const char *path)
{
    struct file_status status;
    struct error ignored; // reading it says what is wrong
    const char *slash = strrchr(path, '/');
    bool is_manifest = strcmp(slash ? slash + 1 : path, "lintel.yaml") == 0;
    return file_look(path, &status, &ignored) &&
           (status.kind == FILE_FOLDER || (is_manifest && status.kind == FILE_REGULAR));
}

static void check_add(struct arena *arena, struct project_checks *checks, const char *project,
                      struct project_paths paths)
{
    struct project_check check = {.project = project, .paths = paths};
    text_init(&check.out);
    check.arena = arena_new();
    list_add(arena, checks, check);
}

struct project_checks projects_of(struct arena *arena, const struct project_paths *paths,
                                  bool as_one)
{
    struct project_checks checks = {0};
    bool is_several = paths->count > 1 && !as_one;
    list_each (const char *, path, paths)
        is_several &= is_folder(path);
    if (!is_several)
        check_add(arena, &checks, NULL, *paths);
    for (uint32_t i = 0; is_several && i < paths->count; i++) {
        struct project_paths one = {0};
        list_add(arena, &one, paths->items[i]);
        const char *project = paths->items[i];
        while (string_starts_with(project, "./") && project[2])
            project += 2;
        size_t length = strlen(project);
        while (length > 1 && project[length - 1] == '/')
            length--;
        project = arena_copy(arena, project, length);
        bool is_known = false;
        list_each (struct project_check, known, &checks)
            is_known |= strcmp(known.project, project) == 0;
        if (!is_known) // named twice, checked once
            check_add(arena, &checks, project, one);
    }
    if (checks.count == 1)
        checks.items[0].project = NULL;
    return checks;
}

struct work {
    struct project_checks *checks;
    bool (*check)(void *context, struct project_check *check);
    void *context;
};

static void work_on(void *context, uint32_t index)
{
    struct work *work = context;
    struct project_check *check = &work->checks->items[index];
    if (!work->check(work->context, check))
        check->status = EXIT_IMPOSSIBLE;
}

void projects_check(struct project_checks *checks, uint32_t jobs,
                    bool (*check)(void *context, struct project_check *check), void *context)
{
    struct work work = {checks, check, context};
    jobs_run(jobs, checks->count, (size_t)STACK_MEGABYTES << 20, work_on, &work);
}

// Says on standard error what could not be checked; where there are several, of which project.
static void failure_say(const struct project_check *check)
{
    const char *message = check->failure.message, *project = check->project;
    if (project && !string_starts_with(message, project))
        complain("%s: %s", project, message);
    else
        complain("%s", message);
}

int projects_report(struct arena *arena, const struct project_checks *checks,
                    const struct report_format *format, struct text *out)
{
    struct report_totals totals = {.projects = checks->count};
    struct text *parts = arena_allocate(arena, checks->count * sizeof *parts);
    int worst = EXIT_CLEAN;
    for (uint32_t i = 0; i < checks->count; i++) {
        struct project_check *check = &checks->items[i];
        bool has_failed = check->status == EXIT_IMPOSSIBLE;
        worst = check->status > worst ? check->status : worst;
        totals.failed += has_failed;
        totals.errors += check->errors;
        totals.warnings += check->warnings;
        if (has_failed)
            failure_say(check);
        if (has_failed && check->project) {
            struct report report = {.project = check->project, .failure = check->failure.message};
            format->write(&report, &check->out);
        }
        parts[i] = check->out;
    }
    if (checks->count > 1 || !totals.failed) // of one that failed there is nothing to report
        report_join(format, &totals, parts, out);
    return worst;
}

bool projects_write_baseline(struct arena *arena, const struct project_checks *checks,
                             const char *path, struct error *error)
{
    struct baseline_entry_list all = {0};
    struct text text;
    for (uint32_t i = 0; i < checks->count; i++)
        list_each (struct baseline_entry *, entry, &checks->items[i].entries)
            list_add(arena, &all, entry);
    text_init(&text);
    baseline_print(&all, &text);
    bool is_written = file_write(path, text.string, text.length, error);
    text_release(&text);
    return is_written;
}

void projects_release(struct project_checks *checks)
{
    for (uint32_t i = 0; i < checks->count; i++) {
        text_release(&checks->items[i].out);
        arena_free(checks->items[i].arena);
    }
}
