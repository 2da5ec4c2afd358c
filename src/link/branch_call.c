// Queries and calls as values: a subquery, a function whose body is followed, an aggregate over the
// rows of its query, and PostgreSQL's own functions, of which few give back whose value it is.
#include "link/branch_part.h"
#include "link/query_part.h"

// A query or call that gives no row is null; its leaves give what it gives else.
static void leaves_value(struct branch_walker *walker, struct expression *expression,
                         const struct branch_leaves *leaves, bool may_be_none,
                         const struct branch_frame *frame, enum branch_mode mode,
                         uint32_t null_claims, const struct branch_path *path,
                         struct branch_values *out)
{
    bool is_always = false;
    list_each (struct branch_leaf, leaf, leaves) {
        is_always |= !leaf.query || (leaf.path->is_exact && leaf.path->atoms == path->atoms &&
                                     leaf.path->rows == path->rows);
        branch_output_value(walker, &leaf, 0, mode, leaf.path, out);
    }
    if (is_always || !may_be_none)
        return;
    // ARRAY(SELECT ...) over no rows is an empty array, and no NULL.
    bool is_array = expression->kind == EXPRESSION_SUBQUERY_ARRAY;
    struct branch_value none =
        is_array ? branch_value_unknown(expression, NULL) : branch_value_null(expression);
    none.is_never_null = is_array;
    none.is_null_claim = !is_array && walker->null_claims != null_claims;
    struct query *query = leaves->count ? leaves->items[0].query : NULL;
    if (!query) {
        branch_found_add(walker, out, path, none);
        return;
    }
    struct branch_paths paths = {0};
    branch_add_not_exists(walker, path, branch_negated(walker, expression), query,
                          expression->query ? frame : leaves->items[0].frame, &paths);
    list_each (const struct branch_path *, each, &paths)
        branch_found_add(walker, out, each, none);
}

static bool is_empty_frame(const struct branch_frame *frame)
{
    for (; frame; frame = frame->parent)
        if (frame->is_empty)
            return true;
    return false;
}

static void aggregate_rows(struct branch_walker *walker, struct expression *call,
                           const struct branch_frame *frame, const struct branch_path *path,
                           struct branch_values *out)
{
    static const char *const passing[] = {"max",      "min",       "bool_or",   "bool_and",
                                          "every",    "array_agg", "mode",      "any_value",
                                          "json_agg", "jsonb_agg", "string_agg"};
    const char *name = call->name ? call->name : "";
    if (strcmp(name, "count") == 0) {
        struct branch_value count = branch_value_unknown(call, NULL);
        count.is_count = !call->operands.count || call->is_star;
        count.is_never_null = true;
        if (call->operands.count == 1 && !call->is_star) {
            // count(x) counts rows where x is not null: 0 of them is let through too.
            count.is_count = true;
            path = branch_path_flag(walker, path, FLAG_INEXACT);
        }
        branch_found_add(walker, out, path, count);
        return;
    }
    for (size_t at = 0; at < array_length(passing) && call->operands.count > 0; at++)
        if (strcmp(name, passing[at]) == 0) {
            struct branch_values values = {0};
            bool is_exact = strcmp(name, "array_agg") == 0 || strcmp(name, "bool_or") == 0;
            branch_value(walker, call->operands.items[0], MODE_VALUE, frame,
                         is_exact ? path : branch_path_flag(walker, path, FLAG_INEXACT), &values);
            list_each (struct branch_found, found, &values) {
                found.value.is_never_null = false;
                branch_found_add(walker, out, found.path, found.value);
            }
            return;
        }
    branch_combine(walker, call, NULL, false, frame, path, out);
}

static void aggregate_value(struct branch_walker *walker, struct expression *call,
                            const struct branch_frame *frame, const struct branch_path *path,
                            struct branch_values *out)
{
    bool is_count = string_equal(call->name, "count");
    struct branch_value none =
        is_count ? branch_value_constant("0", call) : branch_value_null(call);
    if (is_empty_frame(frame)) {
        branch_found_add(walker, out, path, none);
        return;
    }
    if (!call->filter) {
        aggregate_rows(walker, call, frame, path, out);
        return;
    }
    struct branch_paths paths = {0};
    branch_condition(walker, call->filter, TRUTH_TRUE, frame, path, &paths);
    list_each (const struct branch_path *, each, &paths)
        aggregate_rows(walker, call, frame, each, out);
    branch_found_add(walker, out, branch_path_flag(walker, path, FLAG_INEXACT), none);
}

static void each_operand(struct branch_walker *walker, struct expression *call, uint32_t first,
                         uint32_t step, enum branch_mode mode, bool is_loose,
                         const struct branch_frame *frame, const struct branch_path *path,
                         struct branch_values *out)
{
    for (uint32_t at = first; at < call->operands.count; at += step) {
        struct branch_values values = {0};
        branch_value(walker, argument_value(call->operands.items[at]), mode, frame, path, &values);
        list_each (struct branch_found, found, &values) {
            if (found.value.term.kind == TERM_CONSTANT && !found.value.is_null && is_loose) {
                char *text = arena_copy_string(walker->arena, found.value.term.text);
                for (char *byte = text; string_equal(call->name, "lower") && *byte; byte++)
                    *byte = *byte >= 'A' && *byte <= 'Z' ? (char)(*byte - 'A' + 'a') : *byte;
                for (char *byte = text; string_equal(call->name, "upper") && *byte; byte++)
                    *byte = *byte >= 'a' && *byte <= 'z' ? (char)(*byte - 'a' + 'A') : *byte;
                found.value.term.text = text;
            }
            found.value.is_loose |= is_loose;
            branch_found_add(walker, out, found.path, found.value);
        }
    }
}

// PostgreSQL's own, and the platform's.
static void builtin_value(struct branch_walker *walker, struct expression *call,
                          enum branch_mode mode, const struct branch_frame *frame,
                          const struct branch_path *path, struct branch_values *out)
{
    const char *name = call->name ? call->name : "";
    if (call->operands.count && branch_call_keeps(call)) {
        each_operand(walker, call, 0, call->operands.count, mode, true, frame, path, out);
        return;
    }
    if (call->operands.count && branch_call_takes_part(call)) {
        struct branch_values values = {0};
        branch_value(walker, call->operands.items[0], MODE_VALUE, frame, path, &values);
        list_each (struct branch_found, found, &values) {
            struct branch_value value = found.value;
            if (value.term.kind == TERM_COLUMN || value.term.kind == TERM_ELEMENT)
                value = branch_value_elements(walker, value);
            else if (value.term.kind == TERM_CONSTANT && !value.is_null)
                value = branch_value_unknown(call, NULL);
            else if (value.term.kind == TERM_CLAIM) {
                // Many callers may share it: the domain of an address.
                branch_combine(walker, call, "a part of a claim may be the same for many callers",
                               true, frame, found.path, out);
                continue;
            }
            value.is_never_null = false;
            branch_found_add(walker, out, found.path, value);
        }
        return;
    }
    if (call->operands.count && branch_call_gives_elements(call)) {
        each_operand(walker, call, 0, call->operands.count, MODE_ELEMENTS, false, frame, path, out);
        return;
    }
    if (mode == MODE_ELEMENTS &&
        (strcmp(name, "jsonb_build_array") == 0 || strcmp(name, "json_build_array") == 0)) {
        each_operand(walker, call, 0, 1, MODE_VALUE, false, frame, path, out);
        return;
    }
    if (mode == MODE_ELEMENTS &&
        (strcmp(name, "jsonb_build_object") == 0 || strcmp(name, "json_build_object") == 0)) {
        each_operand(walker, call, 1, 2, MODE_VALUE, true, frame, path, out);
        return;
    }
    if ((strcmp(name, "jsonb_extract_path_text") == 0 || strcmp(name, "jsonb_extract_path") == 0 ||
         strcmp(name, "json_extract_path_text") == 0 || strcmp(name, "json_extract_path") == 0) &&
        call->operands.count > 1) {
        struct branch_values values = {0};
        branch_value(walker, call->operands.items[0], MODE_VALUE, frame, path, &values);
        list_each (struct branch_found, found, &values) {
            struct branch_value value = found.value;
            for (uint32_t at = 1; at < call->operands.count; at++)
                value = branch_member(walker, value,
                                      branch_constant_text(call->operands.items[at], frame), call);
            branch_add_mode(walker, value, mode, found.path, out);
        }
        return;
    }
    bool is_concatenation = strcmp(name, "concat") == 0 && call->operands.count == 2;
    if (is_concatenation) {
        branch_concatenation_value(walker, call, frame, path, out);
        return;
    }
    branch_combine(walker, call, branch_session_call(walker, call), call_keeps_not_null(call),
                   frame, path, out);
}

static void remember_all(struct branch_walker *walker, const struct branch_memory *memory,
                         enum branch_mode mode, const struct branch_values *found,
                         struct branch_values *out)
{
    list_each (struct branch_found, each, found)
        branch_found_add(walker, out,
                         mode == MODE_VALUE
                             ? branch_remember(walker, memory, &each.value, each.path)
                             : each.path,
                         each.value);
}

void branch_subquery_value(struct branch_walker *walker, struct expression *expression,
                           enum branch_mode mode, const struct branch_frame *frame,
                           const struct branch_path *path, struct branch_values *out)
{
    bool is_array = expression->kind == EXPRESSION_SUBQUERY_ARRAY;
    enum branch_mode remembered = is_array ? MODE_ELEMENTS : mode;
    struct branch_memory memory = branch_memory_of(walker, expression, frame, path);
    const struct branch_value *known =
        remembered == MODE_VALUE ? branch_recall(walker, &memory, path) : NULL;
    if (known) {
        branch_found_add(walker, out, path, *known);
        return;
    }
    struct branch_leaves leaves = {0};
    struct branch_values found = {0};
    uint32_t null_claims = walker->null_claims;
    branch_rows(walker, expression->query, frame, path, &leaves);
    leaves_value(walker, expression, &leaves, !(is_array && mode == MODE_ELEMENTS), frame,
                 is_array ? MODE_VALUE : mode, null_claims, path, &found);
    remember_all(walker, &memory, remembered, &found, out);
}

void branch_call_value(struct branch_walker *walker, struct expression *call, enum branch_mode mode,
                       const struct branch_frame *frame, const struct branch_path *path,
                       struct branch_values *out)
{
    if (call_is_aggregate(call)) {
        aggregate_value(walker, call, frame, path, out);
        return;
    }
    struct branch_memory memory = branch_memory_of(walker, call, frame, path);
    const struct branch_value *known =
        mode == MODE_VALUE ? branch_recall(walker, &memory, path) : NULL;
    if (known) {
        branch_found_add(walker, out, path, *known);
        return;
    }
    struct branch_leaves leaves = {0};
    const char *reason = NULL;
    uint32_t null_claims = walker->null_claims;
    if (branch_call_leaves(walker, call, frame, path, &leaves, &reason)) {
        struct branch_values found = {0};
        leaves_value(walker, call, &leaves, branch_call_is_scalar(call), frame, mode, null_claims,
                     path, &found);
        remember_all(walker, &memory, mode, &found, out);
        return;
    }
    struct branch_values values = {0};
    if (branch_caller(walker, call, frame, path, &values)) {
        list_each (struct branch_found, found, &values)
            branch_found_add(walker, out, found.path,
                             mode == MODE_ELEMENTS ? branch_value_elements(walker, found.value)
                                                   : found.value);
        return;
    }
    if (reason)
        branch_combine(walker, call, reason, false, frame, path, out);
    else
        builtin_value(walker, call, mode, frame, path, out);
}
