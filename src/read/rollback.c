//   BEGIN | START TRANSACTION ... ROLLBACK | ABORT [WORK | TRANSACTION] [AND CHAIN]
//   SAVEPOINT name ... ROLLBACK [WORK | TRANSACTION] TO [SAVEPOINT] name
//
// ROLLBACK PREPARED is something else. A savepoint outlives ROLLBACK TO it; those after it do not.
#include "read/rollback.h"

#include "read/split.h"

struct savepoint {
    const char *name;
    size_t length;
    uint32_t offset;
};

struct savepoint_list {
    LIST_FIELDS(struct savepoint);
};

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

// The name at `at`, quotes left out.
static struct savepoint savepoint_named(const char *at, uint32_t offset)
{
    bool quoted = *at == '"';
    at += quoted;
    return (struct savepoint){at, strcspn(at, quoted ? "\"" : " \t\r\n"), offset};
}

static const char *skip_word(const char *at, const char *word)
{
    size_t length = strlen(word);
    if (strncasecmp(at, word, length) != 0 || (at[length] && !strchr(" \t\r\n", at[length])))
        return at;
    at += length;
    return at + strspn(at, " \t\r\n");
}

static void roll_back_to(struct savepoint_list *savepoints, const char *name, uint32_t offset,
                         struct arena *arena, struct rollback_list *found)
{
    struct savepoint wanted = savepoint_named(name, 0);
    for (uint32_t i = savepoints->count; i-- > 0;) {
        const struct savepoint *savepoint = &savepoints->items[i];
        if (savepoint->length != wanted.length ||
            strncasecmp(savepoint->name, wanted.name, wanted.length) != 0)
            continue;
        list_add(arena, found, (struct rolled_back){savepoint->offset, offset});
        savepoints->count = i + 1;
        return;
    }
}

void rollback_find(const struct source_file *file, struct arena *arena, struct rollback_list *found)
{
    if (!holds_word(file))
        return;
    struct splitter splitter;
    struct statement statement;
    const char *rest;
    bool is_open = false;
    struct savepoint_list savepoints = {0};
    uint32_t start = 0;
    splitter_init(&splitter, file, arena);
    while (splitter_next(&splitter, &statement)) {
        if (begins_with(&statement, "begin", &rest) || begins_with(&statement, "start", &rest)) {
            is_open = true;
            start = statement.offset;
            savepoints.count = 0;
        } else if (begins_with(&statement, "savepoint", &rest)) {
            list_add(arena, &savepoints, savepoint_named(rest, statement.offset));
        } else if (begins_with(&statement, "commit", &rest) ||
                   begins_with(&statement, "end", &rest)) {
            is_open = false;
            savepoints.count = 0;
        } else if ((begins_with(&statement, "rollback", &rest) ||
                    begins_with(&statement, "abort", &rest)) &&
                   strncasecmp(rest, "prepared", 8) != 0) {
            rest = skip_word(skip_word(rest, "work"), "transaction");
            const char *name = skip_word(rest, "to");
            if (name != rest) {
                roll_back_to(&savepoints, skip_word(name, "savepoint"), statement.offset, arena,
                             found);
                continue;
            }
            if (is_open)
                list_add(arena, found, (struct rolled_back){start, statement.offset});
            is_open = false;
            savepoints.count = 0;
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
