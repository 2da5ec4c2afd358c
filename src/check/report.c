// The table of formats, and what formats for people share.
#include "check/report.h"

#include "base/utf8.h"

const struct report_format report_formats[] = {
    {"text", "findings with their source lines, then what was covered", report_text},
    {"concise", "one line per finding", report_concise},
    {"json", "one object with findings, coverage and summary", report_json},
    {0},
};

const struct report_format *report_format_find(const char *name)
{
    for (const struct report_format *format = report_formats; format->name; format++)
        if (strcmp(format->name, name) == 0)
            return format;
    return NULL;
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
