// Columns: their types, defaults, identity, generated values, and the sequence behind serial.
#include "read/bind.h"
#include "read/sql_table.h"

static const struct {
    const char *name, *type;
} serials[] = {
    {"serial", "int4"},  {"serial4", "int4"},     {"bigserial", "int8"},
    {"serial8", "int8"}, {"smallserial", "int2"}, {"serial2", "int2"},
};

static bool sequence_name_taken(void *context, const char *name)
{
    const struct column *column = ((void **)context)[1];
    return replay_relation_name_taken(((void **)context)[0], column->relation->schema, name);
}

struct relation *table_add_sequence(struct replay *replay, struct column *column, const char *type,
                                    const char *schema, const char *name)
{
    struct relation *table = column->relation;
    void *context[2] = {replay, column};
    if (!name)
        name = replay_choose_name(replay, table->schema, table->name, column->name, "seq",
                                  sequence_name_taken, context);
    if (!schema)
        schema = table->schema;
    struct relation *sequence =
        design_add_relation(replay->design, RELATION_SEQUENCE, schema, name, column->place);
    sequence->owner = table->owner;
    sequence->is_builtin = replay->is_builtin;
    sequence->is_temporary = table->is_temporary;
    sequence->is_unlogged = table->is_unlogged;
    sequence->owned_by = column;
    sequence->sequence_type = arena_make(replay->arena, struct type_name);
    sequence->sequence_type->schema = "pg_catalog";
    sequence->sequence_type->name = type;
    sequence->sequence_type->is_known = true;
    grant_defaults_to_relation(replay, sequence);
    return sequence;
}

// DEFAULT nextval('schema.sequence'::regclass)
static struct expression *next_value(struct replay *replay, const struct relation *sequence,
                                     struct place place)
{
    struct expression *name = arena_make(replay->arena, struct expression);
    name->kind = EXPRESSION_STRING;
    name->name = arena_format(replay->arena, "%s.%s", sequence->schema, sequence->name);
    name->place = place;
    struct expression *cast = arena_make(replay->arena, struct expression);
    cast->kind = EXPRESSION_CAST;
    cast->type = arena_make(replay->arena, struct type_name);
    *cast->type = (struct type_name){.schema = "pg_catalog", .name = "regclass", .is_known = true};
    cast->place = place;
    list_add(replay->arena, &cast->operands, name);
    struct expression *call = arena_make(replay->arena, struct expression);
    call->kind = EXPRESSION_CALL;
    call->name = "nextval";
    call->place = place;
    list_add(replay->arena, &call->operands, cast);
    return call;
}

static void make_serial(struct replay *replay, struct column *column)
{
    bool is_own = column->type->schema && strcmp(column->type->schema, "pg_catalog") != 0;
    if (is_own || column->type->type || column->type->dimensions)
        return;
    for (size_t i = 0; i < array_length(serials); i++) {
        if (strcmp(column->type->name, serials[i].name) != 0)
            continue;
        struct type_name *type = arena_make(replay->arena, struct type_name);
        *type = (struct type_name){.schema = "pg_catalog",
                                   .name = serials[i].type,
                                   .is_known = true,
                                   .place = column->type->place};
        column->type = type;
        column->is_serial = true;
        column->is_not_null = true;
        struct relation *sequence = table_add_sequence(replay, column, serials[i].type, NULL, NULL);
        column->default_value = next_value(replay, sequence, column->place);
        return;
    }
}

void column_make_identity(struct replay *replay, struct column *column,
                          const PgQuery__Constraint *tree)
{
    column->identity =
        string_equal(tree->generated_when, "a") ? IDENTITY_ALWAYS : IDENTITY_BY_DEFAULT;
    column->is_not_null = true;
    const char *schema = NULL, *name = NULL;
    for (size_t i = 0; i < tree->n_options; i++) { // SEQUENCE NAME x, as pg_dump writes it
        const node *option = tree->options[i];
        if (option->node_case != PG_QUERY__NODE__NODE_DEF_ELEM ||
            strcmp(option->def_elem->defname, "sequence_name") != 0 || !option->def_elem->arg ||
            option->def_elem->arg->node_case != PG_QUERY__NODE__NODE_LIST)
            continue;
        const PgQuery__List *list = option->def_elem->arg->list;
        node_name(list->n_items, list->items, &schema, &name);
    }
    const char *type = column->type->name;
    if (strcmp(type, "int2") != 0 && strcmp(type, "int8") != 0)
        type = "int4";
    table_add_sequence(replay, column, type, arena_copy_string(replay->arena, schema),
                       arena_copy_string(replay->arena, name));
}

// DEFAULT NULL is no default, unless the NULL has to be made into the column's type: cut to its
// length, checked by its domain, cast from another type. PostgreSQL keeps such an expression.
static bool default_is_nothing(const struct column *column, const struct expression *value)
{
    const struct type_name *type = column->type;
    bool is_array = type->dimensions > 0;
    bool is_domain = !is_array && type->type && type->type->kind == TYPE_DOMAIN;
    bool is_cut = (type->modifier_count > 0 || type->modifier_text) &&
                  strcmp(type->name, "interval") != 0; // whose input function cuts by itself
    for (; value->kind == EXPRESSION_CAST && value->operands.count;
         value = value->operands.items[0])
        if (!type_name_same(value->type, type, false) || value->type->modifier_count > 0)
            return false;
    return value->kind == EXPRESSION_NULL && !is_domain && !is_cut;
}

enum outcome column_set_default(struct replay *replay, struct column *column, const node *tree)
{
    column->default_value = tree_expression(replay, tree);
    // Nor does a default count that a partition writes over what its root generates.
    if (!column->default_value || column->generated ||
        default_is_nothing(column, column->default_value)) {
        column->default_value = NULL;
        return OUTCOME_REPLAYED;
    }
    // A default may not read the row, so it is bound without one.
    return bind_expression(replay, column->default_value, NULL,
                           arena_format(replay->scratch, "the default of column %s", column->name));
}

// What a column definition says beside its name and type. Keys and checks are left to the caller,
// who knows in which order they are made.
enum outcome column_apply_constraint(struct replay *replay, struct column *column,
                                     const PgQuery__Constraint *tree)
{
    switch (tree->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL:
        column->is_not_null = true;
        return OUTCOME_REPLAYED;
    case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT:
        return column_set_default(replay, column, tree->raw_expr);
    case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY:
        column_make_identity(replay, column, tree);
        return OUTCOME_REPLAYED;
    case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED:
        column->generated = tree_expression(replay, tree->raw_expr);
        return OUTCOME_REPLAYED; // bound when all columns are there
    default:
        return OUTCOME_REPLAYED;
    }
}

enum outcome column_bind_generated(struct replay *replay, struct column *column)
{
    if (!column->generated)
        return OUTCOME_REPLAYED;
    return bind_expression(replay, column->generated, column->relation,
                           arena_format(replay->scratch, "the generated column %s of table %s",
                                        column->name, column->relation->name));
}

struct column *column_new(struct replay *replay, struct relation *relation,
                          const PgQuery__ColumnDef *tree, enum outcome *outcome)
{
    struct place place = replay_place(replay, tree->location);
    struct column *column = arena_make(replay->arena, struct column);
    column->name = arena_copy_string(replay->arena, tree->colname);
    column->place = place;
    column->relation = relation;
    column->is_local = true;
    column->is_not_null = tree->is_not_null;
    column->type = tree->type_name ? tree_type_name(replay, tree->type_name) : NULL;
    if (column->type && !column->type->is_known && replay->defers)
        *outcome = OUTCOME_MISSING;
    if (tree->coll_clause) {
        const char *schema, *name;
        if (node_name(tree->coll_clause->n_collname, tree->coll_clause->collname, &schema, &name))
            column->collation = arena_copy_string(replay->arena, name);
    }
    return column;
}

static bool is_system_column(const char *name)
{
    static const char *const names[] = {"tableoid", "ctid", "xmin", "cmin", "xmax", "cmax"};
    for (size_t i = 0; i < array_length(names); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

// The column joins its table, or merges with the inherited one of that name. NULL where the table
// has it already: a fault.
struct column *column_attach(struct replay *replay, struct relation *relation,
                             struct column *column)
{
    struct column *known = relation_find_column(relation, column->name);
    if (known && known->is_inherited && !known->is_local) {
        known->is_local = true;
        known->is_not_null |= column->is_not_null;
        return known;
    }
    if (known) {
        replay_duplicate(replay, "column",
                         arena_format(replay->arena, "%s.%s", relation->name, column->name),
                         column->place, known->place);
        return NULL;
    }
    if (is_system_column(column->name) && relation->kind != RELATION_FOREIGN) {
        replay_duplicate(replay, "system column", column->name, column->place, (struct place){0});
        return NULL;
    }
    list_add(replay->arena, &relation->columns, column);
    if (column->type)
        make_serial(replay, column);
    return column;
}
