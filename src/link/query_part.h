// What the files of the query link share; everyone else includes link/query.h.
//
// A value is *traced* from where it is used back to what it is made of: through the outputs of
// subqueries and CTEs, set operations, views, jsonb_populate_record and the like, and functions in
// SQL, down to parameters, columns and literals. Tracing carries a `flow`: what the value is for.
#ifndef LINTEL_LINK_QUERY_PART_H
#define LINTEL_LINK_QUERY_PART_H

#include "design/lookup.h"
#include "link/query.h"

// ---- small sets -----------------------------------------------------------------------------------

// Pointers to numbers, on the scratch arena. All zero is empty; absent is 0.
struct pointer_map {
    struct pointer_entry *entries;
    uint32_t capacity, count;
};
// The number behind the key, made as 0 where it is new. Valid until the next call.
uint32_t *pointer_map_at(struct arena *arena, struct pointer_map *map, const void *key);
uint32_t pointer_map_get(const struct pointer_map *map, const void *key);

// ---- the linker -----------------------------------------------------------------------------------

// A call of a function whose body is being followed: its parameters are the call's operands.
struct frame {
    struct frame *outer; // where the operands are meant; NULL: the statement itself
    const struct expression *call;
    struct function *function;
    uint32_t depth;
    // Of the trace that entered it: a NULL given to a STRICT function fares as its result does.
    enum null_fate null_fate;
    bool is_coalesced, keeps_null;
};

// What is known of a FROM item by where it stands.
struct item_fact {
    struct from_item *item;
    struct query *query;
    bool is_nullable; // on the side of an outer join that may be missing
    bool is_excluded; // ON CONFLICT's row
};

struct row_reason {
    enum cardinality rows, all; // all: without LIMIT
    const char *reason;
};

struct linker {
    struct design *design;
    struct arena *arena, *scratch;
    struct statement_link *link;
    LIST(struct item_fact) facts;
    struct pointer_map fact_numbers;   // from_item → number in facts, from 1
    struct pointer_map table_numbers;  // views whose tables are in link->tables
    struct pointer_map view_seen;      // queries of views with facts
    struct pointer_map column_numbers; // column → number in link->columns, from 1
    struct pointer_map used;           // parameter nodes that have a use
    struct pointer_map function_seen;  // functions in link->functions
    struct pointer_map nullability;    // output → 1 + enum nullability; see query_null.c
    struct pointer_map rows;           // query → number in row_reasons, from 1
    LIST(struct row_reason) row_reasons;
    struct seen_entry *seen; // what the present trace has passed
    uint32_t seen_capacity, seen_count, generation;
    uint32_t steps;      // left, of all tracing and walking together
    uint32_t depth;      // of queries
    struct place origin; // of the view or function that is being followed; file NULL: none
    struct relation *through;
    struct function *function;
    struct frame *frame; // of what is being walked
};

// Counts a step; false where a statement asks for more than any honest one: then it is not
// understood.
bool linker_step(struct linker *linker);
const struct item_fact *linker_fact(const struct linker *linker, const struct from_item *item);

// ---- looking at expressions -----------------------------------------------------------------------

struct expression *expression_bare(struct expression *expression); // without casts and COLLATE
// An EXPRESSION_OTHER that belongs to a call, such as "order by"; its inside where it is an
// argument ("named argument", "variadic").
bool expression_is_part(const struct expression *expression, const char *name);
struct expression *argument_value(struct expression *operand);
// The number of the parameter it is, casts aside, as the statement numbers it; else 0.
int32_t expression_parameter(const struct expression *expression, const struct frame *frame);
// The place of a column reference among from->outputs; -1 where it is none or not certain.
int32_t reference_index(const struct expression *reference);
int32_t item_column_index(const struct from_item *item, const struct column *column);
// The table's column that a reference passes on, through views, CTEs and subqueries; or NULL.
struct column *reference_column(const struct expression *reference);
struct column *column_below(struct column *column);                              // below views
struct expression *output_expression(const struct query *query, uint32_t index); // or NULL
bool relation_is_view(const struct relation *relation);

// The operand for a parameter of the frame's function; NULL where the default counts or the call
// says otherwise.
struct expression *frame_operand(const struct frame *frame, const struct expression *parameter);
// The frame for following a call; NULL where the function is not followed.
struct frame *frame_enter(struct linker *linker, const struct expression *call,
                          struct frame *outer);

// ---- query_function.c -----------------------------------------------------------------------------
bool call_is_aggregate(const struct expression *call); // not a window function
bool call_returns_set(const struct expression *call, bool *is_known);
// Never null where no argument is; whatever the arguments.
bool call_keeps_not_null(const struct expression *call);
bool call_is_never_null(const struct expression *call);
// What leaves it says nothing of what entered: hashes, lengths, counts.
bool call_hides_argument(const struct expression *call);
bool query_has_aggregate(const struct query *query); // in its outputs, HAVING or ORDER BY
// jsonb_populate_record(set), json_to_record(set): the operand that holds the document.
struct expression *call_document(const struct expression *call, bool *is_set);
bool function_may_write(const struct design *design, const struct function *function);

// Keys that a document loses on its way: to_jsonb(t) - 'password'.
struct removed_key {
    const struct removed_key *next;
    const char *name;
};

// ---- query_trace.c --------------------------------------------------------------------------------
struct flow {
    enum parameter_role role;
    enum comparison comparison;
    struct column *column;
    struct function *function;
    struct query *query;
    struct expression *expression;
    struct frame *frame; // of what is traced
    const char *field;
    bool is_direct, is_coalesced, keeps_null, is_element;
    enum null_fate null_fate;
    bool is_silent;            // the value does not pass on: no reads
    bool records;              // parameters
    struct column_list *reads; // or NULL
    const struct removed_key *removed;
};

// Begins a new trace: what was seen before may be seen again.
void trace_begin(struct linker *linker);
// Whether the present trace meets the output for the first time in this flow.
bool trace_first(struct linker *linker, const void *what, uint32_t index, const struct flow *flow);
void trace_expression(struct linker *linker, struct expression *expression, struct flow flow);
void trace_output(struct linker *linker, struct query *query, uint32_t index, struct flow flow);
// A column of a FROM item, by its place in item->outputs.
void trace_item(struct linker *linker, struct from_item *item, uint32_t index, struct flow flow);
void trace_named(struct linker *linker, struct from_item *item, const char *name, struct flow flow);
int32_t item_index_named(const struct from_item *item, const char *name); // -1: none, or several

// ---- query_document.c -----------------------------------------------------------------------------
// An operator or a call that reads, makes or changes a json document: false where it is none that
// is followed key by key.
bool trace_document(struct linker *linker, struct expression *expression, struct flow flow);
bool document_has_lost(const struct removed_key *removed, const char *name);

// ---- the parts of a link --------------------------------------------------------------------------
void link_conditions(struct linker *linker, struct query *query); // query_filter.c
void link_parameters(struct linker *linker, struct query *query); // query_parameter.c
void link_condition_parameters(struct linker *linker, struct query *query,
                               struct expression *condition);
void link_parameters_left(struct linker *linker, struct query *query);
void link_answer(struct linker *linker, struct query *query); // query_answer.c

// The parts of a condition that must all hold: calls `visit` for each.
typedef void condition_visitor(struct expression *part, void *context);
void condition_parts(struct expression *condition, condition_visitor *visit, void *context);

// ---- query_null.c, query_key.c, query_rows.c ------------------------------------------------------
enum nullability expression_nullability(struct linker *linker, const struct expression *expression,
                                        struct frame *frame);
// What becomes of a NULL in the operand.
enum null_fate operand_null_fate(const struct expression *expression, uint32_t operand);
enum nullability output_nullability(struct linker *linker, const struct query *query,
                                    uint32_t index, struct frame *frame);

enum cardinality query_rows(struct linker *linker, struct query *query, const char **reason);

struct index_list {
    LIST_FIELDS(uint32_t);
};
// Whether its rows cannot agree in all of the outputs given.
bool query_is_unique_by(struct linker *linker, struct query *query, const struct index_list *by);
// Whether the order leaves no two rows equal. *is_open: that is not known.
bool query_order_is_unique(struct linker *linker, struct query *query, bool *is_open);

#endif
