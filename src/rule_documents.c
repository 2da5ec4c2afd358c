// An example is a project: its files are written into a folder of their own and checked as any
// other, so that a page shows what a user would see. An example of several files begins each with a
// line that names it; without one it is schema.sql (CONTRIBUTING.md).
#include "rule_documents.h"

#include "base/file.h"
#include "check/rule_page.h"
#include "checked.h"

static bool is_name_line(const char *line)
{
    return string_starts_with(line, "-- file: ") || string_starts_with(line, "# file: ");
}

static const char *line_below(const char *line)
{
    const char *end = strchr(line, '\n');
    return end ? end + 1 : line + strlen(line);
}

static bool example_write(struct arena *arena, const char *folder, const char *example,
                          struct error *error)
{
    for (const char *at = example; *at;) {
        const char *name = "schema.sql", *next = line_below(at);
        if (is_name_line(at)) {
            const char *start = strstr(at, ": ") + 2;
            name = arena_copy(arena, start, strcspn(start, "\n"));
        }
        while (*next && !is_name_line(next))
            next = line_below(next);
        for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
            const char *below = arena_copy(arena, name, (size_t)(slash - name));
            if (!file_make_folder(file_join(arena, folder, below), error))
                return false;
        }
        if (!file_write(file_join(arena, folder, name), at, (size_t)(next - at), error))
            return false;
        at = next;
    }
    return true;
}

// Without the folder in which nobody finds it again.
static const char *without(struct arena *arena, const char *string, const char *folder)
{
    size_t length = strlen(folder);
    char *kept = arena_copy_string(arena, string), *to = kept;
    for (const char *at = string; *at;)
        if (strncmp(at, folder, length) == 0 && at[length] == '/')
            at += length + 1;
        else
            *to++ = *at++;
    *to = '\0';
    return kept;
}

// What the rule says of the example in the folder.
static bool example_check(struct arena *arena, const char *folder, const struct rule_entry *entry,
                          const char **said, struct error *error)
{
    struct checked checked;
    struct selection selection;
    struct project_options options = {.folder = folder_limits_default, .sql = sql_limits_default};
    struct profile_names profiles = {0};
    struct project_paths paths = {0};
    struct selection_words only = {0}, skip = {0};
    struct design *design = design_new();
    list_add(arena, &paths, folder);
    list_add(arena, &only, entry->id);
    bool is_read = selection_make(arena, &only, &skip, &selection, error) &&
                   checked_read(&checked, arena, design, &paths, &options, &profiles, error);
    if (is_read) {
        struct text text;
        text_init(&text);
        checked_run(&checked, arena, &selection);
        struct report report = {.run = &checked.run};
        report_text_findings(&report, &text);
        while (text.length && text.string[text.length - 1] == '\n')
            text.string[--text.length] = '\0';
        *said = without(arena, text.length ? text.string : "", folder);
        text_release(&text);
    }
    design_free(design);
    return is_read;
}

static bool page_write(struct arena *arena, const char *folder, const char *path,
                       const struct text *page, struct error *error)
{
    const char *whole = file_join(arena, folder, path);
    if (!file_write(whole, page->string, page->length, error))
        return false;
    printf("wrote %s\n", whole);
    return true;
}

static bool rule_write(struct arena *arena, const char *folder, const struct rule_entry *entry,
                       struct error *error)
{
    const char *scratch, *said = NULL, *path = rule_page_path(arena, entry);
    const char *family = arena_copy(arena, path, (size_t)(strrchr(path, '/') - path));
    struct text page;
    if (!file_make_scratch(arena, &scratch, error))
        return false;
    bool is_checked = example_write(arena, scratch, entry->rule->wrong, error) &&
                      example_check(arena, scratch, entry, &said, error);
    file_remove_scratch(arena, scratch);
    if (!is_checked || !file_make_folder(file_join(arena, folder, family), error))
        return false;
    text_init(&page);
    rule_page_write(entry, said, &page);
    bool is_written = page_write(arena, folder, path, &page, error);
    text_release(&page);
    return is_written;
}

bool rule_documents_write(struct arena *arena, const char *folder, struct error *error)
{
    struct text index;
    if (!file_make_folder(file_join(arena, folder, "rules"), error))
        return false;
    for (unsigned i = 0; i < rules_count; i++)
        if (!rule_write(arena, folder, &rules_all[i], error))
            return false;
    text_init(&index);
    rule_page_index(&index);
    bool is_written = page_write(arena, folder, "rules/README.md", &index, error);
    text_release(&index);
    return is_written;
}
