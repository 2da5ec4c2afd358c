// Evaluates a DO block's expressions. Logic has four values: what is not known is carried along, so
// that `false AND unknown` is false and nothing is guessed. Queries are in sql_do_query.c.
#include "read/sql_do_value.h"

#include "design/identifier.h"

// ---- values -------------------------------------------------------------------------------------

struct value value_text(const char *text)
{
    return text ? (struct value){.kind = VALUE_TEXT, .text = text}
                : (struct value){.kind = VALUE_NULL};
}

struct value value_boolean(bool boolean)
{
    return (struct value){.kind = VALUE_BOOLEAN, .boolean = boolean};
}

struct value value_object(const char *schema, const char *name)
{
    return (struct value){.kind = VALUE_OBJECT, .schema = schema, .text = name};
}

static const struct value unknown = {.kind = VALUE_UNKNOWN};
static const struct value null = {.kind = VALUE_NULL};

static bool is_on_search_path(struct replay *replay, const char *schema)
{
    list_each (const char *, searched, &replay->search_path)
        if (strcmp(searched, schema) == 0)
            return true;
    return strcmp(schema, "pg_catalog") == 0;
}

const char *value_string(struct replay *replay, const struct value *value)
{
    switch (value->kind) {
    case VALUE_TEXT:
        return value->text;
    case VALUE_BOOLEAN:
        return value->boolean ? "t" : "f";
    case VALUE_OBJECT: {
        struct text text;
        text_init(&text);
        bool qualified = value->schema && !is_on_search_path(replay, value->schema);
        if (!strchr(value->text, '(')) {
            identifier_print_qualified(&text, qualified ? value->schema : NULL, value->text);
        } else { // a function with its arguments is quoted where it must be already
            if (qualified) {
                identifier_print(&text, value->schema);
                text_add_char(&text, '.');
            }
            text_add(&text, value->text);
        }
        char *copy = arena_copy_string(replay->scratch, text.string);
        text_release(&text);
        return copy;
    }
    case VALUE_RECORD:
        return value->count == 1 ? value_string(replay, &value->items[0]) : NULL;
    default:
        return NULL;
    }
}

// ---- from text ----------------------------------------------------------------------------------

static struct query *parse_query(struct evaluation *evaluation, const char *text)
{
    struct replay *replay = evaluation->replay;
    struct tree_problem problem;
    const PgQuery__ParseResult *tree = tree_parse(replay, text, &problem);
    if (!tree || tree->n_stmts != 1 || !tree->stmts[0]->stmt ||
        tree->stmts[0]->stmt->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
        return NULL;
    bool was_fixed = replay->is_place_fixed;
    replay->is_place_fixed = true; // the text's offsets are none of the file's
    struct query *query = tree_query(replay, tree->stmts[0]->stmt);
    replay->is_place_fixed = was_fixed;
    return query;
}

struct expression *evaluation_parse_expression(struct evaluation *evaluation, const char *text)
{
    struct query *query =
        parse_query(evaluation, arena_format(evaluation->replay->scratch, "SELECT %s", text));
    if (!query || query->kind != QUERY_SELECT || query->outputs.count != 1 || query->from.count > 0)
        return NULL;
    return query->outputs.items[0].expression;
}

struct query *evaluation_parse_query(struct evaluation *evaluation, const char *text)
{
    return parse_query(evaluation, text);
}

// ---- comparisons --------------------------------------------------------------------------------

static struct value compare(struct replay *replay, const struct value *a, const struct value *b)
{
    if (a->kind == VALUE_UNKNOWN || b->kind == VALUE_UNKNOWN)
        return unknown;
    if (a->kind == VALUE_NULL || b->kind == VALUE_NULL)
        return null;
    if (a->kind == VALUE_OBJECT && b->kind == VALUE_OBJECT)
        return value_boolean(string_equal(a->text, b->text) && string_equal(a->schema, b->schema));
    if (a->kind == VALUE_BOOLEAN && b->kind == VALUE_BOOLEAN)
        return value_boolean(a->boolean == b->boolean);
    if (a->kind == VALUE_OBJECT && b->kind == VALUE_TEXT) {
        // A literal beside an oid is read as regclass.
        struct value object = catalog_relation(replay, b->text);
        return object.kind == VALUE_OBJECT ? compare(replay, a, &object) : unknown;
    }
    if (b->kind == VALUE_OBJECT && a->kind == VALUE_TEXT)
        return compare(replay, b, a);
    if (a->kind == VALUE_TEXT && b->kind == VALUE_TEXT)
        return value_boolean(strcmp(a->text, b->text) == 0);
    return unknown;
}

static struct value negate(struct value value)
{
    if (value.kind == VALUE_BOOLEAN)
        value.boolean = !value.boolean;
    return value.kind == VALUE_BOOLEAN || value.kind == VALUE_NULL ? value : unknown;
}

// LIKE without ESCAPE. The pattern's wildcards are tried from the left, bounded by the lengths'
// product.
static bool like(const char *text, const char *pattern, bool folds)
{
    const char *star = NULL, *resume = NULL;
    while (*text) {
        if (*pattern == '%') {
            star = pattern++;
            resume = text;
            continue;
        }
        bool escaped = *pattern == '\\' && pattern[1];
        char wanted = escaped ? pattern[1] : *pattern;
        bool matches = (!escaped && wanted == '_') ||
                       (folds ? strncasecmp(text, &wanted, 1) == 0 : *text == wanted);
        if (*pattern && matches) {
            text++;
            pattern += escaped ? 2 : 1;
        } else if (star) {
            pattern = star + 1;
            text = ++resume;
        } else {
            return false;
        }
    }
    while (*pattern == '%')
        pattern++;
    return !*pattern;
}

static struct value evaluate_like(struct evaluation *evaluation,
                                  const struct expression *expression)
{
    if (expression->operands.count != 2 || strstr(expression->name, "SIMILAR"))
        return unknown;
    struct value a = evaluate(evaluation, expression->operands.items[0]);
    struct value b = evaluate(evaluation, expression->operands.items[1]);
    if (a.kind == VALUE_NULL || b.kind == VALUE_NULL)
        return null;
    if (a.kind != VALUE_TEXT || b.kind != VALUE_TEXT)
        return unknown;
    bool matches = like(a.text, b.text, strstr(expression->name, "ILIKE") != NULL);
    return value_boolean(matches != string_starts_with(expression->name, "NOT"));
}

// left = ANY (array), left <> ALL (array)
static struct value evaluate_array_test(struct evaluation *evaluation,
                                        const struct expression *expression)
{
    bool is_any = expression->kind == EXPRESSION_ANY;
    const char *wanted = is_any ? "=" : "<>";
    if (expression->operands.count != 2 || !string_equal(expression->name, wanted))
        return unknown;
    struct value left = evaluate(evaluation, expression->operands.items[0]);
    struct value array = evaluate(evaluation, expression->operands.items[1]);
    if (array.kind != VALUE_ARRAY)
        return unknown;
    bool is_uncertain = false, is_null = false;
    for (uint32_t i = 0; i < array.count; i++) {
        struct value equal = compare(evaluation->replay, &left, &array.items[i]);
        if (equal.kind == VALUE_BOOLEAN && equal.boolean)
            return value_boolean(is_any);
        is_uncertain |= equal.kind == VALUE_UNKNOWN;
        is_null |= equal.kind == VALUE_NULL;
    }
    return is_uncertain ? unknown : is_null ? null : value_boolean(!is_any);
}

// ---- logic --------------------------------------------------------------------------------------

static struct value evaluate_logic(struct evaluation *evaluation,
                                   const struct expression *expression)
{
    bool decides = expression->kind == EXPRESSION_OR; // one such operand decides
    bool is_uncertain = false, is_null = false;
    list_each (struct expression *, operand, &expression->operands) {
        struct value value = evaluate(evaluation, operand);
        if (value.kind == VALUE_BOOLEAN && value.boolean == decides)
            return value_boolean(decides);
        is_null |= value.kind == VALUE_NULL;
        is_uncertain |= value.kind != VALUE_BOOLEAN && value.kind != VALUE_NULL;
    }
    return is_uncertain ? unknown : is_null ? null : value_boolean(!decides);
}

static struct value evaluate_operator(struct evaluation *evaluation,
                                      const struct expression *expression)
{
    if (expression->operands.count != 2)
        return unknown;
    struct value a = evaluate(evaluation, expression->operands.items[0]);
    struct value b = evaluate(evaluation, expression->operands.items[1]);
    const char *name = expression->name;
    if (strcmp(name, "=") == 0)
        return compare(evaluation->replay, &a, &b);
    if (strcmp(name, "<>") == 0 || strcmp(name, "!=") == 0)
        return negate(compare(evaluation->replay, &a, &b));
    if (strcmp(name, "||") == 0) {
        if (a.kind == VALUE_NULL || b.kind == VALUE_NULL)
            return null;
        const char *left = value_string(evaluation->replay, &a);
        const char *right = value_string(evaluation->replay, &b);
        if (!left || !right)
            return unknown;
        return value_text(arena_format(evaluation->replay->scratch, "%s%s", left, right));
    }
    return unknown;
}

static struct value evaluate_truth(struct evaluation *evaluation,
                                   const struct expression *expression)
{
    struct value value = evaluate(evaluation, expression->operands.items[0]);
    if (value.kind == VALUE_UNKNOWN || !expression->name)
        return unknown;
    bool negated = strstr(expression->name, "NOT") != NULL;
    bool is_so = strstr(expression->name, "TRUE")    ? value.kind == VALUE_BOOLEAN && value.boolean
                 : strstr(expression->name, "FALSE") ? value.kind == VALUE_BOOLEAN && !value.boolean
                                                     : value.kind == VALUE_NULL;
    return value_boolean(is_so != negated);
}

// ---- names --------------------------------------------------------------------------------------

static const struct value *row_column(const struct row *row, const char *name)
{
    for (uint32_t i = 0; i < row->count; i++)
        if (string_equal(row->names[i], name))
            return &row->values[i];
    return NULL;
}

static struct value record_field(const struct value *record, const char *name)
{
    for (uint32_t i = 0; record->kind == VALUE_RECORD && i < record->count; i++)
        if (string_equal(record->names[i], name))
            return record->items[i];
    return unknown;
}

static struct value evaluate_name(struct evaluation *evaluation,
                                  const struct expression *expression)
{
    const char *qualifier = expression->qualifier, *name = expression->name;
    if (expression->schema || !name)
        return unknown;
    for (uint32_t i = evaluation->rows.count; i-- > 0;) {
        const struct bound_row *bound = &evaluation->rows.items[i];
        if (qualifier && !string_equal(qualifier, bound->alias))
            continue;
        const struct value *value = row_column(bound->row, name);
        if (value)
            return *value;
        if (qualifier)
            return unknown;
    }
    for (uint32_t i = evaluation->variables.count; i-- > 0;) {
        const struct variable *variable = &evaluation->variables.items[i];
        if (strcasecmp(variable->name, qualifier ? qualifier : name) != 0)
            continue;
        if (qualifier)
            return record_field(&variable->value, name);
        // A scalar variable of a loop over one column.
        if (variable->value.kind == VALUE_RECORD && variable->value.count == 1)
            return variable->value.items[0];
        return variable->value;
    }
    return unknown;
}

// ---- the whole ----------------------------------------------------------------------------------

// A function by its signature, which takes the parser to read; a query may ask it for every row.
static struct value named_function(struct evaluation *evaluation, const char *signature)
{
    struct arena *scratch = evaluation->replay->scratch;
    struct value *known = map_get(&evaluation->functions, signature);
    if (!known) {
        known = arena_make(scratch, struct value);
        *known = catalog_function(evaluation->replay, signature);
        map_set(scratch, &evaluation->functions, signature, known);
    }
    return *known;
}

static struct value evaluate_cast(struct evaluation *evaluation,
                                  const struct expression *expression)
{
    const struct type_name *type = expression->type;
    if (!type || expression->operands.count != 1)
        return unknown;
    struct value value = evaluate(evaluation, expression->operands.items[0]);
    struct replay *replay = evaluation->replay;
    if (type->dimensions > 0)
        return value.kind == VALUE_TEXT ? array_from_text(replay, value.text) : value;
    const char *name = type->name;
    if (strcmp(name, "regclass") == 0)
        value = value.kind == VALUE_TEXT ? catalog_relation(replay, value.text) : value;
    else if (strcmp(name, "regtype") == 0)
        value = value.kind == VALUE_TEXT ? catalog_type(replay, value.text) : value;
    else if (strcmp(name, "regprocedure") == 0 || strcmp(name, "regproc") == 0)
        value = value.kind == VALUE_TEXT ? named_function(evaluation, value.text) : value;
    else if (strcmp(name, "regnamespace") == 0)
        value = value.kind == VALUE_TEXT ? value_object(NULL, value.text) : value;
    else if (strcmp(name, "bool") == 0 && value.kind == VALUE_TEXT)
        return strcasecmp(value.text, "true") == 0    ? value_boolean(true)
               : strcasecmp(value.text, "false") == 0 ? value_boolean(false)
                                                      : unknown;
    else if (value.kind == VALUE_OBJECT &&
             (strcmp(name, "text") == 0 || strcmp(name, "name") == 0 ||
              strcmp(name, "varchar") == 0))
        return value_text(value_string(replay, &value));
    // A cast to regclass of what does not exist is an error, not NULL.
    bool is_register = string_starts_with(name, "reg");
    return is_register && value.kind == VALUE_NULL ? unknown : value;
}

static struct value evaluate_array(struct evaluation *evaluation,
                                   const struct expression *expression)
{
    uint32_t count = expression->operands.count;
    struct value *items = arena_allocate(evaluation->replay->scratch, count * sizeof *items);
    for (uint32_t i = 0; i < count; i++)
        items[i] = evaluate(evaluation, expression->operands.items[i]);
    return (struct value){.kind = VALUE_ARRAY, .items = items, .count = count};
}

static struct value evaluate_coalesce(struct evaluation *evaluation,
                                      const struct expression *expression)
{
    list_each (struct expression *, operand, &expression->operands) {
        struct value value = evaluate(evaluation, operand);
        if (value.kind != VALUE_NULL)
            return value;
    }
    return null;
}

struct value evaluate(struct evaluation *evaluation, const struct expression *expression)
{
    if (!expression || evaluation->steps > EVALUATION_STEPS)
        return unknown;
    struct value value;
    switch (expression->kind) {
    case EXPRESSION_NULL:
        return null;
    case EXPRESSION_BOOLEAN:
        return value_boolean(expression->boolean);
    case EXPRESSION_NUMBER:
    case EXPRESSION_STRING:
        return value_text(expression->name);
    case EXPRESSION_COLUMN:
        return evaluate_name(evaluation, expression);
    case EXPRESSION_AND:
    case EXPRESSION_OR:
        return evaluate_logic(evaluation, expression);
    case EXPRESSION_NOT:
        return negate(evaluate(evaluation, expression->operands.items[0]));
    case EXPRESSION_OPERATOR:
        return evaluate_operator(evaluation, expression);
    case EXPRESSION_ANY:
    case EXPRESSION_ALL:
        return evaluate_array_test(evaluation, expression);
    case EXPRESSION_LIKE:
        return evaluate_like(evaluation, expression);
    case EXPRESSION_IS_NULL:
    case EXPRESSION_IS_NOT_NULL:
        value = evaluate(evaluation, expression->operands.items[0]);
        return value.kind == VALUE_UNKNOWN
                   ? unknown
                   : value_boolean((value.kind == VALUE_NULL) ==
                                   (expression->kind == EXPRESSION_IS_NULL));
    case EXPRESSION_IS_TRUTH:
        return evaluate_truth(evaluation, expression);
    case EXPRESSION_CALL:
        return evaluate_call(evaluation, expression);
    case EXPRESSION_CAST:
        return evaluate_cast(evaluation, expression);
    case EXPRESSION_COALESCE:
        return evaluate_coalesce(evaluation, expression);
    case EXPRESSION_ARRAY:
        return evaluate_array(evaluation, expression);
    case EXPRESSION_EXISTS:
        return evaluate_exists(evaluation, expression->query);
    case EXPRESSION_SUBQUERY:
        return evaluate_subquery(evaluation, expression->query);
    default:
        return unknown;
    }
}
