// SELECT at top level. Mostly data, which the model does not hold, but a migration also calls
// functions so: set_config (pg_dump sets the search path with it), cron.schedule, and functions
// that change the schema themselves, which are gaps. SELECT INTO makes a table.
#include "base/word.h"
#include "read/function_effect.h"
#include "read/sql_object.h"
#include "read/sql_table.h"

// ---- calls in a SELECT --------------------------------------------------------------------------

struct call_list {
    LIST_FIELDS(const PgQuery__FuncCall *);
};

// Calls in output lists and FROM, in one another's arguments, below casts and AND/OR/CASE-free
// operators; those inside subqueries are data.
static void collect_calls(struct replay *replay, const node *tree, struct call_list *calls)
{
    if (!tree)
        return;
    switch (tree->node_case) {
    case PG_QUERY__NODE__NODE_FUNC_CALL:
        list_add(replay->scratch, calls, tree->func_call);
        for (size_t i = 0; i < tree->func_call->n_args; i++)
            collect_calls(replay, tree->func_call->args[i], calls);
        break;
    case PG_QUERY__NODE__NODE_RES_TARGET:
        collect_calls(replay, tree->res_target->val, calls);
        break;
    case PG_QUERY__NODE__NODE_TYPE_CAST:
        collect_calls(replay, tree->type_cast->arg, calls);
        break;
    case PG_QUERY__NODE__NODE_NAMED_ARG_EXPR:
        collect_calls(replay, tree->named_arg_expr->arg, calls);
        break;
    case PG_QUERY__NODE__NODE_A_INDIRECTION:
        collect_calls(replay, tree->a_indirection->arg, calls);
        break;
    case PG_QUERY__NODE__NODE_A_EXPR:
        collect_calls(replay, tree->a_expr->lexpr, calls);
        collect_calls(replay, tree->a_expr->rexpr, calls);
        break;
    case PG_QUERY__NODE__NODE_BOOL_EXPR:
        for (size_t i = 0; i < tree->bool_expr->n_args; i++)
            collect_calls(replay, tree->bool_expr->args[i], calls);
        break;
    case PG_QUERY__NODE__NODE_CASE_EXPR:
        for (size_t i = 0; i < tree->case_expr->n_args; i++)
            collect_calls(replay, tree->case_expr->args[i], calls);
        collect_calls(replay, tree->case_expr->defresult, calls);
        break;
    case PG_QUERY__NODE__NODE_CASE_WHEN:
        collect_calls(replay, tree->case_when->result, calls);
        break;
    case PG_QUERY__NODE__NODE_RANGE_FUNCTION:
        for (size_t i = 0; i < tree->range_function->n_functions; i++)
            collect_calls(replay, tree->range_function->functions[i], calls);
        break;
    case PG_QUERY__NODE__NODE_LIST:
        for (size_t i = 0; i < tree->list->n_items; i++)
            collect_calls(replay, tree->list->items[i], calls);
        break;
    case PG_QUERY__NODE__NODE_JOIN_EXPR:
        collect_calls(replay, tree->join_expr->larg, calls);
        collect_calls(replay, tree->join_expr->rarg, calls);
        break;
    case PG_QUERY__NODE__NODE_RANGE_SUBSELECT: {
        const node *query = tree->range_subselect->subquery;
        if (query && query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT)
            for (size_t i = 0; i < query->select_stmt->n_target_list; i++)
                collect_calls(replay, query->select_stmt->target_list[i], calls);
        break;
    }
    default:
        break;
    }
}

// The argument at `index`, or given by `name => value`; as a plain string, else NULL.
static const node *call_argument(const PgQuery__FuncCall *call, size_t index, const char *name)
{
    for (size_t i = 0; i < call->n_args; i++) {
        const node *argument = call->args[i];
        if (argument->node_case == PG_QUERY__NODE__NODE_NAMED_ARG_EXPR &&
            string_equal(argument->named_arg_expr->name, name))
            return argument->named_arg_expr->arg;
    }
    if (index >= call->n_args ||
        call->args[index]->node_case == PG_QUERY__NODE__NODE_NAMED_ARG_EXPR)
        return NULL;
    return call->args[index];
}

static const char *constant_string(const node *tree)
{
    if (tree && tree->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
        tree = tree->type_cast->arg;
    if (!tree || tree->node_case != PG_QUERY__NODE__NODE_A_CONST ||
        tree->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL || tree->a_const->isnull)
        return NULL;
    return tree->a_const->sval->sval;
}

// ---- pg_cron --------------------------------------------------------------------------------------

static void remove_job(struct design *design, const char *name)
{
    for (uint32_t i = 0; i < design->jobs.count; i++) {
        if (string_equal(design->jobs.items[i]->name, name)) {
            list_remove_at(&design->jobs, i);
            return;
        }
    }
}

// cron.schedule([name,] schedule, command), cron.schedule_in_database(name, schedule, command, ...)
static enum outcome schedule(struct replay *replay, const PgQuery__FuncCall *call)
{
    bool has_name = call->n_args > 2;
    const char *name = has_name ? constant_string(call_argument(call, 0, "job_name")) : NULL;
    struct job *job = arena_make(replay->arena, struct job);
    job->name = arena_copy_string(replay->arena, name);
    job->schedule = arena_copy_string(
        replay->arena, constant_string(call_argument(call, has_name ? 1 : 0, "schedule")));
    job->command = arena_copy_string(
        replay->arena, constant_string(call_argument(call, has_name ? 2 : 1, "command")));
    job->place = replay_place(replay, call->location);
    if (name)
        remove_job(replay->design, name); // scheduling a name again replaces it
    list_add(replay->arena, &replay->design->jobs, job);
    return OUTCOME_REPLAYED;
}

// WHERE jobname = 'name'
static const char *where_job_name(const node *where)
{
    if (!where || where->node_case != PG_QUERY__NODE__NODE_A_EXPR)
        return NULL;
    const PgQuery__AExpr *equal = where->a_expr;
    const node *column = equal->lexpr;
    if (equal->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP || !column || equal->n_name != 1 ||
        column->node_case != PG_QUERY__NODE__NODE_COLUMN_REF ||
        !string_equal(node_string(equal->name[0]), "="))
        return NULL;
    const PgQuery__ColumnRef *reference = column->column_ref;
    const char *name = node_string(reference->fields[reference->n_fields - 1]);
    return string_equal(name, "jobname") ? constant_string(equal->rexpr) : NULL;
}

static enum outcome unschedule(struct replay *replay, const PgQuery__FuncCall *call,
                               const node *where)
{
    const char *name = constant_string(call_argument(call, 0, "job_name"));
    if (!name)
        name = where_job_name(where);
    if (!name)
        return replay_gap(replay, GAP_STATEMENT, replay->statement,
                          "cron.unschedule of a job that is not named by a plain string");
    remove_job(replay->design, name);
    return OUTCOME_REPLAYED;
}

// ---- functions that change the schema ---------------------------------------------------------------

// Of extensions; their names are rarely anyone else's. Neutral ones of the same extensions
// (policies for retention, refreshes) are not here.
static bool is_schema_function(const char *name)
{
    static const char *const names[] = {
        "create_hypertable",
        "create_distributed_hypertable",
        "add_dimension",
        "create_parent",
        "create_partition",
        "create_sub_parent",
        "create_partition_time",
        "create_partition_id",
        "undo_partition",
        "partition_data_time",
        "partition_data_id",
        "addgeometrycolumn",
        "dropgeometrycolumn",
        "dropgeometrytable",
        "updategeometrysrid",
        "populate_geometry_columns",
        "addrasterconstraints",
        "createtopology",
        "droptopology",
        "addtopogeometrycolumn",
        "droptopogeometrycolumn",
        "add_period",
        "add_system_time_period",
        "add_system_versioning",
        "drop_system_versioning",
        "add_foreign_key",
        "add_unique_key",
        "enable_tracking",
        "disable_tracking",
        "lo_manage",
        "create_immv",
        "dblink_exec",
        "undo_partition_proc",
        "partition_data_proc",
        "migrate_data",
        "create_distributed_function",
    };
    for (size_t i = 0; i < array_length(names); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

// ---- all of them --------------------------------------------------------------------------------------

static enum outcome replay_one_call(struct replay *replay, const PgQuery__FuncCall *call,
                                    const node *where)
{
    const char *schema, *name;
    if (!node_name(call->n_funcname, call->funcname, &schema, &name))
        return OUTCOME_NEUTRAL;
    if (strcmp(name, "set_config") == 0 && (!schema || strcmp(schema, "pg_catalog") == 0)) {
        const char *setting = constant_string(call_argument(call, 0, "setting_name"));
        const char *value = constant_string(call_argument(call, 1, "new_value"));
        if (!string_equal(setting, "search_path"))
            return OUTCOME_NEUTRAL;
        if (!value)
            return replay_gap(replay, GAP_DYNAMIC, replay->statement,
                              "it sets the search path to a value that is computed");
        session_set_search_path(replay, value);
        return OUTCOME_NEUTRAL;
    }
    if (string_equal(schema, "cron") && string_starts_with(name, "schedule"))
        return schedule(replay, call);
    if (string_equal(schema, "cron") && strcmp(name, "unschedule") == 0)
        return unschedule(replay, call, where);
    if (string_equal(schema, "cron"))
        return OUTCOME_NEUTRAL;
    const struct function *changing = function_changing_schema(replay, schema, name);
    bool is_known = replay_find_function(replay, schema, name) ||
                    replay_builtin_exists(replay, BUILTIN_FUNCTION, schema, name);
    if (!changing && is_known && !is_schema_function(name))
        return OUTCOME_NEUTRAL;
    return replay_gap_of_body(replay, changing,
                              arena_format(replay->scratch,
                                           "it calls %s, which may change the schema",
                                           object_path(replay->scratch, schema, name)));
}

static const PgQuery__IntoClause *find_into(const PgQuery__SelectStmt *tree)
{
    for (; tree; tree = tree->larg)
        if (tree->into_clause)
            return tree->into_clause;
    return NULL;
}

enum outcome replay_select(struct replay *replay, const PgQuery__SelectStmt *tree)
{
    const PgQuery__IntoClause *into = find_into(tree);
    if (into && into->rel)
        return table_select_into(replay, tree, into);
    struct call_list calls = {0};
    for (size_t i = 0; i < tree->n_target_list; i++)
        collect_calls(replay, tree->target_list[i], &calls);
    for (size_t i = 0; i < tree->n_from_clause; i++)
        collect_calls(replay, tree->from_clause[i], &calls);
    enum outcome outcome = OUTCOME_NEUTRAL;
    list_each (const PgQuery__FuncCall *, call, &calls) {
        enum outcome one = replay_one_call(replay, call, tree->where_clause);
        // One that is not followed weighs more than those that are.
        if (one == OUTCOME_NOT_FOLLOWED || outcome == OUTCOME_NEUTRAL)
            outcome = one;
    }
    return outcome;
}
