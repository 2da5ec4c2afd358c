// The report for people:
//
//     schema.sql:3:12: warning[schema/x]: message
//       |
//     3 |     at timestamp,
//       |        ^^^^^^^^^ label
//       ::: other.sql:1:7
//     1 | ...
//       = note: ...
//       = help: ...
//
// then what was covered, then one line that sums up. A line too long for a terminal is shown around
// its caret. Costs per finding do not grow with the length of the line.
#include "base/utf8.h"
#include "base/word.h"
#include "check/baseline.h"
#include "check/report.h"

enum {
    LINE_BYTES = 120,        // of a source line that are shown
    BYTES_BEFORE_CARET = 40, // of a line that is cut
    PLACES_SHOWN = 5,
    LINES_SHOWN = 10, // coverage lines of one kind
};

// The part of a source line that is shown, and where the place is in it.
struct excerpt {
    uint32_t line;
    const char *start, *end;             // the part
    const char *place_start, *place_end; // within it
    bool is_cut_before, is_cut_after;
};

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static struct excerpt excerpt_of(struct place place)
{
    struct excerpt excerpt = {.line = place_position(place).line};
    size_t length;
    const char *line = place_line(place.file, excerpt.line, &length);
    const char *line_end = line + length, *start = place.file->bytes + place.offset;
    if (start > line_end)
        start = line_end; // a place at the line break, or behind the end of the file
    excerpt.start = line;
    excerpt.end = line_end;
    if (length > LINE_BYTES) {
        if (start - line > LINE_BYTES - BYTES_BEFORE_CARET)
            excerpt.start = start - BYTES_BEFORE_CARET;
        // To the beginning of a character; bytes that begin none may be many.
        for (int i = 0; i < 3 && excerpt.start > line && is_continuation(*excerpt.start); i++)
            excerpt.start--;
        if (line_end - excerpt.start > LINE_BYTES)
            excerpt.end = excerpt.start + LINE_BYTES;
        while (excerpt.end < line_end && is_continuation(*excerpt.end))
            excerpt.end++;
        excerpt.is_cut_before = excerpt.start > line;
        excerpt.is_cut_after = excerpt.end < line_end;
    }
    excerpt.place_start = start;
    excerpt.place_end = report_place_end(place, start, excerpt.end);
    while (excerpt.place_end > start + 1 && strchr(" \t\r", excerpt.place_end[-1]))
        excerpt.place_end--;
    return excerpt;
}

static void write_gutter(const struct report *report, int width, uint32_t line, struct text *out)
{
    report_colour(report, COLOUR_GUTTER, out);
    if (line)
        text_format(out, "%*u |", width, line);
    else
        text_format(out, "%*s |", width, "");
    report_colour(report, COLOUR_NONE, out);
}

static void write_excerpt(const struct report *report, const struct excerpt *excerpt, int width,
                          char mark, enum report_colour colour, const char *label, struct text *out)
{
    write_gutter(report, width, excerpt->line, out);
    const char *cut = "...";
    text_format(out, " %s", excerpt->is_cut_before ? cut : "");
    uint32_t first = excerpt->is_cut_before ? (uint32_t)strlen(cut) : 0;
    uint32_t from = report_add_visible(out, excerpt->start,
                                       (size_t)(excerpt->place_start - excerpt->start), first);
    uint32_t to = report_add_visible(out, excerpt->place_start,
                                     (size_t)(excerpt->place_end - excerpt->place_start), from);
    report_add_visible(out, excerpt->place_end, (size_t)(excerpt->end - excerpt->place_end), to);
    text_format(out, "%s\n", excerpt->is_cut_after ? cut : "");
    write_gutter(report, width, 0, out);
    text_repeat(out, ' ', 1 + from);
    report_colour(report, colour, out);
    text_repeat(out, mark, to > from ? to - from : 1);
    if (label) {
        text_add_char(out, ' ');
        report_add_visible(out, label, strlen(label), 0);
    }
    report_colour(report, COLOUR_NONE, out);
    text_add_char(out, '\n');
}

static void write_remark(const struct report *report, const char *kind, const char *remark,
                         struct text *out)
{
    report_colour(report, COLOUR_GUTTER, out);
    text_add(out, "  = ");
    report_colour(report, COLOUR_STRONG, out);
    text_add(out, kind);
    report_colour(report, COLOUR_NONE, out);
    report_add_visible(out, remark, strlen(remark), 0);
    text_add_char(out, '\n');
}

static void write_finding(const struct report *report, const struct finding *finding,
                          struct text *out)
{
    report_first_line(report, finding, out);
    text_add_char(out, '\n');
    struct excerpt excerpt = {0};
    uint32_t largest = 0;
    if (finding->place.file)
        largest = (excerpt = excerpt_of(finding->place)).line;
    list_each (struct related, related, &finding->related) {
        uint32_t line = place_position(related.place).line;
        largest = line > largest ? line : largest;
    }
    int width = snprintf(NULL, 0, "%u", largest);
    if (finding->place.file) {
        write_gutter(report, width, 0, out);
        text_add_char(out, '\n');
        enum report_colour colour = finding->level == LEVEL_ERROR ? COLOUR_ERROR : COLOUR_WARNING;
        write_excerpt(report, &excerpt, width, '^', colour, finding->label, out);
    }
    list_each (struct related, related, &finding->related) {
        struct position position = place_position(related.place);
        const char *path = related.place.file->path;
        report_colour(report, COLOUR_GUTTER, out);
        text_format(out, "%*s::: ", width, "");
        report_colour(report, COLOUR_NONE, out);
        report_add_visible(out, path, strlen(path), 0);
        text_format(out, ":%u:%u\n", position.line, position.column);
        excerpt = excerpt_of(related.place);
        write_excerpt(report, &excerpt, width, '-', COLOUR_GUTTER, related.label, out);
    }
    list_each (const char *, step, &finding->via)
        write_remark(report, "via:  ", step, out);
    list_each (const char *, note, &finding->notes)
        write_remark(report, "note: ", note, out);
    if (finding->help)
        write_remark(report, "help: ", finding->help, out);
    text_add_char(out, '\n');
}

// ---- what was covered ---------------------------------------------------------------------------

static void write_places(const struct report *report, const struct coverage_line *line,
                         struct text *out)
{
    uint32_t shown = 0;
    list_each (struct coverage_place, each, &line->places) {
        if (shown == PLACES_SHOWN && !report->is_verbose)
            break;
        shown++;
        text_add(out, "    ");
        if (each.place.file) {
            struct position position = place_position(each.place);
            const char *path = each.place.file->path;
            report_add_visible(out, path, strlen(path), 0);
            text_format(out, ":%u:%u", position.line, position.column);
        }
        if (each.text) {
            text_add(out, each.place.file ? ": " : "");
            report_add_visible(out, each.text, strlen(each.text), 0);
        }
        text_add_char(out, '\n');
    }
    if (shown < line->places.count)
        text_format(out, "    and %u more (--verbose lists them)\n", line->places.count - shown);
}

static void write_coverage(const struct report *report, struct text *out)
{
    struct run const *run = report->run;
    text_format(out, "read: %u file%s, %s\n", report->coverage->files,
                report->coverage->files == 1 ? "" : "s",
                coverage_statements(run->arena, run->design));
    text_format(out, "checked: %s\n", coverage_rules(run->arena, run));
    enum coverage_kind kind = COVERAGE_KINDS;
    uint32_t shown = 0, left_out = 0;
    list_each (struct coverage_line *, line, &report->coverage->lines) {
        if (line->kind != kind && left_out)
            text_format(out, "%s: %u more kinds (--verbose lists them)\n", coverage_kind_name(kind),
                        left_out);
        if (line->kind != kind)
            shown = left_out = 0;
        kind = line->kind;
        if (shown == LINES_SHOWN && !report->is_verbose) {
            left_out++;
            continue;
        }
        shown++;
        text_format(out, "%s: ", coverage_kind_name(kind));
        report_add_visible(out, line->text, strlen(line->text), 0);
        if (line->count > 1)
            text_format(out, " (%u places)", line->count);
        text_add_char(out, '\n');
        write_places(report, line, out);
    }
    if (left_out)
        text_format(out, "%s: %u more kinds (--verbose lists them)\n", coverage_kind_name(kind),
                    left_out);
}

static void write_count(uint32_t count, const char *what, const char *before, struct text *out)
{
    text_format(out, "%s%u %s%s", before, count, what, count == 1 ? "" : "s");
}

static void write_findings(uint32_t errors, uint32_t warnings, const char *none, struct text *out)
{
    if (errors)
        write_count(errors, "error", "", out);
    if (warnings)
        write_count(warnings, "warning", errors ? ", " : "", out);
    if (!errors && !warnings)
        text_add(out, none);
}

static void write_summary(const struct report *report, struct text *out)
{
    const struct run *run = report->run;
    write_findings(run->errors, run->warnings, run->baseline ? "no new findings" : "no findings",
                   out);
    write_count(report->coverage->files, "file", " in ", out);
    write_count(report->coverage->statements, "statement", " (", out);
    if (report->has_time)
        text_format(out, ", %u ms", report->milliseconds);
    text_add_char(out, ')');
    if (run->known.count)
        text_format(out, "; %u known", run->known.count);
    if (run->baseline && run->baseline->gone_count)
        text_format(out, "; %u of the baseline gone", run->baseline->gone_count);
    if (report->coverage->skipped) {
        write_count(report->coverage->skipped, "rule", "; ", out);
        text_add(out, " skipped, see above");
    }
    if (report->coverage->unjudged)
        text_format(out, "; %u statement%s or place%s could not be judged, see above",
                    report->coverage->unjudged, report->coverage->unjudged == 1 ? "" : "s",
                    report->coverage->unjudged == 1 ? "" : "s");
    text_add_char(out, '\n');
}

void report_text_findings(const struct report *report, struct text *out)
{
    list_each (struct finding *, finding, &report->run->findings)
        write_finding(report, finding, out);
}

void report_text(const struct report *report, struct text *out)
{
    if (report->project) {
        text_add(out, "project: ");
        report_add_visible(out, report->project, strlen(report->project), 0);
        text_add_char(out, '\n');
    }
    if (report->failure) {
        text_add(out, "not checked: ");
        report_add_visible(out, report->failure, strlen(report->failure), 0);
        text_add(out, "\n");
        return;
    }
    report_text_findings(report, out);
    write_coverage(report, out);
    write_summary(report, out);
}

void report_text_close(const struct report_totals *totals, struct text *out)
{
    if (totals->projects == 1)
        return;
    text_format(out, "\n%u projects: ", totals->projects);
    write_findings(totals->errors, totals->warnings, "no findings", out);
    if (totals->failed)
        text_format(out, "; %u could not be checked", totals->failed);
    text_add_char(out, '\n');
}
