// PostgreSQL refuses to change the type of a column that a view, a rule, a policy, a trigger or a
// generated column uses, and an index over an expression of it may no longer be allowed.
#include "check/fix_column.h"

#include "base/word.h"
#include "design/lookup.h"

struct search {
    const struct column *column;
    bool is_found;
};

static bool is_whole_row(const struct expression *expression)
{
    return expression->kind == EXPRESSION_STAR || expression->kind == EXPRESSION_OTHER;
}

static bool visit(struct expression *expression, void *context)
{
    struct search *search = context;
    search->is_found |= expression->column == search->column || is_whole_row(expression);
    return !search->is_found;
}

static bool uses(struct expression *expression, const struct column *column)
{
    struct search search = {.column = column};
    expression_walk(expression, visit, &search);
    return search.is_found;
}

static bool query_uses(struct query *query, const struct column *column)
{
    struct search search = {.column = column};
    if (query->kind == QUERY_OTHER || query->is_open)
        return true;
    list_each (struct output, output, &query->outputs)
        search.is_found |= output.column == column;
    query_walk(query, visit, &search);
    return search.is_found;
}

static bool is_used_by_table(const struct column *column)
{
    const struct relation *relation = column->relation;
    list_each (struct column *, other, &relation->columns)
        if (uses(other->generated, column))
            return true;
    list_each (struct trigger *, trigger, &relation->triggers)
        if (column_list_has(&trigger->columns, column) || uses(trigger->when, column))
            return true;
    list_each (struct index *, index, &relation->indexes) {
        if (uses(index->predicate, column))
            return true;
        list_each (struct index_key, key, &index->keys)
            if (uses(key.expression, column))
                return true;
    }
    list_each (struct constraint *, constraint, &relation->constraints)
        if (uses(constraint->check, column) || (constraint->kind == CONSTRAINT_FOREIGN_KEY &&
                                                column_list_has(&constraint->columns, column)))
            return true;
    return relation->children.count > 0 && !relation->partition_strategy;
}

static bool is_timestamp(const struct type_name *type)
{
    return type && string_equal(type->name, "timestamp");
}

// The whole word, in any case.
static bool text_names(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = text; (at = strcasestr(at, name)); at++)
        if ((at == text || !byte_is_word(at[-1])) && !byte_is_word(at[length]))
            return true;
    return false;
}

// RETURNS TABLE (at timestamp) over a column that is a timestamptz fails when it runs.
static bool is_handed_out(const struct design *design, const struct column *column)
{
    list_each (struct function *, function, &design->functions) {
        if (function->is_builtin || function->extension)
            continue;
        bool has_timestamp = is_timestamp(function->returns);
        list_each (struct argument, argument, &function->arguments)
            has_timestamp |= is_timestamp(argument.type);
        // A body in standard SQL (BEGIN ATOMIC) depends on the column as a view does.
        if (!function->body ||
            (has_timestamp && text_names(function->body, column->relation->name)))
            list_each (struct query *, query, &function->queries)
                if (query_uses(query, column))
                    return true;
        if (function->body && has_timestamp && text_names(function->body, column->relation->name))
            return true;
    }
    return false;
}

static bool is_present_moment(const struct expression *value)
{
    static const char *const words[] = {"now",
                                        "transaction_timestamp",
                                        "statement_timestamp",
                                        "current_timestamp",
                                        "localtimestamp",
                                        "clock_timestamp"};
    if (value->kind == EXPRESSION_CAST && value->operands.count == 1)
        return is_present_moment(value->operands.items[0]);
    // timezone('utc', now()), and AT TIME ZONE, which is the same call.
    if (value->kind == EXPRESSION_CALL && string_equal(value->name, "timezone") &&
        value->operands.count == 2) {
        const struct expression *zone = value->operands.items[0];
        while (zone->kind == EXPRESSION_CAST && zone->operands.count == 1)
            zone = zone->operands.items[0];
        return zone->kind == EXPRESSION_STRING && strcasecmp(zone->name, "utc") == 0 &&
               is_present_moment(value->operands.items[1]);
    }
    if (value->kind != EXPRESSION_CALL && value->kind != EXPRESSION_KEYWORD)
        return false;
    for (size_t i = 0; i < array_length(words); i++)
        if (string_equal(value->name, words[i]) && value->operands.count == 0)
            return true;
    return false;
}

// ---- what the whole design uses ------------------------------------------------------------------

struct finder {
    struct fix_columns *columns;
    struct arena *arena;
};

static void column_found(struct finder *finder, struct column *column)
{
    if (column)
        address_map_set(finder->arena, &finder->columns->used, column, column);
}

static bool visit_all(struct expression *expression, void *context)
{
    struct finder *finder = context;
    column_found(finder, expression->column);
    finder->columns->is_all_used |= is_whole_row(expression);
    return true;
}

static void query_find(struct finder *finder, struct query *query)
{
    finder->columns->is_all_used |= query->kind == QUERY_OTHER || query->is_open;
    list_each (struct output, output, &query->outputs)
        column_found(finder, output.column);
    query_walk(query, visit_all, finder);
}

void fix_columns_find(struct fix_columns *columns, const struct design *design, struct arena *arena)
{
    struct finder finder = {columns, arena};
    *columns = (struct fix_columns){.design = design};
    list_each (struct relation *, relation, &design->relations) {
        if (relation->query)
            query_find(&finder, relation->query);
        list_each (struct policy *, policy, &relation->policies) {
            expression_walk(policy->using, visit_all, &finder);
            expression_walk(policy->check, visit_all, &finder);
        }
        list_each (struct constraint *, constraint, &relation->constraints)
            list_each (struct column *, column, &constraint->referenced_columns)
                column_found(&finder, column);
    }
}

bool fix_column_is_used(const struct fix_columns *columns, const struct column *column)
{
    return address_map_get(&columns->used, column);
}

bool fix_column_may_become_moment(const struct fix_columns *columns, const struct column *column)
{
    if (column->generated || (column->default_value && !is_present_moment(column->default_value)))
        return false;
    return !columns->is_all_used && !fix_column_is_used(columns, column) &&
           !design_gap_mentions(columns->design, column->relation->name) &&
           !is_used_by_table(column) && !is_handed_out(columns->design, column);
}
