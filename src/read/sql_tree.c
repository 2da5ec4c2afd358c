// Small readers of the parser's tree that several handlers share.
#include "read/sql_tree.h"

const char *node_string(const node *tree)
{
    if (!tree || tree->node_case != PG_QUERY__NODE__NODE_STRING)
        return NULL;
    return tree->string->sval;
}

const char *tree_string(const char *string)
{
    return string && *string ? string : NULL;
}

bool node_name(size_t count, node **parts, const char **schema, const char **name)
{
    *schema = *name = NULL;
    if (count == 0 || count > 3)
        return false;
    *name = node_string(parts[count - 1]);
    if (count > 1)
        *schema = node_string(parts[count - 2]);
    return *name != NULL;
}

const char *def_elem_string(struct arena *arena, const PgQuery__DefElem *element)
{
    const node *argument = element->arg;
    if (!argument)
        return NULL;
    switch (argument->node_case) {
    case PG_QUERY__NODE__NODE_STRING:
        return argument->string->sval;
    case PG_QUERY__NODE__NODE_INTEGER:
        return arena_format(arena, "%d", argument->integer->ival);
    case PG_QUERY__NODE__NODE_FLOAT:
        return argument->float_->fval;
    case PG_QUERY__NODE__NODE_BOOLEAN:
        return argument->boolean->boolval ? "true" : "false";
    case PG_QUERY__NODE__NODE_TYPE_NAME: {
        const PgQuery__TypeName *type = argument->type_name;
        return type->n_names ? node_string(type->names[type->n_names - 1]) : NULL;
    }
    default:
        return NULL;
    }
}

bool def_elem_boolean(const PgQuery__DefElem *element)
{
    const node *argument = element->arg;
    if (!argument)
        return true;
    if (argument->node_case == PG_QUERY__NODE__NODE_INTEGER)
        return argument->integer->ival != 0;
    if (argument->node_case == PG_QUERY__NODE__NODE_BOOLEAN)
        return argument->boolean->boolval;
    const char *word =
        argument->node_case == PG_QUERY__NODE__NODE_STRING ? argument->string->sval : "";
    return strcasecmp(word, "true") == 0 || strcasecmp(word, "on") == 0 || strcmp(word, "1") == 0;
}
