// See index_keys.h.
#include "check/index_keys.h"

static bool same_expression(struct arena *scratch, const struct expression *a,
                            const struct expression *b)
{
    if (!a || !b)
        return a == b;
    return strcmp(expression_text(scratch, a), expression_text(scratch, b)) == 0;
}

// What is not understood has no text that could be compared.
static bool visit_unclear(struct expression *expression, void *context)
{
    bool *is_unclear = context;
    *is_unclear |= expression->kind == EXPRESSION_OTHER || expression->has_over;
    return !*is_unclear;
}

static bool is_clear(const struct index *index)
{
    bool is_unclear = false;
    expression_walk(index->predicate, visit_unclear, &is_unclear);
    list_each (struct index_key, key, &index->keys)
        expression_walk(key.expression, visit_unclear, &is_unclear);
    return !is_unclear;
}

static const char *key_collation(const struct index_key *key)
{
    return key->collation ? key->collation : key->column ? key->column->collation : NULL;
}

bool index_same_value(struct arena *scratch, const struct index_key *a, const struct index_key *b)
{
    return a->column == b->column && same_expression(scratch, a->expression, b->expression) &&
           string_equal(a->operator_class, b->operator_class) &&
           string_equal(key_collation(a), key_collation(b));
}

bool index_same_key(struct arena *scratch, const struct index_key *a, const struct index_key *b)
{
    return index_same_value(scratch, a, b) && a->is_descending == b->is_descending &&
           a->nulls_first == b->nulls_first;
}

bool index_same_predicate(struct arena *scratch, const struct index *a, const struct index *b)
{
    return same_expression(scratch, a->predicate, b->predicate);
}

bool index_same_included(const struct index *a, const struct index *b)
{
    if (a->included.count != b->included.count)
        return false;
    list_each (struct column *, column, &a->included) {
        bool is_found = false;
        list_each (struct column *, other, &b->included)
            is_found |= column == other;
        if (!is_found)
            return false;
    }
    return true;
}

bool index_is_comparable(const struct index *index)
{
    return index->keys.count > 0 && !index->parent && !index->is_invalid_on_root && is_clear(index);
}
