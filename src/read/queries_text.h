// A statement of a named query while its text is made: shared by read/queries_text.c,
// queries_parameter.c and queries_sqlc.c alone.
#ifndef LINTEL_READ_QUERIES_TEXT_H
#define LINTEL_READ_QUERIES_TEXT_H

#include "read/queries_parts.h"

enum query_style { STYLE_COLON, STYLE_SQLC, STYLE_NUMBER, STYLE_COUNT };

enum { QUERY_PARAMETERS_MOST = 65535 }; // as the protocol counts them

enum query_frame { FRAME_ROUND, FRAME_SUBSCRIPT, FRAME_ARRAY };
enum { FRAMES_KEPT = 256 }; // deeper ones are taken for round ones

struct query_maker {
    struct query_reader *reader;
    struct arena *arena; // the design's
    const char *bytes;   // the file's
    size_t at, end;
    struct statement_text *text;
    struct named_statement *made;
    char *out;
    size_t length, capacity;
    LIST(struct text_shift) shifts;
    struct map by_name; // struct parameter
    struct place styles[STYLE_COUNT];
    const bool *taken; // numbers written as $1, up to `taken_count`; NULL in the first pass
    int32_t taken_count;
    bool is_quiet;   // in the second pass
    int32_t largest; // number given to a name
    uint32_t depth;
    unsigned char frames[FRAMES_KEPT];
    size_t token, token_end; // the last token, comments left out
    bool is_right;
};

// ---- queries_text.c -------------------------------------------------------------------------------
// Copies up to `end`.
void query_text_keep(struct query_maker *maker, size_t end);
// Puts other words in the place of what stands in the file up to `end`; words that would grow
// together are kept apart.
void query_text_replace(struct query_maker *maker, size_t end, const char *words);
// What is wrong with the piece from maker->at to `end`.
void query_text_fault(struct query_maker *maker, size_t end, const char *message, const char *help);

// ---- queries_parameter.c --------------------------------------------------------------------------
void parameter_use_style(struct query_maker *maker, enum query_style style, size_t end);
// The input written from maker->at to `end`, under this name.
struct parameter *parameter_use_name(struct query_maker *maker, const char *name, size_t end);
// `:name` or `@name` at maker->at.
bool parameter_is_prefixed(const struct query_maker *maker, size_t at);
void parameter_use_prefixed(struct query_maker *maker, enum query_style style);
// `$1` at maker->at.
void parameter_use_number(struct query_maker *maker);
// Says whether there is one style at most.
bool parameters_check_styles(struct query_maker *maker);
// By number; where the statement counts itself no number may be left out.
void parameters_check_numbers(struct query_maker *maker);
void parameters_sort(struct query_maker *maker);

// ---- queries_sqlc.c ---------------------------------------------------------------------------------
// sqlc.arg(x) and the like at maker->at.
bool sqlc_is_call(const struct query_maker *maker);
void sqlc_use(struct query_maker *maker);

#endif
