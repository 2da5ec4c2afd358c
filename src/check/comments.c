// SQL: the splitter (read/split.h) says where statements are; comments are looked for in each
// statement, and in each gap between two, by itself, so that what a lexer cannot know in one (the
// data of a COPY, a psql command, a string that never ends) does not spoil the next.
//
//     comment  = "--" to the end of the line | "/*" (comment | any)* "*/"
//     passed   = '...' with '' | E'...' with \x | "..." with "" | $tag$ ... $tag$
//
// YAML: a "#" at the start of a line or after a space, unless a scalar covers it.
#include "check/comments.h"

#include "base/word.h"
#include "read/split.h"
#include "read/tree.h"

struct scan {
    struct arena *arena;
    struct source_file *file;
    struct comment_list *comments;
    const char *at, *end;
};

static void comment_add(struct scan *scan, const char *start, const char *text,
                        const char *text_end, const char *end)
{
    list_add(scan->arena, scan->comments,
             (struct comment){(uint32_t)(start - scan->file->bytes), (uint32_t)(end - start), text,
                              (uint32_t)(text_end - text)});
}

static const char *line_end(const char *at, const char *end)
{
    const char *found = memchr(at, '\n', (size_t)(end - at));
    return found ? found : end;
}

static void scan_line_comment(struct scan *scan, size_t mark)
{
    const char *start = scan->at, *end = line_end(start, scan->end);
    scan->at = end;
    while (end > start && end[-1] == '\r')
        end--;
    comment_add(scan, start, start + mark, end, end);
}

static void scan_block_comment(struct scan *scan)
{
    const char *start = scan->at, *at = start + 2;
    for (uint32_t depth = 1; depth; at++) {
        if (scan->end - at < 2) {
            scan->at = scan->end; // never ends: the reader reports it
            return;
        }
        if (at[0] == '/' && at[1] == '*') {
            depth++;
            at++;
        } else if (at[0] == '*' && at[1] == '/') {
            depth--;
            at++;
        }
    }
    scan->at = at;
    comment_add(scan, start, start + 2, at - 2, at);
}

static void scan_quoted(struct scan *scan, char quote, bool has_escapes)
{
    const char *at = scan->at + 1;
    for (; at < scan->end; at++) {
        if (has_escapes && *at == '\\')
            at++;
        else if (*at == quote && at + 1 < scan->end && at[1] == quote)
            at++;
        else if (*at == quote)
            break;
    }
    scan->at = at < scan->end ? at + 1 : scan->end;
}

static void scan_dollar(struct scan *scan)
{
    const char *tag = scan->at, *at = tag + 1;
    while (at < scan->end && byte_is_word(*at))
        at++;
    bool is_parameter = tag[1] >= '0' && tag[1] <= '9'; // $1
    if (at == scan->end || *at != '$' || (is_parameter && at > tag + 1)) {
        scan->at = at;
        return;
    }
    size_t length = (size_t)(at + 1 - tag);
    const char *closing = memmem(at + 1, (size_t)(scan->end - at - 1), tag, length);
    scan->at = closing ? closing + length : scan->end;
}

// From the scan's place to its end. `is_gap`: between statements, where psql commands may stand.
static void scan_sql(struct scan *scan, bool is_gap)
{
    const char *start = scan->at;
    while (scan->at < scan->end) {
        char byte = *scan->at, next = scan->at + 1 < scan->end ? scan->at[1] : '\0';
        bool after_word = scan->at > start && byte_is_word(scan->at[-1]);
        if (byte == '-' && next == '-')
            scan_line_comment(scan, 2);
        else if (byte == '/' && next == '*')
            scan_block_comment(scan);
        else if (byte == '\'')
            scan_quoted(scan, byte,
                        after_word && strchr("eE", scan->at[-1]) &&
                            (scan->at < start + 2 || !byte_is_word(scan->at[-2])));
        else if (byte == '"')
            scan_quoted(scan, byte, false);
        else if (byte == '$' && !after_word)
            scan_dollar(scan);
        else if (byte == '\\' && is_gap)
            scan->at = line_end(scan->at, scan->end);
        else
            scan->at++;
    }
}

// COPY ... FROM stdin: its data end with a line "\.".
static const char *after_data(const struct statement *statement, const char *at, const char *end)
{
    if (strncasecmp(statement->text, "copy", 4) != 0 || !strcasestr(statement->text, "stdin"))
        return at;
    const char *closing = memmem(at, (size_t)(end - at), "\n\\.", 3);
    return closing ? closing + 3 : at;
}

static void sql_read(struct scan *scan, struct extent_list *statements)
{
    const char *bytes = scan->file->bytes, *end = bytes + scan->file->length;
    struct arena *scratch = arena_new();
    struct arena_mark mark = arena_mark(scratch);
    struct splitter splitter;
    struct statement statement;
    splitter_init(&splitter, scan->file, scratch);
    scan->at = bytes;
    while (splitter_next(&splitter, &statement)) {
        struct extent extent = {statement.offset, statement.offset + statement.length};
        assert(extent.end <= scan->file->length && extent.offset <= extent.end);
        list_add(scan->arena, statements, extent);
        scan->end = bytes + extent.offset;
        scan_sql(scan, true);
        scan->at = bytes + extent.offset;
        scan->end = bytes + extent.end;
        scan_sql(scan, false);
        scan->at = after_data(&statement, bytes + extent.end, end);
        arena_rewind(scratch, mark);
    }
    scan->end = end;
    scan_sql(scan, true);
    arena_free(scratch);
}

// Marks the bytes that scalars cover. Depth is bounded by the reader's limits.
static void scalars_mark(const struct tree *node, char *covered)
{
    if (node->kind == TREE_SCALAR)
        memset(covered + node->place.offset, 1, node->place.length);
    for (uint32_t i = 0; node->kind == TREE_SEQUENCE && i < node->count; i++)
        scalars_mark(node->items[i], covered);
    for (uint32_t i = 0; node->kind == TREE_MAPPING && i < node->count; i++) {
        scalars_mark(node->pairs[i].key, covered);
        scalars_mark(node->pairs[i].value, covered);
    }
}

static void yaml_read(struct scan *scan)
{
    struct arena *scratch = arena_new();
    struct tree_fault_list faults = {0};
    const struct tree *root = tree_read(scratch, scan->file, &tree_limits_default, &faults);
    char *covered = arena_allocate(scratch, scan->file->length + 1);
    if (root)
        scalars_mark(root, covered);
    scan->at = scan->file->bytes;
    scan->end = scan->at + scan->file->length;
    while (root && (scan->at = memchr(scan->at, '#', (size_t)(scan->end - scan->at)))) {
        size_t offset = (size_t)(scan->at - scan->file->bytes);
        if (!covered[offset] && (offset == 0 || strchr(" \t\r\n", scan->at[-1])))
            scan_line_comment(scan, 1);
        else
            scan->at++;
    }
    arena_free(scratch);
}

void comments_read(struct arena *arena, struct source_file *file, struct comment_list *comments,
                   struct extent_list *statements)
{
    struct scan scan = {arena, file, comments, NULL, NULL};
    if (string_ends_with(file->path, ".json")) // has none
        return;
    if (string_ends_with(file->path, ".yaml") || string_ends_with(file->path, ".yml"))
        yaml_read(&scan);
    else
        sql_read(&scan, statements);
}
