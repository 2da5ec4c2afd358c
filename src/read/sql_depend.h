// What depends on an object, as PostgreSQL's pg_depend records it: DROP without CASCADE is refused
// while there is any, with CASCADE it takes them along. What goes with an object in any case (a
// table's indexes, policies and owned sequences, a partition) is no dependent here.
#ifndef LINTEL_READ_SQL_DEPEND_H
#define LINTEL_READ_SQL_DEPEND_H

#include "read/sql_tree.h"

// What is to be dropped: one of these.
struct target {
    const struct relation *relation;
    const struct type *type;
    const struct function *function;
    const char *extension; // already out of the design
    // Dropped by the same statement: what depends inside these does not count.
    const void *const *also_dropped;
    uint32_t also_dropped_count;
};

enum dependent_kind {
    DEPENDENT_RELATION,
    DEPENDENT_COLUMN,
    DEPENDENT_DEFAULT,
    DEPENDENT_CONSTRAINT,
    DEPENDENT_INDEX,
    DEPENDENT_POLICY,
    DEPENDENT_TRIGGER,
    DEPENDENT_FUNCTION,
    DEPENDENT_TYPE,
    DEPENDENT_ATTRIBUTE,
    DEPENDENT_DOMAIN_CHECK,
    DEPENDENT_DOMAIN_DEFAULT,
};

struct dependent {
    enum dependent_kind kind;
    struct relation *relation; // the object itself, or the one it belongs to
    struct type *type;
    struct function *function;
    struct column *column;
    struct constraint *constraint;
    struct index *index;
    struct policy *policy;
    struct trigger *trigger;
};

// Whether the query reads the relation, at any depth.
bool depend_query_reads(struct replay *replay, struct query *query,
                        const struct relation *relation);
// The first dependent, or false.
bool depend_find(struct replay *replay, const struct target *target, struct dependent *dependent);
// Drops all of them, and what depends on those.
void depend_drop(struct replay *replay, const struct target *target);
// "view active_todos", "policy own on table todos"
char *dependent_text(struct replay *replay, const struct dependent *dependent);

#endif
