// How many rows a query gives at most, and whether its outputs or its order tell its rows apart.
// Built on query_key.c, which looks at FROM and WHERE.
#include "link/query_key.h"

#include "design/lookup.h"

static bool is_single(enum cardinality rows)
{
    return rows == ROWS_AT_MOST_ONE || rows == ROWS_EXACTLY_ONE;
}

// ---- one kind after the other -----------------------------------------------------------------------

// A function in the outputs that gives rows of its own. *is_known as call_returns_set.
static bool gives_sets(const struct expression *expression, bool *is_known)
{
    if (!expression)
        return false;
    bool is_own_known = true, is_set = false;
    if (expression->kind == EXPRESSION_CALL) {
        is_set = call_returns_set(expression, &is_own_known);
        // In a select list a function whose type is known and no set is a plain value.
        is_own_known |= expression->value_type != NULL;
    }
    *is_known = *is_known && is_own_known;
    list_each (struct expression *, operand, &expression->operands)
        is_set |= gives_sets(operand, is_known);
    return is_set;
}

static enum cardinality select_rows(struct linker *linker, struct query *query, const char **reason)
{
    bool is_known = true, has_sets = false, is_own = false;
    list_each (struct output, output, &query->outputs) {
        has_sets |= gives_sets(output.expression, &is_known);
        is_own |= output.expression && output.expression->kind == EXPRESSION_CALL &&
                  output.expression->function;
    }
    if (query->group_by.count == 0 && query_has_aggregate(query)) {
        *reason = "it is an aggregate without GROUP BY";
        return has_sets ? ROWS_UNKNOWN : query->having ? ROWS_AT_MOST_ONE : ROWS_EXACTLY_ONE;
    }
    // How many rows a function of the design gives is not followed here.
    if (has_sets || !is_known)
        return has_sets && is_known && !is_own ? ROWS_MANY : ROWS_UNKNOWN;
    if (query->from.count == 0) {
        *reason = "it reads no table";
        return query->where ? ROWS_AT_MOST_ONE : ROWS_EXACTLY_ONE;
    }
    struct keying *keying = keying_new(linker, query);
    if (keying_fixes(keying, false, reason))
        return ROWS_AT_MOST_ONE;
    bool is_in_doubt = keying_in_doubt(keying);
    // Rows that agree in all that they are grouped by are one.
    if (query->group_by.count) {
        bool are_tied = true;
        list_each (struct expression *, group, &query->group_by)
            are_tied = are_tied && (keying_is_tied(keying, group) || keying_knows(keying, group));
        if (are_tied) {
            *reason = "all that it is grouped by is matched";
            return ROWS_AT_MOST_ONE;
        }
    }
    return is_in_doubt ? ROWS_UNKNOWN : ROWS_MANY;
}

static bool may_skip_row(const struct relation *relation)
{
    list_each (struct trigger *, trigger, &relation->triggers)
        if (trigger->timing != TRIGGER_AFTER && trigger->events & TRIGGER_INSERT)
            return true;
    return false;
}

static enum cardinality insert_rows(struct linker *linker, struct query *query, const char **reason)
{
    enum cardinality rows = ROWS_EXACTLY_ONE; // DEFAULT VALUES
    if (query->left)
        rows = query_rows(linker, query->left, reason);
    if (rows == ROWS_EXACTLY_ONE)
        *reason = "it inserts one row";
    bool may_skip = query->conflict && (!query->conflict->is_update || query->conflict->where);
    const struct from_item *target = query->from.count ? query->from.items[0] : NULL;
    may_skip |= target && target->relation && may_skip_row(target->relation);
    return rows == ROWS_EXACTLY_ONE && may_skip ? ROWS_AT_MOST_ONE : rows;
}

static enum cardinality target_rows(struct linker *linker, struct query *query, const char **reason)
{
    struct keying *keying = keying_new(linker, query);
    if (keying_fixes(keying, true, reason))
        return ROWS_AT_MOST_ONE;
    return keying_in_doubt(keying) ? ROWS_UNKNOWN : ROWS_MANY;
}

static enum cardinality set_rows(struct linker *linker, struct query *query, const char **reason)
{
    const char *other = NULL;
    enum cardinality left = query_rows(linker, query->left, reason);
    enum cardinality right = query_rows(linker, query->right, &other);
    if (query->kind == QUERY_EXCEPT)
        return left == ROWS_EXACTLY_ONE ? ROWS_AT_MOST_ONE : left;
    if (query->kind == QUERY_INTERSECT) {
        if (!is_single(left) && is_single(right))
            *reason = other;
        return is_single(left) || is_single(right)             ? ROWS_AT_MOST_ONE
               : left == ROWS_UNKNOWN || right == ROWS_UNKNOWN ? ROWS_UNKNOWN
                                                               : ROWS_MANY;
    }
    // Of two sides with one row each only one may ever have it.
    *reason = NULL;
    return left == ROWS_MANY || right == ROWS_MANY ? ROWS_MANY : ROWS_UNKNOWN;
}

static enum cardinality kind_rows(struct linker *linker, struct query *query, const char **reason)
{
    switch (query->kind) {
    case QUERY_SELECT:
        return select_rows(linker, query, reason);
    case QUERY_VALUES:
        *reason = query->rows.count == 1 ? "it reads no table" : NULL;
        return query->rows.count == 1 ? ROWS_EXACTLY_ONE : ROWS_MANY;
    case QUERY_UNION:
    case QUERY_INTERSECT:
    case QUERY_EXCEPT:
        return set_rows(linker, query, reason);
    case QUERY_INSERT:
        return insert_rows(linker, query, reason);
    case QUERY_UPDATE:
    case QUERY_DELETE:
        return target_rows(linker, query, reason);
    case QUERY_MERGE:
        return ROWS_NONE;
    case QUERY_OTHER:
        return ROWS_UNKNOWN;
    }
    return ROWS_UNKNOWN;
}

static enum cardinality limited(const struct query *query, enum cardinality rows,
                                const char **reason)
{
    const struct expression *limit = query->limit ? expression_bare(query->limit) : NULL;
    bool is_one = limit && limit->kind == EXPRESSION_NUMBER &&
                  (strcmp(limit->name, "1") == 0 || strcmp(limit->name, "0") == 0) &&
                  !query->has_ties;
    if (is_one && !is_single(rows)) {
        *reason = "LIMIT 1";
        return ROWS_AT_MOST_ONE;
    }
    bool may_drop = query->offset || (limit && (!is_one || limit->name[0] == '0'));
    return rows == ROWS_EXACTLY_ONE && may_drop ? ROWS_AT_MOST_ONE : rows;
}

// Once per query: 1 + the answer is kept, UNKNOWN while it is being found (recursive WITH).
enum cardinality query_rows(struct linker *linker, struct query *query, const char **reason)
{
    *reason = NULL;
    if (!query || !linker_step(linker))
        return ROWS_UNKNOWN;
    uint32_t known = pointer_map_get(&linker->rows, query);
    if (known) {
        *reason = linker->row_reasons.items[known - 1].reason;
        return linker->row_reasons.items[known - 1].rows;
    }
    uint32_t number = linker->row_reasons.count;
    list_add(linker->scratch, &linker->row_reasons, (struct row_reason){0});
    *pointer_map_at(linker->scratch, &linker->rows, query) = number + 1;
    enum cardinality all = kind_rows(linker, query, reason);
    enum cardinality rows = limited(query, all, reason);
    if (!is_single(rows))
        *reason = NULL;
    linker->row_reasons.items[number] = (struct row_reason){rows, all, *reason};
    return rows;
}

// ---- telling rows apart -----------------------------------------------------------------------------

static bool has_index(const struct index_list *list, uint32_t index)
{
    list_each (uint32_t, item, list)
        if (item == index)
            return true;
    return false;
}

static bool same_reference(const struct expression *a, const struct expression *b)
{
    if (a == b)
        return true;
    return a && b && a->kind == EXPRESSION_COLUMN && b->kind == EXPRESSION_COLUMN &&
           a->from == b->from && a->column == b->column && string_equal(a->name, b->name);
}

static bool is_output_of(const struct output *output, const struct expression *wanted)
{
    if (output->expression)
        return same_reference(output->expression, wanted);
    return wanted->kind == EXPRESSION_COLUMN && output->from == wanted->from &&
           string_equal(output->name, wanted->name);
}

// What rows are grouped by: each is among the outputs, or follows from them.
static bool each_is_given(const struct keying *keying, const struct query *query,
                          struct expression *const *items, uint32_t count,
                          const struct index_list *by)
{
    for (uint32_t at = 0; at < count; at++) {
        bool is_given = keying_knows(keying, items[at]);
        list_each (uint32_t, index, by)
            is_given = is_given || (index < query->outputs.count &&
                                    is_output_of(&query->outputs.items[index], items[at]));
        if (!is_given)
            return false;
    }
    return true;
}

bool query_is_unique_by(struct linker *linker, struct query *query, const struct index_list *by)
{
    const char *reason = NULL;
    if (!query || query->is_open || !linker_step(linker))
        return false;
    if (is_single(query_rows(linker, query, &reason)))
        return true;
    bool covers_all = true;
    for (uint32_t at = 0; at < query->outputs.count; at++)
        covers_all = covers_all && has_index(by, at);
    switch (query->kind) {
    case QUERY_UNION:
    case QUERY_INTERSECT:
    case QUERY_EXCEPT:
        return covers_all && !query->is_all;
    case QUERY_SELECT:
    case QUERY_INSERT:
    case QUERY_UPDATE:
    case QUERY_DELETE:
        break;
    default:
        return false;
    }
    if (query->is_distinct && query->distinct_on.count == 0 && covers_all)
        return true;
    struct keying *keying = keying_new(linker, query);
    list_each (uint32_t, index, by)
        if (index < query->outputs.count)
            keying_tie_output(keying, &query->outputs.items[index], true);
    if (keying_fixes(keying, query->kind != QUERY_SELECT, NULL))
        return true;
    if (query->group_by.count)
        return each_is_given(keying, query, query->group_by.items, query->group_by.count, by);
    return query->distinct_on.count &&
           each_is_given(keying, query, query->distinct_on.items, query->distinct_on.count, by);
}

// ---- order ------------------------------------------------------------------------------------------

// ORDER BY 2 means the second output. NULL where it is no such number.
static const struct output *numbered(const struct query *query, const struct expression *order)
{
    if (order->kind != EXPRESSION_NUMBER || query->is_open)
        return NULL;
    unsigned long number = strtoul(order->name, NULL, 10);
    return number >= 1 && number <= query->outputs.count ? &query->outputs.items[number - 1] : NULL;
}

static bool orders_by(const struct query *query, const struct expression *wanted)
{
    list_each (struct expression *, order, &query->order_by) {
        const struct output *output = numbered(query, order);
        if (output ? is_output_of(output, wanted) : same_reference(order, wanted))
            return true;
    }
    return false;
}

static bool orders_by_output(const struct query *query, uint32_t index)
{
    const struct output *wanted = &query->outputs.items[index];
    list_each (struct expression *, order, &query->order_by)
        if (numbered(query, order) == wanted || is_output_of(wanted, order))
            return true;
    return false;
}

static bool orders_by_all(const struct query *query)
{
    for (uint32_t at = 0; at < query->outputs.count; at++)
        if (!orders_by_output(query, at))
            return false;
    return query->outputs.count > 0;
}

// Something that is made of more than columns: it may be unique although no column says so.
static bool has_computed_order(const struct query *query)
{
    list_each (struct expression *, order, &query->order_by)
        if (!numbered(query, order) && expression_bare(order)->kind != EXPRESSION_COLUMN &&
            order->kind != EXPRESSION_CASE && !call_is_aggregate(order))
            return true;
    return false;
}

// What is listed once follows from what is sorted by.
static bool listed_is_known(const struct keying *keying, const struct query *query)
{
    const struct expression *const *items = NULL;
    uint32_t count = 0;
    if (query->group_by.count) {
        items = (const struct expression *const *)query->group_by.items;
        count = query->group_by.count;
    } else if (query->distinct_on.count) {
        items = (const struct expression *const *)query->distinct_on.items;
        count = query->distinct_on.count;
    }
    for (uint32_t at = 0; at < count; at++)
        if (!orders_by(query, items[at]) && !keying_knows(keying, (struct expression *)items[at]))
            return false;
    if (count)
        return true;
    for (uint32_t at = 0; at < query->outputs.count; at++)
        if (!orders_by_output(query, at) && !keying_knows_output(keying, &query->outputs.items[at]))
            return false;
    return query->is_distinct;
}

static bool order_tells_apart(struct linker *linker, struct query *query, bool *is_open)
{
    struct keying *keying = keying_new(linker, query);
    list_each (struct expression *, order, &query->order_by) {
        const struct output *output = numbered(query, order);
        if (output)
            keying_tie_output(keying, output, true);
        else
            keying_tie(keying, order, true);
    }
    if (keying_fixes(keying, false, NULL) || listed_is_known(keying, query))
        return true;
    *is_open = keying_in_doubt(keying) || has_computed_order(query);
    return false;
}

bool query_order_is_unique(struct linker *linker, struct query *query, bool *is_open)
{
    const char *reason = NULL;
    *is_open = false;
    // LIMIT 1 leaves it open which row that is.
    query_rows(linker, query, &reason);
    uint32_t number = pointer_map_get(&linker->rows, query);
    if (number && is_single(linker->row_reasons.items[number - 1].all))
        return true;
    switch (query->is_open ? QUERY_OTHER : query->kind) {
    case QUERY_UNION:
    case QUERY_INTERSECT:
    case QUERY_EXCEPT:
        if (!query->is_all && orders_by_all(query))
            return true;
        *is_open = query->order_by.count > 0;
        return false;
    case QUERY_SELECT:
        return order_tells_apart(linker, query, is_open);
    default:
        *is_open = true;
        return false;
    }
}
