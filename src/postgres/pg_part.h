// What pg*.c share, and nobody else includes: the pool from inside.
//
//   pg.c             the pool: statements, queues, which group goes to which connection, ends
//   pg_statement.c   the statements' texts, and which of them may be in a group
//   pg_connection.c  one connection's life: connecting, up, lost, back again
//   pg_group.c       a group's messages on a connection, and the answers to them
//   pg_result.c      reading results, and where they are kept
//
// A pool has two sides of connections, one for READ and one for WRITE and EXCLUSIVE, which lends
// idle ones to READ groups; and three queues, so that none of them holds up another. `done` is
// called in one place, pg_group_deliver.
#ifndef LINTEL_POSTGRES_PG_PART_H
#define LINTEL_POSTGRES_PG_PART_H

#include "base/list.h"
#include "base/map.h"
#include "postgres/pg.h"

struct pg_list {
    struct pg_group *first, *last;
    uint32_t count;
};

// What one result of the server must be the answer to. A connection's steps are in the order of its
// messages, and so are the answers.
struct pg_step {
    enum pg_step_kind {
        PG_STEP_SETUP,    // of the session, once
        PG_STEP_BEGIN,    // of a block
        PG_STEP_PREPARE,  // of a statement: `value`, in its `version`
        PG_STEP_SETTINGS, // of the transaction
        PG_STEP_CALL,     // the group's call `value`
        PG_STEP_END,      // COMMIT or ROLLBACK of a block
        PG_STEP_SYNC,
    } kind : 8;
    uint32_t version : 16;
    uint32_t value;
};

enum pg_connection_state { PG_OFFLINE, PG_CONNECTING, PG_SETTING_UP, PG_UP };

struct pg_connection {
    struct pg_side *side;
    enum pg_connection_state state;
    struct pg_conn *libpq; // PGconn
    struct watch *watch;
    struct timer *timer; // OFFLINE: when to try again; CONNECTING and SETTING_UP: when to give up
    uint32_t failures;   // attempts to connect that failed since it was up
    bool is_broken;      // sending failed: it is buried when the turn ends
    bool is_retiring;    // gets no more groups, and is made anew when none is in flight
    bool has_answer;     // of the first step
    const char *broken_by;

    struct pg_list in_flight;
    struct pg_step *steps; // a ring
    uint32_t step_first, step_count, step_capacity;
    uint16_t *prepared; // by statement: the version that was sent and has not failed; 0: none
    uint32_t prepared_capacity, outdated_count;
};

struct pg_side {
    struct pg_pool *pool;
    struct pg_connection *connections;
    uint32_t count, depth, connected;
    bool is_read;
    bool is_down;       // none is up, and the last attempt failed
    bool is_down_said;  // in the log: an attempt failed, and none has succeeded since
    uint64_t lost_said; // when a lost connection was last logged
};

// In the order in which they are served.
enum pg_queue { PG_QUEUE_WRITE, PG_QUEUE_QUICK, PG_QUEUE_SLOW, PG_QUEUES };

struct pg_text {
    const char *text;
    char name[24]; // of the prepared statement
    uint16_t version;
    enum pg_nature { PG_PLAIN, PG_OTHER, PG_FORBIDDEN } nature;
};

struct pg_pool {
    struct arena *arena; // the pool itself, too
    struct loop *loop;
    struct pg_options options;
    struct pg_side sides[2]; // read, write
    struct pg_list waiting[PG_QUEUES];
    struct pg_connection *kept; // gets no more quick groups, so that the slow one that waits may go
    uint64_t keep_at;           // from when on one may be kept
    // Of writing and of reading groups: statement + 1 by number of settings; 0: not made yet.
    uint32_t settings[2][PG_SETTING_LIMIT + 1];
    struct map roles; // name → map of texts → handle
    LIST(struct pg_text) statements;

    struct pg_list ending;       // decided outside the loop; `done` at the end of the turn
    struct timer *timer;         // when the next waiting group expires
    uint64_t timer_at;           // UINT64_MAX: not started
    bool has_broken, is_closing; // broken: or given up
    uint32_t callbacks;          // under way
    uint32_t random;
    struct error last_error;

    struct pg_result_set *free_sets[16];
    uint32_t sets_out; // the arena lives until they are back
};

// ---- pg.c -----------------------------------------------------------------------------------------
void pg_list_add(struct pg_list *list, struct pg_group *group);
struct pg_group *pg_list_take(struct pg_list *list); // the first; NULL where empty
void pg_list_remove(struct pg_list *list, struct pg_group *group);

void pg_log(struct pg_pool *pool, const char *format, ...) printf_like(2, 3);
// Sends what waits, as far as connections are free.
void pg_dispatch(struct pg_pool *pool);
// The first in flight has changed: the database begins with it.
void pg_connection_begins(struct pg_connection *connection);
// A slow group was sent or has ended, or is the first to wait: it is not yet kept a connection.
void pg_quick_have_time(struct pg_pool *pool);
// It is in no list any more. Calls `done`.
void pg_group_deliver(struct pg_pool *pool, struct pg_group *group, enum pg_outcome outcome);
// To the head of the queue.
void pg_group_again(struct pg_pool *pool, struct pg_group *group);

// ---- pg_connection.c ------------------------------------------------------------------------------
void pg_connection_start(struct pg_connection *connection);
// What is in flight is sent again or LOST; the connection comes back by itself.
void pg_connection_lose(struct pg_connection *connection, const char *reason);
// In flight is nothing. Makes it anew at once.
void pg_connection_renew(struct pg_connection *connection);
// Whether all that is in flight has been abandoned.
bool pg_connection_is_in_vain(const struct pg_connection *connection);
// What is in flight is LOST. Makes the connection anew at once.
void pg_connection_give_up(struct pg_connection *connection);
// For good: what is in flight is LOST.
void pg_connection_end(struct pg_connection *connection);
void pg_connection_broke(struct pg_connection *connection, const char *reason);
// Its socket is closed, or about to be: another may get its number.
void pg_connection_unwatch(struct pg_connection *connection);
// Has libpq bytes that the socket did not take?
void pg_connection_flush(struct pg_connection *connection);
void pg_connection_is_up(struct pg_connection *connection);

// ---- pg_group.c -----------------------------------------------------------------------------------
bool pg_group_setup(struct pg_connection *connection);
// The connection is up and has room. Never calls back.
void pg_group_send(struct pg_connection *connection, struct pg_group *group);
// Takes the answers that have arrived. False: `reason` says why the connection can no longer be
// trusted.
must_check bool pg_group_read(struct pg_connection *connection, const char **reason);

// ---- pg_result.c ----------------------------------------------------------------------------------
// Room for a result per call and for the failure, all NULL.
struct pg_result **pg_results_new(struct pg_pool *pool, uint32_t call_count);
// Takes over the group's failing result and fills `failure`.
void pg_failure_set(struct pg_group *group, struct pg_result *result, uint32_t statement);

#endif
