// ALTER TABLE (and what the parser calls so: ALTER VIEW, SEQUENCE, INDEX, FOREIGN TABLE ... with
// the same commands). PostgreSQL manual, ALTER TABLE. Each command is a row of the table below.
//
// Where the replay defers, the statement may wait only while none of its commands has run: later
// commands report what they miss at once.
#include "read/bind.h"
#include "read/sql_table.h"

struct alteration {
    struct replay *replay;
    struct relation *relation;
    const PgQuery__AlterTableStmt *statement;
    const PgQuery__AlterTableCmd *command;
    bool recurses; // not ONLY
};

typedef enum outcome alter(struct alteration *alteration);

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

// ---- columns
// -------------------------------------------------------------------------------------

// The children take an added column over, with default and checks, not with keys.
static void inherit_added(struct replay *replay, struct relation *parent, struct column *column)
{
    list_each (struct relation *, child, &parent->children) {
        struct column *same = relation_find_column(child, column->name);
        if (!same) {
            same = table_copy_column(replay, column, child);
            same->default_value =
                table_copy_expression(replay, column->default_value, parent, child);
            same->generated = table_copy_expression(replay, column->generated, parent, child);
        }
        same->is_inherited = true;
        inherit_added(replay, child, same);
    }
}

static enum outcome add_column(struct alteration *alteration)
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
            constraint_add(replay, relation, tree->constraints[i]->constraint, column);
    return OUTCOME_REPLAYED;
}

static enum outcome drop_column(struct alteration *alteration)
{
    struct replay *replay = alteration->replay;
    enum outcome outcome = OUTCOME_REPLAYED;
    struct column *column = needed_column(alteration, &outcome);
    if (!column)
        return outcome;
    if (alteration->command->behavior != PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE) {
        const char *dependent = table_column_dependent(replay, column);
        if (dependent)
            return replay_gap(replay, GAP_STATEMENT, replay->statement,
                              arena_format(replay->scratch,
                                           "PostgreSQL refuses to drop column %s.%s: %s "
                                           "depends on it",
                                           alteration->relation->name, column->name, dependent));
    }
    table_drop_column(replay, alteration->relation, column);
    return OUTCOME_REPLAYED;
}

static void set_default(struct replay *replay, struct relation *relation, struct column *column,
                        bool recurses)
{
    for (uint32_t i = 0; recurses && i < relation->children.count; i++) {
        struct relation *child = relation->children.items[i];
        struct column *same = relation_find_column(child, column->name);
        if (!same)
            continue;
        same->default_value = column->default_value;
        set_default(replay, child, same, recurses);
    }
}

static enum outcome column_default(struct alteration *alteration)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct column *column = needed_column(alteration, &outcome);
    if (!column)
        return outcome;
    struct expression *before = column->default_value;
    outcome = column_set_default(alteration->replay, column, alteration->command->def);
    if (outcome == OUTCOME_MISSING)
        column->default_value = before;
    else
        set_default(alteration->replay, alteration->relation, column, alteration->recurses);
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

static enum outcome add_not_null(struct alteration *alteration)
{
    return set_not_null(alteration, true);
}

static enum outcome drop_not_null(struct alteration *alteration)
{
    return set_not_null(alteration, false);
}

static enum outcome drop_expression(struct alteration *alteration)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct column *column = needed_column(alteration, &outcome);
    if (column)
        column->generated = NULL;
    return outcome;
}

static void set_type(struct column *column, struct type_name *type, const char *collation)
{
    column->type = type;
    column->collation = collation;
    if (!column->relation)
        return;
    list_each (struct relation *, child, &column->relation->children) {
        struct column *same = relation_find_column(child, column->name);
        if (same)
            set_type(same, type, collation);
    }
}

static enum outcome column_type(struct alteration *alteration)
{
    struct replay *replay = alteration->replay;
    const PgQuery__ColumnDef *tree = alteration->command->def->column_def;
    enum outcome outcome = OUTCOME_REPLAYED;
    struct column *column = needed_column(alteration, &outcome);
    if (!column)
        return outcome;
    struct type_name *type = tree_type_name(replay, tree->type_name);
    if (!type->is_known && replay->defers)
        return OUTCOME_MISSING;
    const char *schema, *collation = NULL;
    if (tree->coll_clause)
        node_name(tree->coll_clause->n_collname, tree->coll_clause->collname, &schema, &collation);
    set_type(column, type, arena_copy_string(replay->arena, collation));
    return outcome;
}

static enum outcome add_identity(struct alteration *alteration)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct column *column = needed_column(alteration, &outcome);
    if (column)
        column_make_identity(alteration->replay, column, alteration->command->def->constraint);
    return outcome;
}

static enum outcome set_identity(struct alteration *alteration)
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

static enum outcome drop_identity(struct alteration *alteration)
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

// ---- constraints
// ---------------------------------------------------------------------------------

static enum outcome add_constraint(struct alteration *alteration)
{
    struct replay *replay = alteration->replay;
    const PgQuery__Constraint *tree = alteration->command->def->constraint;
    if (replay->defers && !constraint_target_known(replay, alteration->relation, tree))
        return OUTCOME_MISSING;
    return constraint_add(replay, alteration->relation, tree, NULL);
}

static struct constraint *needed_constraint(struct alteration *alteration, enum outcome *outcome)
{
    const char *name = alteration->command->name;
    struct constraint *constraint = relation_find_constraint(alteration->relation, name);
    if (constraint || alteration->command->missing_ok)
        return constraint;
    const char *nearest = NULL;
    list_each (struct constraint *, other, &alteration->relation->constraints)
        nearest = name_nearer(name, nearest, other->name);
    struct replay *replay = alteration->replay;
    *outcome = replay_unknown(replay, "constraint", NULL, arena_copy_string(replay->arena, name),
                              arena_format(replay->arena, "table %s", alteration->relation->name),
                              nearest, replay_place_of(replay, name, 0));
    return NULL;
}

// Foreign keys of other tables that rest on a key; they refuse its drop, or go with it.
static const char *key_dependents(struct replay *replay, const struct constraint *key, bool cascade)
{
    if (!key->index)
        return NULL;
    list_each (struct relation *, other, &replay->design->relations) {
        for (uint32_t i = other->constraints.count; i-- > 0;) {
            struct constraint *constraint = other->constraints.items[i];
            if (constraint->kind != CONSTRAINT_FOREIGN_KEY ||
                constraint->references != key->relation ||
                constraint->referenced_columns.count != key->columns.count)
                continue;
            bool same = true;
            for (uint32_t c = 0; c < key->columns.count; c++)
                same &= constraint->referenced_columns.items[c] == key->columns.items[c];
            if (same && !cascade)
                return constraint->name;
            if (same)
                table_drop_constraint(replay, other, constraint);
        }
    }
    return NULL;
}

static enum outcome drop_constraint(struct alteration *alteration)
{
    struct replay *replay = alteration->replay;
    enum outcome outcome = OUTCOME_REPLAYED;
    struct constraint *constraint = needed_constraint(alteration, &outcome);
    if (!constraint)
        return outcome;
    bool cascade = alteration->command->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    const char *dependent = key_dependents(replay, constraint, cascade);
    if (dependent)
        return replay_gap(replay, GAP_STATEMENT, replay->statement,
                          arena_format(replay->scratch,
                                       "PostgreSQL refuses to drop constraint %s: foreign key %s "
                                       "depends on it",
                                       constraint->name, dependent));
    table_drop_constraint(replay, alteration->relation, constraint);
    return outcome;
}

static enum outcome validate_constraint(struct alteration *alteration)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct constraint *constraint = needed_constraint(alteration, &outcome);
    if (constraint)
        constraint->is_not_valid = false;
    return outcome;
}

static enum outcome alter_constraint(struct alteration *alteration)
{
    const PgQuery__Constraint *tree = alteration->command->def->constraint;
    struct constraint *constraint = relation_find_constraint(alteration->relation, tree->conname);
    if (constraint) {
        constraint->is_deferrable = tree->deferrable;
        constraint->is_initially_deferred = tree->initdeferred;
    }
    return OUTCOME_REPLAYED;
}

// ---- the table itself
// ------------------------------------------------------------------------------

static enum outcome change_owner(struct alteration *alteration)
{
    const char *owner = tree_role(alteration->replay, alteration->command->newowner);
    alteration->relation->owner = owner;
    // The sequences of its columns follow.
    list_each (struct relation *, other, &alteration->replay->design->relations)
        if (other->owned_by && other->owned_by->relation == alteration->relation)
            other->owner = owner;
    return OUTCOME_REPLAYED;
}

static enum outcome row_security(struct alteration *alteration)
{
    struct replay *replay = alteration->replay;
    struct relation *relation = alteration->relation;
    relation->row_security_place = replay_place(replay, alteration->statement->relation->location);
    switch (alteration->command->subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableRowSecurity:
        relation->has_row_security = true;
        break;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableRowSecurity:
        relation->has_row_security = false;
        break;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ForceRowSecurity:
        relation->has_forced_row_security = true;
        break;
    default:
        relation->has_forced_row_security = false;
    }
    return OUTCOME_REPLAYED;
}

// security_invoker and security_barrier of views; RESET and ALTER VIEW both come this way.
static enum outcome set_options(struct alteration *alteration)
{
    const node *definition = alteration->command->def;
    bool resets = alteration->command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_ResetRelOptions;
    if (!definition || definition->node_case != PG_QUERY__NODE__NODE_LIST)
        return OUTCOME_REPLAYED;
    for (size_t i = 0; i < definition->list->n_items; i++) {
        const node *item = definition->list->items[i];
        if (item->node_case != PG_QUERY__NODE__NODE_DEF_ELEM)
            continue;
        bool value = !resets && def_elem_boolean(item->def_elem);
        if (strcmp(item->def_elem->defname, "security_invoker") == 0)
            alteration->relation->is_security_invoker = value;
        else if (strcmp(item->def_elem->defname, "security_barrier") == 0)
            alteration->relation->is_security_barrier = value;
    }
    return OUTCOME_REPLAYED;
}

static enum outcome set_trigger(struct alteration *alteration)
{
    enum _PgQuery__AlterTableType type = alteration->command->subtype;
    bool all = type == PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrigAll ||
               type == PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigAll ||
               type == PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrigUser ||
               type == PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigUser;
    bool disabled = type == PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrig ||
                    type == PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigAll ||
                    type == PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigUser;
    list_each (struct trigger *, trigger, &alteration->relation->triggers)
        if (all || string_equal(trigger->name, alteration->command->name))
            trigger->is_disabled = disabled;
    return OUTCOME_REPLAYED;
}

static enum outcome set_logged(struct alteration *alteration)
{
    alteration->relation->is_unlogged =
        alteration->command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_SetUnLogged;
    return OUTCOME_REPLAYED;
}

// ---- partitions and inheritance
// --------------------------------------------------------------------

static enum outcome attach_partition(struct alteration *alteration)
{
    struct replay *replay = alteration->replay;
    enum outcome outcome = OUTCOME_REPLAYED;
    const PgQuery__PartitionCmd *tree = alteration->command->def->partition_cmd;
    if (alteration->statement->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX)
        return OUTCOME_REPLAYED; // found below
    struct relation *partition = table_need(replay, tree->name, "table", &outcome);
    if (!partition)
        return outcome;
    struct relation *root = alteration->relation;
    table_inherit(replay, partition, root);
    partition->is_partition = true;
    list_each (struct column *, column, &partition->columns)
        column->is_local = false;
    table_complete_partition(replay, partition, root);
    return outcome;
}

static enum outcome detach_partition(struct alteration *alteration)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    const PgQuery__PartitionCmd *tree = alteration->command->def->partition_cmd;
    struct relation *partition = table_need(alteration->replay, tree->name, "table", &outcome);
    if (partition)
        table_disinherit(alteration->replay, partition, alteration->relation);
    return outcome;
}

static enum outcome add_inherit(struct alteration *alteration)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct relation *parent =
        table_need(alteration->replay, alteration->command->def->range_var, "table", &outcome);
    if (parent && parent != alteration->relation)
        table_inherit(alteration->replay, alteration->relation, parent);
    return outcome;
}

static enum outcome drop_inherit(struct alteration *alteration)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct relation *parent =
        table_need(alteration->replay, alteration->command->def->range_var, "table", &outcome);
    if (parent)
        table_disinherit(alteration->replay, alteration->relation, parent);
    return outcome;
}

// ---- the table of commands
// -------------------------------------------------------------------------

#define TYPE(name) PG_QUERY__ALTER_TABLE_TYPE__AT_##name
static alter *const commands[] = {
    [TYPE(AddColumn)] = add_column,
    [TYPE(DropColumn)] = drop_column,
    [TYPE(ColumnDefault)] = column_default,
    [TYPE(SetNotNull)] = add_not_null,
    [TYPE(DropNotNull)] = drop_not_null,
    [TYPE(DropExpression)] = drop_expression,
    [TYPE(AlterColumnType)] = column_type,
    [TYPE(AddIdentity)] = add_identity,
    [TYPE(SetIdentity)] = set_identity,
    [TYPE(DropIdentity)] = drop_identity,
    [TYPE(AddConstraint)] = add_constraint,
    [TYPE(DropConstraint)] = drop_constraint,
    [TYPE(ValidateConstraint)] = validate_constraint,
    [TYPE(AlterConstraint)] = alter_constraint,
    [TYPE(ChangeOwner)] = change_owner,
    [TYPE(EnableRowSecurity)] = row_security,
    [TYPE(DisableRowSecurity)] = row_security,
    [TYPE(ForceRowSecurity)] = row_security,
    [TYPE(NoForceRowSecurity)] = row_security,
    [TYPE(SetRelOptions)] = set_options,
    [TYPE(ResetRelOptions)] = set_options,
    [TYPE(ReplaceRelOptions)] = set_options,
    [TYPE(EnableTrig)] = set_trigger,
    [TYPE(EnableAlwaysTrig)] = set_trigger,
    [TYPE(EnableReplicaTrig)] = set_trigger,
    [TYPE(DisableTrig)] = set_trigger,
    [TYPE(EnableTrigAll)] = set_trigger,
    [TYPE(DisableTrigAll)] = set_trigger,
    [TYPE(EnableTrigUser)] = set_trigger,
    [TYPE(DisableTrigUser)] = set_trigger,
    [TYPE(SetLogged)] = set_logged,
    [TYPE(SetUnLogged)] = set_logged,
    [TYPE(AttachPartition)] = attach_partition,
    [TYPE(DetachPartition)] = detach_partition,
    [TYPE(AddInherit)] = add_inherit,
    [TYPE(DropInherit)] = drop_inherit,
};
#undef TYPE

// ALTER INDEX: only its partitions matter to the model.
static enum outcome alter_index(struct replay *replay, const PgQuery__AlterTableStmt *tree)
{
    const char *schema = tree_string(tree->relation->schemaname);
    struct index *index = replay_find_index(replay, schema, tree->relation->relname);
    if (!index && !tree->missing_ok)
        return replay_unknown(replay, "index", arena_copy_string(replay->arena, schema),
                              arena_copy_string(replay->arena, tree->relation->relname), NULL, NULL,
                              replay_place(replay, tree->relation->location));
    for (size_t i = 0; index && i < tree->n_cmds; i++) {
        const PgQuery__AlterTableCmd *command = tree->cmds[i]->alter_table_cmd;
        if (command->subtype != PG_QUERY__ALTER_TABLE_TYPE__AT_AttachPartition)
            continue;
        const PgQuery__RangeVar *name = command->def->partition_cmd->name;
        struct index *child =
            replay_find_index(replay, tree_string(name->schemaname), name->relname);
        if (child)
            child->parent = index;
    }
    return OUTCOME_REPLAYED;
}

enum outcome replay_alter_table(struct replay *replay, const PgQuery__AlterTableStmt *tree)
{
    if (tree->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE)
        return type_alter_attributes(replay, tree);
    if (tree->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX)
        return alter_index(replay, tree);
    enum outcome outcome = OUTCOME_REPLAYED;
    if (tree->missing_ok && !table_find(replay, tree->relation))
        return outcome;
    struct relation *relation = table_need(replay, tree->relation, "table", &outcome);
    if (!relation) {
        // ALTER TABLE also takes an index's name.
        if (outcome == OUTCOME_REPLAYED || outcome == OUTCOME_MISSING)
            return outcome;
        return OUTCOME_NEUTRAL;
    }
    bool defers = replay->defers;
    for (size_t i = 0; i < tree->n_cmds && outcome != OUTCOME_MISSING; i++) {
        const PgQuery__AlterTableCmd *command = tree->cmds[i]->alter_table_cmd;
        if ((size_t)command->subtype >= array_length(commands) || !commands[command->subtype])
            continue; // storage, statistics and the like: nothing that the model holds
        struct alteration alteration = {replay, relation, tree, command, tree->relation->inh};
        enum outcome one = commands[command->subtype](&alteration);
        if (one == OUTCOME_MISSING || one == OUTCOME_NOT_FOLLOWED)
            outcome = one;
        replay->defers = false; // a command has run: the rest cannot wait any more
    }
    replay->defers = defers;
    return outcome;
}
