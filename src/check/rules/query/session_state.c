// What a query leaves behind on its connection. Connections are shared: the next request that gets
// this one finds the setting, the lock, the temporary table.
//
// Functions in SQL are followed as part of the statement; bodies in PL/pgSQL that it calls are
// searched for the same statements and calls. What runs without being called (triggers, cascades,
// defaults, policies) is followed by check/session_reach.h: a finding for each place there, however
// many queries reach it.
#include "check/session_reach.h"

#include "base/map.h"
#include "check/session_call.h"
#include "check/statements.h"
#include "link/name.h"

struct judged {
    struct check *check;
    const struct statement_link *link;
};

// Where lintel serves the design it is the requests' own doing that the next user finds.
static bool is_served(const struct check *check)
{
    const struct design *design = check->design;
    return design->manifest && design->contracts.count > 0;
}

static enum level level_of(struct check *check, const struct session_state *state)
{
    // A program that holds the connection may pair a lock with its unlock.
    bool is_paired = state->is_lock && statements_are_foreign(check);
    bool is_mild = state->is_of_served && !is_served(check);
    return is_paired || is_mild ? LEVEL_WARNING : LEVEL_OFF;
}

static const char pooled[] =
    "connections are pooled: whoever gets this one next finds what it left";

static void report(const struct judged *judged, const struct session_state *state,
                   struct place place, const struct function *function)
{
    struct check *check = judged->check;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = level_of(check, state),
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
    finding_note(check, finding, pooled);
    if (function)
        finding_via_statement(check, finding, judged->link, judged->link->statement->place);
}

static bool visit_call(struct expression *expression, void *context)
{
    const struct judged *judged = context;
    struct session_state state = session_state_of_expression(expression);
    if (state.what)
        report(judged, &state, expression->place, NULL);
    return true;
}

static void judge_function(const struct judged *judged, const struct function *function)
{
    if (!function->body || function->is_builtin || function->extension ||
        string_equal(function->language, "c"))
        return;
    struct session_state state = session_state_of_body(function->body, strlen(function->body));
    if (state.what)
        report(judged, &state, session_place_in_body(function, state.at, state.length), function);
}

// ---- what runs without being called -------------------------------------------------------------------

struct hit {
    struct session_reached reached;      // by the first query
    const struct statement_link *latest; // of those that reach it
    uint32_t others;                     // further queries
};

struct hits {
    struct check *check;
    LIST(struct hit *) list; // as met
    struct map by_place;
};

static void collect(const struct session_reached *reached, void *context)
{
    struct hits *hits = context;
    struct arena *scratch = hits->check->scratch;
    const char *key =
        arena_format(scratch, "%p %u", (const void *)reached->place.file, reached->place.offset);
    struct hit *hit = map_get(&hits->by_place, key);
    if (!hit) {
        hit = arena_make(scratch, struct hit);
        *hit = (struct hit){*reached, reached->link, 0};
        list_add(scratch, &hits->list, hit);
        map_set(scratch, &hits->by_place, key, hit);
    } else if (hit->latest->named != reached->link->named) {
        hit->latest = reached->link;
        hit->others++;
    }
}

static void tell_way(struct check *check, struct finding *finding, const struct session_step *step)
{
    if (!step)
        return;
    tell_way(check, finding, step->outer);
    finding_via(check, finding, step->text);
}

static void report_hit(struct check *check, const struct hit *hit)
{
    const struct session_reached *reached = &hit->reached;
    struct session_state state = reached->state;
    state.is_of_served = true;
    struct finding *finding = check_report(
        check, (struct finding){.level = level_of(check, &state),
                                .place = reached->place,
                                .message = check_format(check, "%s runs %s, which %s",
                                                        statement_name(check, reached->link),
                                                        reached->step->text, state.what),
                                .label = "outlives the request",
                                .object = reached->link->named->name,
                                .help = state.help});
    finding_note(check, finding, pooled);
    if (hit->others)
        finding_note(check, finding,
                     check_format(check, "%u more %s reach%s it", hit->others,
                                  hit->others == 1 ? "query" : "queries",
                                  hit->others == 1 ? "es" : ""));
    finding_via_statement(check, finding, reached->link, reached->link->statement->place);
    tell_way(check, finding, reached->step);
}

static void check(struct check *check)
{
    struct hits hits = {.check = check};
    struct session_reach reach = session_reach_begin(check, collect, &hits);
    list_each (struct statement_link *, link, &check->design->link->statements) {
        struct judged judged = {check, link};
        const struct named_statement *statement = link->statement;
        if (statement->query)
            query_walk(statement->query, visit_call, &judged);
        if (statement->command && statement->text) {
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
        session_reach_statement(&reach, link);
    }
    list_each (struct hit *, hit, &hits.list)
        report_hit(check, hit);
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
        "Functions that the query calls count too, and what runs without being called: triggers of "
        "the tables that it writes (also through ON DELETE CASCADE and the like), and what their "
        "defaults, checks and policies call. There it blocks where lintel serves the design (a "
        "manifest and a contract), else it is a warning. A statement that EXECUTE puts together "
        "is left undecided. Session locks of a project without contract and "
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
