// Which bodies in PL/pgSQL are read, each once: those of functions that policies, views and row
// functions lead to. How one is read: plpgsql_parse.c makes a tree of it, plpgsql_run.c runs that
// with expressions for values, plpgsql_bind.c binds the SQL inside.
#include "read/plpgsql_part.h"

#include "base/address_map.h"

struct reading {
    struct replay *replay;
    struct address_map seen;         // functions
    LIST(struct function *) waiting; // seen, and not yet looked into
};

static void function_meet(struct reading *reading, struct function *function)
{
    if (!function || address_map_get(&reading->seen, function))
        return;
    address_map_set(reading->replay->arena, &reading->seen, function, function);
    list_add(reading->replay->arena, &reading->waiting, function);
}

static bool meet_visit(struct expression *expression, void *context)
{
    if (expression->kind == EXPRESSION_CALL)
        function_meet(context, expression->function);
    return true;
}

static bool is_procedural(const struct function *function)
{
    return function->body && function->language && strcasecmp(function->language, "plpgsql") == 0;
}

static void function_read(struct replay *replay, struct function *function)
{
    struct arena_mark mark = arena_mark(replay->scratch);
    const struct type_name *returns = function->returns;
    struct plpgsql_body body = {.replay = replay,
                                .function = function,
                                .text = function->body,
                                .place = {.place = function->body_place}};
    struct place place = function->body_place;
    size_t length = strlen(function->body);
    body.place.is_exact = place.file && place.length >= length &&
                          memcmp(place.file->bytes + place.offset, function->body, length) == 0;
    body_enter(replay, function);
    if (!returns || strcmp(returns->name, "void") == 0)
        function->result_unread = "it answers nothing";
    else if (strcmp(returns->name, "trigger") == 0 || strcmp(returns->name, "event_trigger") == 0)
        function->result_unread = "it is a trigger's";
    else
        plpgsql_run(&body);
    arena_rewind(replay->scratch, mark);
}

// What policies, views and row functions call.
static void roots_meet(struct reading *reading)
{
    const struct design *design = reading->replay->design;
    list_each (struct relation *, relation, &design->relations) {
        list_each (struct policy *, policy, &relation->policies) {
            expression_walk(policy->using, meet_visit, reading);
            expression_walk(policy->check, meet_visit, reading);
        }
        query_walk(relation->query, meet_visit, reading);
    }
    list_each (struct function *, function, &design->functions)
        if (function->is_security_definer && function_answers_rows(function))
            function_meet(reading, function);
}

void plpgsql_read_results(struct replay *replay)
{
    struct reading reading = {.replay = replay};
    roots_meet(&reading);
    for (uint32_t i = 0; i < reading.waiting.count; i++) {
        struct function *function = reading.waiting.items[i];
        if (is_procedural(function))
            function_read(replay, function);
        expression_walk(function->result, meet_visit, &reading);
        list_each (struct query *, query, &function->result_rows)
            query_walk(query, meet_visit, &reading);
        list_each (struct query *, query, &function->queries)
            query_walk(query, meet_visit, &reading);
    }
}
