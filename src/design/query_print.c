// Queries as SQL: see expression_print.c, whose other half this is. Tables are named as they are
// now; an alias that only repeats the table's name when the query was written is left out.
#include "design/print.h"

// before a, b, c
void print_clause(struct printer *printer, const char *before, uint32_t count,
                  struct expression *const *items)
{
    for (uint32_t i = 0; i < count; i++) {
        text_add(printer->out, i ? ", " : before);
        print_expression(printer, items[i], LEVEL_LOWEST);
    }
}

void print_optional(struct printer *printer, const char *before,
                    const struct expression *expression)
{
    if (!expression)
        return;
    text_add(printer->out, before);
    print_expression(printer, expression, LEVEL_LOWEST);
}

static void print_names(struct printer *printer, uint32_t count, const char *const *names)
{
    text_add_char(printer->out, '(');
    for (uint32_t i = 0; i < count; i++) {
        text_add(printer->out, i ? ", " : "");
        identifier_print(printer->out, names[i]);
    }
    text_add_char(printer->out, ')');
}

// ---- FROM ---------------------------------------------------------------------------------------

// The columns that an alias list names, which a query's or function's references go by.
static void print_column_aliases(struct printer *printer, const struct from_item *item,
                                 bool with_types)
{
    if (item->outputs.count == 0)
        return;
    text_add_char(printer->out, '(');
    for (uint32_t i = 0; i < item->outputs.count; i++) {
        const struct output *output = &item->outputs.items[i];
        text_add(printer->out, i ? ", " : "");
        identifier_print(printer->out, output->name ? output->name : "");
        if (with_types) {
            text_add_char(printer->out, ' ');
            type_name_print(printer->out, output->type);
        }
    }
    text_add_char(printer->out, ')');
}

// Whether the columns of a subquery or CTE have got other names than the query gives them.
static bool has_column_aliases(const struct from_item *item)
{
    if (!item->query || item->outputs.count != item->query->outputs.count)
        return false;
    for (uint32_t i = 0; i < item->outputs.count; i++) {
        if (!string_equal(item->outputs.items[i].name, item->query->outputs.items[i].name))
            return true;
    }
    return false;
}

static void print_from_relation(struct printer *printer, const struct from_item *item)
{
    bool is_declared = item->relation && !item->query;
    const char *name = is_declared ? item->relation->name : item->name;
    const char *schema = is_declared ? print_schema(item->relation->schema) : item->schema;
    identifier_print_qualified(printer->out, schema, name ? name : "");
    const char *alias = print_alias(item);
    bool has_list = !is_declared && has_column_aliases(item);
    if (alias && (has_list || !string_equal(alias, name))) {
        text_add_char(printer->out, ' ');
        identifier_print(printer->out, alias);
        if (has_list)
            print_column_aliases(printer, item, false);
    }
}

// call [WITH ORDINALITY] [alias [(columns)]]. The columns stand there where they cannot be told
// from the function: its definitions, an ordinal number, a single column that is not called as the
// alias.
static void print_from_function(struct printer *printer, const struct from_item *item)
{
    const char *alias = print_alias(item);
    print_expression(printer, item->call, LEVEL_LOWEST);
    text_add(printer->out, item->has_ordinality ? " WITH ORDINALITY" : "");
    bool has_list = item->has_definitions || item->has_ordinality ||
                    (item->outputs.count == 1 && !string_equal(item->outputs.items[0].name, alias));
    if (!alias || (!has_list && item->call && string_equal(alias, item->call->name)))
        return;
    text_add_char(printer->out, ' ');
    identifier_print(printer->out, alias);
    if (has_list)
        print_column_aliases(printer, item, item->has_definitions);
}

static void print_from_join(struct printer *printer, const struct from_item *item)
{
    static const char *const words[] = {
        [JOIN_INNER] = " JOIN ",
        [JOIN_LEFT] = " LEFT JOIN ",
        [JOIN_RIGHT] = " RIGHT JOIN ",
        [JOIN_FULL] = " FULL JOIN ",
    };
    bool is_cross = item->join == JOIN_INNER && !item->is_natural && !item->on &&
                    item->using_columns.count == 0;
    const char *alias = print_alias(item);
    text_add(printer->out, alias ? "(" : "");
    print_from(printer, item->left);
    // Binding turns NATURAL into the columns it means.
    if (item->is_natural && item->using_columns.count == 0)
        text_add(printer->out, " NATURAL");
    text_add(printer->out, is_cross ? " CROSS JOIN " : words[item->join]);
    bool is_nested = item->right && item->right->kind == FROM_JOIN && !print_alias(item->right);
    text_add(printer->out, is_nested ? "(" : "");
    print_from(printer, item->right);
    text_add(printer->out, is_nested ? ")" : "");
    print_optional(printer, " ON ", item->on);
    if (item->using_columns.count) {
        text_add(printer->out, " USING ");
        print_names(printer, item->using_columns.count, item->using_columns.items);
        if (item->name) {
            text_add(printer->out, " AS ");
            identifier_print(printer->out, item->name);
        }
    }
    if (alias) {
        text_add(printer->out, ") ");
        identifier_print(printer->out, alias);
        print_column_aliases(printer, item, false);
    }
}

void print_from(struct printer *printer, const struct from_item *item)
{
    if (!item)
        return;
    if (item->is_lateral)
        text_add(printer->out, "LATERAL ");
    const char *alias = print_alias(item);
    switch (item->kind) {
    case FROM_RELATION:
        print_from_relation(printer, item);
        break;
    case FROM_QUERY:
        text_add_char(printer->out, '(');
        print_query(printer, item->query);
        text_add_char(printer->out, ')');
        if (alias) {
            text_add_char(printer->out, ' ');
            identifier_print(printer->out, alias);
            if (has_column_aliases(item))
                print_column_aliases(printer, item, false);
        }
        break;
    case FROM_FUNCTION:
        print_from_function(printer, item);
        break;
    case FROM_JOIN:
        print_from_join(printer, item);
        break;
    }
}

void print_from_list(struct printer *printer, const struct query *query, uint32_t first,
                     const char *before)
{
    for (uint32_t i = first; i < query->from.count; i++) {
        text_add(printer->out, i > first ? ", " : before);
        print_from(printer, query->from.items[i]);
    }
}

// ---- what a query answers -----------------------------------------------------------------------

static bool is_same_output(const struct output *a, const struct output *b)
{
    return string_equal(a->name, b->name) && a->column == b->column;
}

// The FROM item that passes a star's column on, after `skip` others that could: two of one table
// give the same columns. NULL where none is found.
static const struct from_item *from_of_output(const struct from_item *item,
                                              const struct output *output, uint32_t *skip)
{
    if (!item)
        return NULL;
    if (item->kind == FROM_JOIN && !print_alias(item)) {
        const struct from_item *left = from_of_output(item->left, output, skip);
        return left ? left : from_of_output(item->right, output, skip);
    }
    list_each (struct output, candidate, &item->outputs) {
        if (!is_same_output(&candidate, output))
            continue;
        if (*skip == 0)
            return item;
        --*skip;
    }
    return NULL;
}

static void print_star_output(struct printer *printer, const struct query *query,
                              const struct output *output, const char *name)
{
    uint32_t skip = 0;
    for (const struct output *at = query->outputs.items; at < output; at++)
        skip += !at->expression && is_same_output(at, output);
    const struct from_item *item = NULL;
    for (uint32_t i = 0; i < query->from.count && !item; i++)
        item = from_of_output(query->from.items[i], output, &skip);
    if (item && print_alias(item)) {
        identifier_print(printer->out, print_alias(item));
        text_add_char(printer->out, '.');
    }
    // Only the columns of a table or view follow their names; see from_has_columns.
    if (item && (item->kind != FROM_RELATION || item->query) && output->name)
        name = output->name;
    identifier_print(printer->out, name);
}

// The name that an output has without AS, as far as the canonical form relies on it.
static const char *implied_name(const struct expression *expression)
{
    if (expression->kind == EXPRESSION_COLUMN)
        return expression->column && (!expression->from || !expression->from->query)
                   ? expression->column->name
                   : expression->name;
    if (expression->kind == EXPRESSION_CALL)
        return expression->function ? expression->function->name : expression->name;
    return NULL;
}

static void print_output(struct printer *printer, const struct query *query,
                         const struct output *output)
{
    const char *implied = NULL;
    if (output->expression) {
        print_expression(printer, output->expression, LEVEL_LOWEST);
        implied = implied_name(output->expression);
    } else {
        implied = output->column ? output->column->name : output->name;
        print_star_output(printer, query, output, implied ? implied : "");
    }
    if (output->name && strcmp(output->name, "?column?") != 0 &&
        !string_equal(output->name, implied)) {
        text_add(printer->out, " AS ");
        identifier_print(printer->out, output->name);
    }
}

void print_outputs(struct printer *printer, const struct query *query, const char *before)
{
    for (uint32_t i = 0; i < query->outputs.count; i++) {
        text_add(printer->out, i ? ", " : before);
        print_output(printer, query, &query->outputs.items[i]);
    }
}

// ---- the kinds ----------------------------------------------------------------------------------

// WITH [RECURSIVE] name [(columns)] AS (query), ...
static void print_common_tables(struct printer *printer, const struct query *query)
{
    for (uint32_t i = 0; i < query->common_tables.count; i++) {
        const struct common_table *table = query->common_tables.items[i];
        if (i == 0)
            text_add(printer->out, table->is_recursive ? "WITH RECURSIVE " : "WITH ");
        else
            text_add(printer->out, ", ");
        identifier_print(printer->out, table->name);
        if (table->columns.count)
            print_names(printer, table->columns.count, table->columns.items);
        text_add(printer->out, " AS (");
        print_query(printer, table->query);
        text_add_char(printer->out, ')');
    }
    text_add(printer->out, query->common_tables.count ? " " : "");
}

static void print_select(struct printer *printer, const struct query *query)
{
    text_add(printer->out, "SELECT");
    if (query->distinct_on.count) {
        print_clause(printer, " DISTINCT ON (", query->distinct_on.count, query->distinct_on.items);
        text_add_char(printer->out, ')');
    } else if (query->is_distinct) {
        text_add(printer->out, " DISTINCT");
    }
    print_outputs(printer, query, " ");
    print_from_list(printer, query, 0, " FROM ");
    print_optional(printer, " WHERE ", query->where);
    print_clause(printer, " GROUP BY ", query->group_by.count, query->group_by.items);
    print_optional(printer, " HAVING ", query->having);
}

static void print_values(struct printer *printer, const struct query *query)
{
    for (uint32_t i = 0; i < query->rows.count; i++) {
        const struct expression *row = query->rows.items[i];
        text_add(printer->out, i ? ", (" : "VALUES (");
        print_clause(printer, "", row->operands.count, row->operands.items);
        text_add_char(printer->out, ')');
    }
}

static void print_set_operation(struct printer *printer, const struct query *query)
{
    static const char *const words[] = {
        [QUERY_UNION] = " UNION ",
        [QUERY_INTERSECT] = " INTERSECT ",
        [QUERY_EXCEPT] = " EXCEPT ",
    };
    text_add_char(printer->out, '(');
    print_query(printer, query->left);
    text_format(printer->out, ")%s%s(", words[query->kind], query->is_all ? "ALL " : "");
    print_query(printer, query->right);
    text_add_char(printer->out, ')');
}

// The directions that are the default are left out.
static void print_order(struct printer *printer, const struct query *query)
{
    for (uint32_t i = 0; i < query->order_by.count; i++) {
        text_add(printer->out, i ? ", " : " ORDER BY ");
        print_expression(printer, query->order_by.items[i], LEVEL_LOWEST);
        if (i >= query->order_directions.count)
            continue;
        const struct sort_direction *direction = &query->order_directions.items[i];
        text_add(printer->out, direction->is_descending ? " DESC" : "");
        if (direction->nulls == NULLS_FIRST && !direction->is_descending)
            text_add(printer->out, " NULLS FIRST");
        else if (direction->nulls == NULLS_LAST && direction->is_descending)
            text_add(printer->out, " NULLS LAST");
    }
}

void print_query(struct printer *printer, const struct query *query)
{
    if (!query)
        return;
    printer->query_depth++;
    print_common_tables(printer, query);
    switch (query->kind) {
    case QUERY_SELECT:
        print_select(printer, query);
        break;
    case QUERY_VALUES:
        print_values(printer, query);
        break;
    case QUERY_UNION:
    case QUERY_INTERSECT:
    case QUERY_EXCEPT:
        print_set_operation(printer, query);
        break;
    case QUERY_INSERT:
    case QUERY_UPDATE:
    case QUERY_DELETE:
    case QUERY_MERGE:
        print_write(printer, query);
        break;
    case QUERY_OTHER:
        text_add(printer->out, "/* query */");
        break;
    }
    print_order(printer, query);
    print_optional(printer, " LIMIT ", query->limit);
    print_optional(printer, " OFFSET ", query->offset);
    text_add(printer->out, query->has_locking ? " FOR UPDATE" : "");
    printer->query_depth--;
}

void query_print(struct text *out, const struct query *query)
{
    struct printer printer = {.out = out};
    print_query(&printer, query);
}
