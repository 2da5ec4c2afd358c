// Linking one statement. The walk goes through every query of it: the outermost, WITH queries,
// subqueries in FROM and in expressions, and, as if they stood there, the queries of functions in
// SQL that it calls. Of each it notes tables, columns, functions, conditions and where parameters
// lead; then, of the outermost, the answer, its order and how many rows it may have.
//
// Tables below a view are read too, but the view's conditions are not the statement's.
#include "link/query.h"

#include "link/name.h"
#include "link/query_part.h"

enum {
    STEPS = 400000,    // of tracing and walking, for one statement
    QUERIES_DEEP = 300 // one inside the other
};

// ---- the linker -------------------------------------------------------------------------------------

bool linker_step(struct linker *linker)
{
    if (linker->steps == 0) {
        linker->link->is_understood = false;
        return false;
    }
    linker->steps--;
    return true;
}

const struct item_fact *linker_fact(const struct linker *linker, const struct from_item *item)
{
    uint32_t number = pointer_map_get(&linker->fact_numbers, item);
    return number ? &linker->facts.items[number - 1] : NULL;
}

static void add_fact(struct linker *linker, struct from_item *item, struct query *query,
                     bool is_nullable, bool is_excluded)
{
    uint32_t *number = pointer_map_at(linker->scratch, &linker->fact_numbers, item);
    if (*number)
        return;
    list_add(linker->scratch, &linker->facts,
             (struct item_fact){item, query, is_nullable, is_excluded});
    *number = linker->facts.count;
}

static struct place place_in_statement(const struct linker *linker, struct place place)
{
    return linker->origin.file ? linker->origin : place;
}

// ---- tables and columns -----------------------------------------------------------------------------

static void use_table(struct linker *linker, struct relation *relation, uint32_t uses,
                      struct from_item *from, struct query *query)
{
    struct table_use use = {.relation = relation,
                            .uses = uses,
                            .from = from,
                            .query = query,
                            .through = linker->through,
                            .function = linker->function,
                            .place = place_in_statement(linker, from->place)};
    list_add(linker->arena, &linker->link->tables, use);
}

static void use_column(struct linker *linker, struct column *column, uint32_t uses,
                       struct place place)
{
    if (!column || !column->relation)
        return;
    uint32_t *number = pointer_map_at(linker->scratch, &linker->column_numbers, column);
    if (*number) {
        linker->link->columns.items[*number - 1].uses |= uses;
        return;
    }
    list_add(linker->arena, &linker->link->columns,
             (struct column_use){column, uses, place_in_statement(linker, place)});
    *number = linker->link->columns.count;
}

// A view's column and the table's that it passes on.
static void read_column(struct linker *linker, struct column *column, struct place place)
{
    use_column(linker, column, USE_READ, place);
    struct column *below = column_below(column);
    if (below != column)
        use_column(linker, below, USE_READ, place);
}

static void write_column(struct linker *linker, struct column *column, uint32_t use,
                         struct place place)
{
    use_column(linker, column, use, place);
    struct column *below = column_below(column);
    if (below != column)
        use_column(linker, below, use, place);
}

// ---- functions --------------------------------------------------------------------------------------

static void walk_query(struct linker *linker, struct query *query, struct frame *frame);

static void walk_function(struct linker *linker, struct frame *frame, struct place place)
{
    struct place origin = linker->origin;
    struct function *function = linker->function;
    if (!origin.file)
        linker->origin = place;
    linker->function = frame->function;
    list_each (struct query *, query, &frame->function->queries)
        walk_query(linker, query, frame);
    linker->function = function;
    linker->origin = origin;
}

static void call_function(struct linker *linker, struct expression *call, struct frame *frame)
{
    struct function *function = call->function;
    uint32_t *is_seen = pointer_map_at(linker->scratch, &linker->function_seen, function);
    if (!*is_seen) {
        *is_seen = 1;
        list_add(linker->arena, &linker->link->functions, function);
    }
    struct frame *inner = frame_enter(linker, call, frame);
    if (inner)
        walk_function(linker, inner, call->place);
    else
        linker->link->may_write |= function_may_write(linker->design, function);
}

// A name that several functions have: one of them may write.
static void call_unbound(struct linker *linker, const struct expression *call)
{
    if (call->function || !call->name)
        return;
    struct function *found =
        call->schema ? design_find_function(linker->design, call->schema, call->name) : NULL;
    if (!found && !call->schema)
        found = design_find_function(linker->design, "public", call->name);
    for (; found; found = design_next_overload(linker->design, found))
        linker->link->may_write |= function_may_write(linker->design, found);
}

// ---- expressions ------------------------------------------------------------------------------------

// What the expressions of `query` read and call; queries inside them are walked by themselves.
static void scan(struct linker *linker, struct query *query, struct expression *expression)
{
    if (!expression || !linker_step(linker))
        return;
    if (expression->kind == EXPRESSION_COLUMN && expression->is_bound)
        read_column(linker, expression->column, expression->place);
    if (expression->kind == EXPRESSION_STAR && expression->from && !expression->operands.count &&
        expression->from->relation)
        list_each (struct column *, column, &expression->from->relation->columns)
            read_column(linker, column, expression->place);
    list_each (struct expression *, operand, &expression->operands)
        scan(linker, query, operand);
    if (expression->filter) {
        scan(linker, query, expression->filter);
        link_condition_parameters(linker, query, expression->filter);
    }
    if (expression->kind == EXPRESSION_CALL) {
        if (expression->function)
            call_function(linker, expression, linker->frame);
        else
            call_unbound(linker, expression);
    }
    if (expression->query)
        walk_query(linker, expression->query, linker->frame);
}

#define SCAN_ALL(linker, query, list)                                                              \
    list_each (struct expression *, scanned, list)                                                 \
    scan(linker, query, scanned)

static void scan_outputs(struct linker *linker, struct query *query)
{
    list_each (struct output, output, &query->outputs) {
        scan(linker, query, output.expression);
        bool is_column =
            !output.expression && output.from && output.from->relation && !output.from->query;
        if (is_column)
            read_column(linker, output.column, output.place);
    }
}

static void scan_assignments(struct linker *linker, struct query *query,
                             const struct assignment_list *assignments, uint32_t use)
{
    const struct expression *previous = NULL;
    list_each (struct assignment, assignment, assignments) {
        write_column(linker, assignment.column, use, assignment.place);
        if (assignment.value != previous) // SET (a, b) = ... has it twice
            scan(linker, query, assignment.value);
        previous = assignment.value;
    }
}

// ---- FROM -------------------------------------------------------------------------------------------

static void read_below(struct linker *linker, const struct from_item *item);

static void read_below_query(struct linker *linker, struct query *query)
{
    if (!query || !linker_step(linker) || linker->depth >= QUERIES_DEEP)
        return;
    linker->depth++;
    list_each (struct common_table *, table, &query->common_tables)
        read_below_query(linker, table->query);
    read_below_query(linker, query->left);
    read_below_query(linker, query->right);
    list_each (struct from_item *, item, &query->from)
        read_below(linker, item);
    linker->depth--;
}

static void enter_view(struct linker *linker, struct relation *view, uint32_t uses,
                       struct place place);

static void read_below(struct linker *linker, const struct from_item *item)
{
    switch (item->kind) {
    case FROM_RELATION:
        if (!item->relation || item->query)
            break;
        use_table(linker, item->relation, USE_READ, (struct from_item *)item, NULL);
        if (relation_is_view(item->relation))
            enter_view(linker, item->relation, USE_READ, item->place);
        break;
    case FROM_QUERY:
        read_below_query(linker, item->query);
        break;
    case FROM_FUNCTION:
        break;
    case FROM_JOIN:
        read_below(linker, item->left);
        read_below(linker, item->right);
        break;
    }
}

static void fact_below(struct linker *linker, struct query *query);

// What is written to a plain view over one table or view is written there.
static bool writes_below(const struct relation *view, uint32_t uses)
{
    const struct query *query = view->query;
    return uses & (USE_INSERT | USE_UPDATE | USE_DELETE) && query && query->kind == QUERY_SELECT &&
           query->from.count == 1 && query->from.items[0]->kind == FROM_RELATION &&
           query->from.items[0]->relation && !query->from.items[0]->query;
}

// A function that a view calls runs with it.
static bool visit_view_call(struct expression *expression, void *context)
{
    struct linker *linker = context;
    if (expression->kind == EXPRESSION_CALL && expression->function)
        linker->link->may_write |= function_may_write(linker->design, expression->function);
    else if (expression->kind == EXPRESSION_CALL)
        call_unbound(linker, expression);
    return true;
}

// The tables that a view reads, once for each view.
static void enter_view(struct linker *linker, struct relation *view, uint32_t uses,
                       struct place place)
{
    fact_below(linker, view->query);
    // A materialized view is read by itself: its tables were read when it was refreshed.
    uint32_t *seen = pointer_map_at(linker->scratch, &linker->table_numbers, view);
    if (view->kind == RELATION_MATERIALIZED || (*seen & uses) == uses)
        return;
    *seen |= uses;
    if (view->query)
        query_walk(view->query, visit_view_call, linker);
    struct place origin = linker->origin;
    struct relation *through = linker->through;
    if (!origin.file)
        linker->origin = place;
    if (!through)
        linker->through = view;
    if (view->query && writes_below(view, uses)) {
        struct from_item *below = view->query->from.items[0];
        use_table(linker, below->relation, uses, below, NULL);
        if (relation_is_view(below->relation))
            enter_view(linker, below->relation, uses, place);
    } else {
        read_below_query(linker, view->query);
    }
    linker->through = through;
    linker->origin = origin;
}

static void add_facts(struct linker *linker, struct from_item *item, struct query *query,
                      bool is_nullable)
{
    add_fact(linker, item, query, is_nullable, false);
    if (item->kind != FROM_JOIN)
        return;
    bool left = item->join == JOIN_RIGHT || item->join == JOIN_FULL;
    bool right = item->join == JOIN_LEFT || item->join == JOIN_FULL;
    add_facts(linker, item->left, query, is_nullable || left);
    add_facts(linker, item->right, query, is_nullable || right);
}

static void facts_of(struct linker *linker, struct query *query)
{
    list_each (struct from_item *, item, &query->from)
        add_facts(linker, item, query, false);
    if (query->conflict && query->conflict->excluded)
        add_fact(linker, query->conflict->excluded, query, false, true);
}

static void fact_items(struct linker *linker, const struct from_item *item)
{
    if (item->kind == FROM_JOIN) {
        fact_items(linker, item->left);
        fact_items(linker, item->right);
    } else if (item->kind == FROM_QUERY) {
        fact_below(linker, item->query);
    } else if (item->kind == FROM_RELATION && !item->query && item->relation &&
               relation_is_view(item->relation)) {
        fact_below(linker, item->relation->query);
    }
}

static bool visit_subquery(struct expression *expression, void *context)
{
    if (expression->query)
        facts_of(context, expression->query);
    return true;
}

// What is known of the items inside a view, for values that are traced into it.
static void fact_below(struct linker *linker, struct query *query)
{
    if (!query || !linker_step(linker))
        return;
    uint32_t *is_seen = pointer_map_at(linker->scratch, &linker->view_seen, query);
    if (*is_seen)
        return;
    *is_seen = 1;
    facts_of(linker, query);
    query_walk(query, visit_subquery, linker);
    list_each (struct common_table *, table, &query->common_tables)
        fact_below(linker, table->query);
    fact_below(linker, query->left);
    fact_below(linker, query->right);
    list_each (struct from_item *, item, &query->from)
        fact_items(linker, item);
}

static void walk_item(struct linker *linker, struct query *query, struct from_item *item,
                      uint32_t uses)
{
    switch (item->kind) {
    case FROM_RELATION:
        if (!item->relation || item->query)
            break;
        use_table(linker, item->relation, uses, item, query);
        if (relation_is_view(item->relation))
            enter_view(linker, item->relation, uses, item->place);
        break;
    case FROM_QUERY:
        walk_query(linker, item->query, linker->frame);
        break;
    case FROM_FUNCTION:
        scan(linker, query, item->call);
        break;
    case FROM_JOIN:
        walk_item(linker, query, item->left, uses);
        walk_item(linker, query, item->right, uses);
        scan(linker, query, item->on);
        link_condition_parameters(linker, query, item->on);
        break;
    }
}

// ---- a query ----------------------------------------------------------------------------------------

// How the first item is used.
static uint32_t target_uses(const struct query *query)
{
    switch (query->kind) {
    case QUERY_INSERT:
        return USE_INSERT | (query->conflict && query->conflict->is_update ? USE_UPDATE : 0u);
    case QUERY_UPDATE:
        return USE_UPDATE;
    case QUERY_DELETE:
        return USE_DELETE;
    case QUERY_MERGE: {
        uint32_t uses = 0;
        list_each (struct merge_action, action, &query->actions)
            uses |= action.kind == QUERY_INSERT   ? USE_INSERT
                    : action.kind == QUERY_UPDATE ? USE_UPDATE
                    : action.kind == QUERY_DELETE ? USE_DELETE
                                                  : 0u;
        return uses ? uses : USE_READ;
    }
    default:
        return 0;
    }
}

static void scan_actions(struct linker *linker, struct query *query)
{
    list_each (struct merge_action, action, &query->actions) {
        scan_assignments(linker, query, &action.assignments,
                         action.kind == QUERY_INSERT ? USE_INSERT : USE_UPDATE);
        scan(linker, query, action.condition);
    }
}

static void walk_parts(struct linker *linker, struct query *query)
{
    uint32_t target = target_uses(query);
    uint32_t others = USE_READ | (query->has_locking ? USE_LOCK : 0u);
    facts_of(linker, query);
    list_each (struct from_item *, item, &query->from)
        walk_item(linker, query, item, target && item_at == 0 ? target : others);
    linker->link->writes |= (target & ~(uint32_t)USE_READ) != 0;
    if (query->kind == QUERY_OTHER)
        linker->link->is_understood = false;
    scan_outputs(linker, query);
    scan_assignments(linker, query, &query->assignments,
                     query->kind == QUERY_INSERT ? USE_INSERT : USE_UPDATE);
    if (query->conflict) {
        scan_assignments(linker, query, &query->conflict->set, USE_UPDATE);
        SCAN_ALL(linker, query, &query->conflict->target);
        scan(linker, query, query->conflict->target_where);
        scan(linker, query, query->conflict->where);
    }
    scan_actions(linker, query);
    SCAN_ALL(linker, query, &query->rows);
    scan(linker, query, query->where);
    scan(linker, query, query->having);
    SCAN_ALL(linker, query, &query->group_by);
    SCAN_ALL(linker, query, &query->distinct_on);
    SCAN_ALL(linker, query, &query->order_by);
    SCAN_ALL(linker, query, &query->windows);
    scan(linker, query, query->limit);
    scan(linker, query, query->offset);
    link_conditions(linker, query);
    link_parameters(linker, query);
}

static void walk_query(struct linker *linker, struct query *query, struct frame *frame)
{
    if (!query || !linker_step(linker))
        return;
    if (linker->depth >= QUERIES_DEEP) {
        linker->link->is_understood = false;
        return;
    }
    struct frame *outer = linker->frame;
    linker->frame = frame;
    linker->depth++;
    list_each (struct common_table *, table, &query->common_tables)
        walk_query(linker, table->query, frame);
    walk_query(linker, query->left, frame);
    walk_query(linker, query->right, frame);
    walk_parts(linker, query);
    linker->depth--;
    linker->frame = outer;
}

// ---- the outermost ----------------------------------------------------------------------------------

static const struct output *sorted_output(const struct query *query, const struct expression *order)
{
    if (order->kind != EXPRESSION_NUMBER || query->is_open)
        return NULL;
    unsigned long number = strtoul(order->name, NULL, 10);
    return number >= 1 && number <= query->outputs.count ? &query->outputs.items[number - 1] : NULL;
}

static void link_order(struct linker *linker, struct query *query)
{
    struct statement_link *link = linker->link;
    list_each (struct expression *, order, &query->order_by) {
        const struct output *output = sorted_output(query, order);
        struct expression *value = output ? output->expression : order;
        struct sorting sorting = {.expression = value ? value : order, .place = order->place};
        if (output && !value) {
            sorting.column = column_below(output->column);
            sorting.from = output->from;
        }
        if (value && value->kind == EXPRESSION_COLUMN) {
            sorting.column = reference_column(value);
            sorting.from = value->from;
        }
        if (order_at < query->order_directions.count) {
            sorting.is_descending = query->order_directions.items[order_at].is_descending;
            sorting.nulls = query->order_directions.items[order_at].nulls;
            sorting.place = query->order_directions.items[order_at].place;
        }
        list_add(linker->arena, &link->order, sorting);
    }
    link->is_order_unique = query_order_is_unique(linker, query, &link->is_order_open);
}

static void link_limit(struct linker *linker, struct query *query)
{
    struct statement_link *link = linker->link;
    link->has_limit = query->limit && query->limit->kind != EXPRESSION_NULL; // LIMIT ALL
    link->has_offset = query->offset != NULL;
    link->limit_parameter = expression_parameter(query->limit, NULL);
    link->offset_parameter = expression_parameter(query->offset, NULL);
    link->limit_constant = -1;
    const struct expression *limit = query->limit ? expression_bare(query->limit) : NULL;
    if (limit && limit->kind == EXPRESSION_NUMBER && strlen(limit->name) < 19 &&
        strspn(limit->name, "0123456789") == strlen(limit->name))
        link->limit_constant = strtoll(limit->name, NULL, 10);
}

static bool gives_answer(const struct query *query)
{
    bool is_write = query->kind == QUERY_INSERT || query->kind == QUERY_UPDATE ||
                    query->kind == QUERY_DELETE || query->kind == QUERY_MERGE;
    return !is_write || query->outputs.count > 0 || query->is_open;
}

static void link_outermost(struct linker *linker, struct query *query)
{
    struct statement_link *link = linker->link;
    link_limit(linker, query);
    link->is_grouped = query->group_by.count > 0;
    link->is_aggregate =
        query->kind == QUERY_SELECT && !link->is_grouped && query_has_aggregate(query);
    if (gives_answer(query)) {
        link_answer(linker, query);
        link->rows = query_rows(linker, query, &link->rows_reason);
    } else {
        link->rows = ROWS_NONE;
    }
    link_order(linker, query);
}

struct statement_link *statement_link_make(struct design *design, struct arena *arena,
                                           struct named_query *named,
                                           struct named_statement *statement)
{
    struct statement_link *link = arena_make(arena, struct statement_link);
    link->statement = statement;
    link->named = named;
    link->limit_constant = -1;
    link->is_understood = statement->is_understood && statement->query;
    if (!statement->query) {
        bool is_quiet = statement->command && (strcmp(statement->command, "SET") == 0 ||
                                               strcmp(statement->command, "LOCK") == 0 ||
                                               strcmp(statement->command, "REFRESH") == 0 ||
                                               strcmp(statement->command, "NOTIFY") == 0);
        link->rows = is_quiet ? ROWS_NONE : ROWS_UNKNOWN;
        link->may_write = !is_quiet;
        return link;
    }
    struct linker linker = {
        .design = design, .arena = arena, .scratch = arena_new(), .link = link, .steps = STEPS};
    walk_query(&linker, statement->query, NULL);
    link_outermost(&linker, statement->query);
    link_parameters_left(&linker, statement->query);
    arena_free(linker.scratch);
    return link;
}

// ---- via --------------------------------------------------------------------------------------------

const char *statement_via(struct arena *arena, const struct statement_link *link,
                          struct place place)
{
    enum { SHOWN = 100 };
    if (!place.file)
        place = link->statement->place;
    if (!place.file)
        return link->named ? link->named->name : "";
    uint32_t line = place_position(place).line;
    size_t length = 0;
    const char *text = place_line(place.file, line, &length);
    while (length && (*text == ' ' || *text == '\t')) {
        text++;
        length--;
    }
    while (length &&
           (text[length - 1] == ' ' || text[length - 1] == '\r' || text[length - 1] == ';'))
        length--;
    const char *shown = name_shortened(arena, arena_copy(arena, text ? text : "", length), SHOWN);
    return arena_format(arena, "%s:%u: %s", place.file->path, line, shown);
}
