// The matrix for `lintel check --access`: judged and printed, and what could not be read beside it.
#include "check_access.h"

#include "check/tenancy_rule.h"
#include "options.h"

// Whether a verdict may be another than is printed, for want of what this statement says.
static bool gap_matters(const struct gap *gap)
{
    bool is_own = !(gap->place.file && gap->place.file->is_builtin);
    // What was not parsed, followed or looked at may do anything, whatever its own words are.
    bool is_opaque = gap->kind == GAP_SYNTAX || gap->kind == GAP_DYNAMIC || gap->kind == GAP_LIMIT;
    return is_own && (is_opaque || gap_concerns_row_security(gap));
}

static void gaps_print(const struct design *design, struct arena *arena, struct text *out)
{
    bool is_first = true;
    list_each (struct gap, gap, &design->gaps) {
        if (!gap_matters(&gap))
            continue;
        if (is_first)
            text_add(out, "\nnot read, and may have a say in it:\n");
        is_first = false;
        text_format(out, "  %s\n", place_message(arena, gap.place, gap.reason));
    }
}

static bool has_gaps(const struct design *design)
{
    list_each (struct gap, gap, &design->gaps)
        if (gap_matters(&gap))
            return true;
    return false;
}

bool check_access(struct checked *checked, struct arena *arena, const char *format,
                  const char *explained, struct text *out, int *status, struct error *error)
{
    struct text lines;
    checked->run =
        (struct run){.design = checked->design, .arena = arena, .profile = &checked->profile};
    struct check check = {.design = checked->design, .arena = arena, .run = &checked->run};
    const struct access *access = access_of_rules(&check);
    *status = has_gaps(checked->design) ? EXIT_FINDINGS : EXIT_CLEAN;
    if (strcmp(format, "json") == 0 && !explained) {
        access_print_json(access, out);
        return true;
    }
    text_init(&lines);
    bool is_found = !explained || access_explain(access, explained, &lines, error);
    if (!explained)
        access_print(access, &lines);
    if (is_found) {
        gaps_print(checked->design, arena, &lines);
        report_add_lines(out, &lines); // JSON escapes by itself
    }
    text_release(&lines);
    return is_found;
}
