// Expressions and queries as SQL in one canonical form. Parentheses stand where PostgreSQL's
// grammar needs them, and in a few places more where it does not but a reader does (below IS and
// beside comparisons). Keywords are upper case, names are those of today: what a bound reference
// prints follows a RENAME. `x = ANY (ARRAY[a, b])` is written x IN (a, b); casts are x::type;
// `public` and `pg_catalog` are left out before what the design declares.
//
// The columns of a FROM item carry its alias always; those of the row that a policy or check is
// about carry the table's name inside a query only, as there they need it.
//
// What the model does not hold cannot be printed: OVER (... a, b) stands for any window over them,
// /* name */ (...) for a construct that is not understood, FOR UPDATE for any locking. Whoever
// compares texts looks for EXPRESSION_OTHER and has_over first.
#include "design/print.h"

// ---- names --------------------------------------------------------------------------------------

const char *print_schema(const char *schema)
{
    if (schema && (strcmp(schema, "public") == 0 || strcmp(schema, "pg_catalog") == 0))
        return NULL;
    return schema;
}

// Without an alias it is the table's name, and follows that.
const char *print_alias(const struct from_item *item)
{
    if (item->kind == FROM_RELATION && item->relation && string_equal(item->alias, item->name))
        return item->relation->name;
    return item->alias && *item->alias ? item->alias : NULL;
}

// Whether the columns of this item are those of a table or view, which columns of bound references
// then name; those of queries, CTEs and functions go by the names they were given.
static bool from_has_columns(const struct from_item *item)
{
    return item->kind == FROM_RELATION && item->relation && !item->query;
}

static const char *column_name(const struct expression *expression)
{
    bool follows = expression->column && (!expression->from || from_has_columns(expression->from));
    return follows ? expression->column->name : expression->name;
}

static void print_column(struct printer *printer, const struct expression *expression)
{
    const char *qualifier = expression->qualifier, *schema = expression->schema;
    if (expression->from) {
        qualifier = print_alias(expression->from);
        schema = NULL;
    } else if (expression->is_bound && expression->column && expression->column->relation) {
        // The row itself. NEW and OLD of a trigger stay: they are two rows of one table.
        bool is_trigger_row = qualifier &&
                              (strcmp(qualifier, "new") == 0 || strcmp(qualifier, "old") == 0) &&
                              strcmp(expression->column->relation->name, qualifier) != 0;
        schema = NULL;
        if (!is_trigger_row)
            qualifier = printer->query_depth > 0 ? expression->column->relation->name : NULL;
    }
    if (schema) {
        identifier_print(printer->out, schema);
        text_add_char(printer->out, '.');
    }
    const char *name = expression->kind == EXPRESSION_STAR ? NULL : column_name(expression);
    if (qualifier) {
        identifier_print(printer->out, qualifier);
        if (name || expression->kind == EXPRESSION_STAR)
            text_add_char(printer->out, '.');
    }
    if (name)
        identifier_print(printer->out, name);
    else if (expression->kind == EXPRESSION_STAR)
        text_add_char(printer->out, '*');
}

// (x).*, or a star as a column is.
static void print_star(struct printer *printer, const struct expression *expression)
{
    if (expression->operands.count == 0) {
        print_column(printer, expression);
        return;
    }
    text_add_char(printer->out, '(');
    print_expression(printer, expression->operands.items[0], LEVEL_LOWEST);
    text_add(printer->out, ").*");
}

static void print_operator(struct printer *printer, const struct expression *expression)
{
    const char *name = expression->name ? expression->name : "?";
    if (expression->schema) {
        text_add(printer->out, "OPERATOR(");
        identifier_print(printer->out, expression->schema);
        text_format(printer->out, ".%s)", name);
    } else {
        text_add(printer->out, strcmp(name, "!=") == 0 ? "<>" : name);
    }
}

// ---- the kinds ----------------------------------------------------------------------------------

// Operands from the one at `first`, with a separator between.
static void print_list(struct printer *printer, const struct expression *expression, uint32_t first,
                       const char *separator, enum level least)
{
    for (uint32_t i = first; i < expression->operands.count; i++) {
        if (i > first)
            text_add(printer->out, separator);
        print_expression(printer, expression->operands.items[i], least);
    }
}

static void print_operand(struct printer *printer, const struct expression *expression, uint32_t at,
                          enum level least)
{
    if (at < expression->operands.count)
        print_expression(printer, expression->operands.items[at], least);
}

static void print_bracketed_query(struct printer *printer, const struct query *query)
{
    text_add_char(printer->out, '(');
    print_query(printer, query);
    text_add_char(printer->out, ')');
}

// Left-associative operators take an operand of their own level on the left; comparisons, which do
// not associate, take nothing looser than arithmetic on either side.
static void print_binary(struct printer *printer, const struct expression *expression)
{
    enum level own = expression_level(expression);
    bool associates = own >= LEVEL_OPERATOR;
    if (expression->operands.count == 1) {
        // A space, since "- -1" without it begins a comment.
        print_operator(printer, expression);
        text_add_char(printer->out, ' ');
        print_operand(printer, expression, 0, LEVEL_SIGN);
        return;
    }
    print_operand(printer, expression, 0, associates ? own : LEVEL_OPERATOR);
    text_add_char(printer->out, ' ');
    print_operator(printer, expression);
    text_add_char(printer->out, ' ');
    print_operand(printer, expression, 1, associates ? own + 1 : LEVEL_OPERATOR);
}

// The left side, and what it is compared with through ANY or ALL.
static void print_quantified(struct printer *printer, const struct expression *expression)
{
    bool is_query =
        expression->kind == EXPRESSION_SUBQUERY_ANY || expression->kind == EXPRESSION_SUBQUERY_ALL;
    bool is_any = expression->kind == EXPRESSION_SUBQUERY_ANY || expression->kind == EXPRESSION_ANY;
    bool is_in = is_query ? expression_is_in_query(expression) : expression_is_in_list(expression);
    enum level own = expression_level(expression);
    print_operand(printer, expression, 0, own > LEVEL_OPERATOR ? own : LEVEL_OPERATOR);
    if (is_in) {
        text_add(printer->out, is_any ? " IN " : " NOT IN ");
    } else {
        text_add_char(printer->out, ' ');
        print_operator(printer, expression);
        text_add(printer->out, is_any ? " ANY " : " ALL ");
    }
    if (is_query) {
        print_bracketed_query(printer, expression->query);
        return;
    }
    text_add_char(printer->out, '(');
    if (is_in)
        print_list(printer, expression->operands.items[1], 0, ", ", LEVEL_LOWEST);
    else
        print_operand(printer, expression, 1, LEVEL_LOWEST);
    text_add_char(printer->out, ')');
}

// value LIKE pattern [ESCAPE escape]
static void print_like(struct printer *printer, const struct expression *expression)
{
    print_operand(printer, expression, 0, LEVEL_OPERATOR);
    text_format(printer->out, " %s ", expression->name ? expression->name : "LIKE");
    print_operand(printer, expression, 1, LEVEL_OPERATOR);
    if (expression->operands.count > 2) {
        text_add(printer->out, " ESCAPE ");
        print_operand(printer, expression, 2, LEVEL_OPERATOR);
    }
}

// An operand that is no value but a part of its construct, as the reader makes them.
static bool is_part(const struct expression *expression, const char *name)
{
    return expression->kind == EXPRESSION_OTHER && string_equal(expression->name, name);
}

// arguments [ORDER BY ...]
static void print_arguments(struct printer *printer, const struct expression *expression)
{
    uint32_t printed = 0;
    list_each (struct expression *, operand, &expression->operands) {
        if (is_part(operand, "over") || is_part(operand, "within group"))
            continue;
        if (is_part(operand, "order by")) {
            text_add(printer->out, " ORDER BY ");
            print_list(printer, operand, 0, ", ", LEVEL_LOWEST);
            continue;
        }
        text_add(printer->out, printed++ ? ", " : "");
        if (is_part(operand, "variadic")) {
            text_add(printer->out, "VARIADIC ");
            print_list(printer, operand, 0, ", ", LEVEL_LOWEST);
        } else if (is_part(operand, "named argument") && operand->qualifier) {
            identifier_print(printer->out, operand->qualifier);
            text_add(printer->out, " => ");
            print_list(printer, operand, 0, ", ", LEVEL_LOWEST);
        } else {
            print_expression(printer, operand, LEVEL_LOWEST);
        }
    }
}

static void print_call(struct printer *printer, const struct expression *expression)
{
    const struct function *function = expression->function;
    const char *name = expression->name ? expression->name : "";
    if (function)
        identifier_print_qualified(printer->out, print_schema(function->schema), function->name);
    else
        identifier_print_qualified(printer->out, expression->schema, name);
    text_add_char(printer->out, '(');
    text_add(printer->out, expression->is_star ? "*" : "");
    text_add(printer->out, expression->is_distinct ? "DISTINCT " : "");
    print_arguments(printer, expression);
    text_add_char(printer->out, ')');
    list_each (struct expression *, operand, &expression->operands) {
        if (!is_part(operand, "within group"))
            continue;
        text_add(printer->out, " WITHIN GROUP (ORDER BY ");
        print_list(printer, operand, 0, ", ", LEVEL_LOWEST);
        text_add_char(printer->out, ')');
    }
    if (expression->filter) {
        text_add(printer->out, " FILTER (WHERE ");
        print_expression(printer, expression->filter, LEVEL_LOWEST);
        text_add_char(printer->out, ')');
    }
    text_add(printer->out, expression->has_over ? " OVER (..." : "");
    list_each (struct expression *, operand, &expression->operands) {
        if (!is_part(operand, "over") || operand->operands.count == 0)
            continue;
        text_add_char(printer->out, ' ');
        print_list(printer, operand, 0, ", ", LEVEL_LOWEST);
    }
    text_add(printer->out, expression->has_over ? ")" : "");
}

// CASE [subject] WHEN a THEN b ... [ELSE c] END
static void print_case(struct printer *printer, const struct expression *expression)
{
    uint32_t count = expression->operands.count;
    text_add(printer->out, "CASE");
    if (count > 0 && expression->operands.items[0]) {
        text_add_char(printer->out, ' ');
        print_operand(printer, expression, 0, LEVEL_LOWEST);
    }
    for (uint32_t i = 1; i + 2 < count; i += 2) {
        text_add(printer->out, " WHEN ");
        print_operand(printer, expression, i, LEVEL_LOWEST);
        text_add(printer->out, " THEN ");
        print_operand(printer, expression, i + 1, LEVEL_LOWEST);
    }
    if (count > 1 && expression->operands.items[count - 1]) {
        text_add(printer->out, " ELSE ");
        print_operand(printer, expression, count - 1, LEVEL_LOWEST);
    }
    text_add(printer->out, " END");
}

// The value of x[1] and (x).name: the grammar takes few things there without parentheses.
static void print_indirected(struct printer *printer, const struct expression *expression,
                             bool takes_column)
{
    enum expression_kind kind = expression->kind;
    if (kind == EXPRESSION_SUBSCRIPT || kind == EXPRESSION_FIELD ||
        (takes_column && (kind == EXPRESSION_COLUMN || kind == EXPRESSION_PARAMETER))) {
        print_expression(printer, expression, LEVEL_LOWEST);
        return;
    }
    text_add_char(printer->out, '(');
    print_expression(printer, expression, LEVEL_LOWEST);
    text_add_char(printer->out, ')');
}

static void print_subscript(struct printer *printer, const struct expression *expression)
{
    if (expression->operands.count > 0)
        print_indirected(printer, expression->operands.items[0], true);
    text_add_char(printer->out, '[');
    for (uint32_t i = 1; i < expression->operands.count; i++) {
        text_add(printer->out, i > 1 ? ":" : "");
        if (!is_part(expression->operands.items[i], "unbounded"))
            print_operand(printer, expression, i, LEVEL_LOWEST);
    }
    text_add_char(printer->out, ']');
}

static void print_field(struct printer *printer, const struct expression *expression)
{
    if (expression->operands.count > 0)
        print_indirected(printer, expression->operands.items[0], false);
    text_add_char(printer->out, '.');
    if (expression->name && strcmp(expression->name, "*") != 0)
        identifier_print(printer->out, expression->name);
    else
        text_add_char(printer->out, '*');
}

// KEYWORD (a, b)
static void print_keyword_call(struct printer *printer, const struct expression *expression,
                               const char *before, const char *after)
{
    text_add(printer->out, before);
    print_list(printer, expression, 0, ", ", LEVEL_LOWEST);
    text_add(printer->out, after);
}

// value, and the words behind it
static void print_test(struct printer *printer, const struct expression *expression,
                       const char *words)
{
    print_operand(printer, expression, 0, LEVEL_OPERATOR);
    text_format(printer->out, " %s", words ? words : "");
}

static void print_bare(struct printer *printer, const struct expression *expression)
{
    struct text *out = printer->out;
    const char *name = expression->name ? expression->name : "";
    switch (expression->kind) {
    case EXPRESSION_OTHER:
        text_format(out, "/* %s */ (", name);
        print_list(printer, expression, 0, ", ", LEVEL_LOWEST);
        text_add_char(out, ')');
        break;
    case EXPRESSION_NULL:
        text_add(out, "NULL");
        break;
    case EXPRESSION_BOOLEAN:
        text_add(out, expression->boolean ? "true" : "false");
        break;
    case EXPRESSION_NUMBER:
    case EXPRESSION_KEYWORD:
        text_add(out, name);
        break;
    case EXPRESSION_STRING:
        // With a type it is a bit string.
        text_add(out, expression->type ? "B" : "");
        literal_print(out, name);
        break;
    case EXPRESSION_PARAMETER:
        if (expression->name)
            text_add(out, name);
        else
            text_format(out, "$%d", (int)expression->number);
        break;
    case EXPRESSION_COLUMN:
        print_column(printer, expression);
        break;
    case EXPRESSION_STAR:
        print_star(printer, expression);
        break;
    case EXPRESSION_AND:
        print_list(printer, expression, 0, " AND ", LEVEL_AND);
        text_add(out, expression->operands.count ? "" : "true");
        break;
    case EXPRESSION_OR:
        print_list(printer, expression, 0, " OR ", LEVEL_OR);
        text_add(out, expression->operands.count ? "" : "false");
        break;
    case EXPRESSION_NOT:
        text_add(out, "NOT ");
        print_operand(printer, expression, 0, LEVEL_NOT);
        break;
    case EXPRESSION_OPERATOR:
        print_binary(printer, expression);
        break;
    case EXPRESSION_ANY:
    case EXPRESSION_ALL:
    case EXPRESSION_SUBQUERY_ANY:
    case EXPRESSION_SUBQUERY_ALL:
        print_quantified(printer, expression);
        break;
    case EXPRESSION_LIKE:
        print_like(printer, expression);
        break;
    case EXPRESSION_BETWEEN:
        // The grammar takes less for the lower bound than for others: no COLLATE, no AT TIME ZONE.
        print_test(printer, expression, name);
        text_add_char(out, ' ');
        print_operand(printer, expression, 1, LEVEL_SIGN);
        text_add(out, " AND ");
        print_operand(printer, expression, 2, LEVEL_SIGN);
        break;
    case EXPRESSION_DISTINCT:
        print_test(printer, expression, name);
        text_add_char(out, ' ');
        print_operand(printer, expression, 1, LEVEL_OPERATOR);
        break;
    case EXPRESSION_IS_NULL:
        print_test(printer, expression, "IS NULL");
        break;
    case EXPRESSION_IS_NOT_NULL:
        print_test(printer, expression, "IS NOT NULL");
        break;
    case EXPRESSION_IS_TRUTH:
        print_test(printer, expression, name);
        break;
    case EXPRESSION_CALL:
        print_call(printer, expression);
        break;
    case EXPRESSION_CAST:
        print_operand(printer, expression, 0, LEVEL_CAST);
        text_add(out, "::");
        type_name_print(out, expression->type);
        break;
    case EXPRESSION_COALESCE:
        print_keyword_call(printer, expression, "COALESCE(", ")");
        break;
    case EXPRESSION_NULLIF:
        print_keyword_call(printer, expression, "NULLIF(", ")");
        break;
    case EXPRESSION_GREATEST:
        print_keyword_call(printer, expression, "GREATEST(", ")");
        break;
    case EXPRESSION_LEAST:
        print_keyword_call(printer, expression, "LEAST(", ")");
        break;
    case EXPRESSION_CASE:
        print_case(printer, expression);
        break;
    case EXPRESSION_ARRAY:
        print_keyword_call(printer, expression, "ARRAY[", "]");
        break;
    case EXPRESSION_ROW:
        print_keyword_call(printer, expression, "ROW(", ")");
        break;
    case EXPRESSION_SUBSCRIPT:
        print_subscript(printer, expression);
        break;
    case EXPRESSION_FIELD:
        print_field(printer, expression);
        break;
    case EXPRESSION_COLLATE:
        print_operand(printer, expression, 0, LEVEL_COLLATE);
        text_add(out, " COLLATE ");
        identifier_print_qualified(out, expression->schema, name);
        break;
    case EXPRESSION_DEFAULT:
        text_add(out, "DEFAULT");
        break;
    case EXPRESSION_EXISTS:
        text_add(out, "EXISTS ");
        print_bracketed_query(printer, expression->query);
        break;
    case EXPRESSION_SUBQUERY:
        print_bracketed_query(printer, expression->query);
        break;
    case EXPRESSION_SUBQUERY_ARRAY:
        text_add(out, "ARRAY");
        print_bracketed_query(printer, expression->query);
        break;
    }
}

void print_expression(struct printer *printer, const struct expression *expression,
                      enum level least)
{
    if (!expression)
        return;
    bool needs_parentheses = expression_level(expression) < least;
    if (needs_parentheses)
        text_add_char(printer->out, '(');
    print_bare(printer, expression);
    if (needs_parentheses)
        text_add_char(printer->out, ')');
}

void expression_print(struct text *out, const struct expression *expression)
{
    struct printer printer = {.out = out};
    print_expression(&printer, expression, LEVEL_LOWEST);
}

char *expression_text(struct arena *arena, const struct expression *expression)
{
    struct text text;
    text_init(&text);
    expression_print(&text, expression);
    char *copy = arena_copy(arena, text.string, text.length);
    text_release(&text);
    return copy;
}
