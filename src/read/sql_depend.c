// Finding what depends on an object, by looking through the whole design: drops are few, and a
// record of dependencies would have to be kept right by every handler.
#include "read/sql_depend.h"

#include "read/builtin.h"

struct search {
    struct replay *replay;
    const struct target *target;
    bool found;
};

// ---- uses of the target -------------------------------------------------------------------------

// Whether the dropped extension declared this name, and nothing else does now.
static bool was_declared(struct replay *replay, const struct target *target, enum builtin_kind kind,
                         const char *schema, const char *name)
{
    if (!target->extension || !name || string_equal(schema, "pg_catalog"))
        return false;
    const char *word = kind == BUILTIN_TYPE ? "type" : "function";
    if (!builtin_lists(target->extension, word, name)) {
        const char *qualified =
            schema ? arena_format(replay->scratch, "%s.%s", schema, name) : name;
        if (!builtin_lists(target->extension, word, qualified))
            return false;
    }
    return !replay_builtin_exists(replay, kind, schema, name);
}

static bool type_uses(const struct search *search, const struct type_name *type)
{
    const struct target *target = search->target;
    if (!type)
        return false;
    if (type->type || type->row_of)
        return (target->type && type->type == target->type) ||
               (target->relation && type->row_of == target->relation);
    if (target->type && target->type->multirange &&
        string_equal(type->name, target->type->multirange))
        return true;
    return was_declared(search->replay, target, BUILTIN_TYPE, type->schema, type->name);
}

static bool query_names(const struct search *search, const struct query *query);

static bool item_reads(const struct search *search, const struct from_item *item)
{
    if (!item)
        return false;
    if (search->target->relation && item->relation == search->target->relation)
        return true;
    // A CTE's query is looked at where it is declared; its name may stand inside itself.
    return (item->kind == FROM_QUERY && query_names(search, item->query)) ||
           item_reads(search, item->left) || item_reads(search, item->right);
}

// Whether the target is read from, at any depth of FROM; expressions are walked by the caller.
static bool query_names(const struct search *search, const struct query *query)
{
    if (!query || !search->target->relation)
        return false;
    list_each (struct from_item *, item, &query->from)
        if (item_reads(search, item))
            return true;
    list_each (struct common_table *, common, &query->common_tables)
        if (query_names(search, common->query))
            return true;
    return query_names(search, query->left) || query_names(search, query->right);
}

// nextval('orders_id_seq'): the string names the sequence.
static bool names_sequence(const struct relation *sequence, const struct expression *call)
{
    static const char *const functions[] = {"nextval", "currval", "setval"};
    bool is_sequence_call = false;
    for (size_t i = 0; i < array_length(functions); i++)
        is_sequence_call |= string_equal(functions[i], call->name);
    if (!is_sequence_call || call->operands.count == 0)
        return false;
    const struct expression *argument = call->operands.items[0];
    while (argument->kind == EXPRESSION_CAST && argument->operands.count > 0)
        argument = argument->operands.items[0];
    if (argument->kind != EXPRESSION_STRING || !argument->name)
        return false;
    // The string is an identifier itself: quoted or not, with its schema or without.
    char plain[256];
    size_t length = 0;
    const char *last = plain;
    for (const char *at = argument->name; *at && length < sizeof plain - 1; at++) {
        if (*at == '"')
            continue;
        plain[length++] = *at;
        if (*at == '.')
            last = plain + length;
    }
    plain[length] = '\0';
    if (strcasecmp(last, sequence->name) != 0)
        return false;
    size_t schema_length = last > plain ? (size_t)(last - plain) - 1 : 0;
    return schema_length == 0 || (strlen(sequence->schema) == schema_length &&
                                  strncasecmp(plain, sequence->schema, schema_length) == 0);
}

static bool visit(struct expression *expression, void *context)
{
    struct search *search = context;
    const struct target *target = search->target;
    if (search->found)
        return false;
    if (expression->kind == EXPRESSION_CALL) {
        if (target->function && expression->function == target->function)
            search->found = true;
        else if (target->relation && target->relation->kind == RELATION_SEQUENCE &&
                 names_sequence(target->relation, expression))
            search->found = true;
        else if (!expression->function && was_declared(search->replay, target, BUILTIN_FUNCTION,
                                                       expression->schema, expression->name))
            search->found = true;
    }
    if (expression->type && type_uses(search, expression->type))
        search->found = true;
    if (expression->query && query_names(search, expression->query))
        search->found = true;
    return !search->found;
}

static bool expression_uses(struct search *search, struct expression *expression)
{
    search->found = false;
    expression_walk(expression, visit, search);
    return search->found;
}

static bool query_uses(struct search *search, struct query *query)
{
    if (!query)
        return false;
    search->found = query_names(search, query);
    if (!search->found)
        query_walk(query, visit, search);
    return search->found;
}

bool depend_query_reads(struct replay *replay, struct query *query, const struct relation *relation)
{
    struct target target = {.relation = relation};
    struct search search = {replay, &target, false};
    return query_uses(&search, query);
}

// ---- the objects that use it --------------------------------------------------------------------

static bool is_also_dropped(const struct target *target, const void *object)
{
    for (uint32_t i = 0; i < target->also_dropped_count; i++)
        if (target->also_dropped[i] == object)
            return true;
    return false;
}

// Partitions go with their root, however far above it is.
static bool relation_is_also_dropped(const struct target *target, const struct relation *relation)
{
    while (relation && relation != target->relation && !is_also_dropped(target, relation))
        relation =
            relation->is_partition && relation->parents.count ? relation->parents.items[0] : NULL;
    return relation != NULL;
}

static bool find_in_columns(struct search *search, struct relation *relation,
                            struct dependent *dependent)
{
    const struct relation *sequence = search->target->relation;
    list_each (struct column *, column, &relation->columns) {
        dependent->column = column;
        if (relation->kind != RELATION_VIEW && relation->kind != RELATION_MATERIALIZED &&
            (type_uses(search, column->type) || expression_uses(search, column->generated))) {
            dependent->kind = DEPENDENT_COLUMN;
            return true;
        }
        bool is_own_sequence = sequence && column->is_serial && sequence->owned_by == column;
        if (column->default_value &&
            (is_own_sequence || expression_uses(search, column->default_value))) {
            dependent->kind = DEPENDENT_DEFAULT;
            return true;
        }
    }
    dependent->column = NULL;
    return false;
}

static bool find_in_constraints(struct search *search, struct relation *relation,
                                struct dependent *dependent)
{
    list_each (struct constraint *, constraint, &relation->constraints) {
        bool refers =
            search->target->relation && constraint->references == search->target->relation;
        if (refers || expression_uses(search, constraint->check)) {
            dependent->kind = DEPENDENT_CONSTRAINT;
            dependent->constraint = constraint;
            return true;
        }
    }
    return false;
}

static bool find_in_indexes(struct search *search, struct relation *relation,
                            struct dependent *dependent)
{
    list_each (struct index *, index, &relation->indexes) {
        bool uses = expression_uses(search, index->predicate);
        for (uint32_t i = 0; i < index->keys.count && !uses; i++)
            uses = expression_uses(search, index->keys.items[i].expression);
        if (uses && !index->constraint) {
            dependent->kind = DEPENDENT_INDEX;
            dependent->index = index;
            return true;
        }
    }
    return false;
}

static bool find_in_policies(struct search *search, struct relation *relation,
                             struct dependent *dependent)
{
    list_each (struct policy *, policy, &relation->policies) {
        if (expression_uses(search, policy->using) || expression_uses(search, policy->check)) {
            dependent->kind = DEPENDENT_POLICY;
            dependent->policy = policy;
            return true;
        }
    }
    return false;
}

static bool find_in_triggers(struct search *search, struct relation *relation,
                             struct dependent *dependent)
{
    const struct target *target = search->target;
    list_each (struct trigger *, trigger, &relation->triggers) {
        bool calls = target->function && trigger->function == target->function;
        if (!trigger->function)
            calls |= was_declared(search->replay, target, BUILTIN_FUNCTION,
                                  trigger->function_schema, trigger->function_name);
        if (calls || expression_uses(search, trigger->when)) {
            dependent->kind = DEPENDENT_TRIGGER;
            dependent->trigger = trigger;
            return true;
        }
    }
    return false;
}

static bool find_in_relation(struct search *search, struct relation *relation,
                             struct dependent *dependent)
{
    *dependent = (struct dependent){.relation = relation};
    if (relation_is_also_dropped(search->target, relation))
        return false;
    // Partitions go with their root; other children need CASCADE.
    bool is_child = false;
    if (search->target->relation && !relation->is_partition)
        list_each (struct relation *, parent, &relation->parents)
            is_child |= parent == search->target->relation;
    bool is_typed = search->target->type && relation->of_type == search->target->type;
    if (is_child || is_typed || query_uses(search, relation->query)) {
        dependent->kind = DEPENDENT_RELATION;
        return true;
    }
    return find_in_columns(search, relation, dependent) ||
           find_in_constraints(search, relation, dependent) ||
           find_in_indexes(search, relation, dependent) ||
           find_in_policies(search, relation, dependent) ||
           find_in_triggers(search, relation, dependent);
}

static bool find_in_function(struct search *search, struct function *function,
                             struct dependent *dependent)
{
    *dependent = (struct dependent){.kind = DEPENDENT_FUNCTION, .function = function};
    if (function == search->target->function || is_also_dropped(search->target, function))
        return false;
    if (type_uses(search, function->returns))
        return true;
    list_each (struct argument, argument, &function->arguments)
        if (type_uses(search, argument.type) || expression_uses(search, argument.default_value))
            return true;
    list_each (struct query *, query, &function->queries)
        if (query_uses(search, query))
            return true;
    return false;
}

static bool find_in_type(struct search *search, struct type *type, struct dependent *dependent)
{
    *dependent = (struct dependent){.kind = DEPENDENT_TYPE, .type = type};
    if (type == search->target->type || is_also_dropped(search->target, type))
        return false;
    if (type_uses(search, type->base))
        return true;
    list_each (struct column *, attribute, &type->attributes) {
        if (type_uses(search, attribute->type)) {
            dependent->kind = DEPENDENT_ATTRIBUTE;
            dependent->column = attribute;
            return true;
        }
    }
    list_each (struct constraint *, check, &type->checks) {
        if (expression_uses(search, check->check)) {
            dependent->kind = DEPENDENT_DOMAIN_CHECK;
            dependent->constraint = check;
            return true;
        }
    }
    dependent->kind = DEPENDENT_DOMAIN_DEFAULT;
    return expression_uses(search, type->default_value);
}

bool depend_find(struct replay *replay, const struct target *target, struct dependent *dependent)
{
    struct search search = {replay, target, false};
    list_each (struct relation *, relation, &replay->design->relations)
        if (find_in_relation(&search, relation, dependent))
            return true;
    list_each (struct function *, function, &replay->design->functions)
        if (find_in_function(&search, function, dependent))
            return true;
    list_each (struct type *, type, &replay->design->types)
        if (find_in_type(&search, type, dependent))
            return true;
    return false;
}

// ---- dropping -----------------------------------------------------------------------------------

#define REMOVE_FROM(list, object)                                                                  \
    for (uint32_t at = 0; at < (list)->count; at++) {                                              \
        if ((list)->items[at] == (object)) {                                                       \
            list_remove_at(list, at);                                                              \
            break;                                                                                 \
        }                                                                                          \
    }

static void drop_dependent(struct replay *replay, const struct dependent *dependent)
{
    switch (dependent->kind) {
    case DEPENDENT_RELATION:
        drop_relation(replay, dependent->relation);
        break;
    case DEPENDENT_COLUMN:
        table_drop_column(replay, dependent->relation, dependent->column);
        break;
    case DEPENDENT_DEFAULT:
        dependent->column->default_value = NULL;
        dependent->column->is_serial = false;
        break;
    case DEPENDENT_CONSTRAINT:
        table_drop_constraint(replay, dependent->relation, dependent->constraint);
        break;
    case DEPENDENT_INDEX:
        drop_index(replay, dependent->index);
        break;
    case DEPENDENT_POLICY:
        REMOVE_FROM(&dependent->relation->policies, dependent->policy)
        break;
    case DEPENDENT_TRIGGER:
        REMOVE_FROM(&dependent->relation->triggers, dependent->trigger)
        break;
    case DEPENDENT_FUNCTION:
        drop_function(replay, dependent->function);
        break;
    case DEPENDENT_TYPE:
        drop_type(replay, dependent->type);
        break;
    case DEPENDENT_ATTRIBUTE:
        dependent->column->is_dropped = true;
        REMOVE_FROM(&dependent->type->attributes, dependent->column)
        break;
    case DEPENDENT_DOMAIN_CHECK:
        REMOVE_FROM(&dependent->type->checks, dependent->constraint)
        break;
    case DEPENDENT_DOMAIN_DEFAULT:
        dependent->type->default_value = NULL;
        break;
    }
}

static bool dependent_same(const struct dependent *a, const struct dependent *b)
{
    return a->kind == b->kind && a->relation == b->relation && a->type == b->type &&
           a->function == b->function && a->column == b->column && a->constraint == b->constraint &&
           a->index == b->index && a->policy == b->policy && a->trigger == b->trigger;
}

void depend_drop(struct replay *replay, const struct target *target)
{
    struct dependent dependent, before = {.kind = DEPENDENT_RELATION};
    // Each round takes one away; the same one twice would never end.
    while (depend_find(replay, target, &dependent) && !dependent_same(&dependent, &before)) {
        drop_dependent(replay, &dependent);
        before = dependent;
    }
}

char *dependent_text(struct replay *replay, const struct dependent *dependent)
{
    struct arena *arena = replay->scratch;
    const struct relation *relation = dependent->relation;
    const char *kind = NULL, *name = NULL;
    switch (dependent->kind) {
    case DEPENDENT_RELATION:
        return arena_format(arena, "%s %s", relation_kind_name(relation), relation->name);
    case DEPENDENT_FUNCTION:
        return arena_format(arena, "function %s", dependent->function->name);
    case DEPENDENT_TYPE:
    case DEPENDENT_DOMAIN_DEFAULT:
        return arena_format(arena, "type %s", dependent->type->name);
    case DEPENDENT_ATTRIBUTE:
        return arena_format(arena, "attribute %s of type %s", dependent->column->name,
                            dependent->type->name);
    case DEPENDENT_DOMAIN_CHECK:
        return arena_format(arena, "constraint %s of domain %s", dependent->constraint->name,
                            dependent->type->name);
    case DEPENDENT_COLUMN:
        kind = "column", name = dependent->column->name;
        break;
    case DEPENDENT_DEFAULT:
        kind = "the default of column", name = dependent->column->name;
        break;
    case DEPENDENT_CONSTRAINT:
        kind = "constraint", name = dependent->constraint->name;
        break;
    case DEPENDENT_INDEX:
        kind = "index", name = dependent->index->name;
        break;
    case DEPENDENT_POLICY:
        kind = "policy", name = dependent->policy->name;
        break;
    case DEPENDENT_TRIGGER:
        kind = "trigger", name = dependent->trigger->name;
        break;
    }
    return arena_format(arena, "%s %s of %s %s", kind, name, relation_kind_name(relation),
                        relation->name);
}
