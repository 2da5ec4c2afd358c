// The environment variables that libpq reads: all begin with PG. It reads them at each connection,
// so where they must not count they are not there.
#include <stdlib.h>

#include "postgres/connection.h"

extern char **environ;

// Those that libpq sends to the server as settings of the session. RESET goes back to them.
static const char *const meanings[] = {"PGDATESTYLE", "PGTZ", "PGGEQO"};

void connection_environment_clear(struct arena *arena, struct pg_variables *taken)
{
    *taken = (struct pg_variables){0};
    for (char **at = environ; at && *at; at++)
        if (string_starts_with(*at, "PG") && strchr(*at, '='))
            list_add(arena, taken, arena_copy_string(arena, *at));
    list_each (char *, variable, taken) {
        char *name = arena_copy_string(arena, variable);
        name[strcspn(name, "=")] = '\0';
        (void)unsetenv(name);
    }
}

void connection_environment_restore(const struct pg_variables *taken)
{
    list_each (char *, variable, taken) {
        char *value = strchr(variable, '=');
        *value = '\0';
        (void)setenv(variable, value + 1, 1);
        *value = '=';
    }
}

void connection_environment_clear_meanings(void)
{
    for (size_t at = 0; at < array_length(meanings); at++)
        (void)unsetenv(meanings[at]);
}
