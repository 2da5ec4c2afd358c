// The files in order, their statements one by one, so that an error has its place. How a statement
// is run (savepoint, waiting, tolerance) is said in statement_run.
#include "postgres/load.h"

#include "base/embedded.h"
#include "base/text.h"
#include "base/word.h"
#include "postgres/bootstrap.h"
#include "postgres/load_extension.h"
#include "read/queries.h"
#include "read/split.h"

// A statement that waits, with the session it would have run in.
struct waiting {
    struct source_file *file;
    struct statement statement;
    const char *search_path, *role;
};

struct load {
    struct connection *connection;
    const struct design *design;
    struct arena *arena;
    bool is_atomic;      // all in one transaction of ours
    bool has_begun;      // in a transaction, ours or the file's own
    bool must_be_single; // PostgreSQL refused a statement because of our transaction
    LIST(struct waiting) waiting;
    struct error *error;
};

static bool load_failed(struct load *load, struct source_file *file, uint32_t offset,
                        const char *format, ...) printf_like(4, 5);

static bool load_failed(struct load *load, struct source_file *file, uint32_t offset,
                        const char *format, ...)
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

static bool run(struct load *load, const char *sql)
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

static bool is_begin(const struct statement *statement)
{
    static const char *const words[] = {"begin", "start transaction"};
    return begins_any(statement, words, array_length(words));
}

static bool is_end(const struct statement *statement)
{
    static const char *const words[] = {"commit", "end", "rollback", "abort"};
    static const char *const back[] = {"rollback to", "rollback work to",
                                       "rollback transaction to"};
    return begins_any(statement, words, array_length(words)) &&
           !begins_any(statement, back, array_length(back));
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

// COPY ... FROM stdin, whose data stand in the file behind it. Without any there is nothing to do.
static bool copy_check(struct load *load, struct source_file *file,
                       const struct statement *statement, bool *is_copy)
{
    *is_copy = false;
    if (!begins(statement, "copy"))
        return true;
    const char *end = statement->text + statement->length;
    for (const char *at = statement->text; at < end && !*is_copy; at++)
        *is_copy = byte_is_space(at[0]) && words_match(at, end, " from stdin");
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

static bool statement_wait(struct load *load, struct source_file *file,
                           const struct statement *statement)
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

// Within a transaction a statement that may fail needs a savepoint, so that what came before it
// stays. `waits`: where it needs what is not there yet, it is kept for later, and *kept says so.
static bool statement_run(struct load *load, struct source_file *file,
                          const struct statement *statement, bool waits, bool *kept)
{
    *kept = false;
    bool is_copy;
    if (!statement_check(load, file, statement) || !copy_check(load, file, statement, &is_copy))
        return false;
    if (is_copy || is_beyond_database(statement))
        return true;
    bool is_stood_in = load->design->platform == PLATFORM_SUPABASE &&
                       load_extension_is_declared(load->arena, statement->text);
    bool may_fail =
        (waits || is_stood_in || is_create_role(statement)) && !is_of_savepoint(statement);
    bool has_savepoint = may_fail && load->has_begun && !is_end(statement);
    if (has_savepoint && !run(load, "SAVEPOINT lintel"))
        return false;
    struct sql_failure failure;
    if (connection_run(load->connection, statement->text, load->arena, &failure, load->error)) {
        if (is_begin(statement))
            load->has_begun = true;
        else if (is_end(statement))
            load->has_begun = false;
        return !has_savepoint || run(load, "RELEASE SAVEPOINT lintel");
    }
    load->must_be_single = load->is_atomic && is_of_transaction(&failure);
    statement_refused(load, file, statement, &failure);
    bool is_there = (is_create_role(statement) && strcmp(failure.sqlstate, "42710") == 0) ||
                    (is_stood_in && load_extension_advice(load->arena, statement->text, &failure));
    *kept = waits && !is_there && is_missing(&failure);
    if (!may_fail || !(is_there || *kept))
        return false;
    if (has_savepoint && !run(load, "ROLLBACK TO SAVEPOINT lintel; RELEASE SAVEPOINT lintel"))
        return false;
    return true;
}

// ---- files -------------------------------------------------------------------------------------------

// Each file is run by a session of its own, as psql would; as read/replay.c has it. Temporary
// tables stay as long as statements wait that may need them.
static bool session_reset(struct load *load)
{
    bool is_supabase = load->design->platform == PLATFORM_SUPABASE;
    return run(load, "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; DEALLOCATE ALL") &&
           (load->waiting.count || run(load, "DISCARD TEMP")) &&
           run(load, is_supabase ? "SET search_path = \"$user\", public, extensions"
                                 : "SET search_path = \"$user\", public");
}

static bool has_queries(const struct design *design, const struct source_file *file)
{
    list_each (struct named_query *, query, &design->queries)
        if (query->place.file == file)
            return true;
    return false;
}

static bool statements_run(struct load *load, struct source_file *file,
                           const struct source_file *schema)
{
    struct splitter splitter;
    struct statement statement;
    splitter_init(&splitter, schema, load->arena);
    for (;;) {
        struct arena_mark mark = arena_mark(load->arena);
        bool is_there = splitter_next(&splitter, &statement), kept = false;
        if (splitter.include_count)
            return load_failed(load, file, splitter.include_offset,
                               "not loaded: psql's \\i names another file, which lintel does not "
                               "follow; name that file in lintel.yaml (schema)");
        if (!is_there)
            return true;
        if (!statement_run(load, file, &statement, file->is_unordered, &kept))
            return false;
        if (!kept)
            arena_rewind(load->arena, mark);
        else if (!statement_wait(load, file, &statement))
            return false;
    }
}

static bool file_run(struct load *load, struct source_file *file)
{
    struct source_file schema = *file;
    if (has_queries(load->design, file)) // read as queries alone
        schema.bytes = queries_without(load->arena, file);
    if (!session_reset(load) || !statements_run(load, file, &schema))
        return false;
    if (load->is_atomic)
        return true;
    load->has_begun = false;
    return run(load, "COMMIT"); // what a file left open is kept; else it says nothing
}

static const char *quoted(struct arena *arena, const char *value)
{
    struct text text;
    text_init(&text);
    for (; *value; value++) {
        if (*value == '\'')
            text_add_char(&text, '\'');
        text_add_char(&text, *value);
    }
    const char *copy = arena_copy(arena, text.string ? text.string : "", text.length);
    text_release(&text);
    return copy;
}

static bool session_resume(struct load *load, const struct waiting *waiting)
{
    const char *settings =
        arena_format(load->arena,
                     "SELECT set_config('role', '%s', false),"
                     " set_config('search_path', '%s', false)",
                     quoted(load->arena, waiting->role), quoted(load->arena, waiting->search_path));
    return session_reset(load) && run(load, settings);
}

// One round over those that wait. False: PostgreSQL refuses one for good.
static bool retry(struct load *load, bool *helped)
{
    uint32_t count = load->waiting.count, left = 0;
    *helped = false;
    for (uint32_t i = 0; i < count; i++) {
        struct waiting waiting = load->waiting.items[i];
        bool kept;
        if (!session_resume(load, &waiting) ||
            !statement_run(load, waiting.file, &waiting.statement, true, &kept))
            return false;
        if (kept)
            load->waiting.items[left++] = waiting;
        else
            *helped = true;
    }
    load->waiting.count = left;
    return true;
}

static bool waiting_run(struct load *load)
{
    bool helped = true;
    while (load->waiting.count && helped)
        if (!retry(load, &helped))
            return false;
    if (!load->waiting.count)
        return true;
    // Once more the first of them, for its message.
    struct waiting waiting = load->waiting.items[0];
    bool kept;
    return session_resume(load, &waiting) &&
           statement_run(load, waiting.file, &waiting.statement, false, &kept) &&
           load_failed(load, waiting.file, waiting.statement.offset,
                       "what this statement needs comes and goes");
}

static bool prelude_run(struct load *load, struct source_file *file)
{
    return session_reset(load) && run(load, file->bytes);
}

static bool files_run(struct load *load)
{
    const struct design *design = load->design;
    load->waiting.count = 0;
    for (uint32_t i = 0; i < design->files.count; i++) {
        list_each (struct prelude, prelude, &design->preludes)
            if (prelude.is_later && prelude.files_before == i && !prelude_run(load, prelude.file))
                return false;
        if (design->files.items[i]->is_schema && !file_run(load, design->files.items[i]))
            return false;
    }
    return waiting_run(load) && session_reset(load) &&
           bootstrap_grant_roles(load->connection, design, load->error);
}

static bool has_transactions(const struct design *design, struct arena *arena)
{
    bool found = false;
    struct arena_mark mark = arena_mark(arena);
    list_each (struct source_file *, file, &design->files) {
        struct splitter splitter;
        struct statement statement;
        splitter_init(&splitter, file, arena);
        while (!found && file->is_schema && splitter_next(&splitter, &statement))
            found = is_begin(&statement) || is_end(&statement);
        arena_rewind(arena, mark);
    }
    return found;
}

static bool run_whole(struct load *load)
{
    load->is_atomic = load->has_begun = true;
    if (!run(load, "BEGIN"))
        return false;
    bool is_good = files_run(load) && run(load, "COMMIT");
    load->is_atomic = load->has_begun = false;
    struct error ignored;
    if (!is_good && !connection_run(load->connection, "ROLLBACK", NULL, NULL, &ignored))
        load->must_be_single = false; // the connection is gone
    return is_good;
}

static bool run_single(struct load *load)
{
    bool is_good = files_run(load);
    struct error ignored;
    if (!is_good && !connection_run(load->connection, "ROLLBACK", NULL, NULL, &ignored))
        return false;
    return is_good;
}

bool load_schema(struct connection *connection, const struct design *design, struct error *error)
{
    struct load load = {
        .connection = connection, .design = design, .arena = arena_new(), .error = error};
    bool is_good;
    if (has_transactions(design, load.arena)) {
        is_good = run_single(&load);
    } else {
        is_good = run_whole(&load);
        if (!is_good && load.must_be_single)
            is_good = run_single(&load);
    }
    arena_free(load.arena);
    return is_good;
}

// ---- the fingerprint -----------------------------------------------------------------------------------

// FNV-1a, twice with different multipliers and starts.
static void mix(uint64_t sums[2], const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        sums[0] = (sums[0] ^ (unsigned char)bytes[i]) * 0x100000001b3U;
        sums[1] = (sums[1] ^ (unsigned char)bytes[i]) * 0x9e3779b97f4a7c15U;
        sums[1] ^= sums[1] >> 29;
    }
}

const char *load_fingerprint(struct arena *arena, const struct design *design)
{
    uint64_t sums[2] = {0xcbf29ce484222325U, 0x6a09e667f3bcc908U};
    const struct embedded *snapshot = embedded_find("src/postgres/snapshot.sql");
    mix(sums, LINTEL_VERSION, sizeof LINTEL_VERSION);
    mix(sums, snapshot->bytes, snapshot->length); // what is asked is a part of the answer
    list_each (struct prelude, prelude, &design->preludes) {
        mix(sums, (const char *)&prelude.files_before, sizeof prelude.files_before);
        mix(sums, prelude.file->bytes, prelude.file->length + 1);
    }
    list_each (struct source_file *, file, &design->files)
        if (file->is_schema) {
            mix(sums, has_queries(design, file) ? "q" : "s", 1);
            mix(sums, file->bytes, file->length + 1);
        }
    for (uint32_t i = 0; design->manifest && i < design->manifest->schemes.count; i++) {
        const char *role = design->manifest->schemes.items[i].role.text;
        mix(sums, role ? role : "", role ? strlen(role) + 1 : 1);
    }
    return arena_format(arena, "%016llx%016llx", (unsigned long long)sums[0],
                        (unsigned long long)sums[1]);
}
