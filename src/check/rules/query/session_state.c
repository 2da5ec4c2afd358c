// What a query leaves behind on its connection. Connections are shared: the next request that gets
// this one finds the setting, the lock, the temporary table.
//
// Functions in SQL are followed as part of the statement; bodies in PL/pgSQL that it calls are
// searched for the same statements and calls.
#include "check/session_state.h"

#include "check/statements.h"
#include "link/name.h"

struct judged {
    struct check *check;
    const struct statement_link *link;
};

static void report(const struct judged *judged, const struct session_state *state,
                   struct place place, const struct function *function)
{
    struct check *check = judged->check;
    // A program that holds the connection may pair a lock with its unlock.
    bool is_paired = state->is_lock && statements_are_foreign(check);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = is_paired ? LEVEL_WARNING : LEVEL_OFF,
            .place = place,
            .message =
                function ? check_format(
                               check, "%s calls %s, which %s", statement_name(check, judged->link),
                               name_qualified(check->arena, function->schema, function->name),
                               state->what)
                         : check_format(check, "%s %s", statement_name(check, judged->link),
                                        state->what),
            .label = "outlives the request",
            .object = judged->link->named->name,
            .help = state->help});
    finding_note(check, finding,
                 "connections are pooled: whoever gets this one next finds what it left");
    if (function)
        finding_via_statement(check, finding, judged->link, judged->link->statement->place);
}

static bool visit_call(struct expression *expression, void *context)
{
    const struct judged *judged = context;
    if (expression->kind != EXPRESSION_CALL || expression->function || !expression->name)
        return true;
    struct session_state state = session_state_of_call(expression->name);
    if (strcmp(expression->name, "set_config") == 0 && expression->operands.count == 3) {
        const struct expression *is_local = expression->operands.items[2];
        while (is_local->kind == EXPRESSION_CAST && is_local->operands.count)
            is_local = is_local->operands.items[0];
        bool is_false = is_local->kind == EXPRESSION_BOOLEAN && !is_local->boolean;
        bool is_word = is_local->kind == EXPRESSION_STRING && (is_local->name[0] == 'f');
        if (is_false || is_word)
            state =
                session_state_of_body("set_config(x, y, false)", strlen("set_config(x, y, false)"));
        else if (is_local->kind == EXPRESSION_PARAMETER)
            check_undecided(judged->check, expression->place,
                            "whether set_config outlives the request: a parameter says so");
    }
    if (state.what)
        report(judged, &state, expression->place, NULL);
    return true;
}

// The words themselves, where the body stands in the file as it is.
static struct place place_in_body(const struct function *function,
                                  const struct session_state *state)
{
    struct place place = function->body_place;
    if (!place.file || place.offset > place.file->length)
        return function->place;
    const char *start = place.file->bytes + place.offset;
    const char *body =
        memmem(start, place.file->length - place.offset, function->body, strlen(function->body));
    if (body) {
        place.offset = (uint32_t)(body - place.file->bytes + state->at);
        place.length = (uint32_t)state->length;
    }
    return place;
}

static void judge_function(const struct judged *judged, const struct function *function)
{
    if (!function->body || function->is_builtin || function->extension ||
        string_equal(function->language, "c"))
        return;
    struct session_state state = session_state_of_body(function->body, strlen(function->body));
    if (!state.what)
        return;
    report(judged, &state, place_in_body(function, &state), function);
}

static void check(struct check *check)
{
    list_each (struct statement_link *, link, &check->design->link->statements) {
        struct judged judged = {check, link};
        const struct named_statement *statement = link->statement;
        if (statement->query) {
            query_walk(statement->query, visit_call, &judged);
        } else if (statement->command && statement->text) {
            bool is_block = strcmp(statement->command, "DO") == 0;
            size_t length = strlen(statement->text);
            struct session_state state = is_block
                                             ? session_state_of_body(statement->text, length)
                                             : session_state_of_statement(statement->text, length);
            if (strcmp(statement->command, "CALL") == 0)
                check_undecided(check, statement->place,
                                "what a procedure leaves on the connection is not followed");
            if (state.what)
                report(&judged, &state, statement->place, NULL);
        }
        list_each (struct function *, function, &link->functions)
            judge_function(&judged, function);
    }
}

RULE(
    query, session_state, .level = LEVEL_ERROR,
    .summary = "a query leaves a setting, a lock or a temporary table on its connection",
    .explanation =
        "Connections are shared by requests, one after the other. SET without LOCAL, "
        "set_config(..., "
        "false), pg_advisory_lock, CREATE TEMP TABLE, LISTEN, PREPARE and cursors WITH HOLD last "
        "as "
        "long as the connection: the next request, of another user, finds them. SET LOCAL, "
        "set_config(..., true), pg_advisory_xact_lock and ON COMMIT DROP end with the "
        "transaction.\n"
        "\n"
        "Functions that the query calls count too. Session locks of a project without contract and "
        "manifest are a warning: a program may hold the connection and unlock.",
    .wrong = "-- file: schema.sql\n"
             "CREATE TABLE todos (id uuid PRIMARY KEY, owner text NOT NULL);\n"
             "-- file: queries.sql\n"
             "-- name: setUser :exec\n"
             "SELECT set_config('app.user_id', :user_id, false);\n",
    .right = "-- file: schema.sql\n"
             "CREATE TABLE todos (id uuid PRIMARY KEY, owner text NOT NULL);\n"
             "-- file: queries.sql\n"
             "-- name: setUser :exec\n"
             "SELECT set_config('app.user_id', :user_id, true);\n",
    .source = "new", .not_applicable = applies_queries)
