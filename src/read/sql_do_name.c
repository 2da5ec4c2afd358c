// Objects by their names as text, as to_regclass and casts to regclass read them, and functions as
// values.
#include "read/sql_do_value.h"
#include "read/sql_object.h"

// With its arguments, which tell overloads apart.
struct value catalog_function_value(struct replay *replay, const struct function *function)
{
    struct function bare = *function;
    bare.schema = NULL;
    return value_object(function->schema, function_signature(replay->scratch, &bare));
}

const struct function *catalog_function_of(struct replay *replay, const struct value *object)
{
    list_each (struct function *, function, &replay->design->functions) {
        struct value value = catalog_function_value(replay, function);
        if (string_equal(value.text, object->text) && string_equal(value.schema, object->schema))
            return function;
    }
    return NULL;
}

// "schema.name" or "name", quoted or not, into its parts. False where it is neither.
static bool identifier_split(struct replay *replay, const char *text, const char **schema,
                             const char **name)
{
    const char *parts[3] = {0};
    size_t count = 0;
    const char *at = text;
    for (;;) {
        char *part = arena_allocate(replay->scratch, strlen(at) + 1);
        size_t length = 0;
        while (*at == ' ')
            at++;
        if (*at == '"') {
            for (at++; *at && (*at != '"' || at[1] == '"'); at++) {
                at += *at == '"';
                part[length++] = *at;
            }
            if (*at != '"')
                return false;
            at++;
        } else {
            for (; *at && *at != '.' && *at != ' '; at++)
                part[length++] = (char)(*at >= 'A' && *at <= 'Z' ? *at | 0x20 : *at);
        }
        while (*at == ' ')
            at++;
        if (count == 3 || length == 0)
            return false;
        parts[count++] = part;
        if (*at != '.')
            break;
        at++;
    }
    *name = parts[count - 1];
    *schema = count > 1 ? parts[count - 2] : NULL;
    return *at == '\0';
}

struct value catalog_relation(struct replay *replay, const char *identifier)
{
    const char *schema, *name;
    if (!identifier_split(replay, identifier, &schema, &name))
        return (struct value){0};
    struct relation *relation = replay_find_relation(replay, schema, name);
    if (relation)
        return value_object(relation->schema, relation->name);
    struct index *index = replay_find_index(replay, schema, name);
    if (index)
        return value_object(index->relation->schema, index->name);
    if (replay_builtin_exists(replay, BUILTIN_RELATION, schema, name))
        return value_object(schema ? schema : "pg_catalog", name);
    return replay_may_exist(replay, schema, name) ? (struct value){0} : value_text(NULL);
}

struct value catalog_type(struct replay *replay, const char *identifier)
{
    const char *schema, *name;
    if (!identifier_split(replay, identifier, &schema, &name))
        return (struct value){0};
    struct type *type = replay_find_type(replay, schema, name);
    if (type)
        return value_object(type->schema, type->name);
    struct relation *relation = replay_find_relation(replay, schema, name);
    if (relation)
        return value_object(relation->schema, relation->name);
    if (replay_builtin_exists(replay, BUILTIN_TYPE, schema, name))
        return value_object(schema ? schema : "pg_catalog", name);
    // "integer" and the like are names only to the parser.
    return strchr(identifier, '.') && !replay_may_exist(replay, schema, name) ? value_text(NULL)
                                                                              : (struct value){0};
}

struct value catalog_function(struct replay *replay, const char *signature)
{
    // With arguments, they must match: found out by asking the parser for a COMMENT.
    const char *open = strchr(signature, '(');
    const char *schema, *name;
    char *plain = open ? arena_copy(replay->scratch, signature, (size_t)(open - signature))
                       : arena_copy_string(replay->scratch, signature);
    if (!identifier_split(replay, plain, &schema, &name))
        return (struct value){0};
    struct function *function = replay_find_function(replay, schema, name);
    if (!function && !replay_builtin_exists(replay, BUILTIN_FUNCTION, schema, name))
        return replay_may_exist(replay, schema, name) ? (struct value){0} : value_text(NULL);
    if (!function || !open)
        return (struct value){0};
    struct tree_problem problem;
    const PgQuery__ParseResult *tree = tree_parse(
        replay, arena_format(replay->scratch, "COMMENT ON ROUTINE %s IS NULL", signature),
        &problem);
    const node *statement = tree && tree->n_stmts == 1 ? tree->stmts[0]->stmt : NULL;
    if (!statement || statement->node_case != PG_QUERY__NODE__NODE_COMMENT_STMT ||
        !statement->comment_stmt->object ||
        statement->comment_stmt->object->node_case != PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS)
        return (struct value){0};
    function = tree_function(replay, statement->comment_stmt->object->object_with_args);
    return function ? catalog_function_value(replay, function) : value_text(NULL);
}
