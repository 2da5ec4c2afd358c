// Conditions: AND, OR, NOT, CASE, COALESCE and their like, taken apart into paths. Every function
// takes the outcomes that are asked for (enum truth): a policy asks for true, NOT turns true and
// false round, IS NOT TRUE asks for false and null. What is asked for of a comparison is
// branch_compare.c's matter.
#include "link/branch_part.h"
#include "link/query_part.h"

enum { DEEP = 160 };

// ---- limits ---------------------------------------------------------------------------------------

bool branch_enter(struct branch_walker *walker)
{
    if (walker->depth >= DEEP || walker->steps == 0)
        return false;
    walker->steps--;
    walker->depth++;
    return true;
}

void branch_leave(struct branch_walker *walker)
{
    walker->depth--;
}

const char *branch_limit(struct branch_walker *walker)
{
    return walker->steps == 0 ? arena_format(walker->arena,
                                             "taking it apart needs more than %d "
                                             "steps",
                                             BRANCH_STEPS)
                              : "it is nested too deeply";
}

struct expression *branch_negated(struct branch_walker *walker, struct expression *expression)
{
    if (expression->kind == EXPRESSION_NOT && expression->operands.count == 1)
        return expression->operands.items[0];
    struct expression *made = arena_make(walker->arena, struct expression);
    made->kind = EXPRESSION_NOT;
    made->place = expression->place;
    list_add(walker->arena, &made->operands, expression);
    return made;
}

// ---- AND, OR --------------------------------------------------------------------------------------

// An operand that has too many alternatives is kept as not understood: the others may still tie.
static void widen(struct branch_walker *walker, struct branch_paths *paths, uint32_t first,
                  struct expression *expression, const struct branch_path *path)
{
    paths->count = first;
    branch_add_unknown(walker, path, expression,
                       arena_format(walker->arena, "it has more than %d alternatives", BRANCH_MOST),
                       NULL, paths);
}

static void all_of(struct branch_walker *walker, struct expression *parent, unsigned want,
                   const struct branch_frame *frame, const struct branch_path *path,
                   struct branch_paths *out)
{
    struct branch_paths now = {0};
    branch_paths_add(walker, &now, path);
    list_each (struct expression *, operand, &parent->operands) {
        struct branch_paths next = {0};
        bool has_too_many = false;
        if (walker->steps == 0) { // what is left of it, as one
            list_each (const struct branch_path *, each, &now)
                branch_add_unknown(walker, each, parent, branch_limit(walker), NULL, out);
            return;
        }
        list_each (const struct branch_path *, each, &now) {
            branch_condition(walker, operand, want, frame, each, &next);
            has_too_many = next.count > 16 * BRANCH_MOST;
            if (has_too_many)
                break;
        }
        if (has_too_many || branch_paths_compress(walker, &next, 0, path)) {
            next.count = 0;
            list_each (const struct branch_path *, each, &now)
                widen(walker, &next, next.count, operand, each);
        }
        now = next;
        if (now.count == 0)
            return;
    }
    list_each (const struct branch_path *, each, &now)
        branch_paths_add(walker, out, each);
}

static void any_of(struct branch_walker *walker, struct expression *parent, unsigned want,
                   const struct branch_frame *frame, const struct branch_path *path,
                   struct branch_paths *out)
{
    uint32_t first = out->count;
    list_each (struct expression *, operand, &parent->operands) {
        const struct branch_path *own = path;
        if (!frame->outer && !frame->parent) { // of the policy itself
            struct branch_path *named = arena_make(walker->scratch, struct branch_path);
            *named = *path;
            named->before = path;
            named->atom = NULL;
            named->row = NULL;
            named->expression = operand;
            own = named;
        }
        branch_condition(walker, operand, want, frame, own, out);
    }
    if (branch_paths_compress(walker, out, first, path))
        widen(walker, out, first, parent, path);
}

static unsigned turned(unsigned want)
{
    return (want & TRUTH_TRUE ? TRUTH_FALSE : 0u) | (want & TRUTH_FALSE ? TRUTH_TRUE : 0u) |
           (want & TRUTH_NULL);
}

// `strong` decides alone: false for AND, true for OR. What is left is: all of the other.
static void logic(struct branch_walker *walker, struct expression *expression, unsigned want,
                  unsigned strong, const struct branch_frame *frame, const struct branch_path *path,
                  struct branch_paths *out)
{
    unsigned weak = turned(strong);
    if (want & weak)
        all_of(walker, expression, want & (weak | TRUTH_NULL), frame, path, out);
    if (want & strong)
        any_of(walker, expression, want & (strong | TRUTH_NULL), frame, path, out);
    else if (want == TRUTH_NULL)
        any_of(walker, expression, TRUTH_NULL, frame, branch_path_flag(walker, path, FLAG_INEXACT),
               out);
}

// ---- IS TRUE, COALESCE, CASE ------------------------------------------------------------------------

static void truth_test(struct branch_walker *walker, struct expression *expression, unsigned want,
                       const struct branch_frame *frame, const struct branch_path *path,
                       struct branch_paths *out)
{
    const char *name = expression->name ? expression->name : "";
    unsigned asked = strstr(name, "UNKNOWN") ? TRUTH_NULL
                     : strstr(name, "TRUE")  ? TRUTH_TRUE
                                             : TRUTH_FALSE;
    if (strstr(name, "NOT"))
        asked = TRUTH_ANY & ~asked;
    unsigned inner =
        (want & TRUTH_TRUE ? asked : 0u) | (want & TRUTH_FALSE ? TRUTH_ANY & ~asked : 0u);
    if (inner)
        branch_condition(walker, expression->operands.items[0], inner, frame, path, out);
}

static void each_path(struct branch_walker *walker, struct expression *condition, unsigned want,
                      const struct branch_frame *frame, const struct branch_paths *paths,
                      struct branch_paths *out)
{
    list_each (const struct branch_path *, path, paths)
        branch_condition(walker, condition, want, frame, path, out);
}

// Bounds what grows along a chain (CASE, COALESCE): whoever was dropped is let through instead.
static void bound_chain(struct branch_walker *walker, struct branch_paths *paths,
                        struct expression *expression, const struct branch_path *path)
{
    if (branch_paths_compress(walker, paths, 0, path))
        widen(walker, paths, 0, expression, path);
}

static void coalesce_condition(struct branch_walker *walker, struct expression *expression,
                               unsigned want, const struct branch_frame *frame,
                               const struct branch_path *path, struct branch_paths *out)
{
    struct branch_paths now = {0};
    branch_paths_add(walker, &now, path);
    list_each (struct expression *, operand, &expression->operands) {
        bool is_last = operand_at + 1 == expression->operands.count;
        unsigned here = is_last ? want : want & ~(unsigned)TRUTH_NULL;
        if (here)
            each_path(walker, operand, here, frame, &now, out);
        if (is_last)
            break;
        struct branch_paths next = {0};
        each_path(walker, operand, TRUTH_NULL, frame, &now, &next);
        bound_chain(walker, &next, operand, path);
        now = next;
    }
}

// The paths on which a CASE comes to its WHEN: calls back for each result.
struct case_results {
    struct branch_paths paths;
    struct expression *result; // NULL: no ELSE
};
struct case_list {
    LIST_FIELDS(struct case_results);
};

static void case_when(struct branch_walker *walker, struct expression *expression, uint32_t at,
                      unsigned want, const struct branch_frame *frame,
                      const struct branch_paths *paths, struct branch_paths *out)
{
    struct expression *subject = expression->operands.items[0];
    struct expression *when = expression->operands.items[at];
    struct expression *shown = when;
    if (subject) {
        shown = arena_make(walker->arena, struct expression);
        shown->kind = EXPRESSION_OPERATOR;
        shown->name = "=";
        shown->place = when->place;
        list_add(walker->arena, &shown->operands, subject);
        list_add(walker->arena, &shown->operands, when);
    }
    if (!subject) {
        each_path(walker, when, want, frame, paths, out);
        return;
    }
    list_each (const struct branch_path *, path, paths) {
        struct branch_values subjects = {0};
        branch_value(walker, subject, MODE_VALUE, frame, path, &subjects);
        list_each (struct branch_found, left, &subjects) {
            struct branch_values values = {0};
            branch_value(walker, when, MODE_VALUE, frame, left.path, &values);
            list_each (struct branch_found, right, &values)
                branch_compare(walker, "=", &left.value, &right.value, shown, want, right.path,
                               out);
        }
    }
}

static struct case_list case_paths(struct branch_walker *walker, struct expression *expression,
                                   const struct branch_frame *frame, const struct branch_path *path)
{
    struct case_list list = {0};
    struct branch_paths now = {0};
    branch_paths_add(walker, &now, path);
    uint32_t at = 1;
    for (; at + 1 < expression->operands.count; at += 2) {
        struct case_results taken = {.result = expression->operands.items[at + 1]};
        struct branch_paths next = {0};
        case_when(walker, expression, at, TRUTH_TRUE, frame, &now, &taken.paths);
        case_when(walker, expression, at, TRUTH_FALSE | TRUTH_NULL, frame, &now, &next);
        bound_chain(walker, &taken.paths, expression->operands.items[at], path);
        bound_chain(walker, &next, expression->operands.items[at], path);
        list_add(walker->scratch, &list, taken);
        now = next;
    }
    struct case_results otherwise = {
        now, at < expression->operands.count ? expression->operands.items[at] : NULL};
    list_add(walker->scratch, &list, otherwise);
    return list;
}

static void case_condition(struct branch_walker *walker, struct expression *expression,
                           unsigned want, const struct branch_frame *frame,
                           const struct branch_path *path, struct branch_paths *out)
{
    struct case_list list = case_paths(walker, expression, frame, path);
    list_each (struct case_results, taken, &list) {
        if (taken.result)
            each_path(walker, taken.result, want, frame, &taken.paths, out);
        else if (want & TRUTH_NULL)
            list_each (const struct branch_path *, each, &taken.paths)
                branch_paths_add(walker, out, each);
    }
}

void branch_case_value(struct branch_walker *walker, struct expression *expression,
                       enum branch_mode mode, const struct branch_frame *frame,
                       const struct branch_path *path, struct branch_values *out)
{
    struct case_list list = case_paths(walker, expression, frame, path);
    list_each (struct case_results, taken, &list)
        list_each (const struct branch_path *, each, &taken.paths) {
            if (taken.result)
                branch_value(walker, taken.result, mode, frame, each, out);
            else
                branch_found_add(walker, out, each, branch_value_null(expression));
        }
}

// ---- queries and calls as conditions ------------------------------------------------------------------

static bool adds_nothing(const struct branch_path *path, const struct branch_path *base)
{
    return path->is_exact && path->rows == base->rows && path->atoms == base->atoms &&
           path->asks_signed_in == base->asks_signed_in;
}

// A function in FROM may give no row, and no row of the branch stands for it: unnest('{}').
static bool reads_function(const struct from_item *item)
{
    if (item->kind == FROM_JOIN)
        return reads_function(item->left) || reads_function(item->right);
    if (item->kind != FROM_QUERY || !item->query)
        return item->kind == FROM_FUNCTION;
    list_each (struct from_item *, inner, &item->query->from)
        if (reads_function(inner))
            return true;
    return false;
}

// The leaf is there whenever the path is.
static bool is_certain(const struct branch_leaf *leaf, const struct branch_path *base)
{
    if (!adds_nothing(leaf->path, base))
        return false;
    if (leaf->query)
        list_each (struct from_item *, item, &leaf->query->from)
            if (reads_function(item))
                return false;
    return true;
}

// count(*) and the like over all rows, be there none.
static bool always_gives_a_row(const struct query *query)
{
    return query && query->kind == QUERY_SELECT && query_has_aggregate(query) && !query->having &&
           query->group_by.count == 0 && !query->limit && !query->offset;
}

static void exists(struct branch_walker *walker, struct expression *expression, unsigned want,
                   const struct branch_frame *frame, const struct branch_path *path,
                   struct branch_paths *out)
{
    struct branch_leaves leaves = {0};
    uint32_t null_claims = walker->null_claims;
    if (always_gives_a_row(expression->query)) {
        if (want & TRUTH_TRUE)
            branch_paths_add(walker, out, path);
        return;
    }
    branch_rows(walker, expression->query, frame, path, &leaves);
    if (want & TRUTH_TRUE)
        list_each (struct branch_leaf, leaf, &leaves)
            branch_paths_add(walker, out, leaf.path);
    if (!(want & TRUTH_FALSE))
        return;
    const struct query *query = expression->query;
    const struct branch_path *own =
        walker->null_claims != null_claims ? branch_path_flag(walker, path, FLAG_NULL) : path;
    if (leaves.count == 0) {
        branch_paths_add(walker, out, own);
        return;
    }
    list_each (struct branch_leaf, leaf, &leaves)
        if (is_certain(&leaf, path))
            return;
    if (query->kind == QUERY_SELECT && query->from.count == 0 && query->where && !query->having &&
        !query_has_aggregate(query)) {
        branch_condition(walker, query->where, TRUTH_FALSE | TRUTH_NULL, frame, path, out);
        return;
    }
    branch_add_not_exists(walker, own, branch_negated(walker, expression), expression->query, frame,
                          out);
}

// What the leaf's first output comes to, as a condition.
static void leaf_condition(struct branch_walker *walker, const struct branch_leaf *leaf,
                           struct expression *expression, unsigned want, struct branch_paths *out)
{
    struct expression *output = leaf->expression;
    if (leaf->query && leaf->query->kind == QUERY_SELECT && leaf->query->outputs.count > 0)
        output = leaf->query->outputs.items[0].expression;
    if (output) {
        branch_condition(walker, output, want, leaf->frame, leaf->path, out);
        return;
    }
    struct branch_values values = {0};
    branch_output_value(walker, leaf, 0, MODE_VALUE, leaf->path, &values);
    list_each (struct branch_found, found, &values)
        branch_truth(walker, &found.value, expression, want, found.path, out);
}

// A query that gives one value, or none: then it is null.
static void scalar_condition(struct branch_walker *walker, struct expression *expression,
                             const struct branch_leaves *leaves, bool may_be_none,
                             struct query *query, unsigned want, const struct branch_frame *frame,
                             const struct branch_path *path, struct branch_paths *out)
{
    bool is_always = false;
    list_each (struct branch_leaf, leaf, leaves) {
        is_always |= is_certain(&leaf, path);
        leaf_condition(walker, &leaf, expression, want, out);
    }
    if (!(want & TRUTH_NULL) || is_always || !may_be_none)
        return;
    if (leaves->count == 0)
        branch_paths_add(walker, out, path);
    else if (query)
        branch_add_not_exists(walker, path, branch_negated(walker, expression), query, frame, out);
}

static void value_condition(struct branch_walker *walker, struct expression *expression,
                            unsigned want, const struct branch_frame *frame,
                            const struct branch_path *path, struct branch_paths *out)
{
    struct branch_values values = {0};
    branch_value(walker, expression, MODE_VALUE, frame, path, &values);
    list_each (struct branch_found, found, &values)
        branch_truth(walker, &found.value, expression, want, found.path, out);
}

static void call_condition(struct branch_walker *walker, struct expression *call, unsigned want,
                           const struct branch_frame *frame, const struct branch_path *path,
                           struct branch_paths *out)
{
    struct branch_memory memory = branch_memory_of(walker, call, frame, path);
    const struct branch_value *known = branch_recall(walker, &memory, path);
    if (known) {
        branch_truth(walker, known, call, want, path, out);
        return;
    }
    struct branch_leaves leaves = {0};
    const char *reason;
    uint32_t null_claims = walker->null_claims, first = out->count;
    if (!branch_call_leaves(walker, call, frame, path, &leaves, &reason)) {
        value_condition(walker, call, want, frame, path, out);
        return;
    }
    const struct branch_path *none =
        walker->null_claims != null_claims ? branch_path_flag(walker, path, FLAG_NULL) : path;
    bool is_scalar = branch_call_is_scalar(call);
    struct query *query = leaves.count ? leaves.items[0].query : NULL;
    bool is_always = false;
    list_each (struct branch_leaf, leaf, &leaves) {
        is_always |= is_certain(&leaf, path) || !leaf.query;
        leaf_condition(walker, &leaf, call, want, out);
    }
    if (want & TRUTH_NULL && !is_always && is_scalar) {
        if (leaves.count == 0)
            branch_paths_add(walker, out, none);
        else
            branch_add_not_exists(walker, none, branch_negated(walker, call), query,
                                  leaves.items[0].frame, out);
    }
    if (want != TRUTH_TRUE && want != TRUTH_FALSE)
        return;
    struct branch_value answer = branch_value_constant(want == TRUTH_TRUE ? "true" : "false", call);
    for (uint32_t at = first; at < out->count; at++)
        out->items[at] = branch_remember(walker, &memory, &answer, out->items[at]);
}

// ---- all of them --------------------------------------------------------------------------------------

static bool is_comparison(const struct expression *expression)
{
    switch (expression->kind) {
    case EXPRESSION_OPERATOR:
    case EXPRESSION_LIKE:
    case EXPRESSION_BETWEEN:
    case EXPRESSION_DISTINCT:
    case EXPRESSION_IS_NULL:
    case EXPRESSION_IS_NOT_NULL:
        return true;
    default:
        return branch_is_quantified(expression);
    }
}

static void dispatch(struct branch_walker *walker, struct expression *expression, unsigned want,
                     const struct branch_frame *frame, const struct branch_path *path,
                     struct branch_paths *out)
{
    switch (expression->kind) {
    case EXPRESSION_AND:
        logic(walker, expression, want, TRUTH_FALSE, frame, path, out);
        return;
    case EXPRESSION_OR:
        logic(walker, expression, want, TRUTH_TRUE, frame, path, out);
        return;
    case EXPRESSION_NOT:
        branch_condition(walker, expression->operands.items[0], turned(want), frame, path, out);
        return;
    case EXPRESSION_IS_TRUTH:
        truth_test(walker, expression, want, frame, path, out);
        return;
    case EXPRESSION_COALESCE:
        coalesce_condition(walker, expression, want, frame, path, out);
        return;
    case EXPRESSION_CASE:
        case_condition(walker, expression, want, frame, path, out);
        return;
    case EXPRESSION_EXISTS:
        exists(walker, expression, want, frame, path, out);
        return;
    case EXPRESSION_CALL:
        call_condition(walker, expression, want, frame, path, out);
        return;
    case EXPRESSION_SUBQUERY: {
        struct branch_leaves leaves = {0};
        uint32_t null_claims = walker->null_claims;
        branch_rows(walker, expression->query, frame, path, &leaves);
        scalar_condition(walker, expression, &leaves, true, expression->query, want, frame,
                         walker->null_claims != null_claims && want & TRUTH_NULL
                             ? branch_path_flag(walker, path, FLAG_NULL)
                             : path,
                         out);
        return;
    }
    case EXPRESSION_PARAMETER: {
        const struct branch_frame *inner = frame;
        const char *argument = NULL;
        struct expression *operand = branch_operand(expression, &inner, &argument);
        if (operand)
            branch_condition(walker, operand, want, inner, path, out);
        else
            value_condition(walker, expression, want, frame, path, out);
        return;
    }
    default:
        value_condition(walker, expression, want, frame, path, out);
    }
}

const char *branch_made_operator(struct branch_walker *walker, const struct expression *expression)
{
    const char *schema = expression->schema, *name = expression->name;
    if (!name || expression->kind == EXPRESSION_CALL || expression->value_type)
        return NULL;
    bool is_made = schema && strcmp(schema, "pg_catalog") != 0;
    list_each (const char *, made, &walker->context->design->operators)
        is_made |= strcmp(made, name) == 0;
    return is_made ? arena_format(walker->arena, "what the operator %s does is not followed", name)
                   : NULL;
}

void branch_condition(struct branch_walker *walker, struct expression *condition, unsigned want,
                      const struct branch_frame *frame, const struct branch_path *path,
                      struct branch_paths *out)
{
    if (want == TRUTH_ANY) {
        branch_paths_add(walker, out, path);
        return;
    }
    if (!branch_enter(walker)) {
        branch_add_unknown(walker, path, condition, branch_limit(walker), NULL, out);
        return;
    }
    uint32_t first = out->count;
    const char *made = is_comparison(condition) ? branch_made_operator(walker, condition) : NULL;
    if (made) {
        branch_add_unknown(walker, path, condition, made, NULL, out);
    } else if (is_comparison(condition)) {
        unsigned possible = constant_truth(condition);
        if (!(possible & want))
            ;
        else if (!(possible & ~want))
            branch_paths_add(walker, out, path);
        else if (branch_is_quantified(condition))
            branch_quantified(walker, condition, want, frame, path, out);
        else
            branch_comparison(walker, condition, want, frame, path, out);
    } else {
        dispatch(walker, condition, want, frame, path, out);
    }
    if (out->count - first > BRANCH_MOST && branch_paths_compress(walker, out, first, path))
        widen(walker, out, first, condition, path);
    branch_leave(walker);
}
