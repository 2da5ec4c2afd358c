// CREATE TYPE and ALTER TYPE: enums, composites, ranges, shells and base types.
//
//   CREATE TYPE name AS ENUM ("label", ...) | AS (attribute type, ...) | AS RANGE (subtype = ...)
//             | [(input = ..., output = ..., ...)]
//   ALTER TYPE name ADD VALUE [IF NOT EXISTS] 'label' [BEFORE | AFTER 'label']
//             | RENAME VALUE 'label' TO 'label' | ADD / DROP / ALTER ATTRIBUTE ...
#include "read/sql_object.h"

static struct type *type_make(struct replay *replay, enum type_kind kind,
                              const struct object_name *object)
{
    struct type *type =
        design_add_type(replay->design, kind, object->schema, object->name, object->place);
    type->owner = replay->role;
    grant_defaults_to_type(replay, type);
    return type;
}

// ---- enums ------------------------------------------------------------------------------------

enum outcome replay_create_enum(struct replay *replay, const PgQuery__CreateEnumStmt *tree)
{
    struct object_name object;
    if (!object_new_name_of(replay, tree->n_type_name, tree->type_name, &object))
        return object.outcome;
    if (!object_type_is_free(replay, "type", &object))
        return OUTCOME_REPLAYED;
    struct type *type = type_make(replay, TYPE_ENUM, &object);
    for (size_t i = 0; i < tree->n_vals; i++) {
        const char *label = node_string(tree->vals[i]);
        if (label)
            list_add(replay->arena, &type->labels, arena_copy_string(replay->arena, label));
    }
    return OUTCOME_REPLAYED;
}

static int64_t label_position(const struct type *type, const char *label)
{
    for (uint32_t i = 0; i < type->labels.count; i++)
        if (strcmp(type->labels.items[i], label) == 0)
            return i;
    return -1;
}

static enum outcome unknown_label(struct replay *replay, const struct type *type, const char *label)
{
    const char *nearest = NULL;
    list_each (const char *, candidate, &type->labels)
        nearest = name_nearer(label, nearest, candidate);
    return replay_unknown(replay, "label", NULL, label,
                          arena_format(replay->arena, "type %s", type->name), nearest,
                          replay_place_of(replay, label, 0));
}

enum outcome replay_alter_enum(struct replay *replay, const PgQuery__AlterEnumStmt *tree)
{
    enum outcome outcome;
    struct type *type = object_type(replay, tree->n_type_name, tree->type_name, false, &outcome);
    if (!type)
        return outcome;
    if (type->kind != TYPE_ENUM)
        return object_refused(replay, "%s is not an enum", type->name);
    const char *old_label = tree_string(tree->old_val), *new_label = tree->new_val;
    if (label_position(type, new_label) >= 0) {
        if (!tree->skip_if_new_val_exists)
            replay_duplicate(replay, "label", new_label, replay_place_of(replay, new_label, 0),
                             type->place);
        return OUTCOME_REPLAYED;
    }
    new_label = arena_copy_string(replay->arena, new_label);
    if (old_label) {
        int64_t position = label_position(type, old_label);
        if (position < 0)
            return unknown_label(replay, type, old_label);
        type->labels.items[position] = new_label;
        return OUTCOME_REPLAYED;
    }
    uint32_t at = type->labels.count;
    const char *neighbour = tree_string(tree->new_val_neighbor);
    if (neighbour) {
        int64_t position = label_position(type, neighbour);
        if (position < 0)
            return unknown_label(replay, type, neighbour);
        at = (uint32_t)position + (tree->new_val_is_after ? 1 : 0);
    }
    list_add(replay->arena, &type->labels, new_label);
    for (uint32_t i = type->labels.count - 1; i > at; i--)
        type->labels.items[i] = type->labels.items[i - 1];
    type->labels.items[at] = new_label;
    return OUTCOME_REPLAYED;
}

// ---- composites -------------------------------------------------------------------------------

static struct column *attribute_make(struct replay *replay, const PgQuery__ColumnDef *tree)
{
    struct column *attribute = arena_make(replay->arena, struct column);
    attribute->place = replay_place_of(replay, tree->colname, tree->location);
    attribute->name = arena_copy_string(replay->arena, tree->colname);
    attribute->type = tree_type_name(replay, tree->type_name);
    attribute->is_local = true;
    const char *schema, *collation;
    if (tree->coll_clause &&
        node_name(tree->coll_clause->n_collname, tree->coll_clause->collname, &schema, &collation))
        attribute->collation = arena_copy_string(replay->arena, collation);
    return attribute;
}

static struct column *attribute_find(const struct type *type, const char *name, uint32_t *at)
{
    for (*at = 0; *at < type->attributes.count; ++*at)
        if (strcmp(type->attributes.items[*at]->name, name) == 0)
            return type->attributes.items[*at];
    return NULL;
}

enum outcome replay_create_composite(struct replay *replay, const PgQuery__CompositeTypeStmt *tree)
{
    struct object_name object;
    if (!tree->typevar ||
        !object_new_name(replay, tree_string(tree->typevar->schemaname), tree->typevar->relname,
                         tree->typevar->location, &object))
        return tree->typevar ? object.outcome : OUTCOME_NEUTRAL;
    if (!object_type_is_free(replay, "type", &object))
        return OUTCOME_REPLAYED;
    replay->is_missing = false;
    LIST(struct column *) attributes = {0};
    for (size_t i = 0; i < tree->n_coldeflist; i++)
        if (tree->coldeflist[i]->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF)
            list_add(replay->arena, &attributes,
                     attribute_make(replay, tree->coldeflist[i]->column_def));
    if (replay->defers && replay->is_missing)
        return OUTCOME_MISSING;
    struct type *type = type_make(replay, TYPE_COMPOSITE, &object);
    list_each (struct column *, attribute, &attributes)
        list_add(replay->arena, &type->attributes, attribute);
    return OUTCOME_REPLAYED;
}

static enum outcome alter_attribute(struct replay *replay, struct type *type,
                                    const PgQuery__AlterTableCmd *command)
{
    const PgQuery__ColumnDef *definition =
        command->def && command->def->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF
            ? command->def->column_def
            : NULL;
    const char *name = tree_string(command->name);
    if (!name && definition)
        name = definition->colname;
    if (!name)
        return object_refused(replay, "an attribute without a name");
    uint32_t at;
    struct column *attribute = attribute_find(type, name, &at);
    if (command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn && definition) {
        if (attribute) {
            replay_duplicate(replay, "attribute", name, replay_place_of(replay, name, 0),
                             attribute->place);
            return OUTCOME_REPLAYED;
        }
        attribute = attribute_make(replay, definition);
        list_add(replay->arena, &type->attributes, attribute);
        list_each (struct relation *, relation, &replay->design->relations)
            if (relation->of_type == type)
                table_copy_column(replay, attribute, relation)->is_local = true;
        return OUTCOME_REPLAYED;
    }
    if (!attribute)
        return command->missing_ok
                   ? OUTCOME_REPLAYED
                   : replay_unknown(replay, "attribute", NULL, name,
                                    arena_format(replay->arena, "type %s", type->name), NULL,
                                    replay_place_of(replay, name, 0));
    if (command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn) {
        attribute->is_dropped = true;
        list_remove_at(&type->attributes, at);
        list_each (struct relation *, relation, &replay->design->relations) {
            struct column *column =
                relation->of_type == type ? relation_find_column(relation, name) : NULL;
            if (column)
                table_drop_column(replay, relation, column);
        }
        return OUTCOME_REPLAYED;
    }
    if (command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AlterColumnType && definition) {
        attribute->type = tree_type_name(replay, definition->type_name);
        list_each (struct relation *, relation, &replay->design->relations) {
            struct column *column =
                relation->of_type == type ? relation_find_column(relation, name) : NULL;
            if (column)
                column->type = attribute->type;
        }
        return OUTCOME_REPLAYED;
    }
    return replay_gap(replay, GAP_STATEMENT, replay->statement,
                      "a form of ALTER TYPE that is not followed");
}

enum outcome type_alter_attributes(struct replay *replay, const PgQuery__AlterTableStmt *tree)
{
    if (!tree->relation)
        return OUTCOME_NEUTRAL;
    const char *schema = tree_string(tree->relation->schemaname), *name = tree->relation->relname;
    struct type *type = replay_find_type(replay, schema, name);
    if (!type) {
        if (tree->missing_ok)
            return OUTCOME_REPLAYED;
        return replay_unknown(replay, "type", schema, name, NULL, NULL,
                              replay_place_of(replay, name, tree->relation->location));
    }
    if (type->kind != TYPE_COMPOSITE)
        return object_refused(replay, "%s is not a composite type", type->name);
    for (size_t i = 0; i < tree->n_cmds; i++) {
        bool cascades =
            tree->cmds[i]->alter_table_cmd->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
        list_each (struct relation *, relation, &replay->design->relations)
            if (relation->of_type == type && !cascades)
                return object_refused(replay, "table %s is of type %s (no CASCADE)", relation->name,
                                      type->name);
    }
    enum outcome outcome = OUTCOME_REPLAYED;
    for (size_t i = 0; i < tree->n_cmds && outcome == OUTCOME_REPLAYED; i++)
        if (tree->cmds[i]->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_CMD)
            outcome = alter_attribute(replay, type, tree->cmds[i]->alter_table_cmd);
    return outcome;
}

// ---- ranges -----------------------------------------------------------------------------------

static const PgQuery__TypeName *range_option(const PgQuery__CreateRangeStmt *tree,
                                             const char *option)
{
    for (size_t i = 0; i < tree->n_params; i++) {
        if (tree->params[i]->node_case != PG_QUERY__NODE__NODE_DEF_ELEM)
            continue;
        const PgQuery__DefElem *element = tree->params[i]->def_elem;
        if (strcmp(element->defname, option) == 0 && element->arg &&
            element->arg->node_case == PG_QUERY__NODE__NODE_TYPE_NAME)
            return element->arg->type_name;
    }
    return NULL;
}

// PostgreSQL's makeMultirangeTypeName: "range" in the name becomes "multirange", else it is added.
static char *multirange_name(struct arena *arena, const char *range)
{
    const char *found = strstr(range, "range");
    if (found)
        return arena_format(arena, "%.*smulti%s", (int)(found - range), range, found);
    return arena_format(arena, "%s_multirange", range);
}

// floatrange(lower, upper [, bounds]): made with the type, known as part of it.
static void range_constructor(struct replay *replay, struct type *type, bool has_bounds)
{
    struct function *function =
        design_add_function(replay->design, type->schema, type->name, type->place);
    static struct type_name text = {.schema = "pg_catalog", .name = "text", .is_known = true};
    function->language = "internal";
    function->is_builtin = true;
    function->parallel = 's';
    function->volatility = VOLATILITY_IMMUTABLE;
    function->owner = type->owner;
    struct type_name *returns = arena_make(replay->arena, struct type_name);
    *returns = (struct type_name){.schema = type->schema,
                                  .name = type->name,
                                  .type = type,
                                  .is_known = true,
                                  .place = type->place};
    function->returns = returns;
    struct argument bound = {.mode = ARGUMENT_IN, .type = type->base};
    list_add(replay->arena, &function->arguments, bound);
    list_add(replay->arena, &function->arguments, bound);
    if (has_bounds)
        list_add(replay->arena, &function->arguments,
                 (struct argument){.mode = ARGUMENT_IN, .type = &text});
}

enum outcome replay_create_range(struct replay *replay, const PgQuery__CreateRangeStmt *tree)
{
    struct object_name object;
    if (!object_new_name_of(replay, tree->n_type_name, tree->type_name, &object))
        return object.outcome;
    if (!object_type_is_free(replay, "type", &object))
        return OUTCOME_REPLAYED;
    replay->is_missing = false;
    struct type_name *subtype = tree_type_name(replay, range_option(tree, "subtype"));
    if (replay->defers && replay->is_missing)
        return OUTCOME_MISSING;
    struct type *type = type_make(replay, TYPE_RANGE, &object);
    type->base = subtype;
    range_constructor(replay, type, false);
    range_constructor(replay, type, true);
    const PgQuery__TypeName *named = range_option(tree, "multirange_type_name");
    const char *schema = NULL, *name = NULL;
    if (!named || !node_name(named->n_names, named->names, &schema, &name))
        name = multirange_name(replay->arena, type->name);
    type->multirange = arena_copy_string(replay->arena, name);
    return OUTCOME_REPLAYED;
}

// ---- shells and base types ---------------------------------------------------------------------

// DEFAULT = 'text': in the type's own form.
static void read_base_default(struct replay *replay, struct type *type,
                              const PgQuery__DefineStmt *tree)
{
    for (size_t i = 0; i < tree->n_definition; i++) {
        if (tree->definition[i]->node_case != PG_QUERY__NODE__NODE_DEF_ELEM ||
            strcasecmp(tree->definition[i]->def_elem->defname, "default") != 0)
            continue;
        const char *value = def_elem_string(replay->arena, tree->definition[i]->def_elem);
        if (!value)
            continue;
        type->default_value = arena_make(replay->arena, struct expression);
        type->default_value->kind = EXPRESSION_STRING;
        type->default_value->name = arena_copy_string(replay->arena, value);
        type->default_value->place = type->place;
    }
}

enum outcome type_define_base(struct replay *replay, const PgQuery__DefineStmt *tree)
{
    struct object_name object;
    if (!object_new_name_of(replay, tree->n_defnames, tree->defnames, &object))
        return object.outcome;
    struct type *shell = design_find_type(replay->design, object.schema, object.name);
    if (shell && shell->is_shell && tree->n_definition > 0) {
        shell->is_shell = false;
        read_base_default(replay, shell, tree);
        return OUTCOME_REPLAYED;
    }
    if (!object_type_is_free(replay, "type", &object))
        return OUTCOME_REPLAYED;
    struct type *type = type_make(replay, TYPE_BASE, &object);
    type->is_shell = tree->n_definition == 0;
    read_base_default(replay, type, tree);
    return OUTCOME_REPLAYED;
}
