// What a branch's equalities connect. Terms that are equal are one group; a group and a row hang
// together through a column of the row that tells rows apart. Connections are followed to the end
// from the caller, from an argument, or from row 0; both the number of rows and of terms are small,
// so plain loops until nothing changes are enough.
#include "design/lookup.h"
#include "link/access_part.h"
#include "link/column_bounds.h"

// ---- columns that tell rows apart ------------------------------------------------------------

// Whether the column alone is a key, or refers to one: of a key of several columns a part may be
// equal in rows that have nothing to do with each other.
static bool is_key(const struct column *column, bool *is_part)
{
    *is_part = false;
    if (!column->relation)
        return false;
    list_each (struct constraint *, constraint, &column->relation->constraints) {
        bool is_key = constraint->kind == CONSTRAINT_PRIMARY_KEY ||
                      constraint->kind == CONSTRAINT_UNIQUE ||
                      constraint->kind == CONSTRAINT_FOREIGN_KEY;
        if (!is_key || !column_list_has(&constraint->columns, column))
            continue;
        if (constraint->columns.count == 1)
            return true;
        *is_part = true;
    }
    list_each (struct index *, index, &column->relation->indexes)
        if (index->is_unique && !index->predicate && index->keys.count == 1 &&
            index->keys.items[0].column == column)
            return true;
    return false;
}

static const struct type_name *base_type(const struct type_name *type)
{
    while (type && type->type && type->type->kind == TYPE_DOMAIN && type->type->base)
        type = type->type->base;
    return type;
}

enum telling column_tells_apart(struct arena *arena, const struct column *column)
{
    static const char *const types[] = {"int2",    "int4",   "int8",   "text", "name",
                                        "varchar", "citext", "bpchar", "oid"};
    const struct type_name *type = base_type(column->type);
    bool is_part;
    if (!type || string_equal(type->name, "uuid") || is_key(column, &is_part))
        return TELLS; // no type: a view's computed column, and nothing says that it does not
    bool may_tell = false;
    for (size_t at = 0; at < array_length(types); at++)
        may_tell |= string_equal(type->name, types[at]);
    if ((!may_tell && !is_part) || column_bounds_make(arena, column)->has_values)
        return TELLS_NOT;
    // team_id, email; `id` only where it is not half of a key.
    bool is_named =
        branch_claim_is_identity(column->name) || (!is_part && string_equal(column->name, "id"));
    return is_named ? TELLS : TELLS_PERHAPS;
}

// ---- making it -------------------------------------------------------------------------------

// A value that row 0 alone determines: (storage.foldername(name))[1]. It hangs by row 0 as a column
// of its own.
static bool is_of_row(const struct term *term)
{
    return term->kind == TERM_UNKNOWN && term->reads == READS_ROW;
}

static bool is_node(const struct term *term)
{
    return term->kind != TERM_UNKNOWN || is_of_row(term) || term->reads == 0;
}

static bool same_term(const struct term *a, const struct term *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case TERM_COLUMN:
    case TERM_ELEMENT:
        return a->row == b->row && a->column == b->column && a->kind == TERM_COLUMN;
    case TERM_CLAIM:
    case TERM_ARGUMENT:
        return string_equal(a->text, b->text);
    case TERM_CONSTANT:
        return a->text && string_equal(a->text, b->text);
    case TERM_UNKNOWN:
        return a->expression && a->expression == b->expression;
    }
    return false;
}

// An element of an array is what the array's type says; of a document, what its key is called.
static enum telling element_tells_apart(const struct term *term)
{
    const struct type_name *type = term->column ? base_type(term->column->type) : NULL;
    bool is_named = (term->text && branch_claim_is_identity(term->text)) ||
                    (term->column && branch_claim_is_identity(term->column->name));
    return !type || string_equal(type->name, "uuid") || is_named ? TELLS : TELLS_PERHAPS;
}

static uint32_t graph_node(struct arena *arena, struct graph *graph, const struct term *term,
                           struct place place)
{
    for (uint32_t at = 0; at < graph->nodes.count; at++)
        if (same_term(graph->nodes.items[at].term, term))
            return at;
    struct node node = {.term = term, .place = place, .group = graph->nodes.count};
    if (term->kind == TERM_COLUMN)
        node.tells = term->column ? column_tells_apart(arena, term->column) : TELLS;
    else if (term->kind == TERM_ELEMENT)
        node.tells = element_tells_apart(term);
    else
        node.tells = is_of_row(term) ? TELLS : TELLS_NOT;
    uint32_t number = graph->nodes.count;
    list_add(arena, &graph->nodes, node);
    return number;
}

static void graph_join(struct graph *graph, uint32_t a, uint32_t b)
{
    uint32_t kept = graph->nodes.items[a].group, gone = graph->nodes.items[b].group;
    for (uint32_t at = 0; kept != gone && at < graph->nodes.count; at++)
        if (graph->nodes.items[at].group == gone)
            graph->nodes.items[at].group = kept;
}

struct graph graph_make(struct arena *arena, const struct branch *branch)
{
    struct graph graph = {.branch = branch, .least = TELLS};
    for (uint32_t at = 0; at < branch->atoms.count; at++) {
        const struct atom *atom = &branch->atoms.items[at];
        if (atom->kind != ATOM_EQUAL)
            continue;
        // One constant in two places does not make rows meet: status = 'open' in each of them.
        const struct term *constant = atom->left.kind == TERM_CONSTANT    ? &atom->left
                                      : atom->right.kind == TERM_CONSTANT ? &atom->right
                                                                          : NULL;
        const struct term *other = constant == &atom->left ? &atom->right : &atom->left;
        if (constant && is_node(other)) {
            uint32_t node = graph_node(arena, &graph, other, atom->place);
            graph.nodes.items[node].constant = constant->text ? constant->text : "NULL";
        }
        bool has_left = !constant && is_node(&atom->left);
        bool has_right = !constant && is_node(&atom->right);
        uint32_t left = has_left ? graph_node(arena, &graph, &atom->left, atom->place) : 0;
        uint32_t right = has_right ? graph_node(arena, &graph, &atom->right, atom->place) : 0;
        if (has_left && has_right)
            graph_join(&graph, left, right);
    }
    graph.groups = arena_allocate(arena, (graph.nodes.count + 1) * sizeof *graph.groups);
    list_each (struct node, node, &graph.nodes) {
        struct group *group = &graph.groups[node.group];
        const struct term *term = node.term;
        bool is_claim = term->kind == TERM_CLAIM;
        group->has_telling |= node.tells == TELLS;
        group->has_editable |= term->is_user_editable;
        group->has_identity |= is_claim && !term->is_user_editable && term->is_identity;
        group->has_attribute |= is_claim && !term->is_user_editable;
        group->has_argument |= term->kind == TERM_ARGUMENT;
        group->has_constant |= node.constant || (term->kind == TERM_UNKNOWN && term->reads == 0);
    }
    return graph;
}

// ---- following it ----------------------------------------------------------------------------

// The row that a node hangs by; false for claims, constants and arguments.
static bool node_row(const struct graph *graph, const struct node *node, uint32_t *row)
{
    *row = is_of_row(node->term) ? 0 : node->term->row;
    bool is_there = node->term->kind == TERM_COLUMN || node->term->kind == TERM_ELEMENT ||
                    is_of_row(node->term);
    // What users write about themselves ties nothing.
    bool is_edited = node->term->is_user_editable && *row > 0;
    return is_there && !is_edited && *row < graph->branch->rows.count &&
           !(graph->is_before && graph->is_before[*row]);
}

static struct spread spread_make(struct arena *arena, const struct graph *graph)
{
    return (struct spread){arena_allocate(arena, graph->branch->rows.count + 1),
                           arena_allocate(arena, graph->nodes.count + 1)};
}

static bool is_source(const struct group *group, enum graph_source source)
{
    return source == SOURCE_IDENTITY   ? group->has_identity
           : source == SOURCE_EDITABLE ? group->has_identity || group->has_editable
                                       : group->has_identity || group->has_argument;
}

struct spread graph_spread(struct arena *arena, const struct graph *graph, enum graph_source source,
                           const bool *rows)
{
    struct spread spread = spread_make(arena, graph);
    for (uint32_t row = 0; rows && row < graph->branch->rows.count; row++)
        spread.rows[row] = rows[row] && !(graph->is_before && graph->is_before[row]);
    for (uint32_t at = 0; at < graph->nodes.count; at++)
        spread.groups[at] = is_source(&graph->groups[at], source);
    for (bool is_new = true; is_new;) {
        is_new = false;
        list_each (struct node, node, &graph->nodes) {
            uint32_t row;
            if (!node_row(graph, &node, &row))
                continue;
            bool *has_row = &spread.rows[row], *has_group = &spread.groups[node.group];
            const struct group *group = &graph->groups[node.group];
            bool tells = node.tells >= graph->least || (group->has_telling && node.tells) ||
                         is_source(group, source);
            if (tells && *has_row != *has_group)
                is_new = *has_row = *has_group = true;
        }
    }
    return spread;
}

static bool column_is_known(const struct graph *graph, const struct spread *known, uint32_t row,
                            const struct column *column)
{
    list_each (struct node, node, &graph->nodes)
        if (node.term->kind == TERM_COLUMN && node.term->row == row &&
            node.term->column == column && known->groups[node.group])
            return true;
    return false;
}

static bool row_is_fixed(const struct graph *graph, const struct spread *known, uint32_t row)
{
    const struct relation *relation = graph->branch->rows.items[row].relation;
    if (!relation)
        return false;
    list_each (struct index *, index, &relation->indexes) {
        bool is_fixed = index->is_unique && !index->predicate && index->keys.count > 0;
        list_each (struct index_key, key, &index->keys)
            is_fixed = is_fixed && key.column && column_is_known(graph, known, row, key.column);
        if (is_fixed)
            return true;
    }
    return false;
}

void graph_leave_rows_before(struct arena *arena, struct graph *graph,
                             const struct relation *relation)
{
    struct spread known = spread_make(arena, graph);
    list_each (struct node, node, &graph->nodes)
        known.groups[node.group] |= node.term->kind == TERM_COLUMN && node.term->row == 0;
    bool *is_before = arena_allocate(arena, graph->branch->rows.count + 1);
    for (uint32_t row = 1; row < graph->branch->rows.count; row++)
        is_before[row] =
            graph->branch->rows.items[row].relation == relation && row_is_fixed(graph, &known, row);
    graph->is_before = is_before;
}

struct spread graph_determined(struct arena *arena, const struct graph *graph)
{
    struct spread known = spread_make(arena, graph);
    known.rows[0] = true;
    for (uint32_t at = 0; at < graph->nodes.count; at++)
        known.groups[at] = graph->groups[at].has_constant;
    for (bool is_new = true; is_new;) {
        is_new = false;
        for (uint32_t row = 1; row < graph->branch->rows.count; row++)
            if (!known.rows[row] && row_is_fixed(graph, &known, row))
                is_new = known.rows[row] = true;
        list_each (struct node, node, &graph->nodes) {
            uint32_t row;
            if (node.term->kind != TERM_ELEMENT && node_row(graph, &node, &row) &&
                known.rows[row] && !known.groups[node.group])
                is_new = known.groups[node.group] = true;
        }
    }
    return known;
}
