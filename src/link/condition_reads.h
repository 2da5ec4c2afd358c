// Which tables a condition reads, and under whose rights: what PostgreSQL opens when it evaluates a
// policy. Subqueries, CTEs, views and functions are followed.
//
//   a table                 read as whoever the condition is evaluated for
//   a view                  what it reads is read as its owner, or with security_invoker likewise
//   a SECURITY DEFINER      what its body reads is read as its owner
//   function
//
// PostgreSQL expands tables and views together with the condition, before a row is read, and opens
// what a function reads only when the function runs (`is_deferred`).
#ifndef LINTEL_LINK_CONDITION_READS_H
#define LINTEL_LINK_CONDITION_READS_H

#include "design/design.h"

struct condition_read {
    struct relation *relation; // also a view, before what it reads
    struct from_item *from;
    struct query *query; // whose FROM it stands in
    // NULL: the owner of a function or view whose owner the files do not name: whoever runs them.
    const char *role;
    bool is_deferred;
    const struct relation *view; // that leads to it, the innermost; or NULL
    struct function *function;   // likewise
    struct place place; // in the condition itself, also where a view or function leads further
};

struct condition_reads {
    LIST(struct condition_read) list;
    // Functions whose bodies lintel does not read, and that may read anything.
    LIST(struct function *) unread;
};

// `role` evaluates it. Each table is there once for each place in a query. In `arena`.
struct condition_reads condition_reads_of(struct arena *arena, struct expression *condition,
                                          const char *role);

// The same for a query that stands by itself.
struct condition_reads query_reads_of(struct arena *arena, struct query *query, const char *role);

#endif
