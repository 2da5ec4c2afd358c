// ALTER TABLE's commands for columns: add, drop, default, NOT NULL, type, identity. Children take
// part as PostgreSQL's recursion has it.
#include "read/bind.h"
#include "read/sql_alter.h"
#include "read/sql_object.h"

static struct column *needed_column(struct alteration *alteration, enum outcome *outcome)
{
    const char *name = alteration->command->name;
    if (alteration->command->missing_ok && !relation_find_column(alteration->relation, name))
        return NULL;
    return column_need(
        alteration->replay, alteration->relation, name,
        replay_place_of(alteration->replay, name, alteration->statement->relation->location),
        outcome);
}

// The children take an added column over, with default and checks, not with keys. Below one that
// has it already nothing changes, as in PostgreSQL: else diamonds would be walked once for each
// way.
static void inherit_added(struct replay *replay, struct relation *parent, struct column *column)
{
    list_each (struct relation *, child, &parent->children) {
        struct column *same = relation_find_column(child, column->name);
        if (same) {
            same->is_inherited = true;
            continue;
        }
        same = table_copy_column(replay, column, child);
        same->default_value = table_copy_expression(replay, column->default_value, parent, child);
        same->generated = table_copy_expression(replay, column->generated, parent, child);
        same->is_inherited = true;
        inherit_added(replay, child, same);
    }
}

enum outcome alter_add_column(struct alteration *alteration)
{
    struct replay *replay = alteration->replay;
    const PgQuery__ColumnDef *tree = alteration->command->def->column_def;
    struct relation *relation = alteration->relation;
    if (alteration->command->missing_ok && relation_find_column(relation, tree->colname))
        return OUTCOME_REPLAYED;
    enum outcome outcome = OUTCOME_REPLAYED;
    for (size_t i = 0; replay->defers && i < tree->n_constraints; i++)
        if (tree->constraints[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT &&
            !constraint_target_known(replay, relation, tree->constraints[i]->constraint))
            return OUTCOME_MISSING;
    struct column *made = column_new(replay, relation, tree, &outcome);
    if (outcome == OUTCOME_MISSING)
        return outcome;
    struct column *column = column_attach(replay, relation, made);
    if (!column)
        return OUTCOME_REPLAYED;
    PgQuery__Constraint *last = NULL;
    for (size_t i = 0; i < tree->n_constraints; i++) {
        if (tree->constraints[i]->node_case != PG_QUERY__NODE__NODE_CONSTRAINT)
            continue;
        PgQuery__Constraint *constraint = tree->constraints[i]->constraint;
        if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE && last)
            last->deferrable = true;
        else if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED && last)
            last->deferrable = last->initdeferred = true;
        else
            last = constraint;
        column_apply_constraint(replay, column, constraint);
    }
    column_bind_generated(replay, column);
    inherit_added(replay, relation, column);
    for (size_t i = 0; i < tree->n_constraints; i++)
        if (tree->constraints[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
            constraint_add(replay, relation, tree->constraints[i]->constraint, column, false);
    return OUTCOME_REPLAYED;
}

enum outcome alter_drop_column(struct alteration *alteration)
{
    struct replay *replay = alteration->replay;
    enum outcome outcome = OUTCOME_REPLAYED;
    struct column *column = needed_column(alteration, &outcome);
    if (!column)
        return outcome;
    if (column->is_inherited)
        return object_refused(replay, "column %s of %s is inherited", column->name,
                              alteration->relation->name);
    if (table_is_partition_key(column))
        return object_refused(replay, "column %s is part of the partition key of %s", column->name,
                              alteration->relation->name);
    if (!alteration->recurses) { // the children keep theirs
        list_each (struct relation *, child, &alteration->relation->children) {
            struct column *same = relation_find_column(child, column->name);
            if (!same)
                continue;
            same->is_local = true;
            same->is_inherited = table_column_is_inherited_elsewhere(same, alteration->relation);
        }
    }
    if (alteration->command->behavior != PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE) {
        const char *dependent = table_column_dependent(replay, column);
        if (dependent)
            return replay_refused_drop(replay, alteration->statement->n_cmds == 1,
                                       arena_format(replay->scratch,
                                                    "PostgreSQL refuses to drop column %s.%s: %s "
                                                    "depends on it",
                                                    alteration->relation->name, column->name,
                                                    dependent));
    }
    table_drop_column(replay, alteration->relation, column);
    return OUTCOME_REPLAYED;
}

enum outcome alter_column_default(struct alteration *alteration)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct column *column = needed_column(alteration, &outcome);
    if (!column)
        return outcome;
    struct expression *before = column->default_value;
    outcome = column_set_default(alteration->replay, column, alteration->command->def);
    struct column_list inherited = {0};
    if (alteration->recurses)
        table_inherited_columns(alteration->replay, column, &inherited);
    if (outcome == OUTCOME_MISSING)
        column->default_value = before;
    else
        list_each (struct column *, same, &inherited)
            same->default_value = column->default_value;
    return outcome;
}

static enum outcome set_not_null(struct alteration *alteration, bool not_null)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct column *column = needed_column(alteration, &outcome);
    if (!column)
        return outcome;
    if (alteration->recurses)
        table_set_not_null(alteration->replay, column, not_null);
    else
        column->is_not_null = not_null;
    return outcome;
}

enum outcome alter_add_not_null(struct alteration *alteration)
{
    return set_not_null(alteration, true);
}

enum outcome alter_drop_not_null(struct alteration *alteration)
{
    return set_not_null(alteration, false);
}

enum outcome alter_drop_expression(struct alteration *alteration)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct column *column = needed_column(alteration, &outcome);
    if (column)
        column->generated = NULL;
    return outcome;
}

static void set_type(struct replay *replay, struct column *column, struct type_name *type,
                     const char *collation)
{
    struct column_list columns = {0};
    table_inherited_columns(replay, column, &columns);
    list_add(replay->scratch, &columns, column);
    list_each (struct column *, one, &columns) {
        one->type = type;
        one->collation = collation;
    }
}

enum outcome alter_column_type(struct alteration *alteration)
{
    struct replay *replay = alteration->replay;
    const PgQuery__ColumnDef *tree = alteration->command->def->column_def;
    enum outcome outcome = OUTCOME_REPLAYED;
    struct column *column = needed_column(alteration, &outcome);
    if (!column)
        return outcome;
    if (column->is_inherited)
        return object_refused(replay, "column %s of %s is inherited", column->name,
                              alteration->relation->name);
    struct type_name *type = tree_type_name(replay, tree->type_name);
    if (!type->is_known && replay->defers)
        return OUTCOME_MISSING;
    const char *dependent = table_column_type_dependent(replay, column);
    if (dependent)
        return object_refused(replay, "the type of column %s.%s cannot change: %s uses it",
                              alteration->relation->name, column->name, dependent);
    const char *schema, *collation = NULL;
    if (tree->coll_clause)
        node_name(tree->coll_clause->n_collname, tree->coll_clause->collname, &schema, &collation);
    set_type(replay, column, type, arena_copy_string(replay->arena, collation));
    return outcome;
}

enum outcome alter_add_identity(struct alteration *alteration)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct column *column = needed_column(alteration, &outcome);
    if (column)
        column_make_identity(alteration->replay, column, alteration->command->def->constraint);
    return outcome;
}

enum outcome alter_set_identity(struct alteration *alteration)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct column *column = needed_column(alteration, &outcome);
    const node *definition = alteration->command->def;
    if (!column || !definition || definition->node_case != PG_QUERY__NODE__NODE_LIST)
        return outcome;
    for (size_t i = 0; i < definition->list->n_items; i++) {
        const node *item = definition->list->items[i];
        if (item->node_case == PG_QUERY__NODE__NODE_DEF_ELEM &&
            strcmp(item->def_elem->defname, "generated") == 0 && item->def_elem->arg)
            column->identity =
                item->def_elem->arg->integer->ival == 'a' ? IDENTITY_ALWAYS : IDENTITY_BY_DEFAULT;
    }
    return outcome;
}

enum outcome alter_drop_identity(struct alteration *alteration)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct column *column = needed_column(alteration, &outcome);
    if (!column || !column->identity)
        return outcome;
    column->identity = IDENTITY_NONE;
    struct design *design = alteration->replay->design;
    for (uint32_t i = design->relations.count; i-- > 0;)
        if (design->relations.items[i]->owned_by == column)
            design_remove_relation(design, design->relations.items[i]);
    return outcome;
}
