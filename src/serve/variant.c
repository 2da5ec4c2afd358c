// A parameter is `$` and digits outside of literals, quoted names, comments and dollar quotes, and
// not inside of an identifier. The text is what read/queries_text.c made and PostgreSQL has parsed,
// so all of these end.
#include "serve/variant.h"

#include "base/text.h"
#include "base/word.h"

// Behind a quoted piece; the quote stands twice where it is meant, or after a backslash in E''.
static const char *behind_quote(const char *at, char quote, bool has_escapes)
{
    for (at++; *at; at++) {
        if (has_escapes && *at == '\\' && at[1]) {
            at++;
        } else if (*at == quote) {
            if (at[1] != quote)
                return at + 1;
            at++;
        }
    }
    return at;
}

static const char *behind_comment(const char *at)
{
    uint32_t depth = 0;
    for (; *at; at++) {
        if (at[0] == '/' && at[1] == '*') {
            depth++;
            at++;
        } else if (at[0] == '*' && at[1] == '/') {
            at++;
            if (--depth == 0)
                return at + 1;
        }
    }
    return at;
}

// Behind $tag$ ... $tag$; `at` itself where none begins there.
static const char *behind_dollar_quote(const char *at)
{
    const char *end = at + 1;
    if (!byte_is_digit(*end))
        while (byte_is_word(*end))
            end++;
    if (*end != '$')
        return at;
    size_t length = (size_t)(end - at) + 1;
    for (const char *close = end + 1; *close; close++)
        if (strncmp(close, at, length) == 0)
            return close + length;
    return end + strlen(end);
}

// Behind the token at `at`; of a parameter its number is given.
static const char *behind_token(const char *at, uint32_t *number)
{
    *number = 0;
    if (*at == '\'' || *at == '"')
        return behind_quote(at, *at, false);
    if (at[0] == '-' && at[1] == '-')
        return at + strcspn(at, "\n");
    if (at[0] == '/' && at[1] == '*')
        return behind_comment(at);
    if (*at == '$' && byte_is_digit(at[1])) {
        const char *end = at + 1;
        for (; byte_is_digit(*end); end++)
            *number = *number < 100000 ? *number * 10 + (uint32_t)(*end - '0') : *number;
        return end;
    }
    if (*at == '$') {
        const char *end = behind_dollar_quote(at);
        return end > at ? end : at + 1;
    }
    if (byte_is_letter(*at)) {
        const char *end = at + 1;
        if ((*at == 'e' || *at == 'E') && *end == '\'')
            return behind_quote(end, '\'', true);
        while (byte_is_identifier(*end))
            end++;
        return end;
    }
    return at + 1;
}

// Whether each parameter, by number less one, is absent in the pattern; and the new numbers of the
// others.
static void pattern_spread(const struct service_statement *statement, uint64_t pattern,
                           uint32_t *numbers)
{
    uint32_t bit = 0, next = 1;
    for (uint32_t at = 0; at < statement->parameter_count; at++) {
        bool is_absent = statement->parameters[at].is_varied && (pattern >> bit) & 1;
        bit += statement->parameters[at].is_varied;
        numbers[at] = is_absent ? 0 : next++;
    }
}

const char *variant_text(const struct service_statement *statement, uint64_t pattern,
                         struct arena *arena)
{
    if (!pattern)
        return statement->text;
    uint32_t *numbers = arena_allocate(arena, statement->parameter_count * sizeof *numbers);
    pattern_spread(statement, pattern, numbers);
    struct text text;
    text_init(&text);
    for (const char *at = statement->text; *at;) {
        uint32_t number;
        const char *end = behind_token(at, &number);
        if (number == 0 || number > statement->parameter_count)
            text_add_bytes(&text, at, (size_t)(end - at));
        else if (numbers[number - 1])
            text_format(&text, "$%u", numbers[number - 1]);
        else
            text_format(&text, "(NULL::%s)", statement->parameters[number - 1].type_name);
        at = end;
    }
    const char *result = arena_copy(arena, text.string, text.length);
    text_release(&text);
    return result;
}

uint32_t variant_values(const struct service_statement *statement, uint64_t pattern,
                        const char *const *values, const char **kept)
{
    uint32_t bit = 0, count = 0;
    for (uint32_t at = 0; at < statement->parameter_count; at++) {
        bool is_absent = statement->parameters[at].is_varied && (pattern >> bit) & 1;
        bit += statement->parameters[at].is_varied;
        if (!is_absent)
            kept[count++] = values[at];
    }
    return count;
}
