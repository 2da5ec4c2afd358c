// CREATE SCHEMA, with the objects written inside it.
//
//   CREATE SCHEMA [IF NOT EXISTS] name [AUTHORIZATION role] | AUTHORIZATION role  [element ...]
//   element ::= CREATE TABLE | VIEW | INDEX | SEQUENCE | TRIGGER | GRANT
#include "read/sql_object.h"

// The order in which PostgreSQL runs the elements, whatever the order they are written in.
enum { RANK_LAST = 5 };

static int element_rank(const node *element)
{
    switch (element->node_case) {
    case PG_QUERY__NODE__NODE_CREATE_SEQ_STMT:
        return 0;
    case PG_QUERY__NODE__NODE_CREATE_STMT:
        return 1;
    case PG_QUERY__NODE__NODE_VIEW_STMT:
        return 2;
    case PG_QUERY__NODE__NODE_INDEX_STMT:
        return 3;
    case PG_QUERY__NODE__NODE_CREATE_TRIG_STMT:
        return 4;
    default:
        return RANK_LAST;
    }
}

// The elements run with the new schema in front of the search path.
static enum outcome replay_elements(struct replay *replay, const struct schema *schema,
                                    const PgQuery__CreateSchemaStmt *tree)
{
    struct replay outer = *replay;
    replay->search_path.items = NULL;
    replay->search_path.count = replay->search_path.capacity = 0;
    list_add(replay->arena, &replay->search_path, schema->name);
    list_each (const char *, name, &outer.search_path)
        list_add(replay->arena, &replay->search_path, name);
    if (tree->authrole)
        replay->role = schema->owner;
    // The schema is there now, so its elements cannot wait: what is missing is a fault.
    replay->defers = false;
    enum outcome outcome = OUTCOME_REPLAYED;
    for (int rank = 0; rank <= RANK_LAST; rank++)
        for (size_t i = 0; i < tree->n_schema_elts; i++)
            if (element_rank(tree->schema_elts[i]) == rank &&
                replay_node(replay, tree->schema_elts[i]) == OUTCOME_NOT_FOLLOWED)
                outcome = OUTCOME_NOT_FOLLOWED;
    replay->search_path.items = outer.search_path.items;
    replay->search_path.count = outer.search_path.count;
    replay->search_path.capacity = outer.search_path.capacity;
    replay->role = outer.role;
    replay->defers = outer.defers;
    return outcome;
}

enum outcome replay_create_schema(struct replay *replay, const PgQuery__CreateSchemaStmt *tree)
{
    replay->is_missing = false;
    const char *owner = tree->authrole ? tree_role(replay, tree->authrole) : replay->role;
    if (replay->defers && replay->is_missing)
        return OUTCOME_MISSING;
    const char *name = tree_string(tree->schemaname);
    if (!name)
        name = owner;
    if (!name)
        return replay_gap(replay, GAP_STATEMENT, replay->statement,
                          "a schema named after whoever runs the files");
    struct place place = replay_place_of(replay, name, 0);
    name = arena_copy_string(replay->arena, name);
    struct schema *schema = design_find_schema(replay->design, name);
    if (schema) {
        // Dumps, and projects that set up the platform themselves, declare the schemas that every
        // database or the platform brings, and what is in them.
        if (!tree->if_not_exists && schema->is_builtin && !replay->is_builtin)
            schema->is_brought = true;
        if (!tree->if_not_exists && !schema->is_builtin)
            replay_duplicate(replay, "schema", name, place, schema->place);
        if (!tree->if_not_exists && !schema->is_builtin)
            return OUTCOME_REPLAYED;
        if (tree->if_not_exists) // PostgreSQL allows no elements here
            return OUTCOME_REPLAYED;
    } else {
        schema = design_add_schema(replay->design, name, place);
        schema->owner = owner;
        schema->is_builtin = replay->is_builtin;
        grant_defaults_to_schema(replay, schema);
    }
    return tree->n_schema_elts ? replay_elements(replay, schema, tree) : OUTCOME_REPLAYED;
}
