// Operators in conditions: comparisons of rows, what contains what, LIKE, IS DISTINCT FROM, BETWEEN
// and NULL tests. Each brings its operands to values and leaves the rest to branch_compare.c.
#include "link/branch_part.h"
#include "link/name.h"
#include "link/query_part.h"

enum { REASON_LENGTH = 60 };

// A ROW, or what has as many outputs; NULL where it is a single value.
struct expression *branch_as_row(struct expression *expression, const struct branch_frame **frame)
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

bool branch_compare_rows(struct branch_walker *walker, struct expression *expression,
                         const struct branch_frame *frame, const struct branch_path *path,
                         struct branch_paths *out)
{
    const struct branch_frame *left_frame = frame, *right_frame = frame;
    struct expression *left = branch_as_row(expression->operands.items[0], &left_frame);
    struct expression *right = branch_as_row(expression->operands.items[1], &right_frame);
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

// Whether a list may have no element, or a document no key: then everything contains it.
static bool may_be_empty(struct expression *list)
{
    static const char *const lists[] = {"string_to_array", "array_remove",      "array_agg",
                                        "json_agg",        "jsonb_agg",         "array_cat",
                                        "array_replace",   "jsonb_strip_nulls", "jwt"};
    for (int at = 0; list && at < 64; at++) {
        list = expression_bare(list);
        if (list && list->kind == EXPRESSION_CAST)
            list = list->operands.items[0];
        else if (list && list->kind == EXPRESSION_CALL && list->operands.count == 1 &&
                 (string_equal(list->name, "to_jsonb") || string_equal(list->name, "to_json")))
            list = argument_value(list->operands.items[0]);
        else
            break;
    }
    if (!list)
        return true;
    switch (list->kind) {
    case EXPRESSION_STRING:
    case EXPRESSION_NUMBER:
    case EXPRESSION_BOOLEAN:
    case EXPRESSION_NULL:
    case EXPRESSION_ARRAY:
        return false;
    case EXPRESSION_CALL:
        for (size_t at = 0; at < array_length(lists); at++)
            if (string_equal(lists[at], list->name))
                return true;
        return list->function && !list->function->is_builtin;
    case EXPRESSION_OPERATOR: // ->> gives a text, which is one element
        return !string_equal(list->name, "->>") && !string_equal(list->name, "#>>");
    default:
        return true;
    }
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
                        branch_add_rest(walker, &left.value, &right.value, expression, false,
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
    if (each && !is_list && may_be_empty(list)) {
        struct branch_values parts = {0};
        branch_value(walker, part, MODE_VALUE, frame, path, &parts);
        list_each (struct branch_found, found, &parts) {
            struct term_list reads = branch_value_parts(walker, &found.value);
            if (!found.value.is_null)
                branch_add_unknown(
                    walker, found.path, expression,
                    arena_format(walker->arena, "it holds wherever %s is empty",
                                 name_shortened(walker->arena, expression_text(walker->arena, part),
                                                REASON_LENGTH)),
                    &reads, out);
        }
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
            branch_equal(walker, &part, &pattern.value, expression, pattern.path, out);
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
        if (!left->is_never_null && !right->is_never_null &&
            !branch_claim_is_missing(walker, left, shown, path, out) &&
            !branch_claim_is_missing(walker, right, shown, path, out))
            branch_add_rest(walker, left, right, shown, true, path, out);
        return;
    }
    branch_unequal(walker, left, right, shown, path, out);
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
            branch_add_rest(walker, &found.value, &nothing,
                            want & TRUTH_TRUE ? expression : branch_negated(walker, expression),
                            true, found.path, out);
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
        string_equal(expression->name, "=") &&
        branch_compare_rows(walker, expression, frame, path, out))
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
