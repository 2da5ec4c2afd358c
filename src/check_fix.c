// Writes the migration that check/fix.h makes, or prints it.
#include <time.h>

#include "check_fix.h"

#include "base/file.h"
#include "check/fix.h"
#include "check/report.h"
#include "options.h"

static void count_write(struct text *out, const struct fix *fix)
{
    if (fix->left)
        text_format(out, "%u finding%s ha%s no fix of this kind: `lintel check` shows %s\n",
                    fix->left, fix->left == 1 ? "" : "s", fix->left == 1 ? "s" : "ve",
                    fix->left == 1 ? "it" : "them");
}

static void dry_run(const struct fix *fix, const struct error *error, bool is_named,
                    struct text *out)
{
    if (is_named) {
        text_add(out, "-- file: ");
        report_add_visible(out, fix->place.path, strlen(fix->place.path), 0);
        text_add_char(out, '\n');
    } else {
        complain("%s", error->message);
    }
    text_add(out, fix->text);
}

static bool fix_write(const struct fix *fix, struct text *out, struct error *error)
{
    const struct fix_place *place = &fix->place;
    if ((place->folder && !file_make_folder(place->folder, error)) ||
        !file_create(place->path, fix->text, strlen(fix->text), error))
        return false;
    report_add_visible(out, place->path, strlen(place->path), 0);
    text_format(out, ": written, with the change for %u finding%s\n", fix->answered,
                fix->answered == 1 ? "" : "s");
    if (place->advice) {
        report_add_visible(out, place->advice, strlen(place->advice), 0);
        text_add_char(out, '\n');
    }
    return true;
}

bool check_fix(const struct run *run, bool is_dry, struct text *out, int *status,
               struct error *error)
{
    struct fix fix;
    bool is_named = fix_make(run, time(NULL), &fix, error);
    *status = run->errors ? EXIT_FINDINGS : EXIT_CLEAN;
    if (!fix.text)
        text_format(out, "%snothing to fix: no finding has a mechanical change\n",
                    is_dry ? "-- " : "");
    else if (is_dry)
        dry_run(&fix, error, is_named, out);
    else if (!is_named || !fix_write(&fix, out, error))
        return false;
    if (is_dry)
        return true;
    count_write(out, &fix);
    *status = fix.left_blocking ? EXIT_FINDINGS : EXIT_CLEAN;
    return true;
}
