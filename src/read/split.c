// One pass over the bytes: each byte's class says which lexeme starts there. A statement begins at
// its first token and ends at a semicolon; semicolons inside BEGIN ATOMIC ... END, and inside the
// brackets of CREATE RULE, belong to it.
//
//   file      = { space | comment | psql command | `;` | statement }
//   statement = token { token | space | comment } ( `;` | marker | sending psql command | end )
#include "read/split_scan.h"

enum {
    REPAIRS_MOST = 16, // each may look at the rest of the file
};

enum statement_kind {
    KIND_OTHER,
    KIND_COPY,
    KIND_CREATE,  // what it creates has not been read yet
    KIND_RULE,    // CREATE RULE ... DO (a; b)
    KIND_ROUTINE, // CREATE FUNCTION ... BEGIN ATOMIC a; b; END
};

enum previous_word { PREVIOUS_NONE, PREVIOUS_FROM, PREVIOUS_BEGIN, PREVIOUS_AS };

struct scan {
    struct splitter *splitter;
    const struct source_file *file;
    struct statement *statement;
    struct placeholder_list placeholders; // to fill in, in order
    size_t at;
    size_t start; // of the first token
    size_t end;   // of the last token
    enum statement_kind kind;
    enum previous_word previous;
    uint32_t previous_token; // token_count when `previous` was read
    uint32_t atomic_depth;   // BEGIN ATOMIC and each CASE inside
    size_t atomic_offset;
    size_t inner_semicolon; // 0, or a semicolon inside the statement with nothing behind it yet
    bool copies_stdin;
    struct nesting nesting;
};

void splitter_init(struct splitter *splitter, const struct source_file *file, struct arena *arena)
{
    *splitter = (struct splitter){.file = file, .arena = arena};
}

// A token from scan->at to `end`.
static inline void token(struct scan *scan, size_t end)
{
    if (scan->statement->token_count++ == 0)
        scan->start = scan->at;
    nesting_innermost(&scan->nesting)->tokens++;
    scan->at = scan->end = end;
}

// ---- words --------------------------------------------------------------------------------------

static bool word_is_one_of(const char *bytes, size_t length, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (word_is(bytes, length, words[i]))
            return true;
    return false;
}

// What may follow a semicolon inside a body. Anything else shows that the body was never closed.
static bool word_continues_body(const char *bytes, size_t length)
{
    static const char *const words[] = {
        "select", "insert", "update", "delete", "with",   "values",  "table",
        "return", "end",    "call",   "merge",  "notify", "nothing",
    };
    return word_is_one_of(bytes, length, words, array_length(words));
}

enum { NAME_BYTES_KEPT = 63 }; // NAMEDATALEN - 1

static void note_long_name(struct scan *scan, size_t offset, size_t length)
{
    struct long_name name = {(uint32_t)offset, (uint32_t)length};
    list_add(scan->splitter->arena, &scan->statement->long_names, name);
}

// A word at scan->at, keywords of body and set operations among them. False where it shows that the
// statement ended before it.
static bool word(struct scan *scan)
{
    const char *bytes = scan->file->bytes + scan->at;
    size_t length = 1;
    while (byte_is_identifier(bytes[length]))
        length++;
    if (bytes[length] == '{' && bytes[length - 1] == '$')
        length--; // prefix_${x}
    if (length > NAME_BYTES_KEPT)
        note_long_name(scan, scan->at, length);
    if (scan->inner_semicolon) {
        if (!word_continues_body(bytes, length))
            return false;
        scan->inner_semicolon = 0;
    }

    enum previous_word previous = PREVIOUS_NONE;
    if (scan->previous_token == scan->statement->token_count)
        previous = scan->previous;
    bool is_field = scan->at > 0 && bytes[-1] == '.';
    scan->previous = PREVIOUS_NONE;
    uint32_t index = scan->statement->token_count;
    token(scan, scan->at + length);
    scan->previous_token = scan->statement->token_count;

    if (index == 0) {
        scan->kind = word_is(bytes, length, "create") ? KIND_CREATE
                     : word_is(bytes, length, "copy") ? KIND_COPY
                                                      : KIND_OTHER;
        return true;
    }
    switch (scan->kind) {
    case KIND_CREATE:
        if (word_is(bytes, length, "rule"))
            scan->kind = KIND_RULE;
        else if (word_is(bytes, length, "function") || word_is(bytes, length, "procedure"))
            scan->kind = KIND_ROUTINE;
        else if (!word_is(bytes, length, "or") && !word_is(bytes, length, "replace"))
            scan->kind = KIND_OTHER;
        return true;
    case KIND_COPY:
        if (length == 4 && scan->nesting.depth == 0 && word_is(bytes, length, "from"))
            scan->previous = PREVIOUS_FROM;
        else if (previous == PREVIOUS_FROM && word_is(bytes, length, "stdin"))
            scan->copies_stdin = true;
        return true;
    case KIND_ROUTINE:
        if (is_field || previous == PREVIOUS_AS) // a name, keyword or not
            return true;
        if (word_is(bytes, length, "as")) {
            scan->previous = PREVIOUS_AS;
        } else if (word_is(bytes, length, "begin")) {
            scan->previous = PREVIOUS_BEGIN;
        } else if (previous == PREVIOUS_BEGIN && word_is(bytes, length, "atomic")) {
            scan->atomic_depth++;
            scan->atomic_offset = scan->at - length;
        } else if (scan->atomic_depth > 0) {
            if (word_is(bytes, length, "case"))
                scan->atomic_depth++;
            else if (word_is(bytes, length, "end"))
                scan->atomic_depth--;
        }
        break;
    case KIND_RULE:
    case KIND_OTHER:
        break;
    }
    if ((length == 5 && word_is(bytes, length, "union")) ||
        (length == 6 && word_is(bytes, length, "except")) ||
        (length == 9 && word_is(bytes, length, "intersect")))
        nesting_set_operation(&scan->nesting);
    return true;
}

// ---- what never ends ----------------------------------------------------------------------------

// The first line between `from` and `end` that begins with the first word of a statement, where the
// line before ends in a semicolon; `end` where there is none, or after too many repairs.
static size_t repair_at(struct splitter *splitter, size_t from, size_t end)
{
    static const char *const words[] = {
        "create", "alter", "drop", "grant", "revoke", "comment", "insert", "do", "set", "select",
    };
    const char *bytes = splitter->file->bytes;
    while (splitter->repair_count < REPAIRS_MOST) {
        const char *line = memchr(bytes + from, '\n', end - from);
        if (!line)
            break;
        size_t last = (size_t)(line - bytes), least = from;
        from = last + 1;
        while (last > least && byte_class(bytes[last - 1]) == CLASS_SPACE)
            last--;
        if (last == 0 || bytes[last - 1] != ';')
            continue;
        size_t length = 0;
        while (byte_is_identifier(bytes[from + length]))
            length++;
        if (from < end && word_is_one_of(bytes + from, length, words, array_length(words))) {
            splitter->repair_count++;
            return from;
        }
    }
    return end;
}

static void problem(struct scan *scan, const char *what, size_t offset)
{
    scan->statement->is_unterminated = true;
    scan->statement->problem = what;
    scan->statement->problem_offset = (uint32_t)offset;
}

// Cuts the statement, which holds something that was never closed, before the next line that begins
// one; reading goes on there. A missing quote turns strings inside out, so the line is looked for
// from the statement's start.
static void repair(struct scan *scan)
{
    const char *bytes = scan->file->bytes;
    size_t resume = repair_at(scan->splitter, scan->start, scan->at);
    if (resume == scan->at)
        return;
    scan->at = scan->end = resume;
    while (scan->end > scan->start + 1 &&
           (byte_class(bytes[scan->end - 1]) == CLASS_SPACE || bytes[scan->end - 1] == ';'))
        scan->end--;
    if (scan->statement->problem_offset >= scan->end)
        scan->statement->problem_offset = (uint32_t)scan->start;
    scan->copies_stdin = false;
    scan->inner_semicolon = 0;
}

// What starts at scan->at never ends.
static void never_ends(struct scan *scan, const char *what)
{
    problem(scan, what, scan->at);
    token(scan, scan->file->length);
    repair(scan);
}

// A token that ends at `end`. False, and the statement is over, where it never does.
static bool quoted_token(struct scan *scan, size_t end, const char *what)
{
    if (end == NOWHERE) {
        never_ends(scan, what);
        return false;
    }
    token(scan, end);
    return true;
}

// A comment. False, and a statement of its own is over, where it never ends: then the first closing
// mark ends it, since nesting by accident is the usual cause.
static bool block_comment(struct scan *scan)
{
    size_t end = lexeme_block_comment(scan->file, scan->at);
    if (end != NOWHERE) {
        scan->at = end;
        return true;
    }
    size_t opened = scan->at;
    const char *close = NULL;
    if (scan->splitter->repair_count++ < REPAIRS_MOST)
        close = memmem(scan->file->bytes + opened + 2, scan->file->length - opened - 2, "*/", 2);
    scan->at = close ? (size_t)(close - scan->file->bytes) + 2 : scan->file->length;
    if (scan->statement->token_count == 0) {
        scan->start = opened;
        scan->end = scan->at;
    }
    problem(scan, "comment that starts here", opened);
    return false;
}

// ---- beside SQL ---------------------------------------------------------------------------------

// A marker in the comment at scan->at. False where the statement ends before it; the comment is
// then read again.
static bool marker(struct scan *scan)
{
    enum marker found = script_marker(scan->file, scan->at);
    if (found != MARKER_NONE && scan->statement->token_count > 0)
        return false;
    if (found == MARKER_UP)
        scan->splitter->in_down = false;
    else if (found == MARKER_DOWN)
        scan->splitter->in_down = true;
    scan->at = lexeme_line(scan->file, scan->at);
    return true;
}

// Data behind COPY ... FROM stdin. Without an end they are no data: read on, so that nothing is
// taken out in silence.
static void copy_data(struct splitter *splitter)
{
    if (splitter->copy_never_ends)
        return;
    size_t end = script_copy_data(splitter->file, splitter->at);
    if (end == NOWHERE) {
        splitter->copy_never_ends = true;
        return;
    }
    splitter->at = end;
    splitter->psql_count++;
}

// The command's name, behind its backslash: i, ir, include, include_relative.
static bool is_include(const char *name)
{
    size_t length = strcspn(name, " \t\r\n\"'\\");
    static const char *const names[] = {"i", "ir", "include", "include_relative"};
    for (size_t i = 0; i < array_length(names); i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
            return true;
    return false;
}

// A psql command at scan->at. False where the statement ends with it.
static bool command(struct scan *scan)
{
    bool is_inside = scan->statement->token_count > 0, reads_data = false;
    bool ends = is_inside && script_command_ends_statement(scan->file, scan->at);
    size_t end = script_command(scan->file, scan->at, &reads_data);
    if (is_inside && !ends) {
        // psql keeps the statement and goes on with it behind the command.
        struct placeholder blank = {PLACEHOLDER_BLANK, scan->at, end - scan->at};
        list_add(scan->splitter->arena, &scan->placeholders, blank);
    }
    if (scan->file->bytes[scan->at + 1] != ';')
        scan->splitter->psql_count++;
    if (is_include(scan->file->bytes + scan->at + 1) && scan->splitter->include_count++ == 0)
        scan->splitter->include_offset = (uint32_t)scan->at;
    scan->at = end;
    if (reads_data && !is_inside) {
        scan->splitter->at = end;
        copy_data(scan->splitter);
        scan->at = scan->splitter->at;
    }
    return !ends;
}

// Whether a placeholder starts at scan->at; then it is taken.
static bool placeholder(struct scan *scan)
{
    bool in_subscript = scan->nesting.depth > 0 && nesting_innermost(&scan->nesting)->is_square;
    struct placeholder found =
        placeholder_at(scan->file, scan->at, in_subscript ? CONTEXT_SUBSCRIPT : CONTEXT_CODE);
    if (found.kind == PLACEHOLDER_NONE)
        return false;
    size_t end = found.offset + found.length;
    if (found.kind == PLACEHOLDER_BLANK && scan->statement->token_count == 0) {
        scan->at = end;
        return true;
    }
    list_add(scan->splitter->arena, &scan->placeholders, found);
    if (found.kind == PLACEHOLDER_BLANK)
        scan->at = end;
    else
        token(scan, end);
    scan->statement->has_placeholder = true;
    return true;
}

// ---- statements ---------------------------------------------------------------------------------

// The bytes from scan->at to the end of one statement; scan->at is then behind it.
static void statement_scan(struct scan *scan)
{
    const struct source_file *file = scan->file;
    const char *bytes = file->bytes;
    while (scan->at < file->length) {
        size_t at = scan->at, end;
        switch (byte_class(bytes[at])) {
        case CLASS_SPACE:
            scan->at++;
            continue;
        case CLASS_WORD:
            if ((bytes[at] == 'E' || bytes[at] == 'e') && bytes[at + 1] == '\'') {
                end = lexeme_escape_string(file, at + 1);
                if (!quoted_token(scan, end, "string that starts here"))
                    return;
                continue;
            }
            if (!word(scan)) {
                // The body was never closed: the statement ends at the semicolon before.
                scan->end = scan->inner_semicolon;
                scan->at = scan->end + 1;
                return;
            }
            continue;
        case CLASS_DIGIT:
            end = at + 1;
            while (byte_class(bytes[end]) == CLASS_DIGIT || byte_class(bytes[end]) == CLASS_WORD ||
                   (bytes[end] == '.' && bytes[end - 1] != '.'))
                end++;
            token(scan, end);
            continue;
        case CLASS_STRING:
            if (!quoted_token(scan, lexeme_string(file, at), "string that starts here"))
                return;
            continue;
        case CLASS_NAME:
            end = lexeme_name(file, at);
            if (!quoted_token(scan, end, "quoted name that starts here"))
                return;
            if (end - at - 2 > NAME_BYTES_KEPT)
                note_long_name(scan, at + 1, end - at - 2);
            uint32_t before = scan->placeholders.count;
            placeholder_collect_name(file, at, end, scan->splitter->arena, &scan->placeholders);
            scan->statement->has_placeholder |= scan->placeholders.count > before;
            continue;
        case CLASS_DOLLAR:
            if (lexeme_dollar_tag(file, at)) {
                end = lexeme_dollar_string(file, at);
                if (!quoted_token(scan, end, "dollar-quoted string that starts here"))
                    return;
            } else if (!placeholder(scan)) {
                token(scan, at + 1);
            }
            continue;
        case CLASS_OPEN:
            token(scan, at + 1);
            nesting_open(&scan->nesting, at, bytes[at] == '[');
            continue;
        case CLASS_CLOSE:
            nesting_close(&scan->nesting);
            token(scan, at + 1);
            continue;
        case CLASS_COMMA:
            token(scan, at + 1);
            nesting_separate(&scan->nesting);
            continue;
        case CLASS_SEMICOLON:
            if (scan->atomic_depth > 0 || (scan->kind == KIND_RULE && scan->nesting.depth > 0)) {
                scan->inner_semicolon = at;
                token(scan, at + 1);
                nesting_separate(&scan->nesting);
                continue;
            }
            scan->at++;
            if (scan->statement->token_count == 0)
                continue;
            return;
        case CLASS_DASH:
            if (bytes[at + 1] != '-')
                token(scan, at + 1);
            else if (!marker(scan))
                return;
            continue;
        case CLASS_SLASH:
            if (bytes[at + 1] != '*')
                token(scan, at + 1);
            else if (!block_comment(scan))
                return;
            continue;
        case CLASS_BACKSLASH:
            if (!script_command_at(file, at))
                token(scan, at + 1);
            else if (!command(scan))
                return;
            continue;
        case CLASS_TEMPLATE:
            if (bytes[at] == '#' && (at == 0 || bytes[at - 1] == '\n') &&
                script_marker(file, at) != MARKER_NONE) {
                if (!marker(scan))
                    return;
                continue;
            }
            if (!placeholder(scan))
                token(scan, at + 1);
            continue;
        case CLASS_OTHER:
        case CLASS_END:
            token(scan, at + 1);
            continue;
        }
    }
}

// What is still open at the end of a statement.
static void statement_close(struct scan *scan)
{
    if (!scan->statement->is_unterminated && scan->atomic_depth > 0)
        problem(scan, "BEGIN ATOMIC body that starts here", scan->atomic_offset);
    if (!scan->statement->is_unterminated && scan->nesting.depth > 0) {
        problem(scan, "bracket that is opened here", nesting_innermost(&scan->nesting)->offset);
        repair(scan);
    }
    scan->statement->nesting = nesting_bound(&scan->nesting);
}

// The statement's text, with placeholders filled in.
static void statement_copy(struct scan *scan)
{
    struct statement *statement = scan->statement;
    size_t length = scan->end - scan->start;
    char *text = arena_copy(scan->splitter->arena, scan->file->bytes + scan->start, length);
    list_each (struct placeholder, found, &scan->placeholders)
        if (found.offset + found.length <= scan->end)
            placeholder_fill(text, scan->start, length, found);
    // A NUL byte would hide what follows it from the parser; this byte is an error to it as well.
    for (char *nul = text; (nul = memchr(nul, '\0', length - (size_t)(nul - text)));)
        *nul = '\x01';
    statement->text = text;
    statement->offset = (uint32_t)scan->start;
    statement->length = (uint32_t)length;
}

bool splitter_next(struct splitter *splitter, struct statement *statement)
{
    for (;;) {
        if (splitter->copy_follows) {
            splitter->copy_follows = false;
            copy_data(splitter);
        }
        *statement = (struct statement){0};
        struct scan scan = {
            .splitter = splitter,
            .file = splitter->file,
            .statement = statement,
            .at = splitter->at,
        };
        statement_scan(&scan);
        if (statement->token_count == 0 && !statement->is_unterminated)
            return false;
        statement_close(&scan);
        splitter->at = scan.at;
        splitter->copy_follows = scan.copies_stdin;
        if (!splitter->in_down) {
            statement_copy(&scan);
            return true;
        }
        splitter->down_count++;
    }
}
