// Which rows of a query's FROM a set of tied columns tells apart.
//
// An item is *fixed* when at most one of its rows can take part, given what is tied: a table when
// all columns of one of its keys are tied, a subquery when it has one row or is unique by what is
// tied. A column is tied by `column = value`, where the value is a constant, a parameter, of an
// outer query, or made of fixed items only; so fixing goes from item to item along joins until
// nothing changes. WHERE ties everywhere. ON ties within the two sides of an inner join, and on the
// side that may be missing of an outer one. Columns can also be tied from outside: what the query
// is sorted by, or what a query around it compares.
#include "link/query_key.h"

#include "design/lookup.h"
#include "link/name.h"

struct tie {
    uint32_t leaf;
    struct expression *side;  // the column, or an expression over the row
    struct expression *value; // NULL: tied from outside
    uint32_t first, last;     // the leaves that it may fix
};

struct keying {
    struct linker *linker;
    struct query *query;
    LIST(struct from_item *) leaves;
    bool *is_fixed;
    LIST(struct tie) ties;
    LIST(struct expression *) facts; // parts of WHERE, for the predicates of partial indexes
    bool has_full_join, matters_null;
    const char *reason;
    uint32_t first, last; // of the condition that is being read
};

// ---- leaves -----------------------------------------------------------------------------------------

static void read_tie(struct expression *part, void *context);

static void read_on(struct keying *keying, struct expression *on, uint32_t first, uint32_t last)
{
    keying->first = first;
    keying->last = last;
    condition_parts(on, read_tie, keying);
}

static int32_t leaf_index(const struct keying *keying, const struct from_item *item)
{
    list_each (struct from_item *, leaf, &keying->leaves)
        if (leaf == item)
            return (int32_t)leaf_at;
    return -1;
}

static struct from_item *leaf_with(struct from_item *item, const char *name, int32_t *index)
{
    if (item->kind == FROM_JOIN) {
        struct from_item *found = leaf_with(item->left, name, index);
        return found ? found : leaf_with(item->right, name, index);
    }
    list_each (struct output, output, &item->outputs)
        if (string_equal(output.name, name)) {
            *index = (int32_t)output_at;
            return item;
        }
    return NULL;
}

static struct expression *make_reference(struct keying *keying, struct from_item *item,
                                         int32_t index)
{
    struct expression *made = arena_make(keying->linker->scratch, struct expression);
    *made = (struct expression){
        .kind = EXPRESSION_COLUMN,
        .is_bound = true,
        .from = item,
        .name = item->outputs.items[index].name,
        .column = item->relation && !item->query ? item->outputs.items[index].column : NULL};
    return made;
}

static void add_tie(struct keying *keying, struct expression *side, struct expression *value);

static void read_using(struct keying *keying, const struct from_item *join, uint32_t first,
                       uint32_t last)
{
    keying->first = first;
    keying->last = last;
    list_each (const char *, name, &join->using_columns) {
        int32_t left_index = -1, right_index = -1;
        struct from_item *left = leaf_with(join->left, name, &left_index);
        struct from_item *right = leaf_with(join->right, name, &right_index);
        if (!left || !right)
            continue;
        struct expression *a = make_reference(keying, left, left_index);
        struct expression *b = make_reference(keying, right, right_index);
        add_tie(keying, a, b);
        add_tie(keying, b, a);
    }
}

static void collect_leaves(struct keying *keying, struct from_item *item)
{
    if (item->kind != FROM_JOIN) {
        list_add(keying->linker->scratch, &keying->leaves, item);
        return;
    }
    collect_leaves(keying, item->left);
    collect_leaves(keying, item->right);
}

static uint32_t leaf_count(const struct from_item *item)
{
    return item->kind == FROM_JOIN ? leaf_count(item->left) + leaf_count(item->right) : 1;
}

static void read_joins(struct keying *keying, struct from_item *item, uint32_t first)
{
    if (item->kind != FROM_JOIN)
        return;
    uint32_t middle = first + leaf_count(item->left);
    uint32_t last = middle + leaf_count(item->right);
    read_joins(keying, item->left, first);
    read_joins(keying, item->right, middle);
    keying->has_full_join |= item->join == JOIN_FULL;
    uint32_t from = item->join == JOIN_LEFT ? middle : first;
    uint32_t to = item->join == JOIN_RIGHT ? middle : last;
    if (item->join == JOIN_FULL)
        return;
    read_on(keying, item->on, from, to);
    read_using(keying, item, from, to);
}

// ---- ties -------------------------------------------------------------------------------------------

static bool is_number(const struct type_name *type)
{
    return type && !type->dimensions &&
           (string_equal(type->name, "int2") || string_equal(type->name, "int4") ||
            string_equal(type->name, "int8"));
}

// Below casts that keep different values different.
static struct expression *tied_side(struct expression *side)
{
    static const char *const texts[] = {"text", "varchar", "uuid", "citext"};
    while (side->operands.count == 1 &&
           (side->kind == EXPRESSION_COLLATE || side->kind == EXPRESSION_CAST)) {
        struct expression *inner = side->operands.items[0];
        bool is_faithful = side->kind == EXPRESSION_COLLATE;
        for (size_t at = 0; side->type && at < array_length(texts); at++)
            is_faithful |= string_equal(side->type->name, texts[at]) && !side->type->dimensions &&
                           side->type->modifier_count == 0;
        is_faithful |= is_number(side->type) && inner->column && is_number(inner->column->type);
        if (!is_faithful)
            break;
        side = inner;
    }
    return side;
}

struct leaf_search {
    const struct keying *keying;
    int32_t leaf; // -1 none yet, -2 several or not known
};

static bool visit_leaf(struct expression *expression, void *context)
{
    struct leaf_search *search = context;
    if ((expression->kind != EXPRESSION_COLUMN && expression->kind != EXPRESSION_STAR) ||
        !expression->from)
        return true;
    const struct item_fact *fact = linker_fact(search->keying->linker, expression->from);
    if (!fact || fact->query != search->keying->query)
        return true;
    int32_t leaf = leaf_index(search->keying, expression->from);
    if (leaf < 0 || (search->leaf >= 0 && search->leaf != leaf))
        search->leaf = -2;
    else if (search->leaf == -1)
        search->leaf = leaf;
    return true;
}

static void add_tie(struct keying *keying, struct expression *side, struct expression *value)
{
    side = tied_side(side);
    struct leaf_search search = {keying, -1};
    expression_walk(side, visit_leaf, &search);
    if (search.leaf < 0 || side->query)
        return;
    list_add(keying->linker->scratch, &keying->ties,
             (struct tie){.leaf = (uint32_t)search.leaf,
                          .side = side,
                          .value = value,
                          .first = keying->first,
                          .last = keying->last});
}

static void add_equality(struct keying *keying, struct expression *left, struct expression *right)
{
    if (left->kind == EXPRESSION_ROW && right->kind == EXPRESSION_ROW) {
        for (uint32_t at = 0; at < left->operands.count && at < right->operands.count; at++)
            add_equality(keying, left->operands.items[at], right->operands.items[at]);
        return;
    }
    add_tie(keying, left, right);
    add_tie(keying, right, left);
}

static void read_tie(struct expression *part, void *context)
{
    struct keying *keying = context;
    list_add(keying->linker->scratch, &keying->facts, part);
    const char *reason = NULL;
    if (part->kind == EXPRESSION_OPERATOR && string_equal(part->name, "=") &&
        part->operands.count == 2) {
        add_equality(keying, part->operands.items[0], part->operands.items[1]);
    } else if (part->kind == EXPRESSION_ANY && string_equal(part->name, "=") &&
               part->operands.count == 2 && part->operands.items[1]->kind == EXPRESSION_ARRAY &&
               part->operands.items[1]->operands.count == 1) {
        add_equality(keying, part->operands.items[0], part->operands.items[1]->operands.items[0]);
    } else if (part->kind == EXPRESSION_SUBQUERY_ANY && string_equal(part->name, "=") &&
               part->operands.count == 1 && part->query) {
        enum cardinality rows = query_rows(keying->linker, part->query, &reason);
        if (rows == ROWS_AT_MOST_ONE || rows == ROWS_EXACTLY_ONE)
            add_tie(keying, part->operands.items[0], part);
    }
}

struct value_search {
    const struct keying *keying;
    const struct expression *skipped; // the operand that is the tied side itself
    bool is_known;
};

static bool visit_value(struct expression *expression, void *context)
{
    struct value_search *search = context;
    if (expression == search->skipped)
        return false;
    if ((expression->kind != EXPRESSION_COLUMN && expression->kind != EXPRESSION_STAR) ||
        !expression->from)
        return search->is_known;
    const struct item_fact *fact = linker_fact(search->keying->linker, expression->from);
    if (!fact || fact->query != search->keying->query)
        return search->is_known;
    int32_t leaf = leaf_index(search->keying, expression->from);
    search->is_known = search->is_known && leaf >= 0 && search->keying->is_fixed[leaf];
    return search->is_known;
}

static bool tie_holds(const struct keying *keying, const struct tie *tie, uint32_t leaf)
{
    if (tie->leaf != leaf || leaf < tie->first || leaf >= tie->last)
        return false;
    if (!tie->value)
        return true;
    struct value_search search = {keying, NULL, true};
    if (tie->value->kind == EXPRESSION_SUBQUERY_ANY)
        search.skipped = tie->value->operands.items[0];
    expression_walk(tie->value, visit_value, &search);
    return search.is_known;
}

static bool column_is_tied(const struct keying *keying, uint32_t leaf, const struct column *column)
{
    list_each (struct tie, tie, &keying->ties)
        if (tie.side->kind == EXPRESSION_COLUMN && tie.side->column == column &&
            (tie.value || !keying->matters_null || column->is_not_null) &&
            tie_holds(keying, &tie, leaf))
            return true;
    return false;
}

// ---- tables -----------------------------------------------------------------------------------------

// The same expression, one over a table's own row, the other over an item of that table.
static bool same_over_row(const struct expression *own, const struct expression *other,
                          const struct from_item *item)
{
    if (!own || !other)
        return own == other;
    if (own->kind == EXPRESSION_CAST && other->kind != EXPRESSION_CAST && own->operands.count == 1)
        return same_over_row(own->operands.items[0], other, item);
    if (other->kind == EXPRESSION_CAST && own->kind != EXPRESSION_CAST &&
        other->operands.count == 1)
        return same_over_row(own, other->operands.items[0], item);
    if (own->kind != other->kind || own->operands.count != other->operands.count || own->query)
        return false;
    if (own->kind == EXPRESSION_COLUMN)
        return own->column && own->column == other->column && other->from == item;
    if (own->kind == EXPRESSION_BOOLEAN && own->boolean != other->boolean)
        return false;
    if (!string_equal(own->name, other->name) || own->kind == EXPRESSION_PARAMETER)
        return false;
    for (uint32_t at = 0; at < own->operands.count; at++)
        if (!same_over_row(own->operands.items[at], other->operands.items[at], item))
            return false;
    return true;
}

static bool expression_is_tied(const struct keying *keying, uint32_t leaf,
                               const struct expression *own)
{
    list_each (struct tie, tie, &keying->ties)
        if (same_over_row(own, tie.side, keying->leaves.items[leaf]) &&
            (tie.value || !keying->matters_null) && tie_holds(keying, &tie, leaf))
            return true;
    return false;
}

struct predicate {
    const struct keying *keying;
    const struct from_item *item;
    bool holds;
};

static void check_predicate(struct expression *part, void *context)
{
    struct predicate *predicate = context;
    bool is_said = false;
    list_each (struct expression *, fact, &predicate->keying->facts)
        is_said = is_said || same_over_row(part, fact, predicate->item);
    predicate->holds = predicate->holds && is_said;
}

static bool index_fixes(const struct keying *keying, uint32_t leaf, const struct index *index)
{
    if (!index->is_unique || index->is_invalid_on_root || index->keys.count == 0)
        return false;
    list_each (struct index_key, key, &index->keys)
        if (key.column ? !column_is_tied(keying, leaf, key.column)
                       : !expression_is_tied(keying, leaf, key.expression))
            return false;
    struct predicate predicate = {keying, keying->leaves.items[leaf], true};
    condition_parts(index->predicate, check_predicate, &predicate);
    return predicate.holds;
}

static const char *key_reason(struct arena *arena, const struct column_list *columns,
                              const struct relation *relation)
{
    return arena_format(arena, columns->count == 1 ? "%s is a key of %s" : "(%s) is a key of %s",
                        name_columns(arena, columns), name_relation(arena, relation));
}

static bool table_is_fixed(struct keying *keying, uint32_t leaf, const struct relation *relation)
{
    // Keys of a table that others inherit from say nothing about the heirs' rows.
    if (relation->children.count && relation->kind != RELATION_PARTITIONED)
        return false;
    struct arena *arena = keying->linker->arena;
    list_each (struct constraint *, constraint, &relation->constraints) {
        bool is_whole =
            (constraint->kind == CONSTRAINT_PRIMARY_KEY || constraint->kind == CONSTRAINT_UNIQUE) &&
            constraint->columns.count > 0;
        list_each (struct column *, column, &constraint->columns)
            is_whole = is_whole && column_is_tied(keying, leaf, column);
        if (!is_whole)
            continue;
        if (!keying->reason)
            keying->reason = key_reason(arena, &constraint->columns, relation);
        return true;
    }
    list_each (struct index *, index, &relation->indexes)
        if (index_fixes(keying, leaf, index)) {
            if (!keying->reason)
                keying->reason = arena_format(arena, "the unique index %s of %s is matched",
                                              name_identifier(arena, index->name),
                                              name_relation(arena, relation));
            return true;
        }
    return false;
}

// ---- other items ------------------------------------------------------------------------------------

// The outputs of a subquery, CTE or view that are tied.
static struct index_list tied_outputs(const struct keying *keying, uint32_t leaf)
{
    struct index_list tied = {0};
    list_each (struct tie, tie, &keying->ties) {
        if (tie.side->kind != EXPRESSION_COLUMN || !tie_holds(keying, &tie, leaf))
            continue;
        int32_t index = tie.side->column
                            ? item_column_index(keying->leaves.items[leaf], tie.side->column)
                            : reference_index(tie.side);
        if (index >= 0)
            list_add(keying->linker->scratch, &tied, (uint32_t)index);
    }
    return tied;
}

static bool query_is_fixed(struct keying *keying, uint32_t leaf, struct query *query)
{
    const char *reason = NULL;
    enum cardinality rows = query_rows(keying->linker, query, &reason);
    if (rows == ROWS_AT_MOST_ONE || rows == ROWS_EXACTLY_ONE) {
        if (!keying->reason)
            keying->reason = reason;
        return true;
    }
    struct index_list tied = tied_outputs(keying, leaf);
    return tied.count > 0 && query_is_unique_by(keying->linker, query, &tied);
}

static bool function_is_fixed(struct keying *keying, const struct from_item *item)
{
    bool is_known = false;
    if (!item->call || (item->call->kind == EXPRESSION_CALL &&
                        (call_returns_set(item->call, &is_known) || !is_known))) {
        struct frame *frame = item->call ? frame_enter(keying->linker, item->call, NULL) : NULL;
        if (!frame)
            return false;
        const char *reason = NULL;
        enum cardinality rows =
            query_rows(keying->linker,
                       frame->function->queries.items[frame->function->queries.count - 1], &reason);
        return rows == ROWS_AT_MOST_ONE || rows == ROWS_EXACTLY_ONE;
    }
    return item->call->kind != EXPRESSION_OTHER;
}

static bool leaf_is_fixed(struct keying *keying, uint32_t leaf)
{
    struct from_item *item = keying->leaves.items[leaf];
    switch (item->kind) {
    case FROM_RELATION:
        if (item->query)
            return query_is_fixed(keying, leaf, item->query);
        if (!item->relation)
            return false;
        if (relation_is_view(item->relation) && item->relation->query &&
            !item->relation->indexes.count)
            return query_is_fixed(keying, leaf, item->relation->query);
        return table_is_fixed(keying, leaf, item->relation);
    case FROM_QUERY:
        return item->query && query_is_fixed(keying, leaf, item->query);
    case FROM_FUNCTION:
        return function_is_fixed(keying, item);
    case FROM_JOIN:
        return false;
    }
    return false;
}

// ---- all of them ------------------------------------------------------------------------------------

struct keying *keying_new(struct linker *linker, struct query *query)
{
    struct keying *keying = arena_make(linker->scratch, struct keying);
    keying->linker = linker;
    keying->query = query;
    list_each (struct from_item *, item, &query->from)
        collect_leaves(keying, item);
    keying->is_fixed = arena_allocate(linker->scratch, keying->leaves.count * sizeof(bool));
    uint32_t first = 0;
    list_each (struct from_item *, item, &query->from) {
        read_joins(keying, item, first);
        first += leaf_count(item);
    }
    if (query->kind != QUERY_INSERT)
        read_on(keying, query->where, 0, keying->leaves.count);
    return keying;
}

void keying_tie(struct keying *keying, struct expression *side, bool matters_null)
{
    keying->first = 0;
    keying->last = keying->leaves.count;
    keying->matters_null = matters_null;
    add_tie(keying, side, NULL);
}

void keying_tie_output(struct keying *keying, const struct output *output, bool matters_null)
{
    if (output->expression) {
        keying_tie(keying, output->expression, matters_null);
        return;
    }
    int32_t index = -1;
    struct from_item *leaf =
        output->from && output->name ? leaf_with(output->from, output->name, &index) : NULL;
    if (leaf)
        keying_tie(keying, make_reference(keying, leaf, index), matters_null);
}

bool keying_is_tied(const struct keying *keying, const struct expression *side)
{
    side = expression_bare((struct expression *)side);
    int32_t leaf = side->kind == EXPRESSION_COLUMN ? leaf_index(keying, side->from) : -1;
    if (leaf < 0)
        return false;
    list_each (struct tie, tie, &keying->ties)
        if (tie.side->kind == EXPRESSION_COLUMN && tie.side->column == side->column &&
            string_equal(tie.side->name, side->name) && tie_holds(keying, &tie, (uint32_t)leaf))
            return true;
    return false;
}

// Rounds over all items until none is fixed any more; each round costs a step per item.
bool keying_fixes(struct keying *keying, bool only_target, const char **reason)
{
    bool is_changed = true;
    uint32_t fixed = 0, count = keying->leaves.count;
    while (is_changed && fixed < count) {
        is_changed = false;
        for (uint32_t leaf = 0; leaf < count && linker_step(keying->linker); leaf++) {
            if (keying->is_fixed[leaf] || !leaf_is_fixed(keying, leaf))
                continue;
            keying->is_fixed[leaf] = is_changed = true;
            fixed++;
        }
    }
    if (reason)
        *reason = keying->reason;
    if (only_target)
        return count > 0 && keying->is_fixed[0];
    return fixed == count && !keying->has_full_join;
}

bool keying_knows(const struct keying *keying, struct expression *expression)
{
    struct value_search search = {keying, NULL, true};
    expression_walk(expression, visit_value, &search);
    return search.is_known;
}

bool keying_knows_output(const struct keying *keying, const struct output *output)
{
    if (output->expression)
        return keying_knows(keying, output->expression);
    int32_t index = -1;
    struct from_item *leaf =
        output->from && output->name ? leaf_with(output->from, output->name, &index) : NULL;
    int32_t number = leaf ? leaf_index(keying, leaf) : -1;
    return number >= 0 && keying->is_fixed[number];
}

static bool leaf_in_doubt(const struct keying *keying, uint32_t leaf)
{
    const struct from_item *item = keying->leaves.items[leaf];
    const char *reason = NULL;
    bool is_known = false;
    struct query *query = item->query;
    if (item->kind == FROM_FUNCTION)
        return !item->call || item->call->function || !call_returns_set(item->call, &is_known) ||
               !is_known;
    if (!query && item->relation && relation_is_view(item->relation))
        query = item->relation->query;
    // What is tied of a subquery's outputs may be a key of it all the same.
    if (query)
        return tied_outputs(keying, leaf).count > 0 ||
               query_rows(keying->linker, query, &reason) != ROWS_MANY;
    return !item->relation || item->relation->is_open || item->relation->is_builtin ||
           item->relation->kind == RELATION_FOREIGN || item->relation->kind == RELATION_VIEW ||
           design_gap_mentions(keying->linker->design, item->relation->name);
}

bool keying_in_doubt(const struct keying *keying)
{
    for (uint32_t leaf = 0; leaf < keying->leaves.count; leaf++)
        if (!keying->is_fixed[leaf] && leaf_in_doubt(keying, leaf))
            return true;
    return false;
}
