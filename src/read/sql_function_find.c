// Functions by name and argument types.
#include "read/sql_function.h"
#include "read/sql_object.h"

bool argument_is_input(const struct argument *argument)
{
    return argument->mode == ARGUMENT_IN || argument->mode == ARGUMENT_INOUT ||
           argument->mode == ARGUMENT_VARIADIC;
}

char *function_signature(struct arena *arena, const struct function *function)
{
    char *list = arena_format(arena, "%s", "");
    for (uint32_t i = 0; i < function->arguments.count; i++) {
        const struct argument *argument = &function->arguments.items[i];
        if (argument_is_input(argument))
            list = arena_format(arena, "%s%s%s", list, *list ? ", " : "",
                                type_name_text(arena, argument->type));
    }
    return arena_format(arena, "%s(%s)", object_path(arena, function->schema, function->name),
                        list);
}

// The next input argument from `at`, or NULL.
static const struct argument *next_input(const struct function *function, uint32_t *at)
{
    while (*at < function->arguments.count) {
        const struct argument *argument = &function->arguments.items[(*at)++];
        if (argument_is_input(argument))
            return argument;
    }
    return NULL;
}

bool function_takes_same(const struct function *a, const struct function *b)
{
    uint32_t at_a = 0, at_b = 0;
    for (;;) {
        const struct argument *one = next_input(a, &at_a), *other = next_input(b, &at_b);
        if (!one || !other)
            return one == other;
        if (!type_name_matches(one->type, other->type))
            return false;
    }
}

// ---- by an ObjectWithArgs -----------------------------------------------------------------------

struct type_names {
    LIST_FIELDS(struct type_name *);
};

static bool takes_types(const struct function *function, const struct type_names *types,
                        bool with_outputs)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < function->arguments.count; i++) {
        const struct argument *argument = &function->arguments.items[i];
        if (!argument_is_input(argument) && !with_outputs)
            continue;
        if (at == types->count || !type_name_matches(argument->type, types->items[at]))
            return false;
        at++;
    }
    return at == types->count;
}

static struct function *in_schema(struct replay *replay, const char *schema, const char *name,
                                  const struct type_names *types, bool unspecified)
{
    struct function *first = design_find_function(replay->design, schema, name);
    if (unspecified) // the only one of the name; several are PostgreSQL's error
        return first && !design_next_overload(replay->design, first) ? first : NULL;
    for (struct function *one = first; one; one = design_next_overload(replay->design, one))
        if (takes_types(one, types, false))
            return one;
    // Procedures may be named with their OUT arguments as well.
    for (struct function *one = first; one; one = design_next_overload(replay->design, one))
        if (one->kind == FUNCTION_PROCEDURE && takes_types(one, types, true))
            return one;
    return NULL;
}

struct function *tree_function(struct replay *replay, const PgQuery__ObjectWithArgs *tree)
{
    const char *schema, *name;
    if (!node_name(tree->n_objname, tree->objname, &schema, &name))
        return NULL;
    struct type_names types = {0};
    for (size_t i = 0; i < tree->n_objargs; i++)
        if (tree->objargs[i]->node_case == PG_QUERY__NODE__NODE_TYPE_NAME)
            list_add(replay->scratch, &types, type_name_find(replay, tree->objargs[i]->type_name));
    if (schema)
        return in_schema(replay, schema, name, &types, tree->args_unspecified);
    list_each (const char *, searched, &replay->search_path) {
        struct function *found = in_schema(replay, searched, name, &types, tree->args_unspecified);
        if (found)
            return found;
    }
    return NULL;
}

struct function *function_in_the_way(const struct design *design, const struct function *function,
                                     const char *schema, const char *name)
{
    struct function *other = design_find_function(design, schema, name);
    while (other && (other == function || !function_takes_same(other, function)))
        other = design_next_overload(design, other);
    return other;
}
