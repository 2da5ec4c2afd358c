// The private database: made once, in a folder `making` that becomes `database` when the design is
// in it and all of it is on the disk. A start that is interrupted at any point leaves either no
// database or a whole one.
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "postgres/database_part.h"

enum { CONNECTIONS_KEPT_BACK = 10 }; // of CLUSTER_CONNECTIONS: the superuser's, and somebody's psql

static const char *in_state(const struct opening *opening, const char *name)
{
    return file_join(opening->arena, opening->state->directory, name);
}

// initdb, the design, a shutdown in order, the disk, and only then its name.
static bool fill(const struct opening *opening, const struct binaries *binaries, const char *making,
                 const char **snapshot, uint32_t *version, struct error *error)
{
    const struct state *state = opening->state;
    struct cluster *cluster;
    struct connection *connection;
    if (!cluster_make(state, binaries, making, error) ||
        !cluster_start(&cluster, state, binaries, making, false, error))
        return false;
    bool is_made =
        database_make_design(opening, cluster, snapshot, error) &&
        connection_open(&connection, cluster_string(cluster, opening->arena, "postgres", "lintel"),
                        SECONDS_TO_CONNECT, error);
    if (is_made) {
        *version = connection_server_version(connection);
        connection_close(connection);
    }
    bool is_clean = cluster_stop(cluster);
    if (is_made && !is_clean)
        return error_set(error, "%s: the new database did not shut down in order (its log: %s/log)",
                         making, making);
    return is_made && cluster_sync(state, binaries, making, error);
}

// With --fresh the old one goes only now, when the new one is whole; and under a name of its own,
// so that a start which ends halfway leaves no half of it in its place.
static bool database_put(const struct opening *opening, const char *making, const char *home,
                         struct error *error)
{
    const struct state *state = opening->state;
    const char *removed = in_state(opening, "removed");
    struct error second;
    if (!cluster_end(state, home, error))
        return false;
    if (rename(home, removed) != 0 && errno != ENOENT)
        return error_set(error, "%s: cannot be renamed to %s: %s", home, removed, strerror(errno));
    if (rename(making, home) != 0)
        return error_set(error, "%s: cannot be renamed to %s: %s", making, home, strerror(errno));
    state_sync_folder(state->directory);
    if (!state_remove(removed, &second)) // the next start tries again
        state_say(state, "%s", second.message);
    return true;
}

static bool database_make(const struct opening *opening, const char *home, struct error *error)
{
    const struct state *state = opening->state;
    const char *making = in_state(opening, "making");
    const char *snapshot = NULL;
    uint32_t version = 0;
    struct binaries binaries;
    if (!binaries_find(opening->arena, 0, &binaries, error) ||
        !cluster_remove(state, making, error))
        return false;
    state_say(state, "making the private database with PostgreSQL %u", (unsigned)binaries.major);
    if (!fill(opening, &binaries, making, &snapshot, &version, error)) {
        struct error second;
        if (!cluster_remove(state, making, &second)) // its rest is removed at the next start
            state_say(state, "%s", second.message);
        return false;
    }
    if (!database_put(opening, making, home, error))
        return false;
    database_remember(opening, version, snapshot);
    return true;
}

// --fresh throws away what lintel has made, and nothing else that lies under its name.
static bool home_is_ours(const struct opening *opening, const char *home, struct error *error)
{
    struct stat found;
    if (lstat(home, &found) != 0)
        return errno == ENOENT ||
               error_set(error, "%s: cannot be looked at: %s", home, strerror(errno));
    const char *version = file_join(opening->arena, home, "data/PG_VERSION");
    const char *control = file_join(opening->arena, home, "data/global/pg_control");
    if (S_ISDIR(found.st_mode) && (lstat(version, &found) == 0 || lstat(control, &found) == 0))
        return true;
    return error_set(error,
                     "%s: holds no database, so it is not for --fresh to throw away: move it away "
                     "yourself",
                     home);
}

// What is there. `is_there` false: nothing.
static bool database_look(const struct opening *opening, const char *home,
                          struct binaries *binaries, bool *is_there, struct error *error)
{
    struct file_status status;
    uint32_t major;
    if (!file_look(home, &status, error) || !cluster_version(opening->state, home, &major, error))
        return false;
    *is_there = status.kind != FILE_ABSENT;
    if (!*is_there)
        return true;
    struct error reason;
    if (major == 0)
        return error_set(error, "%s: holds no database, though something is there: move it away",
                         home);
    if (major < POSTGRES_OLDEST)
        error_set(&reason, "lintel needs version %d or newer", POSTGRES_OLDEST);
    else if (binaries_find(opening->arena, major, binaries, &reason))
        return true;
    return error_set(error,
                     "the private database in %s was made by PostgreSQL %u and is left as it is: "
                     "%s; or throw its data away with --fresh",
                     home, (unsigned)major, reason.message);
}

bool database_open_private(const struct opening *opening, bool *is_new, struct error *error)
{
    struct database *database = opening->database;
    const struct state *state = opening->state;
    const char *home = in_state(opening, "database");
    struct binaries binaries;
    bool is_there = false;
    *is_new = false;
    if (!state_remove(in_state(opening, "removed"), error)) // of a --fresh that was killed
        return false;
    if (opening->options->is_fresh ? !home_is_ours(opening, home, error)
                                   : !database_look(opening, home, &binaries, &is_there, error))
        return false;
    if (!is_there) {
        if (!database_make(opening, home, error) ||
            !database_look(opening, home, &binaries, &is_there, error))
            return false;
        *is_new = true;
    }
    if (!cluster_start(&database->cluster, state, &binaries, home, true, error))
        return false;
    state_say(state,
              "private database: PostgreSQL %u, its data in %s, run by the user %s, "
              "process %ld",
              (unsigned)binaries.major, home, state->user.name,
              (long)cluster_process(database->cluster));
    database->is_private = true;
    database->connection_limit = CLUSTER_CONNECTIONS - CONNECTIONS_KEPT_BACK;
    database->admin_string =
        cluster_string(database->cluster, opening->arena, "postgres", "lintel");
    database->connection_string =
        cluster_string(database->cluster, opening->arena, "authenticator", "lintel");
    return true;
}
