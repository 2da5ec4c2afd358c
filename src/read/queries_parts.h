// The parts of read/queries.h that only read/queries*.c share.
#ifndef LINTEL_READ_QUERIES_PARTS_H
#define LINTEL_READ_QUERIES_PARTS_H

#include "read/queries.h"
#include "read/split_scan.h"

// One file of queries while it is read.
struct query_reader {
    struct design *design;
    struct sql_reader *sql;
    struct source_file *file;
    struct arena *kept;    // until the file is read
    struct arena *scratch; // rewound after each statement
    bool is_strict;        // the project has a manifest: what lintel cannot run is an error
    struct map names;      // of all queries so far
    struct map names_fold; // the same in lower case
    struct map faults;     // by what they have in common: their number in design->faults, from 1
    struct named_query *query; // whose statements come now; NULL before the first name
    bool has_stray;            // a statement before the first name was reported
    uint32_t repair_count;
    char *blanked; // the file's bytes, where its queries are to be blanked and nothing read
};

// Records what is wrong with a query's form (FAULT_QUERY). Those of one `group` (may be NULL) in
// one file are one fault, counted.
void query_fault(struct query_reader *reader, const char *group, struct fault fault);
struct place query_place(const struct query_reader *reader, size_t start, size_t end);

// ---- queries_name.c -------------------------------------------------------------------------------
// A comment that names a query. Offsets are in the file.
struct query_name {
    size_t name, name_end; // without aiosql's suffix
    size_t kind, kind_end; // ":one", or the suffix; both 0 where there is none
    size_t more;           // words behind, or 0
    bool has_no_colon;     // `-- name getTodo :one`: surely meant
};
// Whether the comment that starts at `at` names a query, or is to: the name is empty where it says
// none (`-- name: :one`). Nothing but space stands before it in its line. `inside`: a statement has
// begun and was not ended by a semicolon.
bool query_name_at(const struct source_file *file, size_t at, bool inside, struct query_name *name);
// The kind and whether it has a counterpart; `instead` receives what to write where it has none.
enum answer_kind query_kind_find(const char *text, const char **instead);
const char *query_kind_nearest(const char *text); // or NULL
// The first of a query's comments in [from, to) at the start of a line; `to` where there is none.
size_t query_name_between(const struct source_file *file, size_t from, size_t to);

// ---- queries_parameter.c ---------------------------------------------------------------------------
// The statement in [start, end) as PostgreSQL gets it, its inputs in made->parameters. The shifts
// and the text live in reader->scratch. False where what it says of its inputs is wrong.
bool query_text_make(struct query_reader *reader, size_t start, size_t end,
                     struct statement_text *text, struct named_statement *made);

#endif
