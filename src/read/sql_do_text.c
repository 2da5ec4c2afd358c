// Reading a DO block: its tokens, their text and places, and the values of its variables.
#include "read/sql_do.h"

const struct do_token *do_peek(const struct block *block, uint32_t ahead)
{
    return block->at + ahead < block->tokens.count ? &block->tokens.items[block->at + ahead] : NULL;
}

bool do_token_is(const struct block *block, const struct do_token *token, const char *word)
{
    return token && (token->kind == DO_TOKEN_WORD || token->kind == DO_TOKEN_SIGN) &&
           token->length == strlen(word) &&
           strncasecmp(block->text + token->start, word, token->length) == 0;
}

bool do_is_at(const struct block *block, const char *word)
{
    return do_token_is(block, do_peek(block, 0), word);
}

bool do_accept(struct block *block, const char *word)
{
    if (!do_is_at(block, word))
        return false;
    block->at++;
    return true;
}

void do_expect(struct block *block, const char *word)
{
    if (!do_accept(block, word))
        block->is_broken = true;
}

// The text from one token to before another; a copy in the scratch arena.
char *do_text(const struct block *block, uint32_t from, uint32_t to)
{
    if (from >= to || to > block->tokens.count)
        return arena_format(block->replay->scratch, "%s", "");
    const struct do_token *first = &block->tokens.items[from], *last = &block->tokens.items[to - 1];
    return arena_copy(block->replay->scratch, block->text + first->start,
                      last->start + last->length - first->start);
}

struct place do_place(const struct block *block, uint32_t from, uint32_t to)
{
    if (!block->is_verbatim || from >= to || to > block->tokens.count)
        return block->replay->statement;
    const struct do_token *first = &block->tokens.items[from], *last = &block->tokens.items[to - 1];
    return (struct place){block->text_place.file, block->text_place.offset + first->start,
                          last->start + last->length - first->start};
}

// To the next `word` outside brackets and CASE expressions, or the semicolon or end before it.
uint32_t do_find(const struct block *block, uint32_t from, const char *word)
{
    uint32_t brackets = 0, cases = 0;
    for (uint32_t at = from; at < block->tokens.count; at++) {
        const struct do_token *token = &block->tokens.items[at];
        if (do_token_is(block, token, "(") || do_token_is(block, token, "["))
            brackets++;
        else if ((do_token_is(block, token, ")") || do_token_is(block, token, "]")) && brackets > 0)
            brackets--;
        else if (brackets == 0 && cases == 0 && do_token_is(block, token, word))
            return at;
        else if (brackets == 0 && do_token_is(block, token, ";"))
            return at;
        else if (do_token_is(block, token, "CASE"))
            cases++;
        else if (do_token_is(block, token, "END") && cases > 0)
            cases--;
    }
    return block->tokens.count;
}

void do_gap(struct block *block, uint32_t from, const char *reason)
{
    uint32_t to = block->at > from ? block->at : from + 1;
    replay_gap(block->replay, GAP_DYNAMIC, do_place(block, from, to), reason);
    block->has_gap = true;
}

struct value do_evaluate(struct block *block, uint32_t from, uint32_t to)
{
    char *text = do_text(block, from, to);
    return evaluate(&block->evaluation, evaluation_parse_expression(&block->evaluation, text));
}

char *do_name(const struct block *block, uint32_t at)
{
    const struct do_token *token = &block->tokens.items[at];
    uint32_t quotes = token->kind == DO_TOKEN_QUOTED;
    return arena_copy(block->replay->scratch, block->text + token->start + quotes,
                      token->length - 2 * quotes);
}

static struct variable *variable_find(struct block *block, const char *name)
{
    for (uint32_t i = block->evaluation.variables.count; i-- > 0;)
        if (strcasecmp(block->evaluation.variables.items[i].name, name) == 0)
            return &block->evaluation.variables.items[i];
    return NULL;
}

void do_set(struct block *block, const char *name, struct value value)
{
    struct variable *variable = variable_find(block, name);
    if (variable)
        variable->value = value;
    else
        list_add(block->replay->scratch, &block->evaluation.variables,
                 (struct variable){name, value});
}
