// Whether a value can be null, where that is certain: NEVER is a promise, POSSIBLE says that data
// or a parameter can make it null, and all else is UNKNOWN.
#include "design/lookup.h"
#include "link/query_part.h"

static bool is_domain(const struct type_name *type)
{
    return type && !type->dimensions && type->type && type->type->kind == TYPE_DOMAIN;
}

// All must be NEVER; one that may be null makes the whole so.
static enum nullability worst(enum nullability a, enum nullability b)
{
    if (a == NULLABILITY_NEVER && b == NULLABILITY_NEVER)
        return NULLABILITY_NEVER;
    return a == NULLABILITY_POSSIBLE || b == NULLABILITY_POSSIBLE ? NULLABILITY_POSSIBLE
                                                                  : NULLABILITY_UNKNOWN;
}

static enum nullability worst_of_operands(struct linker *linker,
                                          const struct expression *expression, struct frame *frame)
{
    enum nullability result = NULLABILITY_NEVER;
    list_each (struct expression *, operand, &expression->operands)
        if (operand && result != NULLABILITY_POSSIBLE)
            result = worst(result, expression_nullability(linker, operand, frame));
    return result;
}

// One that is never null is enough.
static enum nullability best_of_operands(struct linker *linker, const struct expression *expression,
                                         struct frame *frame)
{
    enum nullability result = NULLABILITY_POSSIBLE;
    list_each (struct expression *, operand, &expression->operands) {
        enum nullability own = expression_nullability(linker, operand, frame);
        if (own == NULLABILITY_NEVER)
            return NULLABILITY_NEVER;
        if (own == NULLABILITY_UNKNOWN)
            result = NULLABILITY_UNKNOWN;
    }
    return result;
}

// ---- columns ----------------------------------------------------------------------------------------

static enum nullability column_nullability(struct linker *linker, const struct column *column)
{
    const struct relation *relation = column->relation;
    if (!relation)
        return NULLABILITY_UNKNOWN;
    if (relation_is_view(relation)) {
        if (!relation->query || relation->query->is_open ||
            relation->query->outputs.count != relation->columns.count)
            return NULLABILITY_UNKNOWN;
        list_each (struct column *, candidate, &relation->columns)
            if (candidate == column)
                return output_nullability(linker, relation->query, candidate_at, NULL);
        return NULLABILITY_UNKNOWN;
    }
    if (!relation_is_table(relation)) // a foreign table's NOT NULL is not enforced
        return NULLABILITY_UNKNOWN;
    if (column->is_not_null)
        return NULLABILITY_NEVER;
    return is_domain(column->type) ? NULLABILITY_UNKNOWN : NULLABILITY_POSSIBLE;
}

// A row of what a function in SQL lists. One that gives a single value gives null for no row.
static enum nullability function_nullability(struct linker *linker, const struct expression *call,
                                             uint32_t index, struct frame *frame)
{
    bool lists = call->function && call->function->returns && call->function->returns->is_setof;
    struct frame *inner = lists ? frame_enter(linker, call, frame) : NULL;
    if (!inner)
        return NULLABILITY_UNKNOWN;
    const struct function *function = inner->function;
    return output_nullability(linker, function->queries.items[function->queries.count - 1], index,
                              inner);
}

static enum nullability item_nullability(struct linker *linker, const struct from_item *item,
                                         uint32_t index, struct frame *frame)
{
    if (index >= item->outputs.count)
        return NULLABILITY_UNKNOWN;
    switch (item->kind) {
    case FROM_RELATION:
        if (item->query)
            return output_nullability(linker, item->query, index, frame);
        return item->outputs.items[index].column
                   ? column_nullability(linker, item->outputs.items[index].column)
                   : NULLABILITY_UNKNOWN;
    case FROM_QUERY:
        return item->query ? output_nullability(linker, item->query, index, frame)
                           : NULLABILITY_UNKNOWN;
    case FROM_FUNCTION: {
        bool is_set = false;
        if (item->has_ordinality && index + 1 == item->outputs.count)
            return NULLABILITY_NEVER;
        if (item->call && call_is_never_null(item->call))
            return NULLABILITY_NEVER;
        if (!item->call || call_document(item->call, &is_set))
            return item->call ? NULLABILITY_POSSIBLE : NULLABILITY_UNKNOWN;
        return function_nullability(linker, item->call, index, frame);
    }
    case FROM_JOIN:
        return NULLABILITY_UNKNOWN;
    }
    return NULLABILITY_UNKNOWN;
}

static enum nullability through_join(const struct linker *linker, const struct from_item *item,
                                     enum nullability inside)
{
    const struct item_fact *fact = linker_fact(linker, item);
    if (!fact || fact->is_excluded) // what ON CONFLICT meets may be null before it is refused
        return NULLABILITY_UNKNOWN;
    return fact->is_nullable ? NULLABILITY_POSSIBLE : inside;
}

static enum nullability reference_nullability(struct linker *linker,
                                              const struct expression *reference,
                                              struct frame *frame)
{
    if (!reference->is_bound || !reference->from)
        return NULLABILITY_UNKNOWN;
    enum nullability inside = NULLABILITY_UNKNOWN;
    if (reference->column) {
        inside = column_nullability(linker, reference->column);
    } else {
        int32_t index = reference_index(reference);
        if (index >= 0)
            inside = item_nullability(linker, reference->from, (uint32_t)index, frame);
    }
    return through_join(linker, reference->from, inside);
}

// ---- outputs ----------------------------------------------------------------------------------------

// GROUP BY ROLLUP and the like make nulls of what they group by.
static bool has_grouping_sets(const struct query *query)
{
    list_each (struct expression *, group, &query->group_by)
        if (group->kind == EXPRESSION_OTHER)
            return true;
    return false;
}

static enum nullability star_nullability(struct linker *linker, const struct output *output,
                                         struct frame *frame)
{
    const struct from_item *from = output->from;
    if (!from || output->from_index >= from->outputs.count)
        return NULLABILITY_UNKNOWN;
    return through_join(linker, from, item_nullability(linker, from, output->from_index, frame));
}

static enum nullability make_output(struct linker *linker, const struct query *query,
                                    uint32_t index, struct frame *frame)
{
    const struct output *output = &query->outputs.items[index];
    switch (query->kind) {
    case QUERY_UNION:
        return worst(output_nullability(linker, query->left, index, frame),
                     output_nullability(linker, query->right, index, frame));
    case QUERY_INTERSECT:
    case QUERY_EXCEPT:
        return output_nullability(linker, query->left, index, frame);
    case QUERY_VALUES: {
        enum nullability result = NULLABILITY_NEVER;
        list_each (struct expression *, row, &query->rows)
            result = index < row->operands.count
                         ? worst(result,
                                 expression_nullability(linker, row->operands.items[index], frame))
                         : NULLABILITY_UNKNOWN;
        return result;
    }
    case QUERY_OTHER:
        return NULLABILITY_UNKNOWN;
    default:
        if (has_grouping_sets(query) &&
            !(output->expression && call_is_never_null(output->expression)))
            return NULLABILITY_UNKNOWN;
        return output->expression ? expression_nullability(linker, output->expression, frame)
                                  : star_nullability(linker, output, frame);
    }
}

// Once per output: 1 + the answer is kept, UNKNOWN while it is being found (recursive WITH).
enum nullability output_nullability(struct linker *linker, const struct query *query,
                                    uint32_t index, struct frame *frame)
{
    if (!query || query->is_open || index >= query->outputs.count || !linker_step(linker))
        return NULLABILITY_UNKNOWN;
    const void *key = &query->outputs.items[index];
    uint32_t known = frame ? 0 : pointer_map_get(&linker->nullability, key);
    if (known)
        return (enum nullability)(known - 1);
    if (!frame)
        *pointer_map_at(linker->scratch, &linker->nullability, key) = 1 + NULLABILITY_UNKNOWN;
    enum nullability result = make_output(linker, query, index, frame);
    if (!frame)
        *pointer_map_at(linker->scratch, &linker->nullability, key) = 1 + result;
    return result;
}

// ---- expressions ------------------------------------------------------------------------------------

static bool is_plain_type(const struct type_name *type)
{
    static const char *const names[] = {
        "int2",  "int4", "int8",    "numeric",   "float4",      "float8",
        "text",  "date", "time",    "timestamp", "timestamptz", "interval",
        "jsonb", "bool", "varchar", "money",     "bytea",       "tsvector"};
    if (!type || !string_equal(type->schema, "pg_catalog"))
        return false;
    if (type->dimensions)
        return true;
    for (size_t at = 0; at < array_length(names); at++)
        if (strcmp(names[at], type->name) == 0)
            return true;
    return false;
}

// Operators that give a value for all values.
static bool operator_is_total(const struct expression *expression)
{
    static const char *const comparisons[] = {"=",  "<>", "!=", "<",  "<=",  ">",
                                              ">=", "~",  "~*", "!~", "!~*", "@>",
                                              "<@", "&&", "@@", "?",  "?|",  "?&"};
    static const char *const arithmetic[] = {"+", "-", "*", "/", "%", "||", "^"};
    for (size_t at = 0; at < array_length(comparisons); at++)
        if (string_equal(expression->name, comparisons[at]))
            return true;
    for (size_t at = 0; at < array_length(arithmetic); at++)
        if (string_equal(expression->name, arithmetic[at]))
            return is_plain_type(expression->value_type);
    return false;
}

// Rows are compared field by field.
static enum nullability compared_nullability(struct linker *linker,
                                             const struct expression *expression,
                                             struct frame *frame)
{
    enum nullability result = NULLABILITY_NEVER;
    list_each (struct expression *, operand, &expression->operands)
        result = worst(result, operand->kind == EXPRESSION_ROW
                                   ? worst_of_operands(linker, operand, frame)
                                   : expression_nullability(linker, operand, frame));
    return result;
}

static bool operator_can_lack(const char *name)
{
    return string_equal(name, "->") || string_equal(name, "->>") || string_equal(name, "#>") ||
           string_equal(name, "#>>");
}

// A group has a row at least, so an aggregate over values that are never null has a value; and an
// array or document of its values always.
static enum nullability aggregate_nullability(struct linker *linker, const struct expression *call,
                                              struct frame *frame)
{
    const struct query *query = NULL;
    list_each (struct expression *, operand, &call->operands)
        if (operand->kind == EXPRESSION_COLUMN && operand->from) {
            const struct item_fact *fact = linker_fact(linker, operand->from);
            query = fact ? fact->query : NULL;
        }
    if (call->function)
        return NULLABILITY_UNKNOWN;
    if (call->filter || !query || query->group_by.count == 0 || has_grouping_sets(query))
        return NULLABILITY_POSSIBLE;
    static const char *const names[] = {"sum",       "min",      "max",      "avg",
                                        "bool_and",  "bool_or",  "every",    "string_agg",
                                        "array_agg", "json_agg", "jsonb_agg"};
    bool is_plain = false;
    for (size_t at = 0; at < array_length(names); at++)
        is_plain |= string_equal(call->name, names[at]);
    if (!is_plain)
        return NULLABILITY_UNKNOWN;
    if (strstr(call->name, "array_agg") || strstr(call->name, "json"))
        return NULLABILITY_NEVER;
    return call->operands.count ? expression_nullability(linker, call->operands.items[0], frame)
                                : NULLABILITY_UNKNOWN;
}

static enum nullability call_nullability(struct linker *linker, const struct expression *call,
                                         struct frame *frame)
{
    if (call_is_never_null(call))
        return NULLABILITY_NEVER;
    if (call_is_aggregate(call))
        return aggregate_nullability(linker, call, frame);
    if (call->has_over)
        return string_equal(call->name, "lag") || string_equal(call->name, "lead")
                   ? NULLABILITY_POSSIBLE
                   : NULLABILITY_UNKNOWN;
    if (!call_keeps_not_null(call))
        return NULLABILITY_UNKNOWN;
    return worst_of_operands(linker, call, frame);
}

// CASE without ELSE has a NULL there.
static enum nullability case_nullability(struct linker *linker, const struct expression *choice,
                                         struct frame *frame)
{
    uint32_t count = choice->operands.count;
    if (count == 0 || !choice->operands.items[count - 1])
        return NULLABILITY_POSSIBLE;
    enum nullability result =
        expression_nullability(linker, choice->operands.items[count - 1], frame);
    for (uint32_t at = 2; at + 1 < count; at += 2)
        result = worst(result, expression_nullability(linker, choice->operands.items[at], frame));
    // A branch that may be null may never be taken.
    return result;
}

static enum nullability subquery_nullability(struct linker *linker,
                                             const struct expression *expression,
                                             struct frame *frame)
{
    const char *reason = NULL;
    if (!expression->query || query_rows(linker, expression->query, &reason) != ROWS_EXACTLY_ONE)
        return NULLABILITY_POSSIBLE;
    return output_nullability(linker, expression->query, 0, frame);
}

enum nullability expression_nullability(struct linker *linker, const struct expression *expression,
                                        struct frame *frame)
{
    if (!expression || !linker_step(linker))
        return NULLABILITY_UNKNOWN;
    switch (expression->kind) {
    case EXPRESSION_BOOLEAN:
    case EXPRESSION_NUMBER:
    case EXPRESSION_STRING:
    case EXPRESSION_ARRAY:
    case EXPRESSION_ROW:
    case EXPRESSION_DISTINCT:
    case EXPRESSION_IS_NULL:
    case EXPRESSION_IS_NOT_NULL:
    case EXPRESSION_IS_TRUTH:
    case EXPRESSION_EXISTS:
    case EXPRESSION_SUBQUERY_ARRAY:
        return NULLABILITY_NEVER;
    case EXPRESSION_NULL:
        return NULLABILITY_POSSIBLE;
    case EXPRESSION_PARAMETER:
        if (frame) {
            struct expression *operand = frame_operand(frame, expression);
            return operand ? expression_nullability(linker, operand, frame->outer)
                           : NULLABILITY_UNKNOWN;
        }
        return NULLABILITY_POSSIBLE;
    case EXPRESSION_KEYWORD:
        return string_equal(expression->name, "current_schema") || !expression->name
                   ? NULLABILITY_UNKNOWN
                   : NULLABILITY_NEVER;
    case EXPRESSION_COLUMN:
        return reference_nullability(linker, expression, frame);
    case EXPRESSION_CAST:
        // A cast of the design's own, or to a domain, may do anything.
        if (expression->operands.count != 1 || !expression->type || is_domain(expression->type) ||
            !string_equal(expression->type->schema, "pg_catalog")) {
            bool is_enum = expression->type && expression->type->type &&
                           expression->type->type->kind == TYPE_ENUM;
            if (!is_enum || expression->operands.count != 1)
                return NULLABILITY_UNKNOWN;
        }
        return expression_nullability(linker, expression->operands.items[0], frame);
    case EXPRESSION_COLLATE:
    case EXPRESSION_AND:
    case EXPRESSION_OR:
    case EXPRESSION_NOT:
    case EXPRESSION_LIKE:
    case EXPRESSION_BETWEEN:
        return worst_of_operands(linker, expression, frame);
    case EXPRESSION_ANY:
    case EXPRESSION_ALL:
        if (expression->operands.count == 2 &&
            expression->operands.items[1]->kind == EXPRESSION_ARRAY)
            return worst(expression_nullability(linker, expression->operands.items[0], frame),
                         worst_of_operands(linker, expression->operands.items[1], frame));
        return NULLABILITY_UNKNOWN;
    case EXPRESSION_OPERATOR:
        if (operator_is_total(expression))
            return compared_nullability(linker, expression, frame);
        return operator_can_lack(expression->name) ? NULLABILITY_POSSIBLE : NULLABILITY_UNKNOWN;
    case EXPRESSION_COALESCE:
    case EXPRESSION_GREATEST:
    case EXPRESSION_LEAST:
        return best_of_operands(linker, expression, frame);
    case EXPRESSION_NULLIF:
    case EXPRESSION_SUBSCRIPT:
        return NULLABILITY_POSSIBLE;
    case EXPRESSION_CASE:
        return case_nullability(linker, expression, frame);
    case EXPRESSION_CALL:
        return call_nullability(linker, expression, frame);
    case EXPRESSION_SUBQUERY:
        return subquery_nullability(linker, expression, frame);
    case EXPRESSION_STAR:
    case EXPRESSION_FIELD:
    case EXPRESSION_DEFAULT:
    case EXPRESSION_SUBQUERY_ANY:
    case EXPRESSION_SUBQUERY_ALL:
    case EXPRESSION_OTHER:
        return NULLABILITY_UNKNOWN;
    }
    return NULLABILITY_UNKNOWN;
}

// ---- what becomes of a NULL -------------------------------------------------------------------------

// Those of PostgreSQL whose every function is strict; || joins arrays too, which is not.
static bool is_strict_operator(const struct expression *expression)
{
    static const char *const names[] = {
        "=",  "<>", "!=", "<", "<=", ">",  ">=", "~",   "~*", "!~",  "!~*", "~~", "!~~",
        "@>", "<@", "&&", "?", "?|", "?&", "@@", "@?",  "+",  "-",   "*",   "/",  "%",
        "^",  "&",  "|",  "#", "<<", ">>", "->", "->>", "#>", "#>>", "#-",  "||"};
    for (size_t at = 0; at < array_length(names); at++)
        if (string_equal(expression->name, names[at]))
            return expression->value_type != NULL;
    return false;
}

static bool is_array(const struct expression *expression)
{
    return expression->kind == EXPRESSION_ARRAY || expression->kind == EXPRESSION_SUBQUERY_ARRAY ||
           (expression->value_type && expression->value_type->dimensions > 0);
}

static enum null_fate call_null_fate(const struct expression *call, uint32_t operand)
{
    if (call->is_aggregate || call->is_window || call->has_over)
        return call_is_never_null(call) ? NULL_STOPS : NULL_UNKNOWN;
    if (call->returns_set) // strict ones give no row then
        return call->is_strict ? NULL_STOPS : NULL_UNKNOWN;
    if (call->function ? call->function->is_strict : call->is_resolved && call->is_strict)
        return NULL_PASSES;
    if (call_is_never_null(call) || (string_equal(call->name, "concat_ws") && operand > 0))
        return NULL_STOPS;
    return NULL_UNKNOWN;
}

// GREATEST(a, b): the other where one is NULL.
static enum null_fate best_null_fate(const struct expression *expression, uint32_t operand)
{
    list_each (struct expression *, other, &expression->operands) {
        const struct expression *bare = expression_bare(other);
        if (other_at != operand && bare->kind != EXPRESSION_NULL &&
            bare->kind != EXPRESSION_PARAMETER)
            return NULL_STOPS;
    }
    return NULL_UNKNOWN;
}

enum null_fate operand_null_fate(const struct expression *expression, uint32_t operand)
{
    switch (expression->kind) {
    case EXPRESSION_OPERATOR:
        if (string_equal(expression->name, "||"))
            list_each (struct expression *, each, &expression->operands)
                if (is_array(each))
                    return best_null_fate(expression, operand);
        return is_strict_operator(expression) ? NULL_PASSES : NULL_UNKNOWN;
    case EXPRESSION_CALL:
        return call_null_fate(expression, operand);
    case EXPRESSION_GREATEST:
    case EXPRESSION_LEAST:
        return best_null_fate(expression, operand);
    case EXPRESSION_ARRAY:
    case EXPRESSION_ROW:
    case EXPRESSION_DISTINCT:
    case EXPRESSION_IS_NULL:
    case EXPRESSION_IS_NOT_NULL:
    case EXPRESSION_IS_TRUTH:
        return NULL_STOPS;
    case EXPRESSION_NOT:
    case EXPRESSION_LIKE:
    case EXPRESSION_FIELD:
        return NULL_PASSES;
    default:
        return NULL_UNKNOWN;
    }
}
