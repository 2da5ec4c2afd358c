// The design made ready to serve: each operation with all that a request to it needs, computed once
// before the first request and only read afterwards, by all workers.
//
//   service ── endpoints ── inputs          what to take from a request, and the schema to check it
//   by
//           │            ── statements ── parameters   where each value comes from
//           │            │              └ columns      what the answer is made of
//           │            ── answer          status, envelope
//           │            └ alternatives     who may call, as which role
//           ├ routes                        method and path → endpoint (route.h)
//           ├ keys                          what tokens are checked with (token.h)
//           └ /openapi.json
//
// Built in two steps: from design and link (service_make), then with what PostgreSQL says of each
// statement (service_describe). What lintel cannot serve, it refuses here with the reason and
// place: a statement that is no SELECT, INSERT, UPDATE, DELETE or MERGE, a query whose parameter
// nobody fills, an answer that cannot be filled, a rate that does not parse, a secret that is not
// set.
//
//   service.c             the walk
//   service_endpoint.c    inputs, parameters, who may call
//   service_execution.c   in which kind of transaction it runs
//   service_subject.c     whether its SQL asks for auth.uid()
//   service_answer.c      status, envelope, pages
//   service_describe.c    what PostgreSQL says; service_type.c: of types
//   openapi.c             the contract as one JSON document
#ifndef LINTEL_SERVE_SERVICE_H
#define LINTEL_SERVE_SERVICE_H

#include "base/error.h"
#include "link/operation.h"
#include "postgres/pg.h"
#include "read/rate.h"

// ---- inputs ---------------------------------------------------------------------------------------

struct service_input {
    const struct field *field; // source, name, schema, is_required
    const struct input *input; // path, query, header, cookie: style and explode; NULL of the body
    const char *header;        // FIELD_HEADER: the name
    uint32_t index;            // in struct request's values
};

// ---- statements -----------------------------------------------------------------------------------

enum value_source {
    VALUE_INPUT,        // inputs[input]
    VALUE_BODY,         // :body, the bytes as sent (NULL without a body)
    VALUE_CLAIMS,       // :claims, the token's payload
    VALUE_CLAIM,        // :claims.name
    VALUE_CURSOR,       // :cursor.name: cursor column `input`
    VALUE_REQUEST_ID,   // :request.id
    VALUE_REQUEST_IP,   // :request.ip
    VALUE_REQUEST_TIME, // :request.time
};

struct service_parameter {
    enum value_source source;
    uint32_t input;                // VALUE_INPUT, VALUE_CURSOR
    const char *claim;             // VALUE_CLAIM
    bool is_page_limit;            // bound as limit + 1 (REQUESTS.md, "Pages")
    bool may_be_absent;            // decides whether the statement has variants (variant.h)
    bool is_varied;                // and so it has, since its absence changes the plan
    uint32_t type;                 // OID, as PostgreSQL's Parse decides
    const char *type_name;         // as SQL writes it, for NULL::type; always schema-qualified
    const struct value_form *form; // of that type: how a value is written for it (bind.h)
};

// How a value of a column is written as JSON; REQUESTS.md, "Answers".
struct value_form; // answer_value.h

struct service_column {
    const char *name;
    const char *key; // "\"name\":", as JSON
    size_t key_length;
    uint32_t type; // OID, as described: another one at run time is no answer
    const struct value_form *form;
    bool is_quoted;  // numeric where the contract says string
    bool is_removed; // manifest `sensitive`: never leaves (A10)
};

struct service_statement {
    const struct statement_link *link;
    const char *text; // with $1, $2
    struct service_parameter *parameters;
    uint32_t parameter_count;
    struct service_column *columns;
    uint32_t column_count;
    uint32_t varied_count; // parameters that are varied: at most 64
    bool is_custom;        // absence matters, and no variants can be made: custom plans always
    uint32_t index;        // among all of the service: variants are kept by it
};

// ---- who may call ---------------------------------------------------------------------------------

struct service_scheme {
    const char *name;
    const struct security_scheme *scheme;  // of the contract: where the credential stands
    const struct manifest_scheme *promise; // role, require, token_role, issuer, audience
    const struct token_key *key;           // token.h
};

struct service_alternative {
    const char *role;
    struct service_scheme *schemes; // all are needed; none: anyone without a credential
    uint32_t scheme_count;
};

// ---- endpoints ------------------------------------------------------------------------------------

// What an envelope holds beside the rows (REQUESTS.md, "Answers").
enum answer_word {
    WORD_TOTAL,
    WORD_LIMIT,
    WORD_OFFSET,
    WORD_PAGE,
    WORD_PAGES,
    WORD_NEXT_CURSOR,
    WORD_HAS_MORE,
    WORD_TIMESTAMP,
};

struct service_part {
    enum answer_word word;
    const char *key; // "\"name\":", as JSON
    bool is_in_meta;
    bool is_number; // TIMESTAMP: seconds since 1970, because the contract says a number
};

struct endpoint {
    const struct operation_link *link;
    const struct operation *operation;
    const char *name;   // the operationId
    const char *method; // "GET"
    const char *path;   // with the contract's base path: "/v1/todos/{todo_id}"

    struct service_input *inputs; // the order of link->fields that are inputs of the request
    uint32_t input_count;
    bool has_body, is_body_required;
    bool is_body_json; // else the operation is refused at start
    const struct value_schema *body_schema;
    bool needs_uuid_subject; // its SQL or policies use auth.uid(): another subject is 401

    struct service_statement *statements;
    uint32_t statement_count;
    struct service_statement *count; // of NAME.count, or NULL; one statement
    uint32_t answering;              // index of the statement that answers; UINT32_MAX for none
    enum pg_kind execution;          // see service_execution.c
    uint32_t timeout;                // milliseconds, each statement
    struct rate rate;                // count 0: none

    struct service_alternative *alternatives;
    uint32_t alternative_count;

    uint32_t status;
    const char *content_type; // of an answer that has a body
    const struct answer_link *answer;
    uint32_t limit_input, offset_input, page_input, cursor_input; // UINT32_MAX where none
    const char **cursor_columns; // names, in order; 0 where the page has no keyset
    uint32_t *cursor_indices;    // of the answering statement's columns
    uint32_t cursor_count;
    const char *rows_key; // WRAPPED: "\"name\":", as JSON
    struct service_part *parts;
    uint32_t part_count;
    int64_t limit_constant, offset_constant; // where the SQL says them; -1 where it does not
    uint32_t total_column; // of the answering statement, where it counts itself; else UINT32_MAX
    bool takes_one_more;   // the page's limit is bound as limit + 1: has_more, next_cursor
    bool is_more_by_total; // has_more: from the total and the offset

    const struct service_scheme *issues; // x-lintel.issues: whose token the answer carries
    const char *token_key;               // "\"token\":" or "\"access_token\":"
    bool has_token_type, has_expires_in;
    uint32_t index;
};

struct routes;
struct token_key;

struct service {
    struct arena *arena;
    const struct design *design;
    const char *name; // of the design
    struct endpoint **endpoints;
    uint32_t endpoint_count, statement_count;
    uint32_t value_count; // the most inputs of any endpoint
    struct routes *routes;
    struct service_scheme *schemes;
    uint32_t scheme_count;
    const struct manifest_setting *settings; // settings: {app.user_id: sub}
    uint32_t setting_count;
    const char **origins; // that may call from a page; "*" for any (CORS)
    uint32_t origin_count;
    const struct token_key *cursor_key; // signs cursors: derived from the first key, or random
    size_t body_bytes;                  // limit of a body
    uint32_t statement_timeout;         // milliseconds, where an operation says none
    uint32_t request_timeout;           // milliseconds from head to answer
    const char *openapi;                // the contract as JSON, without x-lintel
    size_t openapi_length;
    // What the contract or the manifest declares and serving does not enforce, in whole sentences.
    LIST(const char *) not_enforced;
};

struct service_options {
    const char *(*secret)(void *context, const char *name); // a secret's value, or NULL
    void *context;
};

// The service lives in `arena`, and points into the design, which must live as long. Each thing
// that cannot be served is said through `complain`, "file:line:column: ..."; then false.
must_check bool service_make(struct service **service, struct arena *arena, struct design *design,
                             const struct service_options *options,
                             void (*complain)(void *context, const char *line), void *context);

// Prepares every statement as every role that may run it, on the database it will be served from:
// types of parameters and columns. Likewise false with what PostgreSQL refuses.
must_check bool service_describe(struct service *service, const char *connection_string,
                                 void (*complain)(void *context, const char *line), void *context,
                                 struct error *error);

#endif
