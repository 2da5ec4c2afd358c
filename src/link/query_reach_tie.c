// Ties the FROM items of one query to a parameter, in rounds: see query_reach.c.
#include "link/query_reach_part.h"

// ---- items and their columns ------------------------------------------------------------------------

static struct reach_state *state_find(const struct reaching *reaching, const struct from_item *item)
{
    uint32_t number = pointer_map_get(&reaching->numbers, item);
    return number ? reaching->states.items[number - 1] : NULL;
}

struct reach_state *reach_state_of(const struct reach_scope *scope, uint32_t leaf)
{
    return state_find(scope->reaching, scope->leaves.items[leaf]);
}

static void state_make(struct reaching *reaching, struct from_item *item)
{
    struct arena *scratch = reaching->linker.scratch;
    struct reach_state *state = arena_make(scratch, struct reach_state);
    state->item = item;
    state->equals = arena_allocate(scratch, (item->outputs.count + 1) * sizeof(bool));
    state->has_table = item->kind == FROM_RELATION;
    uint32_t *number = pointer_map_at(scratch, &reaching->numbers, item);
    if (*number) {
        reaching->states.items[*number - 1] = state;
        return;
    }
    list_add(scratch, &reaching->states, state);
    *number = reaching->states.count;
}

static struct from_item *leaf_with(struct from_item *item, const char *name, uint32_t *index)
{
    if (item->kind == FROM_JOIN) {
        struct from_item *found = leaf_with(item->left, name, index);
        return found ? found : leaf_with(item->right, name, index);
    }
    list_each (struct output, output, &item->outputs)
        if (string_equal(output.name, name)) {
            *index = (uint32_t)output_at;
            return item;
        }
    return NULL;
}

// The item and the output that a reference means; of a merged column of USING the left one.
static struct from_item *reference_item(const struct expression *reference, uint32_t *index)
{
    if (reference->kind != EXPRESSION_COLUMN || !reference->is_bound || !reference->from)
        return NULL;
    if (reference->from->kind == FROM_JOIN)
        return leaf_with(reference->from, reference->name, index);
    int32_t found = reference_index(reference);
    *index = (uint32_t)found;
    return found >= 0 ? reference->from : NULL;
}

static const struct column *item_column(const struct from_item *item, uint32_t index)
{
    return column_below(item->outputs.items[index].column);
}

bool reach_output_equals(struct reach_scope *scope, const struct output *output)
{
    uint32_t index = 0;
    struct from_item *item =
        output->from && output->name ? leaf_with(output->from, output->name, &index) : NULL;
    const struct reach_state *state = item ? state_find(scope->reaching, item) : NULL;
    return state && state->equals[index];
}

// ---- values -----------------------------------------------------------------------------------------

static struct reach_value query_value(struct reach_scope *scope, struct query *query,
                                      struct frame *frame)
{
    struct reach_rows rows = reach_rows(scope->reaching, query, frame);
    return (struct reach_value){
        .equals = rows.count > 0 && rows.equals[0],
        .is_query = true,
        .tied = rows.reads_table ? rows.verdict : (struct reach_verdict){0},
        .column = query->outputs.count ? column_below(query->outputs.items[0].column) : NULL};
}

struct reach_value reach_value(struct reach_scope *scope, struct expression *value,
                               struct frame *frame)
{
    struct reach_value found = {0};
    struct expression *bare = expression_bare(value);
    if (!bare)
        return found;
    switch (bare->kind) {
    case EXPRESSION_PARAMETER:
        if (frame)
            return reach_value(scope, frame_operand(frame, bare), frame->outer);
        found.equals = bare->number == scope->reaching->parameter;
        break;
    case EXPRESSION_COLUMN: {
        uint32_t index = 0;
        struct from_item *item = reference_item(bare, &index);
        const struct reach_state *state = item ? state_find(scope->reaching, item) : NULL;
        if (state)
            found = (struct reach_value){.equals = state->equals[index],
                                         .tied = state->tied,
                                         .item = item,
                                         .column = item_column(item, index)};
        break;
    }
    case EXPRESSION_SUBQUERY:
    case EXPRESSION_SUBQUERY_ANY:
    case EXPRESSION_SUBQUERY_ARRAY:
        return query_value(scope, bare->query, frame);
    case EXPRESSION_ARRAY:
        found.equals = bare->operands.count > 0;
        list_each (struct expression *, item, &bare->operands)
            found.equals = found.equals && reach_value(scope, item, frame).equals;
        break;
    case EXPRESSION_CALL:
        if (string_equal(bare->name, "unnest") && !bare->function && bare->operands.count == 1)
            return reach_value(scope, bare->operands.items[0], frame);
        break;
    default:
        break;
    }
    return found;
}

// ---- conditions -------------------------------------------------------------------------------------

static int32_t leaf_index(const struct reach_scope *scope, const struct from_item *item)
{
    list_each (struct from_item *, leaf, &scope->leaves)
        if (leaf == item)
            return (int32_t)leaf_at;
    return -1;
}

static void add_tie(struct reach_scope *scope, struct expression *side, struct expression *value)
{
    uint32_t index = 0;
    struct expression *bare = expression_bare(side);
    struct from_item *item = bare ? reference_item(bare, &index) : NULL;
    int32_t leaf = item ? leaf_index(scope, item) : -1;
    if (leaf < 0 || (uint32_t)leaf < scope->first || (uint32_t)leaf >= scope->last)
        return;
    list_add(scope->reaching->linker.scratch, &scope->ties,
             (struct reach_tie){item, index, value, scope->first, scope->last});
}

static void add_equality(struct reach_scope *scope, struct expression *left,
                         struct expression *right)
{
    if (left->kind == EXPRESSION_ROW && right->kind == EXPRESSION_ROW) {
        for (uint32_t at = 0; at < left->operands.count && at < right->operands.count; at++)
            add_equality(scope, left->operands.items[at], right->operands.items[at]);
        return;
    }
    add_tie(scope, left, right);
    add_tie(scope, right, left);
}

static void read_part(struct expression *part, void *context)
{
    struct reach_scope *scope = context;
    if (part->kind == EXPRESSION_IS_TRUTH && string_equal(part->name, "IS TRUE") &&
        part->operands.count == 1) {
        condition_parts(part->operands.items[0], read_part, scope);
        return;
    }
    list_add(scope->reaching->linker.scratch, &scope->conditions,
             (struct reach_condition){part, scope->first, scope->last});
    if (part->kind == EXPRESSION_SUBQUERY_ANY) {
        if (string_equal(part->name, "=") && part->operands.count == 1)
            add_tie(scope, part->operands.items[0], part);
        return;
    }
    bool is_equality =
        part->operands.count == 2 &&
        (((part->kind == EXPRESSION_OPERATOR || part->kind == EXPRESSION_ANY) &&
          string_equal(part->name, "=")) ||
         (part->kind == EXPRESSION_DISTINCT && string_equal(part->name, "IS NOT DISTINCT FROM")));
    if (is_equality && part->kind == EXPRESSION_ANY)
        add_tie(scope, part->operands.items[0], part->operands.items[1]);
    else if (is_equality)
        add_equality(scope, part->operands.items[0], part->operands.items[1]);
}

static void read_condition(struct reach_scope *scope, struct expression *condition, uint32_t first,
                           uint32_t last)
{
    scope->first = first;
    scope->last = last;
    condition_parts(condition, read_part, scope);
}

// ---- joins ------------------------------------------------------------------------------------------

static void collect_leaves(struct reach_scope *scope, struct from_item *item)
{
    if (item->kind == FROM_JOIN) {
        collect_leaves(scope, item->left);
        collect_leaves(scope, item->right);
        return;
    }
    list_add(scope->reaching->linker.scratch, &scope->leaves, item);
    state_make(scope->reaching, item);
}

static uint32_t leaf_count(const struct from_item *item)
{
    return item->kind == FROM_JOIN ? leaf_count(item->left) + leaf_count(item->right) : 1;
}

// A row that an outer join made up has no value that equals anything.
static void force_part(struct expression *part, void *context)
{
    struct reach_scope *scope = context;
    bool is_strict = (part->kind == EXPRESSION_OPERATOR && string_equal(part->name, "=")) ||
                     part->kind == EXPRESSION_ANY || part->kind == EXPRESSION_IS_NOT_NULL ||
                     part->kind == EXPRESSION_SUBQUERY_ANY;
    list_each (struct expression *, operand, &part->operands) {
        uint32_t index = 0;
        struct expression *bare = is_strict && operand ? expression_bare(operand) : NULL;
        struct from_item *item = bare ? reference_item(bare, &index) : NULL;
        if (item && leaf_index(scope, item) >= 0)
            state_find(scope->reaching, item)->is_forced = true;
    }
}

static bool is_side_forced(const struct reach_scope *scope, uint32_t first, uint32_t last)
{
    for (uint32_t leaf = first; leaf < last; leaf++)
        if (reach_state_of(scope, leaf)->is_forced)
            return true;
    return false;
}

static struct expression *make_reference(struct reach_scope *scope, struct from_item *item,
                                         uint32_t index)
{
    struct expression *made = arena_make(scope->reaching->linker.scratch, struct expression);
    *made = (struct expression){.kind = EXPRESSION_COLUMN,
                                .is_bound = true,
                                .from = item,
                                .name = item->outputs.items[index].name};
    return made;
}

static void read_using(struct reach_scope *scope, const struct from_item *join)
{
    list_each (const char *, name, &join->using_columns) {
        uint32_t left_index = 0, right_index = 0;
        struct from_item *left = leaf_with(join->left, name, &left_index);
        struct from_item *right = leaf_with(join->right, name, &right_index);
        if (left && right)
            add_equality(scope, make_reference(scope, left, left_index),
                         make_reference(scope, right, right_index));
    }
}

static void read_joins(struct reach_scope *scope, struct from_item *item, uint32_t first)
{
    if (item->kind != FROM_JOIN)
        return;
    uint32_t middle = first + leaf_count(item->left), last = middle + leaf_count(item->right);
    read_joins(scope, item->left, first);
    read_joins(scope, item->right, middle);
    bool keeps_left = (item->join == JOIN_LEFT || item->join == JOIN_FULL) &&
                      !is_side_forced(scope, middle, last);
    bool keeps_right = (item->join == JOIN_RIGHT || item->join == JOIN_FULL) &&
                       !is_side_forced(scope, first, middle);
    for (uint32_t leaf = first; leaf < last; leaf++)
        reach_state_of(scope, leaf)->is_nullable |= leaf < middle ? keeps_right : keeps_left;
    if (keeps_left && keeps_right)
        return;
    scope->first = keeps_left ? middle : first;
    scope->last = keeps_right ? middle : last;
    condition_parts(item->on, read_part, scope);
    read_using(scope, item);
}

static void read_from(struct reach_scope *scope)
{
    struct query *query = scope->query;
    list_each (struct from_item *, item, &query->from)
        collect_leaves(scope, item);
    condition_parts(query->where, force_part, scope);
    uint32_t first = 0;
    list_each (struct from_item *, item, &query->from) {
        read_joins(scope, item, first);
        first += leaf_count(item);
    }
    read_condition(scope, query->where, 0, scope->leaves.count);
    read_condition(scope, query->having, 0, scope->leaves.count);
}

// ---- what a condition that is not followed may decide -----------------------------------------------

struct mention {
    struct reach_scope *scope;
    const struct from_item *item;
    bool has_item, has_parameter;
};

static bool visit_mention(struct expression *expression, void *context)
{
    struct mention *mention = context;
    if (expression->from) {
        uint32_t index = 0;
        struct from_item *item = reference_item(expression, &index);
        const struct reach_state *state =
            state_find(mention->scope->reaching, item ? item : expression->from);
        mention->has_item |= (item ? item : expression->from) == mention->item;
        mention->has_parameter |=
            state && state->item != mention->item &&
            (state->tied.reach >= REACH_NO_KEY || (item && state->equals[index]));
    }
    if (expression->kind == EXPRESSION_PARAMETER)
        mention->has_parameter |= expression_parameter(expression, mention->scope->frame) ==
                                  mention->scope->reaching->parameter;
    return true;
}

static bool part_may_decide(struct reach_scope *scope, struct expression *part,
                            const struct from_item *item)
{
    if (part->kind == EXPRESSION_OR || part->kind == EXPRESSION_AND) {
        bool is_or = part->kind == EXPRESSION_OR, all = is_or;
        list_each (struct expression *, side, &part->operands)
            all = is_or ? all && part_may_decide(scope, side, item)
                        : all || part_may_decide(scope, side, item);
        return all;
    }
    bool is_compared = part->kind == EXPRESSION_OPERATOR || part->kind == EXPRESSION_ANY ||
                       part->kind == EXPRESSION_LIKE || part->kind == EXPRESSION_CALL ||
                       part->kind == EXPRESSION_EXISTS || part->kind == EXPRESSION_SUBQUERY_ANY ||
                       part->kind == EXPRESSION_BETWEEN || part->kind == EXPRESSION_CASE ||
                       part->kind == EXPRESSION_DISTINCT || part->kind == EXPRESSION_OTHER;
    if (!is_compared || (part->kind == EXPRESSION_OPERATOR && string_equal(part->name, "<>")))
        return false;
    struct mention mention = {.scope = scope, .item = item};
    expression_walk(part, visit_mention, &mention);
    return mention.has_item && mention.has_parameter;
}

// The statement's filters know what an item is compared with beside equality.
static bool classify(struct reach_scope *scope, struct reach_state *state)
{
    const struct statement_link *statement = scope->reaching->statement;
    bool is_compared = false;
    for (uint32_t at = 0; at < statement->filters.count; at++) {
        const struct column_filter *filter = &statement->filters.items[at];
        if (filter->from != state->item || filter->parameter != scope->reaching->parameter)
            continue;
        is_compared = true;
        bool is_equal =
            filter->comparison == COMPARISON_EQUAL || filter->comparison == COMPARISON_ANY;
        reach_raise(
            &state->tied,
            (struct reach_verdict){is_equal && filter->is_optional ? REACH_OPTIONAL : REACH_OTHER,
                                   column_below(filter->column), NULL});
    }
    return is_compared;
}

// ---- one item ---------------------------------------------------------------------------------------

static void tie_inside(struct reach_scope *scope, struct reach_state *state)
{
    struct from_item *item = state->item;
    struct reaching *reaching = scope->reaching;
    if (state->is_entered && !item->is_lateral && item->kind != FROM_FUNCTION)
        return;
    state->is_entered = true;
    struct reach_rows rows = {0};
    if (item->kind == FROM_FUNCTION) {
        struct reach_value value = reach_value(scope, item->call, scope->frame);
        if (item->outputs.count)
            state->equals[0] |= value.equals;
        struct frame *frame = item->call && item->call->kind == EXPRESSION_CALL
                                  ? frame_enter(&reaching->linker, item->call, scope->frame)
                                  : NULL;
        if (frame) {
            rows = reach_rows(reaching,
                              frame->function->queries.items[frame->function->queries.count - 1],
                              frame);
        } else {
            state->has_table = item->call && item->call->function;
            return;
        }
    } else if (item->query) {
        rows = reach_rows(reaching, item->query, scope->frame);
    } else {
        return;
    }
    state->has_table = rows.reads_table;
    if (rows.reads_table)
        reach_raise(&state->tied, rows.verdict);
    for (uint32_t at = 0; at < rows.count && at < item->outputs.count; at++)
        state->equals[at] |= rows.equals[at];
}

// Whether the equalities between an item and another, or a subquery, tell rows apart on one side:
// then what is joined is the other's parent, child or equal.
static bool is_join_by_key(struct reach_scope *scope, const struct reach_tie *tie,
                           const struct reach_value *value)
{
    struct arena *scratch = scope->reaching->linker.scratch;
    struct column_list own = {0}, others = {0};
    list_each (struct reach_tie, each, &scope->ties) {
        if (each.item != tie->item || (value->is_query && each.value != tie->value))
            continue;
        uint32_t index = 0;
        struct expression *bare = expression_bare(each.value);
        struct from_item *item = value->is_query ? NULL : reference_item(bare, &index);
        if (item != value->item)
            continue;
        const struct column *column = item_column(each.item, each.index);
        const struct column *other = item ? item_column(item, index) : value->column;
        if (column)
            list_add(scratch, &own, (struct column *)column);
        if (other)
            list_add(scratch, &others, (struct column *)other);
    }
    return reach_key_is_whole(&own) || reach_key_is_whole(&others) ||
           (others.count == 0 && own.count > 0 && column_is_of_key(own.items[0]));
}

static struct reach_verdict tie_verdict(struct reach_scope *scope, const struct reach_tie *tie,
                                        const struct reach_value *value)
{
    const struct column *column = item_column(tie->item, tie->index);
    if (value->equals) {
        if (column)
            return (struct reach_verdict){column_is_of_key(column) ? REACH_CERTAIN : REACH_NO_KEY,
                                          column, NULL};
        return (struct reach_verdict){REACH_UNDECIDED, NULL,
                                      "it is compared with an expression of a query below"};
    }
    if (value->tied.reach < REACH_NO_KEY || is_join_by_key(scope, tie, value))
        return value->tied.reach < REACH_NO_KEY ? (struct reach_verdict){0} : value->tied;
    bool is_written = reaching_writes(scope->query->kind) && tie->item == scope->leaves.items[0];
    if (is_written && column && value->column && column->relation == value->column->relation)
        return (struct reach_verdict){REACH_OTHER, column, NULL};
    return (struct reach_verdict){
        REACH_UNDECIDED, column,
        "it is compared with other rows, and what joins them with these is no key"};
}

static bool tie_leaf(struct reach_scope *scope, uint32_t leaf)
{
    struct reach_state *state = reach_state_of(scope, leaf);
    bool is_changed = !state->is_entered;
    enum reach before = state->tied.reach;
    tie_inside(scope, state);
    list_each (struct reach_tie, tie, &scope->ties) {
        if (tie.item != state->item)
            continue;
        struct reach_value value = reach_value(scope, tie.value, scope->frame);
        if (value.equals && !state->equals[tie.index])
            state->equals[tie.index] = is_changed = true;
        if (state->has_table)
            reach_raise(&state->tied, tie_verdict(scope, &tie, &value));
    }
    return is_changed || state->tied.reach != before;
}

static void tie_rest(struct reach_scope *scope, uint32_t leaf)
{
    struct reach_state *state = reach_state_of(scope, leaf);
    if (state->tied.reach >= REACH_NO_KEY || classify(scope, state))
        return;
    struct reach_verdict verdict = {REACH_UNDECIDED, NULL,
                                    "a condition that is not followed compares it"};
    bool is_joined_loosely = state->tied.reach == REACH_OTHER;
    list_each (struct reach_condition, condition, &scope->conditions)
        if (!is_joined_loosely && condition.first <= leaf && leaf < condition.last &&
            part_may_decide(scope, condition.part, state->item))
            reach_raise(&state->tied, verdict);
    struct mention mention = {.scope = scope, .item = state->item};
    if (state->item->kind == FROM_FUNCTION && state->item->call)
        expression_walk(state->item->call, visit_mention, &mention);
    if (mention.has_parameter)
        reach_raise(&state->tied, (struct reach_verdict){
                                      REACH_UNDECIDED, NULL,
                                      "it is given to a function whose inside is not followed"});
}

void reach_tie_all(struct reach_scope *scope)
{
    read_from(scope);
    bool is_changed = true;
    while (is_changed && scope->reaching->evaluations) {
        is_changed = false;
        for (uint32_t leaf = 0; leaf < scope->leaves.count; leaf++)
            is_changed |= tie_leaf(scope, leaf);
    }
    for (uint32_t leaf = 0; leaf < scope->leaves.count; leaf++)
        tie_rest(scope, leaf);
}

bool reach_has_tie(const struct reach_scope *scope, const struct from_item *item)
{
    list_each (struct reach_tie, tie, &scope->ties)
        if (tie.item == item)
            return true;
    return false;
}
