// ALTER TABLE (and what the parser calls so: ALTER VIEW, SEQUENCE, INDEX, FOREIGN TABLE ... with
// the same commands). PostgreSQL manual, ALTER TABLE. Each command is a row of the table below.
//
// Where the replay defers, the statement may wait only while none of its commands has run: later
// commands report what they miss at once.
#include "read/sql_alter.h"
#include "read/sql_object.h"

// ---- constraints --------------------------------------------------------------------------------

static enum outcome add_constraint(struct alteration *alteration)
{
    struct replay *replay = alteration->replay;
    const PgQuery__Constraint *tree = alteration->command->def->constraint;
    if (replay->defers && !constraint_target_known(replay, alteration->relation, tree))
        return OUTCOME_MISSING;
    return constraint_add(replay, alteration->relation, tree, NULL, !alteration->recurses);
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
    if (constraint->is_inherited || (constraint->index && constraint->index->parent))
        return object_refused(replay, "constraint %s of %s is inherited", constraint->name,
                              alteration->relation->name);
    bool cascade = alteration->command->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    const char *dependent = key_dependents(replay, constraint, cascade);
    if (dependent)
        return replay_refused_drop(
            replay, alteration->statement->n_cmds == 1,
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

// ---- the table itself ---------------------------------------------------------------------------

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

// `name` NULL: all of them. A row trigger's copies on partitions follow.
static void enable_trigger(struct relation *relation, const char *name, bool disabled,
                           bool recurses)
{
    list_each (struct trigger *, trigger, &relation->triggers) {
        if (name && strcmp(trigger->name, name) != 0)
            continue;
        trigger->is_disabled = disabled;
        list_each (struct relation *, child, &relation->children)
            if (recurses && child->is_partition && trigger->is_per_row)
                enable_trigger(child, trigger->name, disabled, recurses);
    }
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
    const char *name = all ? NULL : alteration->command->name;
    if (name && !relation_find_trigger(alteration->relation, name))
        return replay_unknown(
            alteration->replay, "trigger", NULL, arena_copy_string(alteration->replay->arena, name),
            arena_format(alteration->replay->arena, "table %s", alteration->relation->name), NULL,
            replay_place_of(alteration->replay, name, 0));
    enable_trigger(alteration->relation, name, disabled, alteration->recurses);
    return OUTCOME_REPLAYED;
}

// How a column is stored and sampled is not in the model, but the column must be there.
static enum outcome set_storage(struct alteration *alteration)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    const char *name = tree_string(alteration->command->name);
    if (name)
        column_need(alteration->replay, alteration->relation, name,
                    replay_place_of(alteration->replay, name, 0), &outcome);
    return outcome;
}

static enum outcome set_logged(struct alteration *alteration)
{
    bool is_unlogged = alteration->command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_SetUnLogged;
    alteration->relation->is_unlogged = is_unlogged;
    list_each (struct relation *, sequence, &alteration->replay->design->relations)
        if (sequence->owned_by && sequence->owned_by->relation == alteration->relation)
            sequence->is_unlogged = is_unlogged;
    return OUTCOME_REPLAYED;
}

// ---- partitions and inheritance -----------------------------------------------------------------

static bool is_parent(const struct relation *relation, const struct relation *child)
{
    list_each (struct relation *, parent, &child->parents)
        if (parent == relation)
            return true;
    return false;
}

// Whether `relation` is `descendant` or one of those above it: then it cannot become its child.
static bool is_ancestor(const struct relation *relation, const struct relation *descendant)
{
    struct arena *arena = arena_new();
    struct map seen = {0};
    LIST(const struct relation *) line = {0};
    list_add(arena, &line, descendant);
    bool found = false;
    for (uint32_t i = 0; i < line.count && !found; i++) {
        found = line.items[i] == relation;
        list_each (struct relation *, parent, &line.items[i]->parents) {
            const char *key = arena_format(arena, "%p", (void *)parent);
            if (map_get(&seen, key))
                continue;
            map_set(arena, &seen, key, parent);
            list_add(arena, &line, parent);
        }
    }
    arena_free(arena);
    return found;
}

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
    if (partition->parents.count)
        return object_refused(replay, "%s is a partition or an inheriting child already",
                              partition->name);
    if (is_ancestor(partition, root))
        return object_refused(replay, "%s would be its own partition", root->name);
    partition->is_partition = true;
    table_inherit(replay, partition, root);
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
    if (!partition)
        return outcome;
    if (!is_parent(alteration->relation, partition))
        return object_refused(alteration->replay, "%s is no partition of %s", partition->name,
                              alteration->relation->name);
    table_disinherit(alteration->replay, partition, alteration->relation);
    if (tree->concurrent)
        return replay_gap(alteration->replay, GAP_STATEMENT, alteration->replay->statement,
                          "DETACH PARTITION CONCURRENTLY leaves a check of the partition's bounds");
    return outcome;
}

// OF type, NOT OF
static enum outcome change_of_type(struct alteration *alteration)
{
    const node *definition = alteration->command->def;
    alteration->relation->of_type = NULL;
    if (alteration->command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AddOf && definition &&
        definition->node_case == PG_QUERY__NODE__NODE_TYPE_NAME)
        alteration->relation->of_type =
            tree_type_name(alteration->replay, definition->type_name)->type;
    return OUTCOME_REPLAYED;
}

static enum outcome add_inherit(struct alteration *alteration)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct relation *parent =
        table_need(alteration->replay, alteration->command->def->range_var, "table", &outcome);
    if (!parent)
        return outcome;
    struct relation *child = alteration->relation;
    if (is_ancestor(child, parent))
        return object_refused(alteration->replay, "%s is a parent of %s already", child->name,
                              parent->name);
    if (is_parent(parent, child))
        return object_refused(alteration->replay, "%s inherits from %s already", child->name,
                              parent->name);
    table_inherit(alteration->replay, child, parent);
    return outcome;
}

static enum outcome drop_inherit(struct alteration *alteration)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    struct relation *parent =
        table_need(alteration->replay, alteration->command->def->range_var, "table", &outcome);
    if (parent && !is_parent(parent, alteration->relation))
        return object_refused(alteration->replay, "%s is no parent of %s", parent->name,
                              alteration->relation->name);
    if (parent)
        table_disinherit(alteration->replay, alteration->relation, parent);
    return outcome;
}

// ---- the table of commands ----------------------------------------------------------------------

#define TYPE(name) PG_QUERY__ALTER_TABLE_TYPE__AT_##name
static alter *const commands[] = {
    [TYPE(AddColumn)] = alter_add_column,
    [TYPE(DropColumn)] = alter_drop_column,
    [TYPE(ColumnDefault)] = alter_column_default,
    [TYPE(SetNotNull)] = alter_add_not_null,
    [TYPE(DropNotNull)] = alter_drop_not_null,
    [TYPE(DropExpression)] = alter_drop_expression,
    [TYPE(AlterColumnType)] = alter_column_type,
    [TYPE(AddIdentity)] = alter_add_identity,
    [TYPE(SetIdentity)] = alter_set_identity,
    [TYPE(DropIdentity)] = alter_drop_identity,
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
    [TYPE(AddOf)] = change_of_type,
    [TYPE(DropOf)] = change_of_type,
    [TYPE(SetStatistics)] = set_storage,
    [TYPE(SetStorage)] = set_storage,
    [TYPE(SetOptions)] = set_storage,
    [TYPE(ResetOptions)] = set_storage,
    [TYPE(SetCompression)] = set_storage,
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
        else
            replay_unknown(replay, "index", arena_copy_string(replay->arena, name->schemaname),
                           arena_copy_string(replay->arena, name->relname), NULL, NULL,
                           replay_place(replay, name->location));
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
            continue; // nothing that the model holds
        struct alteration alteration = {replay, relation, tree, command, tree->relation->inh};
        enum outcome one = commands[command->subtype](&alteration);
        if (one == OUTCOME_MISSING || one == OUTCOME_NOT_FOLLOWED)
            outcome = one;
        replay->defers = false; // a command has run: the rest cannot wait any more
    }
    replay->defers = defers;
    return outcome;
}
