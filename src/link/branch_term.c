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

// A cast that leaves so little of a value that many have it in common.
static bool cast_takes_part(const struct type_name *type)
{
    static const char *const narrow[] = {"bool", "char", "bpchar", "date", "bit"};
    for (size_t at = 0; type && at < array_length(narrow); at++)
        if (string_equal(type->name, narrow[at]))
            return true;
    return type && (type->modifier_count > 0 || (type->type && type->type->kind == TYPE_ENUM));
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
        if (value.term.kind == TERM_CLAIM && cast_takes_part(cast->type))
            value.term.is_identity = false;
        branch_found_add(walker, out, found.path, value);
    }
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
void branch_concatenation_value(struct branch_walker *walker, struct expression *expression,
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

// NULLIF(a, b) is NULL where they are equal, and `a` elsewhere. Of a claim, what it is compared
// with is what stands for none.
static void nullif_one(struct branch_walker *walker, struct expression *expression,
                       const struct branch_found *found, const struct branch_frame *frame,
                       struct branch_values *out)
{
    struct branch_value value = found->value;
    struct expression *other = expression->operands.items[1];
    const char *text = branch_constant_text(other, frame);
    if (value.is_null || value.term.kind == TERM_CLAIM) {
        branch_found_add(walker, out, found->path, value);
        return;
    }
    if (value.term.kind == TERM_CONSTANT && text) {
        bool for_claim = value.is_null_claim;
        if (strcmp(value.term.text, text) == 0) {
            value = branch_value_null(expression);
            value.is_null_claim = for_claim;
        }
        branch_found_add(walker, out, found->path, value);
        return;
    }
    struct branch_values others = {0};
    struct branch_paths equal = {0};
    branch_found_add(walker, out, found->path, value);
    branch_value(walker, other, MODE_VALUE, frame, found->path, &others);
    list_each (struct branch_found, each, &others)
        branch_compare(walker, "=", &value, &each.value, expression, TRUTH_TRUE, each.path, &equal);
    list_each (const struct branch_path *, path, &equal)
        branch_found_add(walker, out, path, branch_value_null(expression));
}

static void nullif_value(struct branch_walker *walker, struct expression *expression,
                         enum branch_mode mode, const struct branch_frame *frame,
                         const struct branch_path *path, struct branch_values *out)
{
    struct branch_values values = {0};
    branch_value(walker, expression->operands.items[0], mode, frame, path, &values);
    list_each (struct branch_found, found, &values)
        nullif_one(walker, expression, &found, frame, out);
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

static bool is_document_operator(const char *name)
{
    return name && (strcmp(name, "->") == 0 || strcmp(name, "->>") == 0 ||
                    strcmp(name, "#>") == 0 || strcmp(name, "#>>") == 0);
}

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
        branch_subscript_value(walker, expression, mode, frame, path, out);
        return;
    case EXPRESSION_FIELD:
        branch_field_value(walker, expression, mode, frame, path, out);
        return;
    case EXPRESSION_CALL:
        branch_call_value(walker, expression, mode, frame, path, out);
        return;
    case EXPRESSION_SUBQUERY:
    case EXPRESSION_SUBQUERY_ARRAY:
        branch_subquery_value(walker, expression, mode, frame, path, out);
        return;
    case EXPRESSION_OPERATOR:
        if (expression->operands.count == 2 && is_document_operator(expression->name)) {
            branch_document_value(walker, expression, mode, frame, path, out);
            return;
        }
        if (expression->operands.count == 2 && string_equal(expression->name, "||") &&
            mode == MODE_VALUE) {
            branch_concatenation_value(walker, expression, frame, path, out);
            return;
        }
        branch_combine(walker, expression, branch_made_operator(walker, expression), true, frame,
                       path, out);
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
