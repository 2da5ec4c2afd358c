// The table of formats, and what formats for people share.
#include "check/report.h"

#include "base/utf8.h"
#include "base/word.h"

const struct report_format report_formats[] = {
    {.name = "text",
     .help = "findings with their source lines, then what was covered",
     .write = report_text,
     .close = report_text_close,
     .between = "\n"},
    {.name = "concise", .help = "one line per finding", .write = report_concise},
    {.name = "json",
     .help = "one object with findings, coverage and summary",
     .write = report_json,
     .open = report_json_open,
     .close = report_json_close,
     .between = ","},
    {.name = "sarif",
     .help = "SARIF 2.1.0, for code scanning",
     .write = report_sarif,
     .open = report_sarif_open,
     .close = report_sarif_close,
     .between = ","},
    {.name = "github", .help = "annotations of GitHub Actions", .write = report_github},
    {.name = "junit",
     .help = "JUnit XML, one suite for each rule",
     .write = report_junit,
     .open = report_junit_open,
     .close = report_junit_close},
    {0},
};

const struct report_format *report_format_find(const char *name)
{
    for (const struct report_format *format = report_formats; format->name; format++)
        if (strcmp(format->name, name) == 0)
            return format;
    return NULL;
}

void report_join(const struct report_format *format, const struct report_totals *totals,
                 const struct text *parts, struct text *out)
{
    if (format->open)
        format->open(totals, out);
    for (uint32_t i = 0; i < totals->projects; i++) {
        if (i && format->between)
            text_add(out, format->between);
        text_add_bytes(out, parts[i].string, parts[i].length);
    }
    if (format->close)
        format->close(totals, out);
}

void report_write(const struct report_format *format, const struct report *report, struct text *out)
{
    struct report_totals totals = {
        .projects = 1, .errors = report->run->errors, .warnings = report->run->warnings};
    struct text part;
    text_init(&part);
    format->write(report, &part);
    report_join(format, &totals, &part, out);
    text_release(&part);
}

enum { TAB_COLUMNS = 4 };

// Control characters (C0, DEL, C1) and those that reverse the order of what follows.
static bool is_hostile(const char *at, size_t length)
{
    const unsigned char *byte = (const unsigned char *)at;
    if (length == 1)
        return byte[0] < 0x20 || byte[0] == 0x7f;
    if (length == 2)
        return byte[0] == 0xc2 && byte[1] < 0xa0;
    if (length == 3 && byte[0] == 0xe2)
        return (byte[1] == 0x80 &&
                (byte[2] == 0x8e || byte[2] == 0x8f || (byte[2] >= 0xa8 && byte[2] <= 0xae))) ||
               (byte[1] == 0x81 && byte[2] >= 0xa6 && byte[2] <= 0xa9);
    return false;
}

uint32_t report_add_visible(struct text *out, const char *bytes, size_t length, uint32_t column)
{
    for (size_t at = 0; at < length;) {
        size_t size = utf8_length(bytes + at, length - at);
        if (bytes[at] == '\t') {
            uint32_t width = TAB_COLUMNS - column % TAB_COLUMNS;
            text_repeat(out, ' ', width);
            column += width;
        } else {
            if (bytes[at] == '\n')
                text_add_char(out, ' ');
            else if (size == 0 || is_hostile(bytes + at, size))
                text_add(out, "\xef\xbf\xbd");
            else
                text_add_bytes(out, bytes + at, size);
            column++;
        }
        at += size ? size : 1;
    }
    return column;
}

void report_add_lines(struct text *out, const struct text *lines)
{
    for (size_t at = 0, length; at < lines->length; at += length + 1) {
        length = strcspn(lines->string + at, "\n");
        report_add_visible(out, lines->string + at, length, 0);
        text_add_char(out, '\n');
    }
}

const char *report_place_end(struct place place, const char *start, const char *line_end)
{
    if (place.length)
        return place.length < (size_t)(line_end - start) ? start + place.length : line_end;
    const char *end = start;
    if (end < line_end && *end == '"') {
        const char *closing = memchr(end + 1, '"', (size_t)(line_end - end - 1));
        return closing ? closing + 1 : line_end;
    }
    while (end < line_end && byte_is_identifier(*end))
        end++;
    return end;
}

struct place report_extent(struct place place)
{
    size_t length, file_length = place.file->length;
    if (place.offset > file_length)
        place.offset = (uint32_t)file_length;
    if (place.length > file_length - place.offset)
        place.length = (uint32_t)(file_length - place.offset);
    if (!place.length) {
        const char *line = place_line(place.file, place_position(place).line, &length);
        const char *start = place.file->bytes + place.offset;
        if (start < line + length)
            place.length = (uint32_t)(report_place_end(place, start, line + length) - start);
    }
    return place;
}

void report_colour(const struct report *report, enum report_colour colour, struct text *out)
{
    static const char *const sequences[] = {
        [COLOUR_NONE] = "\x1b[0m",       [COLOUR_ERROR] = "\x1b[1;31m",
        [COLOUR_WARNING] = "\x1b[1;33m", [COLOUR_GUTTER] = "\x1b[1;34m",
        [COLOUR_STRONG] = "\x1b[1m",
    };
    if (report->is_coloured)
        text_add(out, sequences[colour]);
}

void report_first_line(const struct report *report, const struct finding *finding, struct text *out)
{
    if (finding->place.file) {
        struct position position = place_position(finding->place);
        const char *path = finding->place.file->path;
        report_add_visible(out, path, strlen(path), 0);
        text_format(out, ":%u:%u: ", position.line, position.column);
    }
    report_colour(report, finding->level == LEVEL_ERROR ? COLOUR_ERROR : COLOUR_WARNING, out);
    text_format(out, "%s[%s]", level_name(finding->level), finding->rule);
    report_colour(report, COLOUR_NONE, out);
    text_add(out, ": ");
    report_add_visible(out, finding->message, strlen(finding->message), 0);
}
