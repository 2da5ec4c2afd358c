// BEGIN | START TRANSACTION ... ROLLBACK | ABORT. ROLLBACK TO a savepoint and ROLLBACK PREPARED are
// something else. AND CHAIN begins the next transaction at once.
#include "read/rollback.h"

#include "read/split.h"

static bool holds_word(const struct source_file *file)
{
    for (const char *at = file->bytes; (at = strpbrk(at, "rRaA")); at++)
        if (strncasecmp(at, "rollback", 8) == 0 || strncasecmp(at, "abort", 5) == 0)
            return true;
    return false;
}

// Whether the statement's first word is `word`; `*rest` is then what follows it.
static bool begins_with(const struct statement *statement, const char *word, const char **rest)
{
    size_t length = strlen(word);
    if (strncasecmp(statement->text, word, length) != 0)
        return false;
    *rest = statement->text + length;
    if (**rest && !strchr(" \t\r\n", **rest))
        return false;
    *rest += strspn(*rest, " \t\r\n");
    return true;
}

void rollback_find(const struct source_file *file, struct arena *arena, struct rollback_list *found)
{
    if (!holds_word(file))
        return;
    struct splitter splitter;
    struct statement statement;
    const char *rest;
    bool is_open = false;
    uint32_t start = 0;
    splitter_init(&splitter, file, arena);
    while (splitter_next(&splitter, &statement)) {
        if (begins_with(&statement, "begin", &rest) || begins_with(&statement, "start", &rest)) {
            is_open = true;
            start = statement.offset;
        } else if (begins_with(&statement, "commit", &rest) ||
                   begins_with(&statement, "end", &rest)) {
            is_open = false;
        } else if ((begins_with(&statement, "rollback", &rest) ||
                    begins_with(&statement, "abort", &rest)) &&
                   strncasecmp(rest, "to", 2) != 0 && strncasecmp(rest, "prepared", 8) != 0) {
            if (is_open)
                list_add(arena, found, (struct rolled_back){start, statement.offset});
            is_open = false;
        }
    }
}

bool rollback_covers(const struct rollback_list *list, uint32_t offset)
{
    uint32_t low = 0, high = list->count; // the ranges follow one another
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list->items[middle].end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low < list->count && offset > list->items[low].start;
}
