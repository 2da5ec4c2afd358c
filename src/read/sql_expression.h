// What the files that convert expressions and queries share; everyone else calls tree_expression
// and tree_query (sql_tree.h).
#ifndef LINTEL_READ_SQL_EXPRESSION_H
#define LINTEL_READ_SQL_EXPRESSION_H

#include "read/sql_tree.h"

struct expression *tree_make(struct replay *replay, enum expression_kind kind, int32_t location);
// With one or two operands; absent ones are left out.
struct expression *tree_make_with(struct replay *replay, enum expression_kind kind,
                                  int32_t location, const char *name, const node *left,
                                  const node *right);
void tree_add(struct replay *replay, struct expression *parent, const node *tree);
void tree_add_all(struct replay *replay, struct expression *parent, size_t count, node **trees);
// What .field, .* and [index] behind a value make of it.
struct expression *tree_steps(struct replay *replay, struct expression *value, size_t count,
                              node **steps);
// The last part of an operator's or collation's name.
const char *tree_operator(struct replay *replay, size_t count, node **parts);

// sql_constant.c, sql_operator.c
struct expression *tree_constant(struct replay *replay, const PgQuery__AConst *tree);
struct expression *tree_cast(struct replay *replay, const PgQuery__TypeCast *tree);
struct expression *tree_operation(struct replay *replay, const PgQuery__AExpr *tree);

// sql_from.c: never NULL; what the model has no kind for is a function whose columns are not known.
struct from_item *tree_from_item(struct replay *replay, const node *tree);
struct from_item *tree_from_table(struct replay *replay, const PgQuery__RangeVar *tree);

// sql_query.c: the parts that statements share.
struct query *tree_query_make(struct replay *replay, enum query_kind kind, int32_t location);
void tree_add_from(struct replay *replay, struct query *query, size_t count, node **trees);
void tree_add_outputs(struct replay *replay, struct query *query, size_t count, node **trees);
void tree_add_common_tables(struct replay *replay, struct query *query,
                            const PgQuery__WithClause *tree);

// sql_write.c: INSERT, UPDATE, DELETE, MERGE.
struct query *tree_write(struct replay *replay, const node *tree);

// Adds each tree of an array as an expression to a list.
#define add_expressions(replay_, list, count, trees)                                               \
    do {                                                                                           \
        for (size_t at_ = 0; at_ < (count); at_++) {                                               \
            struct expression *made_ = tree_expression(replay_, (trees)[at_]);                     \
            if (made_)                                                                             \
                list_add((replay_)->arena, list, made_);                                           \
        }                                                                                          \
    } while (0)

#endif
