// A 2xx response that the query's answer cannot fill, several 2xx, or none. The kinds of queries
// are query/answer-kind's; both only say what link/operation_answer.c found.
#include "check/crossing.h"

static bool is_success(const struct response *response)
{
    return response->status == 2 || (response->status >= 200 && response->status < 300);
}

static void check_count(struct check *check, const struct operation_link *each)
{
    const struct operation *operation = each->operation;
    const struct response *first = NULL, *second = NULL;
    list_each (struct response *, response, &operation->responses)
        if (is_success(response)) {
            if (first && !second)
                second = response;
            first = first ? first : response;
        }
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = second ? second->place : operation->place,
            .message =
                second ? check_format(check,
                                      "%s declares several successful responses: %s "
                                      "and %s",
                                      operation->name, first->status_text, second->status_text)
                       : check_format(check, "%s declares no successful response", operation->name),
            .label = second ? "only one can be served" : "no 2xx among its responses",
            .object = operation->name,
            .help = second
                        ? "leave one 2xx; an operation that answers in two ways is two operations"
                        : "declare the one 2xx response that it answers with"});
    if (second)
        finding_relate(check, finding, first->place, "the first");
}

// The number of a response is the status: 2XX has none.
static void check_range(struct check *check, const struct operation_link *each)
{
    const struct response *response = each->answer.response;
    if (!response || response->status != 2)
        return;
    struct finding *finding = check_report(
        check,
        (struct finding){.place = response->place,
                         .message = check_format(check,
                                                 "%s declares its successful response as "
                                                 "%s: no number to answer with",
                                                 each->operation->name, response->status_text),
                         .label = "a range of statuses",
                         .object = each->operation->name,
                         .help = response->media.count
                                     ? "write the one status that it answers with: '200', "
                                       "or '201' where it makes something"
                                     : "write the one status that it answers with: '204'"});
    finding_relate(check, finding, each->query->place, "the query that answers");
}

static void check(struct check *check)
{
    list_each (struct operation_link *, each, &check->design->link->operations) {
        if (!each->query)
            continue;
        if (each->answer.success_count != 1) {
            check_count(check, each);
            continue;
        }
        check_range(check, each);
        if (each->answer.envelope == ENVELOPE_UNKNOWN && each->answer.reason)
            check_undecided(check, each->answer.response->place,
                            check_format(check, "whether the rows of %s fill the answer: %s",
                                         each->operation->name, each->answer.reason));
        list_each (struct answer_fault, fault, &each->answer.faults) {
            if (fault.is_kind)
                continue;
            struct finding *finding = check_report(
                check, (struct finding){.level = fault.is_required ? LEVEL_ERROR : LEVEL_WARNING,
                                        .place = fault.place,
                                        .message = fault.reason,
                                        .label = fault.is_required ? "required, and never there"
                                                                   : "never there",
                                        .object = each->operation->name,
                                        .help = fault.help});
            finding_relate(check, finding, each->query->place, "the query that answers");
        }
    }
}

RULE(
    contract, envelope, .level = LEVEL_ERROR,
    .summary = "a successful response that the query's answer cannot fill",
    .explanation =
        "An operation has exactly one 2xx response, whose number is the status (2XX has none), and "
        "the rows of its query fill it. An object "
        "for a `:one` query is the row; for a `:many` query it has one property that is an array, "
        "which holds the rows. Beside the rows, or inside one nested `meta`, stand only total, "
        "limit, offset, page, pages, next_cursor, has_more and timestamp, each where the SQL gives "
        "what it needs: total a query name.count, next_cursor a keyset of :cursor parameters. An "
        "operation that issues a token (x-lintel: {issues: session}) answers an object with "
        "`token` or `access_token`, and beside it only token_type and expires_in: the row's "
        "columns are the token's claims.\n"
        "\n"
        "A property that the contract requires and nothing fills would make every answer break "
        "the contract. One that is not required is a warning: clients wait for it in vain.",
    .wrong = "-- file: schema.sql\n"
             "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
             "-- file: queries.sql\n"
             "-- name: listTodos :many\n"
             "SELECT id, title FROM todos ORDER BY id LIMIT 50;\n"
             "# file: api.yaml\n"
             "openapi: 3.0.3\n"
             "info: {title: todos, version: '1'}\n"
             "paths:\n"
             "  /todos:\n"
             "    get:\n"
             "      operationId: listTodos\n"
             "      responses:\n"
             "        '200':\n"
             "          description: all\n"
             "          content:\n"
             "            application/json:\n"
             "              schema:\n"
             "                type: object\n"
             "                required: [data, total]\n"
             "                properties:\n"
             "                  data: {type: array, items: {type: object}}\n"
             "                  total: {type: integer}\n",
    .right = "-- file: schema.sql\n"
             "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
             "-- file: queries.sql\n"
             "-- name: listTodos :many\n"
             "SELECT id, title FROM todos ORDER BY id LIMIT 50;\n"
             "-- name: listTodos.count :one\n"
             "SELECT count(*) FROM todos;\n"
             "# file: api.yaml\n"
             "openapi: 3.0.3\n"
             "info: {title: todos, version: '1'}\n"
             "paths:\n"
             "  /todos:\n"
             "    get:\n"
             "      operationId: listTodos\n"
             "      responses:\n"
             "        '200':\n"
             "          description: all\n"
             "          content:\n"
             "            application/json:\n"
             "              schema:\n"
             "                type: object\n"
             "                required: [data, total]\n"
             "                properties:\n"
             "                  data: {type: array, items: {type: object}}\n"
             "                  total: {type: integer}\n",
    .source = "REQUESTS: answers", .not_applicable = applies_crossing)
