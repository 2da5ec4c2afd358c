// Splits SQL text into statements without parsing it, so that one broken statement costs only
// itself. Knows what a lexer must: quoted and dollar-quoted strings, E'' strings, quoted names,
// nested comments, BEGIN ATOMIC bodies, CREATE RULE (a; b), CREATE SCHEMA; and what files in the
// wild hold beside SQL: psql's \commands and variables, COPY ... FROM stdin data, migration markers
// (goose, dbmate: down parts are left out, StatementBegin/End keep together), and template
// placeholders ({{x}}, ${x}, :x, :'x', :"x", <%x%>, %%x%%, %(x)s, @x@), which are filled in place
// by an identifier of the same length, so that offsets stay true.
// PostgreSQL manual, "Lexical Structure"; psql manual, "Meta-Commands" and "SQL Interpolation".
#ifndef LINTEL_READ_SPLIT_H
#define LINTEL_READ_SPLIT_H

#include "design/place.h"

struct statement {
    const char *text; // ended by NUL; in the splitter's arena, placeholders filled in
    uint32_t offset;  // of text[0] in the file; leading space and comments are left out
    uint32_t length;  // the closing semicolon is left out
    uint32_t token_count;
    uint32_t nesting; // an upper bound for the depth of its syntax tree
    bool has_placeholder;
    bool is_unterminated; // a string, comment, name or bracket that never ends; see `problem`
    const char *problem;  // what is unterminated ("string that starts here"), or NULL
    uint32_t problem_offset;
};

struct splitter {
    const struct source_file *file;
    struct arena *arena; // statements live here until the caller rewinds
    size_t at;
    bool in_down;        // inside a marked down part
    bool keeps_together; // between StatementBegin and StatementEnd
    uint32_t psql_count; // psql commands and COPY data blocks passed over
    uint32_t down_count; // statements left out because they stand in a down part
};

void splitter_init(struct splitter *splitter, const struct source_file *file, struct arena *arena);
// False at the end of the file. Empty statements are passed over.
bool splitter_next(struct splitter *splitter, struct statement *statement);

#endif
