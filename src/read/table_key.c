// Constraints and indexes, and what PostgreSQL does around them: an index for each key, NOT NULL
// for primary keys, and the same again on every partition.
#include "read/table.h"

struct constraint *table_new_constraint(struct replay *replay, struct relation *relation,
                                        enum constraint_kind kind, struct place place)
{
    struct constraint *constraint = arena_make(replay->arena, struct constraint);
    constraint->kind = kind;
    constraint->relation = relation;
    constraint->match = 's';
    constraint->place = place;
    return constraint;
}

struct index *table_new_index(struct replay *replay, struct relation *relation, struct place place)
{
    struct index *index = arena_make(replay->arena, struct index);
    index->relation = relation;
    index->method = "btree";
    index->place = place;
    return index;
}

void table_add_key(struct replay *replay, struct index *index, struct column *column)
{
    list_add(replay->arena, &index->keys, (struct index_key){.column = column});
}

// Each table once, though there may be many ways down to it.
void table_inherited_columns(struct replay *replay, const struct column *column,
                             struct column_list *columns)
{
    struct map seen = {0};
    LIST(const struct relation *) waiting = {0};
    if (column->relation)
        list_add(replay->scratch, &waiting, column->relation);
    for (uint32_t i = 0; i < waiting.count; i++) {
        list_each (struct relation *, child, &waiting.items[i]->children) {
            struct column *same = relation_find_column(child, column->name);
            const char *key = arena_format(replay->scratch, "%p", (void *)child);
            if (!same || map_get(&seen, key))
                continue;
            map_set(replay->scratch, &seen, key, child);
            list_add(replay->scratch, columns, same);
            list_add(replay->scratch, &waiting, child);
        }
    }
}

void table_set_not_null(struct replay *replay, struct column *column, bool not_null)
{
    struct column_list inherited = {0};
    table_inherited_columns(replay, column, &inherited);
    column->is_not_null = not_null;
    list_each (struct column *, same, &inherited)
        same->is_not_null = not_null;
}

struct column_collector {
    struct replay *replay;
    const struct relation *relation;
    struct column_list *columns;
};

static bool collect_column(struct expression *expression, void *context)
{
    struct column_collector *collector = context;
    if (expression->kind != EXPRESSION_COLUMN || !expression->column ||
        expression->column->relation != collector->relation)
        return true;
    list_each (struct column *, known, collector->columns)
        if (known == expression->column)
            return true;
    list_add(collector->replay->arena, collector->columns, expression->column);
    return true;
}

void table_expression_columns(struct replay *replay, struct expression *expression,
                              const struct relation *relation, struct column_list *columns)
{
    struct column_collector collector = {replay, relation, columns};
    expression_walk(expression, collect_column, &collector);
}

static const char *constraint_label(enum constraint_kind kind)
{
    switch (kind) {
    case CONSTRAINT_PRIMARY_KEY:
        return "pkey";
    case CONSTRAINT_UNIQUE:
        return "key";
    case CONSTRAINT_FOREIGN_KEY:
        return "fkey";
    case CONSTRAINT_CHECK:
        return "check";
    case CONSTRAINT_EXCLUDE:
        return "excl";
    }
    return "check";
}

static char *choose_name(struct replay *replay, const struct constraint *constraint,
                         const struct index *index)
{
    const char *columns;
    if (constraint->kind == CONSTRAINT_PRIMARY_KEY)
        columns = NULL;
    else if (index)
        columns = table_join_index_columns(replay, index);
    else if (constraint->kind == CONSTRAINT_CHECK) // named after the column only if it is one
        columns = constraint->columns.count == 1 ? constraint->columns.items[0]->name : NULL;
    else
        columns = table_join_columns(replay, &constraint->columns);
    return table_choose_constraint_name(replay, constraint->relation, columns,
                                        constraint_label(constraint->kind), index != NULL);
}

// A CHECK that says again, under the same name, what is inherited is one with it.
static bool is_merged(const struct constraint *constraint, const struct constraint *known)
{
    return constraint->kind == CONSTRAINT_CHECK && known->kind == CONSTRAINT_CHECK &&
           known->is_inherited && !known->is_local;
}

bool table_attach_constraint(struct replay *replay, struct constraint *constraint,
                             struct index *index)
{
    struct relation *relation = constraint->relation;
    if (!constraint->name) {
        constraint->name = choose_name(replay, constraint, index);
    } else {
        struct constraint *first = relation_find_constraint(relation, constraint->name);
        if (first && is_merged(constraint, first)) {
            first->is_local = !relation->is_partition;
            return true;
        }
        if (first) {
            replay_duplicate(replay, "constraint", constraint->name, constraint->place,
                             first->place);
            return false;
        }
        if (index && replay_relation_name_taken(replay, relation->schema, constraint->name)) {
            const struct index *taken =
                design_find_index(replay->design, relation->schema, constraint->name);
            const struct relation *taken_relation =
                design_find_relation(replay->design, relation->schema, constraint->name);
            replay_duplicate(replay, taken ? "index" : "table", constraint->name, constraint->place,
                             taken ? taken->place : taken_relation->place);
            return false;
        }
    }
    if (constraint->kind == CONSTRAINT_PRIMARY_KEY) {
        const struct constraint *first = relation_primary_key(relation);
        if (first) {
            replay_duplicate(replay, "primary key of table", relation->name, constraint->place,
                             first->place);
            return false;
        }
        list_each (struct column *, column, &constraint->columns)
            table_set_not_null(replay, column, true);
    }
    list_add(replay->arena, &relation->constraints, constraint);
    table_note_constraint_name(replay, constraint);
    if (index) {
        index->name = constraint->name;
        index->is_unique = constraint->kind != CONSTRAINT_EXCLUDE;
        index->is_primary = constraint->kind == CONSTRAINT_PRIMARY_KEY;
        index->constraint = constraint;
        constraint->index = index;
        design_add_index(replay->design, index);
    }
    list_each (struct relation *, child, &relation->children) {
        if (index && child->is_partition) {
            if (!index->is_invalid_on_root)
                table_copy_index(replay, index, child, true);
        }
        if (constraint->kind == CONSTRAINT_FOREIGN_KEY && child->is_partition)
            table_copy_foreign_key(replay, constraint, child);
        if (constraint->kind == CONSTRAINT_CHECK && !constraint->is_no_inherit)
            table_copy_check(replay, constraint, child, true);
    }
    return true;
}

bool table_attach_index(struct replay *replay, struct index *index)
{
    struct relation *relation = index->relation;
    if (!index->name) {
        index->name = table_choose_constraint_name(
            replay, relation, table_join_index_columns(replay, index), "idx", true);
    } else if (replay_relation_name_taken(replay, relation->schema, index->name)) {
        const struct index *first =
            design_find_index(replay->design, relation->schema, index->name);
        const struct relation *taken =
            design_find_relation(replay->design, relation->schema, index->name);
        replay_duplicate(replay, first ? "index" : relation_kind_name(taken), index->name,
                         index->place, first ? first->place : taken->place);
        return false;
    }
    design_add_index(replay->design, index);
    if (!index->is_invalid_on_root)
        list_each (struct relation *, child, &relation->children)
            if (child->is_partition)
                table_copy_index(replay, index, child, true);
    return true;
}

// Whether another parent gives the child a constraint of the same name too.
static bool is_inherited_elsewhere(const struct relation *child, const struct relation *parent,
                                   const struct constraint *constraint)
{
    list_each (struct relation *, other, &child->parents) {
        const struct constraint *same =
            other == parent ? NULL : relation_find_constraint(other, constraint->name);
        if (same && same->kind == constraint->kind)
            return true;
    }
    return false;
}

void table_drop_constraint(struct replay *replay, struct relation *relation,
                           struct constraint *constraint)
{
    list_each (struct relation *, child, &relation->children) {
        for (uint32_t i = child->constraints.count; i-- > 0;)
            if (child->constraints.items[i]->parent == constraint)
                table_drop_constraint(replay, child, child->constraints.items[i]);
        struct constraint *copy = relation_find_constraint(child, constraint->name);
        if (constraint->kind != CONSTRAINT_CHECK || !copy || !copy->is_inherited ||
            copy->kind != constraint->kind || is_inherited_elsewhere(child, relation, constraint))
            continue;
        if (copy->is_local)
            copy->is_inherited = false;
        else
            table_drop_constraint(replay, child, copy);
    }
    struct index *index = constraint->index;
    if (index) {
        // Indexes on partitions belong to the root's; their constraints bear names of their own.
        list_each (struct relation *, child, &relation->children) {
            for (uint32_t i = child->indexes.count; i-- > 0;) {
                struct index *copy = child->indexes.items[i];
                if (copy->parent != index)
                    continue;
                if (copy->constraint)
                    table_drop_constraint(replay, child, copy->constraint);
                else
                    design_remove_index(replay->design, copy);
            }
        }
        constraint->index = NULL;
        design_remove_index(replay->design, index);
    }
    for (uint32_t i = 0; i < relation->constraints.count; i++) {
        if (relation->constraints.items[i] == constraint) {
            list_remove_at(&relation->constraints, i);
            break;
        }
    }
    constraint->relation = NULL;
    replay->design->names_freed++;
}
