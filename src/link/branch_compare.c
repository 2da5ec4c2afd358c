// Comparisons: two values whose terms are known become an atom, or fold. Only equality ties, so
// only equality is kept in full; what compares otherwise is a condition on what it reads. What
// mixes a row with a claim in a way that is not understood may tie the row, and says so.
#include "link/branch_part.h"
#include "link/name.h"
#include "link/query_part.h"

enum { REASON_LENGTH = 60 };

// ---- atoms of two values ----------------------------------------------------------------------------

static bool is_unknown(const struct branch_value *value)
{
    return value->term.kind == TERM_UNKNOWN;
}

// Whether what is made of these may tie a row to a caller by other means than equality.
static bool may_tie(const struct term_list *parts)
{
    bool has_row = false, has_caller = false;
    list_each (struct term, part, parts) {
        has_row |= part.kind == TERM_COLUMN || part.kind == TERM_ELEMENT;
        has_caller |= (part.kind == TERM_CLAIM && part.is_identity) || part.kind == TERM_ARGUMENT;
    }
    return has_row && has_caller;
}

// A comparison that is kept as what it reads.
static void add_rest(struct branch_walker *walker, const struct branch_value *left,
                     const struct branch_value *right, struct expression *expression,
                     bool is_understood, const struct branch_path *path, struct branch_paths *out)
{
    struct term_list parts = branch_parts_both(walker, left, right);
    const char *reason = left->reason ? left->reason : right->reason;
    if (!reason && !is_understood && may_tie(&parts))
        reason =
            arena_format(walker->arena, "how %s ties the row to the caller is not known",
                         name_shortened(walker->arena, expression_text(walker->arena, expression),
                                        REASON_LENGTH));
    if (reason)
        branch_add_unknown(walker, path, expression, reason, &parts, out);
    else
        branch_add_condition(walker, path, expression, &parts, out);
}

static bool has_fact(const struct branch_value *value)
{
    return value->term.kind == TERM_COLUMN ||
           (value->term.kind == TERM_ELEMENT && value->term.text);
}

static bool may_be_null(const struct branch_value *value, const struct branch_path *path)
{
    return !value->is_never_null && branch_path_fact(path, &value->term) != FACT_NOT_NULL;
}

static struct expression *null_test(struct branch_walker *walker, struct expression *operand)
{
    struct expression *test = arena_make(walker->arena, struct expression);
    test->kind = EXPRESSION_IS_NULL;
    test->place = operand->place;
    list_add(walker->arena, &test->operands, operand);
    return test;
}

// A NULL test that holds, or may, on one side of a comparison.
static void add_null(struct branch_walker *walker, const struct branch_value *left,
                     const struct branch_value *right, struct expression *expression,
                     const struct branch_path *path, struct branch_paths *out)
{
    struct branch_value nothing = branch_value_null(expression);
    if (!may_be_null(left, path))
        left = &nothing;
    if (!may_be_null(right, path))
        right = &nothing;
    if (left == &nothing && right == &nothing)
        return;
    const struct branch_value *only = left == &nothing ? right : left;
    if ((left == &nothing || right == &nothing) && has_fact(only))
        branch_add_fact(walker, path,
                        only->term.expression ? null_test(walker, only->term.expression)
                                              : expression,
                        &only->term, FACT_NULL, out);
    else
        add_rest(walker, left, right, expression, true, path, out);
}

static bool same_column(const struct branch_value *left, const struct branch_value *right)
{
    return left->term.kind == TERM_COLUMN && right->term.kind == TERM_COLUMN &&
           left->term.row == right->term.row && left->term.column == right->term.column &&
           !left->is_loose && !right->is_loose;
}

static bool same_claim(const struct branch_value *left, const struct branch_value *right)
{
    return left->term.kind == TERM_CLAIM && right->term.kind == TERM_CLAIM &&
           string_equal(left->term.text, right->term.text) && left->is_loose == right->is_loose;
}

static void equal(struct branch_walker *walker, const struct branch_value *left,
                  const struct branch_value *right, struct expression *expression,
                  const struct branch_path *path, struct branch_paths *out)
{
    if (left->term.kind == TERM_CONSTANT && right->term.kind == TERM_CONSTANT) {
        bool for_null = left->is_null_claim || right->is_null_claim;
        const struct branch_path *own = for_null ? branch_path_flag(walker, path, FLAG_NULL) : path;
        if (branch_constants_equal(&left->term, &right->term))
            branch_paths_add(walker, out, own);
        else if (!branch_constants_differ(&left->term, &right->term))
            add_rest(walker, left, right, expression, true, own, out);
        return;
    }
    if (same_claim(left, right)) {
        branch_paths_add(walker, out, branch_path_flag(walker, path, FLAG_SIGNED_IN));
        return;
    }
    if (same_column(left, right)) {
        if (may_be_null(left, path))
            branch_add_fact(walker, path, expression, &left->term, FACT_NOT_NULL, out);
        else
            branch_paths_add(walker, out, path);
        return;
    }
    if (is_unknown(left) || is_unknown(right)) {
        add_rest(walker, left, right, expression, false, path, out);
        return;
    }
    struct atom atom = {.kind = ATOM_EQUAL,
                        .left = left->term,
                        .right = right->term,
                        .expression = expression,
                        .place = expression->place,
                        .holds_for_null = left->is_null_claim || right->is_null_claim};
    branch_paths_add(walker, out,
                     branch_path_atom(walker, path, atom, left->is_loose || right->is_loose));
}

static void unequal(struct branch_walker *walker, const struct branch_value *left,
                    const struct branch_value *right, struct expression *expression,
                    const struct branch_path *path, struct branch_paths *out)
{
    if (same_claim(left, right) || same_column(left, right))
        return;
    if (left->term.kind == TERM_CONSTANT && right->term.kind == TERM_CONSTANT) {
        const struct branch_path *own = left->is_null_claim || right->is_null_claim
                                            ? branch_path_flag(walker, path, FLAG_NULL)
                                            : path;
        if (branch_constants_differ(&left->term, &right->term))
            branch_paths_add(walker, out, own);
        else if (!branch_constants_equal(&left->term, &right->term))
            add_rest(walker, left, right, expression, true, own, out);
        return;
    }
    add_rest(walker, left, right, expression, true, path, out);
}

// ---- by operator ------------------------------------------------------------------------------------

static bool mixes(const struct branch_value *value)
{
    return is_unknown(value) && may_tie(&value->parts);
}

enum order {
    ORDER_EQUAL,
    ORDER_UNEQUAL,
    ORDER_LESS,
    ORDER_LESS_EQUAL,
    ORDER_MORE,
    ORDER_MORE_EQUAL
};

static const struct {
    const char *name;
    enum order order, turned, negated; // b op a; NOT (a op b)
} orders[] = {
    {"=", ORDER_EQUAL, ORDER_EQUAL, ORDER_UNEQUAL},
    {"<>", ORDER_UNEQUAL, ORDER_UNEQUAL, ORDER_EQUAL},
    {"!=", ORDER_UNEQUAL, ORDER_UNEQUAL, ORDER_EQUAL},
    {"<", ORDER_LESS, ORDER_MORE, ORDER_MORE_EQUAL},
    {"<=", ORDER_LESS_EQUAL, ORDER_MORE_EQUAL, ORDER_MORE},
    {">", ORDER_MORE, ORDER_LESS, ORDER_LESS_EQUAL},
    {">=", ORDER_MORE_EQUAL, ORDER_LESS_EQUAL, ORDER_LESS},
};

static int order_find(const char *operator)
{
    for (size_t at = 0; at < array_length(orders); at++)
        if (string_equal(orders[at].name, operator))
            return (int)at;
    return -1;
}

static unsigned order_truth(enum order order, double left, double right)
{
    bool is = order == ORDER_EQUAL        ? !(left < right) && !(left > right)
              : order == ORDER_UNEQUAL    ? left < right || left > right
              : order == ORDER_LESS       ? left < right
              : order == ORDER_LESS_EQUAL ? left <= right
              : order == ORDER_MORE       ? left > right
                                          : left >= right;
    return is ? TRUTH_TRUE : TRUTH_FALSE;
}

// A count of at least one against a number.
static unsigned count_truth(enum order order, double number)
{
    switch (order) {
    case ORDER_EQUAL:
        return number < 1 ? TRUTH_FALSE : TRUTH_TRUE | TRUTH_FALSE;
    case ORDER_UNEQUAL:
        return number < 1 ? TRUTH_TRUE : TRUTH_TRUE | TRUTH_FALSE;
    case ORDER_LESS:
        return number <= 1 ? TRUTH_FALSE : TRUTH_TRUE | TRUTH_FALSE;
    case ORDER_LESS_EQUAL:
        return number < 1 ? TRUTH_FALSE : TRUTH_TRUE | TRUTH_FALSE;
    case ORDER_MORE:
        return number < 1 ? TRUTH_TRUE : TRUTH_TRUE | TRUTH_FALSE;
    case ORDER_MORE_EQUAL:
        return number <= 1 ? TRUTH_TRUE : TRUTH_TRUE | TRUTH_FALSE;
    }
    return TRUTH_TRUE | TRUTH_FALSE;
}

static bool constant_number(const struct branch_value *value, double *number)
{
    if (value->term.kind != TERM_CONSTANT || !value->term.text || !*value->term.text)
        return false;
    char *end;
    *number = strtod(value->term.text, &end);
    return *end == 0;
}

// What is known of the outcome without looking at rows.
static unsigned numbers_truth(int at, const struct branch_value *left,
                              const struct branch_value *right)
{
    double a = 0, b = 0;
    bool has_left = constant_number(left, &a), has_right = constant_number(right, &b);
    if (has_left && has_right)
        return order_truth(orders[at].order, a, b);
    if (left->is_count && has_right)
        return count_truth(orders[at].order, b);
    if (right->is_count && has_left)
        return count_truth(orders[at].turned, a);
    return TRUTH_TRUE | TRUTH_FALSE;
}

static void compare_values(struct branch_walker *walker, int at, const struct branch_value *left,
                           const struct branch_value *right, struct expression *expression,
                           unsigned want, const struct branch_path *path, struct branch_paths *out)
{
    unsigned possible = at < 0 ? TRUTH_TRUE | TRUTH_FALSE : numbers_truth(at, left, right);
    if (!(possible & TRUTH_FALSE) && want & TRUTH_TRUE) {
        branch_paths_add(walker, out, path);
        want &= ~(unsigned)TRUTH_TRUE;
    }
    if (!(possible & TRUTH_TRUE) && want & TRUTH_FALSE) {
        branch_paths_add(walker, out, path);
        want &= ~(unsigned)TRUTH_FALSE;
    }
    want &= possible;
    if (want == (TRUTH_TRUE | TRUTH_FALSE)) { // neither is null
        bool asks = left->term.kind == TERM_CLAIM || right->term.kind == TERM_CLAIM;
        bool is_certain = !may_be_null(left, path) && !may_be_null(right, path);
        if (is_certain)
            branch_paths_add(walker, out,
                             asks ? branch_path_flag(walker, path, FLAG_SIGNED_IN) : path);
        else
            add_rest(walker, left, right, expression, true, path, out);
        return;
    }
    for (unsigned outcome = TRUTH_TRUE; outcome <= TRUTH_FALSE; outcome <<= 1) {
        if (!(want & outcome))
            continue;
        struct expression *shown =
            outcome == TRUTH_TRUE ? expression : branch_negated(walker, expression);
        enum order order = at < 0                  ? ORDER_LESS
                           : outcome == TRUTH_TRUE ? orders[at].order
                                                   : orders[at].negated;
        if (order == ORDER_EQUAL)
            equal(walker, left, right, shown, path, out);
        else if (order == ORDER_UNEQUAL)
            unequal(walker, left, right, shown, path, out);
        else
            // An order never ties, nor does what is not so; but for what mixes the two itself.
            add_rest(walker, left, right, shown,
                     (at >= 0 || outcome == TRUTH_FALSE) && !mixes(left) && !mixes(right), path,
                     out);
    }
}

void branch_compare(struct branch_walker *walker, const char *operator,
                    const struct branch_value * left, const struct branch_value *right,
                    struct expression *expression, unsigned want, const struct branch_path *path,
                    struct branch_paths *out)
{
    if (left->is_null || right->is_null || branch_path_fact(path, &left->term) == FACT_NULL ||
        branch_path_fact(path, &right->term) == FACT_NULL) {
        bool for_null =
            (left->is_null && left->is_null_claim) || (right->is_null && right->is_null_claim);
        if (want & TRUTH_NULL)
            branch_paths_add(walker, out,
                             for_null ? branch_path_flag(walker, path, FLAG_NULL) : path);
        return;
    }
    if ((want & TRUTH_ANY) == TRUTH_ANY) {
        branch_paths_add(walker, out, path);
        return;
    }
    if (want & TRUTH_NULL)
        add_null(walker, left, right, expression, path, out);
    compare_values(walker, order_find(operator), left, right, expression, want, path, out);
}

// ---- one value --------------------------------------------------------------------------------------

static int word_truth(const char *text)
{
    static const char *const yes[] = {"t", "true", "yes", "on", "1"};
    static const char *const no[] = {"f", "false", "no", "off", "0"};
    for (size_t at = 0; text && at < array_length(yes); at++) {
        if (strcasecmp(text, yes[at]) == 0)
            return TRUTH_TRUE;
        if (strcasecmp(text, no[at]) == 0)
            return TRUTH_FALSE;
    }
    return TRUTH_NULL;
}

void branch_truth(struct branch_walker *walker, const struct branch_value *value,
                  struct expression *expression, unsigned want, const struct branch_path *path,
                  struct branch_paths *out)
{
    if (value->is_null || branch_path_fact(path, &value->term) == FACT_NULL) {
        if (want & TRUTH_NULL)
            branch_paths_add(walker, out,
                             value->is_null_claim ? branch_path_flag(walker, path, FLAG_NULL)
                                                  : path);
        return;
    }
    if (value->term.kind == TERM_CONSTANT) {
        int truth = word_truth(value->term.text);
        if (truth != TRUTH_NULL && want & (unsigned)truth)
            branch_paths_add(walker, out, path);
        if (truth != TRUTH_NULL || !*value->term.text)
            return; // an empty text is no truth value: an error
    }
    if (is_unknown(value) || value->term.kind == TERM_CONSTANT) {
        struct branch_value nothing = branch_value_null(expression);
        struct expression *shown =
            want & TRUTH_TRUE ? expression : branch_negated(walker, expression);
        add_rest(walker, value, &nothing, shown, false, path, out);
        return;
    }
    struct branch_value truth = branch_value_constant("true", expression);
    struct branch_value untruth = branch_value_constant("false", expression);
    if (want & TRUTH_TRUE)
        equal(walker, value, &truth, expression, path, out);
    if (want & TRUTH_FALSE)
        equal(walker, value, &untruth, branch_negated(walker, expression), path, out);
    if (want & TRUTH_NULL)
        add_null(walker, value, &truth, expression, path, out);
}

void branch_null_test(struct branch_walker *walker, const struct branch_value *value,
                      struct expression *expression, unsigned want, const struct branch_path *path,
                      struct branch_paths *out)
{
    bool asks_null = expression->kind == EXPRESSION_IS_NULL;
    bool wants_null = want & (asks_null ? TRUTH_TRUE : TRUTH_FALSE);
    bool wants_value = want & (asks_null ? TRUTH_FALSE : TRUTH_TRUE);
    if (wants_null && wants_value) {
        branch_paths_add(walker, out, path);
        return;
    }
    if (!wants_null && !wants_value)
        return;
    unsigned flags = value->is_null_claim             ? FLAG_NULL
                     : value->term.kind == TERM_CLAIM ? FLAG_SIGNED_IN
                                                      : 0;
    enum branch_fact fact = branch_path_fact(path, &value->term);
    if (value->is_null || value->is_never_null || fact != FACT_NONE) {
        if ((value->is_null || fact == FACT_NULL) == wants_null)
            branch_paths_add(walker, out, branch_path_flag(walker, path, flags));
        return;
    }
    struct expression *shown = want & TRUTH_TRUE ? expression : branch_negated(walker, expression);
    if (has_fact(value)) {
        branch_add_fact(walker, path, shown, &value->term, wants_null ? FACT_NULL : FACT_NOT_NULL,
                        out);
        return;
    }
    struct branch_value nothing = branch_value_null(expression);
    add_rest(walker, value, &nothing, shown, true, path, out);
}

// ---- operators ----------------------------------------------------------------------------------------

static struct expression *without_casts(struct expression *expression)
{
    return expression_bare(expression);
}

// A ROW, or what has as many outputs; NULL where it is a single value.
static struct expression *as_row(struct expression *expression, const struct branch_frame **frame)
{
    struct expression *behind = branch_behind(expression, frame);
    return behind && behind->kind == EXPRESSION_ROW ? behind : NULL;
}

// For each path the pairs of values at one place of two rows.
static void compare_pair(struct branch_walker *walker, struct expression *left,
                         const struct branch_frame *left_frame, struct expression *right,
                         const struct branch_frame *right_frame, struct expression *expression,
                         const struct branch_paths *paths, struct branch_paths *out)
{
    list_each (const struct branch_path *, path, paths) {
        struct branch_values values = {0};
        branch_value(walker, left, MODE_VALUE, left_frame, path, &values);
        list_each (struct branch_found, a, &values) {
            struct branch_values others = {0};
            branch_value(walker, right, MODE_VALUE, right_frame, a.path, &others);
            list_each (struct branch_found, b, &others)
                branch_compare(walker, "=", &a.value, &b.value, expression, TRUTH_TRUE, b.path,
                               out);
        }
    }
}

static bool compare_rows(struct branch_walker *walker, struct expression *expression,
                         const struct branch_frame *frame, const struct branch_path *path,
                         struct branch_paths *out)
{
    const struct branch_frame *left_frame = frame, *right_frame = frame;
    struct expression *left = as_row(expression->operands.items[0], &left_frame);
    struct expression *right = as_row(expression->operands.items[1], &right_frame);
    if (!left || !right || left->operands.count != right->operands.count)
        return false;
    struct branch_paths now = {0};
    branch_paths_add(walker, &now, path);
    list_each (struct expression *, item, &left->operands) {
        struct branch_paths next = {0};
        compare_pair(walker, item, left_frame, right->operands.items[item_at], right_frame,
                     expression, &now, &next);
        now = next;
    }
    list_each (const struct branch_path *, each, &now)
        branch_paths_add(walker, out, each);
    return true;
}

// column @> ARRAY[x], column && ARRAY[x, y], column ? x: an element of one is one of the other.
// `each`: all of the right side's elements must be elements of the left.
static bool contains(struct branch_walker *walker, struct expression *expression,
                     struct expression *whole, struct expression *part, bool part_is_value,
                     bool each, const struct branch_frame *frame, const struct branch_path *path,
                     struct branch_paths *out)
{
    const struct branch_frame *part_frame = frame;
    struct expression *list = branch_behind(part, &part_frame);
    struct branch_paths now = {0};
    branch_paths_add(walker, &now, path);
    bool is_list =
        !part_is_value && list &&
        (list->kind == EXPRESSION_ARRAY || (list->kind == EXPRESSION_CALL && !list->function &&
                                            string_equal(list->name, "jsonb_build_array")));
    bool is_empty_text = !part_is_value && each && list && list->kind == EXPRESSION_STRING &&
                         (strcmp(list->name, "{}") == 0 || strcmp(list->name, "[]") == 0);
    if ((is_list && each && list->operands.count == 0) || is_empty_text) {
        branch_paths_add(walker, out, path);
        return true;
    }
    uint32_t rounds = is_list && each ? list->operands.count : 1;
    for (uint32_t at = 0; at < rounds && at < 8; at++) {
        struct branch_paths next = {0};
        struct expression *wanted = is_list && each ? list->operands.items[at] : part;
        enum branch_mode mode = part_is_value || (is_list && each) ? MODE_VALUE : MODE_ELEMENTS;
        list_each (const struct branch_path *, from, &now) {
            struct branch_values wholes = {0};
            branch_value(walker, whole, MODE_ELEMENTS, frame, from, &wholes);
            list_each (struct branch_found, left, &wholes) {
                struct branch_values parts = {0};
                branch_value(walker, wanted, mode, is_list && each ? part_frame : frame, left.path,
                             &parts);
                list_each (struct branch_found, right, &parts)
                    if (each && !is_list && right.value.term.kind == TERM_CONSTANT)
                        // Of a document {"key": null}; or an array of what is written out.
                        add_rest(walker, &left.value, &right.value, expression, false,
                                 right.value.is_null_claim
                                     ? branch_path_flag(walker, right.path, FLAG_NULL)
                                     : right.path,
                                 &next);
                    else
                        branch_compare(walker, "=", &left.value, &right.value, expression,
                                       TRUTH_TRUE, right.path, &next);
            }
        }
        now = next;
    }
    list_each (const struct branch_path *, found, &now)
        branch_paths_add(walker, out,
                         rounds > 8 ? branch_path_flag(walker, found, FLAG_INEXACT) : found);
    return true;
}

static bool containment(struct branch_walker *walker, struct expression *expression,
                        const struct branch_frame *frame, const struct branch_path *path,
                        struct branch_paths *out)
{
    if (expression->kind != EXPRESSION_OPERATOR || expression->operands.count != 2 ||
        !expression->name)
        return false;
    struct expression *left = expression->operands.items[0];
    struct expression *right = expression->operands.items[1];
    const char *name = expression->name;
    if (strcmp(name, "@>") == 0)
        return contains(walker, expression, left, right, false, true, frame, path, out);
    if (strcmp(name, "<@") == 0)
        return contains(walker, expression, right, left, false, true, frame, path, out);
    if (strcmp(name, "&&") == 0 || strcmp(name, "?|") == 0)
        return contains(walker, expression, left, right, false, false, frame, path, out);
    if (strcmp(name, "?") == 0)
        return contains(walker, expression, left, right, true, false, frame, path, out);
    return false;
}

// name LIKE auth.uid() || '/%': the name begins with the caller's id, which has no wildcard in it.
static bool like_prefix(struct branch_walker *walker, struct expression *expression,
                        const struct branch_frame *frame, const struct branch_path *path,
                        struct branch_paths *out)
{
    if (expression->kind != EXPRESSION_LIKE || expression->operands.count < 2 ||
        strstr(expression->name, "NOT") || strcmp(expression->name, "SIMILAR TO") == 0)
        return false;
    struct branch_values texts = {0};
    branch_value(walker, expression->operands.items[0], MODE_VALUE, frame, path, &texts);
    list_each (struct branch_found, text, &texts) {
        struct branch_values patterns = {0};
        branch_value(walker, expression->operands.items[1], MODE_VALUE, frame, text.path,
                     &patterns);
        list_each (struct branch_found, pattern, &patterns) {
            bool is_sub =
                pattern.value.term.kind == TERM_CLAIM &&
                string_equal(pattern.value.term.text, "sub") &&
                (text.value.term.kind == TERM_COLUMN || text.value.term.kind == TERM_ELEMENT);
            if (!is_sub) {
                branch_compare(walker, expression->name, &text.value, &pattern.value, expression,
                               TRUTH_TRUE, pattern.path, out);
                continue;
            }
            struct branch_value part = branch_value_elements(walker, text.value);
            equal(walker, &part, &pattern.value, expression, pattern.path, out);
        }
    }
    return true;
}

static void distinct(struct branch_walker *walker, struct expression *expression, unsigned want,
                     const struct branch_value *left, const struct branch_value *right,
                     const struct branch_path *path, struct branch_paths *out)
{
    bool is_not = expression->name && strstr(expression->name, "NOT");
    bool wants_same = want & (is_not ? TRUTH_TRUE : TRUTH_FALSE);
    bool wants_other = want & (is_not ? TRUTH_FALSE : TRUTH_TRUE);
    struct expression *shown = want & TRUTH_TRUE ? expression : branch_negated(walker, expression);
    unsigned flags =
        (left->is_null && left->is_null_claim) || (right->is_null && right->is_null_claim)
            ? FLAG_NULL
            : 0;
    if (wants_same && wants_other) {
        branch_paths_add(walker, out, path);
        return;
    }
    if (!wants_same && !wants_other)
        return;
    if (left->is_null && right->is_null) {
        if (wants_same)
            branch_paths_add(walker, out, branch_path_flag(walker, path, flags));
        return;
    }
    if (left->is_null || right->is_null) {
        const struct branch_value *other = left->is_null ? right : left;
        struct expression *test = arena_make(walker->arena, struct expression);
        test->kind = EXPRESSION_IS_NULL;
        test->place = expression->place;
        list_add(walker->arena, &test->operands, expression->operands.items[left->is_null ? 1 : 0]);
        if (!wants_same)
            test->kind = EXPRESSION_IS_NOT_NULL;
        branch_null_test(walker, other, test, TRUTH_TRUE, branch_path_flag(walker, path, flags),
                         out);
        return;
    }
    if (wants_same) {
        branch_compare(walker, "=", left, right, shown, TRUTH_TRUE, path, out);
        // Both null.
        if (!left->is_never_null && !right->is_never_null)
            add_rest(walker, left, right, shown, true, path, out);
        return;
    }
    unequal(walker, left, right, shown, path, out);
}

static void between(struct branch_walker *walker, struct expression *expression, unsigned want,
                    const struct branch_frame *frame, const struct branch_path *path,
                    struct branch_paths *out)
{
    struct branch_values values = {0};
    branch_combine(walker, expression, NULL, true, frame, path, &values);
    list_each (struct branch_found, found, &values) {
        struct branch_value nothing = branch_value_null(expression);
        if (found.value.is_null)
            branch_truth(walker, &found.value, expression, want, found.path, out);
        else
            add_rest(walker, &found.value, &nothing,
                     want & TRUTH_TRUE ? expression : branch_negated(walker, expression), true,
                     found.path, out);
    }
}

void branch_comparison(struct branch_walker *walker, struct expression *expression, unsigned want,
                       const struct branch_frame *frame, const struct branch_path *path,
                       struct branch_paths *out)
{
    if (expression->kind == EXPRESSION_BETWEEN) {
        between(walker, expression, want, frame, path, out);
        return;
    }
    bool is_pair = expression->operands.count >= 2;
    if (is_pair && want == TRUTH_TRUE && expression->kind == EXPRESSION_OPERATOR &&
        string_equal(expression->name, "=") && compare_rows(walker, expression, frame, path, out))
        return;
    if (want == TRUTH_TRUE && (containment(walker, expression, frame, path, out) ||
                               like_prefix(walker, expression, frame, path, out)))
        return;
    bool is_null_test =
        expression->kind == EXPRESSION_IS_NULL || expression->kind == EXPRESSION_IS_NOT_NULL;
    // (a = b) IS NOT NULL asks for both outcomes at once.
    if (is_null_test && branch_is_boolean(expression->operands.items[0])) {
        unsigned null_when = expression->kind == EXPRESSION_IS_NULL ? TRUTH_TRUE : TRUTH_FALSE;
        unsigned inner =
            (want & null_when ? TRUTH_NULL : 0u) |
            (want & (TRUTH_TRUE | TRUTH_FALSE) & ~null_when ? TRUTH_TRUE | TRUTH_FALSE : 0u);
        if (inner)
            branch_condition(walker, expression->operands.items[0], inner, frame, path, out);
        return;
    }
    struct branch_values lefts = {0};
    branch_value(walker, expression->operands.items[0], MODE_VALUE, frame, path, &lefts);
    list_each (struct branch_found, left, &lefts) {
        if (expression->kind == EXPRESSION_IS_NULL || expression->kind == EXPRESSION_IS_NOT_NULL) {
            branch_null_test(walker, &left.value, expression, want, left.path, out);
            continue;
        }
        if (!is_pair) { // a prefix operator
            branch_truth(walker, &left.value, expression, want, left.path, out);
            continue;
        }
        struct branch_values rights = {0};
        branch_value(walker, expression->operands.items[1], MODE_VALUE, frame, left.path, &rights);
        list_each (struct branch_found, right, &rights) {
            if (expression->kind == EXPRESSION_DISTINCT)
                distinct(walker, expression, want, &left.value, &right.value, right.path, out);
            else
                branch_compare(walker, expression->name, &left.value, &right.value, expression,
                               want, right.path, out);
        }
    }
}

// ---- ANY, ALL -----------------------------------------------------------------------------------------

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
        const struct expression *bare = without_casts(item);
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
    struct expression *row = as_row(left, &row_frame);
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
            if (!compare_rows(walker, kept, frame, path, out))
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
    struct expression *row = as_row(left, &row_frame);
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
        add_rest(walker, &found.value, &nothing, shown, !may_tie_all, found.path, out);
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
        add_rest(walker, &found.value, &nothing, shown, true, found.path, out);
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
