// Values: whose value an expression is. Casts, lower() and the like keep what they are given; a
// part of a column (doc ->> 'key', list[1], split_part) is an element of it; what gives one of
// several values, as COALESCE and a subquery do, has a path for each. The rest is unknown, with
// what it reads.
#include "link/branch_part.h"
#include "link/name.h"
#include "link/query_part.h"

// ---- making values ----------------------------------------------------------------------------------

void branch_found_add(struct branch_walker *walker, struct branch_values *out,
                      const struct branch_path *path, struct branch_value value)
{
    list_add(walker->scratch, out, (struct branch_found){path, value});
}

struct branch_value branch_value_null(struct expression *expression)
{
    return (struct branch_value){.term = {.kind = TERM_CONSTANT, .expression = expression},
                                 .is_null = true};
}

struct branch_value branch_value_constant(const char *text, struct expression *expression)
{
    return (struct branch_value){
        .term = {.kind = TERM_CONSTANT, .text = text, .expression = expression},
        .is_never_null = true};
}

struct branch_value branch_value_unknown(struct expression *expression, const char *reason)
{
    return (struct branch_value){.term = {.kind = TERM_UNKNOWN, .expression = expression},
                                 .reason = reason};
}

struct branch_value branch_value_elements(struct branch_walker *walker, struct branch_value value)
{
    (void)walker;
    if (value.term.kind == TERM_COLUMN)
        value.term.kind = TERM_ELEMENT;
    if (value.term.kind == TERM_ELEMENT || value.term.kind == TERM_CLAIM)
        value.is_loose = true;
    return value;
}

struct term_list branch_value_parts(struct branch_walker *walker, const struct branch_value *value)
{
    struct term_list parts = {0};
    if (value->term.kind == TERM_UNKNOWN)
        return value->parts;
    if (value->term.kind != TERM_CONSTANT)
        list_add(walker->arena, &parts, value->term);
    return parts;
}

struct term_list branch_parts_both(struct branch_walker *walker, const struct branch_value *left,
                                   const struct branch_value *right)
{
    struct term_list first = branch_value_parts(walker, left), parts = {0};
    list_each (struct term, part, &first)
        list_add(walker->arena, &parts, part);
    struct term_list second = branch_value_parts(walker, right);
    list_each (struct term, part, &second)
        list_add(walker->arena, &parts, part);
    return parts;
}

struct expression *branch_behind(struct expression *expression, const struct branch_frame **frame)
{
    for (int at = 0; at < 64; at++) {
        expression = expression_bare(expression);
        if (!expression)
            return NULL;
        if (expression->kind == EXPRESSION_PARAMETER) {
            const char *argument = NULL;
            const struct branch_frame *inner = *frame;
            struct expression *operand = branch_operand(expression, &inner, &argument);
            if (!operand)
                return expression;
            *frame = inner;
            expression = operand;
            continue;
        }
        const struct query *query =
            expression->kind == EXPRESSION_SUBQUERY ? expression->query : NULL;
        if (!query || query->kind != QUERY_SELECT || query->from.count > 0 || query->where ||
            query->having || query->limit || query->offset || query->outputs.count != 1 ||
            !query->outputs.items[0].expression)
            return expression;
        expression = query->outputs.items[0].expression;
    }
    return expression;
}

// ---- constants --------------------------------------------------------------------------------------

static void constant_value(struct branch_walker *walker, struct expression *expression,
                           enum branch_mode mode, const struct branch_path *path,
                           struct branch_values *out)
{
    if (expression->kind == EXPRESSION_NULL) {
        branch_found_add(walker, out, path, branch_value_null(expression));
        return;
    }
    const char *text = expression->kind == EXPRESSION_BOOLEAN
                           ? (expression->boolean ? "true" : "false")
                           : expression->name;
    if (mode == MODE_VALUE) {
        branch_found_add(walker, out, path, branch_value_constant(text, expression));
        return;
    }
    // '{a,b}' as an array; anything quoted or nested, and documents, are left as they are.
    size_t length = strlen(text);
    if (length < 2 || text[0] != '{' || text[length - 1] != '}' || strpbrk(text, "\"\\:") ||
        strchr(text + 1, '{')) {
        branch_found_add(walker, out, path, branch_value_unknown(expression, NULL));
        return;
    }
    const char *at = text + 1, *end = text + length - 1;
    while (at < end) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma ? comma : end;
        const char *item = arena_copy(walker->arena, at, (size_t)(stop - at));
        branch_found_add(walker, out, path, branch_value_constant(item, NULL));
        at = stop + 1;
    }
}

static bool type_takes_empty(const struct type_name *type)
{
    static const char *const names[] = {"text", "varchar", "bpchar", "name", "bytea", "citext"};
    if (!type || !type->is_known)
        return true;
    if (type->dimensions)
        return false;
    if (type->type && type->type->kind == TYPE_DOMAIN)
        return true;
    for (size_t at = 0; at < array_length(names); at++)
        if (strcmp(names[at], type->name) == 0)
            return true;
    return false;
}

// A cast that may make unequal values equal, or the reverse; between text and uuid it does not.
static bool cast_is_loose(const struct expression *cast)
{
    static const char *const plain[] = {"text", "varchar", "uuid", "bool", "int4", "int8", "name"};
    const struct type_name *type = cast->type;
    if (!type || type->dimensions)
        return true;
    if (type->type)
        return type->type->kind != TYPE_ENUM;
    for (size_t at = 0; at < array_length(plain); at++)
        if (strcmp(plain[at], type->name) == 0)
            return false;
    return true;
}

static void cast_value(struct branch_walker *walker, struct expression *cast, enum branch_mode mode,
                       const struct branch_frame *frame, const struct branch_path *path,
                       struct branch_values *out)
{
    struct branch_values inner = {0};
    branch_value(walker, cast->operands.items[0], mode, frame, path, &inner);
    list_each (struct branch_found, found, &inner) {
        struct branch_value value = found.value;
        bool is_empty = value.term.kind == TERM_CONSTANT && !value.is_null && !*value.term.text;
        if (is_empty && !type_takes_empty(cast->type))
            continue; // an error, which lets nothing through
        if (value.term.kind == TERM_CONSTANT && !value.is_null && mode == MODE_VALUE)
            value.term.expression = cast;
        value.is_loose |= cast_is_loose(cast) && mode == MODE_VALUE;
        branch_found_add(walker, out, found.path, value);
    }
}

// ---- parts of documents and arrays --------------------------------------------------------------------

// The key or index as a constant; NULL where it is none.
static const char *constant_text(struct expression *expression, const struct branch_frame *frame)
{
    struct expression *bare = branch_behind(expression, &frame);
    return bare && (bare->kind == EXPRESSION_STRING || bare->kind == EXPRESSION_NUMBER) ? bare->name
                                                                                        : NULL;
}

static struct branch_value member(struct branch_walker *walker, struct branch_value value,
                                  const char *key, struct expression *expression)
{
    if (value.is_null)
        return value;
    switch (value.term.kind) {
    case TERM_CLAIM:
        return branch_claim_key(walker, &value, key, expression);
    case TERM_COLUMN:
    case TERM_ELEMENT:
        value.term.text = value.term.kind == TERM_ELEMENT && value.term.text && key
                              ? arena_format(walker->arena, "%s.%s", value.term.text, key)
                          : key ? key
                                : value.term.text;
        value.term.kind = TERM_ELEMENT;
        value.term.expression = expression;
        value.is_never_null = false;
        value.is_loose = !key;
        return value;
    default: {
        struct branch_value made = branch_value_unknown(expression, value.reason);
        made.parts = branch_value_parts(walker, &value);
        return made;
    }
    }
}

// '{app_metadata,org_id}' and ARRAY['app_metadata', 'org_id'] as keys; false where they are not
// known.
static bool path_keys(struct branch_walker *walker, struct expression *expression,
                      const struct branch_frame *frame, struct name_list *keys)
{
    struct expression *bare = branch_behind(expression, &frame);
    if (!bare)
        return false;
    if (bare->kind == EXPRESSION_ARRAY) {
        list_each (struct expression *, item, &bare->operands) {
            const char *key = constant_text(item, frame);
            if (!key)
                return false;
            list_add(walker->scratch, keys, key);
        }
        return true;
    }
    if (bare->kind != EXPRESSION_STRING || bare->name[0] != '{' || strpbrk(bare->name, "\"\\"))
        return false;
    const char *at = bare->name + 1;
    while (*at && *at != '}') {
        size_t length = strcspn(at, ",}");
        list_add(walker->scratch, keys, arena_copy(walker->arena, at, length));
        at += length + (at[length] == ',');
    }
    return true;
}

static bool is_document_operator(const char *name)
{
    return name && (strcmp(name, "->") == 0 || strcmp(name, "->>") == 0 ||
                    strcmp(name, "#>") == 0 || strcmp(name, "#>>") == 0);
}

static void add_member(struct branch_walker *walker, struct branch_value value,
                       enum branch_mode mode, const struct branch_path *path,
                       struct branch_values *out)
{
    branch_found_add(walker, out, path,
                     mode == MODE_ELEMENTS ? branch_value_elements(walker, value) : value);
}

static void document_value(struct branch_walker *walker, struct expression *expression,
                           enum branch_mode mode, const struct branch_frame *frame,
                           const struct branch_path *path, struct branch_values *out)
{
    struct branch_values values = {0};
    branch_value(walker, expression->operands.items[0], MODE_VALUE, frame, path, &values);
    struct name_list keys = {0};
    bool is_path = expression->name[0] == '#', is_known = true;
    if (is_path) {
        is_known = path_keys(walker, expression->operands.items[1], frame, &keys);
    } else {
        const char *key = constant_text(expression->operands.items[1], frame);
        is_known = key != NULL;
        list_add(walker->scratch, &keys, key);
    }
    list_each (struct branch_found, found, &values) {
        struct branch_value value = found.value;
        if (!is_known && value.term.kind == TERM_CLAIM) {
            struct branch_value made = branch_value_unknown(expression, NULL);
            made.parts = branch_value_parts(walker, &value);
            value = made;
        } else if (!is_known) {
            value = member(walker, value, NULL, expression);
        } else {
            list_each (const char *, key, &keys)
                value = member(walker, value, key, expression);
        }
        add_member(walker, value, mode, found.path, out);
    }
}

static void subscript_value(struct branch_walker *walker, struct expression *expression,
                            enum branch_mode mode, const struct branch_frame *frame,
                            const struct branch_path *path, struct branch_values *out)
{
    if (expression->operands.count != 2) {
        branch_combine(walker, expression, NULL, true, frame, path, out);
        return;
    }
    const char *key = constant_text(expression->operands.items[1], frame);
    struct expression *bare = expression_bare(expression->operands.items[1]);
    bool is_key = bare && bare->kind == EXPRESSION_STRING;
    struct branch_values values = {0};
    branch_value(walker, expression->operands.items[0], is_key ? MODE_VALUE : MODE_ELEMENTS, frame,
                 path, &values);
    list_each (struct branch_found, found, &values) {
        struct branch_value value = found.value;
        if (is_key || value.term.kind == TERM_COLUMN || value.term.kind == TERM_ELEMENT)
            value = member(walker, value, key, expression);
        value.is_never_null = value.is_never_null && value.term.kind == TERM_CLAIM;
        add_member(walker, value, mode, found.path, out);
    }
}

// (row).field
static void field_value(struct branch_walker *walker, struct expression *expression,
                        enum branch_mode mode, const struct branch_frame *frame,
                        const struct branch_path *path, struct branch_values *out)
{
    struct expression *value = branch_behind(expression->operands.items[0], &frame);
    if (value && value->kind == EXPRESSION_STAR && !value->operands.count && value->is_bound) {
        branch_item_value(walker, value->from, -1, expression->name, NULL, expression, mode, frame,
                          path, out);
        return;
    }
    branch_combine(walker, expression, NULL, true, frame, path, out);
}

// ---- what reads its operands --------------------------------------------------------------------------

static void add_all_parts(struct branch_walker *walker, struct term_list *parts,
                          const struct term_list *more)
{
    enum { PARTS_MOST = 32 };
    list_each (struct term, part, more)
        if (parts->count < PARTS_MOST)
            list_add(walker->arena, parts, part);
}

void branch_combine(struct branch_walker *walker, struct expression *expression, const char *reason,
                    bool is_strict, const struct branch_frame *frame,
                    const struct branch_path *path, struct branch_values *out)
{
    struct branch_values now = {0};
    branch_found_add(walker, &now, path, branch_value_unknown(expression, reason));
    list_each (struct expression *, operand, &expression->operands) {
        struct branch_values next = {0};
        if (!operand)
            continue;
        list_each (struct branch_found, before, &now) {
            struct branch_values values = {0};
            if (before.value.is_null) {
                branch_found_add(walker, &next, before.path, before.value);
                continue;
            }
            branch_value(walker, argument_value(operand), MODE_VALUE, frame, before.path, &values);
            list_each (struct branch_found, found, &values) {
                struct branch_value made = before.value;
                struct term_list parts = {0};
                if (is_strict && found.value.is_null) {
                    branch_found_add(walker, &next, found.path, found.value);
                    continue;
                }
                add_all_parts(walker, &parts, &made.parts);
                struct term_list more = branch_value_parts(walker, &found.value);
                add_all_parts(walker, &parts, &more);
                made.parts = parts;
                if (!made.reason)
                    made.reason = found.value.reason;
                made.is_null_claim |= found.value.is_null_claim;
                branch_found_add(walker, &next, found.path, made);
            }
        }
        if (next.count > BRANCH_MOST) {
            next.count = 1;
            next.items[0] = (struct branch_found){
                path, branch_value_unknown(expression, "it has too many alternatives")};
        }
        now = next;
    }
    list_each (struct branch_found, found, &now)
        branch_found_add(walker, out, found.path, found.value);
}

// 'folder/' || auth.uid() || '.png': of the one operand that is no constant. Each step to the
// operand keeps the order of || out of it.
static void concatenation_value(struct branch_walker *walker, struct expression *expression,
                                const struct branch_frame *frame, const struct branch_path *path,
                                struct branch_values *out)
{
    struct branch_values lefts = {0};
    branch_value(walker, expression->operands.items[0], MODE_VALUE, frame, path, &lefts);
    list_each (struct branch_found, left, &lefts) {
        struct branch_values rights = {0};
        branch_value(walker, expression->operands.items[1], MODE_VALUE, frame, left.path, &rights);
        list_each (struct branch_found, right, &rights) {
            struct branch_value *a = &left.value, *b = &right.value;
            if (a->is_null || b->is_null) {
                branch_found_add(walker, out, right.path, a->is_null ? *a : *b);
            } else if (a->term.kind == TERM_CONSTANT && b->term.kind == TERM_CONSTANT) {
                struct branch_value made = branch_value_constant(
                    arena_format(walker->arena, "%s%s", a->term.text, b->term.text), expression);
                made.is_null_claim = a->is_null_claim || b->is_null_claim;
                branch_found_add(walker, out, right.path, made);
            } else if (a->term.kind == TERM_CONSTANT || b->term.kind == TERM_CONSTANT) {
                struct branch_value made = a->term.kind == TERM_CONSTANT ? *b : *a;
                made.is_loose = true;
                branch_found_add(walker, out, right.path, made);
            } else {
                struct branch_value made =
                    branch_value_unknown(expression, a->reason ? a->reason : b->reason);
                made.parts = branch_parts_both(walker, a, b);
                branch_found_add(walker, out, right.path, made);
            }
        }
    }
}

// ---- one of several -------------------------------------------------------------------------------------

// The path on which the operand is null, as far as that can be said.
static const struct branch_path *null_path(struct branch_walker *walker, struct expression *operand,
                                           const struct branch_found *found)
{
    if (found->value.is_null)
        return found->value.is_null_claim ? branch_path_flag(walker, found->path, FLAG_NULL)
                                          : found->path;
    struct expression *test = arena_make(walker->arena, struct expression);
    test->kind = EXPRESSION_IS_NULL;
    test->place = operand->place;
    list_add(walker->arena, &test->operands, operand);
    struct branch_paths paths = {0};
    branch_null_test(walker, &found->value, test, TRUTH_TRUE, found->path, &paths);
    return paths.count ? paths.items[0] : NULL;
}

static void coalesce_value(struct branch_walker *walker, struct expression *expression,
                           enum branch_mode mode, const struct branch_frame *frame,
                           const struct branch_path *path, struct branch_values *out)
{
    struct branch_paths now = {0};
    branch_paths_add(walker, &now, path);
    list_each (struct expression *, operand, &expression->operands) {
        struct branch_paths next = {0};
        bool is_last = operand_at + 1 == expression->operands.count;
        list_each (const struct branch_path *, each, &now) {
            struct branch_values values = {0};
            branch_value(walker, operand, mode, frame, each, &values);
            list_each (struct branch_found, found, &values) {
                if (!found.value.is_null || is_last)
                    branch_found_add(walker, out, found.path, found.value);
                if (!found.value.is_never_null && !is_last)
                    branch_paths_add(walker, &next, null_path(walker, operand, &found));
            }
        }
        branch_paths_compress(walker, &next, 0, path);
        now = next;
    }
}

static void nullif_value(struct branch_walker *walker, struct expression *expression,
                         enum branch_mode mode, const struct branch_frame *frame,
                         const struct branch_path *path, struct branch_values *out)
{
    struct branch_values values = {0};
    branch_value(walker, expression->operands.items[0], mode, frame, path, &values);
    const char *other = constant_text(expression->operands.items[1], frame);
    list_each (struct branch_found, found, &values) {
        struct branch_value value = found.value;
        if (value.term.kind == TERM_CONSTANT && !value.is_null && other &&
            strcmp(value.term.text, other) == 0) {
            bool for_claim = value.is_null_claim;
            value = branch_value_null(expression);
            value.is_null_claim = for_claim;
        } else if (value.term.kind != TERM_CLAIM) {
            value.is_never_null = false;
        }
        branch_found_add(walker, out, found.path, value);
    }
}

bool branch_is_boolean(const struct expression *expression)
{
    switch (expression->kind) {
    case EXPRESSION_AND:
    case EXPRESSION_OR:
    case EXPRESSION_NOT:
    case EXPRESSION_LIKE:
    case EXPRESSION_BETWEEN:
    case EXPRESSION_DISTINCT:
    case EXPRESSION_IS_NULL:
    case EXPRESSION_IS_NOT_NULL:
    case EXPRESSION_IS_TRUTH:
    case EXPRESSION_EXISTS:
        return true;
    case EXPRESSION_OPERATOR: {
        static const char *const names[] = {"=",  "<>", "!=", "<",  "<=", ">",
                                            ">=", "@>", "<@", "&&", "?"};
        for (size_t at = 0; at < array_length(names); at++)
            if (expression->operands.count == 2 && string_equal(names[at], expression->name))
                return true;
        return false;
    }
    default:
        return branch_is_quantified(expression);
    }
}

static void boolean_value(struct branch_walker *walker, struct expression *expression,
                          const struct branch_frame *frame, const struct branch_path *path,
                          struct branch_values *out)
{
    static const char *const words[] = {"true", "false"};
    for (int at = 0; at < 3; at++) {
        struct branch_paths paths = {0};
        branch_condition(walker, expression, 1u << at, frame, path, &paths);
        list_each (const struct branch_path *, each, &paths)
            branch_found_add(walker, out, each,
                             at < 2 ? branch_value_constant(words[at], expression)
                                    : branch_value_null(expression));
    }
}

// ---- queries and calls ----------------------------------------------------------------------------------

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
                value = member(walker, value, constant_text(call->operands.items[at], frame), call);
            add_member(walker, value, mode, found.path, out);
        }
        return;
    }
    bool is_concatenation = strcmp(name, "concat") == 0 && call->operands.count == 2;
    if (is_concatenation) {
        concatenation_value(walker, call, frame, path, out);
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

static void subquery_value(struct branch_walker *walker, struct expression *expression,
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

static void call_value(struct branch_walker *walker, struct expression *call, enum branch_mode mode,
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

// ---- columns and parameters -----------------------------------------------------------------------------

static void column_value(struct branch_walker *walker, struct expression *expression,
                         enum branch_mode mode, const struct branch_frame *frame,
                         const struct branch_path *path, struct branch_values *out)
{
    if (!expression->is_bound) {
        branch_found_add(walker, out, path,
                         branch_value_unknown(
                             expression, arena_format(walker->arena, "the column %s is not known",
                                                      expression->name ? expression->name : "?")));
        return;
    }
    branch_item_value(walker, expression->from, reference_index(expression), expression->name,
                      expression->column, expression, mode, frame, path, out);
}

static void parameter_value(struct branch_walker *walker, struct expression *expression,
                            enum branch_mode mode, const struct branch_frame *frame,
                            const struct branch_path *path, struct branch_values *out)
{
    const char *argument = NULL;
    struct expression *operand = branch_operand(expression, &frame, &argument);
    if (operand) {
        branch_value(walker, operand, mode, frame, path, out);
        return;
    }
    if (!argument) {
        branch_found_add(walker, out, path,
                         branch_value_unknown(expression, "an argument is not followed"));
        return;
    }
    struct branch_value value = {.term = {.kind = TERM_ARGUMENT,
                                          .text = argument,
                                          .reads = READS_CHOICE,
                                          .expression = expression}};
    branch_found_add(walker, out, path, value);
}

static void array_value(struct branch_walker *walker, struct expression *expression,
                        enum branch_mode mode, const struct branch_frame *frame,
                        const struct branch_path *path, struct branch_values *out)
{
    if (mode == MODE_VALUE) {
        branch_combine(walker, expression, NULL, false, frame, path, out);
        return;
    }
    list_each (struct expression *, operand, &expression->operands)
        branch_value(walker, operand, MODE_VALUE, frame, path, out);
}

// ---- all of them --------------------------------------------------------------------------------------

static void dispatch(struct branch_walker *walker, struct expression *expression,
                     enum branch_mode mode, const struct branch_frame *frame,
                     const struct branch_path *path, struct branch_values *out)
{
    if (branch_is_boolean(expression)) {
        boolean_value(walker, expression, frame, path, out);
        return;
    }
    switch (expression->kind) {
    case EXPRESSION_NULL:
    case EXPRESSION_BOOLEAN:
    case EXPRESSION_NUMBER:
    case EXPRESSION_STRING:
        constant_value(walker, expression, mode, path, out);
        return;
    case EXPRESSION_KEYWORD:
        if (!branch_caller(walker, expression, frame, path, out))
            branch_found_add(walker, out, path, branch_value_unknown(expression, NULL));
        return;
    case EXPRESSION_PARAMETER:
        parameter_value(walker, expression, mode, frame, path, out);
        return;
    case EXPRESSION_COLUMN:
        column_value(walker, expression, mode, frame, path, out);
        return;
    case EXPRESSION_CAST:
        cast_value(walker, expression, mode, frame, path, out);
        return;
    case EXPRESSION_COLLATE:
        branch_value(walker, expression->operands.items[0], mode, frame, path, out);
        return;
    case EXPRESSION_COALESCE:
        coalesce_value(walker, expression, mode, frame, path, out);
        return;
    case EXPRESSION_NULLIF:
        nullif_value(walker, expression, mode, frame, path, out);
        return;
    case EXPRESSION_CASE:
        branch_case_value(walker, expression, mode, frame, path, out);
        return;
    case EXPRESSION_ARRAY:
        array_value(walker, expression, mode, frame, path, out);
        return;
    case EXPRESSION_SUBSCRIPT:
        subscript_value(walker, expression, mode, frame, path, out);
        return;
    case EXPRESSION_FIELD:
        field_value(walker, expression, mode, frame, path, out);
        return;
    case EXPRESSION_CALL:
        call_value(walker, expression, mode, frame, path, out);
        return;
    case EXPRESSION_SUBQUERY:
    case EXPRESSION_SUBQUERY_ARRAY:
        subquery_value(walker, expression, mode, frame, path, out);
        return;
    case EXPRESSION_OPERATOR:
        if (expression->operands.count == 2 && is_document_operator(expression->name)) {
            document_value(walker, expression, mode, frame, path, out);
            return;
        }
        if (expression->operands.count == 2 && string_equal(expression->name, "||") &&
            mode == MODE_VALUE) {
            concatenation_value(walker, expression, frame, path, out);
            return;
        }
        branch_combine(walker, expression, NULL, true, frame, path, out);
        return;
    case EXPRESSION_STAR:
        branch_found_add(walker, out, path, branch_value_unknown(expression, NULL));
        return;
    case EXPRESSION_OTHER:
        branch_combine(walker, expression,
                       arena_format(walker->arena, "%s is not followed",
                                    expression->name ? expression->name : "it"),
                       false, frame, path, out);
        return;
    default:
        branch_combine(walker, expression, NULL, false, frame, path, out);
    }
}

void branch_value(struct branch_walker *walker, struct expression *expression,
                  enum branch_mode mode, const struct branch_frame *frame,
                  const struct branch_path *path, struct branch_values *out)
{
    if (!expression) {
        branch_found_add(walker, out, path, branch_value_unknown(NULL, "it is not known"));
        return;
    }
    uint32_t first = out->count;
    if (!branch_enter(walker)) {
        branch_found_add(walker, out, path, branch_value_unknown(expression, branch_limit(walker)));
        return;
    }
    dispatch(walker, expression, mode, frame, path, out);
    if (out->count - first > 2 * BRANCH_MOST) {
        out->count = first;
        branch_found_add(walker, out, path,
                         branch_value_unknown(expression, "it has too many alternatives"));
    }
    branch_leave(walker);
}
