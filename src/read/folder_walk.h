// The parts of read/folder.h that only read/folder*.c share: a project's folders as they lie on the
// disk, and what the names of SQL files say.
#ifndef LINTEL_READ_FOLDER_WALK_H
#define LINTEL_READ_FOLDER_WALK_H

#include "base/file.h"
#include "base/map.h"
#include "read/folder.h"

// ---- folder_walk.c: the folders -----------------------------------------------------------------

struct walk_folder_list {
    LIST_FIELDS(struct walk_folder *);
};

struct walk_folder {
    const char *path;  // to open
    const char *shown; // relative to the root, which is ""
    const char *full;  // without links: tells what the root itself is called
    const char *name;  // last part of `full`
    uint32_t depth;    // the root has 0
    struct walk_folder *parent;
    struct walk_folder_list folders; // that were entered, by name
    LIST(const char *) sql;          // names of *.sql, by name
    LIST(const char *) others;       // of files that say something: sqlc.yaml, openapi.yaml, ...
    const char *problem;             // why it could not be listed, or NULL
    bool is_foreign;                 // sqlc.yaml says that its SQL is another database system's
};

struct walk {
    struct arena *arena;
    const struct folder_limits *limits;
    struct folder *folder; // receives what is skipped
    struct walk_folder *root;
    struct walk_folder_list folders; // all of them, parents first
    struct map seen;                 // folders by device and inode
    struct walk_folder_list links;   // found, and to be entered when all others were
    uint32_t file_count;
};

must_check bool walk_all(struct walk *walk, const char *path, struct error *error);
// One folder anywhere, its subfolders left out.
must_check bool walk_one(struct walk *walk, struct walk_folder *folder, struct error *error);
// The folder of that shown path, or NULL.
struct walk_folder *walk_find(const struct walk *walk, const char *shown);

// ---- folder_name.c: what names say ----------------------------------------------------------------

// Files as migration tools order them: by the leading number or version, then by name, numbers in
// it by value; Flyway's repeatable R__ files last.
int name_compare(const char *a, const char *b);
// Begins with a number or version: 001_x, 20240101_x, V1_2__x.
bool name_is_numbered(const char *name);

enum name_reason {
    REASON_NONE,
    REASON_DOWN,
    REASON_TEST,
    REASON_SEED,
    REASON_QUERY,
    REASON_QUERIES, // named ones, elsewhere
    REASON_ENGINE,
    REASON_FOREIGN,
    REASON_UPGRADE,
    REASON_UNNAMED, // not as the Supabase CLI wants it
    REASON_DUMP,
    REASON_WISHES, // the manifest names others
    REASON_ANOTHER,
    REASON_MIGRATIONS,
    REASON_COUNT,
};
// "down migration: the way back is not read"; `count` makes the plural.
const char *name_reason_text(struct arena *arena, enum name_reason reason, uint32_t count);

// Why a file is not part of a schema, from its own name and the folder's.
enum name_reason name_reason(const struct walk_folder *folder, const char *name);
bool name_is_schema(const char *name, uint32_t *rank); // schema.sql and its like; 0 ranks first
// Whether one of the folder's names, up to the root's own, is in the table ended by NULL.
bool folder_is_below(const struct walk_folder *folder, const char *const *names);
bool folder_is_postgres(const struct walk_folder *folder); // by its own name, as the next
bool folder_is_queries(const struct walk_folder *folder);
extern const char *const names_of_migrations[],
    *const names_of_other_engines[], *const names_of_postgres[], *const names_of_tests[];

// ---- folder_sqlc.c ---------------------------------------------------------------------------------

struct path_list {
    LIST_FIELDS(const char *);
};

struct sqlc_paths {
    struct path_list schemas;      // as written, of the first PostgreSQL section
    struct path_list more;         // of further sections, where they differ
    struct path_list queries;      // of all sections that have no schema but those of the first
    struct path_list more_queries; // of the others
    struct path_list foreign;      // schemas and queries of sections for another database system
    const char *engine;            // of a section left out, or NULL
};
// False where the file cannot be read or says nothing; a note, no error, since sqlc would say so.
bool sqlc_read(struct arena *arena, const char *path, const struct folder_limits *limits,
               struct sqlc_paths *paths);

// ---- folder_choose.c ----------------------------------------------------------------------------

struct finder {
    struct arena *arena;
    const struct folder_limits *limits;
    struct folder *folder; // receives the inputs
    struct walk walk;
    struct folder_wishes *wishes; // never NULL
    struct map taken;             // by role and path
    struct map named_queries;     // files that hold some, by path
    bool has_manifest;            // in the root
    bool is_sequence;             // migrations were chosen
    // The sqlc.yaml whose schema, or whose queries, are read; NULL where none is.
    const struct walk_folder *sqlc_folder;
    const char *sqlc_shown;
    struct sqlc_paths sqlc;
};

// Adds a file to the list that its role names (path, shown and role are given), once.
void finder_take(struct finder *finder, struct folder_input input);
// Whether it is in the list of that role.
bool finder_has_taken(const struct finder *finder, enum folder_role role, const char *path);
// A path that the manifest names: what is there. Where nothing can be, the wish says why.
enum file_kind finder_look(struct finder *finder, struct folder_wish *wish, const char **shown);
// "./db//x/../migration/" → "db/migration", relative to the folder that holds the configuration.
// The root is "". What leads out of the root keeps its dots.
const char *clean_path(struct arena *arena, const char *folder, const char *path);
// A folder of the walk, or one outside of it (then its files only); NULL where there is none.
const struct walk_folder *folder_at(struct finder *finder, const char *shown);
// Whether the file begins with a named query (queries_sniff); opened once.
bool finder_holds_queries(struct finder *finder, const char *path);
bool finder_mentions_queries(struct finder *finder, const char *path); // anywhere

// Takes a folder's migrations in their order; says whether there are any.
bool finder_take_steps(struct finder *finder, const struct walk_folder *folder);
// "2 files": what was found at `source`.
void finder_found(struct finder *finder, const char *source, const char *one, const char *many);
// Whether the folder is `supabase`, or supabase/NAME where a name is given.
bool folder_is_supabase(const struct walk_folder *folder, const char *name);
// <digits>_<name>.sql, as the Supabase CLI takes them.
bool name_is_supabase(const char *name);

// Marks the folders that sqlc.yaml gives to another database system: none of their SQL is taken.
void mark_foreign(struct finder *finder);
// Each takes inputs, or none where its place is not there.
void choose_wishes(struct finder *finder);
void choose_supabase_migrations(struct finder *finder);
void choose_supabase_schemas(struct finder *finder);
void choose_sqlc(struct finder *finder);
void choose_migrations(struct finder *finder);
void choose_schema(struct finder *finder);
// `with_data`: what is no schema by its name (seeds, tests, queries) as well.
void choose_all(struct finder *finder, bool with_data);

// ---- folder_queries.c, folder_contract.c ---------------------------------------------------------
void choose_queries(struct finder *finder);
void choose_contracts(struct finder *finder);
// The form of a file that the user named, told by its name and beginning.
enum folder_role contract_role(struct finder *finder, const char *path);
bool name_is_document(const char *name); // .yaml, .yml, .json
bool name_is_contract(const char *name); // openapi.yaml, swagger.json, api.yml, ...
bool name_is_overlay(const char *name);  // overlay.yaml, x.overlay.yaml
// The least number of folders to go through from one shown path to another.
uint32_t path_distance(const char *from, const char *to);

#endif
