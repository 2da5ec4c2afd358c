// How an ignore is read (after the marks of the comment):
//
//     ignore = "lintel-ignore" name ("," name)* [":" reason]
//
// The line it is about: its own, where code stands before or after it; else the first line below
// that is not itself a comment of its own, so that several can stand above one line, and above the
// comment that names a query, which it is about too.
#include "check/ignore.h"

#include "check/comments.h"
#include "check/run.h"

static const char word[] = "lintel-ignore";

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n*", *at))
        at++;
    return at;
}

static const char *trim_end(const char *start, const char *end)
{
    while (end > start && strchr(" \t\r\n*", end[-1]))
        end--;
    return end;
}

static bool is_blank(const char *start, const char *end)
{
    for (; start < end; start++)
        if (!strchr(" \t\r\n", *start))
            return false;
    return true;
}

// The lines a comment stands on, and whether nothing else does.
struct comment_lines {
    uint32_t first, last;
    bool is_alone;
};

static struct comment_lines lines_of(struct source_file *file, const struct comment *comment)
{
    struct place start = {file, comment->offset, 0};
    uint32_t end = comment->offset + comment->length;
    struct comment_lines lines = {.first = place_position(start).line,
                                  .last = place_position((struct place){file, end - 1, 0}).line};
    size_t length;
    const char *before = place_line(file, lines.first, &length);
    const char *line = place_line(file, lines.last, &length);
    lines.is_alone = is_blank(before, file->bytes + comment->offset) &&
                     is_blank(file->bytes + end, line + length);
    return lines;
}

// The reason on one line, without what draws the edge of a block comment.
static const char *reason_of(struct arena *arena, const char *start, const char *end)
{
    start = skip_space(start, end);
    end = trim_end(start, end);
    if (start == end)
        return NULL;
    char *reason = arena_copy(arena, start, (size_t)(end - start)), *to = reason;
    for (const char *at = reason; *at;) {
        bool is_break = *at == '\n' || *at == '\r';
        if (is_break)
            *to++ = ' ';
        at = is_break ? skip_space(at, reason + (end - start)) : at;
        if (!is_break)
            *to++ = *at++;
    }
    *to = '\0';
    return reason;
}

// The ignores in one comment, all about `line`.
static void comment_read(struct run *run, struct source_file *file, const struct comment *comment,
                         uint32_t line, bool is_alone)
{
    const char *end = comment->text + comment->text_length;
    const char *at = skip_space(comment->text, end);
    size_t word_length = sizeof word - 1;
    if ((size_t)(end - at) < word_length || memcmp(at, word, word_length) != 0)
        return;
    at += word_length;
    if (at < end && !strchr(" \t\r\n:", *at))
        return; // a longer word
    const char *colon = at < end ? memchr(at, ':', (size_t)(end - at)) : NULL;
    const char *names_end = colon ? colon : end;
    const char *reason = colon ? reason_of(run->arena, colon + 1, end) : NULL;
    while (at <= names_end) {
        const char *comma = memchr(at, ',', (size_t)(names_end - at));
        const char *stop = comma ? comma : names_end, *start = skip_space(at, stop);
        const char *name_end = trim_end(start, stop);
        const char *name = arena_copy(run->arena, start, (size_t)(name_end - start));
        struct place place = {file, (uint32_t)(start - file->bytes), (uint32_t)(name_end - start)};
        list_add(run->arena, &run->ignores,
                 (struct ignore){.place = place,
                                 .name = name,
                                 .rule = rules_find(name),
                                 .reason = reason,
                                 .line = line,
                                 .is_alone = is_alone});
        at = stop + 1;
    }
}

// The statement that begins on the line the ignore is about, where it is alone.
static void statement_find(struct ignore *ignore, const struct extent_list *statements)
{
    struct source_file *file = ignore->place.file;
    if (!ignore->is_alone || ignore->line > file->line_count)
        return;
    uint32_t low = 0, high = statements->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (statements->items[middle].offset < file->line_offsets[ignore->line - 1])
            low = middle + 1;
        else
            high = middle;
    }
    if (low == statements->count)
        return;
    struct extent found = statements->items[low];
    struct place start = {file, found.offset, 0};
    if (place_position(start).line == ignore->line) {
        ignore->statement_start = found.offset;
        ignore->statement_end = found.end;
    }
}

// The statements of a file of queries, which need no semicolon before the next name.
static void extents_of_queries(struct run *run, struct source_file *file,
                               struct extent_list *statements)
{
    statements->count = 0;
    list_each (struct named_query *, query, &run->design->queries)
        list_each (struct named_statement *, statement, &query->statements)
            if (statement->place.file == file)
                list_add(run->scratch, statements,
                         (struct extent){statement->place.offset,
                                         statement->place.offset + statement->place.length});
}

static void file_read(struct run *run, struct source_file *file)
{
    struct arena_mark mark = arena_mark(run->scratch);
    struct comment_list comments = {0};
    struct extent_list statements = {0};
    comments_read(run->scratch, file, &comments, &statements);
    if (!file->is_schema)
        extents_of_queries(run, file, &statements);
    uint32_t known = run->ignores.count;
    uint32_t below = 0; // the line below the comments that follow, while they follow one another
    struct comment_lines next = {0};
    for (uint32_t i = comments.count; i-- > 0;) {
        struct comment_lines lines = lines_of(file, &comments.items[i]);
        if (!(lines.is_alone && next.is_alone && next.first == lines.last + 1))
            below = lines.last + 1;
        comment_read(run, file, &comments.items[i], lines.is_alone ? below : lines.first,
                     lines.is_alone);
        next = lines;
    }
    for (uint32_t i = known; i < run->ignores.count; i++)
        statement_find(&run->ignores.items[i], &statements);
    arena_rewind(run->scratch, mark);
}

static int ignore_compare(const void *left, const void *right)
{
    const struct ignore *a = left, *b = right;
    return place_compare(a->place, b->place);
}

void ignores_collect(struct run *run)
{
    list_each (struct source_file *, file, &run->design->files)
        if (!file->is_builtin && memmem(file->bytes, file->length, word, sizeof word - 1))
            file_read(run, file);
    if (run->ignores.count)
        qsort(run->ignores.items, run->ignores.count, sizeof *run->ignores.items, ignore_compare);
}

// Behind the last ignore that is about this line of the file or one above it. Ignores are in the
// order of their places, and so, within a file, are the lines they are about.
static uint32_t ignores_until(const struct run *run, const struct source_file *file, uint32_t line)
{
    uint32_t low = 0, high = run->ignores.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct ignore *ignore = &run->ignores.items[middle];
        int order = ignore->place.file == file ? 0 : strcmp(ignore->place.file->path, file->path);
        if (order < 0 || (order == 0 && ignore->line <= line))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool uses(struct ignore *ignore, const struct finding *finding)
{
    if (!ignore->reason || !ignore->rule || ignore->rule->id != finding->rule)
        return false;
    ignore->used++;
    return true;
}

const char *ignore_silences(struct run *run, const struct finding *finding)
{
    struct place place = finding->place;
    const char *reason = NULL;
    if (!run->ignores.count || !place.file)
        return NULL;
    uint32_t line = place_position(place).line;
    // In the comments between an ignore and what it is about: the name of a query.
    for (uint32_t i = ignores_until(run, place.file, line); i < run->ignores.count; i++) {
        struct ignore *ignore = &run->ignores.items[i];
        if (ignore->place.file != place.file || ignore->place.offset >= place.offset)
            break;
        if (ignore->is_alone && uses(ignore, finding))
            reason = ignore->reason;
    }
    for (uint32_t i = ignores_until(run, place.file, line); i-- > 0;) {
        struct ignore *ignore = &run->ignores.items[i];
        if (ignore->place.file != place.file ||
            (ignore->line < line && ignore->statement_end && ignore->statement_end <= place.offset))
            break; // those before it are about statements and lines further up
        bool covers = ignore->line == line || (place.offset >= ignore->statement_start &&
                                               place.offset < ignore->statement_end);
        if (covers && uses(ignore, finding))
            reason = ignore->reason;
    }
    return reason;
}
