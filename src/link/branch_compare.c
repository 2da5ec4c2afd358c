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
        has_caller |= (part.kind == TERM_CLAIM && (part.is_identity || part.is_user_editable)) ||
                      part.kind == TERM_ARGUMENT;
    }
    return has_row && has_caller;
}

// A comparison that is kept as what it reads.
void branch_add_rest(struct branch_walker *walker, const struct branch_value *left,
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

// A claim that some callers may not have: who they are is for the token's maker to know.
bool branch_claim_is_missing(struct branch_walker *walker, const struct branch_value *value,
                             struct expression *expression, const struct branch_path *path,
                             struct branch_paths *out)
{
    if (value->term.kind != TERM_CLAIM || value->is_never_null)
        return false;
    struct term_list parts = branch_value_parts(walker, value);
    const char *name = *value->term.text ? value->term.text : "a token";
    branch_add_unknown(walker, path, expression,
                       arena_format(walker->arena,
                                    "whether every caller who is signed in has %s is not known",
                                    name),
                       &parts, out);
    return true;
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
    if (branch_claim_is_missing(walker, left, expression, path, out) ||
        branch_claim_is_missing(walker, right, expression, path, out))
        return;
    const struct branch_value *only = left == &nothing ? right : left;
    if ((left == &nothing || right == &nothing) && has_fact(only))
        branch_add_fact(walker, path,
                        only->term.expression ? null_test(walker, only->term.expression)
                                              : expression,
                        &only->term, FACT_NULL, out);
    else
        branch_add_rest(walker, left, right, expression, true, path, out);
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

// A setting that is empty, against a column whose values are never the empty text: cast to its type
// PostgreSQL refuses it (22P02), and the column cast to text is never that.
static bool is_never_empty(const struct branch_value *column, const struct branch_value *constant)
{
    static const char *const types[] = {
        "int2", "int4", "int8", "numeric",   "float4",      "float8", "uuid",    "bool",
        "date", "time", "oid",  "timestamp", "timestamptz", "timetz", "interval"};
    if (column->term.kind != TERM_COLUMN || constant->term.kind != TERM_CONSTANT ||
        column->is_loose || !string_equal(constant->term.text, ""))
        return false;
    const struct type_name *type = column->term.column ? column->term.column->type : NULL;
    for (size_t at = 0; type && !type->type && type->dimensions == 0 && at < array_length(types);
         at++)
        if (string_equal(type->name, types[at]))
            return true;
    return false;
}

void branch_equal(struct branch_walker *walker, const struct branch_value *left,
                  const struct branch_value *right, struct expression *expression,
                  const struct branch_path *path, struct branch_paths *out)
{
    if (left->term.kind == TERM_CONSTANT && right->term.kind == TERM_CONSTANT) {
        bool for_null = left->is_null_claim || right->is_null_claim;
        const struct branch_path *own = for_null ? branch_path_flag(walker, path, FLAG_NULL) : path;
        if (branch_constants_equal(&left->term, &right->term))
            branch_paths_add(walker, out, own);
        else if (!branch_constants_differ(&left->term, &right->term))
            branch_add_rest(walker, left, right, expression, true, own, out);
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
        branch_add_rest(walker, left, right, expression, false, path, out);
        return;
    }
    if (is_never_empty(left, right) || is_never_empty(right, left))
        return;
    struct atom atom = {.kind = ATOM_EQUAL,
                        .left = left->term,
                        .right = right->term,
                        .expression = expression,
                        .place = expression->place,
                        .holds_for_null = left->is_null_claim || right->is_null_claim};
    branch_paths_add(walker, out,
                     branch_path_atom(walker, path, atom, left->is_loose || right->is_loose));
}

void branch_unequal(struct branch_walker *walker, const struct branch_value *left,
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
            branch_add_rest(walker, left, right, expression, true, own, out);
        return;
    }
    branch_add_rest(walker, left, right, expression, true, path, out);
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
            branch_add_rest(walker, left, right, expression, true, path, out);
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
            branch_equal(walker, left, right, shown, path, out);
        else if (order == ORDER_UNEQUAL)
            branch_unequal(walker, left, right, shown, path, out);
        else
            // An order never ties, nor does what is not so; but for what mixes the two itself.
            branch_add_rest(walker, left, right, shown,
                            (at >= 0 || outcome == TRUTH_FALSE) && !mixes(left) && !mixes(right),
                            path, out);
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
        branch_add_rest(walker, value, &nothing, shown, false, path, out);
        return;
    }
    struct branch_value truth = branch_value_constant("true", expression);
    struct branch_value untruth = branch_value_constant("false", expression);
    if (want & TRUTH_TRUE)
        branch_equal(walker, value, &truth, expression, path, out);
    if (want & TRUTH_FALSE)
        branch_equal(walker, value, &untruth, branch_negated(walker, expression), path, out);
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
    if (value->term.kind == TERM_CLAIM && *value->term.text) {
        if (wants_null)
            branch_claim_is_missing(walker, value, shown, path, out);
        else
            branch_paths_add(walker, out, branch_path_flag(walker, path, flags));
        return;
    }
    if (has_fact(value)) {
        branch_add_fact(walker, path, shown, &value->term, wants_null ? FACT_NULL : FACT_NOT_NULL,
                        out);
        return;
    }
    struct branch_value nothing = branch_value_null(expression);
    branch_add_rest(walker, value, &nothing, shown, true, path, out);
}
