// Statements that write, as SQL: see query_print.c, whose other half this is. Columns are named as
// they are now; those that an INSERT takes from its table are written out.
#include "design/print.h"

static void print_target(struct printer *printer, const struct assignment *assignment)
{
    if (assignment->part)
        print_expression(printer, assignment->part, LEVEL_LOWEST);
    else if (assignment->column)
        identifier_print(printer->out, assignment->column->name);
    else
        identifier_print(printer->out, assignment->name ? assignment->name : "");
}

static void print_targets(struct printer *printer, const struct assignment_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        text_add(printer->out, i ? ", " : " (");
        print_target(printer, &list->items[i]);
    }
    text_add(printer->out, list->count ? ")" : "");
}

// SET a = x, (b, c) = (...)
static void print_sets(struct printer *printer, const struct assignment_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const struct assignment *assignment = &list->items[i];
        text_add(printer->out, i ? ", " : " SET ");
        text_add(printer->out, assignment->has_several ? "(" : "");
        print_target(printer, assignment);
        while (assignment->has_several && i + 1 < list->count && list->items[i + 1].has_several &&
               list->items[i + 1].index > list->items[i].index) {
            text_add(printer->out, ", ");
            print_target(printer, &list->items[++i]);
        }
        text_add(printer->out, assignment->has_several ? ") = " : " = ");
        if (assignment->value)
            print_expression(printer, assignment->value, LEVEL_LOWEST);
    }
}

static void print_conflict(struct printer *printer, const struct conflict *conflict)
{
    text_add(printer->out, " ON CONFLICT");
    if (conflict->constraint) {
        text_add(printer->out, " ON CONSTRAINT ");
        identifier_print(printer->out, conflict->constraint);
    }
    if (conflict->target.count) {
        print_clause(printer, " (", conflict->target.count, conflict->target.items);
        text_add_char(printer->out, ')');
        print_optional(printer, " WHERE ", conflict->target_where);
    }
    text_add(printer->out, conflict->is_update ? " DO UPDATE" : " DO NOTHING");
    print_sets(printer, &conflict->set);
    print_optional(printer, " WHERE ", conflict->where);
}

static void print_insert(struct printer *printer, const struct query *query)
{
    print_targets(printer, &query->assignments);
    text_add_char(printer->out, ' ');
    if (query->left)
        print_query(printer, query->left);
    else
        text_add(printer->out, "DEFAULT VALUES");
    if (query->conflict)
        print_conflict(printer, query->conflict);
}

static void print_action(struct printer *printer, const struct merge_action *action)
{
    text_add(printer->out, action->is_matched ? " WHEN MATCHED" : " WHEN NOT MATCHED");
    print_optional(printer, " AND ", action->condition);
    text_add(printer->out, " THEN");
    switch (action->kind) {
    case QUERY_UPDATE:
        text_add(printer->out, " UPDATE");
        print_sets(printer, &action->assignments);
        break;
    case QUERY_DELETE:
        text_add(printer->out, " DELETE");
        break;
    case QUERY_INSERT:
        text_add(printer->out, " INSERT");
        print_targets(printer, &action->assignments);
        for (uint32_t i = 0; i < action->assignments.count; i++) {
            text_add(printer->out, i ? ", " : " VALUES (");
            if (action->assignments.items[i].value)
                print_expression(printer, action->assignments.items[i].value, LEVEL_LOWEST);
        }
        text_add(printer->out, action->assignments.count ? ")" : " DEFAULT VALUES");
        break;
    default:
        text_add(printer->out, " DO NOTHING");
    }
}

void print_write(struct printer *printer, const struct query *query)
{
    static const char *const words[] = {
        [QUERY_INSERT] = "INSERT INTO ",
        [QUERY_UPDATE] = "UPDATE ",
        [QUERY_DELETE] = "DELETE FROM ",
        [QUERY_MERGE] = "MERGE INTO ",
    };
    static const char *const sources[] = {
        [QUERY_INSERT] = " FROM ",
        [QUERY_UPDATE] = " FROM ",
        [QUERY_DELETE] = " USING ",
        [QUERY_MERGE] = " USING ",
    };
    text_add(printer->out, words[query->kind]);
    if (query->from.count)
        print_from(printer, query->from.items[0]);
    if (query->kind == QUERY_INSERT)
        print_insert(printer, query);
    else
        print_sets(printer, &query->assignments);
    print_from_list(printer, query, 1, sources[query->kind]);
    print_optional(printer, query->kind == QUERY_MERGE ? " ON " : " WHERE ", query->where);
    list_each (struct merge_action, action, &query->actions)
        print_action(printer, &action);
    print_outputs(printer, query, " RETURNING ");
}
