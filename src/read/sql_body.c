// Pieces of bodies in PL/pgSQL (sql_body.h). PL/pgSQL hands its expressions to the SQL parser as
// "SELECT expression" when it runs them; so what is wrong in them is no fault of the CREATE
// FUNCTION, and nothing is reported here. Binding is quiet as it is where a statement may wait:
// with `defers`, a missing name only says so.
#include "read/sql_body.h"

#include "read/bind.h"
#include "read/sql_object.h"

static const node *only_select(const PgQuery__ParseResult *tree)
{
    const node *statement = tree && tree->n_stmts == 1 ? tree->stmts[0]->stmt : NULL;
    if (!statement || statement->node_case != PG_QUERY__NODE__NODE_SELECT_STMT ||
        statement->select_stmt->into_clause)
        return NULL;
    return statement;
}

static struct query *query_of_text(struct replay *replay, const char *text)
{
    struct tree_problem problem;
    if (replay_text_is_too_deep(replay, text, strlen(text)))
        return NULL;
    const node *statement = only_select(tree_parse(replay, text, &problem));
    return statement ? tree_query(replay, statement) : NULL;
}

// What replaying keeps of the text at hand, and of whether names may be missing.
static void quiet_begin(struct replay *replay, struct replay *outer)
{
    *outer = *replay;
    replay->defers = true;
    replay->is_missing = false;
}

static void quiet_end(struct replay *replay, const struct replay *outer)
{
    replay->text = outer->text;
    replay->text_length = outer->text_length;
    replay->text_offset = outer->text_offset;
    replay->statement = outer->statement;
    replay->is_place_fixed = outer->is_place_fixed;
    replay->defers = outer->defers;
    replay->is_missing = outer->is_missing;
}

struct query *body_query(struct replay *replay, const char *text, struct body_place place)
{
    struct replay outer;
    quiet_begin(replay, &outer);
    replay->text = text;
    replay->text_length = strlen(text);
    replay->text_offset = place.place.offset;
    replay->statement = place.place;
    replay->file = place.place.file ? place.place.file : replay->file;
    replay->is_place_fixed = !place.is_exact;
    struct query *query = query_of_text(replay, text);
    quiet_end(replay, &outer);
    replay->file = outer.file;
    return query;
}

struct type_name *body_type(struct replay *replay, const char *text)
{
    struct body_place nowhere = {.place = replay->statement};
    struct query *query =
        body_query(replay, arena_format(replay->scratch, "SELECT NULL::%s", text), nowhere);
    const struct expression *cast =
        query && query->outputs.count == 1 ? query->outputs.items[0].expression : NULL;
    if (!cast || cast->kind != EXPRESSION_CAST || !cast->type || !cast->type->is_known)
        return NULL;
    return cast->type;
}

bool body_bind(struct replay *replay, struct query *query, struct function *function)
{
    struct replay outer;
    quiet_begin(replay, &outer);
    enum outcome outcome = bind_function_query(replay, query, function, "a body");
    quiet_end(replay, &outer);
    return outcome != OUTCOME_MISSING;
}

void body_enter(struct replay *replay, const struct function *function)
{
    replay_reset_session(replay);
    list_each (struct setting, setting, &function->settings)
        if (strcmp(setting.name, "search_path") == 0 && setting.value)
            session_set_search_path(replay, setting.value);
}
