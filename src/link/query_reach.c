// See query_reach.h. Each FROM item of a query is *tied* to the parameter:
//
//   directly   one of its columns equals the parameter: WHERE id = :id, ON, USING, = ANY, and
//              through what only passes the value on (SELECT :id AS id, VALUES, unnest, a CTE)
//   by a join  a column equals one of an item that is tied, or of a subquery whose rows are, and
//              one of the two sides is a key: else all rows that agree in it come along
//   inside     a subquery, CTE or function in SQL whose own rows are tied
//
// These follow from each other, so they are looked for in rounds until nothing changes. WHERE ties
// everywhere; ON ties both sides of an inner join, and only the side that may be missing of an
// outer one, unless WHERE asks that it is there. The rows of a query are as tied as the best of the
// items that give its columns; those of a UNION as the worst of its arms.
#include "link/query_reach_part.h"

#include "design/lookup.h"

enum { EVALUATIONS = 3000 }; // of queries, for one statement and parameter

// ---- verdicts ---------------------------------------------------------------------------------------

bool reach_raise(struct reach_verdict *verdict, struct reach_verdict by)
{
    if (by.reach <= verdict->reach)
        return false;
    *verdict = by;
    return true;
}

static struct reach_verdict undecided(const char *reason)
{
    return (struct reach_verdict){REACH_UNDECIDED, NULL, reason};
}

static struct reach_rows rows_make(struct reaching *reaching, uint32_t count)
{
    return (struct reach_rows){
        .equals = arena_allocate(reaching->linker.scratch, (count + 1) * sizeof(bool)),
        .count = count};
}

// ---- the rows of one SELECT, UPDATE or DELETE -------------------------------------------------------

struct giving {
    struct reach_scope *scope;
    bool *gives;
    bool is_any;
};

static void give_item(struct giving *giving, const struct from_item *item)
{
    if (!item)
        return;
    if (item->kind == FROM_JOIN) {
        give_item(giving, item->left);
        give_item(giving, item->right);
        return;
    }
    list_each (struct from_item *, leaf, &giving->scope->leaves)
        if (leaf == item)
            giving->gives[leaf_at] = giving->is_any = true;
}

static bool visit_given(struct expression *expression, void *context)
{
    if (expression->kind == EXPRESSION_COLUMN || expression->kind == EXPRESSION_STAR)
        give_item(context, expression->from);
    return true;
}

struct inner_search {
    struct reach_scope *scope;
    struct reach_verdict best;
    bool reads_table;
};

static bool visit_inner(struct expression *expression, void *context)
{
    struct inner_search *search = context;
    struct reach_scope *scope = search->scope;
    struct reach_rows rows = {0};
    if (expression->query) {
        rows = reach_rows(scope->reaching, expression->query, scope->frame);
    } else if (expression->kind == EXPRESSION_CALL && expression->function) {
        struct frame *frame = frame_enter(&scope->reaching->linker, expression, scope->frame);
        if (frame)
            rows = reach_rows(scope->reaching,
                              frame->function->queries.items[frame->function->queries.count - 1],
                              frame);
    }
    search->reads_table |= rows.reads_table;
    if (rows.reads_table)
        reach_raise(&search->best, rows.verdict);
    return !expression->query;
}

// The best of the items that give the answer its columns; one that nothing ties to the others may
// bring rows of anyone.
static struct reach_verdict answered_verdict(struct reach_scope *scope, const bool *gives,
                                             struct reach_verdict best)
{
    bool has_certain_rows = false;
    for (uint32_t at = 0; at < scope->leaves.count; at++) {
        const struct reach_state *state = reach_state_of(scope, at);
        has_certain_rows |= state->has_table && !state->is_nullable;
    }
    const struct from_item *loose = NULL;
    for (uint32_t at = 0; at < scope->leaves.count; at++) {
        const struct reach_state *state = reach_state_of(scope, at);
        if (!state->has_table || !gives[at] || (state->is_nullable && has_certain_rows))
            continue;
        reach_raise(&best, state->tied);
        if (state->tied.reach < REACH_NO_KEY && !reach_has_tie(scope, state->item))
            loose = state->item;
    }
    if (best.reach == REACH_CERTAIN && loose)
        return undecided(arena_format(scope->reaching->arena, "nothing ties the rows of %s to it",
                                      loose->alias));
    return best;
}

static struct reach_rows select_rows(struct reach_scope *scope)
{
    struct query *query = scope->query;
    struct reaching *reaching = scope->reaching;
    struct reach_rows rows = rows_make(reaching, query->outputs.count);
    reach_tie_all(scope);
    struct giving giving = {
        scope, arena_allocate(reaching->linker.scratch, (scope->leaves.count + 1) * sizeof(bool)),
        false};
    struct inner_search inner = {.scope = scope};
    list_each (struct output, output, &query->outputs) {
        if (output.expression)
            rows.equals[output_at] = reach_value(scope, output.expression, scope->frame).equals;
        else
            rows.equals[output_at] = reach_output_equals(scope, &output);
        expression_walk(output.expression, visit_given, &giving);
        if (!output.expression)
            give_item(&giving, output.from);
        expression_walk(output.expression, visit_inner, &inner);
    }
    bool has_table_given = false;
    for (uint32_t at = 0; at < scope->leaves.count; at++) {
        bool has_table = reach_state_of(scope, at)->has_table;
        rows.reads_table |= has_table;
        has_table_given |= has_table && giving.gives[at];
    }
    // count(*) and EXISTS read a table and pass no column of it on.
    for (uint32_t at = 0; at < scope->leaves.count && (!has_table_given || query->is_open); at++)
        giving.gives[at] = true;
    rows.reads_table |= inner.reads_table;
    rows.verdict = answered_verdict(scope, giving.gives, inner.best);
    if (reaching_writes(query->kind))
        rows.verdict = reach_state_of(scope, 0)->tied;
    return rows;
}

// ---- the other kinds --------------------------------------------------------------------------------

static struct reach_rows values_rows(struct reach_scope *scope)
{
    const struct query *query = scope->query;
    uint32_t width = query->rows.count ? query->rows.items[0]->operands.count : 0;
    struct reach_rows rows = rows_make(scope->reaching, width);
    for (uint32_t at = 0; at < width; at++) {
        rows.equals[at] = true;
        list_each (struct expression *, row, &query->rows)
            rows.equals[at] = rows.equals[at] && at < row->operands.count &&
                              reach_value(scope, row->operands.items[at], scope->frame).equals;
    }
    return rows;
}

static struct reach_rows set_rows(struct reach_scope *scope)
{
    const struct query *query = scope->query;
    struct reach_rows left = reach_rows(scope->reaching, query->left, scope->frame);
    if (query->kind == QUERY_EXCEPT)
        return left;
    struct reach_rows right = reach_rows(scope->reaching, query->right, scope->frame);
    bool is_union = query->kind == QUERY_UNION;
    struct reach_rows rows =
        rows_make(scope->reaching, left.count < right.count ? left.count : right.count);
    for (uint32_t at = 0; at < rows.count; at++)
        rows.equals[at] =
            is_union ? left.equals[at] && right.equals[at] : left.equals[at] || right.equals[at];
    rows.reads_table = left.reads_table || right.reads_table;
    // An arm that reads no table brings no row of anyone.
    bool takes_left = !right.reads_table ||
                      (left.reads_table && (left.verdict.reach < right.verdict.reach) == is_union);
    rows.verdict = takes_left ? left.verdict : right.verdict;
    return rows;
}

// What an INSERT makes is of the parameter where a key column holds it, or where it is made of rows
// that are tied.
static struct reach_rows insert_rows(struct reach_scope *scope)
{
    const struct query *query = scope->query;
    struct reaching *reaching = scope->reaching;
    struct reach_rows rows = rows_make(reaching, query->outputs.count);
    rows.reads_table = true;
    struct reach_rows source = reach_rows(reaching, query->left, scope->frame);
    list_each (struct assignment, assignment, &query->assignments)
        if (assignment.index < source.count && source.equals[assignment.index]) {
            const struct column *column = column_below(assignment.column);
            reach_raise(&rows.verdict,
                        (struct reach_verdict){column && column_is_of_key(column) ? REACH_CERTAIN
                                                                                  : REACH_OTHER,
                                               column, NULL});
            list_each (struct output, output, &query->outputs)
                rows.equals[output_at] |= column && column_below(output.column) == column;
        }
    for (uint32_t at = 0; at < reaching->statement->parameter_uses.count; at++) {
        const struct parameter_use *use = &reaching->statement->parameter_uses.items[at];
        if (use->parameter == reaching->parameter && use->role == ROLE_WRITTEN && use->is_direct &&
            use->query == query && use->column && column_is_of_key(use->column))
            reach_raise(&rows.verdict, (struct reach_verdict){REACH_CERTAIN, use->column, NULL});
    }
    if (source.reads_table)
        reach_raise(&rows.verdict, source.verdict);
    return rows;
}

struct reach_rows reach_rows(struct reaching *reaching, struct query *query, struct frame *frame)
{
    if (!query)
        return (struct reach_rows){0};
    struct reach_rows rows = rows_make(reaching, query->outputs.count);
    rows.reads_table = true;
    if (reaching->evaluations == 0) {
        rows.verdict = undecided("the statement is too large to follow it");
        return rows;
    }
    reaching->evaluations--;
    // WITH RECURSIVE: what its first arm gives is judged there, and the next arms join with it.
    list_each (struct query *, outer, &reaching->stack)
        if (outer == query) {
            rows.verdict.reach = REACH_CERTAIN;
            return rows;
        }
    list_add(reaching->linker.scratch, &reaching->stack, query);
    struct reach_scope scope = {.reaching = reaching, .query = query, .frame = frame};
    switch (query->kind) {
    case QUERY_VALUES:
        rows = values_rows(&scope);
        break;
    case QUERY_UNION:
    case QUERY_INTERSECT:
    case QUERY_EXCEPT:
        rows = set_rows(&scope);
        break;
    case QUERY_INSERT:
        rows = insert_rows(&scope);
        break;
    case QUERY_OTHER:
        rows.verdict = undecided("a query in it is not understood");
        break;
    default:
        rows = select_rows(&scope);
    }
    reaching->stack.count--;
    return rows;
}

// ---- the parts of a statement -----------------------------------------------------------------------

static bool is_asked(const struct reaching *reaching, const struct from_item *item)
{
    const struct relation *relation = item->relation;
    if (!relation || reaching->asks(relation, reaching->context))
        return true;
    list_each (struct table_use, use, &reaching->statement->tables)
        if (use.through == relation && reaching->asks(use.relation, reaching->context))
            return true;
    return false;
}

static void add_part(struct reaching *reaching, struct query *query, bool is_write,
                     struct reach_verdict verdict)
{
    // What is given to a function may decide there.
    for (uint32_t at = 0; at < reaching->statement->parameter_uses.count; at++) {
        const struct parameter_use *use = &reaching->statement->parameter_uses.items[at];
        if (use->parameter == reaching->parameter && use->role == ROLE_ARGUMENT &&
            use->query == query)
            reach_raise(&verdict,
                        undecided("it is given to a function whose inside is not followed"));
    }
    list_add(reaching->arena, &reaching->parts, (struct reach_part){query, is_write, verdict});
}

static void judge_writes(struct reaching *reaching, struct query *query, struct frame *frame);

struct call_search {
    struct reaching *reaching;
    struct frame *frame;
};

static bool visit_call(struct expression *expression, void *context)
{
    struct call_search *search = context;
    struct frame *frame = expression->kind == EXPRESSION_CALL && expression->function
                              ? frame_enter(&search->reaching->linker, expression, search->frame)
                              : NULL;
    if (frame)
        list_each (struct query *, query, &frame->function->queries) {
            judge_writes(search->reaching, query, frame);
            struct call_search inner = {search->reaching, frame};
            if (search->reaching->evaluations)
                query_walk(query, visit_call, &inner);
        }
    return true;
}

// PostgreSQL has writes in the WITH of the outermost query only, and in functions.
static void judge_writes(struct reaching *reaching, struct query *query, struct frame *frame)
{
    list_each (struct common_table *, table, &query->common_tables)
        if (table->query)
            judge_writes(reaching, table->query, frame);
    if (reaching_writes(query->kind) && query->from.count &&
        is_asked(reaching, query->from.items[0]))
        add_part(reaching, query, true, reach_rows(reaching, query, frame).verdict);
}

static void judge_answer(struct reaching *reaching, struct query *query)
{
    if (query->kind == QUERY_UNION) {
        judge_answer(reaching, query->left);
        judge_answer(reaching, query->right);
        return;
    }
    struct reach_rows rows = reach_rows(reaching, query, NULL);
    if (rows.reads_table)
        add_part(reaching, query, false, rows.verdict);
}

struct reach_part_list statement_reach(struct design *design, struct arena *arena,
                                       const struct statement_link *statement, int32_t parameter,
                                       reach_asker *asks, void *context)
{
    struct reaching reaching = {.linker = {.design = design, .arena = arena},
                                .arena = arena,
                                .statement = statement,
                                .parameter = parameter,
                                .evaluations = EVALUATIONS,
                                .asks = asks,
                                .context = context};
    struct query *query = statement->statement->query;
    reaching.linker.scratch = arena_new();
    if (query) {
        judge_writes(&reaching, query, NULL);
        struct call_search search = {&reaching, NULL};
        query_walk(query, visit_call, &search);
        if (!reaching_writes(query->kind))
            judge_answer(&reaching, query);
    }
    arena_free(reaching.linker.scratch);
    return reaching.parts;
}
