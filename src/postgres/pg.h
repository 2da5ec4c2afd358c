// Connections to PostgreSQL that never block: groups of statements go in, their results come back.
//
// A pool belongs to one loop and thread. It has connections of three kinds, all of the same login:
//
//   PG_READ       a group is one implicit transaction: [settings, statements, Sync]. Many are in
//                 flight on one connection (depth). The settings make the transaction read-only, so
//                 a statement that was wrongly held to only read is refused, not obeyed. Borrows
//                 idle write connections (below).
//   PG_WRITE      the same, apart, because a write waits for the disk: one group per connection.
//   PG_EXCLUSIVE  BEGIN, settings, statements; then `decide` reads the answer, and COMMIT or
//                 ROLLBACK follows. The connection is the group's own until then. Uses the write
//                 connections.
//
// The life of a group:
//
//   pg_submit ──▶ WAITING (in the pool's queue; may be withdrawn)
//             ──▶ SENT    (in flight; can no longer be called back)
//             ──▶ `done`, exactly once, always from the loop and never inside pg_submit
//
//   * Answered: after ReadyForQuery, that is, when a write has committed (PG_DONE), or when the
//     server refused a statement and rolled the group back (PG_REFUSED, `failure` filled).
//   * Slow reads do not hold up quick ones. A connection whose first group in flight has been
//     worked on for longer than PG_SLOW, or is marked `is_slow`, gets nothing more. A group marked
//     so goes only where nothing is in flight, waits in a queue of its own, and never takes the
//     last read connection on which quick ones get on; where there is but one, one slow group at a
//     time does, and the quick ones that wait go before the next. Slow READ groups first borrow a
//     write connection, quick ones where every read connection is slow; a third of those, at least
//     one, stays idle for writes. One marked `is_new` is alone on its connection where that can be
//     had, but waits with the quick ones, and for no slow one. So a slow group that was not marked
//     delays what was sent behind it within PG_SLOW, and no more. Where quick groups never leave a
//     read connection idle, one is kept free for the slow group that has waited longest.
//   * Timed out: the database ends a statement itself (57014, by the group's statement_timeout). A
//     group that has waited in the queue past `deadline` ends as PG_EXPIRED, nothing was sent. One
//     that is in flight stays there: whoever waits for it may give up (the request answers 504) and
//     keep the group alive until `done`.
//   * Abandoned: whoever gave up on a READ group in flight says so (pg_abandon). Once nobody waits
//     for any group in flight on a connection, it is closed and made anew: they end as PG_LOST, and
//     the server stops with the statement within a second.
//   * Cancelled: only a WAITING group, by pg_withdraw (one that waits to be sent again, too).
//     PQcancel is never used: it might hit the statement of another request on the same connection.
//   * The connection dies: groups not yet sent stay in the queue. Of those in flight a READ group
//     has changed nothing and is sent again, alone on its connection: what brings a server down
//     then shows, takes nobody with it, and is not tried a third time. The others end as
//     PG_LOST, and `may_have_committed` says whether they could have: a WRITE group once its Sync,
//     an EXCLUSIVE one once its COMMIT was handed over, as long as no error was answered. Nothing
//     else that may have run is ever sent twice. The connection comes back with backoff (100 ms
//     doubling to 2 s; at once when another has come back).
//   * No connection at all (for reads, or for writes): what waits longer than its deadline is
//     PG_EXPIRED; once an attempt to connect has failed, new groups end as PG_DOWN at once.
//   * Queue full: PG_FULL.
//   * An answer that cannot be: answers are matched one by one with what was sent. What does not
//     fit, or a statement that begins or ends a transaction by itself, ends the connection and all
//     that is in flight on it as if it had died, rather than give one's answer to another.
//
// Statements are prepared once per connection on first use, under a name per role and text (a plan
// made for one role would be made again for another). A prepared statement that the server no
// longer knows (26000) or whose plan it refuses (0A000) is prepared again and the group sent again,
// twice at most: its transaction was rolled back, so it has not run.
//
// What is no query and changes no data by itself, CALL and DO among it, is sent in a block of its
// own as an EXCLUSIVE group is, since a procedure that could COMMIT would lose the group's
// settings, the role first (PostgreSQL refuses it then: 2D000). What changes the transaction or the
// session (BEGIN, COMMIT, SET, LISTEN, COPY ...) is not sent at all: PG_REFUSED with 2D000.
//
// Measured in ../shared/FIELD.md terms: one group costs the database 3.6 times less than BEGIN, SET
// ROLE, set_config, statement and COMMIT in round trips. PostgreSQL manual, "Pipeline Mode",
// "Extended Query".
#ifndef LINTEL_POSTGRES_PG_H
#define LINTEL_POSTGRES_PG_H

#include "base/error.h"
#include "base/loop.h"

struct pg_pool;
struct pg_result; // one statement's result; PostgreSQL's text format

enum pg_kind { PG_READ, PG_WRITE, PG_EXCLUSIVE };

enum pg_outcome {
    PG_DONE,
    PG_REFUSED, // by the server: `failure`
    PG_LOST,    // the connection died while the group was in flight
    PG_EXPIRED, // its deadline passed in the queue; it has changed nothing
    PG_FULL,    // the queue holds as many as it may
    PG_DOWN,    // no connection, and none to be had
};

enum pg_decision { PG_COMMIT, PG_ROLLBACK };

struct pg_failure {
    char sqlstate[6];
    const char *message, *detail, *hint, *constraint, *table, *column; // "" where there is none
    // Which of the group's; UINT32_MAX where it was none of them: the settings, or the commit (a
    // deferred constraint).
    uint32_t statement;
};

// A statement of a group: its handle in the pool and its values, text format, NULL for SQL NULL.
// The values must live until `done`.
struct pg_call {
    uint32_t statement; // of pg_statement
    uint32_t value_count;
    const char *const *values;
};

// One setting of the transaction: set_config(name, value, true). They are set as the login, before
// the role, in order; lock_timeout is one like any other.
enum { PG_SETTING_LIMIT = 64 };
struct pg_setting {
    const char *name, *value;
};

// Milliseconds of the database's work from which on a group is slow: many times what a read by a
// key takes, and no more than somebody behind it should wait.
enum { PG_SLOW = 50 };

// Owned by the caller, who fills the first part; it must live, and not be changed, until `done`.
struct pg_group {
    enum pg_kind kind;
    const char *role; // the database role that the statements run as; NULL: the login itself
    const struct pg_setting *settings;
    uint32_t setting_count;
    const struct pg_call *calls;
    uint32_t call_count;
    uint32_t statement_timeout; // milliseconds, each statement; 0: none
    uint64_t deadline;          // of loop_now: until when it may wait in the queue
    bool is_slow;               // READ: it must be feared to take longer than PG_SLOW
    bool is_new;                // READ: nobody knows how long it takes
    // EXCLUSIVE: called once all results are there and none is an error.
    enum pg_decision (*decide)(struct pg_group *group);
    void (*done)(struct pg_group *group);
    void *owner; // the caller's

    // Filled by the pool, valid in `decide` and from `done` until pg_release.
    enum pg_outcome outcome;
    bool may_have_committed; // LOST
    bool was_rolled_back;    // `decide` said so
    // Of loop_now: when the database could begin with it, nothing else being in flight before it,
    // and when it was answered or lost. 0: it did not come to that.
    uint64_t begun, ended;
    struct pg_failure failure;
    // One per call, NULL where none came; all of them with PG_DONE. NULL where nothing was sent.
    struct pg_result **results;

    // The pool's own; all zero before the first pg_submit. ENDING: decided, `done` comes this turn.
    enum { PG_IDLE, PG_WAITING, PG_SENT, PG_ENDING } state;
    enum { PG_RUNNING, PG_COMMITTING, PG_ROLLING_BACK } phase; // of a block
    struct pg_group *next, *previous;
    struct pg_connection *connection; // SENT
    uint32_t attempts;                // times sent
    bool is_again;             // its connection died: it goes alone, so that who it was shows
    bool has_failed, is_stale; // an error was answered; one that preparing again cures
    bool has_sync;             // its last message is in libpq's hands
    bool is_block;             // BEGIN, and then COMMIT or ROLLBACK
    bool is_uncertain;         // it ended its transaction by itself
    bool is_abandoned;         // by pg_abandon
};

struct pg_options {
    const char *connection_string; // libpq's; keywords or URI
    uint32_t read_connections, write_connections;
    uint32_t read_depth;                             // groups in flight on a read connection
    uint32_t queue;                                  // groups that may wait
    void (*log)(void *context, const char *message); // connected, lost, refused
    void *context;
};

// Connects in the background; `pg_submit` may be called at once. What the options point to lives as
// long as the pool. A host name is looked up by libpq, which waits for the answer.
struct pg_pool *pg_pool_new(struct loop *loop, const struct pg_options *options);
// Every group has had its `done` after it: those in flight end as PG_LOST, those waiting and those
// that `done` submits meanwhile as PG_DOWN. Not from within `done`, `decide` or `log`. Results stay
// readable until they are released. Also of NULL.
void pg_pool_free(struct pg_pool *pool);

// A handle for a statement's text as one role runs it (NULL: the login); the same pair gives the
// same handle. Both are copied. Cheap: two map lookups.
uint32_t pg_statement(struct pg_pool *pool, const char *role, const char *text);

void pg_submit(struct pg_pool *pool, struct pg_group *group);
// Takes a WAITING group out of the queue without `done`. False where it is no longer there.
bool pg_withdraw(struct pg_pool *pool, struct pg_group *group);
// Nobody waits any more for a READ group that is in flight; it still has its `done`, later. Does
// nothing to others: a write is finished and its end is told.
void pg_abandon(struct pg_pool *pool, struct pg_group *group);
// Frees the results; also of a group that has none. Not while it is in the pool.
void pg_release(struct pg_group *group);

struct pg_state {
    uint32_t connected, wanted;  // connections
    uint32_t waiting, in_flight; // groups
    const char *last_error;      // why the last attempt to connect failed; "" where it did not
};
struct pg_state pg_pool_state(const struct pg_pool *pool);

// ---- results --------------------------------------------------------------------------------------

uint32_t pg_row_count(const struct pg_result *result);
uint32_t pg_column_count(const struct pg_result *result);
uint32_t pg_column_type(const struct pg_result *result, uint32_t column); // OID
// NULL for SQL NULL; ended by NUL. `length` may be NULL.
const char *pg_value(const struct pg_result *result, uint32_t row, uint32_t column,
                     uint32_t *length);
// What INSERT, UPDATE, DELETE, MERGE touched; 0 for others.
uint64_t pg_rows_touched(const struct pg_result *result);

#endif
