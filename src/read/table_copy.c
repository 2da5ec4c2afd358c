// What LIKE, INHERITS and PARTITION OF take over from another table (PostgreSQL manual, CREATE
// TABLE; PostgreSQL's tablecmds.c decides which names the copies get). Row security, policies and
// grants are never taken over.
#include "read/table.h"

struct expression *table_copy_expression(struct replay *replay, const struct expression *expression,
                                         const struct relation *from, struct relation *to)
{
    if (!expression)
        return NULL;
    struct expression *copy = arena_allocate_raw(replay->arena, sizeof *copy);
    *copy = *expression;
    copy->operands.items = NULL;
    copy->operands.count = copy->operands.capacity = 0;
    list_each (struct expression *, operand, &expression->operands)
        list_add(replay->arena, &copy->operands, table_copy_expression(replay, operand, from, to));
    copy->filter = table_copy_expression(replay, expression->filter, from, to);
    if (expression->column && expression->column->relation == from)
        copy->column = relation_find_column(to, expression->column->name);
    return copy;
}

struct column *table_copy_column(struct replay *replay, const struct column *column,
                                 struct relation *to)
{
    struct column *copy = arena_make(replay->arena, struct column);
    copy->name = column->name;
    copy->type = column->type;
    copy->is_not_null = column->is_not_null;
    copy->collation = column->collation;
    copy->relation = to;
    copy->place = column->place;
    list_add(replay->arena, &to->columns, copy);
    return copy;
}

static void map_columns(struct replay *replay, const struct column_list *columns,
                        const struct relation *to, struct column_list *mapped)
{
    list_each (struct column *, column, columns) {
        struct column *same = relation_find_column(to, column->name);
        if (same)
            list_add(replay->arena, mapped, same);
    }
}

void table_copy_check(struct replay *replay, const struct constraint *check, struct relation *to,
                      bool is_inherited)
{
    struct constraint *known = relation_find_constraint(to, check->name);
    if (known) { // merged with the child's own
        known->is_inherited |= is_inherited;
        known->is_local &= !to->is_partition;
        return;
    }
    struct constraint *copy = arena_allocate_raw(replay->arena, sizeof *copy);
    *copy = *check;
    copy->relation = to;
    copy->is_inherited = is_inherited;
    copy->is_local = !is_inherited;
    copy->check = table_copy_expression(replay, check->check, check->relation, to);
    copy->columns = (struct column_list){0};
    map_columns(replay, &check->columns, to, &copy->columns);
    table_attach_constraint(replay, copy, NULL);
}

static struct index *index_copy(struct replay *replay, const struct index *index,
                                struct relation *to)
{
    struct index *copy = arena_allocate_raw(replay->arena, sizeof *copy);
    *copy = *index;
    copy->name = NULL;
    copy->relation = to;
    copy->constraint = NULL;
    copy->parent = NULL;
    copy->comment = NULL;
    copy->keys.items = NULL;
    copy->keys.count = copy->keys.capacity = 0;
    list_each (struct index_key, key, &index->keys) {
        key.expression = table_copy_expression(replay, key.expression, index->relation, to);
        if (key.column)
            key.column = relation_find_column(to, key.column->name);
        if (key.column || key.expression)
            list_add(replay->arena, &copy->keys, key);
    }
    copy->included = (struct column_list){0};
    map_columns(replay, &index->included, to, &copy->included);
    copy->predicate = table_copy_expression(replay, index->predicate, index->relation, to);
    return copy;
}

static bool expression_same(struct replay *replay, const struct expression *a,
                            const struct expression *b)
{
    if (!a || !b)
        return a == b;
    return strcmp(expression_text(replay->scratch, a), expression_text(replay->scratch, b)) == 0;
}

static bool index_key_same(struct replay *replay, const struct index_key *a,
                           const struct index_key *b)
{
    if (!a->column != !b->column)
        return false;
    if (a->column ? strcmp(a->column->name, b->column->name) != 0
                  : !expression_same(replay, a->expression, b->expression))
        return false;
    return string_equal(a->operator_class, b->operator_class) &&
           string_equal(a->collation, b->collation) && a->is_descending == b->is_descending &&
           a->nulls_first == b->nulls_first;
}

// Whether a partition's index can serve as the partition of the root's (PostgreSQL's
// CompareIndexInfo: included columns count as columns).
static bool index_matches(struct replay *replay, const struct index *a, const struct index *b)
{
    if (a->is_unique != b->is_unique || strcmp(a->method, b->method) != 0 ||
        a->keys.count != b->keys.count || a->included.count != b->included.count ||
        a->nulls_not_distinct != b->nulls_not_distinct)
        return false;
    if ((a->constraint != NULL) && (b->constraint == NULL || a->is_primary != b->is_primary))
        return false;
    for (uint32_t i = 0; i < a->keys.count; i++)
        if (!index_key_same(replay, &a->keys.items[i], &b->keys.items[i]))
            return false;
    for (uint32_t i = 0; i < a->included.count; i++)
        if (strcmp(a->included.items[i]->name, b->included.items[i]->name) != 0)
            return false;
    return expression_same(replay, a->predicate, b->predicate);
}

void table_copy_index(struct replay *replay, const struct index *index, struct relation *to,
                      bool is_partition)
{
    if (is_partition) {
        list_each (struct index *, known, &to->indexes) {
            if (known->parent == index)
                return;
            if (!known->parent && index_matches(replay, index, known)) {
                known->parent = (struct index *)index;
                return;
            }
        }
    }
    struct index *copy = index_copy(replay, index, to);
    if (is_partition)
        copy->parent = (struct index *)index;
    if (!index->constraint) {
        copy->is_unique = index->is_unique;
        table_attach_index(replay, copy);
        return;
    }
    const struct constraint *key = index->constraint;
    struct constraint *constraint = table_new_constraint(replay, to, key->kind, key->place);
    constraint->is_deferrable = key->is_deferrable;
    constraint->is_initially_deferred = key->is_initially_deferred;
    constraint->is_inherited = is_partition;
    constraint->is_local = !is_partition;
    map_columns(replay, &key->columns, to, &constraint->columns);
    table_attach_constraint(replay, constraint, copy);
}

void table_copy_foreign_key(struct replay *replay, const struct constraint *key,
                            struct relation *to)
{
    struct constraint *copy = arena_allocate_raw(replay->arena, sizeof *copy);
    *copy = *key;
    copy->relation = to;
    copy->is_inherited = true;
    copy->is_local = false;
    copy->parent = key;
    copy->columns = (struct column_list){0};
    map_columns(replay, &key->columns, to, &copy->columns);
    copy->set_columns = (struct column_list){0};
    map_columns(replay, &key->set_columns, to, &copy->set_columns);
    // An equal key that the partition has already is adopted.
    list_each (struct constraint *, known, &to->constraints) {
        if (known->kind != CONSTRAINT_FOREIGN_KEY || known->parent ||
            known->references != key->references || known->columns.count != copy->columns.count ||
            known->on_delete != key->on_delete || known->on_update != key->on_update ||
            known->match != key->match || known->is_deferrable != key->is_deferrable ||
            known->is_not_valid || known->is_initially_deferred != key->is_initially_deferred)
            continue;
        bool same = true;
        for (uint32_t i = 0; i < known->columns.count; i++)
            same &= known->columns.items[i] == copy->columns.items[i];
        if (same) {
            known->is_inherited = true;
            known->is_local = false;
            known->parent = key;
            return;
        }
    }
    if (relation_find_constraint(to, copy->name))
        copy->name = NULL;
    table_attach_constraint(replay, copy, NULL);
}

static void inherit_column(struct replay *replay, struct relation *child, struct relation *parent,
                           const struct column *column)
{
    struct column *own = relation_find_column(child, column->name);
    if (!own) {
        own = table_copy_column(replay, column, child);
        own->default_value = table_copy_expression(replay, column->default_value, parent, child);
    }
    own->is_inherited = true;
    own->is_not_null |= column->is_not_null;
}

void table_inherit(struct replay *replay, struct relation *child, struct relation *parent)
{
    list_add(replay->arena, &child->parents, parent);
    list_each (struct column *, column, &parent->columns)
        inherit_column(replay, child, parent, column);
    // Generated columns read others, so they come when all are there.
    list_each (struct column *, column, &parent->columns) {
        struct column *own = relation_find_column(child, column->name);
        if (column->generated && !own->generated)
            own->generated = table_copy_expression(replay, column->generated, parent, child);
    }
    list_each (struct constraint *, constraint, &parent->constraints)
        if (constraint->kind == CONSTRAINT_CHECK && !constraint->is_no_inherit)
            table_copy_check(replay, constraint, child, true);
    list_add(replay->arena, &parent->children, child);
    if (parent->is_open)
        child->is_open = true;
}

void table_copy_trigger(struct replay *replay, const struct trigger *trigger,
                        struct relation *partition)
{
    if (!trigger->is_per_row || trigger->relation == partition)
        return;
    struct trigger *known = relation_find_trigger(partition, trigger->name);
    struct trigger *copy = known ? known : arena_make(replay->arena, struct trigger);
    *copy = *trigger;
    copy->relation = partition;
    copy->columns = (struct column_list){0};
    map_columns(replay, &trigger->columns, partition, &copy->columns);
    copy->when = table_copy_expression(replay, trigger->when, trigger->relation, partition);
    if (!known)
        list_add(replay->arena, &partition->triggers, copy);
    list_each (struct relation *, child, &partition->children)
        if (child->is_partition)
            table_copy_trigger(replay, copy, child);
}

void table_complete_partition(struct replay *replay, struct relation *partition,
                              struct relation *root)
{
    list_each (struct index *, index, &root->indexes)
        table_copy_index(replay, index, partition, true);
    list_each (struct constraint *, constraint, &root->constraints)
        if (constraint->kind == CONSTRAINT_FOREIGN_KEY)
            table_copy_foreign_key(replay, constraint, partition);
    list_each (struct trigger *, trigger, &root->triggers)
        table_copy_trigger(replay, trigger, partition);
}

void table_drop_trigger(struct relation *relation, struct trigger *trigger)
{
    list_each (struct relation *, child, &relation->children) {
        struct trigger *copy = child->is_partition && trigger->is_per_row
                                   ? relation_find_trigger(child, trigger->name)
                                   : NULL;
        if (copy)
            table_drop_trigger(child, copy);
    }
    for (uint32_t i = 0; i < relation->triggers.count; i++) {
        if (relation->triggers.items[i] == trigger) {
            list_remove_at(&relation->triggers, i);
            return;
        }
    }
}

void table_disinherit(struct replay *replay, struct relation *child, struct relation *parent)
{
    (void)replay;
    for (uint32_t i = 0; i < child->parents.count; i++) {
        if (child->parents.items[i] == parent) {
            list_remove_at(&child->parents, i);
            break;
        }
    }
    for (uint32_t i = 0; i < parent->children.count; i++) {
        if (parent->children.items[i] == child) {
            list_remove_at(&parent->children, i);
            break;
        }
    }
    for (uint32_t i = parent->triggers.count; child->is_partition && i-- > 0;) {
        const struct trigger *trigger = parent->triggers.items[i];
        struct trigger *copy =
            trigger->is_per_row ? relation_find_trigger(child, trigger->name) : NULL;
        if (copy)
            table_drop_trigger(child, copy);
    }
    child->is_partition = false;
    list_each (struct column *, column, &child->columns) {
        column->is_inherited =
            column->is_inherited && table_column_is_inherited_elsewhere(column, NULL);
        column->is_local = true;
    }
    list_each (struct constraint *, constraint, &child->constraints) {
        constraint->is_inherited = false;
        list_each (struct relation *, other, &child->parents)
            constraint->is_inherited |= constraint->kind == CONSTRAINT_CHECK &&
                                        relation_find_constraint(other, constraint->name);
        constraint->is_local = true;
        constraint->parent = NULL;
    }
    list_each (struct index *, index, &child->indexes)
        index->parent = NULL;
}
