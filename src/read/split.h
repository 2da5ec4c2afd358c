// Splits SQL text into statements without parsing it, so that one broken statement costs only
// itself. Knows what a lexer must: quoted and dollar-quoted strings, E'' strings, quoted names,
// nested comments, BEGIN ATOMIC bodies, CREATE RULE (a; b); and what files in the wild hold beside
// SQL: psql's \commands and variables, COPY ... FROM stdin data, migration markers (goose, dbmate,
// sql-migrate, MyBatis, tern, Play: down parts are left out), and template placeholders ({{x}},
// {x}, ${x}, $x, :x, :'x', :"x", <%= x %>, %%x%%, %(x)s, @x@, #{x}), which are filled in place by
// an identifier (or literal) of the same length, so that offsets stay true. The same placeholder
// always gives the same identifier. Template blocks ({% x %}, {# x #}) and psql commands in the
// middle of a statement become spaces.
//
// What is unbalanced is repaired where it can be, so that the rest of the file is read: a semicolon
// ends a statement even inside a bracket, and after a string or comment that never ends reading
// goes on at the next line that looks like a new statement.
// PostgreSQL manual, "Lexical Structure"; psql manual, "Meta-Commands" and "SQL Interpolation".
//
//   split.c              statements: brackets, semicolons, bodies, what COPY and CREATE begin
//   split_lexeme.c       where strings, comments and names end
//   split_script.c       psql commands, COPY data, migration markers
//   split_placeholder.c  placeholders
#ifndef LINTEL_READ_SPLIT_H
#define LINTEL_READ_SPLIT_H

#include "base/list.h"
#include "design/place.h"

// A name of more bytes than PostgreSQL keeps, where it stands in the file, quotes left out.
struct long_name {
    uint32_t offset, length;
};

struct statement {
    const char *text; // ended by NUL; in the splitter's arena, placeholders filled in
    uint32_t offset;  // of text[0] in the file; leading space and comments are left out
    uint32_t length;  // the closing semicolon and what follows the last token are left out
    uint32_t token_count;
    uint32_t nesting; // an upper bound for the depth of its syntax tree, see split.c
    bool has_placeholder;
    LIST(struct long_name) long_names;
    bool is_unterminated;    // a string, comment, name or bracket that never ends; see `problem`
    const char *problem;     // what is unterminated ("string that starts here"), or NULL
    uint32_t problem_offset; // in the file
};

struct splitter {
    const struct source_file *file;
    struct arena *arena; // statements live here until the caller rewinds
    size_t at;
    bool in_down;            // inside a marked down part
    uint32_t psql_count;     // psql commands and COPY data blocks passed over
    uint32_t include_count;  // of them \i and the like, which name files that are not followed
    uint32_t include_offset; // of the first of these
    uint32_t down_count;     // statements left out because they stand in a down part

    bool copy_follows;     // the last statement was COPY ... FROM stdin: its data come next
    bool copy_never_ends;  // no `\.` in the rest of the file
    uint32_t repair_count; // so that many unterminated strings do not cost a pass each
};

void splitter_init(struct splitter *splitter, const struct source_file *file, struct arena *arena);
// False at the end of the file. Empty statements are passed over.
bool splitter_next(struct splitter *splitter, struct statement *statement);

#endif
