// The pool: which group waits, which goes where, and how each ends. Nothing here knows libpq.
//
// pg_submit sends a group at once where a connection has room, so that the database works while the
// loop goes on with its turn; else the group waits in one of the pool's queues, which are emptied
// as answers come (pg_dispatch). What is decided inside pg_submit (the queue is full, no
// connection) goes into `ending` and has its `done` at the end of the turn.
//
// `done` may submit, withdraw and release anything and free the group it got: every loop that calls
// it takes the group off its list first and begins again at the list's head.
#include "postgres/pg_part.h"

// ---- lists ----------------------------------------------------------------------------------------

void pg_list_add(struct pg_list *list, struct pg_group *group)
{
    group->next = NULL;
    group->previous = list->last;
    if (list->last)
        list->last->next = group;
    else
        list->first = group;
    list->last = group;
    list->count++;
}

void pg_list_remove(struct pg_list *list, struct pg_group *group)
{
    if (group->previous)
        group->previous->next = group->next;
    else
        list->first = group->next;
    if (group->next)
        group->next->previous = group->previous;
    else
        list->last = group->previous;
    group->next = group->previous = NULL;
    list->count--;
}

struct pg_group *pg_list_take(struct pg_list *list)
{
    struct pg_group *group = list->first;
    if (group)
        pg_list_remove(list, group);
    return group;
}

static void list_add_first(struct pg_list *list, struct pg_group *group)
{
    group->previous = NULL;
    group->next = list->first;
    if (list->first)
        list->first->previous = group;
    else
        list->last = group;
    list->first = group;
    list->count++;
}

// ---- groups ---------------------------------------------------------------------------------------

void pg_log(struct pg_pool *pool, const char *format, ...)
{
    struct error line;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line.message, sizeof line.message, format, arguments);
    va_end(arguments);
    if (!pool->options.log)
        return;
    pool->callbacks++;
    pool->options.log(pool->options.context, line.message);
    pool->callbacks--;
}

static bool is_read(const struct pg_group *group)
{
    return group->kind == PG_READ && !group->is_block;
}

static struct pg_side *side_of(struct pg_pool *pool, const struct pg_group *group)
{
    return &pool->sides[is_read(group) ? 0 : 1];
}

static struct pg_list *queue_of(struct pg_pool *pool, const struct pg_group *group)
{
    return &pool->waiting[!is_read(group)  ? PG_QUEUE_WRITE
                          : group->is_slow ? PG_QUEUE_SLOW
                                           : PG_QUEUE_QUICK];
}

void pg_group_deliver(struct pg_pool *pool, struct pg_group *group, enum pg_outcome outcome)
{
    group->outcome = outcome;
    group->connection = NULL;
    group->state = PG_IDLE;
    pool->callbacks++;
    group->done(group); // may be gone after it
    pool->callbacks--;
}

// The time until when a group may wait is that of the queue it is in: the timer stands at the
// earliest of all, or earlier.
static void timer_by(struct pg_pool *pool, uint64_t deadline)
{
    if (deadline >= pool->timer_at)
        return;
    uint64_t now = loop_now(pool->loop);
    pool->timer_at = deadline;
    timer_start(pool->timer, deadline > now ? deadline - now : 0);
}

void pg_quick_have_time(struct pg_pool *pool)
{
    enum { WHILE = 50 }; // milliseconds
    pool->kept = NULL;
    pool->keep_at = loop_now(pool->loop) + WHILE;
}

static void group_wait(struct pg_pool *pool, struct pg_group *group, bool is_first)
{
    struct pg_list *queue = queue_of(pool, group);
    group->state = PG_WAITING;
    group->connection = NULL;
    group->begun = group->ended = 0;
    if (queue == &pool->waiting[PG_QUEUE_SLOW] && !queue->first)
        pg_quick_have_time(pool);
    if (is_first)
        list_add_first(queue, group);
    else
        pg_list_add(queue, group);
    timer_by(pool, group->deadline);
}

void pg_group_again(struct pg_pool *pool, struct pg_group *group)
{
    pg_release(group);
    group_wait(pool, group, true);
}

// ---- which connection -----------------------------------------------------------------------------

void pg_connection_begins(struct pg_connection *connection)
{
    struct pg_pool *pool = connection->side->pool;
    struct pg_group *group = connection->in_flight.first;
    if (!group)
        return;
    group->begun = loop_now(pool->loop);
    // Maybe all the others were abandoned before it.
    if (group->is_abandoned) {
        pool->has_broken = true;
        loop_soon(pool->loop);
    }
}

static bool is_usable(const struct pg_connection *connection)
{
    return connection->state == PG_UP && !connection->is_broken && !connection->is_retiring;
}

static bool is_idle(const struct pg_connection *connection)
{
    return is_usable(connection) && connection->in_flight.count == 0;
}

// Whoever is sent behind what it works on would wait for long.
static bool is_slow(const struct pg_connection *connection, uint64_t now)
{
    const struct pg_group *first = connection->in_flight.first;
    return first &&
           (first->is_slow || first->is_new || first->is_again || now - first->begun > PG_SLOW);
}

// Whether a group that waits for the side need not wait for a slow one.
static bool gets_on(const struct pg_side *side, uint64_t now)
{
    for (uint32_t i = 0; i < side->count; i++)
        if (is_usable(&side->connections[i]) && !is_slow(&side->connections[i], now))
            return true;
    return false;
}

// Of the side's connections with room, the one with least in flight.
static struct pg_connection *connection_free(const struct pg_side *side,
                                             const struct pg_connection *kept, uint64_t now)
{
    struct pg_connection *best = NULL;
    for (uint32_t i = 0; i < side->count; i++) {
        struct pg_connection *connection = &side->connections[i];
        if (connection == kept || !is_usable(connection) ||
            connection->in_flight.count >= side->depth)
            continue;
        if (connection->in_flight.count == 0)
            return connection;
        if (is_slow(connection, now))
            continue;
        if (!best || connection->in_flight.count < best->in_flight.count)
            best = connection;
    }
    return best;
}

// One that writes do not use, as long as so many stay idle for them.
static struct pg_connection *connection_borrowed(const struct pg_side *side, uint32_t stay)
{
    struct pg_connection *found = NULL;
    uint32_t idle = 0;
    for (uint32_t i = 0; i < side->count; i++) {
        if (!is_idle(&side->connections[i]))
            continue;
        found = &side->connections[i];
        idle++;
    }
    return idle > stay ? found : NULL;
}

static uint32_t third_of(const struct pg_side *side)
{
    return side->count < 3 ? 1 : side->count / 3;
}

// Whether a slow group may take a read connection: never the last on which quick ones get on. Where
// there is but one, slow ones take it one at a time, and none while another runs elsewhere.
static bool slow_may_take(const struct pg_pool *pool, uint64_t now)
{
    uint32_t usable = 0, quick = 0;
    for (uint32_t i = 0; i < pool->sides[0].count; i++) {
        const struct pg_connection *connection = &pool->sides[0].connections[i];
        usable += is_usable(connection);
        quick += is_usable(connection) && !is_slow(connection, now);
    }
    if (usable != 1 || quick != 1)
        return quick > 1;
    for (uint32_t i = 0; i < pool->sides[1].count; i++) {
        const struct pg_group *first = pool->sides[1].connections[i].in_flight.first;
        if (first && is_read(first))
            return false;
    }
    return true;
}

// Steady quick groups would leave no read connection idle: once the slow ones have waited for a
// while, one is kept for them, which gets no more and is idle when its last is answered. Between
// the end of a slow one and the next the quick ones have that while for themselves.
static const struct pg_connection *connection_kept(struct pg_pool *pool, uint64_t now)
{
    if (!pool->waiting[PG_QUEUE_SLOW].first || now < pool->keep_at)
        return NULL;
    bool is_good = pool->kept && is_usable(pool->kept) && !is_slow(pool->kept, now);
    if (!slow_may_take(pool, now))
        pool->kept = NULL;
    else if (!is_good)
        pool->kept = connection_free(&pool->sides[0], NULL, now);
    return pool->kept;
}

// Where a group is alone.
static struct pg_connection *connection_apart(struct pg_pool *pool, uint64_t now)
{
    const struct pg_side *reads = &pool->sides[0], *writes = &pool->sides[1];
    struct pg_connection *found = connection_borrowed(writes, third_of(writes));
    for (uint32_t i = 0; !found && i < reads->count; i++) {
        if (!is_idle(&reads->connections[i]))
            continue;
        if (!slow_may_take(pool, now))
            return NULL;
        found = &reads->connections[i];
    }
    return found;
}

// Where nothing is in flight; what waits behind the group waits with it until there is one.
static struct pg_connection *connection_alone(const struct pg_pool *pool)
{
    const struct pg_side *reads = &pool->sides[0], *writes = &pool->sides[1];
    for (uint32_t i = 0; i < reads->count; i++)
        if (is_idle(&reads->connections[i]))
            return &reads->connections[i];
    return connection_borrowed(writes, third_of(writes));
}

// Where a group can be sent now.
static struct pg_connection *connection_for(struct pg_pool *pool, const struct pg_group *group)
{
    const struct pg_side *reads = &pool->sides[0], *writes = &pool->sides[1];
    uint64_t now = loop_now(pool->loop);
    if (!is_read(group))
        return connection_free(writes, NULL, now);
    if (group->is_again)
        return connection_alone(pool);
    struct pg_connection *found = NULL;
    if (group->is_slow || group->is_new)
        found = connection_apart(pool, now);
    if (!found && group->is_new && !group->is_slow)
        found = connection_borrowed(writes, 1);
    if (found || group->is_slow)
        return found;
    found = connection_free(reads, connection_kept(pool, now), now);
    // Where they are only full, more processes would but get into each other's way.
    return found || gets_on(reads, now) ? found : connection_borrowed(writes, third_of(writes));
}

static void group_send(struct pg_pool *pool, struct pg_connection *connection,
                       struct pg_group *group)
{
    if (is_read(group) && group->is_slow)
        pg_quick_have_time(pool);
    pg_group_send(connection, group);
}

static bool is_away(const struct pg_side *side)
{
    return side->is_down && side->connected == 0;
}

static void queue_dispatch(struct pg_pool *pool, struct pg_list *queue)
{
    uint64_t now = loop_now(pool->loop);
    for (struct pg_group *group; (group = queue->first);) {
        if (group->deadline <= now) {
            pg_list_remove(queue, group);
            pg_group_deliver(pool, group, PG_EXPIRED);
            continue;
        }
        struct pg_connection *connection = connection_for(pool, group);
        if (!connection && !is_away(side_of(pool, group)))
            return;
        pg_list_remove(queue, group);
        // Of a database that is away, what waits is told the same as what comes now: else the
        // unlucky ones of the moment in between would wait for their whole deadline.
        if (connection)
            group_send(pool, connection, group);
        else
            pg_group_deliver(pool, group, PG_DOWN);
    }
}

void pg_dispatch(struct pg_pool *pool)
{
    for (uint32_t i = 0; i < PG_QUEUES; i++)
        queue_dispatch(pool, &pool->waiting[i]);
}

static void group_end_later(struct pg_pool *pool, struct pg_group *group, enum pg_outcome outcome)
{
    group->state = PG_ENDING;
    group->outcome = outcome;
    pg_list_add(&pool->ending, group);
    loop_soon(pool->loop);
}

// False: one of its statements may not be sent at all.
static bool calls_look(const struct pg_pool *pool, struct pg_group *group)
{
    group->is_block = group->kind == PG_EXCLUSIVE;
    for (uint32_t i = 0; i < group->call_count; i++) {
        switch (pool->statements.items[group->calls[i].statement].nature) {
        case PG_PLAIN:
            break;
        case PG_OTHER:
            group->is_block = true;
            break;
        case PG_FORBIDDEN:
            group->failure = (struct pg_failure){
                .sqlstate = "2D000",
                .message = "a statement of a group must not change the transaction or the session",
                .detail = "",
                .hint = "",
                .constraint = "",
                .table = "",
                .column = "",
                .statement = i,
            };
            return false;
        }
    }
    return true;
}

void pg_submit(struct pg_pool *pool, struct pg_group *group)
{
    assert(group->state == PG_IDLE && !group->results);
    assert(group->setting_count <= PG_SETTING_LIMIT);
    assert(group->done && (group->kind != PG_EXCLUSIVE || group->decide));
    group->may_have_committed = group->was_rolled_back = false;
    group->failure = (struct pg_failure){0};
    group->attempts = 0;
    group->is_abandoned = group->is_again = false;
    group->begun = group->ended = 0;
    bool is_allowed = calls_look(pool, group);
    uint32_t waiting = 0;
    for (uint32_t i = 0; i < PG_QUEUES; i++)
        waiting += pool->waiting[i].count;

    struct pg_connection *connection;
    if (!is_allowed)
        group_end_later(pool, group, PG_REFUSED);
    else if (pool->is_closing || is_away(side_of(pool, group)))
        group_end_later(pool, group, PG_DOWN);
    else if (!queue_of(pool, group)->first && (connection = connection_for(pool, group)))
        group_send(pool, connection, group);
    else if (waiting >= pool->options.queue)
        group_end_later(pool, group, PG_FULL);
    else
        group_wait(pool, group, false);
}

bool pg_withdraw(struct pg_pool *pool, struct pg_group *group)
{
    if (group->state != PG_WAITING)
        return false;
    pg_list_remove(queue_of(pool, group), group);
    group->state = PG_IDLE;
    return true;
}

void pg_abandon(struct pg_pool *pool, struct pg_group *group)
{
    if (group->state != PG_SENT || group->kind != PG_READ)
        return;
    group->is_abandoned = true;
    // Not from here: the caller is no place for anybody's `done`.
    if (pg_connection_is_in_vain(group->connection)) {
        pool->has_broken = true;
        loop_soon(pool->loop);
    }
}

// ---- time -----------------------------------------------------------------------------------------

static void deadlines_passed(void *context)
{
    struct pg_pool *pool = context;
    uint64_t now = loop_now(pool->loop);
    struct pg_list expired = {0};
    pool->timer_at = UINT64_MAX;
    uint64_t next = UINT64_MAX;
    for (uint32_t i = 0; i < PG_QUEUES; i++) {
        struct pg_list *waiting = &pool->waiting[i];
        for (struct pg_group *group = waiting->first, *after; group; group = after) {
            after = group->next;
            if (group->deadline <= now) {
                pg_list_remove(waiting, group);
                group->state = PG_ENDING;
                pg_list_add(&expired, group);
            } else if (group->deadline < next) {
                next = group->deadline;
            }
        }
    }
    if (next != UINT64_MAX)
        timer_by(pool, next);
    for (struct pg_group *group; (group = pg_list_take(&expired));)
        pg_group_deliver(pool, group, PG_EXPIRED);
}

static void turn_ends(void *context)
{
    struct pg_pool *pool = context;
    if (pool->has_broken) {
        pool->has_broken = false;
        for (uint32_t i = 0; i < array_length(pool->sides); i++) {
            for (uint32_t k = 0; k < pool->sides[i].count; k++) {
                struct pg_connection *connection = &pool->sides[i].connections[k];
                if (connection->is_broken)
                    pg_connection_lose(connection, connection->broken_by);
                else if (pg_connection_is_in_vain(connection))
                    pg_connection_give_up(connection);
            }
        }
    }
    struct pg_list ending = pool->ending; // those that come meanwhile: next turn
    pool->ending = (struct pg_list){0};
    for (struct pg_group *group; (group = pg_list_take(&ending));)
        pg_group_deliver(pool, group, group->outcome);
}

// ---- life -----------------------------------------------------------------------------------------

static void side_init(struct pg_pool *pool, struct pg_side *side, uint32_t count, uint32_t depth)
{
    assert(count > 0 && depth > 0);
    *side = (struct pg_side){.pool = pool, .count = count, .depth = depth};
    side->is_read = side == &pool->sides[0];
    side->connections = arena_allocate(pool->arena, count * sizeof *side->connections);
    for (uint32_t i = 0; i < count; i++)
        side->connections[i].side = side;
}

struct pg_pool *pg_pool_new(struct loop *loop, const struct pg_options *options)
{
    struct arena *arena = arena_new();
    struct pg_pool *pool = arena_make(arena, struct pg_pool);
    pool->arena = arena;
    pool->loop = loop;
    pool->options = *options;
    pool->random = (uint32_t)loop_now(loop) ^ (uint32_t)((uintptr_t)pool >> 4);
    pool->timer = timer_new(loop, deadlines_passed, pool);
    pool->timer_at = UINT64_MAX;
    loop_after(loop, turn_ends, pool);
    side_init(pool, &pool->sides[0], options->read_connections, options->read_depth);
    side_init(pool, &pool->sides[1], options->write_connections, 1);
    for (uint32_t i = 0; i < array_length(pool->sides); i++) {
        for (uint32_t k = 0; k < pool->sides[i].count; k++)
            pg_connection_start(&pool->sides[i].connections[k]);
    }
    return pool;
}

void pg_pool_free(struct pg_pool *pool)
{
    if (!pool)
        return;
    assert(pool->callbacks == 0 && !pool->is_closing);
    pool->is_closing = true;
    pool->sets_out++; // keeps the arena until the end of this function
    for (uint32_t i = 0; i < array_length(pool->sides); i++) {
        struct pg_side *side = &pool->sides[i];
        for (uint32_t k = 0; k < side->count; k++)
            pg_connection_end(&side->connections[k]);
    }
    for (uint32_t i = 0; i < PG_QUEUES; i++) {
        for (struct pg_group *group; (group = pg_list_take(&pool->waiting[i]));)
            pg_group_deliver(pool, group, PG_DOWN);
    }
    for (struct pg_group *group; (group = pg_list_take(&pool->ending));)
        pg_group_deliver(pool, group, group->outcome);
    timer_free(pool->timer);
    loop_after_end(pool->loop, turn_ends, pool);
    if (--pool->sets_out == 0)
        arena_free(pool->arena);
}

struct pg_state pg_pool_state(const struct pg_pool *pool)
{
    struct pg_state state = {.last_error = pool->last_error.message};
    for (uint32_t i = 0; i < array_length(pool->sides); i++) {
        const struct pg_side *side = &pool->sides[i];
        state.connected += side->connected;
        state.wanted += side->count;
        for (uint32_t k = 0; k < side->count; k++)
            state.in_flight += side->connections[k].in_flight.count;
    }
    for (uint32_t i = 0; i < PG_QUEUES; i++)
        state.waiting += pool->waiting[i].count;
    return state;
}
