// UPDATE and DELETE of every row there is.
//
// Where the query's name says that it means all (deleteAllSessions), where row security narrows the
// rows, or where the table holds a single row by its own CHECK, it is a warning or nothing.
#include "check/statements.h"
#include "link/constant.h"
#include "link/name.h"

struct judged {
    struct check *check;
    const struct statement_link *link;
};

static const struct rule_parameter parameters[] = {
    {"names_for_all",
     "*all*, *reset*, *clear*, *truncate*, *purge*, *flush*, *wipe*, *seed*, *cleanup*, *empty*",
     "names of queries that say they mean every row: those are warnings"},
    {NULL},
};

static bool name_says_all(struct check *check, const char *name)
{
    char *lower = arena_copy_string(check->scratch, name);
    for (char *at = lower; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    return rule_parameter_matches(check, "names_for_all", lower);
}

// A table of one row: CHECK (id = 1), CHECK (is_single) on its only key column.
static bool holds_one_row(const struct relation *relation)
{
    const struct constraint *key = relation_primary_key(relation);
    if (!key || key->columns.count != 1)
        return false;
    const struct column *column = key->columns.items[0];
    list_each (struct constraint *, constraint, &relation->constraints) {
        const struct expression *check = constraint->check;
        if (constraint->kind != CONSTRAINT_CHECK || !check)
            continue;
        if (check->kind == EXPRESSION_COLUMN && check->column == column)
            return true;
        if (check->kind == EXPRESSION_OPERATOR && string_equal(check->name, "=") &&
            check->operands.count == 2 && check->operands.items[0]->column == column)
            return true;
    }
    return false;
}

static void judge_query(struct query *query, void *context)
{
    const struct judged *judged = context;
    struct check *check = judged->check;
    if ((query->kind != QUERY_UPDATE && query->kind != QUERY_DELETE) || query->from.count == 0 ||
        (query->where && !constant_is_always_true(query->where)))
        return;
    const struct relation *relation = query->from.items[0]->relation;
    if (!relation || relation->is_temporary || holds_one_row(relation))
        return;
    const char *verb = query->kind == QUERY_UPDATE ? "updates" : "deletes";
    bool is_narrowed = relation->has_row_security && relation->policies.count > 0;
    bool is_meant = name_says_all(check, judged->link->named->name);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = is_narrowed || is_meant ? LEVEL_WARNING : LEVEL_OFF,
            .place = query->from.items[0]->place,
            .message =
                check_format(check, "%s %s every row of %s", statement_name(check, judged->link),
                             verb, name_relation(check->arena, relation)),
            .label = query->where ? "its WHERE is true for every row" : "no WHERE",
            .object = judged->link->named->name,
            .help = is_meant ? "say in WHERE which rows are meant, or silence this with a reason"
                             : "say in WHERE which rows are meant"});
    if (query->where)
        finding_relate(check, finding, query->where->place, "true for every row");
    if (is_narrowed)
        finding_note(check, finding,
                     check_format(check,
                                  "only the policies of %s narrow the rows, and roles that "
                                  "pass by them touch all",
                                  name_relation(check->arena, relation)));
    if (query->place.file && judged->link->statement->query != query)
        finding_via_statement(check, finding, judged->link, judged->link->statement->place);
}

static void check(struct check *check)
{
    list_each (struct statement_link *, link, &check->design->link->statements) {
        struct judged judged = {check, link};
        statement_each_query(link, judge_query, &judged);
    }
}

RULE(
    query, write_without_where, .level = LEVEL_ERROR, .parameters = parameters,
    .summary = "an UPDATE or DELETE of every row of a table",
    .explanation =
        "A statement without WHERE, or with one that is true for every row (WHERE true, WHERE id = "
        "id), changes or deletes the whole table. Statements in WITH and in the bodies of "
        "functions in SQL that the query calls count too.\n"
        "\n"
        "Where the query's name says that it means all rows (deleteAllSessions), or policies "
        "narrow them, it is a warning. A table that can hold but one row (CHECK (id = 1)) is "
        "passed over.",
    .wrong = "-- file: schema.sql\n"
             "CREATE TABLE todos (id uuid PRIMARY KEY, is_done boolean NOT NULL);\n"
             "-- file: queries.sql\n"
             "-- name: finishTodo :exec\n"
             "UPDATE todos SET is_done = true;\n",
    .right = "-- file: schema.sql\n"
             "CREATE TABLE todos (id uuid PRIMARY KEY, is_done boolean NOT NULL);\n"
             "-- file: queries.sql\n"
             "-- name: finishTodo :exec\n"
             "UPDATE todos SET is_done = true WHERE id = :id;\n",
    .source = "sqlfluff, squawk", .not_applicable = applies_queries)
