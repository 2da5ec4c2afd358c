// A_Expr: everything that the parser writes as an operator between two values, which is more than
// operators: IN lists, LIKE, BETWEEN, NULLIF, IS DISTINCT FROM.
#include "read/sql_expression.h"

// x LIKE p [ESCAPE e]: with ESCAPE the parser wraps the pattern in like_escape(p, e), and always in
// similar_to_escape(p[, e]) for SIMILAR TO.
static struct expression *like(struct replay *replay, const PgQuery__AExpr *tree, const char *plain,
                               const char *negated)
{
    const char *symbol = node_string(tree->n_name ? tree->name[tree->n_name - 1] : NULL);
    struct expression *made = tree_make(replay, EXPRESSION_LIKE, tree->location);
    made->name = symbol && symbol[0] == '!' ? negated : plain;
    tree_add(replay, made, tree->lexpr);
    const node *pattern = tree->rexpr;
    if (pattern && pattern->node_case == PG_QUERY__NODE__NODE_FUNC_CALL &&
        pattern->func_call->n_funcname == 2 && pattern->func_call->location == tree->location)
        tree_add_all(replay, made, pattern->func_call->n_args, pattern->func_call->args);
    else
        tree_add(replay, made, pattern);
    return made;
}

static struct expression *between(struct replay *replay, const PgQuery__AExpr *tree,
                                  const char *name)
{
    struct expression *made =
        tree_make_with(replay, EXPRESSION_BETWEEN, tree->location, name, tree->lexpr, NULL);
    if (tree->rexpr && tree->rexpr->node_case == PG_QUERY__NODE__NODE_LIST)
        tree_add_all(replay, made, tree->rexpr->list->n_items, tree->rexpr->list->items);
    return made;
}

// x IN (a, b) is x = ANY (ARRAY[a, b]); x NOT IN (a, b) is x <> ALL (ARRAY[a, b]).
static struct expression *in_list(struct replay *replay, const PgQuery__AExpr *tree)
{
    const char *name = tree_operator(replay, tree->n_name, tree->name);
    bool negated = strcmp(name, "<>") == 0;
    struct expression *made = tree_make_with(replay, negated ? EXPRESSION_ALL : EXPRESSION_ANY,
                                             tree->location, name, tree->lexpr, NULL);
    made->is_list = true;
    struct expression *array = tree_make(replay, EXPRESSION_ARRAY, tree->location);
    if (tree->rexpr && tree->rexpr->node_case == PG_QUERY__NODE__NODE_LIST)
        tree_add_all(replay, array, tree->rexpr->list->n_items, tree->rexpr->list->items);
    list_add(replay->arena, &made->operands, array);
    return made;
}

// OPERATOR(schema.=) keeps its schema where the design makes operators of the name.
static struct expression *applied(struct replay *replay, const PgQuery__AExpr *tree,
                                  enum expression_kind kind)
{
    const char *name = tree_operator(replay, tree->n_name, tree->name);
    struct expression *made =
        tree_make_with(replay, kind, tree->location, name, tree->lexpr, tree->rexpr);
    if (tree->n_name > 1 && map_get(&replay->operators_made, name))
        made->schema = arena_copy_string(replay->arena, node_string(tree->name[0]));
    return made;
}

struct expression *tree_operation(struct replay *replay, const PgQuery__AExpr *tree)
{
    int32_t at = tree->location;
    const node *left = tree->lexpr, *right = tree->rexpr;
    switch (tree->kind) {
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP:
        return applied(replay, tree, EXPRESSION_OPERATOR);
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY:
        return applied(replay, tree, EXPRESSION_ANY);
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL:
        return applied(replay, tree, EXPRESSION_ALL);
    case PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT:
        return tree_make_with(replay, EXPRESSION_DISTINCT, at, "IS DISTINCT FROM", left, right);
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT:
        return tree_make_with(replay, EXPRESSION_DISTINCT, at, "IS NOT DISTINCT FROM", left, right);
    case PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF:
        return tree_make_with(replay, EXPRESSION_NULLIF, at, NULL, left, right);
    case PG_QUERY__A__EXPR__KIND__AEXPR_IN:
        return in_list(replay, tree);
    case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE:
        return like(replay, tree, "LIKE", "NOT LIKE");
    case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE:
        return like(replay, tree, "ILIKE", "NOT ILIKE");
    case PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR:
        return like(replay, tree, "SIMILAR TO", "NOT SIMILAR TO");
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN:
        return between(replay, tree, "BETWEEN");
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN:
        return between(replay, tree, "NOT BETWEEN");
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM:
        return between(replay, tree, "BETWEEN SYMMETRIC");
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM:
        return between(replay, tree, "NOT BETWEEN SYMMETRIC");
    default: {
        struct expression *made = tree_make(replay, EXPRESSION_OTHER, at);
        made->name = "operator";
        tree_add(replay, made, left);
        tree_add(replay, made, right);
        return made;
    }
    }
}
