// The files in order, and the transactions around them. A statement's own life is in
// load_statement.c.
#include "base/embedded.h"
#include "base/text.h"
#include "postgres/bootstrap.h"
#include "postgres/load_part.h"
#include "read/queries.h"

// ---- files -------------------------------------------------------------------------------------------

const char *load_search_path(const struct design *design)
{
    return design->platform == PLATFORM_SUPABASE ? "\"$user\",public,extensions"
                                                 : "\"$user\",public";
}

// Each file is run by a session of its own, as psql would; as read/replay.c has it. Temporary
// tables stay as long as statements wait that may need them.
static bool session_reset(struct load *load)
{
    // The design's literals mean what they meant to the reader, whatever the database prefers.
    const char *path =
        arena_format(load->arena, "SET standard_conforming_strings = on; SET search_path = %s",
                     load_search_path(load->design));
    return load_run(load, "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; DEALLOCATE ALL") &&
           (load->waiting.count || load_run(load, "DISCARD TEMP")) && load_run(load, path);
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
        if (!load_statement(load, file, &statement, file->is_unordered, &kept))
            return false;
        if (!kept)
            arena_rewind(load->arena, mark);
        else if (!load_wait(load, file, &statement))
            return false;
    }
}

static bool has_transactions(const struct source_file *file, struct arena *arena)
{
    bool found = false;
    struct arena_mark mark = arena_mark(arena);
    struct splitter splitter;
    struct statement statement;
    splitter_init(&splitter, file, arena);
    while (!found && splitter_next(&splitter, &statement))
        found = load_is_begin(&statement) || load_is_end(&statement);
    arena_rewind(arena, mark);
    return found;
}

static bool transaction_begin(struct load *load)
{
    load->has_begun = load->is_ours = load_run(load, "BEGIN");
    return load->has_begun;
}

// The error stays that of what went wrong before. False where the connection is gone.
static bool transaction_end(struct load *load, bool is_good)
{
    struct error ignored;
    load->has_begun = load->is_ours = false;
    return connection_run(load->connection, is_good ? "COMMIT" : "ROLLBACK", NULL, NULL,
                          is_good ? load->error : &ignored);
}

static bool file_try(struct load *load, struct source_file *file, const struct source_file *schema)
{
    return session_reset(load) && statements_run(load, file, schema);
}

// In a transaction of its own where it has none, and where PostgreSQL refuses that, statement by
// statement; what the file left open is kept.
static bool file_run_apart(struct load *load, struct source_file *file,
                           const struct source_file *schema)
{
    if (!has_transactions(schema, load->arena)) {
        uint32_t waiting = load->waiting.count;
        bool is_good = transaction_begin(load) && file_try(load, file, schema);
        bool is_to_be_single = !is_good && load->must_be_single;
        if (!transaction_end(load, is_good) || (!is_good && !is_to_be_single))
            return false;
        if (is_good)
            return true;
        load->waiting.count = waiting;
    }
    bool is_good = file_try(load, file, schema);
    return transaction_end(load, is_good) && is_good;
}

static bool file_run(struct load *load, struct source_file *file)
{
    struct source_file schema = *file;
    if (has_queries(load->design, file)) // read as queries alone
        schema.bytes = queries_without(load->arena, file);
    return load->is_ours ? file_try(load, file, &schema) : file_run_apart(load, file, &schema);
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
    return session_reset(load) && load_run(load, settings);
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
            !load_statement(load, waiting.file, &waiting.statement, true, &kept))
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
           load_statement(load, waiting.file, &waiting.statement, false, &kept) &&
           load_failed(load, waiting.file, waiting.statement.offset,
                       "what this statement needs comes and goes");
}

static bool prelude_run(struct load *load, struct source_file *file)
{
    return session_reset(load) && load_run(load, file->bytes);
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

static bool any_has_transactions(const struct design *design, struct arena *arena)
{
    list_each (struct source_file *, file, &design->files)
        if (file->is_schema && has_transactions(file, arena))
            return true;
    return false;
}

bool load_schema(struct connection *connection, const struct design *design, struct error *error)
{
    struct load load = {
        .connection = connection, .design = design, .arena = arena_new(), .error = error};
    bool is_whole = !any_has_transactions(design, load.arena), is_good = false;
    if (is_whole) {
        is_good = transaction_begin(&load) && files_run(&load);
        bool is_refused = !is_good && load.must_be_single;
        is_good = transaction_end(&load, is_good) && is_good;
        is_whole = !is_refused;
    }
    if (!is_whole) {
        is_good = files_run(&load);
        is_good = transaction_end(&load, is_good) && is_good;
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
    assert(snapshot);
    const char *version = arena_format(arena, "lintel %s\n", LINTEL_VERSION);
    mix(sums, version, strlen(version));
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
