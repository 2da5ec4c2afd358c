// What a query does: which tables and columns it reads and writes, what its parameters meet, what
// it filters, joins and sorts by, how many rows it answers at most, and what each column of the
// answer is. Computed once per statement from the bound and typed tree; the rules, the link to
// operations and the server read it and never the tree.
//
// What is not understood is said, never guessed: `is_understood` is false where names are unknown
// or a gap may declare them, and then absence from a list means nothing.
//
// Functions in SQL whose body the design holds are followed as if it stood in the statement: their
// filters and assignments are the statement's, and its parameters are traced through arguments.
//
//   query.c              the walk, tables, columns
//   query_filter.c       conditions
//   query_trace.c        where a value comes from: through subqueries, CTEs, views, functions
//   query_document.c     fields of json documents on that way
//   query_parameter.c    where parameters lead
//   query_answer.c       the answer's columns
//   query_null.c         whether a value can be null
//   query_key.c          which rows a condition or an order tells apart
//   query_rows.c         how many rows at most
//   query_reach*.c       which rows a parameter decides; asked for by query_reach.h
//   query_function.c     what is known of PostgreSQL's own functions
//   query_look.c, query_set.c   small helpers
//   query_dump.c         all of it as text, for tests
#ifndef LINTEL_LINK_QUERY_H
#define LINTEL_LINK_QUERY_H

#include "design/design.h"

// ---- tables and columns --------------------------------------------------------------------------

enum use { USE_READ = 1, USE_INSERT = 2, USE_UPDATE = 4, USE_DELETE = 8, USE_LOCK = 16 };

struct table_use {
    struct relation *relation;
    uint32_t uses; // enum use
    struct from_item *from;
    struct query *query;       // whose FROM it stands in, or that writes it
    struct relation *through;  // the view of the statement that leads to it, or NULL
    struct function *function; // the function that leads to it, or NULL
    struct place place;        // in the statement, also where a view or function leads further
};

struct column_use {
    struct column *column;
    uint32_t uses; // reads anywhere in it; what INSERT, UPDATE SET and ON CONFLICT assign
    struct place place;
};

// ---- conditions ----------------------------------------------------------------------------------

enum comparison {
    COMPARISON_EQUAL, // column = value, IS NOT DISTINCT FROM value
    COMPARISON_ANY,   // column = ANY (array), IN (...)
    COMPARISON_RANGE, // <, <=, >, >=, BETWEEN, a row comparison of a keyset
    COMPARISON_PATTERN,
    COMPARISON_IS_NULL,
    COMPARISON_IS_NOT_NULL,
    COMPARISON_OTHER,
};

// One condition that every row must fulfil (a part of the AND), as far as it is about one column.
struct column_filter {
    struct query *query;    // whose WHERE, ON or HAVING it is part of
    struct from_item *from; // of the column
    struct column *column;
    enum comparison comparison;
    struct expression *condition; // the whole of it
    struct expression *value;     // the other side, or NULL
    int32_t parameter;            // where the other side is a parameter (maybe cast), else 0
    struct column *other;         // where the other side is a column, casts aside: a join
    bool is_caller;               // the other side is who asks (auth.uid() and the like)
    bool is_optional;             // :x IS NULL OR column = :x, COALESCE(:x, column) = column
    struct place place;
};

// ---- parameters -----------------------------------------------------------------------------------

enum parameter_role {
    ROLE_WRITTEN,  // assigned to `column`, by itself or in an expression
    ROLE_COMPARED, // with `column`, in a condition
    ROLE_LIMIT,
    ROLE_OFFSET,
    ROLE_ANSWERED, // part of an output
    ROLE_ABSENCE,  // :x IS NULL
    ROLE_ARGUMENT, // given to `function`, whose inside is not followed, or to a built-in one
    ROLE_SORTED,   // ORDER BY CASE WHEN :sort ...
    ROLE_OTHER,
};

// What becomes of a NULL on the way from a parameter to its use, COALESCE and CASE aside.
enum null_fate {
    NULL_PASSES,  // it is NULL at the end: the value itself, strict operators and functions
    NULL_UNKNOWN, // not known
    NULL_STOPS,   // what the use gets is made from it, and not NULL for that: concat, IS NULL
};

struct parameter_use {
    int32_t parameter;
    enum parameter_role role;
    const char *field;     // of a json document: "title" in jsonb_populate_record(todos, :body) and
                           // in :body ->> 'title'; NULL for the whole
    struct column *column; // WRITTEN, COMPARED
    enum comparison comparison; // COMPARED
    struct function *function;  // ARGUMENT, where the design declares it
    struct query *query;
    struct expression *expression; // the largest that it decides: the condition, the value assigned
    bool is_direct;    // the value itself, maybe cast: what the client sends is what is stored
    bool is_element;   // one of the items of the array that the client sends
    bool is_coalesced; // COALESCE(:x, ...), so absent is no NULL
    bool keeps_null;   // and yet null is one: jsonb_populate_record(row, :body)
    enum null_fate null_fate;
    struct place place;
};

// ---- the answer -----------------------------------------------------------------------------------

enum nullability { NULLABILITY_UNKNOWN, NULLABILITY_NEVER, NULLABILITY_POSSIBLE };

struct answer_column {
    const char *name;
    struct type_name *type; // NULL where not known
    struct column *column;  // the table's column passed on unchanged, or NULL
    // The tables' columns its value is made of; what is only compared, counted or hashed is not
    // among them.
    struct column_list reads;
    enum nullability nullability;
    struct expression *expression; // or NULL
    struct place place;
};

enum cardinality {
    ROWS_UNKNOWN,
    ROWS_NONE,        // no answer: writes without RETURNING
    ROWS_AT_MOST_ONE, // a key is matched, LIMIT 1
    ROWS_EXACTLY_ONE, // an aggregate without GROUP BY, VALUES of one row, INSERT of one row
    ROWS_MANY,        // nothing bounds them to one
};

struct sorting {
    struct column *column; // NULL for an expression
    struct from_item *from;
    struct expression *expression;
    bool is_descending;
    enum nulls_order nulls;
    struct place place; // in ORDER BY; the expression may stand in the select list
};

struct statement_link {
    struct named_statement *statement;
    struct named_query *named;
    bool is_understood;
    bool writes;    // data, anywhere in it (CTEs that write included)
    bool may_write; // calls a function whose body is not known to only read
    LIST(struct table_use) tables;
    LIST(struct column_use) columns;
    LIST(struct column_filter) filters;
    LIST(struct parameter_use) parameter_uses;
    LIST(struct function *) functions; // of the design that it calls, also in queries below
    LIST(struct answer_column) answer;
    bool is_answer_open; // the answer's columns are not all known
    enum cardinality rows;
    const char *rows_reason;    // "id is a key of todos", a clause for messages; or NULL
    LIST(struct sorting) order; // of the outermost query
    bool is_order_unique; // equal keys cannot tie: it ends in or contains a key of what is listed
    bool is_order_open;   // whether they can is not known
    bool has_limit, has_offset;                // of the outermost query
    int32_t limit_parameter, offset_parameter; // where they are (maybe cast) parameters, else 0
    int64_t limit_constant;                    // -1 where it is none
    bool is_aggregate; // every row of the answer is made of many, without GROUP BY
    bool is_grouped;
};

// Everything lives in `arena`.
struct statement_link *statement_link_make(struct design *design, struct arena *arena,
                                           struct named_query *named,
                                           struct named_statement *statement);

// Why an answer, parameter or field reaches where it does: "queries.sql:12: UPDATE todos SET title
// = :title", for the via lines of findings.
const char *statement_via(struct arena *arena, const struct statement_link *link,
                          struct place place);

#endif
