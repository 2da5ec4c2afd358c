// The session's state that changes what later statements mean: search_path and the current role.
//
// SET LOCAL holds until the transaction ends. Many tools wrap a file into one, so it is taken to
// hold whether BEGIN was seen or not; COMMIT gives back what held before, and the end of a file
// ends the session anyway.
//
//   SET [SESSION | LOCAL] search_path { TO | = } schema, ... | DEFAULT
//   SET [SESSION | LOCAL] { ROLE role | NONE | SESSION AUTHORIZATION role | DEFAULT }
//   RESET { search_path | ROLE | SESSION AUTHORIZATION | ALL }
#include "read/sql_object.h"

static void add_schema(struct replay *replay, const char *name)
{
    if (name && *name && strcmp(name, "$user") != 0)
        list_add(replay->arena, &replay->search_path, arena_copy_string(replay->arena, name));
}

// A list of its own each time: an earlier one may be kept for COMMIT or an outer statement.
static void path_clear(struct replay *replay)
{
    replay->search_path.items = NULL;
    replay->search_path.count = replay->search_path.capacity = 0;
}

static void path_default(struct replay *replay)
{
    path_clear(replay);
    add_schema(replay, "public");
    if (replay->design->platform == PLATFORM_SUPABASE)
        add_schema(replay, "extensions");
}

void session_set_search_path(struct replay *replay, const char *text)
{
    path_clear(replay);
    char *name = arena_allocate(replay->scratch, strlen(text) + 1);
    for (const char *at = text; *at;) {
        while (*at == ' ' || *at == ',' || *at == '\t' || *at == '\n')
            at++;
        size_t length = 0;
        if (*at == '"') {
            for (at++; *at && (*at != '"' || at[1] == '"'); at++) {
                at += *at == '"';
                name[length++] = *at;
            }
            at += *at == '"';
        } else {
            for (; *at && *at != ',' && *at != ' '; at++)
                name[length++] = (char)(*at >= 'A' && *at <= 'Z' ? *at | 0x20 : *at);
        }
        name[length] = '\0';
        add_schema(replay, name);
    }
}

// ---- SET LOCAL --------------------------------------------------------------------------------

static void keep_for_commit(struct replay *replay)
{
    if (replay->has_local)
        return;
    replay->has_local = true;
    replay->outer_role = replay->role;
    replay->outer_path.count = 0;
    list_each (const char *, name, &replay->search_path)
        list_add(replay->arena, &replay->outer_path, name);
}

static void drop_temporary(struct replay *replay, bool only_on_commit)
{
    struct design *design = replay->design;
    for (uint32_t i = 0; i < design->relations.count;) {
        struct relation *relation = design->relations.items[i];
        bool drops = relation->is_temporary && (!only_on_commit || relation->drops_on_commit);
        if (drops)
            drop_relation(replay, relation);
        i = drops ? 0 : i + 1;
    }
}

void replay_session_end(struct replay *replay)
{
    drop_temporary(replay, false);
    struct schema *temporary = design_find_schema(replay->design, "pg_temp");
    if (temporary)
        drop_schema_content(replay, temporary);
}

enum outcome replay_discard(struct replay *replay, const PgQuery__DiscardStmt *tree)
{
    bool all = tree->target == PG_QUERY__DISCARD_MODE__DISCARD_ALL;
    if (!all && tree->target != PG_QUERY__DISCARD_MODE__DISCARD_TEMP)
        return OUTCOME_NEUTRAL;
    replay_session_end(replay);
    if (all)
        replay_reset_session(replay);
    return OUTCOME_REPLAYED;
}

void replay_transaction_end(struct replay *replay)
{
    drop_temporary(replay, true);
    if (!replay->has_local)
        return;
    replay->has_local = false;
    replay->role = replay->outer_role;
    path_clear(replay);
    list_each (const char *, name, &replay->outer_path)
        add_schema(replay, name);
}

// ---- SET --------------------------------------------------------------------------------------

static const char *argument_string(const PgQuery__VariableSetStmt *tree, size_t at)
{
    const node *argument = at < tree->n_args ? tree->args[at] : NULL;
    if (!argument || argument->node_case != PG_QUERY__NODE__NODE_A_CONST ||
        argument->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL)
        return NULL;
    return argument->a_const->sval->sval;
}

static enum outcome set_role(struct replay *replay, const PgQuery__VariableSetStmt *tree)
{
    const char *name = argument_string(tree, 0);
    bool is_session = strcasecmp(tree->name, "session_authorization") == 0;
    if (tree->kind != PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE || !name ||
        strcmp(name, "none") == 0) {
        if (is_session)
            replay->session_role = replay_session_role(replay);
        replay->role = replay->session_role;
        return OUTCOME_REPLAYED;
    }
    PgQuery__RoleSpec spec = PG_QUERY__ROLE_SPEC__INIT;
    spec.roletype = PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_CSTRING;
    spec.rolename = (char *)name;
    spec.location = -1;
    replay->is_missing = false;
    const char *role = tree_role(replay, &spec);
    // A later statement of this file depends on it, so it cannot wait for another file.
    replay->role =
        replay->defers && replay->is_missing ? arena_copy_string(replay->arena, name) : role;
    if (is_session)
        replay->session_role = replay->role;
    return OUTCOME_REPLAYED;
}

static enum outcome set_search_path(struct replay *replay, const PgQuery__VariableSetStmt *tree)
{
    if (tree->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_CURRENT)
        return OUTCOME_NEUTRAL;
    if (tree->kind != PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE) {
        path_default(replay);
        return OUTCOME_REPLAYED;
    }
    // The names are kept even where no such schema exists yet: it may be made later.
    path_clear(replay);
    for (size_t i = 0; i < tree->n_args; i++)
        add_schema(replay, argument_string(tree, i));
    return OUTCOME_REPLAYED;
}

enum outcome replay_set(struct replay *replay, const PgQuery__VariableSetStmt *tree)
{
    const char *name = tree_string(tree->name);
    if (tree->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL) {
        path_default(replay); // RESET ALL leaves the role as it is
        return OUTCOME_REPLAYED;
    }
    bool is_role =
        name && (strcasecmp(name, "role") == 0 || strcasecmp(name, "session_authorization") == 0);
    bool is_path = name && strcasecmp(name, "search_path") == 0;
    if (name && strcasecmp(name, "check_function_bodies") == 0) { // pg_dump turns it off
        const char *value = argument_string(tree, 0);
        replay->skips_bodies = tree->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE && value &&
                               (strcasecmp(value, "off") == 0 || strcasecmp(value, "false") == 0 ||
                                strcmp(value, "0") == 0);
        return OUTCOME_NEUTRAL;
    }
    if (!is_role && !is_path)
        return OUTCOME_NEUTRAL;
    if (tree->is_local)
        keep_for_commit(replay);
    return is_role ? set_role(replay, tree) : set_search_path(replay, tree);
}
