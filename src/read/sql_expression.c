// Expressions from the parser's tree into the model's form, names not yet bound (read/bind.h does
// that). Nothing here points into the tree afterwards. Nested ANDs and ORs become one node. What
// the model has no kind for becomes EXPRESSION_OTHER, named after the construct, with its operands,
// so that a walker still sees every column and call inside.
//
// Additions to a call that are no arguments (OVER, ORDER BY, WITHIN GROUP, VARIADIC, named
// arguments) are operands of kind EXPRESSION_OTHER behind or around the arguments.
#include "read/sql_expression.h"

struct expression *tree_make(struct replay *replay, enum expression_kind kind, int32_t location)
{
    struct expression *made = arena_make(replay->arena, struct expression);
    made->kind = kind;
    made->place = replay_place(replay, location);
    return made;
}

static struct expression *make_other(struct replay *replay, const char *name, int32_t location)
{
    struct expression *made = tree_make(replay, EXPRESSION_OTHER, location);
    made->name = name;
    return made;
}

void tree_add(struct replay *replay, struct expression *parent, const node *tree)
{
    struct expression *operand = tree_expression(replay, tree);
    if (operand)
        list_add(replay->arena, &parent->operands, operand);
}

void tree_add_all(struct replay *replay, struct expression *parent, size_t count, node **trees)
{
    for (size_t i = 0; i < count; i++)
        tree_add(replay, parent, trees[i]);
}

struct expression *tree_make_with(struct replay *replay, enum expression_kind kind,
                                  int32_t location, const char *name, const node *left,
                                  const node *right)
{
    struct expression *made = tree_make(replay, kind, location);
    made->name = name;
    tree_add(replay, made, left);
    tree_add(replay, made, right);
    return made;
}

static const char *copy(struct replay *replay, const char *string)
{
    return arena_copy_string(replay->arena, string);
}

// The last part of an operator's name; the parser allows OPERATOR(pg_catalog.=).
const char *tree_operator(struct replay *replay, size_t count, node **parts)
{
    const char *name = count ? node_string(parts[count - 1]) : NULL;
    return copy(replay, name ? name : "=");
}

// ---- names --------------------------------------------------------------------------------------

// ColumnRef: [[[catalog.]schema.]table.]column, or with * at the end.
static struct expression *column(struct replay *replay, const PgQuery__ColumnRef *tree)
{
    struct expression *made = tree_make(replay, EXPRESSION_COLUMN, tree->location);
    size_t count = tree->n_fields;
    const node *last = count ? tree->fields[count - 1] : NULL;
    if (last && last->node_case == PG_QUERY__NODE__NODE_A_STAR)
        made->kind = EXPRESSION_STAR;
    else
        made->name = copy(replay, last ? node_string(last) : "");
    if (count > 1)
        made->qualifier = copy(replay, node_string(tree->fields[count - 2]));
    if (count > 2)
        made->schema = copy(replay, node_string(tree->fields[count - 3]));
    return made;
}

// value ( . field | . * | [ index ] | [ lower : upper ] )*
struct expression *tree_steps(struct replay *replay, struct expression *value, size_t count,
                              node **steps)
{
    for (size_t i = 0; value && i < count; i++) {
        const node *step = steps[i];
        struct expression *outer = tree_make(replay, EXPRESSION_FIELD, -1);
        outer->place = value->place;
        list_add(replay->arena, &outer->operands, value);
        if (step->node_case == PG_QUERY__NODE__NODE_A_STAR) {
            outer->kind = EXPRESSION_STAR;
        } else if (step->node_case == PG_QUERY__NODE__NODE_A_INDICES) {
            const PgQuery__AIndices *indices = step->a_indices;
            outer->kind = EXPRESSION_SUBSCRIPT;
            if (indices->is_slice && !indices->lidx)
                list_add(replay->arena, &outer->operands, make_other(replay, "unbounded", -1));
            tree_add(replay, outer, indices->lidx);
            if (indices->is_slice && !indices->uidx)
                list_add(replay->arena, &outer->operands, make_other(replay, "unbounded", -1));
            tree_add(replay, outer, indices->uidx);
        } else {
            outer->name = copy(replay, node_string(step));
        }
        value = outer;
    }
    return value;
}

static const char *value_function_name(PgQuery__SQLValueFunctionOp operation)
{
    static const char *const names[] = {
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_DATE] = "current_date",
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME] = "current_time",
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME_N] = "current_time",
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP] = "current_timestamp",
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP_N] = "current_timestamp",
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME] = "localtime",
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME_N] = "localtime",
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP] = "localtimestamp",
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP_N] = "localtimestamp",
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_ROLE] = "current_role",
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_USER] = "current_user",
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_USER] = "user",
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_SESSION_USER] = "session_user",
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_CATALOG] = "current_catalog",
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_SCHEMA] = "current_schema",
    };
    size_t index = (size_t)operation;
    return index < array_length(names) && names[index] ? names[index] : "unknown keyword";
}

// current_timestamp(3) keeps its precision as a type.
static struct expression *keyword(struct replay *replay, const PgQuery__SQLValueFunction *tree)
{
    struct expression *made = tree_make(replay, EXPRESSION_KEYWORD, tree->location);
    made->name = value_function_name(tree->op);
    const char *type = NULL;
    switch (tree->op) {
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME_N:
        type = "timetz";
        break;
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP_N:
        type = "timestamptz";
        break;
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME_N:
        type = "time";
        break;
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP_N:
        type = "timestamp";
        break;
    default:
        return made;
    }
    made->type = arena_make(replay->arena, struct type_name);
    *made->type = (struct type_name){.schema = "pg_catalog",
                                     .name = type,
                                     .is_known = true,
                                     .modifiers = {tree->typmod},
                                     .modifier_count = 1};
    return made;
}

// ---- calls --------------------------------------------------------------------------------------

// ORDER BY and PARTITION BY of a call, below one operand of kind OTHER; the bounds of its frame in
// one more.
static struct expression *over(struct replay *replay, const PgQuery__WindowDef *tree)
{
    struct expression *made = make_other(replay, "over", tree->location);
    tree_add_all(replay, made, tree->n_partition_clause, tree->partition_clause);
    tree_add_all(replay, made, tree->n_order_clause, tree->order_clause);
    // PostgreSQL's FRAMEOPTION_RANGE; ROWS and GROUPS count.
    const char *name = tree->frame_options & 0x2 ? "range" : "rows";
    struct expression *frame = make_other(replay, name, tree->location);
    tree_add(replay, frame, tree->start_offset);
    tree_add(replay, frame, tree->end_offset);
    if (frame->operands.count)
        list_add(replay->arena, &made->operands, frame);
    return made;
}

// PostgreSQL writes f(a, 'b', 'c') of a variadic function back as f(a, VARIADIC ARRAY['b', 'c']).
// Of its own functions that have no other form with as many arguments, the two are one.
static bool spread(struct replay *replay, struct expression *made)
{
    static const char *const names[] = {"jsonb_extract_path", "jsonb_extract_path_text",
                                        "json_extract_path", "json_extract_path_text"};
    struct expression *last = made->operands.items[made->operands.count - 1];
    bool is_own = !made->schema || strcmp(made->schema, "pg_catalog") == 0, is_known = false;
    for (size_t i = 0; i < array_length(names); i++)
        is_known |= strcmp(made->name, names[i]) == 0;
    if (!is_own || !is_known || last->kind != EXPRESSION_ARRAY || !last->operands.count)
        return false;
    made->operands.count--;
    list_each (struct expression *, item, &last->operands)
        list_add(replay->arena, &made->operands, item);
    return true;
}

static struct expression *call(struct replay *replay, const PgQuery__FuncCall *tree)
{
    struct expression *made = tree_make(replay, EXPRESSION_CALL, tree->location);
    made->place = replay_place_call(replay, tree->location);
    const char *schema, *name;
    node_name(tree->n_funcname, tree->funcname, &schema, &name);
    made->schema = copy(replay, schema);
    made->name = copy(replay, name ? name : "");
    made->is_star = tree->agg_star;
    made->is_distinct = tree->agg_distinct;
    made->has_over = tree->over != NULL;
    tree_add_all(replay, made, tree->n_args, tree->args);
    if (tree->func_variadic && made->operands.count && !spread(replay, made)) {
        struct expression **last = &made->operands.items[made->operands.count - 1];
        struct expression *variadic = make_other(replay, "variadic", -1);
        variadic->place = (*last)->place;
        list_add(replay->arena, &variadic->operands, *last);
        *last = variadic;
    }
    if (tree->n_agg_order) {
        struct expression *order = make_other(
            replay, tree->agg_within_group ? "within group" : "order by", tree->location);
        tree_add_all(replay, order, tree->n_agg_order, tree->agg_order);
        list_add(replay->arena, &made->operands, order);
    }
    made->filter = tree_expression(replay, tree->agg_filter);
    if (tree->over)
        list_add(replay->arena, &made->operands, over(replay, tree->over));
    return made;
}

static struct expression *xml(struct replay *replay, const PgQuery__XmlExpr *tree)
{
    static const char *const names[] = {
        [PG_QUERY__XML_EXPR_OP__IS_XMLCONCAT] = "xmlconcat",
        [PG_QUERY__XML_EXPR_OP__IS_XMLELEMENT] = "xmlelement",
        [PG_QUERY__XML_EXPR_OP__IS_XMLFOREST] = "xmlforest",
        [PG_QUERY__XML_EXPR_OP__IS_XMLPARSE] = "xmlparse",
        [PG_QUERY__XML_EXPR_OP__IS_XMLPI] = "xmlpi",
        [PG_QUERY__XML_EXPR_OP__IS_XMLROOT] = "xmlroot",
        [PG_QUERY__XML_EXPR_OP__IS_DOCUMENT] = "is document",
    };
    size_t index = (size_t)tree->op;
    struct expression *made = make_other(
        replay, index < array_length(names) && names[index] ? names[index] : "xml", tree->location);
    tree_add_all(replay, made, tree->n_named_args, tree->named_args);
    tree_add_all(replay, made, tree->n_args, tree->args);
    return made;
}

// ---- logic, subqueries, CASE --------------------------------------------------------------------

// (a AND b) AND (c AND d) is one AND of four.
static void add_flattened(struct replay *replay, struct expression *parent,
                          PgQuery__BoolExprType kind, const node *tree)
{
    if (tree->node_case != PG_QUERY__NODE__NODE_BOOL_EXPR || tree->bool_expr->boolop != kind) {
        tree_add(replay, parent, tree);
        return;
    }
    for (size_t i = 0; i < tree->bool_expr->n_args; i++)
        add_flattened(replay, parent, kind, tree->bool_expr->args[i]);
}

static struct expression *logic(struct replay *replay, const node *tree)
{
    const PgQuery__BoolExpr *own = tree->bool_expr;
    struct expression *made = tree_make(replay, EXPRESSION_AND, own->location);
    if (own->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
        made->kind = EXPRESSION_NOT;
        tree_add_all(replay, made, own->n_args, own->args);
        return made;
    }
    if (own->boolop == PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR)
        made->kind = EXPRESSION_OR;
    add_flattened(replay, made, own->boolop, tree);
    return made;
}

static struct expression *truth(struct replay *replay, const PgQuery__BooleanTest *tree)
{
    static const char *const names[] = {
        [PG_QUERY__BOOL_TEST_TYPE__IS_TRUE] = "IS TRUE",
        [PG_QUERY__BOOL_TEST_TYPE__IS_NOT_TRUE] = "IS NOT TRUE",
        [PG_QUERY__BOOL_TEST_TYPE__IS_FALSE] = "IS FALSE",
        [PG_QUERY__BOOL_TEST_TYPE__IS_NOT_FALSE] = "IS NOT FALSE",
        [PG_QUERY__BOOL_TEST_TYPE__IS_UNKNOWN] = "IS UNKNOWN",
        [PG_QUERY__BOOL_TEST_TYPE__IS_NOT_UNKNOWN] = "IS NOT UNKNOWN",
    };
    size_t index = (size_t)tree->booltesttype;
    if (index >= array_length(names) || !names[index])
        return make_other(replay, "boolean test", tree->location);
    return tree_make_with(replay, EXPRESSION_IS_TRUTH, tree->location, names[index], tree->arg,
                          NULL);
}

static struct expression *subquery(struct replay *replay, const PgQuery__SubLink *tree)
{
    struct expression *made = tree_make(replay, EXPRESSION_OTHER, tree->location);
    made->name = "subquery";
    switch (tree->sub_link_type) {
    case PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK:
        made->kind = EXPRESSION_EXISTS;
        break;
    case PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK:
        made->kind = EXPRESSION_SUBQUERY;
        break;
    case PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK:
        made->kind = EXPRESSION_SUBQUERY_ARRAY;
        break;
    case PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK: // also IN (SELECT ...), which names no operator
        made->kind = EXPRESSION_SUBQUERY_ANY;
        break;
    case PG_QUERY__SUB_LINK_TYPE__ALL_SUBLINK:
        made->kind = EXPRESSION_SUBQUERY_ALL;
        break;
    default:
        break;
    }
    if (made->kind == EXPRESSION_SUBQUERY_ANY || made->kind == EXPRESSION_SUBQUERY_ALL)
        made->name = tree_operator(replay, tree->n_oper_name, tree->oper_name);
    else if (made->kind != EXPRESSION_OTHER)
        made->name = NULL;
    tree_add(replay, made, tree->testexpr);
    made->query = tree_query(replay, tree->subselect);
    return made;
}

// CASE [subject] (WHEN condition THEN result)+ [ELSE result] END; absent parts are NULL operands.
static struct expression *choice(struct replay *replay, const PgQuery__CaseExpr *tree)
{
    struct expression *made = tree_make(replay, EXPRESSION_CASE, tree->location);
    list_add(replay->arena, &made->operands, tree_expression(replay, tree->arg));
    for (size_t i = 0; i < tree->n_args; i++) {
        const node *branch = tree->args[i];
        if (branch->node_case != PG_QUERY__NODE__NODE_CASE_WHEN)
            continue;
        list_add(replay->arena, &made->operands, tree_expression(replay, branch->case_when->expr));
        list_add(replay->arena, &made->operands,
                 tree_expression(replay, branch->case_when->result));
    }
    list_add(replay->arena, &made->operands, tree_expression(replay, tree->defresult));
    return made;
}

// ---- all of them --------------------------------------------------------------------------------

static struct expression *make_all(struct replay *replay, enum expression_kind kind,
                                   int32_t location, size_t count, node **operands)
{
    struct expression *made = tree_make(replay, kind, location);
    tree_add_all(replay, made, count, operands);
    return made;
}

static struct expression *grouping_set(struct replay *replay, const PgQuery__GroupingSet *tree)
{
    static const char *const names[] = {
        [PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_EMPTY] = "empty grouping set",
        [PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_SIMPLE] = "grouping set",
        [PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_ROLLUP] = "rollup",
        [PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_CUBE] = "cube",
        [PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_SETS] = "grouping sets",
    };
    size_t index = (size_t)tree->kind;
    struct expression *made = make_other(
        replay, index < array_length(names) && names[index] ? names[index] : "grouping set",
        tree->location);
    tree_add_all(replay, made, tree->n_content, tree->content);
    return made;
}

struct expression *tree_expression(struct replay *replay, const node *tree)
{
    if (!tree)
        return NULL;
    struct expression *made;
    switch (tree->node_case) {
    case PG_QUERY__NODE__NODE_A_CONST:
        return tree_constant(replay, tree->a_const);
    case PG_QUERY__NODE__NODE_TYPE_CAST:
        return tree_cast(replay, tree->type_cast);
    case PG_QUERY__NODE__NODE_COLUMN_REF:
        return column(replay, tree->column_ref);
    case PG_QUERY__NODE__NODE_A_INDIRECTION:
        return tree_steps(replay, tree_expression(replay, tree->a_indirection->arg),
                          tree->a_indirection->n_indirection, tree->a_indirection->indirection);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
        return call(replay, tree->func_call);
    case PG_QUERY__NODE__NODE_A_EXPR:
        return tree_operation(replay, tree->a_expr);
    case PG_QUERY__NODE__NODE_BOOL_EXPR:
        return logic(replay, tree);
    case PG_QUERY__NODE__NODE_BOOLEAN_TEST:
        return truth(replay, tree->boolean_test);
    case PG_QUERY__NODE__NODE_SUB_LINK:
        return subquery(replay, tree->sub_link);
    case PG_QUERY__NODE__NODE_CASE_EXPR:
        return choice(replay, tree->case_expr);
    case PG_QUERY__NODE__NODE_XML_EXPR:
        return xml(replay, tree->xml_expr);
    case PG_QUERY__NODE__NODE_GROUPING_SET:
        return grouping_set(replay, tree->grouping_set);
    case PG_QUERY__NODE__NODE_SORT_BY:
        return tree_expression(replay, tree->sort_by->node);
    case PG_QUERY__NODE__NODE_RES_TARGET:
        return tree_expression(replay, tree->res_target->val);
    case PG_QUERY__NODE__NODE_PARAM_REF:
        made = tree_make(replay, EXPRESSION_PARAMETER, tree->param_ref->location);
        made->number = tree->param_ref->number;
        return made;
    case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION:
        return keyword(replay, tree->sqlvalue_function);
    case PG_QUERY__NODE__NODE_NULL_TEST:
        return tree_make_with(replay,
                              tree->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL
                                  ? EXPRESSION_IS_NULL
                                  : EXPRESSION_IS_NOT_NULL,
                              tree->null_test->location, NULL, tree->null_test->arg, NULL);
    case PG_QUERY__NODE__NODE_COALESCE_EXPR:
        return make_all(replay, EXPRESSION_COALESCE, tree->coalesce_expr->location,
                        tree->coalesce_expr->n_args, tree->coalesce_expr->args);
    case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
        return make_all(
            replay,
            tree->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST ? EXPRESSION_GREATEST
                                                                        : EXPRESSION_LEAST,
            tree->min_max_expr->location, tree->min_max_expr->n_args, tree->min_max_expr->args);
    case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
        return make_all(replay, EXPRESSION_ARRAY, tree->a_array_expr->location,
                        tree->a_array_expr->n_elements, tree->a_array_expr->elements);
    case PG_QUERY__NODE__NODE_ROW_EXPR:
        return make_all(replay, EXPRESSION_ROW, tree->row_expr->location, tree->row_expr->n_args,
                        tree->row_expr->args);
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE: {
        const PgQuery__CollateClause *clause = tree->collate_clause;
        return tree_make_with(replay, EXPRESSION_COLLATE, clause->location,
                              tree_operator(replay, clause->n_collname, clause->collname),
                              clause->arg, NULL);
    }
    case PG_QUERY__NODE__NODE_SET_TO_DEFAULT:
        return tree_make(replay, EXPRESSION_DEFAULT, tree->set_to_default->location);
    case PG_QUERY__NODE__NODE_NAMED_ARG_EXPR:
        made = make_other(replay, "named argument", tree->named_arg_expr->location);
        made->qualifier = copy(replay, tree->named_arg_expr->name);
        tree_add(replay, made, tree->named_arg_expr->arg);
        return made;
    case PG_QUERY__NODE__NODE_GROUPING_FUNC:
        made = make_other(replay, "grouping", tree->grouping_func->location);
        tree_add_all(replay, made, tree->grouping_func->n_args, tree->grouping_func->args);
        return made;
    case PG_QUERY__NODE__NODE_XML_SERIALIZE:
        made = make_other(replay, "xmlserialize", tree->xml_serialize->location);
        tree_add(replay, made, tree->xml_serialize->expr);
        made->type = tree_type_name(replay, tree->xml_serialize->type_name);
        return made;
    case PG_QUERY__NODE__NODE_CURRENT_OF_EXPR:
        return make_other(replay, "current of", -1);
    case PG_QUERY__NODE__NODE_WINDOW_DEF:
        return over(replay, tree->window_def);
    case PG_QUERY__NODE__NODE_LIST: // (a, b) where the grammar makes no row of it
        return make_all(replay, EXPRESSION_ROW, -1, tree->list->n_items, tree->list->items);
    case PG_QUERY__NODE__NODE_SELECT_STMT: // a bare query where an expression may stand
        made = tree_make(replay, EXPRESSION_SUBQUERY, -1);
        made->query = tree_query(replay, tree);
        return made;
    default:
        return make_other(replay, "an expression lintel does not know", -1);
    }
}
