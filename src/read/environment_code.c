// Variables in source code. Comments are passed over as the language writes them; whatever else
// holds one of the forms below is a use, in strings too, since text that names a variable so is
// hardly about another.
//
//   use    = object access | call
//   object = "process.env" | "os.environ" | "ENV" | ...        markers[] below
//   access = ["?"] "." name | ["?."] "[" string "]"            not where "=" follows: it is set
//   there call   = "getenv" "(" string ("," | ")") taken  = "{" name [":" ...] ["=" ...] {"," ...}
//   "}" "=" object
//
// An object with another access, or a call with anything else, asks for a variable that only the
// running code knows: a name of no length.
#include "read/environment_part.h"

#include "base/word.h"

enum { COMMENT_SLASH = 1, COMMENT_HASH = 2, STRING_BACKTICK = 4 };

static const struct language {
    const char *extension;
    unsigned traits;
} languages[] = {
    {".js", COMMENT_SLASH | STRING_BACKTICK},
    {".jsx", COMMENT_SLASH | STRING_BACKTICK},
    {".mjs", COMMENT_SLASH | STRING_BACKTICK},
    {".cjs", COMMENT_SLASH | STRING_BACKTICK},
    {".ts", COMMENT_SLASH | STRING_BACKTICK},
    {".tsx", COMMENT_SLASH | STRING_BACKTICK},
    {".mts", COMMENT_SLASH | STRING_BACKTICK},
    {".cts", COMMENT_SLASH | STRING_BACKTICK},
    {".vue", COMMENT_SLASH | STRING_BACKTICK},
    {".svelte", COMMENT_SLASH | STRING_BACKTICK},
    {".astro", COMMENT_SLASH | STRING_BACKTICK},
    {".go", COMMENT_SLASH | STRING_BACKTICK},
    {".py", COMMENT_HASH},
    {".rb", COMMENT_HASH},
    {".rake", COMMENT_HASH},
    {".ex", COMMENT_HASH},
    {".exs", COMMENT_HASH},
    {".php", COMMENT_SLASH | COMMENT_HASH},
    {".rs", COMMENT_SLASH},
    {".java", COMMENT_SLASH},
    {".kt", COMMENT_SLASH},
    {".kts", COMMENT_SLASH},
    {".scala", COMMENT_SLASH},
    {".cs", COMMENT_SLASH},
    {".swift", COMMENT_SLASH},
    {".dart", COMMENT_SLASH},
    {".c", COMMENT_SLASH},
    {".cc", COMMENT_SLASH},
    {".cpp", COMMENT_SLASH},
    {".h", COMMENT_SLASH},
    {".hpp", COMMENT_SLASH},
};

enum { ACCESS_DOT = 1, ACCESS_INDEX = 2, ACCESS_CALL = 4, ACCESS_TAKEN = 8, ACCESS_BUNDLED = 16 };

// Longer ones stand before those that they begin with. Where an extension is given the word means
// something else in other languages; behind a dot such a word is something else too.
static const struct marker {
    const char *text;
    unsigned access;
    const char *extension;
} markers[] = {
    {"process.env", ACCESS_DOT | ACCESS_INDEX | ACCESS_TAKEN, NULL},
    {"import.meta.env", ACCESS_DOT | ACCESS_INDEX | ACCESS_TAKEN | ACCESS_BUNDLED, NULL},
    {"Bun.env", ACCESS_DOT | ACCESS_INDEX | ACCESS_TAKEN, NULL},
    {"Deno.env.get", ACCESS_CALL, NULL},
    {"os.environ.get", ACCESS_CALL, NULL},
    {"os.environ", ACCESS_INDEX, NULL},
    {"environ.get", ACCESS_CALL, ".py"},
    {"environ", ACCESS_INDEX, ".py"},
    {"getenv", ACCESS_CALL, NULL},
    {"os.Getenv", ACCESS_CALL, NULL},
    {"os.LookupEnv", ACCESS_CALL, NULL},
    {"ENV.fetch", ACCESS_CALL, ".rb"},
    {"ENV", ACCESS_INDEX, ".rb"},
    {"env::var_os", ACCESS_CALL, NULL},
    {"env::var", ACCESS_CALL, NULL},
    {"env!", ACCESS_CALL, ".rs"},
    {"$_ENV", ACCESS_INDEX, NULL},
    {"System.get_env", ACCESS_CALL, NULL},
    {"System.fetch_env!", ACCESS_CALL, NULL},
    {"Environment.GetEnvironmentVariable", ACCESS_CALL, NULL},
};

static const struct language *language_of(const char *name)
{
    for (size_t i = 0; i < array_length(languages); i++)
        if (string_ends_with(name, languages[i].extension))
            return &languages[i];
    return NULL;
}

bool environment_is_code(const char *name)
{
    return language_of(name) != NULL;
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && byte_is_space(*at))
        at++;
    return at;
}

// ---- one use ---------------------------------------------------------------------------------------

// Whether a value is given to what ends here: "=" but neither "==" nor "=>".
static bool is_set(const char *at, const char *end)
{
    at = skip_space(at, end);
    return at < end && *at == '=' && !(at + 1 < end && strchr("=>", at[1]));
}

// Methods, and what a bundler puts there itself (Vite).
static bool is_built_in(const char *name, size_t length, const char *end, bool is_bundled)
{
    static const char *const names[] = {"MODE", "DEV", "PROD", "SSR", "BASE_URL"};
    for (size_t i = 0; is_bundled && i < array_length(names); i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
            return true;
    const char *next = skip_space(name + length, end);
    return next < end && *next == '(';
}

// A string that holds a name and nothing else, with its quotes; `name` and `length` are set. NULL
// where something else stands here.
static const char *string_read(const char *at, const char *end, const char **name, size_t *length)
{
    if (at == end || !strchr("\"'`", *at))
        return NULL;
    *name = at + 1;
    *length = environment_name_length(*name, end);
    const char *close = *name + *length;
    return *length && close < end && *close == *at ? close + 1 : NULL;
}

static const char *use_unknown(struct environment_text *text, const char *at, const char *next)
{
    environment_add(text, at, 0);
    return next;
}

// "(" string ("," | ")") and "[" string "]", from the bracket on.
static const char *bracket_read(struct environment_text *text, const char *marker, const char *at,
                                const char *end)
{
    bool is_call = *at == '(';
    const char *name;
    size_t length;
    const char *first = skip_space(at + 1, end);
    const char *next = string_read(first, end, &name, &length);
    const char *close = next ? skip_space(next, end) : NULL;
    if (!close || close == end || !strchr(is_call ? ")," : "]", *close)) {
        bool is_empty = first < end && *first == ')'; // a declaration
        return is_empty ? first : use_unknown(text, marker, at + 1);
    }
    if (is_call || !is_set(close + 1, end))
        environment_add(text, name, length);
    return close;
}

static const char *dot_read(struct environment_text *text, const char *at, const char *end,
                            bool is_bundled)
{
    size_t length = environment_name_length(at, end);
    if (length && !is_built_in(at, length, end, is_bundled) && !is_set(at + length, end))
        environment_add(text, at, length);
    return at + length;
}

// Names taken out of an object: from the "=" before it back to the "{". False where there is none.
static bool taken_read(struct environment_text *text, const char *marker)
{
    enum { FAR = 4096 };
    const char *start = text->bytes, *at = marker, *end;
    while (at > start && byte_is_space(at[-1]))
        at--;
    if (at == start || at[-1] != '=')
        return false;
    at--;
    while (at > start && byte_is_space(at[-1]))
        at--;
    if (at == start || at[-1] != '}')
        return false;
    end = --at;
    while (at > start && end - at < FAR && !strchr("{}", at[-1]))
        at--;
    if (at == start || at[-1] != '{')
        return false;
    while (at < end) { // each up to its comma
        at = skip_space(at, end);
        size_t length = environment_name_length(at, end);
        if (length)
            environment_add(text, at, length);
        else if (at < end && *at == '.')
            environment_add(text, at, 0); // ...rest
        const char *comma = memchr(at, ',', (size_t)(end - at));
        at = comma ? comma + 1 : end;
    }
    return true;
}

// What follows a marker; where reading goes on.
static const char *use_read(struct environment_text *text, const struct marker *marker,
                            const char *start, const char *end)
{
    const char *after = start + strlen(marker->text), *at = skip_space(after, end);
    if ((marker->access & ACCESS_DOT) && at + 1 < end && at[0] == '?' && at[1] == '.')
        at += at + 2 < end && at[2] == '[' ? 2 : 1;
    if (at < end && *at == '.' && (marker->access & ACCESS_DOT))
        return dot_read(text, skip_space(at + 1, end), end, marker->access & ACCESS_BUNDLED);
    if (at < end && ((*at == '[' && (marker->access & ACCESS_INDEX)) ||
                     (*at == '(' && (marker->access & ACCESS_CALL))))
        return bracket_read(text, start, at, end);
    if ((marker->access & ACCESS_TAKEN) && !taken_read(text, start))
        return use_unknown(text, start, after);
    return after;
}

static bool is_meant(const struct environment_text *text, const struct marker *marker,
                     const char *at)
{
    if (!marker->extension)
        return true;
    if (!string_ends_with(text->path, marker->extension) || (at > text->bytes && at[-1] == '.'))
        return false;
    return !string_starts_with(marker->text, "environ") || text->imports_environ;
}

static const struct marker *marker_at(const struct environment_text *text, const char *at,
                                      const char *end)
{
    for (size_t i = 0; i < array_length(markers); i++) {
        size_t length = strlen(markers[i].text);
        if ((size_t)(end - at) < length || memcmp(at, markers[i].text, length) != 0)
            continue;
        if (at + length == end || !byte_is_identifier(at[length]))
            return is_meant(text, &markers[i], at) ? &markers[i] : NULL;
    }
    return NULL;
}

// ---- the text --------------------------------------------------------------------------------------

// Behind the comment that begins here, or NULL. A block that never ends is none.
static const char *comment_end(const char *at, const char *end, unsigned traits)
{
    if ((traits & COMMENT_SLASH) && *at == '/' && at + 1 < end && at[1] == '*') {
        const char *close = memmem(at + 2, (size_t)(end - at - 2), "*/", 2);
        return close ? close + 2 : NULL;
    }
    bool is_line = ((traits & COMMENT_HASH) && *at == '#') ||
                   ((traits & COMMENT_SLASH) && *at == '/' && at + 1 < end && at[1] == '/');
    if (!is_line)
        return NULL;
    const char *line_end = memchr(at, '\n', (size_t)(end - at));
    return line_end ? line_end : end;
}

bool environment_read_code(struct environment_text *text)
{
    static const char import[] = "from os import";
    text->imports_environ = memmem(text->bytes, text->length, import, strlen(import));
    const struct language *language = language_of(text->path);
    unsigned traits = language ? language->traits : 0;
    const char *end = text->bytes + text->length;
    bool has_block_end = true; // so that openings without an end cost one pass, not one each
    char quote = 0;
    for (const char *at = text->bytes; at < end;) {
        if (quote && *at == '\\') {
            at += at + 1 < end ? 2 : 1;
            continue;
        }
        if (quote && (*at == quote || (*at == '\n' && quote != '`')))
            quote = 0;
        else if (!quote &&
                 (*at == '"' || *at == '\'' || (*at == '`' && (traits & STRING_BACKTICK))))
            quote = *at;
        const char *behind = NULL;
        bool is_block = *at == '/' && at + 1 < end && at[1] == '*';
        if (!quote && (has_block_end || !is_block))
            behind = comment_end(at, end, traits);
        if (!quote && is_block && !behind)
            has_block_end = false;
        if (behind) {
            at = behind;
            continue;
        }
        bool is_start = (byte_is_letter(*at) || *at == '$') &&
                        (at == text->bytes || !byte_is_identifier(at[-1]));
        const struct marker *marker = is_start ? marker_at(text, at, end) : NULL;
        at = marker ? use_read(text, marker, at, end) : at + 1;
    }
    return true;
}
