// Columns by which policies look rows up, without an index that finds them.
//
// Two kinds: the column of the row itself that is compared with the caller, and the lookups of a
// policy's subqueries and of the functions it calls (memberships). One finding for each set of
// columns of a table, however many policies ask for it.
#include "check/tenancy_rule.h"
#include "link/condition_reads.h"
#include "link/constant.h"
#include "link/index_need.h"
#include "link/name.h"
#include "link/row_security.h"

struct lookup {
    struct index_need need;
    const struct policy *policy; // the first that asks
    const struct function *function;
    struct place place;
    uint32_t policies;
    const struct policy *last;
};

struct search {
    struct check *check;
    LIST(struct lookup *) lookups;
    struct map known; // table and columns → struct lookup
};

static bool is_looked_at(const struct relation *relation)
{
    return relation_is_table(relation) && !relation->is_builtin && !relation->extension &&
           !relation->is_temporary && !relation->is_partition && !relation->is_open;
}

static const char *key_of(struct arena *arena, const struct index_need *need)
{
    const char *key = arena_format(arena, "%p", (void *)need->relation);
    list_each (struct column *, column, index_need_columns(need))
        key = arena_format(arena, "%s %s", key, column->name);
    return key;
}

static void note(struct search *search, const struct index_need *need, const struct policy *policy,
                 const struct function *function, struct place place)
{
    struct arena *scratch = search->check->scratch;
    if (!is_looked_at(need->relation) || index_need_is_met(need))
        return;
    // Whether something is so or not finds no row.
    list_each (struct column *, column, index_need_columns(need))
        if (!column->type || string_equal(column->type->name, "bool"))
            return;
    const char *key = key_of(scratch, need);
    struct lookup *lookup = map_get(&search->known, key);
    if (!lookup) {
        lookup = arena_make(scratch, struct lookup);
        *lookup =
            (struct lookup){.need = *need, .policy = policy, .function = function, .place = place};
        map_set(scratch, &search->known, key, lookup);
        list_add(scratch, &search->lookups, lookup);
    }
    if (lookup->last != policy)
        lookup->policies++;
    lookup->last = policy;
}

// Conditions of the row itself; of alternatives only where each is a lookup, since an index serves
// all of them or none.
static void note_row(struct search *search, const struct policy *policy,
                     struct expression *condition)
{
    if (condition->kind != EXPRESSION_OR) {
        struct index_need need =
            index_need_of_row(search->check->scratch, policy->relation, condition);
        note(search, &need, policy, NULL, need.place);
        return;
    }
    list_each (struct expression *, operand, &condition->operands) {
        struct index_need need =
            index_need_of_row(search->check->scratch, policy->relation, operand);
        if (index_need_columns(&need)->count == 0)
            return;
    }
    list_each (struct expression *, operand, &condition->operands)
        note_row(search, policy, operand);
}

static void note_lookups(struct search *search, const struct policy *policy,
                         struct expression *condition)
{
    struct condition_reads reads = condition_reads_of(search->check->scratch, condition, "public");
    list_each (struct condition_read, read, &reads.list) {
        if (read.view || !relation_is_table(read.relation))
            continue;
        struct index_need need = index_need_of_item(search->check->scratch, read.query, read.from);
        note(search, &need, policy, read.function, read.place);
    }
}

// Another policy lets the same callers read every row: then this one does not choose.
static bool is_open_anyway(struct check *check, const struct policy *policy)
{
    list_each (struct policy *, other, &policy->relation->policies)
        if (other->is_permissive && policy_applies_to_command(other, COMMAND_SELECT) &&
            constant_is_always_true(other->using) &&
            policy_covers_roles(check->design, other, policy))
            return true;
    return false;
}

static void report(struct check *check, const struct lookup *lookup)
{
    struct arena *arena = check->arena;
    const struct index_need *need = &lookup->need;
    const struct relation *relation = need->relation;
    const struct policy *policy = lookup->policy;
    const char *table = name_relation(arena, relation);
    struct name_list names = {0};
    list_each (struct column *, column, index_need_columns(need))
        list_add(arena, &names, name_identifier(arena, column->name));
    const char *by = name_join(arena, &names, "and");
    const char *asker = check_format(check, "policy %s on %s", name_identifier(arena, policy->name),
                                     name_relation(arena, policy->relation));
    if (lookup->function)
        asker = check_format(
            check, "the function %s of %s",
            name_qualified(arena, lookup->function->schema, lookup->function->name), asker);
    struct finding *finding = check_report(
        check, (struct finding){
                   .place = lookup->place.file ? lookup->place : policy->place,
                   .object = name_path(arena, relation->schema, relation->name,
                                       index_need_columns(need)->items[0]->name),
                   .message = check_format(check, "no index finds rows of %s by %s, as %s does",
                                           table, by, asker),
                   .label = relation == policy->relation && !need->from
                                ? "reads the rows of all to find one's own"
                                : "the lookup reads the whole table",
                   .help = check_format(check, "CREATE INDEX ON %s (%s);", table,
                                        name_columns(arena, index_need_columns(need))),
               });
    const struct index *near = index_need_near_miss(need);
    if (near)
        finding_relate(check, finding, near->place,
                       check_format(check, "%s %s", name_identifier(arena, near->name),
                                    near->predicate ? "holds only some of the rows (partial index)"
                                                    : "is not valid on every partition"));
    if (lookup->policies > 1)
        finding_note(check, finding,
                     check_format(check, "%u policies look rows up so", lookup->policies));
}

static void check(struct check *check)
{
    struct search search = {.check = check};
    list_each (struct relation *, relation, &check->design->relations)
        list_each (struct policy *, policy, &relation->policies) {
            if (!policy_is_own(policy) || !relation->has_row_security ||
                policy_is_idle(check->design, policy))
                continue;
            if (policy->using && policy_applies_to_command(policy, COMMAND_SELECT) &&
                is_looked_at(relation) && !is_open_anyway(check, policy))
                note_row(&search, policy, policy->using);
            note_lookups(&search, policy, policy->using);
            note_lookups(&search, policy, policy->check);
        }
    list_each (struct lookup *, lookup, &search.lookups) {
        const char *name = lookup->need.relation->name;
        if (design_gap_may(check->design, "index", name) ||
            design_gap_may(check->design, "unique", name) ||
            design_gap_may(check->design, "primary", name))
            check_undecided(check, lookup->place,
                            check_format(check,
                                         "a statement that could not be followed mentions %s and "
                                         "may make an index",
                                         name_relation(check->arena, lookup->need.relation)));
        else
            report(check, lookup);
    }
}

RULE(
    rls, policy_column_unindexed, .level = LEVEL_WARNING,
    .summary = "a column by which a policy looks rows up, without an index",
    .explanation =
        "A policy for reading is part of every SELECT on its table. Where it compares a column "
        "with "
        "the caller and no index finds rows by it, a statement without a narrower condition of its "
        "own reads every tenant's rows; and a membership that is looked up without an index is "
        "read "
        "whole for each statement, or for each row.\n"
        "\n"
        "Looked at are columns of the row that are compared by = with the caller in a policy for "
        "reading, and the tables "
        "in a policy's subqueries and in the functions it calls, by what they are compared with: "
        "the caller, the row outside, a parameter. An index does whose first columns are compared "
        "so; primary keys and unique constraints count, (member, team) does for both together and "
        "for the first alone, a partial index where its predicate stands in the condition. "
        "Silent about booleans, about tables that another policy lets the same callers read whole, "
        " about cast columns and alternatives (OR) that no index serves, and "
        "about row IN (SELECT ...), which PostgreSQL never answers by an index on the row's "
        "column.",
    .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY own ON todos USING (owner = (SELECT current_user));\n",
    .right = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
             "CREATE INDEX ON todos (owner);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY own ON todos USING (owner = (SELECT current_user));\n",
    .source = "C15, pgrls", .not_applicable = applies_row_security)
