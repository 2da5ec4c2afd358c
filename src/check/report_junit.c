// JUnit XML, in the form that Jenkins, GitLab and others read: a suite for each rule, in it a
// failed case for each finding, or one that passed. A rule that does not apply, was skipped, or
// could not decide a place has a skipped case with the reason, so that none of them looks passed.
// Warnings are failed cases too (their type is "warning"): a case can only pass, fail or be
// skipped.
#include "base/utf8.h"
#include "check/report.h"

// Text, also in attributes: what XML 1.0 cannot hold, or a terminal would obey, becomes U+FFFD.
static void add_escaped(struct text *out, const char *string)
{
    static const char *const entities[] = {
        ['<'] = "&lt;",   ['>'] = "&gt;",   ['&'] = "&amp;",
        ['"'] = "&quot;", ['\n'] = "&#10;", ['\t'] = "&#9;",
    };
    for (const char *at = string; *at;) {
        size_t length = utf8_length(at, SIZE_MAX);
        unsigned char byte = (unsigned char)*at;
        if (length == 1 && byte < array_length(entities) && entities[byte])
            text_add(out, entities[byte]);
        else if (length == 3 && byte == 0xEF && (unsigned char)at[1] == 0xBF &&
                 (unsigned char)at[2] >= 0xBE) // U+FFFE and U+FFFF
            text_add(out, "\xef\xbf\xbd");
        else
            report_add_visible(out, at, length ? length : 1, 0);
        at += length ? length : 1;
    }
}

static void add_attribute(struct text *out, const char *name, const char *value)
{
    text_format(out, " %s=\"", name);
    add_escaped(out, value);
    text_add_char(out, '"');
}

// The outcome of one rule.
struct suite {
    const struct rule_entry *entry;
    const char *skipped; // why it did not run, or NULL
    uint32_t failures, undecided;
};

static void add_case(struct text *out, const struct suite *suite, const char *name,
                     struct place place)
{
    text_add(out, "    <testcase");
    add_attribute(out, "name", name);
    add_attribute(out, "classname", suite->entry->id);
    text_add(out, " time=\"0\"");
    if (place.file) {
        add_attribute(out, "file", place.file->path);
        text_format(out, " line=\"%u\"", place_position(place).line);
    }
}

static void write_failure(struct text *out, const struct suite *suite,
                          const struct finding *finding)
{
    struct position position = place_position(finding->place);
    add_case(out, suite, finding->message, finding->place);
    text_add(out, ">\n      <failure");
    add_attribute(out, "type", level_name(finding->level));
    add_attribute(out, "message", finding->message);
    text_add_char(out, '>');
    if (finding->place.file) {
        add_escaped(out, finding->place.file->path);
        text_format(out, ":%u:%u", position.line, position.column);
    }
    list_each (struct related, related, &finding->related) {
        struct position other = place_position(related.place);
        text_add_char(out, '\n');
        add_escaped(out, related.place.file->path);
        text_format(out, ":%u:%u: ", other.line, other.column);
        add_escaped(out, related.label ? related.label : "");
    }
    list_each (const char *, step, &finding->via) {
        text_add(out, "\nvia: ");
        add_escaped(out, step);
    }
    list_each (const char *, note, &finding->notes) {
        text_add(out, "\nnote: ");
        add_escaped(out, note);
    }
    if (finding->help) {
        text_add(out, "\nhelp: ");
        add_escaped(out, finding->help);
    }
    text_add(out, "</failure>\n    </testcase>\n");
}

static void write_skipped(struct text *out, const struct suite *suite, const char *name,
                          const char *reason, struct place place)
{
    add_case(out, suite, name, place);
    text_add(out, ">\n      <skipped");
    add_attribute(out, "message", reason);
    text_add(out, "/>\n    </testcase>\n");
}

static void write_suite(const struct report *report, const struct suite *suite, struct text *out)
{
    const struct run *run = report->run;
    const char *id = suite->entry->id, *summary = suite->entry->rule->summary;
    uint32_t skipped = suite->undecided + (suite->skipped ? 1 : 0);
    uint32_t tests = suite->failures + skipped;
    text_add(out, "  <testsuite");
    add_attribute(out, "name", id);
    if (report->project)
        add_attribute(out, "package", report->project);
    text_format(out, " tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"%u\" time=\"0\">\n",
                tests ? tests : 1, suite->failures, skipped);
    list_each (struct finding *, finding, &run->findings)
        if (finding->rule == id)
            write_failure(out, suite, finding);
    list_each (struct undecided, undecided, &run->undecided)
        if (undecided.rule == suite->entry)
            write_skipped(out, suite, summary, undecided.reason, undecided.place);
    if (suite->skipped)
        write_skipped(out, suite, summary, suite->skipped, (struct place){0});
    if (!tests) {
        add_case(out, suite, summary, (struct place){0});
        text_add(out, "/>\n");
    }
    text_add(out, "  </testsuite>\n");
}

// Counted in one pass each: a rule may have found thousands.
static struct suite *suites_make(const struct run *run)
{
    struct suite *suites = arena_allocate(run->arena, rules_count * sizeof *suites);
    for (unsigned i = 0; i < rules_count; i++) {
        suites[i].entry = &rules_all[i];
        if (run_skips(run, &rules_all[i]))
            suites[i].skipped =
                arena_format(run->arena, "--skip %s", run_skips(run, &rules_all[i]));
    }
    list_each (struct finding *, finding, &run->findings)
        suites[rules_find(finding->rule) - rules_all].failures++;
    list_each (struct undecided, undecided, &run->undecided)
        suites[undecided.rule - rules_all].undecided++;
    list_each (struct not_applicable, not_applicable, &run->not_applicable)
        suites[not_applicable.rule - rules_all].skipped = not_applicable.reason;
    return suites;
}

// What no rule saw, so that nothing of it looks passed.
static void write_coverage(const struct report *report, struct text *out)
{
    uint32_t count = 0;
    list_each (struct coverage_line *, line, &report->coverage->lines)
        count += line->kind >= COVERAGE_NOT_READ && line->kind <= COVERAGE_NOT_FOLLOWED;
    if (!count)
        return;
    text_add(out, "  <testsuite name=\"coverage\"");
    if (report->project)
        add_attribute(out, "package", report->project);
    text_format(out, " tests=\"%u\" failures=\"0\" errors=\"0\" skipped=\"%u\" time=\"0\">\n",
                count, count);
    list_each (struct coverage_line *, line, &report->coverage->lines) {
        if (line->kind < COVERAGE_NOT_READ || line->kind > COVERAGE_NOT_FOLLOWED)
            continue;
        text_add(out, "    <testcase");
        add_attribute(out, "name", line->text);
        add_attribute(out, "classname", "coverage");
        text_add(out, " time=\"0\">\n      <skipped");
        add_attribute(out, "message", coverage_kind_name(line->kind));
        text_add(out, "/>\n    </testcase>\n");
    }
    text_add(out, "  </testsuite>\n");
}

// Whether a live database is what the files say.
static void write_differences(const struct report *report, struct text *out)
{
    const struct report_differences *differences = report->differences;
    if (!differences)
        return;
    uint32_t failures = differences->differences.count, skipped = differences->notes.count;
    uint32_t tests = failures + skipped;
    text_format(out,
                "  <testsuite name=\"database\" tests=\"%u\" failures=\"%u\" errors=\"0\" "
                "skipped=\"%u\" time=\"0\">\n",
                tests ? tests : 1, failures, skipped);
    list_each (const char *, sentence, &differences->differences) {
        text_add(out, "    <testcase");
        add_attribute(out, "name", sentence);
        text_add(out, " classname=\"database\" time=\"0\">\n      <failure type=\"error\"");
        add_attribute(out, "message", sentence);
        text_add(out, "/>\n    </testcase>\n");
    }
    list_each (const char *, sentence, &differences->notes) {
        text_add(out, "    <testcase");
        add_attribute(out, "name", sentence);
        text_add(out, " classname=\"database\" time=\"0\">\n      <skipped");
        add_attribute(out, "message", sentence);
        text_add(out, "/>\n    </testcase>\n");
    }
    if (!tests)
        text_add(out, "    <testcase name=\"the database is what the files say\" "
                      "classname=\"database\" time=\"0\"/>\n");
    text_add(out, "  </testsuite>\n");
}

void report_junit_open(const struct report_totals *totals, struct text *out)
{
    (void)totals;
    text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"lintel\">\n");
}

void report_junit_close(const struct report_totals *totals, struct text *out)
{
    (void)totals;
    text_add(out, "</testsuites>\n");
}

void report_junit(const struct report *report, struct text *out)
{
    if (report->failure) {
        text_add(out, "  <testsuite name=\"lintel\"");
        add_attribute(out, "package", report->project);
        text_add(out,
                 " tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" time=\"0\">\n"
                 "    <testcase name=\"check\" classname=\"lintel\" time=\"0\">\n      <error");
        add_attribute(out, "message", report->failure);
        text_add(out, "/>\n    </testcase>\n  </testsuite>\n");
        return;
    }
    const struct run *run = report->run;
    const struct suite *suites = suites_make(run);
    for (unsigned i = 0; i < rules_count; i++)
        if (run->was_run[i] || suites[i].skipped)
            write_suite(report, &suites[i], out);
    write_coverage(report, out);
    write_differences(report, out);
}
