// A group on its connection: the messages that it is made of, and the answers to them.
//
//   READ, WRITE         [settings, Parse.., calls.., Sync]
//   EXCLUSIVE, a block  [BEGIN, settings, Parse.., calls.., Sync], then [COMMIT or ROLLBACK, Sync]
//
// Every message whose answer libpq hands out separately is one step in the connection's ring, and
// each answer must be one that the first step can have: that is what keeps answers and groups
// together. There is no other place where a result finds its group.
//
// What is prepared. The Parse messages stand before the first call, behind the settings alone
// (names are looked up with the role's rights). So a Parse is skipped only where the settings or
// another Parse failed, and a group behind it on the connection may rely on it before it is
// answered. Where that was wrong, or somebody deallocated the statement, the server says 26000, the
// connection is made anew and the group goes again.
//
// Only Sync stands between two groups, never a flush request: it is what ends the transaction and
// with it the settings of the group before. In an implicit transaction (READ, WRITE) an error skips
// all up to the Sync and rolls back; in a block it aborts the block.
#include <libpq-fe.h>

#include "base/text.h"
#include "postgres/pg_part.h"

// ---- sending --------------------------------------------------------------------------------------

static void step_add(struct pg_connection *connection, enum pg_step_kind kind, uint32_t value,
                     uint16_t version)
{
    if (connection->step_count == connection->step_capacity) {
        uint32_t capacity = connection->step_capacity ? connection->step_capacity * 2 : 32;
        struct pg_step *steps =
            arena_allocate_raw(connection->side->pool->arena, capacity * sizeof *steps);
        for (uint32_t i = 0; i < connection->step_count; i++)
            steps[i] = connection->steps[(connection->step_first + i) % connection->step_capacity];
        connection->steps = steps;
        connection->step_capacity = capacity;
        connection->step_first = 0;
    }
    uint32_t at = (connection->step_first + connection->step_count++) % connection->step_capacity;
    connection->steps[at] = (struct pg_step){.kind = kind, .version = version, .value = value};
}

static bool sync_send(struct pg_connection *connection)
{
    if (!PQpipelineSync(connection->libpq))
        return false;
    step_add(connection, PG_STEP_SYNC, 0, 0);
    return true;
}

// Does nothing where the connection has it. The list of statements may move: take nothing from it
// across this.
static bool prepare(struct pg_connection *connection, uint32_t handle)
{
    struct pg_pool *pool = connection->side->pool;
    if (handle >= connection->prepared_capacity) {
        uint32_t capacity = connection->prepared_capacity ? connection->prepared_capacity : 32;
        while (capacity <= handle)
            capacity *= 2;
        uint16_t *prepared = arena_allocate(pool->arena, capacity * sizeof *prepared);
        if (connection->prepared_capacity)
            memcpy(prepared, connection->prepared,
                   connection->prepared_capacity * sizeof *prepared);
        connection->prepared = prepared;
        connection->prepared_capacity = capacity;
    }
    const struct pg_text *statement = &pool->statements.items[handle];
    if (connection->prepared[handle] == statement->version)
        return true;
    if (!PQsendPrepare(connection->libpq, statement->name, statement->text, 0, NULL))
        return false;
    if (connection->prepared[handle])
        connection->outdated_count++; // the server keeps the old one
    connection->prepared[handle] = statement->version;
    step_add(connection, PG_STEP_PREPARE, handle, statement->version);
    return true;
}

static bool execute(struct pg_connection *connection, uint32_t handle, enum pg_step_kind kind,
                    uint32_t value, const char *const *values, uint32_t value_count)
{
    const char *name = connection->side->pool->statements.items[handle].name;
    if (!PQsendQueryPrepared(connection->libpq, name, (int)value_count, values, NULL, NULL, 0))
        return false;
    step_add(connection, kind, value, 0);
    return true;
}

// One statement for each number of settings. The role comes last: what comes before it is set with
// the login's rights. A sum over the values instead of the values: they need not come back.
// That a transaction only reads is the group's, whatever connection it has got.
static uint32_t settings_statement(struct pg_pool *pool, bool is_read, uint32_t count)
{
    if (pool->settings[is_read][count])
        return pool->settings[is_read][count] - 1;
    struct text text;
    text_init(&text);
    text_add(&text, "SELECT pg_catalog.num_nulls(");
    if (is_read)
        text_add(&text, "pg_catalog.set_config('transaction_read_only', 'on', true), ");
    text_add(&text, "pg_catalog.set_config('statement_timeout', $1, true), ");
    for (uint32_t i = 0; i < count; i++)
        text_format(&text, "pg_catalog.set_config($%u, $%u, true), ", 2 * i + 2, 2 * i + 3);
    text_format(&text, "pg_catalog.set_config('role', $%u, true))", 2 * count + 2);
    uint32_t handle = pg_statement(pool, NULL, text.string);
    text_release(&text);
    pool->settings[is_read][count] = handle + 1;
    return handle;
}

static bool settings_send(struct pg_connection *connection, const struct pg_group *group)
{
    char timeout[12];
    snprintf(timeout, sizeof timeout, "%u", group->statement_timeout);
    const char *values[2 * PG_SETTING_LIMIT + 2];
    uint32_t count = 0;
    values[count++] = timeout;
    for (uint32_t i = 0; i < group->setting_count; i++) {
        values[count++] = group->settings[i].name;
        values[count++] = group->settings[i].value;
    }
    values[count++] = group->role ? group->role : "none";
    uint32_t handle =
        settings_statement(connection->side->pool, group->kind == PG_READ, group->setting_count);
    return prepare(connection, handle) &&
           execute(connection, handle, PG_STEP_SETTINGS, 0, values, count);
}

// BEGIN, COMMIT, ROLLBACK: never prepared, so that they cannot be missing when they are needed.
static bool command_send(struct pg_connection *connection, const char *command,
                         enum pg_step_kind kind)
{
    if (!PQsendQueryParams(connection->libpq, command, 0, NULL, NULL, NULL, NULL, 0))
        return false;
    step_add(connection, kind, 0, 0);
    return true;
}

static bool messages_send(struct pg_connection *connection, const struct pg_group *group)
{
    const char *begin = group->kind == PG_READ ? "BEGIN READ ONLY" : "BEGIN";
    if (group->is_block && !command_send(connection, begin, PG_STEP_BEGIN))
        return false;
    if (!settings_send(connection, group))
        return false;
    for (uint32_t i = 0; i < group->call_count; i++) {
        if (!prepare(connection, group->calls[i].statement))
            return false;
    }
    for (uint32_t i = 0; i < group->call_count; i++) {
        const struct pg_call *call = &group->calls[i];
        if (!execute(connection, call->statement, PG_STEP_CALL, i, call->values, call->value_count))
            return false;
    }
    return sync_send(connection);
}

static void send_failed(struct pg_connection *connection)
{
    pg_connection_broke(connection, PQerrorMessage(connection->libpq));
}

void pg_group_send(struct pg_connection *connection, struct pg_group *group)
{
    group->state = PG_SENT;
    group->phase = PG_RUNNING;
    group->connection = connection;
    group->attempts++;
    group->has_failed = group->is_stale = group->has_sync = group->is_uncertain = false;
    group->results = pg_results_new(connection->side->pool, group->call_count);
    pg_list_add(&connection->in_flight, group);
    if (connection->in_flight.count == 1)
        pg_connection_begins(connection);
    if (messages_send(connection, group))
        group->has_sync = true;
    else
        send_failed(connection);
    pg_connection_flush(connection);
}

static void end_send(struct pg_connection *connection, struct pg_group *group, bool commits)
{
    group->phase = commits ? PG_COMMITTING : PG_ROLLING_BACK;
    if (!command_send(connection, commits ? "COMMIT" : "ROLLBACK", PG_STEP_END) ||
        !sync_send(connection))
        send_failed(connection);
    pg_connection_flush(connection);
}

// Of the session; what the connection string or the login's own settings may have changed and our
// reading of values relies on.
static const char SETUP[] =
    "SELECT pg_catalog.set_config('DateStyle', 'ISO, MDY', false),"
    " pg_catalog.set_config('IntervalStyle', 'postgres', false),"
    " pg_catalog.set_config('TimeZone', 'UTC', false),"
    " pg_catalog.set_config('extra_float_digits', '1', false),"
    " pg_catalog.set_config('bytea_output', 'hex', false),"
    // and our reading of the design's literals, and the NULL of the arrays that we write
    " pg_catalog.set_config('standard_conforming_strings', 'on', false),"
    " pg_catalog.set_config('array_nulls', 'on', false),"
    // a block of an EXCLUSIVE group that nobody ends, since this process was stopped
    " pg_catalog.set_config('idle_in_transaction_session_timeout', '30s', false),"
    // what runs when its connection is given up (pg_abandon) ends soon, and its process with it:
    // else each that is given up would be one more of the server's max_connections. Elsewhere than
    // here the server may refuse to be told.
    " CASE WHEN pg_catalog.version() ~ 'linux' THEN"
    " pg_catalog.set_config('client_connection_check_interval', '1s', false) END";

bool pg_group_setup(struct pg_connection *connection)
{
    return command_send(connection, SETUP, PG_STEP_SETUP) && sync_send(connection);
}

// ---- reading --------------------------------------------------------------------------------------

// Answers of one connection while they are read.
struct reading {
    struct pg_connection *connection;
    struct pg_group *group; // the first in flight; NULL in the setup
    const char *reason;
};

static bool distrust(struct reading *reading, const char *reason)
{
    reading->reason = reason;
    return false;
}

static const char *text_of(const PGresult *result, int code)
{
    const char *text = PQresultErrorField(result, code);
    return text ? text : "";
}

// 26000: not prepared; 42P05: prepared already, so our book of this connection is wrong. 0A000: a
// plan whose columns have changed. Only the server's own refusal counts, not a function of the
// design that raises the same code: that is what the name of the source's function tells.
static bool is_stale(struct reading *reading, const PGresult *result, const struct pg_step *step)
{
    const char *code = text_of(result, PG_DIAG_SQLSTATE);
    const char *function = text_of(result, PG_DIAG_SOURCE_FUNCTION);
    struct pg_connection *connection = reading->connection;
    if ((string_equal(code, "26000") && string_equal(function, "FetchPreparedStatement")) ||
        (string_equal(code, "42P05") && string_equal(function, "StorePreparedStatement"))) {
        connection->is_retiring = true;
        return true;
    }
    if (!string_equal(code, "0A000") || !string_equal(function, "RevalidateCachedQuery") ||
        step->kind != PG_STEP_CALL)
        return false;
    // Every connection prepares it again, under a new name. Where another group has seen to that
    // already, this one was sent with the old.
    uint32_t handle = reading->group->calls[step->value].statement;
    struct pg_text *statement = &connection->side->pool->statements.items[handle];
    if (connection->prepared[handle] == statement->version) {
        statement->version = statement->version == UINT16_MAX ? 1 : statement->version + 1;
        snprintf(statement->name, sizeof statement->name, "s%u_%u", handle, statement->version);
    }
    return true;
}

// Which of the group's calls the step was for.
static uint32_t call_of(const struct pg_group *group, const struct pg_step *step)
{
    if (step->kind == PG_STEP_CALL)
        return step->value;
    for (uint32_t i = 0; step->kind == PG_STEP_PREPARE && i < group->call_count; i++) {
        if (group->calls[i].statement == step->value)
            return i;
    }
    return UINT32_MAX;
}

// Takes the result over.
static bool error_arrived(struct reading *reading, const struct pg_step *step, PGresult *result)
{
    struct pg_connection *connection = reading->connection;
    struct pg_group *group = reading->group;
    const char *severity = text_of(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (step->kind == PG_STEP_PREPARE && connection->prepared[step->value] == step->version)
        connection->prepared[step->value] = 0;
    // libpq's own errors, of a connection that is no more, have no code.
    bool is_final = !*text_of(result, PG_DIAG_SQLSTATE) || string_equal(severity, "FATAL") ||
                    string_equal(severity, "PANIC");
    if (!group || is_final || group->has_failed) {
        error_set(&connection->side->pool->last_error, "%s", PQresultErrorMessage(result));
        PQclear(result);
        return distrust(reading, connection->side->pool->last_error.message);
    }
    group->is_stale = is_stale(reading, result, step);
    pg_failure_set(group, result, call_of(group, step));
    return true;
}

// pg_statement.c lets none through; if one slipped by, its group must not pass as done.
static bool is_transaction_control(const char *tag)
{
    static const char *const tags[] = {
        "BEGIN",   "START TRANSACTION",  "COMMIT", "ROLLBACK", "SAVEPOINT",
        "RELEASE", "PREPARE TRANSACTION"};
    for (uint32_t i = 0; i < array_length(tags); i++) {
        if (string_equal(tag, tags[i]))
            return true;
    }
    return false;
}

// The COMMIT of an aborted block answers ROLLBACK and is no error: it must not pass as success.
static bool end_arrived(struct reading *reading, PGresult *result)
{
    struct pg_group *group = reading->group;
    const char *tag = PQcmdStatus(result);
    bool fits = string_equal(tag, group->phase == PG_COMMITTING ? "COMMIT" : "ROLLBACK");
    if (!fits && group->phase == PG_COMMITTING && string_equal(tag, "ROLLBACK")) {
        pg_failure_set(group, result, UINT32_MAX);
        snprintf(group->failure.sqlstate, sizeof group->failure.sqlstate, "40000");
        group->failure.message = "the database rolled the transaction back when it was to commit";
        return true;
    }
    PQclear(result);
    return fits || distrust(reading, "an answer to COMMIT or ROLLBACK that is neither");
}

// Takes the result over.
static bool answer_arrived(struct reading *reading, const struct pg_step *step, PGresult *result)
{
    struct pg_group *group = reading->group;
    ExecStatusType status = PQresultStatus(result);
    bool is_rows = status == PGRES_TUPLES_OK;
    bool is_command = status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
    switch (step->kind) {
    case PG_STEP_CALL:
        if (is_command && is_transaction_control(PQcmdStatus(result))) {
            group->is_uncertain = true;
            PQclear(result);
            return distrust(reading, "a statement began or ended a transaction by itself");
        }
        if (is_rows || is_command) {
            group->results[step->value] = result;
            return true;
        }
        break;
    case PG_STEP_END:
        if (is_command)
            return end_arrived(reading, result);
        break;
    case PG_STEP_SETUP:
    case PG_STEP_SETTINGS:
        if (is_rows) {
            PQclear(result);
            return true;
        }
        break;
    case PG_STEP_BEGIN:
    case PG_STEP_PREPARE:
        if (is_command) {
            PQclear(result);
            return true;
        }
        break;
    case PG_STEP_SYNC:
        break;
    }
    PQclear(result);
    return distrust(reading, "an answer that does not fit what was sent");
}

// ---- the end of a group ---------------------------------------------------------------------------

// The first in flight is answered. The next may go before its owner is told: the database works
// meanwhile.
static void group_ended(struct pg_connection *connection)
{
    enum { ATTEMPTS = 3 };
    struct pg_pool *pool = connection->side->pool;
    struct pg_group *group = pg_list_take(&connection->in_flight);
    group->ended = loop_now(pool->loop);
    pg_connection_begins(connection);
    if (group->is_slow && !pool->kept)
        pg_quick_have_time(pool);
    if (group->has_failed && group->is_stale && group->attempts < ATTEMPTS &&
        !group->is_abandoned) {
        pg_group_again(pool, group);
        return;
    }
    // Under ENDING it can neither be withdrawn nor found: `dispatch` may call others' `done`.
    group->state = PG_ENDING;
    pg_dispatch(pool);
    pg_group_deliver(pool, group, group->has_failed ? PG_REFUSED : PG_DONE);
}

// The server reports these by itself, before each ReadyForQuery. Where one is no longer what SETUP
// made it, a function of the design has set it for the session: values would read differently, to
// this caller and to all after.
static bool is_session_changed(const struct pg_connection *connection)
{
    static const struct {
        const char *name, *value;
    } settings[] = {{"DateStyle", "ISO, MDY"},
                    {"IntervalStyle", "postgres"},
                    {"TimeZone", "UTC"},
                    {"client_encoding", "UTF8"}};
    for (size_t i = 0; i < array_length(settings); i++) {
        const char *now = PQparameterStatus(connection->libpq, settings[i].name);
        if (now && strcmp(now, settings[i].value) != 0)
            return true;
    }
    return false;
}

static bool sync_arrived(struct reading *reading)
{
    struct pg_connection *connection = reading->connection;
    struct pg_group *group = reading->group;
    if (!group) {
        pg_connection_is_up(connection);
        return true;
    }
    // Known only when no other group is on its way; with one group on a connection: always.
    PGTransactionStatusType status = PQtransactionStatus(connection->libpq);
    bool is_known = status != PQTRANS_ACTIVE;
    if (!group->is_block || group->phase != PG_RUNNING) {
        if (is_known && status != PQTRANS_IDLE) {
            group->is_uncertain = true;
            return distrust(reading, "a transaction was left open");
        }
        if (is_session_changed(connection)) {
            group->is_uncertain = true;
            return distrust(reading, "a statement changed TimeZone, DateStyle, IntervalStyle or "
                                     "client_encoding for the whole session; set them for the "
                                     "transaction only (SET LOCAL)");
        }
        group_ended(connection);
        return true;
    }
    if (group->has_failed) {
        end_send(connection, group, false);
        return true;
    }
    if (status != PQTRANS_INTRANS) {
        group->is_uncertain = true;
        return distrust(reading, "a transaction ended before its time");
    }
    enum pg_decision decision = PG_COMMIT;
    if (group->kind == PG_EXCLUSIVE) {
        connection->side->pool->callbacks++;
        decision = group->decide(group);
        connection->side->pool->callbacks--;
    }
    group->was_rolled_back = decision == PG_ROLLBACK;
    end_send(connection, group, decision == PG_COMMIT);
    return true;
}

// One result, or NULL for the end of a step. A Sync has no such end; an error that comes at the
// Sync itself (a deferred constraint) does.
static bool result_arrived(struct pg_connection *connection, PGresult *result, const char **reason)
{
    struct pg_step step = connection->steps[connection->step_first];
    struct reading reading = {.connection = connection, .group = connection->in_flight.first};
    bool is_sync = result && PQresultStatus(result) == PGRES_PIPELINE_SYNC;
    bool good;
    if (is_sync ? step.kind != PG_STEP_SYNC || connection->has_answer
                : (result != NULL) == connection->has_answer) {
        PQclear(result);
        good = distrust(&reading, "an answer that nothing was sent for");
    } else if (!result || is_sync) {
        PQclear(result);
        connection->has_answer = false;
        if (is_sync || step.kind != PG_STEP_SYNC) {
            connection->step_first = (connection->step_first + 1) % connection->step_capacity;
            connection->step_count--;
        }
        good = !is_sync || sync_arrived(&reading);
    } else {
        connection->has_answer = true;
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_FATAL_ERROR) {
            good = error_arrived(&reading, &step, result);
        } else if (status == PGRES_PIPELINE_ABORTED) {
            PQclear(result);
            if (step.kind == PG_STEP_PREPARE && connection->prepared[step.value] == step.version)
                connection->prepared[step.value] = 0;
            good = (reading.group && reading.group->has_failed) ||
                   distrust(&reading, "a statement was skipped without an error");
        } else {
            good = answer_arrived(&reading, &step, result);
        }
    }
    *reason = reading.reason;
    return good;
}

bool pg_group_read(struct pg_connection *connection, const char **reason)
{
    // What came before the end of the connection still counts.
    bool is_alive = PQconsumeInput(connection->libpq);
    // Under TLS what libpq has no room for yet stays in the library, and the socket does not tell:
    // a record has 16 kB at most, libpq reads 8 kB or more.
    if (is_alive && PQsslInUse(connection->libpq))
        is_alive = PQconsumeInput(connection->libpq);
    if (!is_alive) {
        pg_connection_unwatch(connection);
        connection->is_retiring = true; // no more groups, while owners of the last are told
    }
    while (connection->step_count && !connection->is_broken && !PQisBusy(connection->libpq)) {
        if (!result_arrived(connection, PQgetResult(connection->libpq), reason))
            return false;
    }
    for (PGnotify *notify; (notify = PQnotifies(connection->libpq));)
        PQfreemem(notify);
    if (!is_alive)
        *reason = PQerrorMessage(connection->libpq);
    return is_alive;
}
