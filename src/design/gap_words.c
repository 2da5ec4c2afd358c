// An index of the words in the text of the gaps, so that asking costs the same however much could
// not be followed. Gaps are only ever added, so what was added since the last question is read in
// then. A word is a run of byte_is_identifier, in lower case, cut as identifiers are; the text is
// read a second time with `$` as its words' end, because what is executed often stands in quotes
// such as $q$drop table todos$q$. A name that holds other characters counts as mentioned when all
// its words are: rather silent once too often than certain about what was not read.
#include "design/gap_words.h"

#include "base/word.h"
#include "design/lookup.h"

// The next run of such bytes in [*at, end).
static size_t run_next(const char **at, const char *end, bool (*belongs)(char),
                       char word[IDENTIFIER_LENGTH + 1])
{
    while (*at < end && !belongs(**at))
        ++*at;
    size_t length = 0;
    for (; *at < end && belongs(**at); ++*at) {
        if (length < IDENTIFIER_LENGTH)
            word[length++] = byte_lower(**at);
    }
    word[length] = '\0';
    return length;
}

size_t gap_word_next(const char **at, const char *end, char word[IDENTIFIER_LENGTH + 1])
{
    return run_next(at, end, byte_is_word, word);
}

static void add_runs(struct arena *arena, struct gap_words *words, enum gap_kind kind,
                     const char *at, const char *end, bool (*belongs)(char))
{
    char word[IDENTIFIER_LENGTH + 1];
    for (size_t length; (length = run_next(&at, end, belongs, word));) {
        bool is_new = !map_get(&words->words, word);
        bool is_new_dynamic = kind == GAP_DYNAMIC && !map_get(&words->dynamic, word);
        if (!is_new && !is_new_dynamic)
            continue;
        char *kept = arena_copy(arena, word, length);
        if (is_new)
            map_set(arena, &words->words, kept, words);
        if (is_new_dynamic)
            map_set(arena, &words->dynamic, kept, words);
    }
}

static void add_words(struct arena *arena, struct gap_words *words, enum gap_kind kind,
                      struct place place)
{
    const struct source_file *file = place.file;
    if (!file || place.offset > file->length)
        return;
    size_t length = file->length - place.offset;
    if (place.length < length)
        length = place.length;
    const char *at = file->bytes + place.offset;
    add_runs(arena, words, kind, at, at + length, byte_is_identifier);
    if (memchr(at, '$', length))
        add_runs(arena, words, kind, at, at + length, byte_is_word);
}

static struct gap_words *words_of(const struct design *design)
{
    struct gap_words *words = design->gap_words;
    for (; words->gap_count < design->gaps.count; words->gap_count++) {
        const struct gap *gap = &design->gaps.items[words->gap_count];
        if (gap->kind == GAP_REFUSED)
            continue;
        add_words(design->arena, words, gap->kind, gap->place);
        add_words(design->arena, words, gap->kind, gap->body);
    }
    return words;
}

bool design_gap_may(const struct design *design, const char *verb, const char *name)
{
    const struct gap_words *words = words_of(design);
    if (design->is_open)
        return true;
    if (!map_get(&words->words, verb))
        return false;
    // Text that is put together and executed may name anything.
    return (map_get(&words->dynamic, verb) && map_get(&words->dynamic, "execute")) ||
           design_gap_mentions(design, name);
}

bool design_gap_mentions(const struct design *design, const char *word)
{
    const struct gap_words *words = words_of(design);
    if (design->gaps.count == 0 || !word)
        return false;
    const char *at = word, *end = word + strlen(word);
    char part[IDENTIFIER_LENGTH + 1];
    uint32_t part_count = 0;
    while (run_next(&at, end, byte_is_identifier, part)) {
        part_count++;
        if (!map_get(&words->words, part))
            return false;
    }
    return part_count > 0;
}
