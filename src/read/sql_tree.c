// Small readers of the parser's tree that several handlers share.
#include "read/sql_tree.h"

// protobuf-c takes its memory from the scratch arena, so freeing is the rewind.
static void *tree_allocate(void *arena, size_t size)
{
    return arena_allocate_raw(arena, size);
}

static void tree_free(void *arena, void *memory)
{
    (void)arena, (void)memory;
}

// The parser counts characters from 1; places are byte offsets from 0.
static int32_t byte_location(const char *text, int position)
{
    if (position <= 0)
        return -1;
    const char *at = text;
    for (int left = position - 1; left > 0 && *at; left--) {
        at++;
        while (((unsigned char)*at & 0xC0) == 0x80)
            at++;
    }
    return (int32_t)(at - text);
}

// The parser quotes a string that never ends to the end of the text.
static const char *message_cut(struct arena *arena, const char *message)
{
    enum { MESSAGE_LONGEST = 160 };
    size_t length = strlen(message);
    if (length <= MESSAGE_LONGEST)
        return arena_copy(arena, message, length);
    length = MESSAGE_LONGEST;
    while (length && ((unsigned char)message[length] & 0xC0) == 0x80)
        length--;
    return arena_format(arena, "%.*s...", (int)length, message);
}

const PgQuery__ParseResult *tree_parse(struct replay *replay, const char *text,
                                       struct tree_problem *problem)
{
    PgQueryProtobufParseResult parsed = pg_query_parse_protobuf(text);
    PgQuery__ParseResult *tree = NULL;
    if (parsed.error) {
        *problem = (struct tree_problem){message_cut(replay->scratch, parsed.error->message),
                                         byte_location(text, parsed.error->cursorpos)};
    } else {
        ProtobufCAllocator allocator = {tree_allocate, tree_free, replay->scratch};
        tree = pg_query__parse_result__unpack(&allocator, parsed.parse_tree.len,
                                              (const uint8_t *)parsed.parse_tree.data);
        assert(tree); // the library reads what it wrote itself
    }
    pg_query_free_protobuf_parse_result(parsed);
    return tree;
}

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
