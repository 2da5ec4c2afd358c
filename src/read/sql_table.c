// CREATE TABLE and CREATE FOREIGN TABLE, in the order in which PostgreSQL does it, because names
// that it chooses depend on it: columns, LIKE columns, checks, then keys (the primary key first),
// LIKE's indexes, and foreign keys last (transformCreateStmt in PostgreSQL's sources).
#include "read/sql_table.h"
#include "read/bind.h"
#include "read/sql_object.h"

// ---- finding -----------------------------------------------------------------------------------

struct relation *table_find(struct replay *replay, const PgQuery__RangeVar *tree)
{
    return replay_find_relation(replay, tree_string(tree->schemaname), tree->relname);
}

struct relation *table_need(struct replay *replay, const PgQuery__RangeVar *tree, const char *what,
                            enum outcome *outcome)
{
    struct relation *relation = table_find(replay, tree);
    if (relation)
        return relation;
    const char *schema = tree_string(tree->schemaname);
    if (replay_builtin_exists(replay, BUILTIN_RELATION, schema, tree->relname)) {
        *outcome = OUTCOME_NEUTRAL; // PostgreSQL's own or an extension's
        return NULL;
    }
    *outcome = replay_unknown(replay, what, arena_copy_string(replay->arena, schema),
                              arena_copy_string(replay->arena, tree->relname), NULL,
                              replay_nearest_relation(replay, schema, tree->relname),
                              replay_place(replay, tree->location));
    return NULL;
}

struct column *column_need(struct replay *replay, struct relation *relation, const char *name,
                           struct place place, enum outcome *outcome)
{
    struct column *column = relation_find_column(relation, name);
    if (column || relation->is_open)
        return column;
    *outcome = replay_unknown(
        replay, "column", NULL, arena_copy_string(replay->arena, name),
        arena_format(replay->arena, "%s %s", relation_kind_name(relation), relation->name),
        replay_nearest_column(relation, name), place);
    return NULL;
}

const char *table_schema(struct replay *replay, const PgQuery__RangeVar *tree,
                         enum outcome *outcome)
{
    const char *schema = tree_string(tree->schemaname);
    if (!schema && string_equal(tree_string(tree->relpersistence), "t"))
        return "pg_temp";
    if (!schema) {
        schema = replay_creation_schema(replay);
        if (!schema)
            *outcome =
                replay_unknown(replay, "schema", NULL,
                               replay->search_path.count ? replay->search_path.items[0] : "public",
                               "the search path", NULL, replay->statement);
        return schema;
    }
    struct schema *found = design_find_schema(replay->design, schema);
    if (found)
        return found->name;
    *outcome = replay_unknown(replay, "schema", NULL, arena_copy_string(replay->arena, schema),
                              NULL, NULL, replay_place(replay, tree->location));
    // What would be declared in it is declared all the same, so that one fault stays one.
    return *outcome == OUTCOME_MISSING ? NULL : arena_copy_string(replay->arena, schema);
}

// ---- elements ----------------------------------------------------------------------------------

struct table_parts {
    LIST(const PgQuery__Constraint *) checks, keys, foreign_keys;
    LIST(struct column *) check_columns, key_columns, foreign_key_columns; // beside them, or NULL
    LIST(const PgQuery__TableLikeClause *) likes;
    LIST(struct column *) made;
};

static void sort_constraint(struct replay *replay, struct table_parts *parts,
                            PgQuery__Constraint *tree, struct column *column)
{
    tree->skip_validation = false; // a new table has no rows that NOT VALID could spare
    switch (tree->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
        list_add(replay->scratch, &parts->checks, tree);
        list_add(replay->scratch, &parts->check_columns, column);
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
        list_add(replay->scratch, &parts->keys, tree);
        list_add(replay->scratch, &parts->key_columns, column);
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
        list_add(replay->scratch, &parts->foreign_keys, tree);
        list_add(replay->scratch, &parts->foreign_key_columns, column);
        break;
    default:
        break;
    }
}

// A column's constraints; DEFERRABLE and the like are nodes of their own that belong to the one
// before them.
static enum outcome sort_column_constraints(struct replay *replay, struct table_parts *parts,
                                            struct column *column, size_t count, node **constraints)
{
    PgQuery__Constraint *last = NULL;
    enum outcome outcome = OUTCOME_REPLAYED;
    for (size_t i = 0; i < count; i++) {
        if (constraints[i]->node_case != PG_QUERY__NODE__NODE_CONSTRAINT)
            continue;
        PgQuery__Constraint *tree = constraints[i]->constraint;
        if (tree->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE && last) {
            last->deferrable = true;
        } else if (tree->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED && last) {
            last->deferrable = last->initdeferred = true;
        } else {
            last = tree;
            if (column_apply_constraint(replay, column, tree) == OUTCOME_MISSING)
                outcome = OUTCOME_MISSING;
            sort_constraint(replay, parts, tree, column);
        }
    }
    return outcome;
}

static enum outcome add_column(struct replay *replay, struct relation *relation,
                               struct table_parts *parts, const PgQuery__ColumnDef *tree)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct column *column;
    if (tree->type_name) {
        column = column_attach(replay, relation, column_new(replay, relation, tree, &outcome));
    } else { // title WITH OPTIONS NOT NULL: a column of the type or the partitioned table
        column = column_need(replay, relation, tree->colname, replay_place(replay, tree->location),
                             &outcome);
        list_each (struct column *, made, &parts->made)
            if (made == column) {
                replay_duplicate(replay, "column",
                                 arena_format(replay->arena, "%s.%s", relation->name, made->name),
                                 replay_place(replay, tree->location), made->place);
                return outcome;
            }
    }
    if (!column || outcome == OUTCOME_MISSING)
        return outcome;
    list_add(replay->scratch, &parts->made, column);
    return sort_column_constraints(replay, parts, column, tree->n_constraints, tree->constraints);
}

enum {
    LIKE_COMMENTS = 1 << 0,
    LIKE_CONSTRAINTS = 1 << 2,
    LIKE_DEFAULTS = 1 << 3,
    LIKE_GENERATED = 1 << 4,
    LIKE_IDENTITY = 1 << 5,
    LIKE_INDEXES = 1 << 6,
};

static enum outcome like_columns(struct replay *replay, struct relation *relation,
                                 const PgQuery__TableLikeClause *tree)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    if (!table_find(replay, tree->relation)) {
        const struct type *type = replay_find_type(replay, tree_string(tree->relation->schemaname),
                                                   tree->relation->relname);
        if (type && type->kind == TYPE_COMPOSITE) {
            list_each (struct column *, attribute, &type->attributes)
                table_copy_column(replay, attribute, relation)->is_local = true;
            return outcome;
        }
    }
    struct relation *from = table_need(replay, tree->relation, "table", &outcome);
    if (!from) {
        relation->is_open = true;
        return outcome;
    }
    relation->is_open |= from->is_open;
    list_each (struct column *, column, &from->columns) {
        struct column *known = relation_find_column(relation, column->name);
        bool is_merged = known && known->is_inherited && !known->is_local;
        if (known && !is_merged) {
            replay_duplicate(replay, "column",
                             arena_format(replay->arena, "%s.%s", relation->name, column->name),
                             replay_place(replay, tree->relation->location), known->place);
            continue;
        }
        struct column *copy = is_merged ? known : table_copy_column(replay, column, relation);
        copy->is_local = true;
        copy->is_not_null |= column->is_not_null;
        if (tree->options & LIKE_COMMENTS)
            copy->comment = column->comment;
        if ((tree->options & LIKE_DEFAULTS) && !column->generated && column->default_value)
            copy->default_value =
                table_copy_expression(replay, column->default_value, from, relation);
        if ((tree->options & LIKE_IDENTITY) && column->identity) {
            copy->identity = column->identity;
            table_add_sequence(replay, copy, column->type->name, NULL, NULL);
        }
    }
    return outcome;
}

// What LIKE takes over when all columns are there.
static void like_rest(struct replay *replay, struct relation *relation,
                      const PgQuery__TableLikeClause *tree)
{
    struct relation *from = table_find(replay, tree->relation);
    if (!from)
        return;
    list_each (struct column *, column, &from->columns) {
        struct column *copy = relation_find_column(relation, column->name);
        if (copy && (tree->options & LIKE_GENERATED) && column->generated)
            copy->generated = table_copy_expression(replay, column->generated, from, relation);
    }
    if (tree->options & LIKE_CONSTRAINTS)
        list_each (struct constraint *, constraint, &from->constraints)
            if (constraint->kind == CONSTRAINT_CHECK)
                table_copy_check(replay, constraint, relation, false);
    if (tree->options & LIKE_INDEXES)
        list_each (struct index *, index, &from->indexes)
            table_copy_index(replay, index, relation, false);
}

// ---- keys --------------------------------------------------------------------------------------

static bool same_keys(const PgQuery__Constraint *a, const struct column *column_a,
                      const PgQuery__Constraint *b, const struct column *column_b)
{
    size_t count_a = column_a ? 1 : a->n_keys, count_b = column_b ? 1 : b->n_keys;
    if (count_a != count_b || a->n_including || b->n_including || a->deferrable != b->deferrable ||
        a->initdeferred != b->initdeferred || a->nulls_not_distinct != b->nulls_not_distinct)
        return false;
    for (size_t i = 0; i < count_a; i++) {
        const char *name_a = column_a ? column_a->name : node_string(a->keys[i]);
        const char *name_b = column_b ? column_b->name : node_string(b->keys[i]);
        if (!string_equal(name_a, name_b))
            return false;
    }
    return true;
}

static bool is_primary(const PgQuery__Constraint *tree)
{
    return tree->contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY;
}

// A UNIQUE that says again what an earlier key of the same CREATE TABLE says makes no index of its
// own; it only lends its name. The primary key counts as the earliest.
static bool is_redundant(struct table_parts *parts, uint32_t at)
{
    const PgQuery__Constraint *tree = parts->keys.items[at];
    if (tree->contype != PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE)
        return false;
    for (uint32_t i = 0; i < parts->keys.count; i++) {
        const PgQuery__Constraint *other = parts->keys.items[i];
        if (i == at || (i > at && !is_primary(other)) ||
            other->contype == PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION)
            continue;
        if (same_keys(tree, parts->key_columns.items[at], other, parts->key_columns.items[i])) {
            if (!tree_string(other->conname))
                ((PgQuery__Constraint *)other)->conname = tree->conname;
            return true;
        }
    }
    return false;
}

static enum outcome add_constraints(struct replay *replay, struct relation *relation,
                                    struct table_parts *parts)
{
    enum outcome outcome = OUTCOME_REPLAYED, one;
#define ADD(list, at)                                                                              \
    do {                                                                                           \
        one = constraint_add(replay, relation, parts->list##s.items[at],                           \
                             parts->list##_columns.items[at], false);                              \
        if (one == OUTCOME_MISSING)                                                                \
            outcome = one;                                                                         \
    } while (0)
    for (uint32_t i = 0; i < parts->checks.count; i++)
        ADD(check, i);
    bool *redundant = arena_allocate(replay->scratch, parts->keys.count * sizeof *redundant);
    for (uint32_t i = 0; i < parts->keys.count; i++)
        redundant[i] = is_redundant(parts, i);
    for (uint32_t i = 0; i < parts->keys.count; i++)
        if (is_primary(parts->keys.items[i]))
            ADD(key, i);
    for (uint32_t i = 0; i < parts->keys.count; i++)
        if (!is_primary(parts->keys.items[i]) && !redundant[i])
            ADD(key, i);
    for (uint32_t i = 0; i < parts->likes.count; i++)
        like_rest(replay, relation, parts->likes.items[i]);
    for (uint32_t i = 0; i < parts->foreign_keys.count; i++)
        ADD(foreign_key, i);
#undef ADD
    return outcome;
}

// ---- partitions ---------------------------------------------------------------------------------

static void set_partition_keys(struct replay *replay, struct relation *relation,
                               const PgQuery__PartitionSpec *tree)
{
    relation->kind = RELATION_PARTITIONED;
    char *strategy = arena_copy_string(replay->arena, tree->strategy);
    for (char *at = strategy; *at; at++)
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at | 0x20 : *at);
    relation->partition_strategy = strategy;
    for (size_t i = 0; i < tree->n_part_params; i++) {
        if (tree->part_params[i]->node_case != PG_QUERY__NODE__NODE_PARTITION_ELEM)
            continue;
        const PgQuery__PartitionElem *element = tree->part_params[i]->partition_elem;
        struct index_key key = {0};
        enum outcome outcome = OUTCOME_REPLAYED;
        if (tree_string(element->name)) {
            key.column = column_need(replay, relation, element->name,
                                     replay_place(replay, element->location), &outcome);
        } else {
            key.expression = tree_expression(replay, element->expr);
            bind_expression(
                replay, key.expression, relation,
                arena_format(replay->scratch, "the partition key of table %s", relation->name));
        }
        if (key.column || key.expression)
            list_add(replay->arena, &relation->partition_keys, key);
    }
}

static enum outcome add_parents(struct replay *replay, struct relation *relation,
                                const PgQuery__CreateStmt *tree)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    for (size_t i = 0; i < tree->n_inh_relations; i++) {
        if (tree->inh_relations[i]->node_case != PG_QUERY__NODE__NODE_RANGE_VAR)
            continue;
        struct relation *parent =
            table_need(replay, tree->inh_relations[i]->range_var, "table", &outcome);
        bool is_known = false;
        list_each (struct relation *, known, &relation->parents)
            is_known |= known == parent;
        if (parent && parent != relation && !is_known)
            table_inherit(replay, relation, parent);
        else
            relation->is_open = true;
    }
    relation->is_partition = tree->partbound != NULL && relation->parents.count > 0;
    return outcome;
}

static void add_type_columns(struct replay *replay, struct relation *relation,
                             const PgQuery__TypeName *tree)
{
    const struct type_name *type = tree_type_name(replay, tree);
    if (!type->type) {
        relation->is_open = true;
        return;
    }
    relation->of_type = type->type;
    list_each (struct column *, attribute, &type->type->attributes) {
        struct column *column = table_copy_column(replay, attribute, relation);
        column->is_local = true;
    }
}

// ---- the statement ------------------------------------------------------------------------------

static enum outcome add_elements(struct replay *replay, struct relation *relation,
                                 const PgQuery__CreateStmt *tree)
{
    struct table_parts parts = {0};
    enum outcome outcome = add_parents(replay, relation, tree);
    if (tree->of_typename)
        add_type_columns(replay, relation, tree->of_typename);
    for (size_t i = 0; i < tree->n_table_elts && outcome != OUTCOME_MISSING; i++) {
        const node *element = tree->table_elts[i];
        if (element->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF) {
            outcome = add_column(replay, relation, &parts, element->column_def);
        } else if (element->node_case == PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE) {
            outcome = like_columns(replay, relation, element->table_like_clause);
            list_add(replay->scratch, &parts.likes, element->table_like_clause);
        } else if (element->node_case == PG_QUERY__NODE__NODE_CONSTRAINT) {
            if (!constraint_target_known(replay, relation, element->constraint) && replay->defers)
                outcome = OUTCOME_MISSING;
            sort_constraint(replay, &parts, element->constraint, NULL);
        }
    }
    for (size_t i = 0; i < tree->n_constraints && outcome != OUTCOME_MISSING; i++)
        if (tree->constraints[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
            sort_constraint(replay, &parts, tree->constraints[i]->constraint, NULL);
    if (outcome == OUTCOME_MISSING)
        return outcome;
    list_each (struct column *, column, &parts.made)
        if (column_bind_generated(replay, column) == OUTCOME_MISSING)
            return OUTCOME_MISSING;
    if (tree->partspec)
        set_partition_keys(replay, relation, tree->partspec);
    outcome = add_constraints(replay, relation, &parts);
    if (outcome != OUTCOME_MISSING && relation->is_partition)
        table_complete_partition(replay, relation, relation->parents.items[0]);
    return outcome == OUTCOME_MISSING ? outcome : OUTCOME_REPLAYED;
}

static enum outcome create_table(struct replay *replay, const PgQuery__CreateStmt *tree,
                                 enum relation_kind kind, const char *server)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct place place = replay_place(replay, tree->relation->location);
    const char *schema = table_schema(replay, tree->relation, &outcome);
    if (!schema)
        return outcome;
    const char *name = arena_copy_string(replay->arena, tree->relation->relname);
    const struct relation *known = design_find_relation(replay->design, schema, name);
    const struct index *index = design_find_index(replay->design, schema, name);
    const struct type *type = design_find_type(replay->design, schema, name);
    if (known || index || type) {
        if (!tree->if_not_exists || !(known || index))
            replay_duplicate(replay,
                             known   ? relation_kind_name(known)
                             : index ? "index"
                                     : "type",
                             name, place,
                             known   ? known->place
                             : index ? index->place
                                     : type->place);
        return OUTCOME_REPLAYED;
    }
    if (string_equal(tree_string(tree->relation->relpersistence), "t") &&
        strcmp(schema, "pg_temp") != 0)
        return object_refused(replay, "a temporary table cannot be in schema %s", schema);
    struct relation *relation = design_add_relation(replay->design, kind, schema, name, place);
    relation->owner = replay->role;
    relation->is_builtin = replay->is_builtin;
    relation->is_temporary = strcmp(schema, "pg_temp") == 0;
    relation->drops_on_commit = tree->oncommit == PG_QUERY__ON_COMMIT_ACTION__ONCOMMIT_DROP;
    relation->is_unlogged = string_equal(tree_string(tree->relation->relpersistence), "u");
    relation->server = arena_copy_string(replay->arena, server);
    grant_defaults_to_relation(replay, relation);
    outcome = add_elements(replay, relation, tree);
    if (outcome == OUTCOME_MISSING)
        drop_relation(replay, relation); // it is made again when what it needs is there
    return outcome;
}

enum outcome replay_create_table(struct replay *replay, const PgQuery__CreateStmt *tree)
{
    return create_table(replay, tree, RELATION_TABLE, NULL);
}

enum outcome replay_create_foreign_table(struct replay *replay,
                                         const PgQuery__CreateForeignTableStmt *tree)
{
    return create_table(replay, tree->base_stmt, RELATION_FOREIGN, tree_string(tree->servername));
}
