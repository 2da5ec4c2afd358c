// CALL of a procedure: one that only moves data says nothing about the model.
#include "read/sql_do_token.h"
#include "read/sql_tree.h"

static bool is_definition_word(const char *body, const struct do_token *token)
{
    static const char *const words[] = {"CREATE", "ALTER", "DROP", "GRANT", "REVOKE", "EXECUTE"};
    for (size_t i = 0; i < array_length(words); i++)
        if (token->kind == DO_TOKEN_WORD && token->length == strlen(words[i]) &&
            strncasecmp(body + token->start, words[i], token->length) == 0)
            return true;
    return false;
}

// A procedure that only moves data says nothing about the model.
enum outcome replay_call(struct replay *replay, const PgQuery__CallStmt *tree)
{
    const char *schema, *name;
    if (!tree->funccall ||
        !node_name(tree->funccall->n_funcname, tree->funccall->funcname, &schema, &name))
        return OUTCOME_NEUTRAL;
    struct function *procedure = replay_find_function(replay, schema, name);
    if (!procedure && replay_builtin_exists(replay, BUILTIN_FUNCTION, schema, name))
        return OUTCOME_NEUTRAL;
    if (!procedure)
        return replay_unknown(replay, "procedure", schema, name, NULL, NULL,
                              replay_place_of(replay, name, 0));
    struct do_tokens tokens = {0};
    bool is_read = procedure->body && do_tokens_read(replay->scratch, procedure->body, &tokens);
    bool defines = !is_read && procedure->queries.count == 0;
    for (uint32_t i = 0; i < tokens.count && !defines; i++)
        defines = is_definition_word(procedure->body, &tokens.items[i]);
    if (defines)
        return replay_gap_of_body(
            replay, procedure,
            arena_format(replay->scratch, "CALL of %s, whose body changes the schema", name));
    return OUTCOME_NEUTRAL;
}
