// The crossing: each operation of the contract with the query of its name, each field of a request
// with the parameters, columns and policies it reaches, each column of the answer with the property
// it fills, and each way to call it with the database role it runs as. REQUESTS.md is the
// agreement, to the letter.
//
//     body.status of createOrder ──:status──▶ INSERT INTO orders (status) ──▶ orders.status
//
// Computed once for a design (design_link), before any rule runs. What cannot be resolved is
// "unknown": a list is complete only where its `is_complete` says so.
//
//   operation.c          the walk, which query an operation runs
//   operation_field.c    inputs, and which of them each parameter means
//   operation_answer.c   what the 2xx response asks for and whether the rows can fill it
//   operation_envelope.c what stands around the rows, and the token of a sign-in
//   operation_caller.c   who asks
#ifndef LINTEL_LINK_OPERATION_H
#define LINTEL_LINK_OPERATION_H

#include "design/design.h"
#include "link/query.h"

// ---- inputs ---------------------------------------------------------------------------------------

enum field_source { FIELD_PATH, FIELD_QUERY, FIELD_HEADER, FIELD_COOKIE, FIELD_BODY };

// One use of a field in a statement of the operation's query.
struct field_use {
    const struct statement_link *statement;
    const struct parameter_use *use; // one of the statement's
    const struct parameter *parameter;
    bool is_whole; // :body as a whole, which holds this field and others: `use` is of all of it
};

struct field {
    enum field_source source;
    const char *name;            // as the contract writes it
    const char *parameter;       // as SQL names it, without a scope
    const char *label;           // for messages: "body.status", "query.limit", "path.todo_id"
    struct value_schema *schema; // NULL where none
    bool is_required;
    bool is_in_optional; // required of a body that is itself not required
    bool is_certain;     // false: only some alternatives (oneOf, anyOf) of the body have it
    bool is_bound;       // a parameter of the query names it, or :body takes the whole body
    bool is_transient;   // the design says that it reaches no column: x-lintel or the manifest
    bool is_read_only;   // the contract says that clients do not send it
    bool is_item;        // of the objects of a body that is an array: only :body reaches it
    bool is_undeclared;  // the SQL takes a property of this name from :body, though the contract
                         // names none: a client may send it, unless it
    bool is_excluded;    // is undeclared and the body's schema is closed
    LIST(struct field_use) uses;
    struct field *next_of_name; // operation_field.c's own
    struct place place;
};

// What a parameter of the operation's SQL means.
enum binding {
    BINDING_FIELD,     // `field`
    BINDING_BODY,      // :body, all of it
    BINDING_SERVER,    // :claims, :cursor.x, :request.id
    BINDING_AMBIGUOUS, // `field` and `other` have the name
    BINDING_NONE,      // no input has it: `reason`
};

struct parameter_binding {
    const struct statement_link *statement;
    const struct parameter *parameter;
    enum binding kind;
    struct field *field, *other;
    const char *reason; // NONE: a clause for messages, or NULL where the name is simply none's
};

// ---- answers --------------------------------------------------------------------------------------

enum envelope {
    ENVELOPE_UNKNOWN,    // the schema or the columns are not known
    ENVELOPE_NONE,       // no body
    ENVELOPE_OBJECT,     // the row is the body
    ENVELOPE_ARRAY,      // the rows are the body
    ENVELOPE_WRAPPED,    // `rows` is the property that holds the row or rows
    ENVELOPE_JSON,       // the only column, json, is the body
    ENVELOPE_TOKEN,      // x-lintel.issues: a token whose claims are the row
    ENVELOPE_UNFILLABLE, // `reason` says why
};

// A property of the answer beside the rows: REQUESTS.md, "Answers".
struct envelope_part {
    const char *word; // total, limit, offset, page, pages, next_cursor, has_more, timestamp
    const struct property *property;
    bool is_in_meta;
};

// What the answer cannot do that the contract says.
struct answer_fault {
    bool is_kind;       // the query's kind (:one, :many, ...) and the schema's form do not fit
    bool is_required;   // the contract demands it; else a client may only hope for it
    const char *reason; // a clause for messages
    const char *help;
    struct place place;
};

struct answer_link {
    const struct response *response; // the only 2xx, or NULL
    uint32_t success_count;          // of 2xx responses
    enum envelope envelope;
    const struct property *rows;      // WRAPPED
    struct value_schema *row_schema;  // of one row's object, NULL where not known
    const char *reason;               // UNFILLABLE, UNKNOWN: a clause for messages
    LIST(struct envelope_part) parts; // WRAPPED: the properties beside `rows`
    LIST(struct answer_fault) faults; // UNFILLABLE: at least one that is required
};

// ---- who asks -------------------------------------------------------------------------------------

enum role_certainty { ROLE_UNKNOWN, ROLE_NAMED, ROLE_DECLARED };

// One alternative of the operation's security, or x-lintel's role.
struct caller {
    const struct requirement *requirement; // NULL: nobody need sign in
    const struct manifest_scheme *scheme;  // what the manifest says of it, or NULL
    const char *role_name;                 // NULL where nobody says
    struct role *role;                     // NULL where the design does not declare it
    bool is_anonymous;
    enum role_certainty certainty; // NAMED: somebody says so; DECLARED: and the role is declared
    bool is_presumed;              // no manifest says it: the platform's usual role
    const char *reason;            // UNKNOWN: a clause for messages
};

struct operation_link {
    struct operation *operation;
    struct named_query *query;                // NULL: none of its name
    struct operation *contender;              // another of its id: which of them the query of that
                                              // name answers nobody knows, so `query` is NULL
    struct named_query *count;                // name.count, or NULL
    LIST(struct statement_link *) statements; // of query
    LIST(struct statement_link *) count_statements;
    const struct statement_link *answers; // the statement whose rows are the answer: the last that
                                          // gives any; NULL where none does
    bool is_understood;                   // all statements are
    LIST(struct field *) fields;
    bool is_complete; // `fields` are all: the body's schema is a closed or plain object
    LIST(struct parameter_binding) bindings; // of all statements' parameters
    struct answer_link answer;
    LIST(struct caller) callers;
};

struct design_link {
    LIST(struct operation_link *) operations;
    LIST(struct statement_link *) statements; // of every named query
    struct map by_query;                      // name → operation_link
    uint32_t met;                             // operations with a query, or with a contender for it
    bool is_apart; // no manifest says that the queries answer the operations, and sqlc.yaml says
                   // that a program calls them: a name that both have means nothing
};

// Once, after reading; it is at design->link then. Lives in the design's arena.
struct design_link *design_link(struct design *design);

struct operation_link *link_of_query(const struct design_link *link,
                                     const struct named_query *query);

// A name as SQL writes it: characters no identifier may hold become `_`.
const char *field_parameter(struct arena *arena, const char *name);
// "createOrder, queries.sql:12: INSERT INTO orders ..." for the via lines of findings.
const char *field_via(struct arena *arena, const struct operation_link *operation,
                      const struct field_use *use);

// Whether an input of the operation is called so: as the contract writes it, as SQL does, or as
// messages do ("body.captcha").
bool operation_takes(const struct operation_link *link, const char *name);

// ---- shared by operation*.c ------------------------------------------------------------------------

// `transient` has the names that the manifest calls so as its keys.
void operation_link_fields(struct arena *arena, struct operation_link *link,
                           const struct map *transient);
void operation_link_answer(struct design *design, struct operation_link *link);
void operation_link_callers(struct design *design, struct operation_link *link);

#endif
