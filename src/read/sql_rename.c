// ALTER ... RENAME. What refers to an object points at it, so only names
// that are kept as text (owners, grants, memberships) have to be changed. A serial column's
// sequence keeps its name when the table is renamed, as in PostgreSQL.
//
//   ALTER kind [IF EXISTS] name RENAME TO name
//   ALTER TABLE | VIEW | ... name RENAME [COLUMN] name TO name
//   ALTER TABLE | DOMAIN name RENAME CONSTRAINT name TO name
//   ALTER TYPE name RENAME ATTRIBUTE name TO name
//   ALTER POLICY | TRIGGER name ON table RENAME TO name
#include "read/sql_function.h"
#include "read/sql_object.h"

struct renaming {
    struct replay *replay;
    const PgQuery__RenameStmt *tree;
    const char *old_name; // of a member: column, constraint, policy, ...
    const char *new_name;
    struct place place; // of the new name
};

static enum outcome member_unknown(const struct renaming *renaming, const char *what,
                                   const struct relation *relation, const char *nearest)
{
    if (renaming->tree->missing_ok)
        return OUTCOME_REPLAYED;
    return replay_unknown(renaming->replay, what, NULL, renaming->old_name,
                          arena_format(renaming->replay->arena, "%s %s",
                                       relation_kind_name(relation), relation->name),
                          nearest, replay_place_of(renaming->replay, renaming->old_name, 0));
}

static enum outcome member_taken(const struct renaming *renaming, const char *what,
                                 struct place first)
{
    replay_duplicate(renaming->replay, what, renaming->new_name, renaming->place, first);
    return OUTCOME_REPLAYED;
}

// ---- relations and indexes ----------------------------------------------------------------------

static void rename_index(const struct renaming *renaming, struct index *index)
{
    design_rename_index(renaming->replay->design, index, renaming->new_name);
    if (index->constraint)
        index->constraint->name = index->name;
}

// Records what holds the new name already; false where it is free.
static bool relation_name_is_taken(const struct renaming *renaming, const char *schema)
{
    struct design *design = renaming->replay->design;
    struct relation *relation = design_find_relation(design, schema, renaming->new_name);
    struct index *index = design_find_index(design, schema, renaming->new_name);
    struct type *type = design_find_type(design, schema, renaming->new_name);
    if (relation)
        member_taken(renaming, relation_kind_name(relation), relation->place);
    else if (index)
        member_taken(renaming, "index", index->place);
    else if (type)
        member_taken(renaming, "type", type->place);
    return relation || index || type;
}

static enum outcome rename_relation(const struct renaming *renaming)
{
    const PgQuery__RangeVar *range = renaming->tree->relation;
    struct replay *replay = renaming->replay;
    if (!range)
        return OUTCOME_NEUTRAL;
    const char *schema = tree_string(range->schemaname);
    struct relation *relation = replay_find_relation(replay, schema, range->relname);
    struct index *index = relation ? NULL : replay_find_index(replay, schema, range->relname);
    if (index) { // ALTER TABLE renames indexes too
        if (!relation_name_is_taken(renaming, index->relation->schema))
            rename_index(renaming, index);
        return OUTCOME_REPLAYED;
    }
    enum outcome outcome;
    relation = object_relation_of(replay, range, renaming->tree->missing_ok, &outcome);
    if (relation && !relation_name_is_taken(renaming, relation->schema)) {
        replay_depart(replay, relation, NULL, renaming->new_name);
        design_rename_relation(replay->design, relation, relation->schema, renaming->new_name);
    }
    return outcome;
}

// ---- members of a relation ----------------------------------------------------------------------

// The children's inherited columns go along.
static void rename_column(const struct renaming *renaming, struct relation *relation,
                          struct column *column)
{
    list_each (struct relation *, child, &relation->children) {
        struct column *same = relation_find_column(child, renaming->old_name);
        if (same && same->is_inherited)
            rename_column(renaming, child, same);
    }
    replay_depart(renaming->replay, relation, column, renaming->new_name);
    column->name = renaming->new_name;
}

static enum outcome column_renamed(const struct renaming *renaming, struct relation *relation)
{
    struct column *column = relation_find_column(relation, renaming->old_name);
    if (!column && relation->is_open)
        return OUTCOME_REPLAYED;
    if (!column)
        return member_unknown(renaming, "column", relation,
                              replay_nearest_column(relation, renaming->old_name));
    struct column *other = relation_find_column(relation, renaming->new_name);
    if (other)
        return member_taken(renaming, "column", other->place);
    if (column->is_inherited)
        return object_refused(renaming->replay, "column %s is inherited", column->name);
    rename_column(renaming, relation, column);
    // A view's column is what its query puts out.
    struct query *query = relation->query;
    for (uint32_t i = 0; query && i < query->outputs.count; i++)
        if (string_equal(query->outputs.items[i].name, renaming->old_name))
            query->outputs.items[i].name = renaming->new_name;
    return OUTCOME_REPLAYED;
}

static void rename_constraint(const struct renaming *renaming, struct relation *relation,
                              struct constraint *constraint)
{
    list_each (struct relation *, child, &relation->children) {
        struct constraint *same = relation_find_constraint(child, renaming->old_name);
        if (same && same->is_inherited && same->kind == CONSTRAINT_CHECK)
            rename_constraint(renaming, child, same);
    }
    constraint->name = renaming->new_name;
    renaming->replay->design->names_freed++;
    if (constraint->index)
        design_rename_index(renaming->replay->design, constraint->index, renaming->new_name);
}

static void rename_trigger(const struct renaming *renaming, struct relation *relation,
                           struct trigger *trigger)
{
    list_each (struct relation *, child, &relation->children) {
        struct trigger *copy = child->is_partition && trigger->is_per_row
                                   ? relation_find_trigger(child, renaming->old_name)
                                   : NULL;
        if (copy)
            rename_trigger(renaming, child, copy);
    }
    trigger->name = renaming->new_name;
}

static enum outcome rename_member(const struct renaming *renaming)
{
    enum outcome outcome;
    struct relation *relation = object_relation_of(renaming->replay, renaming->tree->relation,
                                                   renaming->tree->missing_ok, &outcome);
    if (!relation)
        return outcome;
    switch (renaming->tree->rename_type) {
    case OBJECT(COLUMN):
        return column_renamed(renaming, relation);
    case OBJECT(TABCONSTRAINT): {
        struct constraint *constraint = relation_find_constraint(relation, renaming->old_name);
        struct constraint *other = relation_find_constraint(relation, renaming->new_name);
        if (!constraint)
            return member_unknown(renaming, "constraint", relation, NULL);
        if (other)
            return member_taken(renaming, "constraint", other->place);
        if (constraint->index && relation_name_is_taken(renaming, relation->schema))
            return OUTCOME_REPLAYED;
        rename_constraint(renaming, relation, constraint);
        return OUTCOME_REPLAYED;
    }
    case OBJECT(POLICY): {
        struct policy *policy = relation_find_policy(relation, renaming->old_name);
        struct policy *other = relation_find_policy(relation, renaming->new_name);
        if (!policy)
            return member_unknown(renaming, "policy", relation, NULL);
        if (other)
            return member_taken(renaming, "policy", other->place);
        policy->name = renaming->new_name;
        return OUTCOME_REPLAYED;
    }
    case OBJECT(TRIGGER): {
        struct trigger *trigger = relation_find_trigger(relation, renaming->old_name);
        struct trigger *other = relation_find_trigger(relation, renaming->new_name);
        if (!trigger)
            return member_unknown(renaming, "trigger", relation, NULL);
        if (other)
            return member_taken(renaming, "trigger", other->place);
        rename_trigger(renaming, relation, trigger);
        return OUTCOME_REPLAYED;
    }
    default:
        return OUTCOME_NEUTRAL; // rules
    }
}

// ---- types --------------------------------------------------------------------------------------

static enum outcome rename_attribute(const struct renaming *renaming)
{
    const PgQuery__RangeVar *range = renaming->tree->relation;
    struct replay *replay = renaming->replay;
    struct type *type =
        range ? replay_find_type(replay, tree_string(range->schemaname), range->relname) : NULL;
    if (!type)
        return range ? replay_unknown(replay, "type", tree_string(range->schemaname),
                                      range->relname, NULL, NULL,
                                      replay_place_of(replay, range->relname, range->location))
                     : OUTCOME_NEUTRAL;
    list_each (struct column *, attribute, &type->attributes) {
        if (strcmp(attribute->name, renaming->old_name) == 0) {
            attribute->name = renaming->new_name;
            list_each (struct relation *, relation, &replay->design->relations) {
                struct column *column = relation->of_type == type
                                            ? relation_find_column(relation, renaming->old_name)
                                            : NULL;
                if (column)
                    rename_column(renaming, relation, column);
            }
            return OUTCOME_REPLAYED;
        }
    }
    return replay_unknown(replay, "attribute", NULL, renaming->old_name,
                          arena_format(replay->arena, "type %s", type->name), NULL,
                          replay_place_of(replay, renaming->old_name, 0));
}

static enum outcome rename_type(const struct renaming *renaming)
{
    struct replay *replay = renaming->replay;
    node *const *parts;
    size_t count = object_parts(renaming->tree->object, &parts);
    enum outcome outcome;
    struct type *type =
        object_type(replay, count, (node **)parts, renaming->tree->missing_ok, &outcome);
    if (!type)
        return outcome;
    if (renaming->tree->rename_type == OBJECT(DOMCONSTRAINT)) {
        list_each (struct constraint *, check, &type->checks) {
            if (strcmp(check->name, renaming->old_name) == 0) {
                check->name = renaming->new_name;
                return OUTCOME_REPLAYED;
            }
        }
        return replay_unknown(replay, "constraint", NULL, renaming->old_name,
                              arena_format(replay->arena, "domain %s", type->name), NULL,
                              replay_place_of(replay, renaming->old_name, 0));
    }
    if (!relation_name_is_taken(renaming, type->schema))
        design_rename_type(replay->design, type, type->schema, renaming->new_name);
    return OUTCOME_REPLAYED;
}

// ---- functions ----------------------------------------------------------------------------------

static enum outcome rename_function(const struct renaming *renaming)
{
    struct replay *replay = renaming->replay;
    const node *object = renaming->tree->object;
    enum outcome outcome = OUTCOME_NEUTRAL;
    if (!object || object->node_case != PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS)
        return outcome;
    struct function *function = object_function(replay, "function", object->object_with_args,
                                                renaming->tree->missing_ok, &outcome);
    if (!function)
        return outcome;
    struct function *other =
        function_in_the_way(replay->design, function, function->schema, renaming->new_name);
    if (other)
        return member_taken(renaming, "function", other->place);
    design_rename_function(replay->design, function, function->schema, renaming->new_name);
    return OUTCOME_REPLAYED;
}

// ---- schemas and roles --------------------------------------------------------------------------

static enum outcome rename_schema(const struct renaming *renaming)
{
    struct replay *replay = renaming->replay;
    struct design *design = replay->design;
    enum outcome outcome;
    struct schema *schema = object_schema(replay, renaming->old_name, false, &outcome);
    if (!schema)
        return outcome;
    struct schema *other = design_find_schema(design, renaming->new_name);
    if (other)
        return member_taken(renaming, "schema", other->place);
    const char *old_name = schema->name;
    struct schema *renamed = design_add_schema(design, renaming->new_name, schema->place);
    const char *new_name = renamed->name;
    *renamed = *schema;
    renamed->name = new_name;
    design_remove_schema(design, schema);
    list_each (struct relation *, relation, &design->relations)
        if (strcmp(relation->schema, old_name) == 0)
            design_rename_relation(design, relation, new_name, relation->name);
    list_each (struct type *, type, &design->types)
        if (strcmp(type->schema, old_name) == 0)
            design_rename_type(design, type, new_name, type->name);
    list_each (struct function *, function, &design->functions)
        if (strcmp(function->schema, old_name) == 0)
            design_rename_function(design, function, new_name, function->name);
    list_each (struct extension *, extension, &design->extensions)
        if (strcmp(extension->schema, old_name) == 0)
            extension->schema = new_name;
    for (uint32_t i = 0; i < design->default_grant_rules.count; i++)
        if (string_equal(design->default_grant_rules.items[i].schema, old_name))
            design->default_grant_rules.items[i].schema = new_name;
    return OUTCOME_REPLAYED;
}

static void grants_rename(struct grant_list *grants, const char *old_name, const char *new_name)
{
    for (uint32_t i = 0; i < grants->count; i++)
        if (string_equal(grants->items[i].role, old_name))
            grants->items[i].role = new_name;
}

static void owner_rename(const char **owner, const char *old_name, const char *new_name)
{
    if (string_equal(*owner, old_name))
        *owner = new_name;
}

static enum outcome rename_role(const struct renaming *renaming)
{
    struct design *design = renaming->replay->design;
    struct role *role = design_find_role(design, renaming->old_name);
    if (!role)
        return replay_unknown(renaming->replay, "role", NULL, renaming->old_name, NULL, NULL,
                              replay_place_of(renaming->replay, renaming->old_name, 0));
    struct role *other = design_find_role(design, renaming->new_name);
    if (other)
        return member_taken(renaming, "role", other->place);
    const char *old_name = role->name;
    struct role *renamed = design_add_role(design, renaming->new_name, role->place);
    const char *new_name = renamed->name;
    *renamed = *role;
    renamed->name = new_name;
    design_remove_role(design, role);
    list_each (struct role *, member, &design->roles)
        for (uint32_t i = 0; i < member->member_of.count; i++)
            owner_rename(&member->member_of.items[i], old_name, new_name);
    list_each (struct relation *, relation, &design->relations) {
        owner_rename(&relation->owner, old_name, new_name);
        grants_rename(&relation->grants, old_name, new_name);
        list_each (struct column *, column, &relation->columns)
            grants_rename(&column->grants, old_name, new_name);
        list_each (struct policy *, policy, &relation->policies)
            for (uint32_t i = 0; i < policy->roles.count; i++)
                owner_rename(&policy->roles.items[i], old_name, new_name);
    }
    list_each (struct type *, type, &design->types) {
        owner_rename(&type->owner, old_name, new_name);
        grants_rename(&type->grants, old_name, new_name);
    }
    list_each (struct function *, function, &design->functions) {
        owner_rename(&function->owner, old_name, new_name);
        grants_rename(&function->grants, old_name, new_name);
    }
    list_each (struct schema *, schema, &design->schemas) {
        owner_rename(&schema->owner, old_name, new_name);
        grants_rename(&schema->grants, old_name, new_name);
    }
    for (uint32_t i = 0; i < design->default_grant_rules.count; i++) {
        struct default_grant *rule = &design->default_grant_rules.items[i];
        owner_rename(&rule->owner, old_name, new_name);
        owner_rename(&rule->grant.role, old_name, new_name);
    }
    owner_rename(&renaming->replay->role, old_name, new_name);
    return OUTCOME_REPLAYED;
}

enum outcome replay_rename(struct replay *replay, const PgQuery__RenameStmt *tree)
{
    struct renaming renaming = {.replay = replay, .tree = tree};
    // The new name stands after TO, and may be a word that stands before it too.
    int32_t to = 0;
    for (const char *at = replay->text; (at = strcasestr(at, " to")); at += 3)
        to = (int32_t)(at - replay->text);
    renaming.place = replay_place_of(replay, tree->newname, to);
    renaming.old_name = tree->subname;
    renaming.new_name = arena_copy_string(replay->arena, tree->newname);
    switch (tree->rename_type) {
    case OBJECT(TABLE):
    case OBJECT(VIEW):
    case OBJECT(MATVIEW):
    case OBJECT(FOREIGN_TABLE):
    case OBJECT(SEQUENCE):
    case OBJECT(INDEX):
        return rename_relation(&renaming);
    case OBJECT(COLUMN):
    case OBJECT(TABCONSTRAINT):
    case OBJECT(POLICY):
    case OBJECT(TRIGGER):
        return rename_member(&renaming);
    case OBJECT(ATTRIBUTE):
        return rename_attribute(&renaming);
    case OBJECT(TYPE):
    case OBJECT(DOMAIN):
    case OBJECT(DOMCONSTRAINT):
        return rename_type(&renaming);
    case OBJECT(FUNCTION):
    case OBJECT(PROCEDURE):
    case OBJECT(ROUTINE):
    case OBJECT(AGGREGATE):
        return rename_function(&renaming);
    case OBJECT(OPCLASS):
        operator_class_note(replay, tree->newname);
        return OUTCOME_NEUTRAL;
    case OBJECT(SCHEMA):
        return rename_schema(&renaming);
    case OBJECT(ROLE):
        return rename_role(&renaming);
    default: // rules, databases, servers, text search, ...: not in the model
        return OUTCOME_NEUTRAL;
    }
}
