// SQL expressions and queries as lintel holds them: what policies, checks, defaults, views and
// function bodies say, in a form that later passes can walk without knowing the parser.
//
// A node has a kind, a name whose meaning the kind gives, and its operands in order; so a walker
// needs no switch. Column references are bound to what they mean when the statement is replayed
// (read/bind.h), as PostgreSQL binds them: a later RENAME changes the column, not the expression.
//
// Everything lives in the design's arena. What lintel does not represent is EXPRESSION_OTHER with
// its operands, and whoever reasons about expressions must treat that as "not understood".
#ifndef LINTEL_DESIGN_EXPRESSION_H
#define LINTEL_DESIGN_EXPRESSION_H

#include "base/list.h"
#include "design/place.h"

struct relation;
struct column;
struct function;
struct query;
struct from_item;
struct type_name;

enum expression_kind {
    EXPRESSION_OTHER,     // name: the construct, for "not understood: ..."
    EXPRESSION_NULL,      // the constant NULL
    EXPRESSION_BOOLEAN,   // true, false: `boolean`
    EXPRESSION_NUMBER,    // name: the digits as written
    EXPRESSION_STRING,    // name: the value without quotes (also bit strings)
    EXPRESSION_KEYWORD,   // name: current_user, session_user, current_timestamp, ...
    EXPRESSION_PARAMETER, // number: $1 is 1; name: :x or @x where named
    EXPRESSION_COLUMN,    // schema, qualifier, name; `column` and `from` where bound
    EXPRESSION_STAR,      // * or qualifier.*; (operand).*; once bound also a row as a value: `t`
    EXPRESSION_AND,
    EXPRESSION_OR,
    EXPRESSION_NOT,
    EXPRESSION_OPERATOR, // name: =, <, ||, ...; one operand is a prefix operator
    EXPRESSION_ANY,      // name: the operator; left = ANY (array); IN (a, b) is left = ANY (ARRAY)
    EXPRESSION_ALL,      // name: the operator; left <> ALL (array); NOT IN likewise
    EXPRESSION_LIKE,     // name: LIKE, ILIKE, SIMILAR TO, or with NOT
    EXPRESSION_BETWEEN,  // name: BETWEEN, NOT BETWEEN, ... SYMMETRIC; value, low, high
    EXPRESSION_DISTINCT, // name: IS DISTINCT FROM, IS NOT DISTINCT FROM
    EXPRESSION_IS_NULL,
    EXPRESSION_IS_NOT_NULL,
    EXPRESSION_IS_TRUTH, // name: IS TRUE, IS NOT FALSE, IS UNKNOWN, ...
    EXPRESSION_CALL,     // schema, name; `function` where the design declares it
    EXPRESSION_CAST,     // type
    EXPRESSION_COALESCE,
    EXPRESSION_NULLIF,
    EXPRESSION_GREATEST,
    EXPRESSION_LEAST,
    EXPRESSION_CASE,  // operands: [subject or NULL], when, then, when, then, ..., else or NULL
    EXPRESSION_ARRAY, // ARRAY[...]
    EXPRESSION_ROW,
    EXPRESSION_SUBSCRIPT,    // value, then index or lower and upper bound
    EXPRESSION_FIELD,        // (value).name
    EXPRESSION_COLLATE,      // name: the collation
    EXPRESSION_DEFAULT,      // DEFAULT in a VALUES list or SET
    EXPRESSION_EXISTS,       // query
    EXPRESSION_SUBQUERY,     // query, one value
    EXPRESSION_SUBQUERY_ANY, // name: the operator, left is the operand, query; IN (SELECT)
    EXPRESSION_SUBQUERY_ALL,
    EXPRESSION_SUBQUERY_ARRAY, // ARRAY(SELECT ...)
};

struct expression {
    enum expression_kind kind;
    bool boolean;     // EXPRESSION_BOOLEAN's value
    bool is_bound;    // a COLUMN that was resolved: to `column`, or to an output of `from`
    bool is_star;     // a CALL written f(*)
    bool is_distinct; // a CALL with DISTINCT inside
    bool has_over;    // a CALL with OVER (...): a window function
    bool is_list;     // an ANY or ALL written x IN (a, b), x NOT IN (a, b)
    // A CALL whose function is certain by its arguments' types, and what that function is.
    bool is_resolved, is_aggregate, is_window, is_strict, returns_set;
    int32_t number; // a PARAMETER's
    struct place place;
    const char *schema, *qualifier, *name;
    LIST(struct expression *) operands; // CASE may hold NULL operands, others never
    struct column *column;              // COLUMN: the table's column, NULL for a query's output
    struct from_item *from;    // COLUMN: where it comes from; NULL in a CHECK, policy or index:
                               // the row itself
    struct function *function; // CALL: the one that is meant, where the design declares it
    struct type_name *type;    // CAST
    struct query *query;       // EXISTS and SUBQUERY kinds
    struct expression *filter; // CALL: FILTER (WHERE ...)
    // What PostgreSQL's analysis makes of it, before it is converted to what its surroundings ask;
    // NULL where lintel does not know. The type `unknown` is PostgreSQL's own (read/resolve.h).
    struct type_name *value_type;
};

// One column that a statement writes.
struct assignment {
    const char *name;      // as written, or the table's where INSERT names none
    struct column *column; // NULL where not known
    // UPDATE, ON CONFLICT: what is assigned; of SET (a, b) = (...) each has the same row or
    // subquery, and `index` says which of its values. INSERT: NULL, `index` counts the source's
    // outputs.
    struct expression *value;
    uint32_t index;
    bool has_several; // SET (a, b) = ...
    // SET a[1] = ..., SET a.b = ...: only this part of the column, as an expression over it; else
    // NULL.
    struct expression *part;
    struct place place;
};

struct assignment_list {
    LIST_FIELDS(struct assignment);
};

// INSERT ... ON CONFLICT
struct conflict {
    bool is_update;                   // DO UPDATE, else DO NOTHING
    LIST(struct expression *) target; // (column, expression, ...), or none
    struct expression *target_where;  // of a partial index, or NULL
    const char *constraint;           // ON CONSTRAINT name, or NULL
    struct assignment_list set;       // DO UPDATE SET
    struct expression *where;         // DO UPDATE ... WHERE
    struct from_item *excluded;       // DO UPDATE: the row that was not inserted
    struct place place;
};

enum nulls_order { NULLS_DEFAULT, NULLS_FIRST, NULLS_LAST };

struct sort_direction {
    bool is_descending;
    enum nulls_order nulls;
    struct place place; // in ORDER BY: a name there becomes the output's expression
};

enum query_kind {
    QUERY_SELECT,
    QUERY_VALUES,
    QUERY_UNION,
    QUERY_INTERSECT,
    QUERY_EXCEPT,
    QUERY_INSERT,
    QUERY_UPDATE,
    QUERY_DELETE,
    QUERY_MERGE, // from: what is written, then the source; where: ON
    QUERY_OTHER, // parsed, not represented
};

// One column of a query's answer or of a FROM item.
struct output {
    const char *name;
    struct expression *expression; // NULL where it comes from a star or a set operation
    struct column *column;         // the table's column that it passes on unchanged, if any
    struct from_item *from;        // of a star: the item whose column of this name it is,
    uint32_t from_index;           // and its place there: several may share a name. Of no meaning
                                   // for a join's merged column
    struct type_name *type;        // NULL where not known
    struct place place;
};

enum from_kind {
    FROM_RELATION, // table, view, CTE by name
    FROM_QUERY,
    FROM_FUNCTION,
    FROM_JOIN,
};

enum join_kind { JOIN_INNER, JOIN_LEFT, JOIN_RIGHT, JOIN_FULL };

struct from_item {
    enum from_kind kind;
    enum join_kind join;
    bool is_lateral, is_natural;
    bool has_ordinality;  // FROM_FUNCTION: WITH ORDINALITY
    bool has_definitions; // FROM_FUNCTION: AS t (a int, b text)
    bool is_open; // its columns are not known: a reference that finds nothing else may mean it
    struct place place;
    const char *schema, *name;      // as written; a join's name is the alias of its USING columns
    const char *alias;              // the name that qualifies its columns; never NULL but for joins
    struct relation *relation;      // FROM_RELATION: the table or view
    struct query *query;            // FROM_QUERY, or the CTE that FROM_RELATION names
    struct expression *call;        // FROM_FUNCTION
    struct from_item *left, *right; // FROM_JOIN
    struct expression *on;
    LIST(const char *) using_columns;
    LIST(struct type_name *) using_types; // what its two sides have together; NULL where not known
    // With column aliases applied; empty for joins without an alias. Before binding: the names
    // (and types) that the alias gives.
    LIST(struct output) outputs;
};

struct common_table {
    const char *name;
    struct query *query;
    struct place place;
    bool is_recursive;          // WITH RECURSIVE: sees itself and the others of its WITH
    bool refers_itself;         // once bound: it does use that
    LIST(const char *) columns; // name (columns): in place of the query's own names
    LIST(const char *) added;   // columns that SEARCH and CYCLE add
};

// MERGE: WHEN [NOT] MATCHED [AND condition] THEN ...
struct merge_action {
    bool is_matched;
    enum query_kind kind;         // QUERY_INSERT, _UPDATE, _DELETE; QUERY_OTHER: DO NOTHING
    struct expression *condition; // or NULL
    // The values too, of an INSERT as well; none for DEFAULT VALUES.
    struct assignment_list assignments;
    struct place place;
};

// A SELECT, VALUES list, set operation, or a statement that writes: then from's first item is what
// is written, and the outputs are what RETURNING gives. `left` is what an INSERT inserts (NULL for
// DEFAULT VALUES).
struct query {
    enum query_kind kind;
    bool is_distinct, is_all; // is_all: UNION ALL and the like
    struct place place;
    LIST(struct common_table *) common_tables;
    LIST(struct output) outputs; // the answer; for a star one per column, where they are known
    bool is_open;                // the outputs are not all known
    LIST(struct from_item *) from;
    struct expression *where, *having, *limit, *offset;
    LIST(struct expression *) group_by, order_by;
    LIST(struct sort_direction) order_directions; // of order_by, by index
    bool has_locking;                             // FOR UPDATE and the like
    bool has_ties;                                // FETCH FIRST ... WITH TIES
    struct assignment_list assignments;           // INSERT, UPDATE
    struct conflict *conflict;                    // INSERT ... ON CONFLICT, or NULL
    LIST(struct merge_action) actions;            // MERGE
    LIST(struct expression *) distinct_on;        // DISTINCT ON (...)
    LIST(struct expression *) windows;            // WINDOW: an OTHER each
    LIST(struct expression *) rows;               // VALUES: one ROW each
    struct query *left, *right;                   // set operations; left: what an INSERT inserts
};

// Calls `visit` for every expression below `root` (root first), including those inside its
// queries; where `visit` answers false, the node's inside is passed over. NULL is no expression.
typedef bool expression_visitor(struct expression *expression, void *context);
void expression_walk(struct expression *root, expression_visitor *visit, void *context);
void query_walk(struct query *query, expression_visitor *visit, void *context);

// As SQL, in one canonical form: equal text means equal meaning (not the reverse).
struct text;
void expression_print(struct text *out, const struct expression *expression);
char *expression_text(struct arena *arena, const struct expression *expression);
void query_print(struct text *out, const struct query *query);

#endif
