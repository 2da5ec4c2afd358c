// Replaying SQL: the state that PostgreSQL would keep while a project's files run (search path,
// current role, where we are), name resolution by search path, and the reporting of what is wrong
// or could not be followed. Statement handlers (read/sql_*.c) work on this; only they know the
// parser.
//
// An outcome is what a statement did. In files whose order is not known (a folder of loose files)
// a statement that needs something not declared yet is OUTCOME_MISSING: it has changed nothing,
// and sql.c tries it again after the rest; `defers` says whether that is so. In ordered input, and
// in the last try, what is unknown becomes a fault, and the statement does as much as it can.
#ifndef LINTEL_READ_REPLAY_H
#define LINTEL_READ_REPLAY_H

#include "base/nearest.h"
#include "design/design.h"
#include "design/lookup.h"

enum outcome {
    OUTCOME_REPLAYED,     // changed the model, or found it as asked (IF NOT EXISTS)
    OUTCOME_NEUTRAL,      // says nothing about the model
    OUTCOME_NOT_FOLLOWED, // may change the model, but how is not known: a gap was recorded
    OUTCOME_NOT_PARSED,   // the parser refuses it: a fault was recorded
    OUTCOME_MISSING,      // only where `defers`: try again later, nothing was changed
};

struct text_shift;

struct cast_made {
    struct type_name *source, *target;
};

struct replay {
    struct design *design;
    struct arena *arena;   // design->arena
    struct arena *scratch; // rewound after each statement
    struct source_file *file;
    struct place statement; // the whole statement, leading comments left out
    const char *text;       // the statement as parsed (placeholders filled in): same offsets
    size_t text_length;
    uint32_t text_offset;           // where `text` begins in the file
    LIST(const char *) search_path; // "$user" left out
    const char *role;               // owner of what is made: NULL is whoever runs the files
    bool has_local;                 // SET LOCAL was seen: COMMIT gives these two back
    const char *outer_role;
    const char *session_role; // SET SESSION AUTHORIZATION: what RESET ROLE goes back to
    LIST(const char *) outer_path;
    bool defers;          // see above
    bool is_missing;      // where `defers`: a name was not found since a handler set this to false
    bool is_builtin;      // reading the platform's own objects
    bool assumes_grants;  // default grants that apply to the tables made now are an assumption
    bool is_procedural;   // inside a DO block: what does not parse may be PL/pgSQL, not a mistake
    bool skips_bodies;    // SET check_function_bodies = off: functions in SQL are not analysed
    bool has_placeholder; // names in it may be filled in later: none is called unknown
    uint32_t quieted;     // duplicates that such a block has caught
    bool is_duplicate_quiet;         // inside a block that catches duplicates: they are no fault
    bool is_query;                   // in a named query: its faults are not the schema's
    const char *refused;             // the SQLSTATE of the first refusal of its types, or NULL
    uint32_t names_unknown;          // names that nothing declares for certain, reported or not
    const struct text_shift *shifts; // how `text` lies in the file, else NULL (read/sql.h)
    uint32_t shift_count;
    bool is_place_fixed; // `text` does not stand in the file: every place is the statement's
    uint32_t depth;      // DO blocks and EXECUTE inside one another
    struct map faults_by_subject;      // replay_fault.c
    struct map constraints_by_name;    // table_name.c
    struct map operator_classes;       // by name: made by the files (sql_index.c)
    struct map name_numbers;           // replay_choose_name
    struct map done_in_blocks;         // sql_do_sql.c: what a block that waits has done already
    struct catalog *catalog;           // resolve_type.c: what was read of platforms/catalog
    struct map operators_made;         // names of CREATE OPERATOR: what they mean is not modelled
    LIST(struct cast_made) casts_made; // CREATE CAST: likewise
};

void replay_init(struct replay *replay, struct design *design, struct arena *scratch);
// Who runs the files: postgres on Supabase, NULL (not known) elsewhere.
const char *replay_session_role(const struct replay *replay);
// Each file is run by a session of its own: search path and role begin anew.
void replay_reset_session(struct replay *replay);

// ---- places ---------------------------------------------------------------------------------
// A place in the statement from a parser location (a byte offset into `text`; -1: the statement).
// Its length covers the word, quoted name, number or operator there.
struct place replay_place(const struct replay *replay, int32_t location);
// The same for a call: from the function's qualified name to the closing parenthesis, where both
// stand on one line; else its name.
struct place replay_place_call(const struct replay *replay, int32_t location);
// The same for a word that the tree carries no location for: its first occurrence as a whole word
// (or quoted name) at or after `from` in the text; the statement where there is none.
struct place replay_place_of(const struct replay *replay, const char *word, int32_t from);

// ---- names ----------------------------------------------------------------------------------
// The schema in which an unqualified new object is made (the first of the search path that
// exists); NULL where there is none.
const char *replay_creation_schema(struct replay *replay);
// An implicit name as PostgreSQL makes it (ChooseRelationName in its sources: name1_name2_label,
// the longer part cut first, a number added while taken). `taken` tells whether one is in use.
char *replay_choose_name(struct replay *replay, const char *schema, const char *name1,
                         const char *name2, const char *label,
                         bool (*taken)(void *context, const char *name), void *context);
bool replay_relation_name_taken(struct replay *replay, const char *schema, const char *name);

// `schema` may be NULL: then the search path decides. NULL where nothing is found; no fault.
struct relation *replay_find_relation(struct replay *replay, const char *schema, const char *name);
struct index *replay_find_index(struct replay *replay, const char *schema, const char *name);
struct type *replay_find_type(struct replay *replay, const char *schema, const char *name);
struct function *replay_find_function(struct replay *replay, const char *schema, const char *name);
// Whether PostgreSQL itself or a listed, created extension declares it. `schema` may be NULL.
enum builtin_kind {
    BUILTIN_FUNCTION,
    BUILTIN_TYPE,
    BUILTIN_RELATION,
    BUILTIN_OPERATOR_CLASS,
    BUILTIN_ROLE,
};
bool replay_builtin_exists(struct replay *replay, enum builtin_kind kind, const char *schema,
                           const char *name);
// Whether the names that this extension declares are known.
bool replay_extension_listed(const char *name);
// Whether an object of that name may exist although nothing declares it: an extension without a
// list was created (into that schema, or one on the search path), or a gap's text mentions it.
bool replay_may_exist(struct replay *replay, const char *schema, const char *name);

// Notes that the table, or a column of it, goes or gets another name (NULL: it is dropped).
void replay_depart(struct replay *replay, const struct relation *relation,
                   const struct column *column, const char *new_name);

// ---- what went wrong --------------------------------------------------------------------------
// The fields that matter are given; `repeated` and certainty are kept here: the same fault_kind
// about the same `subject` (e.g. "table public.users") is one fault, counted.
void replay_fault(struct replay *replay, const char *subject, struct fault fault);
// The usual unknown name: `what` is "table", "column", "type", "role", "function", "schema", ...;
// `scope` (may be NULL) is where it was looked for, e.g. "table todos". `nearest` may be NULL.
// Says nothing where replay_may_exist. Returns OUTCOME_MISSING where the replay defers (and then
// records nothing), else OUTCOME_REPLAYED.
enum outcome replay_unknown(struct replay *replay, const char *what, const char *schema,
                            const char *name, const char *scope, const char *nearest,
                            struct place place);
// "a table/index/... of this name is declared already", with the first place.
void replay_duplicate(struct replay *replay, const char *what, const char *name, struct place place,
                      struct place first);
// A name of the statement (without quotes) that is longer than PostgreSQL keeps. The parser has cut
// it already, so the splitter finds it.
void replay_long_name(struct replay *replay, const char *name, struct place place);
enum outcome replay_gap(struct replay *replay, enum gap_kind kind, struct place place,
                        const char *reason); // returns OUTCOME_NOT_FOLLOWED
// The same for a drop that PostgreSQL refuses; `is_alone`: the statement does nothing besides. One
// within a block takes back what the block did, which leaves names in doubt.
enum outcome replay_refused_drop(struct replay *replay, bool is_alone, const char *reason);
// The same for a statement that runs a function, whose body may make what its words name.
enum outcome replay_gap_of_body(struct replay *replay, const struct function *function,
                                const char *reason);
// For `nearest` above: of the design's tables, or the table's columns, with base/nearest.h.
const char *replay_nearest_relation(struct replay *replay, const char *schema, const char *name);
const char *replay_nearest_column(const struct relation *relation, const char *name);

#endif
