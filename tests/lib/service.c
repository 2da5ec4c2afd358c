// What src/serve makes of a design, and what it answers, for tests/serve/test_service: everything
// between a request and its answer but HTTP, tokens and limits.
//
//   service PATH                 prints the endpoints, and what is refused or not enforced
//   service PATH DATABASE SETUP  loads the design into an empty database (SETUP: a superuser's
//                                connection string), describes it through DATABASE, prints the
//                                endpoints, and answers requests from standard input
//
//   request  = method SPACE target [TAB claims [TAB body]]      claims: a JSON object, or "-"
//   answer   = status TAB kind TAB body           kind: "ok", else the problem's code; then detail
//   "text OPERATION PATTERN" prints the text of the last statement's variant, "openapi" the
//   contract
//
// Exit 2: an error, in one line.
#include "base/loop.h"
#include "design/lookup.h"
#include "link/operation.h"
#include "postgres/bootstrap.h"
#include "postgres/load.h"
#include "read/project.h"
#include "serve/answer.h"
#include "serve/answer_value.h"
#include "serve/bind.h"
#include "serve/cursor.h"
#include "serve/variant.h"

struct run {
    struct arena *arena; // of one request
    struct service *service;
    struct loop *loop;
    struct pg_pool *pool;
    struct variants *variants;
    const struct endpoint *endpoint;
    struct problem judged;
    bool is_judged, is_done;
};

// ---- the design ---------------------------------------------------------------------------------------

static const char *secret(void *context, const char *name)
{
    (void)context;
    return strcmp(name, "UNSET") == 0 ? NULL : "a secret that only this test knows of, long enough";
}

static void complain(void *context, const char *line)
{
    (void)context;
    printf("refused: %s\n", line);
}

static const char *const sources[] = {
    [VALUE_INPUT] = "input",           [VALUE_BODY] = "body",
    [VALUE_CLAIMS] = "claims",         [VALUE_CLAIM] = "claim",
    [VALUE_CURSOR] = "cursor",         [VALUE_REQUEST_ID] = "request id",
    [VALUE_REQUEST_IP] = "request ip", [VALUE_REQUEST_TIME] = "request time",
};
static const char *const forms[] = {
    [VALUE_FORM_STRING] = "string",
    [VALUE_FORM_BOOLEAN] = "boolean",
    [VALUE_FORM_NUMBER] = "number",
    [VALUE_FORM_JSON] = "json",
    [VALUE_FORM_DATE] = "date",
    [VALUE_FORM_TIMESTAMP] = "timestamp",
    [VALUE_FORM_TIMESTAMP_ZONE] = "timestamp with zone",
    [VALUE_FORM_ARRAY] = "array",
    [VALUE_FORM_VECTOR] = "vector",
    [VALUE_FORM_COMPOSITE] = "composite",
    [VALUE_FORM_HSTORE] = "hstore",
};

static void print_statement(const struct service_statement *statement, const char *what)
{
    printf("  %s%s\n", what, statement->is_custom ? ", custom plans" : "");
    for (uint32_t at = 0; at < statement->parameter_count; at++) {
        const struct service_parameter *parameter = &statement->parameters[at];
        printf("    $%u %s %s%s%s%s\n", at + 1, sources[parameter->source],
               parameter->type_name ? parameter->type_name : "",
               parameter->may_be_absent ? ", may be absent" : "",
               parameter->is_varied ? ", varied" : "", parameter->is_page_limit ? ", + 1" : "");
    }
    for (uint32_t at = 0; at < statement->column_count; at++) {
        const struct service_column *column = &statement->columns[at];
        printf("    %s %s%s%s\n", column->name,
               column->form ? forms[column->form->kind] : "without a form",
               column->is_quoted ? ", quoted" : "", column->is_removed ? ", removed" : "");
    }
}

static void print_service(const struct service *service)
{
    static const char *const kinds[] = {
        [PG_READ] = "read", [PG_WRITE] = "write", [PG_EXCLUSIVE] = "exclusive"};
    for (uint32_t at = 0; at < service->endpoint_count; at++) {
        const struct endpoint *endpoint = service->endpoints[at];
        printf("%s %s %s: %u, %s, %u ms%s", endpoint->method, endpoint->path, endpoint->name,
               endpoint->status, kinds[endpoint->execution], endpoint->timeout,
               endpoint->needs_uuid_subject ? ", uuid" : "");
        for (uint32_t role = 0; role < endpoint->alternative_count; role++)
            printf(", %s", endpoint->alternatives[role].role);
        printf("\n");
        for (uint32_t of = 0; of < endpoint->statement_count; of++)
            print_statement(&endpoint->statements[of],
                            of == endpoint->answering ? "answers" : "statement");
        if (endpoint->count)
            print_statement(endpoint->count, "count");
    }
    list_each (const char *, sentence, &service->not_enforced)
        printf("not enforced: %s\n", sentence);
}

// ---- requests -----------------------------------------------------------------------------------------

static enum pg_decision decide(struct pg_group *group)
{
    struct run *run = group->owner;
    run->is_judged = answer_judge(run->endpoint, group, &run->judged);
    return run->is_judged ? PG_COMMIT : PG_ROLLBACK;
}

static void done(struct pg_group *group)
{
    struct run *run = group->owner;
    run->is_done = true;
    loop_stop(run->loop);
}

static void print_problem(const struct problem *problem)
{
    printf("%u\t%s\t%s", problem_status(problem), problem_code(problem),
           problem->detail ? problem->detail : "");
    for (uint32_t at = 0; problem->faults && at < problem->faults->count; at++)
        printf(" %s: %s;", problem->faults->items[at].pointer, problem->faults->items[at].detail);
    if (problem->log_detail)
        printf(" (%s)", problem->log_detail);
    printf("\n");
}

static bool execute(struct run *run, const struct bind_source *source, struct problem *problem,
                    struct text *body)
{
    struct pg_group group = {.kind = run->endpoint->execution,
                             .role = source->principal->role,
                             .statement_timeout = run->endpoint->timeout,
                             .deadline = loop_now(run->loop) + 10000,
                             .decide = decide,
                             .done = done,
                             .owner = run};
    if (!bind_group(run->variants, source, run->arena, &group, problem))
        return false;
    run->is_done = run->is_judged = false;
    pg_submit(run->pool, &group);
    while (!run->is_done)
        loop_run(run->loop);
    bool is_good = group.outcome == PG_DONE;
    if (group.outcome == PG_REFUSED)
        *problem = problem_of_failure(&group.failure, !source->principal->is_anonymous);
    else if (!is_good)
        *problem = (struct problem){.kind = PROBLEM_DATABASE_DOWN};
    if (problem->kind)
        problem->detail = arena_format(run->arena, "%s %s", group.failure.sqlstate,
                                       group.failure.message ? group.failure.message : "");
    if (is_good && group.kind == PG_EXCLUSIVE) {
        is_good = run->is_judged;
        *problem = run->judged;
    } else if (is_good) {
        is_good = answer_judge(run->endpoint, &group, problem);
    }
    if (is_good && !answer_write(run->service, run->endpoint, source->inputs, &group,
                                 INT64_C(1772355600123), body, problem))
        is_good = false;
    pg_release(&group);
    return is_good;
}

static bool answer(struct run *run, char *line, struct problem *problem, struct text *body)
{
    char *target = strchr(line, ' '), *claims = strchr(line, '\t');
    char *sent = claims ? strchr(claims + 1, '\t') : NULL;
    *target++ = '\0';
    if (claims)
        *claims++ = '\0';
    if (sent)
        *sent++ = '\0';
    char *query = strchr(target, '?');
    if (query)
        *query++ = '\0';
    struct route_match match = {0};
    route_find(run->service->routes, run->arena, line, target, &match);
    run->endpoint = match.endpoint;
    *problem = (struct problem){.kind = PROBLEM_NO_ROUTE};
    if (!match.endpoint)
        return false;
    struct inputs inputs = {0};
    struct cursor cursor = {0};
    struct json_fault fault;
    *problem = (struct problem){0};
    if (!inputs_read(match.endpoint, &match, NULL, query, sent ? sent : "", sent ? strlen(sent) : 0,
                     run->arena, &inputs, problem))
        return false;
    struct principal principal = {
        .role = match.endpoint->alternatives[0].role, .is_anonymous = true, .claims_text = ""};
    if (claims && strcmp(claims, "-") != 0) {
        principal.is_anonymous = false;
        principal.claims_text = claims;
        principal.claims = json_value_read(run->arena, claims, strlen(claims), &fault);
    }
    const struct json_value *page = match.endpoint->cursor_input == UINT32_MAX
                                        ? NULL
                                        : inputs.values[match.endpoint->cursor_input];
    if (page && !cursor_read(run->service, match.endpoint, run->arena, page->text, &cursor)) {
        *problem = (struct problem){.kind = PROBLEM_INVALID_CURSOR};
        return false;
    }
    struct bind_source source = {.endpoint = match.endpoint,
                                 .inputs = &inputs,
                                 .principal = &principal,
                                 .cursor = page ? &cursor : NULL,
                                 .request_id = "01900000-0000-7000-8000-000000000001",
                                 .address = "192.0.2.1",
                                 .time = INT64_C(1772355600123)};
    return execute(run, &source, problem, body);
}

static void print_text(struct run *run, char *line)
{
    char *name = line + 5, *pattern = strchr(name, ' ');
    if (!pattern)
        return;
    *pattern++ = '\0';
    for (uint32_t at = 0; at < run->service->endpoint_count; at++) {
        const struct endpoint *endpoint = run->service->endpoints[at];
        if (strcmp(endpoint->name, name) == 0)
            printf("%s\n", variant_text(&endpoint->statements[endpoint->statement_count - 1],
                                        strtoull(pattern, NULL, 10), run->arena));
    }
}

static void serve(struct service *service, const char *database)
{
    static char line[1 << 20];
    struct run run = {.service = service, .loop = loop_new(), .arena = arena_new()};
    struct pg_options options = {.connection_string = database,
                                 .read_connections = 1,
                                 .write_connections = 1,
                                 .read_depth = 4,
                                 .queue = 10};
    run.pool = pg_pool_new(run.loop, &options);
    run.variants = variants_new(service, run.pool);
    struct arena_mark start = arena_mark(run.arena);
    while (fgets(line, sizeof line, stdin)) {
        struct text body;
        struct problem problem = {0};
        line[strcspn(line, "\n")] = '\0';
        text_init(&body);
        if (string_starts_with(line, "text "))
            print_text(&run, line);
        else if (strcmp(line, "openapi") == 0)
            printf("%s\n", service->openapi);
        else if (answer(&run, line, &problem, &body))
            printf("%u\tok\t%s\n", run.endpoint->status, body.string);
        else
            print_problem(&problem);
        text_release(&body);
        arena_rewind(run.arena, start);
    }
    pg_pool_free(run.pool);
    variants_free(run.variants);
    loop_free(run.loop);
    arena_free(run.arena);
}

// ---- the program ----------------------------------------------------------------------------------------

static bool set_up(struct design *design, const char *database, struct error *error)
{
    struct connection *connection;
    if (!connection_open(&connection, database, 10, error))
        return false;
    bool is_loaded =
        bootstrap_run(connection, design, error) && load_schema(connection, design, error);
    connection_close(connection);
    return is_loaded;
}

static bool run(struct arena *arena, struct design *design, int count, char **words,
                struct error *error)
{
    struct project_paths paths = {0};
    struct project_options options = {.folder = folder_limits_default, .sql = sql_limits_default};
    struct project_report report = {0};
    struct service_options secrets = {.secret = secret};
    struct service *service;
    list_add(arena, &paths, words[1]);
    if (!project_read(design, &paths, &options, &report, error))
        return false;
    design_link(design);
    bool is_made = service_make(&service, arena, design, &secrets, complain, NULL);
    if (is_made && count == 4)
        is_made = set_up(design, words[3], error) &&
                  service_describe(service, words[2], complain, NULL, error);
    if (is_made) {
        print_service(service);
        printf("---\n");
        if (count == 4)
            serve(service, words[2]);
    }
    return is_made || error_set(error, "not served%s%s", error->message[0] ? ": " : "",
                                arena_copy_string(arena, error->message));
}

int main(int count, char **words)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (count != 2 && count != 4) {
        fprintf(stderr, "service PATH [DATABASE SETUP]\n");
        return 2;
    }
    struct error error = {""};
    struct arena *arena = arena_new();
    struct design *design = design_new();
    bool is_run = run(arena, design, count, words, &error);
    if (!is_run)
        printf("error: %s\n", error.message);
    design_free(design);
    arena_free(arena);
    return is_run ? 0 : 2;
}
