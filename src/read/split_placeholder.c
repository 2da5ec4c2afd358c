// Template placeholders, recognised where PostgreSQL's lexer would find an error or an unlikely
// operator, and filled in by an identifier made from their own text. Nothing here looks further
// than one opening byte of its own kind, so a file full of them costs one pass.
#include "read/split_scan.h"

enum {
    PLACEHOLDER_LONGEST = 1024,   // further apart, the two ends do not belong together
    IDENTIFIER_FILL_LONGEST = 40, // PostgreSQL cuts identifiers at 63
};

static struct placeholder found(enum placeholder_kind kind, size_t at, size_t end)
{
    return (struct placeholder){kind, at, end - at};
}

static const struct placeholder none = {PLACEHOLDER_NONE, 0, 0};

static size_t word_end(const struct source_file *file, size_t at)
{
    if (byte_class(file->bytes[at]) != CLASS_WORD)
        return at;
    while (byte_class(file->bytes[at]) == CLASS_WORD || byte_class(file->bytes[at]) == CLASS_DIGIT)
        at++;
    return at;
}

// Behind the first `close` after `at`, none of the bytes of `stops` in between; 0 where there is
// none.
static size_t close_after(const struct source_file *file, size_t at, const char *close,
                          const char *stops)
{
    size_t length = strlen(close);
    size_t last = file->length - at > PLACEHOLDER_LONGEST ? at + PLACEHOLDER_LONGEST : file->length;
    for (; at < last; at++) {
        if (strncmp(file->bytes + at, close, length) == 0)
            return at + length;
        if (!file->bytes[at] || strchr(stops, file->bytes[at]))
            return 0;
    }
    return 0;
}

// `{{ x }}`, `{% block %}`, `{# comment #}`, and outside of names `{x}`.
static struct placeholder brace(const struct source_file *file, size_t at, bool in_name)
{
    size_t end = 0;
    switch (file->bytes[at + 1]) {
    case '{':
        end = close_after(file, at + 2, "}}", "{");
        // {{{x}}} (mustache, unescaped)
        if (!end && file->bytes[at + 2] == '{')
            end = close_after(file, at + 3, "}}}", "{");
        return end ? found(PLACEHOLDER_IDENTIFIER, at, end) : none;
    case '%':
        end = close_after(file, at + 2, "%}", "{");
        return end && !in_name ? found(PLACEHOLDER_BLANK, at, end) : none;
    case '#':
        end = close_after(file, at + 2, "#}", "{");
        return end && !in_name ? found(PLACEHOLDER_BLANK, at, end) : none;
    default:
        end = word_end(file, at + 1);
        if (in_name || end == at + 1 || file->bytes[end] != '}')
            return none;
        return found(PLACEHOLDER_IDENTIFIER, at, end + 1);
    }
}

// `${x}`, and outside of names `$x`. A $tag$ is met before.
static struct placeholder dollar(const struct source_file *file, size_t at, bool in_name)
{
    size_t end = 0;
    if (file->bytes[at + 1] == '{')
        end = close_after(file, at + 2, "}", "${\n;");
    else if (!in_name)
        end = word_end(file, at + 1);
    return end > at + 1 ? found(PLACEHOLDER_IDENTIFIER, at, end) : none;
}

// `<%= x %>`, `<%- x %>`; and `<% code %>` as the first thing on a line, since `<%` and `%>` are
// operators of pg_trgm.
static struct placeholder angle(const struct source_file *file, size_t at)
{
    char mark = file->bytes[at + 1] == '%' ? file->bytes[at + 2] : '\0';
    size_t end = mark ? close_after(file, at + 2, "%>", "<\n") : 0;
    if (!end)
        return none;
    if (mark == '=' || mark == '-')
        return found(PLACEHOLDER_IDENTIFIER, at, end);
    for (size_t before = at; before > 0 && file->bytes[before - 1] != '\n'; before--)
        if (file->bytes[before - 1] != ' ' && file->bytes[before - 1] != '\t')
            return none;
    return found(PLACEHOLDER_BLANK, at, end);
}

// `%%x%%`, `%(x)s`.
static struct placeholder percent(const struct source_file *file, size_t at)
{
    const char *bytes = file->bytes;
    if (bytes[at + 1] != '%' && bytes[at + 1] != '(')
        return none;
    size_t end = word_end(file, at + 2);
    if (end == at + 2)
        return none;
    if (bytes[at + 1] == '%' && bytes[end] == '%' && bytes[end + 1] == '%')
        return found(PLACEHOLDER_IDENTIFIER, at, end + 2);
    if (bytes[at + 1] == '(' && bytes[end] == ')' && bytes[end + 1] == 's' &&
        !byte_is_identifier(bytes[end + 2]))
        return found(PLACEHOLDER_IDENTIFIER, at, end + 2);
    return none;
}

static bool is_operator(char byte)
{
    return byte && strchr("~!@#^&|`?+-*/%<>=", byte);
}

// `@x@`, `@extschema:name@`.
static struct placeholder at_sign(const struct source_file *file, size_t at)
{
    const char *bytes = file->bytes;
    size_t end = word_end(file, at + 1);
    if (end > at + 1 && bytes[end] == ':')
        end = word_end(file, end + 1);
    if (end == at + 1 || bytes[end] != '@' || is_operator(bytes[end + 1]) ||
        (at > 0 && is_operator(bytes[at - 1])))
        return none;
    return found(PLACEHOLDER_IDENTIFIER, at, end + 1);
}

// psql's `:x`, `:'x'`, `:"x"`; not `::`, and not a slice's `[1:x]`.
static struct placeholder colon(const struct source_file *file, size_t at, bool in_subscript)
{
    const char *bytes = file->bytes;
    if ((at > 0 && bytes[at - 1] == ':') || in_subscript)
        return none;
    char quote = bytes[at + 1];
    bool is_quoted = quote == '\'' || quote == '"';
    size_t start = at + 1 + is_quoted, end = word_end(file, start);
    if (end == start || (is_quoted && bytes[end] != quote))
        return none;
    enum placeholder_kind kind = quote == '\''  ? PLACEHOLDER_LITERAL
                                 : quote == '"' ? PLACEHOLDER_QUOTED_NAME
                                                : PLACEHOLDER_IDENTIFIER;
    return found(kind, at, end + is_quoted);
}

struct placeholder placeholder_at(const struct source_file *file, size_t at,
                                  enum placeholder_context context)
{
    bool in_name = context == CONTEXT_NAME;
    switch (file->bytes[at]) {
    case '{':
        return brace(file, at, in_name);
    case '$':
        return dollar(file, at, in_name);
    case '<':
        return angle(file, at);
    case '%':
        return percent(file, at);
    case '@':
        return at_sign(file, at);
    case '#':
        if (file->bytes[at + 1] == '{' && !in_name) {
            size_t end = close_after(file, at + 2, "}", "#{\n;");
            return end ? found(PLACEHOLDER_IDENTIFIER, at, end) : none;
        }
        return none;
    case ':':
        return in_name ? none : colon(file, at, context == CONTEXT_SUBSCRIPT);
    default:
        return none;
    }
}

void placeholder_collect_name(const struct source_file *file, size_t at, size_t end,
                              struct arena *arena, struct placeholder_list *list)
{
    for (at++; at < end; at++) {
        enum byte_class class = byte_class(file->bytes[at]);
        if (class != CLASS_TEMPLATE && class != CLASS_DOLLAR)
            continue;
        struct placeholder placeholder = placeholder_at(file, at, CONTEXT_NAME);
        // One that reaches beyond the closing quote is none.
        if (placeholder.kind == PLACEHOLDER_NONE || placeholder.offset + placeholder.length >= end)
            continue;
        placeholder.kind = PLACEHOLDER_IDENTIFIER;
        list_add(arena, list, placeholder);
        at += placeholder.length - 1;
    }
}

// Letters, digits and underscores of its own, so that the same placeholder gives the same name and
// a message shows which one it was. The `z` keeps clear of keywords.
static void fill_letters(char *at, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (at[i] >= 'A' && at[i] <= 'Z')
            at[i] += 'a' - 'A';
        else if (byte_class(at[i]) != CLASS_DIGIT && !(at[i] >= 'a' && at[i] <= 'z'))
            at[i] = '_';
    }
    at[0] = 'z';
}

// A long placeholder gives a shorter identifier and spaces, on the side where no identifier goes
// on; its end is told from others by a hash.
static void fill_identifier(char *at, size_t length, bool joins_before, bool joins_after)
{
    if (length <= IDENTIFIER_FILL_LONGEST || (joins_before && joins_after)) {
        fill_letters(at, length);
        return;
    }
    uint32_t hash = 2166136261u; // FNV-1a
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)at[i]) * 16777619u;
    char name[IDENTIFIER_FILL_LONGEST];
    memcpy(name, at, sizeof name);
    fill_letters(name, sizeof name);
    for (size_t i = 0; i < 8; i++, hash >>= 4)
        name[sizeof name - 1 - i] = "0123456789abcdef"[hash & 15];
    memset(at, ' ', length);
    memcpy(joins_after ? at + length - sizeof name : at, name, sizeof name);
}

void placeholder_fill(char *text, size_t text_offset, size_t text_length,
                      struct placeholder placeholder)
{
    size_t start = placeholder.offset - text_offset, end = start + placeholder.length;
    char *at = text + start;
    switch (placeholder.kind) {
    case PLACEHOLDER_NONE:
        break;
    case PLACEHOLDER_BLANK:
        for (size_t i = 0; i < placeholder.length; i++)
            if (at[i] != '\n')
                at[i] = ' ';
        break;
    case PLACEHOLDER_IDENTIFIER:
        fill_identifier(at, placeholder.length, start > 0 && byte_is_identifier(text[start - 1]),
                        end < text_length && byte_is_identifier(text[end]));
        break;
    case PLACEHOLDER_LITERAL:
    case PLACEHOLDER_QUOTED_NAME:
        at[0] = at[1];
        fill_letters(at + 1, placeholder.length - 2);
        break;
    }
}
