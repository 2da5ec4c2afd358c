// SQL text → model. Feed files in order; each statement is split off, parsed by PostgreSQL's own
// parser and replayed. A statement that does not parse costs one fault and the rest is read.
#ifndef LINTEL_READ_SQL_H
#define LINTEL_READ_SQL_H

#include "base/error.h"
#include "design/design.h"

struct sql_limits {
    uint32_t statement_bytes;   // a longer statement is a gap, not parsed
    uint32_t statement_tokens;  // likewise: an INSERT of a million rows
    uint32_t statement_nesting; // likewise: brackets and chains that would exhaust the stack
};
extern const struct sql_limits sql_limits_default;

struct sql_reader;

// The text of a named query's statement is not the file's: `:title` became `$1`. What stands in
// the text at `at` and after it (up to the next shift) stands `shift` bytes further on in the file
// than it would by the text's own offset. There is one entry behind each piece that was replaced.
struct text_shift {
    uint32_t at;
    int32_t shift;
};

struct statement_text {
    const char *text; // ended by a NUL byte; no closing semicolon
    size_t length;
    const struct text_shift *shifts; // by `at`
    uint32_t shift_count;
    uint32_t offset;  // where the text begins in the file
    const char *what; // for messages: `query "listTodos"`
};

struct named_statement;

// The reader keeps `design` and fills it; free the reader before the design.
struct sql_reader *sql_reader_new(struct design *design, const struct sql_limits *limits);
void sql_reader_free(struct sql_reader *reader);

// From here on the default grants that apply to new tables are an assumption (read/project.h).
void sql_reader_assume_grants(struct sql_reader *reader, bool assumes);

// Reads one file, which must already be among design->files or builtin. `is_ordered`: it comes
// after those before it, as migrations do; else statements that need later ones wait for
// sql_reader_finish.
void sql_reader_read(struct sql_reader *reader, struct source_file *file, bool is_ordered);
// Replays what waited. Call once, after the last file.
void sql_reader_finish(struct sql_reader *reader);

// One statement of a named query, after sql_reader_finish. Parses it, says its command, binds and
// types it; faults are recorded with `is_query`. `made->parameters` hold one for each number that
// the text has (what is missing is added); their state and type are filled in. False where it did
// not parse.
bool sql_reader_statement(struct sql_reader *reader, struct source_file *file,
                          const struct statement_text *text, struct named_statement *made);

// The state that replaying keeps, as the last statement left it; for what asks about names and
// types as a statement behind all files would.
struct replay;
struct replay *sql_reader_replay(struct sql_reader *reader);

// The version of PostgreSQL whose parser this is, e.g. "15".
const char *sql_parser_version(void);

#endif
