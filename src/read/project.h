// A project as it is: finds its parts (read/folder.h), recognises its platform, replays the
// platform's own objects and then the schema into the design, and adds manifest, named queries and
// contracts to it.
//
//   project.c           the order of reading, and what is said to have been found
//   project_path.c      manifest and files of the paths named
//   project_platform.c  what is there before the first file
//
// The platform is what the user says; else supabase where a folder or the SQL shows it, else
// postgres. On supabase it depends on the project's age whether new tables are granted to the API's
// roles by themselves; the age is read from the timestamps in the names of its migrations. What is
// assumed instead of known is said in the report.
#ifndef LINTEL_READ_PROJECT_H
#define LINTEL_READ_PROJECT_H

#include "base/error.h"
#include "design/design.h"
#include "read/folder.h"
#include "read/sql.h"

// A thing found, or not read, with what is to be said about it.
struct project_note {
    const char *subject; // a path
    const char *text;
};
struct project_note_list {
    LIST_FIELDS(struct project_note);
};

// SQL that is no file, read as a schema: what a live database's catalog says.
struct project_text {
    const char *path; // as findings show it
    const char *bytes;
    size_t length;
    const char *found; // what it is, for the report
    struct project_note_list not_read;
};

struct project_options {
    const struct project_text *text; // read before the paths, of which there may be none then
    const char *platform;            // "postgres", "supabase"; NULL: recognised
    const char *default_grants;      // "legacy", "explicit"; NULL: by the project's age
    struct folder_limits folder;
    struct sql_limits sql;
};

struct project_report {
    struct project_note_list found;    // where the SQL was found: "supabase/migrations", "12 files"
    struct project_note_list not_read; // what is there and was not read, and why
    LIST(const char *) assumed;        // in whole sentences without a full stop
    uint32_t file_count;
    uint64_t bytes;
};

struct project_paths {
    LIST_FIELDS(const char *);
};

// Reads all paths, in order, as one project. False where there is nothing to read, or something
// that was named cannot be read. The report lives in the design's arena.
must_check bool project_read(struct design *design, const struct project_paths *paths,
                             const struct project_options *options, struct project_report *report,
                             struct error *error);

#endif
