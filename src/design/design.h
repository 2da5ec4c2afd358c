// The model: a PostgreSQL database as a project's files declare it, and everything lintel knows
// about it. One `struct design` per project. Readers (read/) fill it by replaying statements in
// order, as PostgreSQL would; all later passes only read it, and ask link/ what it means.
//
//   design ── schemas, roles, extensions
//          ── relations ── columns, constraints, indexes, policies, triggers
//          ── types, functions
//          ── queries (named_query.h), contracts (contract.h), manifest (manifest.h)
//          ── files, statement counts, faults (what reading found wrong), gaps (what it could not
//             follow)
//
// Ownership: everything lives in `design->arena` and is freed with it. Passes walk these structs
// openly; only lookup.h changes the sets of objects, because it keeps the maps. A dropped object is
// taken out of its list. Strings are never NULL unless said so; `comment` and `extension` are NULL
// where there is none, and what is marked as of one kind ("views", "enum") is NULL, 0 or empty in
// the others.
//
// Names and meanings follow PostgreSQL's catalog (manual, chapter "System Catalogs").
#ifndef LINTEL_DESIGN_DESIGN_H
#define LINTEL_DESIGN_DESIGN_H

#include "base/list.h"
#include "base/map.h"
#include "design/contract.h"
#include "design/expression.h"
#include "design/manifest.h"
#include "design/named_query.h"
#include "design/place.h"
#include "design/variable.h"

// Identifiers are cut at this length (NAMEDATALEN - 1), silently.
enum { IDENTIFIER_LENGTH = 63 };

enum platform { PLATFORM_POSTGRES, PLATFORM_SUPABASE };

// Whether new tables are granted to the platform's API roles by themselves (Supabase: projects
// before 30 May 2026 yes, all from 30 October 2026 no; see read/project.h).
enum default_grants { DEFAULT_GRANTS_UNKNOWN, DEFAULT_GRANTS_LEGACY, DEFAULT_GRANTS_EXPLICIT };

// ---- privileges ------------------------------------------------------------------------------

enum privilege {
    PRIVILEGE_SELECT = 1 << 0,
    PRIVILEGE_INSERT = 1 << 1,
    PRIVILEGE_UPDATE = 1 << 2,
    PRIVILEGE_DELETE = 1 << 3,
    PRIVILEGE_TRUNCATE = 1 << 4,
    PRIVILEGE_REFERENCES = 1 << 5,
    PRIVILEGE_TRIGGER = 1 << 6,
    PRIVILEGE_EXECUTE = 1 << 7,
    PRIVILEGE_USAGE = 1 << 8,
    PRIVILEGE_CREATE = 1 << 9,
    PRIVILEGE_MAINTAIN = 1 << 10, // PostgreSQL 17
    PRIVILEGE_ALL_ON_RELATION = (1 << 7) - 1,
};

// What one role may do with one object. A role has at most one row per object and `is_assumed`.
struct grant {
    const char *role; // "public" for PUBLIC, which is no role's name
    uint32_t privileges;
    uint32_t grantable; // those WITH GRANT OPTION
    bool is_assumed;    // rests on a default that the files do not show (default_grants unknown)
    struct place place; // of the last statement that changed it
};

struct grant_list {
    LIST_FIELDS(struct grant);
};

// ALTER DEFAULT PRIVILEGES: what objects made later by `owner` (in `schema`) are granted.
enum object_kind { OBJECT_RELATION, OBJECT_SEQUENCE, OBJECT_FUNCTION, OBJECT_TYPE, OBJECT_SCHEMA };

struct default_grant {
    const char *owner;  // NULL: whoever runs the files
    const char *schema; // NULL: all schemas
    enum object_kind kind;
    bool is_revoke; // takes away what the built-in default gives (functions: EXECUTE to PUBLIC)
    struct grant grant;
};

struct role {
    const char *name;
    bool is_superuser, bypasses_row_security, can_login;
    bool no_inherit; // NOINHERIT: memberships give nothing until SET ROLE
    bool is_builtin; // predefined by PostgreSQL or the platform
    LIST(const char *) member_of;
    const char *comment;
    struct place place;
};

// ---- types -----------------------------------------------------------------------------------

// A use of a type, as in a column or a cast.
struct type_name {
    const char *schema;      // NULL where found by search path; pg_catalog for built-in ones
    const char *name;        // the catalog's name: int4, varchar, timestamptz, mood
    struct type *type;       // where the design declares it, else NULL
    struct relation *row_of; // a table's row type
    bool is_known;           // declared here, built in, or by an extension; false: nobody knows it
    bool is_setof;
    uint32_t dimensions;  // int[][] has 2
    int32_t modifiers[2]; // varchar(20): 20; numeric(10,2): 10, 2
    uint32_t modifier_count;
    // As in the catalog, without parentheses, where not plain numbers. Of an interval its fields
    // ("day to second"); modifiers[0] is its precision.
    const char *modifier_text;
    struct place place;
};

enum type_kind { TYPE_ENUM, TYPE_DOMAIN, TYPE_COMPOSITE, TYPE_RANGE, TYPE_BASE };

struct type {
    enum type_kind kind;
    const char *schema, *name;
    const char *owner;                // NULL: whoever runs the files
    LIST(const char *) labels;        // enum
    struct type_name *base;           // domain, range (its subtype)
    const char *multirange;           // range: the name of the type that comes with it
    bool is_not_null;                 // domain
    bool is_shell;                    // CREATE TYPE name; and nothing more yet
    struct expression *default_value; // domain, may be NULL
    LIST(struct constraint *) checks; // domain
    LIST(struct column *) attributes; // composite
    struct grant_list grants;
    const char *comment;
    const char *extension; // the extension that brought it
    struct place place;
};

// ---- relations -------------------------------------------------------------------------------

enum identity { IDENTITY_NONE, IDENTITY_ALWAYS, IDENTITY_BY_DEFAULT };

struct column {
    const char *name;
    struct type_name *type; // NULL: not known (a view's computed column)
    bool is_not_null;
    bool is_dropped; // taken out of the table; expressions may still point here
    bool is_serial;  // made by serial: the default reads a sequence of its own
    enum identity identity;
    struct expression *default_value; // NULL without
    struct expression *generated;     // GENERATED ALWAYS AS (...) STORED, or NULL
    bool is_inherited;                // from a parent or the partitioned table
    bool is_local;                    // (also) declared here
    const char *collation;            // NULL: the type's own
    struct grant_list grants;         // column grants
    const char *comment;
    struct relation *relation; // where it belongs; NULL for composite attributes
    struct place place;
};

enum constraint_kind {
    CONSTRAINT_PRIMARY_KEY,
    CONSTRAINT_UNIQUE,
    CONSTRAINT_FOREIGN_KEY,
    CONSTRAINT_CHECK,
    CONSTRAINT_EXCLUDE,
};

enum reference_action {
    ACTION_NO_ACTION,
    ACTION_RESTRICT,
    ACTION_CASCADE,
    ACTION_SET_NULL,
    ACTION_SET_DEFAULT
};

struct column_list {
    LIST_FIELDS(struct column *);
};

struct constraint {
    enum constraint_kind kind;
    const char *name;
    struct relation *relation;   // NULL on a domain
    struct column_list columns;  // keys and foreign keys, in order; for CHECK those it reads
    struct relation *references; // foreign key; NULL where the table is not known
    const char *references_schema, *references_name; // as written, for when it is not known
    struct column_list referenced_columns; // as many as `columns`, or none where not known
    enum reference_action on_delete, on_update;
    struct column_list set_columns; // ON DELETE SET NULL (a, b)
    char match;                     // 's' simple, 'f' full
    struct expression *check;       // CHECK
    struct index *index;            // PRIMARY KEY, UNIQUE, EXCLUDE: what holds it
    bool is_not_valid, is_deferrable, is_initially_deferred, is_no_inherit;
    bool is_inherited;               // copied from a parent
    bool is_local;                   // (also) declared here: it stays when the parent's goes
    const struct constraint *parent; // a partition's foreign key: the root's
    const char *comment;
    struct place place;
};

struct index_key {
    struct column *column;         // NULL for an expression
    struct expression *expression; // NULL for a column
    const char *operator_class;    // NULL: the type's default
    const char *collation;         // NULL: the column's
    bool is_descending;
    bool nulls_first; // with the default (first for descending) filled in
};

struct index {
    const char *name;
    struct relation *relation;
    const char *method; // btree, hash, gin, ...
    bool is_unique, is_primary, nulls_not_distinct;
    bool is_invalid_on_root; // ON ONLY a partitioned table: not built on the partitions
    LIST(struct index_key) keys;
    struct column_list included;
    struct expression *predicate;  // partial index, or NULL
    struct constraint *constraint; // which it holds, or NULL
    struct index *parent;          // the partitioned table's, or NULL
    const char *comment;
    struct place place;
};

enum command { COMMAND_ALL, COMMAND_SELECT, COMMAND_INSERT, COMMAND_UPDATE, COMMAND_DELETE };

struct policy {
    const char *name;
    struct relation *relation;
    enum command command;
    bool is_permissive;
    LIST(const char *) roles;         // "public" for PUBLIC
    struct expression *using, *check; // NULL where not written
    const char *comment;
    struct place place; // of its name in the statement that made it
};

enum trigger_timing { TRIGGER_BEFORE, TRIGGER_AFTER, TRIGGER_INSTEAD };
enum trigger_event {
    TRIGGER_INSERT = 1,
    TRIGGER_DELETE = 2,
    TRIGGER_UPDATE = 4,
    TRIGGER_TRUNCATE = 8
};

struct trigger {
    const char *name;
    struct relation *relation;
    enum trigger_timing timing;
    uint32_t events; // enum trigger_event
    bool is_per_row, is_constraint, is_disabled;
    struct column_list columns; // UPDATE OF
    struct expression *when;
    const char *function_schema, *function_name; // as written
    struct function *function;                   // NULL where the design does not declare it
    LIST(const char *) arguments;
    struct place place;
};

enum relation_kind {
    RELATION_TABLE,
    RELATION_PARTITIONED,
    RELATION_FOREIGN,
    RELATION_VIEW,
    RELATION_MATERIALIZED,
    RELATION_SEQUENCE,
};

struct relation {
    enum relation_kind kind;
    const char *schema, *name;
    const char *owner; // NULL: whoever runs the files
    bool is_temporary, is_unlogged;
    bool drops_on_commit;       // a temporary table, until COMMIT
    const struct type *of_type; // CREATE TABLE ... OF type
    bool is_builtin;            // the platform's: rules look at it, never report it
    bool has_row_security, has_forced_row_security;
    struct column_list columns;
    bool is_open; // its columns are not all known (e.g. an unfollowed CREATE TABLE AS)
    LIST(struct constraint *) constraints;
    LIST(struct index *) indexes;
    LIST(struct policy *) policies;
    LIST(struct trigger *) triggers;
    struct grant_list grants;
    LIST(struct relation *) parents; // inheritance; for a partition its one root
    LIST(struct relation *) children;
    bool is_partition;
    const char *partition_strategy; // range, list, hash: of a partitioned table
    LIST(struct index_key) partition_keys;
    struct query *query;                           // views
    bool is_security_invoker, is_security_barrier; // views
    uint32_t rewritten;      // 1 << enum command of each CREATE RULE: what it does is not followed
    struct column *owned_by; // sequences: the column that drops it
    struct type_name *sequence_type; // sequences
    const char *server;              // foreign tables
    const char *extension;           // the extension that brought it
    const char *comment;
    struct place place;              // of its name in the statement that made it
    struct place row_security_place; // of the ALTER that turned it on or off last
};

// ---- functions -------------------------------------------------------------------------------

enum function_kind { FUNCTION_FUNCTION, FUNCTION_PROCEDURE, FUNCTION_AGGREGATE };
enum argument_mode { ARGUMENT_IN, ARGUMENT_OUT, ARGUMENT_INOUT, ARGUMENT_VARIADIC, ARGUMENT_TABLE };
enum volatility { VOLATILITY_VOLATILE, VOLATILITY_STABLE, VOLATILITY_IMMUTABLE };

struct argument {
    const char *name; // NULL where none
    enum argument_mode mode;
    struct type_name *type;
    struct expression *default_value;
};

struct setting {
    const char *name;
    const char *value; // NULL: FROM CURRENT
};

struct function {
    enum function_kind kind;
    const char *schema, *name;
    const char *owner; // NULL: whoever runs the files
    LIST(struct argument) arguments;
    struct type_name *returns; // NULL for procedures; for TABLE(...) the row, is_setof
    const char *language;
    const char *body; // NULL for C functions and BEGIN ATOMIC
    struct place body_place;
    LIST(struct query *) queries; // of a body in SQL, where represented
    // What a body in PL/pgSQL comes to, where read/plpgsql.h could say it in SQL: either one value
    // or, of RETURN QUERY, rows. Parameters are EXPRESSION_PARAMETER. Where neither is set,
    // `result_unread` is a clause that says why ("it loops"), or NULL where nobody asked.
    struct expression *result;
    LIST(struct query *) result_rows;
    const char *result_unread;
    enum volatility volatility;
    bool is_strict, is_leakproof, is_security_definer;
    char parallel; // u, r, s as in the catalog
    LIST(struct setting) settings;
    bool revokes_public;      // EXECUTE taken from PUBLIC
    struct grant_list grants; // explicit ones; PUBLIC may execute unless revokes_public
    bool is_builtin;
    const char *extension;
    const char *comment;
    struct place place;
    struct function *next_overload; // lookup.c's own: see design_next_overload
};

// ---- the rest --------------------------------------------------------------------------------

struct schema {
    const char *name;
    const char *owner; // NULL: whoever runs the files
    bool is_builtin;   // PostgreSQL's or the platform's
    bool is_open;      // may hold objects that lintel cannot know (an extension without a list)
    bool is_brought;   // is_builtin, but the project creates it too: what is in it is its own
    struct grant_list grants;
    const char *comment;
    struct place place;
};

struct extension {
    const char *name, *schema;
    bool is_listed; // lintel knows the names it declares
    struct place place;
};

// cron.schedule('name', '*/5 * * * *', 'command')
struct job {
    const char *name;               // NULL for the two-argument form
    const char *schedule, *command; // NULL where not a plain string
    struct place place;
};

// A fault found while reading: rules of the same name turn them into findings, one each.
enum fault_kind {
    FAULT_SYNTAX_ERROR,
    FAULT_UNKNOWN_NAME,
    FAULT_DUPLICATE_NAME,
    FAULT_IDENTIFIER_TOO_LONG,
    FAULT_TYPE,      // a named query's types: PostgreSQL refuses to prepare it
    FAULT_UNTYPED,   // likewise, for want of a parameter's type
    FAULT_QUERY,     // a named query's form: its name, its kind, its inputs
    FAULT_CONTRACT,  // an OpenAPI document that is not what the specification says
    FAULT_REFERENCE, // a $ref that leads nowhere
    FAULT_MANIFEST,  // a key or value of lintel.yaml
};

struct fault {
    enum fault_kind kind;
    bool is_query;           // in a named query, not in the schema
    bool is_certain;         // false: a warning (e.g. syntax of a newer PostgreSQL)
    const char *message;     // stands alone
    const char *label;       // below the caret, may be NULL
    const char *note, *help; // may be NULL
    struct place place;
    struct place related; // the first declaration of a duplicate; file NULL where none
    const char *related_label;
    uint32_t repeated; // further places with the same fault
};

// What reading could not follow. Never dropped in silence: the coverage lines count and name it,
// and rules keep silent about names that its text mentions.
enum gap_kind {
    GAP_SYNTAX,    // a statement that did not parse
    GAP_DYNAMIC,   // a DO block or EXECUTE that could not be followed
    GAP_STATEMENT, // a statement that lintel does not replay, though it may change the model
    GAP_LIMIT,     // passed over because of a limit
    GAP_REFUSED,   // a drop that PostgreSQL refuses: nothing changes, so no name is in doubt for it
};

struct gap {
    enum gap_kind kind;
    const char *reason;
    struct place place; // the whole statement
    struct place body;  // of the function that it runs, or nothing
};

// replayed, neutral, not_parsed and not_followed add up to `read`; psql and down are not among it.
struct statement_counts {
    uint32_t read;         // statements in all
    uint32_t replayed;     // changed or confirmed the model
    uint32_t neutral;      // parsed; say nothing about the model (INSERT, SELECT, SET, ...)
    uint32_t rolled_back;  // of the neutral ones: their transaction ends in ROLLBACK
    uint32_t not_parsed;   // faults
    uint32_t not_followed; // gaps other than syntax
    uint32_t psql;         // psql commands and COPY blocks passed over
    uint32_t down;         // left out: they stand in the down part of a migration
};

// A table or column that was dropped or renamed on the way, under the name that it had: so that who
// misses it can be shown where it went.
struct departure {
    const char *schema, *name;       // the table's then
    const char *column;              // NULL: the whole table
    const struct relation *relation; // as it was last
    const char *new_name;            // NULL: dropped
    struct place place;
};

// SQL of the platform's own (a file of platforms/) that was replayed into the design, and when: a
// database that is made for the design begins with the same.
struct prelude {
    struct source_file *file;
    bool is_later;         // between two files of the schema; else before the first
    uint32_t files_before; // later: how many of design->files came before it
};

struct design {
    struct arena *arena;
    const char *root; // as the user named it
    enum platform platform;
    enum default_grants default_grants;
    LIST(struct source_file *) files; // in the order read
    LIST(struct prelude) preludes;    // likewise
    struct statement_counts statements;
    LIST(struct schema *) schemas;
    LIST(struct role *) roles;
    LIST(struct relation *) relations;
    LIST(struct type *) types;
    LIST(struct function *) functions;
    LIST(struct extension *) extensions;
    LIST(const char *) operators; // names of CREATE OPERATOR: what they mean is not modelled
    LIST(struct job *) jobs;
    LIST(struct default_grant) default_grant_rules;
    LIST(struct named_query *) queries;
    bool has_sqlc_queries; // sqlc.yaml names them: a program calls them, with values of its own
    LIST(struct contract *) contracts;
    struct manifest *manifest;  // NULL where there is none
    struct variables variables; // of the environment; none without a manifest
    struct design_link *link;   // what all of it means together (link/operation.h); NULL before
    struct access *access;      // who may see and change what (link/access.h); NULL before
    LIST(struct fault) faults;
    LIST(struct gap) gaps;
    LIST(struct departure) departures; // in order
    bool is_open;             // files that others include were not read: they may declare anything
    uint32_t names_undecided; // unknown names that something not followed may declare
    // Kept by lookup.c.
    struct map schema_map, role_map, relation_map, index_map, type_map, function_map;
    struct gap_words *gap_words;
    uint32_t names_freed; // names of relations, indexes, types and constraints, so far
};

#endif
