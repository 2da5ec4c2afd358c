// Whether a row of the caller's, which nothing ties to the judged row, could have been tied: a
// member of any team reads the documents of all teams. It could where both belong to the same
// parent (their foreign keys lead to one table), or both have a column of one name, and that column
// is one by which a caller has several such rows or which is named like a tenant's. What leads to
// the users themselves, or is compared with a constant, is no such column. An attribute of the
// caller's only row (profiles.role = 'admin', where profiles also says in which team he is) is his
// own whatever the team, and one that is named as being above all tenants (superadmin) is so too:
// they make the branch privileged.
#include "design/lookup.h"
#include "link/access_part.h"
#include "link/name.h"

enum { PARENT_HOPS = 3, PARENTS_MOST = 200 };

struct correlation {
    const struct judging *judging;
    const struct graph *graph;
    uint32_t row;
    struct relation *membership;
};

// ---- columns that are taken already ------------------------------------------------------------

static bool is_caller_column(const struct correlation *correlation, const struct column *column)
{
    list_each (struct node, node, &correlation->graph->nodes)
        if (node.term->kind == TERM_COLUMN && node.term->row == correlation->row &&
            node.term->column == column && correlation->graph->groups[node.group].has_identity)
            return true;
    return false;
}

static bool is_constant_column(const struct correlation *correlation, const struct column *column)
{
    list_each (struct node, node, &correlation->graph->nodes)
        if (node.term->kind == TERM_COLUMN && node.term->row == correlation->row &&
            node.term->column == column && node.constant)
            return true;
    list_each (struct atom, atom, &correlation->graph->branch->atoms)
        if (atom.kind == ATOM_ONE_OF && atom.left.kind == TERM_COLUMN &&
            atom.left.row == correlation->row && atom.left.column == column)
            return true;
    return false;
}

static bool is_user_table(const struct correlation *correlation, const struct relation *relation)
{
    const struct tenancy_names *names = correlation->judging->engine->names;
    return (strcmp(relation->schema, "auth") == 0 && strcmp(relation->name, "users") == 0) ||
           names->is_user_table(names->context, relation->name);
}

static const struct constraint *key_of_column(const struct column *column)
{
    list_each (struct constraint *, key, &column->relation->constraints)
        if (key->kind == CONSTRAINT_FOREIGN_KEY && column_list_has(&key->columns, column))
            return key;
    return NULL;
}

// A unique key holds it together with the caller: he may have several such rows.
static bool is_beside_caller(const struct correlation *correlation, const struct column *column)
{
    list_each (struct index *, index, &correlation->membership->indexes) {
        bool has_column = false, has_caller = false;
        if (!index->is_unique || index->predicate)
            continue;
        list_each (struct index_key, key, &index->keys) {
            has_column |= key.column == column;
            has_caller |= key.column && is_caller_column(correlation, key.column);
        }
        if (has_column && has_caller)
            return true;
    }
    return false;
}

static bool is_tenant_column(const struct correlation *correlation, const struct column *column)
{
    const struct tenancy_names *names = correlation->judging->engine->names;
    return names->is_tenant_column(names->context, column->name);
}

// Whether it may say to which tenant the caller's row belongs.
static bool is_candidate(const struct correlation *correlation, const struct column *column)
{
    if (is_caller_column(correlation, column) || is_constant_column(correlation, column) ||
        column_tells_apart(correlation->judging->engine->arena, column) == TELLS_NOT)
        return false;
    const struct constraint *key = key_of_column(column);
    if (key && key->references && is_user_table(correlation, key->references))
        return false;
    return is_tenant_column(correlation, column) || is_beside_caller(correlation, column);
}

// ---- an attribute above all tenants ------------------------------------------------------------

static bool names_all_tenants(const char *text)
{
    static const char *const signs[] = {"super",    "platform", "system",   "global", "staff",
                                        "internal", "root",     "operator", "service"};
    for (size_t at = 0; text && at < array_length(signs); at++)
        if (strcasestr(text, signs[at]))
            return true;
    return false;
}

static bool asks_above_tenants(const struct correlation *correlation)
{
    if (names_all_tenants(correlation->membership->name))
        return true;
    list_each (struct node, node, &correlation->graph->nodes)
        if (node.constant && node.term->kind == TERM_COLUMN && node.term->row > 0 &&
            (names_all_tenants(node.constant) ||
             (node.term->column && names_all_tenants(node.term->column->name))))
            return true;
    list_each (struct atom, atom, &correlation->graph->branch->atoms) {
        bool is_above = atom.kind == ATOM_ONE_OF && atom.left.row > 0 && atom.values.count > 0;
        list_each (const char *, value, &atom.values)
            is_above = is_above && names_all_tenants(value);
        if (is_above)
            return true;
    }
    return false;
}

// The caller has at most one such row, and something is asked of it.
static bool asks_of_only_row(const struct correlation *correlation)
{
    bool is_only = false, asks = false;
    list_each (struct index *, index, &correlation->membership->indexes) {
        bool is_callers = index->is_unique && !index->predicate && index->keys.count > 0;
        list_each (struct index_key, key, &index->keys)
            is_callers = is_callers && key.column && is_caller_column(correlation, key.column);
        is_only |= is_callers;
    }
    list_each (struct column *, column, &correlation->membership->columns)
        asks |= is_constant_column(correlation, column);
    return is_only && asks;
}

// ---- where both belong -------------------------------------------------------------------------

struct parents {
    struct relation *relations[PARENTS_MOST];
    const struct column *first[PARENTS_MOST]; // of the judged table: where the way begins
    uint32_t count;
};

static void parents_add(struct parents *parents, struct relation *relation,
                        const struct column *first)
{
    for (uint32_t at = 0; at < parents->count; at++)
        if (parents->relations[at] == relation)
            return;
    if (parents->count == PARENTS_MOST)
        return;
    parents->relations[parents->count] = relation;
    parents->first[parents->count++] = first;
}

// The judged table and its parents' parents, without passing through the users.
static struct parents parents_of(const struct correlation *correlation)
{
    struct parents parents = {.count = 0};
    parents_add(&parents, correlation->judging->relation, NULL);
    for (uint32_t hop = 0, from = 0; hop < PARENT_HOPS; hop++) {
        uint32_t end = parents.count;
        for (; from < end; from++)
            list_each (struct constraint *, key, &parents.relations[from]->constraints)
                if (key->kind == CONSTRAINT_FOREIGN_KEY && key->references &&
                    key->columns.count > 0 && !is_user_table(correlation, key->references))
                    parents_add(&parents, key->references,
                                parents.first[from] ? parents.first[from] : key->columns.items[0]);
    }
    return parents;
}

// "documents.team_id"; of the parent itself its key.
static const char *meeting_text(const struct correlation *correlation, const struct column *first)
{
    struct arena *arena = correlation->judging->engine->arena;
    if (first)
        return name_column(arena, first);
    const struct constraint *key = relation_primary_key(correlation->judging->relation);
    return key && key->columns.count == 1
               ? name_column(arena, key->columns.items[0])
               : arena_format(arena, "the row of %s",
                              name_relation(arena, correlation->judging->relation));
}

static const char *not_compared(const struct correlation *correlation, const struct column *column,
                                const char *meeting)
{
    struct arena *arena = correlation->judging->engine->arena;
    return arena_format(arena, "%s is not compared with %s", name_column(arena, column), meeting);
}

const char *access_uncorrelated(const struct judging *judging, const struct graph *graph,
                                uint32_t row, struct access_branch *verdict)
{
    struct relation *membership = graph->branch->rows.items[row].relation;
    struct correlation correlation = {judging, graph, row, membership};
    if (!membership || asks_above_tenants(&correlation) || asks_of_only_row(&correlation))
        return NULL;
    struct parents parents = parents_of(&correlation);
    list_each (struct column *, column, &membership->columns) {
        if (!is_candidate(&correlation, column))
            continue;
        const struct constraint *key = key_of_column(column);
        verdict->uncompared = column;
        for (uint32_t at = 0; key && at < parents.count; at++)
            if (key->references == parents.relations[at]) {
                verdict->comparable = parents.first[at];
                return not_compared(&correlation, column,
                                    meeting_text(&correlation, parents.first[at]));
            }
        const struct column *same = relation_find_column(judging->relation, column->name);
        if (same && strcmp(column->name, "id") != 0 && same->type && column->type &&
            type_name_same(same->type, column->type, true)) {
            verdict->comparable = same;
            return not_compared(&correlation, column,
                                same == column ? "that of the row"
                                               : name_column(judging->engine->arena, same));
        }
    }
    verdict->uncompared = NULL;
    return NULL;
}
