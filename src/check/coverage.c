// Gathers what was not seen from where it was noted while reading and checking, and groups it: by
// reason, or for undecided places by rule.
#include "check/coverage.h"

#include "check/baseline.h"
#include "link/access.h"

static const char *const kind_names[COVERAGE_KINDS] = {
    [COVERAGE_FOUND] = "found",           [COVERAGE_NOT_READ] = "not read",
    [COVERAGE_NOT_PARSED] = "not parsed", [COVERAGE_NOT_FOLLOWED] = "not followed",
    [COVERAGE_SKIPPED] = "skipped",       [COVERAGE_UNDECIDED] = "undecided",
    [COVERAGE_ACCESS] = "access",         [COVERAGE_NOT_APPLICABLE] = "not applicable",
    [COVERAGE_BASELINE] = "baseline",     [COVERAGE_ASSUMED] = "assumed",
    [COVERAGE_IGNORED] = "ignored",
};

const char *coverage_kind_name(enum coverage_kind kind)
{
    return kind_names[kind];
}

struct maker {
    struct arena *arena;
    struct coverage *coverage;
    struct map lines; // by kind and text
};

// The line of that kind and text, made at the first question.
static struct coverage_line *line_of(struct maker *maker, enum coverage_kind kind, const char *text)
{
    const char *key = arena_format(maker->arena, "%d %s", (int)kind, text);
    struct coverage_line *line = map_get(&maker->lines, key);
    if (line)
        return line;
    line = arena_make(maker->arena, struct coverage_line);
    line->kind = kind;
    line->text = text;
    map_set(maker->arena, &maker->lines, key, line);
    list_add(maker->arena, &maker->coverage->lines, line);
    return line;
}

static void place_add(struct maker *maker, struct coverage_line *line, struct place place,
                      const char *text)
{
    line->count++;
    list_add(maker->arena, &line->places, (struct coverage_place){place, text});
}

static void notes_add(struct maker *maker, enum coverage_kind kind,
                      const struct project_note_list *notes)
{
    list_each (struct project_note, note, notes)
        line_of(maker, kind, arena_format(maker->arena, "%s: %s", note.subject, note.text));
}

static void gaps_add(struct maker *maker, const struct design *design)
{
    list_each (struct gap, gap, &design->gaps) {
        if (gap.place.file && gap.place.file->is_builtin)
            continue;
        struct coverage_line *line =
            gap.kind == GAP_SYNTAX
                ? line_of(maker, COVERAGE_NOT_PARSED, "the parser refuses these statements")
                : line_of(maker, COVERAGE_NOT_FOLLOWED, gap.reason);
        place_add(maker, line, gap.place, NULL);
        maker->coverage->unjudged++;
    }
}

// What lintel reads no meaning from: LOCK, CALL, SET.
static void queries_add(struct maker *maker, const struct design *design)
{
    list_each (struct named_query *, query, &design->queries)
        list_each (struct named_statement *, statement, &query->statements)
            if (statement->command && !statement->query) {
                place_add(maker,
                          line_of(maker, COVERAGE_NOT_FOLLOWED,
                                  "a named query that only PostgreSQL understands"),
                          statement->place,
                          arena_format(maker->arena, "%s: %s", query->name, statement->command));
                maker->coverage->unjudged++;
            }
}

static void undecided_add(struct maker *maker, const struct run *run)
{
    list_each (struct undecided, undecided, &run->undecided) {
        place_add(maker, line_of(maker, COVERAGE_UNDECIDED, undecided.rule->id), undecided.place,
                  undecided.reason);
        maker->coverage->unjudged++;
    }
    uint32_t names = run->design->names_undecided;
    if (names)
        line_of(maker, COVERAGE_UNDECIDED,
                arena_format(maker->arena,
                             "%u unknown name%s that something not followed may "
                             "declare",
                             names, names == 1 ? "" : "s"));
    maker->coverage->unjudged += names;
}

static size_t family_length(const struct rule_entry *rule)
{
    return strcspn(rule->id, "/");
}

static bool is_of_family(const struct rule_entry *rule, const struct rule_entry *other)
{
    size_t length = family_length(rule);
    return family_length(other) == length && memcmp(rule->id, other->id, length) == 0;
}

struct rule_group {
    LIST(const struct rule_entry *) rules; // of one family, that do not apply for one reason
    bool is_whole;                         // no other rule of the family was to run
};

static struct rule_group group_make(const struct maker *maker, const struct run *run,
                                    const struct not_applicable *first)
{
    struct rule_group group = {0};
    uint32_t in_family = 0;
    for (unsigned i = 0; i < rules_count; i++)
        in_family +=
            is_of_family(&rules_all[i], first->rule) && run_level(run, &rules_all[i]) != LEVEL_OFF;
    list_each (struct not_applicable, each, &run->not_applicable)
        if (is_of_family(each.rule, first->rule) && strcmp(each.reason, first->reason) == 0)
            list_add(maker->arena, &group.rules, each.rule);
    group.is_whole = in_family == group.rules.count && in_family > 1;
    return group;
}

// "rls/*", "rls/disabled", "contract/{envelope, enum-mismatch}"
static const char *group_text(const struct maker *maker, const struct rule_group *group)
{
    const char *first = group->rules.items[0]->id;
    int family = (int)family_length(group->rules.items[0]);
    if (group->is_whole)
        return arena_format(maker->arena, "%.*s/*", family, first);
    if (group->rules.count == 1)
        return first;
    const char *names = NULL;
    list_each (const struct rule_entry *, rule, &group->rules)
        names = arena_format(maker->arena, "%s%s%s", names ? names : "", names ? ", " : "",
                             rule->id + family + 1);
    return arena_format(maker->arena, "%.*s/{%s}", family, first, names);
}

// One line for all rules of a family that do not apply for one reason.
static void not_applicable_add(struct maker *maker, const struct run *run)
{
    list_each (struct not_applicable, each, &run->not_applicable) {
        struct rule_group group = group_make(maker, run, &each);
        assert(group.rules.items); // at least `each` itself
        if (group.rules.items[0] == each.rule)
            line_of(maker, COVERAGE_NOT_APPLICABLE,
                    arena_format(maker->arena, "%s: %s", group_text(maker, &group), each.reason));
    }
}

// What each word of --skip left out, each rule under the first word that names it.
static void skipped_add(struct maker *maker, const struct run *run)
{
    for (uint32_t i = 0; run->selection && i < run->selection->skip.count; i++) {
        const char *word = run->selection->skip.items[i], *fixed = NULL;
        uint32_t count = 0;
        for (unsigned rule = 0; rule < rules_count; rule++) {
            if (run_skips(run, &rules_all[rule]) != word)
                continue;
            count++;
            if (rules_all[rule].rule->is_fixed)
                fixed = arena_format(maker->arena, "%s%s%s", fixed ? fixed : "", fixed ? ", " : "",
                                     rules_all[rule].id);
        }
        maker->coverage->skipped += count;
        line_of(maker, COVERAGE_SKIPPED,
                arena_format(maker->arena, "%s: %u rule%s%s%s", word, count, count == 1 ? "" : "s",
                             fixed ? "; no profile can lower " : "", fixed ? fixed : ""));
    }
}

static void ignored_add(struct maker *maker, const struct run *run)
{
    list_each (struct ignore, ignore, &run->ignores) {
        if (!ignore.used)
            continue;
        bool is_fixed = ignore.rule->rule->is_fixed;
        const char *text =
            is_fixed ? arena_format(maker->arena, "%s, which no profile can lower", ignore.rule->id)
                     : ignore.rule->id;
        place_add(maker, line_of(maker, COVERAGE_IGNORED, text), ignore.place, ignore.reason);
    }
}

static void baseline_add(struct maker *maker, const struct run *run)
{
    const struct baseline_use *use = run->baseline;
    if (!use)
        return;
    uint32_t count = run->known.count;
    line_of(maker, COVERAGE_BASELINE,
            arena_format(maker->arena, "%s: %u known finding%s left out", use->path, count,
                         count == 1 ? "" : "s"));
    if (use->foreign_count)
        line_of(
            maker, COVERAGE_BASELINE,
            arena_format(maker->arena, "%s: %u of what it knows not compared, since they %s",
                         use->path, use->foreign_count,
                         use->is_of_several
                             ? "were written for one project alone: write them for these"
                             : "were written for several projects: name those, or write them for "
                               "this one"));
    list_each (struct finding *, finding, &run->known)
        if (rules_find(finding->rule)->rule->is_fixed)
            place_add(maker,
                      line_of(maker, COVERAGE_BASELINE,
                              arena_format(maker->arena, "known: %s, which no profile can lower",
                                           finding->rule)),
                      finding->place, NULL);
    list_each (struct baseline_entry *, gone, &use->gone) {
        const char *text = gone->count > 1
                               ? arena_format(maker->arena, "%s (%u times)", gone->key, gone->count)
                               : gone->key;
        place_add(maker,
                  line_of(maker, COVERAGE_BASELINE,
                          "gone: the baseline knows what is no longer found (--write-baseline "
                          "renews it)"),
                  (struct place){0}, text);
    }
}

// There are few kinds: one pass for each keeps the order within them.
static void lines_sort(struct maker *maker)
{
    struct coverage sorted = {0};
    for (int kind = 0; kind < COVERAGE_KINDS; kind++)
        list_each (struct coverage_line *, line, &maker->coverage->lines)
            if ((int)line->kind == kind)
                list_add(maker->arena, &sorted.lines, line);
    maker->coverage->lines.items = sorted.lines.items;
}

struct coverage *coverage_make(const struct run *run, const struct project_report *project)
{
    struct maker maker = {.arena = run->arena};
    maker.coverage = arena_make(run->arena, struct coverage);
    maker.coverage->files = project->file_count;
    maker.coverage->statements = run->design->statements.read;
    notes_add(&maker, COVERAGE_FOUND, &project->found);
    notes_add(&maker, COVERAGE_NOT_READ, &project->not_read);
    gaps_add(&maker, run->design);
    queries_add(&maker, run->design);
    undecided_add(&maker, run);
    if (run->design->access)
        line_of(&maker, COVERAGE_ACCESS, access_counts_text(run->design->access, run->arena));
    not_applicable_add(&maker, run);
    skipped_add(&maker, run);
    list_each (const char *, assumption, &project->assumed)
        line_of(&maker, COVERAGE_ASSUMED, assumption);
    ignored_add(&maker, run);
    baseline_add(&maker, run);
    lines_sort(&maker);
    return maker.coverage;
}

const char *coverage_statements(struct arena *arena, const struct design *design)
{
    struct statement_counts counts = design->statements;
    const struct {
        uint32_t count;
        const char *text;
    } parts[] = {
        {counts.replayed, "replayed"},
        {counts.neutral - counts.rolled_back, "without effect on the schema"},
        {counts.rolled_back, "rolled back"},
        {counts.not_parsed, "not parsed"},
        {counts.not_followed, "not followed"},
    };
    const char *text =
        arena_format(arena, "%u statement%s", counts.read, counts.read == 1 ? "" : "s");
    const char *before = ": ";
    for (size_t i = 0; i < array_length(parts); i++) {
        if (!parts[i].count)
            continue;
        text = arena_format(arena, "%s%s%u %s", text, before, parts[i].count, parts[i].text);
        before = ", ";
    }
    if (counts.down)
        text = arena_format(arena, "%s; %u statement%s of down parts left out", text, counts.down,
                            counts.down == 1 ? "" : "s");
    if (counts.psql)
        text = arena_format(arena, "%s; %u psql command%s or data block%s passed over", text,
                            counts.psql, counts.psql == 1 ? "" : "s", counts.psql == 1 ? "" : "s");
    return text;
}

const char *coverage_rules(struct arena *arena, const struct run *run)
{
    return arena_format(arena, "%u rule%s of profile %s", run->rules_run,
                        run->rules_run == 1 ? "" : "s", run->profile->name);
}
