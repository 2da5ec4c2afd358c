// DROP of every kind, and what goes with an object in any case.
//
//   DROP kind [IF EXISTS] name, ... [CASCADE | RESTRICT]
//   DROP POLICY | TRIGGER | RULE [IF EXISTS] name ON table
//
// A statement drops all of its objects or none: where anything else depends on one of them and
// CASCADE is not written, PostgreSQL refuses and so does this, with a gap that says what is in the
// way.
#include "read/sql_depend.h"
#include "read/sql_object.h"

// ---- with all that hangs on it ------------------------------------------------------------------

static bool relation_is_there(const struct replay *replay, const struct relation *relation)
{
    return design_find_relation(replay->design, relation->schema, relation->name) == relation;
}

static struct relation *owned_sequence(const struct design *design, const struct relation *relation)
{
    list_each (struct relation *, sequence, &design->relations)
        if (sequence->kind == RELATION_SEQUENCE && sequence->owned_by &&
            sequence->owned_by->relation == relation)
            return sequence;
    return NULL;
}

// It leaves the design first, so that whatever depends on itself in a circle (views replaced by
// views over them) is met once.
void drop_relation(struct replay *replay, struct relation *relation)
{
    if (!relation_is_there(replay, relation))
        return;
    LIST(struct relation *) children = {0};
    list_each (struct relation *, child, &relation->children)
        list_add(replay->scratch, &children, child);
    replay_depart(replay, relation, NULL, NULL);
    design_remove_relation(replay->design, relation);
    list_each (struct relation *, child, &children)
        drop_relation(replay, child);
    depend_drop(replay, &(struct target){.relation = relation});
    struct relation *sequence;
    while ((sequence = owned_sequence(replay->design, relation))) {
        sequence->owned_by = NULL;
        drop_relation(replay, sequence);
    }
}

void drop_index(struct replay *replay, struct index *index)
{
    design_remove_index(replay->design, index);
    // The partitions' parts of it go along.
    list_each (struct relation *, child, &index->relation->children)
        for (uint32_t i = 0; i < child->indexes.count; i++)
            if (child->indexes.items[i]->parent == index) {
                drop_index(replay, child->indexes.items[i]);
                break;
            }
}

void drop_function(struct replay *replay, struct function *function)
{
    design_remove_function(replay->design, function);
    depend_drop(replay, &(struct target){.function = function});
}

// A range brings its constructors.
static void drop_range_parts(struct replay *replay, struct type *range)
{
    struct design *design = replay->design;
    for (struct function *next, *one = design_find_function(design, range->schema, range->name);
         one; one = next) {
        next = design_next_overload(design, one);
        if (one->is_builtin && one->returns && one->returns->type == range)
            design_remove_function(design, one);
    }
}

void drop_type(struct replay *replay, struct type *type)
{
    if (type->kind == TYPE_RANGE)
        drop_range_parts(replay, type);
    design_remove_type(replay->design, type);
    depend_drop(replay, &(struct target){.type = type});
}

// Something inside a schema, by name; NULL where it is empty.
static const char *schema_content(const struct design *design, const char *schema)
{
    list_each (struct relation *, relation, &design->relations)
        if (strcmp(relation->schema, schema) == 0)
            return relation->name;
    list_each (struct type *, type, &design->types)
        if (strcmp(type->schema, schema) == 0)
            return type->name;
    list_each (struct function *, function, &design->functions)
        if (strcmp(function->schema, schema) == 0)
            return function->name;
    list_each (struct extension *, extension, &design->extensions)
        if (strcmp(extension->schema, schema) == 0)
            return extension->name;
    return NULL;
}

void drop_schema_content(struct replay *replay, const struct schema *schema)
{
    struct design *design = replay->design;
    const char *name = schema->name;
    // Taking one may take others along, so each look begins anew after a drop.
    for (uint32_t i = 0; i < design->relations.count;)
        if (strcmp(design->relations.items[i]->schema, name) == 0)
            drop_relation(replay, design->relations.items[i]), i = 0;
        else
            i++;
    for (uint32_t i = 0; i < design->functions.count;)
        if (strcmp(design->functions.items[i]->schema, name) == 0)
            drop_function(replay, design->functions.items[i]), i = 0;
        else
            i++;
    for (uint32_t i = 0; i < design->types.count;)
        if (strcmp(design->types.items[i]->schema, name) == 0)
            drop_type(replay, design->types.items[i]), i = 0;
        else
            i++;
    for (uint32_t i = 0; i < design->extensions.count;)
        if (strcmp(design->extensions.items[i]->schema, name) == 0)
            extension_drop(replay, design->extensions.items[i]->name, true, true), i = 0;
        else
            i++;
}

void drop_schema(struct replay *replay, struct schema *schema)
{
    struct design *design = replay->design;
    drop_schema_content(replay, schema);
    for (uint32_t i = 0; i < design->default_grant_rules.count;)
        if (string_equal(design->default_grant_rules.items[i].schema, schema->name))
            list_remove_at(&design->default_grant_rules, i);
        else
            i++;
    design_remove_schema(design, schema);
}

// ---- the statement ------------------------------------------------------------------------------

struct drop {
    struct replay *replay;
    const PgQuery__DropStmt *tree;
    LIST(void *) objects; // relations, types or functions
    bool cascades;
};

static enum outcome refused(struct drop *drop, const struct dependent *dependent, const char *name)
{
    return replay_refused_drop(drop->replay, true,
                               arena_format(drop->replay->scratch,
                                            "PostgreSQL refuses: %s depends on %s (no CASCADE)",
                                            dependent_text(drop->replay, dependent), name));
}

static struct target target_of(const struct drop *drop)
{
    return (struct target){.also_dropped = (const void *const *)drop->objects.items,
                           .also_dropped_count = drop->objects.count};
}

static bool kind_fits(PgQuery__ObjectType asked, const struct relation *relation)
{
    switch (asked) {
    case OBJECT(TABLE):
        return relation_is_table(relation);
    case OBJECT(VIEW):
        return relation->kind == RELATION_VIEW;
    case OBJECT(MATVIEW):
        return relation->kind == RELATION_MATERIALIZED;
    case OBJECT(FOREIGN_TABLE):
        return relation->kind == RELATION_FOREIGN;
    default:
        return relation->kind == RELATION_SEQUENCE;
    }
}

static enum outcome drop_relations(struct drop *drop)
{
    struct replay *replay = drop->replay;
    enum outcome outcome = OUTCOME_REPLAYED;
    for (size_t i = 0; i < drop->tree->n_objects; i++) {
        node *const *parts;
        size_t count = object_parts(drop->tree->objects[i], &parts);
        const char *schema, *name;
        if (!node_name(count, (node **)parts, &schema, &name))
            continue;
        struct relation *relation =
            object_relation(replay, schema, name, 0, drop->tree->missing_ok, &outcome);
        if (outcome == OUTCOME_MISSING)
            return outcome;
        if (!relation)
            continue;
        if (!kind_fits(drop->tree->remove_type, relation))
            return object_refused(replay, "%s is a %s", relation->name,
                                  relation_kind_name(relation));
        if (relation->kind == RELATION_SEQUENCE && relation->owned_by &&
            relation->owned_by->identity != IDENTITY_NONE)
            return object_refused(replay, "column %s is an identity and needs sequence %s",
                                  relation->owned_by->name, relation->name);
        list_add(replay->scratch, &drop->objects, relation);
    }
    struct dependent dependent;
    struct target target = target_of(drop);
    for (uint32_t i = 0; i < drop->objects.count && !drop->cascades; i++) {
        const struct relation *relation = target.relation = drop->objects.items[i];
        if (depend_find(replay, &target, &dependent))
            return refused(drop, &dependent, relation->name);
    }
    for (uint32_t i = 0; i < drop->objects.count; i++)
        drop_relation(replay, drop->objects.items[i]);
    return outcome;
}

static enum outcome drop_types(struct drop *drop)
{
    struct replay *replay = drop->replay;
    enum outcome outcome = OUTCOME_REPLAYED;
    for (size_t i = 0; i < drop->tree->n_objects; i++) {
        node *const *parts;
        size_t count = object_parts(drop->tree->objects[i], &parts);
        struct type *type =
            object_type(replay, count, (node **)parts, drop->tree->missing_ok, &outcome);
        if (outcome == OUTCOME_MISSING)
            return outcome;
        if (!type)
            continue;
        if (drop->tree->remove_type == OBJECT(DOMAIN) && type->kind != TYPE_DOMAIN)
            return object_refused(replay, "%s is not a domain", type->name);
        list_add(replay->scratch, &drop->objects, type);
    }
    struct dependent dependent;
    struct target target = target_of(drop);
    for (uint32_t i = 0; i < drop->objects.count && !drop->cascades; i++) {
        const struct type *type = target.type = drop->objects.items[i];
        if (depend_find(replay, &target, &dependent) &&
            !(dependent.kind == DEPENDENT_FUNCTION && dependent.function->is_builtin))
            return refused(drop, &dependent, type->name);
    }
    for (uint32_t i = 0; i < drop->objects.count; i++) {
        struct type *type = drop->objects.items[i];
        if (design_find_type(replay->design, type->schema, type->name) == type)
            drop_type(replay, type);
    }
    return outcome;
}

static bool function_is_there(const struct replay *replay, const struct function *function)
{
    struct function *one = design_find_function(replay->design, function->schema, function->name);
    while (one && one != function)
        one = design_next_overload(replay->design, one);
    return one != NULL;
}

static enum outcome drop_functions(struct drop *drop)
{
    struct replay *replay = drop->replay;
    enum outcome outcome = OUTCOME_REPLAYED;
    for (size_t i = 0; i < drop->tree->n_objects; i++) {
        if (drop->tree->objects[i]->node_case != PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS)
            continue;
        struct function *function =
            object_function(replay, "function", drop->tree->objects[i]->object_with_args,
                            drop->tree->missing_ok, &outcome);
        if (outcome == OUTCOME_MISSING || outcome == OUTCOME_NOT_FOLLOWED)
            return outcome;
        if (function)
            list_add(replay->scratch, &drop->objects, function);
    }
    struct dependent dependent;
    struct target target = target_of(drop);
    for (uint32_t i = 0; i < drop->objects.count && !drop->cascades; i++) {
        const struct function *function = target.function = drop->objects.items[i];
        if (depend_find(replay, &target, &dependent))
            return refused(drop, &dependent, function->name);
    }
    for (uint32_t i = 0; i < drop->objects.count; i++)
        if (function_is_there(replay, drop->objects.items[i]))
            drop_function(replay, drop->objects.items[i]);
    return outcome;
}

static enum outcome drop_indexes(struct drop *drop)
{
    struct replay *replay = drop->replay;
    enum outcome outcome = OUTCOME_REPLAYED;
    for (size_t i = 0; i < drop->tree->n_objects; i++) {
        node *const *parts;
        size_t count = object_parts(drop->tree->objects[i], &parts);
        const char *schema, *name;
        if (!node_name(count, (node **)parts, &schema, &name))
            continue;
        struct index *index = replay_find_index(replay, schema, name);
        if (!index && !drop->tree->missing_ok)
            outcome = replay_unknown(replay, "index", schema, name, NULL, NULL,
                                     replay_place_of(replay, name, 0));
        if (outcome == OUTCOME_MISSING)
            return outcome;
        if (!index)
            continue;
        if (index->constraint)
            return object_refused(replay, "constraint %s needs index %s", index->constraint->name,
                                  index->name);
        if (index->parent)
            return object_refused(replay, "index %s needs its partition %s", index->parent->name,
                                  index->name);
        drop_index(replay, index);
    }
    return outcome;
}

// Policies, triggers and rules are named by their table: schema, table, name.
static enum outcome drop_members(struct drop *drop)
{
    struct replay *replay = drop->replay;
    enum outcome outcome = OUTCOME_REPLAYED;
    bool is_policy = drop->tree->remove_type == OBJECT(POLICY);
    for (size_t i = 0; i < drop->tree->n_objects; i++) {
        node *const *parts;
        size_t count = object_parts(drop->tree->objects[i], &parts);
        const char *name = count ? node_string(parts[count - 1]) : NULL, *schema, *table;
        if (!name || !node_name(count - 1, (node **)parts, &schema, &table))
            continue;
        struct relation *relation =
            object_relation(replay, schema, table, 0, drop->tree->missing_ok, &outcome);
        if (!relation)
            continue;
        bool found = false;
        if (is_policy) {
            for (uint32_t at = 0; at < relation->policies.count && !found; at++) {
                if (strcmp(relation->policies.items[at]->name, name) == 0) {
                    list_remove_at(&relation->policies, at);
                    found = true;
                }
            }
        } else {
            for (uint32_t at = 0; at < relation->triggers.count && !found; at++) {
                if (strcmp(relation->triggers.items[at]->name, name) == 0) {
                    table_drop_trigger(relation, relation->triggers.items[at]);
                    found = true;
                }
            }
        }
        if (!found && !drop->tree->missing_ok)
            outcome = replay_unknown(
                replay, is_policy ? "policy" : "trigger", NULL, name,
                arena_format(replay->arena, "%s %s", relation_kind_name(relation), relation->name),
                NULL, replay_place_of(replay, name, 0));
    }
    return outcome;
}

static enum outcome drop_schemas(struct drop *drop)
{
    struct replay *replay = drop->replay;
    enum outcome outcome = OUTCOME_REPLAYED;
    for (size_t i = 0; i < drop->tree->n_objects; i++) {
        const char *name = node_string(drop->tree->objects[i]);
        struct schema *schema =
            name ? object_schema(replay, name, drop->tree->missing_ok, &outcome) : NULL;
        if (outcome == OUTCOME_MISSING)
            return outcome;
        if (!schema)
            continue;
        const char *content = schema_content(replay->design, schema->name);
        if (content && !drop->cascades)
            return object_refused(replay, "%s depends on schema %s (no CASCADE)", content,
                                  schema->name);
        drop_schema(replay, schema);
    }
    return outcome;
}

static enum outcome drop_extensions(struct drop *drop)
{
    enum outcome outcome = OUTCOME_REPLAYED;
    for (size_t i = 0; i < drop->tree->n_objects && outcome == OUTCOME_REPLAYED; i++) {
        const char *name = node_string(drop->tree->objects[i]);
        if (name)
            outcome = extension_drop(drop->replay, name, drop->tree->missing_ok, drop->cascades);
    }
    return outcome;
}

enum outcome replay_drop(struct replay *replay, const PgQuery__DropStmt *tree)
{
    struct drop drop = {.replay = replay, .tree = tree};
    drop.cascades = tree->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    switch (tree->remove_type) {
    case OBJECT(TABLE):
    case OBJECT(VIEW):
    case OBJECT(MATVIEW):
    case OBJECT(FOREIGN_TABLE):
    case OBJECT(SEQUENCE):
        return drop_relations(&drop);
    case OBJECT(TYPE):
    case OBJECT(DOMAIN):
        return drop_types(&drop);
    case OBJECT(FUNCTION):
    case OBJECT(PROCEDURE):
    case OBJECT(ROUTINE):
    case OBJECT(AGGREGATE):
        return drop_functions(&drop);
    case OBJECT(INDEX):
        return drop_indexes(&drop);
    case OBJECT(POLICY):
    case OBJECT(TRIGGER):
        return drop_members(&drop);
    case OBJECT(SCHEMA):
        return drop_schemas(&drop);
    case OBJECT(EXTENSION):
        return drop_extensions(&drop);
    default: // operators, collations, casts, rules, publications, ...: not in the model
        return OUTCOME_NEUTRAL;
    }
}
