// The queries a design names: what operations, jobs and metrics run. One name is one operation's
// SQL, in one or several statements (REQUESTS.md, "Names and parameters"); `name.count` is a query
// of its own that counts what `name` lists.
//
//     -- name: listTodos :many
//     SELECT id, title FROM todos WHERE priority = :priority LIMIT :limit;
//
// Read by read/queries.h, bound and typed as PostgreSQL would (read/bind.h); what it means for an
// operation is link/'s business. Everything lives in the design's arena.
#ifndef LINTEL_DESIGN_NAMED_QUERY_H
#define LINTEL_DESIGN_NAMED_QUERY_H

#include "base/list.h"
#include "design/place.h"

struct query;
struct type_name;

enum answer_kind {
    ANSWER_KIND_ONE,      // :one
    ANSWER_KIND_MANY,     // :many
    ANSWER_KIND_EXEC,     // :exec
    ANSWER_KIND_EXECROWS, // :execrows
    ANSWER_KIND_OTHER,    // of sqlc or aiosql, with no plain counterpart: `kind_text` says which
};

enum parameter_state {
    PARAMETER_OPEN,     // lintel does not know its type
    PARAMETER_TYPED,    // `type` is what PostgreSQL's Parse decides
    PARAMETER_UNTYPED,  // PostgreSQL refuses: could not determine data type (42P18, 42P08)
    PARAMETER_CONFLICT, // PostgreSQL refuses: inconsistent types deduced (42P08)
};

struct parameter {
    int32_t number;   // $1 is 1; the same name has the same number throughout a statement
    const char *name; // without `:` or `@`, in full ("cursor.created_at"); NULL for a bare $1
    // The part before the first dot where it is one of path, query, header, body, cursor, request,
    // claims; else NULL. `field` is the rest of the name then, else the whole name.
    const char *scope, *field;
    bool may_be_null; // sqlc.narg
    bool is_refused;  // a reserved name that means nothing: a fault of the query says so
    enum parameter_state state;
    struct type_name *type;       // TYPED; in CONFLICT the first of the two
    struct type_name *other_type; // CONFLICT: the second
    LIST(struct place) places;    // each time it is written, in order
};

struct parameter_list {
    LIST_FIELDS(struct parameter *);
};

struct named_statement {
    const char *text; // as PostgreSQL gets it: parameters as $1, $2, ...; no closing semicolon
    struct place place;
    const char *command; // "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", else what it is: "SET",
                         // "LOCK", "CALL", ...; NULL where it did not parse
    struct query *query; // NULL where it is none of the first five, or did not parse
    // Parsed, every name in it known, and not refused: what rules may judge.
    bool is_understood;
    const char *refused; // the SQLSTATE with which PostgreSQL refuses its types, or NULL
    struct parameter_list parameters; // by number
};

struct named_query {
    const char *name; // as written: "listTodos", "listTodos.count"
    const char *base; // "listTodos" in both
    const char *part; // "count", or NULL
    enum answer_kind kind;
    const char *kind_text; // ":one"
    struct place place;    // of the name
    struct place kind_place;
    const char *comment; // the comment lines below the name, or NULL
    LIST(struct named_statement *) statements;
};

#endif
