// Dropping a column: what goes with it by itself (keys, checks and indexes over it), and what
// depends on it so that PostgreSQL refuses without CASCADE (policies, views, triggers, generated
// columns, foreign keys that point at it). PostgreSQL manual, "Dependency Tracking".
#include "read/table.h"

struct column_search {
    const struct column *column;
    bool found;
};

static bool find_column(struct expression *expression, void *context)
{
    struct column_search *search = context;
    search->found |= expression->column == search->column;
    return !search->found;
}

static bool expression_reads(struct expression *expression, const struct column *column)
{
    struct column_search search = {column, false};
    expression_walk(expression, find_column, &search);
    return search.found;
}

static bool query_reads(struct query *query, const struct column *column)
{
    struct column_search search = {column, false};
    if (!query)
        return false;
    query_walk(query, find_column, &search);
    list_each (struct output, output, &query->outputs)
        search.found |= output.column == column;
    return search.found;
}

static bool has_column(const struct column_list *columns, const struct column *column)
{
    list_each (struct column *, one, columns)
        if (one == column)
            return true;
    return false;
}

static bool policy_reads(const struct policy *policy, const struct column *column)
{
    return expression_reads(policy->using, column) || expression_reads(policy->check, column);
}

// Takes away everything that would refuse the drop; without `cascade` only says what the first is.
// A change of the type is refused by the same objects but for the foreign keys.
static const char *dependents(struct replay *replay, struct relation *relation,
                              const struct column *column, bool cascade, bool with_keys)
{
    for (uint32_t r = replay->design->relations.count; r-- > 0;) {
        if (r >= replay->design->relations.count)
            continue; // a drop took several
        struct relation *other = replay->design->relations.items[r];
        for (uint32_t i = other->policies.count; i-- > 0;) {
            const struct policy *policy = other->policies.items[i];
            if (!policy_reads(policy, column))
                continue;
            if (!cascade)
                return arena_format(replay->scratch, "policy %s on table %s", policy->name,
                                    other->name);
            list_remove_at(&other->policies, i);
        }
        for (uint32_t i = other->constraints.count; i-- > 0;) {
            struct constraint *constraint = other->constraints.items[i];
            if (!with_keys || other == relation ||
                !has_column(&constraint->referenced_columns, column))
                continue;
            if (!cascade)
                return arena_format(replay->scratch, "foreign key %s of table %s", constraint->name,
                                    other->name);
            table_drop_constraint(replay, other, constraint);
        }
        if (other->query && query_reads(other->query, column)) {
            if (!cascade)
                return arena_format(replay->scratch, "view %s", other->name);
            drop_relation(replay, other);
        }
    }
    for (uint32_t i = relation->triggers.count; i-- > 0;) {
        const struct trigger *trigger = relation->triggers.items[i];
        if (!has_column(&trigger->columns, column) && !expression_reads(trigger->when, column))
            continue;
        if (!cascade)
            return arena_format(replay->scratch, "trigger %s", trigger->name);
        list_remove_at(&relation->triggers, i);
    }
    for (uint32_t i = relation->columns.count; i-- > 0;) {
        struct column *other = relation->columns.items[i];
        if (other == column || !expression_reads(other->generated, column))
            continue;
        if (!cascade)
            return arena_format(replay->scratch, "generated column %s", other->name);
        table_drop_column(replay, relation, other);
        i = relation->columns.count;
    }
    return NULL;
}

bool table_is_partition_key(const struct column *column)
{
    list_each (struct index_key, key, &column->relation->partition_keys)
        if (key.column == column || expression_reads(key.expression, column))
            return true;
    return false;
}

bool table_column_is_inherited_elsewhere(const struct column *column, const struct relation *parent)
{
    list_each (struct relation *, other, &column->relation->parents)
        if (other != parent && relation_find_column(other, column->name))
            return true;
    return false;
}

const char *table_column_dependent(struct replay *replay, struct column *column)
{
    return dependents(replay, column->relation, column, false, true);
}

const char *table_column_type_dependent(struct replay *replay, struct column *column)
{
    return dependents(replay, column->relation, column, false, false);
}

static bool index_reads(const struct index *index, const struct column *column)
{
    list_each (struct index_key, key, &index->keys)
        if (key.column == column || expression_reads(key.expression, column))
            return true;
    return has_column(&index->included, column) || expression_reads(index->predicate, column);
}

void table_drop_column(struct replay *replay, struct relation *relation, struct column *column)
{
    dependents(replay, relation, column, true, true);
    LIST(struct relation *) children = {0}; // a partition key's column takes its table along
    list_each (struct relation *, child, &relation->children)
        list_add(replay->scratch, &children, child);
    list_each (struct relation *, child, &children) {
        struct column *same = relation_find_column(child, column->name);
        if (!same || !same->is_inherited || table_column_is_inherited_elsewhere(same, relation))
            continue;
        if (same->is_local)
            same->is_inherited = false;
        else
            table_drop_column(replay, child, same);
    }
    if (table_is_partition_key(column)) {
        drop_relation(replay, relation);
        return;
    }
    for (uint32_t i = relation->constraints.count; i-- > 0;) {
        if (i >= relation->constraints.count)
            continue;
        struct constraint *constraint = relation->constraints.items[i];
        if (has_column(&constraint->columns, column) ||
            has_column(&constraint->referenced_columns, column) ||
            (constraint->index && index_reads(constraint->index, column)))
            table_drop_constraint(replay, relation, constraint);
    }
    for (uint32_t i = relation->indexes.count; i-- > 0;) {
        if (i >= relation->indexes.count)
            continue;
        if (index_reads(relation->indexes.items[i], column))
            drop_index(replay, relation->indexes.items[i]);
    }
    for (uint32_t i = replay->design->relations.count; i-- > 0;) {
        if (i >= replay->design->relations.count)
            continue;
        struct relation *sequence = replay->design->relations.items[i];
        if (sequence->kind == RELATION_SEQUENCE && sequence->owned_by == column)
            drop_relation(replay, sequence);
    }
    for (uint32_t i = 0; i < relation->columns.count; i++) {
        if (relation->columns.items[i] == column) {
            list_remove_at(&relation->columns, i);
            break;
        }
    }
    replay_depart(replay, relation, column, NULL);
    column->is_dropped = true;
}
