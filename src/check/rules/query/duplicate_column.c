// Two columns of one name in an answer: a JSON object holds each name once, so one of them would be
// lost, or a client would read either. The server refuses such a query when it starts.
#include "check/crossing.h"

// How many columns before this one have its name; *first is the first of them.
static uint32_t named_before(const struct statement_link *rows, uint32_t at, uint32_t *first)
{
    uint32_t count = 0;
    for (uint32_t before = 0; before < at; before++)
        if (string_equal(rows->answer.items[before].name, rows->answer.items[at].name))
            if (count++ == 0)
                *first = before;
    return count;
}

static bool is_answered_as_object(const struct operation_link *each)
{
    enum envelope envelope = each->answer.envelope;
    return each->query && each->answers && envelope != ENVELOPE_NONE && envelope != ENVELOPE_JSON;
}

static void check(struct check *check)
{
    list_each (struct operation_link *, each, &check->design->link->operations) {
        const struct statement_link *rows = each->answers;
        if (!is_answered_as_object(each) || rows->is_answer_open)
            continue;
        for (uint32_t at = 1; at < rows->answer.count; at++) {
            const struct answer_column *column = &rows->answer.items[at];
            uint32_t first = 0;
            // A third of the name says nothing new.
            if (!column->name || named_before(rows, at, &first) != 1)
                continue;
            bool is_unnamed = strcmp(column->name, "?column?") == 0;
            struct place place = column->place.file ? column->place : rows->statement->place;
            struct finding *finding = check_report(
                check,
                (struct finding){
                    // Without a manifest a program may stand between, and answer by position.
                    .level = check->design->manifest ? LEVEL_OFF : LEVEL_WARNING,
                    .place = place,
                    .message =
                        check_format(check,
                                     is_unnamed ? "%s answers two columns without a name (%s)"
                                                : "%s answers two columns of the name \"%s\"",
                                     each->query->name, column->name),
                    .label = "a JSON object has each name once",
                    .object = each->query->name,
                    .help =
                        "give each a name of its own (AS), and name the columns in place of *"});
            struct place other = rows->answer.items[first].place;
            if (other.file && (other.offset != place.offset || other.file != place.file))
                finding_relate(check, finding, other, "the first");
        }
    }
}

RULE(query, duplicate_column, .level = LEVEL_ERROR,
     .summary = "two columns of one name in an answer",
     .explanation =
         "A row is answered as a JSON object, which has each name once. Two columns of one name "
         "(a join's `SELECT *` with an `id` on both sides, two expressions without AS) leave it "
         "open which of them a client gets; `lintel serve` refuses such a query when it starts. "
         "Without a manifest it is a warning: a program may "
         "read the columns by position.",
     .wrong = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: getTodo :one\n"
              "SELECT id, title, lower(title) AS title FROM todos WHERE id = :id;\n"
              "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: todos, version: '1'}\n"
              "paths:\n"
              "  /todos/{id}:\n"
              "    get:\n"
              "      operationId: getTodo\n"
              "      parameters:\n"
              "        - {name: id, in: path, required: true, schema: {type: string}}\n"
              "      responses:\n"
              "        '200':\n"
              "          description: one\n"
              "          content:\n"
              "            application/json:\n"
              "              schema: {type: object}\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: getTodo :one\n"
              "SELECT id, title, lower(title) AS sorted_by FROM todos WHERE id = :id;\n"
              "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: todos, version: '1'}\n"
              "paths:\n"
              "  /todos/{id}:\n"
              "    get:\n"
              "      operationId: getTodo\n"
              "      parameters:\n"
              "        - {name: id, in: path, required: true, schema: {type: string}}\n"
              "      responses:\n"
              "        '200':\n"
              "          description: one\n"
              "          content:\n"
              "            application/json:\n"
              "              schema: {type: object}\n",
     .source = "new", .not_applicable = applies_crossing)
