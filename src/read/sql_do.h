// A running DO block: what its files share. sql_do.c tells how it works.
#ifndef LINTEL_READ_SQL_DO_H
#define LINTEL_READ_SQL_DO_H

#include "read/sql_do_token.h"
#include "read/sql_do_value.h"

// Statements run in one block at most: loops multiply.
enum { BLOCK_STEPS = 20 * 1000, BLOCK_DEPTH = 100 };

enum flow {
    FLOW_NEXT,
    FLOW_EXIT,
    FLOW_CONTINUE,
    FLOW_RETURN,
    FLOW_RAISED, // an error; `raised` says which
    FLOW_LOST,   // what comes next is not certain: a gap was recorded, or the block must wait
};

enum raised { RAISED_DUPLICATE, RAISED_MISSING, RAISED_BY_HAND };

struct block {
    struct replay *replay;
    const char *text;
    struct place text_place; // of the text, where it stands in the file as it is
    bool is_verbatim;
    struct do_tokens tokens;
    uint32_t at, depth, steps;
    struct evaluation evaluation;
    enum raised raised;
    bool catches_missing;
    bool is_uncertain; // looking at a branch that may have been run: what it assigns is unknown
    bool changed, has_gap, waits;
    bool is_broken;             // not the grammar above
    bool may_change, may_leave; // what was looked at could change the model, leave the block
};

// ---- sql_do_text.c ------------------------------------------------------------------------------
// The token `ahead` of the current one, or NULL.
const struct do_token *do_peek(const struct block *block, uint32_t ahead);
// Whether it is this keyword or sign; NULL is none.
bool do_token_is(const struct block *block, const struct do_token *token, const char *word);
bool do_is_at(const struct block *block, const char *word);
bool do_accept(struct block *block, const char *word); // steps over it where it is there
void do_expect(struct block *block, const char *word); // is_broken where it is not
// To the next `word` outside brackets and CASE expressions, or the semicolon or end before it.
uint32_t do_find(const struct block *block, uint32_t from, const char *word);
// From one token to before another: the text (a copy in the scratch arena), its place.
char *do_text(const struct block *block, uint32_t from, uint32_t to);
struct place do_place(const struct block *block, uint32_t from, uint32_t to);
char *do_name(const struct block *block, uint32_t at); // a name's text without quotes
struct value do_evaluate(struct block *block, uint32_t from, uint32_t to);
void do_set(struct block *block, const char *name, struct value value);
void do_gap(struct block *block, uint32_t from, const char *reason);

// ---- sql_do_sql.c -------------------------------------------------------------------------------
// `runs` is false where a statement is only looked at.
enum flow do_execute(struct block *block, uint32_t from, bool runs);
enum flow do_perform(struct block *block, bool runs);
enum flow do_sql_statement(struct block *block, bool runs);

// ---- sql_do_control.c ---------------------------------------------------------------------------
enum flow do_if(struct block *block, bool runs);
enum flow do_for(struct block *block, bool runs);
enum flow do_foreach(struct block *block, bool runs);
enum flow do_case(struct block *block, bool runs);
enum flow do_leave(struct block *block, bool runs); // RETURN, EXIT, CONTINUE
// From LOOP to END LOOP; `items` NULL means that it is not known how often it runs.
enum flow do_loop(struct block *block, uint32_t from, bool runs, const char *variable,
                  const struct value_list *items);

// ---- sql_do.c -----------------------------------------------------------------------------------
// Up to END, EXCEPTION, ELSE and the like.
enum flow do_statements(struct block *block, bool runs);

#endif
