// Three tables: kinds of problems, statuses that SQL may raise, SQLSTATEs. A SQLSTATE is looked up
// whole, then by its class; what stands in no row is a fault of ours or of the design, 500, whose
// message only the log has.
//
// Names of constraints, tables and columns, and the values in PostgreSQL's messages, are never
// told: they are the schema's, and a detail such as "Key (email)=(...) already exists" says what is
// in rows that the caller may not see.
#include "serve/problem.h"

#include "base/json.h"

#define RETRY_SOON 1
#define RETRY_DOWN 2

static const struct problem_row rows[] = {
    {PROBLEM_NONE, 200, "none", "OK", NULL},
    {PROBLEM_MALFORMED, 400, "malformed_request", "Bad Request",
     "The request is not HTTP as it should be."},
    {PROBLEM_INVALID_INPUT, 400, "invalid_input", "Bad Request",
     "Some inputs are missing or not as the contract describes them."},
    {PROBLEM_INVALID_JSON, 400, "invalid_json", "Bad Request", "The body is not JSON."},
    {PROBLEM_INVALID_CURSOR, 400, "invalid_cursor", "Bad Request",
     "The cursor is none that this operation has given."},
    {PROBLEM_INVALID_VALUE, 400, "invalid_value", "Bad Request",
     "The database cannot take one of the values."},
    {PROBLEM_UNAUTHENTICATED, 401, "unauthenticated", "Unauthorized",
     "This needs a credential that was not sent."},
    {PROBLEM_INVALID_TOKEN, 401, "invalid_token", "Unauthorized", "The token is not valid."},
    {PROBLEM_EXPIRED_TOKEN, 401, "expired_token", "Unauthorized", "The token has expired."},
    {PROBLEM_TOKEN_NOT_YET, 401, "token_not_yet_valid", "Unauthorized",
     "The token is not valid yet."},
    {PROBLEM_TOKEN_ISSUER, 401, "wrong_issuer", "Unauthorized",
     "The token is of another issuer than the one that is asked for."},
    {PROBLEM_TOKEN_AUDIENCE, 401, "wrong_audience", "Unauthorized",
     "The token is meant for another audience."},
    {PROBLEM_TOKEN_ROLE, 401, "wrong_token_role", "Unauthorized",
     "The token's role is not one that may sign in here."},
    {PROBLEM_TOKEN_CLAIM, 401, "missing_claim", "Unauthorized",
     "The token lacks a claim that is asked for."},
    {PROBLEM_SUBJECT_NOT_UUID, 401, "subject_not_uuid", "Unauthorized",
     "The token's subject must be a UUID."},
    {PROBLEM_FORBIDDEN, 403, "forbidden", "Forbidden", "You may not do this."},
    {PROBLEM_NOT_FOUND, 404, "not_found", "Not Found", "There is no such thing."},
    {PROBLEM_NO_ROUTE, 404, "no_route", "Not Found", "There is nothing at this path."},
    {PROBLEM_METHOD_NOT_ALLOWED, 405, "method_not_allowed", "Method Not Allowed",
     "This path does not have this method."},
    {PROBLEM_NOT_ACCEPTABLE, 406, "not_acceptable", "Not Acceptable",
     "The answer is JSON, which the request does not accept."},
    {PROBLEM_TIMEOUT, 408, "request_timeout", "Request Timeout",
     "The request did not arrive in time."},
    {PROBLEM_CONFLICT, 409, "conflict", "Conflict", "There is one like it already."},
    {PROBLEM_REFERENCE, 409, "reference_conflict", "Conflict",
     "It refers to something that is not there, or something still refers to it."},
    {PROBLEM_TOO_LARGE, 413, "body_too_large", "Content Too Large", "The body is too large."},
    {PROBLEM_URI_TOO_LONG, 414, "uri_too_long", "URI Too Long", "The address is too long."},
    {PROBLEM_NOT_JSON, 415, "not_json", "Unsupported Media Type",
     "The body must be application/json, in UTF-8."},
    {PROBLEM_CHECK_FAILED, 422, "check_failed", "Unprocessable Content",
     "The values break a rule of the data."},
    {PROBLEM_RATE_LIMITED, 429, "rate_limited", "Too Many Requests",
     "These are more requests than the limit allows."},
    {PROBLEM_HEAD_TOO_LARGE, 431, "head_too_large", "Request Header Fields Too Large",
     "The request's headers are too large."},
    {PROBLEM_INTERNAL, 500, "internal", "Internal Server Error",
     "Something went wrong here; the log has it under the id in `instance`."},
    {PROBLEM_BUSY, 503, "busy", "Service Unavailable",
     "There is more to do than can be done now; nothing was changed.", RETRY_SOON},
    {PROBLEM_DATABASE_DOWN, 503, "database_unavailable", "Service Unavailable",
     "The database cannot be reached.", RETRY_DOWN},
    {PROBLEM_RETRY, 503, "retry", "Service Unavailable",
     "It met another request on the same data; nothing was changed. Try again.", RETRY_SOON},
    {PROBLEM_STOPPING, 503, "stopping", "Service Unavailable", "The service is being stopped.",
     RETRY_DOWN},
    {PROBLEM_DATABASE_TIMEOUT, 504, "database_timeout", "Gateway Timeout",
     "The database took too long."},
    {PROBLEM_RAISED, 500, "raised", "Refused", NULL},
};

// What SQL may raise as PTnnn. Another status of 400 to 599 has the row of its class.
static const struct raised_row {
    uint32_t status;
    const char *code, *title;
} raised_rows[] = {
    {400, "bad_request", "Bad Request"},
    {401, "unauthenticated", "Unauthorized"},
    {402, "payment_required", "Payment Required"},
    {403, "forbidden", "Forbidden"},
    {404, "not_found", "Not Found"},
    {405, "method_not_allowed", "Method Not Allowed"},
    {406, "not_acceptable", "Not Acceptable"},
    {409, "conflict", "Conflict"},
    {410, "gone", "Gone"},
    {412, "precondition_failed", "Precondition Failed"},
    {413, "too_large", "Content Too Large"},
    {415, "unsupported_media_type", "Unsupported Media Type"},
    {422, "unprocessable", "Unprocessable Content"},
    {423, "locked", "Locked"},
    {424, "failed_dependency", "Failed Dependency"},
    {425, "too_early", "Too Early"},
    {428, "precondition_required", "Precondition Required"},
    {429, "rate_limited", "Too Many Requests"},
    {451, "unavailable_for_legal_reasons", "Unavailable For Legal Reasons"},
    {500, "internal", "Internal Server Error"},
    {501, "not_implemented", "Not Implemented"},
    {502, "bad_gateway", "Bad Gateway"},
    {503, "unavailable", "Service Unavailable"},
    {504, "timeout", "Gateway Timeout"},
};
static const struct raised_row raised_client = {400, "refused", "Refused"};
static const struct raised_row raised_server = {500, "failed", "Failed"};

// Whole codes before their classes. Every refusal here means that the transaction was rolled back.
static const struct state_row {
    const char *sqlstate; // five characters, or the two of a class
    enum problem_kind kind;
    const char *what; // for docs/problems.md
} state_rows[] = {
    {"23505", PROBLEM_CONFLICT, "unique_violation"},
    {"23P01", PROBLEM_CONFLICT, "exclusion_violation"},
    {"23503", PROBLEM_REFERENCE, "foreign_key_violation"},
    {"23001", PROBLEM_REFERENCE, "restrict_violation"},
    {"23502", PROBLEM_CHECK_FAILED, "not_null_violation"},
    {"23514", PROBLEM_CHECK_FAILED, "check_violation"},
    {"44000", PROBLEM_CHECK_FAILED, "with_check_option_violation"},
    // RAISE EXCEPTION without a SQLSTATE is how triggers refuse what breaks a rule. Its text is
    // written for whoever reads the log as often as for the client, so only PTnnn has its text
    // shown.
    {"P0001", PROBLEM_CHECK_FAILED, "raise_exception: RAISE EXCEPTION without a SQLSTATE"},
    {"54000", PROBLEM_INVALID_VALUE, "program_limit_exceeded: a value too long for an index"},
    {"42501", PROBLEM_FORBIDDEN, "insufficient_privilege, also row security; 401 for anonymous"},
    {"40001", PROBLEM_RETRY, "serialization_failure"},
    {"40P01", PROBLEM_RETRY, "deadlock_detected"},
    {"55P03", PROBLEM_RETRY, "lock_not_available"},
    {"57014", PROBLEM_DATABASE_TIMEOUT, "query_canceled: statement_timeout"},
    {"57P01", PROBLEM_DATABASE_DOWN, "admin_shutdown"},
    {"57P02", PROBLEM_DATABASE_DOWN, "crash_shutdown"},
    {"57P03", PROBLEM_DATABASE_DOWN, "cannot_connect_now"},
    {"57P05", PROBLEM_DATABASE_DOWN, "idle_session_timeout"},
    {"25P03", PROBLEM_DATABASE_DOWN, "idle_in_transaction_session_timeout"},
    {"22", PROBLEM_INVALID_VALUE, "data exceptions: out of range, not of the type, too long"},
    {"08", PROBLEM_DATABASE_DOWN, "connection exceptions"},
    {"53", PROBLEM_BUSY, "insufficient resources: connections, memory, disk"},
};

const struct problem_row *problem_row(enum problem_kind kind)
{
    assert((size_t)kind < array_length(rows) && rows[kind].kind == kind);
    return &rows[kind];
}

static const struct raised_row *raised_find(uint32_t status)
{
    for (size_t i = 0; i < array_length(raised_rows); i++)
        if (raised_rows[i].status == status)
            return &raised_rows[i];
    return status < 500 ? &raised_client : &raised_server;
}

uint32_t problem_status(const struct problem *problem)
{
    return problem->kind == PROBLEM_RAISED ? problem->status : problem_row(problem->kind)->status;
}

const char *problem_code(const struct problem *problem)
{
    return problem->kind == PROBLEM_RAISED ? raised_find(problem->status)->code
                                           : problem_row(problem->kind)->code;
}

uint32_t problem_retry_after(const struct problem *problem)
{
    return problem->retry_after ? problem->retry_after : problem_row(problem->kind)->retry_after;
}

// The status of "PTnnn", or 0 where it is none that an answer may have.
static uint32_t raised_status(const char *sqlstate)
{
    if (!string_starts_with(sqlstate, "PT") || strlen(sqlstate) != 5 ||
        strspn(sqlstate + 2, "0123456789") != 3)
        return 0;
    uint32_t status = (uint32_t)strtoul(sqlstate + 2, NULL, 10);
    return status >= 400 && status <= 599 ? status : 0;
}

struct problem problem_of_failure(const struct pg_failure *failure, bool is_authenticated)
{
    const char *sqlstate = failure->sqlstate;
    struct problem problem = {.kind = PROBLEM_INTERNAL};
    uint32_t raised = raised_status(sqlstate);
    if (raised) {
        problem = (struct problem){.kind = PROBLEM_RAISED, .status = raised};
        problem.detail = failure->message && *failure->message ? failure->message : NULL;
        return problem;
    }
    for (size_t i = 0; i < array_length(state_rows); i++)
        if (strncmp(sqlstate, state_rows[i].sqlstate, strlen(state_rows[i].sqlstate)) == 0) {
            problem.kind = state_rows[i].kind;
            break;
        }
    if (problem.kind == PROBLEM_FORBIDDEN && !is_authenticated)
        problem.kind = PROBLEM_UNAUTHENTICATED;
    return problem;
}

static void faults_write(const struct input_faults *faults, struct json *json)
{
    json_key(json, "errors");
    json_array(json);
    for (uint32_t i = 0; i < faults->count; i++) {
        json_object(json);
        json_key_string(json, "pointer", faults->items[i].pointer);
        json_key_string(json, "detail", faults->items[i].detail);
        json_object_end(json);
    }
    json_array_end(json);
}

// UUIDs, which are what lintel makes, are URNs; an id of a proxy's own is a relative reference.
static void instance_write(const char *request_id, struct json *json)
{
    char instance[160];
    size_t length = strlen(request_id);
    bool is_uuid = length == 36 && strspn(request_id, "0123456789abcdefABCDEF-") == length;
    snprintf(instance, sizeof instance, "%s%s", is_uuid ? "urn:uuid:" : "#", request_id);
    json_key_string(json, "instance", instance);
}

void problem_write(const struct problem *problem, const char *request_id, struct text *out)
{
    const struct problem_row *row = problem_row(problem->kind);
    bool is_raised = problem->kind == PROBLEM_RAISED;
    const char *title = is_raised ? raised_find(problem->status)->title : row->title;
    struct json json;
    json_init(&json, out);
    json_object_compact(&json);
    json_key_string(&json, "type", "about:blank");
    json_key_string(&json, "title", title);
    json_key_number(&json, "status", problem_status(problem));
    json_key_string_if(&json, "detail", problem->detail ? problem->detail : row->detail);
    json_key_string(&json, "code", problem_code(problem));
    if (request_id && *request_id)
        instance_write(request_id, &json);
    if (problem->faults && problem->faults->count > 0) {
        faults_write(problem->faults, &json);
        json_key_boolean_if(&json, "errors_cut", problem->faults->is_cut);
    }
    json_key_string_if(&json, "outcome", problem->outcome);
    json_object_end(&json);
}

static void document_kinds(struct text *out)
{
    text_add(out, "| status | code | says | Retry-After |\n|---|---|---|---|\n");
    for (size_t i = 0; i < array_length(rows); i++) {
        if (rows[i].kind == PROBLEM_NONE || rows[i].kind == PROBLEM_RAISED)
            continue;
        text_format(out, "| %u | `%s` | %s | ", rows[i].status, rows[i].code, rows[i].detail);
        if (rows[i].kind == PROBLEM_RATE_LIMITED)
            text_add(out, "until one call is free |\n");
        else if (rows[i].retry_after)
            text_format(out, "%u s |\n", rows[i].retry_after);
        else
            text_add(out, "|\n");
    }
}

static void document_states(struct text *out)
{
    text_add(out, "| SQLSTATE | what | status | code |\n|---|---|---|---|\n");
    for (size_t i = 0; i < array_length(state_rows); i++) {
        const struct problem_row *row = problem_row(state_rows[i].kind);
        text_format(out, "| %s%s | %s | %u | `%s` |\n", state_rows[i].sqlstate,
                    strlen(state_rows[i].sqlstate) == 2 ? "..." : "", state_rows[i].what,
                    row->status, row->code);
    }
    text_format(out, "| any other | | %u | `%s` |\n", problem_row(PROBLEM_INTERNAL)->status,
                problem_row(PROBLEM_INTERNAL)->code);
}

static void document_raised(struct text *out)
{
    text_add(out, "| SQLSTATE | status | code |\n|---|---|---|\n");
    for (size_t i = 0; i < array_length(raised_rows); i++)
        text_format(out, "| PT%u | %u | `%s` |\n", raised_rows[i].status, raised_rows[i].status,
                    raised_rows[i].code);
    text_format(out, "| another of 400 to 499 | as raised | `%s` |\n", raised_client.code);
    text_format(out, "| another of 500 to 599 | as raised | `%s` |\n", raised_server.code);
}

void problem_write_documentation(struct text *out)
{
    text_add(out,
             "# Problems\n"
             "What a refused request is told: RFC 9457, `application/problem+json`. `code` is "
             "stable and what programs\n"
             "compare; `detail` is for people; `instance` is the request's id, under which the "
             "log has more. This page is\n"
             "written by `lintel docs` from the program's tables.\n\n"
             "```json\n"
             "{\"type\": \"about:blank\", \"title\": \"Bad Request\", \"status\": 400, "
             "\"detail\": \"...\", \"code\": \"invalid_input\",\n"
             " \"instance\": \"urn:uuid:...\", \"errors\": [{\"pointer\": \"/title\", \"detail\": "
             "\"longer than 200 characters\"}]}\n"
             "```\n\n"
             "`errors` lists every refused input (`errors_cut` is true where there were more). "
             "`outcome` is `unknown` where\n"
             "a write was sent and nobody can say whether it was done, `committed` where it was "
             "done and only the answer could not\n"
             "be given; without `outcome` a refused request has changed nothing.\n\n"
             "## Codes\n");
    document_kinds(out);
    text_add(out,
             "\n## What the database refuses\n"
             "Names of constraints and columns, and the database's own messages, are never in an "
             "answer. The log has the\n"
             "SQLSTATE, and the message where the fault is not the client's.\n\n");
    document_states(out);
    text_add(out, "\n## What a design's SQL raises\n"
                  "`RAISE EXCEPTION 'This to-do is not yours.' USING ERRCODE = 'PT403'` answers "
                  "that status; the message is the\n"
                  "`detail`. A PTnnn that is no status of 400 to 599 is 500 `internal`.\n\n");
    document_raised(out);
}
