// updated_at columns that an UPDATE leaves as they were.
//
// What keeps one true: a trigger before UPDATE that may set it, a trigger after UPDATE or a body in
// PL/pgSQL that speaks of it, or each UPDATE itself. UPDATEs are known from named queries and from
// functions in SQL. Where a table has none of either, a program outside of the folder may set the
// column: then it is reported only where most tables of the design have such a trigger.
#include "check/body_name.h"
#include "check/body_scan.h"
#include "check/statements.h"
#include "check/tables.h"

#include "base/address_map.h"
#include "link/column_bounds.h"

struct update {
    const char *what; // "query renameTodo", "function rename_todo"
    struct place place;
};

// A table with such a column, and what is known of its UPDATEs.
struct table {
    const struct column *column;
    const struct trigger *keeper;
    bool is_set;          // some UPDATE sets it, or a body speaks of it
    uint32_t leaving;     // UPDATEs that do not
    struct update update; // the first of them
};

struct stale {
    struct check *check;
    struct address_map tables;
    const char *what; // of the statement that is visited
};

// ---- what sets it --------------------------------------------------------------------------------

static const struct trigger *keeper_of(const struct column *column)
{
    const struct trigger *before = column_changing_trigger(column, TRIGGER_UPDATE);
    if (before)
        return before;
    list_each (struct trigger *, trigger, &column->relation->triggers)
        if (!trigger->is_disabled && trigger->timing == TRIGGER_AFTER &&
            (trigger->events & TRIGGER_UPDATE) &&
            (!trigger->function || !trigger->function->body ||
             (body_says(trigger->function->body, column->name) &&
              body_says(trigger->function->body, "update"))))
            return trigger; // NEW is written already: it takes an UPDATE of its own
    return NULL;
}

static bool assigns(const struct assignment_list *assignments, const struct column *column)
{
    list_each (struct assignment, assignment, assignments)
        if (assignment.column ? assignment.column == column
                              : string_equal(assignment.name, column->name))
            return true;
    return false;
}

// views = views + 1: the column and something.
static bool visit_column(struct expression *expression, void *context)
{
    const struct column **sought = context;
    if (expression->kind == EXPRESSION_COLUMN && expression->column == *sought)
        *sought = NULL;
    return *sought != NULL;
}

static bool counts(const struct assignment *assignment)
{
    const struct column *sought = assignment->column;
    if (!sought || !type_is_any(sought->type, type_numbers))
        return false;
    expression_walk(assignment->value, visit_column, &sought);
    return !sought;
}

// Counting a view, or noting when somebody was last seen, is not meant as a change of the row.
static bool is_bookkeeping(const struct assignment_list *assignments)
{
    list_each (struct assignment, assignment, assignments)
        if (!counts(&assignment) &&
            !(assignment.column && type_is_any(assignment.column->type, type_moments) &&
              strncmp(assignment.column->name, "last_", strlen("last_")) == 0))
            return false;
    return true;
}

static void note_update(struct stale *stale, const struct relation *relation,
                        const struct assignment_list *assignments, struct place place)
{
    struct table *table = address_map_get(&stale->tables, relation);
    if (!table || assignments->count == 0)
        return;
    if (assigns(assignments, table->column))
        table->is_set = true;
    else if (!is_bookkeeping(assignments) && !table->leaving++)
        table->update = (struct update){stale->what, place};
}

static void visit_query(struct query *query, void *context)
{
    struct stale *stale = context;
    const struct relation *relation = query->from.count ? query->from.items[0]->relation : NULL;
    if (!relation)
        return;
    if (query->kind == QUERY_UPDATE)
        note_update(stale, relation, &query->assignments, query->place);
    if (query->kind == QUERY_INSERT && query->conflict && query->conflict->is_update)
        note_update(stale, relation, &query->conflict->set, query->conflict->place);
    if (query->kind == QUERY_MERGE)
        list_each (struct merge_action, action, &query->actions)
            if (action.kind == QUERY_UPDATE)
                note_update(stale, relation, &action.assignments, action.place);
}

struct writer {
    struct stale *stale;
    const struct function *function;
};

// What a body in PL/pgSQL writes is known by its words alone, so all that is asked of it is whether
// it speaks of the column.
static void visit_write(const struct body_write *write, void *context)
{
    struct writer *body = context;
    struct stale *stale = body->stale;
    if (write->kind != BODY_WRITE_UPDATE && write->kind != BODY_WRITE_INSERT &&
        write->kind != BODY_WRITE_MERGE)
        return;
    const struct relation *relation =
        body_relation(stale->check->design, stale->check->scratch, body->function, write);
    struct table *table = relation ? address_map_get(&stale->tables, relation) : NULL;
    if (table && body_says(body->function->body, table->column->name))
        table->is_set = true;
}

static void note_updates(struct stale *stale)
{
    struct check *check = stale->check;
    list_each (struct statement_link *, link, &check->design->link->statements) {
        stale->what = statement_name(check, link);
        if (link->is_understood && link->statement->query)
            query_each(link->statement->query, visit_query, stale);
    }
    list_each (struct function *, function, &check->design->functions) {
        if (function->is_builtin || function->extension)
            continue;
        stale->what = check_format(check, "function %s",
                                   name_qualified(check->arena, function->schema, function->name));
        list_each (struct query *, query, &function->queries)
            query_each(query, visit_query, stale);
        if (function->queries.count == 0 && function->body)
            body_write_each(check->scratch, function->body, strlen(function->body), visit_write,
                            &(struct writer){stale, function});
    }
}

// ---- findings ------------------------------------------------------------------------------------

// A trigger of another table whose function would serve.
static const struct function *serving_function(const struct stale *stale,
                                               const struct column *column)
{
    list_each (struct relation *, relation, &stale->check->design->relations) {
        const struct table *table = address_map_get(&stale->tables, relation);
        const struct function *function = table && table->keeper ? table->keeper->function : NULL;
        if (function && function->body && table->keeper->timing == TRIGGER_BEFORE &&
            strcmp(table->column->name, column->name) == 0 &&
            strlen(function->body) < 200) // sets this and little else
            return function;
    }
    return NULL;
}

static const char *help(const struct stale *stale, const struct column *column)
{
    struct check *check = stale->check;
    const char *name = name_identifier(check->arena, column->name);
    const struct function *function = serving_function(stale, column);
    if (!function)
        return check_format(check,
                            "a trigger BEFORE UPDATE whose function says NEW.%s := now(), or SET "
                            "%s = now() in each UPDATE",
                            name, name);
    return check_format(
        check, "CREATE TRIGGER %s BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION %s();",
        name_identifier(check->arena,
                        check_format(check, "%s_%s", column->relation->name, column->name)),
        name_relation(check->arena, column->relation),
        name_qualified(check->arena, function->schema, function->name));
}

static void report(struct stale *stale, const struct table *table, uint32_t kept)
{
    struct check *check = stale->check;
    const struct column *column = table->column;
    const char *name = name_column(check->arena, column);
    const char *message =
        table->leaving > 0
            ? check_format(check, "%s stays as it was when %s changes a row", name,
                           table->update.what)
            : check_format(check, "no trigger and no SQL of this folder sets %s when a row changes",
                           name);
    struct finding *finding = check_report(check, (struct finding){
                                                      .place = column->place,
                                                      .object = column_path(check, column),
                                                      .message = message,
                                                      .label = "set by no trigger",
                                                      .help = help(stale, column),
                                                  });
    if (table->leaving > 0)
        finding_relate(check, finding, table->update.place, "this UPDATE leaves it");
    else
        finding_note(check, finding,
                     check_format(check, "the same column of %u other table%s is set by a trigger",
                                  kept, kept == 1 ? "" : "s"));
    if (table->leaving > 1)
        finding_note(check, finding,
                     check_format(check, "so %s %u more UPDATE%s",
                                  table->leaving == 2 ? "does" : "do", table->leaving - 1,
                                  table->leaving == 2 ? "" : "s"));
}

static struct column *stamp_of(struct check *check, const struct relation *relation)
{
    list_each (struct column *, column, &relation->columns)
        if (column_is_judged(column) && !column->generated &&
            type_is_any(column->type, type_moments) &&
            rule_parameter_matches(check, "columns", column->name))
            return column;
    return NULL;
}

static void check(struct check *check)
{
    struct stale stale = {.check = check};
    uint32_t kept = 0, bare = 0;
    list_each (struct relation *, relation, &check->design->relations) {
        const struct column *column = table_is_judged(relation) ? stamp_of(check, relation) : NULL;
        if (!column)
            continue;
        struct table *table = arena_make(check->scratch, struct table);
        *table = (struct table){.column = column, .keeper = keeper_of(column)};
        address_map_set(check->scratch, &stale.tables, relation, table);
        kept += table->keeper != NULL;
    }
    note_updates(&stale);
    list_each (struct relation *, relation, &check->design->relations) {
        const struct table *table = address_map_get(&stale.tables, relation);
        bare += table && !table->keeper && !table->is_set && table->leaving == 0;
    }
    list_each (struct relation *, relation, &check->design->relations) {
        const struct table *table = address_map_get(&stale.tables, relation);
        if (!table || table->keeper || (table->leaving == 0 && (table->is_set || kept <= bare)))
            continue;
        if (design_gap_may(check->design, "trigger", relation->name))
            check_undecided(check, table->column->place,
                            check_format(check,
                                         "a statement that could not be followed mentions %s and "
                                         "may make a trigger",
                                         name_relation(check->arena, relation)));
        else
            report(&stale, table, kept);
    }
}

static const struct rule_parameter parameters[] = {
    {"columns", "updated_at, modified_at, last_modified_at, last_updated_at",
     "columns that say when a row was last changed"},
    {NULL, NULL, NULL},
};

RULE(schema, updated_at_stale, .level = LEVEL_WARNING,
     .summary = "an updated_at that an UPDATE leaves as it was",
     .explanation =
         "PostgreSQL does not touch updated_at by itself: DEFAULT now() is for INSERT. A column "
         "that says when a row was last changed, and is wrong, is worse than none: caches, "
         "exports and synchronisation that trust it miss the change.\n"
         "\n"
         "It is kept by an enabled trigger before UPDATE whose function speaks of the column (or "
         "is not known: moddatetime), or by every UPDATE. The UPDATEs that are known are those of "
         "named queries, ON CONFLICT DO UPDATE and MERGE too, and of functions in SQL; one that "
         "leaves the column is reported, unless all it does is count (views = views + 1) or note "
         "when "
         "something last happened (last_seen_at). Where none is known, the program that writes the "
         "table "
         "may set the column: then it is reported only where more tables of the design have a "
         "trigger for it than have not, since there one was forgotten.",
     .wrong = "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    title text NOT NULL,\n"
              "    updated_at timestamptz NOT NULL DEFAULT now()\n"
              ");\n"
              "CREATE FUNCTION rename_todo(which bigint, new_title text) RETURNS void\n"
              "LANGUAGE sql AS $$ UPDATE todos SET title = new_title WHERE id = which $$;\n",
     .right = "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    title text NOT NULL,\n"
              "    updated_at timestamptz NOT NULL DEFAULT now()\n"
              ");\n"
              "CREATE FUNCTION rename_todo(which bigint, new_title text) RETURNS void\n"
              "LANGUAGE sql AS $$\n"
              "    UPDATE todos SET title = new_title, updated_at = now() WHERE id = which\n"
              "$$;\n",
     .source = "E8", .parameters = parameters)
