// Finds the parts of a project as they are: the SQL of its schema, named queries, OpenAPI
// documents. Given a file, that is it; given a folder, what a manifest names counts. Where it names
// none, ONE source of truth is chosen for the schema, the first of these that is there:
//   1. supabase/migrations, else supabase/schemas (at any depth, the nearest first)
//   2. the schema paths of sqlc.yaml
//   3. a folder of migrations (migrations, migrate, db/migration, drizzle, prisma/migrations, ...)
//   4. schema.sql, structure.sql, init.sql
//   5. all *.sql below the folder
//
// Queries are those that sqlc.yaml names beside that schema, else queries.sql or a folder queries,
// the nearest to it, where they hold names. Contracts are the documents called openapi, swagger or
// api that say they are OpenAPI, those least deep, with the overlays beside them.
//
// What else is there and looks like part of a design is listed with the reason why it is not read,
// so that nobody takes silence for an all-clear.
//
// Folders are entered through links too, each once; node_modules, vendor, dist and hidden folders
// never are. Nothing is read here but sqlc.yaml, and the beginning of what may be queries or a
// contract: the caller reads the inputs.
#ifndef LINTEL_READ_FOLDER_H
#define LINTEL_READ_FOLDER_H

#include "base/error.h"
#include "base/list.h"

struct folder_limits {
    uint64_t file_bytes;  // of one file; --limit file-size=SIZE
    uint64_t total_bytes; // of all files that are read; --limit total-size=SIZE
    uint32_t files;       // SQL files found; --limit files=N
    uint32_t depth;       // of folders in folders; --limit depth=N
};
extern const struct folder_limits folder_limits_default;

enum folder_role {
    FOLDER_FILE,      // named by the user
    FOLDER_MIGRATION, // one step of several
    FOLDER_SCHEMA,    // what should be there
    FOLDER_LOOSE,     // just SQL
    FOLDER_QUERIES,   // named queries
    FOLDER_CONTRACT,  // an OpenAPI document
    FOLDER_OVERLAY,   // of the contracts
};

// A file to read.
struct folder_input {
    const char *path;  // to open
    const char *shown; // relative to the folder that the user named; else as named
    enum folder_role role;
    bool is_ordered;    // it comes after those before it (sql_reader_read)
    bool is_named;      // by the user or the manifest: it must be what it is taken for
    const char *source; // queries: the file or folder they were found as
};
struct folder_input_list {
    LIST_FIELDS(struct folder_input);
};

// What is there and is not read.
struct folder_skipped {
    const char *shown; // a file or folder
    const char *reason;
};

// What a manifest names, relative to the folder. What it does not name is looked for.
struct folder_wish {
    const char *path;
    const char *problem; // receives why nothing was taken, or NULL
};
struct folder_wish_list {
    LIST_FIELDS(struct folder_wish);
};
struct folder_wishes {
    struct folder_wish_list schema, queries, contracts, overlays;
};

struct folder {
    const char *source; // where the schema was found: "supabase/migrations", "schema.sql"; or NULL
    const char *found;  // "12 migrations", "1 file": what was found there, downs left out
    struct folder_input_list inputs; // the schema, in the order to read them
    struct folder_input_list queries, contracts, overlays;
    bool has_sqlc_queries; // sqlc.yaml names `queries`
    LIST(struct folder_skipped) skipped;
    LIST(const char *) notes;    // whole sentences without a full stop
    bool is_supabase;            // by its folders; see folder_evidence for its SQL
    const char *platform_reason; // "supabase/config.toml", or NULL
    uint64_t total_bytes;
};

// All of it lives in the arena. `wishes` may be NULL. False where the path cannot be read, holds
// nothing, or a limit is passed; where a manifest was found it may hold nothing else.
must_check bool folder_find(struct arena *arena, const char *path,
                            const struct folder_limits *limits, struct folder_wishes *wishes,
                            struct folder *folder, struct error *error);

// Whether SQL is written for Supabase: it uses auth.uid(), auth.users, service_role and the like,
// and does not make them itself. Feed every file that is read, then ask.
struct folder_evidence {
    const char *word; // the first such name met, or NULL
    bool makes_auth;  // CREATE SCHEMA auth, CREATE ROLE anon or service_role
};
void folder_evidence_add(struct folder_evidence *evidence, const char *bytes, size_t length);
bool folder_evidence_is_supabase(const struct folder_evidence *evidence);

#endif
