// CALL of a procedure: one that only moves data says nothing about the model.
#include "read/function_effect.h"
#include "read/sql_tree.h"

// A procedure that only moves data says nothing about the model.
enum outcome replay_call(struct replay *replay, const PgQuery__CallStmt *tree)
{
    const char *schema, *name;
    if (!tree->funccall ||
        !node_name(tree->funccall->n_funcname, tree->funccall->funcname, &schema, &name))
        return OUTCOME_NEUTRAL;
    const struct function *procedure = replay_find_function(replay, schema, name);
    if (!procedure && replay_builtin_exists(replay, BUILTIN_FUNCTION, schema, name))
        return OUTCOME_NEUTRAL;
    if (!procedure)
        return replay_unknown(replay, "procedure", schema, name, NULL, NULL,
                              replay_place_of(replay, name, 0));
    const struct function *changing = function_changing_schema(replay, schema, name);
    if (changing)
        return replay_gap_of_body(
            replay, changing,
            arena_format(replay->scratch, "CALL of %s, which may change the schema", name));
    return OUTCOME_NEUTRAL;
}
