// A named query that no operation runs: a leftover, or a name that was meant to meet one.
#include "check/crossing.h"

enum { NEAREST_ASKED = 100 };

static const char *nearest_operation(struct check *check, const char *name)
{
    const char *nearest = NULL;
    list_each (struct operation_link *, each, &check->design->link->operations)
        if (!each->query && each->operation->id)
            nearest = crossing_nearer(name, nearest, each->operation->id);
    return nearest;
}

static bool is_of_operation(const struct design_link *link, const char *id)
{
    struct operation_link *found = map_get(&link->by_query, id);
    return found != NULL;
}

static void check(struct check *check)
{
    const struct design_link *link = check->design->link;
    uint32_t reported = 0;
    list_each (struct named_query *, query, &check->design->queries) {
        if (link_of_query(link, query) || (query->part && is_of_operation(link, query->base)))
            continue;
        const char *nearest =
            reported++ < NEAREST_ASKED ? nearest_operation(check, query->base) : NULL;
        check_report(
            check,
            (struct finding){
                .place = query->place,
                .message = check_format(check, "the query %s is of no operation", query->name),
                .label = "no operationId is this name",
                .object = query->name,
                .help = nearest ? check_format(check,
                                               "the operation \"%s\" has no query and is near; "
                                               "names must be equal to the letter",
                                               nearest)
                                : "remove it, or give the operation that it answers this "
                                  "operationId"});
    }
}

RULE(query, query_without_operation, .level = LEVEL_WARNING,
     .summary = "a named query that no operation runs",
     .explanation =
         "A query is run by the operation whose operationId is its name. One that none has is "
         "never run: a leftover, or a name with a slip in it. Queries of the form name.count "
         "belong to the operation `name`.\n"
         "\n"
         "The rule is silent where no query at all has an operation's name.",
     .wrong = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: listTodos :many\n"
              "SELECT id, title FROM todos ORDER BY id LIMIT 50;\n"
              "-- name: listOldTodos :many\n"
              "SELECT id, title FROM todos ORDER BY id LIMIT 50;\n"
              "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: todos, version: '1'}\n"
              "paths:\n"
              "  /todos:\n"
              "    get:\n"
              "      operationId: listTodos\n"
              "      responses: {'200': {description: all}}\n",
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
     .source = "DESIGN: one operation, one query", .not_applicable = applies_crossing)
