// Following what a statement runs: see session_reach.h. The model is walked from the statement's
// tree; PL/pgSQL, which is text, by its words (body_write.h). Each table, event and function is
// entered once for a statement, which also ends every circle; what cannot be followed by names
// (EXECUTE, other languages) is undecided.
//
// Policies bind whoever the statement runs as. Inside a SECURITY DEFINER function, or below a view
// that runs as its owner, they are followed only where that owner is known to be bound.
#include "check/session_reach.h"

#include "base/map.h"
#include "check/body_name.h"
#include "check/session_call.h"
#include "check/statements.h"
#include "link/name.h"
#include "link/row_security.h"

enum { DEPTH_MOST = 64 }; // of functions that call functions, tables that lead to tables

struct constraints {
    LIST_FIELDS(struct constraint *);
};

// As whom it runs: `is_other` inside a definer's function or an owner's view.
struct owner {
    bool is_other;
    const char *name; // NULL: whoever runs the files
};

struct walk {
    struct session_reach *reach;
    const struct statement_link *link;
    const struct session_step *step;
    struct owner owner;
    uint32_t depth;
    struct map *seen; // what was entered, by text
    bool is_inside;   // not in the statement's own text
};

// What an event may change; `columns` NULL where it is not known which.
struct written {
    uint32_t events; // enum trigger_event
    const struct column_list *columns;
};

static void walk_query(struct walk *walk, struct query *query);
static void walk_expression(struct walk *walk, struct expression *expression);
static void walk_function(struct walk *walk, const struct function *function);
static void walk_write(struct walk *walk, struct relation *relation, struct written written);

// ---- the way ----------------------------------------------------------------------------------------

static const char *key_of(struct walk *walk, const char *what, const void *object, uint32_t number)
{
    return arena_format(walk->reach->check->scratch, "%s %p %u %d %s", what, object, number,
                        walk->owner.is_other, walk->owner.name ? walk->owner.name : "");
}

// False where it was entered before, or the way is longer than any honest one.
static bool enter(struct walk *walk, const char *key)
{
    struct check *check = walk->reach->check;
    if (map_get(walk->seen, key))
        return false;
    map_set(check->scratch, walk->seen, key, walk);
    if (walk->depth < DEPTH_MOST)
        return true;
    check_undecided(check, walk->link->statement->place,
                    "what it runs leads further than is followed");
    return false;
}

static struct walk step_into(const struct walk *walk, const char *text)
{
    struct session_step *step = arena_make(walk->reach->check->scratch, struct session_step);
    *step = (struct session_step){walk->step, text};
    struct walk inner = *walk;
    inner.step = step;
    inner.is_inside = true;
    inner.depth++;
    return inner;
}

static void undecided_once(struct walk *walk, const void *object, struct place place,
                           const char *reason)
{
    struct check *check = walk->reach->check;
    const char *key = arena_format(check->scratch, "%p", object);
    if (map_get(&walk->reach->said, key))
        return;
    map_set(check->scratch, &walk->reach->said, key, walk->reach);
    check_undecided(check, place, reason);
}

static void found(struct walk *walk, struct session_state state, struct place place)
{
    if (state.what && walk->step)
        walk->reach->visit(
            &(struct session_reached){
                .link = walk->link, .state = state, .place = place, .step = walk->step},
            walk->reach->context);
}

static void walk_part(struct walk *walk, struct expression *expression, const char *text)
{
    if (!expression)
        return;
    struct walk inner = step_into(walk, text);
    walk_expression(&inner, expression);
}

// ---- policies ---------------------------------------------------------------------------------------

static bool is_bound(const struct walk *walk, const struct relation *relation)
{
    if (!walk->owner.is_other)
        return true;
    return walk->owner.name &&
           !row_security_passes_by(walk->reach->check->design, relation, walk->owner.name);
}

static void walk_policies(struct walk *walk, const struct relation *relation, uint32_t events)
{
    struct check *check = walk->reach->check;
    const enum command commands[] = {COMMAND_SELECT,
                                     events & TRIGGER_INSERT ? COMMAND_INSERT : COMMAND_SELECT,
                                     events & TRIGGER_UPDATE ? COMMAND_UPDATE : COMMAND_SELECT,
                                     events & TRIGGER_DELETE ? COMMAND_DELETE : COMMAND_SELECT};
    if (!relation->has_row_security || !is_bound(walk, relation) ||
        !enter(walk, key_of(walk, "policies", relation, events)))
        return;
    list_each (struct policy *, policy, &relation->policies) {
        bool applies = false;
        for (size_t at = 0; at < array_length(commands); at++)
            applies |= policy_applies_to_command(policy, commands[at]);
        if (!applies || policy_is_idle(check->design, policy))
            continue;
        const char *text = check_format(check, "policy %s of %s", policy->name,
                                        name_relation(check->arena, relation));
        walk_part(walk, policy->using, text);
        walk_part(walk, policy->check, text);
    }
}

// ---- what a write runs --------------------------------------------------------------------------------

static bool has_column(const struct column_list *list, const struct column *column)
{
    list_each (struct column *, each, list)
        if (each == column)
            return true;
    return false;
}

static bool shares_column(const struct column_list *one, const struct column_list *other)
{
    list_each (struct column *, column, one)
        if (has_column(other, column))
            return true;
    return false;
}

static bool trigger_fires(const struct trigger *trigger, struct written written)
{
    uint32_t events = trigger->events & written.events;
    if (trigger->is_disabled || !events)
        return false;
    return events != TRIGGER_UPDATE || !trigger->columns.count || !written.columns ||
           shares_column(&trigger->columns, written.columns);
}

static void walk_trigger(struct walk *walk, const struct trigger *trigger)
{
    struct check *check = walk->reach->check;
    struct walk inner =
        step_into(walk, check_format(check, "trigger %s of %s", trigger->name,
                                     name_relation(check->arena, trigger->relation)));
    walk_expression(&inner, trigger->when);
    if (trigger->function)
        walk_function(&inner, trigger->function);
    else
        undecided_once(&inner, trigger, trigger->place,
                       check_format(check,
                                    "what the function %s of a trigger leaves on the connection: "
                                    "its body is not known",
                                    trigger->function_name));
}

static void walk_type(struct walk *walk, const struct column *column, bool is_insert)
{
    struct check *check = walk->reach->check;
    const struct type *type = column->type ? column->type->type : NULL;
    for (uint32_t depth = 0; type && type->kind == TYPE_DOMAIN && depth < DEPTH_MOST; depth++) {
        const char *text =
            check_format(check, "domain %s of %s", type->name, name_column(check->arena, column));
        if (is_insert)
            walk_part(walk, type->default_value, text);
        list_each (struct constraint *, constraint, &type->checks)
            walk_part(walk, constraint->check, text);
        type = type->base ? type->base->type : NULL;
    }
}

static void walk_columns(struct walk *walk, const struct relation *relation, bool is_insert)
{
    struct check *check = walk->reach->check;
    list_each (struct column *, column, &relation->columns) {
        if (column->is_dropped)
            continue;
        const char *name = name_column(check->arena, column);
        if (is_insert && column->default_value)
            walk_part(walk, column->default_value, check_format(check, "default of %s", name));
        if (column->generated)
            walk_part(walk, column->generated, check_format(check, "generated column %s", name));
        walk_type(walk, column, is_insert);
    }
    list_each (struct constraint *, constraint, &relation->constraints)
        if (constraint->check)
            walk_part(walk, constraint->check,
                      check_format(check, "check %s of %s", constraint->name,
                                   name_relation(check->arena, relation)));
    list_each (struct index *, index, &relation->indexes) {
        const char *text = check_format(check, "index %s", index->name ? index->name : "");
        list_each (struct index_key, key, &index->keys)
            walk_part(walk, key.expression, text);
        walk_part(walk, index->predicate, text);
    }
}

static bool changes_row(enum reference_action action)
{
    return action == ACTION_CASCADE || action == ACTION_SET_NULL || action == ACTION_SET_DEFAULT;
}

// Rows of other tables that PostgreSQL deletes or changes for this one: as their owner, whom the
// policies do not bind.
static void walk_references(struct walk *walk, const struct relation *relation,
                            struct written written)
{
    struct check *check = walk->reach->check;
    const struct constraints *references = map_get(
        &walk->reach->references, arena_format(check->scratch, "%p", (const void *)relation));
    if (!references)
        return;
    list_each (struct constraint *, constraint, references) {
        bool is_delete = written.events & TRIGGER_DELETE && changes_row(constraint->on_delete);
        // An update of the key itself only; where it is not known what is set, that is rare.
        bool is_update = written.events & TRIGGER_UPDATE && changes_row(constraint->on_update) &&
                         written.columns &&
                         shares_column(&constraint->referenced_columns, written.columns);
        if (!is_delete && !is_update)
            continue;
        bool deletes = is_delete && constraint->on_delete == ACTION_CASCADE;
        struct walk inner =
            step_into(walk, check_format(check, "foreign key %s of %s, ON %s", constraint->name,
                                         name_relation(check->arena, constraint->relation),
                                         is_delete ? "DELETE" : "UPDATE"));
        inner.owner = (struct owner){.is_other = true};
        if (deletes)
            walk_write(&inner, constraint->relation, (struct written){.events = TRIGGER_DELETE});
        if (!deletes || is_update)
            walk_write(&inner, constraint->relation,
                       (struct written){TRIGGER_UPDATE, is_delete && constraint->set_columns.count
                                                            ? &constraint->set_columns
                                                            : &constraint->columns});
    }
}

static bool is_view(const struct relation *relation)
{
    return relation->kind == RELATION_VIEW || relation->kind == RELATION_MATERIALIZED;
}

static struct walk as_owner_of(const struct walk *walk, const struct relation *view)
{
    struct walk inner = *walk;
    if (!view->is_security_invoker)
        inner.owner = (struct owner){.is_other = true, .name = view->owner};
    return inner;
}

static struct relation *table_below(const struct relation *view)
{
    const struct query *query = view->query;
    if (!query || query->kind != QUERY_SELECT || query->from.count != 1 ||
        query->from.items[0]->kind != FROM_RELATION || query->from.items[0]->query)
        return NULL;
    return query->from.items[0]->relation;
}

// Events that an INSTEAD OF trigger takes reach no table by themselves.
static void walk_view_write(struct walk *walk, struct relation *view, struct written written)
{
    list_each (struct trigger *, trigger, &view->triggers)
        if (trigger->timing == TRIGGER_INSTEAD && !trigger->is_disabled)
            written.events &= ~trigger->events;
    struct relation *below = table_below(view);
    if (!written.events || !below)
        return;
    struct walk inner = as_owner_of(walk, view);
    written.columns = NULL; // the table's are others
    walk_write(&inner, below, written);
}

// The rows of a partitioned table lie in its partitions, those of a parent in its children too.
static void walk_children(struct walk *walk, const struct relation *relation,
                          struct written written)
{
    if (relation->kind != RELATION_PARTITIONED)
        written.events &= TRIGGER_UPDATE | TRIGGER_DELETE;
    written.columns = NULL;
    list_each (struct relation *, child, &relation->children) {
        if (!enter(walk, key_of(walk, "child", child, written.events)))
            continue;
        list_each (struct trigger *, trigger, &child->triggers)
            if (trigger->is_per_row && trigger_fires(trigger, written))
                walk_trigger(walk, trigger);
        walk_children(walk, child, written);
    }
}

static void walk_write(struct walk *walk, struct relation *relation, struct written written)
{
    // What is set decides which triggers fire: an update of known columns is one of its own.
    const char *key = key_of(walk, "write", relation, written.events);
    if (written.columns)
        list_each (struct column *, column, written.columns)
            key = arena_format(walk->reach->check->scratch, "%s %s", key, column->name);
    if (!written.events || !enter(walk, key))
        return;
    walk_policies(walk, relation, written.events);
    list_each (struct trigger *, trigger, &relation->triggers)
        if (trigger_fires(trigger, written))
            walk_trigger(walk, trigger);
    if (is_view(relation)) {
        walk_view_write(walk, relation, written);
        return;
    }
    if (written.events & (TRIGGER_INSERT | TRIGGER_UPDATE))
        walk_columns(walk, relation, written.events & TRIGGER_INSERT);
    walk_children(walk, relation, written);
    walk_references(walk, relation, written);
}

// ---- queries ----------------------------------------------------------------------------------------

static void read_relation(struct walk *walk, const struct relation *relation)
{
    struct check *check = walk->reach->check;
    walk_policies(walk, relation, 0);
    if (relation->kind != RELATION_VIEW || !relation->query ||
        !enter(walk, key_of(walk, "view", relation, 0)))
        return;
    struct walk inner =
        step_into(walk, check_format(check, "view %s", name_relation(check->arena, relation)));
    struct walk owned = as_owner_of(&inner, relation);
    walk_query(&owned, relation->query);
}

static void read_item(struct walk *walk, const struct from_item *item)
{
    if (!item)
        return;
    if (item->kind == FROM_RELATION && item->relation && !item->query)
        read_relation(walk, item->relation);
    read_item(walk, item->left);
    read_item(walk, item->right);
}

static void add_columns(struct walk *walk, struct column_list *columns,
                        const struct assignment_list *assignments)
{
    list_each (struct assignment, assignment, assignments)
        if (assignment.column)
            list_add(walk->reach->check->scratch, columns, assignment.column);
}

static struct written written_by(struct walk *walk, const struct query *query)
{
    struct column_list *columns = arena_make(walk->reach->check->scratch, struct column_list);
    struct written written = {.columns = columns};
    if (query->kind == QUERY_INSERT) {
        written.events = TRIGGER_INSERT;
        if (query->conflict && query->conflict->is_update) {
            written.events |= TRIGGER_UPDATE;
            add_columns(walk, columns, &query->conflict->set);
        }
    } else if (query->kind == QUERY_UPDATE) {
        written.events = TRIGGER_UPDATE;
        add_columns(walk, columns, &query->assignments);
    } else if (query->kind == QUERY_DELETE) {
        written.events = TRIGGER_DELETE;
    } else if (query->kind == QUERY_MERGE) {
        list_each (struct merge_action, action, &query->actions) {
            written.events |= action.kind == QUERY_INSERT   ? TRIGGER_INSERT
                              : action.kind == QUERY_UPDATE ? TRIGGER_UPDATE
                              : action.kind == QUERY_DELETE ? TRIGGER_DELETE
                                                            : 0u;
            if (action.kind == QUERY_UPDATE)
                add_columns(walk, columns, &action.assignments);
        }
    }
    return written;
}

static void visit_query(struct query *query, void *context)
{
    struct walk *walk = context;
    struct written written = written_by(walk, query);
    list_each (struct from_item *, item, &query->from)
        if (written.events && item_at == 0 && item->relation)
            walk_write(walk, item->relation, written);
        else
            read_item(walk, item);
}

// A name that the design knows, though not which function of that name is meant.
static void walk_named(struct walk *walk, const struct expression *call)
{
    struct check *check = walk->reach->check;
    struct body_write named = {.schema = call->schema, .name = call->name};
    const struct function *function =
        call->name ? body_function(check->design, check->scratch, NULL, &named) : NULL;
    if (function && !design_next_overload(check->design, function))
        walk_function(walk, function);
    else if (function && !function->is_builtin && !function->extension)
        undecided_once(walk, function, call->place,
                       check_format(check,
                                    "what %s leaves on the connection: several functions have "
                                    "the name",
                                    call->name));
}

static bool visit_call(struct expression *expression, void *context)
{
    struct walk *walk = context;
    if (expression->kind != EXPRESSION_CALL)
        return true;
    if (expression->function)
        walk_function(walk, expression->function);
    else
        walk_named(walk, expression);
    if (walk->is_inside)
        found(walk, session_state_of_expression(expression), expression->place);
    return true;
}

static void walk_query(struct walk *walk, struct query *query)
{
    query_each(query, visit_query, walk);
    query_walk(query, visit_call, walk);
}

static bool visit_subquery(struct expression *expression, void *context)
{
    struct walk *walk = context;
    if (expression->query && enter(walk, key_of(walk, "query", expression->query, 0)))
        query_each(expression->query, visit_query, walk);
    return true;
}

static void walk_expression(struct walk *walk, struct expression *expression)
{
    expression_walk(expression, visit_call, walk);
    expression_walk(expression, visit_subquery, walk);
}

// ---- bodies -----------------------------------------------------------------------------------------

struct body_walk {
    struct walk *walk;
    const struct function *function; // NULL: the statement's own text
};

static struct written written_by_words(enum body_write_kind kind)
{
    static const uint32_t events[] = {
        [BODY_WRITE_UPDATE] = TRIGGER_UPDATE,
        [BODY_WRITE_DELETE] = TRIGGER_DELETE,
        [BODY_WRITE_TRUNCATE] = TRIGGER_TRUNCATE,
        [BODY_WRITE_INSERT] = TRIGGER_INSERT | TRIGGER_UPDATE, // ON CONFLICT DO UPDATE
        [BODY_WRITE_MERGE] = TRIGGER_INSERT | TRIGGER_UPDATE | TRIGGER_DELETE,
    };
    return (struct written){.events = (size_t)kind < array_length(events) ? events[kind] : 0};
}

static void visit_write(const struct body_write *write, void *context)
{
    struct body_walk *body = context;
    struct walk *walk = body->walk;
    struct check *check = walk->reach->check;
    const struct function *function = body->function;
    if (write->kind == BODY_WRITE_EXECUTE) {
        if (function)
            undecided_once(walk, function,
                           session_place_in_body(function, write->at, write->length),
                           "what a statement that is built by EXECUTE leaves on the connection");
        return;
    }
    if (write->kind == BODY_WRITE_CALL) {
        struct expression call = {
            .kind = EXPRESSION_CALL,
            .schema = write->schema,
            .name = write->name,
            .place = function ? session_place_in_body(function, write->at, write->length)
                              : walk->link->statement->place};
        const struct function *called =
            body_function(check->design, check->scratch, function, write);
        if (called && !design_next_overload(check->design, called))
            walk_function(walk, called);
        else if (called)
            walk_named(walk, &call);
        return;
    }
    // The trees of a body in SQL have shown all but TRUNCATE.
    if (function && function->queries.count && write->kind != BODY_WRITE_TRUNCATE)
        return;
    struct relation *relation = body_relation(check->design, check->scratch, function, write);
    if (relation)
        walk_write(walk, relation, written_by_words(write->kind));
}

static bool is_read_by_words(const struct function *function)
{
    return string_equal(function->language, "plpgsql") || string_equal(function->language, "sql");
}

static bool is_called_by_statement(const struct walk *walk, const struct function *function)
{
    list_each (struct function *, called, &walk->link->functions)
        if (called == function)
            return true;
    return false;
}

static void walk_function(struct walk *walk, const struct function *function)
{
    struct check *check = walk->reach->check;
    if (function->is_builtin || function->extension || string_equal(function->language, "c") ||
        string_equal(function->language, "internal") ||
        !enter(walk, key_of(walk, "function", function, 0)))
        return;
    struct walk inner = step_into(
        walk, check_format(check, "function %s()",
                           name_qualified(check->arena, function->schema, function->name)));
    if (function->is_security_definer)
        inner.owner = (struct owner){.is_other = true, .name = function->owner};
    if (function->body && is_read_by_words(function)) {
        size_t length = strlen(function->body);
        struct session_state state = session_state_of_body(function->body, length);
        if (state.what && !is_called_by_statement(walk, function))
            found(&inner, state, session_place_in_body(function, state.at, state.length));
        struct body_walk body = {&inner, function};
        body_write_each(check->scratch, function->body, length, visit_write, &body);
        inner.is_inside = false; // the calls of a tree are those of the text
    } else if (function->body) {
        undecided_once(&inner, function, function->place,
                       check_format(check, "what a function in %s leaves on the connection",
                                    function->language));
    }
    list_each (struct query *, query, &function->queries)
        walk_query(&inner, query);
}

// ---- the statement ------------------------------------------------------------------------------------

struct session_reach session_reach_begin(struct check *check, session_reach_visitor *visit,
                                         void *context)
{
    struct session_reach reach = {.check = check, .visit = visit, .context = context};
    list_each (struct relation *, relation, &check->design->relations)
        list_each (struct constraint *, constraint, &relation->constraints) {
            if (constraint->kind != CONSTRAINT_FOREIGN_KEY || !constraint->references)
                continue;
            const char *key =
                arena_format(check->scratch, "%p", (const void *)constraint->references);
            struct constraints *references = map_get(&reach.references, key);
            if (!references) {
                references = arena_make(check->scratch, struct constraints);
                map_set(check->scratch, &reach.references, key, references);
            }
            list_add(check->scratch, references, constraint);
        }
    return reach;
}

void session_reach_statement(struct session_reach *reach, const struct statement_link *link)
{
    const struct named_statement *statement = link->statement;
    struct map seen = {0};
    struct walk walk = {.reach = reach, .link = link, .seen = &seen};
    if (statement->query) {
        walk_query(&walk, statement->query);
    } else if (statement->command && statement->text) {
        struct body_walk body = {&walk, NULL};
        body_write_each(reach->check->scratch, statement->text, strlen(statement->text),
                        visit_write, &body);
    }
}
