// Relations in the dump, with everything that hangs on them. A built-in table is shown only with
// what the project added to it (policies on the platform's own tables, say), and not at all
// where that is nothing.
#include "design/dump_part.h"
#include "design/lookup.h"

// ---- columns ------------------------------------------------------------------------------------

static void dump_column(struct dump *dump, const struct column *column)
{
    static const char *const identities[] = {
        [IDENTITY_NONE] = NULL,
        [IDENTITY_ALWAYS] = "always",
        [IDENTITY_BY_DEFAULT] = "by default",
    };
    struct json *json = &dump->json;
    json_object_compact(json);
    json_key_string(json, "name", column->name);
    dump_type(dump, "type", column->type);
    json_key_boolean_if(json, "type_not_known", column->type && !column->type->is_known);
    json_key_boolean_if(json, "not_null", column->is_not_null);
    dump_expression(dump, "default", column->default_value);
    json_key_string_if(json, "identity", identities[column->identity]);
    json_key_boolean_if(json, "serial", column->is_serial);
    dump_expression(dump, "generated", column->generated);
    json_key_string_if(json, "collation", column->collation);
    json_key_boolean_if(json, "inherited", column->is_inherited && !column->is_local);
    dump_grants(dump, &column->grants);
    json_key_string_if(json, "comment", column->comment);
    dump_place(dump, "place", column->place);
    json_object_end(json);
}

// ---- constraints and indexes --------------------------------------------------------------------

static void dump_constraint(struct dump *dump, const struct constraint *constraint)
{
    static const char *const kinds[] = {
        [CONSTRAINT_PRIMARY_KEY] = "primary key", [CONSTRAINT_UNIQUE] = "unique",
        [CONSTRAINT_FOREIGN_KEY] = "foreign key", [CONSTRAINT_CHECK] = "check",
        [CONSTRAINT_EXCLUDE] = "exclude",
    };
    static const char *const actions[] = {
        [ACTION_NO_ACTION] = NULL,
        [ACTION_RESTRICT] = "restrict",
        [ACTION_CASCADE] = "cascade",
        [ACTION_SET_NULL] = "set null",
        [ACTION_SET_DEFAULT] = "set default",
    };
    struct json *json = &dump->json;
    json_object_compact(json);
    json_key_string(json, "name", constraint->name);
    json_key_string(json, "kind", kinds[constraint->kind]);
    dump_column_names(dump, "columns", &constraint->columns);
    if (constraint->references)
        dump_qualified(dump, "references", constraint->references->schema,
                       constraint->references->name);
    else
        dump_qualified(dump, "references_not_known", constraint->references_schema,
                       constraint->references_name);
    dump_column_names(dump, "referenced_columns", &constraint->referenced_columns);
    json_key_string_if(json, "on_delete", actions[constraint->on_delete]);
    json_key_string_if(json, "on_update", actions[constraint->on_update]);
    dump_column_names(dump, "set_columns", &constraint->set_columns);
    json_key_boolean_if(json, "match_full", constraint->match == 'f');
    dump_expression(dump, "check", constraint->check);
    json_key_string_if(json, "index", constraint->index ? constraint->index->name : NULL);
    json_key_boolean_if(json, "not_valid", constraint->is_not_valid);
    json_key_boolean_if(json, "deferrable", constraint->is_deferrable);
    json_key_boolean_if(json, "initially_deferred", constraint->is_initially_deferred);
    json_key_boolean_if(json, "no_inherit", constraint->is_no_inherit);
    json_key_boolean_if(json, "inherited", constraint->is_inherited);
    json_key_string_if(json, "comment", constraint->comment);
    dump_place(dump, "place", constraint->place);
    json_object_end(json);
}

static void dump_keys(struct dump *dump, const struct index_key *keys, uint32_t count)
{
    if (count == 0)
        return;
    struct json *json = &dump->json;
    json_key(json, "keys");
    json_array_compact(json);
    for (uint32_t i = 0; i < count; i++) {
        json_object_compact(json);
        json_key_string_if(json, "column", keys[i].column ? keys[i].column->name : NULL);
        dump_expression(dump, "expression", keys[i].expression);
        json_key_string_if(json, "operator_class", keys[i].operator_class);
        json_key_string_if(json, "collation", keys[i].collation);
        json_key_boolean_if(json, "descending", keys[i].is_descending);
        json_key_boolean_if(json, "nulls_first", keys[i].nulls_first);
        json_object_end(json);
    }
    json_array_end(json);
}

static void dump_index(struct dump *dump, const struct index *index)
{
    struct json *json = &dump->json;
    json_object_compact(json);
    json_key_string(json, "name", index->name);
    json_key_string_if(json, "method", index->method);
    json_key_boolean_if(json, "unique", index->is_unique);
    json_key_boolean_if(json, "primary", index->is_primary);
    json_key_boolean_if(json, "nulls_not_distinct", index->nulls_not_distinct);
    dump_keys(dump, index->keys.items, index->keys.count);
    dump_column_names(dump, "included", &index->included);
    dump_expression(dump, "where", index->predicate);
    json_key_string_if(json, "constraint", index->constraint ? index->constraint->name : NULL);
    if (index->parent)
        dump_qualified(dump, "parent", index->parent->relation->schema, index->parent->name);
    json_key_boolean_if(json, "invalid", index->is_invalid_on_root);
    json_key_string_if(json, "comment", index->comment);
    dump_place(dump, "place", index->place);
    json_object_end(json);
}

// ---- policies and triggers ----------------------------------------------------------------------

static int compare_strings(const void *a, const void *b, void *dump)
{
    (void)dump;
    return dump_compare_names(*(const char *const *)a, *(const char *const *)b);
}

static void dump_policy(struct dump *dump, const struct policy *policy)
{
    struct json *json = &dump->json;
    json_object_compact(json);
    json_key_string(json, "name", policy->name);
    json_key_string(json, "command", command_name(policy->command));
    json_key_boolean_if(json, "permissive", policy->is_permissive);
    dump_names(dump, "roles",
               dump_sorted(dump, policy->roles.items, policy->roles.count,
                           sizeof *policy->roles.items, compare_strings),
               policy->roles.count);
    dump_expression(dump, "using", policy->using);
    dump_expression(dump, "check", policy->check);
    json_key_string_if(json, "comment", policy->comment);
    dump_place(dump, "place", policy->place);
    json_object_end(json);
}

static void dump_trigger(struct dump *dump, const struct trigger *trigger)
{
    static const char *const timings[] = {
        [TRIGGER_BEFORE] = "before",
        [TRIGGER_AFTER] = "after",
        [TRIGGER_INSTEAD] = "instead of",
    };
    static const struct {
        uint32_t event;
        const char *name;
    } events[] = {
        {TRIGGER_INSERT, "insert"},
        {TRIGGER_DELETE, "delete"},
        {TRIGGER_UPDATE, "update"},
        {TRIGGER_TRUNCATE, "truncate"},
    };
    struct json *json = &dump->json;
    json_object_compact(json);
    json_key_string(json, "name", trigger->name);
    json_key_string(json, "timing", timings[trigger->timing]);
    json_key(json, "events");
    json_array_compact(json);
    for (size_t i = 0; i < array_length(events); i++) {
        if (trigger->events & events[i].event)
            json_string(json, events[i].name);
    }
    json_array_end(json);
    json_key_boolean_if(json, "per_row", trigger->is_per_row);
    json_key_boolean_if(json, "constraint", trigger->is_constraint);
    json_key_boolean_if(json, "disabled", trigger->is_disabled);
    dump_column_names(dump, "columns", &trigger->columns);
    dump_expression(dump, "when", trigger->when);
    if (trigger->function)
        dump_qualified(dump, "function", trigger->function->schema, trigger->function->name);
    else
        dump_qualified(dump, "function_not_known", trigger->function_schema,
                       trigger->function_name);
    dump_names(dump, "arguments", trigger->arguments.items, trigger->arguments.count);
    dump_place(dump, "place", trigger->place);
    json_object_end(json);
}

// ---- lists of a relation's parts ----------------------------------------------------------------

COMPARE_BY_NAME(constraint)
COMPARE_BY_NAME(index)
COMPARE_BY_NAME(policy)
COMPARE_BY_NAME(trigger)

// "key": [ one line each ], sorted, of those that are shown; nothing where none is.
#define DUMP_PARTS(dump, key, type, list)                                                          \
    do {                                                                                           \
        struct type **sorted_ = dump_sorted(dump, (list)->items, (list)->count,                    \
                                            sizeof *(list)->items, compare_##type);                \
        bool any_ = false;                                                                         \
        for (uint32_t at_ = 0; at_ < (list)->count; at_++) {                                       \
            if (!dump_shows(dump, sorted_[at_]->place))                                            \
                continue;                                                                          \
            if (!any_) {                                                                           \
                json_key(&(dump)->json, key);                                                      \
                json_array(&(dump)->json);                                                         \
            }                                                                                      \
            any_ = true;                                                                           \
            dump_##type(dump, sorted_[at_]);                                                       \
        }                                                                                          \
        if (any_)                                                                                  \
            json_array_end(&(dump)->json);                                                         \
    } while (0)

static void dump_columns(struct dump *dump, const struct relation *relation)
{
    bool any = false;
    list_each (struct column *, column, &relation->columns) {
        bool is_shown = !column->is_dropped && dump_shows(dump, column->place);
        if (is_shown && !any) {
            json_key(&dump->json, "columns");
            json_array(&dump->json);
            any = true;
        }
        if (is_shown)
            dump_column(dump, column);
    }
    if (any)
        json_array_end(&dump->json);
}

static void dump_relation_list(struct dump *dump, const char *key, struct relation *const *items,
                               uint32_t count)
{
    if (count == 0)
        return;
    json_key(&dump->json, key);
    json_array_compact(&dump->json);
    for (uint32_t i = 0; i < count; i++)
        json_string(&dump->json,
                    arena_format(dump->arena, "%s.%s", items[i]->schema, items[i]->name));
    json_array_end(&dump->json);
}

// ---- relations ----------------------------------------------------------------------------------

static void dump_own_fields(struct dump *dump, const struct relation *relation)
{
    struct json *json = &dump->json;
    json_key_string_if(json, "owner", relation->owner);
    json_key_boolean_if(json, "temporary", relation->is_temporary);
    json_key_boolean_if(json, "unlogged", relation->is_unlogged);
    json_key_string_if(json, "extension", relation->extension);
    json_key_string_if(json, "comment", relation->comment);
    dump_place(dump, "place", relation->place);
    json_key_boolean_if(json, "row_security", relation->has_row_security);
    json_key_boolean_if(json, "forced_row_security", relation->has_forced_row_security);
    dump_place(dump, "row_security_place", relation->row_security_place);
    json_key_boolean_if(json, "columns_not_all_known", relation->is_open);
    json_key_boolean_if(json, "partition", relation->is_partition);
    dump_relation_list(dump, "parents", relation->parents.items, relation->parents.count);
    if (relation->partition_strategy) {
        json_key(json, "partitioned_by");
        json_object_compact(json);
        json_key_string(json, "strategy", relation->partition_strategy);
        dump_keys(dump, relation->partition_keys.items, relation->partition_keys.count);
        json_object_end(json);
    }
    if (relation->query) {
        struct text text;
        text_init(&text);
        query_print(&text, relation->query);
        json_key_string(json, "query", text.string);
        text_release(&text);
    }
    json_key_boolean_if(json, "security_invoker", relation->is_security_invoker);
    json_key_boolean_if(json, "security_barrier", relation->is_security_barrier);
    dump_type(dump, "sequence_type", relation->sequence_type);
    if (relation->owned_by && relation->owned_by->relation)
        json_key_string(json, "owned_by",
                        arena_format(dump->arena, "%s.%s.%s", relation->owned_by->relation->schema,
                                     relation->owned_by->relation->name, relation->owned_by->name));
    json_key_string_if(json, "server", relation->server);
}

static void dump_relation(struct dump *dump, const struct relation *relation)
{
    struct json *json = &dump->json;
    bool is_builtin = relation->is_builtin && !dump->with_builtin;
    json_object(json);
    json_key_string(json, "schema", relation->schema);
    json_key_string(json, "name", relation->name);
    json_key_string(json, "kind", relation_kind_name(relation));
    json_key_boolean_if(json, "builtin", relation->is_builtin);
    if (!is_builtin)
        dump_own_fields(dump, relation);
    dump_columns(dump, relation);
    DUMP_PARTS(dump, "constraints", constraint, &relation->constraints);
    DUMP_PARTS(dump, "indexes", index, &relation->indexes);
    DUMP_PARTS(dump, "policies", policy, &relation->policies);
    DUMP_PARTS(dump, "triggers", trigger, &relation->triggers);
    dump_grants(dump, &relation->grants);
    json_object_end(json);
}

// Whether the project added something to a built-in relation.
static bool has_additions(const struct dump *dump, const struct relation *relation)
{
    bool has = false;
    list_each (struct column *, column, &relation->columns)
        has = has || (!column->is_dropped && dump_shows(dump, column->place));
    list_each (struct constraint *, constraint, &relation->constraints)
        has = has || dump_shows(dump, constraint->place);
    list_each (struct index *, index, &relation->indexes)
        has = has || dump_shows(dump, index->place);
    list_each (struct policy *, policy, &relation->policies)
        has = has || dump_shows(dump, policy->place);
    list_each (struct trigger *, trigger, &relation->triggers)
        has = has || dump_shows(dump, trigger->place);
    list_each (struct grant, grant, &relation->grants)
        has = has || (grant.privileges && dump_shows(dump, grant.place));
    return has;
}

static int compare_relations(const void *left, const void *right, void *dump)
{
    (void)dump;
    const struct relation *a = *(struct relation *const *)left;
    const struct relation *b = *(struct relation *const *)right;
    int order = dump_compare_names(a->schema, b->schema);
    return order ? order : dump_compare_names(a->name, b->name);
}

void dump_relations(struct dump *dump)
{
    uint32_t count = dump->design->relations.count;
    struct relation **relations = dump_sorted(dump, dump->design->relations.items, count,
                                              sizeof *relations, compare_relations);
    json_key(&dump->json, "relations");
    json_array(&dump->json);
    for (uint32_t i = 0; i < count; i++) {
        if (dump->with_builtin || !relations[i]->is_builtin || has_additions(dump, relations[i]))
            dump_relation(dump, relations[i]);
    }
    json_array_end(&dump->json);
}
