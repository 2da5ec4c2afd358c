// UPDATE, DELETE and TRUNCATE of every row there is, in a statement and in the functions it calls.
//
// Where the query's name says that it means all (deleteAllSessions), where row security narrows the
// rows, or where the table holds a single row by its own CHECK, it is a warning or nothing. Row
// security narrows nothing for TRUNCATE, nor for a SECURITY DEFINER function whose owner passes by
// it, or what such a function calls; then the name excuses nothing either, since it speaks of the
// caller's rows.
//
// Queries are judged as trees, with those of functions in SQL. What is text in the model (PL/pgSQL,
// TRUNCATE, CALL, DO) is searched for the same writes and calls by its words.
#include "base/map.h"
#include "base/word.h"
#include "check/body_name.h"
#include "check/statements.h"
#include "link/constant.h"
#include "link/name.h"
#include "link/row_security.h"

enum { DEPTH_MOST = 64 }; // of functions that call functions

struct judged {
    struct check *check;
    const struct statement_link *link;
    const struct function *function; // whose body it is, or NULL
    const struct function *definer;  // as whose owner it runs, or NULL: as the caller
    uint32_t depth;
    struct map called; // functions by address
    struct map seen;   // the same, with their definers
};

// A write of every row.
struct broad {
    const struct relation *relation;
    bool is_truncate;
    const char *verb, *label;
    struct place place, condition; // `condition`: of a WHERE that is true, or none
    bool is_inside;                // not the statement itself
};

static const struct rule_parameter parameters[] = {
    {"names_for_all",
     "all, reset, clear, truncate, purge, flush, wipe, seed, cleanup, clean, empty",
     "words in the name of a query that say it means every row: those are warnings"},
    {NULL},
};

// Words as names have them: deleteAllTodos, delete_all_todos.
static bool name_says_all(struct check *check, const char *name)
{
    while (*name) {
        const char *end = name + 1;
        while (*end >= 'a' && *end <= 'z')
            end++;
        char *word = arena_copy(check->scratch, name, (size_t)(end - name));
        *word = byte_lower(*word);
        if (rule_parameter_has(check, "names_for_all", word))
            return true;
        name = end;
    }
    return false;
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

// ---- one write --------------------------------------------------------------------------------------

// Whether row security does not stand between the write and the rows of others.
static bool passes_by(const struct judged *judged, const struct broad *broad)
{
    if (broad->is_truncate)
        return true;
    const struct function *definer = judged->definer;
    if (!definer)
        return false;
    // An owner that is not known is whoever runs the files: so is the table's.
    if (!definer->owner)
        return !broad->relation->owner && !broad->relation->has_forced_row_security;
    return row_security_passes_by(judged->check->design, broad->relation, definer->owner);
}

static void note_narrowing(const struct judged *judged, const struct broad *broad,
                           struct finding *finding, bool is_narrowed)
{
    struct check *check = judged->check;
    const char *name = name_relation(check->arena, broad->relation);
    if (is_narrowed)
        finding_note(check, finding,
                     check_format(check,
                                  "only the policies of %s narrow the rows, and roles that "
                                  "pass by them touch all",
                                  name));
    else if (broad->is_truncate)
        finding_note(check, finding, "TRUNCATE does not ask policies");
    else
        finding_note(check, finding,
                     check_format(check,
                                  "%s is SECURITY DEFINER: it runs as its owner, whom the policies "
                                  "of %s do not bind",
                                  name_qualified(check->arena, judged->definer->schema,
                                                 judged->definer->name),
                                  name));
}

static void report(const struct judged *judged, const struct broad *broad)
{
    struct check *check = judged->check;
    const struct relation *relation = broad->relation;
    if (relation->is_temporary || holds_one_row(relation))
        return;
    bool has_policies = relation->has_row_security && relation->policies.count > 0;
    bool is_narrowed = has_policies && !passes_by(judged, broad);
    bool is_meant = name_says_all(check, judged->link->named->name) &&
                    (is_narrowed || !has_policies || statements_are_foreign(check));
    const char *help = broad->is_truncate ? "DELETE with a WHERE that says which rows are meant"
                                          : "say in WHERE which rows are meant";
    struct finding *finding = check_report(
        check, (struct finding){
                   .level = is_narrowed || is_meant ? LEVEL_WARNING : LEVEL_OFF,
                   .place = broad->place,
                   .message = check_format(check, "%s %s every row of %s",
                                           statement_name(check, judged->link), broad->verb,
                                           name_relation(check->arena, relation)),
                   .label = broad->label,
                   .object = judged->link->named->name,
                   .help = is_meant ? check_format(check, "%s, or silence this with a reason", help)
                                    : help});
    if (broad->condition.file)
        finding_relate(check, finding, broad->condition, "true for every row");
    if (has_policies)
        note_narrowing(judged, broad, finding, is_narrowed);
    if (broad->is_inside)
        finding_via_statement(check, finding, judged->link, judged->link->statement->place);
}

static void judge_query(struct query *query, void *context)
{
    const struct judged *judged = context;
    if ((query->kind != QUERY_UPDATE && query->kind != QUERY_DELETE) || query->from.count == 0 ||
        (query->where && !constant_is_always_true(query->where)))
        return;
    const struct from_item *target = query->from.items[0];
    if (!target->relation)
        return;
    report(judged, &(struct broad){
                       .relation = target->relation,
                       .verb = query->kind == QUERY_UPDATE ? "updates" : "deletes",
                       .label = query->where ? "its WHERE is true for every row" : "no WHERE",
                       .place = target->place,
                       .condition = query->where ? query->where->place : (struct place){0},
                       .is_inside = query->place.file && judged->link->statement->query != query,
                   });
}

// ---- bodies and statements that are text --------------------------------------------------------------

static void walk_function(struct judged *judged, const struct function *function);

// Where the words stand; the statement or function itself where they are no part of the file.
static struct place place_of(const struct judged *judged, const struct body_write *write)
{
    const struct function *function = judged->function;
    struct place place = function ? function->body_place : judged->link->statement->place;
    const char *text = function ? function->body : judged->link->statement->text;
    if (!place.file || place.offset > place.file->length)
        return function ? function->place : place;
    const char *start = place.file->bytes + place.offset;
    const char *found = memmem(start, place.file->length - place.offset, text, strlen(text));
    if (found) {
        place.offset = (uint32_t)(found - place.file->bytes + write->at);
        place.length = (uint32_t)write->length;
    }
    return place;
}

static void undecided(const struct judged *judged, const struct body_write *write,
                      const char *reason)
{
    check_undecided(judged->check, place_of(judged, write), reason);
}

static void judge_target(const struct judged *judged, const struct body_write *write)
{
    const struct relation *relation =
        body_relation(judged->check->design, judged->check->scratch, judged->function, write);
    if (write->kind != BODY_WRITE_TRUNCATE && write->where == BODY_WHERE_SOME)
        return;
    if (!relation || (write->kind != BODY_WRITE_TRUNCATE && write->where == BODY_WHERE_UNKNOWN)) {
        undecided(judged, write,
                  relation ? "the statement is too long to see whether it has a WHERE"
                           : check_format(judged->check,
                                          "which table \"%s\" is, of which every row is written",
                                          write->name));
        return;
    }
    bool is_truncate = write->kind == BODY_WRITE_TRUNCATE;
    report(judged,
           &(struct broad){
               .relation = relation,
               .is_truncate = is_truncate,
               .verb = write->kind == BODY_WRITE_UPDATE ? "updates" : "deletes",
               .label = is_truncate                       ? "TRUNCATE leaves none"
                        : write->where == BODY_WHERE_TRUE ? "its WHERE is true for every row"
                                                          : "no WHERE",
               .place = place_of(judged, write),
               .is_inside = judged->function != NULL,
           });
}

static void visit_write(const struct body_write *write, void *context)
{
    struct judged *judged = context;
    const struct function *function = judged->function;
    if (write->kind == BODY_WRITE_CALL) {
        struct function *called =
            body_function(judged->check->design, judged->check->scratch, judged->function, write);
        if (called && design_next_overload(judged->check->design, called))
            undecided(judged, write,
                      check_format(judged->check, "which of the functions %s is called, and writes",
                                   write->name));
        else if (called)
            walk_function(judged, called);
        return;
    }
    if (write->kind == BODY_WRITE_INSERT || write->kind == BODY_WRITE_MERGE)
        return;
    // PostgreSQL refuses writes of STABLE and IMMUTABLE functions while they run, though not those
    // of what they call. The trees of a body in SQL have shown all but TRUNCATE.
    if (function && (function->volatility != VOLATILITY_VOLATILE ||
                     (function->queries.count && write->kind != BODY_WRITE_TRUNCATE)))
        return;
    if (write->kind == BODY_WRITE_EXECUTE)
        undecided(judged, write, "what a statement that is built by EXECUTE writes");
    else
        judge_target(judged, write);
}

static bool is_read_by_words(const struct function *function)
{
    return string_equal(function->language, "plpgsql") || string_equal(function->language, "sql");
}

// ---- the statement and what it calls ------------------------------------------------------------------

static bool visit_call(struct expression *expression, void *context)
{
    if (expression->function)
        walk_function(context, expression->function);
    return true;
}

static void walk_query(struct judged *judged, struct query *query)
{
    query_each(query, judge_query, judged);
    query_walk(query, visit_call, judged);
}

static const char *function_key(struct check *check, const struct function *function)
{
    return arena_format(check->scratch, "%p", (const void *)function);
}

static void walk_function(struct judged *judged, const struct function *function)
{
    struct check *check = judged->check;
    if (function->is_builtin || function->extension || string_equal(function->language, "c"))
        return;
    const struct function *outer = judged->function, *outer_definer = judged->definer;
    const struct function *definer = function->is_security_definer ? function : outer_definer;
    const char *key =
        arena_format(check->scratch, "%p %p", (const void *)function, (const void *)definer);
    map_set(check->scratch, &judged->called, function_key(check, function), judged);
    if (map_get(&judged->seen, key))
        return;
    map_set(check->scratch, &judged->seen, key, judged);
    if (judged->depth == DEPTH_MOST) {
        check_undecided(check, judged->link->statement->place,
                        "it calls functions through more functions than are followed");
        return;
    }
    judged->depth++;
    judged->function = function;
    judged->definer = definer;
    list_each (struct query *, query, &function->queries)
        walk_query(judged, query);
    if (function->body && is_read_by_words(function))
        body_write_each(check->scratch, function->body, strlen(function->body), visit_write,
                        judged);
    else if (function->body && function->volatility == VOLATILITY_VOLATILE)
        check_undecided(
            check, function->place,
            check_format(check, "what a function in %s writes is not known", function->language));
    judged->function = outer;
    judged->definer = outer_definer;
    judged->depth--;
}

static void check(struct check *check)
{
    list_each (struct statement_link *, link, &check->design->link->statements) {
        const struct named_statement *statement = link->statement;
        struct judged judged = {.check = check, .link = link};
        if (statement->query)
            walk_query(&judged, statement->query);
        else if (statement->command && statement->text)
            body_write_each(check->scratch, statement->text, strlen(statement->text), visit_write,
                            &judged);
        // Those that its tree does not show, in views for example.
        list_each (struct function *, function, &link->functions)
            if (!map_get(&judged.called, function_key(check, function)))
                walk_function(&judged, function);
    }
}

RULE(
    query, write_without_where, .level = LEVEL_ERROR, .parameters = parameters,
    .summary = "an UPDATE, DELETE or TRUNCATE of every row of a table",
    .explanation =
        "A statement without WHERE, or with one that is true for every row (WHERE true, WHERE id = "
        "id), changes or deletes the whole table; so does TRUNCATE. Statements in WITH and in the "
        "bodies of functions in SQL and PL/pgSQL that the query calls count too; what EXECUTE "
        "builds is left undecided.\n"
        "\n"
        "Where the query's name says that it means all rows (deleteAllSessions), or policies "
        "narrow them, it is a warning. Policies narrow nothing for TRUNCATE, nor where a SECURITY "
        "DEFINER function runs as an owner whom they do not bind: there even the name is no "
        "excuse. A table that can hold but one row (CHECK (id = 1)) is passed over.",
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
