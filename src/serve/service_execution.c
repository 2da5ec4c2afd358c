// In which kind of transaction an endpoint runs (postgres/pg.h; REQUESTS.md, "Transactions").
//
//   READ       no statement writes, locks, or may write: the transaction is read-only, so a
//              statement that was wrongly held to only read is refused by PostgreSQL.
//   WRITE      one implicit transaction. PostgreSQL's own errors roll all of it back, and it has
//              committed when the answer is read; so it is chosen only where no answer can be a
//              refusal that leaves a write behind:
//                * :exec and :many refuse nothing by their answer
//                * :one, where the answering statement gives exactly one row
//                * :one with at most one row, and :execrows: no row is a refusal, but then nothing
//                  was written either, where every write stands outermost in that one statement
//                  and no trigger can keep a row out, or write without one
//   EXCLUSIVE  everything else that writes: BEGIN, the statements, answer_judge, COMMIT or
//   ROLLBACK.
//
// In doubt EXCLUSIVE: it is never wrong, only slower.
#include "serve/service_part.h"

#include "base/word.h"
#include "design/lookup.h"

enum { USE_WRITES = USE_INSERT | USE_UPDATE | USE_DELETE };

// ---- what writes --------------------------------------------------------------------------------------

// PostgreSQL's own functions that a read-only transaction refuses, or whose effect outlives one.
static bool calls_writer(const char *text)
{
    static const char *const writers[] = {
        "nextval",      "setval",  "lo_",        "dblink",       "pg_notify",
        "pg_advisory_", "pg_try_", "pg_import_", "txid_current", "pg_current_xact_id",
        "cron.",        "net."};
    for (const char *at = text; *at; at++) {
        if (!byte_is_letter(*at) || (at > text && byte_is_word(at[-1])))
            continue;
        for (size_t word = 0; word < array_length(writers); word++)
            if (strncasecmp(at, writers[word], strlen(writers[word])) == 0)
                return true;
    }
    return false;
}

static bool locks(const struct statement_link *link)
{
    list_each (struct table_use, use, &link->tables)
        if (use.uses & USE_LOCK)
            return true;
    return false;
}

static bool statement_writes(const struct service_statement *statement)
{
    const struct statement_link *link = statement->link;
    return link->writes || link->may_write || !link->is_understood || calls_writer(statement->text);
}

static bool statement_only_reads(const struct service_statement *statement)
{
    return !statement_writes(statement) && !locks(statement->link);
}

// ---- whether no row means no write --------------------------------------------------------------------

// Each RETURN of a trigger's body gives back the row that PostgreSQL then writes, and nothing puts
// another in its place: the row as a whole (`new := null`, `select ... into new`) is named by
// RETURN alone. That is asked of words, comments and texts included; in doubt the answer is no.
static bool returns_row(const struct function *function, const char *row)
{
    const char *body = function ? function->body : NULL;
    if (!body || !string_equal(function->language, "plpgsql"))
        return false;
    const char *end = body + strlen(body);
    bool is_behind_return = false;
    uint32_t found = 0;
    for (const char *at = body; at < end;) {
        if (!byte_is_word(*at)) {
            is_behind_return = is_behind_return && byte_is_space(*at);
            at++;
            continue;
        }
        const char *word = at;
        while (at < end && byte_is_word(*at))
            at++;
        bool is_row = words_match(word, at, row) == (size_t)(at - word);
        if (is_behind_return ? !is_row : is_row && *at != '.')
            return false;
        found += is_behind_return;
        is_behind_return = words_match(word, at, "return") == (size_t)(at - word);
    }
    return found > 0 && !is_behind_return;
}

static bool trigger_is_harmless(const struct trigger *trigger)
{
    if (trigger->is_disabled)
        return true;
    if (!trigger->is_per_row || trigger->timing == TRIGGER_INSTEAD)
        return false;
    if (trigger->timing == TRIGGER_AFTER)
        return true; // there was a row
    if (trigger->events & TRIGGER_DELETE)
        return trigger->events == TRIGGER_DELETE && returns_row(trigger->function, "old");
    return returns_row(trigger->function, "new");
}

static bool relation_is_plain(const struct design *design, const struct relation *relation)
{
    if (!relation || relation->kind != RELATION_TABLE || relation->children.count)
        return false; // of views and partitions others' triggers count
    // Rules, and what could not be followed.
    if (design->is_open || design_gap_may(design, "rule", relation->name) ||
        design_gap_may(design, "trigger", relation->name))
        return false;
    list_each (struct trigger *, trigger, &relation->triggers)
        if (!trigger_is_harmless(trigger))
            return false;
    return true;
}

// Every write of the statement is its own, not a WITH's or a function's, and without a row in the
// answer there was none in the table.
static bool writes_only_rows(const struct design *design, const struct service_statement *statement)
{
    const struct statement_link *link = statement->link;
    if (!link->is_understood || link->may_write || calls_writer(statement->text))
        return false;
    list_each (struct table_use, use, &link->tables)
        if (use.uses & USE_WRITES && (use.query != link->statement->query || use.function ||
                                      use.through || !relation_is_plain(design, use.relation)))
            return false;
    return true;
}

// ---- the kind -----------------------------------------------------------------------------------------

// Whether the rows are certain to be one: what a trigger keeps out is none.
static bool is_exactly_one(const struct design *design, const struct service_statement *statement)
{
    return statement->link->rows == ROWS_EXACTLY_ONE && statement->link->is_understood &&
           (!statement->link->writes || writes_only_rows(design, statement));
}

enum pg_kind service_execution(const struct design *design, const struct endpoint *endpoint)
{
    uint32_t writers = 0, last_writer = 0;
    bool only_reads = true;
    for (uint32_t at = 0; at < endpoint->statement_count; at++) {
        only_reads = only_reads && statement_only_reads(&endpoint->statements[at]);
        if (statement_writes(&endpoint->statements[at])) {
            writers++;
            last_writer = at;
        }
    }
    bool count_writes = endpoint->count && statement_writes(endpoint->count);
    if (endpoint->count)
        only_reads = only_reads && statement_only_reads(endpoint->count);
    if (only_reads)
        return PG_READ;
    if (writers == 0 && !count_writes)
        return PG_WRITE; // it only locks
    // A count that gives no row, or several, is a refusal too.
    if (endpoint->count && !is_exactly_one(design, endpoint->count))
        return PG_EXCLUSIVE;
    enum answer_kind kind = endpoint->link->query->kind;
    if (kind == ANSWER_KIND_EXEC || kind == ANSWER_KIND_MANY)
        return PG_WRITE;
    uint32_t judged = kind == ANSWER_KIND_ONE ? endpoint->answering : endpoint->statement_count - 1;
    if (judged >= endpoint->statement_count)
        return PG_EXCLUSIVE;
    const struct service_statement *statement = &endpoint->statements[judged];
    if (kind == ANSWER_KIND_ONE && is_exactly_one(design, statement))
        return PG_WRITE;
    bool is_bounded = kind == ANSWER_KIND_EXECROWS || statement->link->rows == ROWS_AT_MOST_ONE;
    if (is_bounded && !count_writes && writers == 1 && last_writer == judged &&
        writes_only_rows(design, statement))
        return PG_WRITE;
    return PG_EXCLUSIVE;
}
