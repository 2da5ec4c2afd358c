// COMMENT ON: kept where the model has a place for it. A comment on what nothing declares is an
// unknown name like any other; IS NULL takes one away.
//
//   COMMENT ON kind name [ON table | ON DOMAIN name] IS 'text' | NULL
#include "read/sql_object.h"

struct comment {
    struct replay *replay;
    const PgQuery__CommentStmt *tree;
    const char *text; // in the design's arena, NULL to take it away
};

// The object of a table: the last part is its name, those before name the table.
static struct relation *table_of(struct comment *comment, const char **name, enum outcome *outcome)
{
    node *const *parts;
    size_t count = object_parts(comment->tree->object, &parts);
    const char *schema, *table;
    *outcome = OUTCOME_NEUTRAL;
    *name = count ? node_string(parts[count - 1]) : NULL;
    if (count < 2 || !*name || !node_name(count - 1, (node **)parts, &schema, &table))
        return NULL;
    return object_relation(comment->replay, schema, table, 0, false, outcome);
}

static enum outcome unknown_member(struct comment *comment, const char *what, const char *name,
                                   const struct relation *relation, const char *nearest)
{
    return replay_unknown(
        comment->replay, what, NULL, name,
        arena_format(comment->replay->arena, "%s %s", relation_kind_name(relation), relation->name),
        nearest, replay_place_of(comment->replay, name, 0));
}

static enum outcome comment_on_member(struct comment *comment)
{
    const char *name;
    enum outcome outcome;
    struct relation *relation = NULL;
    if (comment->tree->objtype == OBJECT(COLUMN)) { // an attribute of a composite looks the same
        node *const *parts;
        size_t count = object_parts(comment->tree->object, &parts);
        const char *schema, *type_name;
        struct type *type = count > 1 && node_name(count - 1, (node **)parts, &schema, &type_name)
                                ? replay_find_type(comment->replay, schema, type_name)
                                : NULL;
        for (uint32_t i = 0; type && i < type->attributes.count; i++)
            if (string_equal(type->attributes.items[i]->name, node_string(parts[count - 1])))
                type->attributes.items[i]->comment = comment->text;
        if (type)
            return OUTCOME_REPLAYED;
    }
    relation = table_of(comment, &name, &outcome);
    if (!relation)
        return outcome;
    switch (comment->tree->objtype) {
    case OBJECT(COLUMN): {
        struct column *column = relation_find_column(relation, name);
        if (column)
            column->comment = comment->text;
        else if (!relation->is_open)
            return unknown_member(comment, "column", name, relation,
                                  replay_nearest_column(relation, name));
        return OUTCOME_REPLAYED;
    }
    case OBJECT(TABCONSTRAINT): {
        struct constraint *constraint = relation_find_constraint(relation, name);
        if (!constraint)
            return unknown_member(comment, "constraint", name, relation, NULL);
        constraint->comment = comment->text;
        return OUTCOME_REPLAYED;
    }
    case OBJECT(POLICY): {
        struct policy *policy = relation_find_policy(relation, name);
        if (!policy)
            return unknown_member(comment, "policy", name, relation, NULL);
        policy->comment = comment->text;
        return OUTCOME_REPLAYED;
    }
    case OBJECT(TRIGGER):
        if (!relation_find_trigger(relation, name))
            return unknown_member(comment, "trigger", name, relation, NULL);
        return OUTCOME_REPLAYED;
    default:
        return OUTCOME_NEUTRAL;
    }
}

static enum outcome comment_on_relation(struct comment *comment)
{
    node *const *parts;
    size_t count = object_parts(comment->tree->object, &parts);
    const char *schema, *name;
    enum outcome outcome;
    if (!node_name(count, (node **)parts, &schema, &name))
        return OUTCOME_NEUTRAL;
    if (comment->tree->objtype == OBJECT(INDEX)) {
        struct index *index = replay_find_index(comment->replay, schema, name);
        if (!index)
            return replay_unknown(comment->replay, "index", schema, name, NULL, NULL,
                                  replay_place_of(comment->replay, name, 0));
        index->comment = comment->text;
        return OUTCOME_REPLAYED;
    }
    struct relation *relation = object_relation(comment->replay, schema, name, 0, false, &outcome);
    if (relation)
        relation->comment = comment->text;
    return outcome;
}

static enum outcome comment_on_type(struct comment *comment)
{
    node *const *parts;
    size_t count = object_parts(comment->tree->object, &parts);
    enum outcome outcome;
    struct type *type = object_type(comment->replay, count, (node **)parts, false, &outcome);
    if (type)
        type->comment = comment->text;
    return outcome;
}

static enum outcome comment_on_domain_constraint(struct comment *comment)
{
    const node *object = comment->tree->object;
    if (!object || object->node_case != PG_QUERY__NODE__NODE_LIST || object->list->n_items != 2)
        return OUTCOME_NEUTRAL;
    node *const *parts;
    size_t count = object_parts(object->list->items[0], &parts);
    const char *name = node_string(object->list->items[1]);
    enum outcome outcome;
    struct type *type = object_type(comment->replay, count, (node **)parts, false, &outcome);
    if (!type || !name)
        return outcome;
    list_each (struct constraint *, check, &type->checks) {
        if (strcmp(check->name, name) == 0) {
            check->comment = comment->text;
            return OUTCOME_REPLAYED;
        }
    }
    return replay_unknown(comment->replay, "constraint", NULL, name,
                          arena_format(comment->replay->arena, "domain %s", type->name), NULL,
                          replay_place_of(comment->replay, name, 0));
}

enum outcome replay_comment(struct replay *replay, const PgQuery__CommentStmt *tree)
{
    struct comment comment = {replay, tree, NULL};
    comment.text = arena_copy_string(replay->arena, tree_string(tree->comment));
    enum outcome outcome = OUTCOME_NEUTRAL;
    const char *name = node_string(tree->object);
    switch (tree->objtype) {
    case OBJECT(TABLE):
    case OBJECT(VIEW):
    case OBJECT(MATVIEW):
    case OBJECT(FOREIGN_TABLE):
    case OBJECT(SEQUENCE):
    case OBJECT(INDEX):
        return comment_on_relation(&comment);
    case OBJECT(COLUMN):
    case OBJECT(TABCONSTRAINT):
    case OBJECT(POLICY):
    case OBJECT(TRIGGER):
        return comment_on_member(&comment);
    case OBJECT(TYPE):
    case OBJECT(DOMAIN):
        return comment_on_type(&comment);
    case OBJECT(DOMCONSTRAINT):
        return comment_on_domain_constraint(&comment);
    case OBJECT(FUNCTION):
    case OBJECT(PROCEDURE):
    case OBJECT(ROUTINE):
    case OBJECT(AGGREGATE):
        if (tree->object && tree->object->node_case == PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS) {
            struct function *function = object_function(
                replay, "function", tree->object->object_with_args, false, &outcome);
            if (function)
                function->comment = comment.text;
        }
        return outcome;
    case OBJECT(SCHEMA):
        if (name) {
            struct schema *schema = object_schema(replay, name, false, &outcome);
            if (schema)
                schema->comment = comment.text;
        }
        return outcome;
    case OBJECT(ROLE):
        if (name) {
            struct role *role = design_find_role(replay->design, name);
            if (role)
                role->comment = comment.text;
        }
        return OUTCOME_REPLAYED;
    default: // DATABASE, EXTENSION, OPERATOR, ...: the model keeps no comment
        return OUTCOME_NEUTRAL;
    }
}
