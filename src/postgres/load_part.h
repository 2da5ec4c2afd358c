// The parts of postgres/load.h that only load*.c share: a design while it is loaded.
#ifndef LINTEL_POSTGRES_LOAD_PART_H
#define LINTEL_POSTGRES_LOAD_PART_H

#include "postgres/load.h"
#include "read/split.h"

// A statement that waits, with the session it would have run in.
struct waiting {
    struct source_file *file;
    struct statement statement;
    const char *search_path, *role;
};

struct load {
    struct connection *connection;
    const struct design *design;
    struct arena *arena;
    bool has_begun;      // in a transaction, ours or the file's own
    bool is_ours;        // it is ours: of the whole load, or of a file
    bool must_be_single; // PostgreSQL refused the last statement because of our transaction
    LIST(struct waiting) waiting;
    struct error *error;
};

// ---- load_statement.c ---------------------------------------------------------------------------

// The error with its place; returns false.
bool load_failed(struct load *load, struct source_file *file, uint32_t offset, const char *format,
                 ...) printf_like(4, 5);
must_check bool load_run(struct load *load, const char *sql);

// Within a transaction a statement that may fail is run under a savepoint, so that what came before
// it stays. `waits`: where it needs what is not there yet that is no failure, and *kept says that
// it is to be tried again.
must_check bool load_statement(struct load *load, struct source_file *file,
                               const struct statement *statement, bool waits, bool *kept);
// Adds it to load->waiting.
must_check bool load_wait(struct load *load, struct source_file *file,
                          const struct statement *statement);

// Begins or ends a transaction: the file has its own.
bool load_is_begin(const struct statement *statement);
bool load_is_end(const struct statement *statement);

#endif
