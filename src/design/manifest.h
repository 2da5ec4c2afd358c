// The manifest, lintel.yaml: what a design promises beside its SQL and its contract. Read by
// read/manifest.h from one table of keys, which also writes docs/manifest.md and the JSON Schema.
// Names of secrets only, never values.
#ifndef LINTEL_DESIGN_MANIFEST_H
#define LINTEL_DESIGN_MANIFEST_H

#include "base/list.h"
#include "design/place.h"

struct manifest_text {
    const char *text; // NULL where the key is absent
    struct place place;
};

struct manifest_texts {
    LIST_FIELDS(struct manifest_text);
};

struct manifest_flag {
    bool is_set;
    struct place place;
};

// schemes: {session: {role: authenticated, require: [sub], token_role: [authenticated], ...}}
// What a security scheme of the contract stands for (REQUESTS.md, "Who asks").
struct manifest_scheme {
    const char *name;
    struct place place;
    struct manifest_text role, secret, issuer, audience;
    struct manifest_texts require, token_role;
};

// settings: {app.user_id: sub}: claims as settings of the session
struct manifest_setting {
    const char *name;
    struct manifest_text claim;
    struct place place;
};

// secrets: {JWT_SECRET: what for}
struct manifest_secret {
    const char *name;
    struct manifest_text purpose, role; // role: the database role whose key it is, if one's
    struct place place;
};

// services: {web: {public: true, roles: [anon, authenticated], code: [web/src], secrets: [...]}}
// Programs that use the design; the server itself is `api` where none is named.
struct manifest_service {
    const char *name;
    struct place place;
    struct manifest_flag is_public; // reached by anyone: holds no key that bypasses row security
    struct manifest_texts roles, secrets, code;
};

// tenancy: {todos: user_id, countries: "none: the same for everyone"}
// Whose the rows of a table are: the column that says it, or that they are nobody's, and why.
struct manifest_tenancy {
    const char *name; // of the table
    struct manifest_text owner;
    struct place place;
};

// protected: {daily_counters.count: the limit of all actions}: columns that must stay, and why
struct manifest_protected {
    const char *name; // table.column, or schema.table.column
    struct manifest_text reason;
    struct place place;
};

// public: {posts.select: shown on the front page}; privileged: {orders: the shop's staff};
// entry_points: {accept_invitation: the token is the right}
// Who sees or does what is meant so, each with the reason.
struct manifest_declared {
    const char *name; // a table, table.command, or a function
    struct manifest_text reason;
    struct place place;
};

struct manifest_declarations {
    LIST_FIELDS(struct manifest_declared);
};

// answers: {most-fragile-point: "..."}
struct manifest_answer {
    const char *name;
    struct manifest_text answer; // may be empty; NULL where nothing is written
    struct place place;
};

// ignore: [{rule: rls/disabled, at: public.logs, reason: "..."}]
struct manifest_ignore {
    struct manifest_text rule, at, reason;
    struct place place;
};

// parameters: {schema/column-name: {flags: is_*}}: as in a profile
struct manifest_parameter {
    const char *rule, *name;
    struct manifest_texts values;
    struct place place, rule_place;
};

// rules: {schema/timestamp-without-zone: off}: the level of a rule, over the profile's
struct manifest_level {
    const char *rule;
    struct manifest_text level; // "off", "warning", "error"; NULL where it was wrong
    struct place rule_place;
};

struct manifest {
    struct source_file *file;
    struct manifest_text version; // "1"
    struct manifest_text name, summary, platform, default_grants;
    struct manifest_texts profiles, schema, queries, contract, overlays;
    struct manifest_text rate; // limits: {rate: 100/min}: of operations that say none
    // limits: {body: 1MB, timeout: 5s, request: 30s}; read/measure.h reads them
    struct manifest_text body_limit, statement_timeout, request_timeout;
    struct manifest_texts origins; // pages that may call: "https://app.example", or "*" alone
    LIST(struct manifest_scheme) schemes;
    LIST(struct manifest_setting) settings;
    LIST(struct manifest_secret) secrets;
    LIST(struct manifest_service) services;
    struct manifest_texts sensitive; // columns that never leave: "users.password_hash", "*_token"
    struct manifest_texts transient; // inputs that reach no column anywhere, by name
    LIST(struct manifest_tenancy) tenancy;
    struct manifest_texts history; // tables (or table.column) that outlive what they refer to
    LIST(struct manifest_protected) protected;
    struct manifest_declarations published, privileged, entry_points;
    LIST(struct manifest_answer) answers;
    LIST(struct manifest_ignore) ignores;
    LIST(struct manifest_parameter) parameters;
    LIST(struct manifest_level) levels;
};

const struct manifest_scheme *manifest_find_scheme(const struct manifest *manifest,
                                                   const char *name); // or NULL

#endif
