// Relations made from queries: views, materialized views, CREATE TABLE AS, SELECT INTO. Their
// columns are the query's outputs, with types where those are certain.
#include "read/bind.h"
#include "read/sql_depend.h"
#include "read/sql_object.h"
#include "read/sql_table.h"

// A column list may rename the first outputs: CREATE VIEW v (a, b) AS ...
struct view_columns {
    size_t count;
    node **names;
};

static const char *output_name(const struct query *query, const struct view_columns *written,
                               uint32_t index)
{
    const char *name = index < written->count ? node_string(written->names[index]) : NULL;
    return name ? name : query->outputs.items[index].name;
}

static void add_column(struct replay *replay, struct relation *relation, const struct query *query,
                       const struct view_columns *written, uint32_t index)
{
    const struct output *output = &query->outputs.items[index];
    const char *name = output_name(query, written, index);
    if (name && relation_find_column(relation, name)) {
        relation->is_open = true;
        return;
    }
    struct column *column = arena_make(replay->arena, struct column);
    column->name = arena_copy_string(replay->arena, name ? name : "?column?");
    column->type = output->type;
    // A string of no type becomes text.
    static struct type_name text = {.schema = "pg_catalog", .name = "text", .is_known = true};
    if (column->type && !column->type->type && string_equal(column->type->name, "unknown"))
        column->type = &text;
    column->relation = relation;
    column->is_local = true;
    column->place = output->place;
    list_add(replay->arena, &relation->columns, column);
}

static void add_columns(struct replay *replay, struct relation *relation, const struct query *query,
                        const struct view_columns *written)
{
    relation->is_open = query->is_open;
    for (uint32_t i = relation->columns.count; i < query->outputs.count; i++)
        add_column(replay, relation, query, written, i);
}

// More names than columns: PostgreSQL refuses.
static bool has_spare_names(const struct query *query, const struct view_columns *written)
{
    return query && !query->is_open && written->count > query->outputs.count;
}

// PostgreSQL refuses two columns of one name. The relation is made all the same, with the first of
// them, so that one mistake is one fault.
static void check_columns(struct replay *replay, const struct query *query,
                          const struct view_columns *written, const char *relation)
{
    struct map names = {0};
    for (uint32_t i = 0; i < query->outputs.count; i++) {
        const char *name = output_name(query, written, i);
        if (!name)
            continue;
        const struct output *first = map_get(&names, name);
        if (first) {
            replay_duplicate(replay, "column", arena_format(replay->arena, "%s.%s", relation, name),
                             query->outputs.items[i].place, first->place);
            return;
        }
        map_set(replay->scratch, &names, name, &query->outputs.items[i]);
    }
}

// Records a duplicate where the name is taken in pg_class or pg_type; `known` is the relation.
static bool name_is_free(struct replay *replay, const char *schema, const char *name,
                         struct place place, bool is_quiet, struct relation **known)
{
    struct design *design = replay->design;
    *known = design_find_relation(design, schema, name);
    const struct index *index = design_find_index(design, schema, name);
    const struct type *type = design_find_type(design, schema, name);
    if (!*known && !index && !type)
        return true;
    if (!is_quiet)
        replay_duplicate(replay,
                         *known  ? relation_kind_name(*known)
                         : index ? "index"
                                 : "type",
                         name, place,
                         *known  ? (*known)->place
                         : index ? index->place
                                 : type->place);
    return false;
}

static struct relation *add_relation(struct replay *replay, enum relation_kind kind,
                                     const char *schema, const PgQuery__RangeVar *tree,
                                     struct place place)
{
    const char *name = arena_copy_string(replay->arena, tree->relname);
    struct relation *relation = design_add_relation(replay->design, kind, schema, name, place);
    relation->owner = replay->role;
    relation->is_builtin = replay->is_builtin;
    relation->is_temporary = strcmp(schema, "pg_temp") == 0;
    relation->is_unlogged = string_equal(tree_string(tree->relpersistence), "u");
    return relation;
}

// ---- views --------------------------------------------------------------------------------------

static void set_options(struct relation *view, const PgQuery__ViewStmt *tree)
{
    // CREATE OR REPLACE without WITH turns them off again.
    view->is_security_invoker = view->is_security_barrier = false;
    for (size_t i = 0; i < tree->n_options; i++) {
        if (tree->options[i]->node_case != PG_QUERY__NODE__NODE_DEF_ELEM)
            continue;
        const PgQuery__DefElem *option = tree->options[i]->def_elem;
        if (strcasecmp(option->defname, "security_invoker") == 0)
            view->is_security_invoker = def_elem_boolean(option);
        else if (strcasecmp(option->defname, "security_barrier") == 0)
            view->is_security_barrier = def_elem_boolean(option);
    }
}

// What PostgreSQL asks of a replacement: the old columns first, with their names and types.
static const char *replacement_problem(struct replay *replay, const struct relation *view,
                                       const struct query *query,
                                       const struct view_columns *written)
{
    if (view->is_open || query->is_open)
        return NULL;
    if (query->outputs.count < view->columns.count)
        return "it cannot drop columns from a view";
    for (uint32_t i = 0; i < view->columns.count; i++) {
        const struct column *column = view->columns.items[i];
        const struct type_name *type = query->outputs.items[i].type;
        const char *name = output_name(query, written, i);
        if (!string_equal(column->name, name))
            return arena_format(replay->scratch,
                                "it cannot rename column \"%s\" of a view to \"%s\"", column->name,
                                name ? name : "?column?");
        if (column->type && type && !type_name_same(column->type, type, false))
            return arena_format(
                replay->scratch,
                "it cannot change the type of column \"%s\" of a view from %s to %s", column->name,
                type_name_text(replay->scratch, column->type),
                type_name_text(replay->scratch, type));
    }
    return NULL;
}

static enum outcome replace_view(struct replay *replay, struct relation *view, struct query *query,
                                 const struct view_columns *written, const PgQuery__ViewStmt *tree,
                                 struct place place)
{
    const char *problem = replacement_problem(replay, view, query, written);
    if (problem)
        return object_refused(replay, "CREATE OR REPLACE VIEW %s: %s", view->name, problem);
    for (uint32_t i = 0; i < view->columns.count && i < query->outputs.count; i++)
        if (!view->columns.items[i]->type)
            view->columns.items[i]->type = query->outputs.items[i].type;
    view->query = query;
    view->place = place;
    add_columns(replay, view, query, written);
    set_options(view, tree);
    return OUTCOME_REPLAYED;
}

static bool reads_temporary(struct replay *replay, struct query *query)
{
    list_each (struct relation *, relation, &replay->design->relations)
        if (relation->is_temporary && depend_query_reads(replay, query, relation))
            return true;
    return false;
}

enum outcome replay_create_view(struct replay *replay, const PgQuery__ViewStmt *tree)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct place place = replay_place(replay, tree->view->location);
    const char *schema = table_schema(replay, tree->view, &outcome);
    if (!schema)
        return outcome;
    struct relation *known;
    const char *name = tree->view->relname;
    bool is_free = name_is_free(replay, schema, name, place, true, &known);
    bool is_replacement = !is_free && tree->replace && known && known->kind == RELATION_VIEW;
    if (!is_free && !is_replacement) {
        name_is_free(replay, schema, name, place, false, &known);
        return OUTCOME_REPLAYED;
    }
    replay->is_missing = false;
    struct query *query = tree_query(replay, tree->query);
    outcome = bind_query(replay, query, arena_format(replay->arena, "view %s", name));
    if (outcome == OUTCOME_MISSING || (replay->defers && replay->is_missing))
        return OUTCOME_MISSING;
    struct view_columns written = {tree->n_aliases, tree->aliases};
    if (has_spare_names(query, &written))
        return object_refused(replay, "view %s names more columns than its query has", name);
    check_columns(replay, query, &written, name);
    if (!is_replacement && reads_temporary(replay, query) && strcmp(schema, "pg_temp") != 0) {
        if (tree_string(tree->view->schemaname))
            return object_refused(replay, "view %s reads a temporary table", name);
        schema = "pg_temp"; // a view of temporary tables is one itself
        if (!name_is_free(replay, schema, name, place, false, &known))
            return OUTCOME_REPLAYED;
    }
    if (is_replacement)
        return replace_view(replay, known, query, &written, tree, place);
    struct relation *view = add_relation(replay, RELATION_VIEW, schema, tree->view, place);
    view->query = query;
    add_columns(replay, view, query, &written);
    set_options(view, tree);
    grant_defaults_to_relation(replay, view);
    return outcome;
}

// ---- tables and materialized views ----------------------------------------------------------------

// `query` NULL: what the rows come from is not followed (EXECUTE of a prepared statement).
static enum outcome create_from_query(struct replay *replay, const PgQuery__IntoClause *into,
                                      const node *tree, enum relation_kind kind, bool if_not_exists)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    const PgQuery__RangeVar *target = into->rel;
    struct place place = replay_place(replay, target->location);
    const char *schema = table_schema(replay, target, &outcome);
    if (!schema)
        return outcome;
    struct relation *known;
    if (!name_is_free(replay, schema, target->relname, place, if_not_exists, &known))
        return OUTCOME_REPLAYED;
    bool is_execute = tree->node_case == PG_QUERY__NODE__NODE_EXECUTE_STMT;
    replay->is_missing = false;
    struct query *query = is_execute ? NULL : tree_query(replay, tree);
    const char *what = kind == RELATION_TABLE ? "table" : "materialized view";
    outcome =
        bind_query(replay, query, arena_format(replay->arena, "%s %s", what, target->relname));
    if (outcome == OUTCOME_MISSING || (replay->defers && replay->is_missing))
        return OUTCOME_MISSING;
    struct view_columns written = {into->n_col_names, into->col_names};
    if (has_spare_names(query, &written))
        return object_refused(replay, "%s %s names more columns than its query has", what,
                              target->relname);
    if (query)
        check_columns(replay, query, &written, target->relname);
    struct relation *relation = add_relation(replay, kind, schema, target, place);
    relation->drops_on_commit = into->on_commit == PG_QUERY__ON_COMMIT_ACTION__ONCOMMIT_DROP;
    if (query)
        add_columns(replay, relation, query, &written);
    else
        relation->is_open = true;
    if (kind == RELATION_MATERIALIZED)
        relation->query = query;
    grant_defaults_to_relation(replay, relation);
    return OUTCOME_REPLAYED;
}

enum outcome replay_create_table_as(struct replay *replay, const PgQuery__CreateTableAsStmt *tree)
{
    bool is_materialized = tree->objtype == OBJECT(MATVIEW);
    return create_from_query(replay, tree->into, tree->query,
                             is_materialized ? RELATION_MATERIALIZED : RELATION_TABLE,
                             tree->if_not_exists);
}

enum outcome table_select_into(struct replay *replay, const PgQuery__SelectStmt *tree,
                               const PgQuery__IntoClause *into)
{
    node whole = PG_QUERY__NODE__INIT;
    whole.node_case = PG_QUERY__NODE__NODE_SELECT_STMT;
    whole.select_stmt = (PgQuery__SelectStmt *)tree;
    return create_from_query(replay, into, &whole, RELATION_TABLE, false);
}
