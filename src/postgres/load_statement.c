// One statement of a design: what is refused or passed over before PostgreSQL sees it, how it is
// run so that it may fail, and how its failure is said.
#include "base/word.h"
#include "postgres/load_extension.h"
#include "postgres/load_part.h"

bool load_failed(struct load *load, struct source_file *file, uint32_t offset, const char *format,
                 ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *message = arena_format_list(load->arena, format, arguments);
    va_end(arguments);
    for (char *at = message; *at; at++) // PostgreSQL's details have lines of their own
        if ((unsigned char)*at < ' ')
            *at = *at == '\n' ? ';' : ' ';
    struct position position = place_position((struct place){file, offset, 0});
    return error_set(load->error, "%s:%u:%u: %s", file->path, position.line, position.column,
                     message);
}

bool load_run(struct load *load, const char *sql)
{
    return connection_run(load->connection, sql, NULL, NULL, load->error);
}

static bool begins(const struct statement *statement, const char *words)
{
    const char *text = statement->text, *end = text + statement->length;
    size_t length = words_match(text, end, words);
    return length && !byte_is_identifier(text[length]);
}

static bool begins_any(const struct statement *statement, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (begins(statement, words[i]))
            return true;
    return false;
}

// ---- transactions of the file's own ----------------------------------------------------------------

bool load_is_begin(const struct statement *statement)
{
    static const char *const words[] = {"begin", "start transaction"};
    return begins_any(statement, words, array_length(words));
}

bool load_is_end(const struct statement *statement)
{
    static const char *const words[] = {"commit", "end", "rollback", "abort"};
    static const char *const back[] = {"rollback to", "rollback work to",
                                       "rollback transaction to"};
    return begins_any(statement, words, array_length(words)) &&
           !begins_any(statement, back, array_length(back));
}

// COMMIT AND CHAIN: the next transaction has begun.
static bool is_chained(const struct statement *statement)
{
    const char *text = statement->text, *end = text + statement->length;
    for (; text < end; text++)
        if (words_match(text, end, " and chain"))
            return true;
    return false;
}

static bool is_of_savepoint(const struct statement *statement)
{
    static const char *const words[] = {"savepoint", "release", "rollback to", "rollback work to",
                                        "rollback transaction to"};
    return begins_any(statement, words, array_length(words));
}

// PostgreSQL's words for "not in this transaction": in a transaction block, within a procedure's,
// and a new label of an enum that is used before it is committed.
static bool is_of_transaction(const struct sql_failure *failure)
{
    static const char *const states[] = {"25001", "2D000", "55P04"};
    for (size_t i = 0; i < array_length(states); i++)
        if (strcmp(failure->sqlstate, states[i]) == 0)
            return true;
    return false;
}

// ---- one statement -----------------------------------------------------------------------------------

// Undefined: column, function, table, parameter or object, schema; and a type or role by its name.
static bool is_missing(const struct sql_failure *failure)
{
    static const char *const states[] = {"42703", "42883", "42P01", "42704", "3F000"};
    for (size_t i = 0; i < array_length(states); i++)
        if (strcmp(failure->sqlstate, states[i]) == 0)
            return true;
    return false;
}

static bool is_create_role(const struct statement *statement)
{
    static const char *const words[] = {"create role", "create user", "create group"};
    return begins_any(statement, words, array_length(words));
}

// Bytes of a text up to the nth character, from 1.
static uint32_t bytes_before(const char *text, uint32_t nth)
{
    uint32_t bytes = 0;
    for (; text[bytes]; bytes++)
        if (((unsigned char)text[bytes] & 0xC0) != 0x80 && --nth == 0)
            break;
    return bytes;
}

static bool statement_refused(struct load *load, struct source_file *file,
                              const struct statement *statement, const struct sql_failure *failure)
{
    uint32_t at = failure->position ? bytes_before(statement->text, failure->position) : 0;
    const char *extension = load_extension_advice(load->arena, statement->text, failure);
    if (extension)
        return load_failed(load, file, statement->offset, "%s", extension);
    return load_failed(load, file, statement->offset + at,
                       "PostgreSQL refuses this statement: %s (%s)%s%s%s%s", failure->message,
                       failure->sqlstate, *failure->detail ? "; " : "", failure->detail,
                       *failure->hint ? "; " : "", failure->hint);
}

// What can be told without PostgreSQL.
static bool statement_check(struct load *load, struct source_file *file,
                            const struct statement *statement)
{
    if (statement->is_unterminated)
        return load_failed(load, file, statement->problem_offset, "not loaded: a %s",
                           statement->problem ? statement->problem : "statement that never ends");
    static const char *const of_server[] = {"alter system", "create tablespace", "drop tablespace"};
    if (begins_any(statement, of_server, array_length(of_server)))
        return load_failed(load, file, statement->offset,
                           "not loaded: it changes the server as a whole, not the database");
    // Filled in with a name of lintel's own: what it makes would be something else.
    if (statement->has_placeholder &&
        memcmp(statement->text, file->bytes + statement->offset, statement->length) != 0)
        return load_failed(load, file, statement->offset,
                           "not loaded: a statement with a template placeholder or psql variable, "
                           "which has no value here; name the generated SQL as the schema");
    return true;
}

// Other databases, and the server as a whole, are nobody's design.
static bool is_beyond_database(const struct statement *statement)
{
    static const char *const words[] = {"create database", "drop database"};
    return begins_any(statement, words, array_length(words));
}

static bool is_word_at(const char *at, const char *end, const char *word)
{
    size_t length = words_match(at, end, word);
    return length && (at + length == end || !byte_is_identifier(at[length]));
}

static const char *comment_skip(const char *at, const char *end)
{
    if (*at == '-')
        return at + strcspn(at, "\r\n");
    int nested = 0;
    do {
        bool opens = at[0] == '/' && at[1] == '*', closes = at[0] == '*' && at[1] == '/';
        nested += opens - closes;
        at += opens || closes ? 2 : 1;
    } while (at < end && nested);
    return at;
}

static const char *blank_skip(const char *at, const char *end)
{
    while (at < end) {
        if (byte_is_space(*at))
            at++;
        else if ((at[0] == '-' && at[1] == '-') || (at[0] == '/' && at[1] == '*'))
            at = comment_skip(at, end);
        else
            break;
    }
    return at;
}

// 'a', E'a', U&'a', $$a$$.
static bool is_string_at(const char *at)
{
    char lower = byte_lower(*at);
    return *at == '\'' || *at == '$' || (lower == 'e' && at[1] == '\'') ||
           (lower == 'u' && at[1] == '&' && at[2] == '\'');
}

// COPY ... FROM stdin, whose data stand in the file behind it: without any there is nothing to do.
// With a program or a file of the server it is refused. Every FROM and TO is looked at, also within
// strings and brackets: no way of quoting hides one, and what it refuses too many is nothing that a
// schema needs.
static bool copy_check(struct load *load, struct source_file *file,
                       const struct statement *statement, bool *is_copy)
{
    *is_copy = false;
    if (!begins(statement, "copy"))
        return true;
    const char *end = statement->text + statement->length;
    for (const char *at = statement->text + strlen("copy"); at < end; at++) {
        bool is_from = is_word_at(at, end, "from");
        if (byte_is_identifier(at[-1]) || !(is_from || is_word_at(at, end, "to")))
            continue;
        const char *target = blank_skip(at + (is_from ? strlen("from") : strlen("to")), end);
        bool is_program = is_word_at(target, end, "program");
        if (is_program || is_string_at(target))
            return load_failed(load, file, statement->offset,
                               "not loaded: COPY with %s of the server, which is beyond the "
                               "database",
                               is_program ? "a program" : "a file");
        *is_copy |= is_from && is_word_at(target, end, "stdin");
    }
    if (!*is_copy)
        return true;
    const char *data = file->bytes + statement->offset + statement->length;
    data += strcspn(data, "\n");
    if (string_starts_with(data, "\n\\."))
        return true;
    return load_failed(load, file, statement->offset,
                       "not loaded: COPY with data, which are no schema; load them with psql once "
                       "the database runs, or write them as INSERT");
}

bool load_wait(struct load *load, struct source_file *file, const struct statement *statement)
{
    struct sql_rows rows;
    if (!connection_query(load->connection, load->arena,
                          "SELECT current_setting('search_path'), current_setting('role')", NULL, 0,
                          &rows, load->error))
        return false;
    struct waiting waiting = {file, *statement, rows.values[0], rows.values[1]};
    waiting.statement.text = arena_copy(load->arena, statement->text, statement->length);
    list_add(load->arena, &load->waiting, waiting);
    return true;
}

bool load_statement(struct load *load, struct source_file *file, const struct statement *statement,
                    bool waits, bool *kept)
{
    *kept = load->must_be_single = false;
    bool is_copy;
    if (!statement_check(load, file, statement) || !copy_check(load, file, statement, &is_copy))
        return false;
    if (is_copy || is_beyond_database(statement))
        return true;
    bool is_stood_in = load->design->platform == PLATFORM_SUPABASE &&
                       load_extension_is_declared(load->arena, statement->text);
    bool may_fail =
        (waits || is_stood_in || is_create_role(statement)) && !is_of_savepoint(statement);
    bool has_savepoint = may_fail && load->has_begun && !load_is_end(statement);
    if (has_savepoint && !load_run(load, "SAVEPOINT lintel"))
        return false;
    struct sql_failure failure;
    if (connection_run(load->connection, statement->text, load->arena, &failure, load->error)) {
        if (load_is_begin(statement))
            load->has_begun = true;
        else if (load_is_end(statement))
            load->has_begun = is_chained(statement);
        return !has_savepoint || load_run(load, "RELEASE SAVEPOINT lintel");
    }
    load->must_be_single = load->is_ours && is_of_transaction(&failure);
    statement_refused(load, file, statement, &failure);
    bool is_there = (is_create_role(statement) && strcmp(failure.sqlstate, "42710") == 0) ||
                    (is_stood_in && load_extension_advice(load->arena, statement->text, &failure));
    *kept = waits && !is_there && is_missing(&failure);
    if (!may_fail || !(is_there || *kept))
        return false;
    if (has_savepoint && !load_run(load, "ROLLBACK TO SAVEPOINT lintel; RELEASE SAVEPOINT lintel"))
        return false;
    return true;
}
