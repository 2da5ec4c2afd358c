// A walk over bodies as tokens: a word that defines something is an answer, a name before a bracket
// is the next body to read. Each function is read once.
#include "read/function_effect.h"

#include "read/sql_do_token.h"

struct walk {
    struct replay *replay;
    struct map seen; // functions by address
    LIST(const struct function *) waiting;
};

static bool token_is(const char *text, const struct do_token *token, const char *word)
{
    return token->kind == DO_TOKEN_WORD && token->length == strlen(word) &&
           strncasecmp(text + token->start, word, token->length) == 0;
}

static bool defines_something(const char *text, const struct do_token *token)
{
    static const char *const words[] = {"CREATE", "ALTER", "DROP", "GRANT", "REVOKE", "EXECUTE"};
    for (size_t i = 0; i < array_length(words); i++)
        if (token_is(text, token, words[i]))
            return true;
    return false;
}

// A name as the catalog has it: plain ones folded, quoted ones without their quotes.
static char *token_name(struct arena *arena, const char *text, const struct do_token *token)
{
    bool is_quoted = token->kind == DO_TOKEN_QUOTED && token->length >= 2;
    char *name = is_quoted ? arena_copy(arena, text + token->start + 1, token->length - 2)
                           : arena_copy(arena, text + token->start, token->length);
    for (char *at = name; !is_quoted && *at; at++)
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at | 0x20 : *at);
    return name;
}

static void walk_add(struct walk *walk, const char *schema, const char *name)
{
    struct arena *scratch = walk->replay->scratch;
    const struct function *function = replay_find_function(walk->replay, schema, name);
    for (; function; function = design_next_overload(walk->replay->design, function)) {
        const char *key = arena_format(scratch, "%p", (const void *)function);
        if (map_get(&walk->seen, key))
            continue;
        map_set(scratch, &walk->seen, key, walk);
        list_add(scratch, &walk->waiting, function);
    }
}

static bool is_sign(const char *text, const struct do_tokens *tokens, uint32_t at, char sign)
{
    return at < tokens->count && tokens->items[at].kind == DO_TOKEN_SIGN &&
           text[tokens->items[at].start] == sign;
}

static bool is_name(const struct do_token *token)
{
    return token->kind == DO_TOKEN_WORD || token->kind == DO_TOKEN_QUOTED;
}

// Adds what the text calls: [schema "."] name "(".
static void walk_calls(struct walk *walk, const char *text, const struct do_tokens *tokens)
{
    struct arena *scratch = walk->replay->scratch;
    for (uint32_t i = 0; i < tokens->count; i++) {
        if (!is_name(&tokens->items[i]) || !is_sign(text, tokens, i + 1, '('))
            continue;
        bool is_qualified =
            i >= 2 && is_sign(text, tokens, i - 1, '.') && is_name(&tokens->items[i - 2]);
        walk_add(walk, is_qualified ? token_name(scratch, text, &tokens->items[i - 2]) : NULL,
                 token_name(scratch, text, &tokens->items[i]));
    }
}

static const struct function *walk_all(struct walk *walk)
{
    for (uint32_t i = 0; i < walk->waiting.count; i++) {
        const struct function *function = walk->waiting.items[i];
        if (!function->body) {
            // BEGIN ATOMIC cannot define anything; another language may do what it likes.
            if (!function->queries.count && !function->is_builtin && !function->extension)
                return function;
            continue;
        }
        struct do_tokens tokens = {0};
        if (!do_tokens_read(walk->replay->scratch, function->body, &tokens))
            return function;
        for (uint32_t t = 0; t < tokens.count; t++)
            if (defines_something(function->body, &tokens.items[t]))
                return function;
        walk_calls(walk, function->body, &tokens);
    }
    return NULL;
}

const struct function *function_changing_schema(struct replay *replay, const char *schema,
                                                const char *name)
{
    struct walk walk = {.replay = replay};
    walk_add(&walk, schema, name);
    return walk_all(&walk);
}

const struct function *text_changing_schema(struct replay *replay, const char *text)
{
    struct walk walk = {.replay = replay};
    struct do_tokens tokens = {0};
    if (!do_tokens_read(replay->scratch, text, &tokens))
        return NULL;
    walk_calls(&walk, text, &tokens);
    return walk_all(&walk);
}
