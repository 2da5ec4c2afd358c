// The design in a database of lintel's own, and the catalog that it gives there. That catalog is
// kept in the state under a name made of everything that it depends on: what is loaded, the
// server's version, lintel's, and the query that reads it.
#include <unistd.h>

#include "base/embedded.h"
#include "base/file.h"
#include "postgres/bootstrap.h"
#include "postgres/comparison.h"
#include "postgres/database_part.h"
#include "postgres/load.h"
#include "postgres/snapshot.h"

static const uint64_t largest_snapshot = UINT64_C(256) << 20;

static bool database_create(struct cluster *cluster, struct arena *arena, struct error *error)
{
    struct connection *connection;
    if (!connection_open(&connection, cluster_string(cluster, arena, "postgres", "postgres"),
                         SECONDS_TO_CONNECT, error))
        return false;
    bool is_made = connection_run(connection, "CREATE DATABASE lintel", arena, NULL, error);
    connection_close(connection);
    return is_made;
}

static bool design_make(const struct opening *opening, struct cluster *cluster,
                        const char **snapshot, struct error *error)
{
    struct connection *connection;
    struct arena *arena = opening->arena;
    if (!database_create(cluster, arena, error) ||
        !connection_open(&connection, cluster_string(cluster, arena, "postgres", "lintel"),
                         SECONDS_TO_CONNECT, error))
        return false;
    bool is_made = bootstrap_run(connection, opening->design, error) &&
                   load_schema(connection, opening->design, error) &&
                   snapshot_take(connection, arena, opening->design, "postgres", snapshot, error);
    connection_close(connection);
    return is_made;
}

bool database_make_design(const struct opening *opening, struct cluster *cluster,
                          const char **snapshot, struct error *error)
{
    if (design_make(opening, cluster, snapshot, error))
        return true;
    // A server that has no room for its log ends, and to its clients just goes away.
    struct error reason = *error;
    return cluster_disk_is_full(cluster)
               ? error_set(error, "%.900s; the disk is full, or nearly so", reason.message)
               : false;
}

// ---- remembering ------------------------------------------------------------------------------------

static const char *folder_of_loaded(const struct opening *opening)
{
    return file_join(opening->arena, opening->state->directory, "loaded");
}

static const char *name_of_loaded(const struct opening *opening, uint32_t server_version)
{
    const struct embedded *query = embedded_find("src/postgres/snapshot.sql");
    return arena_format(opening->arena, "%s-%u-%s-%016llx",
                        load_fingerprint(opening->arena, opening->design), (unsigned)server_version,
                        LINTEL_VERSION, (unsigned long long)state_hash(query ? query->bytes : ""));
}

void database_remember(const struct opening *opening, uint32_t server_version, const char *snapshot)
{
    const char *folder = folder_of_loaded(opening);
    const char *name = name_of_loaded(opening, server_version);
    const char *path = file_join(opening->arena, folder, name);
    struct error error;
    struct file_entries entries;
    if (!state_make_folder(opening->state, folder, 0700, false, &error) ||
        !state_write(opening->state, path, snapshot, strlen(snapshot), &error)) {
        state_say(opening->state, "%s (the next start loads the design again)", error.message);
        return;
    }
    if (file_list(opening->arena, folder, &entries, &error))
        list_each (struct file_entry, entry, &entries)
            if (!string_equal(entry.name, name)) // of an earlier design
                (void)unlink(file_join(opening->arena, folder, entry.name));
}

bool database_expected(const struct opening *opening, uint32_t server_version,
                       const char **snapshot, struct error *error)
{
    const char *path = file_join(opening->arena, folder_of_loaded(opening),
                                 name_of_loaded(opening, server_version));
    struct file_bytes bytes;
    struct error unread;
    if (file_read(opening->arena, path, (struct file_limit){.bytes = largest_snapshot}, &bytes,
                  &unread) &&
        bytes.length > 0) {
        *snapshot = bytes.bytes;
        return true;
    }
    state_say(opening->state, "loading the design into a scratch database, to compare");
    struct cluster *scratch;
    if (!cluster_scratch(&scratch, opening->state, server_version / 10000, error))
        return false;
    struct pg_variables taken; // they are meant for the database that --database names
    connection_environment_clear(opening->arena, &taken);
    bool is_made = database_make_design(opening, scratch, snapshot, error);
    connection_environment_restore(&taken);
    (void)cluster_stop(scratch);
    if (is_made)
        database_remember(opening, server_version, *snapshot);
    return is_made;
}
