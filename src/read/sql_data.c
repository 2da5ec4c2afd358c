// INSERT, UPDATE, DELETE and TRUNCATE at top level. Rows are not modelled, but PostgreSQL refuses a
// statement whose target is not there, so the table and the columns that are written to are looked
// up; expressions, conditions and sources are not.
#include "read/sql_object.h"
#include "read/sql_table.h"

// In blocks whether it runs, and who catches the error, depends on data.
static bool is_looked_up(const struct replay *replay, const PgQuery__RangeVar *target)
{
    if (!target || replay->depth > 0 || replay->is_builtin)
        return false;
    const char *schema = tree_string(target->schemaname);
    const struct schema *found = schema ? design_find_schema(replay->design, schema) : NULL;
    // What the platform's own schemas hold besides depends on its version.
    return !found || !found->is_builtin || strcmp(schema, "public") == 0;
}

static struct relation *target_find(struct replay *replay, const PgQuery__RangeVar *target,
                                    enum outcome *outcome)
{
    *outcome = OUTCOME_NEUTRAL;
    if (!is_looked_up(replay, target))
        return NULL;
    struct relation *relation = table_need(replay, target, "table", outcome);
    if (*outcome == OUTCOME_REPLAYED) // it was reported, and nothing changes
        *outcome = OUTCOME_NEUTRAL;
    return relation;
}

static enum outcome columns_look_up(struct replay *replay, const PgQuery__RangeVar *target,
                                    size_t count, node **columns)
{
    enum outcome outcome;
    struct relation *relation = target_find(replay, target, &outcome);
    if (!relation || relation->is_builtin)
        return outcome;
    for (size_t i = 0; i < count && outcome != OUTCOME_MISSING; i++)
        if (columns[i]->node_case == PG_QUERY__NODE__NODE_RES_TARGET &&
            tree_string(columns[i]->res_target->name))
            column_need(replay, relation, columns[i]->res_target->name,
                        replay_place(replay, columns[i]->res_target->location), &outcome);
    return outcome == OUTCOME_MISSING ? outcome : OUTCOME_NEUTRAL;
}

enum outcome replay_insert(struct replay *replay, const PgQuery__InsertStmt *tree)
{
    enum outcome outcome = columns_look_up(replay, tree->relation, tree->n_cols, tree->cols);
    const PgQuery__OnConflictClause *conflict = tree->on_conflict_clause;
    if (outcome == OUTCOME_MISSING || !conflict || !conflict->n_target_list)
        return outcome;
    return columns_look_up(replay, tree->relation, conflict->n_target_list, conflict->target_list);
}

enum outcome replay_update(struct replay *replay, const PgQuery__UpdateStmt *tree)
{
    return columns_look_up(replay, tree->relation, tree->n_target_list, tree->target_list);
}

enum outcome replay_delete(struct replay *replay, const PgQuery__DeleteStmt *tree)
{
    return columns_look_up(replay, tree->relation, 0, NULL);
}

enum outcome replay_truncate(struct replay *replay, const PgQuery__TruncateStmt *tree)
{
    enum outcome outcome = OUTCOME_NEUTRAL;
    for (size_t i = 0; i < tree->n_relations && outcome != OUTCOME_MISSING; i++)
        if (tree->relations[i]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
            target_find(replay, tree->relations[i]->range_var, &outcome);
    return outcome;
}
