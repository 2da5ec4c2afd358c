// One connection's life:
//
//   OFFLINE ──timer──▶ CONNECTING ──▶ SETTING_UP ──▶ UP ──┐
//      ▲                   │              │               │ pg_connection_lose
//      └───────────────────┴──────────────┴───────────────┘
//
// Sending never ends a connection: a failure there is only noted (pg_connection_broke), and the end
// of the turn buries it, since sending happens inside other people's calls. The other ends come
// from the loop.
#include <libpq-fe.h>

#include "postgres/pg_part.h"

enum {
    CONNECT_PATIENCE = 10000, // milliseconds for connecting and setting up
    BACKOFF_FIRST = 100,
    BACKOFF_LAST = 2000,
};

static void connecting(struct pg_connection *connection);

static uint32_t random_below(struct pg_pool *pool, uint32_t limit)
{
    pool->random = pool->random * 1664525u + 1013904223u;
    return (pool->random >> 8) % limit;
}

// ---- the end --------------------------------------------------------------------------------------

static void connection_close(struct pg_connection *connection)
{
    if (connection->state == PG_UP)
        connection->side->connected--;
    connection->state = PG_OFFLINE;
    pg_connection_unwatch(connection);
    PQfinish(connection->libpq);
    connection->libpq = NULL;
    connection->is_broken = connection->is_retiring = connection->has_answer = false;
    connection->step_first = connection->step_count = 0;
    connection->outdated_count = 0;
    if (connection->prepared_capacity)
        memset(connection->prepared, 0,
               connection->prepared_capacity * sizeof *connection->prepared);
}

// Whether the group, in flight until now, could have changed anything. A group whose error has been
// answered is rolled back whatever became of the connection.
static bool may_have_committed(const struct pg_group *group)
{
    if (group->kind == PG_READ)
        return false;
    if (group->is_uncertain)
        return true;
    return !group->has_failed &&
           (group->is_block ? group->phase == PG_COMMITTING : group->has_sync);
}

// A READ group goes again, once, and alone: nobody knows which of those in flight brought the
// connection down, since answers that were on their way are lost with it.
static void groups_lost(struct pg_connection *connection, bool may_go_again)
{
    enum { ATTEMPTS = 2 };
    struct pg_pool *pool = connection->side->pool;
    struct pg_list lost = {0}, again = {0};
    for (struct pg_group *group; (group = pg_list_take(&connection->in_flight));) {
        bool goes = may_go_again && group->kind == PG_READ && !group->is_uncertain &&
                    !group->is_abandoned && group->attempts < ATTEMPTS;
        group->is_again = goes;
        group->ended = loop_now(pool->loop);
        if (!goes)
            group->state = PG_ENDING;
        pg_list_add(goes ? &again : &lost, group);
    }
    while (again.last) { // from the last, so that the first is first in the queue again
        struct pg_group *group = again.last;
        pg_list_remove(&again, group);
        pg_group_again(pool, group);
    }
    for (struct pg_group *group; (group = pg_list_take(&lost));) {
        group->may_have_committed = may_have_committed(group);
        pg_group_deliver(pool, group, PG_LOST);
    }
}

void pg_connection_unwatch(struct pg_connection *connection)
{
    watch_stop(connection->watch);
    connection->watch = NULL;
}

void pg_connection_broke(struct pg_connection *connection, const char *reason)
{
    if (connection->is_broken)
        return;
    struct pg_pool *pool = connection->side->pool;
    pg_connection_unwatch(connection); // libpq may have closed the socket
    connection->is_broken = true;
    connection->broken_by = pool->last_error.message;
    error_set(&pool->last_error, "%s", reason);
    pool->has_broken = true;
    loop_soon(pool->loop);
}

void pg_connection_lose(struct pg_connection *connection, const char *reason)
{
    struct pg_side *side = connection->side;
    struct pg_pool *pool = side->pool;
    struct error why; // the reason may be libpq's, which goes with the connection
    error_set(&why, "%s", reason);
    size_t length = strlen(why.message);
    while (length && (why.message[length - 1] == '\n' || why.message[length - 1] == ' '))
        why.message[--length] = '\0';
    if (!length) // of one that broke before another came up
        error_set(&why, "sending failed");

    bool was_up = connection->state == PG_UP;
    connection_close(connection);
    pool->last_error = why;
    uint32_t wait = BACKOFF_FIRST;
    for (uint32_t i = 0; i < connection->failures && wait < BACKOFF_LAST; i++)
        wait *= 2;
    wait = wait < BACKOFF_LAST ? wait : BACKOFF_LAST;
    timer_start(connection->timer, wait - random_below(pool, wait / 4));
    if (was_up) {
        connection->failures = 0;
        uint64_t now = loop_now(pool->loop), last = side->lost_said;
        side->lost_said = now;
        if (!last || now - last > 1000) // one line when many go together
            pg_log(pool, "lost a connection for %s: %s", side->is_read ? "reads" : "writes",
                   why.message);
    } else {
        connection->failures++;
        side->is_down = side->connected == 0;
        if (!side->is_down_said) // one line for each time that the database is away
            pg_log(pool, "cannot connect for %s: %s", side->is_read ? "reads" : "writes",
                   why.message);
        side->is_down_said = true;
    }
    groups_lost(connection, true);
    pg_dispatch(pool);
}

void pg_connection_end(struct pg_connection *connection)
{
    connection_close(connection);
    timer_free(connection->timer);
    connection->timer = NULL;
    groups_lost(connection, false);
}

void pg_connection_renew(struct pg_connection *connection)
{
    assert(!connection->in_flight.first);
    connection_close(connection);
    connecting(connection);
}

bool pg_connection_is_in_vain(const struct pg_connection *connection)
{
    const struct pg_group *group = connection->in_flight.first;
    if (!group || connection->state != PG_UP)
        return false;
    for (; group; group = group->next) {
        if (!group->is_abandoned)
            return false;
    }
    return true;
}

// No PQcancel: it would reach the server when it likes, maybe after the next group has begun.
// Closing needs no such luck, and the server sees it within a second (SETUP of pg_group.c).
void pg_connection_give_up(struct pg_connection *connection)
{
    struct pg_side *side = connection->side;
    uint64_t now = loop_now(side->pool->loop), last = side->lost_said;
    connection_close(connection);
    if (!last || now - last > 1000) {
        side->lost_said = now;
        pg_log(side->pool, "closed a connection: nobody waits any more for what it was reading");
    }
    groups_lost(connection, false);
    connecting(connection);
    pg_dispatch(side->pool);
}

// ---- working --------------------------------------------------------------------------------------

void pg_connection_flush(struct pg_connection *connection)
{
    if (connection->is_broken)
        return;
    int left = PQflush(connection->libpq);
    if (left < 0)
        pg_connection_broke(connection, PQerrorMessage(connection->libpq));
    else if (connection->watch)
        watch_change(connection->watch, LOOP_READABLE | (left ? LOOP_WRITABLE : 0));
}

static void ready(void *context, int events)
{
    enum { OUTDATED_MANY = 64 };
    struct pg_connection *connection = context;
    if (connection->is_broken)
        return;
    if (events & LOOP_WRITABLE)
        pg_connection_flush(connection);
    // LOOP_BROKEN, too: reading tells what is wrong
    const char *reason = NULL;
    if (events & (LOOP_READABLE | LOOP_BROKEN) && !pg_group_read(connection, &reason)) {
        pg_connection_lose(connection, reason);
        return;
    }
    if (events & LOOP_BROKEN) {
        pg_connection_lose(connection, "its socket has failed");
        return;
    }
    if (connection->outdated_count > OUTDATED_MANY)
        connection->is_retiring = true;
    if (connection->is_retiring && !connection->in_flight.first && !connection->is_broken &&
        connection->state == PG_UP)
        pg_connection_renew(connection);
    pg_dispatch(connection->side->pool);
}

// The database is back: those that wait for their next attempt need not, nor do groups of the other
// side end at once any more.
static void others_try(struct pg_pool *pool)
{
    enum { AT_ONCE = 20 }; // milliseconds
    for (uint32_t i = 0; i < array_length(pool->sides); i++) {
        pool->sides[i].is_down = false;
        for (uint32_t k = 0; k < pool->sides[i].count; k++) {
            struct pg_connection *other = &pool->sides[i].connections[k];
            if (other->state == PG_OFFLINE && other->failures) {
                other->failures = 0;
                timer_start(other->timer, random_below(pool, AT_ONCE));
            }
        }
    }
}

void pg_connection_is_up(struct pg_connection *connection)
{
    struct pg_side *side = connection->side;
    struct pg_pool *pool = side->pool;
    timer_stop(connection->timer);
    connection->state = PG_UP;
    connection->failures = 0;
    side->connected++;
    pool->last_error.message[0] = '\0';
    if (side->is_down_said)
        pg_log(pool, "connected again for %s", side->is_read ? "reads" : "writes");
    side->is_down_said = false;
    others_try(pool);
}

// ---- connecting -----------------------------------------------------------------------------------

static void notice_ignored(void *context, const PGresult *result)
{
    (void)context; // what a function of the design raises as a notice is for nobody
    (void)result;
}

static void connect_ready(void *context, int events)
{
    (void)events;
    connecting(context);
}

static void set_up(struct pg_connection *connection)
{
    struct pg_side *side = connection->side;
    if (PQsetnonblocking(connection->libpq, 1) != 0 || !PQenterPipelineMode(connection->libpq)) {
        pg_connection_lose(connection, "libpq refuses its pipeline mode");
        return;
    }
    connection->state = PG_SETTING_UP;
    connection->watch = watch_start(side->pool->loop, PQsocket(connection->libpq), LOOP_READABLE,
                                    ready, connection);
    if (!pg_group_setup(connection)) {
        pg_connection_lose(connection, PQerrorMessage(connection->libpq));
        return;
    }
    pg_connection_flush(connection);
}

// What comes before the connection string it may change, what comes after it may not.
static PGconn *connection_begin(const char *connection_string)
{
    const char *keywords[] = {"gssencmode",       "keepalives_idle",  "keepalives_interval",
                              "keepalives_count", "tcp_user_timeout", "application_name",
                              "dbname",           "client_encoding",  NULL};
    const char *values[] = {"disable",         "10",   "5", "3", "20000", "lintel",
                            connection_string, "UTF8", NULL};
    return PQconnectStartParams(keywords, values, 1);
}

// Of a connection string that it cannot read libpq repeats parts, maybe with a password.
static const char *failure_of(const struct pg_connection *connection)
{
    PQconninfoOption *options =
        PQconninfoParse(connection->side->pool->options.connection_string, NULL);
    if (!options)
        return "the connection string cannot be read";
    PQconninfoFree(options);
    return PQerrorMessage(connection->libpq);
}

static void connecting(struct pg_connection *connection)
{
    struct pg_pool *pool = connection->side->pool;
    PostgresPollingStatusType wants = PGRES_POLLING_WRITING;
    if (connection->state == PG_OFFLINE) {
        connection->state = PG_CONNECTING;
        timer_start(connection->timer, CONNECT_PATIENCE);
        connection->libpq = connection_begin(pool->options.connection_string);
        PQsetNoticeReceiver(connection->libpq, notice_ignored, NULL);
        if (!connection->libpq || PQstatus(connection->libpq) == CONNECTION_BAD)
            wants = PGRES_POLLING_FAILED;
    } else {
        pg_connection_unwatch(connection); // libpq may close its socket and open another
        wants = PQconnectPoll(connection->libpq);
    }
    if (wants == PGRES_POLLING_OK)
        set_up(connection);
    else if (wants == PGRES_POLLING_FAILED)
        pg_connection_lose(connection, failure_of(connection));
    else
        connection->watch =
            watch_start(pool->loop, PQsocket(connection->libpq),
                        wants == PGRES_POLLING_READING ? LOOP_READABLE : LOOP_WRITABLE,
                        connect_ready, connection);
}

static void timer_expired(void *context)
{
    struct pg_connection *connection = context;
    if (connection->state == PG_OFFLINE)
        connecting(connection);
    else
        pg_connection_lose(connection, "the database did not answer in time");
}

void pg_connection_start(struct pg_connection *connection)
{
    connection->timer = timer_new(connection->side->pool->loop, timer_expired, connection);
    connecting(connection);
}
