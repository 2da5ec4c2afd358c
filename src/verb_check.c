// lintel check: reads a project, runs the rules over it, and reports. With a --dump option it
// stops after reading and prints what was read.
#include <unistd.h>

#include "base/clock.h"
#include "base/jobs.h"
#include "base/nearest.h"
#include "check_access.h"
#include "check_database.h"
#include "check_fix.h"
#include "check_several.h"
#include "checked.h"
#include "design/dump.h"
#include "link/dump.h"
#include "options.h"
#include "read/split.h"

struct request {
    const char *format, *platform, *default_grants, *explained, *jobs_text;
    const char *baseline_path, *written_baseline;
    struct option_words profiles, rules, only, skip, limits, paths;
    bool dumps, dumps_sql, dumps_links, shows_access, is_verbose, as_one;
    bool is_terminal, is_coloured;
    uint32_t jobs;
    struct baseline baseline;
    struct selection selection;
    struct project_options project;
    struct check_database database;
    bool fixes, is_dry;
};

// "12", "12k", "12M", "12G". False where it is none, or more than `largest`.
static bool read_size(const char *text, uint64_t largest, uint64_t *size)
{
    static const char units[] = "kMG";
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 15)
        return false;
    uint64_t value = strtoull(text, NULL, 10);
    if (text[digits]) {
        const char *unit = strchr(units, text[digits]);
        if (!unit || text[digits + 1])
            return false;
        value <<= 10 * (unit - units + 1);
    }
    *size = value;
    return value > 0 && value <= largest;
}

static bool read_limit(struct request *request, const char *written)
{
    const struct {
        const char *name;
        uint32_t *number;
        uint64_t *size;
    } limits[] = {
        {"file-size", NULL, &request->project.folder.file_bytes},
        {"total-size", NULL, &request->project.folder.total_bytes},
        {"files", &request->project.folder.files, NULL},
        {"depth", &request->project.folder.depth, NULL},
        {"statement-size", &request->project.sql.statement_bytes, NULL},
        {"statement-tokens", &request->project.sql.statement_tokens, NULL},
        {"nesting", &request->project.sql.statement_nesting, NULL},
    };
    char name[64];
    const char *equals = strchr(written, '='), *nearest = NULL;
    snprintf(name, sizeof name, "%.*s", equals ? (int)(equals - written) : (int)strlen(written),
             written);
    for (size_t i = 0; i < array_length(limits); i++) {
        nearest = name_nearer(name, nearest, limits[i].name);
        if (strcmp(limits[i].name, name) != 0)
            continue;
        // Places are offsets of 32 bits, so no file may be larger.
        bool is_total = strcmp(name, "total-size") == 0;
        uint64_t value, largest = is_total ? INT64_MAX : UINT32_MAX;
        if (!equals || !read_size(equals + 1, largest, &value)) {
            complain("--limit %s=VALUE needs a number from 1 to %llu, such as 500, 64k, 16M", name,
                     (unsigned long long)largest);
            return false;
        }
        if (limits[i].number)
            *limits[i].number = (uint32_t)value;
        else
            *limits[i].size = value;
        return true;
    }
    complain("there is no limit \"%s\"%s%s%s (known: file-size, total-size, files, depth, "
             "statement-size, statement-tokens, nesting)",
             name, nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    return false;
}

// --rule takes whole names, --only families and patterns too.
static bool read_selection(struct arena *arena, struct request *request)
{
    struct error error;
    struct selection_words only = {request->only.items, request->only.count, 0};
    struct selection_words skip = {request->skip.items, request->skip.count, 0};
    only.capacity = only.count;
    list_each (const char *, id, &request->rules) {
        if (!rules_find(id)) {
            complain_unknown_rule(id);
            return false;
        }
        list_add(arena, &only, id);
    }
    if (selection_make(arena, &only, &skip, &request->selection, &error))
        return true;
    complain("%s", error.message);
    return false;
}

static bool read_jobs(struct request *request)
{
    uint64_t jobs = jobs_usual();
    if (request->jobs_text && !read_size(request->jobs_text, JOBS_MOST, &jobs)) {
        complain("--jobs needs a number from 1 to %d", JOBS_MOST);
        return false;
    }
    request->jobs = (uint32_t)jobs;
    return true;
}

static bool wants_colour(void)
{
    const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return !(no_colour && *no_colour) && !(terminal && strcmp(terminal, "dumb") == 0);
}

// Each of these prints something else than a report; what would be passed over in silence is
// refused.
static bool read_output(const struct request *request)
{
    const struct {
        const char *option, *formats;
        bool is_given;
    } outputs[] = {
        {"--dump", "text json", request->dumps},
        {"--dump-sql", "text", request->dumps_sql},
        {"--dump-links", "text", request->dumps_links},
        {"--explain-access", "text", request->explained},
        {"--access", "text json", request->shows_access},
        {"--fix", "text", request->fixes},
    };
    const char *option = NULL, *formats = NULL;
    for (size_t i = 0; i < array_length(outputs); i++) {
        if (!outputs[i].is_given)
            continue;
        if (option) {
            complain("%s and %s each print something of their own: leave one of them out", option,
                     outputs[i].option);
            return false;
        }
        option = outputs[i].option;
        formats = outputs[i].formats;
    }
    if (!option)
        return true;
    if (!strstr(formats, request->format)) {
        complain("%s prints no report and knows no --format %s", option, request->format);
        return false;
    }
    if (request->database.url && request->paths.count) {
        complain("--database beside paths says where the two differ, and %s is about one of them: "
                 "leave the paths or --database out",
                 option);
        return false;
    }
    return true;
}

static bool read_database(struct request *request)
{
    const char *url = request->database.url;
    if (request->database.is_unverified && !url) {
        complain("--insecure-tls is for --database: it says how to connect");
        return false;
    }
    // To the client library an empty one means the database of whoever calls: a variable that was
    // not set would be answered by another database than the one that was meant.
    if (url && !*url) {
        complain("--database is empty: it takes a URL, postgresql://user@host/database");
        return false;
    }
    request->database.is_alone = url && request->paths.count == 0;
    if (request->fixes && !request->is_dry && request->database.is_alone) {
        complain("--fix writes a migration beside others, and a database has none: --fix --dry-run "
                 "prints it");
        return false;
    }
    return true;
}

static enum options_outcome read_request(struct arena *arena, const struct verb *verb, int count,
                                         char **arguments, struct request *request)
{
    const struct option table[] = {
        {"format", "text|concise|json|sarif|github|junit", "how findings are written",
         .word = &request->format},
        {"profile", "NAME|FILE", "which rules, at which level; several are combined",
         .words = &request->profiles},
        {"rule", "FAMILY/NAME", "run only this rule, even where the profile has it off",
         .words = &request->rules},
        {"only", "RULE|FAMILY|PATTERN", "run only these: rls/disabled, rls, 'schema/*-missing'",
         .words = &request->only},
        {"skip", "RULE|FAMILY|PATTERN", "leave these out; the report says so",
         .words = &request->skip},
        {"baseline", "FILE", "report only what this file does not know",
         .word = &request->baseline_path},
        {"write-baseline", "FILE", "write what is found to this file, as known from now on",
         .word = &request->written_baseline},
        {"as-one", NULL, "read several folders as one project; else each is one",
         .flag = &request->as_one},
        {"jobs", "N", "projects that are checked at the same time; else one for each processor",
         .word = &request->jobs_text},
        {"platform", "postgres|supabase", "what exists before the first file; else recognised",
         .word = &request->platform},
        {"default-grants", "legacy|explicit",
         "whether Supabase grants new tables to its API roles; else by the project's age",
         .word = &request->default_grants},
        {"limit", "NAME=VALUE",
         "file-size, total-size, files, depth, statement-size, statement-tokens, nesting",
         .words = &request->limits},
        {"database", "URL",
         "check what this database holds; beside paths: where it differs from them",
         .word = &request->database.url},
        {"insecure-tls", NULL, "with --database: do not verify the server's certificate",
         .flag = &request->database.is_unverified},
        {"access", NULL,
         "print who may see and change which rows, and no findings; exit 1 only where a "
         "statement that may matter for it could not be read",
         .flag = &request->shows_access},
        {"explain-access", "TABLE[.ROLE[.COMMAND]]", "print how those verdicts come about",
         .word = &request->explained},
        {"fix", NULL, "write a migration with the changes that are mechanical",
         .flag = &request->fixes},
        {"dry-run", NULL, "with --fix: print it, and write nothing", .flag = &request->is_dry},
        {"dump", NULL, "print the model as JSON, and check nothing", .flag = &request->dumps},
        {"dump-sql", NULL, "print the statements as replayed, and check nothing",
         .flag = &request->dumps_sql},
        {"dump-links", NULL, "print what each named query and operation does, and check nothing",
         .flag = &request->dumps_links},
        {"verbose", NULL, "all places that were not covered, and the time taken",
         .flag = &request->is_verbose},
        {0},
    };
    enum options_outcome outcome =
        options_read(arena, verb, table, count, arguments, &request->paths);
    if (outcome != OPTIONS_READ)
        return outcome;
    request->project.platform = request->platform;
    request->project.default_grants = request->default_grants;
    if (!read_selection(arena, request))
        return OPTIONS_WRONG;
    list_each (const char *, limit, &request->limits)
        if (!read_limit(request, limit))
            return OPTIONS_WRONG;
    if (request->is_dry && !request->fixes) {
        complain("--dry-run is for --fix: it prints what that would write");
        return OPTIONS_WRONG;
    }
    if (!read_database(request) || !read_output(request))
        return OPTIONS_WRONG;
    if (request->paths.count == 0 && !request->database.is_alone)
        list_add(arena, &request->paths, ".");
    request->is_terminal = isatty(STDOUT_FILENO);
    request->is_coloured = request->is_terminal && wants_colour();
    return read_jobs(request) ? OPTIONS_READ : OPTIONS_WRONG;
}

static void dump_sql(const struct design *design, struct text *out)
{
    struct arena *scratch = arena_new();
    struct arena_mark mark = arena_mark(scratch);
    list_each (struct source_file *, file, &design->files) {
        struct splitter splitter;
        struct statement statement;
        splitter_init(&splitter, file, scratch);
        while (file->is_schema && splitter_next(&splitter, &statement)) {
            // A string that never ends would swallow what follows.
            if (!statement.is_unterminated) {
                struct position position =
                    place_position((struct place){file, statement.offset, 0});
                text_format(out, "-- lintel: %s:%u:%u\n%s\n;\n", file->path, position.line,
                            position.column, statement.text);
            }
            arena_rewind(scratch, mark);
        }
    }
    arena_free(scratch);
}

// Line by line, so that names cannot write to the terminal what it obeys.
static void dump_links(struct design *design, struct text *out)
{
    struct text lines;
    text_init(&lines);
    link_dump_queries(design, &lines);
    link_dump_operations(design, &lines);
    report_add_lines(out, &lines);
    text_release(&lines);
}

// What the baseline knows is left out. A call that writes one knows all that it finds, unless it
// compares with another.
static void baseline_use(const struct request *request, struct project_check *check,
                         struct run *run)
{
    const struct baseline *former = request->baseline_path ? &request->baseline : NULL;
    if (request->written_baseline)
        baseline_collect(check->arena, run, former, check->project, &check->entries);
    struct baseline written = {request->written_baseline, check->entries};
    if (request->baseline_path)
        baseline_apply(run, &request->baseline, check->project);
    else if (request->written_baseline)
        baseline_apply(run, &written, check->project);
}

static bool is_dump(const struct request *request)
{
    return request->dumps || request->dumps_sql || request->dumps_links;
}

static bool shows_access(const struct request *request)
{
    return request->shows_access || request->explained;
}

// Prints something else than a report, about one project.
static bool is_single(const struct request *request)
{
    return is_dump(request) || shows_access(request) || request->fixes;
}

// Reads and checks one project; what is to be printed goes to check->out.
static bool check_project(const struct request *request, struct project_check *check,
                          struct arena *arena, struct design *design)
{
    uint64_t start = clock_milliseconds();
    struct checked checked;
    struct error *error = &check->failure;
    struct text *out = &check->out;
    struct profile_names names = {request->profiles.items, request->profiles.count, 0};
    if (!checked_read(&checked, arena, design, &check->paths, &request->project, &names, error))
        return false;
    if (is_dump(request)) {
        if (request->dumps)
            design_dump(design, false, out);
        else if (request->dumps_links)
            dump_links(design, out);
        else
            dump_sql(design, out);
        return true;
    }
    if (!checked_has_something(&checked, error))
        return false;
    if (shows_access(request))
        return check_access(&checked, arena, request->format, request->explained, out,
                            &check->status, error);
    checked_run(&checked, arena, &request->selection);
    baseline_use(request, check, &checked.run);
    if (request->fixes)
        return check_fix(&checked.run, request->is_dry, out, &check->status, error);
    struct report_differences differences = {0};
    bool is_compared = request->database.url && !request->database.is_alone;
    if (is_compared &&
        !check_database_compare(&request->database, arena, design, &differences, error))
        return false;
    struct report report = {.differences = is_compared ? &differences : NULL,
                            .run = &checked.run,
                            .coverage = coverage_make(&checked.run, &checked.project),
                            .project = check->project,
                            .is_verbose = request->is_verbose,
                            .is_coloured = request->is_coloured,
                            .has_time = request->is_verbose || request->is_terminal,
                            .milliseconds = (uint32_t)(clock_milliseconds() - start)};
    report_format_find(request->format)->write(&report, out);
    check->errors = checked.run.errors;
    check->warnings = checked.run.warnings;
    check->status = checked.run.errors || differences.count ? EXIT_FINDINGS : EXIT_CLEAN;
    if (is_compared)
        check_database_say(&differences, request->format, out);
    return true;
}

static bool check_begin(void *context, struct project_check *check)
{
    struct arena *arena = arena_new();
    struct design *design = design_new();
    bool is_checked = check_project(context, check, arena, design);
    design_free(design);
    arena_free(arena);
    return is_checked;
}

// What the options want of each other and of the files they name, before anything is checked.
static bool check_prepare(struct arena *arena, struct request *request,
                          const struct project_checks *checks, struct error *error)
{
    const char *what = is_dump(request) || shows_access(request)
                           ? "a dump or an access matrix is of one model"
                           : "--fix writes one migration";
    if (is_single(request) && checks->count > 1)
        return error_set(error, "%s: name one folder, or add --as-one", what);
    if (is_single(request) && request->written_baseline)
        return error_set(error, "%s, and no baseline: leave --write-baseline out", what);
    if (is_single(request) && !request->fixes && request->baseline_path)
        return error_set(error, "%s, and no baseline: leave --baseline out", what);
    if (request->database.url && checks->count > 1)
        return error_set(error, "--database is compared with one project: name one folder, or add "
                                "--as-one");
    if (request->written_baseline && !baseline_may_write(arena, request->written_baseline, error))
        return false;
    if (request->baseline_path &&
        !baseline_read(arena, request->baseline_path, &request->baseline, error))
        return false;
    return !request->database.is_alone ||
           check_database_read(&request->database, arena, &request->project, error);
}

static int single_finish(const struct project_check *check, struct text *out)
{
    if (check->status == EXIT_IMPOSSIBLE)
        return complain("%s", check->failure.message);
    text_add_bytes(out, check->out.string, check->out.length);
    return check->status;
}

static int report_finish(struct arena *arena, const struct request *request,
                         const struct project_checks *checks, struct text *out)
{
    struct error error;
    int status = projects_report(arena, checks, report_format_find(request->format), out);
    if (!request->written_baseline)
        return status;
    if (status == EXIT_IMPOSSIBLE)
        return complain("%s is not written: not everything could be checked",
                        request->written_baseline);
    if (!projects_write_baseline(arena, checks, request->written_baseline, &error))
        return complain("%s", error.message);
    return status;
}

static int check_all(struct arena *arena, struct request *request, struct text *out)
{
    struct error error;
    struct project_paths paths = {request->paths.items, request->paths.count, 0};
    struct project_checks checks = projects_of(arena, &paths, request->as_one);
    int status;
    if (!check_prepare(arena, request, &checks, &error)) {
        status = complain("%s", error.message);
    } else {
        projects_check(&checks, request->jobs, check_begin, request);
        status = is_single(request) ? single_finish(&checks.items[0], out)
                                    : report_finish(arena, request, &checks, out);
    }
    projects_release(&checks);
    return status;
}

int verb_check(const struct verb *verb, int count, char **arguments)
{
    struct arena *arena = arena_new();
    struct request request = {
        .format = "text", .project = {.folder = folder_limits_default, .sql = sql_limits_default}};
    enum options_outcome outcome = read_request(arena, verb, count, arguments, &request);
    int status = outcome == OPTIONS_HELPED ? EXIT_CLEAN : EXIT_IMPOSSIBLE;
    if (outcome == OPTIONS_READ) {
        struct text out;
        text_init(&out);
        status = check_all(arena, &request, &out);
        fwrite(out.string, 1, out.length, stdout);
        text_release(&out);
    }
    arena_free(arena);
    return status;
}
