// The statements of a pool, and what their first word says of them.
//
// A group's settings, its role above all, are those of its transaction. A statement that ended the
// transaction would leave the rest of the group, already on its way, to the login's rights; one
// that changed the session would reach into the groups behind. So what may be in a group is decided
// by the word that a statement begins with, before anything is sent:
//
//   PLAIN      queries and data: they can neither end a transaction nor begin one, nor can the
//              functions that they call
//   FORBIDDEN  commands about transactions, the session, prepared statements, COPY
//   OTHER      the rest, CALL and DO among it: procedures may commit. Their group is sent as a
//              block, BEGIN first, where PostgreSQL refuses that (2D000)
#include "postgres/pg_part.h"

// What may stand before the first word: blanks, comments (which nest), parentheses, and semicolons
// of empty statements, which PostgreSQL passes over.
static const char *first_word(const char *text)
{
    for (;;) {
        text += strspn(text, " \t\n\r\f\v(;");
        if (string_starts_with(text, "--")) {
            text += strcspn(text, "\n\r");
        } else if (string_starts_with(text, "/*")) {
            uint32_t depth = 0;
            do {
                bool opens = string_starts_with(text, "/*");
                bool closes = string_starts_with(text, "*/");
                depth += opens;
                depth -= closes;
                text += opens || closes ? 2 : 1;
            } while (depth && *text);
        } else {
            return text;
        }
    }
}

static bool word_is(const char *word, size_t length, const char *const *list)
{
    for (; *list; list++) {
        if (strlen(*list) == length && strncasecmp(word, *list, length) == 0)
            return true;
    }
    return false;
}

static enum pg_nature nature_of(const char *text)
{
    static const char *const plain[] = {"select", "insert", "update", "delete", "merge",
                                        "with",   "values", "table",  NULL};
    static const char *const forbidden[] = {
        "abort", "begin", "commit", "end",      "prepare", "release",    "rollback", "savepoint",
        "start", "set",   "reset",  "discard",  "execute", "deallocate", "declare",  "fetch",
        "move",  "close", "listen", "unlisten", "load",    "copy",       NULL};
    const char *word = first_word(text);
    size_t length = 0;
    while ((word[length] | 0x20) >= 'a' && (word[length] | 0x20) <= 'z')
        length++;
    return word_is(word, length, plain)       ? PG_PLAIN
           : word_is(word, length, forbidden) ? PG_FORBIDDEN
                                              : PG_OTHER;
}

// Handle + 1 is what the maps hold, since NULL means absent.
uint32_t pg_statement(struct pg_pool *pool, const char *role, const char *text)
{
    if (!role)
        role = "";
    struct map *texts = map_get(&pool->roles, role);
    if (!texts) {
        texts = arena_make(pool->arena, struct map);
        map_set(pool->arena, &pool->roles, arena_copy_string(pool->arena, role), texts);
    }
    uintptr_t known = (uintptr_t)map_get(texts, text);
    if (known)
        return (uint32_t)known - 1;
    struct pg_text statement = {
        .text = arena_copy_string(pool->arena, text), .version = 1, .nature = nature_of(text)};
    uint32_t handle = pool->statements.count;
    snprintf(statement.name, sizeof statement.name, "s%u", handle);
    list_add(pool->arena, &pool->statements, statement);
    map_set(pool->arena, texts, statement.text, (void *)((uintptr_t)handle + 1));
    return handle;
}
