// Binding FROM items: which table, view, CTE, subquery or function each is, and the columns it
// shows.
//
// A name without schema is a CTE of this query or of one around it before it is a table. A subquery
// sees the items before it only where it is LATERAL; a function always does. The two sides of a
// join see the items before the join, the right side also the left one; ON sees the two sides.
#include "read/bind_scope.h"

// The scope that a FROM item's inside sees when it is not lateral: the WITH, and outer queries.
static struct scope without_items(const struct scope *scope)
{
    struct scope made = *scope;
    made.items.items = NULL;
    made.items.count = made.items.capacity = 0;
    return made;
}

// What the alias says about columns, taken out of item->outputs, which is then empty.
static struct output_list take_alias_columns(struct from_item *item)
{
    struct output_list taken = {item->outputs.items, item->outputs.count, item->outputs.capacity};
    item->outputs.items = NULL;
    item->outputs.count = item->outputs.capacity = 0;
    return taken;
}

// AS t (a, b): renames the first columns. Of an open item they are the only ones that are known.
static void rename_columns(struct replay *replay, struct from_item *item,
                           const struct output_list *names)
{
    for (uint32_t i = 0; i < names->count; i++) {
        if (i < item->outputs.count)
            item->outputs.items[i].name = names->items[i].name;
        else if (item->is_open)
            list_add(replay->arena, &item->outputs, (struct output){.name = names->items[i].name});
    }
}

static void add_outputs(struct replay *replay, struct from_item *item, const struct query *query)
{
    list_each (struct output, output, &query->outputs)
        list_add(replay->arena, &item->outputs, output);
    item->is_open |= query->is_open;
}

// ---- tables -------------------------------------------------------------------------------------

static struct common_table *find_common_table(struct binder *binder, struct scope *scope,
                                              const char *name, bool *is_being_bound)
{
    for (; scope; scope = scope->outer) {
        for (uint32_t i = 0; i < scope->common_count; i++) {
            struct common_table *table = scope->query->common_tables.items[i];
            if (strcmp(table->name, name) != 0)
                continue;
            if (scope->common_states[i] == COMMON_UNBOUND) {
                struct scope own = without_items(scope);
                bind_common_table(binder, &own, i);
            }
            *is_being_bound = scope->common_states[i] == COMMON_BINDING;
            return table;
        }
    }
    return NULL;
}

static void use_common_table(struct replay *replay, struct from_item *item,
                             struct common_table *table, bool is_being_bound)
{
    item->query = table->query;
    if (!table->query) {
        item->is_open = true;
        return;
    }
    add_outputs(replay, item, table->query);
    if (is_being_bound)
        table->refers_itself = true;
    // A reference to itself: the left side of the UNION has given the columns by now, if anything.
    if (is_being_bound && table->query->outputs.count == 0)
        item->is_open = true;
    uint32_t index = 0;
    list_each (const char *, name, &table->columns) {
        if (index < item->outputs.count)
            item->outputs.items[index].name = name;
        else if (item->is_open)
            list_add(replay->arena, &item->outputs, (struct output){.name = name});
        index++;
    }
    list_each (const char *, name, &table->added)
        list_add(replay->arena, &item->outputs, (struct output){.name = name});
}

static void use_relation(struct replay *replay, struct from_item *item, struct relation *relation)
{
    item->relation = relation;
    item->is_open |= relation->is_open;
    list_each (struct column *, column, &relation->columns)
        list_add(replay->arena, &item->outputs,
                 (struct output){.name = column->name,
                                 .column = column,
                                 .type = column->type,
                                 .place = column->place});
    if (relation->kind == RELATION_SEQUENCE && relation->columns.count == 0) {
        static const char *const columns[][2] = {
            {"last_value", "int8"}, {"log_cnt", "int8"}, {"is_called", "bool"}};
        for (size_t i = 0; i < array_length(columns); i++)
            list_add(replay->arena, &item->outputs,
                     (struct output){.name = columns[i][0], .type = type_builtin(columns[i][1])});
    }
}

static void bind_table(struct binder *binder, struct scope *scope, struct from_item *item)
{
    struct replay *replay = binder->replay;
    bool is_being_bound = false;
    struct common_table *table =
        item->schema ? NULL : find_common_table(binder, scope, item->name, &is_being_bound);
    if (table) {
        use_common_table(replay, item, table, is_being_bound);
        return;
    }
    struct relation *relation = replay_find_relation(replay, item->schema, item->name);
    if (relation) {
        refuse_doubt(binder, relation->name);
        use_relation(replay, item, relation);
        return;
    }
    item->is_open = true;
    if (!replay_builtin_exists(replay, BUILTIN_RELATION, item->schema, item->name))
        replay_unknown(replay, "table", item->schema, item->name, NULL,
                       replay_nearest_relation(replay, item->schema, item->name), item->place);
}

// ---- functions ----------------------------------------------------------------------------------

static void bind_from_function(struct binder *binder, struct scope *scope, struct from_item *item)
{
    struct replay *replay = binder->replay;
    bind_in_scope(binder, scope, item->call);
    bind_as_text(binder, item->call);
    if (item->call->kind == EXPRESSION_OTHER && string_equal(item->call->name, "xmltable"))
        return; // its columns are written
    struct output_list written = take_alias_columns(item);
    if (written.count && written.items[0].type) {
        // AS t (a int, b text)
        list_each (struct output, output, &written)
            list_add(replay->arena, &item->outputs, output);
        if (item->has_ordinality)
            list_add(replay->arena, &item->outputs,
                     (struct output){.name = "ordinality", .type = type_builtin("int8")});
        return;
    }
    struct output_list columns = {0};
    if (item->call->kind == EXPRESSION_CALL) {
        if (!call_columns(replay, item->call, item->alias, &columns))
            item->is_open = true;
    } else if (string_equal(item->call->name, "rows from")) {
        list_each (struct expression *, call, &item->call->operands)
            if (!call_columns(replay, call, NULL, &columns))
                item->is_open = true;
    } else if (item->call->kind == EXPRESSION_OTHER) {
        item->is_open = true;
    } else {
        // current_user, coalesce(...) and others that the grammar writes as calls: one column.
        const char *name = *item->alias ? item->alias : item->call->name;
        list_add(replay->scratch, &columns,
                 (struct output){.name = name ? name : "",
                                 .type = type_is_unknown(item->call->value_type)
                                             ? type_builtin("text")
                                             : item->call->value_type});
        item->is_open = name == NULL;
    }
    list_each (struct output, column, &columns)
        list_add(replay->arena, &item->outputs, column);
    if (item->has_ordinality && !item->is_open)
        list_add(replay->arena, &item->outputs,
                 (struct output){.name = "ordinality", .type = type_builtin("int8")});
    rename_columns(replay, item, &written);
}

// ---- joins --------------------------------------------------------------------------------------

static bool has_column(const struct output_list *columns, const char *name)
{
    list_each (struct output, column, columns)
        if (string_equal(column.name, name))
            return true;
    return false;
}

// NATURAL is USING all names that both sides have.
static void natural_columns(struct replay *replay, struct from_item *item)
{
    struct output_list left = {0}, right = {0};
    bool is_known = item_columns(replay->scratch, item->left, &left);
    is_known = item_columns(replay->scratch, item->right, &right) && is_known;
    list_each (struct output, column, &left)
        if (column.name && has_column(&right, column.name))
            list_add(replay->arena, &item->using_columns, column.name);
    item->is_open |= !is_known;
}

static bool check_using_side(struct binder *binder, struct from_item *side, const char *name,
                             const char *which)
{
    struct match match = {0};
    item_find_column(side, name, &match);
    if (match.count || match.is_open)
        return true;
    struct scope only = {0};
    list_add(binder->replay->scratch, &only.items, side);
    replay_unknown(
        binder->replay, "column", NULL, name,
        arena_format(binder->replay->scratch, "the %s side of USING (%s)", which, binder->what),
        scope_nearest_column(&only, name), side->place);
    return false;
}

static void check_using(struct binder *binder, struct from_item *item)
{
    list_each (const char *, name, &item->using_columns)
        if (check_using_side(binder, item->left, name, "left"))
            check_using_side(binder, item->right, name, "right");
}

// What = compares, and the merged column is.
static void find_using_types(struct binder *binder, struct from_item *item)
{
    list_each (const char *, name, &item->using_columns) {
        struct match left = {0}, right = {0};
        item_find_column(item->left, name, &left);
        item_find_column(item->right, name, &right);
        struct expression sides[2] = {{.value_type = left.type}, {.value_type = right.type}};
        struct expression *const both[2] = {&sides[0], &sides[1]};
        bool is_certain = left.count == 1 && right.count == 1;
        list_add(binder->replay->arena, &item->using_types,
                 is_certain ? bind_common(binder, "JOIN/USING", item->place, both, 2) : NULL);
        if (is_certain)
            bind_operator(binder, item->place, NULL, "=", both[0], both[1]);
    }
}

static void bind_join(struct binder *binder, struct scope *scope, struct from_item *item)
{
    struct replay *replay = binder->replay;
    struct output_list names = take_alias_columns(item);
    const char *alias = item->alias;
    item->alias = NULL; // inside the join its sides are visible
    bind_from_item(binder, scope, item->left);
    struct scope right_scope = without_items(scope);
    list_each (struct from_item *, before, &scope->items)
        list_add(replay->scratch, &right_scope.items, before);
    list_add(replay->scratch, &right_scope.items, item->left);
    bind_from_item(binder, &right_scope, item->right);
    if (item->is_natural)
        natural_columns(replay, item);
    check_using(binder, item);
    find_using_types(binder, item);
    if (item->on) {
        struct scope on_scope = without_items(scope);
        list_add(replay->scratch, &on_scope.items, item->left);
        list_add(replay->scratch, &on_scope.items, item->right);
        bind_condition(binder, &on_scope, item->on);
    }
    if (!alias)
        return;
    struct output_list columns = {0};
    if (!item_columns(replay->scratch, item, &columns))
        item->is_open = true;
    list_each (struct output, column, &columns)
        list_add(replay->arena, &item->outputs, column);
    rename_columns(replay, item, &names);
    item->alias = alias;
}

// ---- all of them --------------------------------------------------------------------------------

void bind_from_item(struct binder *binder, struct scope *scope, struct from_item *item)
{
    switch (item->kind) {
    case FROM_RELATION: {
        struct output_list names = take_alias_columns(item);
        bind_table(binder, scope, item);
        rename_columns(binder->replay, item, &names);
        break;
    }
    case FROM_QUERY: {
        struct output_list names = take_alias_columns(item);
        struct scope closed = without_items(scope);
        if (item->query) {
            bind_query_in_scope(binder, item->is_lateral ? scope : &closed, item->query);
            add_outputs(binder->replay, item, item->query);
        } else {
            item->is_open = true;
        }
        rename_columns(binder->replay, item, &names);
        break;
    }
    case FROM_FUNCTION:
        bind_from_function(binder, scope, item);
        break;
    case FROM_JOIN:
        bind_join(binder, scope, item);
        break;
    }
}
