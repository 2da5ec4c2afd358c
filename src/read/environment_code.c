// Variables in source code. Comments are passed over as the language writes them. In a string only
// what stands between braces, which may be filled in, is a use; the rest is text in languages whose
// strings are surely told from code (Python, Go), and elsewhere, where an apostrophe in a template
// or a quote in a pattern looks like a string, not known.
//
//   use    = object access | call
//   object = "process.env" | "os.environ" | "ENV" | ...        markers[] below
//   access = ["?"] "." name | ["?."] "[" string "]"            not where "=" follows: it is set
//   there call   = "getenv" "(" string ("," | ")") taken  = "{" name [":" ...] ["=" ...] {"," ...}
//   "}" "=" object
//   tested = string ["not"] "in" object                        Python
//   field  = "env" "=" string                                  pydantic
//   import = "{" name ["as" word] {"," ...} "}" "from" "'$env/static/" ...     SvelteKit
//
// A file may have a word of its own for an object: `from os import environ as env`, and `env` of
// SvelteKit's $env/dynamic.
//
// An object with another access, or a call with anything else, asks for a variable that only the
// running code knows: a name of no length.
#include "read/environment_part.h"

#include "base/word.h"

enum {
    COMMENT_SLASH = 1,
    COMMENT_HASH = 2,
    STRING_BACKTICK = 4,
    STRING_TRIPLE = 8,    // Python's
    STRING_PLAIN = 16,    // strings are surely told from code
    STRING_FILLED = 32,   // { } in a string may be filled in
    QUOTE_CHARACTER = 64, // ' is about one character, or a lifetime
};

static const struct language {
    const char *extension;
    unsigned traits;
} languages[] = {
    {".js", COMMENT_SLASH | STRING_BACKTICK | STRING_FILLED},
    {".jsx", COMMENT_SLASH | STRING_BACKTICK | STRING_FILLED},
    {".mjs", COMMENT_SLASH | STRING_BACKTICK | STRING_FILLED},
    {".cjs", COMMENT_SLASH | STRING_BACKTICK | STRING_FILLED},
    {".ts", COMMENT_SLASH | STRING_BACKTICK | STRING_FILLED},
    {".tsx", COMMENT_SLASH | STRING_BACKTICK | STRING_FILLED},
    {".mts", COMMENT_SLASH | STRING_BACKTICK | STRING_FILLED},
    {".cts", COMMENT_SLASH | STRING_BACKTICK | STRING_FILLED},
    {".vue", COMMENT_SLASH | STRING_BACKTICK | STRING_FILLED},
    {".svelte", COMMENT_SLASH | STRING_BACKTICK | STRING_FILLED},
    {".astro", COMMENT_SLASH | STRING_BACKTICK | STRING_FILLED},
    {".go", COMMENT_SLASH | STRING_BACKTICK | STRING_PLAIN | QUOTE_CHARACTER},
    {".py", COMMENT_HASH | STRING_TRIPLE | STRING_PLAIN | STRING_FILLED},
    {".rb", COMMENT_HASH | STRING_FILLED},
    {".rake", COMMENT_HASH | STRING_FILLED},
    {".ex", COMMENT_HASH | STRING_FILLED},
    {".exs", COMMENT_HASH | STRING_FILLED},
    {".php", COMMENT_SLASH | COMMENT_HASH | STRING_FILLED},
    {".rs", COMMENT_SLASH | STRING_FILLED | QUOTE_CHARACTER},
    {".java", COMMENT_SLASH | STRING_FILLED | QUOTE_CHARACTER},
    {".kt", COMMENT_SLASH | STRING_FILLED | QUOTE_CHARACTER},
    {".kts", COMMENT_SLASH | STRING_FILLED | QUOTE_CHARACTER},
    {".scala", COMMENT_SLASH | STRING_FILLED | QUOTE_CHARACTER},
    {".cs", COMMENT_SLASH | STRING_FILLED | QUOTE_CHARACTER},
    {".swift", COMMENT_SLASH | STRING_FILLED},
    {".dart", COMMENT_SLASH | STRING_FILLED},
    {".c", COMMENT_SLASH | STRING_FILLED | QUOTE_CHARACTER},
    {".cc", COMMENT_SLASH | STRING_FILLED | QUOTE_CHARACTER},
    {".cpp", COMMENT_SLASH | STRING_FILLED | QUOTE_CHARACTER},
    {".h", COMMENT_SLASH | STRING_FILLED | QUOTE_CHARACTER},
    {".hpp", COMMENT_SLASH | STRING_FILLED | QUOTE_CHARACTER},
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
    {"process?.env", ACCESS_DOT | ACCESS_INDEX | ACCESS_TAKEN, NULL},
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

static const char *back_over_space(const char *start, const char *at)
{
    while (at > start && byte_is_space(at[-1]))
        at--;
    return at;
}

// Back over a word that ends at `at`; NULL where another stands there.
static const char *back_over(const char *start, const char *at, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(at - start) < length || memcmp(at - length, word, length) != 0)
        return NULL;
    at -= length;
    bool goes_on = byte_is_word(*word) && at > start && byte_is_identifier(at[-1]);
    return goes_on ? NULL : at;
}

// Names in braces that end at `at`, each up to its comma. False where there are none.
static bool braces_read(struct environment_text *text, const char *at)
{
    enum { FAR = 4096 };
    const char *start = text->bytes, *end;
    if (at == start || at[-1] != '}')
        return false;
    end = --at;
    while (at > start && end - at < FAR && !strchr("{}", at[-1]))
        at--;
    if (at == start || at[-1] != '{')
        return false;
    while (at < end) {
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

// Names taken out of an object: from the "=" before it back to the "{". False where there is none.
static bool taken_read(struct environment_text *text, const char *marker)
{
    const char *start = text->bytes, *at = back_over_space(start, marker);
    return at > start && at[-1] == '=' && braces_read(text, back_over_space(start, at - 1));
}

// string ["not"] "in", before the object.
static void tested_read(struct environment_text *text, const char *object)
{
    enum { FAR = 256 };
    const char *start = text->bytes, *at = back_over(start, back_over_space(start, object), "in");
    if (!at)
        return;
    at = back_over_space(start, at);
    const char *before = back_over(start, at, "not");
    at = back_over_space(start, before ? before : at);
    if (at == start || !strchr("\"'", at[-1]))
        return;
    const char *close = at - 1, *open = close;
    while (open > start && close - open < FAR && open[-1] != *close && open[-1] != '\n')
        open--;
    size_t length = environment_name_length(open, close);
    if (open > start && open[-1] == *close && length && open + length == close)
        environment_add(text, open, length);
}

// import { A, B as C } from "$env/static/private", from the string's quote on.
static void import_read(struct environment_text *text, const char *quote)
{
    const char *start = text->bytes;
    const char *at = back_over(start, back_over_space(start, quote), "from");
    if (at && !braces_read(text, back_over_space(start, at)))
        environment_add(text, quote, 0); // * as all
}

// What follows an object that ends at `after`; where reading goes on.
static const char *use_read(struct environment_text *text, const struct marker *marker,
                            const char *start, const char *after, const char *end)
{
    const char *at = skip_space(after, end);
    if ((marker->access & ACCESS_DOT) && at + 1 < end && at[0] == '?' && at[1] == '.')
        at += at + 2 < end && at[2] == '[' ? 2 : 1;
    if (at < end && *at == '.' && (marker->access & ACCESS_DOT))
        return dot_read(text, skip_space(at + 1, end), end, marker->access & ACCESS_BUNDLED);
    if (at < end && ((*at == '[' && (marker->access & ACCESS_INDEX)) ||
                     (*at == '(' && (marker->access & ACCESS_CALL))))
        return bracket_read(text, start, at, end);
    if ((marker->access & ACCESS_TAKEN) && !taken_read(text, start))
        return use_unknown(text, start, after);
    if (string_ends_with(marker->text, "environ"))
        tested_read(text, start);
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

// The string that begins here; its end is behind the closing quote. NULL where it is none: an
// apostrophe, a lifetime, a quote whose line ends before it is closed.
static const char *string_end(const char *at, const char *end, unsigned traits, bool *has_backtick)
{
    enum { CHARACTER = 12 }; // '\u{1F600}'
    char quote = *at;
    if ((traits & STRING_TRIPLE) && end - at >= 3 && at[1] == quote && at[2] == quote) {
        const char close[] = {quote, quote, quote};
        const char *found = memmem(at + 3, (size_t)(end - at - 3), close, sizeof close);
        return found ? found + 3 : end;
    }
    if (quote == '`' && (!(traits & STRING_BACKTICK) || !*has_backtick))
        return NULL;
    bool is_raw = quote == '`' && (traits & STRING_PLAIN);
    for (const char *to = at + 1; to < end; to++) {
        if (*to == quote)
            return to + 1;
        if (*to == '\n' && quote != '`')
            return NULL;
        if (quote == '\'' && (traits & QUOTE_CHARACTER) && to - at > CHARACTER)
            return NULL;
        if (*to == '\\' && !is_raw && to + 1 < end)
            to++;
    }
    *has_backtick &= quote != '`';
    return NULL;
}

// Whether braces in the string that begins here may be filled in: in Python behind f.
static bool is_filled(const struct environment_text *text, const char *quote, unsigned traits)
{
    if (!(traits & STRING_TRIPLE))
        return traits & STRING_FILLED;
    for (uint32_t back = 1; back <= 2 && quote - back >= text->bytes; back++)
        if (strchr("fF", quote[-(int)back]))
            return true;
        else if (!strchr("rR", quote[-(int)back]))
            return false;
    return false;
}

static void alias_find(struct environment_text *text)
{
    static const char python[] = "from os import environ as ", svelte[] = "$env/dynamic/";
    const char *found = memmem(text->bytes, text->length, python, strlen(python));
    if (found && string_ends_with(text->path, ".py")) {
        text->alias = found + strlen(python);
        while (byte_is_identifier(text->alias[text->alias_length]))
            text->alias_length++;
    } else if (memmem(text->bytes, text->length, svelte, strlen(svelte))) {
        text->alias = "env";
        text->alias_length = 3;
    }
}

// The object, field or alias that begins at `at`, read to its end; NULL where there is none.
static const char *word_read(struct environment_text *text, const char *at, const char *end)
{
    static const struct marker python = {"environ", ACCESS_INDEX, NULL};
    static const struct marker python_get = {"environ.get", ACCESS_CALL, NULL};
    static const struct marker svelte = {"env", ACCESS_DOT | ACCESS_INDEX | ACCESS_TAKEN, NULL};
    const struct marker *marker = marker_at(text, at, end);
    if (marker)
        return use_read(text, marker, at, at + strlen(marker->text), end);
    size_t length = 0;
    while (at + length < end && byte_is_identifier(at[length]))
        length++;
    bool is_python = string_ends_with(text->path, ".py");
    const char *after = at + length, *name, *next = skip_space(after, end);
    if (is_python && length == 3 && memcmp(at, "env", 3) == 0 && next < end && *next == '=' &&
        memmem(text->bytes, text->length, "pydantic", 8)) {
        const char *close = string_read(skip_space(next + 1, end), end, &name, &length);
        if (close)
            environment_add(text, name, length);
        return close;
    }
    if (!text->alias_length || length != text->alias_length ||
        memcmp(at, text->alias, length) != 0 || (at > text->bytes && at[-1] == '.'))
        return NULL;
    if (!is_python) // beside uses, `env` stands where it is imported or named in another object
        return next < end && strchr(".[?", *next) ? use_read(text, &svelte, at, after, end) : NULL;
    bool is_call =
        end - after > 4 && memcmp(after, ".get", 4) == 0 && !byte_is_identifier(after[4]);
    return is_call ? use_read(text, &python_get, at, after + 4, end)
                   : use_read(text, &python, at, after, end);
}

bool environment_read_code(struct environment_text *text)
{
    static const char import[] = "from os import", svelte[] = "$env/static/";
    text->imports_environ = memmem(text->bytes, text->length, import, strlen(import));
    alias_find(text);
    const struct language *language = language_of(text->path);
    unsigned traits = language ? language->traits : 0;
    const char *end = text->bytes + text->length;
    bool has_block_end = true; // so that openings without an end cost one pass, not one each
    bool has_backtick = true;
    const char *closed = text->bytes; // the end of the string that was entered last
    bool fills = false;
    uint32_t braces = 0; // open ones in the string
    for (const char *at = text->bytes; at < end;) {
        bool in_string = at < closed;
        if (in_string && *at == '\\') {
            braces += fills && at + 1 < end && at[1] == '('; // Swift's; up to the string's end
            at += at + 1 < end ? 2 : 1;
            continue;
        }
        if (in_string && fills) {
            braces += *at == '{';
            braces -= braces && *at == '}';
        }
        if (!in_string && strchr("\"'`", *at)) {
            const char *string = string_end(at, end, traits, &has_backtick);
            closed = string ? string : closed;
            fills = is_filled(text, at, traits);
            braces = 0;
            if (string && (size_t)(string - at) > strlen(svelte) &&
                memcmp(at + 1, svelte, strlen(svelte)) == 0)
                import_read(text, at);
            at++;
            continue;
        }
        const char *behind = NULL;
        bool is_block = *at == '/' && at + 1 < end && at[1] == '*';
        if (!in_string && (has_block_end || !is_block))
            behind = comment_end(at, end, traits);
        if (!in_string && is_block && !behind)
            has_block_end = false;
        if (behind) {
            at = behind;
            continue;
        }
        bool is_start = (byte_is_letter(*at) || *at == '$') &&
                        (at == text->bytes || !byte_is_identifier(at[-1]));
        bool is_text = in_string && !braces;
        if (!is_start || (is_text && (traits & STRING_PLAIN))) {
            at++;
            continue;
        }
        uint32_t known = text->names.count;
        const char *next = word_read(text, at, end);
        if (is_text && text->names.count > known) {
            text->names.count = known;
            environment_add(text, at, 0);
        }
        at = next ? next : at + 1;
    }
    return true;
}
