// Which columns are of a key: see query_reach.h.
#include "link/query_reach_part.h"

static bool is_in_constraint(const struct column *column, uint32_t kinds)
{
    list_each (struct constraint *, constraint, &column->relation->constraints)
        if (kinds & 1u << constraint->kind && column_list_has(&constraint->columns, column))
            return true;
    return false;
}

static bool is_in_unique_index(const struct column *column)
{
    list_each (struct index *, index, &column->relation->indexes)
        for (uint32_t at = 0; index->is_unique && at < index->keys.count; at++)
            if (index->keys.items[at].column == column)
                return true;
    return false;
}

enum { UNIQUE_KINDS = 1 << CONSTRAINT_PRIMARY_KEY | 1 << CONSTRAINT_UNIQUE };

bool column_is_of_key(const struct column *column)
{
    return column->relation &&
           (is_in_constraint(column, UNIQUE_KINDS | 1 << CONSTRAINT_FOREIGN_KEY) ||
            is_in_unique_index(column));
}

bool column_is_only_foreign(const struct column *column)
{
    if (!column->relation || is_in_constraint(column, UNIQUE_KINDS) || is_in_unique_index(column))
        return false;
    bool is_foreign = false;
    list_each (struct constraint *, constraint, &column->relation->constraints)
        if (constraint->kind == CONSTRAINT_FOREIGN_KEY &&
            column_list_has(&constraint->columns, column)) {
            is_foreign = true;
            if (constraint->references == column->relation)
                return false;
        }
    return is_foreign;
}

// Whether the columns hold all of a unique key of their table.
bool reach_key_is_whole(const struct column_list *columns)
{
    if (columns->count == 0)
        return false;
    const struct relation *relation = columns->items[0]->relation;
    list_each (struct constraint *, constraint, &relation->constraints) {
        bool is_whole = UNIQUE_KINDS & 1 << constraint->kind && constraint->columns.count > 0;
        list_each (struct column *, column, &constraint->columns)
            is_whole = is_whole && column_list_has(columns, column);
        if (is_whole)
            return true;
    }
    list_each (struct index *, index, &relation->indexes) {
        bool is_whole = index->is_unique && !index->predicate && index->keys.count > 0;
        list_each (struct index_key, key, &index->keys)
            is_whole = is_whole && key.column && column_list_has(columns, key.column);
        if (is_whole)
            return true;
    }
    return false;
}
