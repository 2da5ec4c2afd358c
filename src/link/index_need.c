// See index_need.h.
#include "link/index_need.h"

#include "design/lookup.h"
#include "link/tenancy.h"

static bool holds(const struct column_list *columns, const char *name)
{
    list_each (struct column *, column, columns)
        if (strcmp(column->name, name) == 0)
            return true;
    return false;
}

// ---- what is compared -----------------------------------------------------------------------------

enum value {
    VALUE_FIXED = 1,
    VALUE_KNOWN = 2,
    VALUE_JOINED = 4,
    VALUE_SAME = 8, // of the row itself
};

struct value_search {
    const struct from_item *from;
    const struct query *query;
    unsigned value;
};

static bool item_holds(const struct from_item *item, const struct from_item *sought)
{
    return item &&
           (item == sought || (item->kind == FROM_JOIN && (item_holds(item->left, sought) ||
                                                           item_holds(item->right, sought))));
}

static bool is_in_query(const struct query *query, const struct from_item *sought)
{
    for (uint32_t at = 0; query && at < query->from.count; at++)
        if (item_holds(query->from.items[at], sought))
            return true;
    return false;
}

static bool visit_value(struct expression *expression, void *context)
{
    struct value_search *search = context;
    switch (expression->kind) {
    case EXPRESSION_COLUMN:
    case EXPRESSION_STAR:
        search->value |= expression->from == search->from               ? VALUE_SAME
                         : is_in_query(search->query, expression->from) ? VALUE_JOINED
                                                                        : VALUE_KNOWN;
        return false;
    case EXPRESSION_CALL:
    case EXPRESSION_KEYWORD:
    case EXPRESSION_PARAMETER:
        search->value |= VALUE_KNOWN;
        return true;
    default:
        // A subquery that asks for nothing of the row is evaluated once.
        search->value |= expression->query ? VALUE_KNOWN : VALUE_FIXED;
        return true;
    }
}

static unsigned value_of(const struct index_need *need, const struct query *query,
                         struct expression *expression)
{
    struct value_search search = {need->from, query, 0};
    expression_walk(expression, visit_value, &search);
    return search.value;
}

static struct column *column_of(const struct index_need *need, const struct expression *expression)
{
    return expression->kind == EXPRESSION_COLUMN && expression->is_bound && expression->column &&
                   expression->from == need->from && expression->column->relation == need->relation
               ? expression->column
               : NULL;
}

static void note(struct arena *arena, struct index_need *need, struct column *column,
                 unsigned value, struct place place)
{
    struct column_list *list = value & VALUE_JOINED  ? &need->joined
                               : value & VALUE_KNOWN ? &need->known
                                                     : &need->fixed;
    if ((value & VALUE_SAME) || !value)
        return;
    if (!holds(list, column->name))
        list_add(arena, list, column);
    if (list != &need->fixed && !need->place.file)
        need->place = place;
}

// The column that is compared with the caller goes first: an index on (caller, team) finds both his
// rows of all teams and the one of a team.
static void put_first(struct column_list *list, const struct column *column)
{
    for (uint32_t at = 1; column && at < list->count; at++)
        if (list->items[at] == column) {
            memmove(list->items + 1, list->items, at * sizeof *list->items);
            list->items[0] = (struct column *)column;
        }
}

// One condition that must hold.
static void note_condition(struct arena *arena, struct index_need *need, const struct query *query,
                           struct expression *condition)
{
    list_add(arena, &need->conditions, condition);
    bool is_equality =
        (condition->kind == EXPRESSION_OPERATOR || condition->kind == EXPRESSION_ANY) &&
        string_equal(condition->name, "=") && condition->operands.count == 2;
    if (is_equality) {
        struct column *left = column_of(need, condition->operands.items[0]);
        struct column *right = condition->kind == EXPRESSION_OPERATOR
                                   ? column_of(need, condition->operands.items[1])
                                   : NULL;
        if (left)
            note(arena, need, left, value_of(need, query, condition->operands.items[1]),
                 condition->place);
        if (right)
            note(arena, need, right, value_of(need, query, condition->operands.items[0]),
                 condition->place);
        put_first(&need->known, expression_binds(condition));
    }
    // a IN (SELECT ...): in FROM of a query it becomes a join; of a policy's row it is a filter,
    // but for IN (SELECT auth.uid()).
    if (condition->kind == EXPRESSION_SUBQUERY_ANY && string_equal(condition->name, "=") &&
        condition->operands.count == 1 && condition->query) {
        struct column *column = column_of(need, condition->operands.items[0]);
        if (column && condition->query->from.count == 0 && expression_binds(condition))
            note(arena, need, column, VALUE_KNOWN, condition->place);
        else if (column && need->from)
            note(arena, need, column, VALUE_JOINED, condition->place);
    }
}

static void note_all(struct arena *arena, struct index_need *need, const struct query *query,
                     struct expression *condition)
{
    if (!condition)
        return;
    if (condition->kind != EXPRESSION_AND) {
        note_condition(arena, need, query, condition);
        return;
    }
    list_each (struct expression *, operand, &condition->operands)
        note_all(arena, need, query, operand);
}

struct index_need index_need_of_row(struct arena *arena, struct relation *relation,
                                    struct expression *condition)
{
    struct index_need need = {.relation = relation};
    note_all(arena, &need, NULL, condition);
    return need;
}

static void note_joins(struct arena *arena, struct index_need *need, const struct query *query,
                       const struct from_item *item)
{
    if (!item || item->kind != FROM_JOIN)
        return;
    note_joins(arena, need, query, item->left);
    note_joins(arena, need, query, item->right);
    note_all(arena, need, query, item->on);
    list_each (const char *, name, &item->using_columns) {
        struct column *column = relation_find_column(need->relation, name);
        if (column && (item_holds(item->left, need->from) || item_holds(item->right, need->from)))
            note(arena, need, column, VALUE_JOINED, item->place);
    }
}

struct index_need index_need_of_item(struct arena *arena, struct query *query,
                                     struct from_item *item)
{
    struct index_need need = {.relation = item->relation, .from = item};
    note_all(arena, &need, query, query->where);
    list_each (struct from_item *, top, &query->from)
        note_joins(arena, &need, query, top);
    return need;
}

const struct column_list *index_need_columns(const struct index_need *need)
{
    return need->known.count ? &need->known : &need->joined;
}

// ---- which index does -----------------------------------------------------------------------------

// Equal, whichever row the columns are of.
static bool same_but_for_row(const struct expression *a, const struct expression *b, uint32_t depth)
{
    if (!a || !b || depth > 50)
        return !a && !b;
    if (a->kind != b->kind || a->column != b->column || a->boolean != b->boolean ||
        a->operands.count != b->operands.count || a->query || b->query ||
        (a->kind != EXPRESSION_COLUMN && !string_equal(a->name, b->name)))
        return false;
    for (uint32_t at = 0; at < a->operands.count; at++)
        if (!same_but_for_row(a->operands.items[at], b->operands.items[at], depth + 1))
            return false;
    return true;
}

static bool is_demanded(const struct index_need *need, const struct expression *predicate)
{
    if (predicate->kind == EXPRESSION_AND) {
        list_each (struct expression *, operand, &predicate->operands)
            if (!is_demanded(need, operand))
                return false;
        return true;
    }
    list_each (struct expression *, condition, &need->conditions)
        if (same_but_for_row(predicate, condition, 0))
            return true;
    // What equals something is not null.
    const struct expression *operand =
        predicate->kind == EXPRESSION_IS_NOT_NULL && predicate->operands.count == 1
            ? predicate->operands.items[0]
            : NULL;
    return operand && operand->kind == EXPRESSION_COLUMN && operand->column &&
           (holds(&need->known, operand->column->name) ||
            holds(&need->joined, operand->column->name) ||
            holds(&need->fixed, operand->column->name));
}

static bool columns_serve(const struct index_need *need, const struct index *index)
{
    const struct column_list *sought = index_need_columns(need);
    if (strcmp(index->method, "btree") != 0 && strcmp(index->method, "hash") != 0)
        return false;
    list_each (struct index_key, key, &index->keys) {
        const char *name = key.column ? key.column->name : NULL;
        if (!name)
            return false;
        if (holds(sought, name))
            return true;
        if (!holds(&need->fixed, name) && !holds(&need->joined, name))
            return false;
    }
    return false;
}

static bool index_serves(const struct index_need *need, const struct index *index)
{
    return !index->is_invalid_on_root && columns_serve(need, index) &&
           (!index->predicate || is_demanded(need, index->predicate));
}

static bool is_met_by(const struct index_need *need, const struct relation *relation)
{
    list_each (struct index *, index, &relation->indexes)
        if (index_serves(need, index))
            return true;
    uint32_t partitions = 0;
    list_each (struct relation *, child, &relation->children) {
        if (!child->is_partition)
            continue;
        partitions++;
        if (child->kind != RELATION_FOREIGN && !is_met_by(need, child))
            return false;
    }
    return partitions > 0;
}

bool index_need_is_met(const struct index_need *need)
{
    return index_need_columns(need)->count == 0 || is_met_by(need, need->relation);
}

const struct index *index_need_near_miss(const struct index_need *need)
{
    list_each (struct index *, index, &need->relation->indexes)
        if (columns_serve(need, index))
            return index;
    return NULL;
}
