// lintel version: its own, and that of the PostgreSQL whose parser is inside.
#include "options.h"
#include "read/sql.h"

int verb_version(const struct verb *verb, int count, char **arguments)
{
    const struct option table[] = {{0}};
    struct arena *arena = arena_new();
    struct option_words rest = {0};
    enum options_outcome outcome = options_read(arena, verb, table, count, arguments, &rest);
    int status = EXIT_CLEAN;
    if (outcome == OPTIONS_WRONG)
        status = EXIT_IMPOSSIBLE;
    else if (rest.count)
        status = complain("version takes no argument");
    else if (outcome == OPTIONS_READ)
        printf("lintel %s (PostgreSQL %s)\n", LINTEL_VERSION, sql_parser_version());
    arena_free(arena);
    return status;
}
