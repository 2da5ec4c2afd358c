// The comments that name queries.
//
//   comment = ("--" | "/*") "name" ":" NAME [arguments] ( suffix | ":" KIND | nothing )
//   suffix  = "^" | "$" | "!" | "<!" | "*!" | "#"        aiosql's, behind the name
//
// `-- name: the user's` is no name: a name is one word. A word alone (aiosql reads many rows then)
// is one at the start of a statement; inside of one a semicolon may be missing, so it is one where
// a statement begins below it.
//
// Two slips are seen for what they are, as the statement below would join the query above:
//
//   slip = ("--" | "/*") "name" ( NAME ":" KIND | ":" ":" KIND | ":" )     KIND one that is known
//
// `-- name:` alone is one only where a statement begins below it.
#include "base/nearest.h"
#include "read/queries_parts.h"

// ---- kinds ------------------------------------------------------------------------------------------

static const struct {
    const char *word;
    enum answer_kind kind;
    const char *instead; // what to write where lintel has no counterpart
} kinds[] = {
    {":one", ANSWER_KIND_ONE, NULL},
    {":many", ANSWER_KIND_MANY, NULL},
    {":exec", ANSWER_KIND_EXEC, NULL},
    {":execrows", ANSWER_KIND_EXECROWS, NULL},
    {":execresult", ANSWER_KIND_OTHER,
     "write :execrows where the number of rows counts, else :exec"},
    {":execlastid", ANSWER_KIND_OTHER, "PostgreSQL has no last id: write RETURNING id and :one"},
    {":batchexec", ANSWER_KIND_OTHER,
     "take the rows as one json input: INSERT ... SELECT ... FROM jsonb_to_recordset(:rows), "
     ":exec"},
    {":batchmany", ANSWER_KIND_OTHER, "take the values as one array, = ANY(:ids), and write :many"},
    {":batchone", ANSWER_KIND_OTHER, "take the values as one array, = ANY(:ids), and write :many"},
    {":copyfrom", ANSWER_KIND_OTHER,
     "take the rows as one json input: INSERT ... SELECT ... FROM jsonb_to_recordset(:rows), "
     ":exec"},
    // aiosql's suffixes.
    {"^", ANSWER_KIND_ONE, NULL},
    {"$", ANSWER_KIND_ONE, NULL},
    {"!", ANSWER_KIND_EXEC, NULL},
    {"<!", ANSWER_KIND_ONE, NULL},
    {"*!", ANSWER_KIND_OTHER,
     "take the rows as one json input: INSERT ... SELECT ... FROM jsonb_to_recordset(:rows), "
     ":exec"},
    {"#", ANSWER_KIND_OTHER, "a script belongs to the schema; write :exec for one statement"},
};

enum answer_kind query_kind_find(const char *text, const char **instead)
{
    for (size_t i = 0; i < array_length(kinds); i++)
        if (strcmp(kinds[i].word, text) == 0) {
            *instead = kinds[i].instead;
            return kinds[i].kind;
        }
    *instead = "write :one, :many, :exec or :execrows";
    return ANSWER_KIND_OTHER;
}

const char *query_kind_nearest(const char *text)
{
    const char *nearest = NULL;
    for (size_t i = 0; i < array_length(kinds); i++)
        nearest = name_nearer(text, nearest, kinds[i].word);
    return nearest;
}

// Whether the words from `at` on are, or end with, a kind; the colon may be missing where the kind
// is the only word.
static bool holds_kind(const char *at, size_t length)
{
    for (size_t i = 0; i < array_length(kinds); i++) {
        const char *word = kinds[i].word;
        size_t word_length = strlen(word);
        if (word[0] != ':')
            continue;
        if (length == word_length - 1 && memcmp(at, word + 1, length) == 0)
            return true;
        if (length > word_length && memcmp(at + length - word_length, word, word_length) == 0 &&
            byte_is_space(at[length - word_length - 1]))
            return true;
    }
    return false;
}

// Whether all of [at, end) is a kind.
static bool is_kind(const char *at, const char *end)
{
    for (size_t i = 0; i < array_length(kinds); i++) {
        size_t length = strlen(kinds[i].word);
        if (kinds[i].word[0] == ':' && (size_t)(end - at) == length &&
            memcmp(at, kinds[i].word, length) == 0)
            return true;
    }
    return false;
}

// ---- the comment ----------------------------------------------------------------------------------------

static size_t skip_blanks(const char *bytes, size_t at, size_t end)
{
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t'))
        at++;
    return at;
}

// The line's part that belongs to the comment.
static size_t comment_end(const struct source_file *file, size_t at)
{
    size_t end = lexeme_line(file, at);
    if (file->bytes[at] == '/') {
        const char *close = memmem(file->bytes + at, end - at, "*/", 2);
        end = close ? (size_t)(close - file->bytes) : end;
    }
    while (end > at && byte_is_space(file->bytes[end - 1]))
        end--;
    return end;
}

static void suffix_cut(const char *bytes, struct query_name *name)
{
    static const char *const suffixes[] = {"<!", "*!", "^", "$", "!", "#"};
    size_t length = name->name_end - name->name;
    for (size_t i = 0; i < array_length(suffixes) && !name->kind; i++) {
        size_t suffix = strlen(suffixes[i]);
        if (length > suffix && memcmp(bytes + name->name_end - suffix, suffixes[i], suffix) == 0) {
            name->kind = name->name_end - suffix;
            name->kind_end = name->name_end;
            name->name_end = name->kind;
        }
    }
}

static bool begins_statement(const char *bytes, size_t length)
{
    static const char *const words[] = {
        "select", "insert", "update",   "delete", "with",  "merge",
        "values", "call",   "truncate", "lock",   "table",
    };
    for (size_t i = 0; i < array_length(words); i++)
        if (word_is(bytes, length, words[i]))
            return true;
    return false;
}

enum { COMMENTS_SKIPPED = 64 }; // so that a file of comments costs one pass

// Behind the space and comments from `at` on.
static size_t skip_comments(const struct source_file *file, size_t at)
{
    for (uint32_t count = 0;;) {
        const char *bytes = file->bytes + at;
        if (at < file->length && byte_is_space(*bytes)) {
            at++;
        } else if (count++ == COMMENTS_SKIPPED) {
            return at;
        } else if (bytes[0] == '-' && bytes[1] == '-') {
            at = lexeme_line(file, at);
        } else if (bytes[0] == '/' && bytes[1] == '*') {
            size_t end = lexeme_block_comment(file, at);
            at = end == NOWHERE ? file->length : end;
        } else {
            return at;
        }
    }
}

static size_t word_length_at(const struct source_file *file, size_t at)
{
    size_t length = 0;
    while (byte_is_word(file->bytes[at + length]))
        length++;
    return length;
}

static bool statement_follows(const struct source_file *file, size_t at)
{
    size_t next = skip_comments(file, lexeme_line(file, at));
    return begins_statement(file->bytes + next, word_length_at(file, next));
}

// "name" NAME ":" KIND, from the blank behind "name" on.
static bool slip_without_colon(const char *bytes, size_t at, size_t end, struct query_name *name)
{
    name->name = name->name_end = skip_blanks(bytes, at, end);
    if (name->name == at)
        return false;
    while (name->name_end < end && byte_is_identifier(bytes[name->name_end]))
        name->name_end++;
    name->kind = skip_blanks(bytes, name->name_end, end);
    name->kind_end = end;
    name->has_no_colon = true;
    return name->name_end > name->name && is_kind(bytes + name->kind, bytes + end);
}

// What follows "name:" where no name does.
static bool slip_without_name(const struct source_file *file, size_t at, size_t end,
                              struct query_name *name)
{
    if (name->name == end)
        return statement_follows(file, at);
    name->kind = name->name;
    name->kind_end = end;
    return is_kind(file->bytes + name->kind, file->bytes + end);
}

bool query_name_at(const struct source_file *file, size_t at, bool inside, struct query_name *name)
{
    const char *bytes = file->bytes;
    size_t end = comment_end(file, at);
    *name = (struct query_name){0};
    size_t word = skip_blanks(bytes, at + 2, end);
    if (end - word < 5 || memcmp(bytes + word, "name", 4) != 0)
        return false;
    size_t colon = skip_blanks(bytes, word + 4, end);
    if (colon >= end || bytes[colon] != ':')
        return slip_without_colon(bytes, word + 4, end, name);
    name->name = name->name_end = skip_blanks(bytes, colon + 1, end);
    while (name->name_end < end && !byte_is_space(bytes[name->name_end]) &&
           !strchr(":(", bytes[name->name_end]))
        name->name_end++;
    if (name->name == name->name_end)
        return slip_without_name(file, at, end, name);
    size_t rest = skip_blanks(bytes, name->name_end, end);
    if (rest < end && bytes[rest] == '(') {
        const char *close = memchr(bytes + rest, ')', end - rest);
        rest = close ? (size_t)(close - bytes) + 1 : end;
        if (rest < end && strchr("^$!<*#", bytes[rest])) { // name(a, b)^
            name->kind = rest;
            while (rest < end && strchr("^$!<*#", bytes[rest]))
                rest++;
            name->kind_end = rest;
        }
        rest = skip_blanks(bytes, rest, end);
    }
    suffix_cut(bytes, name);
    if (rest < end && bytes[rest] == ':') {
        name->kind = rest;
        for (rest++; rest < end && byte_is_word(bytes[rest]);)
            rest++;
        name->kind_end = rest;
        rest = skip_blanks(bytes, rest, end);
    }
    name->more = rest < end ? rest : 0;
    if (name->kind)
        return true;
    if (name->more)
        return holds_kind(bytes + rest, end - rest);
    return !inside || statement_follows(file, at);
}

size_t query_name_between(const struct source_file *file, size_t from, size_t to)
{
    struct query_name name;
    while (from < to) {
        const char *line = memchr(file->bytes + from, '\n', to - from);
        if (!line)
            break;
        from = (size_t)(line - file->bytes) + 1;
        if (from < to && file->bytes[from] == '-' && file->bytes[from + 1] == '-' &&
            query_name_at(file, from, true, &name) && name.kind)
            return from;
    }
    return to;
}

// ---- whether a file holds any ---------------------------------------------------------------------------

// Definitions under a name are a schema in pieces.
static bool is_definition(const char *bytes, size_t length)
{
    static const char *const words[] = {
        "create", "alter", "drop", "comment", "grant", "revoke", "set", "begin", "start", "do",
    };
    for (size_t i = 0; i < array_length(words); i++)
        if (word_is(bytes, length, words[i]))
            return true;
    return false;
}

bool queries_sniff(const char *bytes, size_t length)
{
    const struct source_file file = {.bytes = bytes, .length = length};
    struct query_name name;
    bool is_line_start = true;
    for (size_t at = 0; at < length;) {
        if (byte_is_space(bytes[at])) {
            is_line_start |= bytes[at++] == '\n';
            continue;
        }
        bool is_line = bytes[at] == '-' && bytes[at + 1] == '-';
        if (!is_line && !(bytes[at] == '/' && bytes[at + 1] == '*'))
            return false;
        if (is_line_start && query_name_at(&file, at, false, &name) &&
            (name.kind || name.name_end > name.name)) {
            at = skip_comments(&file, at);
            return at < length && !is_definition(bytes + at, word_length_at(&file, at));
        }
        size_t end = is_line ? lexeme_line(&file, at) : lexeme_block_comment(&file, at);
        at = end == NOWHERE ? length : end;
        is_line_start = false;
    }
    return false;
}

bool queries_mention(const char *bytes, size_t length)
{
    const struct source_file file = {.bytes = bytes, .length = length};
    return queries_sniff(bytes, length) || query_name_between(&file, 0, length) < length;
}
