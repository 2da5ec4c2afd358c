// Workflow commands of GitHub Actions: a line for each finding, which the runner turns into an
// annotation at its place, and one notice with what was covered. Nothing else is written, since the
// runner obeys whatever begins like a command. GitHub shows ten errors, ten warnings and ten
// notices of a step.
//
//     command = "::" ("error" | "warning" | "notice") " " property ("," property)* "::" message
//
// In a message %, CR and LF are written as %25, %0D, %0A; in a property also ":" and ",".
#include "check/report.h"

enum { COVERAGE_LINES = 40 }; // GitHub cuts long messages

static void add_escaped(struct text *out, const char *string, bool is_property)
{
    struct text visible; // nothing that would move the cursor in the log
    text_init(&visible);
    report_add_visible(&visible, string, strlen(string), 0);
    for (size_t i = 0; i < visible.length; i++) {
        char byte = visible.string[i];
        if (byte == '%' || (is_property && (byte == ':' || byte == ',')))
            text_format(out, "%%%02X", byte);
        else
            text_add_char(out, byte);
    }
    text_release(&visible);
}

static void add_line(struct text *out, const char *kind, const char *string)
{
    text_add(out, "%0A");
    text_add(out, kind);
    add_escaped(out, string, false);
}

static void add_place(struct text *out, struct place place)
{
    if (!place.file)
        return;
    place = report_extent(place);
    struct place behind = {place.file, place.offset + place.length, 0};
    struct position start = place_position(place), end = place_position(behind);
    const char *path = place.file->path;
    while (string_starts_with(path, "./"))
        path += 2;
    text_add(out, "file=");
    add_escaped(out, path, true);
    text_format(out, ",line=%u,endLine=%u,col=%u", start.line, end.line, start.column);
    if (place.length && start.line == end.line) // else columns are not allowed an end
        text_format(out, ",endColumn=%u", end.column);
    text_add_char(out, ',');
}

static void write_finding(const struct finding *finding, struct text *out)
{
    text_format(out, "::%s ", level_name(finding->level));
    add_place(out, finding->place);
    text_add(out, "title=");
    add_escaped(out, finding->rule, true);
    text_add(out, "::");
    add_escaped(out, finding->message, false);
    list_each (const char *, step, &finding->via)
        add_line(out, "via: ", step);
    list_each (const char *, note, &finding->notes)
        add_line(out, "note: ", note);
    if (finding->help)
        add_line(out, "help: ", finding->help);
    text_add_char(out, '\n');
}

static void add_title(struct text *out, const struct report *report)
{
    text_add(out, "title=lintel");
    if (report->project) {
        text_add(out, "%3A ");
        add_escaped(out, report->project, true);
    }
    text_add(out, "::");
}

static void write_database(const struct report *report, const char *level, const char *sentence,
                           struct text *out)
{
    text_format(out, "::%s ", level);
    add_title(out, report);
    text_add(out, "database: ");
    add_escaped(out, sentence, false);
    text_add_char(out, '\n');
}

static void write_coverage(const struct report *report, struct text *out)
{
    const struct run *run = report->run;
    text_add(out, "::notice ");
    add_title(out, report);
    text_format(out, "%u error%s, %u warning%s", run->errors, run->errors == 1 ? "" : "s",
                run->warnings, run->warnings == 1 ? "" : "s");
    add_line(out, "read: ", coverage_statements(run->arena, run->design));
    add_line(out, "checked: ", coverage_rules(run->arena, run));
    uint32_t shown = 0;
    list_each (struct coverage_line *, line, &report->coverage->lines) {
        if (shown++ == COVERAGE_LINES) {
            text_format(out, "%%0Aand %u lines more",
                        report->coverage->lines.count - COVERAGE_LINES);
            break;
        }
        text_format(out, "%%0A%s: ", coverage_kind_name(line->kind));
        add_escaped(out, line->text, false);
        if (line->count > 1)
            text_format(out, " (%u places)", line->count);
    }
    text_add_char(out, '\n');
}

void report_github(const struct report *report, struct text *out)
{
    if (report->failure) {
        text_add(out, "::error ");
        add_title(out, report);
        add_escaped(out, report->failure, false);
        text_add_char(out, '\n');
        return;
    }
    list_each (struct finding *, finding, &report->run->findings)
        write_finding(finding, out);
    if (report->differences) {
        list_each (const char *, sentence, &report->differences->differences)
            write_database(report, "error", sentence, out);
        list_each (const char *, sentence, &report->differences->notes)
            write_database(report, "warning", sentence, out);
    }
    write_coverage(report, out);
}
