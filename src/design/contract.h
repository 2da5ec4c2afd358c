// The API as its OpenAPI documents declare it: operations with what they take and answer, who may
// call them, and what x-lintel adds. OpenAPI 3.0 and 3.1 become one form; references are resolved,
// so a schema that refers to itself is a circle of pointers: whoever walks it counts depth.
//
//   contract ── operations ── inputs, body, responses, security
//            ── schemes
//
// Read by read/contract.h. Everything lives in the design's arena and knows its place.
#ifndef LINTEL_DESIGN_CONTRACT_H
#define LINTEL_DESIGN_CONTRACT_H

#include "base/list.h"
#include "design/place.h"

// A JSON value as the contract holds it: defaults, enums, constants, examples.
enum literal_kind {
    LITERAL_NULL,
    LITERAL_BOOLEAN,
    LITERAL_NUMBER,
    LITERAL_STRING,
    LITERAL_ARRAY,
    LITERAL_OBJECT,
};

struct literal {
    enum literal_kind kind;
    const char *text; // a string's value; a number as written; else compact JSON
    struct place place;
};

// ---- schemas -----------------------------------------------------------------------------------

enum json_types {
    JSON_NULL = 1,
    JSON_BOOLEAN = 2,
    JSON_INTEGER = 4,
    JSON_NUMBER = 8, // integers too
    JSON_STRING = 16,
    JSON_ARRAY = 32,
    JSON_OBJECT = 64,
};

struct value_schema;

struct schema_list {
    LIST_FIELDS(struct value_schema *);
};

struct property {
    const char *name;
    struct value_schema *schema;
    bool is_required;
    struct place place; // of the name
};

// A JSON Schema as OpenAPI uses it. Keywords that are absent are NULL, 0, an empty list, or -1
// where 0 means something.
struct value_schema {
    const char *name; // of the component that it is, or NULL
    uint32_t types;   // enum json_types; 0: any. 3.0's nullable is JSON_NULL
    const char *format;
    bool is_nullable; // 3.0's nullable, also where no type is written and `types` cannot say it
    bool has_enum;
    LIST(struct literal) enumeration; // enum; const is an enum of one
    struct literal *default_value;
    const char *minimum, *maximum; // digits as written
    bool is_minimum_exclusive, is_maximum_exclusive;
    const char *multiple_of;
    int64_t length_minimum, length_maximum; // -1 where not written, as all of these
    int64_t items_minimum, items_maximum;
    int64_t properties_minimum, properties_maximum;
    bool has_unique_items;
    const char *pattern;
    LIST(struct property)
    properties;                      // a name in `required` alone has a schema of any value,
                                     // and both stand where the name stands
    bool is_closed;                  // additionalProperties: false
    struct value_schema *additional; // additionalProperties, or NULL
    struct value_schema *items;
    struct schema_list all_of, one_of, any_of;
    struct value_schema *negated; // not
    bool is_read_only, is_write_only, is_deprecated;
    bool is_never;      // the schema `false`
    bool is_unresolved; // what it refers to could not be read: anything may be
    bool has_unknown;   // keywords that lintel does not read (if/then, patternProperties, ...)
    const char *description;
    struct place place;         // of the schema where it is written
    struct schema_facts *facts; // what link/schema_walk.h made of it; its own
    bool is_walked;             // while it does
    struct value_check *check;  // what serve/validate.h made of it before serving
    struct place type_place, enum_place, format_place, length_place, range_place;
};

// ---- operations --------------------------------------------------------------------------------

enum input_place { INPUT_PATH, INPUT_QUERY, INPUT_HEADER, INPUT_COOKIE };

struct input {
    enum input_place in;
    const char *name;            // as written
    const char *parameter;       // as SQL names it: REQUESTS.md, "Names match exactly"
    bool is_required;            // of a path always
    bool is_marked_required;     // required: true is written
    struct value_schema *schema; // NULL where none is written
    const char *style;           // form, simple, deepObject, ...; NULL for the default
    bool explodes;
    bool is_json;       // the schema stands under `content`: the text is one JSON value
    struct place place; // of the name's value
};

struct media {
    const char *type; // "application/json"
    struct value_schema *schema;
    struct place place;
};

struct body {
    bool is_required;
    LIST(struct media) media;
    struct value_schema *json; // of the media type that is JSON, else of */*; or NULL
    struct place place;
};

struct response_header {
    const char *name;
    struct value_schema *schema;
    struct place place;
};

struct response {
    uint32_t status; // 0: default; 2 for 2XX and so on
    const char *status_text;
    const char *description;
    LIST(struct media) media;
    struct value_schema *json; // as in a body
    LIST(struct response_header) headers;
    struct place place; // of the status
};

enum scheme_kind {
    SCHEME_API_KEY,
    SCHEME_HTTP,
    SCHEME_OAUTH2,
    SCHEME_OPENID,
    SCHEME_TLS,
    SCHEME_UNKNOWN
};

struct security_scheme {
    const char *name;
    enum scheme_kind kind;
    const char *scheme; // http: bearer, basic, ...
    const char *bearer_format;
    const char *in, *parameter; // apiKey: header, query, cookie; its name
    const char *description;
    struct place place;
};

// One scheme that a requirement asks for.
struct scheme_use {
    const char *name;
    struct security_scheme *scheme; // NULL: not declared
    struct place place;
};

// All schemes of a requirement are needed; none is `{}`: anyone.
struct requirement {
    LIST(struct scheme_use) schemes;
    struct place place;
};

struct requirement_list {
    LIST_FIELDS(struct requirement);
};

// x-lintel: { rate, role, transient, cursor, issues, ... }
struct transient_field {
    const char *name, *reason;
    struct place place;
};

struct operation_settings {
    const char *rate; // "100/min", as written; NULL: the manifest's default
    const char *role; // in place of the scheme's
    struct place role_place;
    const char *timeout; // "2s"
    LIST(struct transient_field) transient;
    LIST(const char *) cursor; // columns of the keyset
    const char *issues;        // "session": answers with a token
    struct place issues_place;
};

struct operation {
    const char *id; // NULL where none is written
    struct place id_place;
    const char *method; // lower case
    const char *path;   // as written below `paths`
    const char *name;   // for messages: the id, else "GET /todos"
    struct place place; // of the method's key
    struct place path_place;
    const char *summary, *description;
    LIST(const char *) tags;
    bool is_deprecated;
    LIST(struct input *)
    inputs;                 // the path item's included; without the headers Accept,
                            // Content-Type and Authorization, which OpenAPI ignores here
    bool has_unread_inputs; // one of them, or the body, is written so that it cannot be read: a
                            // fault says why
    struct body *body;      // NULL for none
    LIST(struct response *) responses;
    struct requirement_list security; // alternatives; the contract's where it writes none
    bool has_security;                // written here or for the whole contract
    struct place security_place;      // where that is written
    bool has_servers;                 // of its own, or of its path's: it may lie elsewhere
    struct operation_settings settings;
    struct contract *contract;
};

struct contract {
    struct source_file *file;
    const char *version; // "3.0.3"
    struct place place;  // of the version
    bool is_3_0;         // else 3.1
    const char *title, *api_version;
    LIST(const char *) servers;          // URLs as written
    const char *base_path;               // of the first server: "/v1", or ""
    LIST(struct operation *) operations; // in the order written
    LIST(struct security_scheme *) schemes;
    struct schema_list components; // components/schemas in the order written, each at most once
    uint32_t webhook_count, callback_count; // written and not read
    // What it was read from, with its overlays applied: for read/contract_bundle.h alone.
    struct contract_documents *documents;
};

bool operation_writes(const struct operation *operation); // by its method: all but get, head,
                                                          // options, trace
const char *json_types_text(struct arena *arena, uint32_t types); // "string or null"

#endif
