// What could not be followed and may turn row security on: see row_security.h. A gap has only its
// text, so this looks for words: the commands themselves, calls of functions of the project whose
// bodies hold them, and the tables that are named.
#include "link/row_security.h"

#include "design/lookup.h"

static char upper(char byte)
{
    return byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
}

// Whether `text` at `at` goes on with `wanted` (upper case; its space stands for any white space).
static bool text_matches(const char *text, size_t at, size_t length, const char *wanted)
{
    for (; *wanted; wanted++) {
        size_t start = at;
        if (*wanted == ' ') {
            while (at < length && text[at] && strchr(" \t\r\n", text[at]))
                at++;
            if (at == start)
                return false;
        } else if (at >= length || upper(text[at++]) != *wanted) {
            return false;
        }
    }
    return true;
}

static bool text_concerns_row_security(const char *text, size_t length)
{
    for (size_t at = 0; at < length; at++)
        if (text_matches(text, at, length, "ROW LEVEL SECURITY") ||
            text_matches(text, at, length, "CREATE POLICY"))
            return true;
    return false;
}

static const char *gap_text(const struct gap *gap)
{
    return gap->place.file->bytes + gap->place.offset;
}

bool gap_concerns_row_security(const struct gap *gap)
{
    return gap->place.file && !gap->place.file->is_builtin &&
           text_concerns_row_security(gap_text(gap), gap->place.length);
}

static bool is_word_byte(char byte)
{
    return byte == '_' || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || (byte & 0x80);
}

// The next word of the text in lower case, cut to an identifier's length; false at the end.
static bool word_next(const char *text, size_t length, size_t *at, char word[])
{
    while (*at < length && !is_word_byte(text[*at]))
        ++*at;
    size_t size = 0;
    for (; *at < length && is_word_byte(text[*at]); ++*at)
        if (size < IDENTIFIER_LENGTH)
            word[size++] =
                text[*at] >= 'A' && text[*at] <= 'Z' ? (char)(text[*at] - 'A' + 'a') : text[*at];
    word[size] = '\0';
    return size > 0;
}

// The words that a gap's text may hold: tables, and functions whose bodies turn row security on.
struct gap_reader {
    struct arena *arena;
    struct row_security_gaps *gaps;
    struct map tables, functions;
};

static void words_add(struct arena *arena, struct map *words, const char *name, void *value)
{
    char word[IDENTIFIER_LENGTH + 1];
    size_t length = strlen(name);
    for (size_t at = 0; word_next(name, length, &at, word);)
        map_set(arena, words, arena_copy_string(arena, word), value);
}

static struct gap_reader gap_reader_start(const struct design *design, struct arena *arena,
                                          struct row_security_gaps *gaps)
{
    struct gap_reader reader = {.arena = arena, .gaps = gaps};
    list_each (struct relation *, table, &design->relations)
        if (!table->is_builtin && relation_is_table(table))
            words_add(arena, &reader.tables, table->name, table);
    list_each (struct function *, function, &design->functions)
        if (!function->is_builtin && function->body &&
            text_concerns_row_security(function->body, strlen(function->body)))
            words_add(arena, &reader.functions, function->name, function);
    return reader;
}

static void gap_read(struct gap_reader *reader, const struct gap *gap)
{
    static const char *const makers[] = {"format", "quote_ident", "concat", "concat_ws", "replace"};
    const char *text = gap_text(gap);
    size_t length = gap->place.length;
    char word[IDENTIFIER_LENGTH + 1];
    bool is_concerned = text_concerns_row_security(text, length);
    bool names_table = false, is_put_together = memmem(text, length, "||", 2) != NULL;
    bool calls = false, reads_rows = false;
    for (size_t at = 0; word_next(text, length, &at, word);) {
        names_table |= map_get(&reader->tables, word) != NULL;
        calls |= map_get(&reader->functions, word) != NULL;
        reads_rows |= strcmp(word, "from") == 0;
        for (size_t i = 0; i < array_length(makers); i++)
            is_put_together |= strcmp(word, makers[i]) == 0;
    }
    if (!is_concerned && !calls)
        return;
    for (size_t at = 0; word_next(text, length, &at, word);)
        if (!map_get(&reader->gaps->words, word))
            map_set(reader->arena, &reader->gaps->words, arena_copy_string(reader->arena, word),
                    (void *)gap);
    // Names that are put together as it runs may be any; else it is about the tables it names.
    is_put_together |= calls && reads_rows;
    if (gap->kind != GAP_SYNTAX && (is_put_together || !names_table) && !reader->gaps->any)
        reader->gaps->any = gap;
}

struct row_security_gaps row_security_gaps(const struct design *design, struct arena *arena)
{
    struct row_security_gaps gaps = {0};
    if (design->gaps.count == 0)
        return gaps;
    struct gap_reader reader = gap_reader_start(design, arena, &gaps);
    for (uint32_t at = 0; at < design->gaps.count; at++) {
        const struct gap *gap = &design->gaps.items[at];
        if (gap->kind != GAP_REFUSED && gap->place.file && !gap->place.file->is_builtin)
            gap_read(&reader, gap);
    }
    return gaps;
}

const struct gap *row_security_gap(const struct row_security_gaps *gaps,
                                   const struct relation *relation)
{
    if (gaps->any)
        return gaps->any;
    const struct gap *gap = NULL;
    char word[IDENTIFIER_LENGTH + 1];
    size_t at = 0, length = strlen(relation->name);
    while (word_next(relation->name, length, &at, word))
        if (!(gap = map_get(&gaps->words, word)))
            return NULL;
    return gap;
}
