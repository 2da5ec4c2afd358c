// Runs every rule, one after the other, over a design that no longer changes; then sorts what was
// found and takes out what an ignore silences. The rule check/ignore is last: it judges the
// ignores by what the others found.
#include "check/run.h"

#include "base/word.h"

#include "check/tenancy_rule.h"
#include "link/operation.h"
#include "link/row_security.h"

static enum level level_wanted(const struct run *run, const struct rule_entry *rule)
{
    return selection_level(run->selection, rule, run->profile->settings[rule - rules_all].level);
}

enum level run_level(const struct run *run, const struct rule_entry *rule)
{
    return selection_skips(run->selection, rule) ? LEVEL_OFF : level_wanted(run, rule);
}

const char *run_skips(const struct run *run, const struct rule_entry *rule)
{
    return level_wanted(run, rule) == LEVEL_OFF ? NULL : selection_skips(run->selection, rule);
}

static void rule_run(struct run *run, const struct rule_entry *entry)
{
    if (run_level(run, entry) == LEVEL_OFF)
        return;
    struct check check = {.design = run->design,
                          .arena = run->arena,
                          .scratch = run->scratch,
                          .rule = entry,
                          .run = run};
    struct arena_mark mark = arena_mark(run->scratch);
    const char *reason = entry->rule->not_applicable ? entry->rule->not_applicable(&check) : NULL;
    if (reason) {
        reason = arena_copy_string(run->arena, reason);
        list_add(run->arena, &run->not_applicable, (struct not_applicable){entry, reason});
    } else {
        entry->rule->run(&check);
        run->was_run[entry - rules_all] = true;
        run->rules_run++;
    }
    arena_rewind(run->scratch, mark);
}

static int finding_compare(const void *left, const void *right)
{
    const struct finding *a = *(struct finding *const *)left, *b = *(struct finding *const *)right;
    int order = place_compare(a->place, b->place);
    if (!order)
        order = strcmp(a->rule, b->rule);
    return order ? order : strcmp(a->message, b->message);
}

// Sorts, and takes out what says the same twice.
static void findings_sort(struct run *run)
{
    if (run->findings.count == 0)
        return;
    qsort(run->findings.items, run->findings.count, sizeof *run->findings.items, finding_compare);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < run->findings.count; i++)
        if (finding_compare(&run->findings.items[kept - 1], &run->findings.items[i]) != 0)
            run->findings.items[kept++] = run->findings.items[i];
    run->findings.count = kept;
}

static void findings_silence(struct run *run)
{
    uint32_t kept = 0;
    list_each (struct finding *, finding, &run->findings) {
        const char *comment = ignore_silences(run, finding);
        const char *manifest = manifest_silences(run, finding);
        if (comment || manifest)
            list_add(run->arena, &run->silenced,
                     (struct silenced){finding, comment ? comment : manifest, comment != NULL});
        else
            run->findings.items[kept++] = finding;
    }
    run->findings.count = kept;
}

// A run of the rls family says what the verdicts came to, whether or not a rule asked for them.
static void access_count(struct run *run)
{
    uint32_t rules = 0;
    for (const struct rule_entry *entry = rules_all; entry < rules_all + rules_count; entry++)
        rules += string_starts_with(entry->id, "rls/") && run_level(run, entry) != LEVEL_OFF;
    struct check check = {
        .design = run->design, .arena = run->arena, .scratch = run->scratch, .run = run};
    if (rules > 1 && !row_security_unused(run->design))
        access_of_rules(&check);
}

void run_rules(struct run *run)
{
    const struct rule_entry *ignore_rule = rules_find(IGNORE_RULE);
    run->was_run = arena_allocate(run->arena, rules_count * sizeof *run->was_run);
    ignores_collect(run);
    manifest_collect_ignores(run);
    if (!run->design->link)
        design_link(run->design);
    for (const struct rule_entry *entry = rules_all; entry < rules_all + rules_count; entry++)
        if (entry != ignore_rule)
            rule_run(run, entry);
    access_count(run);
    findings_silence(run);
    if (ignore_rule)
        rule_run(run, ignore_rule);
    findings_sort(run);
    list_each (struct finding *, finding, &run->findings)
        *(finding->level == LEVEL_ERROR ? &run->errors : &run->warnings) += 1;
}

// ---- what rules call (rule.h) ------------------------------------------------------------------

struct finding *check_report(struct check *check, struct finding finding)
{
    struct run *run = check->run;
    struct finding *kept = arena_make(run->arena, struct finding);
    enum level level = run_level(run, check->rule);
    *kept = finding;
    kept->rule = check->rule->id;
    kept->level = finding.level != LEVEL_OFF && finding.level < level ? finding.level : level;
    assert(kept->message);
    if (!(finding.place.file && finding.place.file->is_builtin))
        list_add(run->arena, &run->findings, kept);
    return kept;
}

void finding_relate(struct check *check, struct finding *finding, struct place place,
                    const char *label)
{
    if (place.file && !place.file->is_builtin)
        list_add(check->arena, &finding->related, (struct related){place, label});
}

void finding_note(struct check *check, struct finding *finding, const char *note)
{
    list_add(check->arena, &finding->notes, note);
}

void finding_via(struct check *check, struct finding *finding, const char *step)
{
    list_add(check->arena, &finding->via, step);
}

void check_undecided(struct check *check, struct place place, const char *reason)
{
    reason = arena_copy_string(check->arena, reason);
    list_add(check->arena, &check->run->undecided, (struct undecided){check->rule, place, reason});
}

const char *check_format(struct check *check, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *result = arena_format_list(check->arena, format, arguments);
    va_end(arguments);
    return result;
}

const char *rule_parameter_text(struct check *check, const char *name)
{
    return profile_parameter(check->run->profile, check->rule, name);
}

static bool parameter_holds(struct check *check, const char *name, const char *word,
                            bool has_patterns)
{
    size_t length = strlen(word);
    for (const char *at = rule_parameter_text(check, name); *at;) {
        at += strspn(at, " ,");
        size_t item = strcspn(at, ",");
        const char *next = at + item;
        while (item && at[item - 1] == ' ')
            item--;
        if (has_patterns ? item && pattern_matches(at, item, word)
                         : item == length && memcmp(at, word, length) == 0)
            return true;
        at = next;
    }
    return false;
}

bool rule_parameter_has(struct check *check, const char *name, const char *word)
{
    return *word && parameter_holds(check, name, word, false);
}

bool rule_parameter_matches(struct check *check, const char *name, const char *word)
{
    return *word && parameter_holds(check, name, word, true);
}
