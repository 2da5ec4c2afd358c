// A table of word sequences, each with the PostgreSQL that brought it (release notes of 16 to 18).
// A row counts where its words stand around the place at which the parser stopped.
#include "read/newer_syntax.h"

#include "base/word.h"

static const struct {
    const char *words; // one blank matches any white space
    const char *meaning;
} rows[] = {
    {"without overlaps", "a temporal key of PostgreSQL 18"},
    {", period ", "a temporal foreign key of PostgreSQL 18"},
    {") virtual", "a virtual generated column of PostgreSQL 18"},
    {"not enforced", "a constraint that is not enforced, of PostgreSQL 18"},
    {"returning with", "RETURNING WITH (OLD, NEW) of PostgreSQL 18"},
    {"set expression", "ALTER COLUMN SET EXPRESSION of PostgreSQL 17"},
    {"by source", "MERGE ... NOT MATCHED BY SOURCE of PostgreSQL 17"},
    {"by target", "MERGE ... NOT MATCHED BY TARGET of PostgreSQL 17"},
    {"json_table", "JSON_TABLE of PostgreSQL 17"},
    {"json_exists", "JSON_EXISTS of PostgreSQL 17"},
    {"json_query", "JSON_QUERY of PostgreSQL 17"},
    {"json_value", "JSON_VALUE of PostgreSQL 17"},
    {"split partition", "SPLIT PARTITION of a PostgreSQL after 17"},
    {"merge partitions", "MERGE PARTITIONS of a PostgreSQL after 17"},
    {"with inherit", "a role membership option of PostgreSQL 16"},
    {"with set ", "a role membership option of PostgreSQL 16"},
    {"json_array(", "a JSON constructor of PostgreSQL 16"},
    {"json_object(", "a JSON constructor of PostgreSQL 16"},
    {"json_arrayagg(", "a JSON constructor of PostgreSQL 16"},
    {"json_objectagg(", "a JSON constructor of PostgreSQL 16"},
    {"is json", "the IS JSON predicate of PostgreSQL 16"},
    {"system_user", "SYSTEM_USER of PostgreSQL 16"},
    {"create statistics on", "CREATE STATISTICS without a name, of PostgreSQL 16"},
    {"storage ", "a STORAGE clause in CREATE TABLE, of PostgreSQL 16"},
};

const char *newer_syntax_find(const char *text, int32_t location)
{
    enum { AROUND = 64 };
    size_t length = strlen(text);
    size_t stopped = location < 0 || (size_t)location > length ? length : (size_t)location;
    size_t first = stopped > AROUND ? stopped - AROUND : 0;
    for (size_t at = first; at <= stopped && text[at]; at++) {
        bool inside_word = at > 0 && (byte_lower(text[at]) >= 'a' && byte_lower(text[at]) <= 'z') &&
                           ((byte_lower(text[at - 1]) >= 'a' && byte_lower(text[at - 1]) <= 'z') ||
                            text[at - 1] == '_');
        for (size_t i = 0; !inside_word && i < array_length(rows); i++) {
            size_t matched = words_match(text + at, text + length, rows[i].words);
            // The parser stops at one of the words, or at the first thing behind them.
            if (matched && at + matched + 24 >= stopped)
                return rows[i].meaning;
        }
    }
    return NULL;
}
