// A statement's link as text: see docs/dump.md, "Links". One line for each fact, in the order in
// which linking found it, so that a golden file can be read against its SQL.
#include "design/type_text.h"
#include "link/dump.h"
#include "link/name.h"

struct line {
    struct text *out;
    struct arena *arena;
    const struct statement_link *link;
};

static void add_words(struct text *out, uint32_t bits, const char *const *words, size_t count)
{
    for (size_t at = 0; at < count; at++)
        if (bits & (1u << at))
            text_format(out, " %s", words[at]);
}

static void add_uses(struct text *out, uint32_t uses)
{
    static const char *const words[] = {"read", "insert", "update", "delete", "lock"};
    add_words(out, uses, words, array_length(words));
}

static const char *parameter_text(const struct line *line, int32_t number)
{
    list_each (struct parameter *, parameter, &line->link->statement->parameters)
        if (parameter->number == number && parameter->name)
            return arena_format(line->arena, ":%s", parameter->name);
    return arena_format(line->arena, "$%d", (int)number);
}

static void add_tables(const struct line *line)
{
    list_each (struct table_use, use, &line->link->tables) {
        text_format(line->out, "    table %s:", name_relation(line->arena, use.relation));
        add_uses(line->out, use.uses);
        if (use.through)
            text_format(line->out, " through %s", name_relation(line->arena, use.through));
        if (use.function)
            text_format(line->out, " in function %s", use.function->name);
        text_add_char(line->out, '\n');
    }
}

static void add_columns(const struct line *line)
{
    list_each (struct column_use, use, &line->link->columns) {
        text_format(line->out, "    column %s:", name_column(line->arena, use.column));
        add_uses(line->out, use.uses);
        text_add_char(line->out, '\n');
    }
}

static const char *comparison_text(enum comparison comparison)
{
    static const char *const words[] = {
        [COMPARISON_EQUAL] = "equal",     [COMPARISON_ANY] = "any",
        [COMPARISON_RANGE] = "range",     [COMPARISON_PATTERN] = "pattern",
        [COMPARISON_IS_NULL] = "is null", [COMPARISON_IS_NOT_NULL] = "is not null",
        [COMPARISON_OTHER] = "other",
    };
    return words[comparison];
}

static void add_filters(const struct line *line)
{
    list_each (struct column_filter, filter, &line->link->filters) {
        text_format(line->out, "    filter %s %s", name_column(line->arena, filter.column),
                    comparison_text(filter.comparison));
        if (filter.parameter)
            text_format(line->out, " %s", parameter_text(line, filter.parameter));
        else if (filter.other)
            text_format(line->out, " %s", name_column(line->arena, filter.other));
        else if (filter.value)
            text_format(line->out, " `%s`", expression_text(line->arena, filter.value));
        text_add(line->out, filter.is_caller ? " (the caller)" : "");
        text_add(line->out, filter.is_optional ? ", optional" : "");
        text_add_char(line->out, '\n');
    }
}

static const char *role_text(enum parameter_role role)
{
    static const char *const words[] = {
        [ROLE_WRITTEN] = "written to", [ROLE_COMPARED] = "compared with",
        [ROLE_LIMIT] = "limit",        [ROLE_OFFSET] = "offset",
        [ROLE_ANSWERED] = "answered",  [ROLE_ABSENCE] = "absence",
        [ROLE_ARGUMENT] = "argument",  [ROLE_SORTED] = "sorted by",
        [ROLE_OTHER] = "other",
    };
    return words[role];
}

static void add_parameters(const struct line *line)
{
    list_each (struct parameter_use, use, &line->link->parameter_uses) {
        text_format(line->out, "    parameter %s", parameter_text(line, use.parameter));
        if (use.field)
            text_format(line->out, ".%s", use.field);
        text_format(line->out, ": %s", role_text(use.role));
        if (use.column)
            text_format(line->out, " %s", name_column(line->arena, use.column));
        if (use.role == ROLE_COMPARED)
            text_format(line->out, " (%s)", comparison_text(use.comparison));
        if (use.function)
            text_format(line->out, " of %s", use.function->name);
        text_add(line->out, use.is_direct ? ", direct" : "");
        text_add(line->out, use.is_element ? ", an item" : "");
        text_add(line->out, use.is_coalesced ? ", coalesced" : "");
        text_add_char(line->out, '\n');
    }
}

static void add_answer(const struct line *line)
{
    static const char *const nulls[] = {[NULLABILITY_UNKNOWN] = "null not known",
                                        [NULLABILITY_NEVER] = "never null",
                                        [NULLABILITY_POSSIBLE] = "maybe null"};
    list_each (struct answer_column, answer, &line->link->answer) {
        text_format(line->out, "    answer %s ", answer.name ? answer.name : "?");
        type_name_print(line->out, answer.type);
        text_format(line->out, ", %s", nulls[answer.nullability]);
        if (answer.column)
            text_format(line->out, ", is %s", name_column(line->arena, answer.column));
        else if (answer.reads.count)
            text_add(line->out, ", of");
        for (uint32_t at = 0; !answer.column && at < answer.reads.count; at++)
            text_format(line->out, "%s %s", at ? "," : "",
                        name_column(line->arena, answer.reads.items[at]));
        text_add_char(line->out, '\n');
    }
    if (line->link->is_answer_open)
        text_add(line->out, "    answer not all known\n");
}

static void add_order(const struct line *line)
{
    const struct statement_link *link = line->link;
    list_each (struct sorting, sorting, &link->order) {
        text_add(line->out, sorting_at ? ", " : "    order ");
        if (sorting.column)
            text_add(line->out, name_column(line->arena, sorting.column));
        else if (sorting.expression)
            text_format(line->out, "`%s`", expression_text(line->arena, sorting.expression));
        text_add(line->out, sorting.is_descending ? " desc" : "");
        text_add(line->out, sorting.nulls == NULLS_FIRST  ? " nulls first"
                            : sorting.nulls == NULLS_LAST ? " nulls last"
                                                          : "");
    }
    if (link->order.count)
        text_add(line->out, link->is_order_unique ? "; unique\n"
                            : link->is_order_open ? "; unique or not is not known\n"
                                                  : "; not unique\n");
    if (link->has_limit && link->limit_parameter)
        text_format(line->out, "    limit %s\n", parameter_text(line, link->limit_parameter));
    else if (link->has_limit && link->limit_constant >= 0)
        text_format(line->out, "    limit %lld\n", (long long)link->limit_constant);
    else if (link->has_limit)
        text_add(line->out, "    limit computed\n");
    if (link->has_offset)
        text_format(line->out, "    offset %s\n",
                    link->offset_parameter ? parameter_text(line, link->offset_parameter)
                                           : "computed");
}

static void add_rows(const struct line *line)
{
    static const char *const words[] = {[ROWS_UNKNOWN] = "not known",
                                        [ROWS_NONE] = "none",
                                        [ROWS_AT_MOST_ONE] = "at most one",
                                        [ROWS_EXACTLY_ONE] = "exactly one",
                                        [ROWS_MANY] = "many"};
    const struct statement_link *link = line->link;
    text_format(line->out, "    rows %s", words[link->rows]);
    if (link->rows_reason)
        text_format(line->out, ": %s", link->rows_reason);
    text_add(line->out, link->is_aggregate ? ", aggregate" : "");
    text_add(line->out, link->is_grouped ? ", grouped" : "");
    text_add_char(line->out, '\n');
}

void link_dump_statement(struct text *out, const struct statement_link *link)
{
    struct line line = {out, arena_new(), link};
    const struct named_statement *statement = link->statement;
    text_format(out, "  %s%s%s%s\n", statement->command ? statement->command : "not parsed",
                link->writes ? ", writes" : "", link->may_write ? ", may write" : "",
                link->is_understood ? "" : ", not understood");
    add_tables(&line);
    add_columns(&line);
    list_each (struct function *, function, &link->functions)
        text_format(out, "    calls %s\n",
                    name_qualified(line.arena, function->schema, function->name));
    add_filters(&line);
    add_parameters(&line);
    add_answer(&line);
    add_order(&line);
    add_rows(&line);
    arena_free(line.arena);
}

void link_dump_queries(struct design *design, struct text *out)
{
    struct arena *arena = arena_new();
    list_each (struct named_query *, named, &design->queries) {
        text_format(out, "%s %s\n", named->name, named->kind_text ? named->kind_text : "");
        list_each (struct named_statement *, statement, &named->statements)
            link_dump_statement(out, statement_link_make(design, arena, named, statement));
    }
    arena_free(arena);
}
