// One pass over the bytes of a file, as a lexer sees them. A comment that names a query begins one;
// what follows up to the next name are its statements, which semicolons separate.
//
//   file      = { statement ";" } { name { comment } { statement [ ";" ] } }
//   statement = token { token | comment }
//
// A string or comment that never ends would swallow the queries below it: it ends where the next
// line names one.
#include "read/queries_parts.h"

enum { REPAIRS_MOST = 64 }; // each may look at the rest of the file

void query_fault(struct query_reader *reader, const char *group, struct fault fault)
{
    struct design *design = reader->design;
    assert(design);
    uintptr_t known = group ? (uintptr_t)map_get(&reader->faults, group) : 0;
    if (known) {
        design->faults.items[known - 1].repeated++;
        return;
    }
    fault.kind = FAULT_QUERY;
    fault.is_query = true;
    list_add(design->arena, &design->faults, fault);
    if (group)
        map_set(reader->kept, &reader->faults, arena_copy_string(reader->kept, group),
                (void *)(uintptr_t)design->faults.count); // NOLINT: a number
}

struct place query_place(const struct query_reader *reader, size_t start, size_t end)
{
    return (struct place){reader->file, (uint32_t)start, (uint32_t)(end - start)};
}

static char *copy(struct query_reader *reader, size_t start, size_t end)
{
    return arena_copy(reader->design->arena, reader->file->bytes + start, end - start);
}

// ---- names ------------------------------------------------------------------------------------------

static const char *fold(struct arena *arena, const char *name)
{
    char *folded = arena_copy_string(arena, name);
    for (char *at = folded; *at; at++)
        *at = byte_lower(*at);
    return folded;
}

static void name_remember(struct query_reader *reader, struct named_query *query)
{
    const char *folded = fold(reader->kept, query->name);
    if (!map_get(&reader->names, query->name))
        map_set(reader->kept, &reader->names, query->name, query);
    if (!map_get(&reader->names_fold, folded))
        map_set(reader->kept, &reader->names_fold, folded, query);
}

// Another query of that name, or of one that differs in case alone.
static void name_compare(struct query_reader *reader, const struct named_query *query)
{
    struct arena *arena = reader->design->arena;
    const struct named_query *first = map_get(&reader->names, query->name);
    if (first) {
        bool is_certain = reader->is_strict || first->place.file == query->place.file;
        struct fault fault = {
            .is_certain = is_certain,
            .place = query->place,
            .message = arena_format(arena, "there are two queries \"%s\"", query->name),
            .related = first->place,
            .related_label = "the first",
            .help = is_certain ? "rename one of them: the name says which operation runs it"
                               : "rename one of them, unless they belong to different packages",
        };
        query_fault(reader, NULL, fault);
        return;
    }
    first = map_get(&reader->names_fold, fold(reader->kept, query->name));
    if (first) {
        struct fault fault = {
            .place = query->place,
            .message = arena_format(arena, "the queries \"%s\" and \"%s\" differ in case alone",
                                    first->name, query->name),
            .related = first->place,
            .related_label = "the first",
            .help = "rename one of them: names match exactly, and people do not",
        };
        query_fault(reader, NULL, fault);
    }
}

static void kind_read(struct query_reader *reader, struct named_query *query,
                      const struct query_name *name)
{
    struct arena *arena = reader->design->arena;
    const char *instead = "write :one, :many, :exec or :execrows behind the name";
    query->kind = ANSWER_KIND_OTHER;
    query->kind_text = name->kind ? copy(reader, name->kind, name->kind_end) : "";
    query->kind_place = name->kind ? query_place(reader, name->kind, name->kind_end) : query->place;
    if (name->more) {
        struct fault fault = {
            .is_certain = reader->is_strict,
            .place = query_place(reader, name->more, lexeme_line(reader->file, name->more)),
            .message = arena_format(arena, "the line that names query \"%s\" goes on", query->name),
            .label = "not read",
            .help = "write `-- name: x :one`: one word as the name, and its kind",
        };
        query_fault(reader, NULL, fault);
    }
    const char *message, *group;
    if (name->kind) {
        query->kind = query_kind_find(query->kind_text, &instead);
        if (query->kind != ANSWER_KIND_OTHER)
            return;
        const char *nearest = query_kind_nearest(query->kind_text);
        bool is_known = nearest && strcmp(nearest, query->kind_text) == 0;
        if (!is_known && nearest)
            instead = arena_format(arena, "did you mean %s?", nearest);
        group = arena_format(reader->kept, "kind %s", query->kind_text);
        message =
            arena_format(arena,
                         is_known ? "query \"%s\" is \"%s\", for which lintel has no counterpart"
                                  : "query \"%s\" is \"%s\", which is no kind of query",
                         query->name, query->kind_text);
    } else {
        group = "kind";
        message =
            arena_format(arena, "query \"%s\" does not say what it answers with", query->name);
    }
    if (name->more && !name->kind)
        return; // one fault is enough
    query_fault(reader, group,
                (struct fault){.is_certain = reader->is_strict,
                               .place = query->kind_place,
                               .message = message,
                               .help = instead});
}

// A name that nothing follows.
static void query_end(struct query_reader *reader)
{
    struct named_query *query = reader->query;
    if (!query || !query->name || query->statements.count || reader->blanked)
        return;
    struct fault fault = {
        .is_certain = reader->is_strict,
        .place = query->place,
        .message =
            arena_format(reader->design->arena, "query \"%s\" has no statement", query->name),
        .help = "write its SQL below the name, or remove the name",
    };
    query_fault(reader, NULL, fault);
}

static void slip_report(struct query_reader *reader, const struct query_name *name)
{
    bool has_name = name->name_end > name->name;
    size_t start = has_name ? name->name : name->kind ? name->kind : name->name;
    size_t end = has_name ? name->name_end : name->kind ? name->kind_end : name->name;
    struct fault fault = {
        .is_certain = reader->is_strict,
        .place = query_place(reader, start, end),
        .message = has_name ? "the line that names a query has no colon behind \"name\""
                            : "the line that names a query gives no name",
        .label = has_name ? "a colon belongs before it" : "a name belongs here",
        .help = "write `-- name: x :one`: one word as the name, and its kind",
    };
    query_fault(reader, NULL, fault);
}

static void query_begin(struct query_reader *reader, const struct query_name *name)
{
    static const char count[] = ".count";
    if (reader->blanked) {
        reader->query = arena_make(reader->kept, struct named_query);
        return;
    }
    assert(reader->design);
    struct arena *arena = reader->design->arena;
    query_end(reader);
    if (name->has_no_colon || name->name_end == name->name)
        slip_report(reader, name);
    if (name->name_end == name->name) { // its statements are read, and belong to no query
        reader->query = arena_make(reader->kept, struct named_query);
        return;
    }
    struct named_query *query = arena_make(arena, struct named_query);
    query->name = query->base = copy(reader, name->name, name->name_end);
    query->place = query_place(reader, name->name, name->name_end);
    if (string_ends_with(query->name, count) && strlen(query->name) > strlen(count)) {
        query->base = arena_copy(arena, query->name, strlen(query->name) - strlen(count));
        query->part = count + 1;
    }
    name_compare(reader, query);
    name_remember(reader, query);
    kind_read(reader, query, name);
    list_add(arena, &reader->design->queries, query);
    reader->query = query;
}

// A line of a comment between a name and its first statement.
static void comment_add(struct query_reader *reader, size_t start, size_t end)
{
    struct named_query *query = reader->query;
    const char *bytes = reader->file->bytes;
    if (!query || query->statements.count || reader->blanked)
        return;
    bool is_block = bytes[start] == '/';
    start += 2;
    if (is_block && end >= start + 2)
        end -= 2;
    while (start < end && byte_is_space(bytes[start]))
        start++;
    while (end > start && byte_is_space(bytes[end - 1]))
        end--;
    char *text = copy(reader, start, end), *to = text;
    for (const char *from = text; *from;) {
        *to++ = *from;
        if (*from++ != '\n')
            continue;
        while (*from == ' ' || *from == '\t' || *from == '*') // the edge of a block
            from++;
    }
    *to = '\0';
    query->comment =
        query->comment ? arena_format(reader->design->arena, "%s\n%s", query->comment, text) : text;
}

// ---- statements -----------------------------------------------------------------------------------------

static void stray_report(struct query_reader *reader, size_t start, size_t end)
{
    // A file that is a schema too was replayed; sqlc passes over what has no name.
    if (reader->has_stray || reader->file->is_schema || reader->blanked)
        return;
    reader->has_stray = true;
    size_t line = lexeme_line(reader->file, start);
    struct fault fault = {
        .is_certain = reader->is_strict,
        .place = query_place(reader, start, line < end ? line : end),
        .message = "a statement in a file of queries that no name stands above",
        .label = "not read",
        .help = "write `-- name: x :one` above it, or move it to the schema",
    };
    query_fault(reader, NULL, fault);
}

static bool begins_definition(const struct source_file *file, size_t at)
{
    size_t length = 0;
    while (byte_is_word(file->bytes[at + length]))
        length++;
    return word_is(file->bytes + at, length, "create") ||
           word_is(file->bytes + at, length, "alter") || word_is(file->bytes + at, length, "drop");
}

// Lines stay where they are.
static void blank(struct query_reader *reader, size_t start, size_t end)
{
    for (char *at = reader->blanked + start; at < reader->blanked + end; at++)
        if (*at != '\n')
            *at = ' ';
}

// The statement in [start, end), its closing semicolon left out.
static void statement_end(struct query_reader *reader, size_t start, size_t end)
{
    struct named_query *query = reader->query;
    if (!query) {
        stray_report(reader, start, end);
        return;
    }
    // Definitions between the queries of a file that is a schema too are the schema's.
    if ((reader->file->is_schema || reader->blanked) && query->statements.count &&
        begins_definition(reader->file, start))
        return;
    if (reader->blanked) {
        blank(reader, start, end);
        list_add(reader->kept, &query->statements, NULL);
        return;
    }
    struct arena *arena = reader->design->arena;
    struct arena_mark mark = arena_mark(reader->scratch);
    struct named_statement *statement = arena_make(arena, struct named_statement);
    struct statement_text text = {
        .offset = (uint32_t)start,
        .what = query->name ? arena_format(arena, "query \"%s\"", query->name) : "a query",
    };
    bool is_right = query_text_make(reader, start, end, &text, statement);
    sql_reader_statement(reader->sql, reader->file, &text, statement);
    statement->is_understood &= is_right;
    list_add(arena, &query->statements, statement);
    arena_rewind(reader->scratch, mark);
}

// ---- the pass ---------------------------------------------------------------------------------------------

// Where a string, a quoted name, or a comment that begins at `at` ends: at the next name where it
// never does, or where it holds one, since then a quote is missing.
static size_t lexeme_end(struct query_reader *reader, size_t at, size_t end, bool may_hold_names)
{
    const struct source_file *file = reader->file;
    size_t until = end == NOWHERE ? file->length : end;
    if ((end != NOWHERE && may_hold_names) || reader->repair_count >= REPAIRS_MOST)
        return until;
    size_t next = query_name_between(file, at, until);
    reader->repair_count += next < until;
    return next;
}

static size_t token_end(struct query_reader *reader, size_t at)
{
    const struct source_file *file = reader->file;
    const char *bytes = file->bytes;
    switch (byte_class(bytes[at])) {
    case CLASS_STRING:
        return lexeme_end(reader, at, lexeme_string(file, at), false);
    case CLASS_NAME:
        return lexeme_end(reader, at, lexeme_name(file, at), false);
    case CLASS_DOLLAR:
        if (lexeme_dollar_tag(file, at))
            return lexeme_end(reader, at, lexeme_dollar_string(file, at), true);
        return at + 1;
    case CLASS_WORD: {
        size_t end = at + 1;
        if ((bytes[at] == 'e' || bytes[at] == 'E') && bytes[end] == '\'')
            return lexeme_end(reader, at, lexeme_escape_string(file, end), false);
        while (byte_is_identifier(bytes[end]))
            end++;
        return end;
    }
    default:
        return at + 1;
    }
}

// From the last line break to `at` there is space alone.
static bool is_line_start(const struct source_file *file, size_t at)
{
    while (at > 0 && file->bytes[at - 1] != '\n' && byte_is_space(file->bytes[at - 1]))
        at--;
    return at == 0 || file->bytes[at - 1] == '\n';
}

static void file_read_queries(struct query_reader *reader)
{
    const struct source_file *file = reader->file;
    const char *bytes = file->bytes;
    size_t start = 0, end = 0; // of the statement that has begun; end is 0 where none has
    struct query_name name;
    for (size_t at = 0; at < file->length;) {
        bool is_line = bytes[at] == '-' && bytes[at + 1] == '-';
        if (is_line || (bytes[at] == '/' && bytes[at + 1] == '*')) {
            bool begins = is_line_start(file, at) && query_name_at(file, at, end > 0, &name);
            if (begins && end) {
                statement_end(reader, start, end);
                end = 0;
            }
            size_t next = is_line ? lexeme_line(file, at) : lexeme_block_comment(file, at);
            if (next == NOWHERE) { // the parser says what is wrong with it
                start = end ? start : at;
                next = end = lexeme_end(reader, at, next, true);
            }
            if (begins)
                query_begin(reader, &name);
            else if (!end)
                comment_add(reader, at, next);
            at = next;
        } else if (byte_is_space(bytes[at])) {
            at++;
        } else if (bytes[at] == ';') {
            if (end)
                statement_end(reader, start, end);
            end = 0;
            at++;
        } else {
            start = end ? start : at;
            at = end = token_end(reader, at);
        }
    }
    if (end)
        statement_end(reader, start, end);
    query_end(reader);
}

void queries_read(struct design *design, struct sql_reader *sql, struct source_file *file)
{
    struct query_reader reader = {
        .design = design,
        .sql = sql,
        .file = file,
        .kept = arena_new(),
        .scratch = arena_new(),
        .is_strict = design->manifest != NULL,
    };
    list_each (struct named_query *, query, &design->queries)
        name_remember(&reader, query);
    file_read_queries(&reader);
    arena_free(reader.scratch);
    arena_free(reader.kept);
}

const char *queries_without(struct arena *arena, const struct source_file *file)
{
    struct source_file looked_at = *file;
    struct query_reader reader = {
        .file = &looked_at,
        .kept = arena_new(),
        .blanked = arena_copy(arena, file->bytes, file->length),
    };
    file_read_queries(&reader);
    arena_free(reader.kept);
    return reader.blanked;
}
