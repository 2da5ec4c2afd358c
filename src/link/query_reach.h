// How far a parameter decides which rows a statement reads or writes: the id of a path must be of
// each row, by an equality of its own or along joins.
//
// A statement is judged in parts: the rows that it answers, each arm of a set operation by itself,
// and each query in it that writes a table asked about. query_reach.c says how.
#ifndef LINTEL_LINK_QUERY_REACH_H
#define LINTEL_LINK_QUERY_REACH_H

#include "link/query.h"

enum reach {
    REACH_NONE,      // the parameter plays no part
    REACH_OTHER,     // it does, but not so that each row must have it
    REACH_OPTIONAL,  // only where it is given
    REACH_NO_KEY,    // with a column that is no key
    REACH_UNDECIDED, // a function, or a condition that is not followed, decides
    REACH_CERTAIN,
};

struct reach_verdict {
    enum reach reach;
    const struct column *column; // of the table, that it is compared with; or NULL
    const char *reason;          // UNDECIDED: a clause for messages
};

struct reach_part {
    struct query *query; // the arm, or what writes
    bool is_write;
    struct reach_verdict verdict;
};

struct reach_part_list {
    LIST_FIELDS(struct reach_part);
};

// Whether what is done to the relation matters.
typedef bool reach_asker(const struct relation *relation, void *context);

// The statement's parts, judged; those that read no table are left out. In `arena`.
struct reach_part_list statement_reach(struct design *design, struct arena *arena,
                                       const struct statement_link *statement, int32_t parameter,
                                       reach_asker *asks, void *context);

// Whether it is of a primary key, a unique key or a foreign key.
bool column_is_of_key(const struct column *column);
// Only of foreign keys, each to another table.
bool column_is_only_foreign(const struct column *column);

#endif
