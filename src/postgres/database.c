// Opens and closes: private or somebody's, then the comparison with the design. See database.h.
#include "postgres/comparison.h"
#include "postgres/database_part.h"
#include "postgres/load.h"
#include "postgres/snapshot.h"

static bool compare(const struct opening *opening, struct connection *connection,
                    struct error *error)
{
    struct database *database = opening->database;
    struct comparison comparison = {.arena = opening->arena, .design = opening->design};
    struct error reason;
    if (!database_expected(opening, database->server_version, &comparison.expected, &reason))
        return error_set(error,
                         "%.800s (the database cannot be compared with the design then; "
                         "--skip-comparison goes without)",
                         reason.message);
    if (!snapshot_take(connection, opening->arena, opening->design,
                       database->is_private ? "postgres" : NULL, &comparison.live, error))
        return false;
    bool is_equal = comparison_run(&comparison);
    list_each (const char *, difference, &comparison.differences)
        state_say(opening->state, "%s", difference);
    list_each (const char *, note, &comparison.notes)
        state_say(opening->state, "note: %s", note);
    if (is_equal)
        return true;
    const char *count =
        comparison.difference_count == 1
            ? "in 1 point"
            : arena_format(opening->arena, "in %u points", (unsigned)comparison.difference_count);
    if (!database->is_private)
        return error_set(error,
                         "the database is not what the design says, %s: change the one or the "
                         "other (--skip-comparison serves nevertheless)",
                         count);
    return error_set(error,
                     "the private database is not what the design says, %s: --fresh throws its "
                     "data away and makes it anew; to keep them, serve with --skip-comparison and "
                     "change it by hand meanwhile: psql -h %s -U postgres lintel",
                     count, cluster_socket(database->cluster));
}

static bool open_all(const struct opening *opening, struct error *error)
{
    struct database *database = opening->database;
    const struct database_options *options = opening->options;
    struct connection *connection;
    bool is_new = false;
    bool is_there = options->url ? database_open_remote(opening, error)
                                 : state_lock(opening->state, error) &&
                                       database_open_private(opening, &is_new, error);
    const char *string =
        database->is_private ? database->admin_string : database->connection_string;
    if (!is_there || !connection_open(&connection, string, SECONDS_TO_CONNECT, error))
        return false;
    database->server_version = connection_server_version(connection);
    // What was made from the design a moment ago is the design.
    bool is_good = is_new || options->is_uncompared || compare(opening, connection, error);
    connection_close(connection);
    // Whatever the database or the login say: names mean what they meant when they were checked.
    return is_good && connection_add_search_path(opening->arena, database->connection_string,
                                                 load_search_path(opening->design),
                                                 &database->connection_string, error);
}

bool database_open(struct database *database, struct arena *arena, struct design *design,
                   const struct database_options *options, struct error *error)
{
    *database = (struct database){.state = arena_make(arena, struct state)};
    struct opening opening = {
        .database = database,
        .arena = arena,
        .design = design,
        .options = options,
        .state = database->state,
    };
    if (!options->url && options->sets_up)
        return error_set(error, "--setup is for a database that --database names; the private one "
                                "is set up by itself");
    if (options->url && options->is_fresh)
        return error_set(error, "--fresh throws the private database's data away; it does nothing "
                                "to one that --database names");
    struct pg_variables taken;
    connection_environment_clear_meanings();
    if (!options->url) // for good: the private database is connected to again and again
        connection_environment_clear(arena, &taken);
    // Somebody else's database that is not compared needs no place of our own to write to.
    bool needs_state = !options->url || !options->is_uncompared;
    *database->state = (struct state){.lock = -1, .say = options->say, .context = options->context};
    if ((!needs_state || state_open(database->state, arena, options->path, options->say,
                                    options->context, error)) &&
        open_all(&opening, error))
        return true;
    database_close(database);
    return false;
}

static bool compare_only(const struct opening *opening, struct comparison *comparison,
                         struct error *error)
{
    struct connection *connection;
    const char *secured;
    bool is_local;
    struct error reason;
    if (!connection_secure(opening->arena, opening->options->url, opening->options->is_unverified,
                           &secured, &is_local, error) ||
        !connection_open(&connection, secured, SECONDS_TO_CONNECT, error))
        return false;
    uint32_t version = connection_server_version(connection);
    bool is_good = version >= POSTGRES_OLDEST * 10000;
    if (!is_good)
        error_set(error, "the database is PostgreSQL %u; lintel needs version %d or newer",
                  (unsigned)(version / 10000), POSTGRES_OLDEST);
    if (is_good && !database_expected(opening, version, &comparison->expected, &reason))
        is_good = error_set(error,
                            "%.800s (the database cannot be compared with the files then; without "
                            "them it is checked alone)",
                            reason.message);
    is_good = is_good && snapshot_take(connection, opening->arena, opening->design, NULL,
                                       &comparison->live, error);
    connection_close(connection);
    return is_good;
}

bool database_compare(struct comparison *comparison, struct arena *arena, struct design *design,
                      const struct database_options *options, struct error *error)
{
    struct state state = {.lock = -1, .say = options->say, .context = options->context};
    struct database database = {.state = &state};
    struct opening opening = {
        .database = &database,
        .arena = arena,
        .design = design,
        .options = options,
        .state = &state,
    };
    comparison->arena = arena;
    comparison->design = design;
    connection_environment_clear_meanings();
    bool is_good =
        state_open(&state, arena, options->path, options->say, options->context, error) &&
        compare_only(&opening, comparison, error);
    state_close(&state);
    if (is_good)
        (void)comparison_run(comparison);
    return is_good;
}

void database_close(struct database *database)
{
    (void)cluster_stop(database->cluster);
    if (database->state)
        state_close(database->state);
    *database = (struct database){0};
}
