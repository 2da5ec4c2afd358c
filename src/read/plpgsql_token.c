// A body's tokens, their text, names, places and lines.
#include "read/plpgsql_part.h"

#include <stdarg.h>

#include "base/word.h"

bool plpgsql_token_is(const struct plpgsql_body *body, uint32_t at, const char *word)
{
    if (at >= body->tokens.count)
        return false;
    const struct do_token *token = &body->tokens.items[at];
    return (token->kind == DO_TOKEN_WORD || token->kind == DO_TOKEN_SIGN) &&
           token->length == strlen(word) &&
           strncasecmp(body->text + token->start, word, token->length) == 0;
}

uint32_t plpgsql_find(const struct plpgsql_body *body, uint32_t from, const char *word)
{
    uint32_t brackets = 0, cases = 0, at = from;
    for (; at < body->tokens.count; at++) {
        if (plpgsql_token_is(body, at, "(") || plpgsql_token_is(body, at, "["))
            brackets++;
        else if (plpgsql_token_is(body, at, ")") || plpgsql_token_is(body, at, "]"))
            brackets -= brackets > 0;
        else if (brackets == 0 && (plpgsql_token_is(body, at, ";") ||
                                   (cases == 0 && plpgsql_token_is(body, at, word))))
            return at;
        else if (plpgsql_token_is(body, at, "CASE"))
            cases++;
        else if (plpgsql_token_is(body, at, "END"))
            cases -= cases > 0;
    }
    return at;
}

char *plpgsql_text(const struct plpgsql_body *body, struct span span)
{
    if (span.from >= span.to || span.to > body->tokens.count)
        return arena_format(body->replay->scratch, "%s", "");
    const struct do_token *first = &body->tokens.items[span.from];
    const struct do_token *last = &body->tokens.items[span.to - 1];
    return arena_copy(body->replay->scratch, body->text + first->start,
                      last->start + last->length - first->start);
}

struct body_place plpgsql_place(const struct plpgsql_body *body, uint32_t at)
{
    struct body_place place = body->place;
    if (place.is_exact && at < body->tokens.count) {
        place.place.offset += body->tokens.items[at].start;
        place.place.length = body->tokens.items[at].length;
    }
    return place;
}

const char *plpgsql_name(const struct plpgsql_body *body, uint32_t at)
{
    if (at >= body->tokens.count)
        return NULL;
    const struct do_token *token = &body->tokens.items[at];
    if (token->kind != DO_TOKEN_WORD && token->kind != DO_TOKEN_QUOTED)
        return NULL;
    bool is_quoted = token->kind == DO_TOKEN_QUOTED;
    uint32_t quotes = is_quoted ? 1 : 0;
    char *name = arena_copy(body->replay->arena, body->text + token->start + quotes,
                            token->length - 2 * quotes);
    char *to = name;
    for (const char *from = name; *from; from++) {
        if (is_quoted && from[0] == '"' && from[1] == '"')
            from++;
        bool folds = !is_quoted && *from >= 'A' && *from <= 'Z';
        *to++ = (char)(folds ? *from | 0x20 : *from);
    }
    *to = '\0';
    return name;
}

unsigned plpgsql_line(const struct plpgsql_body *body, uint32_t at)
{
    unsigned line = 1;
    uint32_t end = at < body->tokens.count ? body->tokens.items[at].start : 0;
    for (uint32_t i = 0; i < end; i++)
        line += body->text[i] == '\n';
    return line;
}

void plpgsql_unread(struct plpgsql_body *body, const char *format, ...)
{
    if (body->unread)
        return;
    char buffer[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(buffer, sizeof buffer, format, arguments);
    va_end(arguments);
    body->unread = arena_copy_string(body->replay->arena, buffer);
}
