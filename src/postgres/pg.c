// The pool: which group waits, which goes where, and how each ends. Nothing here knows libpq.
//
// pg_submit sends a group at once where its side of the pool has room, so that the database works
// while the loop goes on with its turn; else the group waits in the side's queue, which is emptied
// as answers come (pg_side_dispatch). What is decided inside pg_submit (the queue is full, no
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

static struct pg_side *side_of(struct pg_pool *pool, const struct pg_group *group)
{
    return &pool->sides[group->kind == PG_READ && !group->is_block ? 0 : 1];
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

static void group_wait(struct pg_pool *pool, struct pg_group *group, bool is_first)
{
    group->state = PG_WAITING;
    group->connection = NULL;
    if (is_first)
        list_add_first(&side_of(pool, group)->waiting, group);
    else
        pg_list_add(&side_of(pool, group)->waiting, group);
    timer_by(pool, group->deadline);
}

void pg_group_again(struct pg_pool *pool, struct pg_group *group)
{
    pg_release(group);
    group_wait(pool, group, true);
}

// Where a group can be sent now: of the connections with room, the one with least in flight.
static struct pg_connection *connection_free(struct pg_side *side)
{
    struct pg_connection *best = NULL;
    for (uint32_t i = 0; i < side->count; i++) {
        struct pg_connection *connection = &side->connections[i];
        if (connection->state != PG_UP || connection->is_broken || connection->is_retiring ||
            connection->in_flight.count >= side->depth)
            continue;
        if (connection->in_flight.count == 0)
            return connection;
        if (!best || connection->in_flight.count < best->in_flight.count)
            best = connection;
    }
    return best;
}

void pg_side_dispatch(struct pg_side *side)
{
    uint64_t now = loop_now(side->pool->loop);
    for (struct pg_group *group; (group = side->waiting.first);) {
        if (group->deadline <= now) {
            pg_list_remove(&side->waiting, group);
            pg_group_deliver(side->pool, group, PG_EXPIRED);
            continue;
        }
        struct pg_connection *connection = connection_free(side);
        if (!connection && !(side->is_down && side->connected == 0))
            return;
        pg_list_remove(&side->waiting, group);
        // Of a database that is away, what waits is told the same as what comes now: else the
        // unlucky ones of the moment in between would wait for their whole deadline.
        if (connection)
            pg_group_send(connection, group);
        else
            pg_group_deliver(side->pool, group, PG_DOWN);
    }
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
    bool is_allowed = calls_look(pool, group);
    struct pg_side *side = side_of(pool, group);

    struct pg_connection *connection;
    if (!is_allowed)
        group_end_later(pool, group, PG_REFUSED);
    else if (pool->is_closing || (side->is_down && side->connected == 0))
        group_end_later(pool, group, PG_DOWN);
    else if (!side->waiting.first && (connection = connection_free(side)))
        pg_group_send(connection, group);
    else if (pool->sides[0].waiting.count + pool->sides[1].waiting.count >= pool->options.queue)
        group_end_later(pool, group, PG_FULL);
    else
        group_wait(pool, group, false);
}

bool pg_withdraw(struct pg_pool *pool, struct pg_group *group)
{
    if (group->state != PG_WAITING)
        return false;
    pg_list_remove(&side_of(pool, group)->waiting, group);
    group->state = PG_IDLE;
    return true;
}

// ---- time -----------------------------------------------------------------------------------------

static void deadlines_passed(void *context)
{
    struct pg_pool *pool = context;
    uint64_t now = loop_now(pool->loop);
    struct pg_list expired = {0};
    pool->timer_at = UINT64_MAX;
    uint64_t next = UINT64_MAX;
    for (uint32_t i = 0; i < array_length(pool->sides); i++) {
        struct pg_list *waiting = &pool->sides[i].waiting;
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
        for (struct pg_group *group; (group = pg_list_take(&side->waiting));)
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
        state.waiting += side->waiting.count;
        for (uint32_t k = 0; k < side->count; k++)
            state.in_flight += side->connections[k].in_flight.count;
    }
    return state;
}
