// Triggers on tables and views.
//
//   CREATE [OR REPLACE] [CONSTRAINT] TRIGGER name
//       BEFORE | AFTER | INSTEAD OF event [OR event]* ON table
//       [FOR EACH ROW | STATEMENT] [WHEN (e)] EXECUTE FUNCTION name (argument, ...)
//   event ::= INSERT | UPDATE [OF column, ...] | DELETE | TRUNCATE
#include "read/bind.h"
#include "read/sql_object.h"

// The parser passes PostgreSQL's own bits (catalog/pg_trigger.h).
enum {
    BIT_BEFORE = 1 << 1,
    BIT_INSERT = 1 << 2,
    BIT_DELETE = 1 << 3,
    BIT_UPDATE = 1 << 4,
    BIT_TRUNCATE = 1 << 5,
    BIT_INSTEAD = 1 << 6,
};

static uint32_t events_of(int32_t bits)
{
    return (bits & BIT_INSERT ? TRIGGER_INSERT : 0u) | (bits & BIT_DELETE ? TRIGGER_DELETE : 0u) |
           (bits & BIT_UPDATE ? TRIGGER_UPDATE : 0u) |
           (bits & BIT_TRUNCATE ? TRIGGER_TRUNCATE : 0u);
}

static enum trigger_timing timing_of(int32_t bits)
{
    if (bits & BIT_BEFORE)
        return TRIGGER_BEFORE;
    return bits & BIT_INSTEAD ? TRIGGER_INSTEAD : TRIGGER_AFTER;
}

// A trigger function takes no declared arguments.
static struct function *trigger_function(struct replay *replay, const char *schema,
                                         const char *name)
{
    PgQuery__ObjectWithArgs tree = PG_QUERY__OBJECT_WITH_ARGS__INIT;
    PgQuery__String words[2] = {PG_QUERY__STRING__INIT, PG_QUERY__STRING__INIT};
    node nodes[2] = {PG_QUERY__NODE__INIT, PG_QUERY__NODE__INIT};
    node *parts[2] = {&nodes[0], &nodes[1]};
    for (size_t i = 0; i < 2; i++) {
        nodes[i].node_case = PG_QUERY__NODE__NODE_STRING;
        nodes[i].string = &words[i];
    }
    words[0].sval = (char *)(schema ? schema : name);
    words[1].sval = (char *)name;
    tree.n_objname = schema ? 2 : 1;
    tree.objname = parts;
    return tree_function(replay, &tree);
}

static enum outcome find_function(struct replay *replay, const PgQuery__CreateTrigStmt *tree,
                                  struct trigger *trigger)
{
    const char *schema, *name;
    if (!node_name(tree->n_funcname, tree->funcname, &schema, &name))
        return object_refused(replay, "a function name of more than three parts");
    trigger->function_schema = arena_copy_string(replay->arena, schema);
    trigger->function_name = arena_copy_string(replay->arena, name);
    trigger->function = trigger_function(replay, schema, name);
    if (trigger->function || replay_builtin_exists(replay, BUILTIN_FUNCTION, schema, name))
        return OUTCOME_REPLAYED;
    const char *nearest = NULL;
    list_each (struct function *, candidate, &replay->design->functions)
        if (!candidate->is_builtin)
            nearest = name_nearer(name, nearest, candidate->name);
    // The table may have the same name, and stands before it.
    int32_t from = tree->relation ? tree->relation->location : 0;
    return replay_unknown(replay, "function", schema, arena_format(replay->arena, "%s", name), NULL,
                          nearest, replay_place_of(replay, name, from));
}

static enum outcome read_columns(struct replay *replay, const PgQuery__CreateTrigStmt *tree,
                                 struct trigger *trigger)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    for (size_t i = 0; i < tree->n_columns; i++) {
        const char *name = node_string(tree->columns[i]);
        struct column *column = name ? relation_find_column(trigger->relation, name) : NULL;
        if (column)
            list_add(replay->arena, &trigger->columns, column);
        else if (name && !trigger->relation->is_open)
            outcome = replay_unknown(
                replay, "column", NULL, name,
                arena_format(replay->arena, "table %s", trigger->relation->name),
                replay_nearest_column(trigger->relation, name), replay_place_of(replay, name, 0));
        if (outcome == OUTCOME_MISSING)
            return outcome;
    }
    return outcome;
}

enum outcome replay_create_trigger(struct replay *replay, const PgQuery__CreateTrigStmt *tree)
{
    enum outcome outcome;
    struct relation *relation = object_relation_of(replay, tree->relation, false, &outcome);
    if (!relation)
        return outcome;
    struct trigger draft = {
        .relation = relation,
        .timing = timing_of(tree->timing),
        .events = events_of(tree->events),
        .is_per_row = tree->row,
        .is_constraint = tree->isconstraint,
        .place = replay_place_of(replay, tree->trigname, 0),
    };
    bool is_view = relation->kind == RELATION_VIEW;
    if (is_view != (draft.timing == TRIGGER_INSTEAD) && (!is_view || tree->row))
        return object_refused(replay, "%s is a %s, which has no such triggers", relation->name,
                              relation_kind_name(relation));
    draft.name = arena_copy_string(replay->arena, tree->trigname);
    struct trigger *first = relation_find_trigger(relation, draft.name);
    if (first && !tree->replace) {
        replay_duplicate(
            replay, "trigger",
            arena_format(replay->arena, "%s\" on table \"%s", draft.name, relation->name),
            draft.place, first->place);
        return OUTCOME_REPLAYED;
    }
    outcome = find_function(replay, tree, &draft);
    if (outcome != OUTCOME_REPLAYED)
        return outcome;
    outcome = read_columns(replay, tree, &draft);
    if (outcome == OUTCOME_MISSING)
        return outcome;
    for (size_t i = 0; i < tree->n_args; i++) {
        const char *argument = node_string(tree->args[i]);
        if (argument)
            list_add(replay->arena, &draft.arguments, arena_copy_string(replay->arena, argument));
    }
    replay->is_missing = false;
    draft.when = tree_expression(replay, tree->when_clause);
    if (draft.when)
        bind_expression(
            replay, draft.when, relation,
            arena_format(replay->arena, "trigger %s on table %s", draft.name, relation->name));
    if (replay->defers && replay->is_missing)
        return OUTCOME_MISSING;
    struct trigger *trigger = first;
    if (!trigger) {
        trigger = arena_make(replay->arena, struct trigger);
        list_add(replay->arena, &relation->triggers, trigger);
    }
    *trigger = draft;
    list_each (struct relation *, child, &relation->children)
        if (child->is_partition)
            table_copy_trigger(replay, trigger, child);
    return OUTCOME_REPLAYED;
}
