// CREATE AGGREGATE, base types and shells; of operators and casts it is kept that there are some;
// collations and text search are not in the model.
//
//   CREATE [OR REPLACE] AGGREGATE name ([mode] [name] type, ... | * [ORDER BY ...])
//       (SFUNC = f, STYPE = type [, FINALFUNC = f] ...)
//   CREATE AGGREGATE name (BASETYPE = type | "ANY", SFUNC = f, STYPE = type, ...)     (old form)
//   CREATE TYPE name [(INPUT = f, OUTPUT = f, ...)]
//   CREATE OPERATOR name (...)
//   CREATE CAST (type AS type) ...
#include "read/sql_function.h"
#include "read/sql_object.h"

static const PgQuery__TypeName *option_type(const PgQuery__DefineStmt *tree, const char *option)
{
    for (size_t i = 0; i < tree->n_definition; i++) {
        if (tree->definition[i]->node_case != PG_QUERY__NODE__NODE_DEF_ELEM)
            continue;
        const PgQuery__DefElem *element = tree->definition[i]->def_elem;
        if (strcasecmp(element->defname, option) == 0 && element->arg &&
            element->arg->node_case == PG_QUERY__NODE__NODE_TYPE_NAME)
            return element->arg->type_name;
    }
    return NULL;
}

static void read_arguments(struct replay *replay, struct function *function,
                           const PgQuery__DefineStmt *tree)
{
    if (tree->oldstyle) {
        const PgQuery__TypeName *type = option_type(tree, "basetype");
        const char *schema, *name;
        if (type && node_name(type->n_names, type->names, &schema, &name) &&
            strcasecmp(name, "any") != 0)
            list_add(replay->arena, &function->arguments,
                     (struct argument){.type = tree_argument_type(replay, type)});
        return;
    }
    if (tree->n_args == 0 || tree->args[0]->node_case != PG_QUERY__NODE__NODE_LIST)
        return;
    const PgQuery__List *parameters = tree->args[0]->list;
    for (size_t i = 0; i < parameters->n_items; i++) {
        const node *item = parameters->items[i];
        if (!item || item->node_case != PG_QUERY__NODE__NODE_FUNCTION_PARAMETER)
            continue;
        const PgQuery__FunctionParameter *parameter = item->function_parameter;
        struct argument argument = {.type = tree_argument_type(replay, parameter->arg_type)};
        argument.name = arena_copy_string(replay->arena, tree_string(parameter->name));
        if (parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_VARIADIC)
            argument.mode = ARGUMENT_VARIADIC;
        list_add(replay->arena, &function->arguments, argument);
    }
}

// The final function's result where the design declares one, else the state's type where there is
// no final function at all; NULL where neither is known.
static struct type_name *aggregate_result(struct replay *replay, const PgQuery__DefineStmt *tree)
{
    const PgQuery__TypeName *final = option_type(tree, "finalfunc");
    if (!final)
        return tree_argument_type(replay, option_type(tree, "stype"));
    const char *schema, *name;
    if (!node_name(final->n_names, final->names, &schema, &name))
        return NULL;
    struct function *function = replay_find_function(replay, schema, name);
    return function ? function->returns : NULL;
}

static enum outcome define_aggregate(struct replay *replay, const PgQuery__DefineStmt *tree)
{
    struct object_name object;
    if (!object_new_name_of(replay, tree->n_defnames, tree->defnames, &object))
        return object.outcome;
    struct function draft = {.kind = FUNCTION_AGGREGATE,
                             .schema = object.schema,
                             .name = object.name,
                             .place = object.place,
                             .language = "internal",
                             .parallel = 'u',
                             .volatility = VOLATILITY_IMMUTABLE,
                             .is_builtin = replay->is_builtin};
    replay->is_missing = false;
    read_arguments(replay, &draft, tree);
    draft.returns = aggregate_result(replay, tree);
    if (replay->defers && replay->is_missing)
        return OUTCOME_MISSING;
    struct function *first = design_find_function(replay->design, object.schema, object.name);
    while (first && !function_takes_same(first, &draft))
        first = design_next_overload(replay->design, first);
    if (first && !tree->replace) {
        replay_duplicate(replay, "aggregate", function_signature(replay->arena, first),
                         object.place, first->place);
        return OUTCOME_REPLAYED;
    }
    if (first)
        return OUTCOME_REPLAYED;
    struct function *function =
        design_add_function(replay->design, object.schema, object.name, object.place);
    draft.next_overload = function->next_overload;
    draft.schema = function->schema;
    draft.name = function->name;
    draft.owner = replay->role;
    *function = draft;
    grant_defaults_to_function(replay, function);
    return OUTCOME_REPLAYED;
}

enum outcome replay_define(struct replay *replay, const PgQuery__DefineStmt *tree)
{
    if (tree->kind == OBJECT(AGGREGATE))
        return define_aggregate(replay, tree);
    if (tree->kind == OBJECT(TYPE))
        return type_define_base(replay, tree);
    // What it takes and gives is not modelled: resolution leaves its name in doubt.
    if (tree->kind == OBJECT(OPERATOR) && tree->n_defnames) {
        const char *name = node_string(tree->defnames[tree->n_defnames - 1]);
        if (name && !map_get(&replay->operators_made, name)) {
            char *kept = arena_copy_string(replay->arena, name);
            map_set(replay->arena, &replay->operators_made, kept, kept);
            list_add(replay->arena, &replay->design->operators, kept);
        }
    }
    return OUTCOME_NEUTRAL;
}

// Only that there is one is kept, for resolution; whether it is dropped again is not.
enum outcome replay_create_cast(struct replay *replay, const PgQuery__CreateCastStmt *tree)
{
    if (tree->sourcetype && tree->targettype)
        list_add(replay->arena, &replay->casts_made,
                 (struct cast_made){type_name_find(replay, tree->sourcetype),
                                    type_name_find(replay, tree->targettype)});
    return OUTCOME_NEUTRAL;
}
