// Finds the SQL of a project as it is. Given a file, that is it; given a folder, ONE source of
// truth is chosen, the first of these that is there:
//   1. supabase/migrations, else supabase/schemas (at any depth, the nearest first)
//   2. the schema paths of sqlc.yaml
//   3. a folder of migrations (migrations, migrate, db/migration, drizzle, prisma/migrations, ...)
//   4. schema.sql, structure.sql, init.sql
//   5. all *.sql below the folder
// What else is there and looks like part of a design is listed with the reason why it is not read,
// so that nobody takes silence for an all-clear.
//
// Folders are entered through links too, each once; node_modules, vendor, dist and hidden folders
// never are. Nothing is opened here but sqlc.yaml: the caller reads the inputs.
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
};

// A file to read.
struct folder_input {
    const char *path;  // to open
    const char *shown; // relative to the folder that the user named; else as named
    enum folder_role role;
    bool is_ordered; // it comes after those before it (sql_reader_read)
};

// What is there and is not read.
struct folder_skipped {
    const char *shown; // a file or folder
    const char *reason;
};

struct folder {
    const char *source; // where the SQL was found: "supabase/migrations", "schema.sql"
    const char *found;  // "12 migrations", "1 file": what was found there, downs left out
    LIST(struct folder_input) inputs; // at least one, in the order to read them
    LIST(struct folder_skipped) skipped;
    LIST(const char *) notes;    // whole sentences without a full stop
    bool is_supabase;            // by its folders; see folder_evidence for its SQL
    const char *platform_reason; // "supabase/config.toml", or NULL
    uint64_t total_bytes;
};

// All of it lives in the arena. False where the path cannot be read, holds no SQL, or a limit is
// passed.
must_check bool folder_find(struct arena *arena, const char *path,
                            const struct folder_limits *limits, struct folder *folder,
                            struct error *error);

// Whether SQL is written for Supabase: it uses auth.uid(), auth.users, service_role and the like,
// and does not make them itself. Feed every file that is read, then ask.
struct folder_evidence {
    const char *word; // the first such name met, or NULL
    bool makes_auth;  // CREATE SCHEMA auth, CREATE ROLE anon or service_role
};
void folder_evidence_add(struct folder_evidence *evidence, const char *bytes, size_t length);
bool folder_evidence_is_supabase(const struct folder_evidence *evidence);

#endif
