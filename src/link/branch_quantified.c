// ANY and ALL over arrays and subqueries, so IN and NOT IN too. Being equal to one of several is an
// alternative for each, or one atom where they are constants; not being equal to any ties nothing.
#include "link/branch_part.h"
#include "link/query_part.h"

bool branch_is_quantified(const struct expression *expression)
{
    return expression->kind == EXPRESSION_ANY || expression->kind == EXPRESSION_ALL ||
           expression->kind == EXPRESSION_SUBQUERY_ANY ||
           expression->kind == EXPRESSION_SUBQUERY_ALL;
}

// x = ANY (ARRAY['a', 'b']) over one value: ONE_OF where they are constants and x is none.
static bool one_of(struct branch_walker *walker, struct expression *expression,
                   struct expression *array, const struct branch_value *left,
                   const struct branch_path *path, struct branch_paths *out)
{
    if (left->term.kind == TERM_CONSTANT || left->term.kind == TERM_UNKNOWN ||
        array->operands.count < 2)
        return false;
    struct atom atom = {.kind = ATOM_ONE_OF,
                        .left = left->term,
                        .expression = expression,
                        .place = expression->place};
    list_each (struct expression *, item, &array->operands) {
        const struct expression *bare = expression_bare(item);
        if (bare->kind == EXPRESSION_NULL)
            continue;
        if (bare->kind == EXPRESSION_BOOLEAN)
            list_add(walker->arena, &atom.values, bare->boolean ? "true" : "false");
        else if (bare->kind == EXPRESSION_STRING || bare->kind == EXPRESSION_NUMBER)
            list_add(walker->arena, &atom.values, bare->name);
        else
            return false;
    }
    if (atom.values.count == 0)
        return true;
    branch_paths_add(walker, out, branch_path_atom(walker, path, atom, left->is_loose));
    return true;
}

static void any_of_array(struct branch_walker *walker, struct expression *expression,
                         const struct branch_frame *frame, const struct branch_path *path,
                         struct branch_paths *out)
{
    struct expression *left = expression->operands.items[0];
    const struct branch_frame *array_frame = frame;
    struct expression *array = branch_behind(expression->operands.items[1], &array_frame);
    const struct branch_frame *row_frame = frame;
    struct expression *row = branch_as_row(left, &row_frame);
    if (row && array && array->kind == EXPRESSION_ARRAY) {
        list_each (struct expression *, item, &array->operands) {
            struct expression pair = *expression;
            struct expression *sides[] = {left, item};
            pair.operands.items = sides;
            pair.operands.count = pair.operands.capacity = 2;
            struct expression *kept = arena_make(walker->arena, struct expression);
            *kept = pair;
            kept->operands.items = arena_allocate(walker->arena, sizeof sides);
            memcpy(kept->operands.items, sides, sizeof sides);
            if (!branch_compare_rows(walker, kept, frame, path, out))
                branch_add_unknown(walker, path, expression,
                                   "rows are compared in a way that is not followed", NULL, out);
        }
        return;
    }
    struct branch_values lefts = {0};
    branch_value(walker, left, MODE_VALUE, frame, path, &lefts);
    list_each (struct branch_found, value, &lefts) {
        if (value.value.is_null)
            continue;
        if (array && array->kind == EXPRESSION_ARRAY &&
            one_of(walker, expression, array, &value.value, value.path, out))
            continue;
        struct branch_values elements = {0};
        branch_value(walker, expression->operands.items[1], MODE_ELEMENTS, frame, value.path,
                     &elements);
        list_each (struct branch_found, element, &elements)
            branch_compare(walker, expression->name, &value.value, &element.value, expression,
                           TRUTH_TRUE, element.path, out);
    }
}

static void any_of_query(struct branch_walker *walker, struct expression *expression,
                         const struct branch_frame *frame, const struct branch_path *path,
                         struct branch_paths *out)
{
    struct expression *left = expression->operands.items[0];
    const struct branch_frame *row_frame = frame;
    struct expression *row = branch_as_row(left, &row_frame);
    struct branch_leaves leaves = {0};
    branch_rows(walker, expression->query, frame, path, &leaves);
    uint32_t count = row ? row->operands.count : 1;
    list_each (struct branch_leaf, leaf, &leaves) {
        struct branch_paths now = {0};
        branch_paths_add(walker, &now, leaf.path);
        for (uint32_t at = 0; at < count; at++) {
            struct branch_paths next = {0};
            list_each (const struct branch_path *, from, &now) {
                struct branch_values lefts = {0};
                branch_value(walker, row ? row->operands.items[at] : left, MODE_VALUE,
                             row ? row_frame : frame, from, &lefts);
                list_each (struct branch_found, value, &lefts) {
                    struct branch_values outputs = {0};
                    branch_output_value(walker, &leaf, at, MODE_VALUE, value.path, &outputs);
                    list_each (struct branch_found, output, &outputs)
                        branch_compare(walker, expression->name, &value.value, &output.value,
                                       expression, TRUTH_TRUE, output.path, &next);
                }
            }
            now = next;
        }
        list_each (const struct branch_path *, each, &now)
            branch_paths_add(walker, out, each);
    }
}

// x <> ALL (...), NOT IN, and what is asked of ANY but that it be true: never ties.
static void quantified_rest(struct branch_walker *walker, struct expression *expression,
                            bool is_empty, unsigned want, bool for_null,
                            const struct branch_frame *frame, const struct branch_path *path,
                            struct branch_paths *out)
{
    const struct branch_path *own = for_null ? branch_path_flag(walker, path, FLAG_NULL) : path;
    struct expression *shown = want & TRUTH_TRUE ? expression : branch_negated(walker, expression);
    if (expression->query) {
        if (is_empty)
            branch_paths_add(walker, out, own);
        else
            branch_add_not_exists(walker, own, shown, expression->query, frame, out);
        return;
    }
    struct branch_values values = {0};
    branch_combine(walker, expression, NULL, false, frame, own, &values);
    list_each (struct branch_found, found, &values) {
        struct branch_value nothing = branch_value_null(expression);
        // NULL NOT IN (a, b) is null.
        if (found.value.is_null && !(want & TRUTH_NULL))
            continue;
        bool may_tie_all = want & TRUTH_TRUE && string_equal(expression->name, "=");
        branch_add_rest(walker, &found.value, &nothing, shown, !may_tie_all, found.path, out);
    }
}

static bool is_all(const struct expression *expression)
{
    return expression->kind == EXPRESSION_ALL || expression->kind == EXPRESSION_SUBQUERY_ALL;
}

static bool operand_is_null(struct branch_walker *walker, struct expression *operand,
                            const struct branch_frame *frame, const struct branch_path *path,
                            bool *for_null)
{
    const struct branch_frame *inner = frame;
    struct expression *behind = branch_behind(operand, &inner);
    if (!behind || behind->kind == EXPRESSION_ARRAY || behind->kind == EXPRESSION_ROW)
        return false;
    struct branch_values values = {0};
    branch_value(walker, operand, MODE_VALUE, frame, path, &values);
    bool is_null = values.count > 0;
    list_each (struct branch_found, found, &values) {
        is_null &= found.value.is_null;
        *for_null |= found.value.is_null && found.value.is_null_claim;
    }
    return is_null;
}

// NULL on the left, or an array that is NULL, gives NULL.
static bool operands_are_null(struct branch_walker *walker, const struct expression *expression,
                              const struct branch_frame *frame, const struct branch_path *path,
                              bool *for_null)
{
    list_each (struct expression *, operand, &expression->operands)
        if (operand_is_null(walker, operand, frame, path, for_null))
            return true;
    return false;
}

// But over an empty array ANY is false and ALL is true, even of a NULL on the left.
static void null_of_empty(struct branch_walker *walker, struct expression *expression,
                          unsigned want, bool for_null, const struct branch_frame *frame,
                          const struct branch_path *path, struct branch_paths *out)
{
    if (expression->operands.count != 2 ||
        !(want & (is_all(expression) ? TRUTH_TRUE : TRUTH_FALSE)))
        return;
    struct expression *list = expression->operands.items[1];
    const struct branch_frame *inner = frame;
    const struct expression *behind = branch_behind(list, &inner);
    bool ignored = false;
    if ((behind && behind->kind == EXPRESSION_ARRAY && behind->operands.count) ||
        operand_is_null(walker, list, frame, path, &ignored))
        return;
    struct expression *shown = want & TRUTH_TRUE ? expression : branch_negated(walker, expression);
    const struct branch_path *own = for_null ? branch_path_flag(walker, path, FLAG_NULL) : path;
    struct branch_values values = {0};
    branch_value(walker, list, MODE_VALUE, frame, own, &values);
    list_each (struct branch_found, found, &values) {
        struct branch_value nothing = branch_value_null(expression);
        branch_add_rest(walker, &found.value, &nothing, shown, true, found.path, out);
    }
}

void branch_quantified(struct branch_walker *walker, struct expression *expression, unsigned want,
                       const struct branch_frame *frame, const struct branch_path *path,
                       struct branch_paths *out)
{
    bool all = is_all(expression), for_null = false;
    // x <> ALL (...) is NOT (x = ANY (...)): what is asked for the other way round.
    bool is_negated =
        all && (string_equal(expression->name, "<>") || string_equal(expression->name, "!="));
    unsigned tying = is_negated ? TRUTH_FALSE : all ? 0 : TRUTH_TRUE;
    uint32_t null_claims = walker->null_claims;
    if (want & tying || expression->query) {
        struct expression *asked = expression;
        if (is_negated) {
            asked = arena_make(walker->arena, struct expression);
            *asked = *expression;
            asked->name = "=";
            asked->kind = expression->query ? EXPRESSION_SUBQUERY_ANY : EXPRESSION_ANY;
        }
        struct branch_paths found = {0};
        if (!expression->query)
            any_of_array(walker, asked, frame, path, &found);
        else if (is_negated || !all)
            any_of_query(walker, asked, frame, path, &found);
        else {
            struct branch_leaves leaves = {0};
            branch_rows(walker, expression->query, frame, path, &leaves);
            list_each (struct branch_leaf, leaf, &leaves)
                branch_paths_add(walker, &found, leaf.path);
        }
        bool is_empty = found.count == 0;
        if (want & tying)
            list_each (const struct branch_path *, each, &found)
                branch_paths_add(walker, out, each);
        unsigned rest = want & ~tying;
        for_null = walker->null_claims != null_claims;
        if (rest && expression->query) {
            bool left_is_null = operands_are_null(walker, expression, frame, path, &for_null);
            struct branch_leaves leaves = {0};
            if (left_is_null)
                branch_rows(walker, expression->query, frame, path, &leaves);
            // NULL NOT IN (rows) is null, but true over no rows at all.
            if (left_is_null && !(rest & TRUTH_NULL)) {
                if (leaves.count)
                    branch_add_not_exists(walker, path,
                                          want & TRUTH_TRUE ? expression
                                                            : branch_negated(walker, expression),
                                          expression->query, frame, out);
                else
                    branch_paths_add(walker, out, path);
            } else {
                quantified_rest(walker, expression, is_empty, rest, for_null, frame, path, out);
            }
        }
        if (expression->query || !(want & ~tying))
            return;
    }
    unsigned rest = want & ~tying;
    if (!rest)
        return;
    if (operands_are_null(walker, expression, frame, path, &for_null)) {
        if (rest & TRUTH_NULL)
            branch_paths_add(walker, out,
                             for_null ? branch_path_flag(walker, path, FLAG_NULL) : path);
        null_of_empty(walker, expression, rest, for_null, frame, path, out);
        return;
    }
    quantified_rest(walker, expression, false, rest, for_null && rest & TRUTH_NULL, frame, path,
                    out);
}
