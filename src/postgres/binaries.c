// Asks every folder that has both programs for its version, and chooses.
#include <glob.h>
#include <signal.h>
#include <unistd.h>

#include "postgres/binaries.h"

#include "base/file.h"
#include "base/list.h"
#include "base/text.h"
#include "base/word.h"
#include "postgres/process.h"

static const char *const usual_places[] = {
    "/usr/lib/postgresql/*/bin",         // Debian, Ubuntu
    "/usr/pgsql-*/bin",                  // Red Hat, from PostgreSQL's own packages
    "/usr/lib/postgresql*/bin",          // SUSE, Gentoo
    "/usr/libexec/postgresql*",          // Alpine
    "/usr/local/pgsql/bin",              // built from source
    "/opt/homebrew/opt/postgresql*/bin", // macOS
    "/usr/local/opt/postgresql*/bin",
    "/Library/PostgreSQL/*/bin",
};
enum { SECONDS_TO_ANSWER = 10 };

struct binaries_list {
    LIST_FIELDS(struct binaries);
};

// "postgres (PostgreSQL) 15.3 (Debian 15.3-0)", "16beta1": the major version, 0 where it says none.
static uint32_t version_read(const char *output)
{
    const char *at = strstr(output, "(PostgreSQL) ");
    if (!at)
        return 0;
    unsigned long major = strtoul(at + strlen("(PostgreSQL) "), NULL, 10);
    return major < 1000 ? (uint32_t)major : 0;
}

// The version in the name of the folder above bin/: /usr/lib/postgresql/15/bin, /usr/pgsql-15/bin.
static uint32_t version_of_path(struct arena *arena, const char *program)
{
    char *path = arena_copy_string(arena, program);
    for (int levels = 0; levels < 2; levels++) { // the program, bin
        char *slash = strrchr(path, '/');
        if (!slash || (levels == 1 && strcmp(slash, "/bin") != 0))
            return 0;
        *slash = '\0';
    }
    size_t start = strlen(path);
    while (start && byte_is_digit(path[start - 1]))
        start--;
    bool is_release = start && path[start - 1] == '.'; // 15.4: that is asked
    unsigned long major = is_release ? 0 : strtoul(path + start, NULL, 10);
    return major < 1000 ? (uint32_t)major : 0;
}

// `wanted`: the one version that is looked for, 0 for any. Where the path says that it is this one,
// the program is not asked, which would take longer than all else here: a server refuses a data
// directory of another version by itself.
static void folder_try(struct arena *arena, const char *folder, uint32_t wanted,
                       struct binaries_list *found)
{
    struct binaries candidate = {
        .folder = folder,
        .postgres = file_join(arena, folder, "postgres"),
        .initdb = file_join(arena, folder, "initdb"),
    };
    // A relative folder of $PATH would mean another one after the server's change of folder.
    if (folder[0] != '/' || access(candidate.postgres, X_OK) != 0 ||
        access(candidate.initdb, X_OK) != 0)
        return;
    const char *real = file_real_path(arena, candidate.postgres);
    list_each (struct binaries, known, found)
        if (string_equal(file_real_path(arena, known.postgres), real))
            return;
    if (wanted && version_of_path(arena, real) == wanted) {
        candidate.major = wanted;
        list_add(arena, found, candidate);
        return;
    }
    const char *const arguments[] = {candidate.postgres, "--version", NULL};
    struct process_options options = {
        .arguments = arguments, .folder = "/", .death_signal = SIGKILL};
    int status;
    const char *output;
    struct error error;
    if (!process_run(arena, &options, SECONDS_TO_ANSWER, &status, &output, &error) || status != 0)
        return; // whatever it is, it is no server
    candidate.major = version_read(output);
    if (candidate.major)
        list_add(arena, found, candidate);
}

static void path_try(struct arena *arena, uint32_t wanted, struct binaries_list *found)
{
    const char *path = getenv("PATH");
    while (path && *path) {
        size_t length = strcspn(path, ":");
        folder_try(arena, arena_copy(arena, path, length), wanted, found);
        path += length + (path[length] == ':');
    }
}

static void usual_places_try(struct arena *arena, uint32_t wanted, struct binaries_list *found)
{
    for (size_t at = 0; at < array_length(usual_places); at++) {
        glob_t matches = {0};
        if (glob(usual_places[at], 0, NULL, &matches) == 0)
            for (size_t match = 0; match < matches.gl_pathc; match++)
                folder_try(arena, arena_copy_string(arena, matches.gl_pathv[match]), wanted, found);
        globfree(&matches);
    }
}

static void pg_config_try(struct arena *arena, uint32_t wanted, struct binaries_list *found)
{
    const char *const arguments[] = {"/usr/bin/env", "pg_config", "--bindir", NULL};
    struct process_options options = {
        .arguments = arguments, .folder = "/", .death_signal = SIGKILL};
    int status;
    const char *output;
    struct error error;
    if (process_run(arena, &options, SECONDS_TO_ANSWER, &status, &output, &error) && status == 0)
        folder_try(arena, arena_copy(arena, output, strcspn(output, "\n")), wanted, found);
}

static const struct binaries *binaries_choose(const struct binaries_list *found, uint32_t major)
{
    const struct binaries *best = NULL;
    for (uint32_t at = 0; at < found->count; at++) {
        const struct binaries *each = &found->items[at];
        bool fits = major ? each->major == major : each->major >= POSTGRES_OLDEST;
        if (fits && (!best || each->major > best->major))
            best = each;
    }
    return best;
}

static bool none_fits(const struct binaries_list *found, uint32_t major, struct error *error)
{
    struct text there;
    text_init(&there);
    list_each (struct binaries, each, found)
        text_format(&there, "%s%u in %s", there.length ? ", " : "", (unsigned)each.major,
                    each.folder);
    const char *where = getenv("LINTEL_POSTGRES_BIN");
    if (major)
        error_set(error,
                  "the server programs of PostgreSQL %u are needed and not on this machine%s%s%s: "
                  "install them (Debian, Ubuntu: apt install postgresql-%u)",
                  (unsigned)major, there.length ? " (there is " : "",
                  there.length ? there.string : "", there.length ? ")" : "", (unsigned)major);
    else
        error_set(error,
                  "no PostgreSQL server of version %d or newer %s%s%s%s%s: install one (Debian, "
                  "Ubuntu: apt install postgresql; Fedora: dnf install postgresql-server; macOS: "
                  "brew install postgresql), or name a running database with --database URL",
                  POSTGRES_OLDEST, where ? "in $LINTEL_POSTGRES_BIN, " : "on this machine",
                  where ? where : "", there.length ? " (there is " : "",
                  there.length ? there.string : "", there.length ? ")" : "");
    text_release(&there);
    return false;
}

bool binaries_find(struct arena *arena, uint32_t major, struct binaries *binaries,
                   struct error *error)
{
    struct binaries_list found = {0};
    const char *only = getenv("LINTEL_POSTGRES_BIN");
    if (only) {
        folder_try(arena, arena_copy_string(arena, only), major, &found);
    } else {
        path_try(arena, major, &found);
        if (!major || !binaries_choose(&found, major))
            usual_places_try(arena, major, &found);
        if (!binaries_choose(&found, major))
            pg_config_try(arena, major, &found);
    }
    const struct binaries *best = binaries_choose(&found, major);
    if (!best)
        return none_fits(&found, major, error);
    *binaries = *best;
    return true;
}
