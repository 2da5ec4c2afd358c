// What the files of query_reach share; everyone else includes link/query_reach.h.
#ifndef LINTEL_LINK_QUERY_REACH_PART_H
#define LINTEL_LINK_QUERY_REACH_PART_H

#include "link/query_part.h"
#include "link/query_reach.h"

// What is known of a FROM item's rows so far.
struct reach_state {
    struct from_item *item;
    bool *equals; // by output: it equals the parameter
    struct reach_verdict tied;
    bool has_table;   // it reads one; else it only passes values on
    bool is_nullable; // an outer join may leave it out, so what ties it drops no other rows
    bool is_forced;   // WHERE asks that it is there
    bool is_entered;  // its inside was looked at
};

struct reaching {
    struct linker linker; // for frame_enter: nothing is linked
    struct arena *arena;
    const struct statement_link *statement;
    int32_t parameter;
    uint32_t evaluations;       // left
    struct pointer_map numbers; // from_item → number in states, from 1
    LIST(struct reach_state *) states;
    LIST(struct query *) stack;
    struct reach_part_list parts;
    reach_asker *asks;
    void *context;
};

// What a query gives.
struct reach_rows {
    struct reach_verdict verdict;
    bool *equals; // by output
    uint32_t count;
    bool reads_table;
};

// column = value, or a column of a join's other side; in force for the leaves [first, last).
struct reach_tie {
    struct from_item *item;
    uint32_t index;
    struct expression *value;
    uint32_t first, last;
};

struct reach_condition {
    struct expression *part;
    uint32_t first, last;
};

struct reach_scope {
    struct reaching *reaching;
    struct query *query;
    struct frame *frame;
    LIST(struct from_item *) leaves;
    LIST(struct reach_tie) ties;
    LIST(struct reach_condition) conditions;
    uint32_t first, last; // of the condition that is being read
};

struct reach_value {
    bool equals;                 // the parameter
    bool is_query;               // the rows of one
    struct reach_verdict tied;   // of the rows that it is of
    struct from_item *item;      // or NULL
    const struct column *column; // the table's, or NULL
};

static inline bool reaching_writes(enum query_kind kind)
{
    return kind == QUERY_INSERT || kind == QUERY_UPDATE || kind == QUERY_DELETE ||
           kind == QUERY_MERGE;
}

// Whether the columns hold all of a unique key of their table.
bool reach_key_is_whole(const struct column_list *columns);

bool reach_raise(struct reach_verdict *verdict, struct reach_verdict by);
struct reach_rows reach_rows(struct reaching *reaching, struct query *query, struct frame *frame);

// Finds the leaves of the scope's query, and ties them as far as they are.
void reach_tie_all(struct reach_scope *scope);
struct reach_state *reach_state_of(const struct reach_scope *scope, uint32_t leaf);
bool reach_has_tie(const struct reach_scope *scope, const struct from_item *item);
struct reach_value reach_value(struct reach_scope *scope, struct expression *value,
                               struct frame *frame);
bool reach_output_equals(struct reach_scope *scope, const struct output *output);

#endif
