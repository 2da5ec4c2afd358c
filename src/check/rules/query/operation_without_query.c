// An operation of the contract that no query has the name of: nothing would answer it.
#include "check/crossing.h"
#include "link/security.h"

enum { NEAREST_ASKED = 100 }; // so that thousands of operations cost no thousands of comparisons

// No name meets at all, and no manifest says that they should: the queries are another program's.
static void report_whole(struct check *check, uint32_t operations)
{
    const struct design_link *link = check->design->link;
    if (operations == 0)
        return;
    const struct operation *first = link->operations.items[0]->operation;
    check_report(check,
                 (struct finding){
                     .level = LEVEL_WARNING,
                     .place = first->contract->operations.items[0]->place,
                     .message = check_format(check,
                                             "none of the %u operations of %s has a query of its "
                                             "name, so none could be checked against the schema",
                                             operations, first->contract->file->path),
                     .help = "name each query as its operation: \"-- name: <operationId> :one\""});
}

static void report_one(struct check *check, const struct operation *operation, bool asks_nearest)
{
    const char *nearest = NULL;
    if (asks_nearest)
        list_each (struct named_query *, query, &check->design->queries)
            if (!query->part && !link_of_query(check->design->link, query))
                nearest = crossing_nearer(operation->id, nearest, query->name);
    const char *help =
        nearest ? check_format(check,
                               "the query \"%s\" is near; names must be equal to the letter: "
                               "\"-- name: %s\"",
                               nearest, operation->id)
                : check_format(check, "write its SQL under \"-- name: %s :one\" (or :many, :exec)",
                               operation->id);
    check_report(check, (struct finding){.place = operation->id_place,
                                         .message = check_format(
                                             check, "the operation %s has no query", operation->id),
                                         .label = "no query has this name",
                                         .object = operation->id,
                                         .help = help});
}

static void check(struct check *check)
{
    const struct design_link *link = check->design->link;
    uint32_t named = 0, reported = 0;
    list_each (struct operation_link *, each, &link->operations)
        named += each->operation->id != NULL;
    if (link->met == 0 && !check->design->manifest) {
        report_whole(check, named);
        return;
    }
    list_each (struct operation_link *, each, &link->operations)
        if (each->contender)
            check_undecided(check, each->operation->id_place,
                            check_format(check,
                                         "whether the query %s answers %s or %s: both have its "
                                         "name, so neither is compared with it",
                                         each->operation->id,
                                         security_route_text(check->scratch, each->operation),
                                         security_route_text(check->scratch, each->contender)));
        else if (!each->query && each->operation->id)
            report_one(check, each->operation, reported++ < NEAREST_ASKED);
}

RULE(query, operation_without_query, .level = LEVEL_ERROR,
     .summary = "an operation that no query has the name of",
     .explanation =
         "An operation is answered by the query of its name: operationId createTodo by \"-- name: "
         "createTodo :one\". Without it nothing answers the operation, and nothing of it can be "
         "checked: not its inputs, not its answer, not who may call it.\n"
         "\n"
         "Names are equal to the letter; the help names the nearest. Where there is no manifest "
         "and not one name meets, the queries belong to another program, and one warning says so "
         "for the whole. An operation without operationId is contract/operation-id's.",
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
              "      responses: {'200': {description: all}}\n"
              "    post:\n"
              "      operationId: createTodo\n"
              "      responses: {'201': {description: made}}\n",
     .right = "-- file: schema.sql\n"
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
              "      responses: {'200': {description: all}}\n",
     .source = "DESIGN: one operation, one query", .not_applicable = applies_both)
