// lintel serve: checks a design, refuses it on a blocking finding, brings its database up, and
// answers requests until it is told to stop.
#include <signal.h>
#include <unistd.h>

#include "checked.h"
#include "options.h"
#include "postgres/cluster.h"
#include "postgres/database.h"
#include "serve/log.h"
#include "serve/proxy.h"
#include "serve/server.h"
#include "serve/token.h"

struct serve_request {
    const char *listen, *workers, *connections, *grace;
    struct option_words proxies, paths;
    bool is_quiet;
    struct database_options database;
};

struct serving {
    struct arena *arena;
    struct design *design;
    struct checked checked;
    struct database database;
    struct service *service;
    struct server_options server;
};

// ---- the command line -------------------------------------------------------------------------------

static bool read_number(const char *option, const char *text, uint32_t least, uint32_t most,
                        uint32_t *number)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || value < least || value > most) {
        complain("--%s needs a number from %u to %u, not \"%s\"", option, least, most, text);
        return false;
    }
    *number = (uint32_t)value;
    return true;
}

//   listen = [address ":"] port, address = IPv4 | "[" IPv6 "]"
static bool read_listen(struct arena *arena, const char *text, struct http_options *http)
{
    const char *colon = strrchr(text, ':');
    const char *port = colon ? colon + 1 : text;
    size_t length = colon ? (size_t)(colon - text) : 0;
    bool is_six = length > 1 && text[0] == '[' && text[length - 1] == ']';
    if (colon && !is_six && memchr(text, ':', length)) {
        complain("--listen %s: write an IPv6 address in brackets: [::1]:8080", text);
        return false;
    }
    http->address =
        length == 0 ? "127.0.0.1" : arena_copy(arena, text + is_six, length - 2 * (size_t)is_six);
    struct network ignored;
    struct error error;
    if (!network_read(arena, http->address, &ignored, &error)) {
        complain("--listen %s: %s is no IP address", text, http->address);
        return false;
    }
    uint32_t number;
    if (!read_number("listen", port, 0, UINT16_MAX, &number))
        return false;
    http->port = (uint16_t)number;
    return true;
}

static bool read_proxies(struct arena *arena, const struct option_words *words,
                         struct proxies *proxies)
{
    struct error error;
    list_each (const char *, word, words) {
        if (!proxies_add(arena, proxies, word, &error)) {
            complain("--trusted-proxy: %s", error.message);
            return false;
        }
    }
    return true;
}

// How many connections each worker has: a quarter for reads, of which each carries many at once;
// the rest for writes, which wait for the disk.
static bool read_connections(const struct serve_request *request, struct server_options *server)
{
    uint32_t connections;
    if (!read_number("connections", request->connections, 2, 200, &connections))
        return false;
    server->database.read_connections = connections / 4 ? connections / 4 : 1;
    server->database.write_connections = connections - server->database.read_connections;
    return true;
}

static enum options_outcome read_request(struct arena *arena, const struct verb *verb, int count,
                                         char **arguments, struct serve_request *request,
                                         struct server_options *server)
{
    struct database_options *database = &request->database;
    const struct option table[] = {
        {"listen", "ADDRESS:PORT", "where to listen (127.0.0.1:8080)", .word = &request->listen},
        {"workers", "N", "threads, each with connections of its own (1)",
         .word = &request->workers},
        {"connections", "N", "connections to the database of each worker (16)",
         .word = &request->connections},
        {"database", "URL", "serve from this PostgreSQL; else from a private one",
         .word = &database->url},
        {"setup", NULL, "with --database: put roles and schema into it, if it is empty",
         .flag = &database->sets_up},
        {"fresh", NULL, "throw the private database's data away first",
         .flag = &database->is_fresh},
        {"skip-comparison", NULL, "serve without comparing the database with the design",
         .flag = &database->is_uncompared},
        {"insecure-tls", NULL, "with --database: do not verify the server's certificate",
         .flag = &database->is_unverified},
        {"trusted-proxy", "ADDRESS",
         "believe this proxy's X-Forwarded-For and X-Request-Id; a network as 10.0.0.0/8",
         .words = &request->proxies},
        {"grace", "SECONDS", "how long requests in flight may take when stopping (10)",
         .word = &request->grace},
        {"quiet", NULL, "no log line per request, but for faults of the server",
         .flag = &request->is_quiet},
        {0},
    };
    enum options_outcome outcome =
        options_read(arena, verb, table, count, arguments, &request->paths);
    if (outcome != OPTIONS_READ)
        return outcome;
    if (request->paths.count > 1) {
        complain("serve takes one design, not %u", request->paths.count);
        return OPTIONS_WRONG;
    }
    if (request->paths.count == 0)
        list_add(arena, &request->paths, ".");
    const char *conflict = database->url && database->is_fresh
                               ? "--fresh throws data away: only of the private database"
                           : !database->url && database->sets_up
                               ? "--setup is for --database; the private database sets itself up"
                           : !database->url && database->is_unverified
                               ? "--insecure-tls is for --database; to the private database there "
                                 "is no network"
                               : NULL;
    if (conflict) {
        complain("%s", conflict);
        return OPTIONS_WRONG;
    }
    return read_listen(arena, request->listen, &server->http) &&
                   read_number("workers", request->workers, 1, 64, &server->workers) &&
                   read_number("grace", request->grace, 0, 3600, &server->grace_seconds) &&
                   read_connections(request, server) &&
                   read_proxies(arena, &request->proxies, &server->proxies)
               ? OPTIONS_READ
               : OPTIONS_WRONG;
}

// ---- the steps --------------------------------------------------------------------------------------

// What `check` would print, on standard error.
static void say_refusal(const struct serving *serving)
{
    const struct run *run = &serving->checked.run;
    struct report report = {
        .run = run,
        .coverage = coverage_make(&serving->checked.run, &serving->checked.project),
    };
    struct text out;
    text_init(&out);
    report_write(report_format_find("text"), &report, &out);
    fwrite(out.string, 1, out.length, stderr);
    text_release(&out);
    complain("not served: %u blocking finding%s; `lintel check` says the same", run->errors,
             run->errors == 1 ? "" : "s");
}

static void say_line(void *context, const char *line)
{
    (void)context;
    log_event(LOG_INFO, "%s", line);
}

static void say_complaint(void *context, const char *line)
{
    (void)context;
    log_event(LOG_ERROR, "%s", line);
}

static void say_database(void *context, const char *line)
{
    (void)context;
    log_event(LOG_WARNING, "database: %s", line);
}

static bool serving_check(struct serving *serving, const struct serve_request *request,
                          struct error *error)
{
    struct project_paths paths = {request->paths.items, request->paths.count, 0};
    struct profile_names profiles = {0};
    struct project_options options = {.folder = folder_limits_default, .sql = sql_limits_default};
    return checked_read(&serving->checked, serving->arena, serving->design, &paths, &options,
                        &profiles, error) &&
           checked_has_something(&serving->checked, error);
}

static bool serving_connections_fit(struct serving *serving, struct error *error)
{
    uint32_t each =
        serving->server.database.read_connections + serving->server.database.write_connections;
    uint32_t wanted = each * serving->server.workers;
    if (wanted <= serving->database.connection_limit)
        return true;
    return error_set(error,
                     "%u workers with %u connections each are %u, and the database allows %u: use "
                     "--connections or --workers",
                     serving->server.workers, each, wanted, serving->database.connection_limit);
}

// Where the design's secrets come from: token_secret_find.
struct secret_source {
    struct arena *arena;
    const char *directory; // NULL: another's database
    LIST(const char *) said;
};

// Several schemes may name the same secret: it is spoken of once.
static bool is_said(struct secret_source *source, const char *name)
{
    list_each (const char *, said, &source->said)
        if (strcmp(said, name) == 0)
            return true;
    list_add(source->arena, &source->said, name);
    return false;
}

static const char *find_secret(void *context, const char *name)
{
    struct secret_source *source = context;
    const char *secret;
    bool is_development;
    struct error error;
    if (!token_secret_find(source->arena, name, source->directory, &secret, &is_development,
                           &error)) {
        if (!is_said(source, name))
            log_event(LOG_ERROR, "%s", error.message);
        return NULL;
    }
    if (is_development && !is_said(source, name))
        log_event(LOG_INFO, "%s is not set: a development secret is used (`lintel token`)", name);
    return secret;
}

static void cluster_tick(void *context)
{
    cluster_check(context);
}

static bool prepare_database(struct serving *serving, const struct serve_request *request,
                             struct error *error)
{
    const struct database_options *options = &request->database;
    if (!database_open(&serving->database, serving->arena, serving->design, options, error) ||
        !serving_connections_fit(serving, error))
        return false;
    if (options->is_uncompared)
        log_event(LOG_WARNING, "the database was not compared with the design: whether it protects "
                               "the rows as the design says, nobody knows");
    serving->server.database.connection_string = serving->database.connection_string;
    return true;
}

static bool prepare_service(struct serving *serving, const struct serve_request *request,
                            struct error *error)
{
    struct secret_source secrets = {.arena = serving->arena};
    struct service_options options = {.secret = find_secret, .context = &secrets};
    const char *path = request->paths.items[0];
    if (!request->database.url && !state_directory(serving->arena, path, &secrets.directory, error))
        return false;
    if (!service_make(&serving->service, serving->arena, serving->design, &options, say_complaint,
                      NULL))
        return error_set(error, "%s: not served, for the reasons above", path);
    list_each (const char *, line, &serving->service->not_enforced)
        log_event(LOG_WARNING, "declared, not enforced: %s", line);
    return true;
}

// Of another's database nothing is touched before the design is known to be served. The private one
// comes first: the secrets for trying it out lie beside its data.
static bool serving_prepare(struct serving *serving, const struct serve_request *request,
                            struct error *error)
{
    bool is_prepared =
        request->database.url
            ? prepare_service(serving, request, error) && prepare_database(serving, request, error)
            : prepare_database(serving, request, error) && prepare_service(serving, request, error);
    return is_prepared && service_describe(serving->service, serving->database.connection_string,
                                           say_complaint, NULL, error);
}

static int serving_run(struct serving *serving, struct serve_request *request)
{
    struct error error;
    if (!serving_check(serving, request, &error))
        return complain("%s", error.message);
    checked_run(&serving->checked, serving->arena, NULL);
    if (serving->checked.run.errors) {
        say_refusal(serving);
        return EXIT_FINDINGS;
    }
    request->database.path = request->paths.items[0];
    request->database.say = say_line;
    int status = EXIT_IMPOSSIBLE;
    if (serving_prepare(serving, request, &error)) {
        if (serving->database.is_private) {
            serving->server.tick = cluster_tick;
            serving->server.tick_context = serving->database.cluster;
        }
        if (server_run(serving->service, &serving->server, &error))
            status = EXIT_CLEAN;
    }
    database_close(&serving->database);
    if (status != EXIT_CLEAN)
        complain("%s", error.message);
    return status;
}

int verb_serve(const struct verb *verb, int count, char **arguments)
{
    struct serve_request request = {
        .listen = "127.0.0.1:8080", .workers = "1", .connections = "16", .grace = "10"};
    struct serving serving = {
        .arena = arena_new(),
        .server = {.http = {.connections = 4096,
                            .connections_per_address = 1024,
                            .head_bytes = 8 * 1024,
                            .bodies_bytes = (size_t)64 << 20,
                            .head_seconds = 10,
                            .body_seconds = 30,
                            .idle_seconds = 75,
                            .answer_seconds = 30},
                   .database = {.read_depth = 16, .queue = 1024, .log = say_database}}};
    enum options_outcome outcome =
        read_request(serving.arena, verb, count, arguments, &request, &serving.server);
    int status = outcome == OPTIONS_HELPED ? EXIT_CLEAN : EXIT_IMPOSSIBLE;
    if (outcome == OPTIONS_READ) {
        serving.server.is_quiet = request.is_quiet;
        heap_give_back();
        serving.design = design_new();
        signal(SIGPIPE, SIG_IGN); // of the log's reader, or a client: neither ends the server
        log_start(LOG_INFO, !isatty(STDERR_FILENO));
        status = serving_run(&serving, &request);
        design_free(serving.design);
    }
    arena_free(serving.arena);
    return status;
}
