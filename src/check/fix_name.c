// The last migration is the model: its number is taken apart, and the next one put together in the
// same form. All that lies in its folder is looked at, also what was not read, so that no number is
// given twice.
#include <time.h>

#include "check/fix.h"

#include "base/file.h"
#include "base/word.h"
#include "read/split.h"

enum { NUMBER_DIGITS = 18 }; // of a number that is counted on

// "0007_", "20240101120000-", "2024-01-01-120000_", "V12__", "V1.2__": before the number, the
// number, behind it.
struct number {
    const char *before; // "V1." of V1.2__x
    size_t before_length;
    uint64_t value;
    int width;    // of digits
    bool is_date; // with dashes between them
    const char *separator;
    size_t separator_length;
};

// "2024-01-01", "2024-01-01-120000": as many digits and dashes as are there; 0 where it is neither.
static size_t date_length(const char *name)
{
    static const char form[] = "dddd-dd-dd-dddddd";
    size_t at = 0;
    while (form[at] && (form[at] == 'd' ? byte_is_digit(name[at]) : name[at] == form[at]))
        at++;
    size_t length = at == strlen(form) ? at : at >= strlen("dddd-dd-dd") ? strlen("dddd-dd-dd") : 0;
    return byte_is_digit(name[length]) ? 0 : length;
}

static void date_read(const char *name, size_t length, struct number *number)
{
    *number = (struct number){.before = name, .is_date = true};
    for (size_t i = 0; i < length; i++)
        if (byte_is_digit(name[i])) {
            number->value = number->value * 10 + (uint64_t)(name[i] - '0');
            number->width++;
        }
}

static bool number_read(const char *name, struct number *number)
{
    size_t date = date_length(name);
    const char *at = name;
    bool is_version = (*at == 'V' || *at == 'v') && byte_is_digit(at[1]);
    at += is_version;
    const char *digits = at;
    while (byte_is_digit(*at))
        at++;
    // The last of several: 1.2, and with Flyway 1_2.
    while ((*at == '.' || (is_version && *at == '_')) && byte_is_digit(at[1])) {
        digits = ++at;
        while (byte_is_digit(*at))
            at++;
    }
    if (at == digits || at - digits > NUMBER_DIGITS)
        return false;
    if (date) {
        date_read(name, date, number);
        number->separator = at = name + date;
    } else {
        *number = (struct number){.before = name,
                                  .before_length = (size_t)(digits - name),
                                  .value = strtoull(digits, NULL, 10),
                                  .width = (int)(at - digits),
                                  .separator = at};
    }
    while (*at == '_' || *at == '-')
        at++;
    if (at == number->separator && string_starts_with(at, ".do."))
        at += strlen(".do.");
    number->separator_length = (size_t)(at - number->separator);
    return true;
}

// ---- which number ----------------------------------------------------------------------------------

// The present moment as such numbers say it, by their width; 0 where they only count.
static uint64_t moment(const struct number *number, int64_t now)
{
    struct tm utc;
    time_t seconds = (time_t)now;
    gmtime_r(&seconds, &utc);
    uint64_t day = (uint64_t)(utc.tm_year + 1900) * 10000 + (uint64_t)(utc.tm_mon + 1) * 100 +
                   (uint64_t)utc.tm_mday;
    uint64_t minute = (day * 100 + (uint64_t)utc.tm_hour) * 100 + (uint64_t)utc.tm_min;
    const struct {
        int width;
        uint64_t least, value;
    } forms[] = {
        {14, 19000000000000, minute * 100 + (uint64_t)utc.tm_sec},
        {13, 1000000000000, (uint64_t)now * 1000},
        {12, 190000000000, minute},
        {10, 1000000000, (uint64_t)now},
        {8, 19000000, day},
    };
    for (size_t i = 0; i < array_length(forms); i++)
        if (number->width == forms[i].width && number->value >= forms[i].least)
            return forms[i].value;
    return 0;
}

static bool same_form(const struct number *one, const struct number *other)
{
    return one->is_date == other->is_date && one->before_length == other->before_length &&
           memcmp(one->before, other->before, one->before_length) == 0;
}

// The highest of all that lie beside it and have its form.
static uint64_t highest(struct arena *arena, const char *folder, const struct number *model)
{
    uint64_t value = model->value;
    struct file_entries entries;
    struct error ignored;
    if (!file_list(arena, *folder ? folder : ".", &entries, &ignored))
        return value;
    list_each (struct file_entry, entry, &entries) {
        struct number number;
        if (number_read(entry.name, &number) && same_form(&number, model) && number.value > value &&
            (number.width == model->width || model->width < 8))
            value = number.value;
    }
    return value;
}

static const char *number_text(struct arena *arena, const struct number *model, uint64_t value)
{
    const char *digits = arena_format(arena, "%0*llu", model->width, (unsigned long long)value);
    if (!model->is_date)
        return digits;
    return arena_format(arena, "%.4s-%.2s-%.2s%s%s", digits, digits + 4, digits + 6,
                        digits[8] ? "-" : "", digits + 8);
}

// The name up to the ending.
static const char *next_name(struct arena *arena, const char *folder, const struct number *model,
                             int64_t now)
{
    uint64_t last = highest(arena, folder, model), present = moment(model, now);
    const char *words =
        memchr(model->separator, '-', model->separator_length) ? "lintel-fixes" : "lintel_fixes";
    return arena_format(arena, "%.*s%s%.*s%s", (int)model->before_length, model->before,
                        number_text(arena, model, present > last ? present : last + 1),
                        model->separator_length ? (int)model->separator_length : 1,
                        model->separator_length ? model->separator : "_", words);
}

// ---- the neighbour's form --------------------------------------------------------------------------

// Comments by which tools know the way forth and back (read/split_script.c knows what they mean).
static const char *const ups[] = {"-- +goose up",  "-- +migrate up", "-- migrate:up",
                                  "-- rambler up", "-- !ups",        "# --- !ups"};
static const char *const downs[] = {"-- +goose down",
                                    "-- +migrate down",
                                    "-- migrate:down",
                                    "-- rambler down",
                                    "-- !downs",
                                    "# --- !downs",
                                    "---- create above / drop below ----"};

// The first line that begins like one of these, as it is written.
static const char *line_find(struct arena *arena, const struct source_file *file,
                             const char *const *beginnings, size_t count)
{
    for (const char *at = file->bytes; *at;) {
        size_t length = strcspn(at, "\r\n");
        for (size_t i = 0; i < count; i++)
            if (length >= strlen(beginnings[i]) &&
                strncasecmp(at, beginnings[i], strlen(beginnings[i])) == 0)
                return arena_copy(arena, at, length);
        at += length;
        at += strspn(at, "\r\n");
    }
    return NULL;
}

static void markers_find(struct arena *arena, const struct source_file *file,
                         struct fix_place *place)
{
    place->up = line_find(arena, file, ups, array_length(ups));
    place->down = line_find(arena, file, downs, array_length(downs));
}

static bool is_there(struct arena *arena, const char *folder, const char *name)
{
    struct file_status status;
    struct error ignored;
    return file_look(file_join(arena, folder, name), &status, &ignored) &&
           status.kind != FILE_ABSENT;
}

// ---- the last migration -----------------------------------------------------------------------------

static const char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return !slash ? "" : slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

// Flyway runs these after all others, whenever they change: no model for one that comes next.
static bool is_repeatable(const struct source_file *file)
{
    return string_starts_with(name_of(file->path), "R__");
}

static const struct source_file *last_file(const struct design *design)
{
    const struct source_file *last = NULL;
    list_each (struct source_file *, file, &design->files)
        if (file->is_schema && !file->is_builtin && !(last && is_repeatable(file)))
            last = file;
    return last;
}

// Beside a schema that is not numbered: nobody runs it by itself.
static void name_loose(struct arena *arena, const struct source_file *file, struct fix_place *place)
{
    place->path = file_join(arena, folder_of(arena, file->path), "lintel_fixes.sql");
    place->advice = arena_format(arena,
                                 "%s is no numbered migration, so nothing runs the new file by "
                                 "itself: put its statements where they belong",
                                 file->path);
}

static bool is_ours_to_name(struct arena *arena, const char *folder, struct error *error)
{
    return !is_there(arena, folder, "meta/_journal.json") ||
           error_set(error,
                     "drizzle runs the migrations that %s lists and no others: `drizzle-kit "
                     "generate --custom` makes an empty one, and --fix --dry-run prints what to "
                     "put into it",
                     file_join(arena, folder, "meta/_journal.json"));
}

static bool path_is_free(struct arena *arena, const struct fix_place *place, struct error *error)
{
    const char *path = place->folder ? place->folder : place->path;
    return !is_there(arena, "", path) ||
           error_set(error,
                     "%s is there already and is not written over: run it or remove it first, or "
                     "see what --fix --dry-run prints",
                     path);
}

bool fix_name(const struct design *design, struct arena *arena, int64_t now,
              struct fix_place *place, struct error *error)
{
    const struct source_file *file = last_file(design);
    struct number number;
    *place = (struct fix_place){0};
    if (!file)
        return error_set(error, "there is no schema to write a migration beside: --fix --dry-run "
                                "prints it");
    const char *folder = folder_of(arena, file->path), *name = name_of(file->path);
    const char *own = name_of(folder); // a folder for each migration
    markers_find(arena, file, place);
    if (number_read(name, &number)) {
        const char *ending = string_ends_with(name, ".up.sql") ? ".up.sql" : ".sql";
        place->path =
            file_join(arena, folder,
                      arena_format(arena, "%s%s", next_name(arena, folder, &number, now), ending));
    } else if (number_read(own, &number) && number.separator_length) {
        folder = folder_of(arena, folder);
        place->folder = file_join(arena, folder, next_name(arena, folder, &number, now));
        place->path = file_join(arena, place->folder, name);
    } else {
        name_loose(arena, file, place);
    }
    if (is_there(arena, folder, "atlas.sum"))
        place->advice = "`atlas migrate hash` makes atlas.sum know it";
    return is_ours_to_name(arena, folder, error) && path_is_free(arena, place, error);
}
