// Cuts PL/pgSQL text into tokens, as PostgreSQL's own scanner does: PL/pgSQL shares it with SQL.
//
//   token ::= word | "quoted name" | 'string' | E'string' | $tag$ string $tag$ | number | sign
#include "read/sql_do_token.h"

#include "base/word.h"

// Past space and comments; NULL where a comment never ends.
static const char *skip_space(const char *at)
{
    for (;;) {
        while (byte_is_space(*at))
            at++;
        if (at[0] == '-' && at[1] == '-') {
            while (*at && *at != '\n')
                at++;
        } else if (at[0] == '/' && at[1] == '*') {
            uint32_t depth = 0;
            do {
                if (at[0] == '/' && at[1] == '*')
                    depth++, at += 2;
                else if (at[0] == '*' && at[1] == '/')
                    depth--, at += 2;
                else if (*at++ == '\0')
                    return NULL;
            } while (depth > 0);
        } else {
            return at;
        }
    }
}

// Past the quote that ends what starts at `at`; NULL where there is none.
static const char *skip_quoted(const char *at, bool has_escapes)
{
    char quote = *at++;
    for (; *at; at++) {
        if (has_escapes && *at == '\\' && at[1])
            at++;
        else if (*at == quote && at[1] == quote)
            at++;
        else if (*at == quote)
            return at + 1;
    }
    return NULL;
}

// Past a dollar-quoted string; `at` itself where this is none, NULL where it never ends.
static const char *skip_dollar(const char *at)
{
    const char *tag = at + 1;
    if (byte_is_digit(*tag))
        return at;
    while (byte_is_word(*tag))
        tag++;
    if (*tag != '$')
        return at;
    size_t length = (size_t)(tag + 1 - at);
    for (const char *close = tag + 1; (close = strchr(close, '$')); close++)
        if (strncmp(close, at, length) == 0)
            return close + length;
    return NULL;
}

bool do_tokens_read(struct arena *arena, const char *text, struct do_tokens *tokens)
{
    for (const char *at = text;;) {
        at = skip_space(at);
        if (!at)
            return false;
        if (!*at)
            return true;
        struct do_token token = {.start = (uint32_t)(at - text)};
        const char *end;
        if (*at == '"') {
            token.kind = DO_TOKEN_QUOTED;
            end = skip_quoted(at, false);
        } else if (*at == '\'') {
            token.kind = DO_TOKEN_STRING;
            end = skip_quoted(at, false);
        } else if ((*at | 0x20) == 'e' && at[1] == '\'') {
            token.kind = DO_TOKEN_STRING;
            end = skip_quoted(at + 1, true);
        } else if (*at == '$' && (end = skip_dollar(at)) != at) {
            token.kind = DO_TOKEN_STRING;
        } else if (byte_is_letter(*at)) {
            token.kind = DO_TOKEN_WORD;
            for (end = at + 1; byte_is_identifier(*end);)
                end++;
        } else if (byte_is_digit(*at)) {
            token.kind = DO_TOKEN_NUMBER;
            // 1..10 is two numbers
            for (end = at + 1;
                 byte_is_digit(*end) || (*end == '.' && end[1] != '.' && byte_is_digit(end[1]));)
                end++;
        } else {
            token.kind = DO_TOKEN_SIGN;
            end = at + 1;
        }
        if (!end)
            return false;
        token.length = (uint32_t)(end - at);
        list_add(arena, tokens, token);
        at = end;
    }
}
