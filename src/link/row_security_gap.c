// What could not be followed and may turn row security on: see row_security.h. A gap has only its
// text, so this looks for words: the commands themselves, calls of functions of the project whose
// bodies hold them, and the tables that are named.
#include "link/row_security.h"

#include "base/word.h"
#include "design/gap_words.h"
#include "design/lookup.h"

static bool text_concerns_row_security(const char *text, size_t length)
{
    for (const char *at = text, *end = text + length; at < end; at++)
        if (words_match(at, end, "row level security") || words_match(at, end, "create policy"))
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

// The words that a gap's text may hold: tables, and functions whose bodies turn row security on.
struct gap_reader {
    struct arena *arena;
    struct row_security_gaps *gaps;
    struct map tables, functions;
};

static void words_add(struct arena *arena, struct map *words, const char *name, void *value)
{
    char word[IDENTIFIER_LENGTH + 1];
    for (const char *at = name, *end = name + strlen(name); gap_word_next(&at, end, word);)
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
    for (const char *at = text; gap_word_next(&at, text + length, word);) {
        names_table |= map_get(&reader->tables, word) != NULL;
        calls |= map_get(&reader->functions, word) != NULL;
        reads_rows |= strcmp(word, "from") == 0;
        for (size_t i = 0; i < array_length(makers); i++)
            is_put_together |= strcmp(word, makers[i]) == 0;
    }
    if (!is_concerned && !calls)
        return;
    for (const char *at = text; gap_word_next(&at, text + length, word);)
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
    const char *at = relation->name, *end = at + strlen(at);
    while (gap_word_next(&at, end, word))
        if (!(gap = map_get(&gaps->words, word)))
            return NULL;
    return gap;
}
